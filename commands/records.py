"""`records import`, `records show`, `records changes`."""

import csv
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from commands.base import AsJson, Exit, Home, err, explained, fail, opened_storage, out, print_json
from domain.ids import CertificationNumber
from processing.name_changes import send_confirmed_cards
from processing.ports import ImportReport
from settings import Settings
from storage.database import SqlStorage
from storage.importing import import_records
from wiring import outbound_settings_of, utc_now

app = typer.Typer(no_args_is_help=True, help="Certification records, as exported from the eLicensing system.")

#: How many rejected rows are printed; all are counted.
SHOWN_ROWS = 50


@app.command("import")
@explained
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns of docs/contracts.md.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Import records; safe to repeat. Bad rows are reported by line, good rows are kept."""
    if not file.is_file():
        raise fail(f"There is no file {file}.", Exit.USAGE)
    with opened_storage(home) as (settings, storage):
        with Progress(console=err, transient=True) as bar:
            task = bar.add_task("Importing", total=file.stat().st_size)
            report = import_records(
                storage,
                file,
                number_pattern=settings.number_pattern,
                now=utc_now(),
                progress=lambda done: bar.update(task, completed=done),
                dry_run=dry_run,
            )
        cards = 0 if dry_run else _note_import(storage, settings, report)
    if as_json:
        rejected = [{"line": r.line, "problem": r.problem} for r in report.rejected]
        print_json({"dry_run": dry_run, "added": report.added, "changed": report.changed,
                    "unchanged": report.unchanged, "rejected": rejected, "cards_sent": cards})  # fmt: skip
    else:
        out.print(
            ("Nothing was written; an import would give: " if dry_run else "")
            + f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
            f"{len(report.rejected)} rejected"
            + (f"; {cards} cards for confirmed name changes are on their way" if cards else "")
        )
        for row in report.rejected[:SHOWN_ROWS]:
            err.print(f"line {row.line}: {row.problem}", markup=False)
    if report.rejected:
        raise typer.Exit(Exit.PARTIAL)


def _note_import(storage: SqlStorage, settings: Settings, report: ImportReport) -> int:
    """Audit the import and send the cards of name changes that it confirms; how many."""
    with storage.work() as work:
        cards = send_confirmed_cards(work, outbound_settings_of(settings), utc_now())
        work.audit.append(
            "command line", "records_import", "records", utc_now(),
            added=report.added, changed=report.changed, rejected=len(report.rejected),
        )  # fmt: skip
    return cards


@app.command()
@explained
def show(number: str, as_json: AsJson = False, home: Home = None) -> None:
    """Show the public facts of one record."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        record = work.records.get(CertificationNumber(number.strip().upper()))
        work.audit.append("command line", "record_shown", number.strip().upper(), utc_now())
    if record is None:
        raise fail(f"There is no record {number.upper()}. Check the prefix letter (E, A or P).", Exit.FAILED)
    facts = {
        "certification_number": record.certification_number,
        "name": record.full_name,
        "former_names": list(record.former_names),
        "level": record.level,
        "status": record.status,
        "issued_on": record.issued_on,
        "expires_on": record.expires_on,
    }
    if as_json:
        print_json(facts)
        return
    for label, value in facts.items():
        shown = ", ".join(value) if isinstance(value, list) else value
        out.print(f"{label.replace('_', ' '):22} {shown or '-'}", markup=False)


@app.command()
@explained
def changes(
    mark: Annotated[bool, typer.Option("--mark/--no-mark", help="Note these as exported.")] = True,
    every: Annotated[bool, typer.Option("--all", help="Also those exported before.")] = False,
    home: Home = None,
) -> None:
    """Print approved name changes as CSV, for entry into eLicensing."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        now = utc_now()
        settled = now - timedelta(seconds=settings.undo_seconds)
        ready = [c for c in work.records.pending_changes() if not c.held and c.approved_at <= settled]
        wanted = [c for c in ready if every or c.exported_at is None]
        writer = csv.writer(sys.stdout)
        writer.writerow(["case", "certification_number", "former_name", "new_name", "approved_at"])
        for change in wanted:
            writer.writerow(
                [
                    change.case_id,
                    change.certification_number,
                    change.former_name,
                    change.new_name,
                    change.approved_at.isoformat(),
                ]
            )
        if mark and wanted:
            work.records.mark_exported([c.case_id for c in wanted], now)
        work.audit.append("command line", "changes_exported", "records", now, changes=len(wanted))
    err.print(f"{len(wanted)} approved name changes.")
