"""The day of a wedding, as labels ask for it and sentences tell it."""

import re
from collections.abc import Iterator
from datetime import date

from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.paper import Paper
from intake.extractors.sheets.vocabulary import Ask

#: Characters of a whole day in ISO 8601; a month alone has fewer.
DAY = 10
#: Characters before a day that tell of what it is.
TOLD = 120

#: What stands between the words of a wedding and its day: nobody's birth, no other day, and no end of the sentence.
_ON = r"(?:(?!\bborn\b|\bbirth\b|\d)[^.;]){0,80}"
_WED_ON = re.compile(
    rf"(?i)\b(?:(?:inter)?married|marriage|wed|solemni[sz]ed)\b{_ON}\bon\s+(?:the\s+|or\s+about\s+)?$"
    rf"|\b(?:(?:joined|united)\s+(?:\w+\s+){{0,8}}in|(?:were|was)\s+(?:lawfully\s+)?married|solemni[sz]ed|ceremony)\b{_ON}$"
)
#: What goes before a wedding and speaks of it: an intention entered and a licence granted on days of their own.
_INTENDED = re.compile(
    r"(?i)\b(?:intentions?|licen[sc]es?|applications?)\s+(?:of|for|to)\s+(?:(?:a|the|their)\s+)?(?:marriage|marry|wed)\b"
    r"|\bmarriage\s+(?:intentions?|licen[sc]es?|applications?)\b"
)
_ASKED = re.compile(r"\b(?:marriage|married|wedding|ceremony|solemni[sz]\w+)\b")


def tells_wedding(before: str) -> bool:
    """Whether words of one line, those right before a day, tell it as a wedding's."""
    return _WED_ON.search(_INTENDED.sub(". ", before)) is not None


def tells_other_wedding(paper: Paper, day: str) -> bool:
    """Whether a label or a sentence of a paper gives another day than this one (ISO 8601) as the wedding's."""
    asked = (a for laid in paper.pages for a in laid.answers if a.label.ask is Ask.EVENT_DATE)
    return any(
        len(a.value) == len(day) and a.value != day and _ASKED.search(a.label.phrase) for a in asked
    ) or any(day != told for told in _weddings_told(paper))


def first_wedding(paper: Paper) -> str | None:
    """The earliest day (ISO 8601) that a label or a sentence of a paper gives as a wedding's."""
    asked = (a for laid in paper.pages for a in laid.answers if a.label.ask is Ask.EVENT_DATE)
    labelled = (
        a.value
        for a in asked
        if len(a.value) == DAY and _ASKED.search(a.label.phrase) and not _is_expected(paper, a.label)
    )
    return min([*labelled, *_weddings_told(paper)], default=None)


#: Days for which a licence to marry is good where it is good longest, or a little more.
LICENCE_LASTS = 400


def is_shortly_before(day: str, wedding: str) -> bool:
    """Whether a day lies before a wedding as a licence's does, both in ISO 8601; one farther off tells that either was misread."""
    if len(day) != DAY:
        return False
    return 0 < (date.fromisoformat(wedding) - date.fromisoformat(day)).days <= LICENCE_LASTS


#: What a licence calls a day that is still to come.
_EXPECTED = re.compile(r"(?i)^\W*(?:expected|intended|proposed|planned|anticipated)\W*$")


def _is_expected(paper: Paper, label: Label) -> bool:
    before = paper.pages[label.page].sheet.row_tokens(label.row)[: label.first]
    return bool(before) and _EXPECTED.match(before[-1].text) is not None


def _weddings_told(paper: Paper) -> Iterator[str]:
    for laid in paper.pages:
        text = laid.sheet.flow.text.replace("\n", " ")
        for found in find_dates(text, month_only=False):
            if tells_wedding(text[max(0, found.start - TOLD) : found.start]):
                yield found.value
