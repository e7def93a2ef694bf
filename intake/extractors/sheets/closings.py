"""Words that close a letter, above its writer's name."""

import re
from typing import Final

from rapidfuzz.distance import OSA

from domain.likeness import fold

#: What such a line begins with, the longer before those that they begin with.
CLOSINGS: Final = (
    "thank you", "many thanks", "with thanks", "thanks", "sincerely", "yours truly", "yours sincerely", "yours", "very truly",
    "respectfully", "best regards", "best wishes", "kind regards", "warm regards", "regards", "cordially", "best",
)  # fmt: skip
_SPACED = "|".join(words.replace(" ", r"\s+") for words in CLOSINGS)
#: The comma behind "Thank you" may be read as a letter.
_BEGUN = rf"(?:thank\s+you\w|{_SPACED})\b"
_BEGINS = re.compile(rf"(?i)^\W*{_BEGUN}")
#: It may go on a little: "Thank you for your time,". Behind the mark of what a mail quotes it closes another one.
#: "Best" closes one alone: "Best Care Ambulance" is a name. Who thanks all the staff goes on writing.
_CLOSES = re.compile(rf"(?i)^\s*(?!best\s+(?!regards|wishes)\w|thanks\s+to\b){_BEGUN}[^.]{{0,30}}[.,!]?$")
#: A closing of so many letters is still told by all but one of them.
_LONG: Final = len("regards")


def begins_closing(text: str) -> bool:
    """Whether a line begins as one that closes a letter."""
    return _BEGINS.match(text) is not None


def is_closing(text: str) -> bool:
    """Whether a line closes a letter; one that is nothing else may have a letter misread, as in a hand."""
    if _CLOSES.match(text):
        return True
    words = fold(text.rstrip(" .,!"))
    one_off = (OSA.distance(words, closing) == 1 for closing in CLOSINGS if len(closing) >= _LONG)
    return text.rstrip().endswith(",") and any(one_off)
