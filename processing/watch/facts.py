"""What the rules of the watch look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from processing.ports import CanaryState, LateCases, Milestone, PollState, Waiting, WayState

#: The milestones that are watched.
RECONCILED, AUDIT_HEAD, RECORDS_IMPORTED = "reconciled", "audit_head", "records_imported"


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """From when on something is wrong. A zero turns the rule off."""

    poll: timedelta = timedelta(minutes=15)
    """Without a successful poll."""
    stall: timedelta = timedelta(minutes=30)
    """With work that is due and nothing done."""
    canary: timedelta = timedelta(minutes=15)
    """For a canary to come through."""
    disk_bytes: int = 5 * 1024**3
    """Free on each disk."""
    records: timedelta = timedelta(days=7)
    """Since the last import of certification records."""
    credential: timedelta = timedelta(days=14)
    """Before a token or client secret ends."""
    beat: timedelta = timedelta(seconds=90)
    """Since a part was last seen alive."""
    audit_head: timedelta = timedelta(days=2)
    uncertain: timedelta = timedelta(days=1)
    reconciled: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Room on one disk of this machine."""

    host: str
    use: str
    """What lies there: `originals`, `database`."""
    free: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class AwayComponent:
    """A server that the installation needs and that does not answer."""

    name: str
    words: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RefusedModel:
    """A model of the home that is not what was put there; the shipped one is used."""

    host: str
    words: str
    sort: str
    """What it is a model of."""


@dataclass(frozen=True, slots=True)
class StageState:
    """Work of one stage that is due."""

    waiting: Waiting
    moving: bool
    """Whether anything of this stage was done within the limit."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One look at the whole installation."""

    now: datetime
    today: date
    """At the office."""
    settings: WatchSettings = WatchSettings()
    polls: tuple[PollState, ...] = ()
    """Of the channels that are set."""
    credentials: tuple[tuple[str, date], ...] = ()
    """(account, day on which its token or client secret ends)."""
    canaries: tuple[CanaryState, ...] = ()
    """Of the routes that are set."""
    stages: tuple[StageState, ...] = ()
    last_beats: Mapping[str, datetime] = field(default_factory=dict)
    """By part, when any process of it was last seen alive; parts that never ran are not in it."""
    disks: tuple[DiskSpace, ...] = ()
    away: tuple[AwayComponent, ...] = ()
    overdue: int = 0
    """Quarantine entries."""
    overdue_since: date | None = None
    late: LateCases = field(default_factory=LateCases)
    urgent: int = 0
    """Urgent cases that nobody answered by the working day after receipt."""
    uncertain: int = 0
    """Dispatches that may have been sent, for longer than the limit."""
    reconciled: Milestone | None = None
    records_imported: Milestone | None = None
    audit_head: Milestone | None = None
    audit_begins: datetime | None = None
    refused_models: tuple[RefusedModel, ...] = ()
    ways: tuple[WayState, ...] = ()
