"""What an office's decided papers make of the matching weights, and how far they may go."""

from collections.abc import Sequence
from dataclasses import replace
from math import log2
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks.matching.labelled import PaperMaker, index_records, invent_population
from benchmarks.matching.learn_matching import name_terms
from benchmarks.matching.readings import load_readings
from domain.errors import DeploymentError
from domain.records import MatchQuery
from processing.matching.learning import MOST_SHIFT, OfficePair, fit_line, learn_candidate
from processing.matching.measuring import (
    HARD,
    ORDINARY,
    OWN,
    MatchMeasures,
    Verdict,
    find_worse,
    measure_matching,
    noise_of,
)
from processing.matching.pairs import (
    LabelledPair,
    ShippedPairs,
    load_pairs,
    pack_pairs,
    pair_confirmed,
    unpack_pairs,
)
from processing.matching.terms import Term, TermShares, TermTable
from processing.matching.weights import Outcome, Weights, load_facts, load_weights, read_weights
from tests.processing.matching.people import MARIA, person

TWIN = person("E0901299", "Marta", "Souza-Lima")
PAPER = MatchQuery(number="E0901234", names=("Maria Souza-Lima",), date_of_birth="1987-06-05")


@pytest.fixture(scope="module")
def shipped() -> ShippedPairs:
    return load_pairs()


def papers_of(count: int, **said: str) -> list[OfficePair]:
    """As many people's own papers, each saying something else of the field named."""
    found = []
    for place in range(count):
        record = person(f"E09{place:05}", "Ana", f"Quimby{place}")
        query = MatchQuery(
            number=record.certification_number, names=(record.full_name,), date_of_birth="1987-06-05"
        )
        found.append(OfficePair(pair_confirmed(replace(query, **said), [TWIN], record)))  # type: ignore[arg-type]
    return found


def learned(office: Sequence[OfficePair], shipped: ShippedPairs, terms: TermTable | None = None) -> Weights:
    return learn_candidate(load_facts(), shipped, office, terms).weights


def shifts(weights: Weights) -> dict[tuple[str, str], float]:
    """Bits by which each outcome on a person's own paper moved the most."""
    return {
        (field, name): max(
            abs(log2(getattr(now, side) / getattr(was, side))) for side in ("right", "misread", "other")
        )
        for field, outcomes in load_weights().fields.items()
        for name, was in outcomes.items()
        for now in [weights.fields[field][name]]
    }


class TestLearning:
    def test_without_papers_of_the_office_no_chance_moves(self, shipped: ShippedPairs) -> None:
        assert learned([], shipped).fields == load_weights().fields

    def test_a_slip_that_is_common_here_speaks_less_against_a_record(self, shipped: ShippedPairs) -> None:
        """Half of this office's forms show day and month of birth in each other's place."""
        office = [*papers_of(100), *papers_of(100, date_of_birth="1987-05-06")[1:]]
        was, now = load_weights().fields["date_of_birth"], learned(office, shipped).fields["date_of_birth"]
        assert now["SWAPPED"].bits(1.0, 1) > was["SWAPPED"].bits(1.0, 1)
        assert now["FULL"].bits(1.0, 1) < was["FULL"].bits(1.0, 1)

    def test_a_few_labels_hardly_move_anything(self, shipped: ShippedPairs) -> None:
        moved = shifts(learned(papers_of(3), shipped))
        assert max(moved.values()) < 0.1

    def test_thousands_of_false_labels_move_no_outcome_by_more_than_two_bits(
        self, shipped: ShippedPairs
    ) -> None:
        """Somebody approves every paper for a stranger."""
        false = papers_of(5_000, number="A0111111", names=("Zoe Vandenberg",), date_of_birth="1950-01-01")  # type: ignore[arg-type]
        weights = learned(false, shipped)
        assert max(shifts(weights).values()) <= MOST_SHIFT + 1e-3
        assert weights.fields["name"]["DIFFERS"].bits(1.0, 1) < 0
        assert weights.fields["number"]["DIFFERS"].bits(1.0, 1) < 0
        measured = measure_matching(weights, shipped.hard)
        assert measured.wrong == 0

    def test_all_papers_of_one_person_count_as_one(self, shipped: ShippedPairs) -> None:
        (paper,) = papers_of(1, date_of_birth="1987-05-06")
        once, often = learned([paper], shipped), learned([paper] * 500, shipped)
        assert once.fields == often.fields

    def test_what_a_person_said_of_a_value_outweighs_its_confidence(self, shipped: ShippedPairs) -> None:
        paper = papers_of(1, number="E0999999")[0]
        right, misread = (
            learned([replace(paper, said={"number": said})], shipped).fields["number"]["DIFFERS"]
            for said in (True, False)
        )
        assert right.right > misread.right
        assert right.misread < misread.misread

    def test_common_names_weigh_as_they_are_shared_among_the_offices_records(
        self, shipped: ShippedPairs
    ) -> None:
        shares = TermShares({}, 0.0001, 0.01)
        terms = TermTable(50_000, {Term.SURNAME: shares, Term.GIVEN: shares})
        was = load_weights().fields["name"]["SAME"].other
        assert learned([], shipped, terms).fields["name"]["SAME"].other == pytest.approx(was * 4, rel=1e-3)
        few = TermTable(50, {Term.SURNAME: shares, Term.GIVEN: shares})
        assert learned([], shipped, few).fields["name"]["SAME"].other == was

    def test_the_same_papers_give_the_same_weights(self, shipped: ShippedPairs) -> None:
        office = papers_of(30)
        first, again = (learn_candidate(load_facts(), shipped, office, None).files({}) for _ in range(2))
        assert first == again

    def test_the_file_holds_no_value_of_a_paper(self, shipped: ShippedPairs) -> None:
        (text,) = learn_candidate(load_facts(), shipped, papers_of(30), None).files({}).values()
        assert b"Quimby" not in text
        assert b"E0900" not in text

    @pytest.mark.parametrize(
        ("odds", "true", "rises"),
        [
            pytest.param([2.0, 2.0, -2.0, -2.0], [1, 1, 0, 0], False, id="as said"),
            pytest.param([-2.0] * 4, [1, 1, 1, 1], True, id="likelier than said"),
            pytest.param([-12.0] * 4, [1, 1, 1, 1], True, id="said to be next to impossible, and true"),
        ],
    )
    def test_calibration_bends_to_what_was_true(
        self, odds: list[float], true: list[int], rises: bool
    ) -> None:
        slope, shift = fit_line(np.array(odds * 200), np.array(true * 200, dtype=float), np.ones(800))
        assert (slope * odds[-1] + shift > odds[-1] + 0.5) is rises
        assert 0.5 <= slope <= 2.0


@pytest.fixture(scope="module")
def office_like_the_shipped_one() -> tuple[list[OfficePair], list[OfficePair], TermTable]:
    """(learned from, held out, terms): invented papers of people whom nothing was learned from."""
    people, rng = invent_population(3_000, 71), Random(71)
    index, readings = index_records(people), [r for r in load_readings() if r.held_out]
    papers = [p for p in PaperMaker(people, readings, rng).papers(800) if p.listed]
    pairs = [OfficePair(pair_confirmed(p.query, index.block(p.query), p.record)) for p in papers]
    return pairs[::2], pairs[1::2], name_terms(people)


def test_an_office_like_others_gets_weights_like_the_shipped_ones(
    shipped: ShippedPairs, office_like_the_shipped_one: tuple[list[OfficePair], list[OfficePair], TermTable]
) -> None:
    training, frozen, terms = office_like_the_shipped_one
    candidate, own = learned(training, shipped, terms), [each.pair for each in frozen]
    measures = {
        HARD: tuple(measure_matching(w, shipped.hard) for w in (load_weights(), candidate)),
        OWN: tuple(measure_matching(w, own, terms) for w in (load_weights(), candidate)),
    }
    assert all(after.wrong == 0 for _, after in measures.values())
    assert measures[HARD][0].matched == measures[HARD][1].matched
    assert measures[OWN][1].surprise <= measures[OWN][0].surprise * 1.05


class TestPromotion:
    GOOD = MatchMeasures((Verdict(True, True, True, 0.1, 2), Verdict(False, True, False, 0.1, 2)))

    @pytest.mark.parametrize(
        ("what", "after", "words"),
        [
            pytest.param(HARD, Verdict(True, False, True, 0.1, 2), "1 wrong matches", id="a stranger's"),
            pytest.param(HARD, Verdict(False, True, True, 0.1, 2), "0 papers matched rightly", id="fewer"),
            pytest.param(OWN, Verdict(True, True, True, 0.9, 2), "bits of surprise", id="less is foreseen"),
            pytest.param(ORDINARY, Verdict(True, True, True, 0.9, 2), "bits of surprise", id="on others'"),
        ],
    )
    def test_is_refused_where_anything_is_worse(self, what: str, after: Verdict, words: str) -> None:
        found = find_worse({what: (self.GOOD, MatchMeasures((after, self.GOOD.verdicts[1])))})
        assert words in " ".join(found)

    def test_is_refused_where_what_people_should_decide_is_matched(self) -> None:
        bold = MatchMeasures((self.GOOD.verdicts[0], Verdict(True, True, False, 0.1, 2)))
        (words,) = find_worse({HARD: (self.GOOD, bold)})
        assert "people should decide" in words

    def test_goes_on_where_nothing_is(self) -> None:
        assert find_worse(dict.fromkeys((HARD, ORDINARY, OWN), (self.GOOD, self.GOOD))) == []

    def test_no_wrong_match_of_an_invented_person_is_allowed_though_it_was_there_before(self) -> None:
        wrong = MatchMeasures((Verdict(True, False, True, 0.1, 2),))
        assert find_worse({HARD: (wrong, wrong)}) != []
        assert find_worse({OWN: (wrong, wrong)}) == []


def _surprises(bits: Sequence[float]) -> MatchMeasures:
    return MatchMeasures(tuple(Verdict(True, True, True, each, 2) for each in bits))


class TestNoiseOfFewPapers:
    """Before, each paper of the office surprises by a tenth of a bit."""

    @pytest.mark.parametrize(
        ("after", "refused"),
        [
            pytest.param([0.08, 0.12, 0.08, 0.124] * 8, False, id="up and down on 32 papers"),
            pytest.param([0.08, 0.12, 0.08, 0.124] * 800, True, id="the same on 3,200 papers"),
            pytest.param([0.101] * 32, True, id="up on every paper"),
            pytest.param([0.1] * 31 + [10.0], True, id="one paper more than its noise may explain"),
            pytest.param([0.1] * 31 + [0.15], False, id="one paper a little"),
            pytest.param([0.2], True, id="a single paper"),
        ],
    )
    def test_is_no_reason_to_refuse_and_what_goes_beyond_it_is(
        self, after: list[float], refused: bool
    ) -> None:
        before = _surprises([0.1] * len(after))
        assert bool(find_worse({OWN: (before, _surprises(after))})) is refused

    def test_is_the_standard_error_of_the_mean_difference(self) -> None:
        after = [0.08, 0.12, 0.08, 0.124]
        error = np.std(np.array(after) - 0.1, ddof=1) / np.sqrt(4) / 2
        assert noise_of(_surprises([0.1] * 4), _surprises(after)) == pytest.approx(error)


class TestShippedPairs:
    def test_are_matched_without_a_wrong_one(self, shipped: ShippedPairs) -> None:
        hard = measure_matching(load_weights(), shipped.hard)
        assert (hard.wrong, hard.unsettled_matched) == (0, 0)
        assert hard.matched > 1_000
        assert measure_matching(load_weights(), shipped.frozen, shipped.terms).wrong == 0

    def test_those_measured_on_are_of_other_people_than_those_mixed_in(self, shipped: ShippedPairs) -> None:
        mixed, frozen = (
            {p.number for p in pairs if p.number} for pairs in (shipped.mixed_in, shipped.frozen)
        )
        assert mixed.isdisjoint(frozen)

    def test_come_back_as_they_were_packed(self) -> None:
        pair = LabelledPair(
            PAPER, (replace(MARIA, former_names=("Maria Cole",)), TWIN), MARIA.certification_number, True
        )
        terms = TermTable(2, {Term.SURNAME: TermShares({"cole": 0.5}, 0.1, 0.5)})
        packed = pack_pairs([pair], [pair], [], terms)
        back = unpack_pairs(packed)
        assert (back.hard, back.mixed_in, back.frozen, back.terms) == ((pair,), (pair,), (), terms)
        assert packed == pack_pairs([pair], [pair], [], terms)

    def test_damaged_say_what_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        load_pairs.cache_clear()
        monkeypatch.setattr("processing.matching.pairs.unpack_pairs", _refuse)
        with pytest.raises(DeploymentError, match="install the program again"):
            load_pairs()
        load_pairs.cache_clear()


def _refuse(packed: bytes) -> Any:
    raise ValueError


def test_a_field_that_only_some_papers_show_keeps_its_shipped_chance(shipped: ShippedPairs) -> None:
    facts = learn_candidate(load_facts(), shipped, papers_of(50), None).facts
    assert read_weights(facts).fields["ssn_last4"] == load_weights().fields["ssn_last4"]
    assert isinstance(read_weights(facts).fields["name"]["SAME"], Outcome)
