"""Writing rows of certification records, with their keys, and keeping what stood before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, delete, insert, literal, or_, select, text, update

from domain.records import CertificationRecord
from storage.repositories.base import Repository
from storage.repositories.blocking import RecordKeys, search_forms
from storage.repositories.record_rows import COLUMNS, row_of
from storage.statements import copy_rows, in_chunks
from storage.tables import RecordKeyRow, RecordNameRow, RecordRow, RecordVersionRow

#: PostgreSQL's advisory lock while one transaction adds records (SQLite has one writer anyway).
IMPORT_LOCK: Final = 7_203_901_442
#: SQLite's page cache (KiB) and pages of the log before it is folded back (240 MB), while one imports.
IMPORT_PRAGMAS: Final = ("PRAGMA cache_size = -393216", "PRAGMA wal_autocheckpoint = 60000")
#: PostgreSQL drops a transaction that stands still; a batch's keys are made within one.
IMPORT_TIMEOUT: Final = "SET LOCAL idle_in_transaction_session_timeout = '10min'"


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with all that its row holds besides."""

    id: int
    record: CertificationRecord
    hashed: str
    key: str | None
    added_by: int | None
    person: int | None = None


class RecordWriter(Repository):
    """The rows of a record, of its keys and of its names, and of its versions."""

    def lock(self) -> None:
        """One transaction at a time writes records."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
            self._session.execute(text(IMPORT_TIMEOUT))
            return
        # Keys fall all over the index: pages kept at hand are neither read again nor written back so soon.
        for pragma in IMPORT_PRAGMAS:
            self._session.connection().exec_driver_sql(pragma)

    def save_versions(self, import_id: int | None, ids: Sequence[int], *, removed: bool = False) -> None:
        """Keep rows as they stand; once an import, and not what the import itself added."""
        if import_id is None:
            return
        kept = select(_VERSION["record_id"]).where(
            _VERSION["import_id"] == import_id, _VERSION["record_id"] == _RECORD["id"]
        )
        names = ["import_id", "removed", *("record_id" if name == "id" else name for name in COLUMNS)]
        stood = [_RECORD[name] for name in COLUMNS]
        for chunk in in_chunks(ids):
            mine = and_(_VERSION["import_id"] == import_id, _VERSION["record_id"].in_(chunk))
            if removed:
                self._change(update(RecordVersionRow).where(mine).values(removed=True))
            rows = select(literal(import_id), literal(removed), *stood).where(
                _RECORD["id"].in_(chunk),
                or_(_RECORD["added_by"].is_(None), _RECORD["added_by"] != import_id),
                ~kept.correlate(RecordRow.__table__).exists(),
            )
            self._session.execute(
                insert(RecordVersionRow.metadata.tables["record_version"]).from_select(names, rows)
            )

    def delete(self, ids: Sequence[int]) -> None:
        """Records with their keys."""
        for chunk in in_chunks(ids):
            self._change(delete(RecordKeyRow).where(RecordKeyRow.record_id.in_(chunk)))
            self._change(delete(RecordNameRow).where(RecordNameRow.record_id.in_(chunk)))
            self._change(delete(RecordRow).where(RecordRow.id.in_(chunk)))

    def write(self, placed: Sequence[Placed], there: Sequence[int], now: datetime) -> None:
        """Write rows with their keys, those that are `there` anew."""
        self.delete(there)
        rows = (
            row_of(
                self._keys, p.record, now, row_id=p.id, hashed=p.hashed, person=(p.person, p.key),
                added_by=p.added_by,
            )
            for p in placed
        )  # fmt: skip
        copy_rows(self._session, RecordRow, COLUMNS, rows)
        self.add_keys([(p.id, p.record) for p in placed])

    def add_keys(self, numbered: Sequence[tuple[int, CertificationRecord]]) -> None:
        """What matching and search find them by."""
        keys = RecordKeys(self._keys, self._blocking)
        copy_rows(
            self._session,
            RecordKeyRow,
            ("key", "record_id"),
            ((key, row_id) for row_id, record in numbered for key in keys.of_record(record)),
        )
        copy_rows(
            self._session,
            RecordNameRow,
            ("folded", "record_id"),
            ((form, row_id) for row_id, record in numbered for form in search_forms(record)),
        )


_RECORD: Final = RecordRow.__table__.columns
_VERSION: Final = RecordVersionRow.__table__.columns
