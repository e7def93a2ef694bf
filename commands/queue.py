"""`queue list`, `queue show`, `decide`, `undo`, `reopen` and `confirm`."""

import getpass
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.base import AsJson, Exit, Home, add_as_typed, explained, fail, opened_storage, out, print_json
from domain.cases import Case, Decision
from domain.clock import ClockFace
from domain.errors import NotAllowed
from domain.ids import CaseId, CertificationNumber, DocumentId, UserName
from domain.kinds import CaseStatus, MatchStatus, Outcome, Role, Route
from domain.records import Match
from domain.times import show_time
from processing.batching import holding_words
from processing.cases.propose import REASON_CODES, propose_decision
from processing.casework import CaseClock, earlier_cases, findings_of, record_news
from processing.decisions import confirm_as_second, decide_case, reopen_case, undo_decision
from processing.ports import Account, CaseRow, CheckedBy, Work
from processing.predictions import describe_match
from review.clock_words import due_words, elapsed_words
from review.policy import Action, allows
from wiring import decision_settings_of, office_clock_of, utc_now

app = typer.Typer(no_args_is_help=True, help="The queue of cases.")

By = Annotated[
    str | None, typer.Option("--by", help="An active reviewer; else your operating-system account.")
]


def os_account() -> str:
    """Who is at the keyboard, for the audit log."""
    return getpass.getuser()


@app.command("list")
@explained
def list_queue(
    search: Annotated[str, typer.Option(help="Name, certification number or case reference.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also decided and waiting cases.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Show the queue in working order."""
    statuses = tuple(CaseStatus) if every else (CaseStatus.OPEN, CaseStatus.REOPENED)
    with opened_storage(home) as (settings, storage), storage.work() as work:
        clock = office_clock_of(settings).read(work, utc_now())
        rows = work.cases.rows(statuses=statuses, search=search, limit=limit, rising=clock.rising)
        counts = work.cases.counts()
        work.audit.append(f"os:{os_account()}", "queue_listed", "queue", utc_now(), cases=len(rows))
    if as_json:
        for row in rows:
            print_json(describe_row(row, clock))
        return
    print_queue(rows, clock)
    there = sum(counts.get(status.value, 0) for status in statuses)
    if not search and there > len(rows):
        out.print(f"{there - len(rows)} more: --limit {there} shows all.")


def describe_row(row: CaseRow, clock: CaseClock) -> dict[str, Any]:
    """One case of the queue for a machine."""
    case = row.case
    face = clock.face(case, row.pauses, row.settled_at)
    return {
        "case": case.id,
        "kind": case.kind.value,
        "status": case.status.value,
        "route": case.route.value,
        "priority": case.priority.value,
        "channel": row.channel.value,
        "received_at": case.received_at.isoformat(),
        "due_on": case.due_on.isoformat(),
        **describe_clock(face),
        "certification_number": case.certification_number,
        "person": row.person,
        "findings": list(row.findings),
        "claimed_by": case.claimed_by,
    }


def describe_clock(face: ClockFace) -> dict[str, Any]:
    """The clock of a case for a machine; all in working days."""
    return {
        "elapsed_days": face.elapsed,
        "paused_days": face.paused,
        "days_left": face.left,
        "stands_still": face.stands_still,
        "nearness": face.nearness.value,
    }


def print_queue(rows: list[CaseRow], clock: CaseClock) -> None:
    """The queue as a table for people."""
    table = Table(title=f"Queue: {len(rows)} cases", title_justify="left")
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
            case.route.value.replace("_", " "),
            case.kind.value.replace("_", " "),
            row.person or "-",
            case.certification_number or "-",
            ", ".join(code.replace("_", " ") for code in row.findings) or "-",
        )
    out.print(table)


def _due_of(case: Case, face: ClockFace) -> str:
    """How near it is; a case that was answered is near nothing."""
    return due_words(face) if case.status not in (CaseStatus.DECIDED, CaseStatus.WITHDRAWN) else ""


@app.command()
@explained
def show(case: str, as_json: AsJson = False, home: Home = None) -> None:
    """Show one case: documents, values, match with reasons, findings, decisions."""
    with opened_storage(home) as (settings, storage), storage.work() as work:
        described = describe_case(work, CaseId(case.upper()), office_clock_of(settings).read(work, utc_now()))
        work.audit.append(f"os:{os_account()}", "case_shown", case.upper(), utc_now())
    if as_json:
        print_json(described)
        return
    _print_case(described)


def describe_case(work: Work, case_id: CaseId, clock: CaseClock) -> dict[str, Any]:
    """All of a case for a machine. SSN digits stay masked."""
    case = _existing_case(work, case_id)
    documents = [work.documents.get(document_id) for document_id in case.document_ids]
    matches = [work.documents.match(document.id) for document in documents]
    leading = next((match for match in matches if match and match.best), None) or Match(MatchStatus.NONE)
    findings, holding = findings_of(work, case), holding_words(work, case)
    proposal = propose_decision(case, documents, findings, leading, holding)
    return {
        "case": case.id,
        "kind": case.kind.value,
        "status": case.status.value,
        "route": case.route.value,
        "priority": case.priority.value,
        "due_on": case.due_on.isoformat(),
        **describe_clock(clock.face_of(work, case)),
        "version": case.version,
        "certification_number": case.certification_number,
        "second_person": case.second_person,
        "documents": [
            {
                "kind": d.guess.kind.value,
                "kind_confidence": round(d.guess.confidence, 3),
                "pages": len(d.page_ids),
                "fields": {
                    e.field.value: {
                        "value": "*" * 4 if e.field.value == "ssn_last4" else e.value,
                        "confidence": round(e.confidence, 3),
                    }
                    for e in d.evidence
                },
                "match": describe_match(work.documents.match(d.id)),
                "findings": [
                    {"code": f.code.value, "severity": f.severity.value, "words": f.staff_words}
                    for f in work.documents.findings(d.id)
                ],
                "repeats": _first_case(work, d.id),
                "checked_by": _describe_check(work.documents.checked_by(d.id)),
            }
            for d in documents
        ],
        "decisions": [
            {"outcome": d.outcome.value, "reasons": list(d.reasons), "by": d.by, "at": d.at.isoformat(),
             "undone": d.undone_at is not None}
            for d in work.cases.decisions(case_id)
        ],
        "proposal": {
            "outcome": proposal.outcome and proposal.outcome.value,
            "reasons": [str(code) for code in proposal.reasons],
            "for": list(proposal.for_it),
            "against": list(proposal.against_it),
            "notice": list(proposal.notice),
        },
        "dispatches": [
            {"kind": d.kind.value, "state": d.state.value, "by": "email" if d.recipient else "print",
             "problem": d.problem}
            for d in work.dispatches.of_case(case_id)
        ],
        "decided_before": [
            {"case": e.case.id, "kind": e.case.kind.value, "outcome": e.decision.outcome.value,
             "at": e.decision.at.isoformat()}
            for e in earlier_cases(work, case) if e.case.route is not Route.RESTRICTED
        ],
        "record_news": record_news(work, case),
        "reopened_why": work.cases.why_reopened(case_id) if case.status is CaseStatus.REOPENED else "",
    }  # fmt: skip


def _first_case(work: Work, document_id: DocumentId) -> str | None:
    """The case of the earlier paper that a document repeats; empty where that one is in none."""
    original = work.documents.duplicate_of(document_id)
    if original is None:
        return None
    cases = work.cases.of_submission(work.documents.get(original).submission_id)
    return next((case.id for case in cases if original in case.document_ids), "")


def _describe_check(checked: CheckedBy | None) -> dict[str, Any] | None:
    """By which rules and which policy the findings were made."""
    return {"rules": checked.rules_version, "policy": checked.policy_version} if checked else None


def _print_case(described: dict[str, Any]) -> None:
    head = ("case", "kind", "status", "route", "priority", "due_on", "certification_number")
    for label in head:
        out.print(f"{label.replace('_', ' '):22} {described[label] or '-'}", markup=False)
    owed = ", stands still" if described["stands_still"] else ""
    days = f"{described['elapsed_days']} elapsed, {described['paused_days']} paused{owed}"
    out.print(f"{'working days':22} {days}", markup=False)
    for ordinal, document in enumerate(described["documents"], start=1):
        out.print(f"\nDocument {ordinal}: {document['kind']} ({document['pages']} pages)", markup=False)
        for name, found in document["fields"].items():
            sure = "" if found["confidence"] >= 0.9 else "   (not sure)"
            out.print(f"  {name.replace('_', ' '):20} {found['value']}{sure}", markup=False)
        match = document["match"]
        reasons = ", ".join(match.get("reasons", []))
        out.print(
            f"  match: {match['status']} {match.get('certification_number', '')} {reasons}", markup=False
        )
        for finding in document["findings"]:
            out.print(f"  {finding['severity']}: {finding['code']} - {finding['words']}", markup=False)
        if document["repeats"]:
            out.print(f"  repeats a paper of {document['repeats']}", markup=False)
        if (checked := document["checked_by"]) and checked["policy"] is not None:
            out.print(f"  checked by policy {checked['policy']}", markup=False)
    _print_what_was_decided(described)


def _print_what_was_decided(described: dict[str, Any]) -> None:
    out.print()
    proposal = described["proposal"]
    proposed = f"{proposal['outcome']} ({', '.join(proposal['reasons'])})" if proposal["outcome"] else "none"
    if described["status"] in (CaseStatus.OPEN, CaseStatus.REOPENED):
        out.print(f"proposed: {proposed}", markup=False)
        for label in ("for", "against", "notice"):
            for words in proposal[label]:
                out.print(f"  {label}: {words}", markup=False)
    for decision in described["decisions"]:
        taken_back = "   (taken back)" if decision["undone"] else ""
        reasons = ", ".join(decision["reasons"])
        words = f"{decision['by']}: {decision['outcome']} ({reasons}){taken_back}"
        out.print(f"{show_time(datetime.fromisoformat(decision['at']))} {words}", markup=False)
    for dispatch in described["dispatches"]:
        problem = f"   {dispatch['problem']}" if dispatch["problem"] else ""
        kind = dispatch["kind"].replace("_", " ")
        out.print(f"goes out: {kind} by {dispatch['by']}: {dispatch['state']}{problem}", markup=False)
    for earlier in described["decided_before"]:
        day = show_time(datetime.fromisoformat(earlier["at"]))
        kind, outcome = earlier["kind"].replace("_", " "), earlier["outcome"].replace("-", " ")
        out.print(f"decided before on this record: {earlier['case']} {kind}: {outcome}, {day}", markup=False)
    if described["record_news"]:
        out.print(described["record_news"], markup=False)
    if described["reopened_why"]:
        out.print(f"opened again: {described['reopened_why']}", markup=False)


def _existing_case(work: Work, case_id: CaseId) -> Case:
    try:
        return work.cases.get(case_id)
    except KeyError as error:
        words = f"There is no case {case_id}. `oems-intake queue list` shows the cases."
        raise fail(words, Exit.FAILED) from error


def case_for(work: Work, case: str, account: Account) -> Case:
    """The case, if this account may see it. Raises `NotAllowed`."""
    found = _existing_case(work, CaseId(case.upper()))
    if not is_visible(found, account):
        raise NotAllowed("This case is restricted. A supervisor handles it.")
    return found


def is_visible(case: Case, account: Account) -> bool:
    """Restricted cases (self-reports under 105 CMR 170.937, CORI forms) are for few."""
    return case.route is not Route.RESTRICTED or allows(Role(account.role), Action.VIEW_RESTRICTED)


def acting_reviewer(work: Work, by: str | None, action: Action) -> Account:
    """The existing, active account that acts, if the policy lets it. Raises `NotAllowed`."""
    name = UserName((by or os_account()).casefold())
    account = work.accounts.get(name)
    if account is None or not account.active:
        raise NotAllowed(f"'{name}' is no active account. Name one by --by; `users add` makes one.")
    if not allows(Role(account.role), action):
        raise NotAllowed(f"A {account.role} may not do this.")
    return account


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
        current = case_for(work, case, account)
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
        found = case_for(work, case, account)
        undo_decision(work, found.id, account.name, utc_now(), settings.undo_seconds)
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
        found = case_for(work, case, account)
        reopen_case(work, found.id, account.name, why, utc_now(), decision_settings_of(settings))
    out.print(f"{found.id} is open again.")


@explained
def confirm(case: str, by: By = None, home: Home = None) -> None:
    """As a second person, confirm what a brake or an unlisted destination holds."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        account = acting_reviewer(work, by, Action.CONFIRM)
        found = case_for(work, case, account)
        released = confirm_as_second(work, found.id, account.name, utc_now())
    out.print(f"{found.id}: confirmed. What goes out: {released}.")


@explained
def reasons(outcome: Outcome, home: Home = None) -> None:
    """List the reason codes of an outcome."""
    for code in REASON_CODES[outcome]:
        out.print(code)
