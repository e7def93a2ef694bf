"""A name before the street to which the answer goes is an office's only where nothing tells a person's."""

import pytest

from domain.documents import UNSURE
from domain.kinds import FieldName, Kind
from intake.extractors.requests.names_before_street import is_person
from tests.intake.extractors.written_forms import draw_form, read_fields

REQUEST = """
REQUEST FOR VERIFICATION
Applicant name: {applicant}
Certification number: E0810170
{told}
Mail to:
{name}, 13 Maine Avenue, Bangor, ME 04401
"""


def read_agency(name: str, applicant: str = "Dana Whitfield", told: str = "") -> tuple[str, float] | None:
    """Who asks, and how surely."""
    page = draw_form(REQUEST.format(name=name, applicant=applicant, told=told))
    found = read_fields(Kind.VERIFICATION_REQUEST, page).get(FieldName.REQUESTING_AGENCY)
    return (str(found.value), found.confidence) if found is not None else None


def test_an_office_no_word_of_which_tells_it_is_never_sure() -> None:
    told = "Please release my records to Saltbox Harbor Skylift or its agent."
    found = read_agency("Saltbox Harbor Skylift", told=told)
    assert found is not None
    assert found[0] == "Saltbox Harbor Skylift"
    assert found[1] <= UNSURE


@pytest.mark.parametrize(
    ("name", "applicant", "told"),
    [
        pytest.param("Boon Keng Tan", "Boon Keng Tan", "", id="the applicant"),
        pytest.param("Boon Keng Tan", "Tan, Boon Keng", "", id="the applicant, the surname first"),
        pytest.param("BOON KENG TAN", "Boon K Tan", "Signature: Boon Keng Tan", id="in capitals"),
        pytest.param("Xyla Quorn", "Dana Whitfield", "Questions to Xyla Quorn: 603-555-0100", id="contact"),
        pytest.param("Xyla Quorn", "Dana Whitfield", "Thank you,\nXyla Quorn", id="who signs"),
        pytest.param("Ana Lopez, RN", "Ana Lopez, RN", "", id="a trade"),
        *(
            pytest.param(name, "Dana Whitfield", f"Release what you have on me to {name} or such.", id=name)
            for name in (
                "Dr. Xyla Quorn", "Xyla Quorn III", "Xyla T. Quorn", "Rosa Field-Quorn", "Verification Form"
            )
        ),
    ],
)  # fmt: skip
def test_a_person_named_before_the_street_has_not_asked(name: str, applicant: str, told: str) -> None:
    assert read_agency(name, applicant, told) is None


@pytest.mark.parametrize(
    ("name", "person"),
    [
        pytest.param("Harriet Bloom", True, id="a given name and a surname"),
        pytest.param("Northern Light", False, id="no given name"),
    ],
)
def test_words_that_are_rather_a_person_s_name(name: str, person: bool) -> None:
    assert is_person(name.split()) is person
