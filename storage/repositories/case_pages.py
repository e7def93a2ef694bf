"""What cases hold: their documents, and the pages or parts of pages where these stand."""

from collections.abc import Sequence

from domain.documents import PagePart
from domain.geometry import Box
from domain.ids import DocumentId, PageId
from storage.repositories.base import Repository
from storage.statements import in_chunks
from storage.tables import CaseDocumentRow, CasePageRow, DocumentPageRow


class CasePages(Repository):
    """The documents of a case, and where they stood when it last held any."""

    def _documents(self, case_id: str) -> list[DocumentId]:
        found = self._found(CaseDocumentRow, "position", case_id=case_id)
        return [DocumentId(row.document_id) for row in found]

    def _link_documents(self, case_id: str, document_ids: Sequence[DocumentId]) -> None:
        """Which pages it held is kept where it is left without any: by them it is known again."""
        self._delete(CaseDocumentRow, case_id=case_id)
        rows = [
            {"case_id": case_id, "position": position, "document_id": document_id}
            for position, document_id in enumerate(document_ids)
        ]
        self._insert(CaseDocumentRow, rows)
        if parts := self._parts_of(document_ids):
            self._delete(CasePageRow, case_id=case_id)
            pages = [{"case_id": case_id, "page_id": p, "region": write_region(r)} for p, r in parts]
            self._insert(CasePageRow, pages)

    def _parts_of(self, document_ids: Sequence[DocumentId]) -> frozenset[PagePart]:
        """Where documents stand now."""
        found = [
            row
            for chunk in in_chunks(document_ids)
            for row in self._found(DocumentPageRow, document_id=chunk)
        ]
        return frozenset((PageId(row.page_id), Box(*row.region) if row.region else None) for row in found)

    def _parts_held(self, case_id: str) -> frozenset[PagePart]:
        """Where the papers of a case stood when it last held any.

        A worker of an earlier release, beside which the tables were upgraded, keeps no pages; of its cases
        the documents tell, which stand where they stood until they are split anew.
        """
        found = self._found(CasePageRow, case_id=case_id)
        if not found:
            return self._parts_of(self._documents(case_id))
        return frozenset((PageId(row.page_id), read_region(row.region)) for row in found)


def write_region(region: Box | None) -> str:
    """A part of a page as a key; empty: all of it."""
    return ",".join(map(str, region.as_list())) if region else ""


def read_region(text: str) -> Box | None:
    """The part that a key names."""
    return Box(*map(int, text.split(","))) if text else None
