"""`process`, `inspect` and `read`: papers in, NDJSON out."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from commands.base import Exit, Home, Output, err, explained, lines_to, settings_of
from domain.errors import DocumentError
from domain.ids import SubmissionId
from domain.kinds import Channel
from domain.states import PartOutcome, Stage
from domain.submissions import Headers, Part, Unpacked
from domain.times import OFFICE_ZONE
from intake.channels.files import FoundFile, find_files
from intake.parsers.cell import ParserCell
from intake.parsers.inspect import describe_unpacked
from intake.readers.describe import describe_page
from intake.readers.pool import ReaderPool
from processing.predictions import describe_failure, describe_submission
from processing.stages.receive import take_arrival
from processing.stages.services import Services
from settings import Settings
from wiring import open_parts, parser_cell_of, reader_count, worker_threads
from workers import WorkerGroup, ring

Paths = Annotated[list[Path], typer.Argument(help="Files or folders.", show_default=False)]

#: Seconds between two looks at how far the work is.
LOOK_SECONDS = 0.3
UNOPENED = "The file could not be opened. Check that it is there and may be read, then run again."

NOTHING_TO_READ = "There is no page in this file. `inspect` shows what it holds."


@explained
def process(
    paths: Paths,
    channel: Annotated[
        Channel | None,
        typer.Option(help="Take all as this channel; else .eml and .msg are email, others scans."),
    ] = None,
    received: Annotated[
        str | None, typer.Option(help="Time of receipt of all, ISO; without a zone it is the office's.")
    ] = None,
    blank_pages_separate: Annotated[
        int | None,
        typer.Option(min=0, help="So many blank pages on end part envelopes of a scan; 0: none do."),
    ] = None,
    output: Output = None,
    home: Home = None,
) -> None:
    """Take papers through the whole pipeline up to the queue; one JSON line a document."""
    settings = settings_of(home)
    if blank_pages_separate is not None:
        settings = settings.with_changes(blank_pages_separate=blank_pages_separate)
    found = _found(find_files(paths, channel=channel, received_at=_moment(received)))
    parts = open_parts(settings)
    try:
        group = WorkerGroup(parts.services, worker_threads(settings))
        group.start()
        try:
            taken = take_all(found, parts.services)
            await_settled([s for s in taken.values() if s], parts.services)
        finally:
            group.stop()
        failed = _print_lines(found, taken, parts.services, output)
    finally:
        parts.close()
    _end_partly(failed, "lines")


def _found(files: list[FoundFile]) -> list[FoundFile]:
    """Say so where there is nothing to do: a wrong folder must not look like a finished run."""
    if not files:
        err.print("No files were found there. Links, hidden and unfinished files are left out.")
    return files


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is no ISO time, such as 2026-09-01T12:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
    )


def take_all(found: Sequence[FoundFile], services: Services) -> dict[str, SubmissionId | None]:
    """Custody first, in order of receipt; None for a file that could not even be opened."""
    taken: dict[str, SubmissionId | None] = {}
    with _progress() as bar:
        task = bar.add_task("Taking in", total=len(found))
        for file in found:
            try:
                submission, _ = take_arrival(file.arrival(), services)
                taken[file.source] = submission.id
                ring(Stage.UNPACK, submission.id)
            except OSError:
                taken[file.source] = None
            bar.advance(task)
    return taken


def await_settled(ids: Sequence[SubmissionId], services: Services) -> None:
    """Wait until no stage of these submissions is due or at work."""
    with _progress() as bar:
        task = bar.add_task("Reading   ", total=len(ids))
        while True:
            with services.storage.work() as work:
                left = work.jobs.unsettled(ids)
            bar.update(task, completed=len(ids) - left)
            if left == 0:
                return
            time.sleep(LOOK_SECONDS)


def _print_lines(
    found: Sequence[FoundFile],
    taken: dict[str, SubmissionId | None],
    services: Services,
    output: Path | None,
) -> int:
    failed = 0
    with lines_to(output) as write:
        for file in found:
            for line in lines_of(file, taken[file.source], services):
                failed += line["kind"] is None and line["needs_manual_triage"]
                write(line)
    return failed


def lines_of(file: FoundFile, submission_id: SubmissionId | None, services: Services) -> list[dict[str, Any]]:
    """The lines of `process` for one file; None where it could not be opened."""
    if submission_id is None:
        return [describe_failure(file.source, UNOPENED)]
    with services.storage.work() as work:
        return describe_submission(work, work.submissions.get(submission_id))


@explained
def inspect(paths: Paths, output: Output = None, home: Home = None) -> None:
    """Show what unpack makes of each file, storing nothing; one JSON line a file."""
    settings = settings_of(home)
    failed = 0
    with parser_cell_of(settings) as cell, lines_to(output) as write:
        for file in _found(find_files(paths)):
            unpacked = _unpack(file, cell)
            failed += _failed(unpacked)
            write(describe_unpacked(file.source, unpacked))
    _end_partly(failed, "files")


@explained
def read(paths: Paths, output: Output = None, home: Home = None) -> None:
    """Show what reading makes of each page, storing nothing; one JSON line a page."""
    settings = settings_of(home)
    found, failed = _found(find_files(paths)), 0
    with lines_to(output) as write, _progress() as bar:
        task = bar.add_task("Reading", total=len(found))
        for line in _read_files(found, settings, lambda: bar.advance(task)):
            failed += "words" not in line
            write(line)
    _end_partly(failed, "lines")


def _end_partly(failed: int, things: str) -> None:
    if failed:
        tell = "tells" if failed == 1 else "tell"
        err.print(f"Of the {things}, {failed} {tell} of a failure; what to do stands in 'problem'.")
        raise typer.Exit(Exit.PARTIAL)


def _failed(unpacked: Unpacked) -> bool:
    """Whether the file, or anything in it but decoration, could not be opened."""
    parts = (part.problem for part in flatten(unpacked.parts) if not part.decoration)
    return unpacked.outcome is not PartOutcome.PAGES or bool(unpacked.problem) or any(parts)


def _unpack(file: FoundFile, cell: ParserCell) -> Unpacked:
    """What unpack makes of a file; one that cannot be opened is a failure among others."""
    try:
        raw = file.path.read_bytes()
    except OSError:
        return Unpacked("application/octet-stream", Headers(), (), PartOutcome.UNREADABLE, UNOPENED)
    return cell.unpack(raw, name=file.path.name)


def _read_files(found: Sequence[FoundFile], settings: Settings, advance: Any) -> Any:
    with (
        parser_cell_of(settings) as cell,
        ReaderPool(reader_count(settings), tessdata=settings.tessdata) as readers,
    ):
        for file in found:
            unpacked = _unpack(file, cell)
            told = False
            for line in _read_unpacked(file, unpacked, readers):
                told = True
                yield line
            if not told:
                yield {"source": file.source, "attachment": None, "page": None, "problem": NOTHING_TO_READ}
            advance()


def _read_unpacked(file: FoundFile, unpacked: Unpacked, readers: ReaderPool) -> Any:
    parts = flatten(unpacked.parts)
    for part in parts:
        yield from _read_part(file, part, readers)
    if unpacked.problem and not any(part.problem for part in parts):
        yield {"source": file.source, "attachment": None, "page": None, "problem": unpacked.problem}


def _read_part(file: FoundFile, part: Part, readers: ReaderPool) -> Any:
    if part.decoration:
        return
    name = None if part.path == "0" else part.name
    for page in part.pages:
        try:
            yield describe_page(file.source, name, page, readers.read(page))
        except DocumentError as error:
            yield {"source": file.source, "attachment": name, "page": page.index, "problem": str(error)}
    if part.problem:
        yield {"source": file.source, "attachment": name, "page": None, "problem": part.problem}


def flatten(parts: Sequence[Part]) -> list[Part]:
    """Every part and the parts below it."""
    return [leaf for part in parts for leaf in (part, *flatten(part.parts))]
