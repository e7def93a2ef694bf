"""Names that no label asks for."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.people.told_names import block_names, letter_names, sentence_names
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


MARGIN = """
4 September 2026                             {name}
Department of Public Health                  {below}
Office of Emergency Medical Services         EMT - E0810170
"""


@pytest.mark.parametrize(
    ("name", "below", "found"),
    [
        pytest.param("Dana Whitfield", "b. 1966-12-23", ["Dana Whitfield"], id="over the birth"),
        pytest.param("Dana Whitfield", "born 12/23/1966", ["Dana Whitfield"], id="over the birth in words"),
        pytest.param("Dana Whitfield", "Director", [], id="over a job"),
        pytest.param("Our file 1172", "b. 1966-12-23", [], id="no name over the birth"),
    ],
)
def test_a_name_stands_over_the_birth_in_a_margin(name: str, below: str, found: list[str]) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (draw_page(MARGIN.format(name=name, below=below)),))
    assert [each.value for each in block_names(paper, FieldName.APPLICANT_NAME)] == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("Dana Whitfield   is the whole name", ["Dana Whitfield"], id="the whole name"),
        pytest.param("Dana Whitfield is my full legal name", ["Dana Whitfield"], id="my name"),
        pytest.param("Dana Whitfield is the nurse", [], id="no name told"),
    ],
)
def test_a_name_stands_before_what_says_so(line: str, found: list[str]) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (draw_page(f"{line}\n2003-07-15 is the day of birth"),))
    assert [each.value for each in sentence_names(paper, FieldName.APPLICANT_NAME)] == found
