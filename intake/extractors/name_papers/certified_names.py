"""Names on the lines of a certificate's sentence: "This is to certify that  ANA REYES  born Dec 19, 1994"."""

import re
from collections.abc import Sequence

from domain.likeness import fold
from intake.extractors.sheets.layout import Segment, Token

#: Words of the sentence before the name on its line, and those with which it goes on behind the name.
_LEADS = frozenset(
    {"this", "is", "to", "certify", "certifies", "that", "we", "i", "hereby", "do", "and", "between"}
)
#: Behind these alone stands who certifies: "I,  PAUL QUIMBY, certify that".
_WHO_CERTIFIES = frozenset({"i", "we"})
_GOES_ON = re.compile(r"^(?:who|born|residing|resides|aged?|d\.?o\.?b\.?|date)\W*$")


def without_lead(tokens: Sequence[Token]) -> Sequence[Token]:
    """The words of a line behind those of the sentence that leads to a name."""
    start = next((i for i, t in enumerate(tokens) if fold(t.text).strip(" ,:") not in _LEADS), len(tokens))
    return tokens[start:]


def certified_words(row: Sequence[Segment]) -> Sequence[Token]:
    """The words of a line that hold a name in a blank of its own: between those of the sentence that lead to it and those
    that go on behind it, or all words of a line that is no more than one text."""
    if len(row) == 1:
        return row[0].tokens
    tokens = [t for segment in row for t in segment.tokens]
    own = without_lead(tokens)
    lead = tokens[: len(tokens) - len(own)]
    if not lead or fold(lead[-1].text).strip(" ,:") in _WHO_CERTIFIES:
        return ()
    end = next((i for i, t in enumerate(own) if _GOES_ON.match(fold(t.text))), len(own))
    return own[:end]
