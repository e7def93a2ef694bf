"""A candidate for calibration: the shipped values and an office's own, learned together.

On the values that the shipped calibration was learned from the bent one shall say what that says, on the office's
what people say, and it shall stay near the shipped one. Without values of the office nothing changes. No value becomes
sure that is not so as shipped. From where on a value is shown as sure is never lowered; where among both, the
office's each judged without its arrival, more is sure and wrong than is allowed, it is raised.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intake.extractors.sureness.calibration import Calibration
from intake.extractors.sureness.own_calibration import (
    OWN_FILE,
    OwnCalibration,
    bend,
    chance_of,
    hash_shipped,
    logit,
)
from intake.extractors.sureness.values import JudgedValue, ShippedValues

Floats = npt.NDArray[np.float64]

#: How freely signs may shift what the shipped calibration says.
STRENGTH = 0.3
#: What a real value counts beside an invented one; all of the office's together never more than the invented ones.
OFFICE_WEIGHT = 3.0
#: Parts of which each is held out once when the threshold is set.
PARTS = 3
#: The threshold rises in such steps, up to where next to nothing is sure.
STEP, HIGHEST = 0.005, 0.995
#: Rounds of Newton's method; the problem is convex, and it is done in a dozen.
ROUNDS = 30
#: How much of a step is tried, until it helps.
LENGTHS = tuple(0.5**n for n in range(12))
#: Slopes smaller than this, in values, are flat.
FLAT_ENOUGH = 1e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A calibration that may be put into use."""

    calibration: OwnCalibration
    learned_from: Mapping[str, Any]

    def files(self, measures: Mapping[str, Any]) -> dict[str, bytes]:
        """The file, its measures in it."""
        facts = {
            "shifts": self.calibration.shifts,
            "sure_from": self.calibration.sure_from,
            "learned_from": self.learned_from,
            "measures": measures,
        }
        return {OWN_FILE: (json.dumps(facts, indent=1) + "\n").encode("utf-8")}


def learn_candidate(shipped: Calibration, values: ShippedValues, office: Sequence[JudgedValue]) -> Candidate:
    """Learn from all of them; the same values give the same candidate."""
    own = sorted(office, key=lambda value: (value.group, value.field, sorted(value.signs.items())))
    mixed_in, scored = _score(shipped, values.mixed_in), _score(shipped, own)
    learned = _learn(shipped, mixed_in, scored)
    said = [*_judge(learned, mixed_in, 1.0), *_judge_unseen(shipped, mixed_in, scored)]
    sure_from = _raise_threshold(shipped, said)
    learned_from = {
        "shipped_sha256": hash_shipped(),
        "values_sha256": values.sha256,
        "shipped_values": len(values.mixed_in),
        "office_values": len(own),
        "office_sha256": hash_values(own),
    }
    return Candidate(replace(learned, sure_from=sure_from), learned_from)


def hash_values(values: Iterable[JudgedValue]) -> str:
    """Of what was learned from: signs, not the values that bore them."""
    lines = sorted(json.dumps([v.field, v.right, sorted(v.signs.items())]) for v in values)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Scored:
    """A value, and what the shipped calibration says of it: reckoned once, for its trees are many."""

    value: JudgedValue
    logit: float
    sure: bool


def _score(shipped: Calibration, values: Iterable[JudgedValue]) -> list[_Scored]:
    chances = [(value, shipped.probability(value.signs)) for value in values]
    return [_Scored(value, logit(said), shipped.is_sure(value.signs, said)) for value, said in chances]


def _learn(shipped: Calibration, mixed_in: Sequence[_Scored], own: Sequence[_Scored]) -> OwnCalibration:
    both = [*mixed_in, *own]
    names = sorted({name for each in mixed_in for name in each.value.signs})
    table = _tabulate([each.value for each in both], names)
    given = np.array([each.logit for each in both])
    wanted = np.concatenate([_chances(given[: len(mixed_in)]), [float(each.value.right) for each in own]])
    weight = np.ones(len(both))
    weight[len(mixed_in) :] = _weight_of(own, mixed_in)
    at = _descend(table, given, wanted, weight)
    shifts = {name: round(float(w), 4) for name, w in zip(names, at, strict=True) if round(float(w), 4)}
    return bend(shipped, shifts, shipped.sure_from)


def _tabulate(values: Sequence[JudgedValue], names: Sequence[str]) -> Floats:
    """A row a value, a column a sign; signs that no shipped value bears say nothing."""
    places = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(values), len(names)))
    for row, value in enumerate(values):
        for name, size in value.signs.items():
            if (place := places.get(name)) is not None:
                table[row, place] = size
    return table


def _chances(scores: Floats) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
    return chances


def _descend(table: Floats, given: Floats, wanted: Floats, weight: Floats) -> Floats:
    """The shifts of the given logits that say best what is wanted, held near none."""

    def loss_at(at: Floats) -> float:
        scores = given + table @ at
        off = weight * (np.logaddexp(0.0, scores) - wanted * scores)
        return float(off.sum() + (at**2).sum() / (2 * STRENGTH))

    at = np.zeros(table.shape[1])
    loss = loss_at(at)
    for _ in range(ROUNDS):
        said = _chances(given + table @ at)
        slope = table.T @ (weight * (said - wanted)) + at / STRENGTH
        if float(np.abs(slope).max()) < FLAT_ENOUGH:
            break
        turn = (table * (weight * said * (1.0 - said))[:, None]).T @ table + np.eye(len(at)) / STRENGTH
        way = np.linalg.solve(turn, slope)
        # A whole step may go past the valley where the start was sure and wrong.
        length = next((n for n in LENGTHS if loss_at(at - n * way) <= loss), 0.0)
        at = at - length * way
        loss = loss_at(at)
    return at


def _weight_of(own: Sequence[_Scored], mixed_in: Sequence[_Scored]) -> float:
    """What one of the office's values counts beside a shipped one."""
    return min(OFFICE_WEIGHT, len(mixed_in) / max(len(own), 1))


Said = tuple[float, bool, float]
"""The chance said, whether the value is right, and what it counts."""


def _judge(learned: OwnCalibration, scored: Sequence[_Scored], weight: float) -> list[Said]:
    """Of the values that may be shown as sure: those that the shipped calibration shows so."""
    return [
        (chance_of(each.logit + learned.shift(each.value.signs)), each.value.right, weight)
        for each in scored
        if each.sure
    ]


def _judge_unseen(shipped: Calibration, mixed_in: Sequence[_Scored], own: Sequence[_Scored]) -> list[Said]:
    """Each own value by weights that saw none of its arrival."""
    said: list[Said] = []
    for part in range(PARTS):
        held = [each for each in own if part_of(each.value.group) == part]
        if held:
            learned = _learn(shipped, mixed_in, [e for e in own if part_of(e.value.group) != part])
            said += _judge(learned, held, _weight_of(own, mixed_in))
    return said


def part_of(group: str) -> int:
    """By its hash, so that it stays there whatever else comes."""
    return int(hashlib.sha256(f"part {group}".encode()).hexdigest()[:8], 16) % PARTS


def _raise_threshold(shipped: Calibration, said: Sequence[Said]) -> float:
    """From where on so much is right as when the shipped threshold was set."""
    least = shipped.sure_from
    while least < HIGHEST:
        sure = [(right, weight) for chance, right, weight in said if chance >= least]
        if sum(weight for right, weight in sure if right) >= shipped.aim * sum(weight for _, weight in sure):
            break
        least = min(round(least + STEP, 4), HIGHEST)
    return least
