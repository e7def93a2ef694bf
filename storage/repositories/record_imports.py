"""Imports of certification records: batches, what they change and remove, and the way back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count

from sqlalchemy import and_, func, or_, select, update

from domain.errors import NotAllowed, NotThere
from domain.records import CertificationRecord
from domain.states import HeldState, ImportState
from processing.ports import HeldRow, RecordImport, Taken
from processing.ports.records import NO_LINES
from storage.repositories.base import Repository, Tools
from storage.repositories.held_rows import DoubtfulRow, HeldRows
from storage.repositories.record_comparing import ChangedRecord, RecordBatch, RecordComparer
from storage.repositories.record_placing import RecordPlacer
from storage.repositories.record_reverting import RecordReverter
from storage.repositories.record_rows import ROWS, person_key, record_of, with_history
from storage.repositories.record_writing import Placed, RecordWriter
from storage.statements import in_chunks
from storage.tables import RecordImportRow, RecordRow, RecordVersionRow


class SqlRecordImports(Repository):
    """Only this writes certification records."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._writer = RecordWriter(tools)
        self._comparer = RecordComparer(tools)
        self._placer = RecordPlacer(tools)
        self._reverter = RecordReverter(tools)
        self._held = HeldRows(tools)

    # -- the import itself --------------------------------------------------------------------------

    def begin(self, file_hash: str, by: str, now: datetime) -> int:
        """A new import, or the last one where the same file broke off in it."""
        self._writer.lock()
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
        self,
        records: Sequence[CertificationRecord],
        now: datetime,
        import_id: int | None = None,
        lines: Mapping[str, int] = NO_LINES,
    ) -> Taken:
        """Take one batch in; what it changes is kept for the import, where one is named.

        A row that names somebody else than the record of its number is held, where an import is named.
        """
        return self._take_in(records, now, import_id, lines, doubting=import_id is not None)

    def _take_in(
        self,
        records: Sequence[CertificationRecord],
        now: datetime,
        import_id: int | None,
        lines: Mapping[str, int],
        *,
        doubting: bool,
    ) -> Taken:
        self._writer.lock()
        self._refuse_if_overtaken(import_id)
        batch = self._comparer.compare(records)
        judged = self._comparer.judge(batch, doubting=doubting)
        ids = self._fresh_ids()
        new = [
            self._unplaced(next(ids), record, batch.hashes[record.certification_number], import_id)
            for record in batch.new
        ]
        changed = [self._changed(change, batch.hashes) for change in judged.changed]
        before = {change.row.id: change.row.person_id for change in judged.changed}
        placed, apart = self._placer.place([*new, *changed], before, ids)
        self._writer.save_versions(import_id, [p.id for p in changed])
        self._writer.write(placed, [p.id for p in changed], now)
        self._placer.recognise_unchanged(batch, records)
        self._note(import_id, added=len(new), changed=len(changed))
        held, refused = self._hold(judged.doubtful, batch, import_id, lines)
        return Taken(len(new), len(changed), batch.unchanged, apart, held, refused)

    def preview(self, records: Sequence[CertificationRecord], lines: Mapping[str, int] = NO_LINES) -> Taken:
        """What `upsert` would answer, but for who is kept apart; nothing is written."""
        batch = self._comparer.compare(records)
        judged = self._comparer.judge(batch, doubting=True)
        waiting, refused = self._part_refused(judged.doubtful)
        held = tuple(row.as_held(0, lines) for row in waiting)
        return Taken(len(batch.new), len(judged.changed), batch.unchanged, (), held, refused)

    def _hold(
        self,
        doubtful: Sequence[DoubtfulRow],
        batch: RecordBatch,
        import_id: int | None,
        lines: Mapping[str, int],
    ) -> tuple[tuple[HeldRow, ...], tuple[str, ...]]:
        """(rows held, numbers of rows that were refused before)."""
        if import_id is None:
            return (), ()
        self._held.overtake(batch.hashes, import_id)
        waiting, refused = self._part_refused(doubtful)
        self._held.hold(import_id, waiting, lines)
        return tuple(row.as_held(import_id, lines) for row in waiting), refused

    def _part_refused(self, doubtful: Sequence[DoubtfulRow]) -> tuple[list[DoubtfulRow], tuple[str, ...]]:
        refused = self._held.refused(doubtful)
        waiting = [row for row in doubtful if row.record.certification_number not in refused]
        return waiting, tuple(sorted(refused))

    def remove(self, numbers: Sequence[str], now: datetime, import_id: int) -> int:
        """Remove records; the person's other credentials keep the number as an earlier one. How many."""
        self._writer.lock()
        self._refuse_if_overtaken(import_id)
        there = RecordRow.certification_number
        gone = {
            row.id: record_of(self._keys, row)
            for chunk in in_chunks(sorted(set(numbers)))
            for row in self._session.execute(ROWS.where(there.in_(chunk)))
        }
        self._held.overtake([r.certification_number for r in gone.values()], import_id)
        self._writer.save_versions(import_id, list(gone), removed=True)
        self._writer.delete(list(gone))
        self._placer.pass_on(list(gone.values()), now, import_id)
        self._note(import_id, removed=len(gone))
        return len(gone)

    def finish(self, import_id: int, taken: int, rejected: int, now: datetime) -> None:
        """All of the file was taken in: so many good rows, so many that could not be taken."""
        row = self._row(RecordImportRow, import_id, lock=True)
        row.state, row.finished_at, row.rejected = ImportState.DONE, now, rejected
        row.unchanged = max(taken - row.added - row.changed, 0)
        self._session.flush()

    def broken_off_before(self, import_id: int) -> list[int]:
        """Imports that were begun before this one and not finished, after which none was finished.

        What one does that is finished or taken back includes what broke off before it.
        """
        row = RecordImportRow
        whole = select(func.max(row.id)).where(row.id < import_id, row.state != ImportState.STARTED)
        last = self._session.scalar(whole) or 0
        return list(self._session.scalars(select(row.id).where(row.id > last, row.id < import_id)))

    def moved_since(self, at: datetime) -> bool:
        """Whether an import was finished or taken back since then, or is at work or broken off."""
        row = RecordImportRow
        half = row.state.in_((ImportState.STARTED, ImportState.REVERTING))
        found = select(row.id).where(or_(half, row.finished_at >= at, row.reverted_at >= at))
        return self._session.scalar(found.limit(1)) is not None

    def taken_back_since(self, at: datetime) -> RecordImport | None:
        """The last import that stood at this time and was taken back later."""
        row = RecordImportRow
        stood = select(row).where(row.at <= at, row.reverted_at > at)
        found = self._session.scalars(stood.order_by(row.reverted_at.desc(), row.id).limit(1)).one_or_none()
        return None if found is None else _import_of(found)

    def all(self) -> list[RecordImport]:
        """The latest first."""
        rows = self._session.scalars(select(RecordImportRow).order_by(RecordImportRow.id.desc()))
        return [_import_of(row) for row in rows]

    # -- rows that name somebody else ---------------------------------------------------------------

    def held(self, *, waiting_only: bool = True) -> list[HeldRow]:
        """Rows that were held, of the latest import first."""
        return self._held.all(waiting_only=waiting_only)

    def begun_accepting(self, numbers: Sequence[str] | None, *, same_person: bool) -> RecordImport | None:
        """The import by which just these rows were accepted, or all that waited, where it broke off before it
        was finished. Raises `NotAllowed` where it took them for somebody else's."""
        self._writer.lock()
        import_id = self._held.accepted_last(numbers)
        row = None if import_id is None else self._row(RecordImportRow, import_id)
        if row is None or row.state != ImportState.STARTED:
            return None
        # For another person each record is removed first, for the same one none.
        if same_person is bool(row.removed):
            whose = "another-person" if row.removed else "same-person"
            raise NotAllowed(
                f"Import {row.id} broke off when it had accepted these rows --as {whose}. Say so again to "
                f"finish it, or take it back: oems-intake records revert {row.id}"
            )
        return _import_of(row)

    def accept(
        self, numbers: Sequence[str] | None, by: str, now: datetime, *, same_person: bool
    ) -> RecordImport:
        """Take held rows in, as the record's own person or as another's, by an import to be finished."""
        self._writer.lock()
        rows = self._held.waiting(numbers)
        self._held.refuse_where_changed(rows)
        import_id = self.begin("", by, now)
        # First, since what is taken in ends the waiting of its numbers.
        self._held.settle(rows, HeldState.ACCEPTED, by, now, import_id)
        if not same_person:
            # The former holder's record goes, and the number becomes an earlier one of theirs.
            self.remove([row.record.certification_number for row in rows], now, import_id)
        self._take_in([row.record for row in rows], now, import_id, NO_LINES, doubting=False)
        return _import_of(self._row(RecordImportRow, import_id))

    def refuse(self, numbers: Sequence[str] | None, by: str, now: datetime) -> int:
        """Leave the records as they are; how many."""
        self._writer.lock()
        rows = self._held.waiting(numbers)
        self._held.settle(rows, HeldState.REFUSED, by, now)
        return len(rows)

    def take_refusal_back(self, numbers: Sequence[str] | None) -> int:
        """Refused rows wait again; how many. Raises `NotThere`."""
        self._writer.lock()
        return self._held.wait_again(numbers)

    # -- the way back -------------------------------------------------------------------------------

    def begin_revert(self, import_id: int) -> RecordImport:
        """Refuse, or keep others from importing until all is restored. Raises `NotThere`, `NotAllowed`."""
        self._writer.lock()
        row = self._row_or_none(RecordImportRow, import_id, lock=True)
        if row is None:
            raise NotThere(f"There is no import {import_id}. List them: oems-intake records imports")
        if row.state == ImportState.REVERTED:
            raise NotAllowed(f"Import {import_id} was reverted already.")
        later = self._reverter.later_changes(import_id)
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
        self._writer.lock()
        return self._reverter.revert_some(import_id, most)

    def finish_revert(self, import_id: int, by: str, now: datetime) -> RecordImport:
        """All is as it was before the import."""
        row = self._row(RecordImportRow, import_id, lock=True)
        row.state, row.reverted_by, row.reverted_at = ImportState.REVERTED, by, now
        self._held.withdraw(import_id)
        self._session.flush()
        return _import_of(row)

    # -- the rows -------------------------------------------------------------------------------------

    def _changed(self, change: ChangedRecord, hashes: Mapping[str, str]) -> Placed:
        """A changed record with its history; whose it is comes later."""
        record = with_history(change.record, change.before)
        hashed = hashes[record.certification_number]
        return self._unplaced(change.row.id, record, hashed, change.row.added_by)

    def _unplaced(
        self, row_id: int, record: CertificationRecord, hashed: str, added_by: int | None
    ) -> Placed:
        """With what recognises its person; whose it is comes later."""
        return Placed(row_id, record, hashed, person_key(self._keys, record), added_by)

    # -- the list -----------------------------------------------------------------------------------

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

    def _note(self, import_id: int | None, **more: int) -> None:
        if import_id is None:
            return
        columns = RecordImportRow.__table__.columns
        self._change(
            update(RecordImportRow)
            .where(RecordImportRow.id == import_id)
            .values({columns[name]: columns[name] + number for name, number in more.items()})
        )


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
