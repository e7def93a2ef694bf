"""The ledger: one line a thing, and what answers for it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Protocol

from domain.ids import SubmissionId
from domain.kinds import Channel
from domain.ledger import LedgerLine


class Ledger(Protocol):
    """A question to the tables, kept nowhere: every row of custody is asked what answers for it, so that
    nothing can be left out, and what nothing answers for is `UNEXPLAINED`."""

    def submissions(
        self,
        *,
        channel: Channel | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: SubmissionId | None = None,
        limit: int = 50,
    ) -> list[LedgerLine]:
        """Lines of submissions received in [since, until), newest first; keyset paging by `after`."""

    def of_submission(self, submission_id: SubmissionId) -> list[LedgerLine]:
        """The submission, its attachments in path order, each with its pages. Raises KeyError."""

    def unexplained(self) -> Iterator[LedgerLine]:
        """Every line of the whole ledger for which nothing answers; submissions, attachments, then pages."""

    def against_approval(self, submission_id: SubmissionId) -> list[LedgerLine]:
        """Pages in no document and not set aside, and attachments that nothing answers for."""

    def perhaps_restricted(self, submission_ids: Collection[SubmissionId]) -> set[SubmissionId]:
        """Those of which something may be closed to most; of the others surely nothing is."""

    def find(self, reference: str) -> list[SubmissionId]:
        """Submissions by their id (or its beginning), their source, or a case's reference."""
