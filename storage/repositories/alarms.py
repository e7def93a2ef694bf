"""Alarms: one open row a key, and who was told."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, func, insert, or_, select, update

from domain.alarms import Alarm, AlarmKind, KeptAlarm
from domain.ids import UserName
from processing.ports import WayState
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import AlarmRow, AlarmToldRow, AlarmWayRow

#: An alarm of a machine that is gone is over after so long without having been seen.
FORGOTTEN: Final = timedelta(days=1)
#: For how long alarms that are over are kept.
KEPT: Final = timedelta(days=400)


class SqlAlarms(Repository):
    """Whoever looks keeps what was found; two that look at once raise one alarm."""

    def settle(
        self, found: Sequence[Alarm], hosts: Collection[str], now: datetime
    ) -> tuple[list[Alarm], list[KeptAlarm]]:
        """Keep what was found: (newly raised, cleared)."""
        raised = [alarm for alarm in found if self._raise_or_renew(alarm, now)]
        cleared = self._clear_others({alarm.key for alarm in found}, hosts, now)
        self._change(delete(AlarmRow).where(AlarmRow.cleared_at < now - KEPT))
        return raised, cleared

    def _raise_or_renew(self, alarm: Alarm, now: datetime) -> bool:
        said = {"words": alarm.words, "remedy": alarm.remedy, "last_seen_at": now}
        inserted = self._session.scalar(
            insert_unless_there(self._session, AlarmRow)
            .values(
                open_key=alarm.key,
                kind=alarm.kind,
                subject=alarm.subject,
                host=alarm.host,
                raised_at=now,
                **said,
            )
            .returning(AlarmRow.id)
        )
        if inserted is None:
            self._change(update(AlarmRow).where(AlarmRow.open_key == alarm.key).values(**said))
        return inserted is not None

    def _clear_others(self, keys: set[str], hosts: Collection[str], now: datetime) -> list[KeptAlarm]:
        """Each is cleared by one of those that see its cause gone, who alone says so."""
        ours = or_(AlarmRow.host.in_(hosts), AlarmRow.last_seen_at < now - FORGOTTEN)
        standing = self._session.scalars(select(AlarmRow).where(AlarmRow.open_key.is_not(None), ours)).all()
        cleared = []
        for row in standing:
            kept = self._kept(row)
            open_row = update(AlarmRow).where(AlarmRow.id == row.id, AlarmRow.open_key.is_not(None))
            if row.open_key not in keys and self._change(open_row.values(open_key=None, cleared_at=now)):
                cleared.append(kept)
        return cleared

    def open(self) -> list[KeptAlarm]:
        """Oldest first."""
        rows = self._session.scalars(
            select(AlarmRow).where(AlarmRow.open_key.is_not(None)).order_by(AlarmRow.raised_at, AlarmRow.id)
        ).all()
        told = self._told([row.id for row in rows])
        return [self._kept(row, told.get(row.id)) for row in rows]

    def _told(self, ids: Sequence[int]) -> dict[int, datetime]:
        found = self._session.execute(
            select(AlarmToldRow.alarm_id, func.max(AlarmToldRow.at))
            .where(AlarmToldRow.alarm_id.in_(ids))
            .group_by(AlarmToldRow.alarm_id)
        )
        return {row[0]: row[1] for row in found}

    def count_open(self) -> int:
        """How many are open."""
        return self._session.scalar(select(func.count()).where(AlarmRow.open_key.is_not(None))) or 0

    def recent(self, since: datetime) -> list[KeptAlarm]:
        """Cleared since then, newest first."""
        rows = self._session.scalars(
            select(AlarmRow).where(AlarmRow.cleared_at >= since).order_by(AlarmRow.cleared_at.desc())
        )
        return [self._kept(row) for row in rows]

    def acknowledge(self, alarm_id: int, by: UserName, now: datetime) -> bool:
        """Stops the telling, not the alarm."""
        standing = update(AlarmRow).where(
            AlarmRow.id == alarm_id, AlarmRow.open_key.is_not(None), AlarmRow.acknowledged_at.is_(None)
        )
        return bool(self._change(standing.values(acknowledged_by=by, acknowledged_at=now)))

    # -- telling ----------------------------------------------------------------------------------

    def untold(self, way: str, before: datetime) -> tuple[list[KeptAlarm], list[KeptAlarm]]:
        """(open and to be told, told and over since)."""
        joined = and_(AlarmToldRow.alarm_id == AlarmRow.id, AlarmToldRow.way == way)
        query = select(AlarmRow).outerjoin(AlarmToldRow, joined).order_by(AlarmRow.raised_at, AlarmRow.id)
        standing = query.where(
            AlarmRow.open_key.is_not(None),
            AlarmRow.acknowledged_at.is_(None),
            or_(AlarmToldRow.at.is_(None), AlarmToldRow.at <= before),
        )
        over = query.where(AlarmRow.cleared_at.is_not(None), AlarmToldRow.end_told.is_(False))
        return [self._kept(row) for row in self._session.scalars(standing)], [
            self._kept(row) for row in self._session.scalars(over)
        ]

    def claim_way(self, way: str, now: datetime, until: datetime) -> bool:
        """Whether this process may tell by this way now."""
        self._session.execute(
            insert_unless_there(self._session, AlarmWayRow).values(way=way, next_at=None, failures=0)
        )
        free = or_(AlarmWayRow.next_at.is_(None), AlarmWayRow.next_at <= now)
        claim = update(AlarmWayRow).where(AlarmWayRow.way == way, free).values(next_at=until)
        return bool(self._change(claim))

    def note_told(self, way: str, told: Sequence[KeptAlarm], now: datetime) -> None:
        """These were told by this way."""
        for kept in told:
            known = (AlarmToldRow.alarm_id == kept.id, AlarmToldRow.way == way)
            values: dict[str, Any] = {"at": now, "end_told": kept.cleared_at is not None}
            if not self._change(update(AlarmToldRow).where(*known).values(**values)):
                self._session.execute(insert(AlarmToldRow).values(alarm_id=kept.id, way=way, **values))
        went = update(AlarmWayRow).where(AlarmWayRow.way == way)
        self._change(went.values(failures=0, problem=None, last_success=now))

    def note_untold(self, way: str, problem: str, retry_at: datetime) -> None:
        """The way failed; it is tried again then."""
        failed = update(AlarmWayRow).where(AlarmWayRow.way == way)
        self._change(failed.values(failures=AlarmWayRow.failures + 1, problem=problem, next_at=retry_at))

    def ways(self) -> list[WayState]:
        """How each way of telling stands."""
        rows = self._session.scalars(select(AlarmWayRow).order_by(AlarmWayRow.way))
        return [WayState(row.way, row.failures, row.problem, row.last_success) for row in rows]

    @staticmethod
    def _kept(row: AlarmRow, told_at: datetime | None = None) -> KeptAlarm:
        return KeptAlarm(
            id=row.id,
            alarm=Alarm(AlarmKind(row.kind), row.subject, row.words, row.remedy, row.host),
            raised_at=row.raised_at,
            last_seen_at=row.last_seen_at,
            acknowledged_by=row.acknowledged_by,
            acknowledged_at=row.acknowledged_at,
            cleared_at=row.cleared_at,
            told_at=told_at,
        )
