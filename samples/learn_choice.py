"""Learns to choose: of the mentions of one paper the one that answers a question, or none.

A conditional (listwise) logistic model. What counts is which mention of a paper stands best, not how one mention
looks beside those of all papers: a name on a paper drawn unlike all others scores low everywhere, and still highest
of its own.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float64]
#: Steps of the search at most, and how many of them it remembers.
MOST_STEPS, REMEMBERED = 150, 8


@dataclass(frozen=True, slots=True)
class Choices:
    """The mentions of many papers, those of one paper behind one another."""

    features: csr_matrix
    """A row a mention."""
    papers: npt.NDArray[np.int64]
    """Which paper each mention is of, counted from 0."""
    answers: npt.NDArray[np.bool_]
    """A row a mention, a column a question: whether it answers it."""
    weights: Floats
    """How much each paper counts."""


def fit_choices(choices: Choices, strength: float) -> tuple[Floats, Floats]:
    """(weights, a row a feature and a column a question; constants). A score of 0 is that of no mention."""
    wide, questions = choices.features.shape[1], choices.answers.shape[1]
    task = _Task(choices, strength)
    start = np.zeros((wide + 1) * questions)
    found = minimize(
        task.cost, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS, "maxcor": REMEMBERED}
    )
    solved: Floats = found.x.reshape(wide + 1, questions)
    return solved[:-1], solved[-1]


class _Task:
    """What the search makes small: the surprise at each paper's answers, and the size of the weights."""

    def __init__(self, choices: Choices, strength: float) -> None:
        self.choices, self.strength = choices, strength
        self.across = choices.features.T.tocsr()
        papers = choices.papers
        self.starts = np.flatnonzero(np.r_[True, papers[1:] != papers[:-1]])
        self.answered = self._sum(choices.answers.astype(np.float64)) > 0

    def _sum(self, rows: Floats) -> Floats:
        summed: Floats = np.add.reduceat(rows, self.starts, axis=0)
        return summed

    def cost(self, flat: Floats) -> tuple[float, Floats]:
        """The cost and its slope."""
        chosen, papers = self.choices, self.choices.papers
        solved = flat.reshape(-1, chosen.answers.shape[1])
        scores = chosen.features @ solved[:-1] + solved[-1]
        most = np.maximum(np.maximum.reduceat(scores, self.starts, axis=0), 0.0)
        sizes = np.exp(scores - most[papers])
        right = sizes * chosen.answers
        whole, good = self._sum(sizes) + np.exp(-most), self._sum(right)
        said = np.where(self.answered, np.maximum(good, 1e-300), np.exp(-most))
        surprise = float((chosen.weights[:, None] * (np.log(whole) - np.log(said))).sum())
        pull = sizes / whole[papers] - np.where(self.answered[papers], right / said[papers], 0.0)
        pull *= chosen.weights[papers][:, None]
        slope = self.strength * np.vstack([self.across @ pull, pull.sum(axis=0)])
        slope[:-1] += solved[:-1]
        size = 0.5 * float((solved[:-1] ** 2).sum())
        return self.strength * surprise + size, slope.ravel()
