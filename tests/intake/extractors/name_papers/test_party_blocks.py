"""Certificates with a block for each party, one below the other."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

CERTIFICATE = """
Certificate of Marriage Registration
This certifies that the persons named here were joined in marriage

Bride/Groom/Spouse:       Omar Emil Kessler
born on                   January 19, 1987
surname after marriage    {his}

Bride/Groom/Spouse:       Ana Tess Lopez
born on                   August 21, 1989
surname after marriage    {hers}

married on                May 9, 2026    at Harwick
"""


def test_a_surname_after_the_marriage_is_of_the_party_over_it() -> None:
    page = draw_form(CERTIFICATE.format(his="Kessler", hers="Lopez-Kessler"))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    names = [found[field].value for field in (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH)]
    assert names == ["Ana Tess Lopez", "Ana Tess Lopez-Kessler", "1989-08-21"]


@pytest.mark.parametrize("his", ["Kessler-Lopez", "Lopez"])
def test_of_two_who_change_their_surnames_neither_is_sure(his: str) -> None:
    page = draw_form(CERTIFICATE.format(his=his, hers="Kessler-Lopez"))
    new = read_fields(Kind.NAME_CHANGE_EVIDENCE, page).get(F.NEW_NAME)
    assert new is None or new.confidence < 0.9
    assert new is None or new.value in (f"Omar Emil {his}", "Ana Tess Kessler-Lopez")
