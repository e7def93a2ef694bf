"""Sign in, first password by a one-time link, sign out."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.ids import UserName
from domain.kinds import Role
from review.guard import (
    COOKIE,
    PUBLIC,
    check_form,
    desk_of,
    guarded,
    is_own_form,
    keep_form,
    open_form,
    visitor_of,
)
from review.policy import Action, allows
from review.render import render
from review.tokens import form_token as token_of_form
from review.tokens import new_token

router = APIRouter()

#: A passphrase of this many characters; length is what helps.
SHORTEST_PASSWORD = 12
OLD_FORM = "This form was open too long, or cookies are off. Please try again."


@router.get("/signin")
@guarded(PUBLIC)
def show_sign_in(request: Request) -> Response:
    """The form."""
    return _public_form(request, "signin.html", {"problem": ""})


def _public_form(request: Request, template: str, values: dict[str, Any]) -> Response:
    value = open_form(request)
    status_code = 422 if values["problem"] else 200
    response = render(request, template, {**values, "form_token": token_of_form(value)}, status_code)
    return keep_form(request, response, value)


@router.post("/signin")
@guarded(PUBLIC)
def sign_in(
    request: Request,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    form_token: Annotated[str, Form()],
) -> Response:
    """Open a session. A wrong name and a wrong password give the same words."""
    if not is_own_form(request, form_token):
        return _public_form(request, "signin.html", {"problem": OLD_FORM})
    desk = desk_of(request)
    wanted = UserName(name.strip().casefold())
    with desk.storage.work() as work:
        account = work.accounts.sign_in(wanted, password, desk.now())
        # What was typed may be a password: only the name of an account is written down.
        known = work.accounts.get(wanted) is not None
        action = "sign_in" if account else "sign_in_refused"
        work.audit.append(wanted if account else "unknown", action, wanted if known else "-", desk.now())
    if account is None:
        words = "Name or password is wrong, or the account is locked for fifteen minutes after five tries."
        return _public_form(request, "signin.html", {"problem": words})
    return _open_session(request, account.name, Role(account.role))


@router.get("/link/{token}")
@guarded(PUBLIC)
def show_link(request: Request, token: str) -> Response:
    """The form for a first password."""
    return _public_form(request, "link.html", {"problem": "", "token": token, "shortest": SHORTEST_PASSWORD})


@router.post("/link/{token}")
@guarded(PUBLIC)
def redeem_link(
    request: Request,
    token: str,
    password: Annotated[str, Form()],
    again: Annotated[str, Form()],
    form_token: Annotated[str, Form()],
) -> Response:
    """Set the password that a one-time link allows."""
    desk = desk_of(request)
    problem = _password_problem(password, again) if is_own_form(request, form_token) else OLD_FORM
    if not problem:
        with desk.storage.work() as work:
            account = work.accounts.redeem_link(token, password, desk.now())
            if account:
                work.audit.append(account.name, "link_redeemed", account.name, desk.now())
        if account:
            return _open_session(request, account.name, Role(account.role))
        problem = "This link was used already or is too old. Ask your administrator for a new one."
    return _public_form(
        request, "link.html", {"problem": problem, "token": token, "shortest": SHORTEST_PASSWORD}
    )


@router.post("/signout")
@guarded(Action.VIEW_STATUS)
def sign_out(request: Request, form_token: Annotated[str, Form()]) -> Response:
    """Close the session. Every role may view the status, so every role may sign out."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        work.accounts.close_session(visitor.token)
        work.audit.append(visitor.name, "sign_out", visitor.name, desk.now())
    response = RedirectResponse("/signin", status_code=303)
    response.delete_cookie(COOKIE)
    return response


def _password_problem(password: str, again: str) -> str:
    if password != again:
        return "The two passwords differ."
    if len(password) < SHORTEST_PASSWORD:
        return f"Please choose at least {SHORTEST_PASSWORD} characters; several words are good."
    return ""


def _open_session(request: Request, name: UserName, role: Role) -> Response:
    desk = desk_of(request)
    token, until = new_token(), desk.now() + timedelta(minutes=desk.settings.session_minutes)
    with desk.storage.work() as work:
        work.accounts.open_session(name, token, desk.now(), until)
    first = "/" if allows(role, Action.VIEW_QUEUE) else "/status"
    response = RedirectResponse(first, status_code=303)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
    return response
