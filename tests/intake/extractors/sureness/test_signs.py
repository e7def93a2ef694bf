"""What speaks for and against a value."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import COARSE_FAX, PageReading, Quality
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import load_calibration
from intake.extractors.sureness.person_signs import SURNAME_LEFT_OUT
from intake.extractors.sureness.place_signs import ORDER_GUESSED
from intake.extractors.sureness.signs import DAY_OF_EVENT, Signs, describe_evidence
from intake.extractors.sureness.value_signs import (
    COURSE_AMONG_OTHERS,
    EITHER_ORDER,
    ISSUER_NEARLY_NAMED,
    SEVERAL_BIRTHS,
    SEVERAL_TERMS,
)
from tests.intake.extractors.written_forms import draw_form

FORM = """
VERIFICATION OF EMS CERTIFICATION
Applicant name:      {name}
Date of birth:       {born}
Certification no.:   {number}
Level:               {level}
Date:                10/05/2026
"""


def fill(
    name: str = "Maria Souza", born: str = "04/12/1987", number: str = "E0901234", level: str = "EMT"
) -> PageReading:
    return draw_form(FORM.format(name=name, born=born, number=number, level=level))


def signs_of(field: FieldName, page: PageReading, kind: Kind = Kind.VERIFICATION_REQUEST) -> Signs:
    paper = lay_out(kind, (page,))
    found = read_fields(paper)
    (signs,) = [s for e, s in zip(found, describe_evidence(paper, found), strict=True) if e.field is field]
    return signs


@pytest.mark.parametrize(
    ("number", "level", "sign"),
    [
        pytest.param("E0901234", "EMT", "level fits", id="the letter is the level's"),
        pytest.param("P0901234", "EMT", "level clashes", id="the letter is another level's"),
    ],
)
def test_level_is_held_against_the_letter_of_the_number(number: str, level: str, sign: str) -> None:
    signs = signs_of(FieldName.LEVEL, fill(number=number, level=level))
    assert {"level fits", "level clashes"} & set(signs) == {sign}


@pytest.mark.parametrize(
    ("born", "odd"),
    [
        pytest.param("04/12/1987", False, id="a grown person"),
        pytest.param("04/12/2011", True, id="a child"),
        pytest.param("04/12/1931", True, id="95 years old"),
    ],
)
def test_birth_is_held_against_the_last_day_of_the_paper(born: str, odd: bool) -> None:
    assert ("odd age" in signs_of(FieldName.DATE_OF_BIRTH, fill(born=born))) is odd


@pytest.mark.parametrize(
    ("born", "either"),
    [
        pytest.param("04.12.1987", True, id="April or December"),
        pytest.param("12.12.1987", False, id="the same either way"),
        pytest.param("04.22.1987", False, id="no month has that number"),
        pytest.param("04/12/1987", False, id="slashes, as written here"),
    ],
)
def test_a_dotted_day_that_reads_either_way_is_never_sure(born: str, either: bool) -> None:
    signs = signs_of(FieldName.DATE_OF_BIRTH, fill(born=born))
    assert (EITHER_ORDER in signs) is either
    assert load_calibration().is_sure(signs, 1.0) is not either


@pytest.mark.parametrize(
    ("name", "unlisted"),
    [
        pytest.param("Maria Souza", 0.0, id="spelled as names are"),
        pytest.param("Mxria Souza", 1.0, id="one word that is no name"),
    ],
)
def test_words_that_are_listed_as_no_names_are_counted(name: str, unlisted: float) -> None:
    assert signs_of(FieldName.APPLICANT_NAME, fill(name=name))["unlisted words"] == unlisted


def test_name_in_the_order_of_names_has_the_higher_sign() -> None:
    spoken = signs_of(FieldName.APPLICANT_NAME, fill(name="Linda Kowalski"))
    turned = signs_of(FieldName.APPLICANT_NAME, fill(name="Kowalski Linda"))
    assert spoken["order"] > turned["order"]


@pytest.mark.parametrize(
    ("second", "says"),
    [
        pytest.param("04-12-1987", True, id="the same day in other marks"),
        pytest.param("04/12/1981", False, id="another day"),
    ],
)
def test_second_reader_is_asked_for_the_value_and_not_for_its_marks(second: str, says: bool) -> None:
    form = fill()
    words = [
        replace(w, second=second if w.text == "04/12/1987" else w.text, second_confidence=0.9)
        for w in form.words
    ]
    signs = signs_of(FieldName.DATE_OF_BIRTH, replace(form, words=tuple(words)))
    assert ("second says it" in signs) is says


def test_a_value_that_answers_a_label_names_it() -> None:
    signs = signs_of(FieldName.DATE_OF_BIRTH, fill())
    assert {"date_of_birth by birth_date", "label right", "whole answer", "ends run"} <= set(signs)


def test_what_is_wrong_with_a_page_is_a_sign_of_its_values() -> None:
    form = fill()
    coarse = replace(form, quality=Quality(0.9, ("faxed at standard resolution",)))
    assert "page faxed at standard resolution" in signs_of(FieldName.APPLICANT_NAME, coarse)
    assert "page faxed at standard resolution" not in signs_of(FieldName.APPLICANT_NAME, form)


def test_a_paper_without_another_day_tells_no_age() -> None:
    form = draw_form("Name: Maria Souza\nDate of birth: 04/12/1987")
    assert not {"age", "odd age"} & set(signs_of(FieldName.DATE_OF_BIRTH, form))


WED = """
CERTIFICATE OF MARRIAGE
Date of marriage:        10/05/2025
{first}
{second}
Name after marriage:     Maria Keller
"""


@pytest.mark.parametrize(
    ("first", "second", "several", "held"),
    [
        pytest.param(
            "Name before marriage:    Maria Souza\nDate of birth:           04/12/1987",
            "Second party:            Jan Keller\nBorn:                    07/30/1991",
            True, False, id="below the own name",
        ),
        pytest.param(
            "Second party:            Jan Keller\nBorn:                    07/30/1991",
            "Date of birth:           04/12/1987\nName before marriage:    Maria Souza",
            True, True, id="below another's name",
        ),
        pytest.param(
            "Date of birth:           04/12/1987\nName before marriage:    Maria Souza",
            "Wedding:                 07/30/2024",
            False, False, id="one birth and a late day",
        ),
    ],
)  # fmt: skip
def test_of_two_births_one_by_no_own_name_is_never_sure(
    first: str, second: str, several: bool, held: bool
) -> None:
    page = draw_form(WED.format(first=first, second=second))
    signs = signs_of(FieldName.DATE_OF_BIRTH, page, Kind.NAME_CHANGE_EVIDENCE)
    assert (SEVERAL_BIRTHS in signs) is several
    assert load_calibration().is_sure(signs, 1.0) is not held


@pytest.mark.parametrize(
    ("new", "left_out"),
    [
        pytest.param("Wilhelmina Grace", True, id="given names alone"),
        pytest.param("Wilhelmina Souza", False, id="a surname"),
    ],
)
def test_a_new_name_without_its_surname_is_never_sure(new: str, left_out: bool) -> None:
    page = draw_form(f"""
CERTIFICATE OF MARRIAGE
Name before marriage:    {new} Keller
Name after marriage:     {new}
Date of marriage:        10/05/2025
""")
    signs = signs_of(FieldName.NEW_NAME, page, Kind.NAME_CHANGE_EVIDENCE)
    assert (SURNAME_LEFT_OUT in signs) is left_out
    assert load_calibration().is_sure(signs, 1.0) is not left_out


@pytest.mark.parametrize(
    ("courses", "among"),
    [
        pytest.param("CPR & AED\nBasic Life Support", False, id="the one that holds the other"),
        pytest.param("CPR & AED\nFirst Aid\nPALS\nACLS", True, id="a list without a tick"),
        pytest.param("First Aid and CPR AED\nCourse: Basic Life Support", False, id="asked for"),
        pytest.param("First Aid and CPR AED\nCourse: BLS ACLS PALS", True, id="a list behind the question"),
        pytest.param(
            "Course: BLS\nhas completed ACLS Provider and PALS Provider and Heartsaver",
            True,
            id="others told as completed",
        ),
        pytest.param(
            "Course: BLS\nhas completed the BLS Provider course with CPR and AED\nACLS PALS",
            False,
            id="the one asked for completed",
        ),
        pytest.param("Heartsaver First Aid CPR AED", False, id="parts of one lay course"),
        pytest.param("Heartsaver First Aid CPR AED\nBLS\nPALS", True, id="a lay course in a list"),
    ],
)
def test_a_course_in_a_list_without_a_tick_is_never_sure(courses: str, among: bool) -> None:
    page = draw_form(f"American Heart Association\nCourse completion card\nName: Maria Souza\n{courses}\n")
    signs = signs_of(FieldName.COURSE, page, Kind.CPR_CARD)
    assert (COURSE_AMONG_OTHERS in signs) is among
    assert load_calibration().is_sure(signs, 1.0) is not among


@pytest.mark.parametrize(
    ("named", "nearly"),
    [
        pytest.param("American Heart Association", False, id="as it is spelled"),
        pytest.param("Amerlcan Hearl Association", True, id="with letters read wrongly"),
        pytest.param("Saltbox Rescue Training", False, id="no known issuer"),
        pytest.param("Hea1th & Safoty Institute", True, id="with a digit and a letter read wrongly"),
        pytest.param("Saltbox Care & Safety Institute", False, id="another word in place of one"),
    ],
)
def test_an_issuer_whose_name_was_misread_keeps_another_from_being_sure(named: str, nearly: bool) -> None:
    page = draw_form(f"{named}\nBasic Life Support\nName: Maria Souza\nIssued: 10/05/2025\n")
    signs = signs_of(FieldName.PROVIDER, page, Kind.CPR_CARD)
    assert (ISSUER_NEARLY_NAMED in signs) is nearly


@pytest.mark.parametrize(
    ("issuer", "reasons", "sure"),
    [
        pytest.param("Saltbox Rescue Training", (), True, id="another issuer"),
        pytest.param("Saltbox Rescue Training", (COARSE_FAX,), False, id="silence on a coarse fax"),
        pytest.param("American Red Cross", (COARSE_FAX,), True, id="named on a coarse fax"),
    ],
)
def test_an_issuer_told_by_silence_on_a_coarse_fax_is_never_sure(
    issuer: str, reasons: tuple[str, ...], sure: bool
) -> None:
    page = draw_form(f"{issuer}\nBasic Life Support\nName: Maria Souza\nIssued: 10/05/2025\n")
    signs = signs_of(FieldName.PROVIDER, replace(page, quality=Quality(0.9, reasons)), Kind.CPR_CARD)
    assert load_calibration().is_sure(signs, 1.0) is sure


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        pytest.param("Adult CPR and AED", True, id="a title"),
        pytest.param("Saltbox Harbor CPR", False, id="perhaps a school's name"),
        pytest.param("Course: CPR for Saltbox staff", True, id="told by a label"),
        pytest.param("Advanced Life Support", True, id="an advanced course"),
        pytest.param("Advanced Life Support\n\nPediatric", False, id="an advanced one or the other"),
    ],
)
def test_a_course_that_its_words_do_not_tell_is_never_sure(line: str, sure: bool) -> None:
    page = draw_form(f"American Red Cross\n{line}\nName: Maria Souza\nIssued: 10/05/2025\n")
    signs = signs_of(FieldName.COURSE, page, Kind.CPR_CARD)
    assert load_calibration().is_sure(signs, 1.0) is sure


@pytest.mark.parametrize(
    ("other", "several"),
    [
        pytest.param("", False, id="one card"),
        pytest.param("Class held: 10/03/2025", False, id="another day of it"),
        pytest.param("09/14/2023    09/14/2025", True, id="the line of another card"),
    ],
)
def test_the_days_of_one_of_several_cards_are_never_sure(other: str, several: bool) -> None:
    page = draw_form(
        f"American Heart Association\nBasic Life Support\nName: Maria Souza\n{other}\n"
        "Issue date: 10/05/2025\nExpires: 10/05/2027\n"
    )
    signs = signs_of(FieldName.EXPIRES_ON, page, Kind.CPR_CARD)
    assert (SEVERAL_TERMS in signs) is several
    assert load_calibration().is_sure(signs, 1.0) is not several


@pytest.mark.parametrize(
    ("given", "too_long"),
    [pytest.param("10/05/2025", False, id="a term"), pytest.param("10/05/2005", True, id="no term")],
)
def test_of_two_days_that_no_card_has_neither_is_sure(given: str, too_long: bool) -> None:
    page = draw_form(
        f"American Heart Association\nBasic Life Support\nName: Maria Souza\nIssue date: {given}\n"
        "Expires: 10/05/2027\n"
    )
    laid = lay_out(Kind.CPR_CARD, (page,))
    told = [e for e in read_fields(laid) if e.field in (FieldName.ISSUED_ON, FieldName.EXPIRES_ON)]
    assert told
    for signs in describe_evidence(laid, told):
        assert load_calibration().is_sure(signs, 1.0) is not too_long


LICENCE = """
STATE OF CASCADIA        DRIVER LICENSE
LN SOUZA
FN MARIA
BORN 04/05/1970
ISS 04/05/2022   EXP 04/05/2027
{beside}
"""


@pytest.mark.parametrize(
    ("beside", "several"),
    [
        pytest.param("", False, id="one licence"),
        pytest.param("Printed 03/10/2026", False, id="another day of it"),
        pytest.param("lss 03/10/2026   Fxo 04/05/2031", True, id="a later one beside it"),
    ],
)
def test_what_the_earlier_of_two_licences_shows_is_never_sure(beside: str, several: bool) -> None:
    for field in (FieldName.NEW_NAME, FieldName.ISSUED_ON, FieldName.EXPIRES_ON):
        paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (draw_form(LICENCE.format(beside=beside)),))
        found = [
            paper.evidence(f, value, 0, paper.pages[0].sheet.rows[0][0].tokens, 0.9)
            for f, value in (
                (FieldName.EVIDENCE_TYPE, "drivers_license"), (FieldName.NEW_NAME, "Maria Souza"),
                (FieldName.ISSUED_ON, "2022-04-05"), (FieldName.EXPIRES_ON, "2027-04-05"),
            )
        ]  # fmt: skip
        signs = describe_evidence(paper, found)[[e.field for e in found].index(field)]
        assert (SEVERAL_TERMS in signs) is several


@pytest.mark.parametrize(
    ("lines", "guessed"),
    [
        pytest.param("XELTHI\nORUVAN", True, id="nothing tells the order"),
        pytest.param("1 ORUVAN\n2 XELTHI", False, id="codes"),
        pytest.param("MARIA\nWALSH", False, id="names that are common"),
    ],
)
def test_a_name_turned_round_by_a_guess_is_never_sure(lines: str, guessed: bool) -> None:
    page = draw_form(
        f"STATE OF CASCADIA        DRIVER LICENSE\nDL NO. 273642873\n{lines}\n12 TOWER STREET\n"
        "BOSTON, MA 02134\nBORN 04/05/1970\nISSUED 03/10/2026   EXPIRES 04/05/2031\n"
    )
    signs = signs_of(FieldName.NEW_NAME, page, Kind.NAME_CHANGE_EVIDENCE)
    assert (ORDER_GUESSED in signs) is guessed
    assert load_calibration().is_sure(signs, 1.0) is not guessed


def test_the_day_of_a_wedding_is_never_sure_for_the_day_of_its_paper() -> None:
    page = draw_form(
        "CERTIFICATE OF MARRIAGE\nName before marriage: Maria T Souza\nName after marriage: Maria T Hale\n"
        "Date of ceremony: 04/06/2026\nPlace: NASHUA\n"
    )
    signs = signs_of(FieldName.ISSUED_ON, page, Kind.NAME_CHANGE_EVIDENCE)
    assert DAY_OF_EVENT in signs
    assert not load_calibration().is_sure(signs, 1.0)


def test_a_person_of_one_word_is_never_sure() -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (draw_form("The name of the adult is changed to Souza"),))
    words = next(iter(paper.pages[0].sheet.segments)).tokens[-1:]
    (signs,) = describe_evidence(paper, [paper.evidence(FieldName.NEW_NAME, "Souza", 0, words, 0.9)])
    assert not load_calibration().is_sure(signs, 1.0)
