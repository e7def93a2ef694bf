"""Our own office and those over it ask us for nothing, wherever their names stand."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.written_forms import draw_form, read_fields

FORM = """
{head}


REQUEST FOR VERIFICATION OF CERTIFICATION

Applicant name:      Ana Lopez
Date of birth:       04/12/1987
Certification no.:   E0901234
Level:               EMT

I authorize the release of my record to the agency named.
Signature: ______________   Date: 10/05/2026
"""
RETURN = """
Please return to:
Maine Emergency Medical Services
150 Invented Way
Augusta, ME 04333
"""
OURS = """The Commonwealth of Massachusetts
Executive Office of Health and Human Services
Department of Public Health
Office of Emergency Medical Services
67 Forest Street, Marlborough, MA 01752"""
OVER_OUR_STREET = OURS.partition("\n")[2]
WITH_ITS_HEADS = """
  The Commonwealth of Massachusetts                     CHARLES INVENTED
  Executive Office of Health and Human Services         Governor
  Department of Public Health                           DANA INVENTED
  Bureau of Health Care Safety and Quality              Secretary
  Office of Emergency Medical Services"""
IN_ONE_LINE = (
    "The Commonwealth of Massachusetts - Executive Office of Health and Human Services "
    "- Department of Public Health"
)


def agency_of(form: str) -> str | None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(form)).get(FieldName.REQUESTING_AGENCY)
    return None if found is None else str(found.value)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(OURS, id="whole"),
        pytest.param(OURS.upper(), id="in capitals"),
        pytest.param(OURS.replace(" and ", " & "), id="with an ampersand"),
        pytest.param("\n".join(OURS.split("\n")[:2]), id="the office over all"),
        pytest.param(OURS.replace("Health\nOffice", "Health · Office"), id="two in a line"),
        pytest.param(IN_ONE_LINE, id="in one line"),
        pytest.param(WITH_ITS_HEADS, id="with who heads them"),
        pytest.param(OVER_OUR_STREET, id="over our street"),
    ],
)
def test_a_form_on_our_letterhead_tells_no_office_that_asks_but_the_one_it_goes_back_to(head: str) -> None:
    assert agency_of(FORM.format(head=head)) is None
    assert agency_of(FORM.format(head=head) + RETURN) == "Maine Emergency Medical Services"


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        pytest.param(
            "State of Rhode Island\nExecutive Office of Health and Human Services\nDepartment of Health",
            "State of Rhode Island Executive Office of Health and Human Services",
            id="another state's of the same name",
        ),
        pytest.param(
            "Commonwealth of Massachusetts\nBoard of Registration in Medicine\n178 Albion Street, Wakefield",
            "Board of Registration in Medicine",
            id="a board of our state",
        ),
        pytest.param(
            "Commonwealth of Massachusetts Board of Registration in Medicine",
            "Commonwealth of Massachusetts Board of Registration in Medicine",
            id="its name with the state's",
        ),
        pytest.param(
            "\n".join([*OURS.split("\n")[:3], "Board of Registration in Nursing"]),
            "Board of Registration in Nursing",
            id="a board under the same department",
        ),
        pytest.param(
            "To: Commonwealth of Massachusetts\nDepartment of Health of the State of Maine",
            "Department of Health of the State of Maine",
            id="another state's right under ours",
        ),
    ],
)
def test_other_offices_ask_though_ours_stand_near(head: str, agency: str) -> None:
    assert agency_of(FORM.format(head=head)) == agency
