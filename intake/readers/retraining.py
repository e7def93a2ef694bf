"""What the recogniser learned further, from lines that were worn as faxes, scans and photographs wear them.

Only the differences to the weights in the rapidocr wheel are kept, a byte for each (`model/lines.npz`); their
measures, and what they rest on, stand beside them in `lines.json`. `samples.lines` makes both.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import openvino as ov

from domain.errors import DeploymentError
from intake.readers.recogniser import replace_constant

_MODEL = Path(__file__).parent / "model"
DIFFERENCES = _MODEL / "lines.npz"
MEASURES = _MODEL / "lines.json"


def retrain(model: ov.Model, wheel: Path) -> None:
    """Add the differences to the weights of the wheel's model, which is cut to our characters already.

    Raises: DeploymentError where the wheel's file is another than the differences rest on.
    """
    rests_on = json.loads(MEASURES.read_text("utf-8"))["wheel_sha256"]
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != rests_on:
        raise DeploymentError(
            f"{wheel.name} is another than {DIFFERENCES.name} rests on: install the locked packages."
        )
    with np.load(DIFFERENCES) as kept:
        scales = dict(zip(kept["names"].tolist(), kept["scales"].tolist(), strict=True))
        for operation in model.get_ordered_ops():
            name = operation.get_friendly_name()
            if name in scales:
                learned = kept[name].astype(np.float32) * np.float32(scales.pop(name))
                replace_constant(operation, operation.data + learned)
    if scales:
        raise DeploymentError(f"{DIFFERENCES.name} names weights that {wheel.name} has not.")
