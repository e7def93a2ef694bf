"""The benchmark of cost makes the pipeline's own calls again, no others."""

import random

from benchmarks.readers.cost import measure_page
from benchmarks.readers.damage import scan
from benchmarks.readers.pages import draw_form
from intake.readers.reading import PageReader
from tests.intake.readers.conftest import as_page


def test_overhears_both_readers(reader: PageReader) -> None:
    cost = measure_page(reader, as_page(scan(draw_form(3), random.Random(3))))
    assert {"NeuralReader.detect", "NeuralReader.recognise", "Tesseract.read"} <= cost.by_call.keys()
    assert cost.second
    assert 0 < cost.marks < cost.whole
    assert 0 < cost.preparation < cost.whole
    assert 0 < cost.bare < 2 * cost.whole
