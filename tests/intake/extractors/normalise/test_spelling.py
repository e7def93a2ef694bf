"""How a name is spelled that the readers saw in several ways."""

import json
from importlib.resources import files

import pytest

from intake.extractors.normalise.spelling import Place, align_letters, spell

SURE = 3.0


@pytest.mark.parametrize(
    ("seen", "place", "word"),
    [
        pytest.param(["Courtuey", "", ""], Place.GIVEN, "courtney", id="a letter, seen by one"),
        pytest.param(["Peteh", "Leh", "Peter"], Place.GIVEN, "peter", id="the third reader saw it"),
        pytest.param(["Rewee", "Fence", "Renee"], Place.GIVEN, "renee", id="seen rightly by another"),
        pytest.param(["Thitodeau", "Hibodeau", "Rhitodeau"], Place.SURNAME, "thibodeau", id="by no reader"),
        pytest.param(["Quiones", "Quikones", "Qivones"], Place.SURNAME, "quinones", id="a letter lost"),
    ],
)
def test_a_listed_name_far_likelier_than_what_was_seen_is_told(
    seen: list[str], place: Place, word: str
) -> None:
    told = spell(seen, place)
    assert told is not None
    assert told.word == word
    assert told.margin >= SURE


@pytest.mark.parametrize(
    ("seen", "place"),
    [
        pytest.param(["Garcia", "Garcla", "Garcia"], Place.SURNAME, id="listed as it was seen"),
        pytest.param(["Njau", "", ""], Place.SURNAME, id="short, and several names near"),
        pytest.param(["Xqzwvor", "", ""], Place.SURNAME, id="no name near"),
        pytest.param(["Jo", "To", "Jo"], Place.GIVEN, id="too short"),
        pytest.param(["", "", ""], Place.GIVEN, id="nothing seen"),
    ],
)
def test_what_no_listed_name_explains_far_better_stays(seen: list[str], place: Place) -> None:
    told = spell(seen, place)
    assert told is None or told.margin < SURE


def test_a_name_counts_for_little_where_the_other_sort_stands() -> None:
    given, surname = (spell(["Steveu", "", ""], place) for place in (Place.GIVEN, Place.SURNAME))
    assert given is not None
    assert surname is not None
    assert given.word == surname.word == "steven"
    assert given.margin > surname.margin + 1


def test_letters_are_laid_side_by_side() -> None:
    assert align_letters("anna", "auna") == [("a", "a"), ("n", "u"), ("n", "n"), ("a", "a")]
    assert align_letters("tuan", "tun") == [("t", "t"), ("u", "u"), ("a", ""), ("n", "n")]
    assert align_letters("gale", "gagle") == [("g", "g"), ("a", "a"), ("", "g"), ("l", "l"), ("e", "e")]


def test_the_shipped_table_says_what_it_was_counted_on_and_how_it_measured() -> None:
    facts = json.loads(files("intake.extractors").joinpath("model", "letters.json").read_text("utf-8"))
    assert len(facts["data_hash"]) == 64
    assert len(facts["readers"]) == len(facts["letters"]) == 3
    assert min(facts["letters"]) > 5000
    held_out = facts["measured"]["held out"]
    assert held_out["mended"] > 10 * held_out["spoiled"]


def test_what_the_first_reader_doubts_of_a_word_decides() -> None:
    """Readers in general lose no l behind a y; of this very word the first one says that it may have."""
    seen = ["Tayor", "", "Tader"]
    steps = [{"T": 1.0}, {"a": 1.0}, {"y": 0.97}, {"y": 0.6, "l": 0.3}, {"l": 0.25}, {"o": 0.96}, {"r": 1.0}]
    doubts = tuple(tuple(step.items()) for step in steps)
    assert spell(seen, Place.GIVEN) is None
    told = spell(seen, Place.GIVEN, doubts)
    assert told is not None
    assert told.word == "taylor"
    sure = tuple(((letter, 0.999),) for letter in "Tayor")
    assert spell(seen, Place.GIVEN, sure) is None
