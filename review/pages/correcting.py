"""Correcting what the papers say: a document's fields, its kind, and taking a word back."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Case
from domain.errors import NotAllowed, StaleDecision
from domain.ids import DocumentId
from processing.corrections import correct_fields, correct_kind, take_correction_back
from processing.ports import Work
from review.correcting import Typed, find_own, read_form, read_kind
from review.guard import check_form, desk_of, guarded, visitor_of
from review.numbers import RowNumber
from review.opening import open_case
from review.pages.case import show
from review.policy import Action, may_see
from review.refusal import Refusal

router = APIRouter(prefix="/cases/{case_id}")


@router.post("/correct")
@guarded(Action.DECIDE)
def correct(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    document: Annotated[str, Form()],
    name: Annotated[list[str], Form()],
    value: Annotated[list[str], Form()],
    absent: Annotated[list[str] | None, Form()] = None,
    rest_is_right: Annotated[bool, Form()] = False,
    page: Annotated[int, Form()] = 1,
) -> Response:
    """Keep what was changed in the form of one document; `name` and `value` go side by side."""
    check_form(request, form_token)
    typed = Typed(document, dict(zip(name, value, strict=False)), frozenset(absent or ()))
    by, now = visitor_of(request).name, desk_of(request).now()

    def keep(work: Work, case: Case) -> None:
        own = find_own(work, case.document_ids, document)
        said = read_form(own, typed, rest_is_right=rest_is_right)
        correct_fields(work, case.id, version, own.id, said, by, now)

    return _change(request, case_id, page, typed, keep)


@router.post("/kind")
@guarded(Action.DECIDE)
def name_kind(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    document: Annotated[str, Form()],
    kind: Annotated[str, Form()] = "",
    page: Annotated[int, Form()] = 1,
) -> Response:
    """Say what one document is."""
    check_form(request, form_token)
    by, now = visitor_of(request).name, desk_of(request).now()

    def keep(work: Work, case: Case) -> None:
        correct_kind(work, case.id, version, DocumentId(document), read_kind(kind), by, now)

    return _change(request, case_id, page, Typed(document), keep)


@router.post("/uncorrect")
@guarded(Action.DECIDE)
def take_back(
    request: Request,
    case_id: str,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    correction: Annotated[RowNumber, Form()],
    page: Annotated[int, Form()] = 1,
) -> Response:
    """Take one word back."""
    check_form(request, form_token)
    by, now = visitor_of(request).name, desk_of(request).now()

    def keep(work: Work, case: Case) -> None:
        take_correction_back(work, case.id, version, correction, by, now)

    return _change(request, case_id, page, Typed(), keep)


def _change(
    request: Request, case_id: str, page: int, typed: Typed, keep: Callable[[Work, Case], None]
) -> Response:
    """Do it in one transaction and show the case again; what is in the way is said, with nothing lost."""
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            case = open_case(work, case_id, visitor)
            keep(work, case)
            visible = may_see(work.cases.get(case.id), visitor.role)
    except StaleDecision as error:
        return show(
            request, case_id, page=page, problem=f"{error}. Nothing was kept.", typed=typed, status_code=409
        )
    except NotAllowed as error:
        refusal = Refusal("correct", str(error), error.field)
        return show(request, case_id, page=page, refusal=refusal, typed=typed, status_code=422)
    return RedirectResponse(f"/cases/{case.id}?page={page}" if visible else "/", status_code=303)
