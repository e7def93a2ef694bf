"""Which predicted document is which labelled one: the one in its place that shares most pages with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from processing.evaluation.papers import Place, SaidPaper, TruePaper, TrueSubmission, fold_part

#: Among predictions that share as many pages the one of the right kind goes first.
KIND_TELLS = 0.01
#: Among those of one kind, as on a page that shows several cards, the one that says the same.
VALUES_TELL = 0.005


@dataclass(slots=True)
class Pair:
    """A labelled paper and what was said of it."""

    true: TruePaper
    said: SaidPaper | None = None
    parts: list[SaidPaper] = field(default_factory=list)
    """What was said of its pages in other attachments."""
    alone: bool = True
    """Whether no other paper lies in the same attachment."""
    ignorable: frozenset[int] = frozenset()
    """Pages of its attachment that may be in it or not."""

    @property
    def kind_right(self) -> bool:
        """Whether it was found and its kind is right."""
        return self.said is not None and self.said.kind == self.true.kind


@dataclass(slots=True)
class Pairing:
    """Every labelled paper once, and every prediction that is none of them."""

    pairs: list[Pair] = field(default_factory=list)
    spurious: list[SaidPaper] = field(default_factory=list)
    """Papers that are not there."""
    decoration: list[SaidPaper] = field(default_factory=list)
    """Logos and the like that were taken for papers."""
    submissions: list[tuple[TrueSubmission, list[Pair]]] = field(default_factory=list)


def pair_papers(truth: Sequence[TrueSubmission], said: Sequence[SaidPaper]) -> Pairing:
    """Pair file by file; a prediction for a file that nobody labelled is spurious."""
    pairing = Pairing()
    by_file: defaultdict[str, list[TrueSubmission]] = defaultdict(list)
    for submission in truth:
        by_file[submission.file].append(submission)
    by_source: defaultdict[str, list[SaidPaper]] = defaultdict(list)
    for paper in said:
        by_source[paper.source].append(paper)
    for source, papers in by_source.items():
        if source not in by_file:
            pairing.spurious += papers
    for file, submissions in by_file.items():
        _File(submissions, by_source[file]).pair(pairing)
    return pairing


def _same_values(said: SaidPaper, true: TruePaper) -> float:
    """Share of the labelled values that were said letter by letter, 0.0-1.0."""
    own = {name: value for name, value in true.values.items() if value is not None}
    same = sum(name in said.values and said.values[name].value == value for name, value in own.items())
    return same / max(1, len(own))


class _File:
    """One file with its labelled papers and its predictions."""

    def __init__(self, submissions: Sequence[TrueSubmission], said: list[SaidPaper]) -> None:
        self._submissions = submissions
        self._said = said
        self._ignorable = frozenset[Place]().union(*(s.ignorable for s in submissions))
        self._unlabelled = frozenset[Place]().union(*(s.unlabelled for s in submissions))
        self._decoration = frozenset[str | None]().union(*(s.decoration for s in submissions))
        self._scan = submissions[0].channel == "scan"
        self._own = fold_part(submissions[0].file)

    def pair(self, pairing: Pairing) -> None:
        by_submission = [(s, [Pair(paper) for paper in s.papers]) for s in self._submissions]
        pairs = [pair for _, own in by_submission for pair in own]
        for pair in pairs:
            pair.alone = sum(other.true.attachment == pair.true.attachment for other in pairs) == 1
            pair.ignorable = self._ignorable_in(pair.true.attachment)
        for said in self._settle(pairs):
            self._place(said, pairs, pairing)
        pairing.pairs += pairs
        pairing.submissions += by_submission

    def _settle(self, pairs: list[Pair]) -> list[SaidPaper]:
        """The best pairs first; what is left over."""
        candidates = [
            (score, -ordinal, -place)
            for ordinal, said in enumerate(self._said)
            for place, pair in enumerate(pairs)
            if (score := self._likeness(said, pair.true)) > 0
        ]
        left = dict(enumerate(self._said))
        for _, ordinal, place in sorted(candidates, reverse=True):
            pair = pairs[-place]
            if -ordinal in left and pair.said is None:
                pair.said = left.pop(-ordinal)
        return list(left.values())

    def _likeness(self, said: SaidPaper, true: TruePaper) -> float:
        part = self._part_of(said)
        if part != true.attachment:
            return 0.0
        pages = said.pages - self._ignorable_in(part)
        if true.is_body or not said.pages:
            shared = 1.0
        else:
            shared = len(pages & true.pages) / max(1, len(pages | true.pages))
        told = KIND_TELLS * (said.kind == true.kind) + VALUES_TELL * _same_values(said, true)
        return shared + told if shared else 0.0

    def _part_of(self, said: SaidPaper) -> str | None:
        """A scan's own name says no more than none."""
        return None if self._scan and said.attachment == self._own else said.attachment

    def _ignorable_in(self, part: str | None) -> frozenset[int]:
        return frozenset(page for name, page in self._ignorable if name == part)

    def _place(self, said: SaidPaper, pairs: Sequence[Pair], pairing: Pairing) -> None:
        """What is no labelled paper: decoration, the rest of one, a page of no matter, or too much."""
        part, pages = self._part_of(said), said.pages or frozenset({0})
        whole = [p for p in pairs if any((part, page) in p.true.goes_on for page in pages)]
        if part in self._decoration:
            pairing.decoration.append(said)
        elif whole and all(said.kind in (p.true.kind, "other") for p in whole):
            for pair in whole:
                pair.parts.append(said)
        elif not (
            self._may_be_other(said, part, pages) or {(part, page) for page in pages} <= self._unlabelled
        ):
            pairing.spurious.append(said)

    def _may_be_other(self, said: SaidPaper, part: str | None, pages: frozenset[int]) -> bool:
        """A cover or the words around the papers, which may be a paper of the kind `other`."""
        words = part is None and not self._scan and not self._submissions[0].text_is_paper
        return said.kind == "other" and (words or pages <= self._ignorable_in(part))
