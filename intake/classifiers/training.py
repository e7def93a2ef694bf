"""Learns an office's own papers onto the shipped weights: a multinomial logistic regression, by L-BFGS.

On the papers that the shipped model was learned from the new weights shall say what it says, on the office's
what people say, and they shall stay near the shipped ones. Without papers of the office nothing changes. The
problem is convex, so that it has one best answer: the same papers give the same weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intake.classifiers.features import FeatureSpace
from intake.classifiers.papers import PaperFeatures

Floats = npt.NDArray[np.float32]

#: How freely the weights may leave the shipped ones; a quarter as freely as those were learned from nothing.
STRENGTH = 1.0
#: Steps at most, and the slope a paper at which to stop.
STEPS, FLAT_ENOUGH = 150, 1e-4
#: Earlier steps that the next one is bent by.
REMEMBERED = 8
#: Of the decrease that the slope promises, so much must be had (Armijo's rule).
DECREASE = 1e-4


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights, one row a feature and one column a leaf, and a bias a leaf."""

    weights: Floats
    bias: Floats


class Lesson:
    """Papers as a table of numbers, and how far given weights are from what they shall say."""

    def __init__(
        self,
        kept: Sequence[PaperFeatures],
        own: Sequence[PaperFeatures],
        space: FeatureSpace,
        leaves: Sequence[str],
        start: Learned,
    ) -> None:
        papers = [*kept, *own]
        self.table = np.zeros((len(papers), space.size), dtype=np.float32)
        for row, paper in enumerate(papers):
            self.table[row, paper.places] = space.restore(paper.places)
        self.start = _joined(start)
        self.wanted = np.zeros((len(papers), len(leaves)), dtype=np.float32)
        self.wanted[: len(kept)] = np.exp(_log_shares(self.table[: len(kept)], self.start))
        for row, paper in enumerate(own, start=len(kept)):
            self.wanted[row, leaves.index(paper.leaf)] = 1.0
        self.weight = np.array([[paper.weight] for paper in papers], dtype=np.float32)

    def judge(self, at: Floats) -> tuple[float, Floats]:
        """Loss and slope at these weights, whose last row is the bias (which is not held near the start)."""
        logs, away = _log_shares(self.table, at), at[:-1] - self.start[:-1]
        loss = 0.5 * float((away.astype(np.float64) ** 2).sum()) / STRENGTH
        loss -= float((logs * self.wanted * self.weight).sum(dtype=np.float64))
        off = (np.exp(logs) - self.wanted) * self.weight
        slope = np.empty_like(at)
        slope[:-1] = self.table.T @ off + away / np.float32(STRENGTH)
        slope[-1] = off.sum(axis=0)
        return loss, slope


def _joined(learned: Learned) -> Floats:
    return np.vstack([learned.weights, learned.bias[None]]).astype(np.float32)


def _log_shares(table: Floats, at: Floats) -> Floats:
    scores = table @ at[:-1] + at[-1]
    scores -= scores.max(axis=1, keepdims=True)
    shares: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return shares


def learn_weights(
    kept: Sequence[PaperFeatures],
    own: Sequence[PaperFeatures],
    space: FeatureSpace,
    leaves: Sequence[str],
    start: Learned,
) -> Learned:
    """The weights that say of `kept` what `start` says, and of `own` what they are."""
    lesson = Lesson(kept, own, space, leaves, start)
    at = _descend(lesson, lesson.start)
    return Learned(at[:-1], at[-1])


def _descend(lesson: Lesson, at: Floats) -> Floats:
    loss, slope = lesson.judge(at)
    enough = FLAT_ENOUGH * float(lesson.weight.sum())
    steps: list[Floats] = []
    turns: list[Floats] = []
    for _ in range(STEPS):
        if float(np.abs(slope).max()) <= enough:
            break
        found = _step(lesson, at, loss, slope, _direction(slope, steps, turns))
        if found is None:
            break
        there, loss, after = found
        _remember(steps, turns, there - at, after - slope)
        at, slope = there, after
    return at


def _direction(slope: Floats, steps: Sequence[Floats], turns: Sequence[Floats]) -> Floats:
    """Downhill, bent by how the slope turned along earlier steps (Nocedal and Wright, algorithm 7.4)."""
    way, gains = slope.astype(np.float64), []
    for step, turn in zip(reversed(steps), reversed(turns), strict=True):
        gain = float((step * way).sum()) / float((step * turn).sum())
        gains.append(gain)
        way = way - gain * turn
    if steps:
        way = way * (float((steps[-1] * turns[-1]).sum()) / float((turns[-1] * turns[-1]).sum()))
    else:
        way = way / max(1.0, float(np.abs(way).sum()))
    for step, turn, gain in zip(steps, turns, reversed(gains), strict=True):
        way = way + (gain - float((turn * way).sum()) / float((step * turn).sum())) * step
    return (-way).astype(np.float32)


def _step(
    lesson: Lesson, at: Floats, loss: float, slope: Floats, way: Floats
) -> tuple[Floats, float, Floats] | None:
    """As far along `way` as helps; None where nothing does any more."""
    promised = float((slope.astype(np.float64) * way).sum())
    length = 1.0
    while promised < 0 and length > 1e-6:
        there = at + np.float32(length) * way
        new_loss, new_slope = lesson.judge(there)
        if new_loss <= loss + DECREASE * length * promised:
            return there, new_loss, new_slope
        length /= 2
    return None


def _remember(steps: list[Floats], turns: list[Floats], step: Floats, turn: Floats) -> None:
    if float((step * turn).sum()) > 1e-10:
        steps.append(step)
        turns.append(turn)
        del steps[:-REMEMBERED], turns[:-REMEMBERED]
