"""The queue of what could not be handled: look, assign, retry, replace, export, close."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from domain.errors import NotAllowed, NotThere
from domain.ids import SubmissionId, UserName
from domain.kinds import Role
from domain.ledger import subject_of
from intake.parsers.cell import ParserCell
from processing.failures import tell_apart
from processing.ports import Account, QuarantineEntry, Work
from processing.stages.handling import (
    any_entry,
    assign_entry,
    close_entry,
    escalate_entry,
    export_entry,
    reason_group,
    reopen_entry,
    replace_entry,
    retry_alike,
    retry_entry,
    retry_may_help,
    urgency,
)
from review.arrivals import ShownArrival, find_entries, part_at_fault, tell_arrival
from review.guard import Refused, Unknown, check_form, desk_of, guarded, visitor_of
from review.numbers import RowNumber
from review.policy import Action, allows, seen_whole, sees_whole_submission
from review.refusal import NOTHING, Refusal
from review.render import render
from wiring import fax_profiles_of

router = APIRouter(prefix="/quarantine")

#: Closed entries that are looked through.
CLOSED_SHOWN = 500
#: Entries on one page.
PAGE = 100

Verb = Literal["retry", "take", "assign", "close", "reopen", "escalate", "replace"]


@router.get("")
@guarded(Action.VIEW_QUARANTINE)
def show_quarantine(
    request: Request, search: str = "", reason: str = "", view: str = "open", done: str = ""
) -> Response:
    """Escalated entries first, then by due date; `view` is `open`, `mine` or `closed`."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        entries = _entries(work, view, visitor.name)
        groups = Counter(reason_group(entry) for entry in entries)
        of_reason = [e for e in entries if reason in ("", reason_group(e))]
        open_to = seen_whole(work, {e.submission_id for e in of_reason}, visitor.role)
        shown = find_entries(work, of_reason, search.strip(), open_to)
        came = {e.id: _tell_arrival(work, e) for e in shown[:PAGE] if e.submission_id in open_to}
        work.audit.append(visitor.name, "quarantine_listed", "quarantine", desk.now(), entries=len(came))
        channels = {e.submission_id: work.submissions.get(e.submission_id).channel for e in shown[:PAGE]}
    first = {reason_group(entry): entry for entry in reversed(entries)}
    values = {
        "entries": shown[:PAGE],
        "found": len(shown),
        "came": came,
        "reasons": [(key, first[key].reason, count) for key, count in groups.most_common()],
        "channels": channels,
        "today": desk.now().astimezone(desk.calendar.zone).date(),
        "chosen": {"search": search, "reason": reason, "view": view},
        "done": done,
        "tell_apart": tell_apart,
    }
    return render(request, "quarantine.html", values)


def _entries(work: Work, view: str, visitor: UserName) -> list[QuarantineEntry]:
    if view == "closed":
        return [e for e in reversed(work.quarantine.entries(open_only=False, limit=CLOSED_SHOWN)) if e.ending]
    entries = sorted(work.quarantine.entries(), key=urgency)
    return [e for e in entries if e.owner == visitor] if view == "mine" else entries


@router.get("/{entry}")
@guarded(Action.VIEW_QUARANTINE)
def show_entry(request: Request, entry: RowNumber) -> Response:
    """One entry with its history and all that can be done with it."""
    return _show_entry(request, entry)


def _show_entry(request: Request, entry: int, refusal: Refusal = NOTHING) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        found = any_entry(work, entry)
        open_to = sees_whole_submission(work, found.submission_id, visitor.role)
        values = {
            "entry": found,
            "came": _tell_arrival(work, found) if open_to else None,
            "cases": [c.id for c in work.cases.of_submission(found.submission_id)] if open_to else [],
            "may_help": retry_may_help(found),
            "submission": work.submissions.get(found.submission_id),
            "open_to": open_to,
            "handlers": [a.name for a in work.accounts.all() if _handles(a)],
            "history": work.audit.newest(subject=subject_of(entry)),
            "alike": sum(reason_group(e) == reason_group(found) for e in work.quarantine.entries()),
            "group": reason_group(found),
            "today": desk.now().astimezone(desk.calendar.zone).date(),
            "refusal": refusal,
            "tell_apart": tell_apart,
        }
        if open_to:
            work.audit.append(
                visitor.name, "quarantine_shown", found.submission_id, desk.now(), entry=found.id
            )
    return render(request, "quarantine_entry.html", values, status_code=422 if refusal.form else 200)


def _tell_arrival(work: Work, entry: QuarantineEntry) -> ShownArrival:
    return tell_arrival(work.submissions.facts(entry.submission_id), part_at_fault(work, entry))


def _handles(account: Account | None) -> bool:
    return bool(account and account.active and allows(Role(account.role), Action.HANDLE_QUARANTINE))


@router.post("/alike/{group}")
@guarded(Action.HANDLE_QUARANTINE)
def retry_all_alike(request: Request, group: str, form_token: Annotated[str, Form()]) -> Response:
    """Try everything again that is here for the same reason."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        tried = retry_alike(
            work,
            group,
            visitor.name,
            desk.now(),
            is_open=lambda key: sees_whole_submission(work, key, visitor.role),
        )
    return RedirectResponse(f"/quarantine?done={len(tried)}+retried", status_code=303)


@router.post("/{entry}/{verb}")
@guarded(Action.HANDLE_QUARANTINE)
def handle(
    request: Request,
    entry: RowNumber,
    verb: Verb,
    form_token: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
    owner: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
) -> Response:
    """One verb on one entry; `words` close it, `owner` is an account or empty, `file` is the better copy."""
    check_form(request, form_token)
    try:
        if verb == "replace":
            return _replace(request, entry, file)
        _do(request, entry, verb, words, owner)
    except NotThere:
        raise
    except NotAllowed as error:
        return _show_entry(request, entry, Refusal.of(error, verb, words=words, owner=owner, file=""))
    stays = verb in ("take", "assign", "reopen", "escalate")
    return RedirectResponse(f"/quarantine/{entry}" if stays else "/quarantine", status_code=303)


def _do(request: Request, entry: int, verb: Verb, words: str, owner: str) -> None:
    desk, by = desk_of(request), visitor_of(request).name
    now = desk.now()
    with desk.storage.work() as work:
        if verb == "retry":
            # What was told apart is forgotten then, and with it that it is closed.
            _check_open(request, work, any_entry(work, entry).submission_id)
            retry_entry(work, entry, by, now)
        elif verb == "take":
            assign_entry(work, entry, work.accounts.get(by), by, now)
        elif verb == "assign":
            assign_entry(work, entry, _owner(work, owner), by, now)
        elif verb == "close":
            close_entry(work, entry, words, by, now)
        elif verb == "reopen":
            reopen_entry(work, entry, by, now, desk.office.office_days(work))
        else:
            escalate_entry(work, entry, by, now)


def _owner(work: Work, name: str) -> Account | None:
    if not name:
        return None
    account = work.accounts.get(UserName(name))
    if not _handles(account):
        words = "This account does not handle the quarantine. Choose another owner."
        raise NotAllowed(words, field="owner")
    return account


def _replace(request: Request, entry: int, file: UploadFile | None) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    most = desk.settings.limits.message_bytes
    if file is None or not file.filename:
        raise NotAllowed("Choose the file that is the better copy.", field="file")
    with file.file:
        raw = file.file.read(most + 1)
    replace_entry(desk.storage, entry, raw, visitor.name, desk.now(), most_bytes=most)
    return RedirectResponse(f"/quarantine/{entry}", status_code=303)


@router.get("/{entry}/export/{what}")
@guarded(Action.HANDLE_QUARANTINE)
def export(request: Request, entry: RowNumber, what: Literal["original", "part"]) -> Response:
    """The original or the one part with a manifest, as a zip file for a specialist; logged."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        _check_open(request, work, any_entry(work, entry).submission_id)
    if what == "original":
        made = export_entry(desk.storage, entry, visitor.name, desk.now(), None)
    else:
        with ParserCell(desk.settings.limits, fax_profiles=fax_profiles_of(desk.settings)) as cell:
            made = export_entry(desk.storage, entry, visitor.name, desk.now(), cell)
    return _download(made.content, made.name, "application/zip")


@router.get("/originals/{submission_id}")
@guarded(Action.HANDLE_QUARANTINE)
def download_original(request: Request, submission_id: str) -> Response:
    """The original, byte for byte, as a download; its name holds no person's name."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        try:
            submission = work.submissions.get(SubmissionId(submission_id))
        except KeyError as error:
            raise Unknown("There is no such submission.") from error
        if all(e.resolved_at for e in work.quarantine.of_submission(submission.id)):
            raise Refused("Nothing of this submission is in quarantine. Its case shows what came.")
        _check_open(request, work, submission.id)
        work.audit.append(visitor.name, "original_downloaded", submission.id, desk.now())
    content = desk.storage.files.get(submission.original)
    return _download(content, f"original-{submission.id}.bin", "application/octet-stream")


def _check_open(request: Request, work: Work, submission_id: SubmissionId) -> None:
    if not sees_whole_submission(work, submission_id, visitor_of(request).role):
        raise Refused("A part of this submission is restricted. A supervisor handles it.")


def _download(content: bytes, name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
