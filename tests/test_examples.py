"""The gate tries the same examples each time, and loses no minutes where one fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import TIMES


def tried() -> list[int]:
    """What a property that fails was tried on."""
    numbers = []

    @given(st.integers())
    def is_small(number: int) -> None:
        numbers.append(number)
        assert number < 1000

    with pytest.raises((AssertionError, ExceptionGroup)):
        is_small()
    return numbers


@pytest.mark.skipif(TIMES > 0, reason="examples are drawn anew")
def test_a_property_is_tried_on_the_same_examples_each_time() -> None:
    assert tried() == tried()


def test_an_example_that_failed_is_not_made_small() -> None:
    numbers = tried()
    first = next(at for at, number in enumerate(numbers) if number >= 1000)
    assert sum(number >= 1000 for number in numbers[first:]) < 15
