"""The office's days: closures, and working days by kind of work."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.clock import Closure, Term
from domain.errors import NotAllowed
from domain.kinds import Kind
from processing.cases.calendar import holidays_between
from processing.pausing import LONGEST_TERM, close_office, drop_term, open_office, set_term
from processing.ports import Work
from review.guard import check_form, clock_of, desk_of, guarded, visitor_of
from review.policy import Action
from review.refusal import NOTHING, Refusal
from review.render import render

router = APIRouter(prefix="/calendar")


@router.get("")
@guarded(Action.EDIT_CALENDAR)
def show_calendar(request: Request) -> Response:
    """What is closed from this year on, and the days of each kind of work."""
    return _show(request)


def _show(request: Request, refusal: Refusal = NOTHING) -> Response:
    desk = desk_of(request)
    with desk.storage.work() as work:
        clock = clock_of(work, request)
        closures, terms = work.office_days.closures(), work.office_days.terms()
    today = clock.rising.today
    values = {
        "refusal": refusal,
        "closures": [c for c in closures if c.day.year >= today.year],
        "holidays": holidays_between(today, date(today.year + 1, 12, 31)),
        "set_closures": sorted(day for day in desk.calendar.closures if day >= today),
        "terms": {term.kind: term for term in terms},
        "kinds": list(Kind),
        "default_days": desk.settings.business_days,
        "cutoff_hour": desk.calendar.cutoff_hour,
        "today": today,
    }
    return render(request, "calendar.html", values, status_code=422 if refusal.form else 200)


@router.post("/close")
@guarded(Action.EDIT_CALENDAR)
def close_day(
    request: Request,
    form_token: Annotated[str, Form()],
    day: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """The office is closed on a day besides the holidays."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)

    def change(work: Work) -> None:
        closure = Closure(_day_of(day), why.strip(), visitor.name, desk.now())
        close_office(work, closure, desk.office)

    return _change(request, change, "close", day=day, why=why)


@router.post("/open")
@guarded(Action.EDIT_CALENDAR)
def open_day(
    request: Request, form_token: Annotated[str, Form()], day: Annotated[str, Form()] = ""
) -> Response:
    """Take a closure back."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)

    def change(work: Work) -> None:
        open_office(work, _day_of(day), visitor.name, desk.now(), desk.office)

    return _change(request, change, "open")


@router.post("/days")
@guarded(Action.EDIT_CALENDAR)
def save_days(
    request: Request,
    form_token: Annotated[str, Form()],
    kind: Annotated[Kind, Form()],
    days: Annotated[str, Form()] = "",
) -> Response:
    """Working days for one kind of work; none: those of the settings."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)

    def change(work: Work) -> None:
        if not days.strip():
            drop_term(work, kind, visitor.name, desk.now(), desk.office)
            return
        set_term(work, Term(kind, _number_of(days), visitor.name, desk.now()), desk.office)

    return _change(request, change, f"days-{kind.value}", days=days)


def _day_of(typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise NotAllowed("A day is written as 2027-02-17.", field="day") from error


def _number_of(typed: str) -> int:
    """What is no number is no term either, nor what is longer than any term could be."""
    digits = typed.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= len(str(LONGEST_TERM)) else 0


def _change(request: Request, change: Callable[[Work], object], form: str, **typed: str) -> Response:
    try:
        with desk_of(request).storage.work() as work:
            change(work)
    except NotAllowed as error:
        return _show(request, Refusal.of(error, form, **typed))
    return RedirectResponse("/calendar", status_code=303)
