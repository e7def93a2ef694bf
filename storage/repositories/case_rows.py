"""Cases as rows: what every part of their repository works with."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select

from domain.cases import Case
from domain.errors import StaleDecision
from domain.ids import CaseId, CertificationNumber, DocumentId, SubmissionId, UserName
from domain.kinds import Kind, Priority, Route
from domain.states import CaseStatus
from domain.times import show_hour, still_holds
from storage.repositories.case_pages import CasePages
from storage.statements import table_of
from storage.tables import (
    CaseDocumentRow,
    CaseRecord,
    DocumentRow,
)


class CaseRows(CasePages):
    """Rows of cases and what they hold; every change counts the version up."""

    def get(self, case_id: CaseId) -> Case:
        """Raises KeyError."""
        return self._case(self._seen(CaseRecord, case_id))

    def of_submission(self, submission_id: SubmissionId) -> list[Case]:
        """Those it opened, in that order; then those that its papers joined."""
        own = self._found(CaseRecord, "position", submission_id=submission_id)
        joined = self._run(_JOINED, {"submission": submission_id})
        return [self._case(row) for row in (*own, *joined)]

    def _rows_of_submission(self, submission_id: SubmissionId, *, lock: bool = False) -> list[CaseRecord]:
        query = (
            select(CaseRecord).where(CaseRecord.submission_id == submission_id).order_by(CaseRecord.position)
        )
        return list(self._session.scalars(query.with_for_update() if lock else query))

    def _case(self, row: CaseRecord | Row[Any]) -> Case:
        return case_from_row(row, tuple(self._documents_there(row)))

    def _documents_there(self, row: CaseRecord | Row[Any]) -> list[DocumentId]:
        """What it holds; of a withdrawn case whose papers were split anew none, for others have their ids."""
        held = self._documents(row.id)
        stale = row.status == CaseStatus.WITHDRAWN and not self._parts_of(held) <= self._parts_held(row.id)
        return [] if stale else held


#: The cases of others that hold a paper of a submission.
_JOINED: Final[Select[Any]] = (
    select(*table_of(CaseRecord).columns)
    .where(
        CaseRecord.submission_id != bindparam("submission"),
        CaseRecord.id.in_(
            select(CaseDocumentRow.case_id)
            .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
            .where(DocumentRow.submission_id == bindparam("submission"))
        ),
    )
    .order_by(CaseRecord.id)
)


def case_from_row(row: CaseRecord | Row[Any], document_ids: tuple[DocumentId, ...]) -> Case:
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


def refuse_other_holder(row: CaseRecord, by: UserName, now: datetime) -> None:
    """Raises: StaleDecision, where somebody else holds the case."""
    holder, until = row.claimed_by, row.claimed_until
    if holder is not None and holder != by and until is not None and still_holds(until, now):
        raise StaleDecision(f"{holder} holds {row.id} until {show_hour(until)}")


def refuse_stale(row: CaseRecord, version: int, by: UserName, now: datetime) -> None:
    """Raises: StaleDecision, where a case is not open to this person as it was shown."""
    if row.status == CaseStatus.DECIDED:
        raise StaleDecision(f"{row.id} was decided already")
    if row.status == CaseStatus.WITHDRAWN:
        raise StaleDecision(f"{row.id} was withdrawn: its papers were taken back, or are in another case")
    if row.version != version:
        raise StaleDecision(f"{row.id} changed since it was shown: look at it again")
    refuse_other_holder(row, by, now)
