"""What each lever of the neural reader costs and gains: CPU seconds a page and word F1, settings in turn.

python -m benchmarks.readers.levers [--pages 6] [--only bf16]

All settings read the same pages one after the other, so that a busy machine disturbs them alike.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.readers.damage import Arrived, fax, photo, scan
from benchmarks.readers.pages import TruePage, draw_form, draw_letter
from intake.readers import recogniser as recogniser_module
from intake.readers.neural import DETECTION_SIDE, NeuralReader
from intake.readers.picture import Grey


@dataclass(slots=True)
class Setting:
    """One way of running the models."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """Handed to OpenVINO besides ours."""
    threads: int = 1
    width_step: int = recogniser_module.WIDTH_STEP
    side: int = DETECTION_SIDE


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


def _read(reader: NeuralReader, grey: Grey, setting: Setting) -> list[str]:
    regions = reader.detect(grey, setting.side)
    lines = (reader.recognise(grey, region.corners) for region in regions)
    return [word.text for line in lines for word in line.words]


def measure(name: str, setting: Setting, pages: list[tuple[TruePage, Arrived]]) -> Seen:
    """Read every page twice; the second time counts, because shapes met before cost less."""
    kept = recogniser_module.WIDTH_STEP
    recogniser_module.WIDTH_STEP = setting.width_step
    try:
        reader = NeuralReader.load(setting.threads, setting.options)
        seen = Seen()
        for page, arrived in pages:
            grey = np.asarray(arrived.grey, np.uint8)
            _read(reader, grey, setting)
            started = time.process_time()
            found = Counter(text.casefold() for text in _read(reader, grey, setting))
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
