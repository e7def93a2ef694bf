"""The first reader: the text detector and recogniser that ship inside the rapidocr wheel, run by OpenVINO.

The wheel's Python code is not used: its defaults are ten times slower than what this module does with the
same two models (one thread, output layer cut to Latin, widths in steps so that shapes repeat, lines cropped
from the full picture while detection sees a small one).
"""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino as ov

from domain.errors import DeploymentError
from intake.readers.detection import TextRegion, find_regions
from intake.readers.picture import Grey, Quad, crop_quad
from intake.readers.transcript import ReadLine, decode_line

#: Height in pixels of the line pictures that the recogniser was trained on.
LINE_HEIGHT = 48

#: Line widths are padded up to a multiple of this, so that OpenVINO meets few different shapes. Squeezing
#: lines to 0.85 of their width would save a fifth of the time and lose 6 points of word F1 on photos.
WIDTH_STEP = 64

#: Longest side in pixels of the picture the detector sees: larger costs time, finds no more on a letter page;
#: 1088 saves a twentieth and reads letters as well, but loses one field in a hundred of cards and licences.
DETECTION_SIDE = 1216

#: Sides of the detector's picture are multiples of this (five halvings in the network).
DETECTION_STEP = 32

#: Characters kept in the recogniser's output layer besides Latin letters with accents: what forms print.
_SIGNS = "–—‘’“”•…†‡€™№☐☑☒✓✔✗✘□■●○"

#: Latin letters with accents: Latin-1 and Latin Extended-A hold the names that offices print.
_LETTERS = range(0x00C0, 0x0180)

#: Letters of Vietnamese names that the model knows besides; without them both readers agree on "Duong".
_HORNED = "ƠơƯưẠồ"

_MODELS = {
    "detector": "PP-OCRv6_det_small.onnx",
    "recogniser": "PP-OCRv6_rec_small.onnx",
    "classifier": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


def find_models() -> dict[str, Path]:
    """Locate the model files without importing the wheel that carries them.

    Raises: DeploymentError where the wheel or one of its models is missing.
    """
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise DeploymentError("The package rapidocr is missing: install it, it carries the reading models.")
    folder = Path(spec.submodule_search_locations[0]) / "models"
    found = {role: folder / name for role, name in _MODELS.items()}
    for path in found.values():
        if not path.is_file():
            raise DeploymentError(f"The model {path.name} is missing from rapidocr: install rapidocr 3.10.")
    return found


@dataclass(slots=True)
class NeuralReader:
    """Detector, recogniser and line classifier, compiled once; use from one thread at a time."""

    _detector: Any
    _recogniser: Any
    _classifier: Any
    _alphabet: list[str]

    @classmethod
    def load(cls, threads: int = 1, extra: Mapping[str, Any] | None = None) -> "NeuralReader":
        """Compile the models for `threads` threads (half a second, about 0.4 GiB).

        `extra` are further options of OpenVINO, for measuring.
        """
        paths = find_models()
        core = ov.Core()
        options = {
            "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, **(extra or {})
        }  # fmt: skip
        model, alphabet = _read_latin_recogniser(core, paths["recogniser"])
        return cls(
            core.compile_model(core.read_model(paths["detector"]), "CPU", options),
            core.compile_model(model, "CPU", options),
            core.compile_model(core.read_model(paths["classifier"]), "CPU", options),
            alphabet,
        )

    def detect(self, grey: Grey, side: int = DETECTION_SIDE) -> list[TextRegion]:
        """Find text lines on a grey page; corners in its pixels."""
        height, width = grey.shape
        scale = min(1.0, side / max(height, width))
        small = (_round_up(width * scale, DETECTION_STEP), _round_up(height * scale, DETECTION_STEP))
        shrunk = cv2.resize(grey, small, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        heat = self._detector(_as_input(np.asarray(shrunk, np.uint8)))[0][0, 0]
        return find_regions(heat, width / small[0], height / small[1])

    def recognise(self, grey: Grey, corners: Quad) -> ReadLine:
        """Read one line, given its corners (top left first, clockwise) on the full picture."""
        crop = crop_quad(grey, corners, LINE_HEIGHT)
        width = crop.shape[1]
        padded = np.zeros((1, 3, LINE_HEIGHT, _round_up(width, WIDTH_STEP)), np.float32)
        padded[:, :, :, :width] = _as_input(crop)
        steps = self._recogniser(padded)[0][0]
        return decode_line(steps, self._alphabet, corners, padded.shape[3] / width)

    def upside_down(self, grey: Grey, quads: Sequence[Quad]) -> list[float]:
        """For each line the probability that it stands on its head."""
        turned: list[float] = []
        for corners in quads:
            crop = crop_quad(grey, corners, LINE_HEIGHT)[:, :192]
            padded = np.zeros((1, 3, LINE_HEIGHT, 192), np.float32)
            padded[:, :, :, : crop.shape[1]] = _as_input(crop)
            turned.append(float(self._classifier(padded)[0][0, 1]))
        return turned


def _round_up(size: float, step: int) -> int:
    return max(step, int(np.ceil(size / step)) * step)


def _as_input(grey: Grey) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Scale to -1..1 and repeat the grey channel three times, as the models were trained."""
    scaled = grey.astype(np.float32) * np.float32(2 / 255) - np.float32(1)
    return np.ascontiguousarray(np.broadcast_to(scaled, (1, 3, *grey.shape)))


def _read_latin_recogniser(core: ov.Core, path: Path) -> tuple[Any, list[str]]:
    """Read the recogniser and keep only the output columns of characters that our papers use.

    The model knows 18,708 characters, most of them Chinese; the last layer costs more than all the rest.
    """
    model = core.read_model(path)
    listed = model.get_rt_info(["framework", "character"]).astype(str).splitlines()
    alphabet = ["", *listed, " "]  # column 0 is "nothing here", the last one the blank between words
    kept = [0] + [i for i, c in enumerate(alphabet) if i and _is_wanted(c)]
    for operation in model.get_ordered_ops():
        if operation.get_type_name() == "Constant" and operation.get_output_shape(0)[-1:] == [len(alphabet)]:
            weights = ov.op.Constant(np.ascontiguousarray(operation.data[..., kept]))
            for target in operation.output(0).get_target_inputs():
                target.replace_source_output(weights.output(0))
    model.validate_nodes_and_infer_types()
    if model.output(0).get_partial_shape()[2].get_length() != len(kept):
        raise DeploymentError(f"The model {path.name} is built otherwise than expected: use rapidocr 3.10.")
    return model, [alphabet[i] for i in kept]


def _is_wanted(character: str) -> bool:
    if len(character) != 1:
        return False
    code = ord(character)
    return 0x20 <= code < 0x7F or code in _LETTERS or character in _SIGNS + _HORNED + "§©®°½¼ªº"
