"""Times as people see them: the office's own, with the zone's abbreviation. The record keeps UTC."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: The office is in Marlborough, Massachusetts: its days, hours and letters follow this clock.
OFFICE_ZONE: Final = ZoneInfo("America/New_York")

#: No hold of ours is so long, and few waits are: what is to end or begin later was noted by a clock that ran
#: ahead and was set back since, and must hold up nothing for as long as that was.
FAR_AHEAD: Final = timedelta(hours=1)


def still_holds(until: datetime | None, now: datetime) -> bool:
    """Whether a hold that was given until then stands."""
    return until is not None and now < until <= now + FAR_AHEAD


def show_time(moment: datetime, *, seconds: bool = False) -> str:
    """`2026-03-02 10:05 EST`. The hour that the clocks go back is told apart by the zone."""
    clock = "%H:%M:%S" if seconds else "%H:%M"
    return moment.astimezone(OFFICE_ZONE).strftime(f"%Y-%m-%d {clock} %Z")


def show_hour(moment: datetime) -> str:
    """`10:05 EST`, of a moment that is of today."""
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M %Z}"


def office_day(moment: datetime) -> date:
    """The day on the office's calendar."""
    return moment.astimezone(OFFICE_ZONE).date()
