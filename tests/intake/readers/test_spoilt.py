"""What spoils a picture is told by the picture, whatever was read on it."""

from collections.abc import Callable
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest

from benchmarks.readers.damage import fax, photo, scan
from benchmarks.readers.pages import TruePage, draw_card, draw_form, draw_letter
from domain.geometry import Box
from domain.pages import BLURRED, GLARE, LEGIBLE, STREAKS, Word
from intake.readers.quality import judge_quality
from intake.readers.spoilt import find_damage

Picture = np.ndarray[Any, Any]
LINE = 38.0


def words_of(page: TruePage, *, but: Box | None = None, shift: int = 0) -> list[Word]:
    """The page's words, surely read, but for those in a box; a line is what stands at one height."""
    boxes = [(word.text, Box(*word.box)) for word in page.words]
    moved = [(text, Box(b.x0, b.y0 + shift, b.x1, b.y1 + shift)) for text, b in boxes]
    seen = [(text, b) for text, b in moved if b.y1 > 0 and not (but and but.overlap(b))]
    return [
        Word(text, Box(b.x0, max(0, b.y0), b.x1, b.y1), 0.99, "ppocr", line=round(b.middle[1]) // 20)
        for text, b in seen
    ]


def blur(sigma: float) -> Callable[[Picture], Picture]:
    return lambda grey: cv2.GaussianBlur(grey, (0, 0), sigma)


def glare(box: Box) -> Callable[[Picture], Picture]:
    """A burnt patch with a soft edge, on paper that is duller."""

    def shine(grey: Picture) -> Picture:
        lamp = np.zeros(grey.shape, np.float32)
        lamp[box.y0 : box.y1, box.x0 : box.x1] = 300
        return np.clip(grey * 0.85 + cv2.GaussianBlur(lamp, (0, 0), 12), 0, 255).astype(np.uint8)

    return shine


def streaks(count: int) -> Callable[[Picture], Picture]:
    def soil(grey: Picture) -> Picture:
        soiled = grey.copy()
        for left in np.linspace(100, grey.shape[1] - 100, count).astype(int):
            soiled[:, left : left + 3] = 20
        return soiled

    return soil


PATCH = Box(500, 500, 1100, 900)


@pytest.mark.parametrize("sigma", [3.0, 4.0, 5.5])
@pytest.mark.parametrize("draw", [draw_letter, draw_form])
def test_blur_is_told_however_surely_single_words_were_read(
    draw: Callable[[int], TruePage], sigma: float
) -> None:
    page = draw(8)
    spoilt = blur(sigma)(scan(page, Random(1)).grey)
    few = words_of(page)[:6]
    quality = judge_quality(spoilt, few, LINE, None)
    assert quality.reasons == (BLURRED,)
    assert quality.legible < 0.3


def test_a_blurred_page_that_was_read_is_borderline() -> None:
    page = draw_letter(8)
    quality = judge_quality(blur(3.0)(scan(page, Random(1)).grey), words_of(page), LINE, None)
    assert quality.reasons == (BLURRED,)
    assert 0.5 <= quality.legible < LEGIBLE


def test_glare_over_print_is_told() -> None:
    page = draw_letter(8)
    damage = find_damage(glare(PATCH)(scan(page, Random(1)).grey), words_of(page, but=PATCH))
    assert damage.reasons == (GLARE,)
    assert damage.readable < LEGIBLE


def test_glare_beside_print_is_none() -> None:
    page = draw_letter(8)
    beside = Box(100, 1900, 700, 2150)
    assert not any(beside.overlap(Box(*word.box)) for word in page.words)
    assert find_damage(glare(beside)(scan(page, Random(1)).grey), words_of(page)).reasons == ()


@pytest.mark.parametrize("turned", [False, True])
def test_streaks_are_told(turned: bool) -> None:
    page = draw_letter(8)
    spoilt = streaks(30)(fax(page, Random(1)).grey)
    grey = np.ascontiguousarray(spoilt.T) if turned else spoilt
    assert find_damage(grey, words_of(page)).reasons == (STREAKS,)
    assert find_damage(streaks(5)(fax(page, Random(1)).grey), words_of(page)).reasons == ()


@pytest.mark.parametrize("draw", [draw_letter, draw_form, draw_card])
@pytest.mark.parametrize("arrive", [scan, fax, photo])
def test_pages_as_they_arrive_are_not_spoilt(
    draw: Callable[[int], TruePage], arrive: Callable[[TruePage, Random], Any]
) -> None:
    for seed in range(3):
        page = draw(seed)
        assert find_damage(arrive(page, Random(seed)).grey, words_of(page)).reasons == ()


def test_a_line_at_the_upper_edge_is_cut_but_for_the_strip_of_a_fax() -> None:
    page = draw_letter(8)
    heights = [word.box[1] for word in page.words]
    top = next(y for y in sorted(set(heights)) if heights.count(y) > 4) + 8
    grey = np.ascontiguousarray(scan(page, Random(1)).grey[top:])
    words = words_of(page, shift=-top)
    assert "cut at the top" in judge_quality(grey, words, LINE, None).reasons
    assert judge_quality(grey, words, LINE, 196.0).reasons == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (70, 6000), (64, 64), (6000, 20)])
def test_a_picture_of_any_shape_is_judged(shape: tuple[int, int]) -> None:
    grey = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    word = Word("a", Box(0, 0, shape[1], shape[0]), 0.9, "ppocr")
    assert 0.0 <= find_damage(grey, [word]).readable <= 1.0
    assert find_damage(np.full(shape, 255, np.uint8), []).reasons == ()
