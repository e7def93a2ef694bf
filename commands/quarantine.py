"""`quarantine`: the queue of what could not be handled."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.acting import By, acting_reviewer, check_sees_whole, looking_role, os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.errors import NotAllowed, NotThere
from domain.ids import UserName
from domain.ledger import subject_of
from domain.times import show_time
from intake.parsers.cell import ParserCell
from processing.failures import tell_apart
from processing.ports import Account, QuarantineEntry, Work
from processing.stages.handling import (
    Export,
    any_entry,
    assign_entry,
    close_entry,
    escalate_entry,
    export_entry,
    reason_group,
    reopen_entry,
    replace_entry,
    retry_alike,
    retry_entry,
    urgency,
)
from review.arrivals import find_entries
from review.policy import Action, allows, seen_whole
from wiring import calendar_of, fax_profiles_of, office_clock_of, utc_now

app = typer.Typer(no_args_is_help=True, help="What could not be handled, and waits for a person.")

Entry = Annotated[int, typer.Argument(help="The entry's number, as `quarantine list` shows it.")]


def _acting(work: Work, by: str | None) -> UserName:
    """Who acts: the account named, else whoever is at the keyboard. Raises `NotAllowed`."""
    if by is None:
        return UserName(f"os:{os_account()}")
    return acting_reviewer(work, by, Action.HANDLE_QUARANTINE).name


@app.command("list")
@explained
def list_entries(
    every: Annotated[bool, typer.Option("--all", help="Also the newest 200 that were closed.")] = False,
    search: Annotated[
        str,
        typer.Option(help="Words of the reason, sender, subject, file; an owner, submission, case."),
    ] = "",
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show what waits: escalated first, then by due date."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        entries = work.quarantine.entries(open_only=not every, limit=200 if every else None)
        today = utc_now().astimezone(calendar_of(settings).zone).date()
        if search.strip() or by:
            entries = _found(work, entries, search.strip(), by)
    found = sorted(entries, key=urgency)
    if as_json:
        for entry in found:
            print_json(describe_entry(entry) | {"overdue": entry.ending is None and entry.due_on < today})
        return
    table = Table(title=f"Quarantine: {len(found)} entries", title_justify="left")
    for heading in ("Entry", "Due", "Owner", "Stage", "Reason", "What to do"):
        table.add_column(heading)
    for entry in found:
        late = " LATE" if entry.ending is None and entry.due_on < today else ""
        due = f"{entry.due_on}{late}" if entry.ending is None else entry.ending.value
        add_as_typed(table, str(entry.id), due, entry.owner or "-", entry.stage.value, *tell_apart(entry))
    out.print(table)


def _found(work: Work, entries: list[QuarantineEntry], search: str, by: str | None) -> list[QuarantineEntry]:
    """Those that the page would find for who looks; that senders were opened for it is noted."""
    role = looking_role(work, by, Action.VIEW_QUARANTINE)
    open_to = seen_whole(work, {e.submission_id for e in entries}, role)
    found = find_entries(work, entries, search, open_to)
    account = {"account": by.casefold()} if by else {}
    work.audit.append(
        f"os:{os_account()}", "quarantine_listed", "quarantine", utc_now(), entries=len(found), **account
    )
    return found


def describe_entry(entry: QuarantineEntry) -> dict[str, Any]:
    """One entry for a machine; `reason_group` is shared by entries of one cause."""
    return {
        "id": entry.id,
        "submission": entry.submission_id,
        "attachment": entry.attachment_id,
        "stage": entry.stage.value,
        "reason": entry.reason,
        "reason_group": reason_group(entry),
        "remedy": entry.remedy,
        "owner": entry.owner,
        "due_on": entry.due_on.isoformat(),
        "escalated": entry.escalated_at is not None,
        "ending": entry.ending and entry.ending.value,
        "resolution": entry.resolution,
        "replaced_by": entry.replaced_by,
    }


@app.command()
@explained
def show(entry: Entry, as_json: AsJson = False, home: Home = None) -> None:
    """Show one entry with its history."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        described = describe_entry(any_entry(work, entry))
        described["history"] = [
            {"at": line.at.isoformat(timespec="seconds"), "by": line.who, "what": line.action, **line.details}
            for line in work.audit.entries(subject=subject_of(entry))
        ]
        work.audit.append(f"os:{os_account()}", "quarantine_shown", subject_of(entry), utc_now())
    if as_json:
        print_json(described)
        return
    for name, value in described.items():
        if name != "history":
            out.print(f"{name.replace('_', ' '):14} {value or '-'}", markup=False)
    for line in described["history"]:
        told = " ".join(str(line[key]) for key in ("owner", "submission") if line.get(key))
        verb = line["what"].removeprefix("quarantine_")
        at = show_time(datetime.fromisoformat(line["at"]))
        out.print(f"{at} {line['by']}: {verb} {told}".rstrip(), markup=False)


@app.command()
@explained
def assign(
    entry: Entry,
    to: Annotated[str, typer.Argument(help="An active account, or - for nobody.")],
    by: By = None,
    home: Home = None,
) -> None:
    """Give an entry an owner."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        owner = None if to == "-" else _owner(work, to)
        assign_entry(work, entry, owner, _acting(work, by), utc_now())
    out.print(f"Entry {entry} is {owner.name + chr(39) + 's' if owner else 'without an owner'} now.")


def _owner(work: Work, name: str) -> Account:
    account = work.accounts.get(UserName(name.casefold()))
    if account is None:
        raise NotThere(f"There is no account '{name}'. `users list` shows them.")
    if not allows(account.role, Action.HANDLE_QUARANTINE):
        raise NotAllowed(
            f"'{name}' is no account that handles the quarantine. Choose another, or make one by `users add`."
        )
    return account


@app.command()
@explained
def retry(
    entry: Entry,
    alike: Annotated[bool, typer.Option("--alike", help="Also every open entry of the same reason.")] = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Try the stage again, with no attempts counted; what follows is made anew too."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        who = _acting(work, by)
        if alike:
            tried = retry_alike(work, reason_group(any_entry(work, entry)), who, utc_now())
        else:
            retry_entry(work, entry, who, utc_now())
            tried = [entry]
    numbers = ", ".join(map(str, tried))
    out.print(
        f"Entr{'y' if len(tried) == 1 else 'ies'} {numbers} will be tried again by the running workers."
    )


@app.command()
@explained
def close(entry: Entry, words: str, by: By = None, home: Home = None) -> None:
    """Close an entry with words that say what was done."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        close_entry(work, entry, words, _acting(work, by), utc_now())
    out.print(f"Entry {entry} is closed.")


@app.command()
@explained
def reopen(entry: Entry, by: By = None, home: Home = None) -> None:
    """Put a closed entry back into the queue."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        reopen_entry(work, entry, _acting(work, by), utc_now(), office_clock_of(settings).office_days(work))
    out.print(f"Entry {entry} is open again.")


@app.command()
@explained
def escalate(entry: Entry, by: By = None, home: Home = None) -> None:
    """Put an entry before a supervisor."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        escalate_entry(work, entry, _acting(work, by), utc_now())
    out.print(f"Entry {entry} stands first now.")


@app.command()
@explained
def export(
    entry: Entry,
    target: Annotated[Path, typer.Argument(help="The zip file to write; it must not exist.")],
    whole: Annotated[bool, typer.Option("--original", help="The whole original, not the one part.")] = False,
    by: By = None,
    home: Home = None,
) -> None:
    """Write the file with a manifest, for a specialist; the export is logged."""
    if target.exists():
        raise fail(f"{target} exists already.", Exit.USAGE)
    with opened_storage(home) as (settings, storage):
        with storage.work() as work:
            account = acting_reviewer(work, by, Action.HANDLE_QUARANTINE)
            check_sees_whole(work, any_entry(work, entry).submission_id, account)
        give = partial(export_entry, storage, entry, account.name, utc_now())
        with _written_whole(target) as write:
            if whole:
                give(None, hand_over=write)
            else:
                with ParserCell(settings.limits, fax_profiles=fax_profiles_of(settings)) as cell:
                    give(cell, hand_over=write)
    out.print(f"{target}: {target.stat().st_size} bytes.")


@contextmanager
def _written_whole(target: Path) -> Iterator[Callable[[Export], None]]:
    """Writes an export to a file for nobody else; where anything fails, there is no file."""

    def write(made: Export) -> None:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        written.append(target)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made.content)

    written: list[Path] = []
    try:
        yield write
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


@app.command()
@explained
def replace(entry: Entry, file: Path, by: By = None, home: Home = None) -> None:
    """Take a better copy: a submission of its own, received when the first was; it closes the entry."""
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file}.")
    with opened_storage(home) as (settings, storage):
        with storage.work() as work:
            who = _acting(work, by)
        copy = replace_entry(
            storage, entry, file.read_bytes(), who, utc_now(), most_bytes=settings.limits.message_bytes
        )
    out.print(f"Entry {entry} is replaced by submission {copy.id}; the running workers take it up.")
