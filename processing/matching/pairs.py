"""Labelled pairs: what a paper says, the records it may be of, and whose it is.

Those of invented people ship with the program (`pairs.json.gz`, made by
`benchmarks.matching.freeze_pairs`): what an office learns is mixed with some of them, and measured on the
others, which nothing is learned from.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from domain.errors import DeploymentError
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from processing.matching.terms import TermTable

PAIRS_FILE = "pairs.json.gz"

#: Of thousands of papers no more is kept at once than tells: who is ranked at all is among the first.
MOST_RIVALS = 30


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """One paper beside the records that it may be of."""

    query: MatchQuery
    records: tuple[CertificationRecord, ...]
    """The record that it is of, where it has one, and its rivals."""
    number: CertificationNumber | None
    """Whose it is; None: nobody's who is among the records."""
    certain: bool | None = None
    """Whether the office would call it certain; False: people decide; None: nobody said."""

    @property
    def record(self) -> CertificationRecord | None:
        """The person's own."""
        return next((r for r in self.records if r.certification_number == self.number), None)


@dataclass(frozen=True, slots=True)
class ShippedPairs:
    """The pairs that come with the program."""

    hard: tuple[LabelledPair, ...]
    """Twins, namesakes, other people's numbers, misread names: none may be matched wrongly."""
    mixed_in: tuple[LabelledPair, ...]
    """Ordinary papers, which calibration is fitted to beside an office's own."""
    frozen: tuple[LabelledPair, ...]
    """Ordinary papers of other people, which weights are measured on."""
    terms: TermTable
    """How common values are among the people of the ordinary papers."""
    sha256: str


def pair_confirmed(
    query: MatchQuery, candidates: Sequence[CertificationRecord], confirmed: CertificationRecord
) -> LabelledPair:
    """A paper beside the record that a person confirmed, and the rivals that were refused by it.

    `candidates` are those that share most with the paper first. Another credential of the person is no rival.
    """
    number = confirmed.certification_number
    rivals = [
        r
        for r in candidates
        if r.certification_number != number and not (confirmed.person and r.person == confirmed.person)
    ]
    return LabelledPair(query, (confirmed, *rivals[:MOST_RIVALS]), number)


@lru_cache(maxsize=1)
def load_pairs() -> ShippedPairs:
    """Raises `DeploymentError` where the file is missing or damaged."""
    try:
        packed = files("processing.matching").joinpath(PAIRS_FILE).read_bytes()
        return unpack_pairs(packed)
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError(
            "The labelled pairs of matching are missing or damaged: install the program again."
        ) from error


def pack_pairs(
    hard: Sequence[LabelledPair],
    mixed_in: Sequence[LabelledPair],
    frozen: Sequence[LabelledPair],
    terms: TermTable,
) -> bytes:
    """The file: each record once, of every value only what is not usual. The same pairs give the same
    bytes.
    """
    places: dict[CertificationRecord, int] = {}
    sets = {
        name: [_pack_pair(pair, places) for pair in pairs]
        for name, pairs in (("hard", hard), ("mixed_in", mixed_in), ("frozen", frozen))
    }
    records = [_RECORD.dump_python(record, mode="json", exclude_defaults=True) for record in places]
    text = json.dumps({"records": records, "sets": sets, "terms": terms.as_dict()}, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8"), mtime=0)


def unpack_pairs(packed: bytes) -> ShippedPairs:
    """What `pack_pairs` made."""
    said = json.loads(gzip.decompress(packed))
    records = [_RECORD.validate_python(record) for record in said["records"]]
    hard, mixed_in, frozen = (
        tuple(_unpack_pair(pair, records) for pair in said["sets"][name])
        for name in ("hard", "mixed_in", "frozen")
    )
    terms = TermTable.from_dict(said["terms"])
    return ShippedPairs(hard, mixed_in, frozen, terms, hashlib.sha256(packed).hexdigest())


_RECORD, _QUERY = TypeAdapter(CertificationRecord), TypeAdapter(MatchQuery)


def _pack_pair(pair: LabelledPair, places: dict[CertificationRecord, int]) -> list[Any]:
    found = [places.setdefault(record, len(places)) for record in pair.records]
    query = _QUERY.dump_python(pair.query, mode="json", exclude_defaults=True)
    return [query, found, pair.number, pair.certain]


def _unpack_pair(packed: Sequence[Any], records: Sequence[CertificationRecord]) -> LabelledPair:
    query, places, number, certain = packed
    known = tuple(records[place] for place in places)
    return LabelledPair(_QUERY.validate_python(query), known, number, certain)
