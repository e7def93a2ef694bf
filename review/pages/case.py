"""One case: pages with the values outlined, match with reasons, findings, and the decision's form."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from domain.cases import Case, Decision
from domain.documents import Document, PagePart
from domain.errors import StaleDecision
from domain.ids import CaseId
from domain.kinds import FindingCode, Kind, Outcome, Route
from domain.states import DispatchState
from domain.times import still_holds
from intake.readers.wire import decode_reading
from processing.cases.propose import REASON_CODES
from processing.casework import last_decision
from processing.ports import StoredPage, Work
from review.casefile import CaseFile, gather_case, undoable_decision
from review.correcting import KIND_CHOICES, Typed
from review.guard import Desk, Refused, Unknown, Visitor, clock_of, desk_of, guarded, visitor_of
from review.masking import cover, outside_of, reveal_token, ssn_boxes
from review.opening import (
    UNDECIDED,
    closed_regions,
    documents_of,
    is_prefetch,
    open_case,
    pages_beside,
    pages_of_documents,
)
from review.pages.entered import Entered
from review.policy import Action, may_see, routes_seen
from review.refusal import NOTHING, Refusal
from review.render import render
from review.shown_pages import picture_type
from review.tokens import same_token

router = APIRouter(prefix="/cases")

#: For how long an opened case is one person's.
LEASE = timedelta(minutes=15)
#: Cases asked for at once when the next free one is looked for.
STRIDE = 50


@router.get("/next")
@guarded(Action.DECIDE)
def open_next(request: Request, after: str = "", done: str = "") -> Response:
    """The next case that nobody holds, claimed at once; from the top again where there is none below.

    The case gone on from is given back.
    """
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        if after and not is_prefetch(request):
            work.cases.release(open_case(work, after, visitor).id, visitor.name)
        found = _next_free(work, after, request)
        if not found and after:
            found = _next_free(work, "", request)
    told = f"?done={quote(done)}" if done else ""
    if not found or found == after:
        return RedirectResponse(f"/{told}", status_code=303)
    return RedirectResponse(f"/cases/{found}{told}", status_code=303)


def _next_free(work: Work, after: str, request: Request) -> str:
    desk, visitor = desk_of(request), visitor_of(request)
    routes = routes_seen(visitor.role)
    place = open_case(work, after, visitor).id if after else None
    rising = clock_of(work, request).rising
    while rows := work.cases.rows(routes=routes, after=place, limit=STRIDE, rising=rising):
        for row in rows:
            if not (is_held(row.case, visitor, desk) or _claim(work, row.case, visitor, request)):
                return row.case.id
        place = rows[-1].case.id
    return ""


def is_held(case: Case, visitor: Visitor, desk: Desk) -> bool:
    """Whether a colleague has it open just now."""
    live = still_holds(case.claimed_until, desk.now())
    return live and case.claimed_by not in (None, visitor.name)


@router.get("/{case_id}")
@guarded(Action.VIEW_CASE)
def show_case(request: Request, case_id: str, page: int = 1, done: str = "") -> Response:
    """The case; opening it claims it for whoever may decide. `done` names the case decided just before."""
    return show(request, case_id, page=page, done=done)


def show(
    request: Request,
    case_id: str,
    *,
    page: int = 1,
    done: str = "",
    problem: str = "",
    refusal: Refusal = NOTHING,
    entered: Entered | None = None,
    typed: Typed | None = None,
    revealed: str = "",
    taken: bool = False,
    status_code: int = 200,
) -> Response:
    """The page of one case, as it stands now; `taken`: a record was just taken into its form."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        held_by = _claim(work, case, visitor, request)
        file = gather_case(work, work.cases.get(case.id), desk, visitor, revealed=revealed)
        shown = min(max(page, 1), max(len(file.pages), 1))
        _note_case_shown(work, file, shown, request)
        before = just_done(work, done, visitor, desk)
    values = {
        "file": file,
        "case": file.case,
        "page": file.pages[shown - 1] if file.pages else None,
        "shown": shown,
        "unseen": file.unseen(shown),
        "held_by": held_by,
        "problem": problem,
        "refusal": refusal,
        "entered": entered or _propose_entries(file),
        "taken": taken,
        "typed": typed or Typed(),
        "kind_choices": KIND_CHOICES,
        "may_correct": visitor.may(Action.DECIDE) and not held_by and file.case.status in UNDECIDED,
        "outcomes": [o for o in Outcome if not (o is Outcome.APPROVE and file.case.kind is Kind.OTHER)],
        "codes": REASON_CODES,
        "near": _near_reasons(file, entered),
        "routes": [r for r in Route if r is not file.case.route],
        "undo_seconds": desk.settings.undo_seconds,
        "done": before,
    }
    return render(request, "case.html", values, status_code=status_code)


def _propose_entries(file: CaseFile) -> Entered:
    outcome = file.proposal.outcome
    return Entered(
        outcome=outcome.value if outcome else "",
        reasons=tuple(f"{outcome.value}/{code}" for code in file.proposal.reasons) if outcome else (),
        record=file.case.certification_number or "",
        destination=file.suggested,
        new_name=file.new_name,
    )


def _near_reasons(file: CaseFile, entered: Entered | None) -> frozenset[str]:
    """Reasons that stand open in the form: what was found, proposed or ticked, and what no rule finds."""
    found = {f.code.value for d in file.documents for f in d.findings} | {*file.proposal.reasons}
    ticked = {reason.partition("/")[2] for reason in entered.reasons} if entered else set()
    every = {code for codes in REASON_CODES.values() for code in codes}
    return frozenset(found | ticked | (every - {code.value for code in FindingCode}))


def _note_case_shown(work: Work, file: CaseFile, shown: int, request: Request) -> None:
    """Opening a case is a read; so is its page, where the page is text and no picture follows."""
    desk, visitor = desk_of(request), visitor_of(request)
    if is_prefetch(request):
        work.audit.append(visitor.name, "case_prefetched", file.case.id, desk.now(), page=shown)
        return
    work.audit.append(visitor.name, "case_shown", file.case.id, desk.now(), page=shown)
    page = file.pages[shown - 1] if file.pages else None
    if page is not None and not page.has_picture:
        _note_page_shown(work, file.case, (page.id, None), request)


@dataclass(frozen=True, slots=True)
class JustDone:
    """The case that this person decided a moment ago."""

    case_id: str
    outcome: str
    undoable: Decision | None
    held: bool


def just_done(work: Work, case_id: str, visitor: Visitor, desk: Desk) -> JustDone | None:
    """What to say of it; None where there is no such case, or somebody else decided it."""
    try:
        case = work.cases.get(CaseId(case_id)) if case_id else None
    except KeyError:
        return None
    if case is None or not may_see(case, visitor.role):
        return None
    last = last_decision(work, case.id)
    if last is None or last.by != visitor.name:
        return None
    dispatches = work.dispatches.of_case(case.id)
    return JustDone(
        case_id=case.id,
        outcome=last.outcome.value,
        undoable=undoable_decision(case, [last], dispatches, desk),
        held=any(d.state is DispatchState.HELD for d in dispatches),
    )


@router.get("/{case_id}/pages/{number}/image")
@guarded(Action.VIEW_CASE)
def show_page_image(request: Request, case_id: str, number: int, reveal: str = "") -> Response:
    """One page's picture: a read of personal data, noted as such. Social Security digits are covered."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        case = open_case(work, case_id, visitor)
        documents = documents_of(work, case)
        of_page = {d.id: d for d in documents}
        places = [(of_page.get(key), page_id) for key, page_id in pages_of_documents(documents)]
        places += [(None, page.id) for page in pages_beside(work, case, visitor)]
        if not 1 <= number <= len(places):
            raise Unknown("This case has no such page.")
        own, page_id = places[number - 1]
        stored = work.submissions.page(page_id)
        if stored.image is None:
            raise Refused("This page is text and has no picture.")
        reading = decode_reading(stored.reading) if stored.reading else None
        covered = ssn_boxes(stored.id, _documents_on(work, stored), reading)
        if own and same_token(reveal, reveal_token(visitor.token, own.id, stored.id)):
            covered = outside_of(own, covered)
        covered += closed_regions(work, stored, visitor)
        _note_page_shown(work, case, (stored.id, own.region if own else None), request)
    picture = cover(desk.storage.files.get(stored.image), covered)
    return Response(picture, media_type=picture_type(picture))


def _documents_on(work: Work, stored: StoredPage) -> list[Document]:
    """All papers that a page shows, of other people's cases too: their digits stay covered as well."""
    return [d for d in work.documents.of_submission(stored.submission_id) if stored.id in d.page_ids]


def _note_page_shown(work: Work, case: Case, part: PagePart, request: Request) -> None:
    """What somebody was shown is a read, and what approval asks for; a prefetch is neither. Of a page that
    shows several papers only the part that was not veiled was shown."""
    now, visitor, (page_id, _) = desk_of(request).now(), visitor_of(request), part
    if is_prefetch(request):
        work.audit.append(visitor.name, "page_prefetched", page_id, now, case=case.id)
        return
    work.cases.note_shown(case.id, part, visitor.name, now)
    work.audit.append(visitor.name, "page_shown", page_id, now, case=case.id)


def _claim(work: Work, case: Case, visitor: Visitor, request: Request) -> str:
    """Claim for whoever may decide; the name of another holder, or empty."""
    desk = desk_of(request)
    if not visitor.may(Action.CLAIM) or case.status not in UNDECIDED or is_prefetch(request):
        return ""
    try:
        work.cases.claim(case.id, visitor.name, desk.now(), desk.now() + LEASE)
    except StaleDecision:
        return case.claimed_by or "A colleague"
    return ""
