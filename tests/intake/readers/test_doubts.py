"""A word that the first reader is not sure of keeps what else it may be."""

import numpy as np
import pytest

from domain.geometry import Box
from intake.readers.alignment import Seen, align_words
from intake.readers.doubts import SURE_WORD, tell_doubts
from intake.readers.neural import NeuralReader
from intake.readers.transcript import decode_line
from tests.intake.readers.test_pieces import CORNERS
from tests.intake.readers.test_third import write_line

ALPHABET = ["", "L", "y", "n", "u", " "]


def steps_with(*rows: dict[str, float]) -> np.ndarray:
    """A recogniser's output that gives these chances, the rest to nothing."""
    steps = np.zeros((len(rows), len(ALPHABET)), np.float32)
    for step, row in zip(steps, rows, strict=True):
        for letter, chance in row.items():
            step[ALPHABET.index(letter)] = chance
        step[0] = 1 - step[1:].sum()
    return steps


LYNN = steps_with({"L": 1.0}, {}, {"y": 1.0}, {}, {"u": 0.55, "n": 0.44}, {}, {"n": 0.998}, {"n": 0.001})


def test_the_doubts_name_each_likely_letter_once_and_in_order() -> None:
    line = tell_doubts(decode_line(LYNN, ALPHABET, CORNERS, 1.0), LYNN, ALPHABET)
    [word] = line.words
    assert word.text == "Lyun"
    shown = [[letter for letter, _ in step] for step in word.doubts]
    assert shown == [["L"], [], ["y"], [], ["u", "n"], [], ["n"], []]
    assert dict(word.doubts[4]) == pytest.approx({"u": 0.55, "n": 0.44})


def test_words_that_are_sure_keep_no_doubts() -> None:
    sure = steps_with({"L": 1.0}, {"y": 0.999}, {" ": 1.0}, {"u": 0.6, "n": 0.4})
    line = tell_doubts(decode_line(sure, ALPHABET, CORNERS, 1.0), sure, ALPHABET)
    assert [(word.text, bool(word.doubts)) for word in line.words] == [("Ly", False), ("u", True)]


def test_a_hand_that_is_hard_to_read_is_read_with_doubts() -> None:
    grey, _, region = write_line(["Lynn", "Ferreira"])
    rng = np.random.default_rng(3)
    spoilt = np.clip(grey.astype(np.int16) + rng.normal(0, 60, grey.shape), 0, 255).astype(np.uint8)
    doubted = [word for word in NeuralReader.load().recognise(spoilt, region.corners).words if word.doubts]
    assert doubted
    for word in doubted:
        assert word.confidence < SURE_WORD
        assert all(0 < sum(chance for _, chance in step) <= 1.001 for step in word.doubts if step)
        assert word.text[0] in {letter for step in word.doubts[:4] for letter, _ in step}


def test_doubts_go_with_the_words_that_the_second_reader_parts() -> None:
    doubts = tuple(((letter, 0.9),) for letter in "AnaCole")
    joined = Seen("AnaCole", Box(0, 0, 70, 20), 0.9, doubts)
    apart = [Seen("Ana", Box(0, 0, 30, 20), 0.9), Seen("Cole", Box(32, 0, 70, 20), 0.9)]
    told = align_words([joined], apart)
    assert [(w.text, "".join(step[0][0] for step in w.doubts)) for w in told] == [
        ("Ana", "Ana"),
        ("Cole", "Cole"),
    ]
