"""A translator's words are told from those of people who know others."""

import pytest

from intake.extractors.sheets.translations import _ANSWERS


@pytest.mark.parametrize(
    ("words", "translators"),
    [
        pytest.param("I know both languages well", True, id="languages"),
        pytest.param("I speak both Polish and English", True, id="languages by name"),
        pytest.param("I certify that I know both parties, married on May 3, 2020", False, id="two people"),
        pytest.param("We know both of them to be the persons named", False, id="two people, not named"),
    ],
)
def test_who_knows_two_people_is_no_translator(words: str, translators: bool) -> None:
    assert bool(_ANSWERS.search(words)) is translators
