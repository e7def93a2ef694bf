"""Whom a request asks for besides the person that its values name."""

from dataclasses import replace

import pytest

from domain.kinds import MatchStatus
from domain.records import CertificationRecord, Match
from processing.matching.others import ASKS_OF_SEVERAL, bears_another, hold_open, tell_others
from processing.matching.printed import words_of
from processing.matching.query import find_days
from tests.processing.matching.people import MARIA, person

JOHN = person("P0812345", "John", "Moore", "1976-05-24")
#: Another credential of Maria's.
HER_OTHER = replace(MARIA, certification_number=JOHN.certification_number, person=7)


@pytest.mark.parametrize(
    ("numbered", "text", "is_body", "others"),
    [
        pytest.param([MARIA, JOHN], "", True, [JOHN], id="a mail with two numbers"),
        pytest.param([JOHN, MARIA], "", True, [JOHN], id="the other one first"),
        pytest.param([MARIA], "", True, [], id="one number"),
        pytest.param([JOHN], "", True, [], id="one number, another record fits better"),
        pytest.param([replace(MARIA, person=7), HER_OTHER], "", True, [], id="two credentials of one person"),
        pytest.param([MARIA, JOHN], "Maria Souza-Lima, John Moore", False, [JOHN], id="a letter names both"),
        pytest.param([MARIA, JOHN], "Maria Souza-Lima", False, [], id="a witness's number on a form"),
        pytest.param([], "Maria Souza-Lima, John Moore", False, [], id="no numbers on record"),
    ],
)
def test_another_person_is_told_by_a_number_on_record(
    numbered: list[CertificationRecord], text: str, is_body: bool, others: list[CertificationRecord]
) -> None:
    found = tell_others(MARIA.certification_number, numbered, words_of([text]), is_body=is_body)
    assert list(found) == others


def test_two_people_are_told_where_no_record_is_the_best() -> None:
    assert tell_others(None, [MARIA, JOHN], (), is_body=True) == (JOHN,)


@pytest.mark.parametrize(
    ("status", "said", "brake"),
    [
        (MatchStatus.MATCHED, ASKS_OF_SEVERAL, ASKS_OF_SEVERAL),
        (MatchStatus.MATCHED, None, None),
        (MatchStatus.NONE, ASKS_OF_SEVERAL, None),
    ],
)
def test_only_what_was_settled_is_held_open(status: MatchStatus, said: str | None, brake: str | None) -> None:
    held = hold_open(Match(status), said)
    assert held.brake == brake
    assert (held.status is MatchStatus.AMBIGUOUS) is (brake is not None)


@pytest.mark.parametrize(
    ("born_then", "text", "another"),
    [
        pytest.param([JOHN], "Maria Souza-Lima, John Moore 05/24/1976", True, id="both spouses"),
        pytest.param([JOHN], "Maria Souza-Lima, Dan Reyes 05/24/1976", False, id="one born that day"),
        pytest.param([MARIA], "Maria Souza-Lima", False, id="nobody else"),
    ],
)  # fmt: skip
def test_another_of_a_paper_is_told_by_name_and_birth_date(
    born_then: list[CertificationRecord], text: str, another: bool
) -> None:
    assert bears_another(MARIA, born_then, words_of([text])) is another


def test_days_are_found_whatever_they_are_of() -> None:
    text = "Date of birth 03/22/1978 08/06/1998\nmarried September 5, 2026, docket 11/2026, 99/99/2026"
    assert find_days(text) == ("1978-03-22", "1998-08-06", "2026-09-05")
