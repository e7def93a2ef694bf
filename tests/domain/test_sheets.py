"""Codes of our own sheets: what they say comes back, and nobody else's code is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kinds import Channel
from domain.sheets import PREFIX, SheetCode, SheetKind, decode_sheet, encode_sheet

NUMBERS = st.none() | st.integers(0, 99_999)


@given(
    st.builds(
        SheetCode,
        kind=st.sampled_from(SheetKind),
        batch=st.from_regex(r"[A-Z0-9-]{0,24}", fullmatch=True),
        number=NUMBERS,
        of=NUMBERS,
        pages=NUMBERS,
        envelopes=NUMBERS,
        channel=st.sampled_from(Channel),
        name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
)
def test_what_a_sheet_says_comes_back(code: SheetCode) -> None:
    assert decode_sheet(encode_sheet(code)) == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("https://www.mass.gov/ems", id="an address"),
        pytest.param("SEPARATOR", id="another program's separator"),
        pytest.param("PATCHT", id="a patch code"),
        pytest.param("OEMS1:S:::::::", id="ours without a check"),
        pytest.param("OEMS1:S::7:20:::SCAN::C2145988", id="one digit of the check misread"),
        pytest.param("OEMS1:S::8:20:::SCAN::C2145987", id="the number misread"),
        pytest.param("OEMS2:S::7:20:::SCAN::C2145987", id="a later form"),
        pytest.param("ANSI 636002", id="a driver's licence"),
        pytest.param("", id="nothing"),
        pytest.param(":" * 12, id="colons"),
    ],
)
def test_a_foreign_code_is_not_taken_for_ours(text: str) -> None:
    assert decode_sheet(text) is None


@given(st.integers(0, 40), st.characters(codec="ascii"))
def test_any_letter_misread_spoils_the_check(place: int, letter: str) -> None:
    whole = encode_sheet(SheetCode(SheetKind.SEPARATOR, "260914-K7QFX", 7, 20, 3))
    place = min(place, len(whole) - 1)
    misread = whole[:place] + letter + whole[place + 1 :]
    assert decode_sheet(misread) is None or misread == whole


def test_separators_keep_to_the_letters_that_make_large_squares() -> None:
    """The alphanumeric mode of ISO/IEC 18004: 45 characters."""
    text = encode_sheet(SheetCode(SheetKind.SEPARATOR, "260914-K7QFX", 7, 20, 12))
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert text.startswith(PREFIX)
    assert len(text) < 50


def test_a_batch_with_other_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="capital letters"):
        encode_sheet(SheetCode(SheetKind.COVER, "Monday mail"))
