"""The directory's page: an office is found by words of its entry."""

import pytest

from domain.kinds import Role
from tests.review.office import AGENCY, Office


@pytest.mark.parametrize(
    ("find", "there"),
    [
        pytest.param("", True, id="nothing looked for"),
        pytest.param("bureau ARIZONA", True, id="words of the name in any order"),
        pytest.param("85007", True, id="of the address"),
        pytest.param("az.example", True, id="of the email"),
        pytest.param("arizona maine", False, id="not all of them"),
    ],
)
def test_an_office_is_found_by_its_words(office: Office, find: str, there: bool) -> None:
    shown = office.visitor("ada", Role.ADMIN).get("/directory", params={"find": find}).text
    assert (f'href="/directory?key={AGENCY.key}#office"' in shown) is there
    assert ("No office holds these words." in shown) is not there
