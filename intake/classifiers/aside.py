"""Which pages are no documents: blanks, separator sheets, fax cover sheets."""

import re

from domain.documents import SubmissionPage
from domain.kinds import Channel, Kind
from domain.pages import TOO_FAINT, MarkKind, PageReading, PageSource
from domain.sheets import USES, find_sheet
from domain.states import PageUse
from intake.classifiers.leaves import COVER_NOTE, COVER_SHEET, NAME_REQUEST, SEPARATOR
from intake.classifiers.pages import PageFacts

#: Share of the page's height in which a fax machine prints its strip (47 CFR 68.318(d): in a margin).
_STRIP_ZONE = 0.07

#: A separator says little else; a paper with more words than this is none.
_SEPARATOR_WORDS = 60

_SEPARATOR_CODE = re.compile(r"separ|batch|patch|divid|sheet|break|^sep\b", re.IGNORECASE)

#: A covering note on a fax is no longer than this.
_NOTE_WORDS = 90

#: A sheet with fewer words than this that counts pages covers them.
_FEW_WORDS = 40
#: The same where it names the applicant by a number or a birth.
_DATA_WORDS = 70
#: From here on such a sheet is the paper that it reads as.
_SURELY_PAPER = 0.8
_COUNTS_PAGES = re.compile(
    r"\b\d{1,2}\s*(?:page|sheet|pg)s?\b|\b(?:page|sheet|pg)s?\b\W{0,4}\d{1,2}\b(?!\s*(?:of|/))", re.IGNORECASE
)

#: All that a nearly blank page says.
_NEARLY_BLANK = re.compile(
    r"^\W*(?:(?:page|pg|p)\W*)?(?:\d{1,3}(?:\W*(?:of|/)\W*\d{1,3})?)?\W*"
    r"(?:this\s+(?:page|side)\s+(?:is\s+|was\s+)?(?:intentionally|purposely)\s+(?:left\s+)?blank)?\W*$",
    re.IGNORECASE,
)

#: More words than this are no print shining through from the other side.
_GHOST_WORDS = 12

#: Probability from which a page is taken for a cover sheet: low where one is usual.
_COVER_ON_FAX, _COVER_ELSEWHERE = 0.5, 0.8

#: What some words of every request say.
_ASK_CUES = frozenset(
    ("asks to verify", "verification title", "verification form", "good standing", "reciprocity",
     "primary source", "agency completes", "applicant section", "agency section", "release",
     "discipline asked", "status asked", "applies elsewhere", "applies at employer", "sent to other state",
     "asks status", "asks how")
)  # fmt: skip

#: What a letter says of papers behind it; one that shows them below is more than a letter.
_ENCLOSES = re.compile(r"\b(?:enclos|attach)\w*|\bcomes? with this\b", re.IGNORECASE)
_SHOWS = re.compile(r"\bbelow\b", re.IGNORECASE)
_SHOWN = frozenset(("license details", "passport details", "mrz", "number established"))
#: How likely a letter asks for another name where papers behind it prove that name.
_ASKS_FOR_NAME = 0.9

_COVER_CUES = frozenset(("fax cover", "pages counted", "to from", "confidential fax"))


def is_blank(page: SubmissionPage) -> bool:
    """Whether nothing is on the page: empty, a fax strip or a page number alone, or print shining through."""
    reading = page.reading
    if reading.barcodes or reading.form_values or reading.source is PageSource.BODY or is_lost(page):
        return False
    return reading.blank or _has_only_strip(page) or _shines_through(reading) or _only_counts(reading)


def is_lost(page: SubmissionPage) -> bool:
    """Whether reading found print and could read none of it: no blank page, and no more is known of it."""
    reading = page.reading
    return TOO_FAINT in reading.quality.reasons and not (reading.words or reading.blank)


def _has_only_strip(page: SubmissionPage) -> bool:
    """Nothing below the edge at which a fax machine prints, read as a strip or misread."""
    inked = any(mark.kind is MarkKind.INK for mark in page.reading.marks)
    edge = _STRIP_ZONE * page.reading.height
    below = any(word.box.middle[1] > edge for word in page.reading.words)
    return (bool(page.reading.words) or page.strip is not None) and not inked and not below


def _only_counts(reading: PageReading) -> bool:
    """A page that holds its number, or says that it was left blank, and no mark of a pen or stamp."""
    drawn = any(mark.kind is not MarkKind.RULE for mark in reading.marks)
    return bool(reading.words) and not drawn and bool(_NEARLY_BLANK.match(reading.plain_text))


def _shines_through(reading: PageReading) -> bool:
    """A few faint words that no two readers agree on are the other side's print."""
    faint = TOO_FAINT in reading.quality.reasons
    return faint and len(reading.words) <= _GHOST_WORDS and not any(word.agreed for word in reading.words)


def is_separator(facts: PageFacts, channel: Channel) -> bool:
    """Whether the page only parts one paper from the next."""
    if channel is Channel.EMAIL or facts.words > _SEPARATOR_WORDS:
        return False
    coded = any(_SEPARATOR_CODE.search(code.text) for code in facts.page.reading.barcodes)
    likely = facts.opinion.probability.get(SEPARATOR, 0.0)
    if coded or "separator" in facts.title:
        return likely > 0.1 or facts.words < 25
    return likely > 0.8


def is_cover_sheet(facts: PageFacts, channel: Channel, *, first: bool, more: bool) -> bool:
    """Whether the page is a fax cover sheet: to, from, number of pages, and no request of its own.

    On a fax of several pages a short note before the papers covers them too.
    """
    likely = facts.opinion.probability.get(COVER_SHEET, 0.0)
    signs = len(facts.cues & _COVER_CUES)
    if channel is Channel.FAX and first and more and _names_applicant(facts):
        return True
    if channel is Channel.FAX and first and more and facts.words <= _NOTE_WORDS and not facts.numbers:
        if facts.words <= _FEW_WORDS and _COUNTS_PAGES.search(facts.page.reading.plain_text):
            return True
        covers = likely + facts.opinion.probability.get(COVER_NOTE, 0.0)
        if covers > _COVER_ON_FAX:
            return True
    if channel is Channel.FAX and first:
        return (likely > _COVER_ON_FAX and signs >= 1) or (likely > 0.2 and signs >= 3)
    return likely > _COVER_ELSEWHERE and signs >= 2


def is_covering_letter(facts: PageFacts) -> bool:
    """Whether a page is a letter that asks for another name and says that what proves it is enclosed."""
    text = facts.page.reading.plain_text
    letter = {"greeting", "closing"} <= facts.cues and not facts.cues & _SHOWN
    likely = facts.opinion.probability.get(NAME_REQUEST, 0.0) > _ASKS_FOR_NAME
    return letter and likely and bool(_ENCLOSES.search(text)) and not _SHOWS.search(text)


def _names_applicant(facts: PageFacts) -> bool:
    """Whether a sheet that counts pages says whose papers follow, and is no paper of that person itself.

    The person's number and birth alone read like a request: one asks for something besides.
    """
    asks = facts.kind is Kind.VERIFICATION_REQUEST
    paper = facts.cues & _ASK_CUES if asks else facts.kind is not Kind.OTHER and facts.sure > _SURELY_PAPER
    counts = facts.words <= _DATA_WORDS and _COUNTS_PAGES.search(facts.page.reading.plain_text)
    return bool(counts) and names_person(facts) and not paper


def asks_by_itself(facts: PageFacts) -> bool:
    """Whether a cover or a message body holds the request itself: what is asked, and of whom."""
    asks = facts.cues & {"asks to verify", "good standing", "verification title"}
    return bool(asks) and names_person(facts) and "complete attached" not in facts.cues


def asks_somehow(facts: PageFacts) -> bool:
    """Whether some word of a request stands there."""
    return bool(facts.cues & _ASK_CUES)


def names_person(facts: PageFacts) -> bool:
    """Whether somebody is told by a number or a birth."""
    return bool(facts.numbers or facts.cues & {"own number given", "birth asked", "ssn asked"})


def find_use(facts: PageFacts, channel: Channel, *, first: bool, more: bool) -> PageUse | None:
    """What the page is if it is no document; None where it is one.

    `first` in its submission, with `more` pages after it.
    """
    if sheet := find_sheet(facts.page.reading):
        return USES[sheet.kind]
    if is_separator(facts, channel):
        return PageUse.SEPARATOR
    if is_cover_sheet(facts, channel, first=first, more=more):
        return PageUse.COVER
    return None
