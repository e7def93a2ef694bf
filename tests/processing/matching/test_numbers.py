"""Certification numbers as written and as misread, and the keys that find them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.matching.blocking import name_keys, number_key, number_variants, query_name_keys, soundex
from processing.matching.numbers import NumberFit, compare_numbers, split_number

RECORD = "E0901234"


@pytest.mark.parametrize(
    ("printed", "fit"),
    [
        pytest.param("E0901234", NumberFit.AGREES, id="same"),
        pytest.param("e-0901234", NumberFit.AGREES, id="small letter, dash"),
        pytest.param("0901234", NumberFit.AGREES, id="no prefix"),
        pytest.param("E901234", NumberFit.AGREES, id="no leading zero"),
        pytest.param("EO9OI234", NumberFit.AGREES, id="letters for digits"),
        pytest.param("EMT # 0901234", NumberFit.AGREES, id="words before it"),
        pytest.param("MA E0901234", NumberFit.AGREES, id="state before it"),
        pytest.param("P0901234", NumberFit.OTHER_PREFIX, id="another level's letter"),
        pytest.param("E0801234", NumberFit.NEAR, id="one digit"),
        pytest.param("E0907234", NumberFit.CONFUSED, id="one digit easily misread"),
        pytest.param("E0902134", NumberFit.NEAR, id="two swapped"),
        pytest.param("E090123", NumberFit.NEAR, id="one digit lost"),
        pytest.param("E0955555", NumberFit.DIFFERS, id="another"),
        pytest.param("", NumberFit.MISSING, id="none"),
        pytest.param("AMB-0901234", NumberFit.MISSING, id="an ambulance service's"),
    ],
)
def test_compares_numbers(printed: str, fit: NumberFit) -> None:
    assert compare_numbers(printed, RECORD) is fit


@given(st.text(max_size=20))
def test_any_text_can_be_split(text: str) -> None:
    prefix, digits = split_number(text)
    assert prefix in ("", "E", "A", "P")
    assert digits == "" or digits.isdigit()


@given(st.integers(100000, 999999), st.data())
def test_a_swap_or_a_lookalike_is_among_the_variants(number: int, draw: st.DataObject) -> None:
    key = str(number)
    place = draw.draw(st.integers(0, len(key) - 2))
    swapped = key[:place] + key[place + 1] + key[place] + key[place + 2 :]
    assert swapped.lstrip("0") in number_variants(f"E0{key}")
    assert number_variants(f"E0{key}")[0] == number_key(f"E0{key}") == key


@pytest.mark.parametrize(
    ("word", "code"),
    [("Robert", "R163"), ("Rupert", "R163"), ("Ashcraft", "A261"), ("Tymczak", "T522"), ("Pfister", "P236")],
)
def test_soundex_of_the_national_archives(word: str, code: str) -> None:
    assert soundex(word) == code


@pytest.mark.parametrize(
    ("printed", "full", "surname"),
    [
        pytest.param("Bill Wallace", "William Wallace", "Wallace", id="nickname of another initial"),
        pytest.param("Souza, Maria", "Maria L Souza-Lima", "Souza-Lima", id="part of a surname"),
        pytest.param("Jennifer Aguire", "Jennifer Aguirre", "Aguirre", id="a letter lost"),
        pytest.param("Li Wei", "Wei Li", "Li", id="surname first"),
        pytest.param("JOSE DELACRUZ", "José De La Cruz", "De La Cruz", id="particles joined"),
    ],
)
def test_a_search_finds_the_record_by_name(printed: str, full: str, surname: str) -> None:
    assert set(query_name_keys(printed)) & set(name_keys(full, surname))
