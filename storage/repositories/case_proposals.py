"""What the machine proposes of a case, and what a person said of it that stands against it."""

from typing import Any, Final

from sqlalchemy import select

from domain.documents import PagePart
from domain.kinds import Priority
from processing.ports import NewCase
from storage.repositories.case_queues import CaseQueues
from storage.tables import CaseRecord, DecisionRow, DecisionUndoRow

PRIORITY_RANK: Final = {priority: rank for rank, priority in enumerate(Priority)}


class CaseProposals(CaseQueues):
    """A proposal as columns of a case; the record that a person named and the queue they chose stay."""

    def _take_proposal(self, row: CaseRecord, case: NewCase, before: frozenset[PagePart]) -> bool:
        """What the machine says of a case, but for what a person said of it; whether that changed it for
        who looks at it. A due date that moves by itself does not: pauses move it right after.

        `before` is what the case held until now: what comes into it brings its own queue along.
        """
        proposal = proposal_of(case)
        if row.settled_by is not None or self._number_decided(row.id) is not None:
            # A person named the record; the machine does not overrule that.
            del proposal["certification_number"]
        if chosen := self._queue_by_hand(row, case, before):
            # Nor the queue that a person chose: a restricted case would be open to all.
            proposal["route"] = chosen
        changed = {name: value for name, value in proposal.items() if getattr(row, name) != value}
        for name, value in changed.items():
            setattr(row, name, value)
        return bool(changed.keys() - {"due_on"})

    def _number_decided(self, case_id: str) -> str | None:
        """The record that the last decision named which was not taken back."""
        return self._session.scalars(
            select(DecisionRow.certification_number)
            .where(
                DecisionRow.case_id == case_id,
                DecisionRow.certification_number.is_not(None),
                DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
            )
            .order_by(DecisionRow.id.desc())
        ).first()


def proposal_of(case: NewCase) -> dict[str, Any]:
    """The columns that the machine sets, and sets anew."""
    return {
        "kind": case.kind,
        "route": case.route,
        "priority": case.priority,
        "priority_rank": PRIORITY_RANK[case.priority],
        "due_on": case.due_on,
        "certification_number": case.certification_number,
        "second_person": case.second_person,
    }
