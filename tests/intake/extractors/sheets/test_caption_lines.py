"""Captions centred under lines of their own, and other columns beside them."""

from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Mark, MarkKind, PageReading
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.vocabulary import Ask
from tests.intake.extractors.written_forms import CELL, HEIGHT, LINE, draw_form, read_fields

F = FieldName
SURE = 0.9

CENTRED = """
STATEMENT FROM CERTIFYING STATE

Marsh                      Nathan                     {middle}
        LAST NAME                   FIRST                    MIDDLE

2-11-2000                  7771                       857-555-0147
        DATE OF BIRTH            SSN (LAST FOUR)            TELEPHONE

Mass.                      EMT-B                      E0861008
        CERTIFYING STATE         LEVEL CERTIFIED        CERTIFICATION NO.
"""

#: Where each of three lines begins and ends, in columns.
LINES = ((0, 25), (27, 52), (54, 75))


def over_captions(page: PageReading, *rows: int) -> PageReading:
    """The page with three lines at the foot of some rows."""
    drawn = (
        Mark(MarkKind.RULE, Box(a * CELL, row * LINE + HEIGHT + 4, b * CELL, row * LINE + HEIGHT + 8), 0.5)
        for row in rows for a, b in LINES
    )  # fmt: skip
    return replace(page, marks=(*page.marks, *drawn))


@pytest.mark.parametrize(
    ("middle", "name"),
    [("Timothy", "Nathan Timothy Marsh"), ("", "Nathan Marsh"), ("T.", "Nathan T Marsh")],
)
def test_words_on_a_line_answer_the_caption_under_it(middle: str, name: str) -> None:
    page = over_captions(draw_form(CENTRED.format(middle=middle)), 2, 5, 8)
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert str(found[F.APPLICANT_NAME].value).replace(".", "") == name
    assert found[F.SSN_LAST4].value == "7771"
    assert found[F.LEVEL].value == "EMT"
    assert found[F.CERTIFICATION_NUMBER].value == "E0861008"


@pytest.mark.parametrize("middle", ["Timothy", "", "T."])
def test_without_its_line_a_name_aside_of_its_caption_is_not_sure(middle: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(CENTRED.format(middle=middle)))
    assert F.APPLICANT_NAME not in found or found[F.APPLICANT_NAME].confidence < SURE


WITH_A_COLUMN = """
Utopia Bureau of EMS                    Request for Verification

WHO FILLS THIS IN                       Justin          Eric             Marsh
You sign boxes 1 to 6. The person
that answers goes on with box 7         First           Middle           Last
and forwards the page to our desk.
                                        July 22, 1983   2623
                                        Born            Last 4 SSN
"""


def test_lines_of_another_column_are_no_name_over_its_captions() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(WITH_A_COLUMN, line_step=28))
    assert found[F.APPLICANT_NAME].value == "Justin Eric Marsh"
    assert found[F.DATE_OF_BIRTH].value == "1983-07-22"


ONE_LINE = """
Name of applicant

Ana Maria Lopez
First       Middle       Last

Date of birth   04/07/1995
"""


def test_captions_under_one_whole_name_are_not_answered_each() -> None:
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(ONE_LINE)]).pages[0]
    assert [a.label.ask for a in laid.answers] == [Ask.BIRTH_DATE]
