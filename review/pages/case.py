"""One case: pages with the values outlined, match with reasons, findings, decision."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Case, Decision
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, CertificationNumber, PageId
from domain.kinds import Kind, Outcome, Route
from processing.cases.propose import REASON_CODES
from processing.decisions import confirm_as_second, decide_case, undo_decision
from processing.ports import Work
from review.casefile import gather_case, picture_type
from review.guard import Refused, Visitor, check_form, desk_of, guarded, visitor_of
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/cases/{case_id}")

#: For how long an opened case is one person's.
LEASE = timedelta(minutes=15)


@router.get("")
@guarded(Action.VIEW_CASE)
def show_case(request: Request, case_id: str, page: int = 1, problem: str = "") -> Response:
    """The case; opening it claims it for whoever may decide."""
    return _show(request, CaseId(case_id), page=page, problem=problem)


def _show(
    request: Request,
    case_id: CaseId,
    *,
    page: int = 1,
    problem: str = "",
    revealed: str = "",
    status_code: int = 200,
) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = _case(work, case_id, visitor)
        held_by = _claim(work, case, visitor, request)
        file = gather_case(work, case.id, desk, visitor.name, revealed=revealed)
        work.audit.append(visitor.name, "case_shown", case.id, desk.now(), page=page)
    shown = min(max(page, 1), max(len(file.pages), 1))
    values = {
        "file": file,
        "case": file.case,
        "page": file.pages[shown - 1] if file.pages else None,
        "shown": shown,
        "held_by": held_by,
        "problem": problem,
        "outcomes": [o for o in Outcome if not (o is Outcome.APPROVE and file.case.kind is Kind.OTHER)],
        "codes": REASON_CODES,
        "undo_seconds": desk.settings.undo_seconds,
    }
    return render(request, "case.html", values, status_code=status_code)


@router.get("/pages/{number}/image")
@guarded(Action.VIEW_CASE)
def show_page_image(request: Request, case_id: str, number: int) -> Response:
    """One page's picture: a read of personal data, noted as such."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = _case(work, CaseId(case_id), visitor)
        ids = pages_of(work, case)
        if not 1 <= number <= len(ids):
            raise Refused("This case has no such page.")
        stored = work.submissions.page(ids[number - 1])
        note_shown(work, case, stored.id, visitor, request)
    if stored.image is None:
        raise Refused("This page is text and has no picture.")
    picture = desk.storage.files.get(stored.image)
    return Response(picture, media_type=picture_type(picture))


def note_shown(work: Work, case: Case, page_id: PageId, visitor: Visitor, request: Request) -> None:
    """A page that somebody was shown is a read; it is also what approval asks for."""
    now = desk_of(request).now()
    work.cases.note_page_shown(case.id, page_id, visitor.name, now)
    work.audit.append(visitor.name, "page_shown", page_id, now, case=case.id)


@router.post("/decide")
@guarded(Action.DECIDE)
def decide(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    outcome: Annotated[Outcome, Form()],
    form_token: Annotated[str, Form()],
    reason: Annotated[list[str] | None, Form()] = None,
    record: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    other_destination: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    route: Annotated[str, Form()] = "",
) -> Response:
    """Decide; what is in the way is said on the same page, with nothing lost."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    number = record.strip().upper().replace(" ", "")
    decision = Decision(
        case_id=CaseId(case_id),
        outcome=outcome,
        reasons=tuple(code for code in reason or () if code in REASON_CODES[outcome]),
        by=visitor.name,
        at=desk.now(),
        case_version=version,
        note=note.strip(),
        certification_number=CertificationNumber(number) if number else None,
        destination=other_destination.strip() or destination,
    )
    try:
        with desk.storage.work() as work:
            case = _case(work, decision.case_id, visitor)
            if outcome is Outcome.APPROVE:
                _check_all_shown(work, case, visitor)
            decide_case(work, decision, desk.decisions)
            if outcome is Outcome.REROUTE and route in set(Route):
                work.cases.reroute(case.id, Route(route))
    except StaleDecision as error:
        return _show(request, CaseId(case_id), problem=_both(error, decision), status_code=409)
    except NotAllowed as error:
        return _show(request, CaseId(case_id), problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


def _both(error: StaleDecision, mine: Decision) -> str:
    """Somebody decided first: say theirs (on the page) and ours."""
    return (
        f"{error} Your decision was not taken: {mine.outcome.value} "
        f"({', '.join(mine.reasons) or 'no reason'}). "
        "What stands now is shown below."
    )


def _check_all_shown(work: Work, case: Case, visitor: Visitor) -> None:
    shown = work.cases.pages_shown(case.id, visitor.name)
    left = [str(n) for n, page_id in enumerate(pages_of(work, case), start=1) if page_id not in shown]
    if left:
        raise NotAllowed(f"Look at every page before you approve. Not yet seen: page {', '.join(left)}.")


@router.post("/undo")
@guarded(Action.DECIDE)
def undo(request: Request, case_id: str, form_token: Annotated[str, Form()]) -> Response:
    """Take the last decision back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            _case(work, CaseId(case_id), visitor)
            undo_decision(work, CaseId(case_id), visitor.name, desk.now(), desk.settings.undo_seconds)
    except NotAllowed as error:
        return _show(request, CaseId(case_id), problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


@router.post("/confirm")
@guarded(Action.CONFIRM)
def confirm(request: Request, case_id: str, form_token: Annotated[str, Form()]) -> Response:
    """As the second person, let go what is held."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            _case(work, CaseId(case_id), visitor)
            confirm_as_second(work, CaseId(case_id), visitor.name, desk.now())
    except NotAllowed as error:
        return _show(request, CaseId(case_id), problem=str(error), status_code=422)
    return RedirectResponse(f"/cases/{case_id}", status_code=303)


@router.post("/release")
@guarded(Action.CLAIM)
def release(request: Request, case_id: str, form_token: Annotated[str, Form()]) -> Response:
    """Give the case back to the queue."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        work.cases.release(CaseId(case_id), visitor.name)
        work.audit.append(visitor.name, "case_released", case_id, desk.now())
    return RedirectResponse("/", status_code=303)


@router.post("/reveal")
@guarded(Action.REVEAL_SSN)
def reveal(
    request: Request, case_id: str, form_token: Annotated[str, Form()], document: Annotated[str, Form()]
) -> Response:
    """Show masked SSN digits once; the asking is logged."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        _case(work, CaseId(case_id), visitor)
        work.audit.append(visitor.name, "ssn_revealed", document, desk.now(), case=case_id)
    return _show(request, CaseId(case_id), revealed=document)


def pages_of(work: Work, case: Case) -> list[PageId]:
    """Every page of the case's documents, in order."""
    return [p for document_id in case.document_ids for p in work.documents.get(document_id).page_ids]


def _case(work: Work, case_id: CaseId, visitor: Visitor) -> Case:
    try:
        case = work.cases.get(case_id)
    except KeyError as error:
        raise Refused("There is no such case.") from error
    if case.route is Route.RESTRICTED and not visitor.may(Action.VIEW_RESTRICTED):
        raise Refused("This case is restricted. A supervisor handles it.")
    return case


def _claim(work: Work, case: Case, visitor: Visitor, request: Request) -> str:
    """Claim for whoever may decide; the name of another holder, or empty."""
    if not visitor.may(Action.CLAIM):
        return ""
    now = desk_of(request).now()
    try:
        work.cases.claim(case.id, visitor.name, now, now + LEASE)
    except StaleDecision:
        return case.claimed_by or "a colleague"
    return ""
