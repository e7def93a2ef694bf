"""Two readers' words laid over each other, and rows."""

import random
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.geometry import Box
from domain.pages import Word
from intake.readers.alignment import SAME_HEIGHT, Seen, align_words, order_in_rows
from intake.readers.detection import TextRegion


def row(*words: tuple[str, int, int], y: int = 0) -> list[Seen]:
    return [Seen(text, Box(x0, y, x1, y + 20), 0.9) for text, x0, x1 in words]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(row(("Maria", 0, 50)), row(("Maria", 1, 49)), [("Maria", "Maria")], id="same"),
        pytest.param(row(("Maria", 0, 50)), row(("Marla", 1, 49)), [("Maria", "Marla")], id="differ"),
        pytest.param(row(("Maria", 0, 50)), [], [("Maria", None)], id="second saw nothing"),
        pytest.param(
            row(("JohnSmith", 0, 90)),
            row(("John", 0, 40), ("Smith", 45, 90)),
            [("John", "John"), ("Smith", "Smith")],
            id="first ran two words together",
        ),
        pytest.param(
            row(("John", 0, 40), ("Smith", 45, 90)),
            row(("JohnSmith", 0, 90)),
            [("John", "John"), ("Smith", "Smith")],
            id="second ran two words together",
        ),
        pytest.param(
            row(("E0901234", 0, 80)),
            row(("E090", 0, 40), ("l234", 42, 80)),
            [("E0901234", "E090 l234")],
            id="second parted and misread",
        ),
        pytest.param([], row(("Boston", 0, 60)), [("Boston", None)], id="only second"),
        pytest.param([], row(("|", 0, 4)), [], id="a rule is no word"),
    ],
)
def test_aligns(first: list[Seen], second: list[Seen], expected: list[tuple[str, str | None]]) -> None:
    assert [(w.text, w.second) for w in align_words(first, second)] == expected


def test_takes_the_closer_edges() -> None:
    (word,) = align_words(row(("Maria", 0, 60)), row(("maria", 4, 52)))
    assert (word.box.x0, word.box.x1, word.agreed) == (4, 52, True)


words = st.lists(
    st.builds(
        lambda text, x, y, c: Seen(text, Box(x, y, x + 9 * len(text), y + 20), c),
        st.text("abcXYZ019", min_size=1, max_size=8),
        st.integers(0, 400),
        st.integers(0, 200),
        st.floats(0, 1),
    ),
    max_size=12,
)


@given(words, words)
def test_no_letter_of_the_first_reader_is_lost(first: list[Seen], second: list[Seen]) -> None:
    merged = align_words(first, second)
    kept = sorted("".join(w.text for w in merged if w.reader == "ppocr"))
    assert kept == sorted("".join(w.text for w in first))
    assert all(w.box.width > 0 and w.box.height > 0 for w in merged)


def as_word(text: str, x0: int, y0: int, x1: int, y1: int) -> Word:
    return Word(text, Box(x0, y0, x1, y1), 1.0, "ppocr")


def texts_by_line(words: tuple[Word, ...]) -> list[str]:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(lines[number]) for number in sorted(lines)]


@pytest.mark.parametrize(
    ("theirs", "edges"),
    [
        pytest.param((104, 196), (104, 196), id="hugs the letters"),
        pytest.param((104, 420), (100, 200), id="the whole line's"),
        pytest.param((60, 196), (100, 200), id="begins at the line before"),
    ],
)
def test_a_word_takes_the_second_reader_s_edges_where_they_can_be_its_own(
    theirs: tuple[int, int], edges: tuple[int, int]
) -> None:
    [word] = align_words(row(("Surname", 100, 200)), row(("Surname", *theirs)))
    assert (word.box.x0, word.box.x1) == edges
    assert word.agreed


def test_label_and_larger_answer_share_a_row() -> None:
    found = order_in_rows(
        [
            as_word("Souza", 300, 96, 420, 128),
            as_word("Name:", 10, 102, 80, 122),
            as_word("Date:", 10, 142, 80, 162),
        ]
    )
    assert texts_by_line(found) == ["Name: Souza", "Date:"]


def test_a_label_above_its_answer_is_another_row() -> None:
    found = order_in_rows([as_word("Souza", 12, 118, 120, 150), as_word("Name", 10, 100, 60, 116)])
    assert texts_by_line(found) == ["Name", "Souza"]


def test_a_narrow_word_whose_box_is_an_estimate_does_not_part_its_row() -> None:
    footer = [
        as_word("State", 170, 2113, 208, 2145),
        as_word("of", 213, 2113, 231, 2145),
        as_word("Idaho", 235, 2113, 280, 2145),
        as_word("2", 1485, 2128, 1494, 2162),
        as_word("of", 1499, 2128, 1530, 2162),
        as_word("2", 1522, 2128, 1533, 2162),
    ]
    for shuffled in permutations(footer):
        assert texts_by_line(order_in_rows(shuffled, 0.0115)) == ["State of Idaho 2 of 2"]


def test_a_signature_that_swings_down_over_its_caption_is_another_row() -> None:
    found = order_in_rows(
        [
            as_word("JRoe", 300, 500, 600, 640),
            as_word("Signature", 310, 600, 420, 630),
            as_word("of", 430, 600, 460, 630),
            as_word("applicant", 470, 600, 590, 630),
        ]
    )
    assert texts_by_line(found) == ["JRoe", "Signature of applicant"]


def test_the_words_of_a_line_that_was_found_as_one_stay_together() -> None:
    """Small letters stand off the middle of tall ones, and an answer by hand sinks below its label."""
    found = [
        as_word("Taylor", 300, 100, 380, 130),
        as_word("born", 420, 96, 470, 118),
        as_word("Shelley", 200, 118, 290, 152),
        as_word("on", 480, 114, 505, 136),
        as_word("Clerk", 200, 150, 260, 175),
    ]
    corners = np.array([[195, 95], [510, 95], [510, 152], [195, 152]], np.float32)
    assert texts_by_line(order_in_rows(found, 0.0, [TextRegion(corners, 0.9)])) == [
        "Shelley Taylor born on",
        "Clerk",
    ]


def test_a_line_on_end_across_rows_does_not_make_them_one() -> None:
    rows = [as_word(f"r{n}", 300, 100 + 40 * n, 330, 120 + 40 * n) for n in range(5)]
    beside = [as_word(f"b{n}", 340, 100 + 40 * n, 400, 120 + 40 * n) for n in range(5)]
    on_end = np.array([[305, 90], [325, 90], [325, 290], [305, 290]], np.float32)
    found = order_in_rows([*rows, *beside], 0.0, [TextRegion(on_end, 0.9)])
    assert texts_by_line(found) == [f"r{n} b{n}" for n in range(5)]


def test_skewed_rows_hold_together() -> None:
    slope = 0.05
    drawn = [
        as_word(
            f"r{r}w{c}",
            200 * c,
            r * 30 + round(slope * 200 * c),
            200 * c + 90,
            r * 30 + round(slope * 200 * c) + 20,
        )
        for r in range(5)
        for c in range(8)
    ]
    shuffled = random.Random(1).sample(drawn, len(drawn))
    expected = [" ".join(f"r{r}w{c}" for c in range(8)) for r in range(5)]
    assert texts_by_line(order_in_rows(shuffled, slope)) == expected


@pytest.mark.parametrize(
    ("first", "second", "confidence", "text"),
    [
        pytest.param("Nguyn,", "Nguyén,", 0.9, "Nguyén,", id="an accent that the first reader does not know"),
        pytest.param("Phm", "Pham", 0.96, "Pham", id="a vowel with a dot under it"),
        pytest.param("Phm", "Pham", 0.5, "Phm", id="the second reader is not sure"),
        pytest.param("Smith", "Smithe5", 0.9, "Smith", id="more than vowels"),
        pytest.param("Marla", "Maria", 0.95, "Marla", id="another letter"),
        pytest.param("E12", "E1o2", 0.95, "E12", id="a number"),
        pytest.param("D", "DI", 0.95, "D", id="an initial"),
    ],
)
def test_vowels_that_the_first_reader_left_out(first: str, second: str, confidence: float, text: str) -> None:
    place = Box(0, 0, 60, 20)
    [word] = align_words([Seen(first, place, 0.99)], [Seen(second, place, confidence)])
    assert word.text == text
    assert {word.text, word.second} == {first, second}
    assert not word.agreed


@given(words)
def test_no_word_of_a_row_stands_over_another(drawn: list[Seen]) -> None:
    found = order_in_rows([Word(w.text, w.box, w.confidence, "ppocr") for w in drawn])
    assert sorted(w.text for w in found) == sorted(w.text for w in drawn)
    for one, other in combinations(found, 2):
        shared = min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
        beside = shared <= 0.5 * min(one.box.width, other.box.width)
        height = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
        level = height >= SAME_HEIGHT * min(one.box.height, other.box.height)
        assert one.line != other.line or beside or level
