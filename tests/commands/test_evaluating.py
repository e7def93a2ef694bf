"""`evaluate`: labelled papers read once, the later stages run again; real readers, invented people."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import cli
from commands.base import Exit
from samples.generate import generate_sample
from tests.review.browsing import NARROW, WIDE, Tab, running_chromium

ROOT = Path(__file__).parent.parent.parent


def run(*words: object, **environ: str) -> Result:
    """The verb, in this process: to start another one takes longer than most of what it does."""
    return CliRunner().invoke(cli.app, ["evaluate", *map(str, words)], env=environ)


def run_alone(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """The verb in a process of its own, as an office calls it."""
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
    done = run_alone(folder, "--keep", folder / "home", "--predictions", folder / "first.ndjson",
               "--output", folder / "first.json", "--html", folder / "first.html",
               OEMS_INTAKE_HOME=str(folder / "office"), OEMS_INTAKE_SMTP_HOST="127.0.0.1",
               OEMS_INTAKE_SMTP_PORT="9", OEMS_INTAKE_READERS="1")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("stage", ["split", "match"])
def test_later_stages_say_the_same_of_the_same_readings(labelled: Path, stage: str) -> None:
    second = labelled / f"{stage}.ndjson"
    done = run(labelled, "--again", labelled / "home", "--from", stage, "--predictions", second)
    assert done.exit_code == 0, done.stderr
    assert lines_of(second) == lines_of(labelled / "first.ndjson")


def test_the_office_is_left_alone(labelled: Path) -> None:
    """Though its settings name a server for mail, no sender of a labelled paper is written to."""
    assert not (labelled / "office").exists()
    assert (labelled / "home").stat().st_mode & 0o077 == 0
    with sqlite3.connect(labelled / "home" / "intake.sqlite") as database:
        dispatches = database.execute("SELECT state, attempts FROM dispatch").fetchall()
    database.close()
    assert set(dispatches) == {("ready", 0)}


def test_no_other_home_is_gone_through_anew(labelled: Path, tmp_path: Path) -> None:
    done = run(labelled, "--again", tmp_path)
    assert (done.exit_code, "evaluate --keep" in done.stderr) == (Exit.USAGE, True)


def test_a_home_is_kept_in_a_new_folder_only(labelled: Path) -> None:
    assert run(labelled, "--keep", labelled / "home").exit_code == Exit.USAGE
    assert run(labelled, "--keep", labelled / "x", "--again", labelled / "home").exit_code == Exit.USAGE


def test_report_tells_time_by_stage_and_is_for_its_owner_only(labelled: Path) -> None:
    for name in ("first.json", "first.html", "first.ndjson"):
        assert (labelled / name).stat().st_mode & 0o077 == 0, f"{name} holds what the papers say"
    times = json.loads((labelled / "first.json").read_text(encoding="utf-8"))["times"]
    assert list(times["stages"]) == ["unpack", "read", "split", "extract", "match", "check", "queue"]
    with sqlite3.connect(labelled / "home" / "intake.sqlite") as database:
        ((pages,),) = database.execute("SELECT count(*) FROM page WHERE image IS NOT NULL")
    database.close()
    assert times["pages"] == pages > 0
    assert times["stages"]["read"]["cpu"] > times["stages"]["check"]["cpu"] > 0


def test_run_again_keeps_the_times_of_reading(labelled: Path) -> None:
    before = json.loads((labelled / "first.json").read_text(encoding="utf-8"))["times"]["stages"]
    done = run(labelled, "--again", labelled / "home", "--from", "extract", "--json")
    report = json.loads(done.stdout)
    after = report["times"]["stages"]
    assert (after["unpack"], after["read"]["runs"]) == (before["unpack"], before["read"]["runs"])
    assert after["extract"] != before["extract"]
    assert "papers" not in report, "what a terminal shows names nobody"


def test_page_of_the_misses_needs_nothing_else_and_axe_finds_nothing(labelled: Path) -> None:
    text = (labelled / "first.html").read_text(encoding="utf-8")
    assert "holds personal data" in text
    assert "http" not in text.replace("http-equiv", "")
    with running_chromium() as browser:
        for width in (WIDE, NARROW):
            tab = Tab(browser.new_page(viewport={"width": width, "height": 900}), "")
            tab.open((labelled / "first.html").as_uri())
            assert (tab.find_faults(), tab.trouble) == ([], [])
            assert tab.page.locator("article img").count() == text.count("<img")


def test_a_miss_is_shown_where_it_was_read(labelled: Path, tmp_path: Path) -> None:
    """The truth is made wrong, so that a value that was read is a miss."""
    lines = [json.loads(line) for line in (labelled / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    forms = [d for line in lines for d in line["documents"] if d["kind"] == "verification_request"]
    assert forms
    for form in forms:
        form["fields"]["applicant_name"] = "Nobody Atall"
    (tmp_path / "truth.jsonl").write_text(
        "".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8"
    )
    worse = tmp_path / "worse.json"
    run(tmp_path, "--again", labelled / "home", "--from", "check", "-o", worse, "--html", tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Nobody Atall" in page
    assert 'alt="Where applicant name was read, outlined"' in page
    done = run("--compare", labelled / "first.json", worse)
    assert done.exit_code == Exit.DIFFERENCES
    assert "field applicant_name" in done.stdout
    assert run("--compare", worse, labelled / "first.json").exit_code == Exit.OK
    assert run("--compare", worse, worse).stdout.strip() == "Nothing is different."
    assert run("--compare", worse, tmp_path / "truth.jsonl").exit_code == Exit.USAGE


@pytest.mark.parametrize(
    ("label", "words"),
    [
        pytest.param('{"file": "a.eml"', "Line 1 is no JSON", id="no JSON"),
        pytest.param('{"file": "a.eml"}', "Label 1 lacks 'received_at'", id="no time of receipt"),
    ],
)
def test_label_that_is_wrong_is_named_before_anything_is_read(tmp_path: Path, label: str, words: str) -> None:
    (tmp_path / "truth.jsonl").write_text(label, encoding="utf-8")
    done = run(tmp_path, "--keep", tmp_path / "home")
    assert done.exit_code == Exit.USAGE
    assert words in " ".join(done.stderr.split())
    assert not (tmp_path / "home").exists()
