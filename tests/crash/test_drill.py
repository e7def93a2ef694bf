"""A short `make drill`: random kills of what holds work."""

import os
import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from drills.kill import Drill, Report
from drills.offices import ROOT, Outcome
from drills.processes import descendants, freeze, wait_gone
from tests.crash.conftest import OfficeMaker, first_in
from tests.examples import EVERY_STEP

#: Of killing, at most: two kills take ten where nothing else is at work.
SECONDS = 120
#: Of one mode.
KILLS = 4 if EVERY_STEP else 1


@first_in("embedded")  # those of an office are the last of this file
def test_random_kills_change_nothing(
    mode: str, make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome
) -> None:
    report = Report(mode, secrets.randbelow(10**6))
    Drill(make_office(mails), Random(report.seed), report).run(KILLS, SECONDS, undisturbed_mails)
    print(report.words())
    assert report.kills >= 1, f"seed {report.seed}: no process held work in {SECONDS} seconds"


#: So few blows and arrivals that it takes a minute; `make drill` has many.
FEW = ("--messages", "10", "--kills", "4", "--least", "2", "--forked")
#: An office and a server, begun as a drill begins them.
BEGUN = """
import sys, time
from pathlib import Path
from drills.offices import Office
from tests.servers.redis import running_redis

folder = Path(sys.argv[1])
with running_redis(folder / "redis"):
    Office(folder / "home").start("receive", watched=False)
    print("begun", flush=True)
    time.sleep(600)
"""


def test_drill_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BEGUN, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as drill:
        assert drill.stdout is not None
        assert drill.stdout.readline() == "begun\n"
        below = descendants(drill.pid)
        assert len(below) >= 2
        drill.kill()
    assert wait_gone(below, SECONDS) == []


#: A process of several threads, each of which counts.
COUNTING = """
import threading

counts = [0] * 4

def count(own):
    while True:
        counts[own] += 1

for own in range(3):
    threading.Thread(target=count, args=(own,), daemon=True).start()
print("begun", flush=True)
count(3)
"""


def test_frozen_process_does_nothing_more() -> None:
    """The signal alone leaves its threads running for a moment where the machine is busy."""
    command = [sys.executable, "-c", COUNTING]
    with ExitStack() as ended:
        busy = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        for process in busy:
            ended.enter_context(process)
            ended.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
        victim = busy[0].pid
        for _ in range(10):
            freeze(victim)
            used = _used(victim)
            time.sleep(0.1)
            assert _used(victim) == used
            os.kill(victim, signal.SIGCONT)
            time.sleep(0.05)


def _used(pid: int) -> int:
    """Nanoseconds that its threads ran for."""
    return sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_everything_that_runs_is_killed_and_nothing_is_lost() -> None:
    """Workers, receiver, Redis, PostgreSQL, Dovecot; the disk filled, UIDVALIDITY changed once."""
    done = subprocess.run(
        [sys.executable, "-m", "drills.faults", *FEW],
        cwd=ROOT, capture_output=True, text=True, timeout=580, check=False,
    )  # fmt: skip
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "disk filled 1x, UIDVALIDITY changed 1x" in done.stdout
