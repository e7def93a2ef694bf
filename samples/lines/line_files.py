"""Lines in a file: their pictures beside each other, what each says, and what they were drawn with."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from intake.readers.picture import Grey
from intake.readers.recogniser import LINE_HEIGHT
from samples.lines import families, words

_HERE = Path(__file__).parent
#: What decides how lines look and what they say.
_RECIPE = (
    *(_HERE / f"{part}.py" for part in ("words", "faces", "writing", "sheet", "wear", "cut")),
    families.LISTED,
    words.LISTED,
    *words.WORDINGS,
    *(_HERE.parent / f"{part}.py" for part in ("names", "degrade")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as cut."""

    picture: Grey
    """`LINE_HEIGHT` pixels tall."""
    text: str
    way: str
    """In which its sheet was worn."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file's lines were drawn with."""

    recipe: str
    """SHA-256 of the code and the words."""
    seed: int
    sheets: int
    held: bool
    """In faces that nothing may be learned from."""


def hash_recipe() -> str:
    """SHA-256 of what lines are drawn by."""
    whole = hashlib.sha256()
    for file in _RECIPE:
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def save_lines(out: Path, lines: Sequence[Line], origin: Origin) -> None:
    """Write a file, whole or not at all; the same lines give the same bytes."""
    told = {
        "origin": asdict(origin),
        "texts": [line.text for line in lines],
        "ways": [line.way for line in lines],
    }
    half = out.with_suffix(".half")
    with half.open("wb") as file:
        np.savez_compressed(
            file,
            told=np.frombuffer(json.dumps(told).encode(), np.uint8),
            widths=np.array([line.picture.shape[1] for line in lines], np.int32),
            pictures=np.hstack([np.zeros((LINE_HEIGHT, 0), np.uint8), *(line.picture for line in lines)]),
        )
    half.replace(out)


def load_lines(file: Path) -> tuple[list[Line], Origin]:
    """What `save_lines` wrote."""
    with np.load(file) as kept:
        told = json.loads(kept["told"].tobytes())
        ends = np.cumsum(kept["widths"])
        pictures = np.split(kept["pictures"], ends[:-1], axis=1) if len(ends) else []
    lines = [Line(*each) for each in zip(pictures, told["texts"], told["ways"], strict=True)]
    return lines, Origin(**told["origin"])
