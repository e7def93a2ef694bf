"""Right, wrong and missing, counted; shares of things that may be none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(slots=True)
class Tally:
    """How often something was right."""

    right: int = 0
    wrong: int = 0
    """Given, and not what the paper says."""
    missing: int = 0
    """What the paper says was not given; a wrong value misses the true one too."""

    def add(self, other: "Tally") -> None:
        """Count the other's in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missing += other.missing

    @property
    def precision(self) -> float | None:
        """Of what was given; None where nothing was."""
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of what is there; None where nothing is."""
        return share(self.right, self.right + self.missing)

    @property
    def f1(self) -> float | None:
        """None where there is nothing to find and nothing was given."""
        return share(2 * self.right, 2 * self.right + self.wrong + self.missing)

    def as_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "f1": self.f1, "precision": self.precision, "recall": self.recall, "right": self.right,
            "wrong": self.wrong, "missing": self.missing,
        }  # fmt: skip


def share(part: float, whole: float) -> float | None:
    """None where there is nothing to have a share of."""
    return part / whole if whole else None


def mean(values: Iterable[float | None]) -> float | None:
    """Of those that are something."""
    known = [value for value in values if value is not None]
    return share(sum(known), len(known))


@dataclass(frozen=True, slots=True)
class Claim:
    """Something said with a confidence, and whether it was so."""

    confidence: float
    right: bool


#: Edges of the buckets of the reliability table; from 0.9 on a value is shown as sure.
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


def reliability(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """How often claims came true, by bucket of confidence; a calibrated machine keeps its word in each."""
    return list(_buckets(list(claims)))


def _buckets(claims: list[Claim]) -> Iterator[dict[str, Any]]:
    for low, high in pairwise(EDGES):
        last = high == EDGES[-1]
        inside = [c for c in claims if low <= c.confidence < high or (last and c.confidence >= high)]
        if inside:
            yield {
                "from": low,
                "to": high,
                "claims": len(inside),
                "said": share(sum(c.confidence for c in inside), len(inside)),
                "right": share(sum(c.right for c in inside), len(inside)),
            }
