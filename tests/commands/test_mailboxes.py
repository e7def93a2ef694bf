"""Several accounts and folders at once: pushed mail, lines that hang, and a watch over all of them."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

import commands.mailboxes
import commands.watching
import intake.channels.mailbox.idling
import intake.channels.mailbox.session
from commands.receiving import Receiver
from intake.channels.mailbox.session import MailSession
from settings import Settings
from storage.database import SqlStorage
from tests.commands.mailroom import (
    INBOX,
    PROCESSED,
    all_in_custody,
    as_table,
    going_on,
    on_the_wire,
    originals,
    problem,
    taken,
    wait_for,
)
from tests.mails import plain_mail
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.postbox import Line, Postbox

#: Seconds a server may be silent where it is meant to hang.
PATIENCE = 2


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The watch loses patience in seconds, not minutes."""
    monkeypatch.setattr(commands.watching, "GRACE_SECONDS", 1.0)
    monkeypatch.setattr(commands.watching, "WAKE_SECONDS", 1.0)
    monkeypatch.setattr(intake.channels.mailbox.session, "SLOWEST", 10_000_000)


@pytest.fixture
def start(ledger: SqlStorage, tmp_path: Path) -> Callable[..., Receiver]:
    """A receiver of these accounts."""

    def of(*tables: dict[str, Any]) -> Receiver:
        return Receiver(Settings(home=tmp_path, mailboxes=tables), ledger)

    return of


def table(postbox: Postbox, **changes: Any) -> dict[str, Any]:
    return as_table(postbox.settings(), **{"reply_seconds": 20, "poll_seconds": 60} | changes)


def polled(ledger: SqlStorage, postbox: Postbox, times: int = 1) -> Callable[[], bool]:
    """Whether the account was walked once."""
    account = postbox.settings().account

    def asked() -> bool:
        with ledger.work() as work:
            return work.mailboxes.last_success(account) is not None

    return asked


class TestPush:
    def test_new_mail_waits_for_the_next_poll(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Pushed mail is in custody at once, though the next look is an hour off."""
        begun, begin = threading.Event(), MailSession.begin_idle

        def note(session: MailSession) -> None:
            begin(session)
            begun.set()

        monkeypatch.setattr(MailSession, "begin_idle", note)
        monkeypatch.setattr(commands.mailboxes, "FIRST_REST", 3600.0)
        with going_on(start(table(postbox, poll_seconds=3600))):
            assert begun.wait(120)
            time.sleep(0.5)
            postbox.append(plain_mail())
            wait_for(lambda: len(taken(ledger)) == 1)
            wait_for(lambda: all_in_custody(ledger, postbox, 1))

    def test_mail_that_comes_just_before_we_listen_waits_for_the_next_poll(
        self, postbox: Postbox, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        """Dovecot tells of it half a minute later; so after mail we look again soon."""
        with going_on(start(table(postbox))):
            wait_for(polled(ledger, postbox))
            for number in (1, 2, 3):
                postbox.append(plain_mail(number))
                assert wait_for(lambda n=number: len(taken(ledger)) == n) < 25  # type: ignore[misc]

    def test_mail_that_comes_while_a_batch_is_stored_is_not_announced_and_waits(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Its announcement is lost in the answer to another command; so the folder is entered once more."""
        fetch, times = IMAPClient.fetch, list[int]()

        def meanwhile(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            answer = fetch(client, uids, wanted)
            if b"BODY.PEEK[]" in wanted and not times:
                times.append(1)
                postbox.append(plain_mail(2))
            return answer

        postbox.append(plain_mail(1))
        monkeypatch.setattr(IMAPClient, "fetch", meanwhile)
        with going_on(start(table(postbox))):
            assert wait_for(lambda: len(taken(ledger)) == 2) < 25

    def test_idle_is_never_renewed_and_the_server_hangs_up(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """IC403: renewed under ten minutes; here under one second, so that it can be seen."""
        assert intake.channels.mailbox.idling.LONGEST_IDLE < 600
        monkeypatch.setattr(intake.channels.mailbox.idling, "LONGEST_IDLE", 0.6)
        begun, begin = list[float](), MailSession.begin_idle

        def note(session: MailSession) -> None:
            begun.append(time.monotonic())
            begin(session)

        monkeypatch.setattr(MailSession, "begin_idle", note)
        with going_on(start(table(postbox, poll_seconds=3000))):
            wait_for(lambda: len(begun) >= 3)

    def test_server_without_push_is_polled(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(MailSession, "can_idle", property(lambda _: False))
        with going_on(start(table(postbox, poll_seconds=1))):
            wait_for(polled(ledger, postbox))
            postbox.append(plain_mail())
            wait_for(lambda: all_in_custody(ledger, postbox, 1))

    def test_other_folders_wait_while_one_is_listened_to(
        self, postbox: Postbox, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        postbox.append(plain_mail(1), folder="Faxes")
        with going_on(start(table(postbox, folders=[INBOX, "Faxes"], poll_seconds=1))):
            wait_for(lambda: len(taken(ledger)) == 1)
            postbox.append(plain_mail(2), folder="Faxes")
            postbox.append(plain_mail(3))
            wait_for(lambda: len(taken(ledger)) == 3)
            wait_for(lambda: len(postbox.uids(PROCESSED)) == 3)
        folders = sorted(s.receipt_key.split(":")[2] for s in taken(ledger))
        assert folders == ["Faxes", "Faxes", INBOX]


class TestHangs:
    """IC403: a line that hangs is noticed, cut and made anew; nothing is lost, nothing doubled."""

    def test_server_that_accepts_and_says_nothing_holds_up_the_other_account(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(intake.channels.mailbox.session, "CONNECT_SECONDS", 1)
        with socket.create_server(("127.0.0.1", 0)) as mute:
            silent = table(postbox, reply_seconds=PATIENCE, host="localhost", port=mute.getsockname()[1])
            with going_on(start(silent, table(postbox))):
                wait_for(polled(ledger, postbox))
                postbox.append(plain_mail())
                wait_for(lambda: all_in_custody(ledger, postbox, 1))
                wait_for(lambda: bool(problem(ledger, f"{postbox.user}@localhost")))

    def test_line_that_stalls_in_the_middle_of_a_message_is_waited_for_for_ever(
        self, postbox: Postbox, line: Line, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        large = on_the_wire(plain_mail()) + b"0123456789\r\n" * 40_000
        postbox.append(plain_mail(1), large, plain_mail(3))
        line.spoil_next(after_bytes=200_000)
        with going_on(start(table(postbox, reply_seconds=PATIENCE, port=line.port))):
            wait_for(lambda: line.connections >= 1)
            line.heal()
            wait_for(lambda: all_in_custody(ledger, postbox, 3))
        assert sorted(originals(ledger), key=len)[-1] == large
        assert line.connections >= 2
        assert len(postbox.uids(PROCESSED)) == 3

    def test_line_that_drips_outlasts_every_socket_timeout(
        self, postbox: Postbox, line: Line, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        """Each byte comes in time, the answer never does: the watch cuts the line."""
        large = on_the_wire(plain_mail()) + b"0123456789\r\n" * 40_000
        postbox.append(plain_mail(1), large)
        line.spoil_next(after_bytes=200_000, drip=True)
        with going_on(start(table(postbox, reply_seconds=PATIENCE, port=line.port))):
            wait_for(lambda: line.connections >= 1)
            line.heal()
            wait_for(lambda: all_in_custody(ledger, postbox, 2))
        assert line.connections >= 2

    def test_greeting_that_drips_keeps_the_poller_for_ever(
        self, postbox: Postbox, line: Line, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        """There is no line to cut yet: another thread takes over, and the old one does nothing any more."""
        postbox.append(plain_mail())
        line.spoil_next(drip=True)
        with going_on(start(table(postbox, reply_seconds=PATIENCE, port=line.port))):
            wait_for(lambda: line.connections >= 1)
            line.heal()
            wait_for(lambda: all_in_custody(ledger, postbox, 1))
        assert line.connections >= 2

    def test_line_that_died_while_the_server_was_to_push_is_listened_to_for_ever(
        self, postbox: Postbox, line: Line, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        """A router forgot the connection: no end, no error, no mail."""
        with going_on(start(table(postbox, reply_seconds=PATIENCE, port=line.port, poll_seconds=1))):
            wait_for(polled(ledger, postbox))
            line.spoil()
            postbox.append(plain_mail())
            wait_for(lambda: all_in_custody(ledger, postbox, 1))
        assert line.connections >= 2

    def test_server_that_hangs_up_while_we_listen_is_not_noticed(
        self, postbox: Postbox, line: Line, ledger: SqlStorage, start: Callable[..., Receiver]
    ) -> None:
        with going_on(start(table(postbox, reply_seconds=PATIENCE, port=line.port))):
            wait_for(polled(ledger, postbox))
            line.cut()
            wait_for(lambda: bool(problem(ledger, postbox.settings().account)))
            line.mend()
            postbox.append(plain_mail())
            wait_for(lambda: all_in_custody(ledger, postbox, 1))

    def test_frozen_server_holds_up_the_other_account(
        self,
        server_folder: Path,
        postbox: Postbox,
        ledger: SqlStorage,
        start: Callable[..., Receiver],
    ) -> None:
        with running_dovecot(server_folder / "frozen") as server:
            cold = Postbox(server, "cold")
            cold.append(plain_mail(1))
            tables = [table(cold, reply_seconds=PATIENCE, host="localhost", poll_seconds=1), table(postbox)]
            with going_on(start(*tables)):
                wait_for(lambda: len(taken(ledger)) == 1 and polled(ledger, postbox)())
                with frozen(server):
                    postbox.append(plain_mail(2))
                    wait_for(lambda: all_in_custody(ledger, postbox, 2))
                    wait_for(lambda: bool(problem(ledger, "cold@localhost")))
                cold.append(plain_mail(3))
                wait_for(lambda: len(taken(ledger)) == 3 and not problem(ledger, "cold@localhost"))
            assert len(cold.uids(PROCESSED)) == 2


@pytest.fixture
def line(postbox: Postbox) -> Iterator[Line]:
    made = Line(postbox.server.port)
    yield made
    made.cut()


class frozen:  # noqa: N801 -- reads as a word in `with`
    """Every process of the server stands still."""

    def __init__(self, server: DovecotServer) -> None:
        self._group = server.process_group

    def __enter__(self) -> None:
        os.killpg(self._group, signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        os.killpg(self._group, signal.SIGCONT)
