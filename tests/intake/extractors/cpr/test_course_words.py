"""A glance at a page's words: where it sees no course, none is named."""

import pytest

from intake.extractors.cpr.course import course_of, may_name_course
from intake.extractors.sheets.building import build_sheet
from tests.intake.extractors.drawn_cards import draw_page


@pytest.mark.parametrize(
    "title",
    [
        "A DVANCED C ARDIOVASCULAR L IFE S UPPORT", "advanced life support", "ACLS-Provider", "A.C.L.S.",
        "Paediatric Advanced Life Support", "PALS", "P.A.L.S.", "H EARTSAVER", "Heart Saver CPR",
        "B ASIC L IFE S UPPORT", "BLSprovider", "B.L.S.", "Health Care Provider CPR", "CPR/AED",
        "Cardiopulmonary Resuscitation", "First Aid", "Fist-aid",
    ],
)  # fmt: skip
def test_sees_the_words_of_each_course(title: str) -> None:
    assert course_of(title) is not None
    assert may_name_course(build_sheet(draw_page(title), 0))


def test_sees_no_course_on_a_licence() -> None:
    licence = "MASSACHUSETTS DRIVER'S LICENSE\nDOB 03/14/1988   EXP 03/14/2030\nREYES ANA"
    assert not may_name_course(build_sheet(draw_page(licence), 0))
