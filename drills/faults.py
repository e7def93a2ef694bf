"""`make drill`: mail, faxes and scans keep coming while everything that runs is killed at random.

    python -m drills.faults [--messages 500] [--kills 200] [--seconds 900] [--seed N]

Real Dovecot, Redis, PostgreSQL, SMTP server and readers. Workers, receiver, Redis, PostgreSQL and Dovecot
are killed with SIGKILL and started again; the store's disk is filled once; UIDVALIDITY changes once. A kill
counts only where work was held: by the process itself, or, for a server, by a process that needs it. At
the end every arrival is in custody once, byte for byte, became what it becomes undisturbed, no letter went
twice, and `reconcile` finds no difference.
"""

import argparse
import contextlib
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from random import Random

from commands.base import Exit
from drills.kill import opened
from drills.offices import DrillFailed, Outcome
from drills.papers import write_papers
from drills.processes import freeze
from drills.site import OWN, Site, opened_site
from tests.servers.ports import need_program
from wiring import utc_now

#: What is killed, and how often beside the others.
WEIGHTS = {"work": 50, "receive": 20, "redis": 10, "postgresql": 10, "dovecot": 10}
#: The processes that a server's death is felt by.
FELT_BY = {"redis": "work", "postgresql": "", "dovecot": "receive"}
#: Seconds between two looks, and before a target that holds nothing is left alone.
GLANCE, PATIENCE = 0.004, 4.0
#: Seconds, at most, between seeing a worker at work and the blow, so that it falls anywhere in a stage.
LONGEST_WAIT = 0.5
#: Seconds in which something must get done, or work stands still.
STANDSTILL = 120.0
#: Arrivals brought at once before a blow at those who receive.
BURST = 4
#: Bytes of the disk that the store has for itself: what it needs, and the reserve it keeps.
DISK = 1024**3
#: What the disk is filled with.
BALLAST = bytes(1024**2)
#: Seconds for which the disk stays full after intake said so.
FULL_SECONDS = 3.0
#: Tells the drill that it runs where it may fill its disk.
INSIDE = "DRILL_INSIDE"
#: Share of the submissions that are PDFs with text, faxes and scans; the others are mails that are papers.
FORMS, FAXES, SCANS = 0.2, 0.1, 0.06


@dataclass(slots=True)
class Report:
    """What was done to the site."""

    seed: int
    arrivals: int
    kills: Counter[str] = field(default_factory=Counter)
    """By what was killed."""
    held: Counter[str] = field(default_factory=Counter)
    """Stages that were at work when something was killed."""
    idle: int = 0
    """Targets at which no work was found in time; they lived on."""
    full: int = 0
    renumbered: int = 0
    restarts: int = 0
    """Processes that ended by themselves, because a server they need was away when they started."""
    seconds: float = 0.0
    letters: int = 0

    def blows(self) -> str:
        """What was done, whatever came of it."""
        killed = ", ".join(f"{count} {name}" for name, count in self.kills.most_common())
        stages = ", ".join(f"{count} in {stage}" for stage, count in self.held.most_common())
        return (
            f"seed {self.seed}: {self.arrivals} arrivals, {self.kills.total()} kills while work was held "
            f"({killed}; stages at work: {stages}), {self.idle} found none, disk filled {self.full}x, "
            f"UIDVALIDITY changed {self.renumbered}x, {self.restarts} starts in vain; {self.seconds:.0f} s"
        )

    def words(self) -> str:
        """For people."""
        return (
            f"{self.blows()}; 0 lost, 0 doubled, {self.letters} letters once each, every outcome as "
            "undisturbed, reconcile clean"
        )


@dataclass
class Storm:
    """Kills what runs at a site until enough was killed; then all must come right by itself."""

    site: Site
    rng: Random
    report: Report
    disk: Path
    kept_back: int = BURST
    """Arrivals that come only when the disk is full."""

    def run(self, kills: int, seconds: float) -> None:
        """Raises `DrillFailed` where work does not come to its end."""
        began, total = time.monotonic(), len(self.site.postman.waiting)
        events = {kills // 3: self._renumber, 2 * kills // 3: self._fill_disk}
        self.site.start()
        self._bring(BURST * 2)
        while (done := self.report.kills.total()) < kills and time.monotonic() - began < seconds:
            if self._is_spent():
                break
            if event := events.pop(done, None):
                event()
            # As much mail has come as blows have fallen, so that there is work until the last.
            due = total * (done + 1) // kills - (total - len(self.site.postman.waiting))
            self._bring(max(0, due))
            self._strike(self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0])
            self._look_for_deaths()
        for event in events.values():
            event()
        self._bring(total)
        self._await_end()
        self.report.seconds = time.monotonic() - began

    def _is_spent(self) -> bool:
        """Whether all mail was brought but what is kept back, and taken in, and all its work is done."""
        brought = len(self.site.postman.waiting) <= self.kept_back
        return brought and self._is_taken() and self.site.office.settled()

    def _is_taken(self) -> bool:
        return self.site.mail_waiting() == 0 and not _files(self.site.postman.scans)

    def _burst(self) -> None:
        """Something to take in for those who receive, where nothing waits for them."""
        if self._is_taken():
            self._bring(BURST)

    def _bring(self, count: int) -> None:
        self.site.postman.bring(max(0, min(count, len(self.site.postman.waiting) - self.kept_back)))

    # -- blows ------------------------------------------------------------------------------------

    def _strike(self, target: str) -> None:
        """A blow at the target, or else at a worker: work must not run out under blows that hit nothing."""
        struck = self._strike_process(target) if target in OWN else self._strike_server(target)
        if not struck:
            self.report.idle += 1
            self._strike_process("work")

    def _strike_process(self, verb: str) -> bool:
        """Stop one of these processes, look what it holds, kill it if it holds something; whether it did."""
        if verb == "receive":
            self._burst()
        self._look_for_deaths()
        name, held = self._stop_at_work([own for own in self.site.own if own.startswith(verb)])
        if not held:
            return False
        self.site.office.kill(self.site.own[name])
        self._count(verb, [stage for stage, _ in held])
        self.site.own[name] = self.site.office.start(verb)
        return True

    def _stop_at_work(self, names: list[str]) -> tuple[str, list[tuple[str, str]]]:
        """Stop one of the processes while it holds something: which, what; nothing where none is caught."""
        until = time.monotonic() + PATIENCE
        while busy := self._await_work(*names, until=until):
            name = self.rng.choice(busy)
            victim = self.site.own[name]
            if name.startswith("work"):
                time.sleep(self.rng.uniform(0, LONGEST_WAIT))
            freeze(victim.pid)
            if held := self.site.office.held(victim.pid):
                return name, held
            os.kill(victim.pid, signal.SIGCONT)
        return "", []

    def _strike_server(self, name: str) -> bool:
        """Kill the server while a process that needs it holds something, and start it; whether one did."""
        if FELT_BY[name] in {"receive", ""}:
            self._burst()
        felt = [own for own in self.site.own if own.startswith(FELT_BY[name])]
        if not self._await_work(*felt, until=time.monotonic() + PATIENCE):
            return False
        held = [stage for own in felt for stage, _ in self.site.office.held(self.site.own[own].pid)]
        self.site.stop_server(name)
        self._count(name, held)
        time.sleep(self.rng.uniform(0, 1))
        self.site.start_server(name)
        return True

    def _await_work(self, *names: str, until: float) -> list[str]:
        """Those of the processes that hold work, as soon as one does; none where none will in time."""
        receivers = all(name.startswith("receive") for name in names)
        while time.monotonic() < until:
            if busy := [name for name in names if self.site.working(name)]:
                return busy
            if receivers and self._is_taken():
                break
            time.sleep(GLANCE)
        return []

    def _count(self, name: str, stages: list[str]) -> None:
        self.report.kills[name] += 1
        self.report.held.update(stages)

    def _look_for_deaths(self) -> None:
        """What finds no database when it starts says so and ends; as `run` does, we start it again."""
        for name, process in self.site.own.items():
            if process.poll() is None:
                continue
            if process.returncode not in {Exit.FAILED, Exit.DEPLOYMENT}:
                raise DrillFailed(f"{name} ended with {process.returncode}:\n{self.site.office.log_tail()}")
            self.report.restarts += 1
            self.site.own[name] = self.site.office.start(name.partition("-")[0])

    # -- other blows ------------------------------------------------------------------------------

    def _renumber(self) -> None:
        self._bring(BURST)
        self.site.renumber_mailbox()
        self.report.renumbered += 1

    def _fill_disk(self) -> None:
        """Not a byte is left for the store, for some seconds, while mail comes in."""
        ballast = self.disk / "ballast"
        said, self.kept_back = self._said_full(), 0
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(BALLAST)
        self._bring(BURST)
        self.site.office.wait_for(lambda: self._said_full() > said, "intake says that the disk is full", 60)
        time.sleep(FULL_SECONDS)
        ballast.unlink()
        self.report.full += 1

    def _said_full(self) -> int:
        return self.site.office.log.read_text(errors="replace").count("intake_stopped_disk_full")

    # -- the end ----------------------------------------------------------------------------------

    def _await_end(self) -> None:
        site = self.site

        def taken() -> bool:
            self._look_for_deaths()
            return self._is_taken()

        site.office.wait_for(taken, "all mail and scans are taken in", 300)
        site.office.await_progress(STANDSTILL, 2 * 60 * 60)
        site.office.wait_for(self._all_sent, "all letters are sent", 120)
        for process in site.own.values():
            site.office.stop(process)

    def _all_sent(self) -> bool:
        with self.site.office.storage() as storage, storage.work() as work:
            return not work.dispatches.due(_far(), 1)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]


def _far() -> datetime:
    """When everything that waits is due."""
    return utc_now() + timedelta(days=3650)


# -- judging ------------------------------------------------------------------------------------------


def judge(site: Site, arrivals: list[Path], expected: Outcome, report: Report) -> None:
    """Raises `DrillFailed` with the first promise that does not hold."""
    sent = Counter(_digest(path.read_bytes()) for path in arrivals)
    with site.office.storage() as storage, storage.work() as work:
        kept = Counter(_digest(storage.files.get(s.original)) for s in work.submissions.all())
    _same("in custody", kept, sent)
    _same("moved aside", Counter(map(_digest, site.processed())),
          Counter(_digest(path.read_bytes()) for path in arrivals if path.suffix == ".eml"))  # fmt: skip
    print(report.blows(), flush=True)
    found = site.office.outcome(by_content=True)
    if other := [name for name in expected if found.get(name) != expected[name]]:
        words = [(name, expected[name], found.get(name)) for name in other[:3]]
        raise DrillFailed(f"{len(other)} not as undisturbed, such as {words}")
    letters = Counter(message_from_bytes(content)["Message-ID"] for _, _, content in site.outgoing.messages)
    if twice := [name for name, count in letters.items() if count > 1]:
        raise DrillFailed(f"{len(twice)} letters went twice")
    report.letters = len(letters)
    if site.office.start("reconcile", watched=False).wait(timeout=120) != 0:
        raise DrillFailed(f"reconcile finds differences:\n{site.office.log_tail()}")


def _same(words: str, found: Counter[str], wanted: Counter[str]) -> None:
    if lost := wanted - found:
        raise DrillFailed(f"{lost.total()} arrivals are not {words}")
    if more := found - wanted:
        raise DrillFailed(f"{more.total()} are {words} more than once, or never came")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- one drill ----------------------------------------------------------------------------------------


def drill(
    place: Path, disk: Path, *, seed: int, messages: int, kills: int, least: int, seconds: float, forked: bool
) -> Report:
    """One whole drill below `place`, the store on `disk`. Raises `DrillFailed`."""
    papers = place / "papers"
    faxes, forms, scans = round(messages * FAXES), round(messages * FORMS), round(messages * SCANS)
    texts = messages - faxes - forms - scans
    arrivals = sorted(
        write_papers(papers, seed, texts=texts, forms=forms, faxes=faxes, scans=scans).iterdir()
    )
    _say(f"{len(arrivals)} arrivals drawn: {texts} mails, {forms} PDFs, {faxes} faxes, {scans} scans")
    with opened(place / "undisturbed", papers, {}, forked=forked) as office:
        office.start("work")
        office.await_progress(STANDSTILL, 2 * 60 * 60)
        expected = office.outcome(by_content=True)
    _say(f"undisturbed: {len(expected)} submissions done")
    report = Report(seed, len(arrivals))
    with opened_site(place, disk / "files", arrivals, forked=forked) as site:
        site.office.import_records(papers)
        Storm(site, Random(f"{seed}/storm"), report, disk).run(kills, seconds)
        judge(site, arrivals, expected, report)
    if report.kills.total() < least:
        raise DrillFailed(f"only {report.kills.total()} of {least} kills found work held: {report.words()}")
    return report


def _say(words: str) -> None:
    print(words, flush=True)


def inside_small_disk(run: Callable[[], None]) -> None:
    """Run this program again with a small disk of its own to fill, seen by it and its children only."""
    if os.environ.get(INSIDE):
        run()
        return
    with tempfile.TemporaryDirectory(prefix="oems-drill-") as place:
        Path(place).chmod(0o711)  # servers run under another account where we are root
        disk = Path(place) / "disk"
        disk.mkdir()
        command = [need_program("bwrap"), "--dev-bind", "/", "/", "--die-with-parent"]
        command += ["--size", str(DISK), "--tmpfs", str(disk)]
        command += [sys.executable, "-m", "drills.faults", *sys.argv[1:]]
        done = subprocess.run(command, env=os.environ | {INSIDE: place}, check=False)
        sys.exit(done.returncode)


def main() -> None:
    """Read the command line, drill, print; exit code 1 where a promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--least", type=int, help="kills below which the drill counts as failed; else all")
    parser.add_argument("--seconds", type=float, default=900, help="of killing, at most")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--forked", action="store_true", help="processes that are quick to start")
    asked = parser.parse_args()

    def run() -> None:
        place = Path(os.environ[INSIDE])
        _say(f"drill: seed {asked.seed}")
        try:
            report = drill(
                place, place / "disk", seed=asked.seed, messages=asked.messages, kills=asked.kills,
                least=asked.kills if asked.least is None else asked.least, seconds=asked.seconds,
                forked=asked.forked,
            )  # fmt: skip
        except DrillFailed as failed:
            _say(f"FAILED with seed {asked.seed}: {failed}")
            sys.exit(1)
        _say(report.words())

    inside_small_disk(run)


if __name__ == "__main__":
    main()
