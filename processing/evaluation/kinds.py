"""Kinds, silent errors and splits."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain.documents import SURE
from processing.evaluation.counting import Claim, Tally, mean, reliability, share
from processing.evaluation.pairing import Pair, Pairing

MISSED = "missed"
SPURIOUS = "spurious"

Confusion = Counter[tuple[str, str]]
"""(true kind or `spurious`, said kind or `missed`)."""


def measure_kinds(pairing: Pairing) -> dict[str, Any]:
    """F1 a kind, what was taken for what, and how far the confidence can be trusted."""
    confusion = confuse(pairing)
    tallies = {kind: _tally(confusion, kind) for kind in _true_kinds(confusion)}
    found = [pair for pair in pairing.pairs if pair.said]
    return {
        "macro_f1": mean(tally.f1 for tally in tallies.values()),
        "right": share(sum(pair.kind_right for pair in found), len(pairing.pairs)),
        "by_kind": {kind: tally.as_dict() for kind, tally in sorted(tallies.items())},
        "confusion": {f"{true} -> {said}": n for (true, said), n in sorted(confusion.items())},
        "by_quality": {quality: _macro(pairs) for quality, pairs in by_quality(pairing.pairs).items()},
        "reliability": reliability(Claim(p.said.confidence, p.kind_right) for p in found if p.said),
    }


def confuse(pairing: Pairing) -> Confusion:
    """How often what was taken for what."""
    confusion = _confuse(pairing.pairs)
    confusion.update((SPURIOUS, said.kind) for said in pairing.spurious)
    return confusion


def _confuse(pairs: Sequence[Pair]) -> Confusion:
    return Counter((pair.true.kind, pair.said.kind if pair.said else MISSED) for pair in pairs)


def _macro(pairs: Sequence[Pair]) -> float | None:
    confusion = _confuse(pairs)
    return mean(_tally(confusion, kind).f1 for kind in _true_kinds(confusion))


def _true_kinds(confusion: Confusion) -> set[str]:
    return {true for true, _ in confusion} - {SPURIOUS}


def _tally(confusion: Confusion, kind: str) -> Tally:
    return Tally(
        confusion[kind, kind],
        sum(n for (true, said), n in confusion.items() if said == kind != true),
        sum(n for (true, said), n in confusion.items() if true == kind != said),
    )


def by_quality(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Pairs by how the paper came; papers labelled without a quality are left out."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.true.quality:
            found.setdefault(pair.true.quality, []).append(pair)
    return dict(sorted(found.items()))


def is_silent_error(pair: Pair) -> bool:
    """A wrong kind that no person was asked about."""
    return pair.said is not None and not pair.kind_right and not pair.said.triage


def measure_silence(pairing: Pairing) -> dict[str, Any]:
    """Wrong kinds that nobody was asked about, and how often somebody was asked."""
    pairs, whole = pairing.pairs, len(pairing.pairs)
    silent = sum(map(is_silent_error, pairs))
    found = [pair.said for pair in pairs if pair.said]
    return {
        "silent_errors": silent,
        "rate": share(silent, whole),
        "wrong_kinds": sum(pair.said is not None and not pair.kind_right for pair in pairs),
        "lost": whole - len(found),
        "abstained": share(sum(said.triage for said in found), whole),
        "shown_as_sure": share(sum(said.confidence >= SURE for said in found), whole),
    }


def pages_right(pair: Pair) -> bool:
    """Whether the document was given exactly the pages that are its own."""
    if pair.said is None:
        return False
    return pair.true.is_body or pair.said.pages - pair.ignorable == pair.true.pages


def measure_splits(pairing: Pairing) -> dict[str, Any]:
    """Documents with exactly their own pages, those that share a file beside; papers that are none."""
    together = [pair for pair in pairing.pairs if not pair.alone]
    channels = sorted({pair.true.channel for pair in pairing.pairs})
    return {
        "right": _pages_share(pairing.pairs),
        "right_where_shared": _pages_share(together),
        "shared": len(together),
        "by_channel": {
            channel: _pages_share([pair for pair in pairing.pairs if pair.true.channel == channel])
            for channel in channels
        },
        "spurious": len(pairing.spurious),
        "decoration_taken_for_papers": len(pairing.decoration),
    }


def _pages_share(pairs: Sequence[Pair]) -> float | None:
    return share(sum(map(pages_right, pairs)), len(pairs))
