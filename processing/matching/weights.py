"""Bits of evidence for each outcome of a comparison, in the manner of Fellegi and Sunter (1969).

How much likelier an outcome is on the person's own paper than on another's. The chances lie beside this
module as `weights.json`, with what they were learned from and how they measured
(`benchmarks.matching.learn_matching`).
Each is told for values that were read rightly and for values that were misread: confidence weighs one against
the other, so that a doubtful digit says less, by and by.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from math import exp, log, log2
from pathlib import Path
from typing import Any

from domain.errors import DeploymentError
from processing.matching.terms import TermTable

#: The shipped weights beside this module, and an office's own in their folder.
WEIGHTS_FILE = "weights.json"

#: Rounding must not make a chance of nothing.
_LEAST_CHANCE = 1e-12

#: No machine match is ever called certain.
_CEILING = 0.9999


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chances of one outcome, 0.0-1.0."""

    right: float
    """On the person's own paper, where the value was read as it stands there."""
    misread: float
    """On the person's own paper, where it was not."""
    other: float
    """On another person's paper; where `one_of_all`, of any of the records together."""
    one_of_all: bool = False

    def bits(self, confidence: float, records: int, ratio: float = 1.0) -> float:
        """Log-likelihood ratio, base 2; `ratio` tells how common the value is beside others."""
        sure = min(max(confidence, 0.0), 1.0)
        own = sure * self.right + (1.0 - sure) * self.misread
        other = self.other * ratio / (records if self.one_of_all else 1)
        return log2(max(own, _LEAST_CHANCE) / max(other, _LEAST_CHANCE))


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was learned: outcomes by field and name, what is assumed, and the calibration."""

    fields: Mapping[str, Mapping[str, Outcome]]
    listed: float
    """Chance that a paper's person has a record."""
    records: int
    """How many records there are, where no table of terms says."""
    calibration: tuple[tuple[float, float], ...]
    """Natural log-odds as weighed, and as found, rising: between two points what is said runs straight."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights with the terms of the office's own records."""

    weights: Weights
    terms: TermTable

    @property
    def records(self) -> int:
        return self.terms.records

    def bits(self, field: str, outcome: str, confidence: float = 1.0, ratio: float = 1.0) -> float:
        """Nothing for what was not learned, as for what is missing."""
        found = self.weights.fields[field].get(outcome)
        return found.bits(confidence, self.records, ratio) if found else 0.0

    @property
    def unlisted(self) -> float:
        """Bits of the possibility that the person has no record: all candidates are weighed against it."""
        return log2(self.records * (1.0 - self.weights.listed) / self.weights.listed)

    def calibrate(self, share: float) -> float:
        """From the share of a candidate among all possibilities to the chance that it is the person's."""
        kept = min(max(share, _LEAST_CHANCE), 1.0 - _LEAST_CHANCE)
        odds = _interpolate(self.weights.calibration, log(kept / (1.0 - kept)))
        return min(1.0 / (1.0 + exp(-odds)), _CEILING)


def _interpolate(points: Sequence[tuple[float, float]], place: float) -> float:
    """On the line through the points on both sides; beyond the last ones as steeply as at one to one."""
    if place <= points[0][0]:
        return points[0][1] + place - points[0][0]
    for (left, low), (right, high) in pairwise(points):
        if place <= right:
            return low + (high - low) * (place - left) / (right - left)
    return points[-1][1] + place - points[-1][0]


def make_weighing(terms: TermTable | None = None, weights: Weights | None = None) -> Weighing:
    """The weights, else the shipped ones, with the office's terms where they were counted."""
    weights = weights or load_weights()
    return Weighing(weights, terms if terms and terms.records else TermTable(weights.records))


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The shipped weights. Raises `DeploymentError` where the file is missing or damaged."""
    return read_weights(load_facts())


@lru_cache(maxsize=1)
def load_facts() -> Mapping[str, Any]:
    """The shipped file, what it was learned from and how it measured included. Raises as `load_weights`."""
    try:
        facts: dict[str, Any] = json.loads(
            files("processing.matching").joinpath(WEIGHTS_FILE).read_text("utf-8")
        )
        read_weights(facts)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError(
            "The table of matching weights is missing or damaged: install the program again."
        ) from error
    return facts


def load_own_weights(folder: Path) -> Weights:
    """The weights that an office learned. Raises `DeploymentError` where they were learned onto others than
    the shipped ones, as by another version of the program, or cannot be read."""
    try:
        facts = json.loads((folder / WEIGHTS_FILE).read_text("utf-8"))
        fits = facts["learned_from"]["shipped_sha256"] == hash_weights(load_facts())
        weights = read_weights(facts)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError("The home's matching weights cannot be read.") from error
    if not fits or weights.fields.keys() != load_weights().fields.keys():
        raise DeploymentError("The home's matching weights fit another version of the program.")
    return weights


def hash_weights(facts: Mapping[str, Any]) -> str:
    """Tells one file's weights from another's."""
    told = json.dumps(
        [facts[name] for name in ("fields", "listed", "records", "calibration")], sort_keys=True
    )
    return sha256(told.encode()).hexdigest()


def read_weights(facts: Mapping[str, Any]) -> Weights:
    """The weights of a learned file."""
    return Weights(
        fields={
            field: {name: Outcome(**chances) for name, chances in outcomes.items()}
            for field, outcomes in facts["fields"].items()
        },
        listed=float(facts["listed"]),
        records=int(facts["records"]),
        calibration=tuple((float(said), float(found)) for said, found in facts["calibration"]),
    )
