"""Names that no label asks for."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.people.told_names import letter_names
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.drawn_cards import draw_page

HEAD = """
BLS INSTRUCTOR
                                             American
{name:<45}Heart
                                             Association.
The above individual is a Basic Life Support Instructor and is aligned with the center named below.
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("Dana Whitfield", ["Dana Whitfield"], id="a logo beside the name"),
        pytest.param("Dana   Whitfield", ["Dana Whitfield"], id="beside one of which the words stand apart"),
    ],
)
def test_a_line_of_a_logo_is_no_part_of_a_name(name: str, found: list[str]) -> None:
    paper = lay_out(Kind.OTHER, (draw_page(HEAD.format(name=name)),))
    assert [each.value for each in letter_names(paper, FieldName.APPLICANT_NAME)] == found


def test_a_surname_like_a_word_of_a_logo_stays() -> None:
    paper = lay_out(Kind.OTHER, (draw_page("Dana     Heart\n41 Canal Street\nLowell, MA 01851"),))
    assert [each.value for each in letter_names(paper, FieldName.APPLICANT_NAME)] == ["Dana Heart"]
