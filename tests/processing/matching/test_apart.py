"""Why not the runner-up, in words."""

from dataclasses import replace

import pytest

from domain.records import CertificationRecord, MatchQuery
from processing.matching.apart import tell_apart
from processing.matching.rank import rank_matches
from tests.processing.matching.people import MARIA, person

PAPER = MatchQuery(number="E0901234", names=("Maria Luz Souza-Lima",), date_of_birth="1987-06-05")
TWIN = person("E0907777", "Teresa", "Souza-Lima")


@pytest.mark.parametrize(
    ("query", "records", "words"),
    [
        pytest.param(
            PAPER,
            [MARIA, TWIN],
            "Not E0907777: the number is another one; the surname agrees, the given name is another one.",
            id="a twin",
        ),
        pytest.param(
            replace(PAPER, number="E0907777"),
            [MARIA, TWIN],
            "Not E0901234: the number is another one. For it: the name agrees.",
            id="number and name of two people",
        ),
        pytest.param(
            replace(PAPER, number=""),
            [MARIA, replace(MARIA, certification_number=TWIN.certification_number)],
            "E0907777 fits as well: no field tells the two apart.",
            id="nothing tells",
        ),
        pytest.param(PAPER, [MARIA], "", id="no second"),
    ],
)
def test_the_runner_up_is_told_by_what_is_otherwise(
    query: MatchQuery, records: list[CertificationRecord], words: str
) -> None:
    assert tell_apart(rank_matches(query, records)) == words
