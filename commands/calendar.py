"""`calendar`: closures of the office, and working days by kind of work."""

from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from commands.acting import os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.clock import Closure, Term
from domain.ids import UserName
from domain.kinds import Kind
from domain.times import office_day
from processing.cases.calendar import holidays_between
from processing.pausing import close_office, drop_term, open_office, set_term
from review.words import to_words
from wiring import office_clock_of, utc_now

app = typer.Typer(no_args_is_help=True, help="When the office is closed, and how many days each work has.")

Day = Annotated[str, typer.Argument(help="Such as 2027-02-17.")]


@app.command()
@explained
def show(as_json: AsJson = False, home: Home = None) -> None:
    """Closures and holidays from today on, and the working days of each kind of work."""
    now = utc_now()
    with opened_storage(home) as (settings, storage), storage.work() as work:
        clock = office_clock_of(settings).read(work, now)
        kept = {closure.day: closure for closure in work.office_days.closures()}
    today = office_day(now)
    closed = {day: kept[day].why if day in kept else "settings.toml" for day in clock.calendar.closures}
    closed |= dict(holidays_between(today, today.replace(year=today.year + 1, day=1)))
    days = {kind: clock.settings.days_for(kind) for kind in Kind}
    coming = sorted((day, why) for day, why in closed.items() if day >= today)
    if as_json:
        print_json({"days": days, "closed": [{"day": str(day), "why": why} for day, why in coming]})
        return
    for kind, number in days.items():
        out.print(f"{to_words(kind.value):22} {number} working days", markup=False)
    table = Table("Closed on", "Why")
    for day, why in coming:
        add_as_typed(table, str(day), why)
    out.print(table)


@app.command()
@explained
def close(
    day: Day,
    why: Annotated[str, typer.Option(help="Such as snow.")],
    home: Home = None,
) -> None:
    """Close the office on a day, late too; due dates of undecided cases move."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        closure = Closure(_day_of(day), why.strip(), _who(), utc_now())
        moved = close_office(work, closure, office_clock_of(settings))
    late = (
        " That day is over: it counts no more among the working days of any case."
        if _is_over(closure)
        else ""
    )
    out.print(f"Closed on {day}. Due dates moved: {moved}.{late}", markup=False)


def _is_over(closure: Closure) -> bool:
    return closure.day < office_day(closure.at)


@app.command("open")
@explained
def open_day(day: Day, home: Home = None) -> None:
    """Take a closure back."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        moved = open_office(work, _day_of(day), _who(), utc_now(), office_clock_of(settings))
    out.print(f"Open on {day}. Due dates moved: {moved}.", markup=False)


@app.command()
@explained
def days(
    kind: Kind,
    number: Annotated[int | None, typer.Argument(help="Working days; none: as the settings say.")] = None,
    home: Home = None,
) -> None:
    """Set how many working days one kind of work has; due dates of undecided cases move."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        office = office_clock_of(settings)
        if number is None:
            moved = drop_term(work, kind, _who(), utc_now(), office)
        else:
            moved = set_term(work, Term(kind, number, _who(), utc_now()), office)
        left = office.read(work, utc_now()).settings.days_for(kind)
    name = to_words(kind.value)
    out.print(f"{name}: {left} working days. Due dates moved: {moved}.", markup=False)


def _who() -> UserName:
    return UserName(f"os:{os_account()}")


def _day_of(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise fail("A day is written as 2027-02-17.", Exit.USAGE) from error
