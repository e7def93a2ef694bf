"""How common values are among the records, counted in SQL, and which records a sender wrote about."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select

from domain.ids import CertificationNumber, SubmissionId
from domain.states import CaseStatus
from processing.matching.parsing import fold_text
from processing.matching.terms import MOST_VALUES, Term, TermShares, TermTable, count_shares
from storage.keys import KeyRing
from storage.repositories.base import Repository
from storage.repositories.blocking import birth_key
from storage.sealing import unseal
from storage.statements import insert_unless_there
from storage.tables import CaseRecord, RecordKeyRow, RecordRow, SubmissionSenderRow, TermTableRow

#: Towns are sealed with the rest of an address: so many records are opened, spread over all.
TOWN_SAMPLE: Final = 5_000
#: The years in which holders may be born; a birth date outside is a slip of the export, and rare.
FIRST_BIRTH: Final = date(1900, 1, 1)
#: Records of one sender's cases: an agency that writes of more of them says nothing of any.
MOST_OF_SENDER: Final = 500
_BINDING: Final = "term_table.shares"


class SqlLinkage(Repository):
    """One row of shares, and senders as keyed hashes."""

    def terms(self) -> TermTable | None:
        """How common names, birth dates and towns are; None where they were never counted."""
        rows = self._found(TermTableRow)
        return _open_terms(self._keys, rows[0].shares) if rows else None

    def count_terms(self, now: datetime) -> TermTable:
        """Count them anew from the records, and keep the table in place of the one before."""
        table = TermTable(self._count_records(), dict(self._count_all()))
        self._change(delete(TermTableRow))
        self._session.execute(
            insert(TermTableRow).values(
                id=1, records=table.records, shares=self._seal_json(table.as_dict(), _BINDING), made_at=now
            )
        )
        return table

    def _count_records(self) -> int:
        return self._session.scalar(select(func.count()).select_from(RecordRow)) or 0

    def _count_all(self) -> Iterator[tuple[Term, TermShares]]:
        counted = {
            Term.SURNAME: self._count_column(RecordRow.last_name),
            Term.GIVEN: self._count_column(RecordRow.first_name),
            Term.BIRTH: self._count_births(),
            Term.TOWN: self._count_towns(),
        }
        for term, values in counted.items():
            if shares := count_shares(values, MOST_VALUES[term]):
                yield term, shares

    def _count_column(self, column: Any) -> list[tuple[str, int]]:
        rows = self._session.execute(select(column, func.count()).group_by(column))
        return [(fold_text(value), count) for value, count in rows]

    def _count_births(self) -> list[tuple[str, int]]:
        """Birth dates stand in the index as keyed hashes: each day of a century is looked up among them."""
        rows = self._session.execute(
            select(RecordKeyRow.key, func.count())
            .where(RecordKeyRow.key >= "d:", RecordKeyRow.key < "d;")
            .group_by(RecordKeyRow.key)
        )
        counts = {key: count for key, count in rows}  # noqa: C416 -- rows are no mapping
        days = (date.today() - FIRST_BIRTH).days
        born = (FIRST_BIRTH + timedelta(days=day) for day in range(days))
        return [(day.isoformat(), counts.get(birth_key(self._keys, day), 0)) for day in born]

    def _count_towns(self) -> list[tuple[str, int]]:
        step = max(self._count_records() // TOWN_SAMPLE, 1)
        rows = self._session.execute(
            select(RecordRow.certification_number, RecordRow.private).where(RecordRow.id % step == 0)
        )
        towns = (self._unseal_json(row.private, f"record.private:{row[0]}")["city"] for row in rows)
        return list(Counter(fold_text(town) for town in towns).items())

    # -- senders ----------------------------------------------------------------------------------

    def note_sender(self, submission_id: SubmissionId, sender: str) -> None:
        """Keep who sent a submission, as a keyed hash; nothing where it is kept already."""
        if sender.strip():
            row = {"submission_id": submission_id, "sender_hash": self._hash(sender)}
            self._run(insert_unless_there(self._session, SubmissionSenderRow), row)

    def decided_for(self, sender: str, *, besides: SubmissionId) -> frozenset[CertificationNumber]:
        """Records of decided cases that came from this sender, the submission at hand left aside."""
        if not sender.strip():
            return frozenset()
        asked = {"sender": self._hash(sender), "besides": besides}
        found = self._run(_DECIDED_FOR, asked).scalars().all()
        numbers = [CertificationNumber(number) for number in found if number]
        return frozenset(numbers) if len(numbers) <= MOST_OF_SENDER else frozenset()

    def _hash(self, sender: str) -> str:
        return self._keys.hash_text("sender", sender.strip().casefold())


_DECIDED_FOR: Final = (
    select(CaseRecord.certification_number)
    .join(SubmissionSenderRow, SubmissionSenderRow.submission_id == CaseRecord.submission_id)
    .where(
        SubmissionSenderRow.sender_hash == bindparam("sender"),
        SubmissionSenderRow.submission_id != bindparam("besides"),
        CaseRecord.status == CaseStatus.DECIDED,
        CaseRecord.certification_number.is_not(None),
    )
    .distinct()
    .limit(MOST_OF_SENDER + 1)
)


@lru_cache(maxsize=2)
def _open_terms(keys: KeyRing, sealed: bytes) -> TermTable:
    """Opened once: the table is asked for with every submission, and changes with an import."""
    return TermTable.from_dict(json.loads(unseal(keys, sealed, _BINDING)))
