"""The lookout: sees what is wrong, keeps it, tells it; leaves signs of life; lets the canaries out.

Each part of an installation that goes on beats; `receive` and `work` both look, so that either notices
when the other is gone. What they find goes into the record, where two that look raise one alarm.
"""

import os
import shlex
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from commands.canaries import CanaryKeeper, canary_senders_of
from commands.facts import gather_facts
from domain.alarms import Alarm, AlarmKind, KeptAlarm
from domain.errors import IntakeError
from outbound.alarm_ways import AlarmWay, Bulletin, CommandWay, MailWay
from outbound.mailer import Mailer
from processing.ports import Storage
from processing.stages.services import Clock
from processing.watch.rules import judge_facts
from processing.watch.telling import tell_all
from settings import Settings
from wiring import mailer_of, utc_now

log = structlog.get_logger()

#: Seconds between two signs of life, two looks, two thoughts of sending a canary.
BEAT_SECONDS, LOOK_SECONDS, CANARY_SECONDS = 10.0, 20.0, 20.0
#: Seconds before the first look: what was stopped for long first gets the time to catch up.
FIRST_LOOK_SECONDS = 60.0
#: For how long it may be blind before people are told, and until they are told again.
BLIND_LIMIT, BLIND_AGAIN = timedelta(minutes=2), timedelta(hours=1)


def alarm_ways_of(settings: Settings, mailer: Mailer) -> list[AlarmWay]:
    """By which ways people are told; the log is always one."""
    ways: list[AlarmWay] = []
    if settings.alarm_command:
        ways.append(CommandWay(tuple(shlex.split(settings.alarm_command))))
    if settings.alarm_addresses:
        gap = timedelta(hours=1) / settings.alarm_mails_an_hour
        ways.append(MailWay(mailer, settings.sender_address, settings.alarm_addresses, gap))
    return ways


@dataclass(slots=True)
class Lookout:
    """Looks at the installation, keeps what is wrong, tells it."""

    settings: Settings
    storage: Storage
    ways: Sequence[AlarmWay]
    tells_when_blind: bool = True
    """Whether to tell when it cannot look: one part does, for nothing then keeps who told."""
    clock: Clock = utc_now
    _blind_since: datetime | None = None
    _blind_told: datetime | None = None

    def look(self) -> None:
        """One round. Whatever keeps it from looking is told too: a blind lookout is worse than none."""
        now = self.clock()
        try:
            self._settle(judge_facts(gather_facts(self.settings, self.storage, now)), now)
            self._blind_since = self._blind_told = None
            tell_all(self.storage, self.ways, now)
        except IntakeError as error:
            self._is_blind(str(error), now)
        except Exception as error:
            if self._blind_since is None:
                log.error("lookout_failed", problem=type(error).__name__, exc_info=True)
            self._is_blind(type(error).__name__, now)

    def _settle(self, found: Sequence[Alarm], now: datetime) -> None:
        with self.storage.work() as work:
            raised, cleared = work.alarms.settle(found, ("", socket.gethostname()), now)
        for alarm in raised:
            log.critical("alarm_raised", kind=alarm.kind.value, subject=alarm.subject, words=alarm.words)
        for kept in cleared:
            log.warning("alarm_cleared", kind=kept.alarm.kind.value, subject=kept.alarm.subject, id=kept.id)

    def _is_blind(self, problem: str, now: datetime) -> None:
        """Nothing can be read or kept: after a while people are told all the same."""
        self._blind_since = since = self._blind_since or now
        told_lately = self._blind_told and now - self._blind_told < BLIND_AGAIN
        if now - since < BLIND_LIMIT or told_lately:
            return
        self._blind_told = now
        alarm = Alarm(
            AlarmKind.COMPONENT_AWAY,
            "database",
            f"The installation cannot be watched: {problem}",
            "See that the database runs and has room, and what the log says. Nothing is lost: what arrives "
            "waits where it is.",
        )
        log.critical("alarm_raised", kind=alarm.kind.value, subject=alarm.subject, words=alarm.words)
        for way in self.ways if self.tells_when_blind else ():
            try:
                way.tell(Bulletin(now, (KeptAlarm(0, alarm, since, now),)))
            except Exception as error:
                log.error("alarm_not_told", way=way.name, problem=type(error).__name__)


@dataclass(slots=True)
class Repeating:
    """Does something again and again in a thread of its own, whatever goes wrong."""

    name: str
    act: Callable[[], object]
    seconds: float
    first_after: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._go_on, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; what it is doing may take a moment."""
        self._ended.set()
        if self._thread:
            self._thread.join(timeout=5)

    def _go_on(self) -> None:
        pause = self.first_after
        while not self._ended.wait(pause):
            pause = self.seconds
            try:
                self.act()
            except IntakeError as error:
                log.warning("lookout_waits", task=self.name, problem=str(error))
            except Exception as error:
                log.error("lookout_failed", task=self.name, problem=type(error).__name__, exc_info=True)


@contextmanager
def beating(storage: Storage, part: str) -> Iterator[None]:
    """Leave signs of life of this part until the block ends."""

    def beat() -> None:
        with storage.work() as work:
            work.vitals.note_beat(socket.gethostname(), os.getpid(), part, utc_now())

    with _all_going([Repeating("beat", beat, BEAT_SECONDS)]):
        yield


@contextmanager
def watching(settings: Settings, storage: Storage, part: str) -> Iterator[None]:
    """Beat and look until the block ends; the receiver also sends the canaries."""
    mailer, receives = mailer_of(settings), part == "receive"
    lookout = Lookout(settings, storage, alarm_ways_of(settings, mailer), tells_when_blind=receives)
    tasks = [Repeating("lookout", lookout.look, LOOK_SECONDS, FIRST_LOOK_SECONDS)]
    senders = canary_senders_of(settings, mailer) if receives else []
    if senders:
        keeper = CanaryKeeper(storage, senders, timedelta(minutes=settings.canary_minutes))
        tasks.append(Repeating("canary", keeper.send_due, CANARY_SECONDS))
    with beating(storage, part), _all_going(tasks):
        yield


@contextmanager
def _all_going(tasks: Sequence[Repeating]) -> Iterator[None]:
    for task in tasks:
        task.start()
    try:
        yield
    finally:
        for task in tasks:
            task.stop()
