"""Fields: exact match by quality and by handwriting, and how far their confidence can be trusted."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.documents import SURE
from domain.likeness import Value, same_value
from processing.evaluation.counting import Claim, Tally, reliability, share
from processing.evaluation.pairing import Pair, Pairing
from processing.evaluation.papers import SaidPaper, SaidValue

ALL = "all"
HAND, PRINT = "hand", "print"
NOTHING = SaidValue(None, 0.0, None, None)


@dataclass(frozen=True, slots=True)
class Judged:
    """One field of one paper: what it says, what was said, and by which line."""

    name: str
    want: Value | None
    got: SaidValue
    line: SaidPaper | None
    right: bool

    @property
    def given(self) -> bool:
        """Whether any value was given."""
        return self.got.value is not None

    @property
    def sure(self) -> bool:
        """Whether a value was given and shown as sure."""
        return self.given and self.got.confidence >= SURE

    @property
    def tally(self) -> Tally:
        """This field's share of the count."""
        if self.right:
            return Tally(right=1)
        return Tally(wrong=int(self.given), missing=int(self.want is not None))


def judge_fields(pair: Pair) -> list[Judged]:
    """Every field that the paper shows or for which a value was given.

    Where the kind is wrong the values stand for another paper, and all of the true ones are missing.
    """
    return [
        judged
        for name, want in pair.true.values.items()
        if (judged := _judge(pair, name, want)).want is not None or judged.given
    ]


def _judge(pair: Pair, name: str, want: Value | None) -> Judged:
    line, got = _given(pair, name)
    right = want is not None and got.value is not None and same_value(name, want, got.value)
    return Judged(name, want, got, line, right)


def _given(pair: Pair, name: str) -> tuple[SaidPaper | None, SaidValue]:
    """The value of the document's own line, else of the lines for its pages elsewhere."""
    lines = [pair.said, *pair.parts] if pair.said and pair.kind_right else []
    for line in lines:
        value = line.values.get(name)
        if value is not None and value.value not in (None, ""):
            return line, value
    return pair.said, NOTHING


def measure_fields(pairing: Pairing) -> dict[str, Any]:
    """Tallies by field and by group: `all`, each quality, `hand` and `print`."""
    by_field: defaultdict[str, defaultdict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    whole: defaultdict[str, Tally] = defaultdict(Tally)
    for pair in pairing.pairs:
        for judged in judge_fields(pair):
            for group in _groups(pair):
                by_field[f"{pair.true.kind}.{judged.name}"][group].add(judged.tally)
                whole[group].add(judged.tally)
    return {
        "whole": {group: tally.as_dict() for group, tally in sorted(whole.items())},
        "by_field": {
            name: {group: tally.as_dict() for group, tally in sorted(groups.items())}
            for name, groups in sorted(by_field.items())
        },
    }


def _groups(pair: Pair) -> tuple[str, ...]:
    hand = HAND if pair.true.handwritten else PRINT
    return tuple(group for group in (ALL, pair.true.quality, hand) if group)


def measure_layouts(pairing: Pairing) -> dict[str, Any]:
    """By layout, where papers are labelled with one: which drawings are read badly, whatever their kind."""
    by_layout: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairing.pairs:
        if pair.true.layout:
            by_layout[pair.true.layout].append(pair)
    return {layout: _measure_layout(pairs) for layout, pairs in sorted(by_layout.items())}


def _measure_layout(pairs: Sequence[Pair]) -> dict[str, Any]:
    fields = Tally()
    for pair in pairs:
        for judged in judge_fields(pair):
            fields.add(judged.tally)
    return {"papers": len(pairs), "kinds_right": sum(pair.kind_right for pair in pairs), **fields.as_dict()}


def measure_calibration(pairing: Pairing) -> dict[str, Any]:
    """What is shown as sure and how often that is wrong, by group; claims against what came true."""
    by_group: defaultdict[str, list[Judged]] = defaultdict(list)
    for pair in pairing.pairs:
        for judged in judge_fields(pair):
            for group in _groups(pair):
                by_group[group].append(judged)
    return {
        "by_group": {group: _sureness(judged) for group, judged in sorted(by_group.items())},
        "by_field": _sure_but_wrong(pairing),
        "reliability": reliability(
            Claim(judged.got.confidence, judged.right) for judged in by_group[ALL] if judged.given
        ),
    }


def _sureness(judged: Sequence[Judged]) -> dict[str, Any]:
    sure = [each for each in judged if each.sure]
    right = sum(each.right for each in sure)
    return {
        "values": sum(each.want is not None for each in judged),
        "given": sum(each.given for each in judged),
        "sure": len(sure),
        "sure_but_wrong": len(sure) - right,
        "sure_and_right": share(right, len(sure)),
        "covered": share(right, sum(each.want is not None for each in judged)),
    }


def _sure_but_wrong(pairing: Pairing) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for name, judged in _all_judged(pairing):
        counts[name] += judged.sure and not judged.right
    return {name: count for name, count in sorted(counts.items()) if count}


def _all_judged(pairing: Pairing) -> Iterator[tuple[str, Judged]]:
    for pair in pairing.pairs:
        for judged in judge_fields(pair):
            yield f"{pair.true.kind}.{judged.name}", judged
