"""How the work stands."""

from fastapi import APIRouter, Request, Response

from review.guard import desk_of, guarded
from review.policy import Action
from review.render import render
from wiring import mailboxes_of

router = APIRouter(prefix="/status")


@router.get("")
@guarded(Action.VIEW_STATUS)
def show_status(request: Request) -> Response:
    """Stages that wait, the mailbox, cases, quarantine: counts only."""
    desk = desk_of(request)
    mailboxes = mailboxes_of(desk.settings)
    with desk.storage.work() as work:
        polls = [work.mailboxes.last_success(mailbox.account) for mailbox in mailboxes]
        # The one that was heard of least lately; None where one was never polled with success.
        polled = None if None in polls else min((at for at in polls if at), default=None)
        values = {
            "standing": work.jobs.standing(),
            "counts": work.cases.counts(),
            "quarantined": len(work.quarantine.entries()),
            "records": work.records.count(),
            "mailbox": bool(mailboxes),
            "polled": polled,
            "now": desk.now(),
        }
    return render(request, "status.html", values)
