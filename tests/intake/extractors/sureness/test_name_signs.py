"""Headings of a form are no names, and where one was taken for a name it is not sure."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.extract import read_fields
from intake.extractors.normalise.names import tidy_name
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import NEVER_SURE, load_calibration
from intake.extractors.sureness.name_signs import (
    INITIAL_OF_EITHER,
    LETTER_OF_A_COMMON_NAME,
    NAME_ASKED_ELSEWHERE,
    TORN_NAME,
    signs_of_name,
)
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.written_forms import draw_form

FORM = """
NEVADA DIVISION OF EMERGENCY SERVICES
Certificate Verification Request

{head}
Applicant's name (first, middle, last):
{name}
Certificate no.:
E0810170
Date of birth:
04/07/1995
"""
APPLICANT = FieldName.APPLICANT_NAME


def read_applicant(head: str, name: str = "Ana Maria Lopez") -> tuple[str, bool]:
    """The applicant's name, and whether something says that the name is asked elsewhere."""
    paper = lay_out(Kind.VERIFICATION_REQUEST, (draw_form(FORM.format(head=head, name=name)),))
    found = read_fields(paper)
    told = zip(found, describe_evidence(paper, found), strict=True)
    (value, signs) = next((str(e.value), signs) for e, signs in told if e.field is APPLICANT)
    sure = load_calibration().is_sure(signs, 1.0)
    assert sure is (NAME_ASKED_ELSEWHERE not in signs)
    return value, not sure


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("LEFT SIDE: APPLICANT              RIGHT SIDE: STATE OFFICIAL", id="sides"),
        pytest.param("PANEL ONE: APPLICANT              PANEL TWO: STATE OFFICIAL", id="panels"),
        pytest.param("APPLICANT                         OLD WORLD: STATE OFFICIAL", id="any caption"),
    ],
)
def test_the_heading_of_the_next_panel_is_no_name(head: str) -> None:
    assert read_applicant(head) == ("Ana Maria Lopez", False)


@pytest.mark.parametrize(
    ("beside", "doubted"),
    [
        pytest.param("Step Lower", True, id="words"),
        pytest.param("Maria Lopez", False, id="a name"),
    ],
)
def test_words_beside_a_bare_caption_are_not_surely_the_name_that_is_asked_elsewhere(
    beside: str, doubted: bool
) -> None:
    """The question's own answer is hard to read, so that the other is taken."""
    assert read_applicant(f"Applicant:  {beside}", name="Aua Mraia Lpoez")[1] is doubted


@pytest.mark.parametrize(
    ("words", "name"),
    [
        pytest.param("RIGHT SIDE:", None, id="a side"),
        pytest.param("Lower left corner", None, id="a corner"),
        pytest.param("Wright Page", "Wright Page", id="a name like one"),
    ],
)
def test_a_part_of_a_form_is_no_person(words: str, name: str | None) -> None:
    assert tidy_name(words) == name


@pytest.mark.parametrize(
    ("first", "second", "third", "doubted"),
    [
        pytest.param("Hatchins", "Hatchins", "Hutchins", True, id="another reader sees the common name"),
        pytest.param("Marris", "Merris", "Merris", True, id="no reader sees it"),
        pytest.param("Hutchins", "Hatchins", "Hatchins", False, id="the common name itself"),
        pytest.param("Hatchins", "Hatchins", "Hatchins", False, id="all readers see the same"),
        pytest.param("Brandvold", "Brandvald", "Brandvold", False, id="no common name near"),
        pytest.param("Morris", "Norris", "Morris", False, id="both are common"),
        pytest.param("Hatchins", "Hat", "Hatch", False, id="others lost letters"),
    ],
)
def test_a_rare_name_is_not_sure_that_by_a_letter_the_readers_dispute_is_a_common_one(
    first: str, second: str, third: str, doubted: bool
) -> None:
    page = draw_form(FORM.format(head="", name=f"Dale {first}"))
    words = [replace(w, second=second, third=third) if w.text == first else w for w in page.words]
    paper = lay_out(Kind.VERIFICATION_REQUEST, (replace(page, words=tuple(words)),))
    laid = paper.pages[0]
    tokens = next(s.tokens for s in laid.sheet.segments if s.text == f"Dale {first}")
    evidence = paper.evidence(APPLICANT, f"Dale {first}", 0, tokens, 0.9)
    told = {name for name, _ in signs_of_name(evidence, laid)}
    assert (LETTER_OF_A_COMMON_NAME in told) is doubted
    assert LETTER_OF_A_COMMON_NAME in NEVER_SURE


@pytest.mark.parametrize(
    ("second", "third", "doubted"),
    [
        pytest.param("J.", "I.", True, id="a letter like it"),
        pytest.param("I.", "J", True, id="to the third reader"),
        pytest.param("l.", "1.", True, id="a small one like it"),
        pytest.param("K.", "I.", False, id="a letter unlike it"),
        pytest.param("i.", "I.", False, id="the same"),
        pytest.param("Jr.", None, False, id="more than one letter"),
    ],
)
def test_an_initial_is_not_sure_that_another_reader_took_for_one_like_it(
    second: str, third: str | None, doubted: bool
) -> None:
    page = draw_form(FORM.format(head="", name="Dale I. Hutchins"))
    words = [replace(w, second=second, third=third) if w.text == "I." else w for w in page.words]
    paper = lay_out(Kind.VERIFICATION_REQUEST, (replace(page, words=tuple(words)),))
    found = read_fields(paper)
    told = zip(found, describe_evidence(paper, found), strict=True)
    assert [INITIAL_OF_EITHER in signs for e, signs in told if e.field is APPLICANT] == [doubted]
    assert INITIAL_OF_EITHER in NEVER_SURE


@pytest.mark.parametrize(
    ("written", "torn"),
    [
        pytest.param("Maria T Whit comb", True, id="both pieces make a name"),
        pytest.param("Maria Ann lee", True, id="letters behind a name"),
        pytest.param("Maria Ann Lee", False, id="a name in capitals"),
        pytest.param("Maria Ann Brand vold", True, id="pieces of no listed name"),
        pytest.param("Maria Lee who", False, id="a word of a sentence"),
    ],
)
def test_a_name_whose_line_ends_in_small_letters_is_not_sure(written: str, torn: bool) -> None:
    paper = lay_out(
        Kind.VERIFICATION_REQUEST,
        (
            draw_form(
                f"EMS CERTIFICATION VERIFICATION\nName of applicant:   {written}\nDate of birth: 04/12/1987"
            ),
        ),
    )
    found = read_fields(paper)
    told = zip(found, describe_evidence(paper, found), strict=True)
    assert [TORN_NAME in signs for e, signs in told if e.field is APPLICANT] == [torn]


@pytest.mark.parametrize(
    ("goes_on", "torn"),
    [
        pytest.param("Maria T Pereira under\nthe law.", False, id="under"),
        pytest.param("Maria T Pereira since\nno one objects.", False, id="since"),
        pytest.param("Maria T Pereira, being\nof full age.", False, id="behind a comma"),
        pytest.param("Maria T Brandvold under\nthe law.", False, id="a name that is not listed"),
        pytest.param("Maria T Whit comb\nby law.", True, id="both pieces make a name"),
    ],
)
def test_a_sentence_that_goes_on_behind_a_name_tears_none(goes_on: str, torn: bool) -> None:
    drawing = f"PROBATE COURT\nDECREE OF NAME CHANGE\nThe name of Maria T Souza is changed to {goes_on}\n"
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (draw_form(f"{drawing}Dated July 24, 2026"),))
    found = read_fields(paper)
    told = zip(found, describe_evidence(paper, found), strict=True)
    assert [TORN_NAME in signs for e, signs in told if e.field is FieldName.NEW_NAME] == [torn]
