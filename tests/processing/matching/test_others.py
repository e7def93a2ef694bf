"""Whom a request asks for besides the person that its values name."""

from dataclasses import replace

import pytest

from domain.kinds import MatchStatus
from domain.records import CertificationRecord, Match
from processing.matching.others import ASKS_OF_SEVERAL, hold_open, tell_others
from processing.matching.printed import words_of
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
    ("status", "several", "brake"),
    [
        (MatchStatus.MATCHED, True, ASKS_OF_SEVERAL),
        (MatchStatus.MATCHED, False, None),
        (MatchStatus.NONE, True, None),
    ],
)
def test_only_what_was_settled_is_held_open(status: MatchStatus, several: bool, brake: str | None) -> None:
    held = hold_open(Match(status), several=several)
    assert held.brake == brake
    assert (held.status is MatchStatus.AMBIGUOUS) is (brake is not None)
