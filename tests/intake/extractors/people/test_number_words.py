"""Numbers that forms and registers print, beside those of certifications."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageReading, PageSource
from intake.extractors.extract import read_fields as read_paper
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.place_signs import NUMBER_AT_FOOT
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.written_forms import draw_form, read_fields

NUMBER = FieldName.CERTIFICATION_NUMBER

WEDDING = """
THE COMMONWEALTH OF MASSACHUSETTS
CERTIFICATE OF MARRIAGE
Name before marriage:    Maria T Souza
Name after marriage:     Maria T Hale
Occupation:              E.M.T.
Date of marriage:        10/05/2025
I certify that this is a true copy of the record in my office.
Date issued:             11/02/2025
{foot}
"""


def number_on(foot: str, kind: Kind = Kind.NAME_CHANGE_EVIDENCE, drawing: str = WEDDING) -> str | None:
    found = read_fields(kind, draw_form(drawing.format(foot=foot)))
    return str(found[NUMBER].value) if NUMBER in found else None


@pytest.mark.parametrize(
    "foot",
    [
        "It is illegal to alter or reproduce this paper.       No. A 0391827",
        "R-202 (Rev. 9/22)                                     A 0391827",
        "Certificate No. A 0391827",
        "Cert. No.: E0391827",
        "Certification of Vital Record No. A0391827",
        "Mass. state file no. A0391827",
        "Marriage license number: P 0391827",
        "Book 41   Page 208   A0391827",
    ],
)
def test_a_certificates_own_number_is_nobodys(foot: str) -> None:
    assert number_on(foot) is None


@pytest.mark.parametrize(
    ("foot", "number"),
    [
        pytest.param("EMT cert no. A0391827", "A0391827", id="an EMT's"),
        pytest.param("my certification is P0391827", "P0391827", id="certification"),
        pytest.param("OEMS number: E 0391827", "E0391827", id="the office's"),
        pytest.param("re: E0391827", "E0391827", id="what the sender notes"),
    ],
)
def test_a_number_called_a_certifications_is_read_beside_it(foot: str, number: str) -> None:
    assert number_on(f"{foot}\nForm R-202                          No. A 0719364") == number


def written(page: PageReading, text: str) -> PageReading:
    """A page of which one word is written by hand."""
    words = tuple(replace(w, handwritten=True) if w.text == text else w for w in page.words)
    return replace(page, words=words)


def test_what_a_hand_calls_a_certificate_beside_one_is_another() -> None:
    page = written(draw_form(WEDDING.format(foot="Cert # E0391827")), "E0391827")
    assert read_fields(Kind.NAME_CHANGE_EVIDENCE, page)[NUMBER].value == "E0391827"


REQUEST = """
VERIFICATION OF EMS CERTIFICATION
Applicant name:      Maria T Souza
Date of birth:       04/12/1987
Level:               EMT
Please send the answer to
Cedar County Board of Health, 12 Oak Street
Salem, MA 01970
{foot}
"""


@pytest.mark.parametrize(
    ("foot", "number"),
    [
        pytest.param("OEMS Form 200 (rev. 3/2020)          A 0391827", None, id="with the form's own"),
        pytest.param("No. A 0391827", None, id="no word but number"),
        pytest.param("Control number A0391827", None, id="control"),
        pytest.param("My number is E0391827", "E0391827", id="the writer's"),
        pytest.param("EMT no. E0391827", "E0391827", id="an EMT's"),
    ],
)
def test_a_requests_foot_tells_no_number_of_a_person(foot: str, number: str | None) -> None:
    assert number_on(foot, Kind.VERIFICATION_REQUEST, REQUEST) == number


@pytest.mark.parametrize(
    ("foot", "bare"),
    [
        pytest.param("E0391827", True, id="no words"),
        pytest.param("Massachusetts EMT E0391827", False, id="called an EMT's"),
        pytest.param("E0391827\nThank you\nvery\nmuch", False, id="above the foot"),
    ],
)
def test_a_bare_number_at_the_foot_is_not_sure(foot: str, bare: bool) -> None:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (draw_form(REQUEST.format(foot=foot)),))
    found = read_paper(paper)
    signs = next(s for e, s in zip(found, describe_evidence(paper, found), strict=True) if e.field is NUMBER)
    assert (NUMBER_AT_FOOT in signs) is bare


def test_a_mails_last_line_is_no_foot_of_a_sheet() -> None:
    page = replace(draw_form(REQUEST.format(foot="E0391827")), source=PageSource.BODY)
    paper = lay_out(Kind.VERIFICATION_REQUEST, (page,))
    found = read_paper(paper)
    assert all(NUMBER_AT_FOOT not in signs for signs in describe_evidence(paper, found))


ENDORSEMENT = """
Last name                        Certifying state
Lopez                            Massachusetts
Born (mm/dd/yyyy)                Level held there
04/07/1995                       Paramedic
Mailing address                  {caption}
88 Canal Way, Salem MA 01970     P3318842
"""


@pytest.mark.parametrize(
    ("caption", "number"),
    [
        pytest.param("National Registry no.", None, id="the registry's"),
        pytest.param("NREMT ID", None, id="the registry's in letters"),
        pytest.param("Kentanna application no.", None, id="an application's"),
        pytest.param("Number issued there", "P3318842", id="the certification's"),
    ],
)
def test_a_number_under_another_offices_caption_is_not_ours(caption: str, number: str | None) -> None:
    drawing = ENDORSEMENT.format(caption=caption)
    assert number_on("", Kind.VERIFICATION_REQUEST, drawing) == number


#: A form with a box of the office's own beside its title.
BOXED = """
Delmarva Division of Health                           OFFICE USE
Verification of Out-of-State Certification / Licensure    {own} 7741-26
Applicant         Ana Lopez
Born              28 May 1981
Certified in      Massachusetts as Paramedic
under number      P3318842
"""


@pytest.mark.parametrize("own", ["App.", "Appl. no.", "Application #"])
def test_an_application_s_number_in_the_office_s_box_is_not_ours(own: str) -> None:
    drawing = BOXED.format(own=own)
    assert number_on("", Kind.VERIFICATION_REQUEST, drawing) == "P3318842"
    without = drawing.replace("under number      P3318842", "")
    assert number_on("", Kind.VERIFICATION_REQUEST, without) is None


@pytest.mark.parametrize(
    "caption",
    ["Certification/Application Number", "License/Application #", "License No. at time of application"],
)
def test_a_caption_that_says_both_asks_for_ours(caption: str) -> None:
    drawing = f"Applicant: Ana Lopez\nDate of birth: 04/07/1995\n{caption}: E0871234\n"
    assert number_on("", Kind.VERIFICATION_REQUEST, drawing) == "E0871234"
