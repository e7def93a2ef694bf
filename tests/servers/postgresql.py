"""A private PostgreSQL from Debian's package, on loopback, gone after the tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from tests.servers.ports import (
    ServerProcess,
    free_port,
    need_program,
    open_to,
    other_user,
    primary_group,
)

#: Debian keeps the server's programs off the PATH, in a folder a version.
PROGRAMS = "/usr/lib/postgresql"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; every test may ask for a database of its own."""

    port: int
    process: ServerProcess
    _numbers: "count[int]"

    def url(self, database: str) -> str:
        """Address of one database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Create an empty database and return its address."""
        name = f"intake_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop it, whoever is still connected."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def empty_database(connection: psycopg.Connection) -> None:
    """Delete all rows (3 ms on a connection that is kept, where a new one looks every table up anew)."""
    with connection.transaction():
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        # Neither foreign keys nor the triggers of append-only tables are asked.
        deletions = ["SET session_replication_role = replica"]
        deletions += [f"DELETE FROM {name}" for (name,) in found]
        connection.execute("; ".join(deletions).encode())


@contextmanager
def running_postgres(folder: Path) -> Iterator[PostgresServer]:
    """Start a server below `folder`, with its durability off: only its promises inside one run count."""
    newest = max(Path(PROGRAMS).glob("*/bin"), key=lambda path: int(path.parent.name), default=Path())
    initdb, postgres = (need_program(name, folder=str(newest)) for name in ("initdb", "postgres"))
    user, cluster, port = other_user(), folder / "cluster", free_port()
    folder.mkdir(parents=True, exist_ok=True)
    open_to(folder, user)
    subprocess.run(
        [initdb, "-D", str(cluster), "-N", "-A", "trust", "-U", "postgres", "--locale=C.UTF-8", "-E", "UTF8"],
        check=True,
        capture_output=True,
        user=user,
        group=user and primary_group(user),
        extra_groups=[] if user else None,
        cwd=folder,
    )
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "dynamic_shared_memory_type": "mmap",  # a killed server leaves nothing in /dev/shm
        "max_connections": "120",
        "shared_buffers": "64MB",
    }
    command = [postgres, "-D", str(cluster), "-p", str(port)]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    log = folder.parent / "postgresql.log"
    server = ServerProcess(command, log, lambda: _answers(port), user=user, cwd=folder)
    server.start()
    try:
        yield PostgresServer(port, server, count(1))
    finally:
        server.stop()


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True
