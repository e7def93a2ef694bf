"""kill -9 of an import of records, and of the way back: the same command again ends as if nothing had."""

import csv
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.matching.crowd import invent_crowd
from domain.states import ImportState
from drills.forks import run_forked
from settings import Secret, Settings
from storage.database import SqlStorage
from storage.importing import COLUMNS
from tests.crash.struck import AFTER, BATCH, BEFORE, be_struck
from tests.examples import EVERY_STEP
from wiring import open_storage

RECORDS = 300
#: Calls at which the blow falls, and when.
BLOWS = ((2, AFTER), (6, BEFORE), (10, AFTER))

Run = Callable[..., int]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A file of invented people; those of a second one are others in part."""
    return write_export(tmp_path / "export.csv", seed=1)


def write_export(file: Path, seed: int) -> Path:
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for record in invent_crowd(RECORDS, seed):
            writer.writerow([getattr(record, name) or "" for name in COLUMNS])
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A new home on each database."""
    made = Settings.load({}, tmp_path / "home")
    if request.param == "sqlite":
        return made
    return made.with_changes(database_url=Secret(request.getfixturevalue("postgres_url")))


@pytest.fixture
def run(settings: Settings) -> Run:
    """The command in a process of its own; its exit code, negative where it was killed."""

    def run(*verb: str, strike: tuple[str, int, str] = ("upsert", 0, AFTER)) -> int:
        home, address = str(settings.home), settings.database_url
        environ = os.environ | {"OEMS_INTAKE_HOME": home, "OEMS_INTAKE_DATABASE_URL": address}
        return run_forked(be_struck, *strike, "records", *verb, environ=environ).returncode

    return run


def count(storage: SqlStorage) -> int:
    with storage.work() as work:
        return work.records.count()


def contents(storage: SqlStorage) -> list[list[tuple[object, ...]]]:
    """What the tables of records hold, but for seals, which differ each time, and for days."""
    asked = (
        "SELECT certification_number, id, person_id, content_hash, last_name FROM record ORDER BY 1",
        "SELECT key, record_id FROM record_key ORDER BY 1, 2",
        "SELECT folded, record_id FROM record_name ORDER BY 1, 2",
    )
    with storage.engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(each))] for each in asked]


def test_killed_again_and_again_an_import_ends_whole_and_can_be_taken_back(
    settings: Settings, run: Run, export: Path
) -> None:
    storage = open_storage(settings)
    empty = contents(storage)
    for call, moment in BLOWS:
        assert run("import", str(export), strike=("upsert", call, moment)) == -signal.SIGKILL
        assert count(storage) == (call - 1) * BATCH, "a batch is there wholly or not at all"
    assert run("import", str(export)) == 0
    with storage.work() as work:
        (made,) = work.record_imports.all()
        found = work.records.search(next(iter(invent_crowd(1, 1))).certification_number)
    assert (made.added, made.changed, made.state, len(found)) == (RECORDS, 0, ImportState.DONE, 1)
    whole = contents(storage)

    for left, (call, moment) in zip((11, 8), ((2, AFTER), (4, BEFORE)), strict=True):
        assert run("revert", "1", strike=("revert_some", call, moment)) == -signal.SIGKILL
        assert count(storage) == left * BATCH
    assert run("revert", "1") == 0
    assert contents(storage) == empty

    assert run("import", str(export)) == 0
    undisturbed = contents(storage)
    assert [row[4] for row in whole[0]] == [row[4] for row in undisturbed[0]]
    assert [row[0] for row in whole[1]] == [row[0] for row in undisturbed[1]]
    storage.close()


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"][not EVERY_STEP :], indirect=True)
def test_after_a_kill_another_export_may_come(settings: Settings, run: Run, export: Path) -> None:
    """What broke off stays listed, and is taken back after what came later."""
    storage = open_storage(settings)
    assert run("import", str(export), strike=("upsert", 4, AFTER)) == -signal.SIGKILL
    other = write_export(export.with_name("other.csv"), seed=1)
    other.write_text(other.read_text().replace(",Active,", ",Expired,"))
    assert run("import", str(other)) == 0
    with storage.work() as work:
        later, broken = work.record_imports.all()
    assert (later.state, broken.state) == (ImportState.DONE, ImportState.STARTED)
    assert later.added + later.changed == RECORDS == later.added + broken.added
    for number in ("2", "1"):
        assert run("revert", number) == 0
    assert count(storage) == 0
    storage.close()
