"""Cases out of a submission: opened, proposed anew, withdrawn, brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.cases import Case
from domain.documents import PagePart
from domain.ids import CaseId, CertificationNumber, DocumentId, SubmissionId
from domain.kinds import CaseStatus, DispatchKind, Route
from domain.times import office_day
from processing.anew import SETTLED
from processing.cases.references import KnownCase, WantedCase, keep_references, share_papers
from processing.ports import NewCase
from storage.repositories.case_rows import CaseRows, proposal_of
from storage.statements import insert_unless_there
from storage.tables import (
    CaseCounterRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
    DispatchRow,
    SubmissionRow,
)


class CaseOpening(CaseRows):
    """The cases that a submission makes; a repeated run gives the same references."""

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission; a repeated run gives the same references.

        Cases that a person answered stay, and with them the documents they hold. Each other reference goes
        with the pages it was given for (`processing/cases/references.py`); one whose pages went otherwise is
        withdrawn, without documents, and is never given to others.
        """
        self._row(SubmissionRow, submission_id, lock=True)
        existing = self._rows_of_submission(submission_id, lock=True)
        answered = self._answered(existing)
        wanted = self._not_held(cases, answered)
        rows = {CaseId(row.id): row for row in existing if row.id not in answered}
        known = [self._known(row) for row in rows.values()]
        parts = [WantedCase(self._parts_of(case.document_ids), case.certification_number) for case in wanted]
        kept = keep_references(known, parts)
        placed = {document for case in wanted for document in case.document_ids}
        for case_id, row in rows.items():
            if case_id in kept:
                self._repropose(row, wanted[kept[case_id]])
            else:
                self._leave_moved(row, placed)
        new = [place for place in range(len(wanted)) if place not in kept.values()]
        for position, place in enumerate(new, start=len(existing)):
            case = self._by_hand(wanted[place], parts[place].parts, known, rows)
            self._open(submission_id, position, case, received_at, now)
        return self.of_submission(submission_id)

    def _answered(self, rows: Sequence[CaseRecord]) -> set[str]:
        """Those that stand as a person left them."""
        return {row.id for row in rows if CaseStatus(row.status) in SETTLED}

    def _not_held(self, cases: Sequence[NewCase], holding: set[str]) -> list[NewCase]:
        """What the cases are without the documents that others hold."""
        taken = {document for case_id in holding for document in self._documents(case_id)}
        free = [tuple(d for d in case.document_ids if d not in taken) for case in cases]
        return [
            replace(case, document_ids=ids)
            for case, ids in zip(cases, free, strict=True)
            if ids or not case.document_ids
        ]

    def _known(self, row: CaseRecord) -> KnownCase:
        number, standing = row.certification_number, self._number_decided(row.id)
        return KnownCase(
            id=CaseId(row.id),
            parts=self._parts_held(row.id),
            number=None if number is None else CertificationNumber(number),
            answered=row.settled_by is not None or row.reopened_at is not None or self._has_history(row.id),
            answered_for=None if standing is None else CertificationNumber(standing),
            settled=row.settled_by is not None,
            claimed=row.claimed_by is not None,
        )

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

    def _has_history(self, case_id: str) -> bool:
        """Whether anybody ever decided it, or anything but an acknowledgement was sent for it."""
        decided = select(DecisionRow.id).where(DecisionRow.case_id == case_id)
        sent = select(DispatchRow.id).where(
            DispatchRow.case_id == case_id, DispatchRow.kind != DispatchKind.ACKNOWLEDGEMENT
        )
        return any(self._session.scalars(query.limit(1)).first() is not None for query in (decided, sent))

    def _by_hand(
        self,
        case: NewCase,
        parts: frozenset[PagePart],
        known: Sequence[KnownCase],
        rows: Mapping[CaseId, CaseRecord],
    ) -> NewCase:
        """In the queue that a person chose for the case that its papers were in."""
        before = (k.id for k in known if share_papers(k.parts, parts) and self._is_rerouted(k.id))
        first = next(before, None)
        return case if first is None else replace(case, route=Route(rows[first].route))

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
        ids = case.document_ids
        same_papers = tuple(self._documents(row.id)) == ids and self._parts_held(row.id) == self._parts_of(
            ids
        )
        changed = self._take_proposal(row, case) or not same_papers
        if row.status == CaseStatus.WITHDRAWN:
            row.status, changed = self._status_again(row), True
        if not same_papers:
            self._link_documents(row.id, ids)
        row.version += changed

    def _status_again(self, row: CaseRecord) -> CaseStatus:
        """Of a case that was withdrawn and is there again."""
        was_answered = row.reopened_at is not None or self._has_history(row.id)
        return CaseStatus.REOPENED if was_answered else CaseStatus.OPEN

    def _leave_moved(self, row: CaseRecord, placed: set[DocumentId]) -> None:
        """A case that goes on with none of what came keeps what was moved into it, else nothing."""
        held = self._documents(row.id)
        here = set(
            self._session.scalars(
                select(CaseMoveRow.document_id).where(
                    CaseMoveRow.to_case == row.id, CaseMoveRow.deed.not_in(select(CaseMoveUndoRow.deed))
                )
            )
        )
        left = [d for d in held if d in here and d not in placed]
        if left and left == held:
            return
        if held:
            self._link_documents(row.id, left)
        if left:
            row.version += 1
        elif held or row.status != CaseStatus.WITHDRAWN:
            # Its queue stays: what a person wrote under a restricted case is not open to all.
            row.status, row.version = CaseStatus.WITHDRAWN, row.version + 1
            row.claimed_by = row.claimed_until = None

    def withdraw(self, submission_id: SubmissionId) -> None:
        """Close the cases of a submission whose papers were taken back, or are being split anew."""
        for row in self._rows_of_submission(submission_id, lock=True):
            row.status, row.version = CaseStatus.WITHDRAWN, row.version + 1
            row.claimed_by = row.claimed_until = None

    def bring_back(self, submission_id: SubmissionId) -> None:
        """Open the withdrawn cases whose papers stand where they did; the others have nothing to decide."""
        for row in self._rows_of_submission(submission_id, lock=True):
            held = self._documents(row.id)
            if (
                row.status == CaseStatus.WITHDRAWN
                and held
                and self._parts_held(row.id) == self._parts_of(held)
            ):
                row.status, row.version = self._status_again(row), row.version + 1
