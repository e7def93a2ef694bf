"""Certification records: blocking for matching, search for people, history, pending name changes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, delete, func, insert, or_, select, update

from domain.documents import SURE
from domain.ids import CaseId, CertificationNumber
from domain.records import CertificationRecord, MatchQuery, PersonHistory
from processing.ports import PendingNameChange
from storage.names import bears_name, fold_for_search
from storage.repositories.base import Repository, Tools
from storage.repositories.blocking import RecordKeys
from storage.repositories.history import RecordState, former_facts
from storage.repositories.record_imports import SqlRecordImports
from storage.repositories.record_rows import record_of
from storage.statements import in_chunks
from storage.tables import (
    PendingChangeRow,
    RecordImportRow,
    RecordKeyRow,
    RecordNameRow,
    RecordRow,
    RecordVersionRow,
)

#: Rows fetched at a time where all are gone through.
MANY: Final = 10_000
#: Records opened because of their name alone.
MOST_NAMESAKES: Final = 24
#: What the paper's own number says; no other keys together say as much.
OWN_NUMBER: Final = 100.0
#: Rows of the index looked at for one kind of key: a common sound is shared by tens of thousands.
MOST_SHARING: Final = 2_000
#: After the last character of any folded name, in byte order: the end of a range of prefixes.
END_OF_PREFIX: Final = "\U0010ffff"


class SqlRecords(Repository):
    """Records by number, by blocking key and by name."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._imports = SqlRecordImports(tools)

    def upsert(self, records: Sequence[CertificationRecord], now: datetime) -> tuple[int, int, int]:
        """(added, changed, unchanged), outside any import: there is no way back."""
        taken = self._imports.upsert(records, now)
        return taken.added, taken.changed, taken.unchanged

    # -- reading ----------------------------------------------------------------------------------

    def get(self, number: CertificationNumber) -> CertificationRecord | None:
        """By number, in any case."""
        row = self._run(_BY_NUMBER, {"number": number.strip().upper()}).one_or_none()
        return None if row is None else self._record(row)

    def changed_at(self, number: CertificationNumber) -> datetime | None:
        """When an import added or last changed it; None where it is not on record."""
        asked = select(RecordRow.changed_at).where(RecordRow.certification_number == number)
        return self._session.scalar(asked)

    def candidates(self, query: MatchQuery, limit: int = 200) -> list[CertificationRecord]:
        """Records that share a blocking key with the query, those that share most first."""
        scores = self._scores(query, limit)
        best = sorted(scores, key=lambda row_id: (-scores[row_id], row_id))[:limit]
        rows = self._session.connection().execute(_BY_ID, {"ids": best})
        by_id = {row.id: self._record(row) for row in rows}
        # An import may have removed one since its keys were looked up.
        return [by_id[row_id] for row_id in best if row_id in by_id]

    def _scores(self, query: MatchQuery, limit: int) -> dict[int, float]:
        """Record id to how much its shared keys say, roughly: enough to cut the list, no more."""
        keys = RecordKeys(self._keys, self._blocking)
        names = keys.names(query)
        scores = self._by_strong_keys(keys, query, set().union(*names), limit)
        if not any(score >= OWN_NUMBER for score in scores.values()):
            self._add_slips(scores, keys, query, set().union(*names), limit)
        # Where no name was read surely, a twin may hide behind a name that was not read at all.
        if not scores or not query.names or query.name_confidence < SURE:
            self._add_sharing(scores, keys.births(query), 10.0, limit)
        # A common name alone is shared by hundreds: no more of them than a person could look through.
        few = min(limit, MOST_NAMESAKES)
        for found in names:
            if self._add_sharing(scores, found, 1.0, few):
                break
        return scores

    def _by_strong_keys(
        self, keys: RecordKeys, query: MatchQuery, names: set[str], limit: int
    ) -> dict[int, float]:
        """All that few records share, in one look at the index; near birth dates only where a name fits."""
        numbers, strong, near = keys.numbers(query), keys.strong(query), keys.near_births(query)
        weights = dict.fromkeys(near, 5.0) | dict.fromkeys(strong, 10.0) | dict.fromkeys(numbers, 20.0)
        weights |= dict.fromkeys(numbers[:1], OWN_NUMBER)
        if not weights:
            return {}
        scores: dict[int, float] = {}
        born_near: set[int] = set()
        for key, row_id in self._sharing(weights, 5 * limit):
            if key in near:
                born_near.add(row_id)
            else:
                scores[row_id] = scores.get(row_id, 0.0) + weights[key]
        for row_id in self._bearing(names, born_near - set(scores)):
            scores[row_id] = 5.0
        return scores

    def _add_slips(
        self, scores: dict[int, float], keys: RecordKeys, query: MatchQuery, names: set[str], limit: int
    ) -> None:
        """Numbers with any one digit another: a tenth of all may be given out, so that more must fit."""
        found = {row_id for _, row_id in self._sharing(keys.slips(query), limit)} if query.number else set()
        for row_id in self._bearing(names | keys.births(query), found - set(scores)):
            scores[row_id] = 5.0

    def _sharing(self, keys: Iterable[str], limit: int) -> Sequence[Row[str, int]]:
        """(key, record id) of records that share one of the keys."""
        return self._session.connection().execute(_SHARING, {"keys": list(keys), "most": limit}).all()

    def _bearing(self, names: set[str], row_ids: set[int]) -> set[int]:
        if not row_ids or not names:
            return set()
        asked = {"keys": list(names), "ids": list(row_ids)}
        return set(self._session.connection().execute(_BEARING, asked).scalars())

    def _add_sharing(self, scores: dict[int, float], keys: set[str], weight: float, limit: int) -> bool:
        """Add `weight` for each key that a record shares, those that share most; whether any shares one."""
        shared = Counter(row_id for _, row_id in self._sharing(sorted(keys), MOST_SHARING)) if keys else {}
        for row_id, times in nsmallest(limit, shared.items(), key=lambda found: (-found[1], found[0])):
            scores[row_id] = scores.get(row_id, 0.0) + weight * times
        return bool(shared)

    def search(self, text: str, limit: int = 20) -> list[CertificationRecord]:
        """By the start of a number or of a name, present or former, first or last name first."""
        number, name = text.strip().upper(), fold_for_search(text)
        if not number or not name:
            return []
        by_number = select(RecordRow.id).where(
            RecordRow.certification_number >= number,
            RecordRow.certification_number < number + END_OF_PREFIX,
        )
        by_name = (
            select(RecordNameRow.record_id)
            .where(RecordNameRow.folded >= name, RecordNameRow.folded < name + END_OF_PREFIX)
            .order_by(RecordNameRow.folded, RecordNameRow.record_id)
        )
        found = dict.fromkeys(self._session.scalars(by_number.limit(limit)))
        # A record has several forms of its name: more rows than records.
        found |= dict.fromkeys(self._session.scalars(by_name.limit(4 * limit)))
        rows = self._session.execute(_COLUMNS.where(RecordRow.id.in_(list(found)[:limit])))
        order = {row_id: place for place, row_id in enumerate(found)}
        return [self._record(row) for row in sorted(rows, key=lambda row: order[row.id])]

    def count(self) -> int:
        """How many records there are."""
        return self._session.scalar(select(func.count()).select_from(RecordRow)) or 0

    def numbers(self) -> Iterator[str]:
        """Every number there is, in order."""
        asked = select(RecordRow.certification_number).order_by(RecordRow.certification_number)
        yield from self._session.scalars(asked.execution_options(yield_per=MANY))

    def history(self, number: CertificationNumber) -> PersonHistory:
        """The other credentials of this credential's person, and what earlier exports said."""
        person = self._session.scalar(
            select(RecordRow.person_id).where(RecordRow.certification_number == number)
        )
        if person is None:
            return PersonHistory()
        live = self._session.execute(_COLUMNS.where(RecordRow.person_id == person)).all()
        mine = or_(
            RecordVersionRow.person_id == person, RecordVersionRow.record_id.in_([row.id for row in live])
        )
        versions = self._session.execute(_VERSIONS.where(mine)).all()
        states = [
            RecordState(self._record(row), row.changed_at, row.at if row.removed else None)
            for row in versions
        ] + [RecordState(self._record(row), row.changed_at, None) for row in live]
        return PersonHistory(
            tuple(s.record for s in states[len(versions) :] if s.record.certification_number != number),
            former_facts(states, {row.certification_number for row in live}),
        )

    def count_of(self, numbers: Sequence[str]) -> int:
        """How many of these numbers are on record."""
        asked = select(func.count()).select_from(RecordRow)
        return sum(
            self._session.scalar(asked.where(RecordRow.certification_number.in_(chunk))) or 0
            for chunk in in_chunks(numbers)
        )

    def _record(self, row: Row[Any]) -> CertificationRecord:
        return record_of(self._keys, row)

    # -- pending name changes -----------------------------------------------------------------------

    def add_pending_change(self, change: PendingNameChange) -> None:
        """Keep an approved name change until eLicensing bears it, in the place of its case's earlier one."""
        self._delete(PendingChangeRow, case_id=change.case_id)
        names = {"former": change.former_name, "new": change.new_name}
        self._session.execute(
            insert(PendingChangeRow).values(
                case_id=change.case_id,
                certification_number=change.certification_number,
                names=self._seal_json(names, f"pending_name_change.names:{change.case_id}"),
                approved_at=change.approved_at,
                exported_at=change.exported_at,
                confirmed_at=change.confirmed_at,
                held=change.held,
            )
        )

    def pending_change(self, case_id: CaseId) -> PendingNameChange | None:
        """The approved name change of a case, confirmed or not."""
        row = self._row_or_none(PendingChangeRow, case_id)
        return None if row is None else self._pending(row)

    def withdraw_pending_change(self, case_id: CaseId) -> None:
        """The decision was undone or another was made; what an import confirmed already stays."""
        self._change(
            delete(PendingChangeRow).where(
                PendingChangeRow.case_id == case_id, PendingChangeRow.confirmed_at.is_(None)
            )
        )

    def release_pending_change(self, case_id: CaseId) -> None:
        """A second person confirmed: no longer held."""
        self._change(update(PendingChangeRow).where(PendingChangeRow.case_id == case_id).values(held=False))

    def pending_changes(self, *, unconfirmed_only: bool = True) -> list[PendingNameChange]:
        """Oldest approval first."""
        query = select(PendingChangeRow).order_by(PendingChangeRow.approved_at, PendingChangeRow.case_id)
        if unconfirmed_only:
            query = query.where(PendingChangeRow.confirmed_at.is_(None))
        return [self._pending(row) for row in self._session.scalars(query)]

    def mark_exported(self, case_ids: Sequence[CaseId], now: datetime) -> None:
        """Keep when a change was first exported."""
        for chunk in in_chunks(case_ids):
            self._change(
                update(PendingChangeRow)
                .where(
                    PendingChangeRow.case_id.in_(chunk),
                    PendingChangeRow.exported_at.is_(None),
                    PendingChangeRow.held.is_(False),
                )
                .values(exported_at=now)
            )

    def confirm_changes(self, now: datetime) -> list[PendingNameChange]:
        """Mark as confirmed, and return, every pending change whose record now bears the new name."""
        waiting = self._session.execute(
            select(PendingChangeRow, RecordRow)
            .join(RecordRow, RecordRow.certification_number == PendingChangeRow.certification_number)
            .where(PendingChangeRow.confirmed_at.is_(None), PendingChangeRow.held.is_(False))
            .order_by(PendingChangeRow.approved_at, PendingChangeRow.case_id)
            .with_for_update(of=PendingChangeRow)
        ).all()
        confirmed = [
            pending for pending, record in waiting if bears_name(record, self._pending(pending).new_name)
        ]
        for pending in confirmed:
            pending.confirmed_at = now
        return [self._pending(pending) for pending in confirmed]

    def _pending(self, row: PendingChangeRow) -> PendingNameChange:
        names = self._unseal_json(row.names, f"pending_name_change.names:{row.case_id}")
        return PendingNameChange(
            case_id=CaseId(row.case_id),
            certification_number=CertificationNumber(row.certification_number),
            former_name=names["former"],
            new_name=names["new"],
            approved_at=row.approved_at,
            exported_at=row.exported_at,
            confirmed_at=row.confirmed_at,
            held=row.held,
        )


#: Columns and no objects: a list of candidates is read for every document, and this takes half the time.
_COLUMNS: Final[Select[Any]] = select(*RecordRow.__table__.columns)


#: Built once: putting a statement together takes longer than the database takes to answer it.
_SHARING: Final = (
    select(RecordKeyRow.key, RecordKeyRow.record_id)
    .where(RecordKeyRow.key.in_(bindparam("keys", expanding=True)))
    .limit(bindparam("most"))
)
_BEARING: Final = select(RecordKeyRow.record_id).where(
    RecordKeyRow.record_id.in_(bindparam("ids", expanding=True)),
    RecordKeyRow.key.in_(bindparam("keys", expanding=True)),
)
_BY_NUMBER: Final = _COLUMNS.where(RecordRow.certification_number == bindparam("number"))
_BY_ID: Final = _COLUMNS.where(RecordRow.id.in_(bindparam("ids", expanding=True)))
#: Each with the time of the import that changed it.
_VERSIONS: Final[Select[Any]] = (
    select(*RecordVersionRow.__table__.columns, RecordImportRow.at)
    .join(RecordImportRow, RecordImportRow.id == RecordVersionRow.import_id)
    .order_by(RecordVersionRow.import_id)
)
