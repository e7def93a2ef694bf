"""Deciding a case: by the form or by one key, taking it back, opening it again, the second
person, giving it back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Case, Decision
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, CertificationNumber, DocumentId, UserName
from domain.kinds import Kind, Outcome, Route
from processing.batching import holding_words
from processing.cases.destinations import suggest_destination
from processing.cases.propose import propose_decision
from processing.casework import findings_of, last_decision
from processing.decisions import confirm_as_second, decide_case, reopen_case, undo_decision
from processing.ports import Work
from processing.stages.repeats import unlink_duplicate
from review.casefile import leading_match
from review.guard import Unknown, check_form, desk_of, guarded, visitor_of
from review.opening import documents_of, open_case, parts_of
from review.pages.case import show
from review.pages.entered import Entered, FormEntered
from review.policy import Action, may_see
from review.refusal import Refusal

router = APIRouter(prefix="/cases/{case_id}")


@router.post("/decide")
@guarded(Action.DECIDE)
def decide(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    entered: FormEntered,
) -> Response:
    """Decide; what is in the way is said on the same page, with nothing lost."""
    check_form(request, form_token)
    try:
        return _take(request, _decision_of(request, case_id, version, entered), entered.route)
    except StaleDecision as error:
        return show(request, case_id, problem=_both(error, entered.outcome), status_code=409)
    except NotAllowed as error:
        return show(request, case_id, problem=str(error), entered=entered, status_code=422)


def _decision_of(request: Request, case_id: str, version: int, entered: Entered) -> Decision:
    if entered.outcome not in set(Outcome):
        raise NotAllowed("Choose an outcome.")
    number = entered.record.strip().upper().replace(" ", "")
    prefix = f"{entered.outcome}/"
    return Decision(
        case_id=CaseId(case_id),
        outcome=Outcome(entered.outcome),
        reasons=tuple(r.removeprefix(prefix) for r in entered.reasons if r.startswith(prefix)),
        by=visitor_of(request).name,
        at=desk_of(request).now(),
        case_version=version,
        note=entered.note.strip(),
        certification_number=CertificationNumber(number) if number else None,
        destination=entered.other_destination.strip() or entered.destination,
        new_name=entered.new_name.strip(),
    )


def _take(request: Request, decision: Decision, route: str = "") -> Response:
    """Record the decision and go on to the next case."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, decision.case_id, visitor)
        if decision.outcome is Outcome.APPROVE:
            _check_all_shown(work, case, visitor.name)
        decide_case(work, decision, desk.decisions)
        if decision.outcome is Outcome.REROUTE and route in set(Route):
            work.cases.reroute(case.id, Route(route))
        visible = may_see(work.cases.get(case.id), visitor.role)
    if not visible:
        return RedirectResponse("/cases/next", status_code=303)
    return RedirectResponse(f"/cases/next?after={case.id}&done={case.id}", status_code=303)


def _both(error: StaleDecision, mine: str) -> str:
    """Somebody decided first: theirs stands on the page, ours is said here."""
    return f"{str(error).rstrip('.')}. Your decision ({mine}) was not taken. What stands now is shown below."


def _check_version(work: Work, case: Case, version: int) -> None:
    """What is done to a decision is done to the one that was read, and to no later one."""
    work.cases.lock([case.id])
    if work.cases.get(case.id).version != version:
        raise StaleDecision(f"{case.id} changed while you looked at it. Nothing was done. Read it again.")


def _check_last(work: Work, case: Case, made_on: int) -> None:
    """What is taken back is the decision that was read; an old page knows of no later one."""
    work.cases.lock([case.id])
    last = last_decision(work, case.id)
    if last is None or last.case_version != made_on:
        raise StaleDecision(
            "The decision that you wanted to take back does not stand any more. Nothing was done. "
            "What stands now is shown below."
        )


def _check_all_shown(work: Work, case: Case, by: UserName) -> None:
    shown = work.cases.parts_shown(case.id, by)
    left = [str(n) for n, part in enumerate(parts_of(work, case), start=1) if part not in shown]
    if left:
        raise NotAllowed(f"Look at every page first. Not yet seen: page {', '.join(left)}.")


@router.post("/accept")
@guarded(Action.DECIDE)
def accept(
    request: Request, case_id: str, version: Annotated[int, Form()], form_token: Annotated[str, Form()]
) -> Response:
    """Take the proposal with its reasons: only where no brake stands and every page was shown."""
    check_form(request, form_token)
    try:
        return _take(request, _proposed_decision(request, case_id, version))
    except StaleDecision as error:
        return show(request, case_id, problem=_both(error, "the proposal"), status_code=409)
    except NotAllowed as error:
        return show(request, case_id, problem=str(error), status_code=422)


def _proposed_decision(request: Request, case_id: str, version: int) -> Decision:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        documents = documents_of(work, case)
        leading, holding = leading_match(work, documents), holding_words(work, case)
        proposal = propose_decision(case, documents, findings_of(work, case), leading, holding)
        destination = suggest_destination(work.directory.all(), documents)
        _check_all_shown(work, case, visitor.name)
    if proposal.outcome is None or not proposal.one_key:
        raise NotAllowed("Something speaks against the proposal. Read it, then decide by the form.")
    return Decision(
        case_id=case.id,
        outcome=proposal.outcome,
        reasons=proposal.reasons,
        by=visitor.name,
        at=desk.now(),
        case_version=version,
        certification_number=case.certification_number,
        destination=destination if case.kind is Kind.VERIFICATION_REQUEST else "",
    )


@router.post("/undo")
@guarded(Action.DECIDE)
def undo(
    request: Request, case_id: str, form_token: Annotated[str, Form()], decision: Annotated[int, Form()]
) -> Response:
    """Take back the last decision: the one made on this version of the case, and no later one."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            _check_last(work, case, decision)
            undo_decision(
                work, case.id, visitor.name, desk.now(), desk.settings.undo_seconds, desk.decisions.clock
            )
    except StaleDecision as error:
        return show(request, case_id, problem=str(error), status_code=409)
    except NotAllowed as error:
        return show(request, case_id, problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case.id}", status_code=303)


@router.post("/reopen")
@guarded(Action.DECIDE)
def reopen(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """Put a settled case back into the queue; what it sent stays sent."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            _check_version(work, case, version)
            reopen_case(work, case.id, visitor.name, why, desk.now(), desk.decisions)
    except StaleDecision as error:
        return show(request, case_id, problem=str(error), status_code=409)
    except NotAllowed as error:
        return show(request, case_id, refusal=Refusal.of(error, "reopen", why=why), status_code=422)
    return RedirectResponse(f"/cases/{case.id}", status_code=303)


@router.post("/confirm")
@guarded(Action.CONFIRM)
def confirm(
    request: Request, case_id: str, version: Annotated[int, Form()], form_token: Annotated[str, Form()]
) -> Response:
    """As the second person, who has seen every page too, let go what is held."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            _check_version(work, case, version)
            _check_all_shown(work, case, visitor.name)
            confirm_as_second(work, case.id, visitor.name, desk.now())
    except StaleDecision as error:
        return show(request, case_id, problem=str(error), status_code=409)
    except NotAllowed as error:
        return show(request, case_id, problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case.id}", status_code=303)


@router.post("/release")
@guarded(Action.CLAIM)
def release(request: Request, case_id: str, form_token: Annotated[str, Form()]) -> Response:
    """Give the case back to the queue."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        work.cases.release(case.id, visitor.name)
        work.audit.append(visitor.name, "case_released", case.id, desk.now())
    return RedirectResponse("/", status_code=303)


@router.post("/reveal")
@guarded(Action.REVEAL_SSN)
def reveal(
    request: Request,
    case_id: str,
    form_token: Annotated[str, Form()],
    document: Annotated[str, Form()],
    page: Annotated[int, Form()] = 1,
) -> Response:
    """Show masked SSN digits once; the asking is logged."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        if document not in case.document_ids:
            raise Unknown("This case has no such document.")
        work.audit.append(visitor.name, "ssn_revealed", document, desk.now(), case=case.id)
    return show(request, case_id, page=page, revealed=document)


@router.post("/unlink")
@guarded(Action.DECIDE)
def unlink(
    request: Request, case_id: str, form_token: Annotated[str, Form()], document: Annotated[str, Form()]
) -> Response:
    """Say that a paper is not the earlier one that it was linked to."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            if document not in case.document_ids:
                raise Unknown("This case has no such document.")
            unlink_duplicate(work, DocumentId(document), visitor.name, desk.now())
    except NotAllowed as error:
        return show(request, case_id, problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case.id}", status_code=303)
