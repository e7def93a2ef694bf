"""Says what a paper is, how sure that is, and when it must not be said."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from domain.documents import KindGuess
from domain.errors import DeploymentError
from domain.kinds import Kind, Subkind
from domain.pages import PageReading
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.features import FeatureSpace, PaperText, canonical_paper
from intake.classifiers.leaves import KIND_OF_LEAF, USE_OF_LEAF, name_subkind
from intake.classifiers.telling import Leaf, prove_leaf, tell_either, tell_leaf

MODEL_FOLDER = Path(__file__).parent / "model"

#: The most that is claimed for a paper unlike all that was learned.
UNSURE = 0.5
#: Probability of the likelier leaf where a person shall see which it is: of a mere letter, where what looks
#: like a request says that it asks nothing; of a card, where one who taught writes that it is still to come;
#: of a class's list or a record of driving, where a title calls what reads like a card or a licence so.
EITHER = 0.55

#: What a structural proof (a licence's barcode, a passport's machine-readable lines) is worth at least.
PROVEN = 0.985


@dataclass(frozen=True, slots=True)
class Abstention:
    """When the answer is 'unsure': thresholds that `samples.learn` sets by error on held-out layouts."""

    confidence: dict[str, float]
    """By kind: below this probability of it."""
    known_share: float
    """Below this share of words that the model knows."""
    known_words: int
    """Below this many different known words."""
    energy: float
    """Below this log-sum-exp of the scores: like nothing the model learned."""


@dataclass(frozen=True, slots=True)
class LeafOpinion:
    """Calibrated probabilities of all leaves, and how well known the paper looks."""

    probability: dict[str, float]
    energy: float
    known_share: float
    known_words: int

    @property
    def leaf(self) -> str:
        """The likeliest leaf."""
        return max(self.probability, key=lambda leaf: self.probability[leaf])

    def of_kind(self, kind: Kind) -> float:
        """Probability of all leaves of a kind together."""
        return sum(p for leaf, p in self.probability.items() if KIND_OF_LEAF[leaf] is kind)

    def is_novel(self, limits: Abstention) -> bool:
        """Whether the paper is like nothing the model learned."""
        return (
            self.known_share < limits.known_share
            or self.known_words < limits.known_words
            or self.energy < limits.energy
        )


class KindClassifier:
    """A multinomial logistic regression over meanings, with a temperature that makes it honest."""

    def __init__(
        self,
        words: Sequence[str],
        leaves: Sequence[str],
        weights: npt.NDArray[np.floating[Any]],
        bias: npt.NDArray[np.floating[Any]],
        temperature: float,
        abstention: Abstention,
    ) -> None:
        self.vocabulary = Vocabulary(words)
        self.space = FeatureSpace(words)
        self.words = list(words)
        self.leaves = tuple(leaves)
        self.abstention = abstention
        self._weights = np.asarray(weights, dtype=np.float32)
        self._bias = np.asarray(bias, dtype=np.float32)
        self.temperature = temperature
        if self._weights.shape != (self.space.size, len(self.leaves)):
            raise DeploymentError(
                "The classifier's model does not fit this version: run samples.learn again."
            )

    @property
    def weights(self) -> npt.NDArray[np.float32]:
        """One row a feature, one column a leaf."""
        return self._weights

    @property
    def bias(self) -> npt.NDArray[np.float32]:
        """One a leaf."""
        return self._bias

    @classmethod
    def load(cls, path: Path | None = None) -> "KindClassifier":
        """The model in folder `path`, by default the one shipped in the package.

        Raises:
            DeploymentError: a file of the model is missing or fits another version.
        """
        folder = path or MODEL_FOLDER
        try:
            return cls.from_files((folder / "kinds.json").read_bytes(), (folder / "kinds.npz").read_bytes())
        except (OSError, KeyError, ValueError, TypeError, BadZipFile) as error:
            raise DeploymentError(
                "The classifier's model is missing or damaged: install the package again."
            ) from error

    @classmethod
    def from_files(cls, facts: bytes, arrays: bytes) -> "KindClassifier":
        """From what `kinds.json` and `kinds.npz` hold.

        Raises:
            DeploymentError: they fit another version.
        """
        said = json.loads(facts)
        with np.load(io.BytesIO(arrays), allow_pickle=False) as held:
            words = bytes(held["words"]).decode("utf-8").split("\n")
            weights = held["weights"].astype(np.float32) * held["scale"].astype(np.float32)
            bias = held["bias"]
        abstention = Abstention(**said["abstention"])
        made = cls(words, said["leaves"], weights, bias, said["temperature"], abstention)
        if said.get("signature", made.space.signature()) != made.space.signature():
            raise DeploymentError(
                "The classifier's model was learned from other features than this version's."
            )
        return made

    def guess(self, pages: Sequence[PageReading]) -> KindGuess:
        """What the paper on these pages is; abstains where the measured error would be too high."""
        return self.conclude(self.weigh(pages))

    def weigh(self, pages: Sequence[PageReading]) -> LeafOpinion:
        """Probabilities of all leaves for the paper on these pages."""
        paper = canonical_paper(pages, self.vocabulary)
        opinion = self.weigh_paper(paper)
        texts = [p.plain_text for p in pages]
        if proven := prove_leaf(paper) or tell_leaf(opinion.leaf, paper, texts):
            return lift_proven(opinion, proven)
        either = tell_either(opinion.leaf, texts)
        return _doubt(opinion, *either) if either else opinion

    def weigh_paper(self, paper: PaperText) -> LeafOpinion:
        """As `weigh`, from canonical words and without structural proofs."""
        return self.opine(self.score(paper), paper.known_share, paper.known_words)

    def opine(self, scores: npt.NDArray[np.float32], known_share: float, known_words: int) -> LeafOpinion:
        """Calibrated probabilities from a paper's raw scores."""
        energy = float(np.logaddexp.reduce(scores))
        warm = scores / self.temperature
        shares = np.exp(warm - np.logaddexp.reduce(warm))
        probability = {leaf: float(p) for leaf, p in zip(self.leaves, shares, strict=True)}
        return LeafOpinion(probability, energy, known_share, known_words)

    def score(self, paper: PaperText) -> npt.NDArray[np.float32]:
        """Raw scores, one a leaf."""
        measured = self.space.measure(paper)
        places = np.fromiter(measured.keys(), dtype=np.intp, count=len(measured))
        values = np.fromiter(measured.values(), dtype=np.float32, count=len(measured))
        return self.score_features(places, values)

    def score_features(
        self, places: npt.NDArray[np.intp], values: npt.NDArray[np.float32]
    ) -> npt.NDArray[np.float32]:
        """Raw scores of a paper whose features were measured before."""
        scores: npt.NDArray[np.float32] = values @ self._weights[places] + self._bias
        return scores

    def conclude(self, opinion: LeafOpinion) -> KindGuess:
        """The kind an opinion amounts to."""
        kind = max(Kind, key=opinion.of_kind)
        confidence = min(1.0, opinion.of_kind(kind))
        novel = opinion.is_novel(self.abstention)
        limit = self.abstention.confidence[kind.value]
        if novel:
            confidence = min(confidence, UNSURE)
        abstains = novel or confidence < limit
        return KindGuess(kind, confidence, abstains, _name_other(kind, opinion, novel))


def pack_weights(
    words: Sequence[str], weights: npt.NDArray[np.floating[Any]], bias: npt.NDArray[np.floating[Any]]
) -> bytes:
    """What `kinds.npz` holds: the weights as 8-bit steps of a scale a leaf."""
    scale = np.abs(weights).max(axis=0) / 127
    out = io.BytesIO()
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias.astype(np.float32),
    )
    return out.getvalue()


def _name_other(kind: Kind, opinion: LeafOpinion, novel: bool) -> Subkind | None:
    if kind is not Kind.OTHER:
        return None
    if novel:
        return Subkind.UNKNOWN
    within = {leaf: p for leaf, p in opinion.probability.items() if KIND_OF_LEAF[leaf] is Kind.OTHER}
    leaf = max(within, key=lambda name: within[name])
    return name_subkind(leaf) if within[leaf] > 0.4 or leaf in USE_OF_LEAF else Subkind.UNKNOWN


def _doubt(opinion: LeafOpinion, likelier: Leaf, other: Leaf) -> LeafOpinion:
    """The opinion with one leaf at `EITHER`, and the rest for another: a person looks at it."""
    nothing = dict.fromkeys(opinion.probability, 0.0)
    return replace(opinion, probability=nothing | {likelier.value: EITHER, other.value: 1 - EITHER})


def lift_proven(opinion: LeafOpinion, leaf: str) -> LeafOpinion:
    """The opinion with `leaf` at `PROVEN` or more, the others shrunk to fit."""
    before = opinion.probability[leaf]
    if before >= PROVEN:
        return opinion
    factor = (1 - PROVEN) / (1 - before)
    probability = {name: p * factor for name, p in opinion.probability.items()} | {leaf: PROVEN}
    return LeafOpinion(probability, max(opinion.energy, 1e3), 1.0, 1_000)
