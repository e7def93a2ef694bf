"""What answers a label: its words, where they stand, and what they say."""

from dataclasses import dataclass
from enum import StrEnum

from intake.extractors.sheets.confidence import weigh_reading
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.vocabulary import Ask


class Place(StrEnum):
    """Where an answer stands, seen from its label."""

    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that answer a label."""

    label: Label
    place: Place
    tokens: tuple[Token, ...]
    value: str
    """Normalised by the label's type."""
    score: float
    """How well label and words fit each other, about 0.0-1.3."""
    doubted: bool = False
    """The readers differ and both readings would be valid."""

    @property
    def text(self) -> str:
        return join_text(self.tokens)

    @property
    def reading(self) -> float:
        """How surely the words are read, 0.0-1.0."""
        worth = weigh_reading(self.tokens)
        return min(worth, 0.6) if self.doubted else worth


#: Nobody born in or after this year is certified.
YOUNGEST_BIRTH = 2012

STRONG = frozenset({Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.NUMBER, Ask.PHONE, Ask.EMAIL, Ask.LEVEL, Ask.ISSUED,
                     Ask.EXPIRES, Ask.FAX, Ask.DATE, Ask.EVENT_DATE})  # fmt: skip

NAMES = frozenset({Ask.NAME, Ask.FORMER_NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER, Ask.INSTRUCTOR})
NAME_PARTS = frozenset({Ask.LAST_NAME, Ask.FIRST_NAME, Ask.MIDDLE_NAME, Ask.FIRST_MIDDLE})
DATES = frozenset({Ask.ISSUED, Ask.EXPIRES, Ask.DATE, Ask.EVENT_DATE})
