"""How common words are as names."""

import pytest

from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.normalise.names import NOT_NAMES, tidy_name

#: From this number on a surname is one of the thousand commonest or so.
COMMON = 3


@pytest.mark.parametrize(
    ("word", "given", "surname"),
    [
        pytest.param("Smith", False, True, id="a surname"),
        pytest.param("MARY", True, True, id="a given name, whatever its case"),
        pytest.param("Nguyễn", False, True, id="without its accents"),
        pytest.param("Wójcik", False, True, id="a rare one"),
        pytest.param("Trn", False, False, id="read without a vowel"),
        pytest.param("Teizeira", False, False, id="one letter misread"),
    ],
)
def test_words_are_listed_as_given_names_and_surnames(word: str, given: bool, surname: bool) -> None:
    found = look_up(word)
    assert (found.given > 0, found.surname > 0, found.known) == (given, surname, given or surname)


def test_commoner_names_have_the_higher_number() -> None:
    assert look_up("Smith").surname > look_up("Thibodeau").surname > 0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("Maria L. da Silva Jr.", ["maria", "silva"], id="no initial, particle or suffix"),
        pytest.param(
            "Jean-Robert O'Brien", ["jean", "robert", "obrien"], id="hyphens part, apostrophes do not"
        ),
    ],
)
def test_words_of_a_name(name: str, words: list[str]) -> None:
    assert words_of(name) == words


def test_no_common_surname_is_held_for_a_word_of_forms() -> None:
    assert not [word for word in NOT_NAMES if look_up(word).surname >= COMMON]
    assert tidy_name("Terri B. Grant") == "Terri B. Grant"
    assert tidy_name("Official Seal") is None
