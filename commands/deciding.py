"""`decide`, `undo`, `reopen`, `confirm` and `reasons`."""

from typing import Annotated

import typer

from commands.acting import By, acting_reviewer, case_for, os_account
from commands.base import Home, explained, opened_storage, out
from domain.cases import Decision
from domain.ids import CertificationNumber
from domain.kinds import Outcome
from processing.cases.propose import REASON_CODES
from processing.decisions import confirm_as_second, decide_case, reopen_case, undo_decision
from review.policy import Action
from wiring import decision_settings_of, utc_now


@explained
def decide(
    case: str,
    outcome: Outcome,
    reason: Annotated[list[str], typer.Option("--reason", help="A reason code; may be given again.")],
    by: By = None,
    record: Annotated[str, typer.Option(help="The certification number the person settles on.")] = "",
    destination: Annotated[str, typer.Option(help="Directory key or address, for a verification.")] = "",
    note: Annotated[str, typer.Option(help="For colleagues; never sent.")] = "",
    home: Home = None,
) -> None:
    """Decide a case. What goes out waits 60 seconds, in which `undo` takes it back."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.DECIDE)
        current = case_for(work, case, account.role)
        case_id = current.id
        decision = Decision(
            case_id=case_id,
            outcome=outcome,
            reasons=tuple(reason),
            by=account.name,
            at=utc_now(),
            case_version=current.version,
            note=note,
            certification_number=CertificationNumber(record.upper()) if record else None,
            destination=destination,
        )
        decided = decide_case(work, decision, decision_settings_of(settings))
        work.audit.append(f"os:{os_account()}", "decide_by_command", case_id, utc_now(), account=account.name)
        waiting = [d for d in work.dispatches.of_case(case_id) if d.state.value == "held"]
    out.print(f"{decided.id}: {outcome.value}. Status: {decided.status.value}.")
    if waiting:
        out.print("It waits for a second person: oems-intake confirm " + decided.id)


@explained
def undo(case: str, by: By = None, home: Home = None) -> None:
    """Take back a decision of the last 60 seconds."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.DECIDE)
        found = case_for(work, case, account.role)
        office = decision_settings_of(settings).clock
        undo_decision(work, found.id, account.name, utc_now(), settings.undo_seconds, office)
    out.print(f"{found.id} is open again.")


@explained
def reopen(
    case: str,
    why: Annotated[str, typer.Option(help="For colleagues; never sent.")],
    by: By = None,
    home: Home = None,
) -> None:
    """Put a decided case back into the queue; what it sent stays sent."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.DECIDE)
        found = case_for(work, case, account.role)
        reopen_case(work, found.id, account.name, why, utc_now(), decision_settings_of(settings))
    out.print(f"{found.id} is open again.")


@explained
def confirm(case: str, by: By = None, home: Home = None) -> None:
    """As a second person, confirm what a brake or an unlisted destination holds."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.CONFIRM)
        found = case_for(work, case, account.role)
        released = confirm_as_second(work, found.id, account.name, utc_now())
    out.print(f"{found.id}: confirmed. What goes out: {released}.")


@explained
def reasons(outcome: Outcome, home: Home = None) -> None:
    """List the reason codes of an outcome."""
    for code in REASON_CODES[outcome]:
        out.print(code)
