"""Every route says which action it is; what says nothing is refused.

`guarded` declares a route; `find_visitor` finds who asks; the middleware in `review.app` refuses
everything undeclared. Forms carry a token tied to the session, or before sign-in to a cookie of its own
(no cross-site posting).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from fastapi import Request, Response

from domain.ids import UserName
from domain.kinds import Role
from processing.cases.build import CaseSettings
from processing.cases.calendar import OfficeCalendar
from processing.casework import CaseClock, OfficeClock
from processing.decisions import DecisionSettings
from processing.ports import Storage, Work
from processing.stages.services import Clock
from review.policy import Action, allows
from review.tokens import form_token, new_token, same_token
from settings import Settings

COOKIE = "oems_session"
#: Ties the forms that need no account to the browser that was shown them.
FORM_COOKIE = "oems_form"
F = TypeVar("F", bound=Callable[..., Any])

#: Marks a route that needs no account (sign-in, static files).
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks."""

    name: UserName
    role: Role
    token: str = field(repr=False)
    alarms: int = 0
    """How many stand, where it is this visitor's to see that somebody acts."""

    def may(self, action: Action) -> bool:
        """For templates: whether to show a link or a form."""
        return allows(self.role, action)

    @property
    def form_token(self) -> str:
        """The token that forms of this session carry."""
        return form_token(self.token)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with."""

    storage: Storage
    settings: Settings
    decisions: DecisionSettings
    calendar: OfficeCalendar
    clock: Clock

    def now(self) -> datetime:
        return self.clock()

    @property
    def office(self) -> OfficeClock:
        """What due dates are reckoned by, but for what administrators keep in the record."""
        days, near = self.settings.business_days, self.settings.near_due_days
        return OfficeClock(self.calendar, CaseSettings(business_days=days, near_days=near))


class SignInNeeded(Exception):
    """Nobody is signed in."""


class Refused(Exception):
    """The policy says no."""


class Unknown(Exception):
    """Nothing of that name is there, said to those who may see it if it were."""


def guarded(action: Action | str) -> Callable[[F], F]:
    """Declare which action a route is."""

    def declare(route: F) -> F:
        route.review_action = action  # type: ignore[attr-defined]
        return route

    return declare


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def clock_of(work: Work, request: Request) -> CaseClock:
    """The clock as it stands in this transaction."""
    desk = desk_of(request)
    return desk.office.read(work, desk.now())


def visitor_of(request: Request) -> Visitor:
    """Who asks; the middleware has checked that they may."""
    visitor: Visitor = request.state.visitor
    return visitor


def find_visitor(request: Request, desk: Desk) -> Visitor | None:
    """The signed-in account of a request's cookie."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    with desk.storage.work() as work:
        account = work.accounts.session(token, desk.now())
        if account is None or not account.active:
            return None
        answers = allows(account.role, Action.ACKNOWLEDGE_ALARM)
        alarms = work.alarms.count_open() if answers else 0
    return Visitor(account.name, Role(account.role), token, alarms)


def check_form(request: Request, given: str) -> None:
    """Raises `Refused` where a form does not carry its session's token."""
    if not same_token(given, visitor_of(request).form_token):
        raise Refused("This form is too old. Go back, load the page again and repeat.")


def open_form(request: Request) -> str:
    """The value of the cookie that a form without an account is tied to; `keep_form` sets it."""
    return request.cookies.get(FORM_COOKIE, "") or new_token()


def keep_form(request: Request, response: Response, value: str) -> Response:
    """Give the browser the cookie of the form it is shown."""
    secure = request.url.scheme == "https"
    response.set_cookie(FORM_COOKIE, value, httponly=True, samesite="strict", secure=secure)
    return response


def is_own_form(request: Request, given: str) -> bool:
    """Whether a form without an account comes from the browser it was shown to."""
    value = request.cookies.get(FORM_COOKIE, "")
    return bool(value) and same_token(given, form_token(value))
