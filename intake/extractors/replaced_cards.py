"""Two identity cards on one sheet: the one in the old name, and the one that took its place."""

from collections.abc import Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from domain.likeness import fold
from domain.values import TERM
from intake.extractors.cards import halves
from intake.extractors.name_papers.name_change import extract_name_change
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.paper import Paper, lay_out
from intake.extractors.sheets.vocabulary import Ask

Facts = dict[FieldName, Evidence]

_TYPES = frozenset({EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})


def read_replaced(paper: Paper, found: Sequence[Evidence]) -> list[Evidence]:
    """The later of two cards of one person, with the name on the earlier as the former one; none where a page
    holds no two. `found` is what the page says as a whole."""
    if len(paper.pages) != 1 or not any(e.value in _TYPES for e in found) or not _asks_twice(paper):
        return []
    best: tuple[int, Facts, Facts] | None = None
    for parts in halves(paper.pages[0].sheet.reading):
        first, second = (_facts_of(lay_out(paper.kind, [part])) for part in parts)
        known = len(first) + len(second)
        if _follow(first, second) and (best is None or known > best[0]):
            best = (known, first, second)
    if best:
        return _joined(best[1], best[2])
    return _without_days(found) if len(_days_of(paper)) >= DAYS_OF_TWO else []


#: A birth, and two days of each card.
DAYS_OF_TWO = 5


def _days_of(paper: Paper) -> set[str]:
    text = paper.text.replace("\n", " ")
    return {day.value for day in find_dates(text, month_only=False)}


def _without_days(found: Sequence[Evidence]) -> list[Evidence]:
    """Values without the days of cards of which nobody can tell whose they are."""
    return [e for e in found if e.field not in TERM]


def _asks_twice(paper: Paper) -> bool:
    return any(len(list(paper.labels(ask))) > 1 for ask in (Ask.ISSUED, Ask.EXPIRES, Ask.BIRTH_DATE))


def _facts_of(paper: Paper) -> Facts:
    return {e.field: e for e in extract_name_change(paper)}


def _follow(one: Facts, other: Facts) -> bool:
    """Whether they are cards of one person in two names, which run out on two days."""
    needed = {FieldName.EVIDENCE_TYPE, FieldName.NEW_NAME, FieldName.EXPIRES_ON}
    if (
        not (needed <= one.keys() and needed <= other.keys())
        or one[FieldName.EVIDENCE_TYPE].value not in _TYPES
    ):
        return False
    births = {
        str(facts[FieldName.DATE_OF_BIRTH].value)
        for facts in (one, other)
        if FieldName.DATE_OF_BIRTH in facts
    }
    names = {fold(str(facts[FieldName.NEW_NAME].value)) for facts in (one, other)}
    days = {str(facts[FieldName.EXPIRES_ON].value) for facts in (one, other)}
    return len(births) <= 1 and len(names) == len(days) == 2


def _joined(one: Facts, other: Facts) -> list[Evidence]:
    old, new = sorted((one, other), key=lambda facts: str(facts[FieldName.EXPIRES_ON].value))
    former = replace(old[FieldName.NEW_NAME], field=FieldName.FORMER_NAME)
    number = [e for e in (*new.values(), *old.values()) if e.field is FieldName.CERTIFICATION_NUMBER][:1]
    own = [e for e in new.values() if e.field not in (FieldName.FORMER_NAME, FieldName.CERTIFICATION_NUMBER)]
    return [*own, former, *number]
