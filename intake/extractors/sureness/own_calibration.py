"""An office's own calibration: the shipped one, bent by what its reviewers corrected and confirmed.

Whatever the shipped model is, signs shift the logit that it says: the file of the office holds these shifts, and from
where on a value is shown as sure.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib.resources import files
from math import exp, log
from pathlib import Path

from domain.errors import DeploymentError
from intake.extractors.sureness.calibration import Calibration, load_calibration
from intake.extractors.sureness.signs import Signs

#: The shipped model beside this module, and an office's own shifts in their folder.
SHIPPED_FILE, OWN_FILE = "calibration.json", "shifts.json"
#: Logits beyond this are next to certain, and a shift must be able to bring them back.
MOST_LOGIT = 9.0


@dataclass(frozen=True)
class OwnCalibration(Calibration):
    """The shipped calibration with shifts."""

    shifts: Mapping[str, float] = field(default_factory=dict)
    """By sign, what its size is multiplied by and the logit shifted."""
    shipped_sure_from: float = 0.0
    """From where on the shipped one shows a value as sure."""

    def probability(self, signs: Signs) -> float:
        """The chance that a value with these signs is right, 0.0-1.0."""
        given, shift = Calibration.probability(self, signs), self.shift(signs)
        return chance_of(logit(given) + shift) if shift else given

    def is_sure(self, signs: Signs, chance: float) -> bool:
        """An office's values may only make less sure: a few of them bear nobody out who is near the threshold."""
        if not Calibration.is_sure(self, signs, chance):
            return False
        return Calibration.probability(self, signs) >= self.shipped_sure_from

    def shift(self, signs: Signs) -> float:
        """What is added to the logit that the shipped calibration says."""
        return sum(self.shifts.get(name, 0.0) * size for name, size in signs.items())


def logit(chance: float) -> float:
    """Bounded, so that what is next to certain can still be shifted."""
    kept = min(max(chance, 1e-9), 1.0 - 1e-9)
    return max(-MOST_LOGIT, min(MOST_LOGIT, log(kept / (1.0 - kept))))


def chance_of(score: float) -> float:
    """The other way round."""
    return 1.0 / (1.0 + exp(-score))


def bend(shipped: Calibration, shifts: Mapping[str, float], sure_from: float) -> OwnCalibration:
    """The shipped calibration with these shifts and this threshold."""
    parts = {each.name: getattr(shipped, each.name) for each in fields(shipped)}
    own = OwnCalibration(**parts, shifts=dict(shifts), shipped_sure_from=shipped.sure_from)
    return replace(own, sure_from=sure_from)


def load_own_calibration(folder: Path) -> OwnCalibration:
    """What an office learned. Raises `DeploymentError` where it was learned onto another calibration than the
    shipped one, as by another version of the program, or cannot be read."""
    try:
        facts = json.loads((folder / OWN_FILE).read_text("utf-8"))
        shifts = {str(name): float(size) for name, size in facts["shifts"].items()}
        own = bend(load_calibration(), shifts, float(facts["sure_from"]))
        learned_onto = facts["learned_from"]["shipped_sha256"]
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError("The home's calibration of fields cannot be read.") from error
    if learned_onto != hash_shipped():
        raise DeploymentError("The home's calibration of fields fits another version of the program.")
    return own


def hash_shipped() -> str:
    """Tells one version's calibration from another's."""
    return hashlib.sha256(files("intake.extractors").joinpath(SHIPPED_FILE).read_bytes()).hexdigest()
