"""Taking a body off the line: never larger than allowed, never slower, never whole in memory."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import anyio
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from processing.ports import OpenUpload
from upload.problems import Problem, Trouble

#: Bytes that are sealed and written at once.
PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one body may be."""

    room: int
    """Bytes."""
    too_much: Problem
    """What is answered to more."""
    idle_seconds: float
    """Longest pause, and what a body may lag behind the least rate."""
    least_rate: int
    """Bytes a second; what comes more slowly holds a place that others need."""


def declared_length(request: Request) -> int | None:
    """The Content-Length; None where the body comes in chunks."""
    given = request.headers.get("content-length", "")
    return int(given) if given.isdecimal() else None


def refuse_oversize(length: int | None, limit: int) -> None:
    """Before anything is read. Raises `Problem`."""
    if length is not None and length > limit:
        raise too_large(limit)


def too_large(limit: int) -> Problem:
    """The refusal names the limit; no key is used up by it."""
    words = (
        f"The body is larger than {limit} bytes. Nothing was taken, and the Idempotency-Key is free: "
        "send fewer files in one request."
    )
    return Problem(413, Trouble.TOO_LARGE, words, more={"limit": limit})


async def take_body(request: Request, upload: OpenUpload, bounds: Bounds) -> bool:
    """Append the request's body to `upload`; whether it came whole.

    What came before the line broke or stood still is kept in `upload`. Raises `bounds.too_much` where
    the body grows past its room, `StorageFull` where the disk has none.
    """
    piece, room, whole = bytearray(), bounds.room, True
    async for chunk in _chunks(request, bounds):
        if chunk is None:
            whole = False
            break
        room -= len(chunk)
        if room < 0:
            raise bounds.too_much
        piece += chunk
        if len(piece) >= PIECE_BYTES:
            await run_in_threadpool(upload.append, bytes(piece))
            piece.clear()
    if piece:
        await run_in_threadpool(upload.append, bytes(piece))
    request.state.body_read = whole
    return whole


async def _chunks(request: Request, bounds: Bounds) -> AsyncIterator[bytes | None]:
    """What comes, piece by piece; None at the end where the line broke, stood still or is too slow."""
    began, came = time.monotonic(), 0
    while True:
        message = None
        with anyio.move_on_after(bounds.idle_seconds):
            message = await request.receive()
        if message is None or message["type"] != "http.request":
            yield None
            return
        chunk = message.get("body", b"")
        came += len(chunk)
        yield chunk
        if not message.get("more_body"):
            return
        if time.monotonic() - began > bounds.idle_seconds + came / bounds.least_rate:
            yield None
            return
