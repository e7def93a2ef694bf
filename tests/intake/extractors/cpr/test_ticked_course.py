"""Where a card lists several courses with boxes, the ticked one is its course."""

from dataclasses import replace

import pytest

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import Channel, FieldName, Kind
from domain.pages import Mark, MarkKind
from intake.extractors.extract import extract_evidence
from tests.intake.extractors.drawn_cards import draw_page

CARD = """
Health & Safety Institute
Program:     First Aid     CPR/AED     Basic Life Support (BLS)     ACLS
Name   Orla Sweeney
Completion date   03/04/2026   Expires   03/04/2028
Training center   Northfield Rescue
The holder has demonstrated the required knowledge and skills.
"""
ON, OFF, UNSURE = MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_OFF, MarkKind.CHECKBOX_UNSURE


def course(*boxes: MarkKind) -> Evidence | None:
    """The course read where these boxes stand before the four programs, in their order."""
    page = draw_page(CARD)
    heads = [w for w in page.words if w.text in ("First", "CPR/AED", "Basic", "ACLS")]
    marks = [
        Mark(kind, Box(w.box.x0 - 34, w.box.y0, w.box.x0 - 10, w.box.y1))
        for w, kind in zip(heads, boxes, strict=True)
    ]
    found = extract_evidence(Kind.CPR_CARD, [replace(page, marks=tuple(marks))], channel=Channel.SCAN)
    return next((e for e in found if e.field is FieldName.COURSE), None)


@pytest.mark.parametrize(
    ("boxes", "value"),
    [
        pytest.param((OFF, OFF, ON, OFF), "BLS", id="the third"),
        pytest.param((OFF, ON, OFF, OFF), "CPR_AED", id="the second"),
        pytest.param((OFF, OFF, OFF, ON), "ACLS", id="the last"),
    ],
)
def test_the_ticked_course_is_the_card_s(boxes: tuple[MarkKind, ...], value: str) -> None:
    found = course(*boxes)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param((OFF, OFF, OFF, OFF), id="none ticked"),
        pytest.param((OFF, OFF, ON, ON), id="two ticked"),
        pytest.param((OFF, OFF, UNSURE, ON), id="one may be"),
    ],
)
def test_a_course_is_not_sure_where_not_one_alone_is_ticked(boxes: tuple[MarkKind, ...]) -> None:
    found = course(*boxes)
    assert found is None or found.confidence < 0.9


def test_a_tick_that_was_read_as_a_letter_stands_in_its_box() -> None:
    page = draw_page("Program:     First Aid     V Basic Life Support (BLS)\nName   Orla Sweeney")
    box = {w.text: w.box for w in page.words}
    first, tick = box["First"], box["V"]
    marks = (Mark(OFF, Box(first.x0 - 34, first.y0, first.x0 - 10, first.y1)), Mark(ON, tick))
    found = extract_evidence(Kind.CPR_CARD, [replace(page, marks=marks)], channel=Channel.SCAN)
    told = next(e for e in found if e.field is FieldName.COURSE)
    assert (told.value, told.confidence > 0.9) == ("BLS", True)
