"""Labelled papers as the machine reads them now, beside what people said of their fields."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.kinds import FieldName
from domain.likeness import same_value
from domain.pages import PageReading
from intake.extractors.extract import describe_fields, teach_paper
from intake.extractors.known_forms.learning import TaughtPaper
from intake.extractors.sureness.values import JudgedValue
from processing.labelled import LabelledPaper, by_submission
from processing.ports import Storage
from processing.stages.pages import Circumstances, circumstances_of, read_pages_of, readings_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lessons(Generic[T]):
    """What the office's papers teach: those to learn from, and those that models are measured on."""

    training: tuple[T, ...]
    frozen: tuple[T, ...]


#: What one paper teaches, by its pages and how they came.
Teach = Callable[[LabelledPaper, Sequence[PageReading], Circumstances], Iterable[T]]


def gather_office_forms(
    storage: Storage, labelled: Sequence[LabelledPaper], told: Callable[[], None] = lambda: None
) -> Lessons[TaughtPaper]:
    """The papers of which a person spoke of a field: what forms are learned from.

    `told` is called after each arrival.
    """
    return _gather(storage, labelled, _teach_form, told)


def gather_office_values(
    storage: Storage, labelled: Sequence[LabelledPaper], told: Callable[[], None] = lambda: None
) -> Lessons[JudgedValue]:
    """Fields as they are read now, judged by what a person said of them: what calibration learns from.

    `told` is called after each arrival.
    """
    return _gather(storage, labelled, _judge_values, told)


def _gather(
    storage: Storage, labelled: Sequence[LabelledPaper], teach: Teach[T], told: Callable[[], None]
) -> Lessons[T]:
    training: list[T] = []
    frozen: list[T] = []
    for submission_id, papers in by_submission(labelled).items():
        with storage.work() as work:
            pages = read_pages_of(work, submission_id)
            came = circumstances_of(work, submission_id, [paper.document for paper in papers], pages)
        for paper, circumstances in zip(papers, came, strict=True):
            lessons = teach(paper, readings_of(paper.document, pages), circumstances)
            (frozen if paper.frozen else training).extend(lessons)
        told()
    return Lessons(tuple(training), tuple(frozen))


def _teach_form(
    paper: LabelledPaper, pages: Sequence[PageReading], circumstances: Circumstances
) -> Iterator[TaughtPaper]:
    if said := _said_in_words(paper):
        yield teach_paper(paper.document.guess.kind, pages, said, **circumstances)


def _said_in_words(paper: LabelledPaper) -> dict[FieldName, str | None]:
    """What a person said of fields that are words or days; a tick stands nowhere."""
    said: dict[FieldName, str | None] = {}
    for word in paper.words:
        if word.field is not None and (word.said is None or isinstance(word.said, str)):
            said[word.field] = word.said
    return said


def _judge_values(
    paper: LabelledPaper, pages: Sequence[PageReading], circumstances: Circumstances
) -> Iterator[JudgedValue]:
    said = {word.field: word.said for word in paper.words if word.field is not None}
    for evidence, signs in describe_fields(paper.document.guess.kind, pages, **circumstances):
        if isinstance(evidence.value, bool) or evidence.field not in said:
            continue
        true = said[evidence.field]
        right = isinstance(true, str) and same_value(evidence.field.value, true, evidence.value)
        yield JudgedValue(evidence.field.value, paper.group, signs, right)
