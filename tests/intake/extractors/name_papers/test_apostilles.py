"""Apostilles: which page one proves, and that its day is not the paper's."""

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.name_papers.apostilles import is_apostille, proves
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

APOSTILLE = """
The State of Kent
Secretary of State
APOSTILLE
(Convention de La Haye du 5 octobre 1961)
1.  Country:                   United States of America
    This public document
2.  has been signed by         {signer}
3.  acting in the capacity of  City Clerk, Quincy
6.  the                        8th day of July, 2026
"""
CERTIFICATE = """
CERTIFICATE OF MARRIAGE
Name before marriage       Maria T Souza
Name after marriage        Maria T Pereira
Date issued:               May 19, 2026
                           Adrienne S. Koff, City Clerk
"""


def apostille_of(signer: str) -> PageReading:
    return draw_form(APOSTILLE.format(signer=signer))


@pytest.mark.parametrize(("signer", "proven"), [("Adrienne S. Koff", True), ("Robin Pine", False)])
def test_an_apostille_proves_what_its_signer_signed(signer: str, proven: bool) -> None:
    assert proves(apostille_of(signer), draw_form(CERTIFICATE)) is proven
    assert not proves(draw_form(CERTIFICATE), apostille_of(signer))


def test_a_paper_that_speaks_of_an_apostille_is_none() -> None:
    assert is_apostille(apostille_of("Robin Pine"))
    assert not is_apostille(draw_form("Please add an apostille to this public document.\nMaria T Souza"))


def test_an_apostille_s_day_is_not_its_paper_s() -> None:
    page = apostille_of("Adrienne S. Koff")
    found = {
        f: e.value for f, e in read_fields(Kind.NAME_CHANGE_EVIDENCE, page, draw_form(CERTIFICATE)).items()
    }
    assert found[F.EVIDENCE_TYPE] == "marriage_certificate"
    assert found[F.NEW_NAME] == "Maria T Pereira"
    assert found[F.ISSUED_ON] == "2026-05-19"
