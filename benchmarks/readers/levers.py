"""What each lever of the neural reader costs and gains: CPU seconds a page and word F1, settings in turn.

python -m benchmarks.readers.levers [--pages 6] [--only bf16]

All settings read the same pages one after the other, so that a busy machine disturbs them alike.
"""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.readers.damage import Arrived, fax, photo, scan
from benchmarks.readers.pages import TruePage, draw_form, draw_letter
from intake.readers import recogniser as recogniser_module
from intake.readers.neural import DETECTION_SIDE, NeuralReader
from intake.readers.picture import Grey, Quad, crop_quad
from intake.readers.preparation import soften_fax
from intake.readers.recogniser import LINE_HEIGHT, WIDTH_STEP, Recogniser, as_input, round_up
from intake.readers.transcript import decode_line


@dataclass(slots=True)
class Setting:
    """One way of running the models."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """Handed to OpenVINO besides ours."""
    threads: int = 1
    width_step: int = recogniser_module.WIDTH_STEP
    side: int = DETECTION_SIDE
    batch: int = 1
    """So many lines of one padded width go through the recogniser at once."""
    softened: bool = True
    """Whether a standard fax's broken strokes are rejoined for the first reader too."""


SETTINGS: dict[str, Setting] = {
    "as shipped": Setting(),
    "f32": Setting({"INFERENCE_PRECISION_HINT": "f32"}),
    "bf16": Setting({"INFERENCE_PRECISION_HINT": "bf16"}),
    "two threads": Setting(threads=2),
    "throughput": Setting({"PERFORMANCE_HINT": "THROUGHPUT"}),
    "no hyperthreads": Setting({"ENABLE_HYPER_THREADING": False}),
    "widths by 32": Setting(width_step=32),
    "widths by 128": Setting(width_step=128),
    "detection 960": Setting(side=960),
    "detection 1088": Setting(side=1088),
    "detection 1440": Setting(side=1440),
    "four lines at once": Setting(batch=4),
    "not softened": Setting(softened=False),
}


@dataclass(slots=True)
class Seen:
    """Sums over the pages."""

    seconds: list[float] = field(default_factory=list)
    hits: int = 0
    words: int = 0


def draw_pages(count: int) -> list[tuple[TruePage, Arrived]]:
    """Letters and forms as scans, standard faxes and photos, in turn."""
    pages = []
    for number in range(count):
        page = (draw_letter, draw_form)[number % 2](number + 40)
        damage = (scan, lambda p, r: fax(p, r, 98), photo)[number // 2 % 3]
        pages.append((page, damage(page, random.Random(number))))
    return pages


def _read(reader: NeuralReader, arrived: Arrived, setting: Setting) -> list[str]:
    grey = np.asarray(arrived.grey, np.uint8)
    if setting.softened:
        grey = soften_fax(grey, arrived.fax_vertical_dpi)
    regions = reader.detect(grey, setting.side)
    if setting.batch > 1:
        return _read_batches(reader, grey, [region.corners for region in regions], setting.batch)
    lines = (reader.recognise(grey, region.corners) for region in regions)
    return [word.text for line in lines for word in line.words]


def _read_batches(reader: NeuralReader, grey: Grey, quads: Sequence[Quad], most: int) -> list[str]:
    """Lines of like width together."""
    crops = [(crop_quad(grey, corners, LINE_HEIGHT), corners) for corners in quads]
    by_width: defaultdict[int, list[tuple[Grey, Quad]]] = defaultdict(list)
    for crop, corners in crops:
        by_width[round_up(crop.shape[1], WIDTH_STEP)].append((crop, corners))
    words: list[str] = []
    for wide, alike in by_width.items():
        for start in range(0, len(alike), most):
            words += _read_stack(reader.recogniser, alike[start : start + most], wide)
    return words


def _read_stack(recogniser: Recogniser, lines: Sequence[tuple[Grey, Quad]], wide: int) -> list[str]:
    stack = np.zeros((len(lines), 3, LINE_HEIGHT, wide), np.float32)
    for place, (crop, _) in zip(stack, lines, strict=True):
        place[:, :, : crop.shape[1]] = as_input(crop)[0]
    read = [
        decode_line(steps, recogniser.alphabet, corners, wide / crop.shape[1])
        for steps, (crop, corners) in zip(recogniser.model(stack)[0], lines, strict=True)
    ]
    return [word.text for line in read for word in line.words]


def measure(name: str, setting: Setting, pages: list[tuple[TruePage, Arrived]]) -> Seen:
    """Read every page twice; the second time counts, because shapes met before cost less."""
    kept = recogniser_module.WIDTH_STEP
    recogniser_module.WIDTH_STEP = setting.width_step
    try:
        reader = NeuralReader.load(setting.threads, setting.options)
        seen = Seen()
        for page, arrived in pages:
            _read(reader, arrived, setting)
            started = time.process_time()
            found = Counter(text.casefold() for text in _read(reader, arrived, setting))
            seen.seconds.append(time.process_time() - started)
            true = Counter(word.text.casefold() for word in page.words)
            seen.hits += sum((found & true).values())
            seen.words += sum(found.values()) + sum(true.values())
        return seen
    finally:
        recogniser_module.WIDTH_STEP = kept


def main() -> None:
    """Print a line a setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    pages = draw_pages(chosen.pages)
    for name, setting in SETTINGS.items():
        if chosen.only in name:
            seen = measure(name, setting, pages)
            print(
                f"{name:18}{np.mean(seen.seconds):7.3f} s a page  F1 {2 * seen.hits / seen.words:6.1%}",
                flush=True,
            )


if __name__ == "__main__":
    main()
