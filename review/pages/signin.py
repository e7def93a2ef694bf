"""Sign in, first password by a one-time link, sign out."""

from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

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
from review.resuming import Left
from review.tokens import form_token as token_of_form
from review.tokens import new_token

router = APIRouter()

#: A passphrase of this many characters; length is what helps.
SHORTEST_PASSWORD = 12
SESSION_ENDED = (
    "Your session has ended, and nothing was saved. Sign in again: what you had filled in is kept for you, "
    "and can be sent then."
)
DEAD_LINK = (
    "This link was used already, is too old or was not copied whole. Ask your administrator for a new one."
)
OLD_FORM = "This form was open too long, or cookies are off. Please try again."


@router.get("/signin")
@guarded(PUBLIC)
def show_sign_in(request: Request, to: str = "") -> Response:
    """The form; `to` is the page that somebody came for."""
    return _sign_in_form(request, Left.read(to, ""))


def ask_to_sign_in(request: Request, left: Left) -> Response:
    """Without a session: the form, at once where something was typed, which it keeps."""
    if left.fields:
        return _sign_in_form(request, left, SESSION_ENDED, 401)
    to = f"?to={quote(left.path)}" if left.path not in ("", "/") else ""
    return RedirectResponse(f"/signin{to}", status_code=303)


def _sign_in_form(request: Request, left: Left, problem: str = "", code: int = 422) -> Response:
    return _public_form(request, "signin.html", {"problem": problem, "left": left}, code)


def _public_form(request: Request, template: str, values: dict[str, Any], code: int = 422) -> Response:
    value = open_form(request)
    status_code = code if values["problem"] else 200
    response = render(request, template, {**values, "form_token": token_of_form(value)}, status_code)
    return keep_form(request, response, value)


@router.post("/signin")
@guarded(PUBLIC)
def sign_in(
    request: Request,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    form_token: Annotated[str, Form()],
    to: Annotated[str, Form()] = "",
    left: Annotated[str, Form()] = "",
    left_by: Annotated[str, Form()] = "",
) -> Response:
    """Open a session. A wrong name and a wrong password give the same words."""
    before = Left.read(to, left, left_by)
    if not is_own_form(request, form_token):
        return _sign_in_form(request, before, OLD_FORM)
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
        return _sign_in_form(request, before, words)
    return _open_session(request, account.name, Role(account.role), before.for_person(account.name))


@router.get("/link/{token}")
@guarded(PUBLIC)
def show_link(request: Request, token: str) -> Response:
    """The form for a first password; before anything is typed, whether the link still holds."""
    return _link_form(request, token, "" if _link_holds(request, token) else DEAD_LINK)


def _link_holds(request: Request, token: str) -> bool:
    desk = desk_of(request)
    with desk.storage.work() as work:
        return work.accounts.link_holds(token, desk.now())


def _link_form(request: Request, token: str, problem: str) -> Response:
    """Of a link that does not hold the same page, be it false, used or too old, whoever's it was."""
    dead = problem == DEAD_LINK
    values = {"problem": problem, "dead": dead, "token": token, "shortest": SHORTEST_PASSWORD}
    return _public_form(request, "link.html", values, 404 if dead else 422)


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
    if not is_own_form(request, form_token):
        return _link_form(request, token, OLD_FORM)
    problem = _password_problem(password, again) if _link_holds(request, token) else DEAD_LINK
    if not problem:
        with desk.storage.work() as work:
            account = work.accounts.redeem_link(token, password, desk.now())
            if account:
                work.audit.append(account.name, "link_redeemed", account.name, desk.now())
        if account:
            return _open_session(request, account.name, Role(account.role))
        problem = DEAD_LINK
    return _link_form(request, token, problem)


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


def _open_session(request: Request, name: UserName, role: Role, left: Left = Left()) -> Response:
    desk = desk_of(request)
    token, until = new_token(), desk.now() + timedelta(minutes=desk.settings.session_minutes)
    with desk.storage.work() as work:
        work.accounts.open_session(name, token, desk.now(), until)
    response = _first_page(request, role, left, token)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)
    return response


def _first_page(request: Request, role: Role, left: Left, token: str) -> Response:
    """Where somebody was when the session ended, with what they had filled in; else the start."""
    if left.fields:
        return render(request, "resume.html", {"left": left, "form_token": token_of_form(token)})
    start = "/" if allows(role, Action.VIEW_QUEUE) else "/status"
    return RedirectResponse(left.path or start, status_code=303)
