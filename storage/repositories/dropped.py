"""Page pictures that no row shows any more, because a submission was gone through anew."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select

from domain.ids import BlobAddress, SubmissionId
from processing.ports import DroppedPicture, DropReason
from storage.repositories.base import Repository
from storage.statements import in_chunks
from storage.tables import DroppedPictureRow


class SqlDroppedPictures(Repository):
    """One row a picture and submission; it stays when the file is gone, for it says where that went."""

    def note(
        self, submission_id: SubmissionId, pictures: Collection[BlobAddress], why: DropReason, now: datetime
    ) -> None:
        """Keep that these were dropped; one that was dropped before is dropped again now."""
        addresses = sorted(pictures)
        for chunk in in_chunks(addresses):
            own = (DroppedPictureRow.submission_id == submission_id, DroppedPictureRow.address.in_(chunk))
            self._change(delete(DroppedPictureRow).where(*own))
        rows = [
            {"address": address, "submission_id": submission_id, "why": why, "at": now}
            for address in addresses
        ]
        if rows:
            self._session.execute(insert(DroppedPictureRow), rows)

    def of(self, addresses: Collection[BlobAddress]) -> dict[BlobAddress, DroppedPicture]:
        """Those of these addresses that were dropped, each as it was dropped last."""
        found: dict[BlobAddress, DroppedPicture] = {}
        for chunk in in_chunks(sorted(addresses)):
            rows = self._session.scalars(
                select(DroppedPictureRow)
                .where(DroppedPictureRow.address.in_(chunk))
                .order_by(DroppedPictureRow.at)
            )
            found |= {BlobAddress(row.address): _dropped(row) for row in rows}
        return found


def _dropped(row: DroppedPictureRow) -> DroppedPicture:
    return DroppedPicture(SubmissionId(row.submission_id), DropReason(row.why), row.at)
