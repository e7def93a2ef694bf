"""What a classifier of kinds makes of held-out papers: temperature, abstention, measures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from domain.kinds import Kind
from intake.classifiers.kinds import Abstention
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.fit_kinds import Learned
from samples.learn_texts import Paper

#: Wrong kinds allowed among papers that are not abstained on, the goal of what is said without asking a person.
SILENT_ERRORS = 0.003

#: From this confidence a kind is shown as sure, so below it a person looks anyway.
SHOWN_AS_SURE = 0.9


def kind_probabilities(
    scores: npt.ArrayLike, leaves: list[str], temperature: float
) -> npt.NDArray[np.float64]:
    """Probabilities of the kinds, in the order of `Kind`."""
    warm = np.asarray(scores) / temperature
    shares = np.exp(warm - logsumexp(warm, axis=1, keepdims=True))
    belongs = np.array([[KIND_OF_LEAF[leaf] is kind for kind in Kind] for leaf in leaves], dtype=float)
    probabilities: npt.NDArray[np.float64] = shares @ belongs
    return probabilities


def find_temperature(scores: npt.NDArray[np.float64], learned: Learned) -> float:
    """The temperature with the least log-loss of the kind on held-out layouts."""
    truth = _kind_numbers(learned.papers)

    def loss(temperature: float) -> float:
        shares = kind_probabilities(scores, learned.leaves, temperature)
        right = np.clip(shares[np.arange(len(truth)), truth], 1e-9, 1)
        return float(-(np.log(right) * learned.usual).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x)


def _kind_numbers(papers: Sequence[Paper]) -> npt.NDArray[np.intp]:
    order = list(Kind)
    return np.array([order.index(KIND_OF_LEAF[p.leaf]) for p in papers])


def set_abstention(
    shares: npt.NDArray[np.float64], scores: npt.NDArray[np.float64], learned: Learned
) -> Abstention:
    """Each kind's least confidence, and novelty limits that one paper in 200 falls below."""
    sure = np.array([p.quality in ("clean", "scan") for p in learned.papers])
    energy = logsumexp(scores, axis=1)
    known = np.array([text.known_share for text in learned.texts])
    return Abstention(
        confidence=find_thresholds(shares, learned),
        known_share=round(float(np.quantile(known[sure], 0.005)) * 0.8, 3),
        known_words=4,
        energy=round(float(np.quantile(energy[sure], 0.003)), 3),
    )


def find_thresholds(shares: npt.NDArray[np.float64], learned: Learned) -> dict[str, float]:
    """Each kind's least confidence, so that few of all papers kept are something else.

    All begin where a kind is shown as sure; the kind that hides most errors is raised until few are left.
    """
    best, confidence = shares.argmax(axis=1), shares.max(axis=1)
    wrong = best != _kind_numbers(learned.papers)
    least = np.full(len(Kind), SHOWN_AS_SURE)
    while True:
        kept = confidence >= least[best]
        hidden = np.bincount(best, learned.usual * (kept & wrong), minlength=len(Kind))
        if hidden.sum() <= SILENT_ERRORS * learned.usual[kept].sum() or least.max() >= 0.99:
            return {kind.value: round(float(least[number]), 2) for number, kind in enumerate(Kind)}
        least[hidden.argmax()] += 0.01


def measure(
    shares: npt.NDArray[np.float64],
    papers: Sequence[Paper],
    weight: npt.NDArray[np.float64],
    limit: Abstention,
) -> dict[str, float]:
    """Macro-F1, silent errors and triage of held-out papers; shares of the weight, 0.0-1.0."""
    truth, best = _kind_numbers(papers), shares.argmax(axis=1)
    least = np.array([limit.confidence[kind.value] for kind in Kind])
    kept = shares.max(axis=1) >= least[best]
    scores = []
    for number in range(len(Kind)):
        hit = weight[(best == number) & (truth == number)].sum()
        either = weight[best == number].sum() + weight[truth == number].sum()
        if weight[truth == number].sum() > 0:
            scores.append(2 * hit / either)
    silent = weight[kept & (best != truth)].sum() / weight[kept].sum()
    return {
        "papers": len(papers),
        "macro_f1": round(float(np.mean(scores)), 4),
        "silent_errors": round(float(silent), 4),
        "triage": round(float(weight[~kept].sum() / weight.sum()), 4),
    }


def measure_by_quality(
    shares: npt.NDArray[np.float64], learned: Learned, limit: Abstention
) -> dict[str, dict[str, float]]:
    """The measures of all held-out papers and of each quality."""
    report = {"all": measure(shares, learned.papers, learned.usual, limit)}
    for quality in sorted({p.quality for p in learned.papers}):
        rows = [row for row, p in enumerate(learned.papers) if p.quality == quality]
        chosen = [learned.papers[row] for row in rows]
        report[quality] = measure(shares[rows], chosen, learned.usual[rows], limit)
    return report
