"""Heads of the audit log, signed and laid outside the database, and checking the log against them.

Who rewrites the whole chain in the database still cannot rewrite a head that was printed, mailed or laid
on another machine.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.errors import CorruptDocument
from processing.ports import Storage
from storage.durable import make_folder, write_durably
from storage.keys import KeyRing

HEAD_PREFIX: Final = "audit-head-"
TITLE: Final = "Head of the audit log, oems-intake"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The last link of the chain at one moment."""

    sequence: int
    hash: str
    signed_at: str


def sign_head(storage: Storage, keys: KeyRing, now: datetime) -> str | None:
    """The present head as a few signed lines of text, fit to be printed or mailed; None for an empty log."""
    with storage.work() as work:
        head = work.audit.head()
    if head is None:
        return None
    signed = SignedHead(head.sequence, head.hash, now.astimezone(UTC).isoformat(timespec="seconds"))
    signature = base64.b64encode(keys.signer.sign(_signed_bytes(signed))).decode()
    lines = (TITLE, f"entry: {signed.sequence}", f"hash: {signed.hash}", f"signed: {signed.signed_at}")
    return "\n".join((*lines, f"signature: {signature}", ""))


def read_head(text: str, public_key: Ed25519PublicKey) -> SignedHead:
    """A signed head. Raises `CorruptDocument` where its text was altered or another key signed it."""
    try:
        fields = dict(line.split(": ", 1) for line in text.splitlines()[1:] if line)
        head = SignedHead(int(fields["entry"]), fields["hash"], fields["signed"])
        public_key.verify(base64.b64decode(fields["signature"], validate=True), _signed_bytes(head))
    except (KeyError, ValueError, binascii.Error, InvalidSignature) as error:
        raise CorruptDocument("the head was altered, or is none of this installation") from error
    return head


def _signed_bytes(head: SignedHead) -> bytes:
    return json.dumps([TITLE, head.sequence, head.hash, head.signed_at]).encode()


def write_signed_head(storage: Storage, keys: KeyRing, folder: Path, now: datetime) -> Path | None:
    """Lay the signed head in `folder`, one file a day and head; None for an empty log."""
    text = sign_head(storage, keys, now)
    if text is None:
        return None
    sequence = int(text.splitlines()[1].partition(": ")[2])
    make_folder(folder)
    path = folder / f"{HEAD_PREFIX}{now.astimezone(UTC):%Y-%m-%d}-{sequence:09d}.txt"
    write_durably(path, text.encode())
    return path


def verify_audit(storage: Storage, keys: KeyRing, heads_folder: Path | None = None) -> str | None:
    """None where the chain holds and every signed head in the folder stands in it; else one sentence."""
    with storage.work() as work:
        broken = work.audit.verify()
    if broken is not None or heads_folder is None:
        return broken
    for path in sorted(heads_folder.glob(f"{HEAD_PREFIX}*.txt")):
        problem = _check_head(storage, keys, path)
        if problem is not None:
            return problem
    return None


def _check_head(storage: Storage, keys: KeyRing, path: Path) -> str | None:
    try:
        head = read_head(path.read_text(encoding="utf-8", errors="replace"), keys.signer.public_key())
    except CorruptDocument as error:
        return f"{path.name}: {error}."
    with storage.work() as work:
        found = work.audit.entries(after=head.sequence - 1, limit=1)
    if not found:
        return (
            f"The audit log ends before entry {head.sequence}, which {path.name} signs: entries were cut off."
        )
    if found[0].hash != head.hash:
        return f"Entry {head.sequence} is not the one that {path.name} signs: the log was rewritten."
    return None
