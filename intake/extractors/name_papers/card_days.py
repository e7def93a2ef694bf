"""Issue and expiry of a licence or passport: its code, its labels, else the days that are left over."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.event_days import BARE, labelled_date, latest_issue
from intake.extractors.name_papers.identity_zones import zone_value
from intake.extractors.name_papers.mrz import ZoneFacts
from intake.extractors.normalise.dates import find_dates
from intake.extractors.people.numbers import find_birth_date
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask


def card_dates(paper: Paper, zone: tuple[ZoneFacts, Laid] | None) -> Iterator[Evidence]:
    """Issue and expiry of a licence or passport: its code, its labels, else the dates that are left over."""
    issued = zone_value(paper, FieldName.ISSUED_ON, zone, "issued")
    expires = zone_value(paper, FieldName.EXPIRES_ON, zone, "expires")
    born = zone_value(paper, FieldName.DATE_OF_BIRTH, zone, "born") or find_birth_date(paper)
    expires = expires or labelled_date(paper, FieldName.EXPIRES_ON, Ask.EXPIRES)
    others = {str(e.value) for e in (born, expires) if e is not None}
    issued = issued or labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED, others)
    if expires is not None and (later := latest_issue(paper, str(expires.value), others)):
        issued = paper.answer_evidence(FieldName.ISSUED_ON, later)
    days = _days_of(paper)
    if expires is None and issued is not None and _may_be_the_end(paper, str(issued.value), days):
        issued = None
    if len(days) == 3:
        order = sorted(days)
        known = {0: born, 1: issued, 2: expires}
        if all(e is None or e.value == order[i] for i, e in known.items()):
            issued = issued or days[order[1]](FieldName.ISSUED_ON)
            expires = expires or days[order[2]](FieldName.EXPIRES_ON)
        elif born is not None and born.value == order[0]:
            # Nobody is given a card on the day it runs out: the order of the days outweighs a label's place.
            issued, expires = days[order[1]](FieldName.ISSUED_ON), days[order[2]](FieldName.EXPIRES_ON)
    yield from (e for e in (issued, expires) if e is not None)


def _may_be_the_end(paper: Paper, day: str, days: Collection[str]) -> bool:
    """Whether the last of several days stands behind no more than "date", as where a heading lost its other words."""
    phrases = [a.label.phrase for a in paper.answers(Ask.ISSUED) if a.value == day]
    return len(days) > 1 and day == max(days) and bool(phrases) and all(p in BARE for p in phrases)


def _days_of(paper: Paper) -> dict[str, Callable[[FieldName], Evidence]]:
    """The different days a card prints; a card's revision and its discriminator are none."""
    days: dict[str, Callable[[FieldName], Evidence]] = {}
    for laid in paper.pages:
        flow = laid.sheet.flow
        for found in find_dates(flow.text, month_only=False):
            if re.search(r"(?i)\brev\.?\s*$", flow.text[max(0, found.start - 6) : found.start]):
                continue
            tokens = flow.tokens(found.start, found.end)
            if any("<" in t.text or len(t.text) > 12 for t in tokens):
                continue
            days[found.value] = partial(_left_over, paper, laid, found.value, tokens)
    return days


def _left_over(paper: Paper, laid: Laid, value: str, tokens: tuple[Token, ...], field: FieldName) -> Evidence:
    return paper.evidence(field, value, laid.sheet.page, tokens, 0.85)
