"""`records held`, `accept`, `refuse`: rows that name somebody else than the record of their number."""

import getpass
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.base import (
    AsJson,
    Exit,
    Home,
    add_as_typed,
    err,
    explained,
    fail,
    opened_storage,
    out,
    print_json,
)
from domain.records import CertificationRecord
from domain.states import HeldState
from processing.name_changes import send_confirmed_cards
from processing.ports import HeldRow, RecordImport
from storage.database import SqlStorage
from storage.importing import accept_held
from wiring import outbound_settings_of, utc_now

#: How many held rows the report of an import and the list of imports name; all are counted.
SHOWN_HELD = 20


class AcceptAs(StrEnum):
    """Whose a held row is."""

    SAME_PERSON = "same-person"
    ANOTHER_PERSON = "another-person"


Numbers = Annotated[list[str] | None, typer.Argument(metavar="NUMBER...", help="Certification numbers.")]
Every = Annotated[bool, typer.Option("--all", help="All rows that wait.")]


@explained
def list_held(
    every: Annotated[bool, typer.Option("--all", help="Also those that were settled.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """List rows that name somebody else than the record of their number; the records stand as they were.

    Exit code 4 while any waits.
    """
    with opened_storage(home) as (_, storage), storage.work() as work:
        rows = work.record_imports.held(waiting_only=not every)
        numbers = [row.record.certification_number for row in rows]
        standing = {number: work.records.get(number) for number in numbers}
        work.audit.append("command line", "held_rows_shown", "records", utc_now(), rows=len(rows))
    if as_json:
        for row in rows:
            print_json(describe_held(row) | {"said": row.record.full_name})
    else:
        _print_rows(rows, standing)
    if _any_waits(rows):
        raise typer.Exit(Exit.DIFFERENCES)


def _any_waits(rows: list[HeldRow]) -> bool:
    return any(row.state is HeldState.WAITING for row in rows)


def _print_rows(rows: list[HeldRow], standing: dict[Any, CertificationRecord | None]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("import", "line", "number", "on record", "in the export", "differs", "agrees", "state"):
        table.add_column(name, no_wrap=name in ("number", "state"))
    for row in rows:
        stands = standing[row.record.certification_number]
        add_as_typed(
            table,
            str(row.import_id), str(row.line), row.record.certification_number,
            stands.full_name if stands else "-", row.record.full_name, name_fields(row.differ),
            name_fields(row.agree) or "-", row.state.value,
        )  # fmt: skip
    out.print(table if rows else "No row waits for anybody.")
    if _any_waits(rows):
        err.print(HOW_TO_SETTLE, markup=False, soft_wrap=True)


HOW_TO_SETTLE = (
    "After a look into eLicensing, by number or --all:\n"
    "  oems-intake records accept NUMBER --as another-person   the number went to somebody else\n"
    "  oems-intake records accept NUMBER --as same-person      one person, whose name and data changed\n"
    "  oems-intake records refuse NUMBER                       the export is wrong; the record stays"
)


@explained
def accept(
    numbers: Numbers = None,
    whose: Annotated[
        AcceptAs | None, typer.Option("--as", help="The number's new holder, or its own with other data.")
    ] = None,
    every: Every = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Take held rows in, by an import of its own that `records revert` takes back."""
    if whose is None:
        raise fail("Say whose the rows are: --as same-person or --as another-person.", Exit.USAGE)
    wanted = _wanted(numbers, every)
    with opened_storage(home) as (settings, storage):
        now, by = utc_now(), getpass.getuser()
        made, again = accept_held(storage, wanted, by, now, same_person=whose is AcceptAs.SAME_PERSON)
        with storage.work() as work:
            cards = send_confirmed_cards(work, outbound_settings_of(settings), now)
    _say_accepted(made, cards, again, as_json=as_json)


def _say_accepted(made: RecordImport, cards: int, again: int, *, as_json: bool) -> None:
    rows = made.added + made.changed
    if as_json:
        print_json({"import": made.id, "accepted": rows, "cards_sent": cards, "matched_again": again})
        return
    sent = f"; {cards} cards for confirmed name changes are on their way" if cards else ""
    out.print(f"{rows} accepted, as import {made.id}{sent}." + say_matched_again(again))
    err.print(f"To take it back: oems-intake records revert {made.id}")


@explained
def refuse(
    numbers: Numbers = None,
    every: Every = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Let refused rows wait again.")] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Leave the records as they are. The same rows in a later export are rejected by line, not held again."""
    wanted = _wanted(numbers, every)
    with opened_storage(home) as (_, storage):
        left = _refuse(storage, wanted, take_back=take_back)
    if as_json:
        print_json({"waiting_again" if take_back else "refused": left})
    elif take_back:
        out.print(f"{left} refused no longer; they wait again.")
    else:
        _say_refused(left)


def _say_refused(left: int) -> None:
    out.print(f"{left} refused; their records stay as they are. Have the export mended in eLicensing.")


def _refuse(storage: SqlStorage, wanted: list[str] | None, *, take_back: bool) -> int:
    by, now = getpass.getuser(), utc_now()
    with storage.work() as work:
        imports = work.record_imports
        left = imports.take_refusal_back(wanted) if take_back else imports.refuse(wanted, by, now)
        action = "held_rows_refusal_taken_back" if take_back else "held_rows_refused"
        work.audit.append("command line", action, "records", now, by=by, rows=left)
    return left


def _wanted(numbers: list[str] | None, every: bool) -> list[str] | None:
    """The numbers typed; None for all."""
    if bool(numbers) == every:
        raise fail(
            "Name the numbers, or take --all. They are listed by: oems-intake records held", Exit.USAGE
        )
    return None if every else [number.strip().upper() for number in numbers or ()]


def describe_held(row: HeldRow) -> dict[str, Any]:
    """One row for a machine; no value that is not public."""
    return {
        "import": row.import_id or None, "line": row.line,
        "certification_number": row.record.certification_number, "differ": list(row.differ),
        "agree": list(row.agree), "state": row.state.value, "settled_by": row.settled_by,
        "settled_at": row.settled_at.isoformat() if row.settled_at else None,
    }  # fmt: skip


def name_fields(fields: tuple[str, ...]) -> str:
    """As people read them."""
    return ", ".join(_FIELD_WORDS.get(field, field) for field in fields)


_FIELD_WORDS = {
    "date_of_birth": "birth date",
    "ssn_last4": "last four",
    "person_id": "person's id",
    "first_and_last_name_exchanged": "first and last name exchanged",
}


def say_held(rows: tuple[HeldRow, ...] | list[HeldRow], *, dry_run: bool = False) -> None:
    """Rows that wait, or by `dry_run` would, by line, on stderr."""
    which = "1 row names" if len(rows) == 1 else f"{len(rows)} rows name"
    then = (
        "an import would leave the records as they are and hold such rows for a person."
        if dry_run
        else "what is on record stands. Look: oems-intake records held"
    )
    err.print(
        f"{which} somebody else than the record of the same number; {then}", markup=False, soft_wrap=True
    )
    for row in rows[:SHOWN_HELD]:
        place = f"import {row.import_id}, line {row.line}" if row.import_id else f"line {row.line}"
        err.print(
            f"{place}: {row.record.certification_number}: another {name_fields(row.differ)}",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    if len(rows) > SHOWN_HELD:
        err.print(f"and {len(rows) - SHOWN_HELD} rows more.")


def say_matched_again(cases: int) -> str:
    """Workers go through them; meanwhile nobody decides those cases."""
    if not cases:
        return ""
    return f" {cases} undecided {'case is' if cases == 1 else 'cases are'} matched again."
