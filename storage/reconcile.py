"""Reconciling the ledger with the disk: every arrival, attachment, page and file is accounted for.

What counts as an answer stands in `storage.ledger` alone; here files are compared with rows.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.errors import CorruptDocument
from domain.ids import BlobAddress
from domain.ledger import LedgerLine, Thing
from processing.ports import DroppedPicture, DropReason
from storage.database import SqlStorage

#: A file younger than this may belong to an arrival whose row is being written.
SETTLING_SECONDS: Final = 3600
#: A picture that was dropped, and stored by nobody, for so long is taken away. No stage takes a day from
#: storing a picture to the row that shows it.
KEPT_SECONDS: Final = 24 * 3600


class DifferenceKind(StrEnum):
    """What does not agree."""

    FILE_MISSING = "file_missing"
    FILE_DAMAGED = "file_damaged"
    FILE_WITHOUT_ROW = "file_without_row"
    PICTURES_DROPPED = "pictures_dropped"
    PICTURES_REMOVED = "pictures_removed"
    SUBMISSION_STANDS_STILL = "submission_stands_still"
    ATTACHMENT_UNEXPLAINED = "attachment_unexplained"
    PAGE_UNEXPLAINED = "page_unexplained"
    DOCUMENT_WITHOUT_CASE = "document_without_case"


WORDS: Final = {
    DifferenceKind.FILE_MISSING: "a row refers to this file and it is not on disk: restore it from a backup",
    DifferenceKind.FILE_DAMAGED: "the file does not open: restore it from a backup",
    DifferenceKind.FILE_WITHOUT_ROW: "no row refers to this file: left by an arrival that was not completed",
    DifferenceKind.PICTURES_DROPPED: "page pictures that it shows no more; they are taken away in a day",
    DifferenceKind.PICTURES_REMOVED: "page pictures that it showed no more were taken away now",
    DifferenceKind.SUBMISSION_STANDS_STILL: "no case, no quarantine entry and no job: start its stages again",
    DifferenceKind.ATTACHMENT_UNEXPLAINED: "it gave no pages and no quarantine entry says why",
    DifferenceKind.PAGE_UNEXPLAINED: "it is in no document and was not set aside with a reason",
    DifferenceKind.DOCUMENT_WITHOUT_CASE: "it is in no case and repeats no other document",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not accounted for."""

    kind: DifferenceKind
    subject: str
    """Id of the submission, attachment, page or document, or a store address."""
    detail: str = ""
    """How many, and why."""

    def __str__(self) -> str:
        told = f"{self.detail} {self.words}" if self.detail else self.words
        return f"{self.kind} {self.subject}: {told}"

    @property
    def words(self) -> str:
        """What it means and what to do."""
        return WORDS[self.kind]

    @property
    def explained(self) -> bool:
        """Whether it is as it should be."""
        return self.kind in (DifferenceKind.PICTURES_DROPPED, DifferenceKind.PICTURES_REMOVED)


def reconcile_store(
    storage: SqlStorage, *, deep: bool = False, told: Callable[[int, int], None] | None = None
) -> list[Difference]:
    """Every difference between the rows and the file store, and everything that stands still unexplained.

    `deep` opens every stored file too (reads the whole store). Files that a killed process left half written
    are no difference, for nothing refers to them: they are taken away. So are, a day later, page pictures
    that were dropped on purpose; these are told, as explained. `told` hears how many files were looked at, of
    how many.
    """
    storage.files.clear_unfinished(older_than=SETTLING_SECONDS)
    return [*_file_differences(storage, deep, told), *_ledger_differences(storage)]


def _file_differences(
    storage: SqlStorage, deep: bool, told: Callable[[int, int], None] | None
) -> Iterator[Difference]:
    stored = set(storage.files.addresses())
    with storage.work() as work:
        referred = set(work.submissions.originals_and_images())
    for done, address in enumerate(sorted(referred), start=1):
        # Looked at again: a file may have come in after the listing.
        if address not in stored and not storage.files.contains(address):
            yield Difference(DifferenceKind.FILE_MISSING, address)
        elif deep and not _opens(storage, address):
            yield Difference(DifferenceKind.FILE_DAMAGED, address)
        if told:
            told(done, len(referred))
    left = stored - referred
    with storage.work() as work:
        dropped = work.dropped.of(left)
    for address in sorted(left - dropped.keys()):
        if _age_seconds(storage, address) > SETTLING_SECONDS:
            yield Difference(DifferenceKind.FILE_WITHOUT_ROW, address)
    yield from _dropped_pictures(storage, dropped)


def _dropped_pictures(
    storage: SqlStorage, dropped: dict[BlobAddress, DroppedPicture]
) -> Iterator[Difference]:
    """One line for what a submission dropped at one time; nothing refers to these, so old ones go now."""
    groups: dict[tuple[DifferenceKind, DroppedPicture], int] = defaultdict(int)
    for address, picture in dropped.items():
        groups[_take_away(storage, address, picture.at), picture] += 1
    for (kind, picture), count in sorted(groups.items(), key=lambda group: (group[0][1].at, group[0][0])):
        why = f"{count}, since it was {_WHY[picture.why]} on {picture.at:%Y-%m-%d}:"
        yield Difference(kind, picture.submission_id, why)


def _take_away(storage: SqlStorage, address: BlobAddress, at: datetime) -> DifferenceKind:
    """Removed twice, or by two at once, it is gone all the same."""
    lately = at.timestamp() > time.time() - KEPT_SECONDS
    if lately or not storage.files.remove(address, unused_seconds=KEPT_SECONDS):
        return DifferenceKind.PICTURES_DROPPED
    return DifferenceKind.PICTURES_REMOVED


_WHY: Final = {DropReason.UNPACKED_ANEW: "unpacked anew", DropReason.READ_ANEW: "read anew"}


def _opens(storage: SqlStorage, address: BlobAddress) -> bool:
    try:
        storage.files.get(address)
    except CorruptDocument:
        return False
    return True


def _age_seconds(storage: SqlStorage, address: BlobAddress) -> float:
    try:
        return time.time() - storage.files.modified_at(address)
    except FileNotFoundError:
        return 0.0


def _ledger_differences(storage: SqlStorage) -> list[Difference]:
    """What the ledger shows as unexplained; a document without a case once, however many pages it has."""
    with storage.work() as work:
        found = [each for line in work.ledger.unexplained() for each in _differences(line)]
    return list(dict.fromkeys(found))


def _differences(line: LedgerLine) -> list[Difference]:
    if line.document_ids:
        return [Difference(DifferenceKind.DOCUMENT_WITHOUT_CASE, key) for key in line.document_ids]
    return [Difference(_OF_THING[line.thing], line.id)]


_OF_THING: Final = {
    Thing.SUBMISSION: DifferenceKind.SUBMISSION_STANDS_STILL,
    Thing.ATTACHMENT: DifferenceKind.ATTACHMENT_UNEXPLAINED,
    Thing.PAGE: DifferenceKind.PAGE_UNEXPLAINED,
}
