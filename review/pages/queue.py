"""The queue."""

from fastapi import APIRouter, Request, Response

from domain.ids import CaseId
from domain.kinds import CaseStatus, Route
from review.guard import desk_of, guarded, visitor_of
from review.policy import Action
from review.render import render

router = APIRouter()

#: Cases on one page.
PAGE = 50
VIEWS: dict[str, tuple[CaseStatus, ...]] = {
    "open": (CaseStatus.OPEN, CaseStatus.REOPENED),
    "waiting": (CaseStatus.WAITING,),
    "decided": (CaseStatus.DECIDED,),
}


@router.get("/")
@guarded(Action.VIEW_QUEUE)
def show_queue(
    request: Request, search: str = "", route: str = "", view: str = "open", after: str = ""
) -> Response:
    """Cases in working order."""
    desk, visitor = desk_of(request), visitor_of(request)
    routes = (Route(route),) if route in set(Route) else ()
    with desk.storage.work() as work:
        rows = work.cases.rows(
            statuses=VIEWS.get(view, VIEWS["open"]),
            routes=routes,
            search=search.strip(),
            after=CaseId(after) if after else None,
            limit=PAGE + 1,
        )
        counts = work.cases.counts()
        work.audit.append(visitor.name, "queue_shown", "queue", desk.now(), cases=len(rows[:PAGE]))
    values = {
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].case.id if len(rows) > PAGE else "",
        "counts": counts,
        "routes": list(Route),
        "chosen": {"search": search, "route": route, "view": view},
        "views": list(VIEWS),
        "today": desk.now().astimezone(desk.calendar.zone).date(),
    }
    return render(request, "queue.html", values)
