"""Whether database, stored files and key ring are one installation's: a lost part is never begun anew.

A new ring beside sealed rows, or an empty database beside stored papers, would look like a new installation,
and what then came in would have to be put together by hand with what was there before.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, literal, select
from sqlalchemy.engine import Engine

from domain.errors import DeploymentError
from storage.engine import create_database_engine, translated_errors
from storage.files import LOCK
from storage.tables import Base
from storage.upgrade import current_revision

#: Lies in a home from the first step of a restore to its last (`storage.restoring`).
NOTE: Final = "restore-unfinished.json"
#: Tables of which an installation that was ever used has a row: people, papers or records.
USED: Final = ("audit", "submission", "record")


def make_home(home: Path) -> None:
    """Raises `DeploymentError` where it cannot be made, or is a file."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DeploymentError(
            f"The home folder {home} cannot be made ({error.strerror}). "
            "Name another by --home or OEMS_INTAKE_HOME, or mend the rights of the folder above it."
        ) from error


def require_restored(home: Path) -> None:
    """Raises `DeploymentError` where a restore into the home was broken off, or is at work."""
    try:
        note = (home / NOTE).read_bytes()
    except OSError:
        return
    try:
        source = json.loads(note)["source"]
    except (ValueError, KeyError, TypeError):
        source = "BACKUP"
    raise DeploymentError(
        f"A restore into {home} has not ended. Where it is not at work any more, run `oems-intake restore "
        f"{source}` again: it goes on where it stopped. Until then nothing is taken in, shown or sent."
    )


def require_ring(ring: Path, url: str, files_folder: Path) -> None:
    """Raises `DeploymentError` where the ring is missing, and files or rows show that there was one."""
    if not ring.exists() and (holds_files(files_folder) or _has_rows(url)):
        raise DeploymentError(
            f"The key ring {ring} is missing, and what is stored was sealed with it. Put it back from a "
            "backup, or from the home of the host that works on the same database. No new ring was made."
        )


def require_database(engine: Engine, files_folder: Path) -> None:
    """Raises `DeploymentError` where the database is empty, and stored files show that there was one."""
    # The files first: whoever stores one has made the tables before.
    if holds_files(files_folder) and _lacks_tables(engine):
        raise DeploymentError(
            f"The database {engine.url.render_as_string()} is empty, but papers lie in {files_folder}. Name "
            "the database that knows them (OEMS_INTAKE_DATABASE_URL), or bring the last backup back into a "
            "new home."
        )


def require_files(engine: Engine, files_folder: Path) -> None:
    """Raises `DeploymentError` where no file is stored, and the database knows of papers: their disk is not
    mounted, or lost.
    """
    if not holds_files(files_folder) and _finds_a_row(engine, ("submission",)):
        raise DeploymentError(
            f"The database knows of papers, but {files_folder} is empty. Mount the disk that they lie on, or "
            "bring the last backup back into a new home. Nothing was taken in."
        )


def holds_files(folder: Path) -> bool:
    """Whether any is stored there; its lock alone is none."""
    return folder.is_dir() and any(path.name != LOCK for path in folder.iterdir())


def _lacks_tables(engine: Engine) -> bool:
    if _is_absent(engine):
        return True
    with translated_errors(), engine.connect() as connection:
        return current_revision(connection) is None


def _has_rows(url: str) -> bool:
    engine = create_database_engine(url)
    try:
        return not _is_absent(engine) and _finds_a_row(engine)
    finally:
        engine.dispose()


def _is_absent(engine: Engine) -> bool:
    """SQLite would make the file on being asked."""
    return engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists()


def _finds_a_row(engine: Engine, tables: Sequence[str] = USED) -> bool:
    with translated_errors(), engine.connect() as connection:
        there = set(inspect(connection).get_table_names()) & set(tables)
        queries = [select(literal(1)).select_from(Base.metadata.tables[name]).limit(1) for name in there]
        return any(connection.execute(query).first() is not None for query in queries)
