"""Recognisers of text lines: a picture of one line → its characters, run by OpenVINO."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov

from domain.errors import DeploymentError
from intake.readers.picture import Grey, Quad, crop_quad
from intake.readers.transcript import ReadLine, decode_line

#: Height in pixels of the line pictures that the recogniser was trained on.
LINE_HEIGHT = 48

#: Line widths are padded up to a multiple of this, so that OpenVINO meets few different shapes. Squeezing
#: lines to 0.85 of their width would save a fifth of the time and lose 6 points of word F1 on photos.
WIDTH_STEP = 64

#: Characters kept in the recogniser's output layer besides Latin letters with accents: what forms print.
_SIGNS = "–—‘’“”•…†‡€™№☐☑☒✓✔✗✘□■●○"

#: Latin letters with accents: Latin-1 and Latin Extended-A hold the names that offices print.
_LETTERS = range(0x00C0, 0x0180)

#: Letters of Vietnamese names that the model knows besides; without them both readers agree on "Duong".
_HORNED = "ƠơƯưẠồ"


def find_in_package(package: str, name: str) -> Path:
    """Where a file of an installed package lies, without importing the package.

    Raises: DeploymentError where the package or the file is missing.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise DeploymentError(f"The package {package} is missing: install it, it carries the reading models.")
    path = Path(spec.submodule_search_locations[0]) / name
    if not path.is_file():
        raise DeploymentError(f"{path.name} is missing from {package}: install the locked packages.")
    return path


@dataclass(frozen=True, slots=True)
class Chances:
    """A recogniser's output for one line."""

    steps: np.ndarray[Any, np.dtype[np.float32]]
    """(steps, characters of the alphabet), each 0.0-1.0; a copy, which later lines do not overwrite."""
    padding: float
    """The padded width over the line's own."""


class Recogniser:
    """One model with its alphabet, compiled when its first line is read; use from one thread at a time."""

    def __init__(self, compile_model: Callable[[], tuple[Any, list[str]]]) -> None:
        self._compile_model = compile_model

    @property
    def model(self) -> Any:
        return self._compiled[0]

    @property
    def alphabet(self) -> list[str]:
        return self._compiled[1]

    @cached_property
    def _compiled(self) -> tuple[Any, list[str]]:
        return self._compile_model()

    def read(self, grey: Grey, corners: Quad) -> ReadLine:
        """Read one line, given its corners (top left first, clockwise) on the full picture."""
        return self.decode(self.weigh(grey, corners), corners)

    def weigh(self, grey: Grey, corners: Quad) -> Chances:
        """How likely which character stands where in a line."""
        crop = crop_quad(grey, corners, LINE_HEIGHT)
        width = crop.shape[1]
        padded = np.zeros((1, 3, LINE_HEIGHT, round_up(width, WIDTH_STEP)), np.float32)
        padded[:, :, :, :width] = as_input(crop)
        return Chances(self.model(padded)[0][0], padded.shape[3] / width)

    def decode(self, chances: Chances, corners: Quad) -> ReadLine:
        """What is most likely."""
        return decode_line(chances.steps, self.alphabet, corners, chances.padding)


def load_recogniser(
    core: ov.Core,
    path: Path,
    options: Mapping[str, Any],
    listed: Sequence[str] | None = None,
    alter: Callable[[ov.Model, Path], None] | None = None,
) -> Recogniser:
    """A model cut down to the characters of our papers, compiled when it is first asked.

    `listed` are the model's characters in their order, for a model that does not carry them itself; `alter`
    may change the weights of the model that was cut.
    What is asked first raises DeploymentError where the model is built otherwise than expected.
    """

    def compile_model() -> tuple[Any, list[str]]:
        model = core.read_model(path)
        characters = listed or model.get_rt_info(["framework", "character"]).astype(str).splitlines()
        alphabet = _cut_to_latin(model, characters, path.name)
        if alter is not None:
            alter(model, path)
        return core.compile_model(model, "CPU", dict(options)), alphabet

    return Recogniser(compile_model)


def round_up(size: float, step: int) -> int:
    """The least multiple of `step` that is not smaller."""
    return max(step, int(np.ceil(size / step)) * step)


def as_input(grey: Grey) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Scale to -1..1 and repeat the grey channel three times, as the models were trained."""
    scaled = grey.astype(np.float32) * np.float32(2 / 255) - np.float32(1)
    return np.ascontiguousarray(np.broadcast_to(scaled, (1, 3, *grey.shape)))


def _cut_to_latin(model: ov.Model, listed: Sequence[str], name: str) -> list[str]:
    """Keep only the output columns of characters that our papers use, and return these characters.

    A model knows many thousand characters, most of them Chinese; the last layer costs more than all the rest.
    """
    alphabet = ["", *listed, " "]  # column 0 is "nothing here", the last one the blank between words
    kept = [0] + [i for i, c in enumerate(alphabet) if i and _is_wanted(c)]
    for operation in model.get_ordered_ops():
        if operation.get_type_name() == "Constant" and operation.get_output_shape(0)[-1:] == [len(alphabet)]:
            replace_constant(operation, operation.data[..., kept])
    model.validate_nodes_and_infer_types()
    if model.output(0).get_partial_shape()[2].get_length() != len(kept):
        raise DeploymentError(
            f"The model {name} is built otherwise than expected: install the locked packages."
        )
    return [alphabet[i] for i in kept]


def replace_constant(constant: ov.Node, weights: np.ndarray[Any, Any]) -> None:
    """Put other weights in a constant's place, under its name."""
    new = ov.op.Constant(np.ascontiguousarray(weights))
    new.set_friendly_name(constant.get_friendly_name())
    for target in constant.output(0).get_target_inputs():
        target.replace_source_output(new.output(0))


def _is_wanted(character: str) -> bool:
    if len(character) != 1:
        return False
    code = ord(character)
    return 0x20 <= code < 0x7F or code in _LETTERS or character in _SIGNS + _HORNED + "§©®°½¼ªº"
