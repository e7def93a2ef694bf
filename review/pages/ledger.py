"""The ledger: what became of everything that came."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from domain.errors import NotAllowed
from domain.ids import CaseId, SubmissionId
from domain.kinds import Channel
from domain.ledger import Fate, LedgerLine, Thing
from processing.ports import Work
from processing.stages.decorating import choose_decoration
from review.arrivals import MOST_OPENED, find_arrivals, tell_arrival
from review.guard import Desk, Refused, Unknown, Visitor, check_form, desk_of, guarded, visitor_of
from review.policy import Action, may_see, seen_whole, sees_whole_submission
from review.refusal import NOTHING, Refusal
from review.render import render

router = APIRouter(prefix="/ledger")

#: Submissions on one page, and unexplained lines at most.
PAGE, MOST_UNEXPLAINED = 50, 200
#: What stands in place of a case that this person may not see.
RESTRICTED = "(restricted)"


@router.get("")
@guarded(Action.VIEW_LEDGER)
def show_ledger(
    request: Request,
    search: str = "",
    channel: str = "",
    since: str = "",
    until: str = "",
    view: str = "",
    after: str = "",
) -> Response:
    """Submissions newest first, or with `view=unexplained` all for which nothing answers."""
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        found = work.ledger.find(search) if _may_search(work, search, visitor) else []
        if len(found) == 1:
            return RedirectResponse(f"/ledger/{found[0]}", status_code=303)
        chosen_channel = Channel(channel) if channel in set(Channel) else None
        first, end = _midnight(since, desk, 0), _midnight(until, desk, 1)
        if view == "unexplained":
            lines = list(islice(work.ledger.unexplained(), MOST_UNEXPLAINED))
        elif search.strip():
            told = find_arrivals(work, search, visitor.role, channel=chosen_channel, since=first, until=end)
            found = found or list(islice(told, PAGE + 1))
            lines = [work.ledger.of_submission(key)[0] for key in found[:PAGE]]
        else:
            lines = work.ledger.submissions(
                channel=chosen_channel,
                since=first,
                until=end,
                after=_place(work, after),
                limit=PAGE + 1,
            )
        listed = {line.submission_id for line in lines}
        open_to = seen_whole(work, listed, visitor.role)
        shown = [_masked(work, line, visitor, line.submission_id in open_to) for line in lines]
        came = {key: tell_arrival(work.submissions.facts(key)) for key in open_to}
        paged = view != "unexplained" and not search.strip()
        listed_here = shown[:PAGE] if paged else shown
        work.audit.append(visitor.name, "ledger_listed", "ledger", desk.now(), lines=len(listed_here))
    values = {
        "lines": listed_here,
        "more": shown[PAGE - 1].submission_id if paged and len(shown) > PAGE else "",
        "first": not after,
        "came": came,
        "open_to": open_to,
        "too_many": len(found) > PAGE,
        "most_opened": MOST_OPENED,
        "channels": list(Channel),
        "chosen": {"search": search, "channel": channel, "since": since, "until": until, "view": view},
    }
    return render(request, "ledger.html", values)


def _may_search(work: Work, search: str, visitor: Visitor) -> bool:
    """False for nothing, and for the reference of a case that this person may not see."""
    try:
        return may_see(work.cases.get(CaseId(search.strip().upper())), visitor.role)
    except KeyError:
        return bool(search.strip())


def _midnight(text: str, desk: Desk, days: int) -> datetime | None:
    """The beginning of a day in the office, so many days later; None for no day."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise Refused("A day is written as 2026-03-02.") from error
    return datetime.combine(day, time(), desk.calendar.zone)


def _place(work: Work, after: str) -> SubmissionId | None:
    if not after:
        return None
    return _existing(work, after)


def _existing(work: Work, submission_id: str) -> SubmissionId:
    try:
        return work.submissions.get(SubmissionId(submission_id)).id
    except KeyError as error:
        raise Unknown("There is no such submission.") from error


@router.get("/{submission_id}")
@guarded(Action.VIEW_LEDGER)
def show_submission(request: Request, submission_id: str) -> Response:
    """One submission with its attachments and pages: a read of personal data, noted as such."""
    return _show_submission(request, submission_id)


def _show_submission(request: Request, submission_id: str, refusal: Refusal = NOTHING) -> Response:
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        known = _existing(work, submission_id)
        open_to = sees_whole_submission(work, known, visitor.role)
        lines = [_masked(work, line, visitor, open_to) for line in work.ledger.of_submission(known)]
        values = {
            "head": lines[0],
            "lines": lines[1:],
            "submission": work.submissions.get(known),
            "unexplained": sum(line.fate is Fate.UNEXPLAINED for line in lines),
            "came": tell_arrival(work.submissions.facts(known)) if open_to else None,
            "open_to": open_to,
            "refusal": refusal,
        }
        work.audit.append(visitor.name, "ledger_shown", known, desk.now())
    return render(request, "ledger_submission.html", values, status_code=422 if refusal.form else 200)


@router.post("/{submission_id}/decoration")
@guarded(Action.SET_DECORATION)
def set_decoration(
    request: Request,
    submission_id: str,
    form_token: Annotated[str, Form()],
    part: Annotated[str, Form()],
    decoration: Annotated[bool, Form()],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Set a part aside as decoration, or make it a paper again; its submission is gone through anew."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    try:
        with desk.storage.work() as work:
            known = _existing(work, submission_id)
            if not sees_whole_submission(work, known, visitor.role):
                raise Refused("A part of this submission is restricted. A supervisor handles it.")
            choose_decoration(
                work, known, part, decoration=decoration, reason=reason, by=visitor.name, now=desk.now()
            )
    except NotAllowed as error:
        return _show_submission(request, submission_id, Refusal.of(error, f"part-{part}", reason=reason))
    return RedirectResponse(f"/ledger/{known}", status_code=303)


def _masked(work: Work, line: LedgerLine, visitor: Visitor, open_to: bool) -> LedgerLine:
    """The line as this person may see it: of a submission with a restricted part no names and no reasons, and
    no reference of a restricted case anywhere."""
    line = replace(
        line,
        cases=tuple(CaseId(_shown(work, case_id, visitor)) for case_id in line.cases),
        repeats=" and ".join(_shown(work, part, visitor) for part in line.repeats.split(" and ")),
        same_bytes=_shown(work, line.same_bytes, visitor),
    )
    if open_to:
        return line
    reason = line.reason if line.fate is Fate.SET_ASIDE else ""
    name = None if line.thing is Thing.ATTACHMENT else line.name
    return replace(line, name=name, reason=reason)


def _shown(work: Work, reference: str, visitor: Visitor) -> str:
    """A case's reference, where this person may see the case; a submission's as it is."""
    if visitor.may(Action.VIEW_RESTRICTED) or not reference.startswith("C-"):
        return reference
    return reference if may_see(work.cases.get(CaseId(reference)), visitor.role) else RESTRICTED
