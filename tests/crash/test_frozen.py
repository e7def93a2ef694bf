"""A worker frozen past its lease writes nothing when it wakes, and keeps nobody waiting."""

import contextlib
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from domain.states import Stage
from drills.offices import Office, Outcome
from drills.processes import freeze
from tests.crash.conftest import OfficeMaker


def freeze_in(stage: Stage, point: str, office: Office) -> tuple[int, str]:
    """A worker that is stopped while a submission stands in the stage; (its id, the submission)."""
    worker = office.start("work", pause=f"{stage}:{point}")
    subject = office.await_pause(stage, worker)
    freeze(worker.pid)
    while locks_all(office):  # caught while it renewed its lease: not the moment that is meant
        os.kill(worker.pid, signal.SIGCONT)
        time.sleep(0.1)
        freeze(worker.pid)
    return worker.pid, subject


def locks_all(office: Office) -> bool:
    """Whether the one writer that SQLite allows stands still."""
    path = office.home / "intake.sqlite"
    if not path.exists():
        return False
    with contextlib.closing(sqlite3.connect(path, timeout=0.3, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


def wake(pid: int, office: Office) -> None:
    """Let it go on from where it stood, and wait until it noticed."""
    office.release.touch()
    os.kill(pid, signal.SIGCONT)
    office.wait_for(lambda: "lease_lost" in office.log.read_text(), "the woken worker finds its lease lost")


def finish_by_another(office: Office) -> None:
    office.start("work")
    office.await_settled()


@pytest.mark.parametrize("mode", ["embedded"], indirect=True)
def test_frozen_before_its_write_it_writes_nothing(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome
) -> None:
    office = make_office(mails)
    frozen, subject = freeze_in(Stage.QUEUE, "computed", office)
    finish_by_another(office)
    assert office.attempts()["queue", subject] >= 2
    before = office.outcome(), office.attempts()
    wake(frozen, office)
    assert (office.outcome(), office.attempts()) == before
    assert before[0] == undisturbed_mails


@pytest.mark.parametrize("mode", ["office"], indirect=True)
def test_frozen_inside_its_transaction_it_locks_nobody_out(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome
) -> None:
    """The database drops the transaction that stands still, and with it the locks on its rows."""
    office = make_office(mails)
    frozen, subject = freeze_in(Stage.QUEUE, "written", office)
    finish_by_another(office)
    assert office.attempts()["queue", subject] >= 2
    wake(frozen, office)
    assert office.outcome() == undisturbed_mails
