"""Letters by which a card comes to its holder: with the card on the page behind they are one paper."""

import re

from domain.geometry import Box
from domain.kinds import Kind
from domain.likeness import fold
from domain.pages import PageReading
from intake.classifiers.pages import PageFacts
from intake.extractors.cards import read_card
from intake.extractors.cpr.numbers import number_in_symbol

#: What such a letter says of the card that comes with it.
_ANNOUNCES = re.compile(
    r"(?i)\b(?:card|certificate|ecard)s?\b[^.]{0,60}\b(?:(?:next|following|second|other|reverse)\s+(?:page|sheet|side)|page\s+(?:2|two)|overleaf"
    r"|attached|enclosed|follows|accompanies)\b"
    r"|\b(?:attached|enclosed|next\s+page|following\s+page|overleaf)\b[^.]{0,60}\b(?:card|certificate|ecard)\b"
)
#: Whom it greets.
_GREETED = re.compile(r"(?im)^[^\S\n]*dear[^\S\n](?P<names>[^\n,:]{2,40})")


def brings_card(letter: PageFacts, page: PageFacts) -> bool:
    """Whether a page is the card that the letter before it announces to whoever holds it.

    The letter greets the holder, or shows the card's number in a symbol.
    """
    if page.kind is not Kind.CPR_CARD or letter.kind not in (Kind.CPR_CARD, Kind.OTHER):
        return False
    text = letter.page.reading.plain_text
    if not _ANNOUNCES.search(" ".join(text.split())):
        return False
    return _greets_holder(text, page.page.reading) or _show_one_number(letter.page.reading, page.page.reading)


def _greets_holder(text: str, page: PageReading) -> bool:
    """Whether a letter names the holder of the card on another page in full, and greets nobody else."""
    greeted = _GREETED.search(text)
    card = read_card(page, Box(0, 0, page.width, page.height)) if greeted else None
    if greeted is None or card is None or not card.whole:
        return False
    holder = fold(card.holder)
    return holder in fold(text) and any(w in holder.split() for w in fold(greeted["names"]).split())


def _show_one_number(one: PageReading, other: PageReading) -> bool:
    """Whether both pages show the same number in a symbol."""
    numbers = [{number_in_symbol(code.text) for code in page.barcodes} - {None} for page in (one, other)]
    return not numbers[0].isdisjoint(numbers[1])
