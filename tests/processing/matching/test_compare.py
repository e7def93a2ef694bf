"""Field by field: agree, near, differ or missing, in words that print no value."""

from dataclasses import replace
from typing import Any

import pytest

from domain.ids import CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from processing.matching.compare import compare_record
from processing.matching.printed import words_of
from processing.matching.words import clashes_in_suffix
from tests.processing.matching.people import MARIA, person

HERS = replace(MARIA, address_line1="12 Elm Street", city="Salem", phone="617-555-0101")
SENIOR = person("E0812345", "John", "Smith", "1950-01-01", suffix="Sr.")


def verdict(field: str, record: CertificationRecord, **said: Any) -> tuple[str, str]:
    found = compare_record(MatchQuery(**said), record)
    (comparison,) = [c for c in found.fields if c.field == field]
    return comparison.verdict, comparison.words


@pytest.mark.parametrize(
    ("field", "said", "expected"),
    [
        pytest.param("number", {"number": "EO901234"}, "agree", id="number, a letter for a digit"),
        pytest.param("number", {"number": "E0902134"}, "near", id="number, two digits in each other's place"),
        pytest.param("number", {"number": "E0907234"}, "near", id="number, a digit easily misread"),
        pytest.param("number", {"number": "P0901234"}, "near", id="number under another letter"),
        pytest.param("number", {"number": "E0777777"}, "differ", id="another number"),
        pytest.param("number", {}, "missing", id="no number"),
        pytest.param("name", {"names": ("MÁRIA SOUZA LIMA",)}, "agree", id="name, accents and hyphen"),
        pytest.param("name", {"names": ("Souza-Lima, Maria L.",)}, "agree", id="name, order and initial"),
        pytest.param("name", {"names": ("Mary Souza-Lima",)}, "near", id="name, another form of it"),
        pytest.param("name", {"names": ("Maria Souza",)}, "differ", id="name, half of it"),
        pytest.param("name", {}, "missing", id="no name"),
        pytest.param("date_of_birth", {"date_of_birth": "1987-06-05"}, "agree", id="birth date"),
        pytest.param("date_of_birth", {"date_of_birth": "1987-06"}, "agree", id="month of birth"),
        pytest.param("date_of_birth", {"date_of_birth": "1987-05-06"}, "near", id="day and month swapped"),
        pytest.param(
            "date_of_birth", {"date_of_birth": "1987-06-06"}, "near", id="birth date, one digit off"
        ),
        pytest.param("date_of_birth", {"date_of_birth": "1960-11-30"}, "differ", id="another birth date"),
        pytest.param("date_of_birth", {}, "missing", id="no birth date"),
        pytest.param("ssn_last4", {"ssn_last4": "4410"}, "agree", id="last four"),
        pytest.param("ssn_last4", {"ssn_last4": "4418"}, "near", id="last four, one digit off"),
        pytest.param("ssn_last4", {"ssn_last4": "9995"}, "differ", id="other last four"),
        pytest.param("ssn_last4", {}, "missing", id="no last four"),
        pytest.param("email", {"email": "Maria@Example.org"}, "agree", id="the sender's address"),
        pytest.param("email", {"email": "clerk@example.org"}, "missing", id="another sender says nothing"),
        pytest.param(
            "contact", {"printed_words": words_of(("12 Elm St., Salem",))}, "agree", id="street on the paper"
        ),
        pytest.param("contact", {"printed_words": words_of(("617 555 0101",))}, "agree", id="telephone"),
        pytest.param("contact", {"printed_words": words_of(("9 Oak Road",))}, "missing", id="another street"),
        pytest.param("level", {"level": "EMT"}, "agree", id="level"),
        pytest.param("level", {"level": "Paramedic"}, "differ", id="another level"),
        pytest.param(
            "history",
            {"sender_records": frozenset({CertificationNumber("E0901234")})},
            "agree",
            id="the sender wrote of her before",
        ),
    ],
)
def test_says_of_each_field_whether_it_agrees(field: str, said: dict[str, Any], expected: str) -> None:
    found, words = verdict(field, HERS, **said)
    assert found == expected
    assert words
    assert not any(value in words for value in ("Maria", "Souza", "0901234", "1987", "4410", "Elm"))


@pytest.mark.parametrize(
    ("printed", "clashes"),
    [
        pytest.param("John Smith Jr.", True, id="the son's"),
        pytest.param("John Smith Sr.", False, id="his own"),
        pytest.param("John Smith", False, id="none printed"),
        pytest.param("Ann Smith Jr.", False, id="somebody else"),
    ],
)
def test_a_suffix_clashes_where_all_else_of_the_name_agrees(printed: str, clashes: bool) -> None:
    found = compare_record(MatchQuery(names=(printed,)), SENIOR)
    assert clashes_in_suffix(found.fields) is clashes
