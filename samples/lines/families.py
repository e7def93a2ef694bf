"""The families of typefaces that lines are written in (`families.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Folders of faces.
HAND, PRINT = "hand", "print"
LISTED = Path(__file__).with_name("families.toml")


@dataclass(frozen=True, slots=True)
class Families:
    """What `families.toml` says, by the names of npm packages."""

    hands: tuple[str, ...]
    prints: tuple[str, ...]
    held: frozenset[str]
    """Never learned from."""
    capitals: frozenset[str]
    """In which only capitals are written."""
    versions: Mapping[str, str]
    """Of every family's package."""


@cache
def load_families() -> Families:
    """Read the list."""
    told = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    hands, prints = tuple(told["hands"]), tuple(told["prints"])
    versions = {family: told["versions"].get(family, told["version"]) for family in (*hands, *prints)}
    return Families(hands, prints, frozenset(told["held"]), frozenset(told["capitals"]), versions)
