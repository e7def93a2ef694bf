"""Alarms, canaries, signs of life. Nothing here is about a person: nothing is sealed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, RowNumber


class AlarmRow(Base):
    __tablename__ = "alarm"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    open_key: Mapped[str | None] = mapped_column(unique=True)
    """The alarm's key while it is open: one open alarm a key."""
    kind: Mapped[str]
    subject: Mapped[str]
    host: Mapped[str]
    words: Mapped[str]
    remedy: Mapped[str]
    raised_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None] = mapped_column(index=True)


class AlarmToldRow(Base):
    __tablename__ = "alarm_told"

    alarm_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("alarm.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    way: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    end_told: Mapped[bool]
    """Whether it was told that the alarm is over."""


class AlarmWayRow(Base):
    __tablename__ = "alarm_way"

    way: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None]
    failures: Mapped[int]
    problem: Mapped[str | None]
    last_success: Mapped[datetime | None]


class CanaryRow(Base):
    __tablename__ = "canary"
    __table_args__ = (Index("ix_canary_route", "route", "sent_at"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    route: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    """Keyed: who reads the database cannot make a canary."""
    sent_at: Mapped[datetime]
    problem: Mapped[str | None]
    """Why it could not be sent."""
    submission_id: Mapped[str | None]
    arrived_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


class CanaryRouteRow(Base):
    __tablename__ = "canary_route"

    route: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]


class WorkerBeatRow(Base):
    __tablename__ = "worker_beat"

    host: Mapped[str] = mapped_column(primary_key=True)
    pid: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ChannelPollRow(Base):
    __tablename__ = "channel_poll"

    channel: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    last_success: Mapped[datetime | None]
    failure: Mapped[str | None]
    problem: Mapped[str | None]
    unfetched: Mapped[int]


class MilestoneRow(Base):
    __tablename__ = "milestone"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    count: Mapped[int]
