"""Values whose truth is known, with their signs: what calibration is learned from and measured on.

Those of drawn papers ship with the program (`values.json.gz`, made by `samples.learn_calibration`): what an office
learns is mixed with those of some layouts, and measured on those of the layouts that nothing was learned from.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.errors import DeploymentError
from intake.extractors.sureness.signs import Signs

VALUES_FILE = "values.json.gz"

#: Digits that are kept of a sign.
DIGITS = 4


@dataclass(frozen=True, slots=True)
class JudgedValue:
    """One value as it was read, with what spoke for and against it."""

    field: str
    group: str
    """What is held out together: the layout of a drawn paper, the arrival of an office's."""
    signs: Signs
    right: bool


@dataclass(frozen=True, slots=True)
class ShippedValues:
    """The values that come with the program."""

    mixed_in: tuple[JudgedValue, ...]
    """Of layouts that the shipped weights were learned from, each seen by a model that was not."""
    frozen: tuple[JudgedValue, ...]
    """Of layouts held out, which calibrations are measured on."""
    sha256: str


@lru_cache(maxsize=1)
def load_values() -> ShippedValues:
    """Raises `DeploymentError` where the file is missing or damaged."""
    try:
        return unpack_values(files("intake.extractors").joinpath(VALUES_FILE).read_bytes())
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError(
            "The judged values of calibration are missing or damaged: install the program again."
        ) from error


def pack_values(mixed_in: Sequence[JudgedValue], frozen: Sequence[JudgedValue]) -> bytes:
    """The file. The same values give the same bytes."""
    names = sorted({name for value in (*mixed_in, *frozen) for name in value.signs})
    places = {name: place for place, name in enumerate(names)}
    text = json.dumps(
        {
            "names": names,
            "mixed_in": [_pack(value, places) for value in mixed_in],
            "frozen": [_pack(value, places) for value in frozen],
        },
        separators=(",", ":"),
    )
    return gzip.compress(text.encode("utf-8"), mtime=0)


def unpack_values(packed: bytes) -> ShippedValues:
    """What `pack_values` made."""
    said = json.loads(gzip.decompress(packed))
    names: list[str] = said["names"]
    mixed_in, frozen = (tuple(_unpack(line, names) for line in said[part]) for part in ("mixed_in", "frozen"))
    return ShippedValues(mixed_in, frozen, hashlib.sha256(packed).hexdigest())


def _pack(value: JudgedValue, places: dict[str, int]) -> list[Any]:
    signs = [[places[name], round(size, DIGITS)] for name, size in value.signs.items()]
    return [value.field, value.group, int(value.right), signs]


def _unpack(line: Sequence[Any], names: Sequence[str]) -> JudgedValue:
    field, group, right, signs = line
    return JudgedValue(field, group, {names[place]: size for place, size in signs}, bool(right))
