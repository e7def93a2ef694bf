"""The office's working days and due dates.

Massachusetts state offices: a Sunday holiday moves to Monday, a Saturday holiday stays on Saturday and
the offices open on the Friday before; Evacuation Day and Bunker Hill Day (17 March, 17 June) are
working days. Receipt is day 0, the next working day is day 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from domain.times import OFFICE_ZONE

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """When the office works. Holidays come from the state's calendar, closures from the administrator."""

    closures: frozenset[date] = frozenset()
    """Snow days and other days on which the office is closed besides the holidays."""
    cutoff_hour: int = 17
    """Arrivals at or after this hour count from the next working day. 24: no cut-off."""
    zone: ZoneInfo = OFFICE_ZONE

    def with_closures(self, days: Iterable[date]) -> "OfficeCalendar":
        """The same office, closed on these days too."""
        return replace(self, closures=self.closures.union(days))

    def is_working(self, day: date) -> bool:
        """Whether the office is open."""
        return day.weekday() < _SATURDAY and day not in self.closures and day not in _holidays_of(day.year)

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        following = day + timedelta(days=1)
        while not self.is_working(following):
            following += timedelta(days=1)
        return following

    def receipt_day(self, received: datetime) -> date:
        """Day 0: the day received, or the next working day for what came late, at a weekend or on a holiday.

        `received` is aware. Raises `ValueError` for a naive time.
        """
        if received.tzinfo is None:
            raise ValueError("A time of receipt must carry its zone.")
        local = received.astimezone(self.zone)
        day = local.date()
        late = local.hour >= self.cutoff_hour
        return day if self.is_working(day) and not late else self.next_working(day)


def holidays_between(first: date, last: date) -> list[tuple[date, str]]:
    """The legal holidays that fall on weekdays, from `first` to `last`, with their names."""
    years = range(first.year, last.year + 1)
    found = [(d, name) for year in years for d, name in _named_holidays(year).items() if first <= d <= last]
    return sorted((d, name) for d, name in found if d.weekday() < _SATURDAY)


@lru_cache(maxsize=64)
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(_named_holidays(year))


def _named_holidays(year: int) -> dict[date, str]:
    found = holidays.country_holidays("US", subdiv="MA", years=year)
    # The library may move a Saturday holiday to the Friday before, as federal offices do; the state does not.
    return {d: name for d, name in found.items() if not (d.weekday() == 4 and "observed" in name)}


def add_business_days(received: datetime, days: int, calendar: OfficeCalendar) -> date:
    """The working day `days` working days after receipt (day 0)."""
    return add_working_days(calendar.receipt_day(received), days, calendar)


def add_working_days(day: date, days: int, calendar: OfficeCalendar) -> date:
    """The working day `days` working days after `day`."""
    for _ in range(days):
        day = calendar.next_working(day)
    return day


def count_business_days(start: date, end: date, calendar: OfficeCalendar) -> int:
    """Working days after `start` up to and including `end`; 0 where `end` is not later."""
    span = (end - start).days
    return sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, span + 1))
