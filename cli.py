"""The command `oems-intake`: every verb, and nothing else.

A verb's module is loaded when the verb is called: who lists the queue need not wait for the web server, nor a
worker hold it in memory.
"""

import os
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# The tables reckoned with are small: more threads of BLAS spin while they wait for each other (read at load).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from commands.base import installed_version, set_up_logging

#: Where each verb is, in the order of the help.
VERBS = {
    "run": "commands.serving:run",
    "demo": "commands.demo:demo",
    "process": "commands.intake:process",
    "inspect": "commands.intake:inspect",
    "read": "commands.intake:read",
    "decide": "commands.deciding:decide",
    "undo": "commands.deciding:undo",
    "reopen": "commands.deciding:reopen",
    "confirm": "commands.deciding:confirm",
    "reasons": "commands.deciding:reasons",
    "ledger": "commands.ledger:ledger",
    "separators": "commands.scanning:separators",
    "evaluate": "commands.evaluation:evaluate",
    "backup": "commands.backup:backup",
    "restore": "commands.backup:restore",
    "reconcile": "commands.checking:reconcile",
    "doctor": "commands.checking:doctor",
    "alarms": "commands.alarms:show_alarms",
    "work": "commands.serving:work",
    "receive": "commands.serving:receive",
    "review": "commands.pages:review",
    "upload": "commands.pages:upload",
    "records": "commands.records:app",
    "queue": "commands.queue:app",
    "cases": "commands.cases:app",
    "quarantine": "commands.quarantine:app",
    "batches": "commands.scanning:app",
    "learn": "commands.learning:app",
    "users": "commands.users:users_app",
    "clients": "commands.clients:app",
    "keys": "commands.backup:keys_app",
    "audit": "commands.checking:audit_app",
    "rules": "commands.rules:app",
    "directory": "commands.directory:directory_app",
    "calendar": "commands.calendar:app",
}


class LoadedWhenCalled(TyperGroup):
    """The verbs as one group; only its own help loads them all."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        # The names are enough to tell what a misspelt verb may have been meant for.
        names: dict[str, Any] = dict.fromkeys(VERBS)
        self.commands = names

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load a verb by its name, None where there is none."""
        return load_verb(cmd_name) if cmd_name in VERBS else None


def load_verb(name: str) -> Any:
    """Load the command of a verb, or the group of a word that has verbs of its own."""
    module, _, attribute = VERBS[name].partition(":")
    found = getattr(import_module(module), attribute)
    holder = typer.Typer()
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name=name)(found)
    return get_group(holder).commands[name]


app = typer.Typer(
    cls=LoadedWhenCalled,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Email and document intake of the Massachusetts Office of Emergency Medical Services.",
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"oems-intake {installed_version()}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option("--version", help="Say which version this is.", callback=_tell_version, is_eager=True),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, on stderr.")] = False,
) -> None:
    """Set up what all verbs share."""
    set_up_logging(verbose=verbose)


def main() -> None:
    """Entry point of the command."""
    app()


if __name__ == "__main__":
    main()
