"""`make drill`: workers killed at random while they hold work, in both modes, until all work is done.

    python -m drills.kill [--kills 20] [--submissions 12] [--seconds 300] [--seed N]

A kill counts only where the process held work; kills are printed by stage. At the end every submission
must be as it is without any kill, and `reconcile` must find no difference.
"""

import argparse
import os
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from drills.forks import Started
from drills.offices import DrillFailed, Office, Outcome, is_settled
from drills.papers import write_papers
from drills.processes import freeze
from tests.servers.postgresql import running_postgres
from tests.servers.redis import running_redis

#: Workers at once, by mode: embedded is one process tree.
WORKERS = {"embedded": 1, "office": 2}
#: Seconds between two looks for a process that holds work.
GLANCE = 0.02
#: Seconds, at most, between seeing work held and the blow, so that it falls anywhere in a stage.
LONGEST_WAIT = 0.6


@dataclass(slots=True)
class Report:
    """The kills of one drill."""

    mode: str
    seed: int
    kills: int = 0
    held: Counter[str] = field(default_factory=Counter)
    """Stages that were at work in a process when it was killed."""
    idle: int = 0
    """Looks at which the chosen process held nothing; it lived on."""
    seconds: float = 0.0

    def words(self) -> str:
        """One line for people."""
        stages = ", ".join(f"{count} in {stage}" for stage, count in self.held.most_common())
        return (
            f"{self.mode}, seed {self.seed}: {self.kills} kills of processes that held work "
            f"({stages or 'none'}), {self.seconds:.0f} s; same result as undisturbed, nothing twice, "
            "reconcile clean"
        )


@dataclass(slots=True)
class Drill:
    """Kills the workers of one office at random until the work is done or the kills are spent."""

    office: Office
    rng: Random
    report: Report
    workers: list[Started] = field(default_factory=list)

    def run(self, kills: int, seconds: float, expected: Outcome) -> None:
        """Raises `DrillFailed`."""
        began = time.monotonic()
        self.workers = [self.office.start("work") for _ in range(WORKERS[self.report.mode])]
        with self.office.storage() as storage:
            while self.report.kills < kills and time.monotonic() - began < seconds:
                time.sleep(GLANCE)
                if busy := [n for n, worker in enumerate(self.workers) if self.office.held(worker.pid)]:
                    time.sleep(self.rng.uniform(0, LONGEST_WAIT))
                    self._strike(self.rng.choice(busy))
                elif is_settled(storage):
                    break
        self.office.await_settled(seconds=300)
        self._judge(expected)
        for worker in self.workers:
            self.office.stop(worker)
        self.report.seconds = time.monotonic() - began

    def _strike(self, number: int) -> None:
        """Stop the process, look what it holds, kill it if it holds something."""
        victim = self.workers[number]
        if victim.poll() is not None:
            raise DrillFailed(f"a worker ended by itself:\n{self.office.log_tail()}")
        freeze(victim.pid)
        held = self.office.held(victim.pid)
        if not held:
            self.report.idle += 1
            os.kill(victim.pid, signal.SIGCONT)
            return
        self.office.kill(victim)
        self.report.kills += 1
        self.report.held.update(stage for stage, _ in held)
        self.workers[number] = self.office.start("work")

    def _judge(self, expected: Outcome) -> None:
        found = self.office.outcome()
        if missing := sorted(expected.keys() - found.keys()):
            raise DrillFailed(f"lost: {missing}")
        if other := [source for source in expected if found[source] != expected[source]]:
            raise DrillFailed(f"not as undisturbed: {[(s, expected[s], found[s]) for s in other]}")
        if self.office.start("reconcile", watched=False).wait(timeout=120) != 0:
            raise DrillFailed(f"reconcile finds differences:\n{self.office.log_tail()}")


def run_undisturbed(office: Office) -> Outcome:
    """What becomes of the submissions where nobody kills; the papers are in custody already."""
    office.start("work")
    office.await_settled(seconds=600)
    return office.outcome()


@contextmanager
def opened(home: Path, papers: Path, settings: dict[str, str], *, forked: bool = False) -> Iterator[Office]:
    """An office with the papers in custody; nothing stays of its processes."""
    office = Office(home, settings, forked=forked)
    try:
        office.import_records(papers)
        office.take_in(papers)
        yield office
    finally:
        office.close()


def main() -> None:
    """Read the command line, drill both modes, print; exit code 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="a mode, at most")
    parser.add_argument("--submissions", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=300, help="of killing a mode, at most")
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(
        f"drill: seed {seed}, {asked.submissions} submissions, up to {asked.kills} kills a mode", flush=True
    )
    try:
        _drill_both(seed, asked.submissions, asked.kills, asked.seconds)
    except DrillFailed as failed:
        print(f"FAILED with seed {seed}: {failed}")
        sys.exit(1)


def _drill_both(seed: int, submissions: int, kills: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="oems-drill-") as place:
        folder, papers = Path(place), Path(place) / "papers"
        folder.chmod(0o711)  # PostgreSQL runs under another account where we are root
        faxes = forms = submissions // 4
        write_papers(papers, seed, texts=submissions - faxes - forms, forms=forms, faxes=faxes)
        with opened(folder / "undisturbed", papers, {}) as office:
            expected = run_undisturbed(office)
        print(f"undisturbed: {len(expected)} submissions done", flush=True)
        for mode in WORKERS:
            report = Report(mode, seed)
            with _servers(mode, folder) as settings, opened(folder / mode, papers, settings) as office:
                Drill(office, Random(f"{seed}/{mode}"), report).run(kills, seconds, expected)
            print(report.words(), flush=True)


@contextmanager
def _servers(mode: str, folder: Path) -> Iterator[dict[str, str]]:
    if mode == "embedded":
        yield {}
        return
    with running_postgres(folder / "pg") as database, running_redis(folder / "redis") as broker:
        yield {"database_url": database.create_database(), "redis_url": broker}


if __name__ == "__main__":
    main()
