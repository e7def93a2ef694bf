"""How common names, birth dates and towns are among the records: a rare surname that agrees says more.

The table is counted from the records after an import and kept, bounded in size: of each field the commonest
values with their shares, and what a value has that is not among them. Matching works without one; then every
value counts as of middling rarity.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from processing.matching.parsing import fold_text

#: A value is held to be at most so many times rarer or commoner than values are at the middle.
MOST_RATIO = 256.0


class Term(StrEnum):
    """The fields whose values are counted."""

    SURNAME = "surname"
    GIVEN = "given"
    BIRTH = "birth"
    TOWN = "town"


#: Of each field at most so many values are kept; what is not among them counts as rare as the rest.
MOST_VALUES = {Term.SURNAME: 3_000, Term.GIVEN: 1_500, Term.BIRTH: 500, Term.TOWN: 500}


@dataclass(frozen=True, slots=True)
class TermShares:
    """The shares of one field's values, 0.0-1.0."""

    shares: Mapping[str, float]
    """By folded value, the commonest only."""
    rest: float
    """Share of a value that is not listed."""
    repeat: float
    """Chance that two records drawn at random have one value: the share at the middle."""

    def ratio(self, value: str) -> float:
        """How many times commoner than at the middle; below 1 for what is rare."""
        share = self.shares.get(value, self.rest)
        return min(max(share / self.repeat, 1 / MOST_RATIO), MOST_RATIO)


@dataclass(frozen=True, slots=True)
class TermTable:
    """The shares of all fields, and how many records there are."""

    records: int
    terms: Mapping[Term, TermShares] = field(default_factory=dict)

    def ratio(self, term: Term, value: str) -> float:
        """How many times commoner a value is than at the middle; 1 where nothing is known of it."""
        known = self.terms.get(term)
        folded = value if term is Term.BIRTH else fold_text(value)
        return known.ratio(folded) if known and folded else 1.0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"records": self.records, "terms": {str(t): asdict(s) for t, s in self.terms.items()}}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "TermTable":
        """What `as_dict` gave."""
        terms = {Term(name): TermShares(**shares) for name, shares in kept["terms"].items()}
        return cls(int(kept["records"]), terms)


def count_shares(counted: Iterable[tuple[str, int]], most: int) -> TermShares | None:
    """The shares of counted values (each as often as it is given); None where there are none."""
    counts: dict[str, int] = {}
    for value, count in counted:
        if value:
            counts[value] = counts.get(value, 0) + count
    total = sum(counts.values())
    if not total:
        return None
    kept = sorted(counts, key=lambda value: (-counts[value], value))[:most]
    left = len(counts) - len(kept)
    # Where every value is listed, another one is a stranger's: rarer than any record's.
    rest = (total - sum(counts[value] for value in kept)) / left if left else 0.5
    return TermShares(
        {value: counts[value] / total for value in kept},
        rest / total,
        sum((count / total) ** 2 for count in counts.values()),
    )
