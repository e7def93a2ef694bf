"""Lines that say nothing are closed: the web server's own time-outs begin only after a first answer."""

import asyncio

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds in which a request's head must be here.
HEAD_SECONDS = 20.0
#: Lines at a time; more are answered 503.
LINES = 200
#: Seconds for which an answered line waits for its next request.
KEEP_ALIVE_SECONDS = 5


class PatientProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, on lines that send their heads in time."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until stopped."""
    server_of(app, host, port).run()


def server_of(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """The web server, without a log of who asks for what."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=PatientProtocol,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        limit_concurrency=LINES,
        log_level="warning",
        access_log=False,
    )
    return uvicorn.Server(config)
