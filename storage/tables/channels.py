"""Marks and leases of those who receive, and what is to be remembered of single messages."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, RowNumber


class MailboxMarkRow(Base):
    __tablename__ = "mailbox_mark"

    account: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    high_uid: Mapped[int] = mapped_column(BigInteger)
    compare_below: Mapped[int] = mapped_column(BigInteger, server_default="0")
    changed_at: Mapped[datetime]


class MailboxRow(Base):
    __tablename__ = "mailbox"

    account: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    last_success: Mapped[datetime | None]
    problem: Mapped[str | None]


class MailboxMessageRow(Base):
    """A message that failed, or that is in custody under another number; all others have no row."""

    __tablename__ = "mailbox_message"

    account: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    failures: Mapped[int]
    problem: Mapped[str]
    since: Mapped[datetime]
    retry_at: Mapped[datetime]
    same_as: Mapped[str | None]


class ReconciliationRow(Base):
    __tablename__ = "reconciliation"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    at: Mapped[datetime]
    unexplained: Mapped[int]
    explained: Mapped[int]
