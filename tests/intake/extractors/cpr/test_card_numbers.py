"""Which of several numbers is the card's own."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.drawn_cards import prove_card, read_card


@pytest.mark.parametrize(
    ("words", "number"),
    [
        pytest.param(
            "Completed:        Expires:                           Cert. no.\n"
            "Apr 22, 2026      Apr 22, 2028            GT2869031234-4417221\n"
            "Harbor, NH        Stock 653999                 Serial 11986870",
            "GT2869031234-4417221", id="a serial number beside the certificate's",
        ),
        pytest.param("Serial 11986870", "11986870", id="a serial number alone"),
        pytest.param(
            "Roster no.                18-0442\nCard serial no.           0B1186720", "0B1186720",
            id="a serial number beside a list's",
        ),
        pytest.param("Roster no.                18-0442", "18-0442", id="a list's alone"),
        pytest.param("Tramng Cenier LD.\nTC81099", None, id="a training center's under a lost caption"),
        pytest.param(
            "No.62052865\nShown how by\nGail Ostrow   no. 25030259", "62052865", id="glued to its caption"
        ),
        pytest.param(
            "Traning Center Phone No     Cenier LD.\n(413) 555-0113              NE 12969", None,
            id="a telephone's",
        ),
        pytest.param("Health & Safety Institute      No. H 4471902", "H4471902", id="its letter apart"),
        pytest.param("Card serial   EC 4471902      Meets guidelines", "EC4471902", id="its letters apart"),
        pytest.param("Card number\nDanvers, MA 265012345678", "265012345678", id="a state before it"),
        pytest.param("Health & Safety Institute      Page H 4471902", None, id="no word for it"),
        pytest.param("#\nDepartment of Education - 1400 Bayview Avenue", None, id="a house's"),
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_not_the_card_s(words: str, number: str | None) -> None:
    found = read_card(f"National Safety Council\n# BLS Provider\n# Dana Whitfield\n\n{words}")
    assert found.get("certificate_id") == number


@pytest.mark.parametrize(
    ("words", "number", "sure"),
    [
        pytest.param("Certificate number: EC 8842910", "EC8842910", True, id="beside its caption"),
        pytest.param("Certificate ID: BLS 8842910", "BLS8842910", True, id="a course's letters"),
        pytest.param("Certificate #: EMT 0816324", "0816324", False, id="a licence's"),
        pytest.param("Registration No.   CEU 400200", "400200", False, id="what the course counts for"),
        pytest.param("Card #       Site\nTS 884291     Boston", "TS884291", False, id="below its caption"),
        pytest.param(
            "Certificate number      Employee ID\nBLS 202603            RN 2267781",
            "202603",
            False,
            id="a month",
        ),
    ],
)
def test_a_number_with_letters_apart_is_sure_beside_its_own_caption(
    words: str, number: str, sure: bool
) -> None:
    found = prove_card(
        f"American Red Cross\n# BLS\n# Dana Whitfield\n{words}\nIssue Date 03/14/2026   Renew By 03/2028"
    )[FieldName.CERTIFICATE_ID]
    assert (found.value, found.confidence >= 0.9) == (number, sure)


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Her earlier card (code 244912260875, issued 9/2024) runs out.", id="earlier"),
        pytest.param("Replaces previous certificate no. 4417221", id="replaces"),
        pytest.param("Harbor CPR Training     617-555-0144", id="a telephone"),
    ],
)
def test_a_number_of_an_earlier_card_or_of_a_telephone_is_not_the_card_s(sentence: str) -> None:
    found = read_card(f"# BLS Provider\n# Dana Whitfield\npassed on 09/12/2026.\n{sentence}")
    assert "certificate_id" not in found
    assert found["issued_on"] == "2026-09-12"


def test_a_card_that_renews_an_earlier_one_tells_its_own_end() -> None:
    found = read_card(
        "# BLS Provider\n# Dana Whitfield\npassed on 09/12/2026.\n"
        "This renews the earlier card and is good through 09/12/2028"
    )
    assert found["expires_on"] == "2028-09-12"


def test_the_day_of_a_renewal_that_was_passed_is_the_first() -> None:
    found = read_card("# ACLS Provider\nDana Whitfield took and passed the ACLS renewal on 09/12/2026.")
    assert (found["issued_on"], found.get("expires_on")) == ("2026-09-12", None)
