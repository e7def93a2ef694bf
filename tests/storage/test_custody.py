"""Custody: arrivals, attachments, pages, quarantine."""

import errno
import os
import threading
from datetime import date

import pytest

from domain.errors import CorruptDocument, StorageFull
from domain.ids import AttachmentId, PageId, SubmissionId
from domain.kinds import Channel
from domain.states import PageUse, Stage
from domain.submissions import Arrival, FaxFacts
from processing.ports import NewPage, Receipt, SubmissionFacts
from processing.stages.receive import keep_arrivals
from storage.database import SqlStorage
from storage.files import LOCK
from tests.storage.situations import (
    LATER,
    MARIA,
    NOW,
    an_attachment,
    arrival,
    evidence,
    split,
    take,
    unpack,
)


class TestTaking:
    def test_gives_a_row_and_its_first_job(self, storage: SqlStorage) -> None:
        submission = take(storage)
        assert submission.source == "in/scan:1.pdf"
        assert submission.received_at == NOW
        assert storage.files.get(submission.original) == b"original"
        with storage.work() as work:
            assert work.jobs.due(NOW, 9) == [(Stage.UNPACK, submission.id)]
            assert work.submissions.find("scan:1") == submission
            assert work.submissions.find("scan:2") is None

    def test_twice_is_once(self, storage: SqlStorage) -> None:
        first = take(storage)
        with storage.work() as work:
            again, new = work.submissions.take(arrival(), first.original, LATER)
        assert (again, new) == (first, False)

    def test_at_once_by_many_is_once(self, storage: SqlStorage) -> None:
        address, barrier, taken = storage.files.put(b"original"), threading.Barrier(8), list[bool]()

        def run() -> None:
            barrier.wait()
            with storage.work() as work:
                taken.append(work.submissions.take(arrival(), address, NOW)[1])

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == [False] * 7 + [True]

    def test_several_at_once_are_each_taken_once(self, storage: SqlStorage) -> None:
        first = take(storage, "scan:1", raw=b"one")
        offered = [arrival(f"scan:{n}", raw=b"one" if n < 3 else b"other") for n in (1, 2, 3, 3)]
        kept = keep_arrivals(offered, storage, LATER)
        assert [new for _, new in kept] == [False, True, True, False]
        assert kept[0][0] == first
        assert kept[2][0] == kept[3][0]
        assert [storage.files.get(s.original) for s, _ in kept] == [b"one", b"one", b"other", b"other"]
        with storage.work() as work:
            assert work.submissions.find("scan:2") == kept[1][0]
            assert len(work.jobs.due(LATER, 9)) == 3
            assert work.submissions.in_custody(["scan:1", "scan:3", "scan:9"]) == {"scan:1", "scan:3"}

    def test_a_full_disk_leaves_none_of_several(
        self, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P2396: all or none; what was half written is cleared away."""
        written, write = list[int](), os.write

        def fill_up(descriptor: int, content: bytes) -> int:
            written.append(descriptor)
            if len(written) == 3:
                raise OSError(errno.ENOSPC, "no space left on device")
            return write(descriptor, content)

        monkeypatch.setattr(os, "write", fill_up)
        with pytest.raises(StorageFull):
            keep_arrivals([arrival(f"scan:{n}", raw=b"%d" % n) for n in range(5)], storage, NOW)
        monkeypatch.undo()
        assert list(storage.files.addresses()) == []
        assert storage.files.clear_unfinished(older_than=0) == 0
        with storage.work() as work:
            assert list(work.submissions.all()) == []

    def test_a_crash_before_the_commit_leaves_neither_row_nor_job(self, storage: SqlStorage) -> None:
        with pytest.raises(RuntimeError):
            take_and_crash(storage)
        with storage.work() as work:
            assert list(work.submissions.all()) == []
            assert work.jobs.due(NOW, 9) == []
        assert take(storage).receipt_key == "scan:1"

    def test_same_content_is_found_earliest_first(self, storage: SqlStorage) -> None:
        late, early = take(storage, "scan:1", received_at=LATER), take(storage, "scan:2")
        with storage.work() as work:
            assert [s.id for s in work.submissions.with_original(late.original)] == [early.id, late.id]
            assert [s.id for s in work.submissions.all()] == [early.id, late.id]

    def test_receipts_by_mail_are_read_piece_by_piece(self, storage: SqlStorage) -> None:
        """Reconciliation holds no lock over all of them; scans are not on any mail server."""
        arrivals = [Arrival(Channel.EMAIL, f"imap:{n}", "mail", b"%d" % n, NOW) for n in range(5)]
        keep_arrivals([*arrivals, arrival("scan:1")], storage, NOW)
        with storage.work() as work:
            fax = work.submissions.find("imap:3")
            assert fax is not None
            work.submissions.set_channel(fax.id, Channel.FAX)
        found, last = list[Receipt](), None
        for expected in (2, 2, 1):
            with storage.work() as work:
                some = work.submissions.mail_receipts(last, 2)
            assert len(some) == expected
            found, last = [*found, *some], some[-1].id
        assert sorted(receipt.receipt_key for receipt in found) == [f"imap:{n}" for n in range(5)]
        assert {(receipt.received_at, receipt.size) for receipt in found} == {(NOW, 1)}

    def test_channel_may_turn_out_to_be_fax(self, storage: SqlStorage) -> None:
        submission = take(storage)
        with storage.work() as work:
            work.submissions.set_channel(submission.id, Channel.FAX)
        with storage.work() as work:
            assert work.submissions.get(submission.id).channel is Channel.FAX

    def test_unknown_is_a_key_error(self, storage: SqlStorage) -> None:
        with storage.work() as work, pytest.raises(KeyError):
            work.submissions.get(SubmissionId("0" * 32))

    def test_full_disk_leaves_no_row(self, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch) -> None:
        write = os.write

        def full(descriptor: int, content: bytes) -> int:
            if len(content) > 16:
                raise OSError(errno.ENOSPC, "No space left on device")
            return write(descriptor, content)

        monkeypatch.setattr(os, "write", full)
        with pytest.raises(StorageFull, match="Intake stops"):
            take(storage)
        monkeypatch.undo()
        assert list(storage.files.addresses()) == []
        assert [path.name for path in storage.files.folder.rglob("*") if path.is_file()] == [LOCK]
        with storage.work() as work:
            assert list(work.submissions.all()) == []


def take_and_crash(storage: SqlStorage) -> None:
    address = storage.files.put(b"original")
    with storage.work() as work:
        work.submissions.take(arrival(), address, NOW)
        raise RuntimeError


class TestUnpacked:
    def test_pages_and_attachments_come_back(self, storage: SqlStorage) -> None:
        submission = take(storage)
        pages = unpack(storage, submission, pages=12)
        with storage.work() as work:
            stored = work.submissions.pages(submission.id)
            (attachment,) = work.submissions.attachments(submission.id)
            assert work.submissions.page(pages[3]).unread == b"unread 3"
            assert work.submissions.facts(submission.id).headers.subject == "CPR card"
        assert [page.id for page in stored] == pages
        assert {page.use for page in stored} == {PageUse.UNDECIDED}
        assert (attachment.name, attachment.page_count) == ("Ana Reyes card.pdf", 12)

    def test_facts_are_empty_before_and_whole_after(self, storage: SqlStorage) -> None:
        submission = take(storage)
        facts = SubmissionFacts(
            media_type="message/rfc822",
            automatic="auto_reply",
            fax=FaxFacts("gateway", caller="617-555-0100", pages=3),
            signed="valid",
        )
        with storage.work() as work:
            assert work.submissions.facts(submission.id) == SubmissionFacts()
            work.submissions.save_unpacked(submission.id, facts, [], [])
            assert work.submissions.facts(submission.id) == facts

    def test_again_replaces_everything_read_before(self, storage: SqlStorage) -> None:
        submission = take(storage)
        document = split(storage, submission, unpack(storage, submission))
        with storage.work() as work:
            work.documents.save_evidence(document, [evidence()])
        pages = unpack(storage, submission, pages=1)
        with storage.work() as work:
            assert [page.id for page in work.submissions.pages(submission.id)] == pages
            assert work.documents.of_submission(submission.id) == []

    def test_reading_is_kept_with_the_upright_image(self, storage: SqlStorage) -> None:
        submission = take(storage)
        turned, straight = unpack(storage, submission)
        upright = storage.files.put(b"upright")
        with storage.work() as work:
            work.submissions.save_reading(turned, upright, b"read")
            work.submissions.save_reading(straight, None, b"read too")
        with storage.work() as work:
            first, second = work.submissions.pages(submission.id)
            referred = set(work.submissions.originals_and_images())
        assert (first.image, first.reading) == (upright, b"read")
        assert second.image is not None
        assert second.reading == b"read too"
        assert referred == {submission.original, upright, second.image}

    def test_failed_part_keeps_its_problem(self, storage: SqlStorage) -> None:
        submission, body = take(storage), AttachmentId("x-0")
        parts = [
            an_attachment(body, media_type="text/plain", disposition="body", name=None),
            an_attachment(AttachmentId("x-1"), path="1", problem="a password is needed"),
        ]
        page = NewPage(PageId("x-0-p0"), body, 0, None, b"text")
        with storage.work() as work:
            work.submissions.save_unpacked(submission.id, SubmissionFacts(), parts, [page])
            found = work.submissions.attachments(submission.id)
        assert [(part.name, part.problem, part.page_count) for part in found] == [
            (None, None, 1),
            ("Ana Reyes card.pdf", "a password is needed", 0),
        ]

    def test_a_value_moved_to_another_row_does_not_open(self, storage: SqlStorage) -> None:
        submission = take(storage)
        one, two = unpack(storage, submission)
        with storage.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE page SET unread = (SELECT unread FROM page AS other WHERE other.id = "
                f"'{two}') WHERE id = '{one}'"
            )
        with storage.work() as work, pytest.raises(CorruptDocument, match=r"page\.unread does not open"):
            work.submissions.page(one)


class TestQuarantine:
    def add(self, storage: SqlStorage, submission: SubmissionId, attachment: str | None = None) -> None:
        with storage.work() as work:
            work.quarantine.add(
                submission,
                None if attachment is None else AttachmentId(attachment),
                Stage.UNPACK,
                "it is encrypted",
                "ask the sender",
                date(2026, 3, 4),
                NOW,
            )

    def test_open_entry_is_made_once(self, storage: SqlStorage) -> None:
        submission = take(storage)
        for attachment in (None, None, "a-1", "a-1"):
            self.add(storage, submission.id, attachment)
        with storage.work() as work:
            assert [entry.attachment_id for entry in work.quarantine.entries()] == [None, "a-1"]

    def test_resolved_entry_leaves_the_queue_and_may_come_again(self, storage: SqlStorage) -> None:
        submission = take(storage)
        self.add(storage, submission.id)
        with storage.work() as work:
            (entry,) = work.quarantine.entries()
            work.quarantine.assign(entry.id, "john")
            done = work.quarantine.resolve(entry.id, "sent again by mail", MARIA, LATER)
            assert (done.owner, done.resolution, done.resolved_at) == ("john", "sent again by mail", LATER)
            assert work.quarantine.entries() == []
        self.add(storage, submission.id)
        with storage.work() as work:
            assert len(work.quarantine.entries()) == 1
            assert len(work.quarantine.of_submission(submission.id)) == 2

    def test_first_resolution_stands(self, storage: SqlStorage) -> None:
        submission = take(storage)
        self.add(storage, submission.id)
        with storage.work() as work:
            (entry,) = work.quarantine.entries()
            work.quarantine.resolve(entry.id, "first", MARIA, NOW)
            assert work.quarantine.resolve(entry.id, "second", MARIA, LATER).resolution == "first"

    def test_unknown_entry_is_a_key_error(self, storage: SqlStorage) -> None:
        with storage.work() as work, pytest.raises(KeyError):
            work.quarantine.resolve(99, "", MARIA, NOW)
