"""How often matching is right on labelled pairs, and whether other weights are nowhere worse."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log2, sqrt
from typing import Any

from domain.kinds import MatchStatus
from domain.records import Match
from processing.matching.pairs import LabelledPair
from processing.matching.rank import rank_matches
from processing.matching.terms import TermTable
from processing.matching.weights import Weights

#: A chance of nothing would be surprised without end.
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What matching made of one labelled pair."""

    settled: bool
    """Matched without a person."""
    right: bool
    """Whether the record ranked first is the person's own."""
    certain: bool | None
    """As the pair says."""
    surprise: float
    """Bits of surprise at whose the paper is, over all candidates."""
    candidates: int


@dataclass(frozen=True, slots=True)
class MatchMeasures:
    """Verdicts on one set of pairs, in their order."""

    verdicts: tuple[Verdict, ...]

    @property
    def wrong(self) -> int:
        """Papers matched to somebody else's record."""
        return sum(v.settled and not v.right for v in self.verdicts)

    @property
    def matched(self) -> int:
        """Papers matched to the person's own record."""
        return sum(v.settled and v.right for v in self.verdicts)

    @property
    def first(self) -> int:
        """Papers whose person is ranked first, settled or not."""
        return sum(v.right for v in self.verdicts)

    @property
    def unsettled_matched(self) -> int:
        """Papers for people to decide that were matched all the same."""
        return sum(v.settled and v.certain is False for v in self.verdicts)

    @property
    def surprise(self) -> float:
        """Mean bits a candidate: less is better."""
        return sum(v.surprise for v in self.verdicts) / max(self.candidates, 1)

    @property
    def candidates(self) -> int:
        """Over all papers."""
        return sum(v.candidates for v in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """For a machine, and for the file beside the weights."""
        return {
            "papers": len(self.verdicts),
            "wrong": self.wrong,
            "matched": self.matched,
            "first": self.first,
            "unsettled_matched": self.unsettled_matched,
            "surprise_bits": round(self.surprise, 5),
        }


def measure_matching(
    weights: Weights,
    pairs: Iterable[LabelledPair],
    terms: TermTable | None = None,
    told: Callable[[], None] = lambda: None,
) -> MatchMeasures:
    """Every pair through the same ranking as at run time; `told` is called after each."""
    verdicts = []
    for pair in pairs:
        verdicts.append(_judge(pair, rank_matches(pair.query, pair.records, terms=terms, weights=weights)))
        told()
    return MatchMeasures(tuple(verdicts))


def _judge(pair: LabelledPair, match: Match) -> Verdict:
    return Verdict(
        match.status is MatchStatus.MATCHED,
        bool(match.best) and match.best.certification_number == pair.number,  # type: ignore[union-attr]
        pair.certain,
        sum(_surprise(c.probability, c.certification_number == pair.number) for c in match.candidates),
        len(match.candidates),
    )


def _surprise(said: float, true: bool) -> float:
    return -log2(max(said if true else 1.0 - said, _LEAST_CHANCE))


#: The sets of pairs that weights are measured on.
HARD, ORDINARY, OWN = "hard pairs, frozen", "ordinary papers, frozen", "the office's papers held out"

Pairs = Mapping[str, tuple[MatchMeasures, MatchMeasures]]
"""By set: with the weights in use, with the candidate."""

#: The surprise on invented papers may rise by this share: what is particular to an office is what is learned.
MOST_RISE = 0.02
#: So much of a rise on the office's own papers may be their noise, however much that is: one paper that
#: surprises greatly widens the noise as it raises the mean.
MOST_NOISE = 0.05


def find_worse(pairs: Pairs) -> list[str]:
    """Where a candidate is worse than the weights in use on the same pairs, one sentence each.

    Nobody invented may be matched to somebody else's record, whatever was before. In each set no more
    papers may be matched that people should decide, no fewer matched rightly, no fewer persons ranked
    first. What is said of candidates may surprise hardly more than before on ordinary papers, on the
    office's no more than the noise of so few tells; hard pairs, half of which bear somebody else's number on
    purpose, say nothing of chances.
    """
    return [words for what, pair in pairs.items() for words in _worse(what, *pair)]


def _worse(what: str, before: MatchMeasures, after: MatchMeasures) -> list[str]:
    # The office's own labels may be slips of a hand: there no more than before.
    may_be_wrong = before.wrong if what == OWN else 0
    more = (
        ("wrong matches", after.wrong, may_be_wrong),
        ("papers matched that people should decide", after.unsettled_matched, before.unsettled_matched),
    )
    fewer = (
        ("papers matched rightly", after.matched, before.matched),
        ("persons ranked first", after.first, before.first),
    )
    worse = [f"{what}: {now} {name}, at most {most} allowed" for name, now, most in more if now > most]
    worse += [f"{what}: {now} {name}, {was} before" for name, now, was in fewer if now < was]
    if what != HARD and after.surprise > before.surprise + _may_rise(what, before, after) + 1e-9:
        worse.append(f"{what}: {after.surprise:.4f} bits of surprise, {before.surprise:.4f} before")
    return worse


def _may_rise(what: str, before: MatchMeasures, after: MatchMeasures) -> float:
    """Bits a candidate by which the surprise may rise: invented papers are enough, the office's are few."""
    if what != OWN:
        return MOST_RISE * before.surprise
    return min(noise_of(before, after), MOST_NOISE * before.surprise)


def noise_of(before: MatchMeasures, after: MatchMeasures) -> float:
    """How far the rise in surprise may be off for resting on so few papers: its standard error, in bits a
    candidate. Paper is held against the same paper, since most of what differs between papers does not differ
    between weights; it falls with the root of their number, and is 0 where nothing moved.
    """
    papers = len(after.verdicts)
    if papers < 2:
        return 0.0
    moved = (
        _pull(now, after) - _pull(was, before)
        for was, now in zip(before.verdicts, after.verdicts, strict=True)
    )
    return sqrt(papers / (papers - 1) * sum(each**2 for each in moved))


def _pull(verdict: Verdict, measures: MatchMeasures) -> float:
    """By how much one paper pulls the mean: a mean over candidates is a ratio of two sums."""
    return (verdict.surprise - measures.surprise * verdict.candidates) / max(measures.candidates, 1)
