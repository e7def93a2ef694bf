"""Labelled papers as the machine reads them now, beside what people said: what forms are learned from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.documents import SubmissionPage
from domain.ids import SubmissionId
from domain.kinds import FieldName
from intake.extractors.extract import teach_paper
from intake.extractors.known_forms.learning import TaughtPaper
from processing.labelled import LabelledPaper, by_submission
from processing.ports import Storage, Work
from processing.stages.pages import is_body, is_one_paper, read_pages_of, readings_of


@dataclass(frozen=True, slots=True)
class OfficeForms:
    """The office's papers: those to learn from, and those that forms are measured on."""

    training: tuple[TaughtPaper, ...]
    frozen: tuple[TaughtPaper, ...]


def gather_office_forms(
    storage: Storage, labelled: Sequence[LabelledPaper], told: Callable[[], None] = lambda: None
) -> OfficeForms:
    """The papers of which a person spoke of a field; `told` is called after each arrival."""
    training: list[TaughtPaper] = []
    frozen: list[TaughtPaper] = []
    for submission_id, papers in by_submission(labelled).items():
        with storage.work() as work:
            pages = read_pages_of(work, submission_id)
            for paper in papers:
                (frozen if paper.frozen else training).extend(_teach(work, submission_id, paper, pages))
        told()
    return OfficeForms(tuple(training), tuple(frozen))


def _teach(
    work: Work, submission_id: SubmissionId, paper: LabelledPaper, pages: list[SubmissionPage]
) -> Iterator[TaughtPaper]:
    if said := _said_of(paper):
        yield teach_paper(
            paper.document.guess.kind,
            readings_of(paper.document, pages),
            said,
            channel=work.submissions.get(submission_id).channel,
            is_body=is_body(paper.document, pages),
            headers=work.submissions.facts(submission_id).headers,
            one_paper=is_one_paper(paper.document, work.batches.words(submission_id)),
        )


def _said_of(paper: LabelledPaper) -> dict[FieldName, str | None]:
    """What a person said of fields that are words or days; a tick stands nowhere."""
    said: dict[FieldName, str | None] = {}
    for word in paper.words:
        if word.field is not None and (word.said is None or isinstance(word.said, str)):
            said[word.field] = word.said
    return said
