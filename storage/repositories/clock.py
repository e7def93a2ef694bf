"""The office's closures and working days, and when the clocks of cases stood still."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from domain.clock import Closure, Pause, Term
from domain.ids import CaseId, UserName
from domain.kinds import Kind
from storage.repositories.base import Repository
from storage.statements import in_chunks, insert_unless_there
from storage.tables import CasePauseRow, ClosureRow, TermRow


class SqlOfficeDays(Repository):
    """Closures and working days; who changed one is in the audit log."""

    def closures(self) -> list[Closure]:
        """By day."""
        rows = self._found(ClosureRow, "day")
        return [Closure(row.day, row.why, UserName(row.by), row.at) for row in rows]

    def close(self, closure: Closure) -> bool:
        """Keep a closure; False where the office is closed on that day already."""
        added = insert_unless_there(self._session, ClosureRow).values(
            day=closure.day, why=closure.why, by=closure.by, at=closure.at
        )
        return self._session.scalar(added.returning(ClosureRow.day)) is not None

    def open(self, day: date) -> bool:
        """Take a closure back; False where there is none."""
        return self._change(delete(ClosureRow).where(ClosureRow.day == day)) > 0

    def terms(self) -> list[Term]:
        """By kind."""
        rows = self._found(TermRow, "kind")
        return [Term(Kind(row.kind), row.days, UserName(row.by), row.at) for row in rows]

    def set_term(self, term: Term) -> None:
        """In the place of the one before."""
        self.drop_term(term.kind)
        self._session.execute(insert(TermRow).values(kind=term.kind, days=term.days, by=term.by, at=term.at))

    def drop_term(self, kind: Kind) -> bool:
        """The number of days of the settings counts again; False where it does already."""
        return self._change(delete(TermRow).where(TermRow.kind == kind)) > 0


class SqlPauses(Repository):
    """Pauses; the index allows one that lasts to a case."""

    def of_cases(self, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Pause, ...]]:
        """Of each that has any, oldest first."""
        found: dict[CaseId, tuple[Pause, ...]] = {}
        for chunk in in_chunks(case_ids):
            rows = self._found(CasePauseRow, case_id=chunk)
            for row in sorted(rows, key=lambda row: (row.began_at, row.id)):
                case_id = CaseId(row.case_id)
                found[case_id] = (*found.get(case_id, ()), Pause(row.began_at, row.ended_at))
        return found

    def begin(self, case_id: CaseId, at: datetime) -> None:
        """From now on the applicant owes something; where they do already, nothing changes."""
        self._session.execute(
            insert_unless_there(self._session, CasePauseRow).values(case_id=case_id, began_at=at)
        )

    def end(self, case_id: CaseId, at: datetime, by_decision: int | None = None) -> bool:
        """The answer came; False where nothing was owed. Never before the pause began."""
        lasting = self._lasting(case_id)
        if lasting is None:
            return False
        ended = {"ended_at": max(at, lasting.began_at), "by_decision": by_decision}
        return self._update(CasePauseRow, ended, id=lasting.id) > 0

    def go_on(self, case_id: CaseId, ended_at: datetime, by_decision: int | None = None) -> bool:
        """The pause that this decision, or an answer then, ended lasts still; False where none lasts now."""
        if self._lasting(case_id) is not None:
            return True
        last = self._session.scalars(
            select(CasePauseRow).where(CasePauseRow.case_id == case_id).order_by(CasePauseRow.id.desc())
        ).first()
        if last is None or (last.ended_at, last.by_decision) != (max(ended_at, last.began_at), by_decision):
            return False
        last.ended_at = last.by_decision = None
        return True

    def forget(self, case_id: CaseId) -> bool:
        """The pause that lasts never was: nobody was asked. False where there is none."""
        lasting = CasePauseRow.ended_at.is_(None)
        return self._change(delete(CasePauseRow).where(CasePauseRow.case_id == case_id, lasting)) > 0

    def _lasting(self, case_id: CaseId) -> CasePauseRow | None:
        """To look at; the index allows one."""
        rows = self._found(CasePauseRow, case_id=case_id)
        return next((row for row in rows if row.ended_at is None), None)
