"""Papers that came before: the same picture, pictures that look alike, and what a person said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import DocumentId, PageId, SubmissionId, UserName


@dataclass(frozen=True, slots=True)
class LookHit:
    """A page of another submission that looks alike."""

    page_id: PageId
    document_id: DocumentId
    look: int


@dataclass(frozen=True, slots=True)
class PictureHit:
    """A document of another submission whose pictures are all the very same."""

    document_id: DocumentId
    submission_id: SubmissionId


class Resemblances(Protocol):
    """Hints at papers that came before. None of them decides anything."""

    def save_looks(self, looks: Sequence[tuple[PageId, int]], bands: Sequence[Sequence[int]]) -> None:
        """Keep what pages look like, each with the bands that it is found by; replaces earlier ones."""

    def look(self, page_id: PageId) -> int | None:
        """None for a page without a picture, or of before looks were kept."""

    def looking_like(
        self, bands: Sequence[int], exclude: SubmissionId, *, shared: int, limit: int
    ) -> list[LookHit]:
        """Pages of documents of other submissions that share at least so many bands, most shared first."""

    def same_pictures(self, document_id: DocumentId) -> list[PictureHit]:
        """Documents of other submissions with the very same pictures, as many; none for a text."""

    def tell_apart(self, one: PageId, other: PageId, by: UserName, now: datetime) -> None:
        """Keep a person's word that two papers, by their first pages, are two."""

    def told_apart(self, page_id: PageId) -> set[PageId]:
        """First pages of the papers that a person told apart from this one."""
