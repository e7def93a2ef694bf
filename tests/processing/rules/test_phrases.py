"""Phrases in which the office tells what to look for."""

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.rules.phrases import LONGEST, compile_phrases, stands_in


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        pytest.param("class roster", "BLS CLASS  Roster 2026", True, id="case and blanks"),
        pytest.param("class roster", "class\nroster", False, id="words on two lines"),
        pytest.param("release", "released", False, id="a whole word"),
        pytest.param("releas*", "is released", True, id="any ending"),
        pytest.param("{class|course} roster", "course roster", True, id="one of several"),
        pytest.param("see {the|} back", "see back", True, id="may be missing"),
        pytest.param("see {the|} back", "see the back", True, id="or not"),
        pytest.param("see {the|} back", "see our back", False, id="but is no other word"),
        pytest.param("raised * seal", "raised state seal", True, id="any word"),
        pytest.param("raised * seal", "raised seal", False, id="any word must stand"),
        pytest.param("{card|the card} will follow", "the card will follow", True, id="several words"),
        pytest.param("no skills ... test", "no skills or practical test", True, id="a gap"),
        pytest.param("no skills ... test", "no skills test", True, id="an empty gap"),
        pytest.param("no skills ... test", "no skills. A test", False, id="of one sentence"),
        pytest.param("no skills ... test", "no skills " + "x" * 60 + " test", False, id="not too long"),
        pytest.param("hands-on", "hands on", True, id="hyphen as a space"),
        pytest.param("hands-on", "handson", True, id="hyphen lost"),
        pytest.param("(seal)", "Affix (SEAL) here", True, id="signs"),
        pytest.param("employer's record", "employer’s record", True, id="a printer's apostrophe"),
        pytest.param("a.c", "abc", False, id="a point is a point"),
    ],
)
def test_finds(phrase: str, text: str, found: bool) -> None:
    assert stands_in(text, [phrase]) is found


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        pytest.param(" ", "1 to", id="empty"),
        pytest.param("a" * (LONGEST + 1), "1 to", id="too long"),
        pytest.param("{one|two", "braces do not pair", id="open brace"),
        pytest.param("one} two", "braces do not pair", id="lone brace"),
        pytest.param("... word", "begins with a word", id="begins with a gap"),
        pytest.param("word ...", "ends with none", id="ends with a gap"),
        pytest.param("{the|} word", "begins with a word", id="begins with what may be missing"),
        pytest.param("one ... {two|}", "a word must stand", id="a gap before what may be missing"),
        pytest.param("one ... ... two", "a word must stand", id="two gaps"),
        pytest.param("one {|} two", "nothing to choose from", id="empty braces"),
        pytest.param("o*e", "before the end", id="a star inside"),
    ],
)
def test_refuses(phrase: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compile_phrases((phrase,))


def test_nothing_stands_where_no_phrase_is_given() -> None:
    assert not stands_in("anything at all", [])


def test_a_hostile_text_takes_no_time() -> None:
    phrases = ["{a|aa} {*|} {*|} {*|} ... {a*|aa*} b"]
    begun = time.process_time()
    stands_in("a " * 20_000, phrases)
    assert time.process_time() - begun < 2


@given(st.text(alphabet="ab *{}|.-'", max_size=20))
def test_any_phrase_is_compiled_or_refused_in_words(phrase: str) -> None:
    with contextlib.suppress(ValueError):
        assert compile_phrases((phrase,)).pattern
