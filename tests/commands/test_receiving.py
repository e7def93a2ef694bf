"""The receiver against a real Dovecot: nothing is lost, nothing taken twice, nothing moved too early."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

import commands.receiving
import intake.channels.mailbox
from commands.receiving import Receiver
from domain.errors import DeploymentError, StorageFull, TransientError
from domain.submissions import Arrival, Submission
from intake.channels.mailbox import MailboxSettings, list_uids, poll_mailbox
from settings import Secret, Settings
from storage.database import SqlStorage
from tests.mails import plain_mail
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.postbox import Line, Postbox

INBOX, PROCESSED = "INBOX", "Processed"


@pytest.fixture
def postbox(dovecot: DovecotServer) -> Postbox:
    return Postbox(dovecot, dovecot.new_user())


@pytest.fixture
def ledger(make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path) -> SqlStorage:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return make_storage(tmp_path)


@pytest.fixture
def receiver(ledger: SqlStorage, tmp_path: Path) -> Receiver:
    return Receiver(Settings(home=tmp_path), ledger)


def taken(ledger: SqlStorage) -> list[Submission]:
    with ledger.work() as work:
        return list(work.submissions.all())


def originals(ledger: SqlStorage) -> list[bytes]:
    return [ledger.files.get(submission.original) for submission in taken(ledger)]


def walk(
    mailbox: MailboxSettings,
    take: Callable[[Arrival], object],
    known: Callable[[str], bool] = lambda _: False,
) -> intake.channels.mailbox.PollReport:
    return poll_mailbox(mailbox, take, known, lambda _: False)


class TestCustody:
    def test_message_lies_unread_until_it_is_stored_and_then_in_the_processed_folder(
        self, postbox: Postbox
    ) -> None:
        postbox.append(plain_mail())
        seen: list[tuple[list[int], list[int]]] = []
        report = walk(postbox.settings(), lambda _: seen.append((postbox.unread(), postbox.uids(PROCESSED))))
        assert seen == [([1], [])]
        assert (report.taken, report.known, report.failed) == (1, 0, 0)
        assert postbox.uids(INBOX) == []
        assert postbox.messages(PROCESSED) == [plain_mail().replace(b"\n", b"\r\n")]
        assert len(postbox.unread(PROCESSED)) == 1

    def test_original_is_kept_byte_for_byte_under_its_place(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        odd = plain_mail().replace(b"\n", b"\r\n") + b"bytes that are no text: \xff\xfe\x80\r\n"
        postbox.append(odd)
        receiver.poll_mailbox(postbox.settings())
        assert originals(ledger) == [odd]
        place = f"imap:{postbox.user}@127.0.0.1:INBOX:{postbox.uidvalidity()}:1"
        assert taken(ledger)[0].receipt_key == place

    def test_receipt_is_the_servers_time_never_the_senders(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        # An hour that local time has twice: 1 November 2026, 01:30 in New York, the second time.
        received = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        postbox.append(plain_mail(Date="Fri, 1 Jan 2027 00:00:00 +0000"), at=received)
        receiver.poll_mailbox(postbox.settings())
        assert taken(ledger)[0].received_at == received

    def test_crash_between_commit_and_move_is_made_good_without_a_second_fetch(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))

        def die(*_: object) -> None:
            raise TransientError("the process ends here")

        with monkeypatch.context() as crashing:
            crashing.setattr(intake.channels.mailbox, "_move_aside", die)
            with pytest.raises(TransientError):
                receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 1
        assert postbox.uids(INBOX) == [1, 2]
        fetched = spy_on_fetches(monkeypatch)
        receiver.poll_mailbox(postbox.settings())
        assert fetched == [2]
        assert len(taken(ledger)) == 2
        assert postbox.uids(INBOX) == []
        assert len(postbox.uids(PROCESSED)) == 2

    def test_all_are_walked_however_many_old_or_read(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        long_ago = datetime(2019, 3, 4, tzinfo=UTC)
        postbox.append(*(plain_mail(n) for n in range(40)))
        postbox.append(*(plain_mail(n) for n in range(40, 80)), seen=True, at=long_ago)
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 80
        assert postbox.uids(INBOX) == []

    def test_missing_and_repeated_message_ids_hide_no_message(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        messages = [
            plain_mail(1, message_id=None),
            plain_mail(2, message_id=None),
            plain_mail(3, message_id="<same@example.org>"),
            plain_mail(4, message_id="<same@example.org>"),
        ]
        postbox.append(*messages)
        receiver.poll_mailbox(postbox.settings())
        assert sorted(originals(ledger)) == sorted(m.replace(b"\n", b"\r\n") for m in messages)

    def test_full_disk_stops_intake_before_anything_is_moved(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        with monkeypatch.context() as full:
            full.setattr(ledger.files, "_reserve", 2**60)
            with pytest.raises(StorageFull, match="Intake stops"):
                receiver.poll_mailbox(postbox.settings())
        assert taken(ledger) == []
        assert postbox.unread(INBOX) == [1, 2]
        assert postbox.uids(PROCESSED) == []
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 2


class TestTrouble:
    def test_one_bad_message_stops_no_other_and_is_tried_again(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2, subject="poison"), plain_mail(3))
        keep = commands.receiving.keep_arrival

        def choke(arrival: Arrival, *rest: Any) -> Any:
            if b"poison" in arrival.raw:
                raise RuntimeError("custody chokes on this one")
            return keep(arrival, *rest)

        with monkeypatch.context() as broken:
            broken.setattr(commands.receiving, "keep_arrival", choke)
            receiver.poll_mailbox(postbox.settings())
        account = f"{postbox.user}@127.0.0.1"
        with ledger.work() as work:
            assert work.mailboxes.problem(account) == "1 messages cannot be taken in; they stay in INBOX."
        assert len(taken(ledger)) == 2
        assert postbox.unread(INBOX) == [2]
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 3
        with ledger.work() as work:
            assert work.mailboxes.problem(account) is None

    def test_what_the_server_withholds_is_neither_taken_nor_moved(
        self, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        fetch = IMAPClient.fetch

        def withhold(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            return {} if uids == [1] else fetch(client, uids, wanted)

        monkeypatch.setattr(IMAPClient, "fetch", withhold)
        arrivals: list[Arrival] = []
        report = walk(postbox.settings(), arrivals.append)
        monkeypatch.undo()
        assert (report.taken, report.failed) == (1, 1)
        assert postbox.unread(INBOX) == [1]

    def test_what_cannot_be_moved_is_in_custody_and_stops_no_other(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        move = IMAPClient.move

        def refuse(client: IMAPClient, uids: list[int], folder: str) -> Any:
            if uids == [1]:
                raise client.Error("[OVERQUOTA] not today")
            return move(client, uids, folder)

        with monkeypatch.context() as refusing:
            refusing.setattr(IMAPClient, "move", refuse)
            receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 2
        assert postbox.uids(INBOX) == [1]
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 2
        assert postbox.uids(INBOX) == []

    def test_server_without_move_keeps_the_message_and_knows_it_by_a_keyword(
        self, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail())
        able = IMAPClient.has_capability
        monkeypatch.setattr(
            IMAPClient, "has_capability", lambda client, name: name != "MOVE" and able(client, name)
        )
        arrivals: list[Arrival] = []
        assert walk(postbox.settings(), arrivals.append).taken == 1
        assert walk(postbox.settings(), arrivals.append).taken == 0
        assert postbox.uids(INBOX) == [1]
        assert list_uids(postbox.settings())[1] == []

    def test_line_that_breaks_in_the_middle_is_waited_out(
        self, postbox: Postbox, ledger: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(5)))
        line = Line(postbox.server.port)
        settings = Settings(
            home=tmp_path, imap_host="127.0.0.1", imap_port=line.port, imap_user=postbox.user,
            imap_password=Secret(postbox.server.password), imap_tls=False, imap_poll_seconds=1,
        )  # fmt: skip
        receiver = Receiver(settings, ledger)
        keep, cuts = commands.receiving.keep_arrival, list[float]()

        def cut_after_third(arrival: Arrival, *rest: Any) -> Any:
            kept = keep(arrival, *rest)
            if not cuts and len(taken(ledger)) == 3:
                line.cut()
                cuts.append(time.monotonic())
                threading.Timer(1.5, line.mend).start()
            return kept

        monkeypatch.setattr(commands.receiving, "keep_arrival", cut_after_third)
        with going_on(receiver):
            wait_for(lambda: len(taken(ledger)) == 5 and not postbox.uids(INBOX))
        line.cut()
        assert cuts, "the line was never cut"
        assert len({submission.receipt_key for submission in taken(ledger)}) == 5
        assert len(postbox.uids(PROCESSED)) == 5

    def test_mailbox_that_is_away_stops_no_folder(self, ledger: SqlStorage, tmp_path: Path) -> None:
        scans = tmp_path / "scans"
        scans.mkdir()
        (scans / "a.txt").write_bytes(b"a paper")
        settings = Settings(
            home=tmp_path, imap_host="127.0.0.1", imap_port=9, imap_user="clerk", imap_tls=False,
            imap_poll_seconds=1, scan_folder=scans,
        )  # fmt: skip
        with going_on(Receiver(settings, ledger)):
            wait_for(lambda: len(taken(ledger)) == 1)
        with ledger.work() as work:
            assert "cannot be reached" in (work.mailboxes.problem("clerk@127.0.0.1") or "")
            assert work.mailboxes.last_success("clerk@127.0.0.1") is None


class TestRenumbering:
    """The server forgot its numbers: UIDVALIDITY changed, and every message has another UID."""

    def test_what_is_in_custody_is_recognised_by_content_and_what_is_new_is_taken(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), plain_mail(2), folder="Intake")
        with monkeypatch.context() as stuck:
            stuck.setattr(intake.channels.mailbox, "_move_aside", lambda *_: None)
            receiver.poll_mailbox(mailbox)
        assert postbox.uids("Intake") == [1, 2]
        postbox.renumber("Intake")
        postbox.append(plain_mail(3), folder="Intake")
        receiver.poll_mailbox(mailbox)
        assert sorted(originals(ledger)) == [plain_mail(n).replace(b"\n", b"\r\n") for n in (1, 2, 3)]
        assert postbox.uids("Intake") == []
        assert len(postbox.uids(PROCESSED)) == 3

    def test_same_number_in_another_numbering_is_another_message(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), folder="Intake")
        receiver.poll_mailbox(mailbox)
        postbox.renumber("Intake")
        postbox.append(plain_mail(2), folder="Intake")
        assert postbox.uids("Intake") == [1]
        receiver.poll_mailbox(mailbox)
        assert len(taken(ledger)) == 2

    def test_what_failed_on_that_day_is_still_compared_on_the_next(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), folder="Intake")
        with monkeypatch.context() as stuck:
            stuck.setattr(intake.channels.mailbox, "_move_aside", lambda *_: None)
            receiver.poll_mailbox(mailbox)
        postbox.renumber("Intake")
        with monkeypatch.context() as withholding:
            withholding.setattr(IMAPClient, "fetch", lambda *_: {})
            receiver.poll_mailbox(mailbox)
        receiver.poll_mailbox(mailbox)
        assert len(taken(ledger)) == 1
        assert postbox.uids("Intake") == []


class TestOnePoller:
    def test_another_poller_waits_and_begins_when_the_first_is_done(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account, now = f"{postbox.user}@127.0.0.1", datetime.now(UTC)
        postbox.append(plain_mail())
        with ledger.work() as work:
            assert work.mailboxes.take_lease(account, "other:1", now, now + timedelta(minutes=5))
        receiver.poll_mailbox(postbox.settings())
        assert taken(ledger) == []
        with ledger.work() as work:
            work.mailboxes.release_lease(account, "other:1")
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 1
        # A receiver that was started again has another name, and need not wait for the lease to run out.
        monkeypatch.setattr(commands.receiving, "_holder", lambda: "other:2")
        postbox.append(plain_mail(2))
        receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 2

    def test_poller_that_lost_its_lease_takes_no_more(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        account, keep = f"{postbox.user}@127.0.0.1", commands.receiving.keep_arrival

        def overtaken(arrival: Arrival, *rest: Any) -> Any:
            later = datetime.now(UTC) + timedelta(hours=1)
            with ledger.work() as work:
                assert work.mailboxes.take_lease(account, "other:1", later, later + timedelta(hours=1))
            return keep(arrival, *rest)

        monkeypatch.setattr(commands.receiving, "keep_arrival", overtaken)
        monkeypatch.setattr(commands.receiving, "LEASE", timedelta(0))
        with pytest.raises(TransientError, match="Another receiver"):
            receiver.poll_mailbox(postbox.settings())
        assert len(taken(ledger)) == 1
        assert postbox.uids(INBOX) == [2]

    def test_two_at_once_take_each_message_once(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(8)))
        both = [
            threading.Thread(
                target=lambda: [receiver.take(a) for a in fetch_all(postbox.settings())], name=str(n)
            )
            for n in range(2)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert len(taken(ledger)) == 8


class TestEveryDay:
    def test_head_of_the_audit_log_is_laid_outside_and_what_does_not_agree_is_named(
        self, postbox: Postbox, ledger: SqlStorage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings = Settings(
            home=tmp_path, imap_host="127.0.0.1", imap_port=postbox.server.port, imap_user=postbox.user,
            imap_password=Secret(postbox.server.password), imap_tls=False,
        )  # fmt: skip
        postbox.append(plain_mail())
        with ledger.work() as work:
            work.audit.append("rita", "case_shown", "C-2026-000001", datetime.now(UTC))
        Receiver(settings, ledger).do_daily_work()
        assert len(list(settings.audit_heads_folder.iterdir())) == 1
        assert ledger.verify_audit(settings.audit_heads_folder) is None
        assert "message UID 1 lies in INBOX: not yet taken in" in capsys.readouterr().out

    def test_is_done_by_the_running_receiver(self, ledger: SqlStorage, tmp_path: Path) -> None:
        with ledger.work() as work:
            work.audit.append("rita", "case_shown", "C-2026-000001", datetime.now(UTC))
        settings = Settings(home=tmp_path)
        with going_on(Receiver(settings, ledger)):
            wait_for(lambda: settings.audit_heads_folder.is_dir())


class TestSignIn:
    def test_tls_with_the_offices_own_authority(self, postbox: Postbox) -> None:
        postbox.append(plain_mail())
        arrivals: list[Arrival] = []
        walk(with_tls(postbox, postbox.server.ca_file), arrivals.append)
        assert len(arrivals) == 1

    def test_unknown_authority_is_refused_with_what_to_do(self, postbox: Postbox) -> None:
        with pytest.raises(DeploymentError, match="Set imap_ca_file"):
            walk(with_tls(postbox, None), list[Arrival]().append)

    def test_authority_file_that_is_missing_is_named(self, postbox: Postbox, tmp_path: Path) -> None:
        with pytest.raises(DeploymentError, match="imap_ca_file cannot be read"):
            walk(with_tls(postbox, tmp_path / "none.pem"), list[Arrival]().append)

    def test_wrong_password_is_a_clear_error_and_noted(
        self, server_folder: Path, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        # A server of its own: a failed sign-in slows down those that follow.
        with running_dovecot(server_folder / "refusing") as server:
            box = Postbox(server, "clerk")
            wrong = MailboxSettings("127.0.0.1", server.port, "clerk", "mistaken-horse", tls=False)
            with pytest.raises(DeploymentError, match="imap_password") as refused:
                receiver.poll_mailbox(wrong)
        assert "mistaken-horse" not in str(refused.value)
        assert "mistaken-horse" not in repr(wrong)
        with ledger.work() as work:
            assert "imap_password" in (work.mailboxes.problem(f"{box.user}@127.0.0.1") or "")


# -- helpers ------------------------------------------------------------------------------------------


def with_tls(postbox: Postbox, ca_file: Path | None) -> MailboxSettings:
    server = postbox.server
    return MailboxSettings("localhost", server.tls_port, postbox.user, server.password, ca_file=ca_file)


def spy_on_fetches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    fetched: list[int] = []
    fetch = IMAPClient.fetch

    def noting(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
        fetched.extend(uids)
        return fetch(client, uids, wanted)

    monkeypatch.setattr(IMAPClient, "fetch", noting)
    return fetched


def fetch_all(mailbox: MailboxSettings) -> list[Arrival]:
    """What a poller would take, with nothing moved: as if two of them walked at the same time."""
    with intake.channels.mailbox._session(mailbox) as server:
        validity = int(server.select_folder(mailbox.folder, readonly=True)[b"UIDVALIDITY"])
        found = [
            intake.channels.mailbox._fetch(
                server, uid, intake.channels.mailbox.message_key(mailbox, validity, uid)
            )
            for uid in server.search()
        ]
    return [arrival for arrival in found if arrival]


class going_on:  # noqa: N801 -- reads as a word in `with`
    """The receiver's own loop, in a thread, stopped at the end."""

    def __init__(self, receiver: Receiver) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=receiver.go_on, args=(self._stopped,))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()


def wait_for(happened: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)
