"""Staff accounts, the destination directory and the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.ids import (
    UserName,
)
from domain.kinds import Role, Way


@dataclass(frozen=True, slots=True)
class Account:
    """One staff member."""

    name: UserName
    role: Role
    active: bool
    has_password: bool
    locked_until: datetime | None


class Accounts(Protocol):
    """Staff accounts and sign-in sessions; tokens and passwords are kept only as hashes."""

    def add(
        self, name: UserName, role: Role, link_token: str, now: datetime, link_until: datetime
    ) -> Account:
        """Raises ValueError where the name is taken."""

    def get(self, name: UserName) -> Account | None: ...

    def all(self) -> list[Account]: ...

    def new_link(self, name: UserName, link_token: str, until: datetime) -> None: ...

    def link_holds(self, link_token: str, now: datetime) -> bool:
        """Whether a one-time link can be redeemed; of an unknown, used or old one no more is told."""

    def redeem_link(self, link_token: str, password: str, now: datetime) -> Account | None:
        """One-time sign-in link: sets the password; None where unknown, used or too old."""

    def sign_in(self, name: UserName, password: str, now: datetime) -> Account | None:
        """None on a wrong name or password; five failures lock for fifteen minutes (counts kept here)."""

    def set_role(self, name: UserName, role: Role) -> None: ...

    def set_active(self, name: UserName, active: bool) -> None: ...

    def open_session(self, name: UserName, token: str, now: datetime, until: datetime) -> None: ...

    def session(self, token: str, now: datetime) -> Account | None:
        """The signed-in account, or None; idle sessions end."""

    def whose_session(self, token: str) -> UserName | None:
        """Whose a session is, or was until it ended by itself; None where it was closed, or is long over."""

    def close_session(self, token: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Destination:
    """One licensing office that letters may go to."""

    key: str
    name: str
    email: str = ""
    fax: str = ""
    address: str = ""
    accepts: tuple[str, ...] = ()
    """Values of `Way`; empty: every way that the entry names."""
    needs_seal: bool = False
    own_form: bool = False

    def takes(self, way: Way) -> bool:
        """Whether it takes answers so."""
        return not self.accepts or way in self.accepts


@dataclass(frozen=True, slots=True)
class DestinationVersion:
    """An entry of the directory as somebody saved it."""

    version: int
    destination: Destination
    by: UserName
    at: datetime


class Directory(Protocol):
    """The destination directory; staff edit it."""

    def all(self) -> list[Destination]: ...

    def get(self, key: str) -> Destination | None: ...

    def save(self, destination: Destination, by: UserName, now: datetime) -> int:
        """Add or replace an entry; the number of its new version. Saving it unchanged makes none."""

    def history(self, key: str) -> list[DestinationVersion]:
        """Every version of an entry, newest first."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the chain."""

    sequence: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]
    hash: str


class Audit(Protocol):
    """Append-only, hash-chained; reads of personal data included. Details hold no personal values."""

    def append(
        self, who: str, action: str, subject: str, now: datetime, **details: str | int | bool
    ) -> AuditEntry: ...

    def entries(
        self, *, subject: str | None = None, after: int = 0, limit: int = 1000
    ) -> list[AuditEntry]: ...

    def newest(
        self, *, subject: str | None = None, before: int | None = None, limit: int = 200
    ) -> list[AuditEntry]:
        """Newest first, those ahead of `before`."""

    def head(self) -> AuditEntry | None: ...

    def verify(self) -> str | None:
        """None where the chain holds; else one sentence naming the first broken link."""
