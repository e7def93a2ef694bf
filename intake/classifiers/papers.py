"""Papers that a classifier learns from or is measured on, as features: which places of the space they fill.

Features tell which words of a fixed vocabulary stand on a paper and in what neighbourhood, never a name, a
number or a date. What the shipped model was learned from lies beside it in this form.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from domain.errors import DeploymentError
from domain.pages import PageReading
from intake.classifiers.features import FeatureSpace, canonical_paper
from intake.classifiers.kinds import MODEL_FOLDER, KindClassifier, LeafOpinion, lift_proven
from intake.classifiers.telling import prove_leaf

NAME: Final = "papers"


@dataclass(frozen=True, slots=True)
class PaperFeatures:
    """One paper."""

    places: npt.NDArray[np.uint16]
    """Ascending."""
    leaf: str
    """What it truly is."""
    known_share: float
    known_words: int
    proven: str = ""
    """The leaf that a machine-readable mark proves."""
    weight: float = 1.0
    """What it counts when a model learns."""


def measure_paper(
    pages: Sequence[PageReading], leaf: str, classifier: KindClassifier, weight: float = 1.0
) -> PaperFeatures:
    """The features of a paper that was read."""
    paper = canonical_paper(pages, classifier.vocabulary)
    places = np.array(sorted(classifier.space.measure(paper)), dtype=np.uint16)
    return PaperFeatures(places, leaf, paper.known_share, paper.known_words, prove_leaf(paper) or "", weight)


def weigh_features(paper: PaperFeatures, classifier: KindClassifier) -> LeafOpinion:
    """What a classifier makes of it, as of the paper itself."""
    places = paper.places.astype(np.intp)
    scores = classifier.score_features(places, classifier.space.restore(places))
    opinion = classifier.opine(scores, paper.known_share, paper.known_words)
    return lift_proven(opinion, paper.proven) if paper.proven else opinion


@dataclass(frozen=True, slots=True)
class ShippedPapers:
    """What the shipped model was learned from, and papers of other layouts to measure any model on."""

    training: tuple[PaperFeatures, ...]
    frozen: tuple[PaperFeatures, ...]
    facts: dict[str, Any]


def load_papers(space: FeatureSpace, folder: Path = MODEL_FOLDER) -> ShippedPapers:
    """The papers beside the shipped model.

    Raises:
        DeploymentError: they are missing or damaged, or were measured by another version.
    """
    try:
        facts = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
        content = (folder / f"{NAME}.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise DeploymentError("The training papers are missing: install the package again.") from error
    if hashlib.sha256(content).hexdigest() != facts["sha256"]:
        raise DeploymentError("The training papers are damaged: install the package again.")
    if facts["signature"] != space.signature():
        raise DeploymentError("The training papers are another version's: run samples.learn_features again.")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        papers = list(_unpack(arrays, facts["leaves"]))
    cut = facts["training_papers"]
    return ShippedPapers(tuple(papers[:cut]), tuple(papers[cut:]), facts)


def save_papers(
    folder: Path,
    space: FeatureSpace,
    training: Sequence[PaperFeatures],
    frozen: Sequence[PaperFeatures],
    facts: dict[str, Any],
) -> None:
    """Writes `papers.npz` and, beside it, `papers.json` with its hash and what is known of it."""
    papers = [*training, *frozen]
    leaves = sorted({paper.leaf for paper in papers})
    content = _pack(papers, leaves)
    (folder / f"{NAME}.npz").write_bytes(content)
    said = {
        "sha256": hashlib.sha256(content).hexdigest(),
        "signature": space.signature(),
        "training_papers": len(training),
        "frozen_papers": len(frozen),
        "leaves": leaves,
    }
    (folder / f"{NAME}.json").write_text(json.dumps(said | facts, indent=1) + "\n", encoding="utf-8")


def hash_papers(papers: Iterable[PaperFeatures]) -> str:
    """Hash of what was learned from, in its order."""
    digest = hashlib.sha256()
    for paper in papers:
        digest.update(f"{paper.leaf} {paper.weight:.6g} {paper.proven} ".encode() + paper.places.tobytes())
    return digest.hexdigest()


def _pack(papers: Sequence[PaperFeatures], leaves: Sequence[str]) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(
        out,
        # Steps from place to place are small numbers, which pack well.
        steps=np.concatenate([np.diff(paper.places, prepend=np.uint16(0)) for paper in papers]),
        count=np.array([len(paper.places) for paper in papers], dtype=np.uint16),
        leaf=np.array([leaves.index(paper.leaf) for paper in papers], dtype=np.uint8),
        proven=np.array([leaves.index(p.proven) if p.proven else -1 for p in papers], dtype=np.int8),
        known_share=np.array([paper.known_share for paper in papers], dtype=np.float32),
        known_words=np.array([paper.known_words for paper in papers], dtype=np.uint16),
        weight=np.array([paper.weight for paper in papers], dtype=np.float32),
    )
    return out.getvalue()


def _unpack(arrays: Any, leaves: Sequence[str]) -> Iterable[PaperFeatures]:
    steps, count = arrays["steps"], arrays["count"]
    leaf, proven, weight = arrays["leaf"], arrays["proven"], arrays["weight"]
    known_share, known_words = arrays["known_share"], arrays["known_words"]
    ends = np.cumsum(count, dtype=np.int64)
    for row, end in enumerate(ends):
        yield PaperFeatures(
            places=np.cumsum(steps[end - count[row] : end], dtype=np.uint16),
            leaf=leaves[leaf[row]],
            known_share=float(known_share[row]),
            known_words=int(known_words[row]),
            proven=leaves[proven[row]] if proven[row] >= 0 else "",
            weight=float(weight[row]),
        )
