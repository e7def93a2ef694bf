"""Fits the classifier of kinds to papers, weighed so that no kind and no layout counts too much."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from domain.kinds import Kind
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.cues import CUE_WORDS
from intake.classifiers.features import FeatureSpace, PaperText
from intake.classifiers.leaves import KIND_OF_LEAF
from samples.learn_grammar import NAMES
from samples.learn_texts import Paper

FOLDS = 5

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
