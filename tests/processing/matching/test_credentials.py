"""One person's several credentials are no rivals: which one a paper is about, and in what words."""

from dataclasses import replace
from datetime import date

import pytest

from domain.kinds import MatchStatus
from domain.records import CertificationRecord, MatchQuery
from processing.matching.credentials import choose_credentials, tell_choice
from processing.matching.rank import rank_matches
from tests.processing.matching.people import person

EMT = replace(person("E0900001", "Ana", "Reyes"), person=1, status="Void", expires_on=date(2024, 3, 31))
AEMT = replace(person("A0900452", "Ana", "Reyes"), person=1, status="Active", expires_on=date(2026, 3, 31))
TEACHES = replace(AEMT, certification_number=person("P0977000", "A", "R").certification_number, level="I/C")
NAMESAKE = replace(person("E0955555", "Ana", "Reyes", "1990-01-01"), person=9)
IN_FORCE = ("Active", "Current")


def choose(query: MatchQuery, *records: CertificationRecord, beside: tuple[str, ...] = ()) -> tuple[str, str]:
    chosen = choose_credentials(query, records, IN_FORCE, beside)
    (record,) = chosen.records
    return record.certification_number, chosen.words.get(record.certification_number, "")


@pytest.mark.parametrize(
    ("query", "beside", "number", "why"),
    [
        pytest.param(MatchQuery(number="E0900001"), (), "E0900001", "whose number is printed", id="number"),
        pytest.param(MatchQuery(number="E0900081"), (), "E0900001", "whose number is printed", id="misread"),
        pytest.param(
            MatchQuery(number="E0900001", level="AEMT"), (), "E0900001", "whose number is printed",
            id="number before level",
        ),
        pytest.param(MatchQuery(level="emt"), (), "E0900001", "the level printed", id="level"),
        pytest.param(MatchQuery(), (), "A0900452", "the one in force", id="in force"),
        pytest.param(
            MatchQuery(number="E0955555"), (), "A0900452", "the one in force", id="somebody else's number"
        ),
        pytest.param(
            MatchQuery(hint_numbers=("E0900001",)), (), "E0900001", "the covering words name", id="hint"
        ),
        pytest.param(MatchQuery(), ("E0900001",), "E0900001", "a paper beside it shows", id="paper beside"),
        pytest.param(
            MatchQuery(number="A0900452"), ("E0900001",), "A0900452", "number is printed", id="own first"
        ),
    ],
)  # fmt: skip
def test_chooses_by_what_is_printed_else_what_is_in_force(
    query: MatchQuery, beside: tuple[str, ...], number: str, why: str
) -> None:
    for records in ((EMT, AEMT), (AEMT, EMT)):
        chosen, words = choose(query, *records, beside=beside)
        assert chosen == number
        assert words.startswith("of the person's 2 credentials the one ")
        assert words.endswith(why)


@pytest.mark.parametrize(
    ("other", "number", "why"),
    [
        pytest.param(replace(TEACHES, expires_on=date(2029, 3, 31)), "P0977000", "ends last", id="end"),
        pytest.param(TEACHES, "A0900452", "the highest level", id="level before another type"),
        pytest.param(replace(TEACHES, level="AEMT"), "A0900452", "the first", id="nothing tells"),
    ],
)
def test_goes_on_until_one_is_left(other: CertificationRecord, number: str, why: str) -> None:
    chosen, words = choose(MatchQuery(), other, AEMT)
    assert chosen == number
    assert words.endswith(why)


def test_one_person_is_matched_and_told_why_this_credential() -> None:
    query = MatchQuery(names=("Ana Reyes",), date_of_birth="1987-06-05")
    chosen = choose_credentials(query, (EMT, AEMT), IN_FORCE)
    match = tell_choice(rank_matches(query, chosen.records), chosen)
    assert (match.status, match.best and match.best.certification_number) == (MatchStatus.MATCHED, "A0900452")
    assert match.best
    assert match.best.comparisons[-1].words == "of the person's 2 credentials the one in force"
    assert match.best.probability > 0.99


def test_records_of_nobody_known_stay_rivals() -> None:
    """Rows that were not recognised as one person's are two people for all the machine knows."""
    query = MatchQuery(names=("Ana Reyes",), date_of_birth="1987-06-05")
    apart = (replace(EMT, person=1), replace(AEMT, person=2))
    assert (
        rank_matches(query, choose_credentials(query, apart, IN_FORCE).records).status
        is MatchStatus.AMBIGUOUS
    )


class TestEarlier:
    PERSON = replace(AEMT, earlier_numbers=("E0900001",), former_addresses=("12 Invented Lane",))

    def verdicts(self, query: MatchQuery) -> dict[str, tuple[str, str, float]]:
        match = rank_matches(query, [self.PERSON])
        assert match.best
        return {c.field: (c.verdict, c.words, c.weight) for c in match.best.comparisons}

    def test_number_is_evidence_of_less_weight_in_words(self) -> None:
        earlier = self.verdicts(MatchQuery(number="E0900001", names=("Ana Reyes",)))["number"]
        present = self.verdicts(MatchQuery(number="A0900452", names=("Ana Reyes",)))["number"]
        assert earlier[:2] == ("near", "it is an earlier number of this person")
        assert 0 < earlier[2] < present[2]

    @pytest.mark.parametrize(
        ("query", "status"),
        [
            pytest.param(
                MatchQuery(number="E0900001", names=("Ana Reyes",), date_of_birth="1987-06-05"),
                MatchStatus.MATCHED, id="with name and birth date",
            ),
            pytest.param(
                MatchQuery(number="E0900001", names=("Ana Reyes",)), MatchStatus.AMBIGUOUS, id="with the name"
            ),
            pytest.param(
                MatchQuery(number="E0900001", names=("Zoe Quill",)), MatchStatus.AMBIGUOUS, id="another name"
            ),
            pytest.param(
                MatchQuery(number="E0900001", names=("Ana Reyes",), date_of_birth="1990-01-01"),
                MatchStatus.AMBIGUOUS, id="another birth date",
            ),
        ],
    )  # fmt: skip
    def test_number_alone_settles_nothing(self, query: MatchQuery, status: MatchStatus) -> None:
        assert rank_matches(query, [self.PERSON]).status is status

    def test_the_number_of_somebody_else_stands_above_it(self) -> None:
        owner = replace(NAMESAKE, certification_number=EMT.certification_number)
        query = MatchQuery(number="E0900001", names=("Ana Reyes",), date_of_birth="1987-06-05")
        assert rank_matches(query, [self.PERSON, owner]).status is MatchStatus.AMBIGUOUS

    def test_street_weighs_less_than_the_present_one(self) -> None:
        words = ("ana", "reyes", "12", "invented", "lane", "worcester")
        earlier = self.verdicts(MatchQuery(names=("Ana Reyes",), printed_words=words))["contact"]
        assert earlier[:2] == ("near", "a street at which the person lived before is on the paper")
        present = replace(self.PERSON, address_line1="12 Invented Lane")
        match = rank_matches(MatchQuery(names=("Ana Reyes",), printed_words=words), [present])
        assert match.best
        assert 0 < earlier[2] < next(c.weight for c in match.best.comparisons if c.field == "contact")

    def test_former_name_weighs_less(self) -> None:
        record = replace(self.PERSON, former_names=("Ana Cole",))
        weights = []
        for name in ("Ana Reyes", "Ana Cole"):
            match = rank_matches(MatchQuery(names=(name,), date_of_birth="1987-06-05"), [record])
            assert match.best
            weights.append(next(c.weight for c in match.best.comparisons if c.field == "name"))
        assert weights[0] > weights[1] > 0
