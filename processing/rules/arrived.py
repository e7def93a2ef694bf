"""Which pages of a fax did not arrive: by the sender's strips, the cover sheet and the gateway's count.

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
