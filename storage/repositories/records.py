"""Certification records: bulk import, blocking for matching, search for people, pending name changes."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from heapq import nsmallest
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, text, update

from domain.ids import CaseId, CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from processing.ports import PendingNameChange
from storage.names import bears_name, fold_name
from storage.repositories.base import Repository
from storage.repositories.blocking import RecordKeys, search_forms
from storage.sealing import seal, unseal
from storage.statements import copy_rows, in_chunks, insert_unless_there
from storage.tables import PendingChangeRow, RecordKeyRow, RecordNameRow, RecordRow

#: Columns that no look-up site prints: sealed together in one value.
PRIVATE: Final = (
    "date_of_birth", "ssn_last4", "ssn_is_pseudo", "email", "phone", "address_line1", "city", "state", "zip",
)  # fmt: skip
_ALL_COLUMNS: Final = attrgetter(*(field.name for field in fields(CertificationRecord)))
#: PostgreSQL's advisory lock while one transaction adds records (SQLite has one writer anyway).
IMPORT_LOCK: Final = 7_203_901_442
#: SQLite's page cache (KiB) and pages of the log before it is folded back, for the connection that imports.
IMPORT_PRAGMAS: Final = ("PRAGMA cache_size = -262144", "PRAGMA wal_autocheckpoint = 20000")
#: Records opened because of their name alone.
MOST_NAMESAKES: Final = 24
#: What the paper's own number says; no other keys together say as much.
OWN_NUMBER: Final = 100.0
#: Below this a name may be another one.
DOUBTFUL_NAME: Final = 0.9
#: Rows of the index looked at for one kind of key: a common sound is shared by tens of thousands.
MOST_SHARING: Final = 2_000
#: After the last character of any folded name, in byte order: the end of a range of prefixes.
END_OF_PREFIX: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Known:
    """What an import needs of a record that is there already."""

    id: int
    content_hash: str
    full_name: str
    former_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some records of an import beside what is there."""

    known: dict[str, _Known]
    hashes: dict[CertificationNumber, str]
    new: list[CertificationRecord]
    changed: list[CertificationRecord]
    unchanged: int

    @property
    def counts(self) -> tuple[int, int, int]:
        return len(self.new), len(self.changed), self.unchanged


class SqlRecords(Repository):
    """Records by number, by blocking key and by name. Only an import changes them."""

    # -- import -----------------------------------------------------------------------------------

    def upsert(self, records: Sequence[CertificationRecord], now: datetime) -> tuple[int, int, int]:
        """(added, changed, unchanged) for one batch; keeps the former name when a name changes."""
        self._lock_import()
        batch = self._compare_batch(records)
        changed = [
            _with_former_names(record, batch.known[record.certification_number]) for record in batch.changed
        ]
        self._add(batch.new, batch.hashes, now)
        self._replace(changed, batch.known, batch.hashes, now)
        return batch.counts

    def preview(self, records: Sequence[CertificationRecord]) -> tuple[int, int, int]:
        """What `upsert` would answer; nothing is written."""
        return self._compare_batch(records).counts

    def _compare_batch(self, records: Sequence[CertificationRecord]) -> "_Batch":
        given = {record.certification_number: record for record in records}
        known = self._known(list(given))
        hashes = {number: self._content_hash(record) for number, record in given.items()}
        new = [record for number, record in given.items() if number not in known]
        changed = [
            record
            for number, record in given.items()
            if number in known and known[number].content_hash != hashes[number]
        ]
        return _Batch(known, hashes, new, changed, len(given) - len(new) - len(changed))

    def _lock_import(self) -> None:
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
            return
        # Keys fall all over the index: pages kept at hand are neither read again nor written back so soon.
        for pragma in IMPORT_PRAGMAS:
            self._session.connection().exec_driver_sql(pragma)

    def _known(self, numbers: Sequence[str]) -> dict[str, _Known]:
        columns = (
            RecordRow.certification_number, RecordRow.id, RecordRow.content_hash, RecordRow.first_name,
            RecordRow.middle_name, RecordRow.last_name, RecordRow.suffix, RecordRow.former_names,
        )  # fmt: skip
        known: dict[str, _Known] = {}
        for chunk in in_chunks(numbers):
            rows = self._session.execute(select(*columns).where(RecordRow.certification_number.in_(chunk)))
            for number, row_id, content_hash, *names, former in rows:
                known[number] = _Known(row_id, content_hash, " ".join(n for n in names if n), tuple(former))
        return known

    def _add(
        self, records: Sequence[CertificationRecord], hashes: dict[CertificationNumber, str], now: datetime
    ) -> None:
        if not records:
            return
        first = (self._session.scalar(select(func.max(RecordRow.id))) or 0) + 1
        numbered = list(enumerate(records, start=first))
        rows = [
            {"id": row_id, **self._values(record, hashes[record.certification_number], now)}
            for row_id, record in numbered
        ]
        # On the table and not the class: this spares the object layer's look at every row.
        self._session.execute(insert(RecordRow.metadata.tables["record"]), rows)
        self._add_keys(numbered)

    def _replace(
        self,
        records: Sequence[CertificationRecord],
        known: dict[str, _Known],
        hashes: dict[CertificationNumber, str],
        now: datetime,
    ) -> None:
        numbered = [(known[record.certification_number].id, record) for record in records]
        for chunk in in_chunks([row_id for row_id, _ in numbered]):
            self._change(delete(RecordKeyRow).where(RecordKeyRow.record_id.in_(chunk)))
            self._change(delete(RecordNameRow).where(RecordNameRow.record_id.in_(chunk)))
        rows = [
            {"id": row_id, **self._values(record, hashes[record.certification_number], now)}
            for row_id, record in numbered
        ]
        if rows:
            self._session.execute(update(RecordRow), rows)
            self._add_keys(numbered)

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

    def _values(self, record: CertificationRecord, content_hash: str, now: datetime) -> dict[str, Any]:
        number = record.certification_number
        return {
            "certification_number": number,
            "level": record.level,
            "first_name": record.first_name,
            "middle_name": record.middle_name,
            "last_name": record.last_name,
            "suffix": record.suffix,
            "former_names": list(record.former_names),
            "status": record.status,
            "issued_on": record.issued_on,
            "expires_on": record.expires_on,
            "private": seal(self._keys, _private_json(record), f"record.private:{number}"),
            "content_hash": content_hash,
            "changed_at": now,
        }

    def _content_hash(self, record: CertificationRecord) -> str:
        return self._keys.hash_text("record content", repr(_ALL_COLUMNS(record)))

    # -- reading ----------------------------------------------------------------------------------

    def get(self, number: CertificationNumber) -> CertificationRecord | None:
        """By number, in any case."""
        wanted = RecordRow.certification_number == number.strip().upper()
        row = self._session.execute(_COLUMNS.where(wanted)).one_or_none()
        return None if row is None else self._record(row)

    def candidates(self, query: MatchQuery, limit: int = 200) -> list[CertificationRecord]:
        """Records that share a blocking key with the query, those that share most first."""
        scores = self._scores(query, limit)
        best = sorted(scores, key=lambda row_id: (-scores[row_id], row_id))[:limit]
        rows = self._session.connection().execute(_BY_ID, {"ids": best})
        by_id = {row.id: self._record(row) for row in rows}
        return [by_id[row_id] for row_id in best]

    def _scores(self, query: MatchQuery, limit: int) -> dict[int, float]:
        """Record id to how much its shared keys say, roughly: enough to cut the list, no more."""
        keys = RecordKeys(self._keys, self._blocking)
        names = keys.names(query)
        scores = self._by_strong_keys(keys, query, set().union(*names), limit)
        if not any(score >= OWN_NUMBER for score in scores.values()):
            self._add_slips(scores, keys, query, set().union(*names), limit)
        # Where no name was read surely, a twin may hide behind a name that was not read at all.
        if not scores or not query.names or query.name_confidence < DOUBTFUL_NAME:
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
        number, name = text.strip().upper(), fold_name(text)
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

    def _record(self, row: Row[Any]) -> CertificationRecord:
        number = row.certification_number
        private = json.loads(unseal(self._keys, row.private, f"record.private:{number}"))
        born = private.pop("date_of_birth")
        return CertificationRecord(
            certification_number=CertificationNumber(number),
            level=row.level,
            first_name=row.first_name,
            middle_name=row.middle_name,
            last_name=row.last_name,
            suffix=row.suffix,
            status=row.status,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            former_names=tuple(row.former_names),
            date_of_birth=None if born is None else date.fromisoformat(born),
            **private,
        )

    # -- pending name changes -----------------------------------------------------------------------

    def add_pending_change(self, change: PendingNameChange) -> None:
        """Keep an approved name change until eLicensing bears it; a second one for a case is ignored."""
        names = {"former": change.former_name, "new": change.new_name}
        self._session.execute(
            insert_unless_there(self._session, PendingChangeRow).values(
                case_id=change.case_id,
                certification_number=change.certification_number,
                names=self._seal_json(names, f"pending_name_change.names:{change.case_id}"),
                approved_at=change.approved_at,
                exported_at=change.exported_at,
                confirmed_at=change.confirmed_at,
                held=change.held,
            )
        )

    def withdraw_pending_change(self, case_id: CaseId) -> None:
        """The decision was undone; what an import confirmed already stays, nothing where there is none."""
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
_BY_ID: Final = _COLUMNS.where(RecordRow.id.in_(bindparam("ids", expanding=True)))


def _with_former_names(record: CertificationRecord, known: _Known) -> CertificationRecord:
    """The record with every name it bore before, the present one left out."""
    names = dict.fromkeys((*record.former_names, *known.former_names, known.full_name))
    present = fold_name(record.full_name)
    kept = tuple(name for name in names if name and fold_name(name) != present)
    values = {name: getattr(record, name) for name in CertificationRecord.__dataclass_fields__}
    return CertificationRecord(**(values | {"former_names": kept}))


def _private_json(record: CertificationRecord) -> bytes:
    values = {name: getattr(record, name) for name in PRIVATE}
    return json.dumps(values, default=date.isoformat, separators=(",", ":")).encode()
