"""S/MIME: what is only signed is unwrapped and its signature judged, of what is encrypted that is said.

RFC 8551 and RFC 5652. `invalid`: the words are not those that were signed. `valid`: they are, and the
signer's certificate leads to an authority of the office's own list and names the sender. `unknown`: they
are, but nobody here vouches for the signer; or the kind of signature cannot be checked here. Nothing is
fetched, so that a certificate that was called back still counts.
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from asn1crypto import cms, pem, x509  # type: ignore[import-untyped]
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from domain.errors import CorruptDocument, EncryptedDocument, UnsupportedFormat

ENCRYPTED_MESSAGE = (
    "The message is encrypted and cannot be opened here. "
    "Ask the sender to send it without encryption, or by fax."
)
_DAMAGED = "The signed message is damaged. Ask the sender to send it again without a signature."
_COMPRESSED = "The message is packed in a way that is not opened here. Ask the sender to send it plainly."
_NO_PAPER = "It holds certificates or a signature only, no paper."
_ENCRYPTED_TYPES = ("enveloped_data", "encrypted_data", "authenticated_enveloped_data")
_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
#: Hashes that nobody should trust a signature by any more (RFC 8551 section 2.1).
_WEAK_HASHES = ("md5", "sha1")

VALID, INVALID, UNKNOWN = "valid", "invalid", "unknown"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature goes round, and what it is worth."""

    content: bytes = field(repr=False)
    standing: str


def standing_of_all(standings: Sequence[str]) -> str | None:
    """Of several signatures round one message the weakest counts; None where there is none."""
    return next((s for s in (INVALID, UNKNOWN, VALID) if s in standings), None)


def unwrap_signed(raw: bytes, sender: str = "", authorities: bytes = b"") -> Signed:
    """The message inside an opaque-signed p7m, and what its signature is worth.

    `authorities` are certificates in PEM. Raises EncryptedDocument, UnsupportedFormat, or CorruptDocument
    where it does not hold together.
    """
    signed_data = _signed_data(raw)
    content = _content_of(signed_data)
    if content is None:
        raise UnsupportedFormat(_NO_PAPER)
    return Signed(content, _judge(signed_data, content, sender, authorities))


def check_detached(raw: bytes, signature: bytes, sender: str = "", authorities: bytes = b"") -> str:
    """The standing of a signature beside its content (multipart/signed, RFC 1847); never raises.

    Programs on the way change line ends, so both forms of the content are tried.
    """
    try:
        signed_data = _signed_data(signature)
    except (CorruptDocument, EncryptedDocument, UnsupportedFormat):
        return INVALID
    lines = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    found = [_judge(signed_data, form, sender, authorities) for form in dict.fromkeys((raw, lines))]
    return next((standing for standing in found if standing != INVALID), INVALID)


def holds_no_content(raw: bytes) -> bool:
    """Whether a PKCS #7 file is a signature or a certificate by itself."""
    try:
        return _content_of(_signed_data(raw)) is None
    except (CorruptDocument, EncryptedDocument, UnsupportedFormat):
        return False


def _signed_data(raw: bytes) -> cms.SignedData:
    der = _without_armour(raw)
    try:
        info = cms.ContentInfo.load(der)
        kind = info["content_type"].native
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CorruptDocument(_DAMAGED) from error
    if kind in _ENCRYPTED_TYPES:
        raise EncryptedDocument(ENCRYPTED_MESSAGE)
    if kind == "compressed_data":
        raise UnsupportedFormat(_COMPRESSED)
    if kind != "signed_data":
        raise CorruptDocument(_DAMAGED)
    try:
        return info["content"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CorruptDocument(_DAMAGED) from error


def _content_of(signed_data: cms.SignedData) -> bytes | None:
    try:
        content = signed_data["encap_content_info"]["content"]
        octets = bytes(content) if content.native is not None else None
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CorruptDocument(_DAMAGED) from error
    return octets


def _without_armour(raw: bytes) -> bytes:
    if raw.lstrip()[:5] != b"-----":
        return raw
    inner = re.sub(rb"-----[^-]+-----", b"", raw)
    try:
        return base64.b64decode(re.sub(rb"\s", b"", inner))
    except ValueError as error:
        raise CorruptDocument(_DAMAGED) from error


def _judge(signed_data: cms.SignedData, content: bytes, sender: str, authorities: bytes) -> str:
    """The standing of the one signature over `content`."""
    try:
        certificates = extract_certificate_info(signed_data)
        (signer,) = signed_data["signer_infos"]
        hash_name = signer["digest_algorithm"]["algorithm"].native
        if hash_name not in _HASHES:
            return UNKNOWN
        digest = hashlib.new(hash_name, content, usedforsecurity=False).digest()
        kind = signed_data["encap_content_info"]["content_type"].native
        certificate = certificates.signer_cert
        intact, sound = validate_sig_integrity(signer, certificate, kind, digest)
    except Exception:
        # Several signers, a certificate left out, an algorithm nobody knows: no word either way.
        return UNKNOWN
    if not (intact and sound):
        return INVALID
    vouched = hash_name not in _WEAK_HASHES and _leads_to(certificate, certificates.other_certs, authorities)
    return VALID if vouched and _names(certificate, sender) else UNKNOWN


def _leads_to(certificate: x509.Certificate, others: Sequence[x509.Certificate], authorities: bytes) -> bool:
    """Whether a certificate leads to one of the office's authorities, today."""
    if not authorities:
        return False
    try:
        roots = [x509.Certificate.load(der) for _, _, der in pem.unarmor(authorities, multiple=True)]
        context = ValidationContext(trust_roots=roots, other_certs=list(others), allow_fetching=False)
        validator = CertificateValidator(certificate, validation_context=context)
        asyncio.run(validator.async_validate_usage(set()))  # type: ignore[no-untyped-call]
    except Exception:
        # Expired, unknown, made for something else: no trust, for whichever reason.
        return False
    return True


def _names(certificate: x509.Certificate, sender: str) -> bool:
    """Whether the certificate is of the address that the mail says it comes from (RFC 8551 section 3)."""
    held = certificate.subject.native.get("email_address", [])
    named = [held] if isinstance(held, str) else list(held)
    if certificate.subject_alt_name_value is not None:
        named += [n.native for n in certificate.subject_alt_name_value if n.name == "rfc822_name"]
    return bool(sender) and sender.casefold() in {str(address).casefold() for address in named}
