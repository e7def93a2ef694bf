"""What a recogniser may have seen besides what it read, kept for words that it doubts.

A recogniser (CTC) gives chances for each step along a line. The likeliest characters are its reading; the
others tell which other words the same strokes may be, better than what is known of readers in general
(`normalise/spelling.py`).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from domain.pages import Doubts
from intake.readers.transcript import ReadLine, ReadWord

#: A word read with more confidence than this has no doubts worth keeping.
SURE_WORD = 0.995
#: Chances below this are as good as none, and so is what a step holds beyond so many characters.
LEAST_CHANCE, MOST_CHARACTERS = 0.003, 5
#: A step that holds one character with this chance says no more than the step beside it that does the same.
ALONE = 0.99


def tell_doubts(
    line: ReadLine, steps: np.ndarray[Any, np.dtype[np.float32]], alphabet: Sequence[str]
) -> ReadLine:
    """The line, each word that is not sure with its doubts.

    `steps` are chances, (steps, characters of the alphabet), of which column 0 means "nothing here".
    """
    words = [
        word if word.confidence >= SURE_WORD else replace(word, doubts=_doubts_of(word, steps, alphabet))
        for word in line.words
    ]
    return replace(line, words=tuple(words))


def _doubts_of(
    word: ReadWord, steps: np.ndarray[Any, np.dtype[np.float32]], alphabet: Sequence[str]
) -> Doubts:
    part = steps[slice(*word.steps), 1:]
    doubts: list[tuple[tuple[str, float], ...]] = []
    for step in part:
        likeliest = np.argpartition(step, -MOST_CHARACTERS)[-MOST_CHARACTERS:]
        held = [(alphabet[at + 1], round(float(step[at]), 3)) for at in likeliest if step[at] >= LEAST_CHANCE]
        told = tuple(sorted(held, key=lambda pair: -pair[1]))
        if not doubts or not _says_the_same(told, doubts[-1]):
            doubts.append(told)
    return tuple(doubts)


def _says_the_same(one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]]) -> bool:
    if not one or not other:
        return not one and not other
    return one[0][0] == other[0][0] and min(one[0][1], other[0][1]) >= ALONE
