"""What the classifier learns from, and how its thresholds are set."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from domain.kinds import Kind
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.fit_kinds import RANDOM_SHARE, Learned, measure_papers, take_measured
from samples.judge_kinds import SHOWN_AS_SURE, find_thresholds
from samples.learn_texts import Paper, draw_papers, load_wordings


def test_every_wording_is_of_a_known_leaf_and_named_once() -> None:
    _, layouts = load_wordings()
    names = [(leaf, layout) for leaf, layout, _ in layouts]
    assert len(set(names)) == len(names)
    assert {leaf for leaf, _ in names} <= KIND_OF_LEAF.keys()


def test_the_same_seed_draws_the_same_papers() -> None:
    assert draw_papers(1, 5) == draw_papers(1, 5)
    assert draw_papers(1, 5) != draw_papers(1, 6)


def _learned(leaves: list[str]) -> Learned:
    papers = [Paper("", leaf, f"{leaf}/{row}", "clean") for row, leaf in enumerate(leaves)]
    even = np.ones(len(papers))
    return Learned(csr_matrix((len(papers), 1)), papers, [], sorted(set(leaves)), even, even)


@pytest.mark.parametrize(
    ("wrong", "least"),
    [
        pytest.param(0.5, SHOWN_AS_SURE, id="an error that is unsure anyway hides nothing"),
        pytest.param(0.945, 0.95, id="raised above the error"),
    ],
)
def test_raises_only_the_kind_that_hides_errors(wrong: float, least: float) -> None:
    order = list(Kind)
    leaves = ["spam"] * 50 + ["cpr_card"] * 50 + ["spam"]
    shares = np.zeros((len(leaves), len(order)))
    shares[:50, order.index(Kind.OTHER)] = 0.99
    shares[50:100, order.index(Kind.CPR_CARD)] = 0.99
    shares[100, order.index(Kind.CPR_CARD)] = wrong
    found = find_thresholds(shares, _learned(leaves))
    assert found[Kind.CPR_CARD.value] == pytest.approx(least)
    assert found[Kind.OTHER.value] == pytest.approx(SHOWN_AS_SURE)


def test_random_papers_teach_and_are_never_measured() -> None:
    leaf = "verification_request"
    random = [Paper("please tell", leaf, f"{leaf}/{n}", "clean", random=True) for n in range(40)]
    papers = [
        Paper("licence asked", leaf, f"{leaf}/a", "clean", drawn=True),
        Paper("card given", "cpr_card", "cpr_card/b", "clean"),
        *random,
    ]
    learned = measure_papers(papers, ["licence", "card", "please"])
    assert list(learned.usual[2:]) == [0.0] * 40
    assert learned.weight[2:].sum() == pytest.approx(RANDOM_SHARE * learned.weight[:2].sum())
    assert take_measured(learned).papers == papers[:2]
    assert take_measured(learned).features.shape[0] == 2
