"""Faxes and addresses of desks that no answer goes to, and an applicant's home."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.requests.agencies import is_no_office
from intake.extractors.requests.other_desks import names_other_desk
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

FORM = """
Pine Hollow Ambulance, Inc.
{over}

PRE-EMPLOYMENT CERTIFICATION CHECK
Applicant    Ana Lopez
Date of birth    04/07/1995
MA certification    E0912345

RETURN TO
Pine Hollow Ambulance, Inc.
19 Depot Plaza, Hillsborough, NH 03244
Fax 603-555-0188
{below}
"""


@pytest.mark.parametrize(
    ("over", "below"),
    [
        pytest.param("", "Dispatch (24 h) 603-555-0180, fax 603-555-0189", id="a dispatcher's"),
        pytest.param("", "corporate fax 504-555-0190 (not for verifications)", id="a corporation's"),
        pytest.param("", "fax 603-555-0171 - please do not fax forms here", id="one that is not wanted"),
        pytest.param("Business office fax 603-555-0133", "", id="another office's"),
    ],
)
def test_the_fax_of_another_desk_is_not_where_the_answer_goes(over: str, below: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(FORM.format(over=over, below=below)))
    assert found[F.RETURN_FAX].value == "603-555-0188"


@pytest.mark.parametrize(
    ("over", "below"),
    [
        pytest.param("Main campus: 6 Infirmary Lane, Concord, NH 03301", "", id="a main campus"),
        pytest.param("", "Director's office: 899 Capitol Street, Concord, NH 03301", id="a director's"),
        pytest.param("Main campus: 19 Depot Plaza, Hillsborough, NH 03244", "", id="the same house"),
    ],
)
def test_the_address_of_another_desk_is_not_where_the_answer_goes(over: str, below: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(FORM.format(over=over, below=below)))
    assert found[F.RETURN_ADDRESS].value == "19 Depot Plaza, Hillsborough, NH 03244"


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("Fax 603-555-0188", False),
        ("Dispatch fax 603-555-0188", True),
        ("Fax 603-555-0188 not for patients' records", True),
        ("Dispatch is on the first floor\nFax 603-555-0188", False),
        ("Fax 603-555-0188 (please do not fax)", True),
        ("Fax 603-555-0188. Please do not send forms here", True),
        ("Fax 603-555-0188. Please do not send by mail", False),
        ("Fax 603-555-0188 - do not mail", False),
    ],
)
def test_a_line_tells_whose_a_number_is(line: str, other: bool) -> None:
    start = line.index("603")
    assert names_other_desk(line, start, start + 12, fax=True) is other


@pytest.mark.parametrize("behind", [". Do not fax.", " (please do not fax)"])
def test_what_is_not_to_be_faxed_goes_by_mail(behind: str) -> None:
    form = FORM.format(over="4 Elm Street, Concord, NH 03301", below="").split("RETURN TO")[0]
    line = f"Mail this form to 19 Depot Plaza, Hillsborough, NH 03244{behind}"
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(f"{form}\n{line}\n"))
    assert found[F.RETURN_ADDRESS].value == "19 Depot Plaza, Hillsborough, NH 03244"


HOME = """
CLAYTON COUNTY FIRE RESCUE
2519 State Road 16 West, Clayton, FL 32043
Facsimile 904-555-0149

INQUIRY OF CERTIFICATION
Kindly fill in the lower part and send it back to the facsimile number above.

Ana Lopez
Name of applicant

824 Prospect Ave, Cambridge MA 02139    774-555-0139
{caption}    Telephone
"""


@pytest.mark.parametrize("caption", ["Home address", "Address of residence", "Applicant's address"])
def test_a_home_is_not_where_the_answer_goes(caption: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(HOME.format(caption=caption)))
    assert found[F.RETURN_ADDRESS].value == "2519 State Road 16 West, Clayton, FL 32043"


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("Credentialing Specialist, Medical Staff Services", True),
        ("PRIMARY SOURCE VERIFICATION REQUEST", True),
        ("Gus Ferrante, RN, Compliance Manager 10/14/2026", True),
        ("Office of Verification Request", False),
        ("Hartwell Regional Hospital", False),
        ("Director's Office", True),
        ("Corporate Office:", True),
        ("Main Office of Emergency Medical Services", False),
        ("Department of Health, Assistant Secretary, EMS", False),
    ],
)
def test_an_officer_and_a_title_are_no_office(text: str, none: bool) -> None:
    assert is_no_office(text) is none
