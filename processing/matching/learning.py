"""A candidate for the matching weights: what ships, and an office's decided papers, counted together.

The shipped chances stand for a number of papers, and the office's papers together never count for more than
those: no chance can fall below half of what ships, and none may weigh more than a few bits otherwise. So
neither a few labels nor many wrong ones can turn what an agreement says. What nobody said of a value,
whether it was read rightly, its confidence says in part.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from processing.matching.outcomes import outcomes_of
from processing.matching.pairs import LabelledPair, ShippedPairs
from processing.matching.rank import rank_by_chance
from processing.matching.terms import Term, TermTable
from processing.matching.weights import WEIGHTS_FILE, Outcome, Weighing, Weights, hash_weights, read_weights

#: The shipped chances count as so many papers on which a value was read rightly, and on which it was not.
SHIPPED_RIGHT, SHIPPED_MISREAD = 600.0, 120.0
#: An outcome never weighs more than so many bits other than it ships.
MOST_SHIFT = 2.0
#: Fewer records than this tell little of how often two strangers share a name or a birth date.
LEAST_RECORDS = 1_000
#: How strongly calibration is held to the shipped one, in candidates, and between which slopes.
HELD, SLOPES = 200.0, (0.5, 2.0)
#: How much of a step is tried, until it helps.
LENGTHS = tuple(0.5**n for n in range(12))
#: Rounds of Newton's method; it is done in five.
ROUNDS = 25

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OfficePair:
    """One paper of a decided case."""

    pair: LabelledPair
    said: Mapping[str, bool] = field(default_factory=dict)
    """By field compared, whether it was read rightly, where a person said so."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Weights that may be put into use."""

    facts: Mapping[str, Any]

    @property
    def weights(self) -> Weights:
        return read_weights(self.facts)

    def files(self, measures: Mapping[str, Any]) -> dict[str, bytes]:
        """The file of the weights, their measures in it."""
        text = json.dumps({**self.facts, "measures": measures}, indent=1) + "\n"
        return {WEIGHTS_FILE: text.encode("utf-8")}


Counts = dict[str, dict[bool, Counter[str]]]
"""By field and by whether the value was read rightly, how often each outcome came."""


def learn_candidate(
    shipped: Mapping[str, Any], mixed_in: ShippedPairs, office: Sequence[OfficePair], terms: TermTable | None
) -> Candidate:
    """Learn from all of them; the same papers give the same candidate."""
    fields = _shift_fields(read_weights(shipped).fields, count_outcomes(office), terms)
    facts = {
        "fields": {name: {o: asdict(c) for o, c in found.items()} for name, found in fields.items()},
        "listed": shipped["listed"],
        "records": shipped["records"],
        "calibration": shipped["calibration"],
        "learned_from": {
            "shipped_sha256": hash_weights(shipped),
            "pairs_sha256": mixed_in.sha256,
            "shipped_pairs": len(mixed_in.mixed_in),
            "office_pairs": len(office),
            "office_sha256": hash_pairs(office),
        },
    }
    return Candidate({**facts, "calibration": _bend(facts, shipped, mixed_in, office, terms)})


def hash_pairs(office: Sequence[OfficePair]) -> str:
    """Of what was counted: outcomes, not the values that made them."""
    seen = sorted(json.dumps(sorted(_outcomes(each)), sort_keys=True) for each in office)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


# -- chances ------------------------------------------------------------------------------------------


def count_outcomes(office: Sequence[OfficePair]) -> Counts:
    """Outcomes on the persons' own papers; all papers of one person together count as one."""
    papers = Counter(each.pair.number for each in office)
    counts: Counts = defaultdict(lambda: {True: Counter(), False: Counter()})
    for each in office:
        share = 1.0 / papers[each.pair.number]
        for name, outcome, right in _outcomes(each):
            counts[name][True][outcome] += share * right  # type: ignore[assignment]
            counts[name][False][outcome] += share * (1.0 - right)  # type: ignore[assignment]
    return counts


def _outcomes(each: OfficePair) -> list[tuple[str, str, float]]:
    """(field, outcome, chance that the value was read rightly)."""
    record = each.pair.record
    if record is None:
        return []
    query = each.pair.query
    outcomes, found = outcomes_of(query, record)
    said = [(name, outcome, _chance_right(name, each)) for name, outcome in outcomes.items()]
    if found.name is not None:
        said.append(("middle", found.name.middle.name, 1.0))
    verdicts = {f.field: f.verdict for f in found.fields}
    if query.email and record.email:
        said.append(("email", "AGREES" if verdicts["email"] == "agree" else "", 1.0))
    if query.printed_words and (record.address_line1 or record.phone):
        said.append(("contact", "HOME" if verdicts["contact"] == "agree" else "", 1.0))
    return said


def _chance_right(name: str, each: OfficePair) -> float:
    if name in each.said:
        return float(each.said[name])
    query = each.pair.query
    confidences = {
        "number": query.number_confidence, "name": query.name_confidence,
        "date_of_birth": query.date_of_birth_confidence, "ssn_last4": query.ssn_last4_confidence,
    }  # fmt: skip
    return confidences.get(name, 1.0)


def _shift_fields(
    shipped: Mapping[str, Mapping[str, Outcome]], counts: Counts, terms: TermTable | None
) -> dict[str, dict[str, Outcome]]:
    """The shipped outcomes with the office's counts among them."""
    shared = _chances_shared(terms)
    return {
        name: {
            outcome: _shift(was, counts.get(name), outcome, shared.get((name, outcome)))
            for outcome, was in found.items()
        }
        for name, found in shipped.items()
    }


def _shift(
    was: Outcome, counts: dict[bool, Counter[str]] | None, outcome: str, shared: float | None
) -> Outcome:
    right, misread = was.right, was.misread
    if counts:
        right = _mix(was.right, SHIPPED_RIGHT, counts[True], outcome)
        # What is given and never misread has one chance.
        one = was.right == was.misread
        misread = right if one else _mix(was.misread, SHIPPED_MISREAD, counts[False], outcome)
    other = was.other if shared is None else _hold(shared, was.other)
    return replace(was, right=right, misread=misread, other=other)


def _mix(was: float, papers: float, counted: Counter[str], outcome: str) -> float:
    """The chance over the shipped papers and the office's, which count for no more."""
    seen = float(sum(counted.values()))
    kept = min(1.0, papers / seen) if seen else 0.0
    return _hold((papers * was + kept * counted[outcome]) / (papers + kept * seen), was)


def _hold(chance: float, shipped: float) -> float:
    most: float = 2.0**MOST_SHIFT
    return round(min(max(chance, shipped / most), shipped * most, 1.0), 9)


def _chances_shared(terms: TermTable | None) -> dict[tuple[str, str], float]:
    """How often two strangers among the office's records share a whole name or a birth date.

    Ratios of terms start from there.
    """
    if terms is None or terms.records < LEAST_RECORDS:
        return {}
    # A table's shares count each record beside itself too: of birth dates that is most of what they say.
    count = terms.records
    shares = {term: (count * found.repeat - 1.0) / (count - 1.0) for term, found in terms.terms.items()}
    found = {}
    if Term.SURNAME in shares and Term.GIVEN in shares:
        found["name", "SAME"] = shares[Term.SURNAME] * shares[Term.GIVEN]
    if Term.BIRTH in shares:
        found["date_of_birth", "FULL"] = shares[Term.BIRTH]
    return found


def rebase(weights: Weights, shipped: Weights) -> Weights:
    """The weights for the invented people, who share names and birth dates as often as what ships says."""
    fields = {name: dict(outcomes) for name, outcomes in weights.fields.items()}
    for name, outcome in (("name", "SAME"), ("date_of_birth", "FULL")):
        other = shipped.fields[name][outcome].other
        fields[name][outcome] = replace(fields[name][outcome], other=other)
    return replace(weights, fields=fields)


# -- calibration --------------------------------------------------------------------------------------


def _bend(
    facts: Mapping[str, Any],
    shipped: Mapping[str, Any],
    pairs: ShippedPairs,
    office: Sequence[OfficePair],
    terms: TermTable | None,
) -> list[list[float]]:
    """The shipped calibration, shifted and turned as little as the candidates of all papers ask for."""
    plain = replace(read_weights(facts), calibration=((0.0, 0.0),))
    known = Weighing(read_weights(shipped), pairs.terms)
    invented = Weighing(rebase(plain, known.weights), pairs.terms)
    own = Weighing(plain, terms or TermTable(plain.records))
    said = [_judge_all([*pairs.mixed_in], invented), _judge_all([each.pair for each in office], own)]
    # The office's candidates together count for no more than the invented people's.
    weights = [np.ones(len(true)) * min(1.0, len(said[0][1]) / max(len(true), 1)) for _, true in said]
    odds = np.concatenate([_log_odds(np.array([known.calibrate(c) for c in chances])) for chances, _ in said])
    slope, shift = fit_line(odds, np.concatenate([true for _, true in said]), np.concatenate(weights))
    return [[place, round(slope * found + shift, 4)] for place, found in shipped["calibration"]]


def _judge_all(pairs: Sequence[LabelledPair], weighing: Weighing) -> tuple[Floats, Floats]:
    """(share, whether it is the person's) of every candidate, rivals that people refused among them."""
    found = [
        (c.probability, c.certification_number == pair.number)
        for pair in pairs
        for c in rank_by_chance(pair.query, pair.records, weighing)
    ]
    return np.array([chance for chance, _ in found]), np.array([float(true) for _, true in found])


def _log_odds(chances: Floats) -> Floats:
    kept = np.clip(chances, 1e-6, 1.0 - 1e-6)
    odds: Floats = np.log(kept / (1.0 - kept))
    return odds


def fit_line(odds: Floats, true: Floats, weights: Floats) -> tuple[float, float]:
    """(slope, shift) by which log-odds say best what is true, held near (1, 0)."""
    table = np.column_stack([odds, np.ones(len(odds))])
    start = np.array([1.0, 0.0])

    def loss_at(at: Floats) -> float:
        scores = table @ at
        off = weights * (np.logaddexp(0.0, scores) - true * scores)
        return float(off.sum() + HELD * ((at - start) ** 2).sum() / 2)

    at = start
    for _ in range(ROUNDS):
        said = 1.0 / (1.0 + np.exp(-np.clip(table @ at, -30.0, 30.0)))
        slope = table.T @ (weights * (said - true)) + HELD * (at - start)
        turn = (table * (weights * said * (1.0 - said))[:, None]).T @ table + HELD * np.eye(2)
        way, loss = np.linalg.solve(turn, slope), loss_at(at)
        # A whole step may go past the valley where the start was sure and wrong.
        at = at - way * next((n for n in LENGTHS if loss_at(at - n * way) <= loss), 0.0)
    return float(np.clip(at[0], *SLOPES)), float(np.clip(at[1], -MOST_SHIFT, MOST_SHIFT))
