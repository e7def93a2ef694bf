"""What is known of a case that was opened before: what it held, and what people said and moved."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from domain.ids import CaseId, CertificationNumber, DocumentId
from domain.kinds import DispatchKind
from domain.states import CaseStatus
from processing.cases.references import KnownCase
from storage.repositories.case_proposals import CaseProposals
from storage.repositories.moves import LIES_THERE
from storage.statements import in_chunks
from storage.tables import CaseMoveRow, CaseMoveUndoRow, CaseRecord, DecisionRow, DispatchRow


class CaseMemory(CaseProposals):
    """What decides whether a case keeps its reference."""

    def _known(self, row: CaseRecord) -> KnownCase:
        number, standing = row.certification_number, self._number_decided(row.id)
        return KnownCase(
            id=CaseId(row.id),
            parts=self._parts_held(row.id) - self._parts_of(self._moved_in(row.id)),
            number=None if number is None else CertificationNumber(number),
            answered=row.settled_by is not None or row.reopened_at is not None or self._has_history(row.id),
            answered_for=None if standing is None else CertificationNumber(standing),
            settled=row.settled_by is not None,
            claimed=row.claimed_by is not None,
        )

    def _has_history(self, case_id: str) -> bool:
        """Whether anybody ever decided it, or anything but an acknowledgement was sent for it."""
        decided = select(DecisionRow.id).where(DecisionRow.case_id == case_id)
        sent = select(DispatchRow.id).where(
            DispatchRow.case_id == case_id, DispatchRow.kind != DispatchKind.ACKNOWLEDGEMENT
        )
        return any(self._session.scalars(query.limit(1)).first() is not None for query in (decided, sent))

    def _status_again(self, row: CaseRecord) -> CaseStatus:
        """Of a case that was withdrawn and is there again."""
        was_answered = row.reopened_at is not None or self._has_history(row.id)
        return CaseStatus.REOPENED if was_answered else CaseStatus.OPEN

    def _moved_in(self, case_id: str) -> list[DocumentId]:
        """What it holds that was moved into it."""
        held = self._documents(case_id)
        moved = self._moved_to(held)
        return [d for d in held if moved.get(d) == case_id]

    def _moved_to(self, document_ids: Sequence[DocumentId]) -> dict[str, str]:
        """Of each of these documents that lies where it was moved: the case into which it came last."""
        return {
            document: case_id
            for chunk in in_chunks(document_ids)
            for document, case_id in self._run(_MOVED_TO, {"documents": chunk})
        }


_MOVED_TO: Final = (
    select(CaseMoveRow.document_id, CaseMoveRow.to_case)
    .where(
        CaseMoveRow.document_id.in_(bindparam("documents", expanding=True)),
        CaseMoveRow.deed.not_in(select(CaseMoveUndoRow.deed)),
        LIES_THERE,
    )
    .order_by(CaseMoveRow.id)
)
