"""Readings of drawn papers whose truth is known, which ship with the program: known forms are measured on them.

They are of layouts that nothing was learned from, one each (`samples.freeze_papers` writes the file).
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from domain.errors import CorruptDocument, DeploymentError
from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.readers.wire import decode_reading, encode_reading

PAPERS_FILE = "papers.json.gz"


@dataclass(frozen=True, slots=True)
class FrozenPaper:
    """One paper as it was read, and what it says."""

    kind: Kind
    said: dict[FieldName, str | None]
    """None: it does not say it."""
    pages: tuple[PageReading, ...]


@dataclass(frozen=True, slots=True)
class ShippedPapers:
    """The papers that come with the program."""

    frozen: tuple[FrozenPaper, ...]
    sha256: str


@lru_cache(maxsize=1)
def load_papers() -> ShippedPapers:
    """Raises `DeploymentError` where the file is missing or damaged."""
    try:
        return unpack_papers(files("intake.extractors").joinpath(PAPERS_FILE).read_bytes())
    except (OSError, EOFError, KeyError, TypeError, ValueError, CorruptDocument) as error:
        raise DeploymentError(
            "The papers that known forms are measured on are missing or damaged: install the program again."
        ) from error


def pack_papers(papers: Sequence[FrozenPaper]) -> bytes:
    """The file. The same papers give the same bytes."""
    lines = [
        {
            "kind": paper.kind.value,
            "said": {field.value: value for field, value in paper.said.items()},
            "pages": [json.loads(encode_reading(page)) for page in paper.pages],
        }
        for paper in papers
    ]
    return gzip.compress(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def unpack_papers(packed: bytes) -> ShippedPapers:
    """What `pack_papers` made."""
    lines = json.loads(gzip.decompress(packed))
    frozen = tuple(
        FrozenPaper(
            Kind(line["kind"]),
            {FieldName(field): value for field, value in line["said"].items()},
            tuple(decode_reading(json.dumps(page).encode()) for page in line["pages"]),
        )
        for line in lines
    )
    return ShippedPapers(frozen, hashlib.sha256(packed).hexdigest())
