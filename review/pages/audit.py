"""The audit log."""

from fastapi import APIRouter, Request, Response

from review.guard import desk_of, guarded, visitor_of
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/audit")

#: Entries on one page.
PAGE = 200


@router.get("")
@guarded(Action.VIEW_AUDIT)
def show_audit(request: Request, subject: str = "", before: int = 0) -> Response:
    """The newest entries first; one subject's where it is named. Looking is itself an entry."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        head = work.audit.head()
        end = before or (head.sequence + 1 if head else 1)
        start = 0 if subject else max(0, end - PAGE - 1)
        entries = work.audit.entries(subject=subject or None, after=start, limit=PAGE)
        broken = work.audit.verify()
        work.audit.append(visitor.name, "audit_shown", subject or "all", desk.now())
    values = {"entries": list(reversed(entries)), "subject": subject, "broken": broken, "earlier": start}
    return render(request, "audit.html", values)
