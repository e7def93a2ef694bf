"""The queue."""

from fastapi import APIRouter, Request, Response

from domain.ids import CaseId
from domain.states import CaseStatus, DispatchState
from processing.casework import last_decision
from processing.ports import Work
from review.guard import Unknown, Visitor, clock_of, desk_of, guarded, visitor_of
from review.pages.case import is_held, just_done
from review.policy import Action, may_see, routes_seen
from review.render import render

router = APIRouter()

#: Cases on one page.
PAGE = 50
VIEWS: dict[str, tuple[CaseStatus, ...]] = {
    "open": (CaseStatus.OPEN, CaseStatus.REOPENED),
    "waiting": (CaseStatus.WAITING,),
    "decided": (CaseStatus.DECIDED,),
    "withdrawn": (CaseStatus.WITHDRAWN,),
}


@router.get("/")
@guarded(Action.VIEW_QUEUE)
def show_queue(
    request: Request, search: str = "", route: str = "", view: str = "open", after: str = "", done: str = ""
) -> Response:
    """Cases in working order; restricted ones only for those who may open them."""
    desk, visitor = desk_of(request), visitor_of(request)
    allowed = routes_seen(visitor.role)
    view = view if view in VIEWS else "open"
    with desk.storage.work() as work:
        clock = clock_of(work, request)
        rows = work.cases.rows(
            statuses=VIEWS[view],
            routes=[r for r in allowed if r == route] or allowed,
            search=search.strip(),
            after=_place(work, after),
            limit=PAGE + 1,
            rising=clock.rising,
        )
        late = work.vitals.late_cases(clock.rising.today, allowed)
        counts = work.cases.counts(allowed)
        second = _for_second_person(work, visitor)
        before = just_done(work, done, visitor, desk)
        work.audit.append(visitor.name, "queue_shown", "queue", desk.now(), cases=len(rows[:PAGE]))
    values = {
        "rows": rows[:PAGE],
        "held": {row.case.id for row in rows if is_held(row.case, visitor, desk)},
        "more": rows[PAGE - 1].case.id if len(rows) > PAGE else "",
        "first": not after,
        "counts": counts,
        "routes": allowed,
        "chosen": {"search": search, "route": route, "view": view},
        "totals": {name: sum(counts.get(status, 0) for status in VIEWS[name]) for name in VIEWS},
        "second": second,
        "done": before,
        "late": late,
        "clocks": {row.case.id: clock.face(row.case, row.pauses, row.settled_at) for row in rows},
    }
    return render(request, "queue.html", values)


def _place(work: Work, after: str) -> CaseId | None:
    if not after:
        return None
    try:
        return work.cases.get(CaseId(after)).id
    except KeyError as error:
        raise Unknown("There is no such case to go on from.") from error


def _for_second_person(work: Work, visitor: Visitor) -> list[str]:
    """Cases whose letter or card waits until a colleague of whoever decided has looked."""
    if not visitor.may(Action.CONFIRM):
        return []
    held = {d.case_id: None for d in work.dispatches.in_states((DispatchState.HELD,)) if d.case_id}
    cases = [work.cases.get(case_id) for case_id in held]
    return [c.id for c in cases if may_see(c, visitor.role) and not _decided_by(work, c.id, visitor)]


def _decided_by(work: Work, case_id: CaseId, visitor: Visitor) -> bool:
    last = last_decision(work, case_id)
    return last is not None and last.by == visitor.name
