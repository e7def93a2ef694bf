"""What the recogniser learned further: its weights, what they rest on, and what they bring on worn lines."""

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import openvino as ov
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.errors import DeploymentError
from intake.readers import retraining
from intake.readers.neural import find_models
from intake.readers.picture import Grey
from intake.readers.preparation import soften_fax
from intake.readers.recogniser import Recogniser, load_recogniser
from intake.readers.retraining import DIFFERENCES, MEASURES, retrain
from samples.degrade import FaxHeader, fax_page
from samples.people import invent_people

FACES = ("liberation2/LiberationSerif-Regular.ttf", "dejavu/DejaVuSans.ttf", "breip/Breip.ttf")
HEADER = FaxHeader(datetime(2026, 10, 14, 9), "HOME", "555 0100")
OPTIONS = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}


def load(*, retrained: bool) -> Recogniser:
    path = find_models()["recogniser"]
    return load_recogniser(ov.Core(), path, OPTIONS, alter=retrain if retrained else None)


def fax_lines() -> list[tuple[Grey, str]]:
    """Names as a standard fax leaves them, 120 lines."""
    rng = Random(5)
    lines = []
    for number, person in enumerate(invent_people(120, rng)):
        page = Image.new("L", (1700, 400), 255)
        face = f"/usr/share/fonts/truetype/{FACES[number % len(FACES)]}"
        name = person.name.short.encode("ascii", "ignore").decode()
        ImageDraw.Draw(page).text((60, 200), name, fill=30, font=ImageFont.truetype(face, 28))
        fax = fax_page(page, rng, "fax_standard", HEADER, 1, 1).convert("L")
        grey = soften_fax(np.asarray(fax.resize((1700, 400), Image.Resampling.BICUBIC), np.uint8), 98.0)
        # Where the line was written, with room for a page that lies askew.
        lines.append((np.ascontiguousarray(grey[188:244, 40:700]), name.replace(" ", "")))
    return lines


def count_right(recogniser: Recogniser, lines: list[tuple[Grey, str]]) -> int:
    right = 0
    for grey, name in lines:
        height, width = grey.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        right += recogniser.read(grey, corners).text.replace(" ", "") == name
    return right


def test_worn_lines_are_read_better_than_by_the_wheel() -> None:
    lines = fax_lines()
    before, after = (count_right(load(retrained=known), lines) for known in (False, True))
    assert after >= before + 4, f"{before} of {len(lines)} before, {after} after"


def weights_of(model: ov.Model) -> dict[str, np.ndarray[Any, np.dtype[np.float32]]]:
    constants = (o for o in model.get_ordered_ops() if o.get_type_name() == "Constant")
    return {o.get_friendly_name(): o.data.copy() for o in constants}


def test_weights_are_those_of_the_wheel_and_the_differences() -> None:
    seen = []

    def alter(model: ov.Model, path: Path) -> None:
        before = weights_of(model)
        retrain(model, path)
        seen.append((before, weights_of(model)))

    assert load_recogniser(ov.Core(), find_models()["recogniser"], OPTIONS, alter=alter).model
    ((before, after),) = seen
    with np.load(DIFFERENCES) as kept:
        scales = dict(zip(kept["names"].tolist(), kept["scales"].tolist(), strict=True))
        changed = {name for name in before if not np.array_equal(before[name], after[name])}
        assert changed == {name for name in scales if kept[name].any()}
        for name in changed:
            wanted = before[name] + kept[name] * np.float32(scales[name])
            np.testing.assert_allclose(after[name], wanted, rtol=1e-6)


def test_another_model_than_they_rest_on_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measures = json.loads(MEASURES.read_text("utf-8"))
    path = tmp_path / "lines.json"
    path.write_text(json.dumps({**measures, "wheel_sha256": "0" * 64}), "utf-8")
    monkeypatch.setattr(retraining, "MEASURES", path)
    with pytest.raises(DeploymentError, match=r"is another than lines\.npz rests on: install the locked"):
        _ = load(retrained=True).model
