"""Marks and leases of those who receive, and what is to be remembered of single messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.ids import SubmissionId


@dataclass(frozen=True, slots=True)
class MailboxMark:
    """How far one folder has been walked."""

    account: str
    folder: str
    uidvalidity: int
    high_uid: int
    compare_below: int = 0
    """Messages below this UID may be old ones under new numbers: they are compared by content."""


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How an account's polls went."""

    account: str
    polled_at: datetime | None
    last_success: datetime | None
    problem: str | None
    """None where the last poll went well."""


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """One message on a mail server."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class StuckMessage:
    """A message that could not be fetched or stored; it lies on the server and is tried again."""

    place: MessagePlace
    failures: int
    problem: str
    since: datetime
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What one comparison of mail server, ledger and disk found."""

    at: datetime
    unexplained: int
    explained: int


class Mailboxes(Protocol):
    """Marks of the poller, its lease, and the messages that are no ordinary ones."""

    def mark(self, account: str, folder: str) -> MailboxMark | None: ...

    def marks(self, account: str) -> list[MailboxMark]:
        """Of every folder that was walked."""

    def advance(self, mark: MailboxMark, now: datetime) -> None:
        """Never moves back within one UIDVALIDITY."""

    def take_lease(self, account: str, holder: str, now: datetime, until: datetime) -> bool:
        """One poller an account."""

    def holder(self, account: str) -> str | None:
        """Who has the lease, run out or not."""

    def release_lease(self, account: str, holder: str) -> None:
        """Let the next poller begin at once."""

    def note_poll(
        self, account: str, now: datetime, problem: str | None, *, walked: bool | None = None
    ) -> None:
        """`walked`: the mailbox was walked to its end, though something in it is wrong."""

    def accounts(self) -> list[MailboxState]:
        """Every account that was ever polled."""

    def problem(self, account: str) -> str | None:
        """What was wrong with the last poll; None where it went well."""

    def last_success(self, account: str) -> datetime | None: ...

    def note_failure(self, place: MessagePlace, problem: str, now: datetime) -> None:
        """Count a failure of one message; the next try waits longer each time."""

    def note_same_content(self, place: MessagePlace, same_as: SubmissionId, now: datetime) -> None:
        """This message is in custody under another number."""

    def forget(self, places: Iterable[MessagePlace]) -> None:
        """The failures of messages that are in custody now, or gone from the server."""

    def stuck(self, account: str, *, failures: int = 1) -> list[StuckMessage]:
        """Messages that failed at least so often, lowest first."""

    def same_content(self, places: Sequence[MessagePlace]) -> set[MessagePlace]:
        """Those of these messages that are in custody under another number."""

    def note_reconciled(self, now: datetime, unexplained: int, explained: int) -> None: ...

    def last_reconciled(self) -> Reconciliation | None: ...
