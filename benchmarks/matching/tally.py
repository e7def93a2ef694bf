"""What came of matching labelled pairs: wrong ones, and how many that are certain were found."""

import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.matching.people import People
from domain.kinds import MatchStatus
from domain.records import CertificationRecord, MatchQuery
from processing.matching.rank import rank_matches


@dataclass(frozen=True, slots=True)
class HardPair:
    """One paper's query, and the record it is truly about."""

    case: str
    query: MatchQuery
    record: CertificationRecord | None
    certain: bool | None
    """Whether the office would call it certain; otherwise a person decides. None: either, if right."""


@dataclass(slots=True)
class Tally:
    """What came of a set of pairs."""

    pairs: int = 0
    wrong: list[str] = field(default_factory=list)
    certain: int = 0
    found: int = 0
    unsettled: int = 0
    left_to_people: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.certain if self.certain else 1.0


def count_pair(pair: HardPair, population: People, tally: Tally) -> None:
    """Match one pair and count what came of it."""
    block = population.block(pair.query)
    started = time.perf_counter()
    match = rank_matches(pair.query, block)
    tally.seconds.append(time.perf_counter() - started)
    settled = match.status is MatchStatus.MATCHED
    right = bool(settled and match.best and pair.record) and (
        match.best.certification_number == pair.record.certification_number  # type: ignore[union-attr]
    )
    tally.pairs += 1
    tally.cases[pair.case] += 1
    tally.settled[pair.case] += settled
    if settled and not right:
        tally.wrong.append(pair.case)
    if pair.certain:
        tally.certain += 1
        tally.found += right
        tally.missed[pair.case] += not right
    elif pair.certain is False:
        tally.unsettled += 1
        tally.left_to_people += not settled


def print_tally(tally: Tally, people: int) -> None:
    """What came of the pairs, in a few lines."""
    ordered = sorted(tally.seconds)
    print(f"{tally.pairs} pairs of {len(tally.cases)} cases against {people} people")
    print(f"wrong matches: {len(tally.wrong)} {dict(Counter(tally.wrong))}")
    print(f"recall of certain: {tally.recall:.4f} ({tally.found} of {tally.certain})")
    print(f"  missed: { {c: n for c, n in tally.missed.most_common() if n} }")
    print(f"left to people where unsettled: {tally.left_to_people} of {tally.unsettled}")
    middle, worst = 1000 * ordered[len(ordered) // 2], 1000 * ordered[-1]
    print(f"milliseconds a match: median {middle:.2f}, worst {worst:.1f}")
