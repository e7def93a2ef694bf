"""Which pages are no documents: blanks, separator sheets, fax cover sheets."""

import re

from domain.kinds import Channel, PageUse
from domain.pages import PageReading
from intake.classifiers.leaves import COVER_SHEET, SEPARATOR
from intake.classifiers.pages import PageFacts

#: A separator says little else; a paper with more words than this is none.
_SEPARATOR_WORDS = 60

_SEPARATOR_CODE = re.compile(r"separ|batch|patch|divid|sheet|break|^sep\b", re.IGNORECASE)

#: Probability from which a page is taken for a cover sheet: low where one is usual.
_COVER_ON_FAX, _COVER_ELSEWHERE = 0.5, 0.8

_COVER_CUES = frozenset(("fax cover", "pages counted", "to from", "confidential fax"))


def is_blank(reading: PageReading) -> bool:
    """Whether nothing is on the page, as reading found."""
    return reading.blank and not reading.barcodes and not reading.form_values


def is_separator(facts: PageFacts, channel: Channel) -> bool:
    """Whether the page only parts one paper from the next."""
    if channel is Channel.EMAIL or facts.words > _SEPARATOR_WORDS:
        return False
    coded = any(_SEPARATOR_CODE.search(code.text) for code in facts.page.reading.barcodes)
    likely = facts.opinion.probability.get(SEPARATOR, 0.0)
    if coded or "separator" in facts.title:
        return likely > 0.1 or facts.words < 25
    return likely > 0.8


def is_cover_sheet(facts: PageFacts, channel: Channel, *, first: bool) -> bool:
    """Whether the page is a fax cover sheet: to, from, number of pages, and no request of its own."""
    likely = facts.opinion.probability.get(COVER_SHEET, 0.0)
    signs = len(facts.cues & _COVER_CUES)
    if channel is Channel.FAX and first:
        return (likely > _COVER_ON_FAX and signs >= 1) or (likely > 0.2 and signs >= 3)
    return likely > _COVER_ELSEWHERE and signs >= 2


def asks_by_itself(facts: PageFacts) -> bool:
    """Whether a cover or a message body holds the request itself: what is asked, and of whom."""
    personal = facts.cues & {"own number given", "birth asked", "ssn asked"} or facts.numbers
    asks = facts.cues & {"asks to verify", "good standing", "verification title"}
    return bool(personal and asks) and "complete attached" not in facts.cues


def find_use(facts: PageFacts, channel: Channel, *, first: bool) -> PageUse | None:
    """What the page is if it is no document; None where it is one."""
    if is_separator(facts, channel):
        return PageUse.SEPARATOR
    if is_cover_sheet(facts, channel, first=first):
        return PageUse.COVER
    return None
