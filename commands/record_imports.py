"""`records import`, `records imports`, `records revert`."""

import getpass
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.base import (
    AsJson,
    Exit,
    Home,
    add_as_typed,
    err,
    explained,
    fail,
    opened_storage,
    out,
    print_json,
)
from commands.held_rows import describe_held, say_held, say_matched_again
from domain.states import ImportState
from domain.times import show_time
from processing.name_changes import send_confirmed_cards
from processing.ports import ImportReport, RecordImport
from settings import Settings
from storage.database import SqlStorage
from storage.exports.mapping import OWN_FORM, read_mapping
from storage.importing import MOST_ABSENT, import_records, revert_import
from wiring import outbound_settings_of, utc_now

#: More than this no database counts.
MOST_IMPORTS = 2**31 - 1
#: How many rejected rows are printed; all are counted.
SHOWN_ROWS = 50
#: How many numbers kept apart are named; all are counted.
SHOWN_NUMBERS = 10
#: Digits of a file's hash that the list shows.
SHOWN_HASH = 12


@explained
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV or XLSX; see docs/contracts.md for columns.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="TOML that says how the export names and words things.")
    ] = None,
    remove_absent: Annotated[
        bool,
        typer.Option("--remove-absent", help="The export is full: remove the records that it lacks."),
    ] = False,
    most_absent: Annotated[
        float,
        typer.Option(
            "--most-absent", min=0, max=1, help="Share of the records that may be absent before this refuses."
        ),
    ] = MOST_ABSENT,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Import although columns look mistaken.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Import records; safe to repeat. Bad rows are reported by line, good rows are kept.

    A row that names somebody else than the record of its number waits for a person: `records held`. Exit
    code 6 where any row was rejected or waits.
    """
    if not file.is_file():
        raise fail(f"There is no file {file}.", Exit.USAGE)
    form = read_mapping(mapping) if mapping else OWN_FORM
    with opened_storage(home) as (settings, storage), _progress("Importing") as bar:
        task = bar.add_task("lines", total=None)
        report = import_records(
            storage,
            file,
            number_pattern=settings.number_pattern,
            now=utc_now(),
            mapping=form,
            by=getpass.getuser(),
            remove_absent=remove_absent,
            most_absent=most_absent,
            doubtful=doubtful,
            progress=lambda done: bar.update(task, completed=done),
            dry_run=dry_run,
            clock=utc_now,
        )
        cards = 0 if dry_run else _note_import(storage, settings, report)
    _tell_report(report, cards, dry_run=dry_run, as_json=as_json)
    if report.rejected or report.held:
        raise typer.Exit(Exit.PARTIAL)


@explained
def list_imports(as_json: AsJson = False, home: Home = None) -> None:
    """List the imports, the latest first: what each did, who made it, when, of which file."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        imports = work.record_imports.all()
        held = work.record_imports.held(waiting_only=not as_json)
    if as_json:
        for one in imports:
            print_json(
                _as_json(one) | {"held": [describe_held(row) for row in held if row.import_id == one.id]}
            )
        return
    waiting = Counter(row.import_id for row in held)
    table = Table(box=None, pad_edge=False)
    for name in ("import", "when", "by", "state"):
        table.add_column(name, no_wrap=True)
    for name in ("added", "changed", "removed", "unchanged", "rejected", "held"):
        table.add_column(name, justify="right")
    table.add_column("file (SHA-256)", no_wrap=True)
    for one in imports:
        counts = (one.added, one.changed, one.removed, one.unchanged, one.rejected, waiting[one.id])
        add_as_typed(
            table, str(one.id), show_time(one.at), one.by or "-", _say_state(one), *map(str, counts),
            one.file_hash[:SHOWN_HASH] or "-",
        )  # fmt: skip
    out.print(table if imports else "No records were imported yet: oems-intake records import FILE.csv")
    if held:
        say_held(held)


@explained
def revert(
    import_id: Annotated[
        int,
        typer.Argument(metavar="IMPORT", min=1, max=MOST_IMPORTS, help="Its number in `records imports`."),
    ],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Restore all records to what they were before an import; what was sent because of it stays sent."""
    with opened_storage(home) as (_, storage), _progress("Restoring") as bar:
        task = bar.add_task("records", total=None)
        by, now = getpass.getuser(), utc_now()
        reverted, again = revert_import(
            storage, import_id, by, now, lambda done: bar.update(task, completed=done), utc_now
        )
        with storage.work() as work:
            work.audit.append(
                "command line", "records_import_reverted", f"import {import_id}", utc_now(), by=by,
                added=reverted.added, changed=reverted.changed, removed=reverted.removed, matched_again=again,
            )  # fmt: skip
    if as_json:
        print_json(_as_json(reverted) | {"matched_again": again})
        return
    out.print(
        f"Import {import_id} is reverted: {reverted.added} records taken out again, "
        f"{reverted.changed} as they were before, {reverted.removed} back." + say_matched_again(again)
    )


def _progress(what: str) -> Progress:
    """Nobody knows beforehand how many lines a file has."""
    columns = (TextColumn(what), BarColumn(), TextColumn("{task.completed:.0f} {task.description}"))
    return Progress(*columns, TimeElapsedColumn(), console=err, transient=True)


def _note_import(storage: SqlStorage, settings: Settings, report: ImportReport) -> int:
    """Audit the import and send the cards of name changes that it confirms; how many."""
    with storage.work() as work:
        cards = send_confirmed_cards(work, outbound_settings_of(settings), utc_now())
        named = {} if report.import_id is None else {"number": report.import_id}
        work.audit.append(
            "command line", "records_import", "records", utc_now(), by=getpass.getuser(),
            added=report.added, changed=report.changed, removed=report.removed,
            rejected=len(report.rejected), held=len(report.held),
            matched_again=report.matched_again, **named,
        )  # fmt: skip
    return cards


def _tell_report(report: ImportReport, cards: int, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        rejected = [{"line": r.line, "problem": r.problem} for r in report.rejected]
        print_json({"dry_run": dry_run, "import": report.import_id, "added": report.added,
                    "changed": report.changed, "unchanged": report.unchanged, "removed": report.removed,
                    "rejected": rejected, "held": [describe_held(row) for row in report.held],
                    "kept_apart": list(report.apart), "doubts": list(report.doubts),
                    "cards_sent": cards, "matched_again": report.matched_again})  # fmt: skip
        return
    removed = f"{report.removed} removed, " if report.removed else ""
    out.print(
        ("Nothing was written; an import would give: " if dry_run else "")
        + f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {removed}"
        f"{len(report.rejected)} rejected"
        + (f", {len(report.held)} held" if report.held else "")
        + (f"; {cards} cards for confirmed name changes are on their way" if cards else "")
        + ("." + say_matched_again(report.matched_again) if report.matched_again else "")
    )
    if not report.rows:
        err.print("The file holds no rows below its header.")
    if report.import_id is not None and (report.added or report.changed or report.removed):
        err.print(
            f"Import {report.import_id}. To take it back: oems-intake records revert {report.import_id}"
        )
    for doubt in report.doubts:
        err.print(f"[bold yellow]look:[/] {escape(doubt)}", soft_wrap=True)
    if report.held:
        say_held(report.held, dry_run=dry_run)
    if report.apart:
        err.print(_say_apart(report.apart), markup=False)
    for row in report.rejected[:SHOWN_ROWS]:
        err.print(f"line {row.line}: {row.problem}", markup=False)
    if len(report.rejected) > SHOWN_ROWS:
        err.print(f"and {len(report.rejected) - SHOWN_ROWS} lines more; --json names them all.")


def _say_apart(numbers: tuple[str, ...]) -> str:
    shown = ", ".join(numbers[:SHOWN_NUMBERS]) + (" ..." if len(numbers) > SHOWN_NUMBERS else "")
    return (
        f"{len(numbers)} credentials are kept apart from a person of the same id or name, because birth "
        f"date, last four or middle name is another: {shown}. Mend the export where they are one person's."
    )


def _say_state(one: RecordImport) -> str:
    said = {
        ImportState.STARTED: "broken off or at work",
        ImportState.DONE: "done",
        ImportState.REVERTING: "half reverted",
        ImportState.REVERTED: "reverted",
    }
    return said[one.state]


def _as_json(one: RecordImport) -> dict[str, Any]:
    facts = asdict(one)
    facts["import"] = facts.pop("id")
    for name in ("at", "finished_at", "reverted_at"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    return facts
