"""`ledger`: what became of everything that came."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.acting import os_account
from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.ledger import Fate, LedgerLine
from domain.times import show_time
from processing.ports import Work
from wiring import utc_now


@explained
def ledger(
    reference: Annotated[
        str, typer.Argument(help="A submission, its source or a case; else the newest.")
    ] = "",
    unexplained: Annotated[
        bool, typer.Option("--unexplained", help="Only what nothing answers for.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Newest submissions shown.")] = 50,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show what became of every submission, part and page; exits 4 where something is unexplained."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        lines = _lines(work, reference, unexplained, limit)
        work.audit.append(f"os:{os_account()}", "ledger_listed", reference or "ledger", utc_now())
    if as_json:
        for line in lines:
            print_json(describe_line(line))
    else:
        _print(lines)
    if faults := sum(line.fate is Fate.UNEXPLAINED for line in lines):
        raise fail(f"{faults} lines are unexplained. `reconcile` says what to do.", Exit.DIFFERENCES)


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
