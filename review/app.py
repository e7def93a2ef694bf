"""The web application of the review pages."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match

from domain.errors import DeploymentError, LostLease, NotAllowed, NotThere, StaleDecision, TransientError
from processing.cases.calendar import OfficeCalendar
from processing.decisions import DecisionSettings
from processing.ports import Storage
from processing.stages.services import Clock
from review.guard import PUBLIC, Desk, Refused, SignInNeeded, Unknown, find_visitor
from review.pages import (
    accounts,
    audit,
    batches,
    calendar,
    case,
    correcting,
    cutting,
    deciding,
    directory,
    finding,
    health,
    ledger,
    moving,
    outbox,
    quarantine,
    queue,
    rules,
    signin,
    status,
)
from review.policy import Action, allows
from review.render import render
from review.resuming import keep_left
from settings import Settings

ROUTERS: tuple[APIRouter, ...] = tuple(
    page.router
    for page in (
        signin,
        queue,
        case,
        correcting,
        cutting,
        deciding,
        finding,
        moving,
        quarantine,
        batches,
        ledger,
        outbox,
        directory,
        rules,
        calendar,
        audit,
        status,
        accounts,
        health,
    )
)

log = structlog.get_logger()

#: Nothing from elsewhere, nothing inline, no framing.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

#: Where a form of ours never comes from.
ELSEWHERE = frozenset({"cross-site", "same-site"})


def create_app(
    storage: Storage,
    *,
    settings: Settings,
    decisions: DecisionSettings,
    calendar: OfficeCalendar,
    clock: Clock,
) -> FastAPI:
    """The application, with its ports passed in."""
    app = FastAPI(title="OEMS intake", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = Desk(storage, settings, decisions, calendar, clock)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(str(files("review"))) / "static"), name="static")
    app.middleware("http")(guard_request)
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotAllowed, _refused)
    app.add_exception_handler(NotThere, _not_there)
    app.add_exception_handler(Unknown, _not_there)
    app.add_exception_handler(StaleDecision, _refused)
    app.add_exception_handler(LostLease, _refused)
    app.add_exception_handler(TransientError, _later)
    app.add_exception_handler(DeploymentError, _hindered)
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(404, _unknown)
    app.add_exception_handler(405, _unknown)
    return app


async def guard_request(request: Request, ask: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what no route declares, find out who asks, and set the headers of every answer."""
    try:
        response = await _answer(request, ask)
    except Exception as error:
        # Its words may quote what was read or typed: the kind of error is all that is logged.
        log.error("page_failed", method=request.method, kind=type(error).__name__)
        response = _broken(request)
    response.headers.update(HEADERS)
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


async def _answer(request: Request, ask: Callable[[Request], Awaitable[Response]]) -> Response:
    if request.method not in {"GET", "HEAD"} and request.headers.get("sec-fetch-site") in ELSEWHERE:
        return _refused(request, Refused("This form was sent from another site."))
    action = declared_action(request)
    if action is None:
        return _unknown(request, Exception())
    if action == PUBLIC:
        return await ask(request)
    return await _ask_as_visitor(request, ask, Action(action))


async def _ask_as_visitor(
    request: Request, ask: Callable[[Request], Awaitable[Response]], action: Action
) -> Response:
    try:
        visitor = await run_in_threadpool(find_visitor, request, request.app.state.desk)
    except TransientError as error:
        return _later(request, error)
    except DeploymentError as error:
        return _hindered(request, error)
    if visitor is None:
        return signin.ask_to_sign_in(request, await keep_left(request))
    request.state.visitor = visitor
    if not allows(visitor.role, action):
        return _refused(request, Refused(f"The role of {visitor.role} may not see this page or do this."))
    return await ask(request)


def declared_action(request: Request) -> Action | str | None:
    """What the matching route says it is; None where nothing matches or nothing is said."""
    if request.url.path.startswith("/static/"):
        return PUBLIC
    for route in (route for router in ROUTERS for route in router.routes):
        matched, _ = route.matches(request.scope)
        if matched is Match.FULL:
            return getattr(getattr(route, "endpoint", None), "review_action", None)
    return None


def _to_sign_in(request: Request, error: Exception) -> Response:
    return RedirectResponse("/signin", status_code=303)


def _refused(request: Request, error: Exception) -> Response:
    code = 409 if isinstance(error, StaleDecision | LostLease) else 403
    return _say(request, str(error), code)


def _not_there(request: Request, error: Exception) -> Response:
    return _say(request, str(error), 404, "Not found")


def _say(request: Request, words: str, code: int, title: str = "This is not possible") -> Response:
    return render(request, "refused.html", {"words": words, "title": title}, status_code=code)


def _later(request: Request, error: Exception) -> Response:
    log.warning("page_put_off", kind=type(error).__name__)
    return _say(request, "The database is briefly away. Try again in a moment.", 503, "Not just now")


def _hindered(request: Request, error: Exception) -> Response:
    """A full disk, or a database that nobody can use: waiting alone mends it not."""
    log.error("page_hindered", kind=type(error).__name__, problem=str(error))
    words = (
        "Nothing was changed: the disk is full, or the database cannot be used. Tell your administrator, "
        "to whom `oems-intake doctor` says what to do; then try again."
    )
    return _say(request, words, 503, "Not just now")


def _incomplete(request: Request, error: Exception) -> Response:
    """A form or address that lacks something; what was sent is not quoted."""
    return _say(request, "Something is missing in this form or address. Go back and try again.", 422)


def _broken(request: Request) -> Response:
    return _say(request, "Nothing was changed. If it happens again, tell your administrator.", 500,
                "Something went wrong")  # fmt: skip


def _unknown(request: Request, error: Exception) -> Response:
    return _say(request, "There is no such page.", 404, "Not found")
