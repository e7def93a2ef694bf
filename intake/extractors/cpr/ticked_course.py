"""The course that is ticked where a card lists several to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import Course, FieldName
from domain.pages import MarkKind
from intake.extractors.cpr.course import course_of
from intake.extractors.sheets.boxes import box_before
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper

#: What a course with a clear tick is worth.
TICKED = 0.95


@dataclass(frozen=True, slots=True)
class Choice:
    """A course with a box before it."""

    course: Course
    box: MarkKind
    laid: Laid
    segment: Segment


def list_choices(paper: Paper) -> list[Choice]:
    """The courses to choose from; none where boxes stand before less than two."""
    found = [choice for laid in paper.pages for choice in _choices_of(laid)]
    return found if len({choice.course for choice in found}) > 1 else []


def ticked_course(paper: Paper, choices: list[Choice]) -> Evidence | None:
    """The one course whose box is ticked; none where several are, or none surely."""
    ticked = [choice for choice in choices if choice.box is MarkKind.CHECKBOX_ON]
    if len({choice.course for choice in ticked}) != 1 or any(
        choice.box is MarkKind.CHECKBOX_UNSURE for choice in choices
    ):
        return None
    first = ticked[0]
    return paper.evidence(
        FieldName.COURSE,
        first.course.value,
        first.laid.sheet.page,
        first.segment.tokens,
        TICKED,
        reading=0.97,
    )


def _choices_of(laid: Laid) -> Iterator[Choice]:
    for segment in laid.sheet.segments:
        course = course_of(segment.text)
        box = box_before(laid, segment.tokens[0])
        if course is not None and box is not None:
            yield Choice(course, box, laid, segment)
