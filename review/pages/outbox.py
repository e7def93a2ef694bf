"""The outbox: what waits, what may have been sent, what failed."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Dispatch
from domain.ids import DispatchId
from domain.states import DispatchState
from processing.decisions import cancel_withdrawn, is_withdrawn
from processing.pausing import note_sent
from processing.ports import Work
from review.guard import check_form, desk_of, guarded, visitor_of
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/outbox")

#: What a person should see; what was sent is on its case.
SHOWN = (
    DispatchState.UNCERTAIN,
    DispatchState.FAILED,
    DispatchState.HELD,
    DispatchState.SENDING,
    DispatchState.READY,
)


@router.get("")
@guarded(Action.VIEW_OUTBOX)
def show_outbox(request: Request) -> Response:
    """Dispatches that are not settled."""
    desk = desk_of(request)
    with desk.storage.work() as work:
        dispatches = [d for d in work.dispatches.in_states(SHOWN) if not _is_settled(work, d)]
        kept_back = work.dispatches.kept_back()
        cases = {d.case_id for d in dispatches if d.case_id and d.id in kept_back}
        withdrawn = {case_id for case_id in cases if is_withdrawn(work, work.cases.get(case_id))}
    order = {state: n for n, state in enumerate(SHOWN)}
    values = {
        "dispatches": sorted(dispatches, key=lambda d: order[d.state]),
        "no_server": not desk.settings.smtp_host,
        "kept_back": kept_back,
        "withdrawn": withdrawn,
        "put_off": any(_is_put_off(d) and d.id not in kept_back for d in dispatches),
    }
    return render(request, "outbox.html", values)


def _is_put_off(dispatch: Dispatch) -> bool:
    return dispatch.state is DispatchState.READY and bool(dispatch.problem)


def _is_settled(work: Work, dispatch: Dispatch) -> bool:
    """A failure opens its case again, and is over once that is decided."""
    return dispatch.state is DispatchState.FAILED and work.dispatches.is_overruled(dispatch.id)


@router.post("")
@guarded(Action.SETTLE_OUTBOX)
def try_now(request: Request, form_token: Annotated[str, Form()]) -> Response:
    """What was put off is tried now: the mail server is back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        hurried = work.dispatches.hurry(desk.now())
        work.audit.append(visitor.name, "dispatches_hurried", "outbox", desk.now(), count=hurried)
    return RedirectResponse("/outbox", status_code=303)


@router.post("/{dispatch_id}")
@guarded(Action.SETTLE_OUTBOX)
def settle(
    request: Request, dispatch_id: str, form_token: Annotated[str, Form()], sent: Annotated[bool, Form()]
) -> Response:
    """A person says whether an uncertain dispatch went; if not, it goes again under the same Message-ID, or,
    where its case was decided anew since, not at all.
    """
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        work.dispatches.resolve_uncertain(DispatchId(dispatch_id), sent, visitor.name, desk.now())
        if sent:
            note_sent(work, work.dispatches.get(DispatchId(dispatch_id)), desk.now())
        work.audit.append(visitor.name, "dispatch_settled", dispatch_id, desk.now(), sent=sent)
    return RedirectResponse("/outbox", status_code=303)


@router.post("/{dispatch_id}/cancel")
@guarded(Action.SETTLE_OUTBOX)
def cancel(request: Request, dispatch_id: str, form_token: Annotated[str, Form()]) -> Response:
    """What is kept back of a withdrawn case, this and all beside it, goes no more."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        cancel_withdrawn(work, work.dispatches.get(DispatchId(dispatch_id)), visitor.name, desk.now())
    return RedirectResponse("/outbox", status_code=303)
