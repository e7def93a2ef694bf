"""Backup, restore and reconciliation."""

import os
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import CorruptDocument, DeploymentError, StorageFull
from domain.ids import AttachmentId, BlobAddress, DispatchId, PageId, SubmissionId
from domain.states import DispatchState, PageUse, PartOutcome, Stage
from processing.anew import forget_readings, replace_unpacked
from processing.ports import SubmissionFacts
from storage.backup import back_up, read_manifest
from storage.database import SqlStorage
from storage.reconcile import Difference, DifferenceKind, reconcile_store
from storage.restoring import Restored, restoring
from tests.servers.postgresql import PostgresServer
from tests.storage.situations import (
    NOW,
    an_attachment,
    decision,
    dispatch,
    evidence,
    new_case,
    open_case,
    size_of_files_limited,
    split,
    take,
    unpack,
)

Maker = Callable[..., SqlStorage]


def path_of(storage: SqlStorage, address: BlobAddress) -> Path:
    return storage.files.folder / address[:2] / address[2:4] / address


def restore_backup(source: Path, home: Path, url: str, files_folder: Path, now: datetime) -> Restored:
    """All of it, as `oems-intake restore` does."""
    with restoring(read_manifest(source), source, home, url, files_folder, now) as restored:
        return restored


class TestBackup:
    @pytest.fixture
    def target_url(self, request: pytest.FixtureRequest, storage: SqlStorage, tmp_path: Path) -> str:
        """Address of the empty database to restore into, of the same make."""
        if storage.engine.dialect.name == "sqlite":
            return f"sqlite:///{tmp_path / 'new' / 'intake.sqlite'}"
        url: str = request.getfixturevalue("postgres_url")
        return url

    def test_comes_back_whole_in_another_place(
        self, storage: SqlStorage, make_storage: Maker, tmp_path: Path, target_url: str
    ) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
            work.documents.save_evidence(document, [evidence()])
            work.cases.decide(decision(case_id))
            work.audit.append("maria", "decided", case_id, NOW)
        manifest = back_up(storage, tmp_path / "backup", NOW)
        assert manifest.files == 2
        assert not list((tmp_path / "backup").rglob("*master*"))
        home = tmp_path / "new"
        restore_backup(tmp_path / "backup", home, target_url, home / "files", NOW)
        shutil.copy(tmp_path / "master.key", home / "master.key")
        restored = make_storage(home, target_url)
        assert differences(restored) == []
        with restored.work() as work:
            assert work.documents.get(document).evidence == (evidence(),)
            assert len(work.cases.decisions(case_id)) == 1
            assert work.audit.verify() is None
            # Row numbers go on where they stood.
            work.cases.undo(case_id, decision(case_id).by, NOW)
            work.audit.append("maria", "undone", case_id, NOW)

    def test_doubts_what_waited_before_anybody_can_open_it(
        self, storage: SqlStorage, make_storage: Maker, tmp_path: Path, target_url: str
    ) -> None:
        """A restore that is killed behind this sends nothing a second time either."""
        waits = {"1": DispatchState.READY, "2": DispatchState.HELD, "3": DispatchState.SENT}
        with storage.work() as work:
            for key, state in waits.items():
                work.dispatches.add(dispatch(key=key, state=state), NOW)
        back_up(storage, tmp_path / "backup", NOW)
        home = tmp_path / "new"
        restored = restore_backup(tmp_path / "backup", home, target_url, home / "files", NOW)
        assert restored.doubted == 1
        shutil.copy(tmp_path / "master.key", home / "master.key")
        with make_storage(home, target_url).work() as work:
            found = {key: work.dispatches.get(DispatchId(key * 32)).state for key in waits}
        assert found == waits | {"1": DispatchState.UNCERTAIN}

    def test_never_overwrites(self, storage: SqlStorage, tmp_path: Path, database_url: str) -> None:
        take(storage)
        back_up(storage, tmp_path / "backup")
        with pytest.raises(DeploymentError, match="exists already"):
            back_up(storage, tmp_path / "backup")
        with pytest.raises(DeploymentError, match="not empty"):
            restore_backup(
                tmp_path / "backup", tmp_path / "new", database_url, tmp_path / "new" / "files", NOW
            )

    def test_with_a_missing_file_is_refused(self, storage: SqlStorage, tmp_path: Path) -> None:
        submission = take(storage)
        storage.files.remove(submission.original)
        with pytest.raises(CorruptDocument, match="1 stored files are missing"):
            back_up(storage, tmp_path / "backup")
        assert not (tmp_path / "backup").exists()

    def test_without_room_says_so_and_leaves_nothing(self, make_storage: Maker, tmp_path: Path) -> None:
        storage = make_storage(tmp_path / "home")
        with size_of_files_limited(50_000), pytest.raises(StorageFull, match="no room for the backup below"):
            back_up(storage, tmp_path / "backup")
        assert [path.name for path in tmp_path.iterdir()] == ["home"]

    @pytest.mark.parametrize("name", ["keys.json", "database.sqlite"])
    def test_altered_is_noticed(self, make_storage: Maker, tmp_path: Path, name: str) -> None:
        storage = make_storage(tmp_path)
        back_up(storage, tmp_path / "backup")
        path = tmp_path / "backup" / name
        path.write_bytes(path.read_bytes() + b" ")
        with pytest.raises(CorruptDocument, match=name):
            read_manifest(tmp_path / "backup")

    def test_altered_file_is_noticed_after_the_restore(self, make_storage: Maker, tmp_path: Path) -> None:
        storage = make_storage(tmp_path / "old")
        submission = take(storage)
        back_up(storage, tmp_path / "backup")
        address = submission.original
        copy = tmp_path / "backup" / "files" / address[:2] / address[2:4] / address
        copy.write_bytes(copy.read_bytes()[:-1] + b"?")
        home = tmp_path / "new"
        restore_backup(tmp_path / "backup", home, f"sqlite:///{home / 'intake.sqlite'}", home / "files", NOW)
        shutil.copy(tmp_path / "old" / "master.key", home / "master.key")
        assert DifferenceKind.FILE_DAMAGED in differences(make_storage(home))

    def test_of_nothing_is_no_backup(self, tmp_path: Path) -> None:
        with pytest.raises(DeploymentError, match="no complete backup"):
            read_manifest(tmp_path)

    def test_of_the_other_database_is_refused(
        self, make_storage: Maker, tmp_path: Path, postgres_server: PostgresServer, postgres_url: str
    ) -> None:
        back_up(make_storage(tmp_path), tmp_path / "backup")
        home = tmp_path / "new"
        with pytest.raises(DeploymentError, match="SQLite"):
            restore_backup(tmp_path / "backup", home, postgres_url, home / "files", NOW)
        assert not home.exists(), "nothing is laid before all was looked at"


def settle(storage: SqlStorage, subject: str) -> None:
    """The submission's jobs are done."""
    with storage.work() as work:
        job = work.jobs.claim(Stage.UNPACK, subject, NOW, timedelta(minutes=1), 3)
        assert job is not None
        work.jobs.finish(job, NOW)


def differences(storage: SqlStorage) -> list[DifferenceKind]:
    return [found.kind for found in reconcile_store(storage, deep=True)]


class TestReconcile:
    def test_explains_everything_of_a_finished_case(self, storage: SqlStorage) -> None:
        open_case(storage)
        with storage.work() as work:
            (submission,) = work.submissions.all()
        settle(storage, submission.id)
        assert differences(storage) == []

    def test_leaves_alone_what_is_being_worked_on(self, storage: SqlStorage) -> None:
        unpack(storage, take(storage))
        assert differences(storage) == []

    def test_names_a_submission_that_stands_still(self, storage: SqlStorage) -> None:
        submission = take(storage)
        settle(storage, submission.id)
        (found,) = reconcile_store(storage)
        assert (found.kind, found.subject) == (DifferenceKind.SUBMISSION_STANDS_STILL, submission.id)
        assert "start its stages again" in str(found)

    def test_is_content_with_a_quarantine_entry(self, storage: SqlStorage) -> None:
        submission = take(storage)
        settle(storage, submission.id)
        with storage.work() as work:
            work.quarantine.add(submission.id, None, Stage.UNPACK, "broken", "", NOW.date(), NOW)
        assert differences(storage) == []

    def test_is_content_when_every_page_was_set_aside(self, storage: SqlStorage) -> None:
        submission = take(storage)
        pages = unpack(storage, submission)
        settle(storage, submission.id)
        with storage.work() as work:
            aside = [(page, PageUse.REMOVED, "advertising") for page in pages]
            work.documents.replace(submission.id, [], aside)
        assert differences(storage) == []

    def test_names_pages_and_documents_left_over(self, storage: SqlStorage) -> None:
        submission = take(storage)
        pages = unpack(storage, submission)
        settle(storage, submission.id)
        assert differences(storage) == [
            DifferenceKind.SUBMISSION_STANDS_STILL,
            DifferenceKind.PAGE_UNEXPLAINED,
            DifferenceKind.PAGE_UNEXPLAINED,
        ]
        document = split(storage, submission, pages)
        assert differences(storage) == [
            DifferenceKind.SUBMISSION_STANDS_STILL,
            DifferenceKind.DOCUMENT_WITHOUT_CASE,
        ]
        with storage.work() as work:
            work.cases.replace(submission.id, [new_case(document)], NOW, NOW)
        assert differences(storage) == []

    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            pytest.param({"outcome": PartOutcome.NEEDS_PASSWORD}, True, id="locked"),
            pytest.param({"outcome": PartOutcome.PAGES}, True, id="gave no pages"),
            pytest.param({"decoration": True}, False, id="decoration"),
            pytest.param({"disposition": "body"}, False, id="empty body"),
        ],
    )
    def test_looks_at_attachments_without_pages(
        self, storage: SqlStorage, changes: dict[str, object], named: bool
    ) -> None:
        submission = take(storage)
        settle(storage, submission.id)
        part = an_attachment(AttachmentId(f"{submission.id}-1"), "1", **changes)
        with storage.work() as work:
            work.submissions.save_unpacked(submission.id, SubmissionFacts(), [part], [])
            work.cases.replace(submission.id, [new_case()], NOW, NOW)
        assert differences(storage) == [DifferenceKind.ATTACHMENT_UNEXPLAINED] * named

    def test_is_content_with_a_container_whose_parts_gave_pages(self, storage: SqlStorage) -> None:
        submission = take(storage)
        settle(storage, submission.id)
        parts = [
            an_attachment(AttachmentId("x-1"), "1", media_type="application/zip"),
            an_attachment(AttachmentId("x-1.1"), "1.1", decoration=True),
        ]
        with storage.work() as work:
            work.submissions.save_unpacked(submission.id, SubmissionFacts(), parts, [])
            work.cases.replace(submission.id, [new_case()], NOW, NOW)
        assert differences(storage) == []

    def test_names_files_missing_damaged_and_left_over(self, storage: SqlStorage) -> None:
        missing, damaged = take(storage, "scan:1", raw=b"one"), take(storage, "scan:2", raw=b"two")
        storage.files.remove(missing.original)
        path = path_of(storage, damaged.original)
        path.write_bytes(path.read_bytes()[:-1])
        fresh, orphan = storage.files.put(b"just stored"), storage.files.put(b"left over")
        os.utime(path_of(storage, orphan), (0, 0))
        found = {(d.kind, d.subject) for d in reconcile_store(storage, deep=True)}
        assert found == {
            (DifferenceKind.FILE_MISSING, missing.original),
            (DifferenceKind.FILE_DAMAGED, damaged.original),
            (DifferenceKind.FILE_WITHOUT_ROW, orphan),
        }
        assert fresh not in {subject for _, subject in found}


class TestDroppedPictures:
    """What an unpacking anew left without a row is explained by name, and taken away a day later."""

    @pytest.fixture
    def submission(self, storage: SqlStorage) -> SubmissionId:
        """Of two pages, each read upright from another picture than unpacking left."""
        submission = take(storage)
        for page in unpack(storage, submission):
            self.read(storage, page)
        return submission.id

    @staticmethod
    def read(storage: SqlStorage, page: PageId) -> None:
        upright = storage.files.put(b"upright " + page.encode())
        with storage.work() as work:
            work.submissions.save_reading(page, upright, b"words")

    @staticmethod
    def unpack_to_nothing(storage: SqlStorage, submission: SubmissionId, at: datetime) -> set[BlobAddress]:
        with storage.work() as work:
            pictures = work.submissions.pictures(submission)
            replace_unpacked(work, submission, SubmissionFacts(), [], [], at)
        return pictures

    @staticmethod
    def pass_a_day(storage: SqlStorage, addresses: Iterable[BlobAddress]) -> None:
        for address in addresses:
            os.utime(path_of(storage, address), (0, 0))

    def test_are_explained_by_the_name_of_the_submission(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        now = datetime.now(UTC)
        pictures = self.unpack_to_nothing(storage, submission, now)
        self.pass_a_day(storage, pictures)
        assert len(pictures) == 3
        [found] = reconcile_store(storage)
        assert found.explained
        assert str(found).startswith(
            f"pictures_dropped {submission}: 3, since it was unpacked anew on {now:%Y-%m-%d}: page pictures"
        )
        assert all(storage.files.contains(address) for address in pictures)

    def test_are_removed_after_a_day_and_never_named_again(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        pictures = self.unpack_to_nothing(storage, submission, NOW)
        self.pass_a_day(storage, pictures)
        assert reconcile_store(storage) == [
            Difference(
                DifferenceKind.PICTURES_REMOVED,
                submission,
                f"3, since it was unpacked anew on {NOW:%Y-%m-%d}:",
            )
        ]
        assert not any(storage.files.contains(address) for address in pictures)
        assert reconcile_store(storage) == []

    def test_removal_that_was_killed_half_way_goes_on(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        pictures = self.unpack_to_nothing(storage, submission, NOW)
        self.pass_a_day(storage, pictures)
        assert storage.files.remove(min(pictures))
        assert storage.files.remove(min(pictures))
        [found] = reconcile_store(storage)
        assert (found.kind, found.detail[:2]) == (DifferenceKind.PICTURES_REMOVED, "2,")
        assert list(storage.files.addresses()) == [taken_original(storage, submission)]

    def test_one_that_another_row_shows_stays_and_is_no_difference(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        """Somebody sends the same picture again: as a page, or as the whole of a scan."""
        pictures = sorted(self.unpack_to_nothing(storage, submission, NOW))
        again = take(storage, "scan:again", raw=storage.files.get(pictures[0]))
        self.pass_a_day(storage, pictures)
        [found] = reconcile_store(storage)
        assert found.detail.startswith("2,")
        assert again.original == pictures[0]
        assert storage.files.get(again.original)

    def test_one_that_was_stored_again_waits_for_its_row(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        """Its file stood there already; the row that shows it is not committed yet."""
        pictures = sorted(self.unpack_to_nothing(storage, submission, NOW))
        self.pass_a_day(storage, pictures)
        content = storage.files.get(pictures[0])
        storage.files.put(content)
        assert {found.kind for found in reconcile_store(storage)} == {
            DifferenceKind.PICTURES_DROPPED,
            DifferenceKind.PICTURES_REMOVED,
        }
        assert storage.files.get(pictures[0]) == content
        self.pass_a_day(storage, pictures[:1])
        storage.files.put_all([content])
        assert [found.kind for found in reconcile_store(storage)] == [DifferenceKind.PICTURES_DROPPED]

    def test_upright_ones_of_a_page_that_is_read_anew_are_explained_too(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        with storage.work() as work:
            page, other = work.submissions.pages(submission)
            forget_readings(work, page.attachment_id, submission, NOW)
        self.read(storage, page.id)
        self.pass_a_day(storage, storage.files.addresses())
        [found] = reconcile_store(storage)
        assert (found.kind, found.detail) == (
            DifferenceKind.PICTURES_REMOVED,
            f"1, since it was read anew on {NOW:%Y-%m-%d}:",
        )
        with storage.work() as work:
            assert all(map(storage.files.contains, work.submissions.pictures(submission)))
        assert other.image is not None
        assert not storage.files.contains(other.image)

    def test_nothing_is_noted_where_the_transaction_fails(
        self, storage: SqlStorage, submission: SubmissionId
    ) -> None:
        def fail_at_the_end() -> None:
            with storage.work() as work:
                replace_unpacked(work, submission, SubmissionFacts(), [], [], NOW)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_at_the_end()
        with storage.work() as work:
            pictures = work.submissions.pictures(submission)
            assert len(pictures) == 3
            assert work.dropped.of(pictures) == {}


def taken_original(storage: SqlStorage, submission: SubmissionId) -> BlobAddress:
    with storage.work() as work:
        return work.submissions.get(submission).original
