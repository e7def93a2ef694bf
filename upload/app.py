"""The upload interface as an application of its own, and its place beside the review pages.

It knows no cookies: every request carries its token, so that no page of another site can use it.
"""

from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import CorruptDocument, StorageFull, TransientError
from processing.ports import Spool, Storage
from processing.stages.services import Clock
from settings import Settings
from upload import resumable, submissions
from upload.desk import UploadDesk
from upload.problems import Problem, Trouble

log = structlog.get_logger()

#: Everything below it is the interface, and nothing else is.
ROOT = "/api/"
PREFIX = "/api/v1"
_ABOUT = (
    "Takes the same files as mailbox, fax line and scanner, from other systems. A submission is answered "
    "after it is durable; what was refused or broke off leaves nothing and uses up no key."
)


def create_upload_app(storage: Storage, spool: Spool, *, settings: Settings, clock: Clock) -> FastAPI:
    """The application, with its ports passed in."""
    app = FastAPI(
        title="OEMS intake: uploads",
        version=_version(),
        description=_ABOUT,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = UploadDesk(
        storage,
        spool,
        settings.limits,
        clock,
        at_once=settings.upload_at_once,
        idle_seconds=float(settings.upload_idle_seconds),
        least_rate=settings.upload_least_rate,
    )
    for router in (submissions.router, resumable.router):
        app.include_router(router, prefix=PREFIX)
    _handle_troubles(app)
    app.add_middleware(KeepQuiet)
    spool.clear(clock())
    return app


def beside(interface: ASGIApp, pages: ASGIApp) -> ASGIApp:
    """One server for both: what begins with /api/ is the interface's."""

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        wanted = scope["type"] == "http" and scope["path"].startswith(ROOT)
        await (interface if wanted else pages)(scope, receive, send)

    return choose


def _version() -> str:
    try:
        return version("oems-intake")
    except PackageNotFoundError:
        return "0"


def _handle_troubles(app: FastAPI) -> None:
    handlers: dict[type[Exception] | int, Callable[[Exception], Problem]] = {
        Problem: _as_it_is,
        StorageFull: _disk_full,
        TransientError: _away,
        CorruptDocument: _spoilt,
        RequestValidationError: _incomplete,
        HTTPException: _http,
    }
    for kind, translate in handlers.items():
        app.add_exception_handler(kind, _answering(translate))


def _answering(
    translate: Callable[[Exception], Problem],
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        problem = translate(error)
        if problem.status >= 500:
            log.warning("upload_put_off", trouble=problem.trouble.value, kind=type(error).__name__)
        linger = not getattr(request.state, "body_read", False)
        return problem.answer(linger=linger)

    return answer


def _as_it_is(error: Exception) -> Problem:
    assert isinstance(error, Problem)  # noqa: S101 - registered for this class alone
    return error


def _disk_full(error: Exception) -> Problem:
    words = "The server's disk is full. Nothing was taken; send it again later under the same key."
    return Problem(503, Trouble.DISK_FULL, words, {"Retry-After": "120"})


def _away(error: Exception) -> Problem:
    words = "The server's database is briefly away. Send it again under the same key."
    return Problem(503, Trouble.AWAY, words, {"Retry-After": "10"})


def _spoilt(error: Exception) -> Problem:
    words = "What is stored of this upload cannot be opened. Begin it anew under another key."
    return Problem(500, Trouble.FAILED, words)


def _incomplete(error: Exception) -> Problem:
    return Problem(422, Trouble.NOT_UNDERSTOOD, "Something is missing in this request; see openapi.json.")


def _http(error: Exception) -> Problem:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405:
        return Problem(405, Trouble.NO_SUCH_METHOD, "This is not done here; see openapi.json.")
    return Problem(status, Trouble.UNKNOWN, "There is nothing here; see /api/v1/openapi.json.")


class KeepQuiet:
    """Answers what nobody thought of; its words may quote what was sent, so only its kind is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; where nothing was answered yet when it failed, say so."""
        begun = False

        async def tell(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, tell)
        except Exception as error:
            log.error("upload_failed", kind=type(error).__name__)
            if not begun:
                words = "Something went wrong here. Send it again under the same key."
                await Problem(500, Trouble.FAILED, words).answer()(scope, receive, send)
