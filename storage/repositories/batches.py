"""Batches: parts, envelopes, counts, what persons said, what was taken back."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, insert, select, update

from domain.batches import (
    BATCH_COVER,
    Batch,
    BatchState,
    Count,
    CountedEnvelope,
    Envelope,
    PageWord,
    PageWords,
    Part,
    SplitEdit,
    Withdrawal,
)
from domain.cuts import Cut, parse_cut
from domain.ids import BatchId, PageId, SubmissionId, UserName
from domain.kinds import Channel
from domain.states import PageUse
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import (
    BatchPartRow,
    BatchRow,
    EnvelopeRow,
    PageRow,
    QuarantineRow,
    SplitEditRow,
    SubmissionRow,
    WithdrawalRow,
)

#: Who expects where a cover's code says so.
BY_SHEET = "sheet"


class SqlBatches(Repository):
    """Names and words are sealed; counts, and what an envelope's sheet says, are not."""

    # -- from the split ---------------------------------------------------------------------------

    def record(
        self,
        submission_id: SubmissionId,
        channel: Channel,
        parts: Sequence[Part],
        envelopes: Sequence[Envelope],
        now: datetime,
    ) -> list[BatchId]:
        """Replace a submission's parts and envelopes; the batches to count anew."""
        before = self._session.scalars(
            select(BatchPartRow.batch_id).where(BatchPartRow.submission_id == submission_id)
        ).all()
        # In order of ids, so that two files of the same batches wait for one another and never in a ring.
        for part in sorted(parts, key=lambda part: part.batch):
            self._open(part, channel, now)
        for table in (EnvelopeRow, BatchPartRow):
            self._delete(table, submission_id=submission_id)
        self._insert(
            BatchPartRow,
            [
                {"submission_id": submission_id, "position": part.position, "batch_id": part.batch}
                for part in parts
            ],
        )
        self._insert(EnvelopeRow, [_envelope_values(submission_id, envelope) for envelope in envelopes])
        touched = {*before, *(part.batch for part in parts)}
        return [BatchId(batch_id) for batch_id in sorted(touched)]

    def _open(self, part: Part, channel: Channel, now: datetime) -> None:
        self._session.execute(
            insert_unless_there(self._session, BatchRow).values(
                id=part.batch,
                name=self._seal_text(part.name, f"batch.name:{part.batch}"),
                channel=channel,
                expected_by="",
                found_envelopes=0,
                found_pages=0,
                state=BatchState.OPEN,
                differences=[],
                opened_at=now,
            )
        )
        row = self._row(BatchRow, part.batch, lock=True)
        if part.name and not self._unseal_text(row.name, f"batch.name:{part.batch}"):
            row.name = self._seal_text(part.name, f"batch.name:{part.batch}")
        expects = part.envelopes is not None or part.pages is not None
        if expects and row.expected_by in ("", BY_SHEET):
            row.expected_envelopes, row.expected_pages = part.envelopes, part.pages
            row.expected_by = BY_SHEET

    # -- reading ----------------------------------------------------------------------------------

    def get(self, batch_id: BatchId) -> Batch:
        """Raises KeyError."""
        return self._batch(self._row(BatchRow, batch_id))

    def newest(self, *, limit: int = 100) -> list[Batch]:
        """Those that differ first, then newest first."""
        differing_first = case((BatchRow.state == BatchState.DIFFERS, 0), else_=1)
        query = select(BatchRow).order_by(differing_first, BatchRow.opened_at.desc(), BatchRow.id)
        return self._batches(query.limit(limit))

    def waiting(self, batch_ids: Sequence[BatchId]) -> dict[BatchId, list[int]]:
        """By batch: the open quarantine entries of its files; batches without any are left out."""
        query = (
            select(BatchPartRow.batch_id, QuarantineRow.id)
            .join(QuarantineRow, QuarantineRow.submission_id == BatchPartRow.submission_id)
            .where(BatchPartRow.batch_id.in_(batch_ids), QuarantineRow.resolved_at.is_(None))
            .distinct()
            .order_by(QuarantineRow.id)
        )
        found: dict[BatchId, list[int]] = {}
        for batch_id, entry in self._session.execute(query):
            found.setdefault(BatchId(batch_id), []).append(entry)
        return found

    def of_submission(self, submission_id: SubmissionId) -> list[Batch]:
        """In order of ids."""
        return self._batches(_batches_of(submission_id))

    def holding(self, submission_id: SubmissionId) -> list[Batch]:
        """Those of a submission that differ."""
        return self._batches(_batches_of(submission_id).where(BatchRow.state == BatchState.DIFFERS))

    def submissions(self, batch_id: BatchId) -> list[SubmissionId]:
        """In order of receipt."""
        found = self._session.scalars(
            select(SubmissionRow.id)
            .where(SubmissionRow.id.in_(_submissions_of(batch_id)))
            .order_by(SubmissionRow.received_at, SubmissionRow.id)
        )
        return [SubmissionId(submission_id) for submission_id in found]

    def parts(self, submission_id: SubmissionId) -> list[Part]:
        """In order of pages."""
        rows = self._session.scalars(
            select(BatchPartRow)
            .where(BatchPartRow.submission_id == submission_id)
            .order_by(BatchPartRow.position)
        )
        return [Part(row.position, BatchId(row.batch_id)) for row in rows]

    def envelopes(self, batch_id: BatchId) -> list[CountedEnvelope]:
        """In order of receipt and place; locks the batch's row."""
        self._row(BatchRow, batch_id, lock=True)
        return [
            counted
            for submission_id in self.submissions(batch_id)
            for counted in self._count(submission_id)
            if counted.envelope.batch == batch_id
        ]

    def _count(self, submission_id: SubmissionId) -> list[CountedEnvelope]:
        rows = self._session.scalars(
            select(EnvelopeRow)
            .where(EnvelopeRow.submission_id == submission_id)
            .order_by(EnvelopeRow.position)
        ).all()
        starts, found = [row.position for row in rows], [0] * len(rows)
        for position in self._session.scalars(_written_pages(submission_id)):
            if (place := bisect_right(starts, position)) > 0:
                found[place - 1] += 1
        return [
            CountedEnvelope(submission_id, _envelope(row), count)
            for row, count in zip(rows, found, strict=True)
        ]

    def _batches(self, query: Select[Any]) -> list[Batch]:
        return [self._batch(row) for row in self._session.scalars(query)]

    def _batch(self, row: BatchRow) -> Batch:
        return Batch(
            id=BatchId(row.id),
            name=self._unseal_text(row.name, f"batch.name:{row.id}"),
            channel=Channel(row.channel),
            expected_envelopes=row.expected_envelopes,
            expected_pages=row.expected_pages,
            expected_by=row.expected_by,
            found_envelopes=row.found_envelopes,
            found_pages=row.found_pages,
            state=BatchState(row.state),
            differences=tuple(row.differences),
            opened_at=row.opened_at,
            closed_by=None if row.closed_by is None else UserName(row.closed_by),
            closed_at=row.closed_at,
            closing_words=self._unseal_text(row.closing_words, f"batch.closing_words:{row.id}"),
        )

    # -- counting and closing ---------------------------------------------------------------------

    def save_count(self, batch_id: BatchId, state: BatchState, count: Count) -> None:
        """Keep what was found."""
        row = self._row(BatchRow, batch_id, lock=True)
        row.state, row.differences = state, list(count.differences)
        row.found_envelopes, row.found_pages = count.envelopes, count.pages

    def expect(self, batch_id: BatchId, envelopes: int | None, pages: int | None, by: UserName) -> None:
        """What a clerk typed. Raises KeyError."""
        row = self._row(BatchRow, batch_id, lock=True)
        row.expected_envelopes, row.expected_pages, row.expected_by = envelopes, pages, by

    def close(self, batch_id: BatchId, words: str, by: UserName, now: datetime) -> None:
        """A person accepts the count as it stands. Raises KeyError."""
        row = self._row(BatchRow, batch_id, lock=True)
        row.state, row.closed_by, row.closed_at = BatchState.CLOSED, by, now
        row.closing_words = self._seal_text(words, f"batch.closing_words:{batch_id}")

    def reopen(self, batch_id: BatchId) -> None:
        """Take the word back. Raises KeyError."""
        row = self._row(BatchRow, batch_id, lock=True)
        row.state = BatchState.OPEN
        row.closed_by = row.closed_at = row.closing_words = None

    # -- what persons say of pages ----------------------------------------------------------------

    def add_edit(
        self,
        submission_id: SubmissionId,
        page_id: PageId,
        edit: SplitEdit,
        by: UserName,
        now: datetime,
        cuts: Sequence[Cut] = (),
    ) -> None:
        """Keep what a person said of a page."""
        lines = [str(cut) for cut in cuts] or None
        self._session.execute(
            insert(SplitEditRow).values(
                submission_id=submission_id, page_id=page_id, edit=edit, cuts=lines, by=by, at=now
            )
        )

    def words(self, submission_id: SubmissionId) -> PageWords:
        """What stands; pages of which nobody said anything are left out."""
        rows = self._found(SplitEditRow, "id", submission_id=submission_id)
        words: PageWords = {}
        for row in rows:
            page_id = PageId(row.page_id)
            cuts = tuple(parse_cut(line) for line in row.cuts or ())
            words[page_id] = words.get(page_id, PageWord()).then(SplitEdit(row.edit), cuts)
        return {page_id: word for page_id, word in words.items() if word != PageWord()}

    # -- taking back ------------------------------------------------------------------------------

    def withdraw(self, submission_id: SubmissionId, words: str, by: UserName, now: datetime) -> None:
        """Keep that a clerk took a submission back."""
        self._session.execute(
            insert(WithdrawalRow).values(
                submission_id=submission_id,
                by=by,
                at=now,
                words=self._seal_text(words, f"withdrawal.words:{submission_id}"),
            )
        )

    def restore(self, submission_id: SubmissionId, by: UserName, now: datetime) -> None:
        """Take a withdrawal back."""
        self._change(
            update(WithdrawalRow)
            .where(WithdrawalRow.submission_id == submission_id, WithdrawalRow.undone_at.is_(None))
            .values(undone_by=by, undone_at=now)
        )

    def withdrawal(self, submission_id: SubmissionId) -> Withdrawal | None:
        """The one that stands."""
        rows = self._found(WithdrawalRow, "id", submission_id=submission_id)
        row = next((row for row in rows if row.undone_at is None), None)
        if row is None:
            return None
        words = self._unseal_text(row.words, f"withdrawal.words:{submission_id}")
        return Withdrawal(submission_id, UserName(row.by), row.at, words)


def _batches_of(submission_id: SubmissionId) -> Select[Any]:
    parts = select(BatchPartRow.batch_id).where(BatchPartRow.submission_id == submission_id)
    return select(BatchRow).where(BatchRow.id.in_(parts)).order_by(BatchRow.id)


def _submissions_of(batch_id: BatchId) -> Select[Any]:
    return select(BatchPartRow.submission_id).where(BatchPartRow.batch_id == batch_id)


def _written_pages(submission_id: SubmissionId) -> Select[Any]:
    """Places of the pages that a clerk counts: no blanks, no separators, no cover of ours."""
    counted = (PageUse.DOCUMENT, PageUse.UNDECIDED, PageUse.COVER)
    return (
        select(PageRow.position)
        .where(
            PageRow.submission_id == submission_id,
            PageRow.use.in_(counted),
            PageRow.use_reason != BATCH_COVER,
        )
        .order_by(PageRow.position)
    )


def _envelope_values(submission_id: SubmissionId, envelope: Envelope) -> dict[str, Any]:
    return {
        "submission_id": submission_id,
        "position": envelope.position,
        "batch_id": envelope.batch,
        "sheet": envelope.sheet,
        "numbered": envelope.numbered,
        "expected_pages": envelope.pages,
    }


def _envelope(row: EnvelopeRow) -> Envelope:
    return Envelope(
        position=row.position,
        batch=BatchId(row.batch_id),
        sheet=row.sheet,
        numbered=row.numbered,
        pages=row.expected_pages,
    )
