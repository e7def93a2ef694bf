"""What may be wrong with the installation itself, so that people know before applicants do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AlarmKind(StrEnum):
    """What an alarm is about; `processing/watch/rules.py` says when each stands."""

    NO_SUCCESSFUL_POLL = "no_successful_poll"
    CHANNEL_REFUSED = "channel_refused"
    INTAKE_STOPPED = "intake_stopped"
    MESSAGE_NOT_FETCHED = "message_not_fetched"
    CREDENTIAL_ENDS = "credential_ends"
    CANARY_ABSENT = "canary_absent"
    STAGE_STANDS_STILL = "stage_stands_still"
    PART_NOT_ALIVE = "part_not_alive"
    DISK_LOW = "disk_low"
    COMPONENT_AWAY = "component_away"
    QUARANTINE_OVERDUE = "quarantine_overdue"
    CASES_OVERDUE = "cases_overdue"
    URGENT_CASES_WAIT = "urgent_cases_wait"
    CUSTODY_DIFFERS = "custody_differs"
    DISPATCH_UNCERTAIN = "dispatch_uncertain"
    RECORDS_OLD = "records_old"
    AUDIT_HEAD_MISSING = "audit_head_missing"
    MODEL_REFUSED = "model_refused"
    ALARM_NOT_TOLD = "alarm_not_told"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong now. No words of it hold personal data: ids, counts, own addresses only."""

    kind: AlarmKind
    subject: str
    """Which channel, stage, part or disk; empty where there is only one."""
    words: str
    """What was found, in one sentence."""
    remedy: str
    """What to do about it."""
    host: str = ""
    """The machine that alone can see it (a disk); empty where every machine sees the same."""

    @property
    def key(self) -> str:
        """One open alarm a key."""
        return ":".join(part for part in (self.kind.value, self.host, self.subject) if part)


@dataclass(frozen=True, slots=True)
class KeptAlarm:
    """An alarm in the record."""

    id: int
    alarm: Alarm
    raised_at: datetime
    last_seen_at: datetime
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    cleared_at: datetime | None = None
    told_at: datetime | None = None
    """When it was last told by any way."""
