"""What a label told gives way only where the model of surroundings is sure of another value."""

import pytest

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from intake.extractors.gaps import Judged
from intake.extractors.mentions import Mention, Shape, find_mentions
from intake.extractors.overrule import overrule
from intake.extractors.paper import Paper, lay_out
from intake.extractors.roles import NO_ROLE
from tests.intake.extractors.written_forms import draw_form

CARD = """
    Basic Life Support

    Ana Reyes

    John Lowe
"""
HOLDER = FieldName.HOLDER_NAME


def names_on(paper: Paper) -> dict[str, Mention]:
    """The whole names of a paper by their value."""
    return {m.value: m for m in find_mentions(paper.pages[0].sheet) if m.shape is Shape.NAME}


def told(paper: Paper, field: FieldName, mention: Mention) -> Evidence:
    """A value as a label would tell it."""
    return paper.evidence(field, mention.value, 0, mention.tokens, 0.9)


@pytest.mark.parametrize(
    ("chances", "holder"),
    [
        pytest.param({"Ana Reyes": 0.01, "John Lowe": 0.97}, "John Lowe", id="sure of another"),
        pytest.param({"Ana Reyes": 0.2, "John Lowe": 0.97}, "Ana Reyes", id="the value told may be it"),
        pytest.param({"Ana Reyes": 0.01, "John Lowe": 0.6}, "Ana Reyes", id="not sure of the other"),
        pytest.param({"Ana Reyes": 0.01, "John Lowe": 0.01}, "Ana Reyes", id="knows neither"),
    ],
)
def test_a_value_gives_way_to_what_the_model_is_sure_of(chances: dict[str, float], holder: str) -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(CARD)])
    names = names_on(paper)
    judged: list[Judged] = [
        (mention, {HOLDER.value: chances[value], NO_ROLE: 1 - chances[value]})
        for value, mention in names.items()
    ]
    (heard,) = overrule(paper, [told(paper, HOLDER, names["Ana Reyes"])], judged)
    assert heard.value == holder


def test_a_value_that_answers_another_question_is_not_taken_for_two() -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_form(CARD)])
    names = names_on(paper)
    judged: list[Judged] = [
        (names["John Lowe"], {HOLDER.value: 0.97, NO_ROLE: 0.03}),
        (names["Ana Reyes"], {HOLDER.value: 0.01, NO_ROLE: 0.99}),
    ]
    both = [
        told(paper, HOLDER, names["Ana Reyes"]),
        told(paper, FieldName.INSTRUCTOR_NAME, names["John Lowe"]),
    ]
    assert [e.value for e in overrule(paper, both, judged)] == ["Ana Reyes", "John Lowe"]
