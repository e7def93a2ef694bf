"""The audit log."""

from fastapi import APIRouter, Request, Response

from review.guard import desk_of, guarded, visitor_of
from review.numbers import RowNumber
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/audit")

#: Entries on one page.
PAGE = 200


@router.get("")
@guarded(Action.VIEW_AUDIT)
def show_audit(request: Request, subject: str = "", before: RowNumber = 0, verify: bool = False) -> Response:
    """The newest entries first; one subject's where it is named. Looking is itself an entry."""
    desk, visitor, wanted = desk_of(request), visitor_of(request), subject.strip()
    with desk.storage.work() as work:
        entries = work.audit.newest(subject=wanted or None, before=before or None, limit=PAGE + 1)
        broken = work.audit.verify() if verify else None
        shown_of = wanted if entries and wanted else "all"
        work.audit.append(visitor.name, "audit_shown", shown_of, desk.now(), verified=verify)
    values = {
        "entries": entries[:PAGE],
        "subject": wanted,
        "verified": verify,
        "broken": broken,
        "earlier": entries[PAGE - 1].sequence if len(entries) > PAGE else 0,
    }
    return render(request, "audit.html", values)
