"""How the work stands."""

from fastapi import APIRouter, Request, Response

from commands.receiving import mailbox_settings_of
from review.guard import desk_of, guarded
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/status")


@router.get("")
@guarded(Action.VIEW_STATUS)
def show_status(request: Request) -> Response:
    """Stages that wait, the mailbox, cases, quarantine: counts only."""
    desk = desk_of(request)
    mailbox = mailbox_settings_of(desk.settings)
    with desk.storage.work() as work:
        polled = work.mailboxes.last_success(f"{mailbox.user}@{mailbox.host}") if mailbox else None
        values = {
            "standing": work.jobs.standing(),
            "counts": work.cases.counts(),
            "quarantined": len(work.quarantine.entries()),
            "records": work.records.count(),
            "mailbox": mailbox is not None,
            "polled": polled,
            "now": desk.now(),
        }
    return render(request, "status.html", values)
