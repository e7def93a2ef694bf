"""`records show`, `records changes`; the verbs of imports are added to them."""

import csv
import sys
from typing import Annotated, Any

import typer

from commands.base import AsJson, Exit, Home, err, explained, fail, opened_storage, out, print_json
from commands.held_rows import accept, list_held, refuse
from commands.record_imports import import_file, list_imports, revert
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, PersonHistory
from domain.times import office_day
from processing.decisions import may_be_undone
from wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Certification records, as exported from the eLicensing system.")

#: Fields of a person's history that are public record.
PUBLIC_FACTS = frozenset({"name", "number", "level", "status"})

app.command("import")(import_file)
app.command("imports")(list_imports)
app.command("revert")(revert)
app.command("held")(list_held)
app.command("accept")(accept)
app.command("refuse")(refuse)


@app.command()
@explained
def show(number: str, as_json: AsJson = False, home: Home = None) -> None:
    """Show the public facts of one record, the person's other credentials, and what they were before."""
    wanted = CertificationNumber(number.strip().upper())
    with opened_storage(home) as (_, storage), storage.work() as work:
        record = work.records.get(wanted)
        history = work.records.history(wanted)
        # What names no record may be anything that was typed, a person's name too: the log keeps none of it.
        subject = wanted if record else "no record"
        work.audit.append("command line", "record_shown", subject, utc_now())
    if record is None:
        raise fail(f"There is no record {wanted}. Check the prefix letter (E, A or P).", Exit.FAILED)
    facts = _public_facts(record, history)
    if as_json:
        print_json(facts)
        return
    for label, value in facts.items():
        lines = value if isinstance(value, list) else [value]
        words = [" ".join(map(str, line.values())) if isinstance(line, dict) else line for line in lines]
        shown = ", " if label == "former_names" else "\n" + " " * 23
        out.print(f"{label.replace('_', ' '):22} {shown.join(map(str, words)) or '-'}", markup=False)


def _public_facts(record: CertificationRecord, history: PersonHistory) -> dict[str, Any]:
    """What the state's look-up site prints of anybody: addresses are shown on the review pages alone."""
    return {
        "certification_number": record.certification_number,
        "name": record.full_name,
        "former_names": list(record.former_names),
        "level": record.level,
        "status": record.status,
        "issued_on": record.issued_on or "",
        "expires_on": record.expires_on or "",
        "other_credentials": [
            {"certification_number": o.certification_number, "level": o.level, "status": o.status}
            for o in history.others
        ],
        "before": [
            {"field": f.field, "value": f.value, "since": f"from {office_day(f.since)}",
             "until": f"to {office_day(f.until)}"}
            for f in history.former if f.field in PUBLIC_FACTS
        ],
    }  # fmt: skip


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
        ready = [
            change
            for change in work.records.pending_changes()
            if not change.held and not may_be_undone(change.approved_at, now, settings.undo_seconds)
        ]
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
