"""Which pages a clerk scans again, and why."""

import inspect
import re
from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.pages import BLURRED, COARSE_FAX, GLARE, STREAKS, PageReading, PageSource, Quality, Word
from domain.states import PageUse
from intake.readers import quality
from processing.rescan import _ADVICE, find_doubtful_blanks, find_faults, find_usual_height, measure_slope
from tests.intake.classifiers.papers import CARD, reading_of

D, B, S = PageUse.DOCUMENT, PageUse.BLANK, PageUse.SEPARATOR


def slanting(reading: PageReading, degrees: float) -> PageReading:
    """The lines fall to the right by so many degrees."""
    fall = degrees * 3.14159 / 180

    def moved(word: Word) -> Word:
        down = round(word.box.x0 * fall)
        box = word.box
        return replace(word, box=Box(box.x0, box.y0 + down, box.x1, box.y1 + down))

    return replace(reading, words=tuple(moved(word) for word in reading.words))


def words_of(reading: PageReading, usual: float | None = None, *, rescan: bool = True) -> list[str]:
    return [fault.words for fault in find_faults(reading, usual) if fault.rescan is rescan]


CLEAN = reading_of(CARD)


def test_a_good_page_has_no_fault() -> None:
    assert find_faults(CLEAN, 1100 / 850) == ()


@pytest.mark.parametrize(
    "reason",
    [
        "blurred", "too faint", "too dark", "a shadow lies on it", "cut at the left", "cut at the right",
        "hard to read", "no text could be read", "too small: the picture has too few pixels",
    ],
)  # fmt: skip
def test_what_reading_says_becomes_words_to_act_on(reason: str) -> None:
    (words,) = words_of(replace(CLEAN, quality=Quality(0.4, (reason,))))
    assert "can it again" in words


def test_fine_print_of_reading_is_no_reason_to_scan_again() -> None:
    assert words_of(replace(CLEAN, quality=Quality(0.9, ("faxed at standard resolution",)))) == []


@pytest.mark.parametrize("degrees", [-12.0, -5.0, 5.0, 12.0])
def test_a_page_that_lies_askew(degrees: float) -> None:
    assert measure_slope(slanting(CLEAN, degrees).words, 850) == pytest.approx(degrees, abs=0.5)
    assert any("askew" in words for words in words_of(slanting(CLEAN, degrees)))


@pytest.mark.parametrize("degrees", [-2.0, 0.0, 2.0])
def test_a_page_that_reading_sets_straight_is_none(degrees: float) -> None:
    assert words_of(slanting(CLEAN, degrees)) == []


@pytest.mark.parametrize(("rotation", "word"), [(180, "upside down"), (90, "its side"), (270, "its side")])
def test_a_turned_page_is_said_and_need_not_be_scanned_again(rotation: int, word: str) -> None:
    turned = replace(CLEAN, rotation=rotation)
    assert words_of(turned) == []
    assert word in words_of(turned, rescan=False)[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("cut at the top", "Cut at the top"),
        ("cut at the bottom", "Cut at the bottom"),
        (BLURRED, "Blurred"),
        (GLARE, "glares"),
        (STREAKS, "Clean the glass"),
    ],
)
def test_what_spoils_a_picture_is_said_to_the_clerk(reason: str, said: str) -> None:
    [words] = words_of(replace(CLEAN, quality=Quality(0.9, (reason,))))
    assert said in words


def test_two_sheets_fed_at_once_are_longer_than_the_others() -> None:
    usual = find_usual_height([CLEAN, CLEAN, CLEAN, replace(CLEAN, height=1500)])
    assert words_of(CLEAN, usual) == []
    assert "fed at once" in words_of(replace(CLEAN, height=1500), usual)[0]


def test_messages_are_not_scanned() -> None:
    body = replace(CLEAN, source=PageSource.BODY, quality=Quality(0.1, ("hard to read",)))
    assert find_faults(body, 1.3) == ()


@pytest.mark.parametrize(
    ("uses", "doubtful"),
    [
        pytest.param([D, B, D, B], [], id="backs of a scan of both sides"),
        pytest.param([S, B, D, D, D, B], [], id="back of a separator"),
        pytest.param([D, D, B, B, D, D], [2], id="a sheet blank on both sides"),
        pytest.param([D, B, D], [1], id="one side: fed face down"),
        pytest.param([D, D, B, D], [2], id="a blank where a front is"),
        pytest.param([D, D, D, D], [], id="no blanks"),
        pytest.param([B], [0], id="nothing but a blank"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_blanks_where_something_is_expected(uses: list[PageUse], doubtful: list[int]) -> None:
    assert sorted(find_doubtful_blanks(uses)) == doubtful


def test_every_reason_of_reading_has_words() -> None:
    """A reason that reading learns to give must be told to the clerk too."""
    source = inspect.getsource(quality)
    said = set(re.findall(r'append\(\s*"([^"]+)"', source))
    said |= {getattr(quality, name) for name in re.findall(r"append\(([A-Z_]+)\)", source)}
    assert len(said) > 5
    assert said - {COARSE_FAX} <= set(_ADVICE)
