"""A home of its own in which labelled papers are read once, and the later stages run as often as wanted."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from commands.base import Exit, err, fail
from commands.intake import await_settled, lines_of, take_all
from domain.ids import SubmissionId, UserName
from domain.kinds import Stage
from intake.channels.files import FoundFile, find_files
from processing.anew import remake_from
from processing.predictions import describe_submission
from processing.stages.services import Services
from settings import NO_SECRET, Settings
from storage.importing import import_records
from wiring import Parts, load_settings, open_parts, utc_now, worker_threads
from workers import WorkerGroup, ring

#: Lies in a home that `evaluate` made, and only there: no other home is ever gone through anew.
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
def evaluation_parts(
    home: Path | None, keep: Path | None, again: Path | None
) -> Iterator[tuple[Settings, Parts]]:
    """The settings and all a worker needs, in a home of its own that goes at the end unless it is kept.

    `home` only gives the settings; nothing of it is touched, and nobody is written to.
    """
    settings = load_settings(os.environ, home).with_changes(
        database_url=NO_SECRET, redis_url=NO_SECRET, files=None, master_key_file=None, smtp_host="",
        print_folder=None,
    )  # fmt: skip
    kept = _made_before(again) if again else _new_home(keep) if keep else None
    with tempfile.TemporaryDirectory(prefix="oems-intake-evaluate-") as scratch:
        settings = settings.with_changes(home=kept or Path(scratch))
        parts = open_parts(settings, demo=kept is None)
        try:
            yield settings, parts
        finally:
            parts.close()


def _new_home(keep: Path) -> Path:
    if keep.exists() and any(keep.iterdir()):
        raise fail(f"{keep} is not empty. Name a new folder, or use --again to read nothing.", Exit.USAGE)
    keep.mkdir(parents=True, exist_ok=True, mode=0o700)
    (keep / MARK).touch(mode=0o600)
    return keep.absolute()


def _made_before(again: Path) -> Path:
    if not (again / MARK).is_file():
        raise fail(f"{again} is no home that `evaluate --keep` made.", Exit.USAGE)
    return again.absolute()


def import_labelled(records: Path, settings: Settings, parts: Parts) -> None:
    """Import the certification records that lie beside the papers."""
    if records.is_file():
        pattern = settings.number_pattern
        report = import_records(parts.storage, records, number_pattern=pattern, now=utc_now())
        err.print(f"{report.added} records, {len(report.rejected)} rejected.")


def read_labelled(folder: Path, received: Mapping[str, str], settings: Settings, services: Services) -> Lines:
    """Take the files of `received` (time of receipt by file) through all stages; the lines of `process`."""
    found = _labelled(folder, received)
    with _working(services, settings):
        taken = take_all(found, services)
        await_settled([s for s in taken.values() if s], services)
    return [line for file in found for line in lines_of(file, taken[file.source], services)]


def _labelled(folder: Path, received: Mapping[str, str]) -> list[FoundFile]:
    found = [
        replace(file, received_at=datetime.fromisoformat(received[file.source]))
        for file in find_files([folder])
        if file.source in received
    ]
    return sorted(found, key=lambda file: (file.received_at, file.source))


def run_again(stage: FirstStage, settings: Settings, services: Services) -> Lines:
    """Run a stage and all after it over what was read before; the lines of `process`."""
    with services.storage.work() as work:
        submissions = list(work.submissions.all())
        remake_from(work, Stage(stage), [s.id for s in submissions], EVALUATION, services.clock())
    with _working(services, settings):
        _ring_all(Stage(stage), [s.id for s in submissions])
        await_settled([s.id for s in submissions], services)
    with services.storage.work() as work:
        return [line for s in submissions for line in describe_submission(work, s)]


@contextmanager
def _working(services: Services, settings: Settings) -> Iterator[None]:
    group = WorkerGroup(services, worker_threads(settings))
    group.start()
    try:
        yield
    finally:
        group.stop()


def _ring_all(stage: Stage, submissions: Sequence[SubmissionId]) -> None:
    for submission_id in submissions:
        ring(stage, submission_id)
