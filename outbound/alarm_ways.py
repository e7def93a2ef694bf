"""Ways of telling people that something is wrong: by mail, and by a program of the office's own."""

import json
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any, Protocol

from domain.alarms import KeptAlarm
from domain.errors import DeploymentError, IntakeError, TransientError
from domain.times import show_time
from outbound.mailer import DeliveryUncertain, Mailer

#: Seconds the office's own program may take.
COMMAND_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is told at once: what is wrong now, and what no longer is."""

    at: datetime
    standing: tuple[KeptAlarm, ...] = ()
    over: tuple[KeptAlarm, ...] = ()

    @property
    def title(self) -> str:
        """Kinds and counts only: subjects are seen by everybody on the way."""
        if not self.standing:
            return f"OEMS intake: {_alarms(len(self.over))} over"
        return f"OEMS intake: {_alarms(len(self.standing))}: {self.standing[0].alarm.kind.value}"


class AlarmWay(Protocol):
    """One way of telling."""

    @property
    def name(self) -> str: ...

    @property
    def gap(self) -> timedelta:
        """Least time between two bulletins; what is raised in between goes together."""

    def tell(self, bulletin: Bulletin) -> None:
        """Raises `IntakeError` where nobody was told."""


@dataclass(frozen=True, slots=True)
class MailWay:
    """A plain mail to each address; enough that one of them took it."""

    mailer: Mailer
    sender: str
    addresses: tuple[str, ...]
    gap: timedelta
    name: str = "mail"

    def tell(self, bulletin: Bulletin) -> None:
        failures = [error for address in self.addresses if (error := self._send(bulletin, address))]
        if len(failures) == len(self.addresses):
            raise failures[0]

    def _send(self, bulletin: Bulletin, address: str) -> IntakeError | None:
        try:
            self.mailer.send(_compose(bulletin, self.sender, address), address)
        except DeliveryUncertain:
            return None
        except IntakeError as error:
            return error
        return None


@dataclass(frozen=True, slots=True)
class CommandWay:
    """A program, run without a shell, that reads the bulletin as JSON: a pager works when mail is down."""

    words: tuple[str, ...]
    gap: timedelta = timedelta(minutes=1)
    name: str = "command"

    def tell(self, bulletin: Bulletin) -> None:
        try:
            subprocess.run(
                self.words,
                input=json.dumps(describe_bulletin(bulletin)).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=COMMAND_SECONDS,
                check=True,
            )
        except OSError as error:
            raise DeploymentError(f"alarm_command cannot be run ({type(error).__name__}).") from error
        except subprocess.TimeoutExpired as error:
            raise TransientError(f"alarm_command took over {COMMAND_SECONDS} seconds.") from error
        except subprocess.CalledProcessError as error:
            raise TransientError(f"alarm_command ended with {error.returncode}.") from error


def describe_bulletin(bulletin: Bulletin) -> dict[str, Any]:
    """As `docs/contracts.md` lists it."""
    return {
        "at": bulletin.at.isoformat(timespec="seconds"),
        "title": bulletin.title,
        "alarms": [describe_alarm(kept) for kept in bulletin.standing],
        "cleared": [describe_alarm(kept) for kept in bulletin.over],
    }


def describe_alarm(kept: KeptAlarm) -> dict[str, Any]:
    """One alarm for a machine."""
    alarm = kept.alarm
    return {
        "id": kept.id,
        "kind": alarm.kind.value,
        "subject": alarm.subject,
        "host": alarm.host,
        "words": alarm.words,
        "remedy": alarm.remedy,
        "raised_at": kept.raised_at.isoformat(timespec="seconds"),
        "acknowledged_by": kept.acknowledged_by,
        "cleared_at": kept.cleared_at.isoformat(timespec="seconds") if kept.cleared_at else None,
    }


def _compose(bulletin: Bulletin, sender: str, address: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"OEMS intake <{sender}>"
    mail["To"] = address
    mail["Subject"] = bulletin.title
    mail["Date"] = format_datetime(bulletin.at)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content("\n\n".join(_paragraphs(bulletin)) + "\n")
    return mail


def _paragraphs(bulletin: Bulletin) -> list[str]:
    standing = [
        f"{kept.alarm.words}\nWhat to do: {kept.alarm.remedy}\nSince {show_time(kept.raised_at)}."
        for kept in bulletin.standing
    ]
    over = [
        f"Over since {show_time(kept.cleared_at or bulletin.at)}: {kept.alarm.words}"
        for kept in bulletin.over
    ]
    told = "Each is told again once a day while it stands; who acknowledges it on the status page stops that."
    return [*standing, *over, *([told] if standing else [])]


def _alarms(count: int) -> str:
    return f"{count} alarm" + ("" if count == 1 else "s")


@dataclass(slots=True)
class RecordingWay:
    """Keeps what was told, or fails where it is told to; for tests."""

    told: list[Bulletin]
    name: str = "recording"
    gap: timedelta = timedelta(minutes=1)
    failure: IntakeError | None = None

    def tell(self, bulletin: Bulletin) -> None:
        if self.failure:
            raise self.failure
        self.told.append(bulletin)
