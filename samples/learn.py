"""Trains the classifier: `python -m samples.learn --out intake/classifiers/model [--readings FOLDER]`.

Learns from the texts of `samples.learn_texts` (wordings, drawn sample papers, papers put together at random), misread as
readers misread, and from readings of drawn sample pages where `--readings` names a folder of them. Measures on layouts
that were held out, sets the temperature and the abstention there, then learns from all. The same seed and readings give
the same model.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from domain.kinds import Kind
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.cues import CUE_WORDS
from intake.classifiers.features import FeatureSpace, PaperText
from intake.classifiers.kinds import Abstention, pack_weights
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.learn_grammar import NAMES
from samples.learn_readings import gather_readings
from samples.learn_texts import Paper, draw_frozen, draw_training, hash_drawn, paper_of_reading

FOLDS = 5

#: Wrong kinds allowed among papers that are not abstained on, the goal of what is said without asking a person.
SILENT_ERRORS = 0.003

#: From this confidence a kind is shown as sure, so below it a person looks anyway.
SHOWN_AS_SURE = 0.9

#: How often each kind's papers count, whatever the number of their layouts.
KIND_WEIGHT = {
    Kind.VERIFICATION_REQUEST: 0.27,
    Kind.NAME_CHANGE_EVIDENCE: 0.24,
    Kind.CPR_CARD: 0.17,
    Kind.OTHER: 0.32,
}

#: Share of drawn papers when errors are measured: wordings are mostly traps, rarer in the mail than here.
DRAWN_SHARE = 0.9

#: What papers put together at random count beside all others of their kind when the model learns, and nothing when errors are measured.
RANDOM_SHARE = 0.15


def choose_words(papers: Iterable[Paper]) -> list[str]:
    """The vocabulary: words of clean papers that at least three layouts share, and the cues' words."""
    layouts: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        if paper.quality == "clean":
            for word in set("".join(c if c.isalpha() else " " for c in paper.text.casefold()).split()):
                layouts[word].add(paper.layout)
    names = {name.casefold() for name in NAMES}
    shared = {w for w, where in layouts.items() if len(where) >= 2 and len(w) > 1 and w not in names}
    return sorted(shared | CUE_WORDS)


@dataclass(slots=True)
class Learned:
    """Papers as numbers."""

    features: csr_matrix
    papers: list[Paper]
    texts: list[PaperText]
    leaves: list[str]
    weight: npt.NDArray[np.float64]
    """What each paper counts when the model learns."""
    usual: npt.NDArray[np.float64]
    """What each paper counts when errors are measured: nearer to what arrives."""


def measure_papers(papers: list[Paper], words: list[str]) -> Learned:
    """Every paper through the same words and features as at run time."""
    vocabulary, space = Vocabulary(words), FeatureSpace(words)
    texts, rows, places, values = [], [], [], []
    for row, paper in enumerate(papers):
        lines = [tuple(line) for line in vocabulary.canonical_lines(paper.text)]
        text = PaperText((*lines, paper.extra) if paper.extra else tuple(lines), body=paper.body)
        texts.append(text)
        for place, value in space.measure(text).items():
            rows.append(row)
            places.append(place)
            values.append(value)
    shape = (len(papers), space.size)
    leaves = sorted({paper.leaf for paper in papers})
    features = csr_matrix((values, (rows, places)), shape)
    return Learned(features, papers, texts, leaves, _weigh_to_learn(papers), _weigh_as_usual(papers))


def _weigh_to_learn(papers: list[Paper]) -> npt.NDArray[np.float64]:
    """As `_weigh_papers`, papers put together at random `RANDOM_SHARE` beside the others."""
    weight = np.zeros(len(papers))
    for rows, share in ((_rows(papers, random=False), 1.0), (_rows(papers, random=True), RANDOM_SHARE)):
        weight[rows] = _weigh_papers([papers[row] for row in rows]) * share / max(1, len(rows))
    scaled: npt.NDArray[np.float64] = weight * len(papers) / weight.sum()
    return scaled


def _rows(papers: Sequence[Paper], *, random: bool) -> npt.NDArray[np.intp]:
    """Where the papers put together at random stand, or the others."""
    return np.array([row for row, paper in enumerate(papers) if paper.random is random], dtype=np.intp)


def _weigh_as_usual(papers: list[Paper]) -> npt.NDArray[np.float64]:
    """As `_weigh_papers`, drawn papers and wordings apart, drawn papers `DRAWN_SHARE` of all."""
    weight = np.zeros(len(papers))
    for drawn, share in ((True, DRAWN_SHARE), (False, 1 - DRAWN_SHARE)):
        rows = [row for row, paper in enumerate(papers) if paper.drawn is drawn and not paper.random]
        if rows:
            weight[rows] = _weigh_papers([papers[row] for row in rows]) * share / len(rows)
    usual: npt.NDArray[np.float64] = weight * len(papers) / weight.sum()
    return usual


def _weigh_papers(papers: list[Paper]) -> npt.NDArray[np.float64]:
    """Layouts of a kind count alike, kinds as `KIND_WEIGHT` says; the mean weight is 1."""
    in_layout = Counter(paper.layout for paper in papers)
    layouts_of = Counter(KIND_OF_LEAF[layout.split("/")[0]] for layout in in_layout)
    weight = np.array(
        [
            KIND_WEIGHT[KIND_OF_LEAF[p.leaf]] / layouts_of[KIND_OF_LEAF[p.leaf]] / in_layout[p.layout]
            for p in papers
        ]
    )
    scaled: npt.NDArray[np.float64] = weight * len(papers) / weight.sum()
    return scaled


def fit(learned: Learned, rows: npt.NDArray[np.intp], strength: float) -> LogisticRegression:
    """A multinomial logistic regression on some of the papers."""
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    targets = np.array([learned.papers[row].leaf for row in rows])
    return model.fit(learned.features[rows], targets, sample_weight=learned.weight[rows])


def score_held_out(learned: Learned, strength: float) -> npt.NDArray[np.float64]:
    """Raw scores of every paper that is measured, by a model that never saw its layout."""
    always, measured = _rows(learned.papers, random=True), _rows(learned.papers, random=False)
    folds = _part_layouts([learned.papers[row] for row in measured])
    fold_of = np.array([folds[learned.papers[row].layout] for row in measured])
    scores = np.full((len(measured), len(learned.leaves)), -1e9)
    for fold in range(FOLDS):
        held = fold_of == fold
        model = fit(learned, np.concatenate([measured[~held], always]), strength)
        columns = np.array([learned.leaves.index(leaf) for leaf in model.classes_])
        scores[np.ix_(np.flatnonzero(held), columns)] = model.decision_function(
            learned.features[measured[held]]
        )
    return scores


def take_measured(learned: Learned) -> Learned:
    """Without the papers put together at random."""
    rows = _rows(learned.papers, random=False)
    papers, texts = [learned.papers[row] for row in rows], [learned.texts[row] for row in rows]
    return replace(
        learned,
        features=learned.features[rows],
        papers=papers,
        texts=texts,
        weight=learned.weight[rows],
        usual=learned.usual[rows],
    )


def _part_layouts(papers: Sequence[Paper]) -> dict[str, int]:
    """Layout to fold; a leaf's layouts spread over all folds."""
    folds: dict[str, int] = {}
    by_leaf: dict[str, list[str]] = defaultdict(list)
    for layout in sorted({paper.layout for paper in papers}):
        by_leaf[layout.split("/")[0]].append(layout)
    for offset, layouts in enumerate(by_leaf.values()):
        folds |= {layout: (place + offset) % FOLDS for place, layout in enumerate(layouts)}
    return folds


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


def save(
    folder: Path, model: LogisticRegression, learned: Learned, words: list[str], facts: dict[str, Any]
) -> None:
    """Writes `kinds.npz` and `kinds.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kinds.npz").write_bytes(pack_weights(words, model.coef_.T, model.intercept_))
    (folder / "kinds.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def learn(out: Path, readings: Path | None, *, copies: int, seed: int, strength: float) -> dict[str, Any]:
    """Trains, measures and saves; returns the facts saved beside the model."""
    papers = draw_training(copies, seed)
    if readings is not None:
        papers += [paper_of_reading(reading) for reading in gather_readings(readings)]
    words = choose_words(papers)
    learned = measure_papers(papers, words)
    scores, measured = score_held_out(learned, strength), take_measured(learned)
    temperature = find_temperature(scores, measured)
    shares = kind_probabilities(scores, learned.leaves, temperature)
    abstention = set_abstention(shares, scores, measured)
    final = fit(learned, np.arange(len(papers)), strength)
    unseen = measure_papers(draw_frozen(seed), words)
    unseen_scores = np.full((len(unseen.papers), len(learned.leaves)), -1e9)
    unseen_scores[:] = final.decision_function(unseen.features)
    unseen_shares = kind_probabilities(unseen_scores, learned.leaves, temperature)
    facts = {
        "leaves": learned.leaves,
        "temperature": round(temperature, 4),
        "abstention": asdict(abstention),
        "held_out_layouts": measure_by_quality(shares, measured, abstention),
        "held_out_sample_layouts": measure_by_quality(unseen_shares, unseen, abstention),
        "training_papers": len(papers),
        "random_papers": len(papers) - len(measured.papers),
        "layouts": len({p.layout for p in measured.papers}),
        "papers_sha256": hash_drawn(papers),
        "command": f"python -m samples.learn --copies {copies} --seed {seed} --strength {strength}"
        + (" --readings FOLDER" if readings else ""),
    }
    save(out, final, learned, words, facts)
    _report_confusions(shares, measured)
    _report_confusions(unseen_shares, unseen)
    return facts


def _report_confusions(shares: npt.NDArray[np.float64], learned: Learned) -> None:
    """On stderr: which held-out layouts are taken for what."""
    order = list(Kind)
    wrong: Counter[tuple[str, str]] = Counter()
    total = Counter(p.layout for p in learned.papers)
    for paper, best in zip(learned.papers, shares.argmax(axis=1), strict=True):
        if KIND_OF_LEAF[paper.leaf] is not order[best]:
            wrong[paper.layout, order[best].value] += 1
    for (layout, taken), count in wrong.most_common(25):
        print(f"{count:4} of {total[layout]:4}  {layout} taken for {taken}", file=sys.stderr)


_SHOWN = ("temperature", "abstention", "held_out_layouts", "held_out_sample_layouts")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--readings", type=Path, help="folder of readings of sample pages")
    parser.add_argument("--copies", type=int, default=4, help="papers a layout and quality")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--strength", type=float, default=4.0, help="inverse of the regularisation")
    chosen = parser.parse_args()
    start = time.monotonic()
    facts = learn(
        chosen.out, chosen.readings, copies=chosen.copies, seed=chosen.seed, strength=chosen.strength
    )
    print(json.dumps({key: facts[key] for key in _SHOWN}, indent=1))
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
