"""kill -9 of an import of records, and of the way back: the same command again ends as if nothing had."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.matching.crowd import invent_crowd
from domain.kinds import ImportState
from settings import Secret, Settings
from storage.database import SqlStorage
from storage.importing import COLUMNS
from wiring import open_storage

#: So many batches that no import ends before the blow.
RECORDS, BATCH = 12_000, 50
#: The command in a process of its own, with small batches.
COMMAND = f"import storage.importing as i; i.BATCH_ROWS = {BATCH}; import cli; cli.main()"
#: Batches that are committed when the blow falls.
BLOWS = (1, 9, 25)
WAIT_SECONDS = 120

Start = Callable[..., "subprocess.Popen[bytes]"]


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
def start(settings: Settings) -> Start:
    def run(*verb: str) -> "subprocess.Popen[bytes]":
        home, address = str(settings.home), settings.database_url
        environ = os.environ | {"OEMS_INTAKE_HOME": home, "OEMS_INTAKE_DATABASE_URL": address}
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, "records", *verb], env=environ, stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def count(storage: SqlStorage) -> int:
    with storage.work() as work:
        return work.records.count()


def kill_when(worker: "subprocess.Popen[bytes]", reached: Callable[[], bool]) -> None:
    """Strike as soon as it is so far, and not when it is done."""
    end = time.monotonic() + WAIT_SECONDS
    while not reached():
        assert worker.poll() is None, "it ended before the blow"
        assert time.monotonic() < end
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL


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
    settings: Settings, start: Start, export: Path
) -> None:
    storage = open_storage(settings)
    empty = contents(storage)
    for batches in BLOWS:
        kill_when(start("import", str(export)), lambda: count(storage) >= batches * BATCH)  # noqa: B023
        assert count(storage) < RECORDS
        assert count(storage) % BATCH == 0, "a batch is there wholly or not at all"
    assert start("import", str(export)).wait(WAIT_SECONDS) == 0
    with storage.work() as work:
        (made,) = work.record_imports.all()
        found = work.records.search(next(iter(invent_crowd(1, 1))).certification_number)
    assert (made.added, made.changed, made.state, len(found)) == (RECORDS, 0, ImportState.DONE, 1)
    whole = contents(storage)

    kill_when(start("revert", "1"), lambda: True)
    assert start("revert", "1").wait(WAIT_SECONDS) == 0
    assert contents(storage) == empty

    assert start("import", str(export)).wait(WAIT_SECONDS) == 0
    undisturbed = contents(storage)
    assert [row[4] for row in whole[0]] == [row[4] for row in undisturbed[0]]
    assert [row[0] for row in whole[1]] == [row[0] for row in undisturbed[1]]
    storage.close()


def test_after_a_kill_another_export_may_come(settings: Settings, start: Start, export: Path) -> None:
    """What broke off stays listed, and is taken back after what came later."""
    storage = open_storage(settings)
    kill_when(start("import", str(export)), lambda: count(storage) >= BATCH)
    other = write_export(export.with_name("other.csv"), seed=1)
    other.write_text(other.read_text().replace(",Active,", ",Expired,"))
    assert start("import", str(other)).wait(WAIT_SECONDS) == 0
    with storage.work() as work:
        later, broken = work.record_imports.all()
    assert (later.state, broken.state) == (ImportState.DONE, ImportState.STARTED)
    assert later.added + later.changed == RECORDS == later.added + broken.added
    for number in ("2", "1"):
        assert start("revert", number).wait(WAIT_SECONDS) == 0
    assert count(storage) == 0
    storage.close()
