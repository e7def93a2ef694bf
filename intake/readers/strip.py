"""The strip that a sending fax machine prints at a page's edge: read for what it tells, kept out of the text.

47 CFR 68.318(d) asks for date, time and the sender's name and number in a margin of each page or of the
first; most machines count the pages too. A relayed fax carries two strips, one above the other. The readers
misread the small print of a standard fax, so that no single sign decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.pages import FaxStrip, PageReading, PageSource, Word

#: Share of the page's height in which a strip stands, and in which hardly any printer prints.
ZONE, EDGE = 0.05, 0.022
#: Strips one above the other.
MOST_STRIPS = 2
#: Share of the page in which the strip of one stands that was faxed upside down, or on its side.
FOOT = 0.03
#: A page count that neither two readers agree on nor one is this sure of is not acted on.
SURE = 0.8

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|0ct|0c1|oc1|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\d{{1,4}}\s?[/.\-]\s?\d{{1,2}}\s?[/.\-]\s?\d{{2,4}}|\b{_MONTHS}\.?[\s.,\-]*\d{{1,2}}\b"
    rf"|\b\d{{1,2}}[\s.\-]+{_MONTHS}\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d/])\d{1,2}\s?[:;]\s?\d{2}(?!\d)|\b\d{1,2}[.]\d{2}\s?[ap]\.?m\b|/\s?:\s?\d{2}\b"
    r"|\b\d{4}\s?h(?:rs)?\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d/])\(?[\dGb/]{3}\)?[\s.\-]?[\dGb]{3}[\s.\-]?[\dGb)]{4}(?!\d)|\+\d{7,15}\b")
#: Fit to be shown: no digit of them was misread as a letter.
_CLEAN_PHONE = re.compile(r"(?<![\d/])(?:\+?1[\s.\-]?)?\(?\d{3}\)?[\s.\-]?\d{3}[\s.\-]?\d{4}(?!\d)")
#: Before the number that was called.
_OURS = re.compile(r"(?:\b(?:to|t0|10)\b\s?:?|[-=]+>|>>)\s*$", re.IGNORECASE)
_CLEAN_DATE = re.compile(
    rf"(?<!\d)(?:\d{{4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}|\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d{{2}}))(?!\d)"
    rf"|\b{_MONTHS}[\s.\-]+\d{{1,2}}[\s.,\-]+\d{{4}}\b|\b\d{{1,2}}[\s.\-]{_MONTHS}[\s.\-]\d{{2,4}}\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:fax|facsimile|from|fr|[1t]?[1fr]r0m|tel|phone|csid|tsid|tti|id|rcvd|received|sent by)\b\s?[:#.]?"
    r"|\b(?:to|t0|10)\s?:|[-=]+>|>>",
    re.IGNORECASE,
)
#: `P. 2/3`, `Pg 2/3`, `002/003`, `#2/3`, `(2/3)`: no form counts its own pages so.
_FAX_COUNT = re.compile(
    r"\bp(?:ages?|gs?|g)?\s?[.,:;#]?\s?(\d{1,3})\s?[/|]\s?(\d{1,3})(?![\d/])"
    r"|(?<![\d/])(\d{3})\s?/\s?(\d{3})(?![\d/])|#\s?(\d{1,3})\s?/\s?(\d{1,3})(?![\d/])"
    r"|[(\[]\s?(\d{1,2})\s?/\s?(\d{1,2})\s?[)\]]",
    re.IGNORECASE,
)
#: `Page 2 of 3`: forms count so too.
_COUNT = re.compile(r"\b(?:pages?|pg|p)?\s?[.,:]?\s?(\d{1,3})\s+of\s+(\d{1,3})\b", re.IGNORECASE)
#: `2/3` at the end, where the date stands elsewhere.
_BARE_COUNT = re.compile(r"(?:^|\s)(\d{1,2})\s?/\s?(\d{1,2})\s*$")
#: `P.02`, `Page 2`.
_NUMBER = re.compile(r"\bp(?:age|g|ag)?\s?[.,:#]?\s?(\d{1,3})\b\s*$", re.IGNORECASE)
_LETTER_HEAD = re.compile(r"^\W*(?:sent|date|dated|subject|re|rev|revised|form)\b\s*[:.]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Count:
    number: int | None = None
    total: int | None = None
    found: str = ""
    """As it stands in the strip."""
    of_fax: bool = False
    """In a form that only fax machines use."""


def lift_strip(reading: PageReading) -> tuple[PageReading, FaxStrip | None]:
    """The page without its strip, and what the strip says; None where there is none."""
    if reading.source is PageSource.BODY or not reading.words:
        return reading, None
    rows = _find_rows(reading)
    lifted = {id(word) for row in rows for word in row} | _unreadable(reading)
    if not lifted:
        return reading, None
    kept = tuple(word for word in reading.words if id(word) not in lifted)
    return replace(reading, words=kept), _read_rows(rows) if rows else FaxStrip("")


def _find_rows(reading: PageReading) -> list[list[Word]]:
    """The rows at the head of the page that are strips."""
    rows: list[list[Word]] = []
    for row in _head_rows(reading)[: MOST_STRIPS + 1]:
        height = sum(word.box.middle[1] for word in row) / len(row) / reading.height
        if len(rows) == MOST_STRIPS or not _is_strip(_join(row), height):
            break
        rows.append(row)
    return rows


def _head_rows(reading: PageReading) -> list[list[Word]]:
    """Words at the head in rows: a strip's wide gaps part it into several lines."""
    head = [w for w in reading.words if w.box.middle[1] < ZONE * reading.height and w.text.strip()]
    rows: list[list[Word]] = []
    for word in sorted(head, key=lambda w: w.box.middle[1]):
        if rows and word.box.middle[1] - rows[-1][0].box.middle[1] < 0.7 * max(word.box.height, 8):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.box.x0) for row in rows]


def _is_strip(text: str, height: float) -> bool:
    if _LETTER_HEAD.match(text):
        return False
    count = _read_count(text)
    rest = text.replace(count.found, " ") if count.found else text
    timed, dated = bool(_TIME.search(rest)), bool(_DATE.search(rest))
    called, labelled = bool(_PHONE.search(rest)), bool(_LABEL.search(rest))
    if count.of_fax and count.total:
        return timed or dated or called or labelled or (height < EDGE and len(text.split()) <= 4)
    if count.number:
        return (timed or called) and (height < EDGE or (timed and (called or labelled)))
    return timed and (
        (dated and (called or labelled)) or (called and labelled) or (dated and height < EDGE)
        or (called and height < EDGE)
    )  # fmt: skip


def _read_count(text: str) -> _Count:
    for pattern, of_fax in ((_FAX_COUNT, True), (_COUNT, False), (_BARE_COUNT, False)):
        if found := pattern.search(text):
            number, total = (int(group) for group in found.groups() if group)
            if 0 < number <= total < 1000:
                return _Count(number, total, found.group(), of_fax)
    if found := _NUMBER.search(text):
        return _Count(int(found[1]) or None, None, found.group(), True)
    return _Count()


def _read_rows(rows: Sequence[Sequence[Word]]) -> FaxStrip:
    """What they say; of two, the upper was printed by the machine that sent last, and counts all pages."""
    counted = [(count, row) for row in rows if (count := _read_count(_join(row))).number]
    count, row = counted[0] if counted else (_Count(), rows[0])
    digits = [w for w in row if any(c.isdigit() for c in w.text) and w.text.strip("Pp.,:# ") in count.found]
    sure = bool(digits) and all(w.agreed or w.confidence >= SURE for w in digits)
    whole = " ".join(_join(row) for row in rows)
    called = next((m for m in _CLEAN_PHONE.finditer(whole) if not _OURS.search(whole[: m.start()])), None)
    dated = _CLEAN_DATE.search(whole)
    return FaxStrip(
        text=whole,
        caller=called.group().strip() if called else "",
        sent=dated.group().strip() if dated else "",
        number=count.number,
        total=count.total,
        sure=sure,
    )


def _unreadable(reading: PageReading) -> set[int]:
    """Rubbish that readers make of a strip on a page that was faxed upside down or on its side."""
    if reading.rotation == 0:
        return set()
    foot = [word for word in reading.words if _stands_at_first_edge(word, reading)]
    plain = sum(w.text.strip(".,:;").isalpha() and len(w.text) > 3 for w in foot)
    read = any(w.agreed and len(w.text) > 2 for w in foot)
    return {id(w) for w in foot} if 2 * plain < len(foot) and not read else set()


def _stands_at_first_edge(word: Word, reading: PageReading) -> bool:
    """Whether it stands at the edge that went through the machine first, before the page was turned."""
    across, down = word.box.middle[0] / reading.width, word.box.middle[1] / reading.height
    return {90: across > 1 - FOOT, 180: down > 1 - FOOT, 270: across < FOOT}[reading.rotation]


def _join(words: Sequence[Word]) -> str:
    return " ".join(word.text.strip() for word in words)
