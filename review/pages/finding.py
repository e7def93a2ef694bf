"""Finding a record by hand from a case: what stands in the decision's form goes there and comes back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from domain.cases import Case
from domain.documents import Document
from domain.records import CertificationRecord, MatchQuery
from processing.ports import Work
from review.comparing import PAPER_FIELDS, say_standing
from review.guard import check_form, desk_of, guarded, visitor_of
from review.opening import documents_of, open_case
from review.pages.case import show
from review.pages.entered import Entered, FormEntered
from review.policy import Action
from review.render import render

router = APIRouter(prefix="/cases/{case_id}/record")

#: Records shown at once; more than a person looks through.
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One record that was found."""

    number: str
    name: str
    former_names: tuple[str, ...]
    born: str
    standing: str
    town: str
    born_as_asked: bool


@router.post("/find")
@guarded(Action.DECIDE)
def find_records(
    request: Request,
    case_id: str,
    form_token: Annotated[str, Form()],
    entered: FormEntered,
    find: Annotated[str, Form()] = "",
    born: Annotated[str, Form()] = "",
    asked: Annotated[bool, Form()] = False,
) -> Response:
    """Records of a name, number and birth date; where nothing was `asked`, of what the papers say.

    Posted, so that no name stands in an address.
    """
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        papers = documents_of(work, case)
        if not asked:
            find, born = (
                _typed_record(case, entered) or _first(papers, "name"),
                _first(papers, "date_of_birth"),
            )
        born = _iso_day(born.strip())
        found = _search(work, find.strip(), born)
        numbers = " ".join(record.certification_number for record in found)
        work.audit.append(visitor.name, "records_found", case.id, desk.now(), records=numbers)
    values = {
        "case": case,
        "entered": entered,
        "find": find,
        "born": born,
        "records": [_show(record, born) for record in found],
        "most": MOST_FOUND,
    }
    return render(request, "find_record.html", values)


@router.post("/take")
@guarded(Action.DECIDE)
def take_record(
    request: Request, case_id: str, form_token: Annotated[str, Form()], entered: FormEntered
) -> Response:
    """The case with everything in its form as it stood, and the record chosen; nothing is decided by it."""
    check_form(request, form_token)
    return show(request, case_id, entered=entered, taken=True)


def _typed_record(case: Case, entered: Entered) -> str:
    """What somebody typed for the record; the proposal that stood there is nothing to look for."""
    typed = entered.record.strip()
    return "" if typed == (case.certification_number or "") else typed


def _first(papers: Sequence[Document], compared: str) -> str:
    values = (paper.value(name) for name in PAPER_FIELDS[compared] for paper in papers)
    return next((v for v in values if isinstance(v, str) and v), "")


def _iso_day(typed: str) -> str:
    """A day as people here write it, month first, as records have it; anything else as it is."""
    with suppress(ValueError):
        return datetime.strptime(typed.replace("-", "/"), "%m/%d/%Y").date().isoformat()
    return typed


def _search(work: Work, find: str, born: str) -> list[CertificationRecord]:
    """By the start of number or name first; then what sounds alike or was born on the day."""
    query = MatchQuery(number=find, names=(find,) if find else (), date_of_birth=born)
    found = {r.certification_number: r for r in work.records.search(find, MOST_FOUND)}
    found |= {r.certification_number: r for r in work.records.candidates(query, MOST_FOUND)}
    return sorted(found.values(), key=lambda record: not _is_born(record, born))[:MOST_FOUND]


def _is_born(record: CertificationRecord, born: str) -> bool:
    return bool(born and record.date_of_birth and record.date_of_birth.isoformat().startswith(born))


def _show(record: CertificationRecord, born: str) -> ShownRecord:
    return ShownRecord(
        number=record.certification_number,
        name=record.full_name,
        former_names=record.former_names,
        born=record.date_of_birth.isoformat() if record.date_of_birth else "",
        standing=say_standing(record),
        town=", ".join(text for text in (record.city, record.state) if text),
        born_as_asked=_is_born(record, born),
    )
