"""Booklets that list a course each time it was taken, and days that are no card's."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.place_signs import OF_ANOTHER_TERM
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.drawn_cards import draw_page, read_card

BOOKLET = """
BLS Healthcare Provider
LIFE SUPPORT PASSBOOK
Emergency Care Institute       Skills seen    Counts to      School                 Taught by
Bearer                         {first:<29}Saltbox EMS            Olga Petrova
Dana Whitfield                                               Academy
Book no.                       02/14/2026     02/14/2028     {school:<23}{taught}
L564726                                                      Fire Training
Book opened
03/30/2024

The lowest line that is filled is the one in force.
"""


def fill(
    first: str = "03/30/2024     02/14/2026", school: str = "Quabbin Regional", taught: str = "Gail Ostrow"
) -> str:
    return BOOKLET.format(first=first, school=school, taught=taught)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("03/30/2024     02/14/2026", id="apart"),
        pytest.param("03/30/202402/14/2026", id="run together"),
    ],
)
def test_the_latest_term_of_a_booklet_is_the_one_in_force(first: str) -> None:
    found = read_card(fill(first))
    assert (found["issued_on"], found["expires_on"]) == ("2026-02-14", "2028-02-14")
    assert (found["training_center"], found["instructor_name"]) == (
        "Quabbin Regional Fire Training",
        "Gail Ostrow",
    )


def test_who_taught_an_earlier_term_is_never_sure() -> None:
    paper = lay_out(Kind.CPR_CARD, [draw_page(fill(taught=""))])
    found = read_fields(paper)
    told = {
        e.field: OF_ANOTHER_TERM in s for e, s in zip(found, describe_evidence(paper, found), strict=True)
    }
    assert told.get(FieldName.INSTRUCTOR_NAME, True)
    assert not told[FieldName.TRAINING_CENTER]


@pytest.mark.parametrize(
    ("caption", "issued"),
    [
        pytest.param("With us since", None, id="employed"),
        pytest.param("Book opened", None, id="a book begun"),
        pytest.param("Class held on", "2026-04-10", id="the class"),
    ],
)
def test_a_caption_over_a_day_tells_that_it_is_no_card_s(caption: str, issued: str | None) -> None:
    found = read_card(f"""
American Heart Association
# BLS Provider
# Dana Whitfield
Badge              {caption}
45188              10 Apr 2026

good to the end of 04/2028
""")
    assert (found.get("issued_on"), found["expires_on"]) == (issued, "2028-04")


def test_a_day_on_which_something_else_was_tried_is_no_card_s() -> None:
    found = read_card("""
American Heart Association
# BLS Provider
# Dana Whitfield
passed on O6 Apx 2026g good to the end of 04/2028
Mask: size regular, tried 10 Apr 2026
""")
    assert found.get("issued_on") != "2026-04-10"
