"""Rows of an export that name somebody else than the record of their number, until a person settles them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from domain.errors import NotAllowed, NotThere
from domain.ids import CertificationNumber
from domain.records import CertificationRecord
from domain.states import HeldState, ImportState
from processing.matching.holders import HolderComparison
from processing.ports import HeldRow
from storage.repositories.base import Repository
from storage.statements import in_chunks
from storage.tables import RecordHeldRow, RecordImportRow, RecordRow

#: What only storage says of a record.
_NOT_SAID: Final = ("person", "earlier_numbers", "former_addresses")
_LISTS: Final = ("former_names",)
_DATES: Final = ("date_of_birth", "issued_on", "expires_on")
#: Numbers that a refusal names.
_SHOWN_NUMBERS: Final = 5


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row that names somebody else than the record of its number."""

    record: CertificationRecord
    comparison: HolderComparison
    content_hash: str
    record_hash: str
    """Of the record as it stands."""

    @property
    def differ(self) -> tuple[str, ...]:
        exchanged = ("first_and_last_name_exchanged",) if self.comparison.exchanged else ()
        return self.comparison.differ + exchanged

    def as_held(self, import_id: int, lines: Mapping[str, int]) -> HeldRow:
        """As it is listed."""
        line = lines.get(self.record.certification_number, 0)
        return HeldRow(
            import_id, line, self.record, self.comparison.agree, self.differ, record_hash=self.record_hash
        )


class HeldRows(Repository):
    """Keeps them sealed; changes no record."""

    def hold(self, import_id: int, rows: Sequence[DoubtfulRow], lines: Mapping[str, int]) -> None:
        """Keep rows of an import, in place of what it kept before where it broke off."""
        numbers = [row.record.certification_number for row in rows]
        for chunk in in_chunks(numbers):
            self._change(
                delete(RecordHeldRow).where(
                    RecordHeldRow.import_id == import_id, RecordHeldRow.certification_number.in_(chunk)
                )
            )
        values = [self._values(import_id, row, lines) for row in rows]
        if values:
            self._session.execute(insert(RecordHeldRow), values)

    def refused(self, rows: Sequence[DoubtfulRow]) -> set[str]:
        """Numbers of rows that a person refused before, word for word."""
        hashes: dict[str, str] = {row.record.certification_number: row.content_hash for row in rows}
        found: set[str] = set()
        for chunk in in_chunks(sorted(hashes)):
            asked = select(RecordHeldRow.certification_number, RecordHeldRow.content_hash).where(
                RecordHeldRow.certification_number.in_(chunk), RecordHeldRow.state == HeldState.REFUSED
            )
            found |= {number for number, hashed in self._session.execute(asked) if hashes[number] == hashed}
        return found

    def overtake(self, numbers: Iterable[str], import_id: int) -> None:
        """What earlier imports held of these numbers waits no longer: this one says what is so."""
        waiting = select(RecordHeldRow.certification_number).where(
            RecordHeldRow.state == HeldState.WAITING, RecordHeldRow.import_id != import_id
        )
        gone = set(self._session.scalars(waiting)).intersection(numbers)
        for chunk in in_chunks(sorted(gone)):
            self._change(
                update(RecordHeldRow)
                .where(
                    RecordHeldRow.certification_number.in_(chunk),
                    RecordHeldRow.state == HeldState.WAITING,
                    RecordHeldRow.import_id != import_id,
                )
                .values(state=HeldState.OVERTAKEN)
            )

    def withdraw(self, import_id: int) -> None:
        """An import was reverted: those that it accepted wait again, and what it held itself waits no longer.

        What it accepted of an import that was reverted meanwhile waits for nobody; nor does a row after which
        a later import held the same number: that one says what is so.
        """
        later = aliased(RecordHeldRow)
        held_later = (
            select(later.import_id)
            .where(
                later.certification_number == RecordHeldRow.certification_number,
                later.import_id > RecordHeldRow.import_id,
                later.state != HeldState.WITHDRAWN,
            )
            .exists()
        )
        accepted = RecordHeldRow.settled_import == import_id
        self._change(
            update(RecordHeldRow)
            .where(accepted, held_later)
            .values(state=HeldState.OVERTAKEN, settled_by=None, settled_at=None, settled_import=None)
        )
        self._change(
            update(RecordHeldRow)
            .where(accepted)
            .values(state=HeldState.WAITING, settled_by=None, settled_at=None, settled_import=None)
        )
        gone = select(RecordImportRow.id).where(
            or_(RecordImportRow.id == import_id, RecordImportRow.state == ImportState.REVERTED)
        )
        self._change(
            update(RecordHeldRow)
            .where(RecordHeldRow.import_id.in_(gone), RecordHeldRow.state == HeldState.WAITING)
            .values(state=HeldState.WITHDRAWN)
        )

    def accepted_last(self, numbers: Sequence[str] | None) -> int | None:
        """The import that accepted just these rows last, or all that waited; none where any waits."""
        rows, held = RecordHeldRow, RecordHeldRow.certification_number
        waits = select(held).where(rows.state == HeldState.WAITING)
        if self._session.scalars(_of(waits, numbers).limit(1)).first() is not None:
            return None
        accepted = select(func.max(rows.settled_import)).where(rows.state == HeldState.ACCEPTED)
        import_id = self._session.scalar(_of(accepted, numbers))
        by_it = set(self._session.scalars(select(held).where(rows.settled_import == import_id)))
        return import_id if numbers is None or by_it == set(numbers) else None

    def settle(
        self,
        rows: Sequence[HeldRow],
        state: HeldState,
        by: str,
        now: datetime,
        accepted_by: int | None = None,
    ) -> None:
        """Note what a person said of rows that wait; what another said first stands."""
        for row in rows:
            number: str = row.record.certification_number
            self._change(
                update(RecordHeldRow)
                .where(
                    RecordHeldRow.import_id == row.import_id,
                    RecordHeldRow.certification_number == number,
                    RecordHeldRow.state == HeldState.WAITING,
                )
                .values(state=state, settled_by=by, settled_at=now, settled_import=accepted_by)
            )

    def wait_again(self, numbers: Sequence[str] | None) -> int:
        """Refused rows, of these numbers or all, wait again; how many. Raises `NotThere` without any."""
        refused = RecordHeldRow.state == HeldState.REFUSED
        if numbers is not None:
            refused = and_(refused, RecordHeldRow.certification_number.in_(numbers))
        again = self._change(
            update(RecordHeldRow)
            .where(refused)
            .values(state=HeldState.WAITING, settled_by=None, settled_at=None)
        )
        if not again:
            raise NotThere("No such row was refused. Those that were: oems-intake records held --all")
        return again

    def all(self, *, waiting_only: bool = True) -> list[HeldRow]:
        """By import, the latest first, and line."""
        asked = _ROWS.order_by(
            RecordHeldRow.import_id.desc(), RecordHeldRow.line, RecordHeldRow.certification_number
        )
        if waiting_only:
            asked = asked.where(RecordHeldRow.state == HeldState.WAITING)
        return [self._held(row) for row in self._session.execute(asked)]

    def waiting(self, numbers: Sequence[str] | None) -> list[HeldRow]:
        """Rows that wait, of these numbers or all. Raises `NotThere` where one has none, or none waits."""
        rows = self.all()
        if not rows and not numbers:
            raise NotThere("No row waits. Those that were settled: oems-intake records held --all")
        if numbers is None:
            return rows
        lacking = sorted(set(numbers) - {row.record.certification_number for row in rows})
        if lacking:
            raise NotThere(
                f"No row waits for {_name_some(lacking)}{self._how_settled(lacking)}. "
                "List those that do: oems-intake records held"
            )
        return [row for row in rows if row.record.certification_number in set(numbers)]

    def _how_settled(self, numbers: Sequence[str]) -> str:
        """Who settled them before, in words."""
        rows = RecordHeldRow
        asked = select(rows.state, rows.settled_by, rows.settled_import).where(
            rows.settled_by.is_not(None), rows.certification_number.in_(numbers)
        )
        found = self._session.execute(asked.distinct()).all()
        words = (f"{state} by {by}{f' as import {made}' if made else ''}" for state, by, made in found)
        return f" (settled: {'; '.join(sorted(words)[:_SHOWN_NUMBERS])})" if found else ""

    def refuse_where_changed(self, rows: Sequence[HeldRow]) -> None:
        """What was looked at must be what stands. Raises `NotAllowed` where a record became another since."""
        stands = self._standing([row.record.certification_number for row in rows])
        held = {row.record.certification_number: row.record_hash for row in rows}
        other = [number for number, hashed in held.items() if stands.get(number) != hashed]
        if other:
            raise NotAllowed(
                f"The record was changed since the row was held: {_name_some(other)}. Import the file again."
            )

    def _standing(self, numbers: Sequence[str]) -> dict[str, str]:
        asked = select(RecordRow.certification_number, RecordRow.content_hash)
        return {
            number: hashed
            for chunk in in_chunks(numbers)
            for number, hashed in self._session.execute(
                asked.where(RecordRow.certification_number.in_(chunk))
            )
        }

    def _values(self, import_id: int, row: DoubtfulRow, lines: Mapping[str, int]) -> dict[str, Any]:
        number = row.record.certification_number
        said = {name: value for name, value in asdict(row.record).items() if name not in _NOT_SAID}
        said |= {name: said[name] and said[name].isoformat() for name in _DATES}
        return {
            "import_id": import_id, "certification_number": number, "line": lines.get(number, 0),
            "state": HeldState.WAITING, "agree": list(row.comparison.agree),
            "differ": list(row.differ),
            "said": self._seal_json(said, f"record_held.said:{import_id}|{number}"),
            "content_hash": row.content_hash, "record_hash": row.record_hash,
        }  # fmt: skip

    def _held(self, row: Row[Any]) -> HeldRow:
        binding = f"record_held.said:{row.import_id}|{row.certification_number}"
        said = self._unseal_json(row.said, binding)
        said |= {name: tuple(said[name]) for name in _LISTS}
        said |= {name: said[name] and date.fromisoformat(said[name]) for name in _DATES}
        return HeldRow(
            import_id=row.import_id,
            line=row.line,
            record=CertificationRecord(**said),
            agree=tuple(row.agree),
            differ=tuple(row.differ),
            state=HeldState(row.state),
            record_hash=row.record_hash,
            settled_by=row.settled_by,
            settled_at=row.settled_at,
        )


def _of(asked: Select[Any], numbers: Sequence[str] | None) -> Select[Any]:
    """Of these numbers, or all."""
    return asked if numbers is None else asked.where(RecordHeldRow.certification_number.in_(numbers))


def _name_some(numbers: Sequence[CertificationNumber | str]) -> str:
    more = " ..." if len(numbers) > _SHOWN_NUMBERS else ""
    return ", ".join(numbers[:_SHOWN_NUMBERS]) + more


_ROWS: Final[Select[Any]] = select(*RecordHeldRow.__table__.columns)
