"""Mail server, ledger and disk are compared: each difference has words, and only the unexplained alarm.

F2001: "tell me if the counts differ".
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from imapclient import IMAPClient

import commands.base
import intake.channels.mailbox.walking
from commands.base import Exit
from commands.checking import reconcile
from commands.receiving import Receiver
from commands.reconciling import Difference, reconcile_all
from settings import Settings
from storage.database import SqlStorage
from tests.commands.mailroom import INBOX, PROCESSED, as_table, problem, taken
from tests.mails import plain_mail
from tests.servers.postbox import Postbox
from wiring import mailboxes_of

#: Long enough ago for a message to be nobody's new mail.
YESTERDAY = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)


@pytest.fixture
def settings(postbox: Postbox, tmp_path: Path) -> Settings:
    with postbox.session() as client:
        client.create_folder("Faxes")
    return Settings(home=tmp_path, mailboxes=(as_table(postbox.settings(), folders=[INBOX, "Faxes"]),))


@pytest.fixture
def compare(settings: Settings, ledger: SqlStorage) -> Callable[[], list[tuple[str, bool]]]:
    """The differences of the mailbox; what the ledger says of cases is not looked at here."""

    def differences() -> list[tuple[str, bool]]:
        found = reconcile_all(settings, ledger)
        return [(d.words, d.explained) for d in found if not d.words.startswith("submission_")]

    return differences


@pytest.fixture
def poll(settings: Settings, ledger: SqlStorage) -> Callable[[], None]:
    def once() -> None:
        Receiver(settings, ledger).poller(mailboxes_of(settings)[0]).poll()

    return once


class TestWaiting:
    def test_everything_taken_and_moved_is_no_difference(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(5)), at=YESTERDAY)
        postbox.append(plain_mail(6), folder="Faxes")
        poll()
        assert compare() == []

    def test_message_that_was_never_taken_is_unexplained(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(plain_mail(1), at=YESTERDAY)
        poll()
        postbox.append(plain_mail(2), at=YESTERDAY)
        [(words, explained)] = compare()
        assert words.startswith("message UID 2 lies in INBOX: not in custody, and waiting since")
        assert not explained

    def test_message_that_came_a_moment_ago_is_explained(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(plain_mail(), folder="Faxes")
        assert compare() == [
            ("message UID 1 lies in Faxes: not yet taken in: it came a moment ago", True),
        ]

    def test_message_that_could_not_be_moved_is_explained(
        self,
        postbox: Postbox,
        poll: Callable[[], None],
        compare: Callable[[], list[Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        postbox.append(plain_mail(), at=YESTERDAY)
        with monkeypatch.context() as stuck:
            stuck.setattr(intake.channels.mailbox.walking, "put_aside", lambda *_: 1)
            poll()
        assert compare() == [("message UID 1 lies in INBOX: in custody, not yet moved", True)]

    def test_server_that_cannot_move_fills_the_page(
        self,
        postbox: Postbox,
        poll: Callable[[], None],
        compare: Callable[[], list[Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(21)), at=YESTERDAY)
        able = IMAPClient.has_capability
        monkeypatch.setattr(
            IMAPClient, "has_capability", lambda client, name: name != "MOVE" and able(client, name)
        )
        poll()
        assert compare() == [("21 messages lie in INBOX: in custody, not yet moved", True)]

    def test_message_that_cannot_be_fetched_is_unexplained_after_three_tries(
        self,
        postbox: Postbox,
        poll: Callable[[], None],
        compare: Callable[[], list[Any]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        postbox.append(plain_mail(), at=YESTERDAY)
        fetch = IMAPClient.fetch

        def withhold(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            return {} if any(w.startswith(b"BODY") for w in wanted) else fetch(client, uids, wanted)

        monkeypatch.setattr(IMAPClient, "fetch", withhold)
        explained = []
        for _ in range(3):
            poll()
            [(words, so)] = compare()
            explained.append(so)
        assert explained == [True, True, False]
        assert "neither whole nor in pieces. Tried 3 times since" in words

    def test_folder_that_is_not_there_is_named_and_stops_no_other(
        self, postbox: Postbox, ledger: SqlStorage, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(plain_mail(), at=YESTERDAY)
        with postbox.session() as client:
            client.delete_folder("Faxes")
        poll()
        account = postbox.settings().account
        assert len(taken(ledger)) == 1
        assert problem(ledger, account).startswith("The mail server refuses the folder Faxes.")
        assert compare() == [(f"{account} has no folder Faxes: make it, or mend 'folders'", False)]


class TestProcessed:
    def test_message_that_somebody_moved_to_processed_by_hand_is_unexplained_and_taken_in_on_request(
        self,
        postbox: Postbox,
        ledger: SqlStorage,
        settings: Settings,
        poll: Callable[[], None],
        compare: Callable[[], list[Any]],
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(3)), at=YESTERDAY)
        poll()
        postbox.append(plain_mail(77), folder=PROCESSED, at=YESTERDAY)
        [(words, explained)] = compare()
        assert words.startswith("message UID 4 lies in Processed and was not in custody")
        assert "reconcile --take-in" in words
        assert not explained
        taking = reconcile_all(settings, ledger, take_in=Receiver(settings, ledger).take_all)
        assert any(d == Difference(d.words, True) and "it is taken in now" in d.words for d in taking)
        assert len(taken(ledger)) == 4
        assert compare() == []

    def test_copy_of_a_taken_message_is_recognised_by_content(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        """Its time is another (a server restored from a backup): its bytes are in custody all the same."""
        postbox.append(plain_mail(1), at=YESTERDAY)
        poll()
        postbox.append(plain_mail(1), folder=PROCESSED, at=YESTERDAY - timedelta(days=3))
        assert compare() == []

    def test_receipt_explains_one_message_and_not_another_of_the_same_second_and_size(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(plain_mail(1), at=YESTERDAY)
        poll()
        postbox.append(plain_mail(2), folder=PROCESSED, at=YESTERDAY)
        [(words, explained)] = compare()
        assert (words.startswith("message UID 2 lies in Processed"), explained) == (True, False)


class TestAway:
    def test_server_copy_that_somebody_deleted_after_we_had_it_is_explained(
        self, postbox: Postbox, poll: Callable[[], None], compare: Callable[[], list[Any]]
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2), at=YESTERDAY)
        poll()
        with postbox.session(PROCESSED) as other:
            other.delete_messages([2])
            other.expunge()
        [(words, explained)] = compare()
        assert "1 messages in custody no longer lie on the server" in words
        assert explained

    def test_server_that_cannot_be_asked_is_unexplained(self, ledger: SqlStorage, tmp_path: Path) -> None:
        away = {"host": "127.0.0.1", "port": 9, "user": "clerk", "password": "none", "tls": False}
        [difference] = reconcile_all(Settings(home=tmp_path, mailboxes=(away,)), ledger)
        assert difference.words.startswith("clerk@127.0.0.1: the mailbox cannot be compared: ")
        assert not difference.explained


class TestCommand:
    """`oems-intake reconcile`, as a person runs it."""

    def test_exits_0_where_all_is_explained_and_4_where_not(
        self, postbox: Postbox, ledger: SqlStorage, home: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        postbox.append(plain_mail(1))
        reconcile(home=home)
        said = capsys.readouterr().out
        assert "explained: message UID 1 lies in INBOX: not yet taken in" in said
        assert "Every difference is explained." in said
        postbox.append(plain_mail(2), folder=PROCESSED, at=YESTERDAY)
        with pytest.raises(typer.Exit) as ended:
            reconcile(home=home)
        said = capsys.readouterr()
        assert ended.value.exit_code == Exit.DIFFERENCES
        assert "UNEXPLAINED: message UID 1 lies in Processed" in said.out
        assert "1 differences are not explained." in said.err
        reconcile(home=home, take_in=True, as_json=True)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["explained"] for line in lines] == [True, True]
        assert len(taken(ledger)) == 1
        with ledger.work() as work:
            last = work.mailboxes.last_reconciled()
        assert last is not None
        assert (last.unexplained, last.explained) == (0, 2)

    @pytest.fixture
    def home(
        self, tmp_path: Path, postbox: Postbox, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> Path:
        monkeypatch.setattr(commands.base.out, "width", 200)
        box = postbox.settings()
        (tmp_path / "settings.toml").write_text(
            f'[[mailboxes]]\nhost = "{box.host}"\nport = {box.port}\nuser = "{box.user}"\n'
            f'password = "{box.password}"\ntls = false\n'
        )
        monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY_COMMAND", f"cat {tmp_path / 'master.key'}")
        return tmp_path
