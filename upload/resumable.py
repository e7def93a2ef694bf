"""Submissions in pieces: a line that breaks goes on where it stopped.

After the IETF's draft on resumable uploads (draft-ietf-httpbis-resumable-upload): a body is announced,
its pieces are appended at `Upload-Offset`, `HEAD` tells how much is here. The whole body is what one
request would have held.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from processing.ports import Client, OpenUpload, UploadBusy, UploadHead
from upload.bodies import declared_length, refuse_oversize, take_body
from upload.described import (
    DISPOSITION,
    KEY,
    PIECE,
    UPLOAD_LENGTH,
    UPLOAD_OFFSET,
    WORD_HEADERS,
    offset_headers,
    problems,
)
from upload.desk import UploadDesk, client_of, desk_of
from upload.filing import file_body, find_receipt
from upload.forms import kept_headers
from upload.models import Receipt
from upload.problems import Problem, Trouble
from upload.submissions import answer_receipt, busy_key, key_of

router = APIRouter(prefix="/uploads", tags=["resumable uploads"])

PIECE_TYPES = ("application/partial-upload", "application/offset+octet-stream")


@router.post(
    "",
    summary="Announce a submission that comes in pieces",
    status_code=201,
    response_class=Response,
    responses={
        200: {
            "model": Receipt,
            "description": "In custody before, under the same key: compare the hashes.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        201: {"description": "Send the pieces to `Location`.", "headers": offset_headers("Location")},
        **problems(400, 401, 409, 413, 422, 503),
    },
    openapi_extra={"parameters": [KEY, UPLOAD_LENGTH, *WORD_HEADERS, DISPOSITION]},
)
async def begin_upload(request: Request, client: Client = Depends(client_of)) -> Response:
    """The headers are those of a submission in one request, its Content-Type with the form's boundary
    included; the body stays empty. Repeating it tells where an upload under the same key stands."""
    desk, key = desk_of(request), key_of(request)
    length = _whole_number(request, "upload-length")
    if length < 1:
        raise Problem(422, Trouble.NOT_UNDERSTOOD, "An Upload-Length of 0 is no submission.")
    refuse_oversize(length, desk.limit)
    async with desk.filing:
        receipt = await run_in_threadpool(find_receipt, desk, client.name, key)
    if receipt:
        return answer_receipt(receipt, new=False)
    head = UploadHead(client.name, key, kept_headers(request.headers), length, resumable=True)
    offset = await run_in_threadpool(_begin, desk, head)
    place = f"/api/v1/uploads/{desk.spool.upload_id(client.name, key)}"
    return Response(status_code=201, headers={"Location": place, "Upload-Offset": str(offset)})


def _begin(desk: UploadDesk, head: UploadHead) -> int:
    desk.spool.clear(desk.now())
    try:
        with desk.spool.begin(head) as upload:
            if upload.head != head:
                words = "This Idempotency-Key stands for an upload of another length or type. Use a new key."
                raise Problem(422, Trouble.OTHER_CONTENT, words)
            return upload.offset
    except UploadBusy as error:
        raise busy_key() from error


@router.head(
    "/{upload_id}",
    summary="How much is here",
    status_code=204,
    response_class=Response,
    responses={
        204: {"description": "Go on at the offset.", "headers": offset_headers("Upload-Length")},
        **problems(401, 404, 409, 503),
    },
)
async def ask_offset(request: Request, upload_id: str, client: Client = Depends(client_of)) -> Response:
    """404 after the whole body was taken: announce it again under its key to get the receipt."""
    with _resumed(desk_of(request), upload_id, client) as upload:
        return Response(status_code=204, headers=_standing(upload))


@router.patch(
    "/{upload_id}",
    summary="Append a piece",
    response_model=Receipt,
    status_code=201,
    responses={
        200: {"model": Receipt, "description": "In custody before, under the same key."},
        201: {"description": "That was the last piece: the submission is in custody."},
        204: {"description": "More is to come.", "headers": offset_headers("Upload-Length")},
        **problems(400, 401, 404, 408, 409, 413, 415, 422, 503),
    },
    openapi_extra={"parameters": [UPLOAD_OFFSET], "requestBody": PIECE},
)
async def append_piece(request: Request, upload_id: str, client: Client = Depends(client_of)) -> Response:
    """What came before a line broke stays. An empty piece at the end asks for the receipt again."""
    desk = desk_of(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() not in PIECE_TYPES:
        raise Problem(415, Trouble.WRONG_TYPE, f"Send a piece as `Content-Type: {PIECE_TYPES[0]}`.")
    offset = _whole_number(request, "upload-offset")
    with desk.place(), _resumed(desk, upload_id, client) as upload:
        if offset != upload.offset:
            words = "The server has another number of bytes of this upload: go on at `offset`."
            raise Problem(409, Trouble.WRONG_OFFSET, words, _standing(upload), {"offset": upload.offset})
        await _append(request, desk, upload)
        if upload.offset != upload.head.length:
            return Response(status_code=204, headers=_standing(upload))
        return await _finish(desk, upload)


async def _append(request: Request, desk: UploadDesk, upload: OpenUpload) -> None:
    room = (upload.head.length or 0) - upload.offset
    words = f"The piece is longer than what is missing, {room} bytes. Nothing of its rest was taken."
    too_much = Problem(413, Trouble.TOO_LARGE, words, more={"limit": room})
    if (declared_length(request) or 0) > room:
        raise too_much
    try:
        whole = await take_body(request, upload, desk.bounds(room, too_much))
    finally:
        await run_in_threadpool(upload.sync)
    if not whole:
        words = "The piece stood still or came too slowly. Go on at the offset."
        raise Problem(408, Trouble.TOO_SLOW, words, _standing(upload), {"offset": upload.offset})


async def _finish(desk: UploadDesk, upload: OpenUpload) -> Response:
    """Custody. A body that makes no sense is forgotten, so that the key is free for a better one."""
    head = upload.head
    try:
        receipt, new = await file_body(desk, head.client, head.key, head.headers, upload)
    except Problem:
        upload.remove()
        raise
    upload.remove()
    return answer_receipt(receipt, new=new)


@router.delete(
    "/{upload_id}",
    summary="Give an upload up",
    status_code=204,
    response_class=Response,
    responses={204: {"description": "Forgotten."}, **problems(401, 404, 409, 503)},
)
async def give_up(request: Request, upload_id: str, client: Client = Depends(client_of)) -> Response:
    """Frees the key for other content."""
    with _resumed(desk_of(request), upload_id, client) as upload:
        upload.remove()
    return Response(status_code=204)


@contextmanager
def _resumed(desk: UploadDesk, upload_id: str, client: Client) -> Iterator[OpenUpload]:
    """A client's own upload. Raises `Problem`."""
    unknown = Problem(404, Trouble.UNKNOWN, "You have no upload of this id on its way.")
    with ExitStack() as stack:
        try:
            upload = stack.enter_context(desk.spool.resume(upload_id))
        except KeyError as error:
            raise unknown from error
        except UploadBusy as error:
            raise busy_key() from error
        if upload.head.client != client.name:
            raise unknown
        yield upload


def _standing(upload: OpenUpload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.head.length)}


def _whole_number(request: Request, name: str) -> int:
    given = request.headers.get(name, "")
    if not given.isdecimal() or len(given) > 15:
        raise Problem(400, Trouble.NOT_UNDERSTOOD, f"Send the header {name.title()} with a number of bytes.")
    return int(given)
