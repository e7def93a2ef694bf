"""Stories of words that a reader tore in pieces where no blank stands."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.pages import Word
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.layout import join_text
from tests.intake.extractors.written_forms import CELL, draw_form


def torn(word: Word) -> Iterator[Word]:
    """A word in the pieces that a reader makes of it at its hyphens."""
    for piece in re.finditer(r"-|[^-]+", word.text):
        first, last = (word.box.x0 + at * CELL for at in piece.span())
        yield replace(word, text=piece[0], second=piece[0], box=Box(first, word.box.y0, last, word.box.y1))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("SOUZA-LOPEZ", "SOUZA-LOPEZ", id="no blank"),
        pytest.param("SOUZA - LOPEZ", "SOUZA - LOPEZ", id="blanks on both sides"),
        pytest.param("SOUZA- LOPEZ", "SOUZA - LOPEZ", id="a blank behind"),
        pytest.param("Avenue-Lynn", "Avenue - Lynn", id="an avenue and its town"),
        pytest.param("Street-Lynn", "Street - Lynn", id="a street and its town"),
        pytest.param("4-LOPEZ", "4 - LOPEZ", id="a number"),
    ],
)
def test_a_name_torn_at_its_hyphen_is_one_word(printed: str, expected: str) -> None:
    page = draw_form(f"Name: {printed}")
    page = replace(page, words=tuple(piece for word in page.words for piece in torn(word)))
    sheet = build_sheet(page, 0)
    assert join_text(sheet.row_tokens(0)) == f"Name: {expected}"
