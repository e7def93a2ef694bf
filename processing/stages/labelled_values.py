"""Values of labelled papers, judged by what people said of them: what calibration learns from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.documents import SubmissionPage
from domain.ids import SubmissionId
from domain.likeness import same_value
from intake.extractors.extract import describe_fields
from intake.extractors.sureness.values import JudgedValue
from processing.labelled import LabelledPaper, by_submission
from processing.ports import Storage, Work
from processing.stages.pages import is_body, is_one_paper, read_pages_of, readings_of


@dataclass(frozen=True, slots=True)
class OfficeValues:
    """The office's judged values: those to learn from, and those that calibrations are measured on."""

    training: tuple[JudgedValue, ...]
    frozen: tuple[JudgedValue, ...]


def gather_office_values(
    storage: Storage, labelled: Sequence[LabelledPaper], told: Callable[[], None] = lambda: None
) -> OfficeValues:
    """Fields as they are read now, where a person spoke of them; `told` is called after each arrival."""
    training: list[JudgedValue] = []
    frozen: list[JudgedValue] = []
    for submission_id, papers in by_submission(labelled).items():
        with storage.work() as work:
            pages = read_pages_of(work, submission_id)
            for paper in papers:
                (frozen if paper.frozen else training).extend(_judge(work, submission_id, paper, pages))
        told()
    return OfficeValues(tuple(training), tuple(frozen))


def _judge(
    work: Work, submission_id: SubmissionId, paper: LabelledPaper, pages: list[SubmissionPage]
) -> Iterator[JudgedValue]:
    said = {word.field: word.said for word in paper.words if word.field is not None}
    described = describe_fields(
        paper.document.guess.kind,
        readings_of(paper.document, pages),
        channel=work.submissions.get(submission_id).channel,
        is_body=is_body(paper.document, pages),
        headers=work.submissions.facts(submission_id).headers,
        one_paper=is_one_paper(paper.document, work.batches.words(submission_id)),
    )
    for evidence, signs in described:
        if isinstance(evidence.value, bool) or evidence.field not in said:
            continue
        true = said[evidence.field]
        right = isinstance(true, str) and same_value(evidence.field.value, true, evidence.value)
        yield JudgedValue(evidence.field.value, paper.group, signs, right)
