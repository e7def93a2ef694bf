"""`evaluate`: labelled papers read once, the later stages run again; real readers, invented people."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commands.base import Exit
from samples.generate import generate_sample

ROOT = Path(__file__).parent.parent.parent


def run(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "evaluate", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False, env=os.environ | environ,
    )  # fmt: skip


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Without the numbers of cases: a case that is proposed anew may get another one."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{**line, "case": line["case"] is not None} for line in lines]


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four labelled submissions, read into a home that was kept."""
    folder = tmp_path_factory.mktemp("labelled")
    generate_sample(folder, 4, 11, share="test", records=60, quiet=True)
    done = run(folder, "--keep", folder / "home", "--predictions", folder / "first.ndjson",
               OEMS_INTAKE_HOME=str(folder / "office"), OEMS_INTAKE_SMTP_HOST="127.0.0.1",
               OEMS_INTAKE_SMTP_PORT="9")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("stage", ["split", "extract", "match"])
def test_later_stages_say_the_same_of_the_same_readings(labelled: Path, stage: str) -> None:
    second = labelled / f"{stage}.ndjson"
    done = run(labelled, "--again", labelled / "home", "--from", stage, "--predictions", second)
    assert done.returncode == 0, done.stderr
    assert lines_of(second) == lines_of(labelled / "first.ndjson")
    assert second.stat().st_mode & 0o077 == 0, "the lines hold what the papers say"


def test_the_office_is_left_alone(labelled: Path) -> None:
    """Though its settings name a server for mail, no sender of a labelled paper is written to."""
    assert not (labelled / "office").exists()
    assert (labelled / "home").stat().st_mode & 0o077 == 0
    with sqlite3.connect(labelled / "home" / "intake.sqlite") as database:
        dispatches = database.execute("SELECT state, attempts FROM dispatch").fetchall()
    database.close()
    assert dispatches == [("ready", 0)]


def test_no_other_home_is_gone_through_anew(labelled: Path, tmp_path: Path) -> None:
    done = run(labelled, "--again", tmp_path)
    assert (done.returncode, "evaluate --keep" in done.stderr) == (Exit.USAGE, True)


def test_a_home_is_kept_in_a_new_folder_only(labelled: Path) -> None:
    assert run(labelled, "--keep", labelled / "home").returncode == Exit.USAGE
    assert run(labelled, "--keep", labelled / "x", "--again", labelled / "home").returncode == Exit.USAGE
