"""From the signs of a value to the probability that it is right, by weights measured on drawn papers.

The weights lie beside this module as `calibration.json`, with what they were learned from and how they measured
on layouts that they did not see (`samples.learn_calibration`). Among values shown as sure all but a few in a
thousand are to be right, which a probability of 0.9 does not promise: below the measured threshold a value
stays under what counts as sure.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import exp

from domain.documents import Evidence
from domain.errors import DeploymentError
from intake.extractors.paper import Paper
from intake.extractors.signs import DIGITS_DIFFER, Signs, describe_evidence

#: No machine reading is ever called certain.
CEILING = 0.999
#: What is not sure stays below 0.9, where the contract begins to call a value sure.
UNSURE = 0.89


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of signs."""

    weights: dict[str, float]
    sure_from: float
    """The least probability at which a value is shown as sure, 0.9 or more."""

    def probability(self, signs: Signs) -> float:
        """The chance that a value with these signs is right, 0.0-1.0."""
        score = sum(self.weights.get(name, 0.0) * size for name, size in signs.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))

    def confidence(self, signs: Signs) -> float:
        """The probability, held below what counts as sure where it has not earned it: of two readings of a
        number, each of which may be true, none is."""
        chance = self.probability(signs)
        sure = chance >= self.sure_from and DIGITS_DIFFER not in signs
        return round(min(CEILING if sure else UNSURE, chance), 4)


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The shipped weights. Raises `DeploymentError` where the file is missing or damaged."""
    try:
        facts = json.loads(files("intake.extractors").joinpath("calibration.json").read_text("utf-8"))
        return Calibration(dict(facts["weights"]), float(facts["sure_from"]))
    except (OSError, KeyError, ValueError) as error:
        raise DeploymentError(
            "The table of calibration is missing or damaged: install the program again."
        ) from error


def calibrate(paper: Paper, found: Sequence[Evidence], table: Calibration | None = None) -> list[Evidence]:
    """The values with their raw confidence turned into a probability; what is true or false by its own measure is
    left as it is. Without a `table` by the shipped one."""
    table = table or load_calibration()
    signs = describe_evidence(paper, found)
    return [
        evidence if isinstance(evidence.value, bool) else replace(evidence, confidence=table.confidence(each))
        for evidence, each in zip(found, signs, strict=True)
    ]
