"""What is answered when something is not taken: problem details after RFC 9457."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import anyio
from fastapi.responses import JSONResponse
from starlette.types import Receive, Scope, Send

#: Seconds for which a refused body is still read and thrown away, so that the client sees the answer
#: instead of a broken line.
LINGER_SECONDS = 2.0
PROBLEM_TYPE = "urn:oems-intake:problem:"


class Trouble(StrEnum):
    """Every problem, by the last part of its type."""

    NOT_KNOWN = "no-token"
    UNKNOWN = "unknown"
    NO_SUCH_METHOD = "no-such-method"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    BROKEN_OFF = "broken-off"
    NO_KEY = "no-idempotency-key"
    OTHER_CONTENT = "key-used-for-other-content"
    BUSY_KEY = "key-in-use"
    WRONG_OFFSET = "wrong-offset"
    WRONG_TYPE = "wrong-media-type"
    NOT_UNDERSTOOD = "not-understood"
    TOO_BUSY = "too-busy"
    DISK_FULL = "disk-full"
    AWAY = "briefly-away"
    FAILED = "failed"


@dataclass
class Problem(Exception):
    """Answer so, and take nothing."""

    status: int
    trouble: Trouble
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    """Members beside the standard ones: `limit`, `offset`."""

    def answer(self, *, linger: bool = True) -> "ProblemAnswer":
        """As it goes over the line; `linger` where a body may be on its way."""
        content = {
            "type": PROBLEM_TYPE + self.trouble,
            "title": self.trouble.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
        }
        return ProblemAnswer(content | self.more, self.status, self.headers, linger=linger)


class ProblemAnswer(JSONResponse):
    """Says what is wrong at once, then closes the line without breaking it."""

    media_type = "application/problem+json"

    def __init__(self, content: Any, status: int, headers: dict[str, str], *, linger: bool) -> None:
        super().__init__(content, status, headers | ({"Connection": "close"} if linger else {}))
        self._linger = linger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole answer goes out before the rest of a body is waited for."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": self._linger})
        if self._linger:
            with anyio.move_on_after(LINGER_SECONDS):
                await _drain(scope, receive)
            await send({"type": "http.response.body", "body": b""})


async def _drain(scope: Scope, receive: Receive) -> None:
    """Throw away what still comes; whoever asked whether to send at all (RFC 9110 10.1.1) sends nothing."""
    if (b"expect", b"100-continue") in [(n.lower(), v.lower()) for n, v in scope["headers"]]:
        return
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body"):
            return
