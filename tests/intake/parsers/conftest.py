"""What the parsers' tests share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.parsers.cell import ParserCell

# Test modules are imported by path, so their neighbour with the builders must be found by name.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def cell() -> Iterator[ParserCell]:
    """One parser cell for all tests."""
    with ParserCell() as running:
        yield running
