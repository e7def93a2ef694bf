"""What all tests share: storage on both databases, private servers, no network beyond loopback."""

import logging
import os
import shutil
import socket
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

#: As the program has it, of which the tests call parts (`cli.py`).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import psycopg
import pytest
import structlog

from processing.matching.blocking import (
    name_codes,
    name_keys,
    number_key,
    number_variants,
    query_name_codes,
    query_name_keys,
)
from processing.matching.numbers import slip_keys
from processing.ports import Blocking
from storage.database import SqlStorage
from storage.keys import KeyRing, create_master_key, read_master_key
from storage.upgrade import newest_revision, upgrade_database
from tests.examples import EVERY_STEP, load_profile
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.postgresql import PostgresServer, empty_database, running_postgres
from tests.servers.redis import running_redis
from tests.servers.smtp import Inbox, running_smtp

BLOCKING = Blocking(
    number_variants, name_keys, query_name_keys, number_key, name_codes, query_name_codes, slip_keys
)
load_profile()
#: Files that take a minute or more begin first: at the end no worker is left alone with one.
LONG = (
    "tests/crash/",
    "tests/commands/test_learning",
    "tests/samples/test_submissions",
    "tests/test_stories",
    "tests/test_fax_stories",
    "tests/review/test_browser",
    "tests/processing/stages/",
)
#: Here half of the tests that could run on both databases run on SQLite, the others on PostgreSQL, but for
#: those in which many act at once. Elsewhere, the storage itself above all, every test runs on both; so do
#: these by `EVERY_STEP=1 make test` and by `make drill`.
IN_TURN = ("tests/processing/", "tests/review/")
NEVER_IN_TURN = (
    "tests/processing/stages/test_letters_that_wait",
    "tests/processing/stages/test_moves_at_random",
    "tests/review/test_two_people",
)
DATABASES = ("sqlite", "postgresql")
#: Tests need no room in reserve; those that do say so.
NO_RESERVE = 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first, else as they were found; without the other database of those that take turns."""
    named = any("::" in argument for argument in config.args)
    left_out = [] if named or EVERY_STEP else [i for i in items if not _has_its_turn(i)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def _has_its_turn(item: pytest.Item) -> bool:
    """Whether the test is one that runs on one database, or runs on the one whose turn it is."""
    callspec = getattr(item, "callspec", None)
    chosen = callspec.params.get("database_url") if callspec else None
    if chosen is None or not item.nodeid.startswith(IN_TURN) or item.nodeid.startswith(NEVER_IN_TURN):
        return True
    name = item.nodeid.replace(chosen, "")
    return chosen == DATABASES[zlib.crc32(name.encode()) % 2]


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach beyond this machine."""
    connect = socket.socket.connect

    def guarded(sock: socket.socket, address: Any) -> None:
        if sock.family != socket.AF_UNIX and str(address[0]) not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to connect to {address[0]}: only loopback is allowed")
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """The command sets logging up for a process of its own; here many tests share one."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level, logging.raiseExceptions = handlers, level, True
    structlog.reset_defaults()


@pytest.fixture(scope="session", autouse=True)
def migrations_read_once() -> Iterator[None]:
    """A process opens its storage once, and reads the folder of migrations then; the tests open thousands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.upgrade.newest_revision", cache(newest_revision))
        yield


@pytest.fixture
def few_birth_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where imports are tested and nobody asks how common birth dates are.

    Each import looks every day of a century up by its keyed hash, which takes longer than its few rows.
    """
    monkeypatch.setattr("storage.repositories.linkage.FIRST_BIRTH", date(2020, 1, 1))


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A short path that servers under other accounts can reach (pytest's own folders are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="oems-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(server_folder: Path) -> Iterator[PostgresServer]:
    """A private PostgreSQL, once a session."""
    with running_postgres(server_folder / "pg") as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """An empty PostgreSQL database for one test."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def redis_url(server_folder: Path) -> Iterator[str]:
    """A private Redis, once a session."""
    with running_redis(server_folder / "redis") as url:
        yield url


@pytest.fixture(scope="session")
def dovecot(server_folder: Path) -> Iterator[DovecotServer]:
    """A private Dovecot, once a session; ask it for a `new_user`."""
    with running_dovecot(server_folder / "imap") as server:
        yield server


@pytest.fixture(scope="session")
def _smtp_session() -> Iterator[Inbox]:
    with running_smtp() as inbox:
        yield inbox


@pytest.fixture
def smtp_server(_smtp_session: Inbox) -> Inbox:
    """An SMTP server on loopback whose inbox is empty at the start of the test."""
    _smtp_session.clear()
    return _smtp_session


StorageMaker = Callable[..., SqlStorage]


@pytest.fixture
def make_storage() -> Iterator[StorageMaker]:
    """`make_storage(folder, url=None)`: a storage in that folder; SQLite where no address is given.

    The same folder opens the same storage again, as a second process would.
    """
    with opening_storages() as make:
        yield make


@pytest.fixture(scope="module")
def module_storage() -> Iterator[StorageMaker]:
    """As `make_storage`, for what the tests of a module share."""
    with opening_storages() as make:
        yield make


@contextmanager
def opening_storages() -> Iterator[StorageMaker]:
    """Storages that are closed at the end."""
    opened: list[SqlStorage] = []

    def make(folder: Path, url: str | None = None, *, blocking: Blocking = BLOCKING) -> SqlStorage:
        folder.mkdir(parents=True, exist_ok=True)
        master_file = folder / "master.key"
        master = read_master_key(master_file) if master_file.exists() else create_master_key(master_file)
        storage = SqlStorage.open(
            url or f"sqlite:///{folder / 'intake.sqlite'}",
            folder / "files",
            KeyRing.open(master, folder / "keys.json"),
            blocking=blocking,
            reserve_bytes=NO_RESERVE,
        )
        opened.append(storage)
        return storage

    yield make
    for storage in opened:
        storage.close()


@pytest.fixture(scope="session")
def upgraded_sqlite(server_folder: Path) -> Path:
    """An SQLite database with all tables and no rows, to be copied: quicker than upgrading each time."""
    path = server_folder / "upgraded.sqlite"
    upgrade_database(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def upgraded_postgres(postgres_server: PostgresServer) -> Iterator[tuple[str, psycopg.Connection]]:
    """A PostgreSQL database with all tables, and a connection by which whoever takes it empties it first."""
    url = postgres_server.create_database()
    upgrade_database(url)
    with psycopg.connect(url, autocommit=True) as connection:
        yield url, connection


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without rows, on SQLite and on PostgreSQL in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("upgraded_sqlite"), tmp_path / "intake.sqlite")
        return f"sqlite:///{tmp_path / 'intake.sqlite'}"
    url, connection = request.getfixturevalue("upgraded_postgres")
    empty_database(connection)
    return str(url)


@pytest.fixture
def storage(make_storage: StorageMaker, tmp_path: Path, database_url: str) -> SqlStorage:
    """An empty storage, on SQLite and on PostgreSQL in turn."""
    return make_storage(tmp_path, database_url)
