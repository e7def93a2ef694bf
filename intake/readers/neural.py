"""The first reader: the text detector and recogniser that ship inside the rapidocr wheel, run by OpenVINO.

The wheel's Python code is not used: its defaults are ten times slower than what this module does with the
same two models (one thread, output layer cut to Latin, widths in steps so that shapes repeat, lines cropped
from the full picture while detection sees a small one).
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import openvino as ov

from intake.readers.detection import TextRegion, find_regions
from intake.readers.doubts import tell_doubts
from intake.readers.picture import Grey, Quad, crop_quad
from intake.readers.recogniser import (
    LINE_HEIGHT,
    as_input,
    find_in_package,
    load_recogniser,
    round_up,
)
from intake.readers.retraining import retrain
from intake.readers.transcript import ReadLine

#: Longest side in pixels of the picture the detector sees: larger costs time, finds no more on a letter page;
#: 1088 saves a twentieth and reads letters as well, but loses one field in a hundred of cards and licences.
DETECTION_SIDE = 1216

#: Sides of the detector's picture are multiples of this (five halvings in the network).
DETECTION_STEP = 32

#: A line that the wheel's recogniser reads with less confidence than this the retrained one reads as well.
SURE_LINE = 0.98

_MODELS = {
    "detector": "PP-OCRv6_det_small.onnx",
    "recogniser": "PP-OCRv6_rec_small.onnx",
    "classifier": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


def find_models() -> dict[str, Path]:
    """The model files by their part.

    Raises: DeploymentError where the wheel or one of its models is missing.
    """
    return {role: find_in_package("rapidocr", f"models/{name}") for role, name in _MODELS.items()}


class NeuralReader:
    """Detector, recognisers and line classifier; use from one thread at a time.

    Each is compiled when it is first asked: a blank page, a separator or a true text layer needs few of them.
    """

    def __init__(self, paths: Mapping[str, Path], options: Mapping[str, Any]) -> None:
        self._core, self._paths, self._options = ov.Core(), paths, dict(options)
        path = paths["recogniser"]
        self.recogniser = load_recogniser(self._core, path, options)
        #: The same, further learned on worn lines (`retraining.py`).
        self.retrained = load_recogniser(self._core, path, options, alter=retrain)

    @classmethod
    def load(cls, threads: int = 1, extra: Mapping[str, Any] | None = None) -> "NeuralReader":
        """Find the models, to run on `threads` threads (compiling all takes under a second, about 0.5 GiB).

        `extra` are further options of OpenVINO, for measuring.
        Raises: DeploymentError where a model is missing.
        """
        options = {
            "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, **(extra or {})
        }  # fmt: skip
        return cls(find_models(), options)

    def compile_all(self) -> None:
        """Compile what else is compiled when it is first asked.

        Raises: DeploymentError where a model is built otherwise than expected.
        """
        _ = self._detector, self._classifier, self.recogniser.model, self.retrained.model

    @cached_property
    def _detector(self) -> Any:
        return self._compile("detector")

    @cached_property
    def _classifier(self) -> Any:
        return self._compile("classifier")

    def _compile(self, role: str) -> Any:
        return self._core.compile_model(self._core.read_model(self._paths[role]), "CPU", self._options)

    def detect(self, grey: Grey, side: int = DETECTION_SIDE) -> list[TextRegion]:
        """Find text lines on a grey page; corners in its pixels."""
        height, width = grey.shape
        scale = min(1.0, side / max(height, width))
        small = (round_up(width * scale, DETECTION_STEP), round_up(height * scale, DETECTION_STEP))
        shrunk = cv2.resize(grey, small, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        heat = self._detector(as_input(np.asarray(shrunk, np.uint8)))[0][0, 0]
        return find_regions(heat, width / small[0], height / small[1])

    def recognise(self, grey: Grey, corners: Quad) -> ReadLine:
        """Read one line, given its corners (top left first, clockwise) on the full picture.

        What the wheel's recogniser is not sure of is read by the retrained one too; the surer of both counts.
        """
        own = self.recogniser.weigh(grey, corners)
        line = self.recogniser.decode(own, corners)
        if line.confidence >= SURE_LINE:
            return line
        other = self.retrained.weigh(grey, corners)
        surer = max(line, self.retrained.decode(other, corners), key=lambda read: read.confidence)
        return tell_doubts(surer, (own.steps + other.steps) * np.float32(0.5), self.recogniser.alphabet)

    def upside_down(self, grey: Grey, quads: Sequence[Quad]) -> list[float]:
        """For each line the probability that it stands on its head."""
        turned: list[float] = []
        for corners in quads:
            crop = crop_quad(grey, corners, LINE_HEIGHT)[:, :192]
            padded = np.zeros((1, 3, LINE_HEIGHT, 192), np.float32)
            padded[:, :, :, : crop.shape[1]] = as_input(crop)
            turned.append(float(self._classifier(padded)[0][0, 1]))
        return turned
