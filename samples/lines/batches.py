"""Lines in batches of one width, file after file."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from intake.readers.recogniser import LINE_HEIGHT, WIDTH_STEP, round_up
from samples.lines.line_files import Line, Origin, load_lines

#: Files whose lines are mixed with each other.
_MIXED = 3
#: Lines wider than this many pixels would make a batch slow.
_WIDEST = 900
#: A batch holds about so many pixels of width, in fours of lines.
_WIDTH_OF_BATCH, _FOURS = 8192, 4

Pictures = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(slots=True)
class Supply:
    """The lines of a folder; what is written there meanwhile is taken in."""

    folder: Path
    rng: Random
    origins: dict[Path, Origin] = field(default_factory=dict)
    """Of the files that lines were taken from."""
    lines: int = 0
    """In these files."""

    def batches(self) -> Iterator[list[Line]]:
        """Go on for ever; no file comes twice before each came once.

        Raises: SystemExit where there is nothing to learn from.
        """
        seen: set[Path] = set()
        given = 0
        while True:
            fresh = [file for file in sorted(self.folder.glob("*.npz")) if file not in seen]
            if not fresh and not given:
                raise SystemExit(
                    f"{self.folder} has too few lines: draw some with python -m samples.lines.cut"
                )
            if not fresh:
                seen.clear()
                given = 0
                continue
            self.rng.shuffle(fresh)
            seen.update(fresh[:_MIXED])
            lines = [line for file in fresh[:_MIXED] for line in self._take(file)]
            batches = batch_lines(lines, self.rng)
            given += len(batches)
            yield from batches

    def _take(self, file: Path) -> list[Line]:
        lines, origin = load_lines(file)
        if origin.held:
            raise SystemExit(f"{file} is written in faces to measure on: nothing may be learned from it.")
        if file not in self.origins:
            self.origins[file] = origin
            self.lines += len(lines)
        return lines

    def hash_recipe(self) -> str:
        """SHA-256 of what the lines were drawn by: code, words, families and seeds."""
        told = sorted((asdict(origin) for origin in self.origins.values()), key=json.dumps)
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def batch_lines(lines: Sequence[Line], rng: Random) -> list[list[Line]]:
    """Lines of like width together, in random order; a rest too small for a batch is left out."""
    by_width: defaultdict[int, list[Line]] = defaultdict(list)
    for line in rng.sample(lines, len(lines)):
        if line.picture.shape[1] <= _WIDEST:
            by_width[round_up(line.picture.shape[1], WIDTH_STEP)].append(line)
    batches = []
    for width, alike in by_width.items():
        size = max(_FOURS, _WIDTH_OF_BATCH // width // _FOURS * _FOURS)
        batches += [alike[start : start + size] for start in range(0, len(alike) - size + 1, size)]
    rng.shuffle(batches)
    return batches


def pack_pictures(lines: Sequence[Line]) -> Pictures:
    """The pictures as the recogniser takes them, before their grey is repeated: lines by 1 by height by width."""
    width = max(round_up(line.picture.shape[1], WIDTH_STEP) for line in lines)
    packed = np.zeros((len(lines), 1, LINE_HEIGHT, width), np.float32)
    for place, line in zip(packed, lines, strict=True):
        place[0, :, : line.picture.shape[1]] = line.picture * np.float32(2 / 255) - np.float32(1)
    return packed
