"""A course card on which no day was filled in: a sample out of a newsletter or a manual proves nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents import KindGuess
from domain.kinds import Kind
from domain.pages import PageReading
from intake.classifiers.kinds import UNSURE
from intake.extractors.normalise.dates import find_dates

#: What stands where a day or a month is to be filled in: "MM/DD/YYYY", "mm-yy".
_PLACE_FOR_A_DAY = re.compile(r"(?i)\bmm?\s?[/-]\s?(?:dd?\s?[/-]\s?)?yy(?:yy)?\b")


def doubt_unfilled(guess: KindGuess, pages: Sequence[PageReading]) -> KindGuess:
    """The guess, for a person to look at where a card has places for days and no day."""
    text = "\n".join(page.plain_text for page in pages)
    if guess.kind is not Kind.CPR_CARD or not _PLACE_FOR_A_DAY.search(text) or find_dates(text):
        return guess
    return replace(guess, confidence=min(UNSURE, guess.confidence), abstains=True)
