"""Telling people: each alarm once by each way, again daily while it stands, and once that it is over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from domain.errors import IntakeError
from outbound.alarm_ways import AlarmWay, Bulletin
from processing.ports import Storage

log = structlog.get_logger()

#: While an alarm stands and nobody has acknowledged it.
AGAIN = timedelta(days=1)
#: Before a way that failed is tried again, doubled up to the longest.
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)


def tell_all(storage: Storage, ways: Sequence[AlarmWay], now: datetime) -> None:
    """Tell by every way what it was not told yet; one way that fails stops no other."""
    for way in ways:
        bulletin = _claim_bulletin(storage, way, now)
        if bulletin is not None:
            _tell(storage, way, bulletin)


def _claim_bulletin(storage: Storage, way: AlarmWay, now: datetime) -> Bulletin | None:
    with storage.work() as work:
        standing, over = work.alarms.untold(way.name, now - AGAIN)
        if not (standing or over) or not work.alarms.claim_way(way.name, now, now + way.gap):
            return None
    return Bulletin(now, tuple(standing), tuple(over))


def _tell(storage: Storage, way: AlarmWay, bulletin: Bulletin) -> None:
    try:
        way.tell(bulletin)
    except IntakeError as error:
        _note_failure(storage, way, str(error), bulletin.at)
        return
    except Exception as error:
        _note_failure(storage, way, type(error).__name__, bulletin.at)
        return
    with storage.work() as work:
        work.alarms.note_told(way.name, (*bulletin.standing, *bulletin.over), bulletin.at)
    log.info("alarms_told", way=way.name, standing=len(bulletin.standing), over=len(bulletin.over))


def _note_failure(storage: Storage, way: AlarmWay, problem: str, now: datetime) -> None:
    with storage.work() as work:
        failures = next((w.failures for w in work.alarms.ways() if w.way == way.name), 0)
        pause = min(FIRST_RETRY * 2 ** min(failures, 10), LONGEST_RETRY)
        work.alarms.note_untold(way.name, problem, now + pause)
    log.error("alarm_not_told", way=way.name, problem=problem)
