"""The directory: offices that verification letters may go to, with every version of each."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Column, Table

from commands.acting import os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.ids import UserName
from domain.kinds import Way
from domain.times import show_time
from processing.cases.destinations import find_fault, known_ways
from processing.ports import Destination
from wiring import utc_now

directory_app = typer.Typer(no_args_is_help=True, help="Offices that verification letters may go to.")


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
    known = known_ways(email, fax, address)
    ways = tuple(str(way) for way in accepts or known)
    places = (email.strip(), fax.strip(), address.strip())
    destination = Destination(key.strip(), name.strip(), *places, ways, needs_seal, own_form)
    field, words = find_fault(destination)
    if field:
        raise fail(f"{key if field == 'key' else f'--{field}'}: {words}", Exit.USAGE)
    if not known:
        raise fail("Say how to reach it: --email, --fax or --address.", Exit.USAGE)
    if lacking := [way for way in accepts or () if way not in known]:
        raise fail(f"--accepts {lacking[0]}, and no place for it. {_WHERE[lacking[0]]}", Exit.USAGE)
    with opened_storage(home) as (_, storage), storage.work() as work:
        who = UserName(f"os:{os_account()}")
        version = work.directory.save(destination, who, utc_now())
        work.audit.append(who, "destination_saved", destination.key, utc_now(), version=version)
    out.print(f"Saved: {destination.key}, version {version}.", markup=False)


_WHERE = {Way.EMAIL: "Give --email.", Way.FAX: "Give --fax.", Way.POST: "Give --address."}
