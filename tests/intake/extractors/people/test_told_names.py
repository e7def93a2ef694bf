"""Names that no label asks for."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageSource
from domain.submissions import Headers
from intake.extractors.people.names import find_name
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


@pytest.mark.parametrize(
    ("head", "found"),
    [
        pytest.param("MARY LAND", [], id="a state in widely set capitals"),
        pytest.param("Mary Land", ["Mary Land"], id="a name"),
    ],
)
def test_a_state_in_widely_set_capitals_heads_no_letter_as_a_name(head: str, found: list[str]) -> None:
    paper = lay_out(Kind.OTHER, (draw_page(f"{head}\n41 Canal Street\nLowell, MA 01851"),))
    assert [each.value for each in letter_names(paper, FieldName.APPLICANT_NAME)] == found


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


ANSWER = """
Sorry about that, I did not see it at first.
I hope that it is not too late now.
My date of birth is 5/3/1986. The Texas Department of State Health Services
is who needs it, P.O. Box 149351, Austin, TX 78714
{signed}
{quoted}
"""


@pytest.mark.parametrize(
    ("signed", "quoted"),
    [
        pytest.param("Theodore D. Powell", "On Tue, Sep 29, 2026, Ted Powell wrote:\n> Hello", id="quote"),
        pytest.param("Theodore D. Powell\nSent from my iPhone", "> > Ted Powell wrote:", id="device below"),
        pytest.param("Theodore D. Powell\nEMT E0890181\nc. 413-555-0160", "From: Ted Powell", id="trade"),
        pytest.param("Theodore D. Powell", "", id="nothing answered"),
    ],
)  # fmt: skip
def test_who_writes_of_himself_signs_in_the_last_line(signed: str, quoted: str) -> None:
    page = replace(draw_page(ANSWER.format(signed=signed, quoted=quoted)), source=PageSource.BODY)
    paper = lay_out(Kind.VERIFICATION_REQUEST, (page,))
    found = find_name(paper, FieldName.APPLICANT_NAME, Headers(sender="Ted Powell <ted@example.org>"))
    assert found is not None
    assert found.value == "Theodore D. Powell"


def test_an_office_s_last_line_names_its_clerk() -> None:
    text = "Please verify our applicant Dana Whitfield, EMT E0890181.\nFax to 207-555-0133\nGwen Tarbox"
    page = replace(draw_page(text), source=PageSource.BODY)
    paper = lay_out(Kind.VERIFICATION_REQUEST, (page,))
    found = find_name(paper, FieldName.APPLICANT_NAME, Headers(sender="Gwen Tarbox <gwen@example.org>"))
    assert found is not None
    assert found.value == "Dana Whitfield"


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("I'm a paramedic here (P0936996, name on the card Dana Whitfield) and move.", id="card"),
        pytest.param("The name on my license is Dana Whitfield.", id="license"),
        pytest.param("Name as it appears on your records: Dana Whitfield", id="records"),
        pytest.param("We are onboarding Dana Whitfield as a transport paramedic.", id="onboarding"),
    ],
)
def test_a_sentence_tells_the_name(sentence: str) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (draw_page(sentence),))
    found = max(sentence_names(paper, FieldName.APPLICANT_NAME), key=lambda e: e.confidence)
    assert (found.value, found.confidence > 0.85) == ("Dana Whitfield", True)
