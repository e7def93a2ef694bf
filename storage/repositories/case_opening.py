"""Cases out of a submission: opened, proposed anew, withdrawn, brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, update

from domain.cases import Case
from domain.documents import PagePart
from domain.ids import CaseId, DocumentId, SubmissionId
from domain.kinds import Route
from domain.states import SETTLED, CaseStatus
from domain.times import office_day
from processing.cases.references import KnownCase, WantedCase, keep_references, share_papers
from processing.ports import NewCase
from storage.repositories.case_memory import CaseMemory
from storage.repositories.case_proposals import proposal_of
from storage.repositories.case_queues import closed_first
from storage.statements import insert_unless_there
from storage.tables import (
    CaseCounterRow,
    CaseRecord,
    SubmissionRow,
)


class CaseOpening(CaseMemory):
    """The cases that a submission makes; a repeated run gives the same references."""

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission; a repeated run gives the same references.

        Cases that a person answered stay, and with them the documents they hold. Each other reference goes
        with the pages it was given for (`processing/cases/references.py`); one whose pages went otherwise is
        withdrawn, without documents, and is never given to others.
        """
        self._lock(SubmissionRow, submission_id)
        existing = self._rows_of_submission(submission_id, lock=True)
        answered = self._answered(existing)
        wanted = self._not_held(cases, answered)
        rows = {CaseId(row.id): row for row in existing if row.id not in answered}
        known = [self._known(row) for row in rows.values()]
        moved = self._moved_to([document for case in wanted for document in case.document_ids])
        parts = [self._wanted(case, moved) for case in wanted]
        kept = keep_references(known, parts)
        homes = {place: case_id for case_id, place in kept.items()}
        settled = self._without_moved(wanted, homes, moved)
        self._go_on(rows, settled, kept)
        position = len(existing)
        for place, case in enumerate(settled):
            if place not in homes and (case.document_ids or not wanted[place].document_ids):
                own = self._by_hand(case, parts[place].parts, known, rows)
                self._open(submission_id, position, own, received_at, now)
                position += 1
        return self.of_submission(submission_id)

    def _go_on(
        self, rows: Mapping[CaseId, CaseRecord], cases: Sequence[NewCase], kept: Mapping[CaseId, int]
    ) -> None:
        placed = {document for case in cases for document in case.document_ids}
        for row in (row for case_id, row in rows.items() if case_id not in kept):
            self._leave_moved(row, placed)
        # Only then: what a person said of a case that is empty now goes on with its papers.
        for case_id in kept:
            self._repropose(rows[case_id], cases[kept[case_id]])

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

    def _wanted(self, case: NewCase, moved: Mapping[str, str]) -> WantedCase:
        """Known by what came, not by what was moved."""
        own = [d for d in case.document_ids if d not in moved]
        return WantedCase(self._parts_of(own), case.certification_number)

    def _without_moved(
        self, wanted: Sequence[NewCase], homes: Mapping[int, CaseId], moved: Mapping[str, str]
    ) -> list[NewCase]:
        """What the cases are without documents that were moved into another one than goes on with them."""
        stay = [
            tuple(d for d in case.document_ids if moved.get(d, homes.get(place)) == homes.get(place))
            for place, case in enumerate(wanted)
        ]
        return [replace(case, document_ids=ids) for case, ids in zip(wanted, stay, strict=True)]

    def _by_hand(
        self,
        case: NewCase,
        parts: frozenset[PagePart],
        known: Sequence[KnownCase],
        rows: Mapping[CaseId, CaseRecord],
    ) -> NewCase:
        """In the queue that a person chose for the case that its papers were in."""
        before = [k.id for k in known if share_papers(k.parts, parts) and self._is_rerouted(k.id)]
        chosen = closed_first(Route(rows[case_id].route) for case_id in before)
        return case if chosen is None or case.route is Route.RESTRICTED else replace(case, route=chosen)

    def open_beside(
        self, submission_id: SubmissionId, case: NewCase, received_at: datetime, now: datetime
    ) -> Case:
        """One more case of a submission, for papers that were parted from another."""
        self._lock(SubmissionRow, submission_id)
        position = len(self._rows_of_submission(submission_id))
        return self.get(self._open(submission_id, position, case, received_at, now))

    def _open(
        self, submission_id: SubmissionId, position: int, case: NewCase, received_at: datetime, now: datetime
    ) -> CaseId:
        # By the office's own year: an arrival on New Year's Eve belongs to the old one.
        case_id = self._next_reference(office_day(received_at).year)
        opened = {
            "id": case_id,
            "submission_id": submission_id,
            "position": position,
            "status": CaseStatus.OPEN,
            "received_at": received_at,
            "version": 1,
            "opened_at": now,
        }
        self._insert(CaseRecord, [opened | proposal_of(case)])
        self._link_documents(case_id, case.document_ids)
        return case_id

    def _next_reference(self, year: int) -> CaseId:
        """Counts in this transaction: a rollback takes the number back, so that there are no gaps."""
        count = self._run(_COUNT_ON, {"of": year}).scalar()
        if count is None:
            self._run(insert_unless_there(self._session, CaseCounterRow), {"year": year, "last": 0})
            count = self._run(_COUNT_ON, {"of": year}).scalar()
        return CaseId(f"C-{year}-{count:06d}")

    def _repropose(self, row: CaseRecord, case: NewCase) -> None:
        ids = case.document_ids
        before = self._parts_held(row.id)
        same_papers = tuple(self._documents(row.id)) == ids and before == self._parts_of(ids)
        if not same_papers:
            self._link_documents(row.id, ids)
        changed = self._take_proposal(row, case, before) or not same_papers
        if row.status == CaseStatus.WITHDRAWN:
            row.status, changed = self._status_again(row), True
        row.version += changed

    def _leave_moved(self, row: CaseRecord, placed: set[DocumentId]) -> None:
        """A case that goes on with none of what came keeps what was moved into it, else nothing."""
        held = self._documents(row.id)
        here = self._moved_in(row.id)
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


_COUNT_ON: Final = (
    update(CaseCounterRow)
    .where(CaseCounterRow.year == bindparam("of"))
    .values(last=CaseCounterRow.last + 1)
    .returning(CaseCounterRow.last)
)
