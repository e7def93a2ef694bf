"""The clock of a case: due dates that move by the pauses, and what has elapsed.

Every working day since receipt (day 0) is either elapsed or paused. Paused are the days after the one on
which our notice went, up to the receipt of the answer, which is day 0 of what was left.
"""

from collections.abc import Sequence
from datetime import date, datetime

from domain.cases import Case
from domain.clock import ClockFace, Nearness, Pause
from domain.states import CaseStatus
from processing.cases.calendar import OfficeCalendar, add_working_days, count_business_days

#: The clock of a case in one of these states runs.
RUNNING = (CaseStatus.OPEN, CaseStatus.REOPENED)


def due_of(received_at: datetime, days: int, pauses: Sequence[Pause], calendar: OfficeCalendar) -> date:
    """The due date of a case that has `days` working days; of those left when we asked, one at least stays.

    A pause that still lasts moves nothing yet.
    """
    start, left = calendar.receipt_day(received_at), days
    for pause in pauses:
        if pause.ended_at is not None:
            asked = max(start, _day_of(pause.began_at, calendar))
            left = max(left - count_business_days(start, asked, calendar), 1)
            start = max(asked, calendar.receipt_day(pause.ended_at))
    return add_working_days(start, left, calendar)


def read_clock(
    case: Case, pauses: Sequence[Pause], until: datetime, near_days: int, calendar: OfficeCalendar
) -> ClockFace:
    """The clock of a case at a moment: now, or when it was decided."""
    today = _day_of(until, calendar)
    start, elapsed, paused, owed = calendar.receipt_day(case.received_at), 0, 0, False
    for pause in pauses:
        asked = min(max(start, _day_of(pause.began_at, calendar)), max(start, today))
        elapsed += count_business_days(start, asked, calendar)
        owed = pause.ended_at is None
        back = today if pause.ended_at is None else min(calendar.receipt_day(pause.ended_at), today)
        start = max(asked, back)
        paused += count_business_days(asked, start, calendar)
    if owed:
        left = max(count_business_days(asked, case.due_on, calendar), 1)
        return ClockFace(elapsed, paused, left, stands_still=True)
    elapsed += count_business_days(start, today, calendar)
    return ClockFace(elapsed, paused, days_left(case.due_on, today, calendar),
                     nearness=nearness_of(case, today, near_days, calendar))  # fmt: skip


def nearness_of(case: Case, today: date, near_days: int, calendar: OfficeCalendar) -> Nearness:
    """Of a case that waits for the office; of any other it is far."""
    if case.status not in RUNNING or case.due_on > near_until(today, near_days, calendar):
        return Nearness.FAR
    return Nearness.OVERDUE if case.due_on < today else Nearness.NEAR


def near_until(today: date, near_days: int, calendar: OfficeCalendar) -> date:
    """The last due date that counts as near."""
    return add_working_days(today, near_days, calendar)


def days_left(due_on: date, today: date, calendar: OfficeCalendar) -> int:
    """Working days until the due date; less than 0 where it is over."""
    if due_on >= today:
        return count_business_days(today, due_on, calendar)
    return -count_business_days(due_on, today, calendar)


def _day_of(moment: datetime, calendar: OfficeCalendar) -> date:
    return moment.astimezone(calendar.zone).date()
