"""Backup: database, files and the key ring, but never the master key.

The database is copied first and the files after it: a file is on disk before the row that refers to it, so
the copy holds every file that its database knows. `storage.restoring` brings one back.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from domain.errors import CorruptDocument, DeploymentError, StorageFull
from storage.database import SqlStorage
from storage.durable import copy_durably, make_folder, sync_file, sync_folder, sync_folders, write_durably
from storage.engine import says_full
from storage.files import place_of
from storage.postgresql import dump_database
from storage.upgrade import known_revisions, newest_revision

MANIFEST: Final = "manifest.json"
RING: Final = "keys.json"
FORMAT: Final = 1
SQLITE_COPY: Final = "database.sqlite"
POSTGRESQL_COPY: Final = "database.dump"


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


#: Called as a long work goes on: how many files are done, of how many.
Told: TypeAlias = Callable[[int, int], None]


def tell_nobody(done: int, of: int) -> None:
    """Where nobody looks on."""


def back_up(
    storage: SqlStorage, target: Path, now: datetime | None = None, told: Told = tell_nobody
) -> Manifest:
    """Write a whole backup to the new folder `target`; it appears under that name when it is complete.

    Raises `DeploymentError` where `target` exists, a program is missing or there is no room, and
    `CorruptDocument` where a file that a row refers to is missing; nothing is left then.
    """
    if target.exists():
        raise DeploymentError(f"{target} exists already: name a new folder for the backup.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        manifest = _copy_all(storage, unfinished, now or datetime.now(UTC), told)
        os.rename(unfinished, target)
    except BaseException:
        # Half a backup is of no use, and takes the room that is wanted.
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return manifest


def _copy_all(storage: SqlStorage, unfinished: Path, now: datetime, told: Told) -> Manifest:
    make_folder(unfinished)
    database = _copy_database(storage, unfinished)
    count = _copy_files(storage, unfinished / "files", told)
    write_durably(unfinished / RING, storage.keys.path.read_bytes())
    manifest = Manifest(
        format=FORMAT,
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
    dump_database(storage.engine.url, copy)
    sync_file(copy)
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
    sync_file(copy)
    return copy


def _copy_files(storage: SqlStorage, folder: Path, told: Told) -> int:
    """Copy every stored file as it lies (sealed); none may be missing that a row refers to."""
    make_folder(folder)
    with storage.work() as work:
        wanted = set(work.submissions.originals_and_images())
    copied, expected = 0, len(wanted)
    for address in storage.files.addresses():
        try:
            copy_durably(storage.files.folder / place_of(address), folder / place_of(address))
        except FileNotFoundError:  # reconciliation took it away since the listing: no row refers to it
            continue
        wanted.discard(address)
        copied += 1
        told(copied, max(copied, expected))  # what no row refers to comes along
    sync_folders([folder, *folder.glob("??"), *folder.glob("??/??")])
    # What came in after the database was copied is not needed; what it refers to is.
    missing = {address for address in wanted if not storage.files.contains(address)}
    if missing:
        raise CorruptDocument(f"{len(missing)} stored files are missing: run 'oems-intake reconcile' first")
    return copied


def read_manifest(source: Path) -> Manifest:
    """What a backup says of itself, its hashes checked.

    Raises `DeploymentError` where it is no backup, `CorruptDocument` where its database or ring was altered.
    """
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_bytes()))
        datetime.fromisoformat(manifest.made_at)
    except (OSError, ValueError, TypeError) as error:
        raise DeploymentError(f"{source} holds no complete backup: its {MANIFEST} cannot be read.") from error
    if manifest.database not in (SQLITE_COPY, POSTGRESQL_COPY):
        raise DeploymentError(f"{source} holds no backup of this program: its {MANIFEST} names no database.")
    if manifest.format != FORMAT or str(manifest.revision) not in known_revisions():
        raise DeploymentError(
            f"A newer version of the program made this backup ({manifest.made_at}). Install that version, "
            "or name a backup that this one made."
        )
    checked = ((manifest.database, manifest.database_sha256), (RING, manifest.ring_sha256))
    for name, expected in checked:
        if not (source / name).is_file() or _sha256(source / name) != expected:
            raise CorruptDocument(f"{name} of the backup is missing or was altered: take another backup")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
