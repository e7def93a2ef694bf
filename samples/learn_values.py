"""Keeps what calibration was learned from, for offices that learn from their own papers.

    python -m samples.learn_values --kept READ_PAPERS --folds FOLDS --out intake/extractors/values.json.gz

Every value of the drawn and read papers with its signs, and whether it is right, as `samples.learn_calibration` sees
them: to be run after it, with the same papers.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from intake.extractors.values import JudgedValue, pack_values
from samples.learn_calibration import Judged, judge_by_folds
from samples.learn_examples import obtain_examples


def pack_all(values: Sequence[Judged]) -> bytes:
    """Those of layouts learned from, and those of layouts held out."""
    mixed_in, frozen = (
        [JudgedValue(v.field, v.layout, v.signs, v.right) for v in values if v.held_out is held]
        for held in (False, True)
    )
    return pack_values(mixed_in, frozen)


def main() -> None:
    """Draw or load, judge, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-layout", type=int, default=2, help="text layers of each layout")
    parser.add_argument("--read-rounds", type=int, default=2, help="read papers a layout and quality")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--kept", type=Path, help="the file that keeps the drawn and read papers")
    parser.add_argument("--folds", type=Path, required=True, help="the folder of `learn_roles --folds`")
    asked = parser.parse_args()
    examples = obtain_examples(asked.kept, asked.per_layout, asked.read_rounds, asked.seed)
    values = judge_by_folds(examples, asked.folds)
    asked.out.write_bytes(pack_all(values))
    print(f"{len(values)} values of {len(examples)} papers")


if __name__ == "__main__":
    main()
