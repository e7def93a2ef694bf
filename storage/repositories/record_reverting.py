"""The way back from an import of records: what it changed and removed as it stood, what it added gone."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select

from storage.repositories.base import Repository, Tools
from storage.repositories.record_rows import COLUMNS, ROWS, record_of
from storage.repositories.record_writing import RecordWriter
from storage.statements import in_chunks
from storage.tables import RecordRow, RecordVersionRow


class RecordReverter(Repository):
    """Restores rows byte by byte; the keys for matching are made anew."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._writer = RecordWriter(tools)

    def later_changes(self, import_id: int) -> list[int]:
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

    def revert_some(self, import_id: int, most: int) -> int:
        """Restore at most so many records of the import; how many, 0 where none is left."""
        version = RecordVersionRow.__table__.columns
        mine = select(*version).where(RecordVersionRow.import_id == import_id).limit(most)
        rows = self._session.execute(mine).all()
        if rows:
            self._restore(import_id, [row.certification_number for row in rows])
            return len(rows)
        added = select(RecordRow.id).where(RecordRow.added_by == import_id).limit(most)
        ids = list(self._session.scalars(added))
        self._writer.delete(ids)
        return len(ids)

    def _restore(self, import_id: int, numbers: Sequence[str]) -> None:
        here = RecordVersionRow.import_id == import_id
        for chunk in in_chunks(numbers):
            there = RecordRow.certification_number.in_(chunk)
            self._writer.delete(list(self._session.scalars(select(RecordRow.id).where(there))))
            mine = and_(here, RecordVersionRow.certification_number.in_(chunk))
            table, versions = RecordRow.metadata.tables["record"], RecordVersionRow.__table__.columns
            back = [versions["record_id" if name == "id" else name] for name in COLUMNS]
            self._session.execute(insert(table).from_select(COLUMNS, select(*back).where(mine)))
            self._change(delete(RecordVersionRow).where(mine))
            restored = self._session.execute(ROWS.where(there))
            self._writer.add_keys([(row.id, record_of(self._keys, row)) for row in restored])
