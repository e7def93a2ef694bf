"""Custody: submissions, attachments and pages."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import CompoundSelect, bindparam, delete, insert, select, union, update
from sqlalchemy.sql import ColumnElement

from domain.ids import AttachmentId, BlobAddress, PageId, SubmissionId, UserName
from domain.kinds import Channel
from domain.states import PageUse, PartOutcome, Stage
from domain.submissions import Arrival, Attachment, FaxFacts, Forwarded, Headers, Submission
from processing.ports import NewAttachment, NewPage, Receipt, StoredPage, SubmissionFacts
from storage.keys import KeyRing
from storage.repositories.base import Repository, Tools
from storage.repositories.jobs import SqlJobs
from storage.statements import in_chunks, insert_unless_there
from storage.tables import AttachmentRow, DecorationChoiceRow, DocumentRow, PageRow, SubmissionRow


def received_within(
    channel: Channel | None, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    """What holds of submissions by this channel, received in [since, until); None leaves it open."""
    asked: list[ColumnElement[bool]] = []
    if channel is not None:
        asked.append(SubmissionRow.channel == channel)
    if since is not None:
        asked.append(SubmissionRow.received_at >= since)
    if until is not None:
        asked.append(SubmissionRow.received_at < until)
    return asked


class SqlSubmissions(Repository):
    """Submissions, attachments and pages; names, headers and all that was read are sealed."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._jobs = SqlJobs(tools)

    def take(self, arrival: Arrival, original: BlobAddress, now: datetime) -> tuple[Submission, bool]:
        """Record an arrival whose original is stored; (submission, whether it is new)."""
        return self.take_all([(arrival, original)], now)[0]

    def take_all(
        self, arrivals: Sequence[tuple[Arrival, BlobAddress]], now: datetime
    ) -> list[tuple[Submission, bool]]:
        """`take` each, in few statements."""
        offered = [_submission_of(arrival, original) for arrival, original in arrivals]
        digests = [hashlib.sha256(arrival.raw).hexdigest() for arrival, _ in arrivals]
        inserted = self._insert_submissions(list(zip(offered, digests, strict=True)), now)
        self._jobs.enqueue_all(Stage.UNPACK, [s.id for s in offered if s.id in inserted], now)
        return [
            (s, True) if s.id in inserted else (self._taken_before(s.receipt_key), False) for s in offered
        ]

    def _insert_submissions(self, offered: Sequence[tuple[Submission, str]], now: datetime) -> set[str]:
        """Ids of those whose receipt was not known."""
        if not offered:
            return set()
        inserting = insert_unless_there(self._session, SubmissionRow).returning(SubmissionRow.id)
        rows = [
            {
                "id": s.id,
                "channel": s.channel,
                "receipt_hash": self._receipt_hash(s.receipt_key),
                "named": self._seal_json(
                    {"receipt_key": s.receipt_key, "source": s.source, "sha256": sha256},
                    f"submission.named:{s.id}",
                ),
                "source_hash": source_hash(self._keys, s.source),
                "received_at": s.received_at,
                "taken_at": now,
                "original": s.original,
                "size": s.size,
            }
            for s, sha256 in offered
        ]
        return set(self._session.scalars(inserting, rows))

    def _taken_before(self, receipt_key: str) -> Submission:
        found = self.find(receipt_key)
        if found is None:
            raise KeyError("a submission with this receipt key was taken and is gone")
        return found

    def find(self, receipt_key: str) -> Submission | None:
        """By receipt key."""
        row = self._session.scalar(
            select(SubmissionRow).where(SubmissionRow.receipt_hash == self._receipt_hash(receipt_key))
        )
        return None if row is None else self._submission(row)

    def in_custody(self, receipt_keys: Sequence[str]) -> set[str]:
        """Those of these receipt keys that were taken."""
        hashes = {self._receipt_hash(key): key for key in receipt_keys}
        found: set[str] = set()
        for some in in_chunks(list(hashes)):
            rows = self._session.scalars(
                select(SubmissionRow.receipt_hash).where(SubmissionRow.receipt_hash.in_(some))
            )
            found.update(hashes[row] for row in rows)
        return found

    def get(self, submission_id: SubmissionId) -> Submission:
        """Raises KeyError."""
        return self._submission(self._seen(SubmissionRow, submission_id))

    def facts(self, submission_id: SubmissionId) -> SubmissionFacts:
        """What unpack learned; empty before."""
        row = self._seen(SubmissionRow, submission_id)
        if row.facts is None:
            return SubmissionFacts()
        return _facts_from_json(self._unseal_json(row.facts, f"submission.facts:{row.id}"))

    def newest_facts(
        self, *, channel: Channel | None, since: datetime | None, until: datetime | None, limit: int
    ) -> Iterator[tuple[SubmissionId, SubmissionFacts]]:
        """Received in [since, until), newest first; of what is not unpacked yet nothing is known."""
        query = select(SubmissionRow.id, SubmissionRow.facts).order_by(
            SubmissionRow.received_at.desc(), SubmissionRow.id.desc()
        )
        query = query.where(*received_within(channel, since, until))
        for key, sealed in self._session.execute(query.limit(limit)):
            told = SubmissionFacts()
            if sealed is not None:
                told = _facts_from_json(self._unseal_json(sealed, f"submission.facts:{key}"))
            yield SubmissionId(key), told

    def save_unpacked(
        self,
        submission_id: SubmissionId,
        facts: SubmissionFacts,
        attachments: Sequence[NewAttachment],
        pages: Sequence[NewPage],
    ) -> None:
        """Replace attachments and pages (and with them anything read before)."""
        sealed = self._seal_json(asdict(facts), f"submission.facts:{submission_id}")
        if not self._update(SubmissionRow, {"facts": sealed}, id=submission_id):
            raise KeyError(f"no submission {submission_id}")
        for table in (DocumentRow, PageRow, AttachmentRow):
            self._delete(table, submission_id=submission_id)
        counts = _pages_of_attachments(attachments, pages)
        self._insert(
            AttachmentRow,
            [
                self._attachment_values(submission_id, position, attachment, counts[attachment.id])
                for position, attachment in enumerate(attachments)
            ],
        )
        self._insert(
            PageRow,
            [self._page_values(submission_id, position, page) for position, page in enumerate(pages)],
        )

    def _attachment_values(
        self, submission_id: SubmissionId, position: int, attachment: NewAttachment, page_count: int
    ) -> dict[str, Any]:
        named = {"name": attachment.name, "sha256": attachment.sha256}
        return {
            "id": attachment.id,
            "submission_id": submission_id,
            "position": position,
            "path": attachment.path,
            "named": self._seal_json(named, f"attachment.named:{attachment.id}"),
            "media_type": attachment.media_type,
            "disposition": attachment.disposition,
            "size": attachment.size,
            "decoration": attachment.decoration,
            "outcome": attachment.outcome,
            "problem": None
            if attachment.problem is None
            else self._seal_text(attachment.problem, f"attachment.problem:{attachment.id}"),
            "page_count": page_count,
            "content_hash": content_hash(self._keys, attachment.sha256) if attachment.size else None,
        }

    def _page_values(self, submission_id: SubmissionId, position: int, page: NewPage) -> dict[str, Any]:
        return {
            "id": page.id,
            "submission_id": submission_id,
            "attachment_id": page.attachment_id,
            "position": position,
            "index": page.index,
            "first_image": page.image,
            "image": page.image,
            "use": PageUse.UNDECIDED,
            "use_reason": "",
            "unread": self._seal_bytes(page.unread, f"page.unread:{page.id}"),
            "reading": None,
        }

    def attachments(self, submission_id: SubmissionId) -> list[Attachment]:
        """In path order."""
        rows = self._found(AttachmentRow, "position", submission_id=submission_id)
        return [self._attachment(row) for row in rows]

    def pages(self, submission_id: SubmissionId) -> list[StoredPage]:
        """In attachment order, then page order."""
        rows = self._found(PageRow, "position", submission_id=submission_id)
        return [self._page(row) for row in rows]

    def page(self, page_id: PageId) -> StoredPage:
        """Raises KeyError."""
        return self._page(self._seen(PageRow, page_id))

    def save_reading(self, page_id: PageId, image: BlobAddress | None, reading: bytes) -> None:
        """Keep a page's reading, and its upright image (None: the one from unpack stands)."""
        row = self._row(PageRow, page_id, lock=True)
        row.reading = self._seal_bytes(reading, f"page.reading:{page_id}")
        row.image = image or row.first_image

    def forget_readings(self, attachment_id: AttachmentId) -> None:
        """Let the pages of an attachment be read again, from the picture that unpack left."""
        pages = update(PageRow).where(PageRow.attachment_id == attachment_id)
        self._change(pages.values(reading=None, image=PageRow.first_image))

    def link_replacement(self, submission_id: SubmissionId, replaces: SubmissionId) -> None:
        """Say that a submission is a better copy of an earlier one. Raises KeyError."""
        self._row(SubmissionRow, submission_id, lock=True).replaces = replaces

    def choose_decoration(
        self,
        submission_id: SubmissionId,
        path: str,
        decoration: bool,
        reason: str,
        by: UserName,
        now: datetime,
    ) -> None:
        """Keep a person's word on whether a part is decoration; the audit log has the earlier ones."""
        own = (DecorationChoiceRow.submission_id == submission_id, DecorationChoiceRow.path == path)
        self._change(delete(DecorationChoiceRow).where(*own))
        sealed = self._seal_text(reason, f"decoration_choice.reason:{submission_id}/{path}")
        self._session.execute(
            insert(DecorationChoiceRow).values(
                submission_id=submission_id, path=path, decoration=decoration, reason=sealed, by=by, at=now
            )
        )

    def decoration_choices(self, submission_id: SubmissionId) -> dict[str, bool]:
        """By the part's path: whether a person took it for decoration."""
        found = self._found(DecorationChoiceRow, submission_id=submission_id)
        return {row.path: row.decoration for row in found}

    def set_channel(self, submission_id: SubmissionId, channel: Channel) -> None:
        """A mail that unpack found to be a fax gateway's counts as fax. Raises KeyError."""
        self._row(SubmissionRow, submission_id, lock=True).channel = channel

    def with_original(self, original: BlobAddress) -> list[Submission]:
        """All submissions with this very content, earliest received first."""
        rows = self._session.scalars(
            select(SubmissionRow)
            .where(SubmissionRow.original == original)
            .order_by(SubmissionRow.received_at, SubmissionRow.taken_at, SubmissionRow.id)
        )
        return [self._submission(row) for row in rows]

    def all(self) -> Iterator[Submission]:
        """In order of receipt."""
        rows = self._session.scalars(
            select(SubmissionRow).order_by(SubmissionRow.received_at, SubmissionRow.id)
        )
        return (self._submission(row) for row in rows)

    def mail_receipts(self, after: SubmissionId | None, limit: int) -> list[Receipt]:
        """What came by mail, faxes among it, by id: the next so many."""
        columns = select(SubmissionRow.id, SubmissionRow.named, SubmissionRow.received_at, SubmissionRow.size)
        by_mail = columns.where(SubmissionRow.channel.in_((Channel.EMAIL, Channel.FAX)))
        rows = self._session.execute(
            by_mail.where(SubmissionRow.id > (after or "")).order_by(SubmissionRow.id).limit(limit)
        )
        return [self._receipt(*row) for row in rows]

    def _receipt(self, key: str, named: bytes, received_at: datetime, size: int) -> Receipt:
        receipt_key = self._unseal_json(named, f"submission.named:{key}")["receipt_key"]
        return Receipt(SubmissionId(key), receipt_key, received_at, size)

    def pictures(self, submission_id: SubmissionId) -> set[BlobAddress]:
        """Every picture that its pages show, as unpack left it and upright."""
        rows = self._run(_PICTURES_OF, {"submission": submission_id})
        return {BlobAddress(address) for row in rows for address in row if address is not None}

    def originals_and_images(self) -> Iterator[BlobAddress]:
        """Every address that a row refers to, once."""
        referred: CompoundSelect[Any] = union(
            select(SubmissionRow.original),
            select(PageRow.first_image).where(PageRow.first_image.is_not(None)),
            select(PageRow.image).where(PageRow.image.is_not(None)),
        )
        return (BlobAddress(address) for (address,) in self._session.execute(referred))

    def _receipt_hash(self, receipt_key: str) -> str:
        return self._keys.hash_text("receipt key", receipt_key)

    def _submission(self, row: SubmissionRow) -> Submission:
        named = self._unseal_json(row.named, f"submission.named:{row.id}")
        return Submission(
            id=SubmissionId(row.id),
            channel=Channel(row.channel),
            source=named["source"],
            receipt_key=named["receipt_key"],
            received_at=row.received_at,
            original=BlobAddress(row.original),
            size=row.size,
            replaces=None if row.replaces is None else SubmissionId(row.replaces),
        )

    def _attachment(self, row: AttachmentRow) -> Attachment:
        problem = row.problem
        return Attachment(
            id=AttachmentId(row.id),
            submission_id=SubmissionId(row.submission_id),
            path=row.path,
            name=self._unseal_json(row.named, f"attachment.named:{row.id}")["name"],
            media_type=row.media_type,
            disposition=row.disposition,
            size=row.size,
            decoration=row.decoration,
            outcome=PartOutcome(row.outcome),
            problem=None if problem is None else self._unseal_text(problem, f"attachment.problem:{row.id}"),
            page_count=row.page_count,
        )

    def _page(self, row: PageRow) -> StoredPage:
        reading = row.reading
        return StoredPage(
            id=PageId(row.id),
            attachment_id=AttachmentId(row.attachment_id),
            submission_id=SubmissionId(row.submission_id),
            index=row.index,
            image=None if row.image is None else BlobAddress(row.image),
            use=PageUse(row.use),
            use_reason=row.use_reason,
            unread=self._unseal_bytes(row.unread, f"page.unread:{row.id}"),
            reading=None if reading is None else self._unseal_bytes(reading, f"page.reading:{row.id}"),
        )


_PICTURES_OF: Final = select(PageRow.first_image, PageRow.image).where(
    PageRow.submission_id == bindparam("submission")
)


def _submission_of(arrival: Arrival, original: BlobAddress) -> Submission:
    """What this arrival will be, if its receipt is not known."""
    return Submission(
        id=SubmissionId(uuid.uuid4().hex),
        channel=arrival.channel,
        source=arrival.source,
        receipt_key=arrival.receipt_key,
        received_at=arrival.received_at.astimezone(UTC),
        original=original,
        size=len(arrival.raw),
    )


def content_hash(keys: KeyRing, sha256: str) -> str:
    """Finds the same file in another message; nobody can look a known file up without the key."""
    return keys.hash_text("attachment content", sha256)


def source_hash(keys: KeyRing, source: str) -> str:
    """Finds a submission by what people call it."""
    return keys.hash_text("submission source", source)


def _pages_of_attachments(
    attachments: Sequence[NewAttachment], pages: Sequence[NewPage]
) -> dict[AttachmentId, int]:
    counts = {attachment.id: 0 for attachment in attachments}
    for page in pages:
        counts[page.attachment_id] += 1
    return counts


def _facts_from_json(found: dict[str, Any]) -> SubmissionFacts:
    fax = found["fax"]
    return SubmissionFacts(
        headers=Headers(**found["headers"]),
        media_type=found["media_type"],
        automatic=found["automatic"],
        fax=None if fax is None else FaxFacts(**fax),
        signed=found["signed"],
        forwarded=tuple(Forwarded(**told) for told in found.get("forwarded", ())),
        warnings=tuple(found.get("warnings", ())),
        links=found.get("links", False),
    )
