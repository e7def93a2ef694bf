"""The office's days and the clocks of cases."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import ByteOrderedText
from storage.tables.base import Base, RowNumber


class CasePauseRow(Base):
    """A case has at most one pause that lasts."""

    __tablename__ = "case_pause"
    __table_args__ = (
        Index(
            "ix_case_pause_lasts",
            "case_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_decision: Mapped[int | None]
    """The decision that ended it, by its `case_version`; empty where an answer did."""


class ClosureRow(Base):
    __tablename__ = "office_closure"

    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class TermRow(Base):
    __tablename__ = "case_term"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]
