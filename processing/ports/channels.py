"""Marks and leases of those who receive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MailboxMark:
    """How far one folder has been walked."""

    account: str
    folder: str
    uidvalidity: int
    high_uid: int


class Mailboxes(Protocol):
    """Marks of the poller, and its lease."""

    def mark(self, account: str, folder: str) -> MailboxMark | None: ...

    def advance(self, mark: MailboxMark, now: datetime) -> None:
        """Never moves back within one UIDVALIDITY."""

    def take_lease(self, account: str, holder: str, now: datetime, until: datetime) -> bool:
        """One poller an account."""

    def release_lease(self, account: str, holder: str) -> None:
        """Let the next poller begin at once."""

    def note_poll(self, account: str, now: datetime, problem: str | None) -> None: ...

    def problem(self, account: str) -> str | None:
        """What was wrong with the last poll; None where it went well."""

    def last_success(self, account: str) -> datetime | None: ...
