"""What the upload interface works with, and who asks."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from domain.limits import Limits
from intake.channels.upload import GROWTH
from processing.ports import Client, Spool, Storage
from processing.stages.services import Clock
from upload.bodies import Bounds, too_large
from upload.problems import Problem, Trouble

#: Room in an original for the heads of its parts, in bytes.
HEADS_BYTES = 128 * 1024

_BEARER = HTTPBearer(auto_error=False, description="The token that `oems-intake clients add` printed.")


@dataclass(slots=True)
class UploadDesk:
    """The ports and bounds of one server."""

    storage: Storage
    spool: Spool
    limits: Limits
    clock: Clock
    at_once: int
    """Bodies taken at a time; more are asked to come again."""
    idle_seconds: float
    least_rate: int
    """Bytes a second."""
    filing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One body at a time is whole in memory."""
    busy: int = 0

    @property
    def limit(self) -> int:
        """Bytes of one body: its original, files in base64, must stay within `limits.message_bytes`."""
        return max(1, int((self.limits.message_bytes - HEADS_BYTES) / GROWTH))

    def now(self) -> datetime:
        return self.clock()

    def bounds(self, room: int, too_much: Problem | None = None) -> Bounds:
        """For one body of at most `room` bytes."""
        return Bounds(room, too_much or too_large(self.limit), self.idle_seconds, self.least_rate)

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place among the bodies taken at a time. Raises `Problem` where all are held."""
        if self.busy >= self.at_once:
            words = "As many uploads as this server takes at a time are on their way. Try again."
            raise Problem(503, Trouble.TOO_BUSY, words, {"Retry-After": "5"})
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1


def desk_of(request: Request) -> UploadDesk:
    """The desk of this application."""
    desk: UploadDesk = request.app.state.desk
    return desk


async def client_of(
    request: Request, given: HTTPAuthorizationCredentials | None = Depends(_BEARER)
) -> Client:
    """Who asks. Raises `Problem` where no token or an unknown or revoked one comes."""
    found = await run_in_threadpool(_find_client, desk_of(request), given.credentials) if given else None
    if found is None:
        words = "Send the header `Authorization: Bearer TOKEN` with a token that is not revoked."
        raise Problem(401, Trouble.NOT_KNOWN, words, {"WWW-Authenticate": "Bearer"})
    return found


def _find_client(desk: UploadDesk, token: str) -> Client | None:
    with desk.storage.work() as work:
        return work.clients.of_token(token)
