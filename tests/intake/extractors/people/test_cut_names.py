"""A name broken at a line's end is not shown as sure."""

import pytest

from domain.kinds import Channel, FieldName, Kind
from intake.extractors.extract import extract_evidence
from tests.intake.extractors.drawn_cards import draw_page

CARD = """# BLS Provider
American Heart Association
Name: {}
Issue Date: 03/04/2026
Renew By: 03/2028
"""


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        pytest.param("Zbigniew Piotr van der Meer", True, id="whole"),
        pytest.param("Zbigniew Piotr Van", False, id="lacks its end"),
        pytest.param("Zbigniew Piotr St", False, id="lacks it behind a saint"),
        pytest.param("Linh Mai Le", True, id="a surname that is a small word elsewhere"),
    ],
)
def test_a_name_that_lacks_its_end_is_not_sure(name: str, sure: bool) -> None:
    found = extract_evidence(Kind.CPR_CARD, [draw_page(CARD.format(name))], channel=Channel.SCAN)
    (holder,) = (e for e in found if e.field is FieldName.HOLDER_NAME)
    assert holder.value == name
    assert (holder.confidence >= 0.9) is sure
