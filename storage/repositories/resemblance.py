"""Papers that came before: the same picture, pictures that look alike, and what a person said of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select

from domain.ids import DocumentId, PageId, SubmissionId, UserName
from processing.ports import LookHit, PictureHit
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import (
    DocumentPageRow,
    DocumentRow,
    NotDuplicateRow,
    PageBandRow,
    PageLookRow,
    PageRow,
)


class SqlResemblances(Repository):
    """Looks are found by their bands; pictures by their address, which follows from their content."""

    def save_looks(self, looks: Sequence[tuple[PageId, int]], bands: Sequence[Sequence[int]]) -> None:
        """Replace what these pages look like."""
        for (page_id, look), own in zip(looks, bands, strict=True):
            self._delete(PageLookRow, page_id=page_id)
            self._insert(PageLookRow, [{"page_id": page_id, "look": f"{look:016x}"}])
            self._insert(PageBandRow, [{"band": band, "page_id": page_id} for band in own])

    def look(self, page_id: PageId) -> int | None:
        """None where none is kept."""
        row = self._found_one(PageLookRow, page_id)
        return None if row is None else int(row.look, 16)

    def looking_like(
        self, bands: Sequence[int], exclude: SubmissionId, *, shared: int, limit: int
    ) -> list[LookHit]:
        """Most bands shared first."""
        asked = {"bands": list(bands), "shared": shared, "exclude": exclude, "most": limit}
        found = self._run(_LOOKING_LIKE, asked)
        return [LookHit(PageId(page), DocumentId(document), int(look, 16)) for page, document, look in found]

    def same_pictures(self, document_id: DocumentId) -> list[PictureHit]:
        """By the pictures as unpack left them."""
        own = self._pictures(document_id)
        if not own:
            return []
        first, _ = next(iter(own))
        holders = self._run(_HOLDING_PICTURE, {"picture": first, "document": document_id})
        return [
            PictureHit(DocumentId(document), SubmissionId(other))
            for document, other in list(holders)
            if self._pictures(document) == own
        ]

    def _pictures(self, document_id: str) -> Counter[tuple[str, str]]:
        """Of the pages that have one, with the part that is the document's; empty where any page has none."""
        found = self._run(_PICTURES, {"document": document_id}).all()
        pictures = [(picture, str(region)) for picture, region in found if picture is not None]
        return Counter(pictures if len(pictures) == len(found) else ())

    def tell_apart(self, one: PageId, other: PageId, by: UserName, now: datetime) -> None:
        """Both ways round, so that either finds it; the first word stands."""
        for page, another in ((one, other), (other, one)):
            self._session.execute(
                insert_unless_there(self._session, NotDuplicateRow).values(
                    page_id=page, other_page_id=another, by=by, at=now
                )
            )

    def told_apart(self, page_id: PageId) -> set[PageId]:
        """First pages of papers that are others."""
        return {PageId(row.other_page_id) for row in self._found(NotDuplicateRow, page_id=page_id)}


_COUNT: Final = func.count(PageBandRow.band)
_ALIKE: Final = (
    select(PageBandRow.page_id, _COUNT.label("shared"))
    .where(PageBandRow.band.in_(bindparam("bands", expanding=True)))
    .group_by(PageBandRow.page_id)
    .having(bindparam("shared") <= _COUNT)
    .subquery()
)
_LOOKING_LIKE: Final = (
    select(PageLookRow.page_id, DocumentPageRow.document_id, PageLookRow.look)
    .join(_ALIKE, _ALIKE.c.page_id == PageLookRow.page_id)
    .join(DocumentPageRow, DocumentPageRow.page_id == PageLookRow.page_id)
    .join(PageRow, PageRow.id == PageLookRow.page_id)
    .where(PageRow.submission_id != bindparam("exclude"))
    .order_by(_ALIKE.c.shared.desc(), PageLookRow.page_id)
    .limit(bindparam("most"))
)
_HOLDING_PICTURE: Final = (
    select(DocumentRow.id, DocumentRow.submission_id)
    .join(DocumentPageRow, DocumentPageRow.document_id == DocumentRow.id)
    .join(PageRow, PageRow.id == DocumentPageRow.page_id)
    .where(
        PageRow.first_image == bindparam("picture"),
        DocumentRow.submission_id.not_in(
            select(DocumentRow.submission_id).where(DocumentRow.id == bindparam("document"))
        ),
    )
    .distinct()
    .order_by(DocumentRow.id)
)
_PICTURES: Final = (
    select(PageRow.first_image, DocumentPageRow.region)
    .join(DocumentPageRow, DocumentPageRow.page_id == PageRow.id)
    .where(DocumentPageRow.document_id == bindparam("document"))
)
