"""One installation under drill: its settings, its processes, what is in its record."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.ids import SubmissionId
from domain.states import DispatchState, JobState, Stage
from drills.forks import Started, be_module, start_forked
from drills.papers import RECORDS, SUBMISSIONS
from drills.processes import descendants, wait_gone
from drills.worker import IDLE_SECONDS, JOURNAL, PAUSE, POISON, RELEASE
from intake.channels.files import find_files
from processing.predictions import describe_submission
from processing.stages.receive import keep_arrival
from settings import PREFIX, Settings
from storage.database import SqlStorage
from storage.importing import import_records
from tests.servers.ports import WITH_US
from wiring import load_settings, open_storage, utc_now

ROOT = Path(__file__).parent.parent
#: Of the environment a worker gets, besides its settings.
PASSED = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "VIRTUAL_ENV", "TMPDIR")
#: Seconds after which a drill that does not come to its end has failed.
PATIENCE = 240.0
#: Seconds in which every descendant of a killed process must be gone.
GONE_SECONDS = 60.0

Outcome = dict[str, dict[str, Any]]
"""By the submission's source: what became of it, without ids that are drawn."""


class DrillFailed(AssertionError):
    """Something that must hold does not."""


@dataclass
class Office:
    """A home folder and the processes that work in it."""

    home: Path
    extra: dict[str, str] = field(default_factory=dict)
    """Settings beyond the usual, by their names in lower case."""
    forked: bool = False
    """Whether processes are forked of one that has the program loaded: quick to start."""
    started: list[Started] = field(default_factory=list)
    _told: list[tuple[str, str, str, int]] = field(default_factory=list)
    _read_to: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this office gets."""
        usual = {
            "home": str(self.home), "readers": "1", "lease_seconds": "2", "max_attempts": "1000",
            "canary_minutes": "0",
        }  # fmt: skip
        passed = {name: os.environ[name] for name in PASSED if name in os.environ}
        given = {PREFIX + name.upper(): value for name, value in (usual | self.extra).items()}
        return passed | given | {JOURNAL: str(self.journal), RELEASE: str(self.release), IDLE_SECONDS: "2"}

    @property
    def journal(self) -> Path:
        """What all watched processes told."""
        return self.home.with_name(self.home.name + ".journal")

    @property
    def release(self) -> Path:
        """The file that lets a standing stage go on."""
        return self.home.with_name(self.home.name + ".release")

    @property
    def log(self) -> Path:
        """What all processes logged."""
        return self.home.with_name(self.home.name + ".log")

    @property
    def settings(self) -> Settings:
        """The settings as a process of this office reads them."""
        return load_settings(self.environment, self.home)

    @contextmanager
    def storage(self) -> Iterator[SqlStorage]:
        """The record, opened beside the workers."""
        opened = open_storage(self.settings)
        try:
            yield opened
        finally:
            opened.close()

    # -- filling ----------------------------------------------------------------------------------

    def import_records(self, papers: Path) -> None:
        """The certification records of the papers."""
        with self.storage() as storage:
            import_records(
                storage, papers / RECORDS, number_pattern=self.settings.number_pattern, now=utc_now()
            )

    def take_in(self, papers: Path) -> list[SubmissionId]:
        """Custody of all papers; their first jobs are ready."""
        with self.storage() as storage:
            return [
                keep_arrival(file.arrival(), storage, utc_now())[0].id
                for file in find_files([papers / SUBMISSIONS])
            ]

    # -- processes --------------------------------------------------------------------------------

    def start(
        self,
        *words: str,
        pause: str = "",
        poison: str = "",
        watched: bool = True,
        inside: Sequence[str] = (),
    ) -> Started:
        """Start the command, which ends with us; `watched` tells the journal; `inside` goes before."""
        module = "drills.worker" if watched else "cli"
        self.release.unlink(missing_ok=True)
        environ = self.environment | {PAUSE: pause, POISON: poison}
        process: Started
        if self.forked and not inside:
            process = start_forked(
                be_module, module, "-v", *words, environ=environ, stdout=self.log, stderr=self.log
            )
        else:
            process = self._start_anew([*inside, sys.executable, "-m", module, "-v", *words], environ)
        self.started.append(process)
        return process

    def _start_anew(self, command: Sequence[str], environ: dict[str, str]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*WITH_US, *command],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, process: Started) -> None:
        """Kill the process alone, without a word; nothing below it may stay. Raises `DrillFailed`."""
        below = descendants(process.pid)
        process.kill()
        process.wait()
        if left := wait_gone(below, GONE_SECONDS):
            raise DrillFailed(f"{len(left)} of {len(below)} processes outlive the one that started them")

    def stop(self, process: Started) -> None:
        """Ask it to end, as an operator does."""
        process.terminate()
        process.wait(timeout=90)

    def close(self) -> None:
        """Nothing started here stays, whatever happened."""
        for process in self.started:
            below = descendants(process.pid)
            if process.poll() is None:
                process.kill()
                process.wait()
            for seen in wait_gone(below, 3):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(seen.pid, signal.SIGKILL)

    def await_pause(self, stage: Stage, process: Started) -> str:
        """Wait until a submission stands still in this stage; which."""

        def stands() -> bool:
            if process.poll() is not None:
                raise DrillFailed(f"the worker ended by itself:\n{self.log_tail()}")
            return bool(standing())

        def standing() -> list[str]:
            told = self.told()
            return [s for event, at, s, pid in told if (event, at, pid) == ("=", stage, process.pid)]

        self.wait_for(stands, f"{stage} stands still")
        return standing()[0]

    def wait_for(self, true: Callable[[], bool], words: str, seconds: float = PATIENCE) -> None:
        """Wait until something is so. Raises `DrillFailed`."""
        until = time.monotonic() + seconds
        while not true():
            if time.monotonic() > until:
                raise DrillFailed(f"not within {seconds:g} s: {words}\n{self.log_tail()}")
            time.sleep(0.05)

    def log_tail(self) -> str:
        """The end of the log, for a failure's words."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    # -- what is so -------------------------------------------------------------------------------

    def told(self) -> list[tuple[str, str, str, int]]:
        """The journal: (event, stage, submission, process)."""
        if self.journal.exists():
            with self.journal.open() as file:
                file.seek(self._read_to)
                fresh = file.read()
            # A write over the edge of a block may be seen half: its rest comes with the next look.
            whole = fresh[: fresh.rfind("\n") + 1]
            self._read_to += len(whole)
            lines = (line.split() for line in whole.splitlines())
            self._told += [(event, stage, subject, int(pid)) for event, stage, subject, pid in lines]
        return self._told

    def held(self, process: int) -> list[tuple[str, str]]:
        """What this process began and did not end: (stage, submission)."""
        held: Counter[tuple[str, str]] = Counter()
        for event, stage, subject, pid in self.told():
            if pid == process:
                held[stage, subject] += {"+": 1, "-": -1}.get(event, 0)
        return [key for key, count in held.items() if count > 0]

    def settled(self) -> bool:
        """Whether no job is ready or running."""
        with self.storage() as storage:
            return is_settled(storage)

    def await_settled(self, seconds: float = PATIENCE) -> None:
        """Wait until no job is ready or running."""
        with self.storage() as storage:
            self.wait_for(lambda: is_settled(storage), "all work done", seconds)

    def await_progress(self, still: float, seconds: float) -> None:
        """Wait until all work is done, at most `seconds`, while something is done every `still` seconds.

        A busy machine takes long; only what stands still has failed. Raises `DrillFailed`.
        """
        until, moved, left = time.monotonic() + seconds, time.monotonic(), -1
        with self.storage() as storage:
            while (now_left := _left(storage)) > 0:
                if now_left != left:
                    moved, left = time.monotonic(), now_left
                if time.monotonic() > min(until, moved + still):
                    raise DrillFailed(f"{left} jobs are left\n{self.log_tail()}")
                time.sleep(0.5)

    def outcome(self, *, by_content: bool = False) -> Outcome:
        """What became of every submission, without drawn ids and times of work.

        `by_content` names a submission by its original's bytes: one arrival has other names by other
        channels. Letters are left out then: one sender's mails are acknowledged once, whichever comes first.
        """
        with self.storage() as storage, storage.work() as work:
            known = {s.source: _name(storage, s) if by_content else s.source for s in work.submissions.all()}
            told = {known[s.source]: _describe(work, s) for s in work.submissions.all()}
        if by_content:
            for outcome in told.values():
                del outcome["letters"]
                outcome["lines"] = [_renamed(line, known) for line in outcome["lines"]]
        return told

    def attempts(self) -> dict[tuple[str, str], int]:
        """Attempts by stage and submission."""
        from sqlalchemy import text

        with self.storage() as storage, storage.engine.connect() as connection:
            rows = connection.execute(text("SELECT stage, subject, attempts FROM job"))
            return {(stage, subject): attempts for stage, subject, attempts in rows}


def is_settled(storage: SqlStorage) -> bool:
    """Whether no job is ready or running; for those who ask often, of a storage that stays open."""
    return _left(storage) == 0


def _left(storage: SqlStorage) -> int:
    """Stages that submissions have still before them, the last one included."""
    with storage.work() as work:
        standing = work.jobs.standing()
    order = list(Stage)
    return sum(
        count * (len(order) - order.index(stage))
        for stage, state, count, _ in standing
        if state in {JobState.READY, JobState.RUNNING}
    )


def _describe(work: Any, submission: Any) -> dict[str, Any]:
    lines = describe_submission(work, submission)
    cases = work.cases.of_submission(submission.id)
    letters = [d for d in work.dispatches.in_states(tuple(DispatchState)) if d.submission_id == submission.id]
    return {
        "lines": [_without_ids(line, [case.id for case in cases]) for line in lines],
        "cases": [
            (c.kind, c.route, c.priority, c.due_on, c.certification_number, c.status, len(c.document_ids))
            for c in cases
        ],
        "letters": [(d.kind, d.state) for d in letters],
        "pages": [(page.index, page.use) for page in work.submissions.pages(submission.id)],
        "quarantine": [entry.reason for entry in work.quarantine.of_submission(submission.id)],
    }


def _name(storage: SqlStorage, submission: Any) -> str:
    return hashlib.sha256(storage.files.get(submission.original)).hexdigest()


def _renamed(line: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """Sources by the names of their contents."""
    return line | {key: known.get(line[key], line[key]) for key in ("source", "duplicate_of")}


def _without_ids(line: dict[str, Any], cases: list[str]) -> dict[str, Any]:
    """Case references are counted in order of work and document ids drawn: only their place stays."""
    said = dict(line)
    said["case"] = cases.index(line["case"]) if line["case"] in cases else None
    if "document" in said:
        said["document"] = True
    return said
