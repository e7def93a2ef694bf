"""The command, watched: `python -m drills.worker VERB …` runs `oems-intake VERB …` as it is.

Every stage tells a journal when its work begins and ends, so that a drill knows what a process held when it
was killed. By the environment a stage may also be told to stand still at one point, or to kill its worker.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import storage.engine
from cli import app
from commands import mailboxes, receiving
from domain.ids import SubmissionId
from domain.states import Stage
from domain.submissions import Arrival, Submission
from processing.ports import Job, Storage, Work
from processing.stages import dispatch, running
from processing.stages.receive import keep_arrivals
from processing.stages.running import Recipe
from processing.stages.services import Services

#: File that takes one line an event: `+` begun, `-` ended, `=` standing still, with stage, submission and the
#: process's id.
JOURNAL = "DRILL_JOURNAL"
#: `STAGE:POINT`, a point of `POINTS`: the first submission that comes there stands still.
PAUSE = "DRILL_PAUSE"
#: A standing stage goes on when this file is there.
RELEASE = "DRILL_RELEASE"
#: `STAGE:SOURCE`: this submission kills its worker in this stage, every time.
POISON = "DRILL_POISON"
#: Seconds until the database drops a transaction that stands still, and until a dispatch counts as left
#: behind: shorter than the product's, so that a drill need not wait.
IDLE_SECONDS = "DRILL_IDLE_SECONDS"

#: What the receiver does, in the journal's words.
RECEIVE = "receive"

POINTS = ("claimed", "computed", "written")
"""Claimed: nothing done. Computed: all done but the writing. Written: in the transaction, not committed."""


class Watch:
    """Wraps the recipes of this process."""

    def __init__(self, journal: Path) -> None:
        self._journal = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._pause = os.environ.get(PAUSE, "")
        self._release = Path(os.environ.get(RELEASE, "/nowhere"))
        self._poison = os.environ.get(POISON, "")

    def wrap(self, stage: Stage, recipe: Recipe) -> Recipe:
        """The same recipe, told of."""

        def watched(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
            self.tell("+", stage, submission_id)
            self._kill_by_poison(stage, submission_id, services)
            self._stand_still(stage, "claimed", submission_id)
            write = recipe(submission_id, services, job)
            self._stand_still(stage, "computed", submission_id)

            def watched_write(work: Work) -> None:
                write(work)
                self._stand_still(stage, "written", submission_id)
                self.tell("-", stage, submission_id)

            return watched_write

        return watched

    def tell(self, event: str, stage: str, subject: str) -> None:
        """One line, whole even when the next instruction is the last."""
        os.write(self._journal, f"{event} {stage} {subject} {os.getpid()}\n".encode())

    def _kill_by_poison(self, stage: Stage, submission_id: SubmissionId, services: Services) -> None:
        if not self._poison.startswith(f"{stage.value}:"):
            return
        with services.storage.work() as work:
            source = work.submissions.get(submission_id).source
        if self._poison == f"{stage.value}:{source}":
            time.sleep(0.5)  # others are at work beside it
            os.kill(os.getpid(), signal.SIGKILL)

    def _stand_still(self, stage: Stage, point: str, submission_id: SubmissionId) -> None:
        if self._pause != f"{stage.value}:{point}":
            return
        self._pause = ""
        self.tell("=", stage, submission_id)
        while not self._release.exists():
            time.sleep(0.02)


def watch_receiver(watch: Watch) -> None:
    """Tell when arrivals are on their way into custody; by a number, not by their names."""
    keep, numbers = keep_arrivals, count(1)

    def watched(arrivals: Sequence[Arrival], kept: Storage, now: datetime) -> list[tuple[Submission, bool]]:
        number = str(next(numbers))
        watch.tell("+", RECEIVE, number)
        try:
            return keep(arrivals, kept, now)
        finally:
            watch.tell("-", RECEIVE, number)

    vars(receiving)["keep_arrivals"] = watched


def main() -> None:
    """Wrap the recipes, shorten the long waits, and be the command."""
    watch = Watch(Path(os.environ[JOURNAL]))
    watch_receiver(watch)
    running.RECIPES = {stage: watch.wrap(stage, recipe) for stage, recipe in running.RECIPES.items()}
    if seconds := os.environ.get(IDLE_SECONDS):
        storage.engine.IDLE_SECONDS = int(seconds)
        vars(dispatch)["SENDING_LEASE"] = vars(mailboxes)["LEASE"] = timedelta(seconds=int(seconds))
        vars(mailboxes)["LONGEST_PAUSE"] = vars(receiving)["LONGEST_PAUSE"] = float(seconds)
    app()


if __name__ == "__main__":
    main()
