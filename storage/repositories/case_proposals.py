"""What the machine proposes of a case, and what a person said of it that stands against it."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import func, select

from domain.documents import PagePart
from domain.kinds import Outcome, Priority, Route
from processing.cases.references import share_papers
from processing.ports import NewCase
from storage.repositories.case_rows import CaseRows
from storage.tables import (
    CaseDocumentRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CasePageRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
)

PRIORITY_RANK: Final = {priority: rank for rank, priority in enumerate(Priority)}


class CaseProposals(CaseRows):
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
        if chosen := self._queue_by_hand(row, before):
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

    def _queue_by_hand(self, row: CaseRecord, before: frozenset[PagePart]) -> Route | None:
        """The queue that a person chose for a case, or for the papers that it has: what was said of a case
        that they left with nothing in it is still said of them, until a person says otherwise."""
        own = self._last_reroute(row.id)
        standing = [other for other in self._emptied_into(row) if self._still_says(other, own, before)]
        queue = closed_first(Route(other.route) for other in standing)
        return queue if queue is Route.RESTRICTED or not own else Route(row.route)

    def _still_says(self, emptied: CaseRecord, own: int, before: frozenset[PagePart]) -> bool:
        """Whether the word of an emptied case counts beside a case's own: that one spoke of what it held."""
        word = self._last_reroute(emptied.id)
        comes_in = not share_papers(self._parts_held(emptied.id), before)
        return word > 0 and (word > own or comes_in)

    def _emptied_into(self, row: CaseRecord) -> list[CaseRecord]:
        """The cases without papers that had those of this one, not moved by a person."""
        pages = select(CasePageRow.page_id).where(CasePageRow.case_id == row.id)
        sharing = select(CasePageRow.case_id).where(CasePageRow.page_id.in_(pages))
        holding = select(CaseDocumentRow.document_id).where(CaseDocumentRow.case_id == CaseRecord.id)
        moved = select(CaseMoveRow.id).where(
            CaseMoveRow.from_case == CaseRecord.id, CaseMoveRow.deed.not_in(select(CaseMoveUndoRow.deed))
        )
        others = select(CaseRecord).where(
            CaseRecord.id.in_(sharing), CaseRecord.id != row.id, ~holding.exists(), ~moved.exists()
        )
        own = self._parts_held(row.id)
        found = self._session.scalars(others.order_by(CaseRecord.id))
        return [other for other in found if share_papers(self._parts_held(other.id), own)]

    def _is_rerouted(self, case_id: str) -> bool:
        return self._last_reroute(case_id) > 0

    def _last_reroute(self, case_id: str) -> int:
        """Which decision of all put it into another queue last, and stands; 0: none."""
        chosen = select(func.max(DecisionRow.id)).where(
            DecisionRow.case_id == case_id,
            DecisionRow.outcome == Outcome.REROUTE,
            DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
        )
        return self._session.scalar(chosen) or 0


def closed_first(queues: Iterable[Route]) -> Route | None:
    """Of queues that persons chose the one for few where it is among them, else the first."""
    found = list(queues)
    return Route.RESTRICTED if Route.RESTRICTED in found else next(iter(found), None)


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
