"""Identifiers. All are strings that are safe in a file name and a URL."""

from typing import NewType

SubmissionId = NewType("SubmissionId", str)
"""32 hex digits, drawn at receipt."""

AttachmentId = NewType("AttachmentId", str)
"""`{submission}-{path}` with the MIME-like path ("0" for the message body or the file itself)."""

PageId = NewType("PageId", str)
"""`{attachment}-p{index}`, 0-based."""

DocumentId = NewType("DocumentId", str)
"""`{submission}-d{ordinal}`, 0-based, stable over a repeated run of the same stage."""

CaseId = NewType("CaseId", str)
"""What people see: `C-2026-000045`."""

DispatchId = NewType("DispatchId", str)
"""32 hex digits."""

BlobAddress = NewType("BlobAddress", str)
"""64 hex digits: the keyed hash (HMAC-SHA-256) of what the store holds there."""

CertificationNumber = NewType("CertificationNumber", str)
"""Upper case with its prefix letter, no blanks: `E0901234`."""

BatchId = NewType("BatchId", str)
"""What the code of a cover says (`260914-K7QFX`), or `F-` and the beginning of a file's submission."""

UserName = NewType("UserName", str)
"""The sign-in name of a staff account, lower case."""


def is_user_name(name: str) -> bool:
    """Whether a new account may be called so: letters, digits, dots and hyphens."""
    return name.replace(".", "").replace("-", "").isalnum()
