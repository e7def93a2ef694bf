"""Which papers an import may concern: by the numbers they were matched to, and by blocking keys."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Select, exists, or_, select

from domain.ids import DocumentId
from domain.records import MatchQuery
from storage.repositories.base import Repository
from storage.repositories.blocking import RecordKeys
from storage.statements import in_chunks
from storage.tables import RecordKeyRow, RecordRow, RecordVersionRow

#: Keys of one look at the index: SQLite plans longer lists no better.
MANY_KEYS: Final = 5_000


class SqlRecordTouches(Repository):
    """What an import added, changed and removed, asked for from the papers' side: they are the fewer."""

    def any_of(self, import_id: int) -> bool:
        """Whether the import touched any record."""
        versions = select(RecordVersionRow.import_id).where(RecordVersionRow.import_id == import_id)
        added = select(RecordRow.id).where(RecordRow.added_by == import_id)
        return any(self._session.scalar(asked.limit(1)) is not None for asked in (versions, added))

    def touched(self, import_id: int, numbers: Collection[str]) -> set[str]:
        """Those of these numbers that the import added, changed or removed."""
        found: set[str] = set()
        for chunk in in_chunks(sorted(numbers)):
            kept = RecordVersionRow.certification_number
            before = select(kept).where(RecordVersionRow.import_id == import_id, kept.in_(chunk))
            given = RecordRow.certification_number
            added = select(given).where(RecordRow.added_by == import_id, given.in_(chunk))
            found |= {*self._session.scalars(before), *self._session.scalars(added)}
        return found

    def led_to(
        self, import_id: int, queries: Mapping[DocumentId, tuple[MatchQuery, bool]]
    ) -> set[DocumentId]:
        """The papers that share a blocking key with a record that the import added or changed.

        Beside a query stands whether the paper is matched surely: only what few records share counts there.
        """
        askers: dict[str, set[DocumentId]] = {}
        for document, (query, settled) in queries.items():
            for key in self._keys_of(query, settled=settled):
                askers.setdefault(key, set()).add(document)
        found = set[DocumentId]()
        for chunk in in_chunks(sorted(askers), MANY_KEYS):
            for key in self._session.scalars(_of_import(import_id).where(RecordKeyRow.key.in_(chunk))):
                found |= askers[key]
        return found

    def _keys_of(self, query: MatchQuery, *, settled: bool) -> set[str]:
        keys = RecordKeys(self._keys, self._blocking)
        names = keys.names(query)
        return {
            *keys.numbers(query),
            *keys.strong(query),
            *keys.near_births(query),
            *(() if settled else keys.births(query)),
            *set().union(*(names[:1] if settled else names)),
        }


def _of_import(import_id: int) -> Select[str]:
    """Keys of records that the import added or changed."""
    changed = exists().where(
        RecordVersionRow.import_id == import_id,
        RecordVersionRow.certification_number == RecordRow.certification_number,
    )
    return (
        select(RecordKeyRow.key)
        .join(RecordRow, RecordRow.id == RecordKeyRow.record_id)
        .where(or_(RecordRow.added_by == import_id, changed))
        .distinct()
    )
