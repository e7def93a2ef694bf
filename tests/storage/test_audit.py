"""The audit chain: appended by many, altered by nobody unnoticed."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from domain.errors import TransientError
from storage.database import SqlStorage
from tests.storage.situations import LATER, NOW


def append(storage: SqlStorage, *actions: str) -> None:
    with storage.work() as work:
        for action in actions:
            work.audit.append("maria", action, "C-2026-000001", NOW, page=1, prefetch=False)


def tamper(storage: SqlStorage, statement: str) -> None:
    """Change the table as somebody with the database's own rights would."""
    with storage.engine.begin() as connection:
        if storage.engine.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_refuses_{verb}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(statement)


def test_entries_come_back_in_order(storage: SqlStorage) -> None:
    append(storage, "opened", "page_shown")
    with storage.work() as work:
        work.audit.append("john", "signed_in", "john", LATER)
        every = work.audit.entries()
        assert [entry.sequence for entry in every] == [1, 2, 3]
        assert work.audit.entries(after=2) == every[2:]
        assert work.audit.entries(subject="john") == every[2:]
        assert work.audit.entries(limit=1) == every[:1]
        assert work.audit.head() == every[2]
    assert every[0].details == {"page": 1, "prefetch": False}
    assert every[0].at == NOW


def test_empty_log_holds(storage: SqlStorage, tmp_path: Path) -> None:
    assert storage.verify_audit() is None
    assert storage.write_audit_head(tmp_path / "heads", NOW) is None


def test_many_writers_make_one_chain(storage: SqlStorage) -> None:
    barrier = threading.Barrier(8)

    def run() -> None:
        barrier.wait()
        for _ in range(5):
            append(storage, "page_shown")

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with storage.work() as work:
        assert [entry.sequence for entry in work.audit.entries()] == list(range(1, 41))
        assert work.audit.verify() is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'x'", "DELETE FROM audit"])
def test_database_refuses_changes(storage: SqlStorage, statement: str) -> None:
    append(storage, "opened")
    with pytest.raises((DBAPIError, TransientError), match="append-only"), storage.engine.begin() as direct:
        direct.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        pytest.param("UPDATE audit SET who = 'john' WHERE sequence = 2", "Entry 2", id="who"),
        pytest.param("UPDATE audit SET details = '{}' WHERE sequence = 3", "Entry 3", id="details"),
        pytest.param("UPDATE audit SET at = '2020-01-01' WHERE sequence = 1", "Entry 1", id="time"),
        pytest.param("DELETE FROM audit WHERE sequence = 2", "lacks entry 2", id="one taken out"),
        pytest.param("DELETE FROM audit WHERE sequence = 1", "lacks entry 1", id="first taken out"),
    ],
)
def test_tampering_is_named(storage: SqlStorage, statement: str, words: str) -> None:
    append(storage, "one", "two", "three")
    tamper(storage, statement)
    found = storage.verify_audit()
    assert found is not None
    assert words in found


class TestSignedHeads:
    def test_agree_with_an_honest_log(self, storage: SqlStorage, tmp_path: Path) -> None:
        append(storage, "one")
        first = storage.write_audit_head(tmp_path, NOW)
        append(storage, "two")
        storage.write_audit_head(tmp_path, NOW + timedelta(days=1))
        assert first is not None
        assert first.name == "audit-head-2026-03-02-000000001.txt"
        assert len(list(tmp_path.glob("audit-head-*"))) == 2
        assert storage.verify_audit(tmp_path) is None

    def test_show_that_the_end_was_cut_off(self, storage: SqlStorage, tmp_path: Path) -> None:
        append(storage, "one", "two")
        storage.write_audit_head(tmp_path, NOW)
        tamper(storage, "DELETE FROM audit WHERE sequence = 2")
        assert storage.verify_audit() is None
        assert "cut off" in str(storage.verify_audit(tmp_path))

    def test_show_that_the_whole_log_was_written_anew(self, storage: SqlStorage, tmp_path: Path) -> None:
        append(storage, "one", "two")
        storage.write_audit_head(tmp_path, NOW)
        tamper(storage, "DELETE FROM audit")
        append(storage, "one", "another")
        assert storage.verify_audit() is None
        assert "rewritten" in str(storage.verify_audit(tmp_path))

    @pytest.mark.parametrize(
        ("old", "new"), [("entry: 1", "entry: 2"), ("hash: ", "hash: 0"), ("signed: 2", "x")]
    )
    def test_altered_head_is_noticed(self, storage: SqlStorage, tmp_path: Path, old: str, new: str) -> None:
        append(storage, "one")
        path = storage.write_audit_head(tmp_path, NOW)
        assert path is not None
        path.write_text(path.read_text().replace(old, new))
        assert "head was altered" in str(storage.verify_audit(tmp_path))
