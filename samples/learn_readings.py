"""Readings of drawn sample pages as training papers: one JSON line a page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one sample page, and what the page is."""

    text: str
    leaf: str
    layout: str
    quality: str
    body: bool = False
    marks: tuple[str, ...] = ()


def gather_readings(folder: Path) -> Iterator[Reading]:
    """All readings below `folder`, in the order of their files' names."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            yield Reading(**{**fields, "marks": tuple(fields.get("marks", ()))})
