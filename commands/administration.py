"""Accounts, keys, backup, reconciliation, audit, directory, and `doctor`."""

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from commands.acting import os_account
from commands.base import (
    AsJson,
    Exit,
    Home,
    add_as_typed,
    explained,
    fail,
    opened_storage,
    out,
    print_json,
    settings_of,
)
from commands.doctor import examine
from commands.receiving import Receiver
from commands.reconciling import reconcile_all
from domain.ids import UserName
from domain.kinds import Role, Way
from domain.times import show_time
from outbound.policy import address_in
from processing.cases.destinations import known_ways
from processing.ports import Destination
from processing.watch.facts import AUDIT_HEAD
from processing.watch.rules import counted
from storage.backup import Restored, back_up, restore_backup
from storage.keys import create_master_key, read_master_key
from storage.reconcile import reconcile_store
from wiring import open_keys, utc_now

users_app = typer.Typer(no_args_is_help=True, help="Staff accounts.")
keys_app = typer.Typer(no_args_is_help=True, help="The keys that seal what is stored.")
audit_app = typer.Typer(no_args_is_help=True, help="The append-only audit log.")
directory_app = typer.Typer(no_args_is_help=True, help="Offices that verification letters may go to.")

#: How long a printed sign-in link holds.
LINK_HOURS = 24


@users_app.command("add")
@explained
def add_user(name: str, role: Annotated[Role, typer.Option()], home: Home = None) -> None:
    """Make an account and print its one-time sign-in link; there is no default password."""
    token = secrets.token_urlsafe(32)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        now = utc_now()
        try:
            work.accounts.add(UserName(name.casefold()), role, token, now, now + timedelta(hours=LINK_HOURS))
        except ValueError as error:
            hint = f"`oems-intake users link {name.casefold()}` prints a new sign-in link."
            raise fail(f"There is an account '{name.casefold()}' already. {hint}", Exit.REFUSED) from error
        work.audit.append(f"os:{os_account()}", "user_added", name.casefold(), now, role=role.value)
        address = f"http://{settings.review_host}:{settings.review_port}/link/{token}"
    out.print(
        f"Sign-in link of {name.casefold()}, good once and for {LINK_HOURS} hours:\n{address}", markup=False
    )


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


@keys_app.command("rotate")
@explained
def rotate_keys(
    new_master: Annotated[
        Path | None, typer.Option(help="Also wrap all keys under a new master key, written to this file.")
    ] = None,
    home: Home = None,
) -> None:
    """Seal from now on under a new data key; what is sealed already stays readable."""
    home_folder = settings_of(home).home
    if new_master and new_master.absolute().is_relative_to(home_folder):
        raise fail(
            f"{new_master} lies inside the home folder, where a copy of the home would hold both. "
            "Name a file elsewhere.",
            Exit.USAGE,
        )
    with opened_storage(home) as (settings, storage), storage.work() as work:
        work.audit.append(f"os:{os_account()}", "keys_rotated", "keys", utc_now(), master=bool(new_master))
    keys = open_keys(settings)
    keys.rotate_data_key()
    if new_master:
        create_master_key(new_master)
        keys.rewrap(read_master_key(new_master))
        out.print(f"All keys are wrapped under {new_master}. Set OEMS_INTAKE_MASTER_KEY_FILE to it now.")
    out.print("New data key in use. Restart running workers so that they seal under it too.")


@audit_app.command("verify")
@explained
def verify_audit(home: Home = None) -> None:
    """Check the whole chain, and against the heads laid outside the database."""
    with opened_storage(home) as (settings, storage):
        broken = storage.verify_audit(settings.audit_heads_folder)
        with storage.work() as work:
            head = work.audit.head()
    if broken:
        raise fail(broken, Exit.DIFFERENCES)
    out.print(f"The audit log holds: {head.sequence if head else 0} entries, each tied to the one before.")


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


@directory_app.command("list")
@explained
def list_directory(home: Home = None) -> None:
    """Show all destinations."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        destinations = work.directory.all()
    # A key is typed again: it is folded where there is no room, never cut off.
    key, email = (Column(heading, overflow="fold") for heading in ("Key", "Email"))
    table = Table(key, "Name", email, "Fax", "Address", "Takes", "Seal", "Own form")
    for d in destinations:
        add_as_typed(table, d.key, *_cells(d))
    out.print(table)


@directory_app.command("history")
@explained
def show_history(key: str, as_json: AsJson = False, home: Home = None) -> None:
    """Show every version of one entry, newest first: who changed it, when, and what it said."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        versions = work.directory.history(key)
    if not versions:
        raise fail(f"There is no history of '{key}'. `directory list` shows the keys.", Exit.FAILED)
    if as_json:
        for v in versions:
            print_json({"version": v.version, "by": v.by, "at": v.at.isoformat(), **asdict(v.destination)})
        return
    table = Table("Version", "When", "Who", "Name", "Email", "Fax", "Address", "Takes", "Seal", "Own form")
    for v in versions:
        d = v.destination
        add_as_typed(table, str(v.version), show_time(v.at), v.by, *_cells(d))
    out.print(table)


def _cells(d: Destination) -> tuple[str, ...]:
    flags = ("yes" if flag else "no" for flag in (d.needs_seal, d.own_form))
    return (d.name, d.email, d.fax, d.address, ", ".join(d.accepts), *flags)


@directory_app.command("set")
@explained
def set_destination(
    key: str,
    name: Annotated[str, typer.Option()],
    email: Annotated[str, typer.Option()] = "",
    fax: Annotated[str, typer.Option()] = "",
    address: Annotated[str, typer.Option()] = "",
    needs_seal: Annotated[bool, typer.Option("--needs-seal")] = False,
    own_form: Annotated[bool, typer.Option("--own-form")] = False,
    accepts: Annotated[
        list[Way] | None, typer.Option(help="How it takes answers; may be given again. Else each way named.")
    ] = None,
    home: Home = None,
) -> None:
    """Add or change a destination; what it was before stays in its history."""
    key = key.strip()
    if len(key.split()) != 1:
        raise fail("A key is one word, such as maine-ems.", Exit.USAGE)
    if email and address_in(email) != email.casefold():
        raise fail("--email wants one bare address, such as verify@example.org.", Exit.USAGE)
    if not (email or fax or address):
        raise fail("Say how to reach it: --email, --fax or --address.", Exit.USAGE)
    known = known_ways(email, fax, address)
    if lacking := [way for way in accepts or () if way not in known]:
        raise fail(f"--accepts {lacking[0]}, and no place for it. {_WHERE[lacking[0]]}", Exit.USAGE)
    ways = tuple(str(way) for way in accepts or known)
    destination = Destination(key, name, email, fax, address, ways, needs_seal, own_form)
    with opened_storage(home) as (_, storage), storage.work() as work:
        who = UserName(f"os:{os_account()}")
        version = work.directory.save(destination, who, utc_now())
        work.audit.append(who, "destination_saved", key, utc_now(), version=version)
    out.print(f"Saved: {key}, version {version}.", markup=False)


_WHERE = {Way.EMAIL: "Give --email.", Way.FAX: "Give --fax.", Way.POST: "Give --address."}


@explained
def backup(target: Path, home: Home = None) -> None:
    """Copy database, files and wrapped keys into a folder; never the master key."""
    with opened_storage(home) as (_, storage):
        back_up(storage, target)
    out.print(f"Backed up to {target}. Keep the master key elsewhere: without it this copy cannot be read.")


@explained
def restore(source: Path, home: Home = None) -> None:
    """Bring a backup into an empty home, and check it. What waited to go out is then asked about."""
    settings = settings_of(home)
    restored = restore_backup(source, settings.home, settings.database, settings.files_folder, utc_now())
    with opened_storage(home) as (_, storage):
        with storage.work() as work:
            who, doubted = f"os:{os_account()}", restored.doubted
            work.audit.append(who, "restored", "backup", utc_now(), doubted=doubted)
        differences = reconcile_store(storage)
    unexplained = sum(not difference.explained for difference in differences)
    out.print(f"Restored. {unexplained} differences found; see `oems-intake reconcile`.")
    out.print(_since(restored), markup=False)


def _since(restored: Restored) -> str:
    """What to do about the time between the backup and now."""
    made = show_time(datetime.fromisoformat(restored.manifest.made_at))
    waited = counted(restored.doubted, "mail or letter", "mails or letters")
    letters = f" {waited} waited then and may have gone since: settle each on the outbox page."
    return (
        f"It knows nothing of what was done after {made}. Mail since lies in the processed folder: take it "
        f"in by `oems-intake reconcile --take-in`.{letters if restored.doubted else ''} What was decided or "
        "confirmed since is to be decided or confirmed again: look first whether its letter went."
    )


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
