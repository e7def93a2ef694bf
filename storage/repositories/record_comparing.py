"""Records of an import beside what is there: new, changed, unchanged, or somebody else's than before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from domain.records import CertificationRecord, is_service
from processing.matching.holders import HolderComparison, compare_holders
from storage.repositories.base import Repository
from storage.repositories.held_rows import DoubtfulRow
from storage.repositories.record_rows import ROWS, content_hash, person_key, record_of
from storage.statements import in_chunks
from storage.tables import RecordRow


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """What an import needs of a record that is there already."""

    id: int
    content_hash: str
    recognised: bool
    """Whether it has a key by which its person is known, or was looked at for one."""


@dataclass(frozen=True, slots=True)
class RecordBatch:
    """Some records of an import beside what is there."""

    known: dict[str, KnownRecord]
    hashes: dict[str, str]
    new: list[CertificationRecord]
    changed: list[CertificationRecord]
    unchanged: int


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that an import changes: its row, what it said, and what it is to say."""

    row: Row[Any]
    before: CertificationRecord
    record: CertificationRecord


@dataclass(frozen=True, slots=True)
class JudgedChanges:
    """The changes of a batch: those of one person, and those that name somebody else."""

    changed: list[ChangedRecord] = field(default_factory=list)
    doubtful: list[DoubtfulRow] = field(default_factory=list)


class RecordComparer(Repository):
    """Tells by a keyed hash what changed, without opening a row; opens what did."""

    def compare(self, records: Sequence[CertificationRecord]) -> RecordBatch:
        """The records sorted; of two of one number the later."""
        given = {record.certification_number: record for record in records}
        known = self._known(list(given))
        hashes: dict[str, str] = {
            number: content_hash(self._keys, record) for number, record in given.items()
        }
        new = [record for number, record in given.items() if number not in known]
        changed = [
            record
            for number, record in given.items()
            if number in known and known[number].content_hash != hashes[number]
        ]
        return RecordBatch(known, hashes, new, changed, len(given) - len(new) - len(changed))

    def judge(self, batch: RecordBatch, *, doubting: bool) -> JudgedChanges:
        """The changed records; where `doubting`, those apart that name somebody else than before."""
        given = {batch.known[r.certification_number].id: r for r in batch.changed}
        judged = JudgedChanges()
        for chunk in in_chunks(list(given)):
            for row in self._session.execute(ROWS.where(RecordRow.id.in_(chunk))):
                change = ChangedRecord(row, record_of(self._keys, row), given[row.id])
                found = self._compare_holders(change) if doubting else None
                if found is None or found.is_one_person:
                    judged.changed.append(change)
                else:
                    hashed = batch.hashes[row.certification_number]
                    judged.doubtful.append(DoubtfulRow(change.record, found, hashed, row.content_hash))
        return judged

    def _compare_holders(self, change: ChangedRecord) -> HolderComparison | None:
        """None for a service, which is nobody."""
        if is_service(change.record.certification_number):
            return None
        known, key = change.row.person_key or "", person_key(self._keys, change.record) or ""
        both = known.startswith("i:") and key.startswith("i:")
        return compare_holders(change.before, change.record, same_id=known == key if both else None)

    def _known(self, numbers: Sequence[str]) -> dict[str, KnownRecord]:
        columns = (
            RecordRow.certification_number, RecordRow.id, RecordRow.content_hash, RecordRow.person_key,
        )  # fmt: skip
        known: dict[str, KnownRecord] = {}
        for chunk in in_chunks(numbers):
            rows = self._session.execute(select(*columns).where(RecordRow.certification_number.in_(chunk)))
            known |= {
                number: KnownRecord(row_id, hashed, key is not None) for number, row_id, hashed, key in rows
            }
        return known
