"""Values of a known form: read where people found them on an earlier copy.

Labels, sentences and models go first. A form that an office's people spoke of fills what they left open, and overrules
them only where the same machine had read the same field wrongly on the same form.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.documents import BY_FORM, UNSURE, Evidence
from domain.kinds import FIELDS_OF, FieldName, Kind
from intake.extractors.known_forms.form import KnownForm, Spot
from intake.extractors.known_forms.form_places import LEAST_LIKE, Placed, place_mentions
from intake.extractors.mentions.gaps import MOST_SURE, Judged, evidence_of, judge_paper
from intake.extractors.mentions.offers import Offer, may_answer
from intake.extractors.sheets.paper import Paper

#: A value told elsewhere gives way to one that surely stands at a known place, where it stands at none.
STRONG, STRAY = 0.75, 0.25
#: A place whose words hardly any reader vouches for fills no gap: on 600 copies of 38 forms five of five such were wrong.
LEAST_WORTH = 0.55
#: Which of two people a paper is about is no matter of the form, so that nobody's name or birth is overruled by it.
OF_A_PARTY = frozenset({FieldName.FORMER_NAME, FieldName.NEW_NAME, FieldName.DATE_OF_BIRTH})


def read_by_form(
    paper: Paper, found: Sequence[Evidence], judged: Sequence[Judged], form: KnownForm
) -> list[Evidence]:
    """The values as they are read on a copy of the form."""
    mentions = [mention for mention, _ in judged or judge_paper(paper)]
    reader = _FormReader(paper, form, place_mentions(form, paper, mentions))
    told = {e.field: e for e in found}
    read = [
        _fix(e, form) for e in (reader.read(field, told.get(field)) for field in _fields(form, found)) if e
    ]
    order = FIELDS_OF[paper.kind]
    return sorted(read, key=lambda e: order.index(e.field))


def _fields(form: KnownForm, found: Sequence[Evidence]) -> Iterable[FieldName]:
    return dict.fromkeys([*(e.field for e in found), *form.answers])


class _FormReader:
    """One copy of one form."""

    def __init__(self, paper: Paper, form: KnownForm, placed: Placed) -> None:
        self._paper, self._form, self._placed = paper, form, placed

    def read(self, field: FieldName, told: Evidence | None) -> Evidence | None:
        """The value of one field; None where there is none."""
        answers, refused = self._form.answers.get(field, ()), self._form.refused.get(field, ())
        there, like = self._offer(field, answers)
        if told is None:
            return there if there and there.confidence >= LEAST_WORTH * MOST_SURE else None
        if self._holds(field, told, there, like, answers, refused):
            return told
        return there

    def _offer(self, field: FieldName, answers: Sequence[Spot]) -> tuple[Evidence | None, float]:
        found = self._placed.likest(answers)
        if found is None:
            return None, 0.0
        offer = Offer(field.value, 1.0, found[0])
        if not may_answer(self._paper, offer):
            return None, 0.0
        evidence = evidence_of(self._paper, field, found[0].value, found[0].tokens, offer)
        return replace(evidence, reader=f"{BY_FORM}{evidence.reader}"), found[1]

    def _holds(
        self, field: FieldName, told: Evidence, there: Evidence | None, like: float,
        answers: Sequence[Spot], refused: Sequence[Spot],
    ) -> bool:  # fmt: skip
        """Whether what was told stays: it does where the machine was never wrong of this field on this form."""
        if not refused or (there and there.value == told.value):
            return True
        at_answer = self._placed.told_at(told, answers)
        at_refused = self._placed.told_at(told, refused)
        if at_refused >= LEAST_LIKE and at_refused > at_answer:
            return False
        of_a_party = self._paper.kind is Kind.NAME_CHANGE_EVIDENCE and field in OF_A_PARTY
        return of_a_party or there is None or like < STRONG or at_answer >= STRAY


def _fix(evidence: Evidence, form: KnownForm) -> Evidence:
    value = form.fixed.get(evidence.field)
    if value is None or value == evidence.value:
        return evidence
    return replace(evidence, value=value, reader=f"{BY_FORM}{evidence.reader}")


def hold_unsure(found: Sequence[Evidence]) -> Iterator[Evidence]:
    """What a known form told is never sure by itself: a person looks."""
    for evidence in found:
        most = UNSURE if evidence.by_form else 1.0
        yield replace(evidence, confidence=min(most, evidence.confidence))
