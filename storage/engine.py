"""Engines for SQLite and PostgreSQL, and the column types both share."""

import os
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from psycopg import Connection as PostgresConnection
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import DateTime, String, create_engine, event
from sqlalchemy.engine import URL, Connection, Dialect, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    ResourceClosedError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.types import TypeDecorator

from domain.errors import DeploymentError, IntakeError, StorageFull, TransientError

#: Milliseconds a writer waits for SQLite's lock; our transactions take a few milliseconds each.
BUSY_MILLISECONDS: Final = 30_000
#: Connections a process keeps, and how many more it may open for a moment.
POOL_SIZE: Final = 10
POOL_OVERFLOW: Final = 30
#: Seconds after which PostgreSQL drops a transaction that stands still: its process is frozen or its host is
#: gone, and the rows it locks would else keep every other worker waiting. Ours take milliseconds.
IDLE_SECONDS = 60
#: PostgreSQL's codes for a full disk or quota.
DISK_FULL_CODES: Final = frozenset({"53100"})
#: What SQLite says where nothing more can be written: by a full disk, a quota or a limit on the size of
#: files, or for want of room for the index that processes share.
SQLITE_FULL_CODES: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
)
_FROM_BACKUP: Final = (
    "Stop what runs, move the home aside, and bring the last backup back: oems-intake restore."
)
#: What no waiting mends, by SQLite's primary code, with what to do.
SQLITE_REMEDIES: Final = {
    sqlite3.SQLITE_READONLY: "The database cannot be written to ({kind}). Mend the rights of its file and "
    "folder, or mount them to be written.",
    sqlite3.SQLITE_CORRUPT: "The database is damaged ({kind}). " + _FROM_BACKUP,
    sqlite3.SQLITE_NOTADB: "The database's file is no database ({kind}). " + _FROM_BACKUP,
}
#: The primary code is the low byte of an extended one.
PRIMARY_CODE: Final = 0xFF


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps no time zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _TextWithoutNul(StrDumperUnknown):
    """Text on its way to PostgreSQL, which refuses NUL in any: a space is kept in its place.

    Nobody types NUL on purpose; it comes with what is pasted, imported or mailed, and must stop nothing.
    """

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", " ") if "\x00" in obj else obj)


#: Text ordered byte by byte on both databases, so that ranges and prefixes use the index.
ByteOrderedText: Final = String().with_variant(String(collation="C"), "postgresql")


def create_database_engine(url: str) -> Engine:
    """An engine for `sqlite:///PATH` or `postgresql://…` (psycopg 3). Connects to nothing yet.

    Raises `DeploymentError` where the address names neither.
    """
    address = read_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_timeout=60)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    else:
        engine = create_engine(
            address, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_timeout=60, pool_pre_ping=True
        )
        event.listen(engine, "connect", _prepare_postgresql)
    _forget_after_fork(engine)
    return engine


def read_url(url: str) -> URL:
    """A database's address. Raises `DeploymentError` where it names neither SQLite nor PostgreSQL."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DeploymentError("The setting 'database_url' is no database address.") from error
    backend = address.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise DeploymentError(f"The setting 'database_url' names '{backend}'; use sqlite or postgresql.")
    return address.set(drivername="postgresql+psycopg") if backend == "postgresql" else address


def _prepare_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    """Write-ahead log, every commit synced to disk (custody is promised), foreign keys checked."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    _use_write_ahead_log(connection)
    # KiB of pages kept a connection: the upper levels of an index over a million records stay at hand.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -16384"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: DBAPIConnection, _record: Any) -> None:
    """A transaction that nobody goes on with is dropped, with the rows it locks."""
    if isinstance(connection, PostgresConnection):
        connection.adapters.register_dumper(str, _TextWithoutNul)
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}")
    cursor.close()
    connection.commit()


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """The file remembers its mode; the change itself does not wait for others, so that we must."""
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if says_full(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_immediate(connection: Connection) -> None:
    """A transaction that reads first and writes later would else fail at once with "database is locked"."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _forget_after_fork(engine: Engine) -> None:
    """A forked child must not talk through its parent's connections."""
    kept = weakref.ref(engine)

    def forget() -> None:
        alive = kept()
        if alive is not None:
            alive.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn database errors into the project's own: full disks stop intake, passing ones are retried.

    Messages name the kind of error only: a driver's text may quote the values of a statement.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise TransientError("the database has no free connection just now") from error
    except ResourceClosedError as error:
        raise TransientError("the database connection was closed") from error
    except DBAPIError as error:
        explained = _explained(error)
        if explained is None:
            raise
        raise explained from None


def _explained(error: DBAPIError) -> IntakeError | None:
    """None where the statement is at fault, not the database's state."""
    if says_full(error.orig):
        return StorageFull(
            f"The database has no room to write ({_kind(error)}). Intake stops until space is freed on its "
            "disk; a quota or a limit on the size of files stops it too."
        )
    if remedy := SQLITE_REMEDIES.get(_sqlite_code(error.orig) & PRIMARY_CODE):
        return DeploymentError(remedy.format(kind=_kind(error)))
    if _sqlite_code(error.orig) & PRIMARY_CODE == sqlite3.SQLITE_CANTOPEN:
        return TransientError(
            f"the database's file cannot be opened ({_kind(error)}): its folder must be there, mounted to be "
            "written, and belong to the account that runs this"
        )
    if isinstance(error, (OperationalError, InterfaceError)):
        return TransientError(f"the database is briefly away ({_kind(error)})")
    if error.connection_invalidated:
        return TransientError("the database connection was lost")
    return None


def says_full(error: BaseException | None) -> bool:
    """Whether a driver's error says that there is no room."""
    code = getattr(error, "sqlstate", None)
    return code in DISK_FULL_CODES or _sqlite_code(error) in SQLITE_FULL_CODES or "disk is full" in str(error)


def _sqlite_code(error: BaseException | None) -> int:
    """SQLite's extended code; 0 where it gave none, as for every error of PostgreSQL."""
    return getattr(error, "sqlite_errorcode", None) or 0


def _kind(error: DBAPIError) -> str:
    cause = error.orig
    return getattr(cause, "sqlite_errorname", None) or type(cause).__name__
