"""Papers asked about, and what one way of matching answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.records import MatchQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper, and whose it is; None where the person has no record."""

    query: MatchQuery
    number: str | None


@dataclass(frozen=True, slots=True)
class Answers:
    """For each paper the record named, None where none is; and the CPU seconds that all took."""

    way: str
    named: Sequence[str | None]
    seconds: float

    def say(self, asked: Sequence[Asked], quickest: float) -> str:
        given = [(name, paper.number) for name, paper in zip(self.named, asked, strict=True) if name]
        right = sum(name == number for name, number in given)
        known = sum(paper.number is not None for paper in asked)
        return (
            f"{self.way:34} answered {len(given):5}  wrong {len(given) - right:4}  "
            f"right of answered {right / max(len(given), 1):.4f}  right of all {right / known:.4f}  "
            f"{1000 * self.seconds / len(asked):7.2f} ms CPU a paper, {self.seconds / quickest:6.1f}"
        )
