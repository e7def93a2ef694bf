"""What the parsers' tests share."""

from collections.abc import Iterator

import pytest

from intake.parsers.cell import ParserCell


@pytest.fixture(scope="session")
def cell() -> Iterator[ParserCell]:
    """One parser cell for all tests."""
    with ParserCell() as running:
        yield running
