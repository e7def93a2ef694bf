"""A message as a letter: its words, its leaves, who wrote it, and what its signatures are worth."""

import re
from dataclasses import dataclass
from email.utils import parseaddr

from domain.errors import DocumentError
from domain.submissions import Headers
from intake.parsers.automatic import is_sent_to_many, recognise_automatic
from intake.parsers.headers import read_headers
from intake.parsers.mime import Body, Leaf, SignedStretch, parse_message, read_body
from intake.parsers.outlook import OutlookContent
from intake.parsers.pgp import without_encrypted, without_signature
from intake.parsers.refusals import POINTER
from intake.parsers.settling import PKCS7
from intake.parsers.smime import UNKNOWN, check_detached, standing_of_all, unwrap_signed
from intake.parsers.sniff import sniff_media_type


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, read."""

    headers: Headers
    body: Body
    automatic: str | None = None
    signed: str | None = None
    """`valid`, `invalid` or `unknown`; None where nothing is signed."""
    locked_text: bool = False
    """Whether a part of the text is encrypted."""


def read_letter(raw: bytes, authorities: bytes, *, deepest: int) -> Letter:
    """Read a message; opaque-signed envelopes that are the whole message are stepped into.

    `authorities` are certificates in PEM, `deepest` the most envelopes in one another.
    """
    message = parse_message(raw)
    headers, automatic = read_headers(message), recognise_automatic(message)
    body, to_many = read_body(message), is_sent_to_many(message)
    del message
    sender = parseaddr(headers.sender)[1]
    standings = [_judge(raw, stretch, sender, authorities) for stretch in body.signatures]
    for _ in range(deepest):
        if not _is_envelope(body):
            break
        try:
            opened = unwrap_signed(body.leaves[0].content, sender, authorities)
        except DocumentError:
            break
        standings.append(opened.standing)
        body = read_body(parse_message(opened.content))
        standings += [_judge(opened.content, s, sender, authorities) for s in body.signatures]
    body.to_many = to_many
    return _without_pgp(Letter(headers, body, automatic, standing_of_all(standings)))


def outlook_letter(content: OutlookContent) -> Letter:
    """An Outlook container as a letter."""
    return _without_pgp(Letter(content.headers, _outlook_body(content)))


def _outlook_body(content: OutlookContent) -> Body:
    leaves = [
        Leaf(
            content=file.content,
            name=file.name,
            declared=POINTER if file.elsewhere else "application/octet-stream",
            disposition="inline" if file.inline else "attachment",
            content_id=file.content_id,
            inner=_outlook_body(file.inner) if file.inner is not None else None,
            inner_headers=file.inner.headers if file.inner is not None else None,
        )
        for file in content.files
    ]
    return Body(
        text=content.text.strip("\n"), content=content.text.encode(), html=content.html, leaves=leaves
    )


def _without_pgp(letter: Letter) -> Letter:
    """The words that people read: no armour round them, no block that nobody here can open."""
    body = letter.body
    body.text, signed = without_signature(body.text)
    body.text, locked = without_encrypted(body.text)
    standing = letter.signed or (UNKNOWN if signed else None)
    return Letter(letter.headers, body, letter.automatic, standing, locked)


def _is_envelope(body: Body) -> bool:
    return len(body.leaves) == 1 and not body.text.strip() and is_sealed(body.leaves[0])


def is_sealed(leaf: Leaf) -> bool:
    """Whether a leaf is a PKCS #7 envelope."""
    return leaf.declared in PKCS7 or sniff_media_type(leaf.content) == "application/pkcs7-mime"


def _judge(raw: bytes, stretch: SignedStretch, sender: str, authorities: bytes) -> str:
    """The standing of a multipart/signed; of a kind other than S/MIME it is always unknown."""
    if stretch.signature is None:
        return UNKNOWN
    signed = _between_boundaries(raw, stretch.boundary)
    return check_detached(signed, stretch.signature, sender, authorities) if signed is not None else UNKNOWN


def _between_boundaries(raw: bytes, boundary: str) -> bytes | None:
    """The exact bytes of the first part: between the first two boundary lines (RFC 1847 section 2.1)."""
    line = re.compile(
        rb"^--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"[ \t]*\r?\n", re.M
    )
    first = line.search(raw)
    second = line.search(raw, first.end()) if first else None
    if first is None or second is None:
        return None
    signed = raw[first.end() : second.start()]
    return signed.removesuffix(b"\n").removesuffix(b"\r")
