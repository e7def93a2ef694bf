"""Backup and restore: database, files and the key ring, but never the master key.

The database is copied first and the files after it: a file is on disk before the row that refers to it, so
the copy holds every file that its database knows. A restore checks everything before it says so, and lays
the key ring down last: of a restore that was broken off nothing can be used, and so nothing be sent.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, update
from sqlalchemy.engine import URL, make_url

from domain.errors import CorruptDocument, DeploymentError, StorageFull
from domain.ids import BlobAddress
from domain.states import DispatchState
from storage.database import SqlStorage
from storage.durable import make_folder, sync_folder, write_durably
from storage.engine import create_database_engine, says_full
from storage.tables import DispatchRow
from storage.upgrade import newest_revision

#: Debian keeps PostgreSQL's programs off the PATH.
POSTGRESQL_PROGRAMS: Final = Path("/usr/lib/postgresql")
MANIFEST: Final = "manifest.json"
RING: Final = "keys.json"
SQLITE_COPY: Final = "database.sqlite"
POSTGRESQL_COPY: Final = "database.dump"
#: Seconds after which pg_dump or pg_restore counts as stuck.
PROGRAM_SECONDS: Final = 6 * 3600


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and the hashes that a restore checks."""

    format: int
    made_at: str
    revision: str
    database: str
    """Name of the database's copy within the backup."""
    database_sha256: str
    ring_sha256: str
    files: int


def back_up(storage: SqlStorage, target: Path, now: datetime | None = None) -> Manifest:
    """Write a whole backup to the new folder `target`; it appears under that name when it is complete.

    Raises `DeploymentError` where `target` exists, a program is missing or there is no room, and
    `CorruptDocument` where a file that a row refers to is missing; nothing is left then.
    """
    if target.exists():
        raise DeploymentError(f"{target} exists already: name a new folder for the backup.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        manifest = _copy_all(storage, unfinished, now or datetime.now(UTC))
        os.rename(unfinished, target)
    except BaseException:
        # Half a backup is of no use, and takes the room that is wanted.
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return manifest


def _copy_all(storage: SqlStorage, unfinished: Path, now: datetime) -> Manifest:
    make_folder(unfinished)
    database = _copy_database(storage, unfinished)
    count = _copy_files(storage, unfinished / "files")
    write_durably(unfinished / RING, storage.keys.path.read_bytes())
    manifest = Manifest(
        format=1,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        revision=newest_revision(),
        database=database.name,
        database_sha256=_sha256(database),
        ring_sha256=_sha256(unfinished / RING),
        files=count,
    )
    write_durably(unfinished / MANIFEST, json.dumps(asdict(manifest), indent=2).encode() + b"\n")
    return manifest


def _copy_database(storage: SqlStorage, folder: Path) -> Path:
    if storage.engine.dialect.name == "sqlite":
        return _copy_sqlite(storage, folder / SQLITE_COPY)
    copy = folder / POSTGRESQL_COPY
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"]
    _run_postgresql("pg_dump", options, storage.engine.url)
    _sync_file(copy)
    return copy


def _copy_sqlite(storage: SqlStorage, copy: Path) -> Path:
    """By SQLite's own backup, which sees one committed state while others write."""
    source = storage.engine.raw_connection()
    target = sqlite3.connect(copy)
    try:
        driver = source.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise DeploymentError("the database driver is not SQLite's")
        driver.backup(target)
        found = target.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.OperationalError as error:
        if says_full(error):
            raise StorageFull(f"There is no room for the backup below {copy.parent.parent}.") from error
        raise DeploymentError(
            f"The database cannot be copied ({error.sqlite_errorname}); 'oems-intake doctor' looks at it."
        ) from error
    finally:
        target.close()
        source.close()
    if found != ("ok",):
        raise CorruptDocument("the copy of the database failed SQLite's integrity check")
    copy.chmod(0o600)
    _sync_file(copy)
    return copy


def _copy_files(storage: SqlStorage, folder: Path) -> int:
    """Copy every stored file as it lies (sealed); none may be missing that a row refers to."""
    make_folder(folder)
    with storage.work() as work:
        wanted = set(work.submissions.originals_and_images())
    copied = 0
    for address in storage.files.addresses():
        try:
            _copy_file(storage.files.folder, folder, address)
        except FileNotFoundError:  # reconciliation took it away since the listing: no row refers to it
            continue
        wanted.discard(address)
        copied += 1
    # What came in after the database was copied is not needed; what it refers to is.
    missing = {address for address in wanted if not storage.files.contains(address)}
    if missing:
        raise CorruptDocument(f"{len(missing)} stored files are missing: run 'oems-intake reconcile' first")
    return copied


def _copy_file(source: Path, target: Path, address: BlobAddress) -> None:
    path = Path(address[:2]) / address[2:4] / address
    (target / path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source / path, target / path)
    (target / path).chmod(0o600)
    _sync_file(target / path)


def read_manifest(source: Path) -> Manifest:
    """What a backup says of itself, its hashes checked.

    Raises `DeploymentError` where it is no backup, `CorruptDocument` where its database or ring was altered.
    """
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise DeploymentError(f"{source} holds no complete backup: its {MANIFEST} cannot be read.") from error
    checked = ((manifest.database, manifest.database_sha256), (RING, manifest.ring_sha256))
    for name, expected in checked:
        if not (source / name).is_file() or _sha256(source / name) != expected:
            raise CorruptDocument(f"{name} of the backup is missing or was altered: take another backup")
    return manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    doubted: int
    """Mails and letters that waited when the backup was made."""


def restore_backup(source: Path, home: Path, url: str, files_folder: Path, now: datetime) -> Restored:
    """Put a backup back where nothing is yet; then open the storage and call `check_restored`.

    Raises `DeploymentError` where the target is not empty or the backup is of the other database,
    `CorruptDocument` where the backup was altered.
    """
    manifest, ring = read_manifest(source), home / RING
    _require_empty(url, files_folder, ring)
    make_folder(home)
    make_folder(files_folder)
    for address in _addresses_in(source / "files"):
        _copy_file(source / "files", files_folder, address)
    _restore_database(source / manifest.database, make_url(url))
    doubted = _doubt_waiting(url, now)
    write_durably(ring, (source / RING).read_bytes())
    return Restored(manifest, doubted)


def _doubt_waiting(url: str, now: datetime) -> int:
    """What waits in the copy may have gone since it was made: UNCERTAIN, for a person; how many."""
    waits = DispatchRow.state.in_((DispatchState.READY, DispatchState.SENDING))
    doubtful = {"state": DispatchState.UNCERTAIN, "lease_until": None, "changed_at": now}
    engine = create_database_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(update(DispatchRow).where(waits).values(**doubtful)).rowcount
    finally:
        engine.dispose()


def check_restored(storage: SqlStorage) -> None:
    """Open every file that a row refers to and walk the audit chain. Raises `CorruptDocument`."""
    with storage.work() as work:
        wanted = sorted(work.submissions.originals_and_images())
    for address in wanted:
        storage.files.get(address)
    broken = storage.verify_audit()
    if broken is not None:
        raise CorruptDocument(broken)


def _require_empty(url: str, files_folder: Path, ring_path: Path) -> None:
    engine = create_database_engine(url)
    try:
        address = engine.url
        is_file = address.get_backend_name() == "sqlite"
        absent = is_file and not Path(address.database or "").exists()
        occupied = not absent and bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()
    if occupied:
        raise DeploymentError("The database is not empty: restore into a new home folder or database.")
    if ring_path.exists() or (files_folder.exists() and any(files_folder.iterdir())):
        raise DeploymentError("The home folder is not empty: restore into a new one.")


def _restore_database(copy: Path, url: URL) -> None:
    if url.get_backend_name() == "sqlite":
        if copy.name != SQLITE_COPY:
            raise DeploymentError("This backup is of a PostgreSQL database: name one in 'database_url'.")
        target = Path(url.database or "")
        make_folder(target.parent)
        shutil.copyfile(copy, target)
        target.chmod(0o600)
        _sync_file(target)
        return
    if copy.name != POSTGRESQL_COPY:
        raise DeploymentError("This backup is of an SQLite database: leave 'database_url' empty.")
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy)]
    _run_postgresql("pg_restore", options, url)


def _run_postgresql(name: str, options: list[str], url: URL) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment."""
    bare = url.set(drivername="postgresql", password=None)
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    command = [_postgresql_program(name), f"--dbname={bare.render_as_string()}", *options]
    try:
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=PROGRAM_SECONDS)
    except subprocess.CalledProcessError as error:
        first = error.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise DeploymentError(f"{name} failed: {' '.join(first)}") from error
    except subprocess.TimeoutExpired as error:
        raise DeploymentError(f"{name} did not end within {PROGRAM_SECONDS // 3600} hours") from error


def _postgresql_program(name: str) -> str:
    found = shutil.which(name)
    if found is not None:
        return found
    versions = sorted(POSTGRESQL_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise DeploymentError(f"{name} is missing: install Debian's package postgresql-client.")
    return str(versions[-1])


def _addresses_in(folder: Path) -> Iterator[BlobAddress]:
    return (BlobAddress(path.name) for path in sorted(folder.glob("??/??/*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
