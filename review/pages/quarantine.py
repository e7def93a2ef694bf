"""What could not be handled: look, retry, assign, close."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.ids import SubmissionId
from review.guard import Refused, check_form, desk_of, guarded, visitor_of
from review.opening import sees_whole_submission
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/quarantine")


@router.get("")
@guarded(Action.VIEW_QUARANTINE)
def show_quarantine(request: Request) -> Response:
    """Open entries, oldest first."""
    desk = desk_of(request)
    with desk.storage.work() as work:
        entries = work.quarantine.entries()
        sources = {e.submission_id: work.submissions.get(e.submission_id) for e in entries}
    today = desk.now().astimezone(desk.calendar.zone).date()
    return render(request, "quarantine.html", {"entries": entries, "sources": sources, "today": today})


@router.post("/{entry}/{verb}")
@guarded(Action.HANDLE_QUARANTINE)
def handle(
    request: Request,
    entry: int,
    verb: Literal["retry", "take", "close"],
    form_token: Annotated[str, Form()],
    words: Annotated[str, Form()] = "",
) -> Response:
    """`retry`, `take` (become the owner) or `close` with words."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        found = next((e for e in work.quarantine.entries() if e.id == entry), None)
        if found is None:
            raise Refused("This entry was closed already.")
        if verb == "retry":
            work.quarantine.resolve(entry, "retried", visitor.name, desk.now())
            work.jobs.restart(found.stage, found.submission_id, desk.now())
        elif verb == "take":
            work.quarantine.assign(entry, visitor.name)
        elif words.strip():
            work.quarantine.resolve(entry, words.strip(), visitor.name, desk.now())
        else:
            raise Refused("Say in words what was done with it.")
        work.audit.append(visitor.name, f"quarantine_{verb}", str(entry), desk.now())
    return RedirectResponse("/quarantine", status_code=303)


@router.get("/originals/{submission_id}")
@guarded(Action.HANDLE_QUARANTINE)
def download_original(request: Request, submission_id: str) -> Response:
    """The original, byte for byte, as a download; its name holds no person's name."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        try:
            submission = work.submissions.get(SubmissionId(submission_id))
        except KeyError as error:
            raise Refused("There is no such submission.") from error
        if all(e.resolved_at for e in work.quarantine.of_submission(submission.id)):
            raise Refused("Nothing of this submission is in quarantine. Its case shows what came.")
        if not sees_whole_submission(work, submission.id, visitor):
            raise Refused("A part of this submission is restricted. A supervisor handles it.")
        work.audit.append(visitor.name, "original_downloaded", submission.id, desk.now())
    content = desk.storage.files.get(submission.original)
    name = f'attachment; filename="original-{submission.id}.bin"'
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": name})
