"""Signs that what answers for a person's name is none: words of the form itself."""

from collections.abc import Iterator

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.people.places import OWN_PARTS
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.place_signs import stands_under

#: Words that hardly anybody is called by, beside a word such as "applicant" on a form whose question for the name has
#: another answer: a heading, as of the form's other half.
NAME_ASKED_ELSEWHERE = "name asked elsewhere"
#: Words that are listed at most so high as surnames, in steps of ten times, are words first.
RARELY_A_NAME = 1

_OWNERS = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME})


def signs_of_name(evidence: Evidence, laid: Laid) -> Iterator[tuple[str, float]]:
    """What speaks against a name being a person's; none for other fields."""
    if evidence.field not in _OWNERS or not _is_hardly_a_name(str(evidence.value)):
        return
    here = [a for a in laid.answers if a.label.ask is Ask.NAME and stands_under(evidence, a.tokens)]
    if any(_is_asked_elsewhere(told, laid) for told in here):
        yield NAME_ASKED_ELSEWHERE, 1.0


def _is_hardly_a_name(value: str) -> bool:
    listed = [look_up(word) for word in words_of(value)]
    return all(each.given == 0 and each.surname <= RARELY_A_NAME for each in listed)


def _is_asked_elsewhere(told: Answer, laid: Laid) -> bool:
    """Whether a label that says nothing of names was answered, and one of the person's own that does otherwise."""
    if "name" in told.label.phrase:
        return False
    others = (a for a in laid.answers if a.label.ask is Ask.NAME and "name" in a.label.phrase)
    return any(a.value != told.value and laid.part_of(a.label) in OWN_PARTS for a in others)
