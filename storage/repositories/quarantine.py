"""The queue of what could not be handled."""

from datetime import date, datetime

from sqlalchemy import insert, select

from domain.ids import AttachmentId, SubmissionId, UserName
from domain.ledger import Ending
from domain.states import Stage
from processing.ports import QuarantineEntry
from storage.repositories.base import Repository
from storage.tables import QuarantineRow, SubmissionRow


class SqlQuarantine(Repository):
    """Entries wait for a person with an owner and a due date; none is ever deleted."""

    def add(
        self,
        submission_id: SubmissionId,
        attachment_id: AttachmentId | None,
        stage: Stage,
        reason: str,
        remedy: str,
        due_on: date,
        now: datetime,
    ) -> None:
        """Idempotent for an open entry of the same submission, attachment and stage.

        What a person closed with words, or replaced, does not come back where another part is retried.
        """
        # The submission's row serialises two workers that quarantine the same thing at once.
        self._row(SubmissionRow, submission_id, lock=True)
        if self._open_entry(submission_id, attachment_id, stage) is not None:
            return
        if attachment_id is not None and self._settled_before(submission_id, attachment_id, stage, reason):
            return
        self._session.execute(
            insert(QuarantineRow).values(
                submission_id=submission_id,
                attachment_id=attachment_id,
                stage=stage,
                reason=self._seal_text(reason, f"quarantine.reason:{submission_id}"),
                remedy=remedy,
                owner="",
                due_on=due_on,
                created_at=now,
            )
        )

    def _open_entry(
        self, submission_id: SubmissionId, attachment_id: AttachmentId | None, stage: Stage
    ) -> int | None:
        return self._session.scalar(
            select(QuarantineRow.id).where(
                QuarantineRow.submission_id == submission_id,
                QuarantineRow.attachment_id.is_not_distinct_from(attachment_id),
                QuarantineRow.stage == stage,
                QuarantineRow.resolved_at.is_(None),
            )
        )

    def _settled_before(
        self, submission_id: SubmissionId, attachment_id: AttachmentId, stage: Stage, reason: str
    ) -> bool:
        """Whether a person settled this very trouble of this part; the last word on it counts."""
        last = self._session.scalar(
            select(QuarantineRow)
            .where(
                QuarantineRow.submission_id == submission_id,
                QuarantineRow.attachment_id == attachment_id,
                QuarantineRow.stage == stage,
            )
            .order_by(QuarantineRow.id.desc())
            .limit(1)
        )
        if last is None or last.ending == Ending.RETRIED:
            return False
        return self._unseal_text(last.reason, f"quarantine.reason:{submission_id}") == reason

    def get(self, entry_id: int) -> QuarantineEntry:
        """Raises KeyError."""
        return self._entry(self._row(QuarantineRow, entry_id))

    def entries(self, *, open_only: bool = True, limit: int | None = None) -> list[QuarantineEntry]:
        """Oldest first; with a limit the newest so many."""
        query = select(QuarantineRow).order_by(QuarantineRow.created_at.desc(), QuarantineRow.id.desc())
        if open_only:
            query = query.where(QuarantineRow.resolved_at.is_(None))
        rows = list(self._session.scalars(query.limit(limit)))
        return [self._entry(row) for row in reversed(rows)]

    def of_submission(self, submission_id: SubmissionId) -> list[QuarantineEntry]:
        """All entries of one submission."""
        rows = self._session.scalars(
            select(QuarantineRow)
            .where(QuarantineRow.submission_id == submission_id)
            .order_by(QuarantineRow.created_at, QuarantineRow.id)
        )
        return [self._entry(row) for row in rows]

    def resolve(
        self,
        entry_id: int,
        resolution: str,
        by: UserName,
        now: datetime,
        *,
        ending: Ending = Ending.CLOSED,
        replaced_by: SubmissionId | None = None,
    ) -> QuarantineEntry:
        """Close an entry with words; one that is closed already stays as it is. Raises KeyError."""
        row = self._row(QuarantineRow, entry_id, lock=True)
        if row.resolved_at is None:
            row.resolved_at, row.resolved_by = now, by
            row.ending, row.replaced_by = ending, replaced_by
            row.resolution = self._seal_text(resolution, f"quarantine.resolution:{entry_id}")
        return self._entry(row)

    def reopen(self, entry_id: int, due_on: date) -> QuarantineEntry:
        """Put a closed entry back into the queue; the audit log keeps how it was closed. Raises KeyError."""
        row = self._row(QuarantineRow, entry_id, lock=True)
        row.resolved_at = row.resolved_by = row.resolution = row.ending = row.replaced_by = None
        row.due_on = due_on
        return self._entry(row)

    def escalate(self, entry_id: int, now: datetime) -> None:
        """Put an entry before a supervisor. Raises KeyError."""
        self._row(QuarantineRow, entry_id, lock=True).escalated_at = now

    def assign(self, entry_id: int, owner: str) -> None:
        """Give an entry an owner. Raises KeyError."""
        self._row(QuarantineRow, entry_id, lock=True).owner = owner

    def _entry(self, row: QuarantineRow) -> QuarantineEntry:
        return QuarantineEntry(
            id=row.id,
            submission_id=SubmissionId(row.submission_id),
            attachment_id=None if row.attachment_id is None else AttachmentId(row.attachment_id),
            stage=Stage(row.stage),
            reason=self._unseal_text(row.reason, f"quarantine.reason:{row.submission_id}"),
            remedy=row.remedy,
            owner=row.owner,
            due_on=row.due_on,
            created_at=row.created_at,
            resolved_at=row.resolved_at,
            resolution=self._unseal_text(row.resolution, f"quarantine.resolution:{row.id}"),
            resolved_by=row.resolved_by or "",
            ending=None if row.ending is None else Ending(row.ending),
            replaced_by=None if row.replaced_by is None else SubmissionId(row.replaced_by),
            escalated_at=row.escalated_at,
        )
