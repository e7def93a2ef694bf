"""Due dates on the state calendar, against dates worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.times import OFFICE_ZONE
from processing.cases.calendar import (
    OfficeCalendar,
    add_business_days,
    count_business_days,
)

CALENDAR = OfficeCalendar()

#: The weekdays on which state offices are closed, from the statute by hand.
CLOSED_2026 = [
    (1, 1), (1, 19), (2, 16), (4, 20), (5, 25), (6, 19), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25),
]  # fmt: skip
CLOSED_2027 = [
    (1, 1), (1, 18), (2, 15), (4, 19), (5, 31), (7, 5), (9, 6), (10, 11), (11, 11), (11, 25),
]  # fmt: skip


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=OFFICE_ZONE)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(at(2026, 12, 18), date(2027, 1, 5), id="over Christmas and New Year"),
        pytest.param(at(2027, 2, 12), date(2027, 3, 1), id="over Presidents' Day"),
        pytest.param(at(2027, 3, 17), date(2027, 3, 31), id="Evacuation Day is a working day"),
        pytest.param(at(2027, 4, 12), date(2027, 4, 27), id="over Patriots' Day"),
        pytest.param(at(2026, 6, 17), date(2026, 7, 2), id="Bunker Hill Day works, Juneteenth does not"),
        pytest.param(at(2026, 6, 26), date(2026, 7, 10), id="a Saturday holiday leaves the Friday open"),
        pytest.param(at(2027, 6, 28), date(2027, 7, 13), id="a Sunday holiday moves to Monday"),
        pytest.param(at(2026, 12, 18, 17), date(2027, 1, 6), id="after the cut-off: from the next day"),
        pytest.param(at(2026, 12, 19), date(2027, 1, 6), id="Saturday counts from Monday"),
        pytest.param(at(2026, 11, 26), date(2026, 12, 11), id="a holiday counts from the next working day"),
    ],
)
def test_due_ten_business_days_after_receipt(received: datetime, due: date) -> None:
    assert add_business_days(received, 10, CALENDAR) == due


@pytest.mark.parametrize(("year", "closed"), [(2026, CLOSED_2026), (2027, CLOSED_2027)])
def test_weekday_holidays_are_those_of_the_statute(year: int, closed: list[tuple[int, int]]) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    found = [day for day in days if day.weekday() < 5 and not CALENDAR.is_working(day)]
    assert found == [date(year, month, day) for month, day in closed]


@pytest.mark.parametrize("day", [date(2026, 7, 3), date(2027, 12, 24), date(2027, 6, 18), date(2021, 12, 31)])
def test_friday_before_a_saturday_holiday_is_a_working_day(day: date) -> None:
    assert CALENDAR.is_working(day)


@pytest.mark.parametrize("year", range(2024, 2034))
def test_suffolk_county_days_are_working_days(year: int) -> None:
    for day in (date(year, 3, 17), date(year, 6, 17)):
        assert CALENDAR.is_working(day) == (day.weekday() < 5)


def test_a_snow_day_moves_the_due_date() -> None:
    snowed_in = OfficeCalendar(closures=frozenset({date(2027, 2, 17)}))
    assert add_business_days(at(2027, 2, 12), 10, snowed_in) == date(2027, 3, 2)


def test_the_offices_own_zone_decides_the_day() -> None:
    # 02:00 UTC on Saturday is Friday evening in Massachusetts: after the cut-off, so Monday is day 0.
    received = datetime(2026, 9, 12, 2, tzinfo=UTC)
    assert CALENDAR.receipt_day(received) == date(2026, 9, 14)
    assert OfficeCalendar(cutoff_hour=24).receipt_day(received) == date(2026, 9, 11)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.receipt_day(datetime(2026, 9, 1, 12))


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2032, 1, 1)), st.integers(0, 30))
def test_counting_back_gives_the_days_added(received: datetime, days: int) -> None:
    aware = received.replace(tzinfo=OFFICE_ZONE)
    due = add_business_days(aware, days, CALENDAR)
    assert CALENDAR.is_working(due)
    assert count_business_days(CALENDAR.receipt_day(aware), due, CALENDAR) == days
