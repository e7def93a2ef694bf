"""Batches of scans: the count, the split page by page, pages to scan again, taking a scan back."""

import io
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from PIL import Image

from domain.batches import Batch, SplitEdit
from domain.errors import NotAllowed
from domain.geometry import Box
from domain.ids import BatchId, PageId, SubmissionId
from intake.readers.wire import decode_reading
from processing.batching import (
    close_batch,
    edit_split,
    expect_count,
    reopen_batch,
    restore_scan,
    withdraw_scan,
)
from processing.ports import StoredPage, Work
from processing.stages.batch_report import BatchReport, ReportPage, find_batch_page, report_batch
from review.guard import Refused, Unknown, Visitor, check_form, desk_of, guarded, visitor_of
from review.masking import cover, ssn_boxes
from review.opening import is_prefetch
from review.policy import Action
from review.refusal import NOTHING, Refusal
from review.render import render
from review.shown_pages import picture_type

router = APIRouter(prefix="/batches")

#: Longest side in pixels of the small pictures, and of the one to judge a page by.
SIZES = {"small": 260, "large": 1500}

#: What a person may say of a page, as the page offers it.
EDITS: dict[SplitEdit, str] = {
    SplitEdit.STARTS_DOCUMENT: "starts a document",
    SplitEdit.JOINS: "goes on with the document before",
    SplitEdit.ONE_PAPER: "is one paper, not several",
    SplitEdit.CUT_AS_READ: "is cut as the machine does it",
    SplitEdit.STARTS_ENVELOPE: "starts an envelope",
    SplitEdit.DOCUMENT: "is a page of a paper",
    SplitEdit.BLANK: "is blank",
    SplitEdit.SEPARATOR: "is a separator",
    SplitEdit.COVER: "is a cover",
    SplitEdit.AS_READ: "is what the machine said",
}


@router.get("")
@guarded(Action.VIEW_BATCHES)
def show_batches(request: Request) -> Response:
    """Batches whose count differs first, then the newest."""
    desk = desk_of(request)
    with desk.storage.work() as work:
        batches = work.batches.newest()
        waiting = work.batches.waiting([batch.id for batch in batches])
    return render(request, "batches.html", {"batches": batches, "waiting": waiting})


@router.get("/{batch_id}")
@guarded(Action.VIEW_BATCHES)
def show_batch(request: Request, batch_id: str) -> Response:
    """One batch, with every page small."""
    return _show(request, batch_id)


def _show(request: Request, batch_id: str, refusal: Refusal = NOTHING) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        report = _report(work, batch_id)
        if not is_prefetch(request):
            work.audit.append(visitor.name, "batch_shown", report.batch.id, desk.now())
    values = {
        "report": report,
        "batch": report.batch,
        "edits": EDITS,
        "closed": {p.id for p in _pages_of(report) if not _may_see(p, visitor)},
        "refusal": refusal,
    }
    return render(request, "batch.html", values, status_code=422 if refusal.form else 200)


def _report(work: Work, batch_id: str) -> BatchReport:
    try:
        return report_batch(work, BatchId(batch_id))
    except KeyError as error:
        raise Unknown("There is no such batch.") from error


def _pages_of(report: BatchReport) -> list[ReportPage]:
    return [page for file in report.files for envelope in file.envelopes for page in envelope.pages]


def _may_see(page: ReportPage, visitor: Visitor) -> bool:
    """Papers of restricted cases, and those of which nobody knows yet, are for few."""
    return not page.restricted or visitor.may(Action.VIEW_RESTRICTED)


@router.get("/{batch_id}/pages/{number}/{size}/{page_id}")
@guarded(Action.VIEW_BATCHES)
def show_picture(
    request: Request, batch_id: str, number: int, size: Literal["small", "large"], page_id: str
) -> Response:
    """One page's picture, Social Security digits covered: a read, noted as such. `number` is for people."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        stored = _open_page(work, batch_id, page_id, visitor)
        if stored.image is None:
            raise Refused("This page is text and has no picture.")
        seen = "page_prefetched" if is_prefetch(request) else "page_shown"
        work.audit.append(visitor.name, seen, stored.id, desk.now(), batch=batch_id, size=size)
        boxes = _covered(work, stored)
    picture = shrink(cover(desk.storage.files.get(stored.image), boxes), SIZES[size])
    return Response(picture, media_type=picture_type(picture))


def _open_page(work: Work, batch_id: str, page_id: str, visitor: Visitor) -> StoredPage:
    """The page; `Unknown` where the batch has none such, `Refused` where this person may not see it."""
    stored, restricted = _find_page(work, batch_id, page_id)
    if restricted and not visitor.may(Action.VIEW_RESTRICTED):
        raise Refused("This page is restricted, or not sorted yet. A supervisor may see it.")
    return stored


def _find_page(work: Work, batch_id: str, page_id: str) -> tuple[StoredPage, bool]:
    try:
        return find_batch_page(work, BatchId(batch_id), PageId(page_id))
    except KeyError as error:
        raise Unknown("This batch has no such page.") from error


def _covered(work: Work, stored: StoredPage) -> list[Box]:
    documents = work.documents.of_submission(stored.submission_id)
    owners = [d for d in documents if stored.id in d.page_ids]
    reading = decode_reading(stored.reading) if stored.reading else None
    return list(ssn_boxes(stored.id, owners, reading))


def shrink(picture: bytes, longest: int) -> bytes:
    """The picture with its longest side of at most so many pixels, as JPEG."""
    with Image.open(io.BytesIO(picture)) as opened:
        small = opened.convert("L") if opened.mode in ("1", "L", "LA") else opened.convert("RGB")
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


# -- what the clerk says ------------------------------------------------------------------------------


@router.post("/{batch_id}/expect")
@guarded(Action.HANDLE_BATCHES)
def expect(
    request: Request,
    batch_id: str,
    form_token: Annotated[str, Form()],
    envelopes: Annotated[str, Form()] = "",
    pages: Annotated[str, Form()] = "",
) -> Response:
    """Type what was counted; empty fields are held against nothing."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        counted = _number(envelopes, "envelopes"), _number(pages, "pages")
        with desk.storage.work() as work:
            batch = _existing(work, batch_id)
            expect_count(work, batch.id, *counted, visitor.name, desk.now())
    except NotAllowed as error:
        return _show(request, batch_id, Refusal.of(error, "count", envelopes=envelopes, pages=pages))
    return _back(batch_id)


def _existing(work: Work, batch_id: str) -> Batch:
    try:
        return work.batches.get(BatchId(batch_id))
    except KeyError as error:
        raise Unknown("There is no such batch.") from error


def _number(text: str, field: str) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 6):
        raise NotAllowed("Type a count between 0 and 99,999, or leave it empty.", field=field)
    return int(text)


@router.post("/{batch_id}/{verb}")
@guarded(Action.HANDLE_BATCHES)
def settle(
    request: Request,
    batch_id: str,
    verb: Literal["close", "reopen"],
    form_token: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
) -> Response:
    """`close`: all is right, in words where the count differs; `reopen` takes that back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            batch = _existing(work, batch_id)
            if verb == "close":
                close_batch(work, batch.id, words, visitor.name, desk.now())
            else:
                reopen_batch(work, batch.id, visitor.name, desk.now())
    except NotAllowed as error:
        return _show(request, batch_id, Refusal.of(error, verb, words=words))
    return _back(batch_id)


@router.post("/{batch_id}/scans/{submission_id}/{verb}")
@guarded(Action.HANDLE_BATCHES)
def take_back(
    request: Request,
    batch_id: str,
    submission_id: str,
    verb: Literal["withdraw", "restore"],
    form_token: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
) -> Response:
    """Take a scan back, or take that back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            if submission_id not in work.batches.submissions(_existing(work, batch_id).id):
                raise Unknown("This batch has no such file.")
            if verb == "withdraw":
                withdraw_scan(work, SubmissionId(submission_id), words, visitor.name, desk.now())
            else:
                restore_scan(work, SubmissionId(submission_id), visitor.name, desk.now())
    except NotAllowed as error:
        return _show(request, batch_id, Refusal.of(error, f"withdraw-{submission_id}", words=words))
    return _back(batch_id)


@router.post("/{batch_id}/pages/{page_id}/edit")
@guarded(Action.HANDLE_BATCHES)
def edit(
    request: Request,
    batch_id: str,
    page_id: str,
    form_token: Annotated[str, Form()],
    word: Annotated[SplitEdit, Form()],
) -> Response:
    """Say what a page is, or where it belongs."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            # Nothing is shown by it: who held the paper may say where it belongs, restricted or not.
            found, _ = _find_page(work, batch_id, page_id)
            edit_split(work, found.id, word, visitor.name, desk.now())
    except NotAllowed as error:
        return _show(request, batch_id, Refusal.of(error, f"edit-{page_id}", word=word.value))
    return _back(batch_id)


def _back(batch_id: str) -> Response:
    return RedirectResponse(f"/batches/{batch_id}", status_code=303)
