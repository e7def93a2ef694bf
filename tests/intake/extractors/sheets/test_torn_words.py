"""Stories of words that a reader tore in pieces where no blank stands."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Word
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.layout import join_text
from tests.intake.extractors.written_forms import CELL, draw_form, read_fields


def torn(word: Word) -> Iterator[Word]:
    """A word in the pieces that a reader makes of it at its hyphens."""
    for piece in re.finditer(r"-|[^-]+", word.text):
        first, last = (word.box.x0 + at * CELL for at in piece.span())
        yield replace(word, text=piece[0], second=piece[0], box=Box(first, word.box.y0, last, word.box.y1))


@pytest.mark.parametrize(
    ("text", "width", "stands"),
    [
        pytest.param("SSS", 18, False, id="a frame's line"),
        pytest.param("SSS", 30, True, id="narrow print"),
        pytest.param("III", 18, True, id="strokes"),
        pytest.param("its", 18, True, id="narrow letters"),
    ],
)
def test_a_line_at_the_edge_read_as_letters_stands_in_no_row(text: str, width: int, stands: bool) -> None:
    page = draw_form("Name: Dana Whitfield")
    last = page.words[-1]
    box = replace(last.box, x0=last.box.x1 + 300, x1=last.box.x1 + 300 + width, y1=last.box.y0 + 43)
    page = replace(page, words=(*page.words, replace(last, text=text, second=None, box=box)))
    assert (text in join_text(build_sheet(page, 0).row_tokens(0))) is stands


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


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        pytest.param("Ana Fi sher", True, id="a listed surname"),
        pytest.param("Ana Lindq vist", False, id="no listed one"),
        pytest.param("Ana Do rothy", False, id="behind a listed one"),
        pytest.param("Ana Fi and", False, id="a small word"),
    ],
)
def test_pieces_of_any_length_are_one_name_where_their_whole_is_listed(printed: str, joined: bool) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(f"Full legal name:    {printed}"))
    given, head, rest = printed.split()
    assert (found[FieldName.APPLICANT_NAME].value == f"{given} {head}{rest}") is joined


@pytest.mark.parametrize(
    ("surname", "second", "expected"),
    [
        pytest.param("simpson", "Simpson", "Mary Simpson", id="another reader has the capital"),
        pytest.param("simpson", "simpson", None, id="none has it"),
    ],
)
def test_a_surname_has_the_capital_that_one_reader_saw_before_the_form_s_note(
    surname: str, second: str, expected: str | None
) -> None:
    page = draw_form(f"My name is   Mary {surname}                (first, middle, last)")
    words = tuple(replace(w, second=second) if w.text == surname else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words))
    assert (found[FieldName.APPLICANT_NAME].value if found else None) == expected
