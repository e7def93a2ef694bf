"""A home of its own in which labelled papers are read once, and the later stages run as often as wanted."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from commands.base import Exit, err, fail, write_private
from commands.intake import await_settled, lines_of, take_all
from commands.stage_times import StageTimes, with_stages_before
from domain.ids import SubmissionId, UserName
from domain.states import Stage
from intake.channels.files import FoundFile, find_files
from processing.anew import remake_from
from processing.predictions import describe_submission
from processing.stages.services import Services
from settings import NO_SECRET, Settings
from storage.importing import import_records
from wiring import load_settings, open_parts, utc_now, worker_threads
from workers import WorkerGroup, ring

#: Lies in a home that `evaluate` made, and only there: no other home is ever gone through anew. Holds the
#: times of the runs.
MARK = "evaluation-home"
#: Who closes the quarantine entries of an earlier run.
EVALUATION = UserName("evaluation")

Lines = list[dict[str, Any]]


class FirstStage(StrEnum):
    """The stages that can run again over stored readings."""

    SPLIT = Stage.SPLIT
    EXTRACT = Stage.EXTRACT
    MATCH = Stage.MATCH
    CHECK = Stage.CHECK


@contextmanager
def evaluation_home(office: Path | None, keep: Path | None, again: Path | None) -> Iterator["EvaluationHome"]:
    """A home that goes at the end unless it is kept.

    The office's home only gives the settings and its model of the kinds; nothing of it is touched, and nobody
    is written to.
    """
    installed = load_settings(os.environ, office)
    settings = installed.with_changes(
        database_url=NO_SECRET, redis_url=NO_SECRET, files=None, master_key_file=None, smtp_host="",
        print_folder=None,
    )  # fmt: skip
    kept = _made_before(again) if again else _new_home(keep) if keep else None
    with tempfile.TemporaryDirectory(prefix="oems-intake-evaluate-") as scratch:
        settings = settings.with_changes(home=kept or Path(scratch))
        parts = open_parts(settings, demo=kept is None, models=installed.home)
        watch = StageTimes()
        try:
            yield EvaluationHome(settings, replace(parts.services, stopwatch=watch), watch)
        finally:
            parts.close()


def _new_home(keep: Path) -> Path:
    if keep.exists() and any(keep.iterdir()):
        raise fail(f"{keep} is not empty. Name a new folder, or use --again to read nothing.", Exit.USAGE)
    keep.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(keep / MARK, "{}")
    return keep.absolute()


def _made_before(again: Path) -> Path:
    if not (again / MARK).is_file():
        raise fail(f"{again} is no home that `evaluate --keep` made.", Exit.USAGE)
    return again.absolute()


@dataclass(frozen=True, slots=True)
class EvaluationHome:
    """The stages at work on labelled papers, and nothing else of an office."""

    settings: Settings
    services: Services
    watch: StageTimes

    def import_records(self, records: Path) -> None:
        """Import the certification records that lie beside the papers."""
        if records.is_file():
            pattern, now = self.settings.number_pattern, utc_now()
            # A labelled set is taken as it is; what looks wrong in it is only said.
            report = import_records(
                self.services.storage, records, number_pattern=pattern, now=now, doubtful=True
            )
            err.print(f"{report.added} records, {len(report.rejected)} rejected.")
            for doubt in report.doubts:
                err.print(f"look: {doubt}", markup=False)

    def read(self, folder: Path, received: Mapping[str, datetime]) -> Lines:
        """Take the files of `received` (times of receipt) through all stages; the lines of `process`."""
        found = _labelled(folder, received)
        with self._working():
            taken = take_all(found, self.services)
            await_settled([s for s in taken.values() if s], self.services)
        return [line for file in found for line in lines_of(file, taken[file.source], self.services)]

    def run_again(self, stage: FirstStage) -> Lines:
        """Run a stage and all after it over what was read before; the lines of `process`."""
        storage, first = self.services.storage, Stage(stage)
        with storage.work() as work:
            submissions = list(work.submissions.all())
            ids = [submission.id for submission in submissions]
            remake_from(work, first, ids, EVALUATION, self.services.clock())
        with self._working():
            _ring_all(first, ids)
            await_settled(ids, self.services)
        with storage.work() as work:
            return [line for submission in submissions for line in describe_submission(work, submission)]

    def keep_times(self) -> dict[str, Any]:
        """The times of this run, over those of the run that read the papers; kept for the next."""
        mark = self.settings.home / MARK
        earlier = json.loads(mark.read_text(encoding="utf-8") or "{}") if mark.is_file() else {}
        times = with_stages_before(self.watch.as_dict(self.services.storage), earlier)
        write_private(mark, json.dumps(times))
        return times

    @contextmanager
    def _working(self) -> Iterator[None]:
        group = WorkerGroup(self.services, worker_threads(self.settings))
        group.start()
        try:
            yield
        finally:
            group.stop()


def _labelled(folder: Path, received: Mapping[str, datetime]) -> list[FoundFile]:
    found = [
        replace(file, received_at=received[file.source])
        for file in find_files([folder])
        if file.source in received
    ]
    if lacking := len(received) - len(found):
        err.print(f"{lacking} labelled files are not there; their papers count as lost.")
    return sorted(found, key=lambda file: (file.received_at, file.source))


def _ring_all(stage: Stage, submissions: Sequence[SubmissionId]) -> None:
    for submission_id in submissions:
        ring(stage, submission_id)
