"""The chance of a word is the sum over all ways in which the steps may show it."""

from itertools import groupby, product
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extractors.normalise.doubted import UNSEEN, chance_of, fold_doubts
from intake.extractors.normalise.spelling import letters_of

LETTERS = ["", "a", "b"]
STEPS = st.lists(
    st.tuples(*[st.floats(0.01, 1)] * 3).map(
        lambda row: {letter: share / sum(row) for letter, share in zip(LETTERS, row, strict=True)}
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@given(STEPS, st.text("ab", max_size=3))
def test_it_is_the_sum_over_all_ways(steps: list[dict[str, float]], word: str) -> None:
    expected = 0.0
    for way in product(LETTERS, repeat=len(steps)):
        if "".join(letter for letter, _ in groupby(way)) == word:
            chance = 1.0
            for letter, step in zip(way, steps, strict=True):
                chance *= step[letter] + UNSEEN
            expected += chance
    assert exp(chance_of(word, steps)) == pytest.approx(expected, rel=1e-6, abs=1e-25)


def test_letters_are_folded_and_marks_count_as_nothing() -> None:
    doubts = ((("é", 0.6), ("e", 0.3), ("'", 0.05)), ((" ", 0.9),), ())
    first, second, third = fold_doubts(doubts, letters_of)
    assert first == pytest.approx({"e": 0.9, "": 0.1})
    assert second == pytest.approx({"": 1.0})
    assert third == {"": 1.0}
