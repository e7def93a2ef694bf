"""Rows of boxes for one character each: found, and read without their lines."""

import io
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.geometry import Box
from domain.pages import PageImage, PageSource, Word
from intake.readers.comb_lines import SetLine, set_line
from intake.readers.comb_words import replace_combs
from intake.readers.combs import find_combs, may_hold_combs
from intake.readers.picture import Grey
from intake.readers.reading import PageReader
from intake.readers.sketch import sketch_page

DPI = 200.0
#: Pixels of a box at that resolution, and of its line.
WIDE, TALL, LINE = 38, 46, 2
FONT = ImageFont.truetype("/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf", 30)


def draw_combs(*filled: str, low: int = 0, broken: Sequence[int] = ()) -> Grey:
    """A page with one comb a text, a blank for an empty box; `low` moves the characters down, `broken` are
    boxes of the first comb whose left side is lost."""
    page = Image.new("L", (1700, 700), 255)
    pen = ImageDraw.Draw(page)
    pen.text((150, 140), "Fill in the boxes, one to a character", fill=0, font=FONT)
    x = 150
    for number, text in enumerate(filled):
        for at, character in enumerate(text):
            pen.rectangle((x, 300, x + WIDE, 300 + TALL), outline=20, width=LINE)
            pen.text((x + WIDE / 2, 300 + TALL / 2 + low), character, fill=30, font=FONT, anchor="mm")
            if number == 0 and at in broken:
                pen.rectangle((x - 2, 303, x + 4, 297 + TALL), fill=255)
            x += WIDE
        x += 60
    return np.asarray(page)


def test_combs_are_told_from_boxes_that_stand_alone() -> None:
    page = Image.fromarray(draw_combs("E9123691", "     "))
    pen = ImageDraw.Draw(page)
    for x in (150, 300, 450):  # tick boxes
        pen.rectangle((x, 500, x + 30, 530), outline=20, width=LINE)
    assert sorted(len(comb.cells) for comb in find_combs(np.asarray(page), DPI)) == [5, 8]


def test_two_boxes_are_a_comb_only_beside_another() -> None:
    assert find_combs(draw_combs("05"), DPI) == []
    assert sorted(len(comb.cells) for comb in find_combs(draw_combs("05", "14", "1976"), DPI)) == [2, 2, 4]


@pytest.mark.parametrize(
    ("filled", "broken"),
    [(("E9123691",), ()), (("05", "14", "1976"), ()), (("E9123691",), (7,)), (("     ",), (2,))],
    ids=["eight boxes", "a day", "a broken side", "empty"],
)
def test_the_sketch_of_a_page_shows_whether_combs_are_worth_a_search(
    filled: tuple[str, ...], broken: tuple[int, ...]
) -> None:
    page = draw_combs(*filled, broken=broken)
    assert find_combs(page, DPI)
    assert may_hold_combs(sketch_page(page, DPI))


def test_print_and_boxes_that_stand_alone_are_not_searched_for_combs() -> None:
    page = Image.fromarray(draw_combs())
    pen = ImageDraw.Draw(page)
    for x in (150, 300, 450):
        pen.rectangle((x, 500, x + 30, 530), outline=20, width=LINE)
    assert not may_hold_combs(sketch_page(np.asarray(page), DPI))


def test_a_box_with_a_broken_side_is_counted() -> None:
    combs = find_combs(draw_combs("E9123691", broken=[7]), DPI)
    assert [len(comb.cells) for comb in combs] == [8]


def test_an_empty_comb_holds_nothing() -> None:
    page = draw_combs("        ")
    assert [set_line(page, comb) for comb in find_combs(page, DPI)] == [None]


def test_an_empty_box_parts_two_words() -> None:
    page = draw_combs("VAN DER MEER    ")
    [line] = [set_line(page, comb) for comb in find_combs(page, DPI)]
    assert line is not None
    assert [len(word) for word in line.words] == [3, 3, 4]


def _closed_rings(line: SetLine | None) -> int:
    """How many characters of a set line are closed rings."""
    assert line is not None
    _, levels = cv2.findContours((line.grey < 150).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return sum(int(level[3]) >= 0 for level in levels[0])


@pytest.mark.parametrize("apart", [0, 8], ids=["side by side", "apart"])
def test_a_side_of_a_letter_that_lies_on_its_box_stays_with_it(apart: int) -> None:
    page = Image.new("L", (900, 500), 255)
    pen = ImageDraw.Draw(page)
    for at in range(4):
        x = 150 + at * (WIDE + apart)
        pen.rectangle((x, 300, x + WIDE, 300 + TALL), outline=110, width=LINE)
        pen.ellipse((x + 10, 308, x + WIDE + 1, 340), outline=30, width=4)
    grey = np.asarray(page)
    [comb] = find_combs(grey, DPI)
    assert _closed_rings(set_line(grey, comb)) == 4
    assert _closed_rings(set_line(grey, comb, sides=False)) == 0


def test_a_line_alone_leaves_nothing_beside_a_letter() -> None:
    grey = draw_combs("IOI")
    [comb] = find_combs(grey, DPI)
    whole, inside = set_line(grey, comb), set_line(grey, comb, sides=False)
    assert whole is not None
    assert inside is not None
    assert whole.grey.shape == inside.grey.shape


def test_letters_among_the_digits_of_a_date_are_read_as_digits() -> None:
    page = draw_combs("01", "11", "1985")
    texts = iter(["Ol", "II", "1985"])
    found = replace_combs(page, find_combs(page, DPI), [], lambda line: ((next(texts), 0.9), ("", 0.0)))
    assert sorted(word.text for word in found) == ["01", "11", "1985"]


def test_letters_beside_a_few_digits_stay_letters() -> None:
    page = draw_combs("LI", "BO", "19")
    texts = iter(["LI", "BO", "19"])
    found = replace_combs(page, find_combs(page, DPI), [], lambda line: ((next(texts), 0.9), ("", 0.0)))
    assert sorted(word.text for word in found) == ["19", "BO", "LI"]


@pytest.mark.parametrize("low", [0, 9], ids=["within the boxes", "over their lower line"])
def test_what_stands_in_boxes_is_read_whole(reader: PageReader, low: int) -> None:
    grey = draw_combs("05", "14", "1976", "E9123691", low=low)
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "PNG")
    height, width = grey.shape
    reading = reader.read(PageImage(0, out.getvalue(), width, height, DPI, PageSource.IMAGE))
    boxed = [word.text for word in reading.words if 290 <= word.box.y0 <= 310]
    assert boxed == ["05", "14", "1976", "E9123691"]


@pytest.mark.parametrize(
    ("word", "second_confidence", "left"),
    [
        pytest.param(Word("Certificate", Box(100, 290, 700, 360), 0.99, "ppocr", second="Certificate"), 0.97,
                     ["Certificate"], id="print that reaches over the boxes"),
        pytest.param(Word("Certificate", Box(100, 290, 700, 360), 0.99, "ppocr", second="Certificate"), 0.5,
                     ["Certificate", "BOX"], id="the second reader is not sure"),
        pytest.param(Word("8OX", Box(150, 298, 270, 350), 0.7, "ppocr", second="BOX"), 0.97,
                     ["BOX"], id="what stands in the boxes"),
        pytest.param(Word("BOX", Box(150, 272, 264, 352), 0.7, "ppocr", second="8OX"), 0.97,
                     ["BOX"], id="the same, as tall as the boxes and their caption"),
        pytest.param(Word("8OX", Box(150, 272, 264, 352), 0.7, "ppocr", second="BOX"), 0.97,
                     ["8OX", "BOX"], id="another as tall"),
        pytest.param(Word("NAME", Box(150, 265, 270, 315), 0.7, "ppocr", second="NAME"), 0.97,
                     ["NAME", "BOX"], id="the caption over them"),
    ],
)  # fmt: skip
def test_print_whose_strokes_look_like_boxes_stays_print(
    word: Word, second_confidence: float, left: list[str]
) -> None:
    page = draw_combs("BOX")
    words = [replace(word, second_confidence=second_confidence)]
    found = replace_combs(page, find_combs(page, DPI), words, lambda line: (("BOX", 0.9), ("BOX", 0.9)))
    assert [read.text for read in found] == left


def draw_parts(*filled: str, apart: int, wide: float = WIDE, broken: Sequence[int] = ()) -> Grey:
    """A page with a comb a text, `apart` from each other; `broken` as in `draw_combs`."""
    page = Image.new("L", (1700, 700), 255)
    pen = ImageDraw.Draw(page)
    x = 150.0
    for number, text in enumerate(filled):
        for at, character in enumerate(text):
            pen.rectangle((round(x), 300, round(x + wide), 300 + TALL), outline=20, width=LINE)
            pen.text((x + wide / 2, 300 + TALL / 2), character, fill=30, font=FONT, anchor="mm")
            if number == 0 and at in broken:
                pen.rectangle((round(x) - 2, 303, round(x) + 4, 297 + TALL), fill=255)
            x += wide
        x += apart
    return np.asarray(page)


def test_a_comb_ends_where_the_boxes_of_another_begin() -> None:
    combs = find_combs(draw_parts("10", "05", "1999", apart=11), DPI)
    assert sorted(len(comb.cells) for comb in combs) == [2, 2, 4]


def test_boxes_beyond_broken_ones_are_taken_where_they_stand() -> None:
    page = draw_parts(" " * 34, apart=0, wide=39.5, broken=range(5, 30))
    [comb] = find_combs(page, DPI)
    assert len(comb.cells) == 34
    assert [cell.x0 for cell in comb.cells[30:]] == pytest.approx([1337, 1376.5, 1416, 1455.5], abs=2)


def test_what_cannot_be_read_in_long_boxes_spoils_none_beside_them() -> None:
    page = draw_parts("BOX", "TEACHERS", apart=60)
    found = replace_combs(page, find_combs(page, DPI), [], lambda line: (("BOX", 0.9), ("BOX", 0.9)))
    assert [read.text for read in found] == ["BOX"]
