"""Which of its names an office is given, where a paper has several."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.normalise.office_words import (
    are_letters_of,
    is_of_common_words,
    parent_letters,
    plain_unit,
)
from tests.intake.extractors.written_forms import draw_form, read_fields

FORM = """
{office}
{unit}

CERTIFICATION INQUIRY
Applicant name: Ana M Lopez
Date of birth: 04/07/1995
Certification number: E0810170      Level: EMT

{release}

Return to
{back}
1040 Sagebrush Road, Building C
{town}
"""
NEVADA = "Carson City, NV 89701"


def read_agency(
    office: str, unit: str, back: str, town: str = NEVADA, release: str = "Mail the answer to us, please."
) -> str | bool:
    page = draw_form(FORM.format(office=office, unit=unit, back=back, town=town, release=release))
    return read_fields(Kind.VERIFICATION_REQUEST, page)[FieldName.REQUESTING_AGENCY].value


@pytest.mark.parametrize(
    ("office", "unit", "back"),
    [
        pytest.param(
            "Nevada Department of Health",
            "Emergency Medical Systems Bureau",
            "EMS Bureau, Licensing Section",
            id="the trade shortened",
        ),
        pytest.param(
            "Nevada Department of Health",
            "Emergency Medical Systems Bureau",
            "EMS Bureau Licensing",
            id="a desk of no name of its own",
        ),
        pytest.param(
            "Nevada Department of Health",
            "Public Health Division | EMS & Trauma Systems Program",
            "EMS & Trauma Systems",
            id="a part of the unit's name",
        ),
        pytest.param(
            "Nevada Health Authority",
            "EMS and Trauma Systems",
            "NHA EMS and Trauma Systems",
            id="by its letters",
        ),
    ],
)
def test_a_unit_without_a_name_of_its_own_asks_for_its_office(office: str, unit: str, back: str) -> None:
    assert read_agency(office, unit, back) == office


def test_a_release_to_a_unit_of_the_letterhead_is_one_to_its_office() -> None:
    release = "I allow the state named above to report my standing to the Nevada EMS Bureau."
    found = read_agency(
        "Nevada Department of Health", "Emergency Medical Systems Bureau", "EMS Bureau", release=release
    )
    assert found == "Nevada Department of Health"


def test_another_office_than_the_letterheads_unit_asks_for_itself() -> None:
    found = read_agency(
        "Nevada Department of Health", "Immunization Bureau", "Nevada Board of Paramedicine", NEVADA
    )
    assert found == "Nevada Board of Paramedicine"


@pytest.mark.parametrize(
    ("unit", "agency"),
    [
        pytest.param(
            "Nevada Emergency Medical Services", "Nevada Emergency Medical Services", id="its state's"
        ),
        pytest.param("Division of Emergency Services", "Nevada Department of Public Safety", id="no state's"),
    ],
)
def test_what_bears_its_states_name_under_a_department_asks_itself(unit: str, agency: str) -> None:
    assert read_agency("Nevada Department of Public Safety", unit, "Licensing Desk") == agency


def test_an_office_is_called_by_its_name_written_out() -> None:
    found = read_agency("Nevada Office of Emergency Medical Services", "eLicense", "Nevada Office of EMS")
    assert found == "Nevada Office of Emergency Medical Services"


@pytest.mark.parametrize(
    ("back", "agency"),
    [
        pytest.param(
            "Nevada Bureau of EMS Licensing", "Nevada Bureau of Emergency Medical Services", id="a desk"
        ),
        pytest.param("Nevada Bureau of EMS Training", "Nevada Bureau of EMS Training", id="another office"),
    ],
)
def test_a_desk_of_an_office_that_is_written_out_is_that_office(back: str, agency: str) -> None:
    assert read_agency("Nevada Bureau of Emergency Medical Services", "eLicense", back) == agency


@pytest.mark.parametrize(
    ("back", "agency"),
    [
        pytest.param("NDH Nevada Department of Health", "Nevada Department of Health", id="its own"),
        pytest.param("ZQX Nevada Department of Health", "ZQX Nevada Department of Health", id="others"),
    ],
)
def test_letters_before_the_name_that_they_stand_for_are_no_part_of_it(back: str, agency: str) -> None:
    assert read_agency("State of Nevada", "eLicense", back) == agency


def test_an_office_named_by_its_state_and_letters_is_the_one_of_the_letterhead() -> None:
    found = read_agency("Nevada Department of State Health Services", "eLicense", "Nevada DSHS EMS Systems")
    assert found == "Nevada Department of State Health Services"


def test_the_words_in_a_circle_for_a_seal_are_no_office() -> None:
    found = read_agency("Nevada Department of Health", "eLicense", "BOARD SEAL")
    assert found == "Nevada Department of Health"


def test_a_shortened_name_stays_where_no_other_stands() -> None:
    assert read_agency("Nevada Office of EMS", "eLicense", "Nevada Office of EMS") == "Nevada Office of EMS"


@pytest.mark.parametrize(
    ("office", "common"),
    [
        pytest.param("EMS & Trauma Systems Program", True, id="the trade"),
        pytest.param("Oregon EMS Program", False, id="a state"),
        pytest.param("Mercy Health Systems", False, id="a word of its own"),
    ],
)
def test_words_that_any_office_may_bear_are_no_name(office: str, common: bool) -> None:
    assert is_of_common_words(office) is common


def test_names_of_a_unit_are_held_against_one_another() -> None:
    assert plain_unit("New Mexico EMS Bureau") == plain_unit("Emergency Medical Systems Bureau")
    assert plain_unit("New Mexico EMS Bureau") != plain_unit("New Mexico EMS Office")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        pytest.param("OHA Licensing Unit", "OHA", id="an office's"),
        pytest.param("EMS Licensing Unit", "", id="the trade's"),
        pytest.param("OHA", "", id="nothing behind them"),
        pytest.param("Oha Licensing Unit", "", id="a word"),
        pytest.param("Nevada NHA EMS Systems", "NHA", id="behind its state"),
        pytest.param("NVS DOH Bureau of EMS", "NVSDOH", id="in two words"),
    ],
)
def test_letters_before_a_units_name_are_its_offices(name: str, letters: str) -> None:
    assert parent_letters(name) == letters


@pytest.mark.parametrize(
    ("office", "called"),
    [
        pytest.param("Oregon Health Authority", True, id="its initials"),
        pytest.param("Ohio Hospital Alliance of Towns", False, id="others"),
    ],
)
def test_an_office_is_called_by_its_initials(office: str, called: bool) -> None:
    assert are_letters_of("OHA", office) is called


def test_letters_without_a_vowel_name_the_office_of_the_letterhead() -> None:
    found = read_agency("Nevada Department of State", "Health Services", "DSHS EMS Certification", release=(
        "I let you give the Nevada Department of State Health Services all facts about my certification."
    ))  # fmt: skip
    assert found == "Nevada Department of State Health Services"


LETTER = """
{over}
{below}
163 Meridian Drive
Carson City, NV 89701

Please verify the certification of our applicant Ana Lopez, Paramedic P0823336.
"""


@pytest.mark.parametrize(
    ("over", "below", "asks"),
    [
        ("DEPARTMENT OF VETERANS AFFAIRS", "Human Resources Office", "Department of Veterans Affairs"),
        ("BUREAU OF PRISONS", "Health Services Division", "Bureau of Prisons"),
        ("INDIAN HEALTH SERVICE", "Division of Personnel", "Indian Health Service"),
        ("INDIAN HEALTH SERVICE", "Navajo Area Office", "Indian Health Service"),
        ("INDIAN HEALTH SERVICE", "Sand Mesa Indian Hospital", "Sand Mesa Indian Hospital"),
        ("DEPARTMENT OF THE AIR FORCE", "66th Medical Group Hospital", "66th Medical Group Hospital"),
    ],
)
def test_a_part_without_a_name_is_not_asking_for_who_runs_it(over: str, below: str, asks: str) -> None:
    page = draw_form(LETTER.format(over=over, below=below))
    assert read_fields(Kind.VERIFICATION_REQUEST, page)[FieldName.REQUESTING_AGENCY].value == asks


@pytest.mark.parametrize(
    ("over", "asks"),
    [
        pytest.param(
            "DEPARTMENT OF VETERANS AFFAIRS", "Carson Sink VA Medical Center", id="of all hospitals"
        ),
        pytest.param("NEVADA DEPARTMENT OF HEALTH", "Nevada Department of Health", id="a state's"),
    ],
)
def test_who_runs_all_hospitals_is_not_the_one_that_asks(over: str, asks: str) -> None:
    page = draw_form(LETTER.format(over=over, below="Carson Sink VA Medical Center"))
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[FieldName.REQUESTING_AGENCY].value == asks
