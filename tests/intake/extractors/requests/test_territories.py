"""Requests of territories and provinces: which of the names in their letterheads is the office's."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.normalise.addresses import name_states
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def read_values(drawing: str) -> dict[FieldName, str | bool]:
    """What a request says, by field."""
    return {f: e.value for f, e in read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing)).items()}


LETTERHEAD = """
{over}
{office}
{where}

The person named below asks us for a license.
{release}

Name: Ana Lopez        Massachusetts number E0865571
"""


def test_a_department_is_of_the_territory_whose_government_stands_over_it() -> None:
    found = read_values(
        LETTERHEAD.format(
            over="GOVERNMENT OF THE VIRGIN ISLANDS OF THE UNITED STATES",
            office="DEPARTMENT OF HEALTH",
            where="1402 Palm Estate, Suite 10, St. Croix, V.I. 00820",
            release="",
        )
    )
    assert found[F.REQUESTING_AGENCY] == "Virgin Islands Department of Health"
    assert found[F.RETURN_ADDRESS] == "1402 Palm Estate, Suite 10, St. Croix, V.I. 00820"


def test_a_territory_is_no_office_though_a_board_is_called_by_its_letters() -> None:
    found = read_values(
        LETTERHEAD.format(
            over="Commonwealth of the Northern Mariana Islands",
            office="HEALTH PROFESSIONS LICENSING BOARD",
            where="P.O. Box 50, Bldg. 12 Reef Court, Saipan, MP 96950",
            release="I authorize you to release to the CNMI Health Professions Licensing Board any facts.",
        )
    )
    assert found[F.REQUESTING_AGENCY] == "CNMI Health Professions Licensing Board"


BESIDE = """
{first}              {second}              {third}
Emergency Health Branch         Direction des urgences

Surname: Lopez        Given names: Ana        Number E0865571

Send to: Equivalency Unit, 57 Lake Crescent, 6th Floor, Toronto ON M2M 4K5
Fax 416 555 0163
"""


@pytest.mark.parametrize(
    ("first", "second", "third", "agency"),
    [
        ("Ministry of Health", "Ontario", "Bureau des urgences", "Ontario Ministry of Health"),
        ("Ministry of Health", "Overview", "Ontario", "Ministry of Health"),
    ],
    ids=["next to it", "farther off"],
)
def test_a_ministry_is_of_the_province_whose_name_stands_next_to_it(
    first: str, second: str, third: str, agency: str
) -> None:
    found = read_values(BESIDE.format(first=first, second=second, third=third))
    assert found[F.REQUESTING_AGENCY] == agency


def test_an_address_below_a_form_s_title_is_nobody_s_home() -> None:
    found = read_values("""
ALBERTA COLLEGE OF PARAMEDICS                                            VERIFICATION OF
Heron Place, Suite 220, 27 Oak Crescent, Sherwood Park, AB T8H 2W7       REGISTRATION

I, Ana Lopez, born on 1991/04/17, authorize that body to complete Part 2.
""")
    assert found[F.RETURN_ADDRESS] == "Heron Place, Suite 220, 27 Oak Crescent, Sherwood Park, AB T8H 2W7"


@pytest.mark.parametrize(
    ("office", "states"),
    [
        ("Virgin Islands Department of Health", {"VI"}),
        ("Virginia Office of EMS", {"VA"}),
        ("College of Paramedics of Nova Scotia", {"NS"}),
    ],
)
def test_an_office_s_name_tells_its_territory_or_province(office: str, states: set[str]) -> None:
    assert name_states(office) == states
