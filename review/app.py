"""The web application of the review pages."""

from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.routing import Match

from domain.errors import NotAllowed, StaleDecision, TransientError
from processing.cases.calendar import OfficeCalendar
from processing.decisions import DecisionSettings
from processing.ports import Storage
from processing.stages.services import Clock
from review.guard import PUBLIC, Desk, Refused, SignInNeeded, find_visitor
from review.pages import (
    accounts,
    audit,
    case,
    directory,
    outbox,
    quarantine,
    queue,
    signin,
    status,
)
from review.policy import Action, allows
from review.render import render
from settings import Settings

ROUTERS: tuple[APIRouter, ...] = tuple(
    page.router for page in (signin, queue, case, quarantine, outbox, directory, audit, status, accounts)
)

#: Nothing from elsewhere, nothing inline, no framing.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


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
    app.add_exception_handler(StaleDecision, _refused)
    app.add_exception_handler(TransientError, _later)
    app.add_exception_handler(404, _unknown)
    return app


async def guard_request(request: Request, ask: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what no route declares, find out who asks, and set the headers of every answer."""
    action = declared_action(request)
    if action is None:
        response = _unknown(request, Exception())
    elif action == PUBLIC:
        response = await ask(request)
    else:
        response = await _ask_as_visitor(request, ask, Action(action))
    response.headers.update(HEADERS)
    if not request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


async def _ask_as_visitor(
    request: Request, ask: Callable[[Request], Awaitable[Response]], action: Action
) -> Response:
    visitor = await run_in_threadpool(find_visitor, request, request.app.state.desk)
    if visitor is None:
        return RedirectResponse("/signin", status_code=303)
    request.state.visitor = visitor
    if not allows(visitor.role, action):
        return _refused(request, Refused(f"A {visitor.role} may not see this page or do this."))
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
    code = 409 if isinstance(error, StaleDecision) else 403
    return render(request, "refused.html", {"words": str(error)}, status_code=code)


def _later(request: Request, error: Exception) -> Response:
    return render(request, "refused.html", {"words": f"{error} Try again in a moment."}, status_code=503)


def _unknown(request: Request, error: Exception) -> Response:
    return render(request, "refused.html", {"words": "There is no such page."}, status_code=404)
