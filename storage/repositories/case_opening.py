"""Cases out of a submission: opened, proposed anew, withdrawn, brought back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, or_, select, update

from domain.cases import Case
from domain.ids import CaseId, SubmissionId
from domain.kinds import CaseStatus, Route
from domain.times import office_day
from processing.anew import SETTLED
from processing.ports import NewCase
from storage.repositories.case_rows import CaseRows, proposal_of
from storage.statements import insert_unless_there
from storage.tables import (
    CaseCounterRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CaseRecord,
    DecisionRow,
    DocumentRow,
    SubmissionRow,
)


class CaseOpening(CaseRows):
    """The cases that a submission makes; a repeated run gives the same references."""

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission; a repeated run gives the same references.

        Cases that a person answered stay, and with them the documents they hold. A reference that a
        repeated run no longer needs cannot be given back: its case stays for triage, with no documents.
        """
        self._row(SubmissionRow, submission_id, lock=True)
        existing = self._rows_of_submission(submission_id, lock=True)
        answered = self._answered(existing)
        taken = {document for row in existing if row.id in answered for document in self._documents(row.id)}
        wanted = [case for case in cases if not case.document_ids or not set(case.document_ids) <= taken]
        moved = self._moved(existing)
        for row in existing:
            # Papers came or went by hand or by joining: the row is found by what it holds, not by its place.
            if row.id in moved - answered and (own := self._same(row, wanted)):
                wanted.remove(own)
                self._repropose(row, own)
        reusable = [row for row in existing if row.id not in answered | moved]
        for row, case in zip(reusable, wanted, strict=False):
            self._repropose(row, case)
        for row in reusable[len(wanted) :]:
            self._empty(row)
        for position, case in enumerate(wanted[len(reusable) :], start=len(existing)):
            self._open(submission_id, position, case, received_at, now)
        return self.of_submission(submission_id)

    def _answered(self, rows: Sequence[CaseRecord]) -> set[str]:
        ids = [row.id for row in rows]
        decided = self._session.scalars(
            select(DecisionRow.case_id).where(DecisionRow.case_id.in_(ids)).distinct()
        )
        answered = set(decided) | {row.id for row in rows if CaseStatus(row.status) in SETTLED}
        # No decision stands on a case that was withdrawn.
        return answered - {row.id for row in rows if row.status == CaseStatus.WITHDRAWN}

    def _moved(self, rows: Sequence[CaseRecord]) -> set[str]:
        """Those that papers joined or left, other than as the machine first proposed."""
        ids, taken_back = [row.id for row in rows], select(CaseMoveUndoRow.deed)
        found = self._session.execute(
            select(CaseMoveRow.from_case, CaseMoveRow.to_case).where(
                or_(CaseMoveRow.from_case.in_(ids), CaseMoveRow.to_case.in_(ids)),
                CaseMoveRow.deed.not_in(taken_back),
            )
        )
        return {case_id for pair in found for case_id in pair if case_id in ids}

    def _same(self, row: CaseRecord, wanted: Sequence[NewCase]) -> NewCase | None:
        held = set(self._documents(row.id))
        return next((case for case in wanted if held.intersection(case.document_ids)), None)

    def open_beside(
        self, submission_id: SubmissionId, case: NewCase, received_at: datetime, now: datetime
    ) -> Case:
        """One more case of a submission, for papers that were parted from another."""
        self._row(SubmissionRow, submission_id, lock=True)
        position = len(self._rows_of_submission(submission_id))
        return self.get(self._open(submission_id, position, case, received_at, now))

    def _open(
        self, submission_id: SubmissionId, position: int, case: NewCase, received_at: datetime, now: datetime
    ) -> CaseId:
        # By the office's own year: an arrival on New Year's Eve belongs to the old one.
        case_id = self._next_reference(office_day(received_at).year)
        self._session.execute(
            insert(CaseRecord).values(
                id=case_id,
                submission_id=submission_id,
                position=position,
                status=CaseStatus.OPEN,
                received_at=received_at,
                version=1,
                opened_at=now,
                **proposal_of(case),
            )
        )
        self._link_documents(case_id, case.document_ids)
        return case_id

    def _next_reference(self, year: int) -> CaseId:
        """Counts in this transaction: a rollback takes the number back, so that there are no gaps."""
        self._session.execute(insert_unless_there(self._session, CaseCounterRow).values(year=year, last=0))
        count = self._session.scalar(
            update(CaseCounterRow)
            .where(CaseCounterRow.year == year)
            .values(last=CaseCounterRow.last + 1)
            .returning(CaseCounterRow.last)
        )
        return CaseId(f"C-{year}-{count:06d}")

    def _repropose(self, row: CaseRecord, case: NewCase) -> None:
        proposal = proposal_of(case)
        if row.settled_by is not None:
            # A person named the record; the machine does not overrule that.
            del proposal["certification_number"]
        if row.status == CaseStatus.WITHDRAWN:
            row.status, row.version = CaseStatus.OPEN, row.version + 1
        same_documents = tuple(self._documents(row.id)) == case.document_ids
        if same_documents and all(getattr(row, name) == value for name, value in proposal.items()):
            return
        for name, value in proposal.items():
            setattr(row, name, value)
        row.version += 1
        if not same_documents:
            self._link_documents(row.id, case.document_ids)

    def _empty(self, row: CaseRecord) -> None:
        if self._documents(row.id):
            row.route, row.version = Route.TRIAGE, row.version + 1
            self._link_documents(row.id, ())

    def withdraw(self, submission_id: SubmissionId) -> None:
        """Close the cases of a submission whose papers were taken back, or are being split anew."""
        for row in self._rows_of_submission(submission_id, lock=True):
            row.status, row.version = CaseStatus.WITHDRAWN, row.version + 1
            row.claimed_by = row.claimed_until = None

    def bring_back(self, submission_id: SubmissionId) -> None:
        """Open the withdrawn cases whose documents are all there; the others have nothing to decide."""
        there = set(
            self._session.scalars(select(DocumentRow.id).where(DocumentRow.submission_id == submission_id))
        )
        for row in self._rows_of_submission(submission_id, lock=True):
            held = self._documents(row.id)
            if row.status == CaseStatus.WITHDRAWN and held and there.issuperset(held):
                row.status, row.version = CaseStatus.OPEN, row.version + 1
