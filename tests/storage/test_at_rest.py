"""What lies on disk: the tables' history, nothing personal in plain, errors of the database."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from domain.batches import Part
from domain.documents import Evidence
from domain.errors import DeploymentError, StorageFull, TransientError
from domain.ids import AttachmentId, BatchId, CaseId, PageId
from domain.kinds import Channel, FieldName
from domain.states import Stage
from domain.submissions import Headers
from processing.ports import NewPage, PendingNameChange, SubmissionFacts
from storage.database import SqlStorage
from storage.engine import create_database_engine, translated_errors
from storage.tables import Base
from storage.upgrade import newest_revision, upgrade_database
from tests.storage.situations import (
    LATER,
    NOW,
    NUMBER,
    add_records,
    an_attachment,
    arrival,
    decision,
    dispatch,
    finding,
    open_case,
    record,
    size_of_files_limited,
    take,
)

#: All that an invented person's papers hold and nobody else may read.
PERSONAL = (
    "078-05-1120", "4321", "1987-06-05", "June 5, 1987", "12 Invented Lane", "Worcester", "617-555-0123",
    "ana.reyes@example.org", "Ana Reyes card.pdf", "S99988877", "Quarterdeck", "a private note",
    "marriage of Ana", "Ana Okafor",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


class TestMigrations:
    def test_lead_from_nothing_to_the_tables(self, empty_url: str) -> None:
        assert upgrade_database(empty_url) == newest_revision()
        engine = create_database_engine(empty_url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
        engine.dispose()

    def test_run_again_change_nothing(self, empty_url: str) -> None:
        upgrade_database(empty_url)
        assert upgrade_database(empty_url) == newest_revision()

    def test_run_by_many_at_once_run_once(self, empty_url: str) -> None:
        problems: list[BaseException] = []

        def run() -> None:
            try:
                upgrade_database(empty_url)
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []

    def test_refuse_a_database_of_a_newer_program(self, empty_url: str) -> None:
        upgrade_database(empty_url)
        engine = create_database_engine(empty_url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
        with pytest.raises(DeploymentError, match="does not know"):
            upgrade_database(empty_url)


def store_invented_person(storage: SqlStorage) -> CaseId:
    """Everything that the pipeline would store of one person, through every sealed column."""
    words = " ".join(PERSONAL).encode()
    add_records(storage, record())
    case_id = open_case(storage)
    submission = take(storage, "process:/in/Ana Reyes card.pdf:1", raw=words)
    body = AttachmentId(f"{submission.id}-0")
    facts = SubmissionFacts(headers=Headers(sender=PERSONAL[7], subject="Quarterdeck"))
    page = NewPage(PageId(f"{body}-p0"), body, 0, storage.files.put(b"image " + words), words)
    with storage.work() as work:
        part = an_attachment(body, problem="Quarterdeck")
        work.submissions.save_unpacked(submission.id, facts, [part], [page])
        work.submissions.save_reading(page.id, None, words)
        (document,) = work.cases.get(case_id).document_ids
        read = [Evidence(FieldName.SSN_LAST4, word, word, 0, None, 0.9, "ppocr") for word in PERSONAL]
        work.documents.save_evidence(document, read)
        work.documents.save_findings(document, [finding()], "1", [])
        work.documents.save_fingerprint(document, words, list(PERSONAL))
        work.quarantine.add(submission.id, None, Stage.READ, "Quarterdeck", "", NOW.date(), NOW)
        batch, on_monday = BatchId("F-1"), Part(0, BatchId("F-1"), "Ana Reyes card.pdf")
        work.batches.record(submission.id, Channel.SCAN, [on_monday], [], NOW)
        work.batches.close(batch, "a private note", decision(case_id).by, NOW)
        work.batches.withdraw(submission.id, "a private note", decision(case_id).by, NOW)
        work.cases.decide(decision(case_id, note="a private note", destination="ana.reyes@example.org"))
        work.cases.reopen(case_id, "bounced from ana.reyes@example.org", LATER)
        work.dispatches.add(dispatch(case_id, words=PERSONAL, problem="ana.reyes@example.org unknown"), NOW)
        work.dispatches.save_content(dispatch().id, words)
        work.dispatches.note_acknowledged(PERSONAL[7], "Quarterdeck", NOW)
        work.records.add_pending_change(
            PendingNameChange(case_id, NUMBER, "Ana Reyes", "Ana Okafor", NOW, None, None)
        )
    return case_id


def test_nothing_personal_lies_in_plain(storage: SqlStorage, tmp_path: Path) -> None:
    store_invented_person(storage)
    dump = _all_columns(storage)
    assert b"E0901234" in dump, "public columns are searchable, so the dump must hold them"
    assert [word for word in PERSONAL if word.encode() in dump] == []
    storage.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "master.key"]
    assert any(path.parent.parent.parent.name == "files" for path in files)
    raw = {path.name: path.read_bytes() for path in files}
    assert [(name, word) for name, text in raw.items() for word in PERSONAL if word.encode() in text] == []


def _all_columns(storage: SqlStorage) -> bytes:
    """Every value of every table as bytes, as a stolen dump would show it."""
    with storage.engine.connect() as connection:
        rows = [
            value
            for table in inspect(connection).get_table_names()
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"')
            for value in row
        ]
    return b"\n".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in rows)


def test_everything_opens_again_after_rotation_and_in_another_process(
    make_storage: Callable[..., SqlStorage], tmp_path: Path, database_url: str
) -> None:
    storage = make_storage(tmp_path, database_url)
    case_id = store_invented_person(storage)
    storage.keys.rotate_data_key()
    storage.files.rewrap()
    storage.close()
    again = make_storage(tmp_path, database_url)
    with again.work() as work:
        (document,) = work.cases.get(case_id).document_ids
        assert [e.value for e in work.documents.get(document).evidence] == list(PERSONAL)
        assert work.cases.decisions(case_id)[0].note == "a private note"
        assert work.dispatches.get(dispatch().id).words == PERSONAL
        batch = work.batches.get(BatchId("F-1"))
        assert (batch.name, batch.closing_words) == ("Ana Reyes card.pdf", "a private note")
        assert {again.files.get(address)[:5] for address in work.submissions.originals_and_images()}


class TestDatabaseErrors:
    def test_server_that_is_away_is_transient(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        with pytest.raises(TransientError, match="briefly away"):
            make_storage(tmp_path, "postgresql://postgres@127.0.0.1:1/none")

    @pytest.mark.parametrize("url", ["mysql://x/y", "not an address"])
    def test_wrong_address_names_the_setting(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path, url: str
    ) -> None:
        with pytest.raises(DeploymentError, match="database_url"):
            make_storage(tmp_path, url)

    def test_full_sqlite_stops_intake_and_leaves_nothing(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        storage = make_storage(tmp_path)
        with storage.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
            connection.rollback()
        with pytest.raises(StorageFull, match="no room"):
            fill(storage)
        with storage.work() as work:
            assert list(work.submissions.all()) == []
            assert work.jobs.standing() == []

    def test_sqlite_that_may_grow_no_more_stops_intake(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        """A quota is no full disk to SQLite, nor a limit on the size of files."""
        storage = make_storage(tmp_path)
        with size_of_files_limited(50_000), pytest.raises(StorageFull, match="SQLITE_IOERR_WRITE"):
            fill(storage)
        with storage.work() as work:
            assert list(work.submissions.all()) == []

    @pytest.mark.parametrize(
        ("spoil", "words"),
        [
            pytest.param(
                lambda path: path.write_bytes(b"no database" * 100), "oems-intake restore", id="other file"
            ),
            pytest.param(lambda path: overwrite(path, 4096), "oems-intake restore", id="damaged"),
        ],
    )
    def test_spoilt_sqlite_says_what_brings_it_back(
        self,
        make_storage: Callable[..., SqlStorage],
        tmp_path: Path,
        spoil: Callable[[Path], object],
        words: str,
    ) -> None:
        make_storage(tmp_path).close()
        spoil(tmp_path / "intake.sqlite")
        with pytest.raises(DeploymentError, match=words):
            make_storage(tmp_path)

    def test_sqlite_that_takes_no_writing_says_so(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        storage = make_storage(tmp_path)
        with storage.work() as work:
            work.session.execute(text("PRAGMA query_only = ON"))
            with pytest.raises(DeploymentError, match="Mend the rights"), translated_errors():
                work.audit.append("x", "y", "z", NOW)

    def test_values_do_not_stand_in_the_message(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        storage = make_storage(tmp_path)
        with pytest.raises(TransientError) as caught, storage.work() as work:
            work.session.execute(text("SELECT * FROM nowhere WHERE x = '078-05-1120'"))
        assert "078" not in str(caught.value)

    def test_readers_then_writers_never_find_it_locked(
        self, make_storage: Callable[..., SqlStorage], tmp_path: Path
    ) -> None:
        """Two processes that read first and write later: with a plain BEGIN this fails within moments."""
        one, two = make_storage(tmp_path), make_storage(tmp_path)
        problems: list[BaseException] = []
        until = time.monotonic() + 1.0

        def run(storage: SqlStorage) -> None:
            try:
                while time.monotonic() < until:
                    with storage.work() as work:
                        work.audit.append("x", "y", "z", NOW)
            except BaseException as error:
                problems.append(error)

        threads = [threading.Thread(target=run, args=(storage,)) for storage in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []
        assert one.verify_audit() is None


def overwrite(path: Path, start: int) -> None:
    """Everything of a file from there on becomes rubbish."""
    content = path.read_bytes()
    path.write_bytes(content[:start] + b"\xa5" * (len(content) - start))


def fill(storage: SqlStorage) -> None:
    address = storage.files.put(b"x")
    with storage.work() as work:
        for number in range(500):
            work.submissions.take(arrival(f"scan:{number}"), address, NOW)


def test_sqlite_syncs_every_commit(make_storage: Callable[..., SqlStorage], tmp_path: Path) -> None:
    storage = make_storage(tmp_path)
    with storage.engine.connect() as connection:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    assert found == wanted
    assert sqlite3.threadsafety >= 1
