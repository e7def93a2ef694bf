"""Staff accounts: add, list, shut out, and one-time sign-in links."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from commands.acting import os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.ids import UserName, is_user_name
from domain.kinds import Role
from wiring import utc_now

users_app = typer.Typer(no_args_is_help=True, help="Staff accounts.")

#: How long a printed sign-in link holds.
LINK_HOURS = 24


@users_app.command("add")
@explained
def add_user(name: str, role: Annotated[Role, typer.Option()], home: Home = None) -> None:
    """Make an account and print its one-time sign-in link; there is no default password."""
    wanted, token = UserName(name.strip().casefold()), secrets.token_urlsafe(32)
    if not is_user_name(wanted):
        raise fail("A name has letters, digits, dots and hyphens only, such as ana.reyes.", Exit.USAGE)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        now = utc_now()
        try:
            work.accounts.add(wanted, role, token, now, now + timedelta(hours=LINK_HOURS))
        except ValueError as error:
            hint = f"`oems-intake users link {wanted}` prints a new sign-in link."
            raise fail(f"There is an account '{wanted}' already. {hint}", Exit.REFUSED) from error
        work.audit.append(f"os:{os_account()}", "user_added", wanted, now, role=role.value)
        address = f"http://{settings.review_host}:{settings.review_port}/link/{token}"
    out.print(f"Sign-in link of {wanted}, good once and for {LINK_HOURS} hours:\n{address}", markup=False)


@users_app.command("link")
@explained
def new_link(name: str, home: Home = None) -> None:
    """Print a new one-time sign-in link, for a forgotten password."""
    token = secrets.token_urlsafe(32)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        if work.accounts.get(UserName(name.casefold())) is None:
            raise fail(f"There is no account '{name}'. `users list` shows them.", Exit.FAILED)
        work.accounts.new_link(UserName(name.casefold()), token, utc_now() + timedelta(hours=LINK_HOURS))
        work.audit.append(f"os:{os_account()}", "user_link", name.casefold(), utc_now())
        address = f"http://{settings.review_host}:{settings.review_port}/link/{token}"
    out.print(address, markup=False)


@users_app.command("list")
@explained
def list_users(as_json: AsJson = False, home: Home = None) -> None:
    """Show all accounts."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        accounts = work.accounts.all()
    if as_json:
        for a in accounts:
            print_json({"name": a.name, "role": a.role.value, "active": a.active})
        return
    table = Table("Name", "Role", "Active", "Password set")
    for a in accounts:
        add_as_typed(
            table, a.name, a.role.value, "yes" if a.active else "no", "yes" if a.has_password else "no"
        )
    out.print(table)


@users_app.command("deactivate")
@explained
def deactivate_user(name: str, home: Home = None) -> None:
    """Shut an account out at once."""
    _set_active(name, False, home)


@users_app.command("activate")
@explained
def activate_user(name: str, home: Home = None) -> None:
    """Let an account in again."""
    _set_active(name, True, home)


def _set_active(name: str, active: bool, home: Path | None) -> None:
    with opened_storage(home) as (_, storage), storage.work() as work:
        if work.accounts.get(UserName(name.casefold())) is None:
            raise fail(f"There is no account '{name}'. `users list` shows them.", Exit.FAILED)
        work.accounts.set_active(UserName(name.casefold()), active)
        work.audit.append(f"os:{os_account()}", "user_active", name.casefold(), utc_now(), active=active)
    out.print(f"{name.casefold()} is {'active' if active else 'shut out'}.")
