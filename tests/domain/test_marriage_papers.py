"""Papers on a marriage: those from before it, and those that tell of it."""

import pytest

from domain.marriage_papers import is_before_marriage

NOTICE = """NOTICE OF INTENTION OF MARRIAGE. To be filed with the clerk before a marriage license is issued.
Surname to be used after marriage: Pereira. If previously married: divorced."""


@pytest.mark.parametrize(
    ("text", "before"),
    [
        pytest.param(NOTICE, True, id="notice"),
        pytest.param(f"{NOTICE} Intended date and place of wedding: Oct. 10", True, id="a wedding to come"),
        pytest.param(f"{NOTICE} Proposed place of the ceremony: Easton", True, id="a place to come"),
        pytest.param(f"{NOTICE} Date of marriage: Oct. 10. Place of marriage: Easton", False, id="its day"),
        pytest.param("Statement of both parties. Not valid as proof of marriage.", True, id="says so"),
        pytest.param("Application for Marriage License. Were you ever married?", True, id="application"),
        pytest.param(
            "MARRIAGE LICENSE. Any clergy is hereby authorized to join in marriage the persons named.",
            True,
            id="licence alone",
        ),
        pytest.param(
            "MARRIAGE LICENSE. Any clergy is authorized to join those named. Date of marriage: May 2",
            False,
            id="licence with its return",
        ),
        pytest.param(
            "CERTIFICATE OF MARRIAGE. Notice of intention of marriage filed June 2.", False, id="certificate"
        ),
        pytest.param(
            "By the declaration of intention of marriage they took the name. They were lawfully joined.",
            False,
            id="clerk's letter",
        ),
        pytest.param("LICENSE AND CERTIFICATE OF MARRIAGE. Book 4.", False, id="licence and certificate"),
    ],
)
def test_a_paper_from_before_a_marriage_tells_of_none(text: str, before: bool) -> None:
    assert is_before_marriage(text) is before
