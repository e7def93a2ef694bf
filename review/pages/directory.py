"""The destination directory."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from processing.ports import Destination
from review.guard import check_form, desk_of, guarded, visitor_of
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/directory")


@router.get("")
@guarded(Action.EDIT_DIRECTORY)
def show_directory(request: Request, key: str = "") -> Response:
    """All destinations, and a form for one."""
    desk = desk_of(request)
    with desk.storage.work() as work:
        destinations = work.directory.all()
        chosen = work.directory.get(key) if key else None
    empty = Destination(key="", name="")
    return render(request, "directory.html", {"destinations": destinations, "chosen": chosen or empty})


@router.post("")
@guarded(Action.EDIT_DIRECTORY)
def save_destination(
    request: Request,
    form_token: Annotated[str, Form()],
    key: Annotated[str, Form()],
    name: Annotated[str, Form()],
    email: Annotated[str, Form()] = "",
    fax: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    needs_seal: Annotated[bool, Form()] = False,
    own_form: Annotated[bool, Form()] = False,
) -> Response:
    """Add or change one."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    accepts = tuple(way for way, given in (("email", email), ("fax", fax), ("post", address)) if given)
    saved = Destination(key.strip(), name.strip(), email.strip(), fax.strip(), address.strip(), accepts,
                        needs_seal, own_form)  # fmt: skip
    with desk.storage.work() as work:
        work.directory.save(saved, visitor.name, desk.now())
        work.audit.append(visitor.name, "destination_saved", saved.key, desk.now())
    return RedirectResponse("/directory", status_code=303)
