"""What pages of a court's paper share: the number of their case, and paragraphs that are counted through."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: What stands before the number of a case: a word for it, or a court's letters ("FC No.", "C.A. No.").
_CASE = re.compile(
    r"\b(?:(?i:docket|case|cause|civil\s+action|action|index|file|petition|suit)|[A-Z]\.?\s?[A-Z]\.?)\W{0,3}(?i:nos?|num|number|#)(?!\w)\W{0,4}(?=\w)"
)
#: Digits that such a number has at least: fewer are a page's or an item's.
_LEAST_DIGITS = 4
#: Letters of a number's parts without digits: "2025 D 330148", "MICV-2025-00123".
_LETTERS = re.compile(r"[A-Z]{1,5}")
#: Words that stand behind a number in its line and are none of it.
_NO_PARTS = frozenset({"PAGE", "DATE", "DATED", "DIV", "OF", "P"})
_PART = re.compile(r"[^\s\-–—/.,;:()]+")
_MOST_PARTS, _SPOKEN = 6, 32
#: The head of a court's paper: whose court it is, or that it is one.
_COURT = re.compile(r"(?i)\bcourt\b|\bin re\b")
#: Lines in which a paper names its court.
_HEAD = 4
#: The number of a paragraph, at the beginning of its line.
_PARAGRAPH = re.compile(r"^\W{0,2}(?P<n>\d{1,2})[.)](?:\s+[^\W\d]|\s*$)")
#: Lines of a page before its first paragraph, at most, where it only goes on.
_RUNNING_HEAD = 4


@dataclass(frozen=True, slots=True)
class CourtMarks:
    """What a page tells of the paper that it is a part of."""

    dockets: frozenset[str] = frozenset()
    """Numbers of cases: letters and digits alone."""
    names_court: bool = False
    """Whether it begins with its court's name, as a paper's first page does."""
    first: int | None = None
    """The number of its first paragraph, where it begins with one or a running head and one."""
    last: int | None = None
    """The highest number of its paragraphs."""


def find_court_marks(lines: Sequence[str]) -> CourtMarks:
    """The marks of a page's lines."""
    numbered = [(at, int(found["n"])) for at, line in enumerate(lines) if (found := _PARAGRAPH.match(line))]
    head = lines[: min(_HEAD, numbered[0][0]) if numbered else _HEAD]
    first = numbered[0][1] if numbered and numbered[0][0] < _RUNNING_HEAD else None
    return CourtMarks(
        dockets=frozenset(
            d for line in lines for m in _CASE.finditer(line) if (d := _docket(line[m.end() :]))
        ),
        names_court=any(_COURT.search(line) for line in head),
        first=first,
        last=max((n for _, n in numbered), default=None),
    )


def _docket(text: str) -> str | None:
    """The number with which a text begins; None where that is none of a case."""
    parts: list[str] = []
    for part in _PART.findall(re.split(r"\s{2,}", text[:_SPOKEN])[0])[:_MOST_PARTS]:
        if part.upper() in _NO_PARTS or (not any(c.isdigit() for c in part) and not _LETTERS.fullmatch(part)):
            break
        parts.append(part)
    while parts and parts[-1].isalpha():
        parts.pop()
    number = "".join(parts).upper()
    return number if sum(c.isdigit() for c in number) >= _LEAST_DIGITS else None


def is_one_case(before: Sequence[CourtMarks], page: CourtMarks) -> bool:
    """Whether a page bears the number of the case that pages before it bear, and no head of its own."""
    known = frozenset[str]().union(*(marks.dockets for marks in before))
    return bool(known & page.dockets) and not page.names_court


def is_other_case(before: Sequence[CourtMarks], page: CourtMarks) -> bool:
    """Whether a page bears the number of a case, and none that pages before it bear, which bear one too."""
    known = frozenset[str]().union(*(marks.dockets for marks in before))
    return bool(known and page.dockets) and known.isdisjoint(page.dockets)


def count_on(before: Sequence[CourtMarks], page: CourtMarks) -> bool:
    """Whether a page's paragraphs go on with the number after the last one before it."""
    last = max((marks.last for marks in before if marks.last is not None), default=0)
    return last > 1 and page.first == last + 1
