"""Names on paper beside names on record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.records import CertificationRecord
from processing.matching.names import Grade, compare_with_record
from processing.matching.nicknames import are_nicknames
from processing.matching.parsing import fold_text, parse_name
from tests.processing.matching.people import MARIA, person

JOHN = person("E0811111", "John", "O'Leary", middle_name="Paul", suffix="Jr.")
CRUZ = person("P0822222", "José", "De La Cruz")
DIAZ = person("P0833333", "Luis", "Jiménez Díaz", former_names=("Luis Vega",))
AMIN = person("E0866666", "Omar", "Amin")
ROSA = person("E0855555", "Rosa", "Vega", middle_name="Mae")


@pytest.mark.parametrize(
    ("printed", "record", "grade"),
    [
        pytest.param("Maria Luz Souza-Lima", MARIA, Grade.SAME, id="same"),
        pytest.param("MARIA SOUZA LIMA", MARIA, Grade.SAME, id="capitals, no hyphen, no middle name"),
        pytest.param("Souza-Lima, Maria L.", MARIA, Grade.SAME, id="last, first"),
        pytest.param("Maria L Souza-Lima", MARIA, Grade.SAME, id="middle initial"),
        pytest.param("Maria K Souza-Lima", MARIA, Grade.MIDDLE_CLASH, id="another middle initial"),
        pytest.param("Maria Sousa-Lima", MARIA, Grade.NEAR, id="one letter"),
        pytest.param("Maria Souza", MARIA, Grade.PART_OF_SURNAME, id="part of the double surname"),
        pytest.param("Luis Roe-Vega", DIAZ, Grade.PART_OF_SURNAME, id="a part before the surname"),
        pytest.param("Rosa Mae Lee-Vega", ROSA, Grade.PART_OF_SURNAME, id="the same behind a middle name"),
        pytest.param("Rosa Mae-Vega", ROSA, Grade.SAME, id="a middle name that a hyphen joined"),
        pytest.param("Omar El-Amin", AMIN, Grade.SAME, id="a particle that a hyphen joined"),
        pytest.param("Maria Quimby", MARIA, Grade.GIVEN_ONLY, id="another surname"),
        pytest.param("Teresa Souza-Lima", MARIA, Grade.SURNAME_ONLY, id="another given name"),
        pytest.param("M Souza-Lima", MARIA, Grade.INITIAL_ONLY, id="only an initial"),
        pytest.param("Souza-Lima Maria", MARIA, Grade.NEAR, id="surname of two words first, no comma"),
        pytest.param("Jack O'Leary Jr.", JOHN, Grade.NICKNAME, id="short form"),
        pytest.param("JOHN OLEARY", JOHN, Grade.SAME, id="no apostrophe, no suffix"),
        pytest.param("John O'Leary, Sr.", JOHN, Grade.SUFFIX_CLASH, id="the father"),
        pytest.param("O'Leary Jr., John P", JOHN, Grade.SAME, id="suffix after the surname"),
        pytest.param("Jose de la Cruz", CRUZ, Grade.SAME, id="particles, accents"),
        pytest.param("Cruz, Jose", CRUZ, Grade.PART_OF_SURNAME, id="particles left out"),
        pytest.param("Luis Jimenez Diaz", DIAZ, Grade.SAME, id="two surnames"),
        pytest.param("Luis Vega", DIAZ, Grade.SAME, id="former name of the record"),
        pytest.param("Li Wei", person("E0844444", "Wei", "Li"), Grade.NEAR, id="surname first"),
        pytest.param(
            "Maryann Dow", person("E0844445", "Mary Ann", "Dow"), Grade.SAME, id="joined given names"
        ),
    ],
)
def test_grades_a_printed_name(printed: str, record: CertificationRecord, grade: Grade) -> None:
    assert compare_with_record(printed, record).grade is grade


def test_former_name_is_told_apart() -> None:
    assert compare_with_record("Luis Vega", DIAZ).former
    assert not compare_with_record("Luis Jiménez Díaz", DIAZ).former


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("bill", "william", True),
        ("peggy", "margaret", True),
        ("jack", "john", True),
        ("robert", "richard", False),
        ("maria", "marta", False),
    ],
)
def test_knows_nicknames(one: str, other: str, alike: bool) -> None:
    assert are_nicknames(one, other) is alike
    assert are_nicknames(other, one) is alike


@given(st.text(max_size=40))
def test_any_text_can_be_parsed_and_compared(text: str) -> None:
    parse_name(text)
    assert compare_with_record(text, MARIA).grade in Grade


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
