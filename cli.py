"""The command `oems-intake`: every verb, and nothing else."""

from typing import Annotated

import typer

from commands import (
    administration,
    alarms,
    calendar,
    cases,
    clients,
    deciding,
    demo,
    evaluation,
    intake,
    learning,
    ledger,
    quarantine,
    queue,
    records,
    rules,
    scanning,
    serving,
)
from commands.base import set_up_logging

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Email and document intake of the Massachusetts Office of Emergency Medical Services.",
)

app.command()(serving.run)
app.command()(demo.demo)
app.command()(intake.process)
app.command()(intake.inspect)
app.command()(intake.read)
app.add_typer(records.app, name="records")
app.add_typer(queue.app, name="queue")
app.add_typer(cases.app, name="cases")
app.command()(deciding.decide)
app.command()(deciding.undo)
app.command()(deciding.reopen)
app.command()(deciding.confirm)
app.command()(deciding.reasons)
app.add_typer(quarantine.app, name="quarantine")
app.command()(ledger.ledger)
app.command()(scanning.separators)
app.add_typer(scanning.app, name="batches")
app.command()(evaluation.evaluate)
app.add_typer(learning.app, name="learn")
app.add_typer(administration.users_app, name="users")
app.add_typer(clients.app, name="clients")
app.add_typer(administration.keys_app, name="keys")
app.add_typer(administration.audit_app, name="audit")
app.add_typer(rules.app, name="rules")
app.add_typer(administration.directory_app, name="directory")
app.add_typer(calendar.app, name="calendar")
app.command()(administration.backup)
app.command()(administration.restore)
app.command()(administration.reconcile)
app.command()(administration.doctor)
app.command(name="alarms")(alarms.show_alarms)
app.command()(serving.work)
app.command()(serving.receive)
app.command()(serving.review)
app.command()(serving.upload)


@app.callback()
def start(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, on stderr.")] = False,
) -> None:
    """Set up what all verbs share."""
    set_up_logging(verbose=verbose)


def main() -> None:
    """Entry point of the command."""
    app()


if __name__ == "__main__":
    main()
