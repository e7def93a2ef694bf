"""Accounts, destinations, audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import ByteOrderedText
from storage.tables.base import Base, RowNumber


class AccountRow(Base):
    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    active: Mapped[bool]
    password_hash: Mapped[str | None]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    link_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignInRow(Base):
    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    until: Mapped[datetime]


class DestinationRow(Base):
    __tablename__ = "destination"

    key: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    fax: Mapped[str]
    address: Mapped[str]
    accepts: Mapped[list[Any]]
    needs_seal: Mapped[bool]
    own_form: Mapped[bool]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class DestinationVersionRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "destination_version"

    key: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[dict[str, Any]]
    """The whole entry but its key."""
    by: Mapped[str]
    at: Mapped[datetime]


class AuditRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    at: Mapped[str]
    """ISO, UTC, microseconds: hashed as it stands."""
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[str]
    """Canonical JSON: hashed as it stands."""
    hash: Mapped[str]
