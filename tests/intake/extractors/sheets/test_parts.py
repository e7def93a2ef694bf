"""Whose part of a form a row belongs to, by its headings and by what it asks."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.parts import Part
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def part_of_heading(heading: str) -> Part:
    """The part that a heading opens, between two lines that open none."""
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(f"Some office\n\n{heading}\n\nRemarks")]).pages[0]
    return laid.parts[-1]


@pytest.mark.parametrize(
    "heading",
    [
        "SECTION ONE: TO BE FILLED OUT BY LICENSEE",
        "Part A - Completed by certificant",
        "To be completed by the license holder",
        "PART II - Applicant. Print legibly. An incomplete part comes back.",
        "Section 2: Licensee",
        "LEFT SIDE: APPLICANT",
        "THIS SECTION IS FOR THE APPLICANT",
        "(1) Licensee",
        "Part 2 - For the candidate (please print)",
        "To be completed by the certified EMT",
        "PART 2 - CREDENTIAL TO BE VERIFIED",
        "Section B: License you hold",
        "Section B: License to be verified by the applicant",
    ],
)
def test_whoever_holds_a_license_fills_in_the_applicant_s_part(heading: str) -> None:
    assert part_of_heading(heading) is Part.APPLICANT


@pytest.mark.parametrize(
    "heading",
    [
        "PART I - Certifying agency. The person in Part II has applied here.",
        "7  For the other state",
        "ISSUING STATE: please answer 10 - 17 and send to the Board at the address or facsimile above it",
        "Verifying agency - complete and mail to us",
        "JURISDICTION RESPONSE",
        "TO BE COMPLETED BY THE STATE LICENSING AGENCY - DO NOT RETURN TO THE APPLICANT",
        "Licensing agency completes this half. Please do not give it back to the candidate.",
        "Section I: Licensing board",
        "LOWER HALF: STATE OFFICIAL",
        "THIS SECTION IS FOR THE STATE LICENSING AUTHORITY",
        "THIS PART FOR THE STATE AGENCY",
        "(2) For the use of the issuing agency",
        "Credentialing authority: Please complete and return to the address above.",
        "To be completed by the licensing agency",
        "Filled in by the certifying office",
        "TO STATE BOARD OR AGENCY:",
        "TO THE ISSUING STATE",
        "2 STATE CREDENTIALING AGENCY ONLY",
        "PART 2 - LICENSE TO BE VERIFIED BY STATE BOARD",
        "Part II: License is to be verified by issuing state",
        "PART 2 - VERIFICATION OF CREDENTIAL",
        "Part 2 - License to be verified, completed by the licensing board",
    ],
)
def test_who_is_asked_answers_in_a_part_of_its_own(heading: str) -> None:
    assert part_of_heading(heading) is Part.STATE


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("CERTIFYING STATE      LEVEL CERTIFIED      CERTIFICATION NO.", id="first of three"),
        pytest.param("ISSUING STATE         DATE ISSUED          EXPIRATION DATE", id="with days"),
        pytest.param("LICENSE NUMBER        LICENSING AGENCY", id="last of two"),
        pytest.param("CERTIFYING STATE      MASSACHUSETTS", id="answered by a state's name"),
        pytest.param("Issuing agency        Mass.", id="answered in short"),
    ],
)
def test_a_caption_among_captions_is_no_heading(line: str) -> None:
    assert part_of_heading(line) is Part.OPEN


@pytest.mark.parametrize(
    "line",
    [
        "CERTIFYING STATE",
        "CERTIFYING STATE      Office use",
        "STATE USE ONLY      Massachusetts",
        "OFFICE USE ONLY   Level   Expires",
    ],
)
def test_such_words_alone_or_beside_no_answer_are_one(line: str) -> None:
    assert part_of_heading(line) is Part.STATE


@pytest.mark.parametrize(
    "line",
    [
        "To the issuing state:",
        "TO THE BOARD OF MEDICINE",
        "for the issuing state.",
        "for the applicant.",
        "the issuing state: please answer",
        "licensing board",
    ],
)
def test_the_last_line_of_a_sentence_is_no_heading(line: str) -> None:
    assert part_of_heading(line) is Part.OPEN


#: A form whose title names who verifies.
TITLED = """
              WYANDOTTE BOARD OF EMERGENCY MEDICAL SERVICES

          ENDORSEMENT: {title}

Full legal name:  Ana Beatriz Lopez
Former name(s):   none
Date of birth:    04/07/1995              SSN (last four):  4821
Home address:     12 Elm Street, Quincy MA 02169
Certificate no.:  E0857940

{asked}

Name of official:                         Title:
"""


@pytest.mark.parametrize(
    "title",
    [
        "VERIFICATION BY ORIGINAL STATE",
        "VERIFIER'S STATEMENT",
        "REPLY OF THE STATE OFFICE",
        "\n\nA. Requester",
    ],
)
def test_what_only_the_applicant_is_asked_makes_a_part_the_applicant_s(title: str) -> None:
    drawing = TITLED.format(title=title, asked="TO BE COMPLETED BY THE ISSUING STATE")
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)]).pages[0]
    parts = {s.text.split()[0]: laid.parts[i] for i, row in enumerate(laid.sheet.rows) for s in row[:1]}
    assert (parts["Full"], parts["Certificate"], parts["Name"]) == (
        Part.APPLICANT,
        Part.APPLICANT,
        Part.STATE,
    )
    assert (
        read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing))[F.APPLICANT_NAME].value
        == "Ana Beatriz Lopez"
    )


def test_a_state_s_part_that_asks_the_birth_again_stays_the_state_s() -> None:
    drawing = TITLED.format(
        title="LICENSE REQUEST",
        asked="TO BE COMPLETED BY THE ISSUING STATE\n\nDate of birth:      SSN:      Former name:",
    )
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)]).pages[0]
    assert laid.parts[-1] is Part.STATE
    assert laid.parts[-2] is Part.STATE
