"""`run` and `process`, killed: a part that dies comes again, and nothing outlives the whole."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from domain.states import Stage
from drills.offices import Office, Outcome
from drills.papers import SUBMISSIONS
from drills.processes import Seen, descendants, wait_gone
from tests.crash.conftest import OfficeMaker
from tests.servers.ports import free_port, listens


def parts_of(run: int, name: str) -> list[Seen]:
    """The processes of one part below `run`."""
    found = []
    for seen in descendants(run):
        try:
            words = Path(f"/proc/{seen.pid}/cmdline").read_bytes().split(b"\0")
        except OSError:  # It ended in between.
            continue
        if words[1:3] == [b"-m", b"cli"] and name.encode() in words[3:5]:  # perhaps after --verbose
            found.append(seen)
    return found


@pytest.mark.parametrize("mode", ["embedded"], indirect=True)
def test_run_replaces_a_dead_part_and_takes_all_with_it(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome
) -> None:
    port = free_port()
    office = make_office(mails, review_port=str(port))
    run = office.start("run", watched=False)
    office.wait_for(lambda: bool(parts_of(run.pid, "work")) and listens(port), "all parts run")
    worker, *_ = parts_of(run.pid, "work")  # a child of its own may not be another program yet
    below = descendants(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    assert wait_gone([worker, *below], 60) == []
    office.await_settled()
    assert parts_of(run.pid, "work") != [worker]
    assert office.outcome() == undisturbed_mails
    office.kill(run)  # fails where a part or a child of one outlives it
    assert not listens(port)


@pytest.mark.parametrize("mode", ["embedded"], indirect=True)
def test_process_killed_and_called_again_gives_the_same_lines(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome, tmp_path: Path
) -> None:
    office = make_office(mails)
    words = ("process", str(mails / SUBMISSIONS), "--output", str(tmp_path / "lines.ndjson"))
    first = office.start(*words, pause=f"{Stage.MATCH}:computed")
    office.await_pause(Stage.MATCH, first)
    office.kill(first)
    assert not (tmp_path / "lines.ndjson").exists(), "half a result must not look like a whole one"
    again = office.start(*words)
    assert again.wait(timeout=240) == 0, office.log_tail()
    assert lines_of(tmp_path / "lines.ndjson") == lines_in(undisturbed_mails)
    assert office.outcome() == undisturbed_mails


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [without_case(json.loads(line)) for line in path.read_text().splitlines()]


def lines_in(outcome: Outcome) -> list[dict[str, Any]]:
    return [without_case(line) for source in sorted(outcome) for line in outcome[source]["lines"]]


def without_case(line: dict[str, Any]) -> dict[str, Any]:
    """References are counted in order of work."""
    return {**line, "case": line["case"] is not None}


def test_offices_know_their_processes(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    child = office.start("--help", watched=False)
    assert child.wait(timeout=240) == 0
    assert descendants(child.pid) == []
