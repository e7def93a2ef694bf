"""The clock of a case: due dates that move by pauses, and what is read off it; worked out by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Case
from domain.clock import ClockFace, Nearness, Pause
from domain.ids import CaseId, SubmissionId
from domain.kinds import Kind, Priority, Route
from domain.states import CaseStatus
from domain.times import OFFICE_ZONE
from processing.cases.calendar import OfficeCalendar, count_business_days
from processing.cases.clock import due_of, read_clock

CALENDAR = OfficeCalendar()


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=OFFICE_ZONE)


#: Received on the Friday before Christmas, ten working days before 5 January.
FRIDAY = at(2026, 12, 18)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param([], date(2027, 1, 5), id="none"),
        pytest.param([(at(2026, 12, 21), at(2026, 12, 28))], date(2027, 1, 11), id="nine days left"),
        pytest.param([(at(2027, 1, 5), at(2027, 3, 1))], date(2027, 3, 2), id="asked on the last day"),
        pytest.param([(at(2027, 1, 8), at(2027, 3, 1))], date(2027, 3, 2), id="asked when it was late"),
        pytest.param([(at(2026, 12, 31), at(2027, 1, 4, 18))], date(2027, 1, 7), id="answered at night"),
        pytest.param([(at(2026, 12, 21), at(2026, 12, 21, 16))], date(2027, 1, 5), id="answered at once"),
        pytest.param([(at(2026, 12, 19), at(2026, 12, 22))], date(2027, 1, 7), id="asked on a Saturday"),
        pytest.param(
            [(at(2026, 12, 21), at(2026, 12, 28)), (at(2026, 12, 30), at(2027, 1, 6))],
            date(2027, 1, 15),
            id="twice: seven of nine days left, from 6 January on",
        ),
        pytest.param([(at(2026, 12, 21), None)], date(2027, 1, 5), id="still owed: nothing has moved yet"),
    ],
)
def test_the_due_date_moves_by_the_pauses(pauses: list[tuple[datetime, datetime | None]], due: date) -> None:
    assert due_of(FRIDAY, 10, [Pause(*pause) for pause in pauses], CALENDAR) == due


def test_a_snow_day_in_a_pause_moves_nothing() -> None:
    pause = [Pause(at(2026, 12, 21), at(2026, 12, 28))]
    snow = CALENDAR.with_closures([date(2026, 12, 23)])
    assert due_of(FRIDAY, 10, pause, snow) == due_of(FRIDAY, 10, pause, CALENDAR)
    later = CALENDAR.with_closures([date(2026, 12, 30)])
    assert due_of(FRIDAY, 10, pause, later) == date(2027, 1, 12)


CASE = Case(
    CaseId("C-2026-000001"), SubmissionId("s"), Kind.CPR_CARD, CaseStatus.OPEN, Route.ORDINARY_REVIEW,
    Priority.NORMAL, FRIDAY, date(2027, 1, 5), 1, None,
)  # fmt: skip
WAITING = replace(CASE, status=CaseStatus.WAITING)
ASKED = Pause(at(2026, 12, 21))
ANSWERED = Pause(at(2026, 12, 21), at(2026, 12, 28))
MOVED = replace(CASE, status=CaseStatus.REOPENED, due_on=date(2027, 1, 11))


@pytest.mark.parametrize(
    ("case", "pauses", "now", "face"),
    [
        pytest.param(CASE, [], FRIDAY, ClockFace(0, 0, 10), id="just come"),
        pytest.param(CASE, [], at(2026, 12, 30), ClockFace(7, 0, 3), id="without a pause"),
        pytest.param(CASE, [], at(2026, 12, 31), ClockFace(8, 0, 2, nearness=Nearness.NEAR), id="near"),
        pytest.param(CASE, [], at(2027, 1, 5), ClockFace(10, 0, 0, nearness=Nearness.NEAR), id="today"),
        pytest.param(CASE, [], at(2027, 1, 6), ClockFace(11, 0, -1, nearness=Nearness.OVERDUE), id="late"),
        pytest.param(WAITING, [ASKED], at(2027, 2, 1), ClockFace(1, 27, 9, stands_still=True), id="owed"),
        pytest.param(MOVED, [ANSWERED], at(2026, 12, 28), ClockFace(1, 4, 9), id="answered"),
        pytest.param(MOVED, [ANSWERED], at(2027, 1, 4), ClockFace(5, 4, 5), id="and a week later"),
        pytest.param(replace(CASE, status=CaseStatus.DECIDED), [], at(2027, 1, 6), ClockFace(11, 0, -1),
                     id="a decided case is near nothing"),
    ],
)  # fmt: skip
def test_what_is_read_off_it(case: Case, pauses: list[Pause], now: datetime, face: ClockFace) -> None:
    assert read_clock(case, pauses, now, 2, CALENDAR) == face


moments = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=OFFICE_ZONE)
)


def pauses_of(times: list[datetime], *, still_owed: bool) -> list[Pause]:
    """Pairs of the times in their order; the last may be without its end."""
    ordered = sorted(times)
    pairs = [Pause(a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False)]
    return [*pairs, Pause(ordered[-1])] if still_owed and len(ordered) % 2 else pairs


@given(moments, st.lists(moments, max_size=7), moments, st.integers(1, 30), st.booleans())
def test_every_working_day_is_elapsed_or_paused(
    received: datetime, times: list[datetime], now: datetime, days: int, still_owed: bool
) -> None:
    pauses = pauses_of([t for t in times if received < t <= now], still_owed=still_owed)
    due_on = due_of(received, days, pauses, CALENDAR)
    face = read_clock(replace(CASE, received_at=received, due_on=due_on), pauses, now, 2, CALENDAR)
    since = count_business_days(CALENDAR.receipt_day(received), now.date(), CALENDAR)
    assert face.elapsed + face.paused == since
    assert CALENDAR.is_working(due_on)
    if not pauses and face.left >= 0 and since:
        assert face.elapsed + face.left == days


@given(moments, st.lists(moments, max_size=6), st.integers(1, 30))
def test_no_pause_brings_a_due_date_forward(received: datetime, times: list[datetime], days: int) -> None:
    pauses = pauses_of([t for t in times if t > received], still_owed=False)
    dues = [due_of(received, days, pauses[:n], CALENDAR) for n in range(len(pauses) + 1)]
    assert dues == sorted(dues)
    assert due_of(received, days + 1, pauses, CALENDAR) >= dues[-1]
    assert dues[-1] >= received.date() + timedelta(days=days if not pauses else 0)
