"""Batches, envelopes, what persons said of a split, and what was taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.batches import (
    Batch,
    BatchState,
    Count,
    CountedEnvelope,
    Envelope,
    PageWords,
    Part,
    SplitEdit,
    Withdrawal,
)
from domain.cuts import Cut
from domain.ids import BatchId, PageId, SubmissionId, UserName
from domain.kinds import Channel


class Batches(Protocol):
    """What the clerk counts."""

    def record(
        self,
        submission_id: SubmissionId,
        channel: Channel,
        parts: Sequence[Part],
        envelopes: Sequence[Envelope],
        now: datetime,
    ) -> list[BatchId]:
        """Replace a submission's parts and envelopes, opening batches that are not there yet; the batches
        to count anew, those that it left included. A cover's expectation stands until a person types one."""

    def get(self, batch_id: BatchId) -> Batch:
        """Raises KeyError."""

    def newest(self, *, limit: int = 100) -> list[Batch]:
        """Those that differ first, then by the time they were opened, newest first."""

    def of_submission(self, submission_id: SubmissionId) -> list[Batch]: ...

    def submissions(self, batch_id: BatchId) -> list[SubmissionId]:
        """In order of receipt, those taken back included."""

    def parts(self, submission_id: SubmissionId) -> list[Part]:
        """In order of pages; what a cover expects stands with the batch."""

    def envelopes(self, batch_id: BatchId) -> list[CountedEnvelope]:
        """In order of receipt and place, with the written sides found in each; locks the batch's row, so
        that two files of one batch are counted one after the other."""

    def save_count(self, batch_id: BatchId, state: BatchState, count: Count) -> None: ...

    def expect(self, batch_id: BatchId, envelopes: int | None, pages: int | None, by: UserName) -> None:
        """What a clerk typed; stands above the cover's code."""

    def close(self, batch_id: BatchId, words: str, by: UserName, now: datetime) -> None:
        """A person says that all is right with the count as it stands."""

    def reopen(self, batch_id: BatchId) -> None:
        """The count is no longer the one that a person accepted, or somebody takes the word back."""

    def holding(self, submission_id: SubmissionId) -> list[Batch]:
        """Batches of this submission that differ: none of its cases may be approved."""

    def add_edit(
        self,
        submission_id: SubmissionId,
        page_id: PageId,
        edit: SplitEdit,
        by: UserName,
        now: datetime,
        cuts: Sequence[Cut] = (),
    ) -> None:
        """Keep what a person said of a page; `cuts` are the lines of SEVERAL_PAPERS."""

    def words(self, submission_id: SubmissionId) -> PageWords:
        """What stands of all that persons said of a submission's pages."""

    def waiting(self, batch_ids: Sequence[BatchId]) -> dict[BatchId, list[int]]:
        """By batch: the open quarantine entries of its files; batches without any are left out."""

    def withdraw(self, submission_id: SubmissionId, words: str, by: UserName, now: datetime) -> None: ...

    def restore(self, submission_id: SubmissionId, by: UserName, now: datetime) -> None:
        """Take a withdrawal back."""

    def withdrawal(self, submission_id: SubmissionId) -> Withdrawal | None:
        """The one that stands."""
