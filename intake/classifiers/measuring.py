"""How often a classifier is right on papers whose kind is known, and whether another one is nowhere worse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.kinds import Kind
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.leaves import KIND_OF_LEAF
from intake.classifiers.papers import PaperFeatures, weigh_features


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a classifier made of one paper."""

    true: Kind
    right: bool
    abstains: bool
    """Left to a person, who then names the kind."""


@dataclass(frozen=True, slots=True)
class KindMeasures:
    """A classifier's verdicts on one set of papers, in their order."""

    verdicts: tuple[Verdict, ...]

    def errors(self, kind: Kind) -> int:
        """Papers of a kind that are taken for another one, said surely or not."""
        return sum(v.true is kind and not v.right for v in self.verdicts)

    @property
    def silent_errors(self) -> int:
        """Papers taken for another kind without asking a person."""
        return sum(not v.right and not v.abstains for v in self.verdicts)

    @property
    def abstained(self) -> int:
        """Papers left to a person."""
        return sum(v.abstains for v in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """For a machine, and for the file beside the model."""
        return {
            "papers": len(self.verdicts),
            "errors": {kind.value: self.errors(kind) for kind in Kind},
            "silent_errors": self.silent_errors,
            "abstained": self.abstained,
        }


def measure_kinds(classifier: KindClassifier, papers: Iterable[PaperFeatures]) -> KindMeasures:
    """Every paper through the same conclusions as at run time."""
    return KindMeasures(tuple(_judge(classifier, paper) for paper in papers))


def _judge(classifier: KindClassifier, paper: PaperFeatures) -> Verdict:
    guess = classifier.conclude(weigh_features(paper, classifier))
    true = KIND_OF_LEAF[paper.leaf]
    return Verdict(true, guess.kind is true, guess.abstains)


Pairs = Mapping[str, tuple[KindMeasures, KindMeasures]]
"""By the words that name a set of papers: of the model in use, of the candidate."""


def find_worse(pairs: Pairs) -> list[str]:
    """Where a candidate is worse than the model in use on the same papers, one sentence each.

    In each set no kind may have more errors, and no more errors may be silent; a paper that both models
    leave to a person is no error of either, for the person names its kind. Over all sets together no more
    papers may be left to a person.
    """
    worse = [words for what, pair in pairs.items() for words in _worse_errors(what, *pair)]
    was = sum(before.abstained for before, _ in pairs.values())
    now = sum(after.abstained for _, after in pairs.values())
    return [*worse, f"{now} papers left to a person, {was} before"] if now > was else worse


def _worse_errors(what: str, before: KindMeasures, after: KindMeasures) -> list[str]:
    both = zip(before.verdicts, after.verdicts, strict=True)
    said = [pair for pair in both if not (pair[0].abstains and pair[1].abstains)]
    counts = [
        (f"errors in {kind.value.replace('_', ' ')}", *_count_wrong([p for p in said if p[0].true is kind]))
        for kind in Kind
    ]
    counts.append(("silent errors", before.silent_errors, after.silent_errors))
    return [f"{what}: {now} {name}, {was} before" for name, was, now in counts if now > was]


def _count_wrong(pairs: Sequence[tuple[Verdict, Verdict]]) -> tuple[int, int]:
    return sum(not was.right for was, _ in pairs), sum(not now.right for _, now in pairs)
