"""`separators` and `batches`: sheets to print, and what became of what was scanned with them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.acting import By, acting_reviewer, os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.batches import Batch, SplitEdit
from domain.ids import BatchId, PageId, SubmissionId
from domain.kinds import Channel
from domain.times import office_day, show_time
from outbound.separators import make_sheets, render_sheets
from processing.batching import (
    close_batch,
    edit_split,
    expect_count,
    reopen_batch,
    restore_scan,
    withdraw_scan,
)
from processing.ports import Account, Work
from processing.stages.batch_report import BatchReport, ReportFile, ReportPage, report_batch
from review.policy import Action
from wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Batches of scans: their count, their split, taking one back.")

#: Letters and digits that nobody takes for one another (Crockford's base 32).
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MOST_LETTERS = 60
#: Sheets in one PDF; a pile of separators is no thicker.
MOST_SHEETS = 500
Scan = Annotated[str, typer.Argument(help="The file's id, as `batches show` prints it.")]
Why = Annotated[str, typer.Option("--why", help="For colleagues; never sent.")]


@explained
def separators(
    count: Annotated[int, typer.Option(min=1, max=MOST_SHEETS, help="How many separator sheets.")] = 20,
    batch: Annotated[
        str, typer.Option(help="Name of one batch. Without it the sheets can be used again and again.")
    ] = "",
    envelopes: Annotated[int | None, typer.Option(min=0, max=99_999, help="Envelopes expected.")] = None,
    pages: Annotated[
        int | None, typer.Option(min=0, max=99_999, help="Written sides expected in the whole batch.")
    ] = None,
    envelope_pages: Annotated[
        str, typer.Option(help="Written sides expected in each envelope, in order: 3,1,2.")
    ] = "",
    channel: Annotated[Channel, typer.Option(help="Where the batch is counted.")] = Channel.SCAN,
    cover: Annotated[bool, typer.Option(help="Whether a batch cover sheet comes first.")] = True,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the PDF goes.")] = Path(
        "separators.pdf"
    ),
) -> None:
    """Make a PDF of a batch cover and separator sheets, to be printed on one side."""
    if output.exists():
        raise fail(f"{output} is there already. Name another file by --output.", Exit.USAGE)
    if not cover and (envelopes is not None or pages is not None):
        words = "--envelopes and --pages stand on the cover sheet: leave --no-cover out."
        raise fail(words, Exit.USAGE)
    each = _numbers(envelope_pages)
    if len(each) > count:
        words = f"--envelope-pages names {len(each)} envelopes, but --count is {count}. Raise --count."
        raise fail(words, Exit.USAGE)
    name = " ".join(batch.split())
    if len(name) > MOST_LETTERS:
        raise fail(
            f"A batch's name has {MOST_LETTERS} letters at most: the code must stay large.", Exit.USAGE
        )
    today = office_day(utc_now())
    identity = f"{today:%y%m%d}-{''.join(secrets.choice(_LETTERS) for _ in range(5))}" if name else ""
    sheets = make_sheets(
        count,
        batch=identity,
        name=name,
        envelopes=envelopes,
        pages=pages,
        envelope_pages=each,
        channel=channel,
        cover=cover,
    )
    output.write_bytes(render_sheets(sheets, today))
    named = f"batch {identity}" if identity else "to be used again and again"
    out.print(f"{output}: {count} separators{' and a cover' if cover else ''}, {named}. Print on one side.")


def _numbers(text: str) -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",") if part.strip()]
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is no list of numbers, such as 3,1,2") from error
    if any(not 0 <= number < 100_000 for number in numbers):
        raise typer.BadParameter("an envelope has 0 to 99,999 pages")
    return numbers


@app.command("list")
@explained
def list_batches(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50, as_json: AsJson = False, home: Home = None
) -> None:
    """Show batches: those whose count differs first, then the newest."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        batches = work.batches.newest(limit=limit)
        waiting = work.batches.waiting([batch.id for batch in batches])
    if as_json:
        for batch in batches:
            print_json(describe_batch(batch) | {"quarantine": waiting.get(batch.id, [])})
        return
    table = Table(title=f"Batches: {len(batches)}", title_justify="left")
    for heading in ("Batch", "Name", "State", "Envelopes", "Pages", "Opened", "What differs"):
        table.add_column(heading, no_wrap=heading == "Batch")
    for batch in batches:
        add_as_typed(
            table, batch.id, batch.name or "-", batch.state.value,
            count_words(batch.found_envelopes, batch.expected_envelopes),
            count_words(batch.found_pages, batch.expected_pages),
            show_time(batch.opened_at),
            " ".join([*batch.differences, *map(waits_words, waiting.get(batch.id, ()))]) or "-",
        )  # fmt: skip
    out.print(table)


def waits_words(entry: int) -> str:
    """What a batch's line says of a file that could not be opened, or a part of one."""
    return f"Waits in quarantine: entry {entry}."


def count_words(found: int, expected: int | None) -> str:
    """`4 of 5`, or `4` where nothing is expected."""
    return f"{found}" if expected is None else f"{found} of {expected}"


def describe_batch(batch: Batch) -> dict[str, Any]:
    """One batch for a machine."""
    return {
        "batch": batch.id,
        "name": batch.name,
        "channel": batch.channel.value,
        "state": batch.state.value,
        "envelopes": {"expected": batch.expected_envelopes, "found": batch.found_envelopes},
        "pages": {"expected": batch.expected_pages, "found": batch.found_pages},
        "expected_by": batch.expected_by,
        "differences": list(batch.differences),
        "opened_at": batch.opened_at.isoformat(),
        "closed_by": batch.closed_by,
    }


@app.command()
@explained
def show(batch: str, as_json: AsJson = False, home: Home = None) -> None:
    """Show one batch: expected and found, the split page by page, pages to scan again."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        report = report_batch(work, _existing(work, batch))
        work.audit.append(f"os:{os_account()}", "batch_shown", report.batch.id, utc_now())
    if as_json:
        print_json(describe_report(report))
        return
    _print_report(report)


def describe_report(report: BatchReport) -> dict[str, Any]:
    """A batch with its files and pages, for a machine."""
    files = [_describe_file(file) for file in report.files]
    rescans = [
        {"file": file.submission, "page": page.number, "reason": fault.words}
        for file, page, fault in report.rescans
    ]
    return describe_batch(report.batch) | {"rescan": rescans, "files": files}


def _describe_file(file: ReportFile) -> dict[str, Any]:
    return {
        "file": file.submission,
        "received_at": file.received_at.isoformat(),
        "at_work": file.at_work,
        "withdrawn": file.withdrawal is not None,
        "cases": list(file.cases),
        "quarantine": list(file.entries),
        "envelopes": [
            {
                "envelope": envelope.number,
                "sheet": envelope.sheet,
                "pages": {"expected": envelope.expected, "found": envelope.found},
                "content": [_describe_page(page) for page in envelope.pages],
            }
            for envelope in file.envelopes
        ],
    }


def _describe_page(page: ReportPage) -> dict[str, Any]:
    return {
        "page": page.number,
        "id": page.id,
        "use": page.use.value,
        "what": "restricted" if page.restricted else page.what,
        "document": page.document,
        "faults": [{"words": fault.words, "rescan": fault.rescan} for fault in page.faults],
        "edited": page.edited,
    }


def _print_report(report: BatchReport) -> None:
    batch = report.batch
    out.print(f"Batch {batch.id} {batch.name}: {batch.state.value.upper()}", markup=False)
    envelopes = count_words(batch.found_envelopes, batch.expected_envelopes)
    out.print(f"  envelopes {envelopes}, pages {count_words(batch.found_pages, batch.expected_pages)}")
    for difference in batch.differences:
        out.print(f"  ! {difference}", markup=False)
    if batch.closed_by:
        out.print(f"  closed by {batch.closed_by}: {batch.closing_words or 'all is right'}", markup=False)
    for file in report.files:
        _print_file(file)
    out.print(f"Scan again: {len(report.rescans) or 'nothing'}")
    for file, page, fault in report.rescans:
        out.print(f"  page {page.number} of {file.submission[:12]}: {fault.words}", markup=False)


def _print_file(file: ReportFile) -> None:
    state = "  (withdrawn)" if file.withdrawal else "  (still being read)" if file.at_work else ""
    out.print(f"File {file.submission} {file.name}{state}", markup=False)
    for entry in file.entries:
        out.print(f"  ! waits in quarantine: `oems-intake quarantine show {entry}`", markup=False)
    for envelope in file.envelopes:
        if envelope.number is None:
            head = "before the first envelope"
        else:
            sheet = f" behind sheet {envelope.sheet}" if envelope.sheet else ""
            head = f"envelope {envelope.number}{sheet}: {count_words(envelope.found, envelope.expected)}"
        out.print(f"  {head}", markup=False)
        for page in envelope.pages:
            what = "restricted" if page.restricted else page.what.replace("_", " ")
            document = f", document {page.document}" if page.document else ""
            edited = " (by hand)" if page.edited else ""
            out.print(f"    {page.number:>3} {what}{document}{edited}", markup=False)


@contextmanager
def _acting(home: Path | None, by: str | None) -> Iterator[tuple[Work, Account, datetime]]:
    """A transaction in the name of somebody who may handle batches."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        yield work, acting_reviewer(work, by, Action.HANDLE_BATCHES), utc_now()


def _existing(work: Work, batch: str) -> BatchId:
    try:
        return work.batches.get(BatchId(batch.strip())).id
    except KeyError as error:
        words = f"There is no batch {batch}. `oems-intake batches list` shows them."
        raise fail(words, Exit.FAILED) from error


def _existing_scan(work: Work, scan: str) -> SubmissionId:
    try:
        return work.submissions.get(SubmissionId(scan)).id
    except KeyError as error:
        raise fail(f"There is no file {scan}. `oems-intake batches show` lists them.", Exit.FAILED) from error


@app.command()
@explained
def expect(
    batch: str,
    envelopes: Annotated[int | None, typer.Option(min=0, max=99_999)] = None,
    pages: Annotated[int | None, typer.Option(min=0, max=99_999, help="Written sides.")] = None,
    by: By = None,
    home: Home = None,
) -> None:
    """Type what you counted; an empty count is not held against anything."""
    with _acting(home, by) as (work, account, now):
        counted = expect_count(work, _existing(work, batch), envelopes, pages, account.name, now)
    out.print(f"{counted.id}: {counted.state.value}. {' '.join(counted.differences)}", markup=False)


@app.command()
@explained
def close(
    batch: str,
    why: Annotated[str, typer.Option("--why", help="Needed where the count differs.")] = "",
    by: By = None,
    home: Home = None,
) -> None:
    """Say that all is right with a batch; its cases may then be approved."""
    with _acting(home, by) as (work, account, now):
        close_batch(work, _existing(work, batch), why, account.name, now)
    out.print(f"{batch} is closed.")


@app.command()
@explained
def reopen(batch: str, by: By = None, home: Home = None) -> None:
    """Take back that all is right with a batch."""
    with _acting(home, by) as (work, account, now):
        counted = reopen_batch(work, _existing(work, batch), account.name, now)
    out.print(f"{counted.id}: {counted.state.value}. {' '.join(counted.differences)}", markup=False)


@app.command()
@explained
def withdraw(scan: Scan, why: Why, by: By = None, home: Home = None) -> None:
    """Take a scanned file back: its papers end as withdrawn, its cases are closed, nothing is deleted."""
    with _acting(home, by) as (work, account, now):
        withdraw_scan(work, _existing_scan(work, scan), why, account.name, now)
    out.print(f"{scan} is withdrawn. `oems-intake batches restore {scan}` takes that back.")


@app.command()
@explained
def restore(scan: Scan, by: By = None, home: Home = None) -> None:
    """Take a withdrawal back."""
    with _acting(home, by) as (work, account, now):
        restore_scan(work, _existing_scan(work, scan), account.name, now)
    out.print(f"{scan} is split again by the running workers.")


@app.command()
@explained
def edit(
    page: Annotated[str, typer.Argument(help="The page's id, as `batches show --json` prints it.")],
    what: SplitEdit,
    by: By = None,
    home: Home = None,
) -> None:
    """Say what a page is, or where it belongs; the later stages run again. `as_read` takes it back."""
    with _acting(home, by) as (work, account, now):
        try:
            scan = edit_split(work, PageId(page), what, account.name, now)
        except KeyError as error:
            raise fail(f"There is no page {page}. `batches show --json` names them.", Exit.FAILED) from error
    out.print(f"{scan} is split again by the running workers.")
