"""Draws, wears and cuts lines: `python -m samples.lines.cut --faces FOLDER --seed N --sheets N --out FILE [--held]`.

FOLDER is what `samples.lines.fetch` left. Sheets are worn as papers are, and cut into lines by the reader's own detector, so
that a line is cut as it will be when it is read; a line's truth is what stands on the sheet where it was cut. The same
arguments give the same file. `--held` writes in the faces that nothing is learned from, to measure on.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from intake.readers.neural import NeuralReader
from intake.readers.picture import Grey, Matrix, Quad, crop_quad
from intake.readers.recogniser import LINE_HEIGHT
from samples.lines.faces import Faces, find_faces
from samples.lines.line_files import Line, Origin, hash_recipe, save_lines
from samples.lines.sheet import Run, draw_sheet
from samples.lines.wear import choose_way, wear_sheet

#: Of each run that a line touches this share of its width must be in it, or all but so many pixels; and of its height.
_WHOLE, _ALL_BUT, _WHOLE_HEIGHT = 0.965, 6, 0.6
#: A run is touched by more than so many pixels across and this share of the lower of both heights.
_TOUCHED, _TOUCHED_HEIGHT = 4, 0.25
#: A line this many times as tall as its runs holds more than they say.
_TALLEST = 3.2
#: How far a run may reach into the next one, of its height.
_OVERLAP = 0.3
#: Pixels of width: of the longest line, and of one character at least.
_WIDEST, _NARROWEST_CHARACTER = 1600, 3

Boxes = np.ndarray[Any, np.dtype[np.float64]]
"""x0, y0, x1, y1 a row."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The runs of a sheet where they lie on the worn page."""

    texts: Sequence[str]
    boxes: Boxes


def main() -> None:
    """Draw, cut, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--sheets", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held", action="store_true")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    faces, reader = find_faces(asked.faces, asked.held), NeuralReader.load()
    lines = [line for number in range(asked.sheets) for line in draw_lines(asked.seed, number, faces, reader)]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    save_lines(asked.out, lines, Origin(hash_recipe(), asked.seed, asked.sheets, asked.held))
    print(f"{len(lines)} lines in {asked.out}")


def draw_lines(seed: int, number: int, faces: Faces, reader: NeuralReader) -> Iterator[Line]:
    """The lines of one sheet; a sheet does not hang on how many others there are."""
    rng = Random(f"lines {seed} {number}")
    way = choose_way(rng)
    sheet = draw_sheet(rng, faces)
    worn, course = wear_sheet(rng, sheet.page, way)
    placed, alphabet = place_runs(sheet.runs, course), frozenset(reader.recogniser.alphabet)
    for region in reader.detect(worn):
        text = find_truth(region.corners, placed)
        if text is not None and alphabet.issuperset(text):
            picture = _crop(worn, region.corners, text)
            if picture is not None:
                yield Line(picture, text, way)


def place_runs(runs: Sequence[Run], course: Matrix) -> Placed:
    """Carry the runs' boxes to the worn page; upright boxes round what became of them."""
    sides = np.array([run.box.as_list() for run in runs], np.float64).reshape(-1, 4)
    corners = sides[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    carried = cv2.perspectiveTransform(corners, course) if len(corners) else corners
    return Placed([run.text for run in runs], np.hstack([carried.min(axis=1), carried.max(axis=1)]))


def find_truth(corners: Quad, placed: Placed) -> str | None:
    """What a line says; None where that is not sure, or nothing."""
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    left, top, right, bottom = placed.boxes.T
    across = np.minimum(x1, right) - np.maximum(x0, left)
    down = np.minimum(y1, bottom) - np.maximum(y0, top)
    wide, tall = right - left, bottom - top
    touched = np.flatnonzero((across > _TOUCHED) & (down > _TOUCHED_HEIGHT * np.minimum(tall, y1 - y0)))
    if not len(touched):
        return None
    whole = (across > _WHOLE * wide) | (across > wide - _ALL_BUT)
    whole &= down > _WHOLE_HEIGHT * tall
    if not whole[touched].all() or y1 - y0 > _TALLEST * tall[touched].max():
        return None
    order = touched[np.argsort(left[touched], kind="stable")]
    if (left[order[1:]] < right[order[:-1]] - _OVERLAP * tall[order[:-1]]).any():
        return None
    return " ".join(placed.texts[run] for run in order)


def _crop(worn: Grey, corners: Quad, text: str) -> Grey | None:
    """The line's picture as the recogniser sees it, unless that is too long, or too short for its text."""
    picture = crop_quad(worn, corners, LINE_HEIGHT)
    return picture if len(text) * _NARROWEST_CHARACTER <= picture.shape[1] <= _WIDEST else None


if __name__ == "__main__":
    main()
