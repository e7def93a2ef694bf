"""Accounts, sign-in, lockout, sessions; the directory; mailbox marks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from domain.ids import SubmissionId, UserName
from domain.kinds import Role
from processing.ports import Destination, MailboxMark, MailboxState, MessagePlace, Reconciliation
from storage.database import SqlStorage
from storage.repositories.accounts import check_password, hash_password
from storage.tables import DestinationRow
from tests.storage.situations import JOHN, LATER, MARIA, NOW

PASSWORD = "seven invented herons"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def maria(storage: SqlStorage) -> SqlStorage:
    """Maria has an account and a password."""
    with storage.work() as work:
        work.accounts.add(MARIA, Role.REVIEWER, "link-1", NOW, LATER)
        work.accounts.redeem_link("link-1", PASSWORD, NOW)
    return storage


def signs_in(storage: SqlStorage, password: str = PASSWORD, minutes: int = 0) -> bool:
    with storage.work() as work:
        return work.accounts.sign_in(MARIA, password, NOW + minutes * MINUTE) is not None


class TestLink:
    def test_sets_the_password_once(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            added = work.accounts.add(MARIA, Role.CLERK, "link-1", NOW, LATER)
            assert not added.has_password
            redeemed = work.accounts.redeem_link("link-1", PASSWORD, NOW)
            assert redeemed is not None
            assert redeemed.has_password
            assert work.accounts.redeem_link("link-1", "another", NOW) is None
        assert signs_in(storage)

    def test_ends(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.accounts.add(MARIA, Role.CLERK, "link-1", NOW, LATER)
            assert work.accounts.redeem_link("link-1", PASSWORD, LATER + MINUTE) is None
            work.accounts.new_link(MARIA, "link-2", LATER)
            assert work.accounts.redeem_link("link-1", PASSWORD, NOW) is None
            assert work.accounts.redeem_link("link-2", PASSWORD, NOW) is not None

    def test_name_is_taken_once(self, maria: SqlStorage) -> None:
        with maria.work() as work, pytest.raises(ValueError, match="already"):
            work.accounts.add(MARIA, Role.ADMIN, "link-3", NOW, LATER)


class TestSignIn:
    def test_wants_name_and_password(self, maria: SqlStorage) -> None:
        assert signs_in(maria)
        assert not signs_in(maria, "wrong")
        with maria.work() as work:
            assert work.accounts.sign_in(JOHN, PASSWORD, NOW) is None

    def test_locks_after_five_failures_for_fifteen_minutes(self, maria: SqlStorage) -> None:
        for _ in range(5):
            assert not signs_in(maria, "wrong")
        assert not signs_in(maria, minutes=14)
        with maria.work() as work:
            account = work.accounts.get(MARIA)
        assert account is not None
        assert account.locked_until == NOW + 15 * MINUTE
        assert signs_in(maria, minutes=15)

    def test_success_forgets_failures(self, maria: SqlStorage) -> None:
        for _ in range(4):
            signs_in(maria, "wrong")
        assert signs_in(maria)
        signs_in(maria, "wrong")
        assert signs_in(maria)

    def test_without_a_password_is_refused(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.accounts.add(MARIA, Role.CLERK, "link-1", NOW, LATER)
        assert not signs_in(storage, "")

    def test_deactivated_is_refused(self, maria: SqlStorage) -> None:
        with maria.work() as work:
            work.accounts.set_active(MARIA, False)
        assert not signs_in(maria)


class TestSession:
    def test_ends_when_idle_and_not_when_used(self, maria: SqlStorage) -> None:
        with maria.work() as work:
            work.accounts.open_session(MARIA, "token", NOW, NOW + 60 * MINUTE)
            for minutes in (50, 100, 150):
                assert work.accounts.session("token", NOW + minutes * MINUTE) is not None
            assert work.accounts.session("token", NOW + 211 * MINUTE) is None
            assert work.accounts.session("token", NOW) is None

    def test_ends_after_a_working_day_however_busy(self, maria: SqlStorage) -> None:
        with maria.work() as work:
            work.accounts.open_session(MARIA, "token", NOW, NOW + 60 * MINUTE)
            alive = [work.accounts.session("token", NOW + m * MINUTE) is not None for m in range(0, 800, 30)]
        assert alive == [minutes <= 720 for minutes in range(0, 800, 30)]

    @pytest.mark.parametrize("end", ["closed", "deactivated", "new password"])
    def test_is_ended(self, maria: SqlStorage, end: str) -> None:
        with maria.work() as work:
            work.accounts.open_session(MARIA, "token", NOW, LATER)
            if end == "closed":
                work.accounts.close_session("token")
            elif end == "deactivated":
                work.accounts.set_active(MARIA, False)
            else:
                work.accounts.new_link(MARIA, "link-2", LATER)
                work.accounts.redeem_link("link-2", "another", NOW)
            assert work.accounts.session("token", NOW) is None

    def test_unknown_token_is_nobody(self, maria: SqlStorage) -> None:
        with maria.work() as work:
            assert work.accounts.session("guess", NOW) is None


def test_roles_change_and_accounts_are_listed(maria: SqlStorage) -> None:
    with maria.work() as work:
        work.accounts.set_role(MARIA, Role.SUPERVISOR)
        work.accounts.add(UserName("ann"), Role.AUDITOR, "x", NOW, LATER)
        assert [(account.name, account.role) for account in work.accounts.all()] == [
            ("ann", Role.AUDITOR),
            ("maria", Role.SUPERVISOR),
        ]


def test_password_hashes_are_salted() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert PASSWORD not in first
    assert check_password(PASSWORD, second)
    assert not check_password("wrong", second)


def test_directory_keeps_and_replaces(storage: SqlStorage) -> None:
    office = Destination(
        "ri", "Rhode Island EMS", "ems@example.org", accepts=("email", "post"), own_form=True
    )
    with storage.work() as work:
        assert work.directory.get("ri") is None
        work.directory.save(office, MARIA, NOW)
        work.directory.save(Destination("ct", "Connecticut EMS", needs_seal=True), MARIA, NOW)
        assert work.directory.get("ri") == office
        work.directory.save(Destination("ri", "Rhode Island"), JOHN, LATER)
        assert [found.name for found in work.directory.all()] == ["Connecticut EMS", "Rhode Island"]


def test_directory_keeps_every_version_of_an_entry(storage: SqlStorage) -> None:
    first = Destination("ri", "Rhode Island EMS", "ems@example.org", accepts=("email",))
    second = replace(first, needs_seal=True)
    with storage.work() as work:
        assert work.directory.save(first, MARIA, NOW) == 1
        assert work.directory.save(first, JOHN, LATER) == 1
        assert work.directory.save(second, JOHN, LATER) == 2
        history = work.directory.history("ri")
        assert work.directory.history("ct") == []
    assert [(v.version, v.destination, v.by, v.at) for v in history] == [
        (2, second, JOHN, LATER),
        (1, first, MARIA, NOW),
    ]


def test_an_entry_from_before_there_were_versions_becomes_the_first(storage: SqlStorage) -> None:
    old = {"name": "Old Office", "email": "", "fax": "", "address": "1 Main St", "accepts": []}
    stamp = {"needs_seal": False, "own_form": False, "changed_by": MARIA, "changed_at": NOW}
    with storage.work() as work:
        work.session.execute(insert(DestinationRow).values(key="old", **old, **stamp))
        assert work.directory.save(Destination("old", "New Office"), JOHN, LATER) == 2
        assert [v.destination.name for v in work.directory.history("old")] == ["New Office", "Old Office"]


class TestMailbox:
    def test_mark_never_moves_back_within_one_validity(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.mailboxes.mark("office", "INBOX") is None
            for uid, kept in ((10, 10), (7, 10), (12, 12)):
                work.mailboxes.advance(MailboxMark("office", "INBOX", 1, uid), NOW)
                assert work.mailboxes.mark("office", "INBOX") == MailboxMark("office", "INBOX", 1, kept)
            work.mailboxes.advance(MailboxMark("office", "INBOX", 2, 3), NOW)
            assert work.mailboxes.mark("office", "INBOX") == MailboxMark("office", "INBOX", 2, 3)
            assert work.mailboxes.mark("office", "Archive") is None

    def test_has_one_poller(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.mailboxes.take_lease("office", "host-a", NOW, NOW + MINUTE)
            assert not work.mailboxes.take_lease("office", "host-b", NOW, NOW + MINUTE)
            assert work.mailboxes.take_lease("office", "host-a", NOW, NOW + 2 * MINUTE)
            assert work.mailboxes.take_lease("other", "host-b", NOW, NOW + MINUTE)
            work.mailboxes.release_lease("office", "host-b")
            assert not work.mailboxes.take_lease("office", "host-b", NOW, NOW + MINUTE)
            work.mailboxes.release_lease("office", "host-a")
            assert work.mailboxes.take_lease("office", "host-b", NOW, NOW + MINUTE)
            work.mailboxes.release_lease("office", "host-b")
            assert work.mailboxes.take_lease("office", "host-a", NOW, NOW + 2 * MINUTE)
            assert work.mailboxes.take_lease("office", "host-b", NOW + 3 * MINUTE, NOW + 4 * MINUTE)

    def test_remembers_the_last_good_poll(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.mailboxes.last_success("office") is None
            work.mailboxes.note_poll("office", NOW, None)
            work.mailboxes.note_poll("office", LATER, "the server refused the password")
            assert work.mailboxes.last_success("office") == NOW

    def test_states_of_all_accounts_and_folders_are_told(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.mailboxes.note_poll("office", NOW, "one message is stuck", walked=True)
            work.mailboxes.note_poll("fax", LATER, "the server refused the password")
            work.mailboxes.advance(MailboxMark("office", "INBOX", 1, 9, 7), NOW)
            assert work.mailboxes.accounts() == [
                MailboxState("fax", LATER, None, "the server refused the password"),
                MailboxState("office", NOW, NOW, "one message is stuck"),
            ]
            assert work.mailboxes.marks("office") == [MailboxMark("office", "INBOX", 1, 9, 7)]

    def test_message_that_failed_waits_longer_each_time_until_it_is_forgotten(
        self, storage: SqlStorage
    ) -> None:
        place = MessagePlace("office", "INBOX", 1, 5)
        with storage.work() as work:
            for _ in range(3):
                work.mailboxes.note_failure(place, "withheld", LATER)
            [stuck] = work.mailboxes.stuck("office", failures=3)
            assert (stuck.place, stuck.failures, stuck.problem, stuck.since) == (place, 3, "withheld", LATER)
            assert stuck.retry_at == LATER + 4 * timedelta(seconds=30)
            assert work.mailboxes.stuck("office", failures=4) == work.mailboxes.stuck("fax") == []
            for _ in range(30):
                work.mailboxes.note_failure(place, "withheld", LATER)
            assert work.mailboxes.stuck("office")[0].retry_at == LATER + timedelta(hours=1)
            work.mailboxes.forget([place])
            assert work.mailboxes.stuck("office") == []

    def test_message_under_another_number_is_remembered_for_good(self, storage: SqlStorage) -> None:
        place = MessagePlace("office", "INBOX", 2, 5)
        with storage.work() as work:
            work.mailboxes.note_failure(place, "withheld", NOW)
            for _ in range(2):
                work.mailboxes.note_same_content(place, SubmissionId("a-submission"), NOW)
            work.mailboxes.forget([place])
            others = [
                MessagePlace(account, folder, uidvalidity, uid)
                for account, folder, uidvalidity, uid in (
                    ("fax", "INBOX", 2, 5),
                    ("office", "Faxes", 2, 5),
                    ("office", "INBOX", 1, 5),
                    ("office", "INBOX", 2, 6),
                )
            ]
            assert work.mailboxes.same_content([*others, place]) == {place}
            assert work.mailboxes.same_content([]) == set()
            assert work.mailboxes.stuck("office") == []

    def test_remembers_the_last_comparison(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.mailboxes.last_reconciled() is None
            work.mailboxes.note_reconciled(NOW, 3, 1)
            work.mailboxes.note_reconciled(LATER, 0, 2)
            assert work.mailboxes.last_reconciled() == Reconciliation(LATER, 0, 2)
