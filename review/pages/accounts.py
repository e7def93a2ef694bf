"""Staff accounts."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from domain.ids import UserName, is_user_name
from domain.kinds import Role
from review.guard import Refused, Unknown, check_form, desk_of, guarded, visitor_of
from review.policy import Action
from review.refusal import NOTHING, Refusal
from review.render import render
from review.tokens import new_token

router = APIRouter(prefix="/accounts")

#: For how long a one-time link holds.
LINK = timedelta(hours=24)


@router.get("")
@guarded(Action.MANAGE_USERS)
def show_accounts(request: Request) -> Response:
    """All accounts."""
    return _show(request)


def _show(request: Request, link: str = "", for_name: str = "", refusal: Refusal = NOTHING) -> Response:
    desk = desk_of(request)
    with desk.storage.work() as work:
        accounts = work.accounts.all()
    values = {
        "accounts": accounts,
        "roles": list(Role),
        "link": link,
        "for_name": for_name,
        "refusal": refusal,
    }
    return render(request, "accounts.html", values, status_code=422 if refusal.form else 200)


@router.post("")
@guarded(Action.MANAGE_USERS)
def add_account(
    request: Request,
    form_token: Annotated[str, Form()],
    name: Annotated[str, Form()],
    role: Annotated[Role, Form()],
) -> Response:
    """Make an account; its one-time link is shown once."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    wanted, token = UserName(name.strip().casefold()), new_token()
    if not is_user_name(wanted):
        return _show(
            request, refusal=_refuse("A name has letters, digits, dots and hyphens only.", name, role)
        )
    try:
        with desk.storage.work() as work:
            work.accounts.add(wanted, role, token, desk.now(), desk.now() + LINK)
            work.audit.append(visitor.name, "user_added", wanted, desk.now(), role=role.value)
    except ValueError as error:
        return _show(request, refusal=_refuse(str(error), name, role))
    return _show(request, link=str(request.url_for("show_link", token=token)), for_name=wanted)


def _refuse(words: str, name: str, role: Role) -> Refusal:
    return Refusal("add", words, "name", {"name": name, "role": role.value})


Verb = Literal["activate", "deactivate", "link", "role"]


@router.post("/{name}/{verb}")
@guarded(Action.MANAGE_USERS)
def change_account(
    request: Request,
    name: str,
    verb: Verb,
    form_token: Annotated[str, Form()],
    role: Annotated[Role, Form()] = Role.CLERK,
) -> Response:
    """`activate`, `deactivate`, a new `link` or another `role`."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    account_name, token = UserName(name), new_token()
    if account_name == visitor.name and verb in ("deactivate", "role"):
        raise Refused("Nobody shuts out or changes themselves. Ask another administrator.")
    with desk.storage.work() as work:
        if work.accounts.get(account_name) is None:
            raise Unknown("There is no such account.")
        if verb == "link":
            work.accounts.new_link(account_name, token, desk.now() + LINK)
        elif verb == "role":
            work.accounts.set_role(account_name, role)
        else:
            work.accounts.set_active(account_name, verb == "activate")
        details = {"role": role.value} if verb == "role" else {}
        work.audit.append(visitor.name, f"user_{verb}", account_name, desk.now(), **details)
    if verb == "link":
        return _show(request, link=str(request.url_for("show_link", token=token)), for_name=name)
    return _show(request)
