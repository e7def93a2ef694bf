"""From the recogniser's output to characters, words and where they stand in the line (CTC decoding)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.pages import Doubts
from intake.readers.picture import Quad, slice_quad

#: A gap between two characters wider than this many line heights parts words even without a blank read.
WORD_GAP = 1.1

#: A character's chances reach so many steps to either side of where it is read.
STEPS_BESIDE = 2

#: Signs that stand for a tick box or a bullet; they part words and are no letters of one.
BOX_SIGNS = frozenset("☐☑☒✓✔✗✘□■●○•")


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One word of a line."""

    text: str
    confidence: float
    """Mean over its characters, 0.0-1.0."""
    corners: Quad
    steps: tuple[int, int] = (0, 0)
    """The steps [start, end) of the recogniser's output that it takes."""
    doubts: Doubts = ()
    """What else may be written, as `Word.doubts`; nothing where it was not asked."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as recognised."""

    corners: Quad
    words: tuple[ReadWord, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over the characters; 0.0 where nothing was read."""
        letters = sum(len(word.text) for word in self.words)
        if not letters:
            return 0.0
        return sum(word.confidence * len(word.text) for word in self.words) / letters


@dataclass(frozen=True, slots=True)
class _Sign:
    character: str
    confidence: float
    middle: float
    """Share of the line's width."""
    step: int


def decode_line(steps: np.ndarray[Any, Any], alphabet: list[str], corners: Quad, padding: float) -> ReadLine:
    """Decode one line's (steps, characters) probabilities.

    `padding` is the padded width over the line's own; column 0 of the alphabet means "nothing here".
    """
    best = steps.argmax(axis=1)
    starts = np.flatnonzero((best != 0) & np.concatenate([[True], best[1:] != best[:-1]]))
    signs = [
        _Sign(alphabet[best[t]], float(steps[t, best[t]]), min(1.0, (t + 0.5) / len(best) * padding), int(t))
        for t in starts
    ]
    aspect = _aspect(corners)
    words = [_make_word(run, corners, aspect) for run in _split_words(signs, aspect)]
    return ReadLine(corners, tuple(words))


def _aspect(corners: Quad) -> float:
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    tall = float(np.linalg.norm(corners[3] - corners[0]))
    return max(0.1, wide / max(tall, 1.0))


def _split_words(signs: list[_Sign], aspect: float) -> list[list[_Sign]]:
    runs: list[list[_Sign]] = [[]]
    for sign in signs:
        if sign.character == " " or sign.character in BOX_SIGNS:
            runs.append([])
            continue
        if runs[-1] and (
            (sign.middle - runs[-1][-1].middle) * aspect > WORD_GAP or _ends_label(runs[-1], sign)
        ):
            runs.append([])
        runs[-1].append(sign)
    return [run for run in runs if run]


def _ends_label(run: list[_Sign], following: _Sign) -> bool:
    """Whether a label's colon stands between, as in "birth:04/22/1978"; times and addresses keep theirs."""
    if len(run) < 2 or run[-1].character != ":":
        return False
    return run[-2].character.isalpha() and following.character.isalnum()


def _make_word(run: list[_Sign], corners: Quad, aspect: float) -> ReadWord:
    # A step marks a character's middle: half a pitch on each side belongs to the first and the last one.
    pitch = (run[-1].middle - run[0].middle) / (len(run) - 1) if len(run) > 1 else 0.5 / aspect
    half = min(pitch, 1.0 / aspect) * 0.6
    start, end = max(0.0, run[0].middle - half), min(1.0, run[-1].middle + half)
    return ReadWord(
        "".join(sign.character for sign in run),
        float(np.mean([sign.confidence for sign in run])),
        slice_quad(corners, start, max(end, start + 0.01)),
        (max(0, run[0].step - STEPS_BESIDE), run[-1].step + STEPS_BESIDE + 1),
    )
