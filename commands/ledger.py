"""`ledger`: what became of everything that came."""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.acting import By, looking_role, os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.kinds import Role
from domain.ledger import Fate, LedgerLine
from domain.times import show_time
from processing.ports import Work
from review.arrivals import find_arrivals
from review.policy import Action
from wiring import utc_now


@explained
def ledger(
    reference: Annotated[
        str, typer.Argument(help="A submission, its source or a case; else the newest.")
    ] = "",
    unexplained: Annotated[
        bool, typer.Option("--unexplained", help="Only what nothing answers for.")
    ] = False,
    search: Annotated[str, typer.Option(help="Words of the sender and subject.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Newest submissions shown.")] = 50,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show what became of every submission, part and page; exits 4 where something is unexplained."""
    if search.strip() and (reference or unexplained):
        raise fail("Give words to search for, or a reference or --unexplained.", Exit.USAGE)
    with opened_storage(home) as (_, storage), storage.work() as work:
        role = looking_role(work, by, Action.VIEW_LEDGER) if search.strip() or by else None
        if search.strip():
            lines = _told_by(work, search, role, limit)
        else:
            lines = _lines(work, reference, unexplained, limit)
        account = {"account": by.casefold()} if by else {}
        work.audit.append(f"os:{os_account()}", "ledger_listed", reference or "ledger", utc_now(), **account)
    if as_json:
        for line in lines:
            print_json(describe_line(line))
    else:
        _print(lines)
    if faults := sum(line.fate is Fate.UNEXPLAINED for line in lines):
        raise fail(f"{faults} lines are unexplained. `reconcile` says what to do.", Exit.DIFFERENCES)


def _told_by(work: Work, search: str, role: Role | None, limit: int) -> list[LedgerLine]:
    """The newest of which sender and subject hold the words, where these are open to who looks."""
    found = list(islice(find_arrivals(work, search, role), limit))
    return [work.ledger.of_submission(key)[0] for key in found]


def _lines(work: Work, reference: str, unexplained: bool, limit: int) -> list[LedgerLine]:
    if not reference:
        return list(work.ledger.unexplained()) if unexplained else work.ledger.submissions(limit=limit)
    found = work.ledger.find(reference)
    if not found:
        words = (
            "Nothing is known by this reference. Give a case, a source or the first letters of a submission."
        )
        raise fail(words, Exit.FAILED)
    lines = (line for submission_id in found for line in work.ledger.of_submission(submission_id))
    return [line for line in lines if not unexplained or line.fate is Fate.UNEXPLAINED]


def describe_line(line: LedgerLine) -> dict[str, Any]:
    """One line for a machine; no names."""
    return {
        "thing": line.thing.value,
        "id": line.id,
        "submission": line.submission_id,
        "channel": line.channel.value,
        "received_at": line.received_at.isoformat(),
        "part": line.path or None,
        "page": line.index,
        "media_type": line.media_type or None,
        "size": line.size,
        "sha256": line.sha256 or None,
        "fate": line.fate.value,
        "words": line.words,
        "cases": list(line.cases),
        "repeats": line.repeats or None,
        "same_bytes_as": line.same_bytes or None,
        "entry": line.entry,
        "replaced_by": line.better_copy or None,
    }


def _print(lines: Iterable[LedgerLine]) -> None:
    table = Table(title="Ledger", title_justify="left")
    for heading in ("Submission", "Received", "By", "What", "Bytes", "What became of it"):
        table.add_column(heading, no_wrap=heading in ("Submission", "Received", "What"))
    for line in lines:
        size = "" if line.size is None else f"{line.size:,}"
        received = show_time(line.received_at)
        add_as_typed(table, line.submission_id[:8], received, line.channel.value, line.what, size, line.words)
    out.print(table)
