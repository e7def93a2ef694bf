"""Restore: a backup comes back into an empty home, in steps that may be broken off anywhere.

note in the home -> files -> database, what waited doubted -> key ring -> a look through all -> note away

While the note lies there nobody else opens the home (`storage.wholeness`), and the same command goes on
where it stopped. The database appears in one step, doubted already: a worker on another host never finds a
letter ready that may have gone.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Update, func, inspect, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, Engine

from domain.errors import DeploymentError
from domain.ids import BlobAddress
from domain.states import DispatchState
from storage.backup import MANIFEST, POSTGRESQL_COPY, RING, SQLITE_COPY, Manifest, Told, tell_nobody
from storage.durable import copy_durably, make_folder, sync_file, sync_folder, sync_folders, write_durably
from storage.engine import create_database_engine, read_url, translated_errors
from storage.files import is_address, place_of
from storage.postgresql import bring_back
from storage.tables import DispatchRow
from storage.wholeness import NOTE, holds_files, make_home

#: The table that bears the note's mark on PostgreSQL: it tells what this restore brought from anything else.
MARKED: Final = "alembic_version"
#: What SQLite lays beside a database at work; of another one it would be taken for this one's.
SQLITE_SIDES: Final = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    doubted: int
    """Mails and letters that waited when the backup was made."""


@dataclass(frozen=True, slots=True)
class Note:
    """That a restore began: of which backup, and when."""

    source: str
    backup: str
    """Hash of its manifest: the folder may have another name by now."""
    began_at: str
    mark: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.began_at)


@contextmanager
def restoring(
    manifest: Manifest,
    source: Path,
    home: Path,
    url: str,
    files_folder: Path,
    now: datetime,
    told: Told = tell_nobody,
) -> Iterator[Restored]:
    """Put a backup back where nothing is yet, or go on with that; look through what came back within.

    The home may be used when the block ends well. Raises `DeploymentError` where the target is not empty, the
    backup is of the other make of database, or another restore is at work or was broken off here.
    """
    _require_same_make(manifest, url)
    note = Note(
        str(source.absolute()),
        hashlib.sha256((source / MANIFEST).read_bytes()).hexdigest(),
        now.astimezone(UTC).isoformat(),
        secrets.token_hex(16),
    )
    if not (home / NOTE).exists():
        _require_empty(url, files_folder, home / RING)
    make_home(home)
    with _noted(home / NOTE, note) as begun:
        if begun == note:
            _require_still_empty(url, files_folder, home)
        if not (home / RING).exists():
            _restore_files(source / "files", files_folder, told)
            _restore_database(source / manifest.database, read_url(url), begun)
            write_durably(home / RING, (source / RING).read_bytes())
        yield Restored(manifest, _count_doubted(url, begun.at))
        (home / NOTE).unlink()
        sync_folder(home)


@contextmanager
def _noted(path: Path, note: Note) -> Iterator[Note]:
    """The note that lies there, or this one; held against every other restore until the process ends."""
    write_durably(path, json.dumps(asdict(note), indent=2).encode() + b"\n", replace=False)
    descriptor = os.open(path, os.O_RDWR)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DeploymentError(f"Another restore into {path.parent} is at work: let it end.") from error
        yield _begun(path, note)
    finally:
        os.close(descriptor)


def _begun(path: Path, note: Note) -> Note:
    try:
        begun = Note(**json.loads(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise DeploymentError(f"{path} cannot be read: restore into another new home instead.") from error
    if begun.backup != note.backup:
        raise DeploymentError(
            f"A restore of another backup was broken off in {path.parent}: go on with "
            f"`oems-intake restore {begun.source}`, or restore this one into another new home."
        )
    return begun


def _require_same_make(manifest: Manifest, url: str) -> None:
    is_sqlite = read_url(url).get_backend_name() == "sqlite"
    if is_sqlite and manifest.database != SQLITE_COPY:
        raise DeploymentError("This backup is of a PostgreSQL database: name one in 'database_url'.")
    if not is_sqlite and manifest.database != POSTGRESQL_COPY:
        raise DeploymentError("This backup is of an SQLite database: leave 'database_url' empty.")


def _require_empty(url: str, files_folder: Path, ring: Path) -> None:
    if not _is_absent(read_url(url)):
        with _engine_of(url) as engine, translated_errors():
            if inspect(engine).get_table_names():
                raise DeploymentError(
                    "The database is not empty: restore into a new home folder or database."
                )
    if ring.exists() or holds_files(files_folder):
        raise DeploymentError("The home folder is not empty: restore into a new one.")


def _require_still_empty(url: str, files_folder: Path, home: Path) -> None:
    """Another restore may have ended between the first look and the note, which is then in the way."""
    try:
        _require_empty(url, files_folder, home / RING)
    except DeploymentError:
        (home / NOTE).unlink()
        raise


def _is_absent(address: URL) -> bool:
    """SQLite would make the file on being asked."""
    return address.get_backend_name() == "sqlite" and not Path(address.database or "").exists()


@contextmanager
def _engine_of(url: str | URL) -> Iterator[Engine]:
    engine = create_database_engine(url if isinstance(url, str) else url.render_as_string(False))
    try:
        yield engine
    finally:
        engine.dispose()


def _restore_files(source: Path, files_folder: Path, told: Told) -> None:
    """Those that lie there already are whole."""
    make_folder(files_folder)
    paths = sorted(source.glob("??/??/*"))
    for done, path in enumerate(paths, start=1):
        target = files_folder / place_of(BlobAddress(path.name))
        if is_address(path.name) and not target.exists():
            copy_durably(path, target)
        told(done, len(paths))
    sync_folders([files_folder, *files_folder.glob("??"), *files_folder.glob("??/??")])


def _restore_database(copy: Path, address: URL, note: Note) -> None:
    if address.get_backend_name() == "sqlite":
        _restore_sqlite(copy, Path(address.database or ""), note)
    elif not _is_ours(address, note):
        doubt = _doubting(note.at).compile(
            dialect=postgresql.dialect(),  # type: ignore[no-untyped-call]
            compile_kwargs={"literal_binds": True},
        )
        bring_back(copy, address, last=f"{doubt};\nCOMMENT ON TABLE {MARKED} IS '{note.mark}';")


def _restore_sqlite(copy: Path, target: Path, note: Note) -> None:
    """Doubted under another name, and then called by its own. What stands there comes of an earlier try."""
    unfinished = target.with_name(f".{target.name}.restoring")
    make_folder(target.parent)
    for path in (unfinished, target):
        for side in SQLITE_SIDES:
            path.with_name(path.name + side).unlink(missing_ok=True)
    shutil.copyfile(copy, unfinished)
    unfinished.chmod(0o600)
    with _engine_of(f"sqlite:///{unfinished}") as engine, translated_errors(), engine.begin() as connection:
        connection.execute(_doubting(note.at))
    sync_file(unfinished)
    os.replace(unfinished, target)
    sync_folder(target.parent)


def _is_ours(address: URL, note: Note) -> bool:
    """Whether an earlier try brought it back wholly. Raises `DeploymentError` where another filled it."""
    with _engine_of(address) as engine, translated_errors():
        found = inspect(engine)
        names = found.get_table_names()
        if not names:
            return False
        if MARKED in names and found.get_table_comment(MARKED)["text"] == note.mark:
            return True
    raise DeploymentError(
        "The database is no longer empty, and not by this restore: restore into a new home and database."
    )


def _doubting(at: datetime) -> Update:
    """What waits in the copy may have gone since it was made: UNCERTAIN, for a person."""
    waits = DispatchRow.state.in_((DispatchState.READY, DispatchState.SENDING))
    doubtful = {"state": DispatchState.UNCERTAIN, "lease_until": None, "changed_at": at}
    return update(DispatchRow).where(waits).values(**doubtful)


def _count_doubted(url: str, at: datetime) -> int:
    doubted = (DispatchRow.state == DispatchState.UNCERTAIN, DispatchRow.changed_at == at)
    with _engine_of(url) as engine, translated_errors(), engine.begin() as connection:
        return connection.execute(select(func.count()).select_from(DispatchRow).where(*doubted)).scalar_one()
