"""The clock of a case stands still while the applicant owes something: from our notice until the answer."""

from datetime import date, datetime, timedelta

from domain.cases import Case, Dispatch
from domain.clock import Closure, Term
from domain.errors import NotAllowed
from domain.ids import CaseId, SubmissionId, UserName
from domain.kinds import DispatchKind, Kind
from domain.states import CaseStatus
from domain.times import office_day
from processing.cases.calendar import holidays_between
from processing.cases.clock import due_of
from processing.casework import CaseClock, OfficeClock, propose_case_anew
from processing.ports import Work
from processing.rematching import match_opened

#: A closure further away than this is a slip of the hand: no clock runs so long.
FARTHEST_BACK, FARTHEST_AHEAD = timedelta(days=366), timedelta(days=2 * 366)

#: Working days for one kind of work; more would be a slip of the hand.
LONGEST_TERM = 250


def note_sent(work: Work, dispatch: Dispatch, at: datetime) -> None:
    """A notice went out: where its case waits for the applicant, the clock stands still from now on."""
    case_id = dispatch.case_id if dispatch.kind is DispatchKind.NOTICE else None
    if case_id and work.cases.get(case_id).status is CaseStatus.WAITING:
        work.pauses.begin(case_id, at)


def open_again(
    work: Work,
    case_id: CaseId,
    why: str,
    clock: CaseClock,
    *,
    answered_at: datetime,
    at_work: SubmissionId | None = None,
) -> None:
    """Put a case into the queue again; a clock that stood still goes on with the days that were left.

    Its papers are matched again where records moved since, but for those of the submission `at_work`.
    """
    match_opened(work, case_id, clock.now, at_work)
    work.pauses.end(case_id, answered_at)
    case = work.cases.get(case_id)
    work.cases.reopen(case_id, why, clock.now, due_now(work, case, clock))
    if case.status is CaseStatus.WAITING:
        # Papers may have come and gone while nothing was proposed of it.
        propose_case_anew(work, case_id, clock)


def due_now(work: Work, case: Case, clock: CaseClock) -> date:
    """When a case is due, by its kind, its pauses and the office's days as they are now."""
    pauses = work.pauses.of_cases([case.id]).get(case.id, ())
    return due_of(case.received_at, clock.settings.days_for(case.kind), pauses, clock.calendar)


def reckon_anew(work: Work, clock: CaseClock) -> int:
    """Due dates of everything that is undecided, since the office's days changed; how many moved."""
    cases = work.cases.undecided()
    pauses = work.pauses.of_cases([case.id for case in cases])
    moved = 0
    for case in cases:
        days = clock.settings.days_for(case.kind)
        due_on = due_of(case.received_at, days, pauses.get(case.id, ()), clock.calendar)
        if due_on != case.due_on:
            work.cases.set_due(case.id, due_on)
            moved += 1
    return moved


# -- the office's days --------------------------------------------------------------------------------


def close_office(work: Work, closure: Closure, office: OfficeClock) -> int:
    """Keep a closure; how many due dates moved. A day that is over may be closed late, as after a snow day.

    Raises `NotAllowed` where the office is closed anyway, and for a day that is too far away.
    """
    if not closure.why.strip():
        raise NotAllowed("Say why the office is closed, such as snow.", field="why")
    _check_near(closure.day, office_day(closure.at))
    if not office.office_days(work).is_working(closure.day):
        raise NotAllowed(
            f"The office is closed on {closure.day} already: {_why_closed(work, closure.day)}.", field="day"
        )
    work.office_days.close(closure)
    moved = reckon_anew(work, office.read(work, closure.at))
    work.audit.append(closure.by, "office_closed", str(closure.day), closure.at, moved=moved)
    return moved


def _check_near(day: date, today: date) -> None:
    first, last = today - FARTHEST_BACK, today + FARTHEST_AHEAD
    if not first <= day <= last:
        raise NotAllowed(
            f"{day} is too far away to move any due date. Name a day from {first} to {last}.", field="day"
        )


def _why_closed(work: Work, day: date) -> str:
    kept = next((closure.why for closure in work.office_days.closures() if closure.day == day), None)
    holiday = dict(holidays_between(day, day)).get(day)
    return f"{day:%A}" if day.weekday() >= _SATURDAY else kept or holiday or "by the settings"


_SATURDAY = 5


def open_office(work: Work, day: date, by: UserName, now: datetime, office: OfficeClock) -> int:
    """Take a closure back; how many due dates moved. Raises `NotAllowed` where there is none."""
    if not work.office_days.open(day):
        raise NotAllowed(f"There is no closure of {day} here. Those of settings.toml are changed there.")
    moved = reckon_anew(work, office.read(work, now))
    work.audit.append(by, "office_opened", str(day), now, moved=moved)
    return moved


def set_term(work: Work, term: Term, office: OfficeClock) -> int:
    """Working days for one kind of work; how many due dates moved. Raises `NotAllowed`."""
    if not 1 <= term.days <= LONGEST_TERM:
        raise NotAllowed(f"A term has from 1 to {LONGEST_TERM} working days.", field="days")
    work.office_days.set_term(term)
    moved = reckon_anew(work, office.read(work, term.at))
    work.audit.append(term.by, "term_set", term.kind.value, term.at, days=term.days, moved=moved)
    return moved


def drop_term(work: Work, kind: Kind, by: UserName, now: datetime, office: OfficeClock) -> int:
    """The days of the settings count for this kind again; how many due dates moved. Raises `NotAllowed`."""
    if not work.office_days.drop_term(kind):
        raise NotAllowed(f"The days of the settings count for {kind.value.replace('_', ' ')} already.")
    moved = reckon_anew(work, office.read(work, now))
    work.audit.append(by, "term_dropped", kind.value, now, moved=moved)
    return moved
