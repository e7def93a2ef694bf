"""What the watch over the installation keeps: alarms, canaries, signs of life."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from domain.alarms import Alarm, KeptAlarm
from domain.ids import SubmissionId, UserName
from domain.kinds import Route
from domain.states import Stage


class Alarms(Protocol):
    """Alarms: raised once, renewed while their cause stands, cleared by themselves when it is gone."""

    def settle(
        self, found: Sequence[Alarm], hosts: Collection[str], now: datetime
    ) -> tuple[list[Alarm], list[KeptAlarm]]:
        """Keep what was found: (newly raised, cleared).

        Only alarms of `hosts` (empty: those that every machine sees) are cleared where they were not found.
        """

    def open(self) -> list[KeptAlarm]:
        """Oldest first."""

    def count_open(self) -> int:
        """How many are open."""

    def recent(self, since: datetime) -> list[KeptAlarm]:
        """Cleared since then, newest first."""

    def acknowledge(self, alarm_id: int, by: UserName, now: datetime) -> bool:
        """Stops the telling, not the alarm; False where it is not open or somebody did already."""

    def untold(self, way: str, before: datetime) -> tuple[list[KeptAlarm], list[KeptAlarm]]:
        """(open, not acknowledged, and never told this way or last at `before`; told and over since)."""

    def claim_way(self, way: str, now: datetime, until: datetime) -> bool:
        """Whether this process may tell by this way now; nobody else may before `until`."""

    def note_told(self, way: str, told: Sequence[KeptAlarm], now: datetime) -> None:
        """These were told by this way."""

    def note_untold(self, way: str, problem: str, retry_at: datetime) -> None:
        """The way failed; it is tried again then."""

    def ways(self) -> list["WayState"]:
        """How each way of telling stands."""


@dataclass(frozen=True, slots=True)
class WayState:
    """One way of telling alarms."""

    way: str
    failures: int
    """In a row."""
    problem: str | None
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class CanaryState:
    """How the canaries of one route stand."""

    route: str
    waiting_since: datetime | None
    """When the oldest was sent of those sent after the last that came through; None where none waits."""
    problem: str | None
    """Why the newest could not be sent; None where it went."""
    last_sent: datetime | None
    last_settled: datetime | None
    """When one last came through."""
    took: timedelta | None
    """How long that one was on its way."""


class Canaries(Protocol):
    """Messages that the installation sends itself; tokens are kept only as keyed hashes."""

    def claim(self, route: str, now: datetime, every: timedelta) -> bool:
        """Whether a canary of this route is due; of several that ask, one is told so."""

    def put_off(self, route: str, until: datetime) -> None:
        """The next one is due then."""

    def note_sent(self, route: str, token: str, now: datetime) -> int:
        """Its id; commit before it goes."""

    def note_problem(self, canary_id: int, problem: str) -> None:
        """It could not be sent."""

    def knows(self, token: str, submission_id: SubmissionId) -> bool:
        """Whether this is a canary's token that came with no other submission yet."""

    def settle(self, token: str, submission_id: SubmissionId, arrived_at: datetime, now: datetime) -> bool:
        """Record that it came through; False where it is no canary's, or came with another submission."""

    def states(self) -> list[CanaryState]:
        """By route."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one stage that is due."""

    stage: Stage
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class PollState:
    """How the polls of one channel went."""

    channel: str
    first_at: datetime
    last_success: datetime | None
    failure: str | None
    """`refused`, `full` or `waits`; None where the last poll went well."""
    problem: str | None
    """The failure in words."""
    unfetched: int
    """Messages that lie there and cannot be taken in."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A process that was seen alive."""

    host: str
    pid: int
    part: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """When something that must be done now and then was last done."""

    name: str
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class LateCases:
    """Cases that wait for the office and should be answered by now."""

    overdue: int = 0
    overdue_since: date | None = None
    """The earliest due date."""
    today: int = 0
    """Due today."""


class Vitals(Protocol):
    """Signs of life, and counts of what waits."""

    def note_poll(self, channel: str, now: datetime, failure: str | None, problem: str | None) -> None: ...

    def note_unfetched(self, channel: str, count: int) -> None:
        """Messages of this channel that cannot be taken in."""

    def polls(self) -> list[PollState]: ...

    def note_beat(self, host: str, pid: int, part: str, now: datetime) -> None:
        """This process lives; what the same part left long ago is forgotten."""

    def beats(self) -> list[Beat]:
        """Newest first."""

    def note_milestone(self, name: str, now: datetime, count: int = 0) -> None: ...

    def milestone(self, name: str) -> Milestone | None: ...

    def waiting(self, now: datetime) -> list[Waiting]:
        """Ready or running work that is due, by stage; mails that wait to be sent stand as `dispatch`."""

    def done_since(self, stage: Stage, moment: datetime) -> bool:
        """Whether any work of this stage was done since."""

    def overdue_quarantine(self, today: date) -> tuple[int, date | None]:
        """(open entries due before today, the earliest due date)."""

    def late_cases(self, today: date, routes: Sequence[Route] = ()) -> LateCases:
        """Of those that wait for the office; of these routes alone where any are named."""

    def urgent_cases(self) -> list[datetime]:
        """When the urgent ones that wait for the office were received, earliest first."""

    def uncertain_dispatches(self, before: datetime) -> int:
        """Dispatches that may have been sent, and nobody said so since before that time."""

    def first_audit_entry(self) -> datetime | None:
        """When the audit log begins; None where it is empty."""
