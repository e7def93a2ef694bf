"""`clients`: the systems that may hand papers over by HTTP."""

import re
import secrets

import typer
from rich.table import Table

from commands.acting import os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.times import show_time
from wiring import utc_now

app = typer.Typer(no_args_is_help=True, help="Systems that may upload.")

#: Their names stand in receipt keys.
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
#: Marks our tokens, so that one that leaked can be searched for.
MARK = "oems_"


@app.command("add")
@explained
def add_client(name: str, home: Home = None) -> None:
    """Make a client and print its token, once; only a hash of it is kept."""
    if not _NAME.fullmatch(name):
        raise fail(
            "A client's name is 1 to 40 small letters, digits and hyphens, such as elicensing.", Exit.USAGE
        )
    token = MARK + secrets.token_urlsafe(32)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        try:
            work.clients.add(name, token, utc_now())
        except ValueError as error:
            raise fail(
                f"There is a client '{name}' already, perhaps a revoked one. A name is given once: "
                f"choose another, such as {name}-2.",
                Exit.REFUSED,
            ) from error
        work.audit.append(f"os:{os_account()}", "client_added", name, utc_now())
    out.print(
        f"Token of {name}, shown this once:\n{token}\n"
        f"It goes into the header `Authorization: Bearer ...` of requests to /api/v1/ "
        f"(http://{settings.upload_host}:{settings.upload_port} with `oems-intake upload`, "
        f"http://{settings.review_host}:{settings.review_port} with `run`).",
        markup=False,
    )


@app.command("list")
@explained
def list_clients(as_json: AsJson = False, home: Home = None) -> None:
    """Show all clients, revoked ones too."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        found = work.clients.all()
    if as_json:
        for c in found:
            print_json({"name": c.name, "created_at": c.created_at, "revoked_at": c.revoked_at})
        return
    table = Table("Name", "Made", "Revoked")
    for c in found:
        add_as_typed(table, c.name, show_time(c.created_at), show_time(c.revoked_at) if c.revoked_at else "")
    out.print(table)


@app.command("revoke")
@explained
def revoke_client(name: str, home: Home = None) -> None:
    """Let a client's token work no longer, at once and for good."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        try:
            work.clients.revoke(name, utc_now())
        except KeyError as error:
            raise fail(
                f"There is no client '{name}'. `oems-intake clients list` shows them.", Exit.FAILED
            ) from error
        work.audit.append(f"os:{os_account()}", "client_revoked", name, utc_now())
    out.print(f"The token of {name} works no longer.", markup=False)
