"""A candidate for the classifier of kinds: the shipped papers and an office's own, learned together.

The vocabulary stays the shipped one, so that no word of an office's papers gets into a model. Thresholds
begin at the shipped ones; where papers of the office that were held out show errors that nobody would have
been asked about, they are raised.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from domain.kinds import Kind
from intake.classifiers.kinds import Abstention, KindClassifier, pack_weights
from intake.classifiers.leaves import KIND_OF_LEAF
from intake.classifiers.papers import PaperFeatures, ShippedPapers, hash_papers, weigh_features
from intake.classifiers.training import Learned, learn_weights

#: What a real paper counts beside an invented one; the more there are, the less each, so that an office's own
#: forms never outweigh half of what every office receives.
OFFICE_WEIGHT, OFFICE_SHARE = 3.0, 0.5
#: Parts of which each is held out once when thresholds are set.
PARTS = 3
#: Wrong kinds allowed among papers that are not abstained on, as when the shipped thresholds were set.
SILENT_ERRORS = 0.003
#: No threshold is raised above this: a kind that needs it is not learned, it is refused by measuring.
MOST_CONFIDENCE = 0.99


@dataclass(frozen=True, slots=True)
class OfficePaper:
    """One paper of the office, and what must be held out together with it."""

    features: PaperFeatures
    group: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that may be put into use."""

    classifier: KindClassifier
    arrays: bytes
    facts: Mapping[str, Any]

    def files(self, measures: Mapping[str, Any]) -> dict[str, bytes]:
        """The files of the model, its measures beside it."""
        facts = json.dumps({**self.facts, "measures": measures}, indent=1) + "\n"
        return {"kinds.npz": self.arrays, "kinds.json": facts.encode("utf-8")}


def learn_candidate(
    shipped: KindClassifier, papers: ShippedPapers, office: Sequence[OfficePaper]
) -> Candidate:
    """Learn from all of them; the same papers give the same candidate."""
    own = [_weighed(paper, len(office), papers) for paper in sorted(office, key=_order)]
    learned = _learn(shipped, papers, [paper.features for paper in own])
    arrays = pack_weights(shipped.words, learned.weights, learned.bias)
    facts = {
        "signature": shipped.space.signature(),
        "leaves": list(shipped.leaves),
        "temperature": shipped.temperature,
        "abstention": asdict(raise_thresholds(shipped.abstention, _held_out(shipped, papers, own))),
        "learned_from": {
            "shipped_papers": len(papers.training),
            "shipped_sha256": papers.facts["sha256"],
            "office_papers": len(own),
            "office_sha256": hash_papers(paper.features for paper in own),
        },
    }
    classifier = KindClassifier.from_files(json.dumps(facts).encode(), arrays)
    return Candidate(classifier, arrays, facts)


def _order(paper: OfficePaper) -> tuple[str, str]:
    return paper.group, hash_papers([paper.features])


def _weighed(paper: OfficePaper, count: int, papers: ShippedPapers) -> OfficePaper:
    weight = min(OFFICE_WEIGHT, OFFICE_SHARE * len(papers.training) / count)
    return replace(paper, features=replace(paper.features, weight=weight))


def _learn(shipped: KindClassifier, papers: ShippedPapers, own: Sequence[PaperFeatures]) -> Learned:
    start = Learned(shipped.weights, shipped.bias)
    return learn_weights(papers.training, own, shipped.space, shipped.leaves, start)


def _held_out(
    shipped: KindClassifier, papers: ShippedPapers, own: Sequence[OfficePaper]
) -> list[tuple[Kind, Kind, float]]:
    """(true kind, kind said, confidence) of each own paper, by a model that saw none of its group."""
    said = []
    for part in range(PARTS):
        held = [paper.features for paper in own if part_of(paper.group) == part]
        if not held:
            continue
        learned = _learn(shipped, papers, [p.features for p in own if part_of(p.group) != part])
        model = KindClassifier(
            shipped.words,
            shipped.leaves,
            learned.weights,
            learned.bias,
            shipped.temperature,
            shipped.abstention,
        )
        for paper in held:
            opinion = weigh_features(paper, model)
            guess = model.conclude(opinion)
            said.append((KIND_OF_LEAF[paper.leaf], guess.kind, guess.confidence))
    return said


def part_of(group: str, parts: int = PARTS) -> int:
    """Which part a group is in: by its hash, so that it stays there whatever else comes."""
    return int(hashlib.sha256(f"part {group}".encode()).hexdigest()[:8], 16) % parts


def raise_thresholds(limits: Abstention, said: Sequence[tuple[Kind, Kind, float]]) -> Abstention:
    """The least confidence of each kind, raised until few of the papers kept are of another kind."""
    least = dict(limits.confidence)
    while True:
        kept = [(true, kind) for true, kind, confidence in said if confidence >= least[kind.value]]
        hidden = [
            kind.value for true, kind in kept if true is not kind and least[kind.value] < MOST_CONFIDENCE
        ]
        wrong = sum(true is not kind for true, kind in kept)
        if not hidden or wrong <= SILENT_ERRORS * len(kept):
            return replace(limits, confidence=least)
        worst = max(sorted(set(hidden)), key=hidden.count)
        least[worst] = round(min(MOST_CONFIDENCE, least[worst] + 0.01), 2)
