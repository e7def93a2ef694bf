"""Versions of the policy: nothing in it is about a person, nothing is sealed."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class PolicyVersionRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "policy_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    """TOML, every key."""
    reason: Mapped[str]
    returns_to: Mapped[int | None]
    by: Mapped[str]
    at: Mapped[datetime]
