"""What cases hold: their documents, and the pages or parts of pages where these stand."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from domain.documents import PagePart
from domain.geometry import Box
from domain.ids import DocumentId, PageId
from storage.repositories.base import Repository
from storage.statements import in_chunks
from storage.tables import CaseDocumentRow, CasePageRow, DocumentPageRow


class CasePages(Repository):
    """The documents of a case, and where they stood when it last held any."""

    def _documents(self, case_id: str) -> list[DocumentId]:
        found = self._session.scalars(
            select(CaseDocumentRow.document_id)
            .where(CaseDocumentRow.case_id == case_id)
            .order_by(CaseDocumentRow.position)
        )
        return [DocumentId(document_id) for document_id in found]

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


def write_region(region: Box | None) -> str:
    """A part of a page as a key; empty: all of it."""
    return ",".join(map(str, region.as_list())) if region else ""


def read_region(text: str) -> Box | None:
    """The part that a key names."""
    return Box(*map(int, text.split(","))) if text else None
