"""What people do with a case: lease it, decide it, take that back, open it again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from domain.cases import Case, Decision
from domain.errors import StaleDecision
from domain.ids import CaseId, CertificationNumber, DocumentId, UserName
from domain.kinds import Outcome, Route
from domain.states import CaseStatus
from storage.repositories.case_queues import CaseQueues, words_of, write_restricted
from storage.repositories.case_rows import refuse_other_holder, refuse_stale
from storage.statements import in_chunks
from storage.tables import CaseDocumentRow, CaseRecord, DecisionRow, DecisionUndoRow


class CaseDecisions(CaseQueues):
    """Decisions are appended, never edited; each names the version of the case it was made on."""

    def claim(self, case_id: CaseId, by: UserName, now: datetime, until: datetime) -> Case:
        """Lease a case to one person. Raises `StaleDecision` with the holder's name."""
        row = self._row(CaseRecord, case_id, lock=True)
        refuse_other_holder(row, by, now)
        row.claimed_by, row.claimed_until = by, until
        return self._case(row)

    def release(self, case_id: CaseId, by: UserName) -> None:
        """Give a lease back; nobody else's is touched."""
        row = self._row(CaseRecord, case_id, lock=True)
        if row.claimed_by == by:
            row.claimed_by = row.claimed_until = None

    def decide(self, decision: Decision) -> Case:
        """Append a decision. Raises `StaleDecision` where somebody was first or holds the case.

        A reroute takes the new route from its reasons, where one of them names a route.
        """
        row = self._row(CaseRecord, decision.case_id, lock=True)
        refuse_stale(row, decision.case_version, decision.by, decision.at)
        self._append(decision)
        row.status = _status_after(decision.outcome, CaseStatus(row.status))
        if decision.outcome is Outcome.REROUTE:
            row.route = next((reason for reason in decision.reasons if reason in set(Route)), row.route)
        if decision.certification_number is not None:
            row.certification_number = decision.certification_number
        row.version += 1
        row.claimed_by = row.claimed_until = None
        return self._case(row)

    def _append(self, decision: Decision) -> None:
        words: dict[str, Any] = {
            "note": decision.note,
            "destination": decision.destination,
            "new_name": decision.new_name,
        }
        if decision.outcome is Outcome.REROUTE:
            words |= write_restricted(self._restricted_parts(self._documents(decision.case_id)))
        self._session.execute(
            insert(DecisionRow).values(
                case_id=decision.case_id,
                outcome=decision.outcome,
                reasons=list(decision.reasons),
                by=decision.by,
                at=decision.at,
                case_version=decision.case_version,
                words=self._seal_json(words, words_of(decision.case_id, decision.case_version)),
                certification_number=decision.certification_number,
                confirmed_by=decision.confirmed_by,
            )
        )

    def revise(self, case_id: CaseId, version: int, by: UserName, now: datetime) -> Case:
        """Count the version up, because a person changed what the papers say; the lease stays.

        Raises `StaleDecision` where it was decided, changed, or is leased to somebody else.
        """
        row = self._row(CaseRecord, case_id, lock=True)
        refuse_stale(row, version, by, now)
        row.version += 1
        return self._case(row)

    def outdate(self, document_ids: Sequence[DocumentId]) -> None:
        """Count up the undecided cases that hold one of these documents: who looks at one must look again."""
        for chunk in in_chunks(document_ids):
            for case_id in self._run(_HOLDING, {"documents": chunk}).scalars().all():
                self._run(_OUTDATE, {"case": case_id})

    def reroute(self, case_id: CaseId, route: Route) -> None:
        """Put a case into another queue."""
        row = self._row(CaseRecord, case_id, lock=True)
        if row.route != route:
            row.route, row.version = route, row.version + 1

    def undo(self, case_id: CaseId, by: UserName, now: datetime) -> Decision:
        """Take the last decision back; the case reopens. Raises `StaleDecision` where there is none."""
        row = self._row(CaseRecord, case_id, lock=True)
        standing = self._session.scalars(
            select(DecisionRow)
            .where(
                DecisionRow.case_id == case_id,
                DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
            )
            .order_by(DecisionRow.id.desc())
        ).first()
        if standing is None:
            raise StaleDecision(f"{case_id} has no decision that could be taken back")
        self._session.execute(insert(DecisionUndoRow).values(decision_id=standing.id, by=by, at=now))
        row.status, row.version = CaseStatus.REOPENED, row.version + 1
        return self._decision(standing, now)

    def reopen(self, case_id: CaseId, why: str, now: datetime, due_on: date | None = None) -> None:
        """A bounce, a failed fax or an answer reopens the case; `due_on` where its clock had stood still."""
        row = self._row(CaseRecord, case_id, lock=True)
        row.status, row.version = CaseStatus.REOPENED, row.version + 1
        row.due_on = due_on or row.due_on
        row.reopened_at = now
        row.reopened_why = self._seal_text(why, f"intake_case.reopened_why:{case_id}")

    def why_reopened(self, case_id: CaseId) -> str:
        """The words of the last `reopen`; empty where there was none."""
        row = self._row(CaseRecord, case_id)
        return self._unseal_text(row.reopened_why, f"intake_case.reopened_why:{case_id}")

    def decisions(self, case_id: CaseId) -> list[Decision]:
        """All, oldest first, those taken back included."""
        found = self._session.execute(
            select(DecisionRow, DecisionUndoRow.at)
            .join(DecisionUndoRow, DecisionUndoRow.decision_id == DecisionRow.id, isouter=True)
            .where(DecisionRow.case_id == case_id)
            .order_by(DecisionRow.id)
        )
        return [self._decision(row, undone_at) for row, undone_at in found]

    def _decision(self, row: DecisionRow, undone_at: datetime | None) -> Decision:
        words = self._unseal_json(row.words, words_of(row.case_id, row.case_version))
        number = row.certification_number
        return Decision(
            case_id=CaseId(row.case_id),
            outcome=Outcome(row.outcome),
            reasons=tuple(row.reasons),
            by=UserName(row.by),
            at=row.at,
            case_version=row.case_version,
            note=words["note"],
            certification_number=None if number is None else CertificationNumber(number),
            destination=words["destination"],
            new_name=words.get("new_name", ""),
            confirmed_by=None if row.confirmed_by is None else UserName(row.confirmed_by),
            undone_at=undone_at,
        )

    def settle_match(
        self, case_id: CaseId, certification_number: CertificationNumber, by: UserName, now: datetime
    ) -> Case:
        """A person names the record. Raises `StaleDecision` where somebody decided or holds the case."""
        row = self._row(CaseRecord, case_id, lock=True)
        refuse_other_holder(row, by, now)
        if row.status == CaseStatus.DECIDED:
            raise StaleDecision(f"{case_id} was decided already")
        row.certification_number, row.settled_by = certification_number, by
        row.version += 1
        return self._case(row)


#: The undecided cases that hold one of some documents, locked in one order.
_HOLDING: Final = (
    select(CaseRecord.id)
    .where(
        CaseRecord.id.in_(
            select(CaseDocumentRow.case_id).where(
                CaseDocumentRow.document_id.in_(bindparam("documents", expanding=True))
            )
        ),
        CaseRecord.status.not_in((CaseStatus.DECIDED, CaseStatus.WITHDRAWN)),
    )
    .order_by(CaseRecord.position)
    .with_for_update()
)
_OUTDATE: Final = (
    update(CaseRecord).where(CaseRecord.id == bindparam("case")).values(version=CaseRecord.version + 1)
)


def _status_after(outcome: Outcome, before: CaseStatus) -> CaseStatus:
    if outcome is Outcome.REQUEST_INFORMATION:
        return CaseStatus.WAITING
    if outcome is Outcome.REROUTE:
        return CaseStatus.OPEN if before is CaseStatus.WAITING else before
    return CaseStatus.DECIDED
