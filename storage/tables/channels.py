"""Marks and leases of those who receive."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class MailboxMarkRow(Base):
    __tablename__ = "mailbox_mark"

    account: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    high_uid: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime]


class MailboxRow(Base):
    __tablename__ = "mailbox"

    account: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    last_success: Mapped[datetime | None]
    problem: Mapped[str | None]
