"""How likely a word is by what the first reader may have seen (`Word.doubts`), whatever it read."""

from collections.abc import Callable, Mapping, Sequence
from math import log

import numpy as np

from domain.pages import Doubts

#: The chance of a character that a step does not name.
UNSEEN = 1e-4


def fold_doubts(doubts: Doubts, fold: Callable[[str], str]) -> list[dict[str, float]]:
    """For each step the chances of folded characters; an empty string for no character, or one that folds to nothing."""
    folded: list[dict[str, float]] = []
    for step in doubts:
        chances: dict[str, float] = {}
        for character, chance in step:
            chances[fold(character)] = chances.get(fold(character), 0.0) + chance
        rest = max(0.0, 1.0 - sum(chance for _, chance in step))
        chances[""] = chances.get("", 0.0) + rest
        folded.append(chances)
    return folded


def chance_of(word: str, steps: Sequence[Mapping[str, float]]) -> float:
    """The logarithm of the chance that the steps show the word: the sum over all ways (CTC, Graves et al. 2006).

    `word` and `steps` are folded alike (`fold_doubts`).
    """
    states = ["", *(state for letter in word for state in (letter, ""))]
    # A letter may follow the one before it without a step between, unless it is the same letter.
    skips = np.array([k > 1 and s != "" and s != states[k - 2] for k, s in enumerate(states)])
    ways = np.zeros(len(states))
    ways[0] = 1.0
    total = 0.0
    for step in steps:
        moved = ways.copy()
        moved[1:] += ways[:-1]
        moved[2:] += np.where(skips[2:], ways[:-2], 0.0)
        ways = moved * np.array([step.get(state, 0.0) + UNSEEN for state in states])
        sum_of_ways = float(ways.sum())
        total += log(sum_of_ways)
        ways /= sum_of_ways
    return total + log(max(float(ways[-2:].sum()), 1e-30))
