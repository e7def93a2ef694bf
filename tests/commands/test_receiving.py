"""The receiver against a real Dovecot: nothing is lost, nothing taken twice, nothing moved too early.

Tests are named after what goes wrong; codes such as P2396 are threads of other products' users.
"""

import imaplib
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError
from structlog.testing import capture_logs

import commands.mailboxes
import commands.receiving
import intake.channels.mailbox.walking
from commands.receiving import Receiver
from domain.errors import DeploymentError, StorageFull, TransientError
from domain.submissions import Arrival
from intake.channels.mailbox.accounts import MailboxSettings
from settings import Secret, Settings
from storage.database import SqlStorage
from tests.commands.mailroom import (
    INBOX,
    PROCESSED,
    as_table,
    going_on,
    on_the_wire,
    originals,
    problem,
    stuck,
    taken,
    wait_for,
)
from tests.mails import plain_mail
from tests.servers.dovecot import running_dovecot
from tests.servers.postbox import Line, Postbox


class TestCustody:
    def test_message_lies_unread_until_it_is_stored_and_then_in_the_processed_folder(
        self, postbox: Postbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail())
        keep, seen = commands.receiving.keep_arrivals, list[tuple[list[int], list[int]]]()

        def look(arrivals: Sequence[Arrival], *rest: Any) -> Any:
            kept = keep(arrivals, *rest)
            seen.append((postbox.unread(), postbox.uids(PROCESSED)))
            return kept

        monkeypatch.setattr(commands.receiving, "keep_arrivals", look)
        receiver.poller(postbox.settings()).poll()
        assert seen == [([1], [])]
        assert postbox.uids(INBOX) == []
        assert postbox.messages(PROCESSED) == [on_the_wire(plain_mail())]
        assert len(postbox.unread(PROCESSED)) == 1

    def test_original_is_kept_byte_for_byte_under_its_place(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        odd = on_the_wire(plain_mail()) + b"bytes that are no text: \xff\xfe\x80\r\n"
        postbox.append(odd)
        receiver.poller(postbox.settings()).poll()
        assert originals(ledger) == [odd]
        place = f"imap:{postbox.user}@127.0.0.1:INBOX:{postbox.uidvalidity()}:1"
        assert taken(ledger)[0].receipt_key == place

    def test_receipt_is_the_servers_time_never_the_senders(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        # An hour that local time has twice: 1 November 2026, 01:30 in New York, the second time.
        received = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        postbox.append(plain_mail(Date="Fri, 1 Jan 2027 00:00:00 +0000"), at=received)
        receiver.poller(postbox.settings()).poll()
        assert taken(ledger)[0].received_at == received

    def test_mail_is_imported_twice_after_a_crash_between_commit_and_move(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P9436: what is in custody is only moved, and not fetched a second time."""
        postbox.append(plain_mail(1), plain_mail(2))

        def die(*_: object) -> None:
            raise TransientError("the process ends here")

        with monkeypatch.context() as crashing:
            crashing.setattr(intake.channels.mailbox.walking, "put_aside", die)
            with pytest.raises(TransientError):
                receiver.poller(postbox.settings()).poll()
        assert postbox.uids(INBOX) == [1, 2]
        postbox.append(plain_mail(3))
        assert len(taken(ledger)) == 2
        fetched = spy_on_fetches(monkeypatch)
        receiver.poller(postbox.settings()).poll()
        assert fetched == [3]
        assert len(taken(ledger)) == 3
        assert postbox.uids(INBOX) == []
        assert len(postbox.uids(PROCESSED)) == 3

    def test_full_disk_loses_what_was_acknowledged(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P2396, P8329: the message stays unread where it is, and is taken when there is room."""
        postbox.append(plain_mail(1), plain_mail(2))
        with monkeypatch.context() as full:
            full.setattr(ledger.files, "_reserve", 2**60)
            with pytest.raises(StorageFull, match="Intake stops"):
                receiver.poller(postbox.settings()).poll()
        assert taken(ledger) == []
        assert postbox.unread(INBOX) == [1, 2]
        assert postbox.uids(PROCESSED) == []
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 2


class TestNeverSeen:
    """F5462, F3406, D1397: by read flag, age or the first fifty, mail waits for ever."""

    def test_mail_waiting_longer_than_three_days_is_fetched(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """F5462: the newest and the oldest alike."""
        postbox.append(plain_mail(1), at=datetime(2019, 3, 4, tzinfo=UTC))
        postbox.append(plain_mail(2), at=datetime.now(UTC) - timedelta(days=4))
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 2

    def test_mail_that_somebody_has_read_already_is_fetched(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """F3406: a person who looks into the mailbox hides nothing from us."""
        postbox.append(plain_mail(), seen=True)
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 1

    def test_more_than_fifty_messages_are_all_fetched_by_one_poll(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """D1397, and Mayan's one message a poll."""
        postbox.append(*(plain_mail(n) for n in range(120)))
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 120
        assert postbox.uids(INBOX) == []
        assert len(postbox.uids(PROCESSED)) == 120

    def test_missing_and_repeated_message_ids_hide_no_message(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """Z2063: a message without a Message-ID counts as imported where another mail has one."""
        messages = [
            plain_mail(1, message_id=None),
            plain_mail(2, message_id=None),
            plain_mail(3, message_id="<same@example.org>"),
            plain_mail(4, message_id="<same@example.org>"),
        ]
        postbox.append(*messages)
        receiver.poller(postbox.settings()).poll()
        assert sorted(originals(ledger)) == sorted(map(on_the_wire, messages))


class TestOneBadMessage:
    def test_one_message_that_custody_chokes_on_stops_all(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Z2754, F4293: it stays, is told of, and is tried again."""
        postbox.append(plain_mail(1), plain_mail(2, subject="poison"), plain_mail(3))
        keep = commands.receiving.keep_arrivals

        def choke(arrivals: Sequence[Arrival], *rest: Any) -> Any:
            if any(b"poison" in arrival.raw for arrival in arrivals):
                raise RuntimeError("custody chokes on this one")
            return keep(arrivals, *rest)

        account = f"{postbox.user}@127.0.0.1"
        with monkeypatch.context() as broken:
            broken.setattr(commands.receiving, "keep_arrivals", choke)
            receiver.poller(postbox.settings()).poll()
        assert problem(ledger, account).startswith("1 messages cannot be taken in; they stay and are tried")
        assert "UID 2 in INBOX: It cannot be stored (RuntimeError)." in problem(ledger, account)
        assert len(taken(ledger)) == 2
        assert postbox.unread(INBOX) == [2]
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 3
        assert (problem(ledger, account), stuck(ledger, account)) == ("", [])

    def test_empty_address_stops_the_run(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """D691: headers are not looked at before custody."""
        nobody = on_the_wire(plain_mail()).replace(b"Ana Reyes <ana.reyes@example.org>", b"<>")
        postbox.append(nobody, b"no header at all", plain_mail(2))
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 3

    def test_message_that_the_server_gives_only_in_pieces_is_taken_whole(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        fetch = IMAPClient.fetch

        def refuse_whole(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            if b"BODY.PEEK[]" in wanted and 2 in uids:
                raise client.Error("FETCH failed")
            return fetch(client, uids, wanted)

        monkeypatch.setattr(IMAPClient, "fetch", refuse_whole)
        monkeypatch.setattr(intake.channels.mailbox.fetching, "PIECE_BYTES", 100)
        receiver.poller(postbox.settings()).poll()
        monkeypatch.undo()
        assert sorted(originals(ledger)) == [on_the_wire(plain_mail(n)) for n in (1, 2)]
        assert postbox.uids(INBOX) == []

    def test_message_that_cannot_be_fetched_is_told_of_after_three_tries_and_taken_when_it_can(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2), plain_mail(3))
        account, fetch = f"{postbox.user}@127.0.0.1", IMAPClient.fetch

        def withhold(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            answer = fetch(client, uids, wanted)
            if any(what.startswith(b"BODY") for what in wanted):
                answer.pop(2, None)
            return answer

        with monkeypatch.context() as withholding:
            withholding.setattr(IMAPClient, "fetch", withhold)
            for tries in (1, 2, 3):
                receiver.poller(postbox.settings()).poll()
                [failed] = stuck(ledger, account)
                assert (failed.place.uid, failed.failures) == (2, tries)
        assert "message UID 2 in INBOX: The mail server does not give it" in problem(ledger, account)
        assert postbox.unread(INBOX) == [2]
        with ledger.work() as work:
            assert work.mailboxes.last_success(account), "the mailbox was walked to its end"
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 3
        assert (problem(ledger, account), stuck(ledger, account)) == ("", [])

    def test_message_whose_size_the_server_cannot_tell_stops_no_other(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(1, 6)))
        fetch = IMAPClient.fetch

        def choke(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            if 4 in uids:
                raise client.Error("[SERVERBUG] internal error")
            return fetch(client, uids, wanted)

        with monkeypatch.context() as choking:
            choking.setattr(IMAPClient, "fetch", choke)
            receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 4
        assert postbox.unread(INBOX) == [4]

    def test_large_message_is_fetched_in_pieces(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        large = on_the_wire(plain_mail()) + b"x" * 78 + b"\r\n" + b"0123456789\r\n" * 60_000
        postbox.append(large, plain_mail(2))
        for limit in ("PIECE_BYTES", "BATCH_BYTES"):
            monkeypatch.setattr(intake.channels.mailbox.fetching, limit, 100_000)
        asked = list[bytes]()
        fetch = IMAPClient.fetch

        def note(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            asked.extend(wanted)
            return fetch(client, uids, wanted)

        monkeypatch.setattr(IMAPClient, "fetch", note)
        receiver.poller(postbox.settings()).poll()
        assert sorted(originals(ledger), key=len) == [on_the_wire(plain_mail(2)), large]
        assert b"BODY.PEEK[]<700000.100000>" in asked


class TestOthersAtWork:
    """D576: other clients use the mailbox too; theirs is not touched, and theirs does not confuse us."""

    def test_wrong_mails_are_moved_or_expunged(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A mail that came after the walk began, and one that another client flagged as deleted, stay."""
        postbox.append(plain_mail(1), plain_mail(2))
        postbox.append(plain_mail(7), folder="Private")
        keep = commands.receiving.keep_arrivals

        def meanwhile(arrivals: Sequence[Arrival], *rest: Any) -> Any:
            with postbox.session(INBOX) as other:
                other.append(INBOX, plain_mail(3), flags=[rb"\Deleted", b"Mine"])
            return keep(arrivals, *rest)

        with monkeypatch.context() as busy:
            busy.setattr(commands.receiving, "keep_arrivals", meanwhile)
            receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 2
        with postbox.session(INBOX) as other:
            [(uid, found)] = other.fetch(other.search(), ["FLAGS"]).items()
            assert (uid, {rb"\Deleted", b"Mine"} <= set(found[b"FLAGS"])) == (3, True)
        assert len(postbox.uids("Private")) == 1

    def test_another_client_expunges_while_we_walk(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Zammad's sequence numbers shift under it; UIDs do not. What vanished is no failure."""
        postbox.append(*(plain_mail(n) for n in range(1, 7)))
        facts = intake.channels.mailbox.walking.all_facts

        def meanwhile(*asked: Any) -> Any:
            answer = facts(*asked)
            with postbox.session(INBOX) as other:
                other.delete_messages([1, 3])
                other.expunge([1, 3])
            return answer

        with monkeypatch.context() as busy:
            busy.setattr(intake.channels.mailbox.walking, "all_facts", meanwhile)
            receiver.poller(postbox.settings()).poll()
        assert sorted(originals(ledger)) == [on_the_wire(plain_mail(n)) for n in (2, 4, 5, 6)]
        assert postbox.messages(PROCESSED) == [on_the_wire(plain_mail(n)) for n in (2, 4, 5, 6)]
        account = f"{postbox.user}@127.0.0.1"
        assert (problem(ledger, account), stuck(ledger, account)) == ("", [])

    def test_our_client_never_says_expunge_or_close(
        self, postbox: Postbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(3)))
        said = bytearray()
        send = imaplib.IMAP4.send

        def note(client: imaplib.IMAP4, line: bytes) -> None:
            said.extend(line)
            send(client, line)

        monkeypatch.setattr(imaplib.IMAP4, "send", note)
        receiver.poller(postbox.settings()).poll()
        words = set(bytes(said).upper().split())
        assert {b"SELECT", b"UID", b"SEARCH", b"FETCH", b"MOVE"} <= words
        assert not words & {b"EXPUNGE", b"CLOSE", b"STORE", b"DELETE", b"COPY"}


class TestAside:
    def test_what_cannot_be_moved_is_in_custody_and_stops_no_other(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail(1), plain_mail(2))
        move = IMAPClient.move

        def refuse(client: IMAPClient, uids: list[int], folder: str) -> Any:
            if 1 in uids:
                raise client.Error("[OVERQUOTA] not today")
            return move(client, uids, folder)

        with monkeypatch.context() as refusing:
            refusing.setattr(IMAPClient, "move", refuse)
            receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 2
        assert postbox.uids(INBOX) == [1]
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 2
        assert postbox.uids(INBOX) == []

    def test_server_without_move_keeps_the_message_and_gets_a_keyword(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(plain_mail())
        able = IMAPClient.has_capability
        monkeypatch.setattr(
            IMAPClient, "has_capability", lambda client, name: name != "MOVE" and able(client, name)
        )
        receiver.poller(postbox.settings()).poll()
        fetched = spy_on_fetches(monkeypatch)
        receiver.poller(postbox.settings()).poll()
        assert fetched == []
        assert len(taken(ledger)) == 1
        with postbox.session(INBOX) as client:
            assert client.search(["KEYWORD", "$OemsTaken"]) == [1]

    def test_a_keyword_that_somebody_else_set_hides_no_message(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        with postbox.session() as client:
            client.append(INBOX, plain_mail(), flags=[b"$OemsTaken"])
        receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 1


class TestRenumbering:
    """P8944: the server forgot its numbers; UIDVALIDITY changed, and every message has another UID."""

    def test_what_is_in_custody_is_recognised_by_content_and_what_is_new_is_taken(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), plain_mail(2), folder="Intake")
        with not_moving(monkeypatch):
            receiver.poller(mailbox).poll()
        assert postbox.uids("Intake") == [1, 2]
        postbox.renumber("Intake")
        postbox.append(plain_mail(3), folder="Intake")
        receiver.poller(mailbox).poll()
        assert sorted(originals(ledger)) == [on_the_wire(plain_mail(n)) for n in (1, 2, 3)]
        assert postbox.uids("Intake") == []
        assert len(postbox.uids(PROCESSED)) == 3

    def test_first_walk_that_breaks_off_is_known_to_have_begun(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), plain_mail(2), folder="Intake")

        def break_off(*_: Any) -> int:
            raise TransientError("The line is gone.")

        with monkeypatch.context() as breaking:
            breaking.setattr(intake.channels.mailbox.walking, "put_aside", break_off)
            with pytest.raises(TransientError):
                receiver.poller(mailbox).poll()
        assert len(taken(ledger)) == 2
        assert postbox.uids("Intake") == [1, 2]
        postbox.renumber("Intake")
        receiver.poller(mailbox).poll()
        assert sorted(originals(ledger)) == [on_the_wire(plain_mail(n)) for n in (1, 2)]
        assert postbox.uids("Intake") == []

    def test_same_number_in_another_numbering_is_another_message(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), folder="Intake")
        receiver.poller(mailbox).poll()
        postbox.renumber("Intake")
        postbox.append(plain_mail(2), folder="Intake")
        assert postbox.uids("Intake") == [1]
        receiver.poller(mailbox).poll()
        assert len(taken(ledger)) == 2

    def test_failures_of_the_old_numbering_are_told_for_ever(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), folder="Intake")
        with monkeypatch.context() as withholding:
            withholding.setattr(IMAPClient, "fetch", lambda *_: {})
            receiver.poller(mailbox).poll()
        assert len(stuck(ledger, mailbox.account)) == 1
        postbox.renumber("Intake")
        receiver.poller(mailbox).poll()
        assert (problem(ledger, mailbox.account), stuck(ledger, mailbox.account)) == ("", [])
        assert len(taken(ledger)) == 1

    def test_what_failed_or_stayed_on_that_day_is_still_recognised_on_the_next(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        mailbox = postbox.settings("Intake")
        postbox.append(plain_mail(1), plain_mail(2), folder="Intake")
        with not_moving(monkeypatch):
            receiver.poller(mailbox).poll()
        postbox.renumber("Intake")
        fetch = IMAPClient.fetch

        def withhold(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
            answer = fetch(client, uids, wanted)
            answer.pop(1, None)
            return answer

        with not_moving(monkeypatch), monkeypatch.context() as withholding:
            withholding.setattr(IMAPClient, "fetch", withhold)
            receiver.poller(mailbox).poll()
        assert postbox.uids("Intake") == [1, 2]
        receiver.poller(mailbox).poll()
        assert len(taken(ledger)) == 2
        assert postbox.uids("Intake") == []


class TestFolderUnderAnotherName:
    """Somebody renames a watched folder in a mail program, and the settings follow when that is noticed."""

    def test_what_is_in_custody_is_recognised_and_what_came_meanwhile_is_taken(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, after = postbox.settings("Intake"), postbox.settings("Papers")
        postbox.append(plain_mail(1), plain_mail(2), folder="Intake")
        with not_moving(monkeypatch):
            receiver.poller(before).poll()
        with postbox.session() as client:
            client.rename_folder("Intake", "Papers")
        postbox.append(plain_mail(3), folder="Papers")
        receiver.poller(before).poll()
        assert problem(ledger, before.account).startswith("The mail server refuses the folder Intake.")
        receiver.poller(after).poll()
        assert sorted(originals(ledger)) == [on_the_wire(plain_mail(n)) for n in (1, 2, 3)]
        assert problem(ledger, after.account) == ""
        assert postbox.uids("Papers") == []

    def test_the_lookout_learns_which_folder_is_refused(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        receiver.poller(postbox.settings("Intake")).poll()
        with ledger.work() as work:
            [poll] = work.vitals.polls()
        assert (poll.failure, "folder Intake" in poll.problem) == ("refused", True)


class TestOnePoller:
    def test_another_poller_waits_and_begins_when_the_first_is_done(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        account, now = f"{postbox.user}@127.0.0.1", datetime.now(UTC)
        postbox.append(plain_mail())
        with ledger.work() as work:
            assert work.mailboxes.take_lease(account, "other:1", now, now + timedelta(minutes=5))
        assert not receiver.poller(postbox.settings()).poll()
        assert taken(ledger) == []
        with ledger.work() as work:
            work.mailboxes.release_lease(account, "other:1")
        assert receiver.poller(postbox.settings()).poll()
        assert len(taken(ledger)) == 1

    def test_poller_that_lost_its_lease_takes_no_more(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(1, 5)))
        account, keep = f"{postbox.user}@127.0.0.1", commands.receiving.keep_arrivals
        overtaken = threading.Event()

        def overtake(arrivals: Sequence[Arrival], *rest: Any) -> Any:
            later = datetime.now(UTC) + timedelta(minutes=1)
            with ledger.work() as work:
                assert work.mailboxes.take_lease(account, "other:1", later, later + timedelta(minutes=10))
            overtaken.set()
            return keep(arrivals, *rest)

        fetch = intake.channels.mailbox.walking.fetch_batch

        def slowly(session: Any, uids: Sequence[int], facts: Any) -> Any:
            assert uids[0] == 1 or overtaken.wait(5)
            return fetch(session, uids, facts)

        monkeypatch.setattr(commands.receiving, "keep_arrivals", overtake)
        monkeypatch.setattr(commands.mailboxes, "LEASE", timedelta(0))
        monkeypatch.setattr(intake.channels.mailbox.walking, "fetch_batch", slowly)
        monkeypatch.setattr(intake.channels.mailbox.fetching, "BATCH_COUNT", 1)
        with pytest.raises(TransientError, match="Another receiver"):
            receiver.poller(postbox.settings()).poll()
        # The second was on its way while the first was stored; the third was not asked for.
        assert len(taken(ledger)) < 3
        assert {3, 4} <= set(postbox.uids(INBOX))

    def test_two_at_once_take_each_message_once(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P9436: even without the lease, a receipt is unique, and work is idempotent."""
        postbox.append(*(plain_mail(n) for n in range(30)))
        monkeypatch.setattr(intake.channels.mailbox.fetching, "BATCH_COUNT", 3)
        monkeypatch.setattr(commands.mailboxes.AccountPoller, "_take_lease", lambda _: True)
        both = [threading.Thread(target=receiver.poller(postbox.settings()).poll) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert len(taken(ledger)) == 30
        # Dovecot lets two sessions move one message at once, into two copies: the lease is there for that.
        assert len(set(postbox.messages(PROCESSED))) == 30


class TestLine:
    def test_line_that_breaks_in_the_middle_is_waited_out(
        self, postbox: Postbox, ledger: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        postbox.append(*(plain_mail(n) for n in range(5)))
        line = Line(postbox.server.port)
        receiver = Receiver(plain_settings(postbox, tmp_path, port=line.port), ledger)
        keep, cuts = commands.receiving.keep_arrivals, list[float]()

        def cut_after_third(arrivals: Sequence[Arrival], *rest: Any) -> Any:
            kept = keep(arrivals, *rest)
            if not cuts and len(taken(ledger)) == 3:
                line.cut()
                cuts.append(time.monotonic())
                threading.Timer(1.5, line.mend).start()
            return kept

        monkeypatch.setattr(commands.receiving, "keep_arrivals", cut_after_third)
        monkeypatch.setattr(intake.channels.mailbox.fetching, "BATCH_COUNT", 1)
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
            wait_for(lambda: "cannot be reached" in problem(ledger, "clerk@127.0.0.1"))
        with ledger.work() as work:
            assert work.mailboxes.last_success("clerk@127.0.0.1") is None


class TestEveryDay:
    def test_head_of_the_audit_log_is_laid_outside_and_what_does_not_agree_is_named(
        self, postbox: Postbox, ledger: SqlStorage, tmp_path: Path
    ) -> None:
        settings = plain_settings(postbox, tmp_path)
        postbox.append(plain_mail(), at=datetime.now(UTC) - timedelta(hours=2))
        with ledger.work() as work:
            work.audit.append("rita", "case_shown", "C-2026-000001", datetime.now(UTC))
        with capture_logs() as logged:
            Receiver(settings, ledger).do_daily_work()
        assert len(list(settings.audit_heads_folder.iterdir())) == 1
        assert ledger.verify_audit(settings.audit_heads_folder) is None
        told = [line["difference"] for line in logged if line["event"] == "reconcile_difference"]
        [words] = told
        assert words.startswith("message UID 1 lies in INBOX: not in custody, and waiting since ")
        with ledger.work() as work:
            found = work.mailboxes.last_reconciled()
        assert found is not None
        assert (found.unexplained, found.explained) == (1, 0)

    def test_is_done_by_the_running_receiver(self, ledger: SqlStorage, tmp_path: Path) -> None:
        with ledger.work() as work:
            work.audit.append("rita", "case_shown", "C-2026-000001", datetime.now(UTC))
        settings = Settings(home=tmp_path)
        with going_on(Receiver(settings, ledger)):
            wait_for(lambda: settings.audit_heads_folder.is_dir())


class TestSignIn:
    def test_tls_with_the_offices_own_authority(
        self, postbox: Postbox, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        postbox.append(plain_mail())
        receiver.poller(with_tls(postbox, postbox.server.ca_file)).poll()
        assert len(taken(ledger)) == 1

    def test_unknown_authority_is_refused_with_what_to_do(self, postbox: Postbox, receiver: Receiver) -> None:
        with pytest.raises(DeploymentError, match="Set imap_ca_file"):
            receiver.poller(with_tls(postbox, None)).poll()

    def test_authority_file_that_is_missing_is_named(
        self, postbox: Postbox, receiver: Receiver, tmp_path: Path
    ) -> None:
        with pytest.raises(DeploymentError, match=r"imap_ca_file .*cannot be read"):
            receiver.poller(with_tls(postbox, tmp_path / "none.pem")).poll()

    def test_refusal_that_passes_is_waited_out(
        self, postbox: Postbox, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise LoginError("b'[UNAVAILABLE] Temporary authentication failure.'")

        monkeypatch.setattr(IMAPClient, "login", refuse)
        with pytest.raises(TransientError, match="just now"):
            receiver.poller(postbox.settings()).poll()

    def test_stuck_login_is_told_to_nobody(
        self, server_folder: Path, receiver: Receiver, ledger: SqlStorage
    ) -> None:
        """OT6455: dead for ten days. Here a wrong password is a clear error, noted where alarms look."""
        # A server of its own: a failed sign-in slows down those that follow.
        with running_dovecot(server_folder / "refusing") as server:
            wrong = MailboxSettings("127.0.0.1", server.port, "clerk", "mistaken-horse", tls=False)
            with pytest.raises(DeploymentError, match="imap_password") as refused:
                receiver.poller(wrong).poll()
        assert "mistaken-horse" not in str(refused.value)
        assert "mistaken-horse" not in repr(wrong)
        assert "imap_password" in problem(ledger, "clerk@127.0.0.1")
        with ledger.work() as work:
            [state] = work.mailboxes.accounts()
        assert (state.account, state.last_success) == ("clerk@127.0.0.1", None)
        assert state.polled_at is not None

    def test_rotated_password_of_a_file_is_taken_up_while_the_receiver_runs(
        self, server_folder: Path, ledger: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The server knows the new one before the file does: what came meanwhile is taken in then."""
        monkeypatch.setattr(commands.mailboxes, "REFUSED_PAUSE", 0.2)
        kept = tmp_path / "password"
        kept.write_text("last-month\n")
        with running_dovecot(server_folder / "rotating") as server:
            postbox = Postbox(server, "clerk")
            postbox.append(plain_mail())
            table = as_table(replace(postbox.settings(), password="", password_file=kept, poll_seconds=1))
            receiver = Receiver(Settings(home=tmp_path, mailboxes=(table,)), ledger)
            with going_on(receiver):
                wait_for(lambda: "password_file" in problem(ledger, "clerk@127.0.0.1"))
                assert taken(ledger) == []
                kept.write_text(f"{server.password}\n")
                wait_for(lambda: len(taken(ledger)) == 1 and problem(ledger, "clerk@127.0.0.1") == "")

    def test_failures_wait_longer_each_time_and_success_ends_that(self) -> None:
        backoff = commands.mailboxes.Backoff(first=2, longest=300)
        pauses = [backoff.pause() for _ in range(12)]
        assert all(2 * 2**n / 2 <= pause <= 2 * 2**n for n, pause in enumerate(pauses[:7]))
        assert max(pauses) <= 300
        backoff.succeeded()
        assert backoff.pause() <= 2


# -- helpers ------------------------------------------------------------------------------------------


def plain_settings(postbox: Postbox, home: Path, port: int | None = None) -> Settings:
    return Settings(
        home=home, imap_host="127.0.0.1", imap_port=port or postbox.server.port, imap_user=postbox.user,
        imap_password=Secret(postbox.server.password), imap_tls=False, imap_poll_seconds=1,
    )  # fmt: skip


def with_tls(postbox: Postbox, ca_file: Path | None) -> MailboxSettings:
    server = postbox.server
    return MailboxSettings("localhost", server.tls_port, postbox.user, server.password, ca_file=ca_file)


def not_moving(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server moves nothing for a while."""
    stuck_here = monkeypatch.context()
    entered = stuck_here.__enter__()
    entered.setattr(intake.channels.mailbox.walking, "put_aside", lambda *_: 0)
    return _Leaving(stuck_here)


class _Leaving:
    def __init__(self, entered: Any) -> None:
        self._entered = entered

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: Any) -> None:
        self._entered.__exit__(*error)


def spy_on_fetches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """UIDs of the messages whose bytes are asked for."""
    fetched: list[int] = []
    fetch = IMAPClient.fetch

    def noting(client: IMAPClient, uids: list[int], wanted: list[bytes]) -> Any:
        if b"BODY.PEEK[]" in wanted:
            fetched.extend(uids)
        return fetch(client, uids, wanted)

    monkeypatch.setattr(IMAPClient, "fetch", noting)
    return fetched
