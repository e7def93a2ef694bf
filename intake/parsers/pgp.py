"""PGP blocks in the text of a message (RFC 9580 section 6.2): encrypted, or signed as plain text."""

import re

_ENCRYPTED = re.compile(
    r"^[>\s]*-----BEGIN PGP MESSAGE-----.*?(?:^[>\s]*-----END PGP MESSAGE-----[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
_SIGNED_HEAD = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[A-Za-z]+: .*\n)*\n?", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----.*?(?:^-----END PGP SIGNATURE-----[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_DASHED = re.compile(r"^- (?=-)", re.MULTILINE)


def without_encrypted(text: str) -> tuple[str, bool]:
    """The words around encrypted blocks, and whether there was one."""
    rest, count = _ENCRYPTED.subn("", text)
    return (rest.strip("\n"), True) if count else (text, False)


def without_signature(text: str) -> tuple[str, bool]:
    """The words that a signature in the text goes round, and whether there was one."""
    if not _SIGNED_HEAD.search(text):
        return text, False
    bare = _SIGNATURE.sub("", _SIGNED_HEAD.sub("", text))
    return _DASHED.sub("", bare).strip("\n"), True
