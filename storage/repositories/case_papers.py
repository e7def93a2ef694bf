"""Papers into a case and out of it, and what the machine says of it then."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from domain.cases import Case
from domain.errors import StaleDecision
from domain.ids import CaseId, DocumentId, SubmissionId
from domain.kinds import CaseStatus
from processing.ports import NewCase
from storage.repositories.case_rows import CaseRows, proposal_of
from storage.tables import CaseDocumentRow, CaseRecord, DocumentRow


class CasePapers(CaseRows):
    """What is in a case."""

    def lock(self, case_ids: Sequence[CaseId]) -> None:
        """Hold these cases until the transaction ends, always in the order of their references, so that
        two people never wait for each other."""
        held = select(CaseRecord.id).where(CaseRecord.id.in_(case_ids)).order_by(CaseRecord.id)
        self._session.execute(held.with_for_update()).all()

    def decided_papers(self, submission_id: SubmissionId) -> set[DocumentId]:
        """Those of a submission that lie in a decided case."""
        found = self._session.scalars(
            select(DocumentRow.id)
            .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
            .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
            .where(DocumentRow.submission_id == submission_id, CaseRecord.status == CaseStatus.DECIDED)
        )
        return {DocumentId(document_id) for document_id in found}

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
        proposal = proposal_of(case)
        if row.settled_by is not None:
            del proposal["certification_number"]
        if any(getattr(row, name) != value for name, value in proposal.items()):
            row.version += 1
            for name, value in proposal.items():
                setattr(row, name, value)
        return self._case(row)

    def put_back(self, case_id: CaseId, status: CaseStatus, due_on: date) -> None:
        """Status and due date as they were before papers came or went."""
        row = self._row(CaseRecord, case_id, lock=True)
        row.status, row.due_on, row.version = status, due_on, row.version + 1

    def set_due(self, case_id: CaseId, due_on: date) -> None:
        """A due date that moved by itself: whoever looks at the case may go on, so that no version counts."""
        self._row(CaseRecord, case_id, lock=True).due_on = due_on
