"""Papers put together at random say what their truth says, and make the model of surroundings better."""

import pytest

from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.pages import PageSource
from intake.extractors.mentions import Shape
from intake.extractors.normalise.names import fold
from samples.learn_examples import Example
from samples.learn_mentions import gather
from samples.learn_roles import learn_models
from samples.random_forms.papers import invent_papers


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
    dates = gather(invent_papers(180, seed=8))[Shape.DATE]
    models = learn_models({Shape.DATE: dates}, (), 1.0)
    rows = gather(invent_papers(60, seed=9))[Shape.DATE]
    model = models[Shape.DATE].as_shipped()
    births = [f for f, role in zip(rows.features, rows.roles, strict=True) if role == "date_of_birth"]
    told = [model.probabilities(f) for f in births]
    assert len(births) > 15
    assert sum(max(t, key=lambda r: t[r]) == "date_of_birth" for t in told) > 0.8 * len(births)
