"""How sure a calibration is of values whose truth is known, and whether another one is nowhere worse."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from intake.extractors.sureness.calibration import Calibration
from intake.extractors.sureness.values import JudgedValue

#: A chance of nothing would be surprised without end.
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class FieldMeasures:
    """What a calibration says of one set of values."""

    values: int
    sure: int
    """Shown as sure."""
    sure_but_wrong: int
    surprise: float
    """Mean bits of surprise at what is right: less is better."""

    @property
    def sure_and_right(self) -> int:
        return self.sure - self.sure_but_wrong

    def as_dict(self) -> dict[str, Any]:
        """For a machine, and for the file beside the weights."""
        return {
            "values": self.values,
            "sure": self.sure,
            "sure_but_wrong": self.sure_but_wrong,
            "surprise_bits": round(self.surprise, 5),
        }


def measure_fields(
    calibration: Calibration, values: Sequence[JudgedValue], told: Callable[[], None] = lambda: None
) -> FieldMeasures:
    """Every value as it would be shown; `told` is called after each."""
    sure = wrong = 0
    surprise = 0.0
    for value in values:
        chance = calibration.probability(value.signs)
        shown = calibration.is_sure(value.signs, chance)
        sure += shown
        wrong += shown and not value.right
        surprise -= log2(max(chance if value.right else 1.0 - chance, _LEAST_CHANCE))
        told()
    return FieldMeasures(len(values), sure, wrong, surprise / max(len(values), 1))


#: The sets of values that calibrations are measured on.
SHIPPED, OWN = "shipped layouts held out", "the office's values held out"

Pairs = Mapping[str, tuple[FieldMeasures, FieldMeasures]]
"""By set: of the calibration in use, of the candidate."""

#: What is sure is to be wrong less than once in a hundred: so many right ones are worth one that is wrong.
MOST_LOST = 100

#: The surprise on drawn papers may rise by this share: what is particular to an office is what is learned.
MOST_RISE = 0.02


def find_worse(pairs: Pairs) -> list[str]:
    """Where a candidate is worse than the calibration in use on the same values, one sentence each.

    In no set may more be sure and wrong, nor what is said surprise more (hardly more on drawn papers). Over all
    sets values may cease to be sure only where wrong ones do, a hundred for each of them at most.
    """
    worse = [words for what, pair in pairs.items() for words in _worse(what, *pair)]
    was, now = (sum(pair[side].sure_and_right for pair in pairs.values()) for side in (0, 1))
    before, after = (sum(pair[side].sure_but_wrong for pair in pairs.values()) for side in (0, 1))
    if was - now > MOST_LOST * max(before - after, 0):
        worse.append(f"{now} values sure and right, {was} before")
    return worse


def _worse(what: str, before: FieldMeasures, after: FieldMeasures) -> list[str]:
    worse = []
    if after.sure_but_wrong > before.sure_but_wrong:
        worse.append(f"{what}: {after.sure_but_wrong} values sure and wrong, {before.sure_but_wrong} before")
    most = before.surprise * (1.0 if what == OWN else 1.0 + MOST_RISE)
    if after.surprise > most + 1e-9:
        worse.append(f"{what}: {after.surprise:.4f} bits of surprise, {before.surprise:.4f} before")
    return worse
