"""Overruling: a day that a label told, or a person for a school, gives way where its place is no answer's and another's
surely is.

Labels are right more often than the model of surroundings, so it is heard against them only where it is sure of
another day and gives theirs next to nothing.
"""

from collections.abc import Sequence

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from intake.extractors.cpr.term_rows import term_in_force
from intake.extractors.mentions.gaps import Judged, evidence_of, list_offers
from intake.extractors.mentions.offers import Offer, may_answer
from intake.extractors.name_papers.name_change import COURT_PAPERS
from intake.extractors.name_papers.told_days import is_certified, weigh_day
from intake.extractors.normalise.names import is_full_name, looks_like_name
from intake.extractors.normalise.organisations import looks_like_organisation
from intake.extractors.sheets.paper import Paper
from intake.extractors.sureness.place_signs import covers

#: The days of a paper's own term, which stand among others that look like them.
HEARD_FOR = frozenset({FieldName.ISSUED_ON, FieldName.EXPIRES_ON})
#: What is no person, so that a person's name told for it stood in its place by mistake.
NO_PERSONS = frozenset({FieldName.TRAINING_CENTER})
#: The model's chance of the other day at least, and of the day told at most. On 34 layouts read by the rules of before
#: they were drawn, by a model that never saw them, eleven days became right so and none wrong; of other fields as many
#: values became wrong as right.
LEAST_SURE, MOST_DOUBTED = 0.9, 0.01
#: A day behind a label that is read as well as this stays: of the days that the model would have put in their place on
#: 144 drawn layouts of papers that it never saw, twelve were wrong and none right, below it nine right and none wrong.
CLEARLY_TOLD = 0.95


def overrule(paper: Paper, found: Sequence[Evidence], judged: Sequence[Judged]) -> list[Evidence]:
    """The values told, those in whose place the model surely sees another by that one."""
    best: dict[str, Offer] = {}
    for offer in list_offers(judged):
        if offer.chance > best.get(offer.field, offer).chance or offer.field not in best:
            best[offer.field] = offer
    return [_heard(paper, told, best.get(told.field.value), found, judged) for told in found]


def _heard(
    paper: Paper, told: Evidence, offer: Offer | None, found: Sequence[Evidence], judged: Sequence[Judged]
) -> Evidence:
    heard = told.field in HEARD_FOR or (told.field in NO_PERSONS and _is_person(told))
    if not heard or offer is None or offer.chance < LEAST_SURE or is_certified(paper, str(told.value)):
        return told
    if told.field in HEARD_FOR and told.confidence >= CLEARLY_TOLD:
        return told
    value = offer.mention.value
    if _is_courts(found) and (weigh_day(paper, str(told.value)) or 0) > (weigh_day(paper, value) or 0):
        return told
    if not may_answer(paper, offer) or _chance(told, judged) > MOST_DOUBTED:
        return told
    if any(str(e.value) == value for e in found):
        return told  # it is told already, of this field or another
    if paper.kind is Kind.CPR_CARD and term_in_force(paper) is not None:
        return told  # the days of earlier terms look like those of the latest
    return evidence_of(paper, told.field, value, offer.mention.tokens, offer)


def _is_courts(found: Sequence[Evidence]) -> bool:
    """Whether a paper is a court's, on whose copy a clerk's day stands."""
    return any(e.field is FieldName.EVIDENCE_TYPE and e.value in COURT_PAPERS for e in found)


def _is_person(told: Evidence) -> bool:
    value = str(told.value)
    return is_full_name(value) and looks_like_name(value) and not looks_like_organisation(value)


def _chance(told: Evidence, judged: Sequence[Judged]) -> float:
    """How likely the model holds it that the place of a value answers its field; certain where it sees no day there."""
    field = told.field.value
    return max((roles.get(field, 0.0) for mention, roles in judged if covers(told, mention)), default=1.0)
