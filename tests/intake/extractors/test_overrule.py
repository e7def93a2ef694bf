"""What a label told gives way only where the model of surroundings is sure of another value."""

import pytest

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from intake.extractors.mentions.gaps import Judged
from intake.extractors.mentions.mentions import Mention, Shape, find_mentions
from intake.extractors.mentions.roles import NO_ROLE
from intake.extractors.overrule import overrule
from intake.extractors.sheets.paper import Paper, lay_out
from tests.intake.extractors.written_forms import draw_form

CARD = """
    Basic Life Support

    03/14/2026

    10/20/2026
"""
ISSUED, PRINTED = "2026-03-14", "2026-10-20"


def days_on(paper: Paper) -> dict[str, Mention]:
    """The days of a paper by their value."""
    return {m.value: m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.DATE}


def told(paper: Paper, field: FieldName, mention: Mention, confidence: float = 0.9) -> Evidence:
    """A value as a label would tell it."""
    return paper.evidence(field, mention.value, 0, mention.tokens, confidence)


def judge(days: dict[str, Mention], chances: dict[str, float]) -> list[Judged]:
    """Each day with its chance to be that of issue."""
    return [
        (mention, {"issued_on": chances[value], NO_ROLE: 1 - chances[value]})
        for value, mention in days.items()
    ]


@pytest.mark.parametrize(
    ("chances", "issued"),
    [
        pytest.param({PRINTED: 0.001, ISSUED: 0.97}, ISSUED, id="sure of another"),
        pytest.param({PRINTED: 0.1, ISSUED: 0.97}, PRINTED, id="the day told may be it"),
        pytest.param({PRINTED: 0.001, ISSUED: 0.6}, PRINTED, id="not sure of the other"),
        pytest.param({PRINTED: 0.001, ISSUED: 0.001}, PRINTED, id="knows neither"),
    ],
)
def test_a_day_gives_way_to_what_the_model_is_sure_of(chances: dict[str, float], issued: str) -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(CARD)])
    days = days_on(paper)
    (heard,) = overrule(paper, [told(paper, FieldName.ISSUED_ON, days[PRINTED])], judge(days, chances))
    assert heard.value == issued


def test_a_day_that_a_label_tells_clearly_stays() -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(CARD)])
    days = days_on(paper)
    clearly = told(paper, FieldName.ISSUED_ON, days[PRINTED], 0.99)
    (heard,) = overrule(paper, [clearly], judge(days, {PRINTED: 0.001, ISSUED: 0.97}))
    assert heard.value == PRINTED


def test_a_day_that_answers_another_question_is_not_taken_for_two() -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(CARD)])
    days = days_on(paper)
    both = [
        told(paper, FieldName.ISSUED_ON, days[PRINTED]),
        told(paper, FieldName.EXPIRES_ON, days[ISSUED]),
    ]
    heard = overrule(paper, both, judge(days, {PRINTED: 0.001, ISSUED: 0.97}))
    assert [e.value for e in heard] == [PRINTED, ISSUED]


DECIDED, SEALED = "2024-03-10", "2024-03-23"


@pytest.mark.parametrize(
    ("words", "issued"),
    [
        pytest.param("This is to certify that on", DECIDED, id="a clerk certifies the day"),
        pytest.param("The petition of the same came in on", SEALED, id="a day of anything"),
    ],
)
def test_the_day_on_which_a_clerk_certifies_that_a_court_decided_stays(words: str, issued: str) -> None:
    page = draw_form(f"""
    {words} March 10, 2024, the Court ordered a change of name

    Sealed March 23, 2024
""")
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [page])
    days = days_on(paper)
    first = told(paper, FieldName.ISSUED_ON, days[DECIDED])
    (heard,) = overrule(paper, [first], judge(days, {DECIDED: 0.001, SEALED: 0.97}))
    assert heard.value == issued


TAUGHT = """
    Harborlight Health Education

    Maria Souza

    Sharon Health Education
"""


@pytest.mark.parametrize(
    ("first", "centre"),
    [
        pytest.param("Maria Souza", "Harborlight Health Education", id="a person is no school"),
        pytest.param("Sharon Health Education", "Sharon Health Education", id="a label's school stays"),
    ],
)
def test_a_person_told_for_a_school_gives_way(first: str, centre: str) -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(TAUGHT)])
    mentions = find_mentions(paper.pages[0].sheet)
    field = FieldName.TRAINING_CENTER
    chances = [0.95 if m.value == "Harborlight Health Education" else 0.001 for m in mentions]
    judged: list[Judged] = [
        (m, {field.value: chance, NO_ROLE: 1 - chance}) for m, chance in zip(mentions, chances, strict=True)
    ]
    named = next(m for m in mentions if m.value == first)
    (heard,) = overrule(paper, [told(paper, field, named)], judged)
    assert heard.value == centre
