"""Records of an import beside what is there: new, changed, unchanged."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from domain.records import CertificationRecord
from storage.repositories.base import Repository
from storage.repositories.record_rows import content_hash
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


class RecordComparer(Repository):
    """Tells by a keyed hash what changed, without opening a row."""

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
