"""The watch: sees what is wrong, keeps it, tells it; sends the canaries; leaves signs of life.

Each part of an installation that goes on beats; `receive` and `work` both look, so that either notices
when the other is gone. What they find goes into the record, where two that look raise one alarm.
"""

import os
import shlex
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import redis
import structlog

from commands.receiving import channel_names
from domain.alarms import Alarm, AlarmKind, KeptAlarm
from domain.errors import IntakeError
from domain.kinds import Stage
from outbound.alarm_ways import AlarmWay, Bulletin, CommandWay, MailWay
from outbound.canaries import CanarySender, FaxCanary, MailCanary, MailFolderCanary, ScanCanary
from outbound.mailer import Mailer
from processing.canaries import new_token
from processing.ports import Storage, Waiting, Work
from processing.stages.services import Clock
from processing.watch.facts import (
    AUDIT_HEAD,
    RECONCILED,
    RECORDS_IMPORTED,
    AwayComponent,
    DiskSpace,
    Facts,
    StageState,
    WatchSettings,
)
from processing.watch.rules import judge_facts
from processing.watch.telling import tell_all
from settings import Settings
from wiring import calendar_of, mailer_of, utc_now

log = structlog.get_logger()

#: Seconds between two signs of life, two looks, two thoughts of sending a canary.
BEAT_SECONDS, LOOK_SECONDS, CANARY_SECONDS = 10.0, 20.0, 20.0
#: Seconds before the first look: what was stopped for long first gets the time to catch up.
FIRST_LOOK_SECONDS = 60.0
#: Seconds for a server that is only asked whether it answers.
PING_SECONDS = 3.0
#: For how long the record may be away before people are told, and until they are told again.
AWAY_LIMIT, AWAY_AGAIN = timedelta(minutes=2), timedelta(hours=1)
#: Before a canary that could not be sent is followed by another.
UNSENT_PAUSE = timedelta(minutes=5)


# -- from settings ------------------------------------------------------------------------------------


def watch_settings_of(settings: Settings) -> WatchSettings:
    """From when on something is wrong."""
    return WatchSettings(
        poll=timedelta(minutes=settings.poll_alarm_minutes),
        stall=timedelta(minutes=settings.stall_alarm_minutes),
        canary=timedelta(minutes=settings.canary_within_minutes),
        disk_bytes=settings.disk_alarm_gib * 1024**3,
        records=timedelta(days=settings.records_alarm_days),
    )


def canary_senders_of(settings: Settings, mailer: Mailer) -> list[CanarySender]:
    """One a way in that is set; none where canaries are off."""
    if not settings.canary_minutes:
        return []
    senders: list[CanarySender] = []
    if mailer.is_set:
        senders += [MailCanary(mailer, settings.sender_address, a) for a in _own_mailboxes(settings)]
        if settings.canary_fax_address:
            senders.append(FaxCanary(mailer, settings.sender_address, settings.canary_fax_address))
    if settings.scan_folder:
        senders.append(ScanCanary(settings.scan_folder))
    if settings.eml_folder:
        senders.append(MailFolderCanary(settings.eml_folder, settings.sender_address))
    return senders


def _own_mailboxes(settings: Settings) -> tuple[str, ...]:
    if not settings.imap_host:
        return ()
    signs_in_as = (settings.imap_user,) if "@" in settings.imap_user else ()
    return settings.canary_mail_addresses or signs_in_as


def alarm_ways_of(settings: Settings, mailer: Mailer) -> list[AlarmWay]:
    """By which ways people are told; the log is always one."""
    ways: list[AlarmWay] = []
    if settings.alarm_command:
        ways.append(CommandWay(tuple(shlex.split(settings.alarm_command))))
    if settings.alarm_addresses:
        ways.append(MailWay(mailer, settings.sender_address, settings.alarm_addresses))
    return ways


def credentials_of(settings: Settings) -> tuple[tuple[str, date], ...]:
    """(account, last day of its secret), of the mailbox accounts that tell it."""
    accounts: Sequence[Any] = getattr(settings, "mailboxes", ())
    told = ((_told(a, "name") or _told(a, "user"), _told(a, "secret_expires_on")) for a in accounts)
    return tuple(
        (str(name), day if isinstance(day, date) else date.fromisoformat(str(day)))
        for name, day in told
        if day
    )


def _told(account: Any, key: str) -> Any:
    return account.get(key) if hasattr(account, "get") else getattr(account, key, None)


# -- facts --------------------------------------------------------------------------------------------


def gather_facts(settings: Settings, storage: Storage, now: datetime) -> Facts:
    """One look at everything. Raises `TransientError` where the record is away."""
    limits = watch_settings_of(settings)
    today = now.astimezone(calendar_of(settings).zone).date()
    names = channel_names(settings)
    routes = {sender.route for sender in canary_senders_of(settings, mailer_of(settings))}
    # Asked before the transaction: nothing waits for a server while it holds a lock.
    disks, away = tuple(_disks(settings)), tuple(_away(settings))
    with storage.work() as work:
        overdue, overdue_since = work.vitals.overdue_quarantine(today)
        return Facts(
            now=now,
            today=today,
            settings=limits,
            polls=tuple(poll for poll in work.vitals.polls() if poll.channel in names),
            credentials=credentials_of(settings),
            canaries=tuple(state for state in work.canaries.states() if state.route in routes),
            stages=_stages(work, settings, now),
            last_beats={beat.part: beat.at for beat in reversed(work.vitals.beats())},
            disks=disks,
            away=away,
            overdue=overdue,
            overdue_since=overdue_since,
            uncertain=work.vitals.uncertain_dispatches(now - limits.uncertain),
            reconciled=work.vitals.milestone(RECONCILED),
            records_imported=work.vitals.milestone(RECORDS_IMPORTED),
            audit_head=work.vitals.milestone(AUDIT_HEAD),
            audit_begins=work.vitals.first_audit_entry(),
            ways=tuple(work.alarms.ways()),
        )


def _stages(work: Work, settings: Settings, now: datetime) -> tuple[StageState, ...]:
    """Mails without a mail server wait by intention."""
    limit = timedelta(minutes=settings.stall_alarm_minutes)

    def moving(waiting: Waiting) -> bool:
        young = now - waiting.oldest < limit
        return young or work.vitals.done_since(waiting.stage, now - limit)

    return tuple(
        StageState(waiting, moving(waiting))
        for waiting in work.vitals.waiting(now)
        if waiting.stage is not Stage.DISPATCH or settings.smtp_host
    )


def _disks(settings: Settings) -> Iterator[DiskSpace]:
    """Of this machine; a database server watches its own."""
    places = {"originals": settings.files_folder}
    if not settings.database.startswith("postgresql"):
        places["database"] = settings.home
    seen: dict[int, str] = {}
    for use, folder in places.items():
        there = _there(folder)
        if seen.setdefault(there.stat().st_dev, use) == use:
            yield DiskSpace(socket.gethostname(), use, shutil.disk_usage(there).free)


def _there(folder: Path) -> Path:
    return folder if folder.exists() else _there(folder.parent)


def _away(settings: Settings) -> Iterator[AwayComponent]:
    """Servers that are set and do not answer."""
    if settings.embedded:
        return
    try:
        redis.Redis.from_url(
            settings.redis_url, socket_connect_timeout=PING_SECONDS, socket_timeout=PING_SECONDS
        ).ping()
    except redis.RedisError as error:
        yield AwayComponent(
            "redis",
            f"Redis does not answer ({type(error).__name__}); work waits.",
            "Start it again: nothing is lost, the record rings for what waits.",
        )


def standing_alarms(settings: Settings, storage: Storage, now: datetime) -> list[KeptAlarm]:
    """What is wrong at this moment, seen afresh, with what the record knows of each.

    Id 0 where it is not in the record yet: nobody may be running who would write it there.
    """
    found = judge_facts(gather_facts(settings, storage, now))
    with storage.work() as work:
        kept = {alarm.alarm.key: alarm for alarm in work.alarms.open()}
    elsewhere = [k for k in kept.values() if k.alarm.host not in ("", socket.gethostname())]
    fresh = [
        KeptAlarm(k.id, a, k.raised_at, now, k.acknowledged_by, k.acknowledged_at, told_at=k.told_at)
        if (k := kept.get(a.key))
        else KeptAlarm(0, a, now, now)
        for a in found
    ]
    return [*fresh, *elsewhere]


# -- looking and telling ------------------------------------------------------------------------------


@dataclass(slots=True)
class Watch:
    """Looks at the installation, keeps what is wrong, tells it."""

    settings: Settings
    storage: Storage
    ways: Sequence[AlarmWay]
    tells_of_record: bool = True
    """Whether to tell when the record itself is away: one part does, for nothing can keep who told."""
    clock: Clock = utc_now
    _away_since: datetime | None = None
    _away_told: datetime | None = None

    def look(self) -> None:
        """One round."""
        now = self.clock()
        try:
            self._settle(judge_facts(gather_facts(self.settings, self.storage, now)), now)
            self._away_since = self._away_told = None
            gap = timedelta(hours=1) / self.settings.alarm_mails_an_hour
            tell_all(self.storage, self.ways, gap, now)
        except IntakeError as error:
            self._record_is_away(str(error), now)

    def _settle(self, found: Sequence[Alarm], now: datetime) -> None:
        with self.storage.work() as work:
            raised, cleared = work.alarms.settle(found, ("", socket.gethostname()), now)
        for alarm in raised:
            log.critical("alarm_raised", kind=alarm.kind.value, subject=alarm.subject, words=alarm.words)
        for kept in cleared:
            log.warning("alarm_cleared", kind=kept.alarm.kind.value, subject=kept.alarm.subject, id=kept.id)

    def _record_is_away(self, problem: str, now: datetime) -> None:
        """Nothing can be read or kept: after a while people are told all the same."""
        self._away_since = self._away_since or now
        told_lately = self._away_told and now - self._away_told < AWAY_AGAIN
        if now - self._away_since < AWAY_LIMIT or told_lately:
            return
        self._away_told = now
        alarm = Alarm(
            AlarmKind.COMPONENT_AWAY,
            "database",
            f"The database cannot be used: {problem}",
            "See that it runs and has room. Nothing is lost: what arrives waits where it is.",
        )
        log.critical("alarm_raised", kind=alarm.kind.value, subject=alarm.subject, words=alarm.words)
        for way in self.ways if self.tells_of_record else ():
            try:
                way.tell(Bulletin(now, (KeptAlarm(0, alarm, self._away_since, now),)))
            except Exception as error:
                log.error("alarm_not_told", way=way.name, problem=type(error).__name__)


@dataclass(frozen=True, slots=True)
class CanaryKeeper:
    """Sends each route's canary when it is due; of several receivers one does."""

    storage: Storage
    senders: Sequence[CanarySender]
    every: timedelta
    clock: Clock = utc_now

    def send_due(self) -> int:
        """How many went."""
        return sum(self._send_if_due(sender) for sender in self.senders)

    def _send_if_due(self, sender: CanarySender) -> bool:
        now, token = self.clock(), new_token()
        with self.storage.work() as work:
            if not work.canaries.claim(sender.route, now, self.every):
                return False
            canary_id = work.canaries.note_sent(sender.route, token, now)
        try:
            sender.send(token, now)
        except IntakeError as error:
            self._note_unsent(sender, canary_id, str(error), now)
            return False
        log.info("canary_sent", route=sender.route, canary_id=canary_id)
        return True

    def _note_unsent(self, sender: CanarySender, canary_id: int, problem: str, now: datetime) -> None:
        log.warning("canary_not_sent", route=sender.route, canary_id=canary_id, problem=problem)
        with self.storage.work() as work:
            work.canaries.note_problem(canary_id, problem)
            work.canaries.put_off(sender.route, now + min(UNSENT_PAUSE, self.every))


# -- going on -----------------------------------------------------------------------------------------


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
                log.warning("watch_waits", task=self.name, problem=str(error))
            except Exception as error:
                log.error("watch_failed", task=self.name, problem=type(error).__name__, exc_info=True)


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
    watch = Watch(settings, storage, alarm_ways_of(settings, mailer), tells_of_record=receives)
    tasks = [Repeating("watch", watch.look, LOOK_SECONDS, FIRST_LOOK_SECONDS)]
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
