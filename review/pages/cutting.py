"""Cutting a page that shows several papers: where the machine did not cut it, or cut it wrongly.

The lines drawn so far stand in the address, so that it works by keyboard, by mouse, and without scripts.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from domain.batches import PageWord, SplitEdit
from domain.cases import Case
from domain.cuts import Cut, parse_cut
from domain.errors import NotAllowed, StaleDecision
from domain.geometry import Box
from domain.ids import DocumentId, PageId
from intake.readers.wire import decode_reading
from processing.ports import StoredPage, Work
from processing.stages.cutting import CUT_EDITS, cut_by_hand, parts_of_page, standing_word, words_through
from review.guard import Refused, Unknown, Visitor, check_form, desk_of, guarded, visitor_of
from review.masking import mask_text
from review.opening import (
    UNDECIDED,
    documents_of,
    open_case,
    pages_of_documents,
)
from review.pages.case import is_held
from review.policy import Action, sees_whole_submission
from review.render import render

router = APIRouter(prefix="/cases/{case_id}/pages/{number}/cut")


@dataclass(frozen=True, slots=True)
class CutPage:
    """One page with the lines drawn so far."""

    case: Case
    stored: StoredPage
    number: int
    """1-based within the case."""
    lines: tuple[Cut, ...]
    parts: tuple[Box, ...]
    through: tuple[str, ...]
    """Words that a line goes through."""
    standing: str
    """How the page is cut now: `person` by lines, `machine`, `one_paper` by a person's word, or `whole`."""
    now: tuple[Box, ...]
    """The parts that it is cut into now."""
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The line that is about to be drawn, as it was typed."""

    way: str = "across"
    at: str = ""
    part: str = "1"


@router.get("")
@guarded(Action.DECIDE)
def show_cutting(
    request: Request,
    case_id: str,
    number: int,
    line: Annotated[list[str] | None, Query()] = None,
    way: str = "",
    at: str = "",
    part: str = "1",
) -> Response:
    """The page with its lines; with `way` and `at` one more, where it can be drawn."""
    drawn = Drawn(way or "across", at, part)
    lines = list(line or ())
    if not way:
        return _show(request, case_id, number, lines, drawn)
    try:
        added = str(parse_cut(f"{part} {way} {at}"))
    except ValueError:
        problem = "Type where the line goes: per cent of the page, such as 52 or 48.5."
        return _show(request, case_id, number, lines, drawn, problem, 422)
    try:
        return _show(request, case_id, number, [*lines, added], Drawn(drawn.way))
    except NotAllowed as error:
        return _show(request, case_id, number, lines, drawn, str(error), 422)


def _show(
    request: Request,
    case_id: str,
    number: int,
    lines: list[str],
    drawn: Drawn,
    problem: str = "",
    status_code: int = 200,
) -> Response:
    visitor = visitor_of(request)
    with desk_of(request).storage.work() as work:
        case, stored = _find_page(work, case_id, number, visitor)
        page = _lay_out(work, case, stored, number, _parse(lines))
        held = case.claimed_by if is_held(case, visitor, desk_of(request)) else ""
    values = {
        "page": page,
        "case": case,
        "drawn": drawn,
        "problem": problem,
        "held_by": held,
        "edits": SplitEdit,
        "may_cut": case.status in UNDECIDED and not held,
    }
    return render(request, "cut.html", values, status_code=status_code)


def _find_page(work: Work, case_id: str, number: int, visitor: Visitor) -> tuple[Case, StoredPage]:
    """The case's page; `Refused` where something came with it that this person may not see."""
    case = open_case(work, case_id, visitor)
    places: list[tuple[DocumentId, PageId]] = pages_of_documents(documents_of(work, case))
    if not 1 <= number <= len(places):
        raise Unknown("This case has no such page in a document.")
    stored = work.submissions.page(places[number - 1][1])
    if not sees_whole_submission(work, stored.submission_id, visitor.role):
        raise Refused("Something that came with this page is restricted. A supervisor cuts it.")
    return case, stored


def _parse(lines: list[str]) -> tuple[Cut, ...]:
    try:
        return tuple(parse_cut(line) for line in lines)
    except ValueError as error:
        raise NotAllowed(str(error)) from error


def _lay_out(work: Work, case: Case, stored: StoredPage, number: int, lines: tuple[Cut, ...]) -> CutPage:
    parts, word = parts_of_page(stored, lines), standing_word(work, stored)
    papers = work.documents.of_submission(stored.submission_id)
    now = tuple(d.region for d in papers if stored.id in d.page_ids and d.region)
    reading = decode_reading(stored.reading or b"")
    return CutPage(
        case=case,
        stored=stored,
        number=number,
        lines=lines,
        parts=parts,
        through=tuple(mask_text(text) for text in words_through(stored, lines)),
        standing=_standing(word, now),
        now=now,
        width=reading.width,
        height=reading.height,
    )


def _standing(word: PageWord, now: tuple[Box, ...]) -> str:
    if word.cuts:
        return "person"
    if word.one_paper:
        return "one_paper"
    return "machine" if now else "whole"


@router.post("")
@guarded(Action.DECIDE)
def cut(
    request: Request,
    case_id: str,
    number: int,
    version: Annotated[int, Form()],
    form_token: Annotated[str, Form()],
    word: Annotated[SplitEdit, Form()],
    line: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Cut the page along the lines, keep it whole, or leave it to the machine again."""
    check_form(request, form_token)
    if word not in CUT_EDITS:
        raise Unknown("This is nothing to say of how a page is cut.")
    desk, visitor, lines = desk_of(request), visitor_of(request), list(line or ())
    try:
        with desk.storage.work() as work:
            case, stored = _find_page(work, case_id, number, visitor)
            cut_by_hand(
                work, case.id, version, stored.id, word, _parse(lines), visitor.name, desk.now()
            )  # fmt: skip
    except StaleDecision as error:
        return _show(request, case_id, number, lines, Drawn(), f"{error}. Nothing was cut.", 409)
    except NotAllowed as error:
        return _show(request, case_id, number, lines, Drawn(), str(error), 422)
    return RedirectResponse(f"/cases/{case_id}", status_code=303)
