"""The letters of one reading laid over those of another, and what a reader doubts of each part of a word."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from rapidfuzz.distance import Levenshtein

from domain.pages import Doubts


def part_doubts(doubts: Doubts, parts: Sequence[str]) -> list[Doubts]:
    """The doubts of each part of a word; nothing for all where there are none.

    `parts` are the word's letters in their order, and whatever stands between belongs to the part before.
    """
    if not doubts or len(parts) == 1:
        return [doubts] * len(parts)
    likeliest, steps = _read_likeliest(doubts)
    places = map_letters("".join(parts), likeliest)
    starts = accumulate(len(part) for part in parts[:-1])
    cuts = [0, *([*steps, len(doubts)][places[start]] for start in starts), len(doubts)]
    return [doubts[start:end] for start, end in pairwise(cuts)]


def map_letters(ours: str, theirs: str) -> list[int]:
    """For each position in our text (and its end) the position in theirs, by the cheapest edits."""
    places = [0] * (len(ours) + 1)
    for step in Levenshtein.opcodes(ours, theirs):
        for k in range(step.src_start, step.src_end):
            share = (k - step.src_start) / (step.src_end - step.src_start)
            places[k] = step.dest_start + round(share * (step.dest_end - step.dest_start))
    places[len(ours)] = len(theirs)
    return places


def _read_likeliest(doubts: Doubts) -> tuple[str, list[int]]:
    """The likeliest characters, and the step at which each begins."""
    text, steps, before = "", [], ""
    for number, step in enumerate(doubts):
        here = step[0][0] if step and step[0][1] >= 1 - sum(chance for _, chance in step) else ""
        if here and here != before:
            text += here
            steps.append(number)
        before = here
    return text, steps
