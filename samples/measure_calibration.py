"""Measures the shipped calibration on other papers: `python -m samples.measure_calibration [--kept FILE]`.

Papers of the layouts held out are drawn with a seed that nothing was learned from and no threshold was set on, and read;
the shipped models judge their values. Layouts that the stored measures in `calibration.json` do not know are told apart.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from intake.extractors.mentions.roles import load_models
from intake.extractors.sureness.calibration import load_calibration
from intake.extractors.sureness.values import load_values
from samples.learn_calibration import GOOD, Figures, measure
from samples.learn_examples import Example, draw_examples, dump_example, load_example
from samples.learn_judged import Judged, judge_examples


def obtain_papers(kept: Path | None, seed: int) -> list[Example]:
    """The papers that `kept` holds; else two text layers and one read page of each quality a layout, and kept there."""
    if kept and kept.exists():
        return [load_example(line) for line in kept.read_text("utf-8").splitlines()]
    examples = list(draw_examples(2, 1, seed, "test"))
    if kept:
        kept.write_text("".join(f"{dump_example(e)}\n" for e in examples), encoding="utf-8")
    return examples


def measure_shipped(values: Sequence[Judged]) -> Figures:
    """By quality and by field, as the measures beside the model are told."""
    table = load_calibration()
    return measure(values, np.array([table.probability(v.signs) for v in values]), table)


def main() -> None:
    """Draw or load, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kept", type=Path, help="a file that keeps the drawn and read papers between runs")
    parser.add_argument("--seed", type=int, default=9090)
    asked = parser.parse_args()
    values = list(judge_examples(obtain_papers(asked.kept, asked.seed), load_models()))
    known = {value.group for value in load_values().frozen}
    parts = {
        "all": values,
        "clean, scan and fine fax": [v for v in values if v.quality in GOOD],
        "layouts never measured on before": [v for v in values if v.layout not in known],
    }
    for name, part in parts.items():
        if part:
            print(f"{name}: {json.dumps(measure_shipped(part)['all'])}")
    print(json.dumps(measure_shipped(values), indent=1))


if __name__ == "__main__":
    main()
