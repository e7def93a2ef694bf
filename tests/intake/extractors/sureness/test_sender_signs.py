"""What tells that an address, a mailbox and a name are those of who asks."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import COARSE_FAX, PageReading, Quality
from intake.extractors.extract import read_fields
from intake.extractors.normalise.addresses import has_foreign_zip, name_states, state_of
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import NEVER_SURE, load_calibration
from intake.extractors.sureness.sender_signs import (
    CODE_BEFORE,
    EITHER_OFFICE,
    FEW_WORDS,
    GOES_ON,
    I_OR_L,
    LETTERS_FOR_OFFICE,
    NO_NAME_OF_ITS_OWN,
    ODD_ADDRESS,
    PARTED_DOMAIN,
    STATE_CLASHES,
    TORN_MAILBOX,
)
from intake.extractors.sureness.signs import Signs, describe_evidence
from tests.intake.extractors.written_forms import draw_form

FORM = """
{office}
{address}
{town}
Email: {mailbox}

VERIFICATION OF EMS CERTIFICATION
Applicant name:      Maria Souza
Date of birth:       04/12/1987
Certification no.:   E0901234
Date:                10/05/2026
"""


def ask(
    office: str = "Colorado Department of Public Health",
    address: str = "4300 Cherrywood Drive",
    town: str = "Denver, CO 80246",
    mailbox: str = "ems@coloradodepart.example.org",
) -> PageReading:
    return draw_form(FORM.format(office=office, address=address, town=town, mailbox=mailbox))


def signs_of(field: FieldName, page: PageReading) -> Signs:
    paper = lay_out(Kind.VERIFICATION_REQUEST, (page,))
    found = read_fields(paper)
    (signs,) = [s for e, s in zip(found, describe_evidence(paper, found), strict=True) if e.field is field]
    return signs


@pytest.mark.parametrize(
    ("office", "sign"),
    [
        pytest.param("Colorado Department of Public Health", "state fits", id="its own state"),
        pytest.param("Wyoming Office of Emergency Services", STATE_CLASHES, id="another state"),
        pytest.param("Mercy Ridge Medical Center", None, id="an office of no state's name"),
    ],
)
def test_an_address_lies_in_the_state_that_the_office_names(office: str, sign: str | None) -> None:
    signs = signs_of(FieldName.RETURN_ADDRESS, ask(office=office))
    assert {"state fits", STATE_CLASHES} & set(signs) == ({sign} if sign else set())


LETTERHEAD = """
Nevada Department of Health
{unit}

VERIFICATION OF EMS CERTIFICATION
Applicant name:      Maria Souza
Certification no.:   E0901234

I allow the state named above to report my standing to the {asker}.
"""


@pytest.mark.parametrize(
    ("unit", "asker", "either"),
    [
        pytest.param("Emergency Medical Systems Bureau", "Nevada EMS Bureau", True, id="the unit"),
        pytest.param("Emergency Medical Systems Bureau", "Nevada Department of Health", False, id="itself"),
        pytest.param("Immunization Bureau", "Nevada EMS Bureau", True, id="another unit than the head's"),
        pytest.param("Immunization Bureau", "Nevada EMS", False, id="the trade alone"),
        pytest.param("Immunization Bureau", "Utah EMS Bureau", False, id="another state's"),
        pytest.param("Emergency Medical Systems Bureau", "Nevada\nEMS Bureau", True, id="over a line's end"),
    ],
)
def test_of_a_department_and_its_bureau_of_one_name_none_surely_asks(
    unit: str, asker: str, either: bool
) -> None:
    signs = signs_of(FieldName.REQUESTING_AGENCY, draw_form(LETTERHEAD.format(unit=unit, asker=asker)))
    assert (EITHER_OFFICE in signs) is either
    assert load_calibration().is_sure(signs, 1.0) is not either


@pytest.mark.parametrize(
    ("over", "unit", "asker", "either"),
    [
        pytest.param("Department of Health", "EMS Bureau", "Nevada EMS Bureau", True, id="a department's"),
        pytest.param("Fit for every day", "EMS Bureau", "Nevada EMS Bureau", False, id="no department's"),
        pytest.param("Department of Health", "Room 12", "Nevada EMS Bureau", False, id="not over it"),
        pytest.param("Department of Labor", "Board of Nurses", "Nevada Board of Nurses", False, id="a board"),
    ],
)
def test_a_bureau_under_a_department_of_no_state_s_name_is_not_surely_the_one_that_asks(
    over: str, unit: str, asker: str, either: bool
) -> None:
    drawing = LETTERHEAD.format(unit=unit, asker=asker).replace("Nevada Department of Health", over)
    drawing += f"\nReturn to\n{asker}\n18 Sage Road, Carson City, NV 89701"
    assert (EITHER_OFFICE in signs_of(FieldName.REQUESTING_AGENCY, draw_form(drawing))) is either


@pytest.mark.parametrize(
    ("asker", "either"),
    [
        pytest.param("Nevada NDH Licensure Unit", True, id="by its state and letters"),
        pytest.param("NDH Licensure Unit", False, id="by its letters alone"),
        pytest.param("Nevada ZQX Licensure Unit", False, id="by other letters"),
    ],
)
def test_a_unit_named_by_its_state_and_its_department_s_letters_may_ask_itself(
    asker: str, either: bool
) -> None:
    drawing = LETTERHEAD.format(unit="Licensing", asker=asker)
    assert (EITHER_OFFICE in signs_of(FieldName.REQUESTING_AGENCY, draw_form(drawing))) is either


@pytest.mark.parametrize(
    ("office", "lettered"),
    [
        pytest.param("Texas DSHS EMS-Trauma Systems", True, id="a unit of letters"),
        pytest.param("Texas EMS-Trauma Systems", False, id="no letters"),
        pytest.param("DKM Ambulance Service", False, id="a company of letters"),
    ],
)
def test_a_unit_of_an_office_of_letters_is_never_sure(office: str, lettered: bool) -> None:
    signs = signs_of(FieldName.REQUESTING_AGENCY, ask(office=office))
    assert (LETTERS_FOR_OFFICE in signs) is lettered
    assert LETTERS_FOR_OFFICE in NEVER_SURE


def test_a_name_before_the_and_that_ends_its_line_goes_on() -> None:
    form = FORM.format(
        office="{office}", address="1 High Street", town="Denver, CO 80246", mailbox="e@x.example"
    )
    cut = draw_form(form.format(office="Colorado Health Department and"))
    assert GOES_ON in signs_of(FieldName.REQUESTING_AGENCY, cut)


@pytest.mark.parametrize(
    ("address", "odd"),
    [
        pytest.param("700 Heron", True, id="no word of streets"),
        pytest.param("P.O. Box 2219", False, id="a box"),
        pytest.param("52 State House Station", False, id="an office's number in a state's own post office"),
        pytest.param("52 Radio Station", True, id="another station"),
        pytest.param("150 North 18th Walk", False, id="a rarer word of streets"),
        pytest.param("4300 Cherrywood Drive, Suite 12", False, id="as it is spelled"),
        pytest.param("4300 Cherrywood Drive, Sulte 12", True, id="a letter read wrongly"),
    ],
)
def test_an_address_that_is_not_spelled_as_such_is_never_sure(address: str, odd: bool) -> None:
    signs = signs_of(FieldName.RETURN_ADDRESS, ask(address=address))
    assert (ODD_ADDRESS in signs) is odd
    assert load_calibration().is_sure(signs, 1.0) is not odd


@pytest.mark.parametrize(
    ("mailbox", "like"),
    [
        pytest.param("ems@coloradodepart.example.org", True, id="the office's letters"),
        pytest.param("ems@quickmail.example.org", False, id="nobody's letters"),
    ],
)
def test_a_domain_is_held_against_the_office(mailbox: str, like: bool) -> None:
    assert (signs_of(FieldName.RETURN_EMAIL, ask(mailbox=mailbox))["domain likeness"] == 1.0) is like


def test_an_address_below_its_office_is_closer_to_it_than_to_the_applicant() -> None:
    signs = signs_of(FieldName.RETURN_ADDRESS, ask())
    assert signs["office close"] > 0.5 > signs["person close"]


def test_a_name_that_goes_on_in_the_next_line_is_told() -> None:
    rest = FORM.format(office="", address="1 High Street", town="Denver, CO 80246", mailbox="ems@x.example")
    cut = draw_form(f"Colorado Department of Public Health\nand Environment of all High Plains\n{rest}")
    assert GOES_ON in signs_of(FieldName.REQUESTING_AGENCY, cut)
    assert GOES_ON not in signs_of(FieldName.REQUESTING_AGENCY, ask())


@pytest.mark.parametrize(
    ("office", "named"),
    [
        pytest.param("EMS Credentials Office", False, id="a desk"),
        pytest.param("Wyoming EMS Credentials Office", True, id="of a state"),
        pytest.param("Saltbox Fire Department", True, id="of a town"),
    ],
)
def test_an_office_without_a_name_of_its_own_is_never_sure(office: str, named: bool) -> None:
    signs = signs_of(FieldName.REQUESTING_AGENCY, ask(office=office))
    assert (NO_NAME_OF_ITS_OWN in signs) is not named
    assert load_calibration().is_sure(signs, 1.0) is named


def test_a_mailbox_on_a_coarse_fax_is_never_sure() -> None:
    sharp = ask()
    coarse = replace(sharp, quality=Quality(0.9, (COARSE_FAX,)))
    sure = [
        load_calibration().is_sure(signs_of(FieldName.RETURN_EMAIL, page), 1.0) for page in (sharp, coarse)
    ]
    assert sure == [True, False]


@pytest.mark.parametrize(
    ("office", "few"),
    [
        pytest.param("Saltbox Harbor", True, id="no word of offices"),
        pytest.param("Saltbox Hospital", False, id="a word of offices"),
    ],
)
def test_a_name_of_a_word_or_two_must_be_called_as_offices_are(office: str, few: bool) -> None:
    page = draw_form(
        f"Requesting agency:  {office}\n{FORM.format(office='', address='', town='', mailbox='')}"
    )
    assert (FEW_WORDS in signs_of(FieldName.REQUESTING_AGENCY, page)) is few


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("Rhode Island Department of Health", {"RI"}, id="a state"),
        pytest.param("West Virginia Board of Paramedicine", {"WV"}, id="not the state within its name"),
        pytest.param("Delaware County Ambulance", set(), id="a county"),
        pytest.param("Mercy Ridge Medical Center", set(), id="none"),
    ],
)
def test_states_that_an_office_names(text: str, codes: set[str]) -> None:
    assert name_states(text) == codes


@pytest.mark.parametrize(
    ("address", "code"),
    [
        pytest.param("9 Capitol Hill Terrace, Providence, RI 02908", "RI", id="ZIP"),
        pytest.param("9 Capitol Hill Terrace, Providence, RI 02908-1234", "RI", id="nine digits"),
        pytest.param("1 Water Street, Halifax, NS B3J 2K9", "NS", id="a province"),
        pytest.param("9 Capitol Hill Terrace", None, id="no town"),
    ],
)
def test_the_state_of_an_address(address: str, code: str | None) -> None:
    assert state_of(address) == code


@pytest.mark.parametrize(
    ("address", "foreign"),
    [
        pytest.param("P.O. Box 2219, Omaha, NE 68103", False, id="its own"),
        pytest.param("P.O. Box 2219, Omaha, NC 68103", True, id="another state's"),
        pytest.param("12 Mesa Road, El Paso, TX 88510", False, id="Texas has two"),
        pytest.param("1 Main Street, Boston, MA 02108-1234", False, id="nine digits"),
        pytest.param("1 Water Street, Halifax, NS B3J 2K9", False, id="a province"),
        pytest.param("9 Capitol Hill Terrace", False, id="no town"),
    ],
)
def test_a_zip_of_another_state_is_told(address: str, foreign: bool) -> None:
    assert has_foreign_zip(address) is foreign


@pytest.mark.parametrize(
    ("mailbox", "parted"),
    [
        pytest.param("ems@colorado-\ndepart.example.org", True, id="over a line's end"),
        pytest.param("ems@colorado-depart.example.org", False, id="whole"),
    ],
)
def test_a_domain_over_a_line_s_end_is_never_sure(mailbox: str, parted: bool) -> None:
    signs = signs_of(FieldName.RETURN_EMAIL, ask(mailbox=mailbox))
    assert (PARTED_DOMAIN in signs) is parted
    assert not load_calibration().is_sure({PARTED_DOMAIN: 1.0}, 0.999)


@pytest.mark.parametrize(
    ("address", "lacks"),
    [
        pytest.param("EMS Licensing, MC 2835, P.O. Box 149", True, id="before the box"),
        pytest.param("EMS Licensing, P.O. Box 149, MC 2835", False, id="behind it"),
        pytest.param("EMS Licensing, P.O. Box 149", False, id="none"),
        pytest.param("MS 12, 4300 Cherrywood Drive", False, id="before a street"),
    ],
)
def test_a_box_without_the_code_before_it_is_never_sure(address: str, lacks: bool) -> None:
    signs = signs_of(FieldName.RETURN_ADDRESS, ask(address=address))
    assert (CODE_BEFORE in signs) is lacks
    assert load_calibration().is_sure(signs, 1.0) is not lacks


@pytest.mark.parametrize(
    ("mailbox", "sign"),
    [
        pytest.param(
            "CDPH-EMS Licensing @coloradodepart.example.org", TORN_MAILBOX, id="a blank before its sign"
        ),
        pytest.param("Ibacawhitt@coloradodepart.example.org", I_OR_L, id="a stroke for its first letter"),
        pytest.param("Info@coloradodepart.example.org", None, id="a word that begins so"),
        pytest.param("licensing@coloradodepart.example.org", None, id="plain"),
    ],
)
def test_a_mailbox_whose_beginning_is_doubtful_is_never_sure(mailbox: str, sign: str | None) -> None:
    signs = signs_of(FieldName.RETURN_EMAIL, ask(mailbox=mailbox))
    assert {TORN_MAILBOX, I_OR_L} & set(signs) == ({sign} if sign else set())
    assert {TORN_MAILBOX, I_OR_L} <= NEVER_SURE
