"""Captions side by side are no words that follow each other."""

import pytest

from domain.captions import text_by_captions
from domain.policy import Policy
from processing.rules.phrases import stands_in
from tests.intake.extractors.drawn_cards import draw_page


@pytest.mark.parametrize(
    ("line", "text", "told"),
    [
        pytest.param("Instructor          Card #", "Instructor : Card #", False, id="two captions"),
        pytest.param("BLS Instructor Card", "BLS Instructor Card", True, id="a card's title"),
        pytest.param("Instructor          Name", "Instructor Name", False, id="nothing to mistake"),
    ],
)
def test_captions_side_by_side_are_parted(line: str, text: str, told: bool) -> None:
    assert text_by_captions(draw_page(line)) == text
    assert stands_in(text, Policy().card.no_provider_card) is told
