"""What the tests of the mailbox ask and wait for."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from commands.receiving import Receiver
from domain.submissions import Submission
from intake.channels.mailbox.accounts import MailboxSettings
from processing.ports import StuckMessage
from storage.database import SqlStorage
from tests.servers.postbox import Postbox

INBOX, PROCESSED = "INBOX", "Processed"


def taken(ledger: SqlStorage) -> list[Submission]:
    with ledger.work() as work:
        return list(work.submissions.all())


def originals(ledger: SqlStorage) -> list[bytes]:
    return [ledger.files.get(submission.original) for submission in taken(ledger)]


def problem(ledger: SqlStorage, account: str) -> str:
    with ledger.work() as work:
        return work.mailboxes.problem(account) or ""


def stuck(ledger: SqlStorage, account: str) -> list[StuckMessage]:
    with ledger.work() as work:
        return work.mailboxes.stuck(account)


def as_table(mailbox: MailboxSettings, **changes: Any) -> dict[str, Any]:
    """The account as a table of settings.toml."""
    values = {key: value for key, value in asdict(mailbox).items() if value is not None}
    return values | {"folders": list(mailbox.folders)} | changes


def on_the_wire(text: bytes) -> bytes:
    """A mail as a server keeps it."""
    return text.replace(b"\n", b"\r\n")


def all_in_custody(ledger: SqlStorage, postbox: Postbox, count: int) -> bool:
    """Everything taken once and moved."""
    return len(taken(ledger)) == count and not postbox.uids(INBOX)


class going_on:  # noqa: N801 -- reads as a word in `with`
    """The receiver's own loop, in a thread, stopped at the end."""

    def __init__(self, receiver: Receiver) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=receiver.go_on, args=(self._stopped,))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=120)
        assert not self._thread.is_alive()


def wait_for(happened: Callable[[], bool], seconds: float = 120) -> float:
    """How long it took; the bound is for a machine that much else keeps busy."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() < began + seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began
