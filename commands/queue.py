"""`queue list` and `queue show`."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from commands.acting import By, case_for, looking_role, os_account
from commands.base import AsJson, Home, add_as_typed, err, explained, opened_storage, out, print_json
from commands.case_facts import describe_case, describe_row
from commands.case_printing import print_case
from domain.cases import Case
from domain.clock import ClockFace
from domain.states import CaseStatus
from processing.casework import CaseClock
from processing.ports import CaseRow
from review.clock_words import due_words, elapsed_words
from review.policy import Action, routes_seen
from review.words import to_words
from wiring import office_clock_of, utc_now

app = typer.Typer(no_args_is_help=True, help="The queue of cases.")


@app.command("list")
@explained
def list_queue(
    search: Annotated[str, typer.Option(help="Name, certification number or case reference.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also decided and waiting cases.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show the queue in working order; restricted cases to those alone who may see them."""
    statuses = tuple(CaseStatus) if every else (CaseStatus.OPEN, CaseStatus.REOPENED)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        clock = office_clock_of(settings).read(work, utc_now())
        routes = routes_seen(looking_role(work, by, Action.VIEW_QUEUE))
        rows = work.cases.rows(
            statuses=statuses, routes=routes, search=search, limit=limit, rising=clock.rising
        )
        there, all_there = (_count(work.cases.counts(seen), statuses) for seen in (routes, ()))
        account = {"account": by.casefold()} if by else {}
        work.audit.append(
            f"os:{os_account()}", "queue_listed", "queue", utc_now(), cases=len(rows), **account
        )
    if as_json:
        for row in rows:
            print_json(describe_row(row, clock))
    else:
        print_queue(rows, clock)
    if not as_json and not search and there > len(rows):
        out.print(f"{there - len(rows)} more: --limit {there} shows all.")
    if hidden := all_there - there:
        cases = "1 restricted case is" if hidden == 1 else f"{hidden} restricted cases are"
        err.print(f"{cases} not shown: a supervisor sees them (--by).", markup=False)


def _count(counts: dict[str, int], statuses: Sequence[CaseStatus]) -> int:
    return sum(counts.get(status.value, 0) for status in statuses)


def print_queue(rows: list[CaseRow], clock: CaseClock) -> None:
    """The queue as a table for people."""
    cases = "1 case" if len(rows) == 1 else f"{len(rows)} cases"
    table = Table(title=f"Queue: {cases}", title_justify="left")
    for heading in ("Case", "Due", "Days", "Priority", "Route", "Kind", "Person", "Number", "Findings"):
        table.add_column(heading, no_wrap=heading in ("Case", "Due", "Number"))
    for row in rows:
        case = row.case
        face = clock.face(case, row.pauses, row.settled_at)
        add_as_typed(
            table,
            case.id,
            "\n".join(part for part in (case.due_on.isoformat(), _due_of(case, face)) if part),
            elapsed_words(face).replace(", ", "\n"),
            case.priority.value,
            to_words(case.route.value),
            to_words(case.kind.value),
            row.person or "-",
            case.certification_number or "-",
            ", ".join(map(to_words, row.findings)) or "-",
        )
    out.print(table)


def _due_of(case: Case, face: ClockFace) -> str:
    """How near it is; a case that was answered is near nothing."""
    return due_words(face) if case.status not in (CaseStatus.DECIDED, CaseStatus.WITHDRAWN) else ""


@app.command()
@explained
def show(case: str, by: By = None, as_json: AsJson = False, home: Home = None) -> None:
    """Show one case: documents, values, match with reasons, findings, decisions."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        role = looking_role(work, by, Action.VIEW_CASE)
        found = case_for(work, case, role)
        described = describe_case(work, found, office_clock_of(settings).read(work, utc_now()), role)
        account = {"account": by.casefold()} if by else {}
        work.audit.append(f"os:{os_account()}", "case_shown", found.id, utc_now(), **account)
    if as_json:
        print_json(described)
        return
    print_case(described)
