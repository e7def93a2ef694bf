"""Papers put together at random say what their truth says, and make the model of surroundings better."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.likeness import fold
from domain.pages import PageSource
from intake.extractors.mentions.mentions import Shape
from samples.learn_choice import Choices, fit_choices
from samples.learn_examples import Example
from samples.learn_mentions import gather, mentions_of, roles_of
from samples.learn_roles import judge, learn_models
from samples.random_forms.papers import invent_papers
from tests.intake.extractors.written_forms import draw_form


@pytest.fixture(scope="module")
def papers() -> list[Example]:
    return list(invent_papers(60, seed=4))


def test_each_kind_comes_with_fields_of_its_own(papers: list[Example]) -> None:
    assert {p.kind for p in papers} == {Kind.VERIFICATION_REQUEST, Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE}
    for paper in papers:
        assert paper.truth
        assert {FieldName(name) for name in paper.truth} <= set(FIELDS_OF[paper.kind])


def test_the_page_says_every_name_of_its_truth(papers: list[Example]) -> None:
    told = [p for p in papers if p.pages[0].source is PageSource.TEXT_LAYER]
    assert len(told) > 15
    for paper in told:
        words = set(fold(paper.pages[0].plain_text).replace(",", " ").replace(".", " ").split())
        for name in ("applicant_name", "holder_name", "former_name", "new_name", "instructor_name"):
            if value := paper.truth.get(name):
                assert fold(value).split()[0] in words, (paper.layout, value)


def test_no_two_papers_are_alike_and_one_seed_gives_the_same(papers: list[Example]) -> None:
    assert len({p.pages[0].plain_text for p in papers}) == len(papers)
    assert [p.pages for p in invent_papers(6, seed=4)] == [p.pages for p in papers[:6]]


def test_a_model_that_saw_only_such_papers_tells_days_of_birth_apart() -> None:
    models = learn_models({Shape.DATE: gather(invent_papers(180, seed=8))[Shape.DATE]}, (), 1.0)
    rows = gather(invent_papers(60, seed=9))[Shape.DATE]
    judged = judge({Shape.DATE: rows}, models)[Shape.DATE]
    births = [told for told, roles in zip(judged, rows.roles, strict=True) if "date_of_birth" in roles]
    assert len(births) > 15
    assert sum(told["date_of_birth"] > 0.5 for told in births) > 0.8 * len(births)


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        pytest.param("Jane Roe", {"holder_name"}, id="the name itself"),
        pytest.param("Jame Roc", {"holder_name"}, id="two letters misread"),
        pytest.param("John Low", set(), id="another's name"),
    ],
)
def test_what_is_read_nearly_right_stands_for_a_truth_that_is_said_nowhere(
    said: str, roles: set[str]
) -> None:
    reading = draw_form(f"\n    Student    {said}\n")
    paper = Example("drawn", Kind.CPR_CARD, "scan", False, {"holder_name": "Jane Roe"}, (reading,))
    mentions = [m for m in mentions_of(paper) if m.shape is Shape.NAME and m.value == said]
    assert [set(r) for r in roles_of(mentions, paper)] == [roles]


def test_a_choice_learns_which_of_a_papers_mentions_answers() -> None:
    features = csr_matrix(np.array([[1, 0], [0, 1], [1, 0], [0, 1], [0, 1]] * 20, dtype=float))
    papers = np.repeat(np.arange(40), [2, 3] * 20)
    answers = np.array([[True], [False], [True], [False], [False]] * 20)
    weights, constant = fit_choices(Choices(features, papers, answers, np.ones(40)), 1.0)
    assert weights[0, 0] + constant[0] > 1.0
    assert weights[1, 0] + constant[0] < weights[0, 0] + constant[0] - 3.0
