"""Where a card or letter is signed: whose names stand there, and under which post."""

import re
from itertools import pairwise

from intake.extractors.cpr.posts import is_post
from intake.extractors.sheets.paper import Laid

#: A caption that asks for a signature, and whose it is where the card is the signer's own.
_SIGN_HERE = re.compile(r"(?i)\bsignature\b")
_HOLDERS_OWN = re.compile(
    r"(?i)\b(?:students?|(?:card|certificate)?[ -]?holders?|participants?|candidates?|learners?|trainees?|attendees?"
    r"|recipients?|bearers?)\b"
)


def lines_over_posts(laid: Laid) -> set[int]:
    """Words right over the post of who signs: "Training Officer and BLS Instructor" is no learner's."""
    return {
        id(t)
        for block in laid.sheet.blocks()
        for above, below in pairwise(block)
        if is_post(below.text)
        for t in above.tokens
    }


def asks_teachers_signature(text: str) -> bool:
    """Whether a caption asks for a signature that it does not call the holder's."""
    return bool(_SIGN_HERE.search(text)) and not _HOLDERS_OWN.search(text)
