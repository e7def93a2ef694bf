"""Decide a case: append the decision and lay what it sends into the outbox, in one transaction.

The machine proposes; this is where a person's word takes effect. What goes out waits until the
decision can no longer be undone, and where a brake stands it waits for a second person.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.cases import Case, Decision, Dispatch
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, UserName
from domain.kinds import Kind, Outcome
from domain.records import CertificationRecord
from domain.states import SETTLED, CaseStatus, DispatchState
from domain.times import FAR_AHEAD
from outbound.policy import OutboundSettings
from processing.approval import check_approval, check_made_anew, check_reasons
from processing.casework import CaseClock, OfficeClock, last_decision, propose_case_anew
from processing.corrections import is_split_anew
from processing.name_changes import keep_name_change
from processing.outgoing import any_gone, compose_dispatches
from processing.pausing import due_now, open_again
from processing.ports import Work
from processing.rematching import match_opened
from processing.second_person import needs_second_person


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """What deciding looks at."""

    outbound: OutboundSettings
    clock: OfficeClock = field(default_factory=OfficeClock)


#: What is left where a decision can no longer be undone.
_LATER = "Open the case again and say why: on its page, or by `oems-intake reopen`."


def decide_case(work: Work, decision: Decision, settings: DecisionSettings) -> Case:
    """Record a decision and what it sends.

    An approved verification sends a letter, or, where the office wants its own form completed, lays that
    form into the print folder for staff. Raises `NotAllowed` with one sentence where something must be
    settled first, `StaleDecision` where somebody decided before.
    """
    decision = replace(decision, destination=decision.destination.strip())
    _check_visible(decision.destination, "destination")
    _check_visible(decision.new_name, "new name")
    case = work.cases.get(decision.case_id)
    if case.version != decision.case_version:
        raise StaleDecision("This case changed while you looked at it. Read it again, then decide.")
    check_made_anew(work, case)
    check_reasons(decision)
    record = _record_of(work, case, decision)
    if decision.outcome is Outcome.APPROVE:
        check_approval(work, case, decision, record)
    decided = work.cases.decide(decision)
    ends = decided.status is not CaseStatus.WAITING
    if ends and work.pauses.end(case.id, decision.at, decision.case_version):
        work.cases.set_due(case.id, due_now(work, decided, settings.clock.read(work, decision.at)))
    held = needs_second_person(work, case, decision, record)
    if decision.outcome is not Outcome.REROUTE:
        _overrule(work, case, decision)
    for dispatch in compose_dispatches(work, case, decision, record, settings.outbound, held=held):
        work.dispatches.add(dispatch, decision.at)
    if decision.outcome is Outcome.APPROVE and case.kind is Kind.NAME_CHANGE_EVIDENCE and record:
        keep_name_change(work, case, decision, record, held)
    work.audit.append(
        decision.by, "decide", case.id, decision.at,
        outcome=decision.outcome.value, reasons=",".join(decision.reasons), version=case.version,
    )  # fmt: skip
    return decided


def _overrule(work: Work, case: Case, decision: Decision) -> None:
    """What an earlier decision left, where the case came back into the queue by itself: its letters go no
    more, and a change of name that is not approved now is entered nowhere.
    """
    work.dispatches.overrule(case.id, decision.at)
    if decision.outcome is not Outcome.APPROVE or case.kind is not Kind.NAME_CHANGE_EVIDENCE:
        work.records.withdraw_pending_change(case.id)


def _check_visible(typed: str, what: str) -> None:
    """Raises `NotAllowed` where a mark that nobody sees, such as one that turns the letters, came along."""
    if not "".join(typed.split()).isprintable():
        raise NotAllowed(f"In the {what} stands a character that cannot be seen. Type it by hand.")


def _record_of(work: Work, case: Case, decision: Decision) -> CertificationRecord | None:
    number = decision.certification_number or case.certification_number
    return work.records.get(number) if number else None


def undo_decision(
    work: Work, case_id: CaseId, by: UserName, now: datetime, seconds: int, office: OfficeClock
) -> Decision:
    """Take the last decision back while nothing has gone out. Raises `NotAllowed` after `seconds`."""
    work.cases.lock([case_id])
    last = last_decision(work, case_id)
    if last is None or not may_be_undone(last.at, now, seconds):
        raise NotAllowed(f"A decision can be undone for {seconds} seconds. {_LATER}")
    if not still_settles(work.cases.get(case_id), last):
        raise NotAllowed(f"{case_id} is in the queue again, or withdrawn: there is nothing to undo.")
    # Cancel first and look then: a worker that began meanwhile is seen, and the undoing rolled back.
    work.dispatches.cancel(case_id, now, last.case_version)
    if any_gone(work.dispatches.of_case(case_id), last):
        raise NotAllowed(f"Something has gone out already. {_LATER}")
    match_opened(work, case_id, now)
    undone = work.cases.undo(case_id, by, now)
    clock = office.read(work, now)
    _wait_again(work, undone, clock)
    # Papers may have come while it waited for an answer, when nothing is proposed of it.
    propose_case_anew(work, case_id, clock)
    work.records.withdraw_pending_change(case_id)
    work.audit.append(by, "undo", case_id, now)
    return undone


def may_be_undone(decided_at: datetime, now: datetime, seconds: int) -> bool:
    """Whether what was decided then can still be undone; one noted by a clock that ran far ahead cannot."""
    return decided_at - FAR_AHEAD <= now <= decided_at + timedelta(seconds=seconds)


def _wait_again(work: Work, undone: Decision, clock: CaseClock) -> None:
    """Where the case waited for an answer, it goes on waiting; not so where the notice that was still to go
    fell to the decision, for nobody would be told for what it waits.
    """
    case = work.cases.get(undone.case_id)
    if _lost_its_letter(work, case.id):
        if work.pauses.end(case.id, clock.now):
            work.cases.set_due(case.id, due_now(work, case, clock))
    elif work.pauses.go_on(case.id, undone.at, undone.case_version):
        work.cases.put_back(case.id, CaseStatus.WAITING, case.due_on)


def _lost_its_letter(work: Work, case_id: CaseId) -> bool:
    """Whether the letter of the decision that stands now was cancelled."""
    last = last_decision(work, case_id)
    cancelled = (d for d in work.dispatches.of_case(case_id) if d.state is DispatchState.CANCELLED)
    return last is not None and any(d.by_decision == last.case_version for d in cancelled)


def still_settles(case: Case, last: Decision) -> bool:
    """Whether the last decision holds, and no papers, failed mail or colleague opened the case again since;
    one that passed it on to colleagues left it open.
    """
    passed_on = last.outcome is Outcome.REROUTE and case.status is not CaseStatus.WITHDRAWN
    return case.status in SETTLED or passed_on


def reopen_case(
    work: Work, case_id: CaseId, by: UserName, why: str, now: datetime, settings: DecisionSettings
) -> None:
    """Put a settled case back into the queue; what it sent stays sent. Raises `NotAllowed`.

    So an answer is recorded that came by no channel: the clock goes on.
    """
    work.cases.lock([case_id])
    case = work.cases.get(case_id)
    if case.status not in SETTLED:
        raise NotAllowed(f"{case_id} is in the queue already.")
    if not why.strip():
        raise NotAllowed("Say why the case is opened again.", field="why")
    work.dispatches.cancel(case_id, now)
    work.records.withdraw_pending_change(case_id)
    open_again(work, case_id, why.strip(), settings.clock.read(work, now), answered_at=now)
    work.audit.append(by, "reopen", case_id, now)


def confirm_as_second(work: Work, case_id: CaseId, by: UserName, now: datetime) -> int:
    """A second person confirms what a brake or an unlisted destination holds; how many were released."""
    work.cases.lock([case_id])
    last = last_decision(work, case_id)
    if last is None:
        raise NotAllowed("There is no decision to confirm.")
    if work.cases.get(case_id).status not in SETTLED:
        raise NotAllowed(
            "This case is open again, or its papers were taken back: what is held of it goes no more. "
            "Decide it anew."
        )
    if last.by == by:
        raise NotAllowed("The person who decided cannot be the second person. Ask a colleague.")
    released = work.dispatches.release_held(case_id, by, now)
    if not released:
        raise NotAllowed("Nothing of this case waits for a second person.")
    work.records.release_pending_change(case_id)
    work.audit.append(by, "confirm", case_id, now, released=released)
    return released


def is_withdrawn(work: Work, case: Case) -> bool:
    """Whether its papers were taken back or are in other cases now, and are not only being split anew."""
    gone = work.batches.withdrawal(case.submission_id) or not is_split_anew(work, case)
    return case.status is CaseStatus.WITHDRAWN and bool(gone)


def cancel_withdrawn(work: Work, dispatch: Dispatch, by: UserName, now: datetime) -> None:
    """Cancel what is kept back of this dispatch's case, which is withdrawn, so that no decision cancels it.

    Raises `StaleDecision` where it is not withdrawn, or not any more.
    """
    case_id = dispatch.case_id
    if case_id:
        work.cases.lock([case_id])
    if not case_id or not is_withdrawn(work, work.cases.get(case_id)):
        raise StaleDecision("Its case is in the queue, or soon again: deciding it cancels what waits.")
    cancelled = work.dispatches.overrule(case_id, now)
    work.audit.append(by, "dispatches_cancelled", case_id, now, count=cancelled)
