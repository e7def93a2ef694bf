"""What decided cases teach, as models learn it: words of papers as features, papers beside records."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.documents import Document
from domain.ids import SubmissionId
from domain.kinds import FieldName
from domain.pages import PageReading
from intake.classifiers.candidate import OfficePaper
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.leaves import leaf_of
from intake.classifiers.papers import PaperFeatures, measure_paper
from processing.labelled import LabelledPaper, by_submission
from processing.labelled_matches import LabelledMatch
from processing.matching.compare import compare_record
from processing.matching.credentials import choose_credentials
from processing.matching.learning import OfficePair
from processing.matching.pairs import pair_confirmed
from processing.matching.rank import is_plausible
from processing.ports import Storage, Work
from processing.stages.match import look_around, query_of
from processing.stages.pages import read_pages_of, readings_of


@dataclass(frozen=True, slots=True)
class OfficePapers:
    """The office's labelled papers: those to learn from, and those that models are measured on."""

    training: tuple[OfficePaper, ...]
    frozen: tuple[PaperFeatures, ...]


def gather_office_papers(
    storage: Storage, labelled: Sequence[LabelledPaper], classifier: KindClassifier
) -> OfficePapers:
    """Each paper whole; to learn from also each page of one that has several, as splitting looks at pages."""
    training: list[OfficePaper] = []
    frozen: list[PaperFeatures] = []
    for submission_id, papers in by_submission(labelled).items():
        with storage.work() as work:
            pages = read_pages_of(work, submission_id)
        for paper in papers:
            readings, leaf = readings_of(paper.document, pages), true_leaf(paper.document)
            if paper.frozen:
                frozen.append(measure_paper(readings, leaf, classifier))
            else:
                training += [
                    OfficePaper(measure_paper(part, leaf, classifier), paper.group)
                    for part in _parts(readings)
                ]
    return OfficePapers(tuple(training), tuple(frozen))


def true_leaf(document: Document) -> str:
    """What a labelled document is to the model."""
    guess = document.guess
    return leaf_of(guess.kind, guess.subkind, str(document.value(FieldName.EVIDENCE_TYPE) or ""))


def _parts(readings: Sequence[PageReading]) -> list[Sequence[PageReading]]:
    single = [[reading] for reading in readings if reading.plain_text.strip()]
    return [readings, *single] if len(readings) > 1 else [readings]


@dataclass(frozen=True, slots=True)
class OfficePairs:
    """The office's labelled matches: those to learn from, and those that weights are measured on."""

    training: tuple[OfficePair, ...]
    frozen: tuple[OfficePair, ...]
    left_out: int
    """Papers of approved cases on which nothing is the record's: another person's, or a slip of the hand."""


def gather_office_pairs(
    storage: Storage, matches: Sequence[LabelledMatch], told: Callable[[], None] = lambda: None
) -> OfficePairs:
    """Each paper as it was read, beside the records that were possible; `told` is called after each."""
    training: list[OfficePair] = []
    frozen: list[OfficePair] = []
    for submission_id, together in _arrivals(matches).items():
        with storage.work() as work:
            for match, pair in zip(together, _pairs_of(work, submission_id, together), strict=True):
                if pair is not None:
                    (frozen if match.frozen else training).append(pair)
        told()
    return OfficePairs(tuple(training), tuple(frozen), len(matches) - len(training) - len(frozen))


def _arrivals(matches: Sequence[LabelledMatch]) -> dict[SubmissionId, list[LabelledMatch]]:
    found: defaultdict[SubmissionId, list[LabelledMatch]] = defaultdict(list)
    for match in matches:
        found[match.document.submission_id].append(match)
    return dict(found)


def _pairs_of(
    work: Work, submission_id: SubmissionId, matches: Sequence[LabelledMatch]
) -> list[OfficePair | None]:
    """None for a paper on which nothing is the record's.

    Whom the sender wrote about is left aside: of a decided case it would name the answer.
    """
    pages = read_pages_of(work, submission_id)
    around = look_around(work, submission_id, work.documents.of_submission(submission_id), pages, frozenset())
    pairs: list[OfficePair | None] = []
    for match in matches:
        query = query_of(match.document, around, readings_of(match.document, pages))
        chosen = choose_credentials(query, work.records.candidates(query), around.may_practise)
        fits = is_plausible(compare_record(query, match.record))
        pair = pair_confirmed(query, chosen.records, match.record)
        pairs.append(OfficePair(pair, match.said) if fits else None)
    return pairs
