"""What an agreement weighs: learned, by how common the value is, by how surely it was read."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DeploymentError
from domain.ids import CertificationNumber
from domain.kinds import MatchStatus
from domain.records import MatchQuery
from processing.matching.compare import MOST_OF_HISTORY, compare_record
from processing.matching.rank import rank_matches
from processing.matching.terms import MOST_RATIO, Term, TermShares, TermTable, count_shares
from processing.matching.weights import Weighing, load_facts, load_weights, make_weighing
from tests.processing.matching.people import MARIA, person

ROSSI = person("E0811111", "Ann", "Rossi")
ZABRISKIE = person("E0822222", "Ann", "Zabriskie")
TERMS = TermTable(
    50_000,
    {
        Term.SURNAME: TermShares({"rossi": 0.01}, rest=0.00001, repeat=0.001),
        Term.BIRTH: TermShares({"1980-01-01": 0.002}, rest=0.00005, repeat=0.00006),
        Term.TOWN: TermShares({"boston": 0.1}, rest=0.0005, repeat=0.02),
    },
)


def weight_of(
    query: MatchQuery, field: str, *, terms: TermTable | None = None, record: object = MARIA
) -> float:
    compared = compare_record(query, record, make_weighing(terms))  # type: ignore[arg-type]
    return sum(c.weight for c in compared.fields if c.field == field)


def test_a_rare_surname_says_more_than_a_common_one() -> None:
    rare, common = (
        weight_of(MatchQuery(names=(r.full_name,)), "name", terms=TERMS, record=r) for r in (ZABRISKIE, ROSSI)
    )
    assert rare > common + 6


def test_so_it_is_the_likelier_one_where_nothing_else_is_known() -> None:
    rare, common = (
        rank_matches(MatchQuery(names=(r.full_name,)), [r], terms=TERMS).best for r in (ZABRISKIE, ROSSI)
    )
    assert rare
    assert common
    assert rare.probability > common.probability


def test_a_birth_date_that_many_share_says_less() -> None:
    shared = replace(ROSSI, date_of_birth=ROSSI.date_of_birth and ROSSI.date_of_birth.replace(1980, 1, 1))
    weights = [
        weight_of(MatchQuery(date_of_birth=str(r.date_of_birth)), "date_of_birth", terms=TERMS, record=r)
        for r in (ROSSI, shared)
    ]
    assert weights[0] > weights[1] + 4


def test_a_common_name_with_a_birth_date_that_thousands_share_is_left_to_people() -> None:
    silva = person("E0833333", "Ann", "Rossi", born="1900-01-01")
    asked = MatchQuery(names=("Ann Rossi",), date_of_birth="1900-01-01")
    shares = {
        Term.SURNAME: TermShares({"rossi": 0.02}, rest=0.00001, repeat=0.001),
        Term.GIVEN: TermShares({"ann": 0.04}, rest=0.00001, repeat=0.004),
        Term.BIRTH: TermShares({"1900-01-01": 0.02}, rest=0.00005, repeat=0.0004),
    }
    match = rank_matches(asked, [silva], terms=TermTable(1_000_000, shares))
    assert match.status is MatchStatus.AMBIGUOUS
    assert match.brake
    assert match.brake.startswith("What agrees is shared by many records")
    assert rank_matches(asked, [silva]).status is MatchStatus.MATCHED


def test_without_a_table_every_surname_says_the_same() -> None:
    assert weight_of(MatchQuery(names=("Ann Rossi",)), "name", record=ROSSI) == weight_of(
        MatchQuery(names=("Ann Zabriskie",)), "name", record=ZABRISKIE
    )


@pytest.mark.parametrize(
    ("field", "query"),
    [
        pytest.param("number", MatchQuery(number="E0901234"), id="number"),
        pytest.param("name", MatchQuery(names=("Maria Luz Souza-Lima",)), id="name"),
        pytest.param("date_of_birth", MatchQuery(date_of_birth="1987-06-05"), id="birth date"),
        pytest.param("ssn_last4", MatchQuery(ssn_last4="4410"), id="last four"),
    ],
)
@given(st.floats(0, 1), st.floats(0, 1))
def test_an_agreement_read_less_surely_says_less(
    field: str, query: MatchQuery, low: float, high: float
) -> None:
    low, high = sorted((low, high))
    less, more = (weight_of(replace(query, **{f"{field}_confidence": c}), field) for c in (low, high))
    assert less <= more + 1e-3


@pytest.mark.parametrize(
    ("field", "query"),
    [
        pytest.param("number", MatchQuery(number="E0777777"), id="number"),
        pytest.param("name", MatchQuery(names=("Peter Quimby",)), id="name"),
        pytest.param("date_of_birth", MatchQuery(date_of_birth="1960-11-30"), id="birth date"),
        pytest.param("ssn_last4", MatchQuery(ssn_last4="9995"), id="last four"),
    ],
)
@given(st.floats(0, 0.95))
def test_a_difference_read_less_surely_speaks_less_against_and_without_jumps(
    field: str, query: MatchQuery, confidence: float
) -> None:
    here, beside, sure = (
        weight_of(replace(query, **{f"{field}_confidence": c}), field)
        for c in (confidence, confidence + 0.01, 1.0)
    )
    assert sure - 1e-3 <= beside <= here + 1e-3
    assert here - beside < 2.0


def test_what_the_sender_wrote_of_before_helps_and_does_not_prove() -> None:
    asked = MatchQuery(names=("Maria Souza-Lima",), date_of_birth="1987-06-05")
    known = frozenset({MARIA.certification_number})
    twice = [MARIA, person("P0855555", "Maria", "Souza-Lima")]
    match = rank_matches(replace(asked, sender_records=known), twice)
    assert match.brake
    assert match.best
    assert match.best.certification_number == MARIA.certification_number
    assert "history" in match.best.reasons
    assert 0 < weight_of(replace(asked, sender_records=known), "history") <= MOST_OF_HISTORY


def test_an_agency_that_writes_of_everybody_says_little_of_anybody() -> None:
    many = frozenset(CertificationNumber(f"E{number:07d}") for number in range(900_000, 901_300))
    assert weight_of(MatchQuery(sender_records=many), "history", terms=TERMS) < MOST_OF_HISTORY / 2


def test_a_street_in_its_town_says_more_than_the_street_alone() -> None:
    home = replace(MARIA, address_line1="12 Elm Street", city="Salem")
    alone, town = (
        weight_of(MatchQuery(printed_words=words), "contact", record=home, terms=TERMS)
        for words in (("12", "elm", "st"), ("12", "elm", "st", "salem"))
    )
    assert town > alone > 0


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_weighs_more_is_never_said_to_be_less_likely_nor_certain(low: float, high: float) -> None:
    low, high = sorted((low, high))
    weighing = make_weighing()
    assert 0 < weighing.calibrate(low) <= weighing.calibrate(high) < 1


def test_chances_of_several_records_are_not_more_than_one_together() -> None:
    twins = [person(f"E09{n:05d}", "Maria", "Souza-Lima") for n in range(6)]
    match = rank_matches(MatchQuery(names=("Maria Souza-Lima",), date_of_birth="1987-06-05"), twins)
    assert sum(c.probability for c in match.candidates) <= 1 + 1e-5


def test_the_shipped_calibration_says_what_was_found() -> None:
    facts = json.loads(files("processing.matching").joinpath("weights.json").read_text("utf-8"))
    bands = facts["measured"]["reliability"]
    assert all(abs(band["said"] - band["true"]) < 0.15 for band in bands)
    assert all(abs(band["said"] - band["true"]) < 0.03 for band in bands if band["from"] >= 0.97)
    assert facts["data_hash"]


def test_a_damaged_file_of_weights_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    load_facts.cache_clear()
    monkeypatch.setattr("processing.matching.weights.json.loads", lambda text: {})
    with pytest.raises(DeploymentError, match="install the program again"):
        load_facts()


class TestTerms:
    def test_shares_are_of_folded_values_and_bounded(self) -> None:
        shares = count_shares([("silva", 6), ("silva", 2), ("cole", 1), ("reyes", 1), ("", 5)], most=1)
        assert shares
        assert shares.shares == {"silva": 0.8}
        assert shares.rest == pytest.approx(0.1)
        assert shares.repeat == pytest.approx(0.66)

    def test_no_values_are_no_table(self) -> None:
        assert count_shares([], most=3) is None

    def test_a_value_is_folded_and_its_ratio_bounded(self) -> None:
        assert TERMS.ratio(Term.SURNAME, "ROSSI") == pytest.approx(10)
        assert TERMS.ratio(Term.SURNAME, "Zabriskie") == pytest.approx(1 / 100)
        assert TERMS.ratio(Term.GIVEN, "Ann") == 1
        assert TermShares({}, 1e-9, 0.1).ratio("x") == 1 / MOST_RATIO

    def test_comes_back_from_what_is_kept(self) -> None:
        assert TermTable.from_dict(json.loads(json.dumps(TERMS.as_dict()))) == TERMS


def test_more_records_make_a_number_more_telling_and_a_stranger_likelier() -> None:
    few, many = (Weighing(load_weights(), TermTable(count)) for count in (1_000, 1_000_000))
    assert many.bits("number", "AGREES") > few.bits("number", "AGREES")
    assert many.unlisted > few.unlisted
