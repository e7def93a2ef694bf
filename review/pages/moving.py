"""Papers from one case into another or into one of their own, and taking that back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Case
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, DocumentId
from processing.moving import move_papers, take_move_back
from processing.ports import Work
from review.guard import Refused, Unknown, check_form, clock_of, desk_of, guarded, visitor_of
from review.opening import open_case
from review.pages.case import show
from review.policy import Action, may_see
from review.refusal import Refusal

router = APIRouter(prefix="/cases/{case_id}")


@router.post("/move")
@guarded(Action.DECIDE)
def move(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    paper: Annotated[list[str] | None, Form()] = None,
    to: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Move the ticked papers into the case named, or into a new one where none is named."""
    check_form(request, form_token)
    chosen = [DocumentId(document_id) for document_id in paper or ()]
    target = CaseId(to.strip().upper()) if to.strip() else None
    by = visitor_of(request).name

    def change(work: Work, case: Case) -> Case:
        _check_target(work, target, request)
        return move_papers(work, case.id, version, chosen, target, by, clock_of(work, request), why)

    return _change(request, case_id, change, {"to": to, "why": why, "paper": "\n".join(chosen)})


@router.post("/move-back")
@guarded(Action.DECIDE)
def move_back(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    deed: Annotated[str, Form()],
) -> Response:
    """Take back what brought papers into this case."""
    check_form(request, form_token)
    by = visitor_of(request).name

    def change(work: Work, case: Case) -> Case:
        return take_move_back(work, case.id, version, deed, by, clock_of(work, request))

    return _change(request, case_id, change, {})


def _check_target(work: Work, target: CaseId | None, request: Request) -> None:
    """A case that this person may not see is to them as one that does not exist, but for the refusal."""
    if target is None:
        return
    try:
        open_case(work, target, visitor_of(request))
    except Unknown as error:
        raise NotAllowed(f"{error} Write its whole reference, as C-2026-000123.", field="to") from error
    except Refused as error:
        raise NotAllowed(str(error), field="to") from error


def _change(
    request: Request, case_id: str, change: Callable[[Work, Case], Case], typed: dict[str, str]
) -> Response:
    """Do it in one transaction and show the case that the papers are in then; what was `typed` stays where
    it cannot be done."""
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            home = change(work, case)
            work.cases.release(case.id, visitor.name)
            visible = may_see(home, visitor.role)
    except StaleDecision as error:
        refusal = Refusal("move", f"{str(error).rstrip('.')}. Nothing was moved.", typed=typed)
        return show(request, case_id, refusal=refusal, status_code=409)
    except NotAllowed as error:
        refusal = Refusal.of(error, "move", **typed)
        return show(request, case_id, refusal=refusal, status_code=422)
    return RedirectResponse(f"/cases/{home.id}" if visible else "/", status_code=303)
