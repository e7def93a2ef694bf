"""Imports of certification records: batches, what they change and remove, and the way back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, or_, select, text, update

from domain.errors import NotAllowed, NotThere
from domain.kinds import ImportState
from domain.records import CertificationRecord, is_service
from processing.ports import RecordImport, Taken
from storage.repositories.base import Repository, Tools
from storage.repositories.blocking import RecordKeys, search_forms
from storage.repositories.persons import Newcomer, Persons, Recognised
from storage.repositories.record_rows import (
    COLUMNS,
    content_hash,
    person_key,
    record_of,
    row_of,
    with_history,
    with_removed,
)
from storage.statements import copy_rows, in_chunks
from storage.tables import RecordImportRow, RecordKeyRow, RecordNameRow, RecordRow, RecordVersionRow

#: PostgreSQL's advisory lock while one transaction adds records (SQLite has one writer anyway).
IMPORT_LOCK: Final = 7_203_901_442
#: SQLite's page cache (KiB) and pages of the log before it is folded back, for the connection that imports.
IMPORT_PRAGMAS: Final = ("PRAGMA cache_size = -262144", "PRAGMA wal_autocheckpoint = 20000")


@dataclass(frozen=True, slots=True)
class _Known:
    """What an import needs of a record that is there already."""

    id: int
    content_hash: str
    recognised: bool
    """Whether it has a key by which its person is known, or was looked at for one."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some records of an import beside what is there."""

    known: dict[str, _Known]
    hashes: dict[str, str]
    new: list[CertificationRecord]
    changed: list[CertificationRecord]
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A record with all that its row holds besides."""

    id: int
    record: CertificationRecord
    hashed: str
    key: str | None
    added_by: int | None
    person: int | None = None


class SqlRecordImports(Repository):
    """Only this writes certification records."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._persons = Persons(tools)

    # -- the import itself --------------------------------------------------------------------------

    def begin(self, file_hash: str, by: str, now: datetime) -> int:
        """A new import, or the last one where the same file broke off in it."""
        self._lock()
        half = self._session.scalar(
            select(RecordImportRow.id).where(RecordImportRow.state == ImportState.REVERTING).limit(1)
        )
        if half is not None:
            raise NotAllowed(f"Import {half} is half reverted. Finish it: oems-intake records revert {half}")
        last = self._session.scalars(select(RecordImportRow).order_by(RecordImportRow.id.desc()).limit(1))
        before = last.one_or_none()
        if before and before.state == ImportState.STARTED and file_hash and before.file_hash == file_hash:
            return before.id
        row = RecordImportRow(
            state=ImportState.STARTED, file_hash=file_hash, by=by, at=now, added=0, changed=0, removed=0,
            unchanged=0, rejected=0,
        )  # fmt: skip
        self._session.add(row)
        self._session.flush()
        return row.id

    def upsert(
        self, records: Sequence[CertificationRecord], now: datetime, import_id: int | None = None
    ) -> Taken:
        """Take one batch in; what it changes is kept for the import, where one is named."""
        self._lock()
        self._refuse_if_overtaken(import_id)
        batch = self._compare(records)
        ids = self._fresh_ids()
        new = [
            self._unplaced(next(ids), record, batch.hashes[record.certification_number], import_id)
            for record in batch.new
        ]
        changed, before = self._changed(batch)
        placed, apart = self._place([*new, *changed], before, ids)
        self._save_versions(import_id, [p.id for p in changed])
        self._write(placed, [p.id for p in changed], now)
        self._recognise_unchanged(batch, records)
        self._note(import_id, added=len(new), changed=len(changed))
        return Taken(len(new), len(changed), batch.unchanged, apart)

    def preview(self, records: Sequence[CertificationRecord]) -> Taken:
        """What `upsert` would answer, but for who is kept apart; nothing is written."""
        batch = self._compare(records)
        return Taken(len(batch.new), len(batch.changed), batch.unchanged)

    def remove(self, numbers: Sequence[str], now: datetime, import_id: int) -> int:
        """Remove records; the person's other credentials keep the number as an earlier one. How many."""
        self._lock()
        self._refuse_if_overtaken(import_id)
        there = RecordRow.certification_number
        gone = {
            row.id: record_of(self._keys, row)
            for chunk in in_chunks(sorted(set(numbers)))
            for row in self._session.execute(_ROWS.where(there.in_(chunk)))
        }
        self._save_versions(import_id, list(gone), removed=True)
        self._delete(list(gone))
        self._pass_on(list(gone.values()), now, import_id)
        self._note(import_id, removed=len(gone))
        return len(gone)

    def finish(self, import_id: int, taken: int, rejected: int, now: datetime) -> None:
        """All of the file was taken in: so many good rows, so many that could not be taken."""
        row = self._row(RecordImportRow, import_id, lock=True)
        row.state, row.finished_at, row.rejected = ImportState.DONE, now, rejected
        row.unchanged = max(taken - row.added - row.changed, 0)
        self._session.flush()

    def all(self) -> list[RecordImport]:
        """The latest first."""
        rows = self._session.scalars(select(RecordImportRow).order_by(RecordImportRow.id.desc()))
        return [_import_of(row) for row in rows]

    # -- the way back -------------------------------------------------------------------------------

    def begin_revert(self, import_id: int) -> RecordImport:
        """Refuse, or keep others from importing until all is restored. Raises `NotThere`, `NotAllowed`."""
        self._lock()
        row = self._row_or_none(RecordImportRow, import_id, lock=True)
        if row is None:
            raise NotThere(f"There is no import {import_id}. List them: oems-intake records imports")
        if row.state == ImportState.REVERTED:
            raise NotAllowed(f"Import {import_id} was reverted already.")
        later = self._later_changes(import_id)
        if later and row.state != ImportState.REVERTING:
            named = ", ".join(map(str, later))
            raise NotAllowed(
                f"Later imports changed the same records: {named}. Revert them first, the last one first."
            )
        row.state = ImportState.REVERTING
        self._session.flush()
        return _import_of(row)

    def revert_some(self, import_id: int, most: int) -> int:
        """Restore at most so many records of the import; how many, 0 where none is left."""
        self._lock()
        version = RecordVersionRow.__table__.columns
        mine = select(*version).where(RecordVersionRow.import_id == import_id).limit(most)
        rows = self._session.execute(mine).all()
        if rows:
            self._restore(import_id, [row.certification_number for row in rows])
            return len(rows)
        added = select(RecordRow.id).where(RecordRow.added_by == import_id).limit(most)
        ids = list(self._session.scalars(added))
        self._delete(ids)
        return len(ids)

    def finish_revert(self, import_id: int, by: str, now: datetime) -> RecordImport:
        """All is as it was before the import."""
        row = self._row(RecordImportRow, import_id, lock=True)
        row.state, row.reverted_by, row.reverted_at = ImportState.REVERTED, by, now
        self._session.flush()
        return _import_of(row)

    def _later_changes(self, import_id: int) -> list[int]:
        """Imports after this one that changed, removed or added again what this one touched."""
        later, mine = (
            RecordVersionRow,
            select(RecordVersionRow.certification_number).where(RecordVersionRow.import_id == import_id),
        )
        touched: ColumnElement[bool] = or_(
            later.added_by == import_id, later.certification_number.in_(mine.scalar_subquery())
        )
        changed = select(later.import_id).where(later.import_id > import_id, touched).distinct()
        again = (
            select(RecordRow.added_by)
            .where(RecordRow.added_by > import_id, RecordRow.certification_number.in_(mine.scalar_subquery()))
            .distinct()
        )
        found = {*self._session.scalars(changed), *self._session.scalars(again)}
        return sorted((number for number in found if number is not None), reverse=True)

    def _restore(self, import_id: int, numbers: Sequence[str]) -> None:
        here = RecordVersionRow.import_id == import_id
        for chunk in in_chunks(numbers):
            there = RecordRow.certification_number.in_(chunk)
            self._delete(list(self._session.scalars(select(RecordRow.id).where(there))))
            mine = and_(here, RecordVersionRow.certification_number.in_(chunk))
            table = RecordRow.metadata.tables["record"]
            back = [_VERSION["record_id" if name == "id" else name] for name in COLUMNS]
            self._session.execute(insert(table).from_select(COLUMNS, select(*back).where(mine)))
            self._change(delete(RecordVersionRow).where(mine))
            restored = self._session.execute(_ROWS.where(there))
            self._add_keys([(row.id, record_of(self._keys, row)) for row in restored])

    # -- comparing ----------------------------------------------------------------------------------

    def _compare(self, records: Sequence[CertificationRecord]) -> _Batch:
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
        return _Batch(known, hashes, new, changed, len(given) - len(new) - len(changed))

    def _known(self, numbers: Sequence[str]) -> dict[str, _Known]:
        columns = (
            RecordRow.certification_number, RecordRow.id, RecordRow.content_hash, RecordRow.person_key,
        )  # fmt: skip
        known: dict[str, _Known] = {}
        for chunk in in_chunks(numbers):
            rows = self._session.execute(select(*columns).where(RecordRow.certification_number.in_(chunk)))
            known |= {number: _Known(row_id, hashed, key is not None) for number, row_id, hashed, key in rows}
        return known

    def _changed(self, batch: _Batch) -> tuple[list[_Placed], dict[int, int | None]]:
        """The changed records with their history, and whose they were."""
        given = {batch.known[r.certification_number].id: r for r in batch.changed}
        placed, before = list[_Placed](), dict[int, int | None]()
        for chunk in in_chunks(list(given)):
            for row in self._session.execute(_ROWS.where(RecordRow.id.in_(chunk))):
                record = with_history(given[row.id], record_of(self._keys, row))
                hashed = batch.hashes[row.certification_number]
                placed.append(self._unplaced(row.id, record, hashed, row.added_by))
                before[row.id] = row.person_id
        return placed, before

    def _unplaced(
        self, row_id: int, record: CertificationRecord, hashed: str, added_by: int | None
    ) -> _Placed:
        """With what recognises its person; whose it is comes later."""
        return _Placed(row_id, record, hashed, person_key(self._keys, record), added_by)

    # -- people -------------------------------------------------------------------------------------

    def _place(
        self, placed: Sequence[_Placed], before: dict[int, int | None], fresh: Iterator[int]
    ) -> tuple[list[_Placed], tuple[str, ...]]:
        """With each record's person, and the numbers of who is kept apart."""
        people = [p for p in placed if not is_service(p.record.certification_number)]
        found = self._persons.recognise(
            [Newcomer(p.id, p.record, p.key, before.get(p.id)) for p in people], fresh
        )
        return self._with_earlier(placed, found), found.apart

    def _with_earlier(self, placed: Sequence[_Placed], found: Recognised) -> list[_Placed]:
        """Who comes to a person with removed credentials has their numbers, names, streets too."""
        joined = [person for row_id, person in found.persons.items() if person != row_id]
        removed = self._persons.removed(joined) if joined else {}
        return [
            replace(
                p,
                person=found.persons.get(p.id),
                record=with_removed(p.record, removed.get(found.persons.get(p.id, 0), ())),
            )
            if removed
            else replace(p, person=found.persons.get(p.id))
            for p in placed
        ]

    def _recognise_unchanged(self, batch: _Batch, records: Sequence[CertificationRecord]) -> None:
        """Give rows of before people were known their keys; their people stay as they are."""
        bare = {number: known for number, known in batch.known.items() if not known.recognised}
        rows = [
            {"id": bare[number].id, "person_key": key}
            for record in records
            if (number := record.certification_number) in bare
            and bare[number].content_hash == batch.hashes[number]
            and (key := person_key(self._keys, record))
        ]
        if rows:
            self._session.execute(update(RecordRow), rows)

    def _pass_on(self, gone: Sequence[CertificationRecord], now: datetime, import_id: int) -> None:
        """What was removed becomes history of what is left of its people."""
        persons: dict[int, list[CertificationRecord]] = {}
        for record in gone:
            persons.setdefault(record.person, []).append(record)
        persons.pop(0, None)
        for chunk in in_chunks(sorted(persons)):
            left = self._session.execute(_ROWS.where(RecordRow.person_id.in_(chunk))).all()
            placed = [
                _Placed(
                    row.id, with_removed(record_of(self._keys, row), persons[row.person_id]),
                    row.content_hash, row.person_key, row.added_by, row.person_id,
                )
                for row in left
            ]  # fmt: skip
            self._save_versions(import_id, [p.id for p in placed])
            self._write(placed, [p.id for p in placed], now)

    # -- writing ------------------------------------------------------------------------------------

    def _lock(self) -> None:
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
            return
        # Keys fall all over the index: pages kept at hand are neither read again nor written back so soon.
        for pragma in IMPORT_PRAGMAS:
            self._session.connection().exec_driver_sql(pragma)

    def _refuse_if_overtaken(self, import_id: int | None) -> None:
        """What imports changed is taken back in their order: no import goes on beside a later one."""
        if import_id is None:
            return
        imports = RecordImportRow
        mine = and_(imports.id == import_id, imports.state != ImportState.STARTED)
        overtaken = or_(imports.id > import_id, imports.state == ImportState.REVERTING, mine)
        other = self._session.scalar(select(imports.id).where(overtaken).order_by(imports.id).limit(1))
        if other is not None:
            raise NotAllowed(
                f"Import {other} was begun or reverted while this one was at work. Import the file again."
            )

    def _fresh_ids(self) -> Iterator[int]:
        """Numbers that no record and no person has or had."""
        used = (RecordRow.id, RecordRow.person_id, RecordVersionRow.record_id, RecordVersionRow.person_id)
        highest = max(self._session.scalar(select(func.max(column))) or 0 for column in used)
        return count(highest + 1)

    def _save_versions(self, import_id: int | None, ids: Sequence[int], *, removed: bool = False) -> None:
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

    def _delete(self, ids: Sequence[int]) -> None:
        for chunk in in_chunks(ids):
            self._change(delete(RecordKeyRow).where(RecordKeyRow.record_id.in_(chunk)))
            self._change(delete(RecordNameRow).where(RecordNameRow.record_id.in_(chunk)))
            self._change(delete(RecordRow).where(RecordRow.id.in_(chunk)))

    def _write(self, placed: Sequence[_Placed], there: Sequence[int], now: datetime) -> None:
        """Write rows with their keys, those that are `there` anew."""
        self._delete(there)
        rows = (
            row_of(
                self._keys, p.record, now, row_id=p.id, hashed=p.hashed, person=(p.person, p.key),
                added_by=p.added_by,
            )
            for p in placed
        )  # fmt: skip
        copy_rows(self._session, RecordRow, COLUMNS, rows)
        self._add_keys([(p.id, p.record) for p in placed])

    def _add_keys(self, numbered: Sequence[tuple[int, CertificationRecord]]) -> None:
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

    def _note(self, import_id: int | None, **more: int) -> None:
        if import_id is None:
            return
        columns = RecordImportRow.__table__.columns
        self._change(
            update(RecordImportRow)
            .where(RecordImportRow.id == import_id)
            .values({columns[name]: columns[name] + number for name, number in more.items()})
        )


_RECORD: Final = RecordRow.__table__.columns
_VERSION: Final = RecordVersionRow.__table__.columns
_ROWS: Final[Select[Any]] = select(*_RECORD)


def _import_of(row: RecordImportRow) -> RecordImport:
    return RecordImport(
        id=row.id,
        state=ImportState(row.state),
        file_hash=row.file_hash,
        by=row.by,
        at=row.at,
        finished_at=row.finished_at,
        added=row.added,
        changed=row.changed,
        removed=row.removed,
        unchanged=row.unchanged,
        rejected=row.rejected,
        reverted_by=row.reverted_by,
        reverted_at=row.reverted_at,
    )
