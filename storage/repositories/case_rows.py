"""Cases as rows: what every part of their repository works with."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from domain.cases import Case
from domain.documents import PagePart
from domain.errors import StaleDecision
from domain.geometry import Box
from domain.ids import CaseId, CertificationNumber, DocumentId, PageId, SubmissionId, UserName
from domain.kinds import CaseStatus, Kind, Outcome, Priority, Route
from domain.times import show_hour
from processing.cases.references import share_papers
from processing.ports import NewCase
from storage.repositories.base import Repository
from storage.statements import in_chunks
from storage.tables import (
    CaseDocumentRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CasePageRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
    DocumentPageRow,
    DocumentRow,
)

PRIORITY_RANK: Final = {priority: rank for rank, priority in enumerate(Priority)}


class CaseRows(Repository):
    """Rows of cases and what they hold; every change counts the version up."""

    def get(self, case_id: CaseId) -> Case:
        """Raises KeyError."""
        return self._case(self._row(CaseRecord, case_id))

    def of_submission(self, submission_id: SubmissionId) -> list[Case]:
        """Those it opened, in that order; then those that its papers joined."""
        own = self._rows_of_submission(submission_id)
        joined = self._session.scalars(
            select(CaseRecord)
            .where(
                CaseRecord.submission_id != submission_id,
                CaseRecord.id.in_(
                    select(CaseDocumentRow.case_id)
                    .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
                    .where(DocumentRow.submission_id == submission_id)
                ),
            )
            .order_by(CaseRecord.id)
        )
        return [self._case(row) for row in (*own, *joined)]

    def _rows_of_submission(self, submission_id: SubmissionId, *, lock: bool = False) -> list[CaseRecord]:
        query = (
            select(CaseRecord).where(CaseRecord.submission_id == submission_id).order_by(CaseRecord.position)
        )
        return list(self._session.scalars(query.with_for_update() if lock else query))

    def _documents(self, case_id: str) -> list[DocumentId]:
        found = self._session.scalars(
            select(CaseDocumentRow.document_id)
            .where(CaseDocumentRow.case_id == case_id)
            .order_by(CaseDocumentRow.position)
        )
        return [DocumentId(document_id) for document_id in found]

    def _case(self, row: CaseRecord) -> Case:
        return case_from_row(row, tuple(self._documents_there(row)))

    def _documents_there(self, row: CaseRecord) -> list[DocumentId]:
        """What it holds; of a withdrawn case whose papers were split anew none, for others have their ids."""
        held = self._documents(row.id)
        stale = row.status == CaseStatus.WITHDRAWN and not self._parts_of(held) <= self._parts_held(row.id)
        return [] if stale else held

    def _link_documents(self, case_id: str, document_ids: Sequence[DocumentId]) -> None:
        """Which pages it held is kept where it is left without any: by them it is known again."""
        self._change(delete(CaseDocumentRow).where(CaseDocumentRow.case_id == case_id))
        rows = [
            {"case_id": case_id, "position": position, "document_id": document_id}
            for position, document_id in enumerate(document_ids)
        ]
        if rows:
            self._session.execute(insert(CaseDocumentRow), rows)
        if parts := self._parts_of(document_ids):
            self._change(delete(CasePageRow).where(CasePageRow.case_id == case_id))
            pages = [{"case_id": case_id, "page_id": p, "region": write_region(r)} for p, r in parts]
            self._session.execute(insert(CasePageRow), pages)

    def _parts_of(self, document_ids: Sequence[DocumentId]) -> frozenset[PagePart]:
        """Where documents stand now."""
        found = [
            row
            for chunk in in_chunks(document_ids)
            for row in self._session.execute(
                select(DocumentPageRow.page_id, DocumentPageRow.region).where(
                    DocumentPageRow.document_id.in_(chunk)
                )
            )
        ]
        return frozenset((PageId(page_id), Box(*region) if region else None) for page_id, region in found)

    def _parts_held(self, case_id: str) -> frozenset[PagePart]:
        """Where the papers of a case stood when it last held any."""
        found = self._session.execute(
            select(CasePageRow.page_id, CasePageRow.region).where(CasePageRow.case_id == case_id)
        )
        return frozenset((PageId(page_id), read_region(region)) for page_id, region in found)

    def _take_proposal(self, row: CaseRecord, case: NewCase, before: frozenset[PagePart]) -> bool:
        """What the machine says of a case, but for what a person said of it; whether that changed it.

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
        return bool(changed)

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


def case_from_row(row: CaseRecord, document_ids: tuple[DocumentId, ...]) -> Case:
    """The domain type of one row."""
    number, holder = row.certification_number, row.claimed_by
    return Case(
        id=CaseId(row.id),
        submission_id=SubmissionId(row.submission_id),
        kind=Kind(row.kind),
        status=CaseStatus(row.status),
        route=Route(row.route),
        priority=Priority(row.priority),
        received_at=row.received_at,
        due_on=row.due_on,
        version=row.version,
        certification_number=None if number is None else CertificationNumber(number),
        document_ids=document_ids,
        second_person=row.second_person,
        claimed_by=None if holder is None else UserName(holder),
        claimed_until=row.claimed_until,
    )


def closed_first(queues: Iterable[Route]) -> Route | None:
    """Of queues that persons chose the one for few where it is among them, else the first."""
    found = list(queues)
    return Route.RESTRICTED if Route.RESTRICTED in found else next(iter(found), None)


def write_region(region: Box | None) -> str:
    """A part of a page as a key; empty: all of it."""
    return ",".join(map(str, region.as_list())) if region else ""


def read_region(text: str) -> Box | None:
    """The part that a key names."""
    return Box(*map(int, text.split(","))) if text else None


def proposal_of(case: NewCase) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "route": case.route,
        "priority": case.priority,
        "priority_rank": PRIORITY_RANK[case.priority],
        "due_on": case.due_on,
        "certification_number": case.certification_number,
        "second_person": case.second_person,
    }


def refuse_other_holder(row: CaseRecord, by: UserName, now: datetime) -> None:
    holder, until = row.claimed_by, row.claimed_until
    if holder is not None and holder != by and until is not None and until > now:
        raise StaleDecision(f"{holder} holds {row.id} until {show_hour(until)}")


def refuse_stale(row: CaseRecord, version: int, by: UserName, now: datetime) -> None:
    if row.status == CaseStatus.DECIDED:
        raise StaleDecision(f"{row.id} was decided already")
    if row.status == CaseStatus.WITHDRAWN:
        raise StaleDecision(f"{row.id} was withdrawn: its papers were taken back, or are in another case")
    if row.version != version:
        raise StaleDecision(f"{row.id} changed since it was shown: look at it again")
    refuse_other_holder(row, by, now)
