"""Submissions in one request, what became of them, and the limits."""

import re

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from processing.ports import Client, UploadBusy, UploadHead
from upload.bodies import declared_length, refuse_oversize, take_body
from upload.described import BODY, DISPOSITION, KEY, WORD_HEADERS, problems
from upload.desk import UploadDesk, client_of, desk_of
from upload.filing import file_body, find_state
from upload.forms import MOST_FILES, kept_headers
from upload.models import Limits, Receipt, SubmissionState
from upload.problems import Problem, Trouble

router = APIRouter(tags=["submissions"])

#: Hours for which a broken-off resumable upload waits (`storage.spool.WAITS`).
RESUMABLE_HOURS = 24

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def key_of(request: Request) -> str:
    """The client's key for this submission. Raises `Problem`."""
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        words = "Send an Idempotency-Key, your own name for this submission: 1 to 200 ASCII characters."
        raise Problem(400, Trouble.NO_KEY, words)
    return key


def busy_key() -> Problem:
    """Two requests at once under one key."""
    words = "Another request under this key is on its way. Wait for its answer, or try again in a moment."
    return Problem(409, Trouble.BUSY_KEY, words, {"Retry-After": "2"})


def answer_receipt(receipt: Receipt, *, new: bool) -> Response:
    """201 for what is new, 200 for what was there."""
    place = {"Location": f"/api/v1/submissions/{receipt.id}"}
    return JSONResponse(receipt.model_dump(mode="json"), 201 if new else 200, place)


@router.post(
    "/submissions",
    response_model=Receipt,
    status_code=201,
    summary="Hand a submission over",
    responses={
        200: {"model": Receipt, "description": "In custody before, under the same key."},
        201: {"description": "In custody."},
        **problems(400, 401, 408, 409, 413, 422, 503),
    },
    openapi_extra={"parameters": [KEY, *WORD_HEADERS, DISPOSITION], "requestBody": BODY},
)
async def post_submission(request: Request, client: Client = Depends(client_of)) -> Response:
    """One submission: a form with one or several files, or one file as the body.

    Answered after the files are durable. A request that was refused or broke off has used up no key and
    left nothing behind.
    """
    desk, key, length = desk_of(request), key_of(request), declared_length(request)
    refuse_oversize(length, desk.limit)
    head = UploadHead(client.name, key, kept_headers(request.headers), length, resumable=False)
    with desk.place():
        receipt, new = await _take(request, desk, head)
    return answer_receipt(receipt, new=new)


async def _take(request: Request, desk: UploadDesk, head: UploadHead) -> tuple[Receipt, bool]:
    try:
        with desk.spool.begin(head) as upload:
            if not await take_body(request, upload, desk.bounds(desk.limit)):
                words = "The body stood still or came too slowly; nothing was taken. Send it again."
                raise Problem(408, Trouble.TOO_SLOW, words)
            return await file_body(desk, head.client, head.key, head.headers, upload)
    except UploadBusy as error:
        raise busy_key() from error


@router.get(
    "/submissions/{submission_id}",
    summary="What became of a submission",
    responses=problems(401, 404, 503),
)
async def get_submission(
    request: Request, submission_id: str, client: Client = Depends(client_of)
) -> SubmissionState:
    """State, cases and what waits for a person; of the client's own submissions only, without names."""
    found = await run_in_threadpool(find_state, desk_of(request), client.name, submission_id)
    if found is None:
        raise Problem(404, Trouble.UNKNOWN, "You have no submission of this id.")
    return found


@router.get("/limits", summary="What one request may hold", responses=problems(401, 503))
async def get_limits(request: Request, client: Client = Depends(client_of)) -> Limits:
    """Ask before sending much."""
    desk = desk_of(request)
    return Limits(
        body_bytes=desk.limit,
        files=MOST_FILES,
        pause_seconds=desk.idle_seconds,
        least_bytes_a_second=desk.least_rate,
        at_once=desk.at_once,
        resumable_hours=RESUMABLE_HOURS,
    )
