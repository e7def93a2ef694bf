"""The token of a canary: 128 random bits, as text and QR code, in an alphabet that survives fax and OCR."""

import re
import secrets

#: Crockford's alphabet for base 32: no I, L, O, U. QR codes hold it in their compact alphanumeric mode.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: 26 signs of 5 bits hold 128 bits and two more.
SIGNS = 26
#: What stands before the signs, so that a token is found in any text.
MARK = "CANARY"
#: Signs that readers take for another.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
#: The mark, then the signs in any grouping by blanks and hyphens.
_PRINTED = re.compile(rf"{MARK}[\s-]*((?:[0-9A-Z][\s-]*){{{SIGNS}}})(?![0-9A-Z])", re.IGNORECASE)


def new_token() -> str:
    """A token nobody can guess: `CANARY-` and 26 signs."""
    number = secrets.randbits(5 * SIGNS)
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in range(SIGNS))
    return f"{MARK}-{signs}"


def find_tokens(text: str) -> list[str]:
    """Every token in a text, as `new_token` writes it, whatever its grouping and the usual misreadings."""
    found = (re.sub(r"[\s-]", "", match).upper().translate(_MISREAD) for match in _PRINTED.findall(text))
    return [f"{MARK}-{signs}" for signs in dict.fromkeys(found)]
