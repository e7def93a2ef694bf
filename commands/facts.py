"""The facts that the rules of the watch look at, gathered from settings, record, disks and servers."""

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import redis

from commands.canaries import canary_senders_of
from commands.polls import channel_names
from domain.alarms import KeptAlarm
from domain.states import Stage
from domain.times import office_day
from intake.scanning import ClamScanner
from processing.ports import Milestone, Storage, Waiting, Work
from processing.watch.facts import (
    AUDIT_HEAD,
    RECONCILED,
    RECORDS_IMPORTED,
    AwayComponent,
    DiskSpace,
    Facts,
    RefusedModel,
    StageState,
    WatchSettings,
)
from processing.watch.rules import judge_facts
from settings import Settings
from storage.models import ModelRefused, ModelShelf, ModelSort
from wiring import mailboxes_of, mailer_of, office_clock_of

#: Seconds for a server that is only asked whether it answers.
PING_SECONDS = 3.0

Probe = Callable[[Settings], AwayComponent | None]
"""Asks one server that the installation needs; None where it answers, or none is set."""


def watch_settings_of(settings: Settings) -> WatchSettings:
    """From when on something is wrong."""
    return WatchSettings(
        poll=timedelta(minutes=settings.poll_alarm_minutes),
        stall=timedelta(minutes=settings.stall_alarm_minutes),
        canary=timedelta(minutes=settings.canary_within_minutes),
        disk_bytes=settings.disk_alarm_gib * 1024**3,
        records=timedelta(days=settings.records_alarm_days),
    )


def credentials_of(settings: Settings) -> tuple[tuple[str, date], ...]:
    """(account, last day of its secret), of the mailbox accounts that tell it."""
    return tuple(
        (mailbox.label, mailbox.secret_expires_on)
        for mailbox in mailboxes_of(settings)
        if mailbox.secret_expires_on
    )


def gather_facts(settings: Settings, storage: Storage, now: datetime) -> Facts:
    """One look at everything. Raises `TransientError` where the record is away."""
    limits = watch_settings_of(settings)
    today = office_day(now)
    names = channel_names(settings)
    routes = {sender.route for sender in canary_senders_of(settings, mailer_of(settings))}
    # Asked before the transaction: nothing waits for a server while it holds a lock.
    disks = tuple(_disks(settings))
    away = tuple(found for probe in PROBES if (found := probe(settings)))
    refused = tuple(_refused_models(settings))
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
            late=work.vitals.late_cases(today),
            urgent=_urgent_waiting(work, settings, now),
            uncertain=work.vitals.uncertain_dispatches(now - limits.uncertain),
            reconciled=last_reconciled(work),
            records_imported=work.vitals.milestone(RECORDS_IMPORTED),
            audit_head=work.vitals.milestone(AUDIT_HEAD),
            audit_begins=work.vitals.first_audit_entry(),
            refused_models=refused,
            ways=tuple(work.alarms.ways()),
        )


def _urgent_waiting(work: Work, settings: Settings, now: datetime) -> int:
    """Urgent cases that were not answered by the working day after receipt."""
    calendar = office_clock_of(settings).office_days(work)
    received = work.vitals.urgent_cases()
    return sum(calendar.next_working(calendar.receipt_day(at)) <= office_day(now) for at in received)


def last_reconciled(work: Work) -> Milestone | None:
    """When mail servers, ledger and disk were last compared, and how many differences had no explanation."""
    found = work.mailboxes.last_reconciled()
    return None if found is None else Milestone(RECONCILED, found.at, found.unexplained)


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


def _refused_models(settings: Settings) -> Iterator[RefusedModel]:
    """Of this machine's home."""
    for sort in ModelSort:
        try:
            ModelShelf(settings.home, sort).current()
        except ModelRefused as error:
            yield RefusedModel(socket.gethostname(), str(error), sort)


def _there(folder: Path) -> Path:
    return folder if folder.exists() else _there(folder.parent)


def probe_redis(settings: Settings) -> AwayComponent | None:
    """Embedded, there is none."""
    if settings.embedded:
        return None
    try:
        redis.Redis.from_url(
            settings.redis_url, socket_connect_timeout=PING_SECONDS, socket_timeout=PING_SECONDS
        ).ping()
    except redis.RedisError as error:
        return AwayComponent(
            "redis",
            f"Redis does not answer ({type(error).__name__}); work waits.",
            "Start it again: nothing is lost, the record rings for what waits.",
        )
    return None


def probe_scanner(settings: Settings) -> AwayComponent | None:
    """ClamAV's daemon, where one is set."""
    if not settings.clamd:
        return None
    try:
        ClamScanner(settings.clamd, patience=PING_SECONDS).ping()
    except OSError as error:
        goes_on = (
            "Work waits for it." if settings.clamd_required else "Files are taken unchecked, and say so."
        )
        return AwayComponent(
            "virus scanner",
            f"The virus scanner does not answer ({type(error).__name__}). {goes_on}",
            "Start clamav-daemon, and look whether its signatures are loaded.",
        )
    return None


#: Every server that is asked.
PROBES: tuple[Probe, ...] = (probe_redis, probe_scanner)


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
