"""The benchmark of cost makes the pipeline's own calls again, no others."""

import random

import pytest

from benchmarks.readers.cost import measure_page
from benchmarks.readers.damage import scan
from benchmarks.readers.levers import SETTINGS, Setting, measure
from benchmarks.readers.pages import draw_card
from intake.readers.reading import PageReader
from tests.intake.readers.conftest import as_page


def test_overhears_both_readers(reader: PageReader) -> None:
    cost = measure_page(reader, as_page(scan(draw_card(3), random.Random(3))))
    assert {"NeuralReader.detect", "NeuralReader.recognise", "Tesseract.read"} <= cost.by_call.keys()
    assert cost.second
    assert 0 < cost.marks < cost.whole
    assert 0 < cost.preparation < cost.whole
    assert 0 < cost.bare < 2 * cost.whole


def test_a_lever_that_changes_only_the_way_of_reading_reads_the_same() -> None:
    page = draw_card(3)
    pages = [(page, scan(page, random.Random(3)))]
    alone = measure("as shipped", Setting(), pages)
    together = measure("four lines at once", SETTINGS["four lines at once"], pages)
    assert alone.words == pytest.approx(together.words, abs=2)
    assert together.hits == pytest.approx(alone.hits, abs=2)
    assert alone.hits > 20
