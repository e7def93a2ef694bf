"""Labelled papers as a classifier learns from them: their words as features."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents import Document
from domain.kinds import FieldName
from domain.pages import PageReading
from intake.classifiers.candidate import OfficePaper
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.leaves import leaf_of
from intake.classifiers.papers import PaperFeatures, measure_paper
from processing.labelled import LabelledPaper, by_submission
from processing.ports import Storage
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
