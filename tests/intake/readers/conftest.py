"""One reader for all tests, and invented pages as unpack hands them on."""

import random
from collections.abc import Callable

import pytest

from benchmarks.readers.damage import Arrived
from domain.pages import PageImage, PageReading, PageSource
from intake.readers.reading import PageReader


@pytest.fixture(scope="session")
def reader() -> PageReader:
    """Both readers, loaded once."""
    return PageReader.load()


@pytest.fixture
def rng() -> random.Random:
    """The same dice for every test."""
    return random.Random(7)


def as_page(arrived: Arrived) -> PageImage:
    """An arrived picture as unpack hands it on."""
    height, width = arrived.grey.shape
    return PageImage(
        0, arrived.encode(), width, height, arrived.dpi, PageSource.IMAGE,
        fax_vertical_dpi=arrived.fax_vertical_dpi,
    )  # fmt: skip


@pytest.fixture
def read(reader: PageReader) -> Callable[[Arrived], PageReading]:
    """Read an arrived page."""
    return lambda arrived: reader.read(as_page(arrived))
