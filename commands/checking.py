"""Does everything hold: the audit log, server against ledger against disk, and every component."""

from typing import Annotated

import typer
from rich.table import Table

from commands.base import AsJson, Exit, Home, explained, fail, opened_storage, out, print_json, settings_of
from commands.doctor import examine
from commands.receiving import Receiver
from commands.reconciling import reconcile_all
from processing.watch.facts import AUDIT_HEAD
from processing.watch.rules import counted
from storage.audit import HEAD_PREFIX
from wiring import utc_now

audit_app = typer.Typer(no_args_is_help=True, help="The append-only audit log.")


@audit_app.command("verify")
@explained
def verify_audit(home: Home = None) -> None:
    """Check the whole chain, and against the heads laid outside the database."""
    with opened_storage(home) as (settings, storage):
        heads = settings.audit_heads_folder
        broken, laid = storage.verify_audit(heads), len(list(heads.glob(f"{HEAD_PREFIX}*.txt")))
        with storage.work() as work:
            head = work.audit.head()
    if broken:
        raise fail(broken, Exit.DIFFERENCES)
    outside = f"{counted(laid, 'signed head agrees', 'signed heads agree')}." if laid else "None lies there."
    out.print(
        f"The audit log holds: {head.sequence if head else 0} entries, each tied to the one before. "
        f"Heads in {heads}: {outside}",
        markup=False,
    )


@audit_app.command("head")
@explained
def write_head(home: Home = None) -> None:
    """Lay the signed head of the log outside the database now (`run` does it daily)."""
    with opened_storage(home) as (settings, storage):
        path = storage.write_audit_head(settings.audit_heads_folder, utc_now())
        with storage.work() as work:
            if path is not None:
                work.vitals.note_milestone(AUDIT_HEAD, utc_now())
    out.print(f"Written: {path}", markup=False)


@explained
def reconcile(
    take_in: Annotated[
        bool, typer.Option("--take-in", help="Take in what somebody moved to the processed folder by hand.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Compare mail servers, ledger and disk; every difference is named, and explained where it can be."""
    with opened_storage(home) as (settings, storage):
        take = Receiver(settings, storage).take_all if take_in else None
        differences = reconcile_all(settings, storage, take_in=take)
    for difference in differences:
        if as_json:
            print_json({"words": difference.words, "explained": difference.explained})
        else:
            out.print(f"{'explained' if difference.explained else 'UNEXPLAINED'}: {difference.words}",
                      markup=False)  # fmt: skip
    unexplained = sum(not difference.explained for difference in differences)
    if unexplained:
        raise fail(f"{unexplained} differences are not explained.", Exit.DIFFERENCES)
    if not as_json:
        out.print("Server, ledger and disk agree." if not differences else "Every difference is explained.")


@explained
def doctor(as_json: AsJson = False, home: Home = None) -> None:
    """Check every component and say what to do."""
    checks = examine(settings_of(home))
    if as_json:
        for check in checks:
            print_json({"component": check.component, "state": check.state, "words": check.words})
    else:
        table = Table("", "Component", "What was found, and what to do")
        marks = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "fail": "[red]fail[/]"}
        for check in checks:
            table.add_row(marks[check.state], check.component, check.words)
        out.print(table)
    if any(check.state == "fail" for check in checks):
        raise typer.Exit(Exit.DIFFERENCES)
