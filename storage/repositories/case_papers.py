"""Papers into a case and out of it, and what the machine says of it then."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select

from domain.cases import Case
from domain.errors import StaleDecision
from domain.ids import CaseId, DocumentId, SubmissionId
from domain.states import SETTLED, CaseStatus
from processing.cases.references import share_papers
from processing.ports import NewCase
from storage.repositories.case_proposals import CaseProposals
from storage.tables import CaseDocumentRow, CasePageRow, CaseRecord, DocumentRow

_IN_THE_QUEUE = (CaseStatus.OPEN, CaseStatus.REOPENED)
_DECIDED_PAPERS: Final = (
    select(DocumentRow.id)
    .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
    .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
    .where(DocumentRow.submission_id == bindparam("submission"), CaseRecord.status == CaseStatus.DECIDED)
)


class CasePapers(CaseProposals):
    """What is in a case."""

    def lock(self, case_ids: Sequence[CaseId]) -> None:
        """Hold these cases until the transaction ends, always in the order of their references, so that
        two people never wait for each other."""
        held = select(CaseRecord.id).where(CaseRecord.id.in_(case_ids)).order_by(CaseRecord.id)
        self._session.execute(held.with_for_update()).all()

    def decided_papers(self, submission_id: SubmissionId) -> set[DocumentId]:
        """Those of a submission that lie in a decided case."""
        found = self._run(_DECIDED_PAPERS, {"submission": submission_id}).scalars()
        return {DocumentId(document_id) for document_id in found}

    def held_by_word(self, submission_id: SubmissionId) -> tuple[set[DocumentId], list[list[DocumentId]]]:
        """Documents in cases that stand as a person left them; by case, those of whom a person named the
        record."""
        rows = self._found(CaseRecord, "position", submission_id=submission_id)
        answered = {d for row in rows if CaseStatus(row.status) in SETTLED for d in self._documents(row.id)}
        named = [row.id for row in rows if row.settled_by and CaseStatus(row.status) in _IN_THE_QUEUE]
        return answered, [self._documents(case_id) for case_id in named]

    def sharing_pages(self, case_id: CaseId) -> list[Case]:
        """The other cases that hold, or held, pages or parts of pages that this one held last."""
        own = self._parts_held(case_id)
        pages = select(CasePageRow.page_id).where(CasePageRow.case_id == case_id)
        others = self._session.scalars(
            select(CasePageRow.case_id)
            .where(CasePageRow.page_id.in_(pages), CasePageRow.case_id != case_id)
            .distinct()
            .order_by(CasePageRow.case_id)
        )
        return [self.get(CaseId(key)) for key in others if share_papers(own, self._parts_held(key))]

    def change_papers(
        self,
        case_id: CaseId,
        *,
        add: Sequence[DocumentId] = (),
        take: Sequence[DocumentId] = (),
    ) -> Case:
        """Put papers into a case, or take them out; a case that is left without any is withdrawn.

        Raises `StaleDecision` where it was decided.
        """
        row = self._row(CaseRecord, case_id, lock=True)
        if row.status == CaseStatus.DECIDED:
            raise StaleDecision(f"{case_id} was decided already")
        held = self._documents(case_id)
        left = [d for d in held if d not in take]
        left += [d for d in add if d not in left]
        if left == held:
            return self._case(row)
        self._link_documents(case_id, left)
        row.version += 1
        if not left:
            row.status, row.claimed_by, row.claimed_until = CaseStatus.WITHDRAWN, None, None
        return self._case(row)

    def propose_anew(self, case_id: CaseId, case: NewCase) -> Case:
        """What the machine says of a case since other papers are in it; its papers stay."""
        row = self._row(CaseRecord, case_id, lock=True)
        if self._take_proposal(row, case, self._parts_held(row.id)):
            row.version += 1
        return self._case(row)

    def put_back(self, case_id: CaseId, status: CaseStatus, due_on: date) -> None:
        """Status and due date as they were before papers came or went."""
        row = self._row(CaseRecord, case_id, lock=True)
        row.status, row.due_on, row.version = status, due_on, row.version + 1

    def set_due(self, case_id: CaseId, due_on: date) -> None:
        """A due date that moved by itself: whoever looks at the case may go on, so that no version counts."""
        self._row(CaseRecord, case_id, lock=True).due_on = due_on
