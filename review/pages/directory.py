"""The destination directory."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.kinds import Way
from processing.cases.destinations import find_fault, known_ways
from processing.ports import Destination
from review.guard import check_form, desk_of, guarded, visitor_of
from review.policy import Action
from review.refusal import NOTHING, Refusal
from review.render import render

router = APIRouter(prefix="/directory")


@router.get("")
@guarded(Action.EDIT_DIRECTORY)
def show_directory(request: Request, key: str = "", find: str = "") -> Response:
    """The destinations that hold the words looked for, or all, and a form for one."""
    with desk_of(request).storage.work() as work:
        chosen = work.directory.get(key) if key else None
    return _show(request, chosen or Destination(key="", name=""), find=find.strip())


def _show(request: Request, chosen: Destination, refusal: Refusal = NOTHING, find: str = "") -> Response:
    with desk_of(request).storage.work() as work:
        destinations = [d for d in work.directory.all() if _holds(d, find)]
        history = work.directory.history(chosen.key) if chosen.key else []
    values = {
        "destinations": destinations, "chosen": chosen, "refusal": refusal, "history": history,
        "ways": tuple(Way), "find": find,
    }  # fmt: skip
    return render(request, "directory.html", values, status_code=422 if refusal.form else 200)


def _holds(destination: Destination, find: str) -> bool:
    """Whether every word looked for stands in the entry."""
    said = f"{destination.key} {destination.name} {destination.email} {destination.fax} {destination.address}"
    return all(word in said.casefold() for word in find.casefold().split())


def _refuse(entry: Destination, lacking: Sequence[Way]) -> Refusal:
    field, words = find_fault(entry)
    if lacking and not field:
        field, words = "accepts", f"It takes answers by {lacking[0]}, and the entry names no place for that."
    return Refusal("office", words, field) if field else NOTHING


@router.post("")
@guarded(Action.EDIT_DIRECTORY)
def save_destination(
    request: Request,
    form_token: Annotated[str, Form()],
    key: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    fax: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    needs_seal: Annotated[bool, Form()] = False,
    own_form: Annotated[bool, Form()] = False,
    accepts: Annotated[list[Way] | None, Form()] = None,
) -> Response:
    """Add or change one."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    known = known_ways(email, fax, address)
    lacking = [way for way in accepts or () if way not in known]
    saved = Destination(key.strip(), name.strip(), email.strip(), fax.strip(), address.strip(),
                        tuple(str(way) for way in accepts or known), needs_seal, own_form)  # fmt: skip
    refusal = _refuse(saved, lacking)
    if refusal.form:
        given = Destination(key, name, email, fax, address, tuple(accepts or ()), needs_seal, own_form)
        return _show(request, given, refusal)
    with desk.storage.work() as work:
        version = work.directory.save(saved, visitor.name, desk.now())
        work.audit.append(visitor.name, "destination_saved", saved.key, desk.now(), version=version)
    return RedirectResponse("/directory", status_code=303)
