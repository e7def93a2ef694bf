"""Which pages of a fax did not arrive, or in part: by strips, cover sheet, gateway's count, and length.

A page is said to be missing only where fewer pages came than were counted; a misread number alone is not
enough. Where strips tell which one, it is named.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import PageId
from domain.pages import FaxStrip, PageReading


@dataclass(frozen=True, slots=True)
class FaxPage:
    """One page as it came over the line, blanks and covers included."""

    id: PageId
    strip: FaxStrip | None
    reading: PageReading
    cover: bool = False

    @property
    def number(self) -> int | None:
        """Printed by the sending machine, where it was read with confidence."""
        return self.strip.number if self.strip and self.strip.sure else None

    @property
    def total(self) -> int | None:
        return self.strip.total if self.strip and self.strip.sure else None


@dataclass(frozen=True, slots=True)
class Gap:
    """Pages that did not arrive."""

    staff_words: str
    applicant_words: str
    beside: PageId | None = None
    """The page before the gap, or the first one after it; None where nobody knows the place."""


def find_gaps(pages: Sequence[FaxPage], counted: int | None) -> list[Gap]:
    """The gaps of one fax in order; `counted` is the gateway's count of pages."""
    totals = {page.total for page in pages if page.total}
    if len(totals) == 1 and len(pages) >= max(totals):
        return []
    gaps = [gap for run in _part_runs(pages) if (gap := _gap_of_run(run))]
    return gaps or _gap_by_count(pages, counted)


#: A sheet's height by its width; a page shorter than this share of it came in part.
_SHEET, _SHORT = 11 / 8.5, 0.8
#: Print nearer to the edge than this share of the width, a quarter of an inch, was cut off there.
_EDGE = 0.03
#: A page with fewer words may well be a small paper.
_FEWEST_WORDS = 12


def find_cuts(pages: Sequence[FaxPage]) -> list[Gap]:
    """Pages of which only a part came: shorter than a sheet, with print up to the edge."""
    cuts: list[Gap] = []
    for place, page in enumerate(pages):
        if not _is_cut(page.reading):
            continue
        before = pages[place - 1] if place else None
        if before and _are_halves(before.reading, page.reading):
            continue
        after = pages[place + 1] if place + 1 < len(pages) else None
        halves = after is not None and _are_halves(page.reading, after.reading)
        cuts.append(_say_halves(place + 1, page.id) if halves else _say_cut(place + 1, page))
    return cuts


def _is_cut(reading: PageReading) -> bool:
    if not _is_short(reading) or len(reading.words) < _FEWEST_WORDS:
        return False
    edge = _EDGE * reading.width
    if reading.rotation == 180:
        return min(word.box.y0 for word in reading.words) < edge
    return max(word.box.y1 for word in reading.words) > reading.height - edge


def _is_short(reading: PageReading) -> bool:
    """Whether the line ended before the sheet did; a page on its side is as wide as it is long."""
    return reading.rotation in (0, 180) and reading.height < _SHORT * _SHEET * reading.width


def _are_halves(first: PageReading, second: PageReading) -> bool:
    """Whether the second goes on where the first was cut, and both make one sheet."""
    if not (_is_cut(first) and _is_short(second) and second.words) or first.rotation or second.rotation:
        return False
    top = min(word.box.y0 for word in second.words) < 2 * _EDGE * second.width
    whole = (first.height / first.width + second.height / second.width) / _SHEET
    return top and 0.85 < whole < 1.15


def _say_cut(number: int, page: FaxPage) -> Gap:
    part = "upper" if page.reading.rotation == 180 else "lower"
    share = round(100 * page.reading.height / (_SHEET * page.reading.width))
    return Gap(
        f"Page {number} of the fax was cut: about {share} % of the sheet came, its {part} part did not.",
        f"The {part} part of page {number} of your fax did not arrive. Please send the page again.",
        page.id,
    )


def _say_halves(number: int, beside: PageId) -> Gap:
    return Gap(
        f"Pages {number} and {number + 1} of the fax look like two halves of one sheet; lines between them "
        "may be missing.",
        f"One page of your fax came in two pieces (pages {number} and {number + 1}). Please send it again.",
        beside,
    )


def _part_runs(pages: Sequence[FaxPage]) -> list[list[FaxPage]]:
    """Each transmission by itself: its machine begins to count anew."""
    runs: list[list[FaxPage]] = []
    reached = 0
    for page in pages:
        if not runs or (page.number and page.number <= reached):
            runs.append([])
            reached = 0
        runs[-1].append(page)
        reached = page.number or reached
    return runs


def _gap_of_run(run: Sequence[FaxPage]) -> Gap | None:
    numbers = {page.number: place for place, page in enumerate(run) if page.number}
    told = Counter(page.total for page in run if page.total).most_common(1)
    last = max(numbers, default=0)
    total = told[0][0] if told else None
    if total and total >= last and 2 * told[0][1] >= len(numbers):
        came, wanted = len(run), total
    else:
        came, wanted = numbers.get(last, 0) + 1, last
    if not wanted or came >= wanted:
        return None
    missing = [number for number in range(1, wanted + 1) if number not in numbers]
    before = [page for page in run if page.number and missing and page.number < missing[0]]
    beside = (before[-1] if before else run[0]).id
    named = len(missing) == wanted - came
    return _say("the strips of the sending machine", came, wanted, missing if named else [], beside)


def _say(by: str, came: int, wanted: int, missing: Sequence[int], beside: PageId | None) -> Gap:
    lacking = wanted - came
    which = ", ".join(str(number) for number in missing[:10])
    named = f"page {which}" if lacking == 1 else f"pages {which}"
    what = named if which else "one page" if lacking == 1 else f"{lacking} pages"
    return Gap(
        f"The fax is not complete: by {by} it has {wanted} pages, and {what} did not arrive.",
        f"Your fax has {wanted} pages, and {what} did not arrive. Please send all of them again.",
        beside,
    )


def _gap_by_count(pages: Sequence[FaxPage], counted: int | None) -> list[Gap]:
    """Where the strips are silent: what the cover sheet announces, and the gateway counted."""
    for place, page in enumerate(pages):
        announced = announced_pages(page.reading) if page.cover else None
        if announced and announced > len(pages) - place:
            return [_say("its cover sheet", len(pages) - place, announced, [], None)]
    if counted and counted > len(pages):
        return [_say("the fax gateway's count", len(pages), counted, [], None)]
    return []


#: Sure enough to say to a sender that pages are missing.
_SURE = 0.8
_MOST_PAGES = 200
_PAGES = r"(?:pages?|pgs?|sheets?)"
_COUNTS = (
    re.compile(rf"\b(?P<count>\d{{1,3}})\s*{_PAGES}\b", re.IGNORECASE),
    re.compile(rf"\b{_PAGES}\b[^\d\n]{{0,45}}?(?P<count>\d{{1,3}})\b", re.IGNORECASE),
)
#: The count is of what comes behind the cover.
_BEHIND = re.compile(
    r"\b(?:exclu\w+|not (?:incl\w+|counting)|follow\w*|attached|after (?:this|the|cover)|without|besides)\b"
    r"|(?:\+|\bplus)\s*(?:this |the )?cover",
    re.IGNORECASE,
)


def announced_pages(reading: PageReading) -> int | None:
    """How many pages a cover sheet announces, itself included; None where it does not say, or not surely."""
    for line in reading.lines:
        text = " ".join(word.text for word in line)
        found = next((m for pattern in _COUNTS if (m := pattern.search(text))), None)
        if found is None or re.search(r"\bpages?\s*\d+\s*(?:of|/)", text, re.IGNORECASE):
            continue
        printed = found["count"]
        words = [word for word in line if printed in word.text]
        sure = any((w.agreed or w.confidence >= _SURE) and not w.handwritten for w in words)
        count = int(printed) + bool(_BEHIND.search(text))
        if sure and 0 < count <= _MOST_PAGES:
            return count
    return None
