"""When the office works and when a case's clock stands still."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.ids import UserName
from domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class Pause:
    """The applicant owes something: from the sending of our notice until the answer."""

    began_at: datetime
    ended_at: datetime | None = None
    """When the answer came, or when a person recorded it; None while it is still owed."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which the office is closed besides the holidays."""

    day: date
    why: str
    by: UserName
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """Working days for one kind of work, as an administrator set them."""

    kind: Kind
    days: int
    by: UserName
    at: datetime


class Nearness(StrEnum):
    """How near a case is to its due date."""

    FAR = "far"
    NEAR = "near"
    """So near that it rises in the queue."""
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What people read off the clock of a case; all in working days."""

    elapsed: int
    """Since receipt, without the pauses."""
    paused: int
    """While the applicant owed something."""
    left: int
    """Until the due date; less than 0 where it is over."""
    stands_still: bool = False
    nearness: Nearness = Nearness.FAR
