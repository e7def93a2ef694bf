"""The course that is ticked where a card lists several to choose from."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import Course, FieldName
from domain.pages import MarkKind
from intake.extractors.cpr.course import course_of
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper

_BOXES = (MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_UNSURE, MarkKind.CHECKBOX_OFF)
#: A box stands so near before its words and so level with them, in heights of a line.
NEAR, LEVEL = 3.0, 0.9
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
        box = _box_before(laid, segment)
        if course is not None and box is not None:
            yield Choice(course, box, laid, segment)


def _box_before(laid: Laid, segment: Segment) -> MarkKind | None:
    first = segment.tokens[0]
    place = first.word.box
    boxes = [
        mark
        for mark in laid.sheet.marks
        if mark.kind in _BOXES
        and abs(mark.box.middle[1] - place.middle[1]) < LEVEL * first.height
        and -0.3 * first.height <= place.x0 - mark.box.x1 < NEAR * first.height
    ]
    nearest = max(boxes, key=lambda mark: mark.box.x1, default=None)
    return nearest.kind if nearest is not None else None
