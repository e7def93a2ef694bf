"""Two readers' words laid over each other, and rows."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.geometry import Box
from domain.pages import Word
from intake.readers.alignment import Seen, align_words, order_in_rows


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
        assert one.line != other.line or shared <= 0.5 * min(one.box.width, other.box.width)
