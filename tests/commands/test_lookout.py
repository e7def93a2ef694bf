"""Outages are known before applicants notice: seen, kept, told by mail and by command, and over again."""

import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

import commands.lookout
import outbound.alarm_ways
from cli import app
from commands.canaries import CanaryKeeper, canary_senders_of
from commands.doctor import _look_at_alarms
from commands.facts import credentials_of, gather_facts, probe_redis, probe_scanner, standing_alarms
from commands.lookout import Lookout, alarm_ways_of, beating, watching
from commands.receiving import Receiver
from domain.alarms import AlarmKind
from domain.errors import TransientError
from domain.ids import UserName
from domain.states import Stage
from outbound.alarm_ways import RecordingWay
from outbound.mailer import UnsetMailer
from processing.ports import PollState
from settings import Secret, Settings
from storage.database import SqlStorage
from storage.importing import COLUMNS, import_records
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import free_port
from tests.servers.smtp import Inbox
from tests.storage.situations import take
from wiring import mailer_of, open_storage

ADMIN = "admin@example.org"
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


class Clock:
    """Time that only the test moves."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **time_: float) -> datetime:
        self.now += timedelta(**time_)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path) -> SqlStorage:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return make_storage(tmp_path)


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A program that keeps what it is told, one file a call."""
    program = tmp_path / "pager.py"
    program.write_text(
        "import pathlib, sys, uuid\n"
        "folder = pathlib.Path(__file__).with_name('pages')\nfolder.mkdir(exist_ok=True)\n"
        "(folder / f'{len(list(folder.iterdir())):03}').write_bytes(sys.stdin.buffer.read())\n"
    )
    return program


def pages(pager: Path) -> list[dict[str, Any]]:
    """What the program was told, in order."""
    folder = pager.with_name("pages")
    return [json.loads(path.read_text()) for path in sorted(folder.iterdir())] if folder.exists() else []


def settings_for(tmp_path: Path, smtp: Inbox | None = None, **changes: Any) -> Settings:
    """An office whose administrator is told by mail."""
    port = smtp.port if smtp else free_port()
    return Settings(
        home=tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=False, alarm_addresses=(ADMIN,),
        disk_alarm_gib=0, **changes,
    )  # fmt: skip


def watch_of(settings: Settings, ledger: SqlStorage, clock: Clock) -> Lookout:
    return Lookout(settings, ledger, alarm_ways_of(settings, mailer_of(settings)), clock=clock)


def note_poll(ledger: SqlStorage, now: datetime, failure: str | None = None, problem: str = "") -> None:
    with ledger.work() as work:
        work.vitals.note_poll("mailbox oems@imap.example.org", now, failure, problem or None)


def words_of(mail: Any) -> str:
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content()}"


class TestDeadLogin:
    def test_dead_login_is_told_within_a_poll_and_over_when_it_is_mended(
        self, dovecot: DovecotServer, ledger: SqlStorage, smtp_server: Inbox, tmp_path: Path, clock: Clock,
        pager: Path,
    ) -> None:  # fmt: skip
        """OT6455, OT5645: ten days and a week of a dead login, and nobody was told. Real servers."""
        wrong = settings_for(
            tmp_path, smtp_server, imap_host=dovecot.host, imap_port=dovecot.port, imap_tls=False,
            imap_user=dovecot.new_user(), imap_password=Secret("no longer right"),
            alarm_command=f"{sys.executable} {pager}",
        )  # fmt: skip
        poll_once(wrong, ledger)
        watch_of(wrong, ledger, clock).look()
        [mail] = smtp_server.mails_to(ADMIN)
        assert mail["Subject"] == "OEMS intake: 1 alarm: channel_refused"
        assert "The mail server refuses" in words_of(mail)
        assert "What to do: Mend what the sentence names" in words_of(mail)
        assert [page["alarms"][0]["kind"] for page in pages(pager)] == ["channel_refused"]
        right = wrong.with_changes(imap_password=Secret(dovecot.password))
        poll_once(right, ledger)
        clock.turn(minutes=20)
        watch_of(right, ledger, clock).look()
        assert [(len(page["alarms"]), len(page["cleared"])) for page in pages(pager)] == [(1, 0), (0, 1)]
        assert smtp_server.mails_to(ADMIN)[1]["Subject"] == "OEMS intake: 1 alarm over"

    def test_mail_server_that_is_away_for_long_is_told_by_the_same_receiver(
        self, ledger: SqlStorage, smtp_server: Inbox, tmp_path: Path, clock: Clock
    ) -> None:
        settings = settings_for(
            tmp_path, smtp_server, imap_host="127.0.0.1", imap_port=free_port(), imap_tls=False,
            imap_user="oems", imap_password=Secret("x"),
        )  # fmt: skip
        poll_once(settings, ledger)
        clock.now = datetime.now(UTC)
        watch_of(settings, ledger, clock).look()
        assert smtp_server.messages == []
        clock.turn(minutes=16)
        watch_of(settings, ledger, clock).look()
        assert "No poll of the mailbox oems@127.0.0.1 has succeeded for 16 minutes" in words_of(
            smtp_server.mails_to(ADMIN)[0]
        )

    def test_folder_that_is_not_mounted_is_told_too(
        self, ledger: SqlStorage, tmp_path: Path, clock: Clock
    ) -> None:
        settings = settings_for(tmp_path, scan_folder=tmp_path / "not mounted")
        poll_once(settings, ledger)
        facts = gather_facts(settings, ledger, datetime.now(UTC) + timedelta(minutes=16))
        assert [(p.channel, p.failure) for p in facts.polls] == [("scan", "waits")]
        standing = standing_alarms(settings, ledger, datetime.now(UTC) + timedelta(minutes=16))
        assert "is not there. Mount or make it" in standing[0].alarm.words

    def test_channel_that_is_no_longer_set_raises_nothing(self, ledger: SqlStorage, tmp_path: Path) -> None:
        note_poll(ledger, MORNING, "refused", "The login is refused.")
        assert gather_facts(settings_for(tmp_path), ledger, MORNING).polls == ()


def poll_once(settings: Settings, ledger: SqlStorage) -> None:
    """One round of the receiver over all its channels."""
    stopped = threading.Event()
    receiver, before = Receiver(settings, ledger), polled(ledger)
    thread = threading.Thread(target=receiver.go_on, args=(stopped,))
    thread.start()
    wait_for(lambda: polled(ledger) != before)
    stopped.set()
    thread.join(timeout=120)
    assert not thread.is_alive()


def polled(ledger: SqlStorage) -> list[PollState]:
    with ledger.work() as work:
        return work.vitals.polls()


def wait_for(holds: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.02)


class TestTelling:
    """A refused login stands throughout."""

    @pytest.fixture(autouse=True)
    def refused(self, ledger: SqlStorage) -> None:
        note_poll(ledger, MORNING, "refused", "The login is refused.")

    @pytest.fixture
    def office(self, tmp_path: Path, smtp_server: Inbox) -> Settings:
        return settings_for(tmp_path, smtp_server, imap_host="imap.example.org", imap_user="oems",
                            imap_password=Secret("x"))  # fmt: skip

    def test_alarm_is_raised_once_told_once_and_cleared(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock
    ) -> None:
        watch = watch_of(office, ledger, clock)
        with structlog.testing.capture_logs() as logs:
            for _ in range(5):
                watch.look()
                clock.turn(minutes=20)
            for _ in range(2):
                note_poll(ledger, clock.now)
                watch.look()
                clock.turn(minutes=20)
        assert [m["Subject"] for m in smtp_server.mails_to(ADMIN)] == [
            "OEMS intake: 1 alarm: channel_refused", "OEMS intake: 1 alarm over",
        ]  # fmt: skip
        said = [(entry["event"], entry["log_level"]) for entry in logs if entry["event"].startswith("alarm_")]
        assert said == [("alarm_raised", "critical"), ("alarm_cleared", "warning")]

    def test_it_is_told_again_daily_while_nobody_takes_it_in_hand(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock
    ) -> None:
        watch = watch_of(office, ledger, clock)
        for _ in range(6):
            watch.look()
            clock.turn(hours=12)
        assert len(smtp_server.messages) == 3
        with ledger.work() as work:
            work.alarms.acknowledge(work.alarms.open()[0].id, UserName("ada"), clock.now)
        for _ in range(6):
            watch.look()
            clock.turn(hours=12)
        assert len(smtp_server.messages) == 3
        with ledger.work() as work:
            assert [kept.alarm.kind for kept in work.alarms.open()] == [AlarmKind.CHANNEL_REFUSED]

    def test_many_alarms_are_bundled_never_more_mails_an_hour_than_set(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock
    ) -> None:
        watch = watch_of(office, ledger, clock)
        for number in range(60):
            with ledger.work() as work:
                work.mailboxes.note_reconciled(clock.now, number % 2, 0)
            watch.look()
            clock.turn(minutes=1)
        assert len(smtp_server.messages) == 4

    def test_told_by_the_command_when_mail_is_down_and_by_mail_when_it_is_back(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock, pager: Path
    ) -> None:
        command = f"{sys.executable} {pager}"
        down = office.with_changes(smtp_port=free_port(), alarm_command=command)
        with structlog.testing.capture_logs() as logs:
            watch_of(down, ledger, clock).look()
        assert [page["title"] for page in pages(pager)] == ["OEMS intake: 1 alarm: channel_refused"]
        assert [(e["way"], e["log_level"]) for e in logs if e["event"] == "alarm_not_told"] == [
            ("mail", "error")
        ]
        up = down.with_changes(smtp_port=smtp_server.port)
        watch_of(up, ledger, clock).look()
        assert smtp_server.messages == [], "a way that failed waits before it is tried again"
        clock.turn(minutes=1)
        watch_of(up, ledger, clock).look()
        assert len(smtp_server.mails_to(ADMIN)) == 1
        assert len(pages(pager)) == 1

    def test_way_that_goes_on_failing_is_tried_less_often_and_told_by_the_other(
        self, office: Settings, ledger: SqlStorage, clock: Clock
    ) -> None:
        broken = RecordingWay([], "mail", failure=TransientError("The mail server cannot be reached."))
        pager = RecordingWay([], "command")
        watch = Lookout(office, ledger, (broken, pager), clock=clock)
        tries = 0
        for _ in range(65):
            with structlog.testing.capture_logs() as logs:
                watch.look()
            tries += sum(entry["event"] == "alarm_not_told" for entry in logs)
            clock.turn(minutes=1)
        assert tries == 7, "after 1, 2, 4, 8, 16 and 32 minutes"
        told = [kept.alarm.kind for bulletin in pager.told for kept in bulletin.standing]
        assert told == [AlarmKind.CHANNEL_REFUSED, AlarmKind.ALARM_NOT_TOLD]

    def test_two_watches_tell_once(self, office: Settings, ledger: SqlStorage, smtp_server: Inbox) -> None:
        threads = [threading.Thread(target=watch_of(office, ledger, Clock()).look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(smtp_server.messages) == 1

    def test_one_bad_address_keeps_nobody_else_from_being_told(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock
    ) -> None:
        smtp_server.refuse_recipient["gone@example.org"] = "550 no such mailbox"
        watch_of(office.with_changes(alarm_addresses=("gone@example.org", ADMIN)), ledger, clock).look()
        assert len(smtp_server.mails_to(ADMIN)) == 1

    @pytest.mark.parametrize(
        ("command", "problem"),
        [
            pytest.param("/no/such/program", "cannot be run", id="missing"),
            pytest.param("false", "ended with 1", id="fails"),
            pytest.param("sleep 60", "took over 1 seconds", id="hangs"),
        ],
    )
    def test_command_that_does_not_work_is_said(
        self, office: Settings, ledger: SqlStorage, clock: Clock, command: str, problem: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(outbound.alarm_ways, "COMMAND_SECONDS", 1)
        watch_of(office.with_changes(alarm_command=command, alarm_addresses=()), ledger, clock).look()
        with ledger.work() as work:
            [way] = work.alarms.ways()
        assert problem in (way.problem or "")

    def test_command_is_run_without_a_shell(
        self, office: Settings, ledger: SqlStorage, clock: Clock, tmp_path: Path
    ) -> None:
        trap = tmp_path / "trap"
        watch_of(office.with_changes(alarm_command=f"true ; touch {trap}"), ledger, clock).look()
        assert not trap.exists()

    def test_no_word_of_what_was_read_is_told(
        self, office: Settings, ledger: SqlStorage, smtp_server: Inbox, clock: Clock, pager: Path
    ) -> None:
        submission = take(ledger)
        with ledger.work() as work:
            reason = "The paper of Ana Reyes is locked."
            work.quarantine.add(
                submission.id, None, Stage.UNPACK, reason, "Ask Ana.", date(2026, 2, 2), MORNING
            )
        with structlog.testing.capture_logs() as logs:
            watch_of(office.with_changes(alarm_command=f"{sys.executable} {pager}"), ledger, clock).look()
        told = words_of(smtp_server.mails_to(ADMIN)[0]) + json.dumps(pages(pager)) + str(logs)
        assert "1 quarantine entry should have been settled" in told
        assert "Ana" not in told
        assert "Reyes" not in told


class TestBlind:
    @pytest.mark.parametrize(
        ("error", "words"),
        [
            pytest.param(TransientError("the database is briefly away"), "briefly away", id="database away"),
            pytest.param(ValueError("what was read"), "watched: ValueError", id="lookout itself broken"),
        ],
    )
    def test_lookout_that_cannot_look_is_told_all_the_same(
        self, tmp_path: Path, clock: Clock, error: Exception, words: str
    ) -> None:
        told = RecordingWay([])
        watch = Lookout(settings_for(tmp_path), AwayStorage(error), (told,), clock=clock)  # type: ignore[arg-type]
        with structlog.testing.capture_logs() as logs:
            for _ in range(3):
                watch.look()
                clock.turn(minutes=1)
        assert [entry["event"] for entry in logs].count("alarm_raised") == 1
        assert [b.standing[0].alarm.subject for b in told.told] == ["database"]
        assert words in told.told[0].standing[0].alarm.words
        assert "what was read" not in told.told[0].standing[0].alarm.words
        for _ in range(61):
            watch.look()
            clock.turn(minutes=1)
        assert len(told.told) == 2, "again after an hour, not at every look"


@dataclass
class AwayStorage:
    """A database that does not answer."""

    error: Exception

    @contextmanager
    def work(self) -> Iterator[None]:
        raise self.error
        yield


class TestCanarySchedule:
    def test_two_receivers_send_one_canary(self, ledger: SqlStorage, tmp_path: Path) -> None:
        settings = settings_for(tmp_path, scan_folder=tmp_path / "scans")
        (tmp_path / "scans").mkdir()
        senders = canary_senders_of(settings, UnsetMailer())
        keepers = [CanaryKeeper(ledger, senders, timedelta(hours=1), Clock()) for _ in range(4)]
        sent: list[int] = []
        threads = [threading.Thread(target=lambda k=k: sent.append(k.send_due())) for k in keepers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(sent) == [0, 0, 0, 1]
        assert [path.name for path in (tmp_path / "scans").iterdir()] == ["canary-20260302-150000.pdf"]

    def test_canary_that_did_not_go_is_followed_soon_by_another(
        self, ledger: SqlStorage, tmp_path: Path, clock: Clock
    ) -> None:
        settings = settings_for(tmp_path, scan_folder=tmp_path / "scans")
        keeper = CanaryKeeper(ledger, canary_senders_of(settings, UnsetMailer()), timedelta(hours=1), clock)
        assert keeper.send_due() == 0
        (tmp_path / "scans").mkdir()
        assert keeper.send_due() == 0
        clock.turn(minutes=5)
        assert keeper.send_due() == 1

    def test_canaries_go_only_where_something_is_set(self, tmp_path: Path) -> None:
        mailer = mailer_of(settings_for(tmp_path))
        assert canary_senders_of(settings_for(tmp_path), mailer) == []
        mailbox = {"imap_host": "imap.example.org", "imap_password": Secret("x")}
        named = settings_for(tmp_path, imap_user="oems@example.org", **mailbox)
        assert [s.route for s in canary_senders_of(named, mailer)] == ["mail oems@example.org"]
        assert canary_senders_of(named, UnsetMailer()) == []
        nameless = settings_for(tmp_path, imap_user="oems", **mailbox)
        assert canary_senders_of(nameless, mailer) == []
        assert canary_senders_of(named.with_changes(canary_minutes=0), mailer) == []

    def test_last_days_of_secrets_are_read_where_accounts_tell_them(self, tmp_path: Path) -> None:
        assert credentials_of(settings_for(tmp_path)) == ()

        account = {"host": "mail.example.org", "password": "secret"}
        mailboxes = (
            account | {"user": "a@example.org", "name": "oems", "secret_expires_on": date(2026, 4, 1)},
            account | {"user": "b@example.org", "name": "other"},
            account | {"user": "c@example.org", "secret_expires_on": date(2026, 5, 1)},
        )
        assert credentials_of(settings_for(tmp_path, mailboxes=mailboxes)) == (
            ("oems", date(2026, 4, 1)), ("c@example.org@mail.example.org", date(2026, 5, 1)),
        )  # fmt: skip


class TestProbes:
    def test_virus_scanner_that_is_away_is_told(self, tmp_path: Path) -> None:
        assert probe_scanner(settings_for(tmp_path)) is None
        found = probe_scanner(settings_for(tmp_path, clamd=f"127.0.0.1:{free_port()}"))
        assert found is not None
        assert "unchecked" in found.words
        waiting = probe_scanner(settings_for(tmp_path, clamd=str(tmp_path / "none"), clamd_required=True))
        assert waiting is not None
        assert "Work waits" in waiting.words

    def test_redis_that_is_away_is_told(self, tmp_path: Path) -> None:
        assert probe_redis(settings_for(tmp_path)) is None
        found = probe_redis(settings_for(tmp_path, redis_url=Secret(f"redis://127.0.0.1:{free_port()}/0")))
        assert found is not None
        assert "Redis does not answer" in found.words


class TestGoingOn:
    def test_parts_leave_signs_of_life_look_and_send(
        self, ledger: SqlStorage, tmp_path: Path, smtp_server: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commands.lookout, "FIRST_LOOK_SECONDS", 0.0)
        (tmp_path / "scans").mkdir()
        with ledger.work() as work:
            work.mailboxes.note_reconciled(datetime.now(UTC), 1, 0)
        settings = settings_for(tmp_path, smtp_server, scan_folder=tmp_path / "scans")
        with watching(settings, ledger, "receive"), beating(ledger, "review"):
            wait_for(
                lambda: len(smtp_server.messages) == 1 and len(list((tmp_path / "scans").iterdir())) == 1
            )
            with ledger.work() as work:
                assert {beat.part for beat in work.vitals.beats()} == {"receive", "review"}
        assert "differ in 1 place" in words_of(smtp_server.mails_to(ADMIN)[0])

    def test_no_lock_is_held_while_a_server_is_asked(
        self, ledger: SqlStorage, tmp_path: Path, clock: Clock
    ) -> None:
        """Telling takes as long as the pager takes; the record stays free."""

        class Slow(RecordingWay):
            def tell(self, bulletin: Any) -> None:
                with ledger.work() as work:
                    work.vitals.note_milestone("written while telling", clock.now)

        note_poll(ledger, MORNING)
        with ledger.work() as work:
            work.mailboxes.note_reconciled(MORNING, 1, 0)
        Lookout(settings_for(tmp_path), ledger, (Slow([]),), clock=clock).look()
        with ledger.work() as work:
            assert work.vitals.milestone("written while telling") is not None
            assert work.alarms.untold("recording", MORNING - timedelta(days=1)) == ([], [])


def run_command(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.stdout


class TestCommand:
    def test_alarms_ends_with_4_and_says_what_to_do(self, tmp_path: Path) -> None:
        home = tmp_path / "home"
        assert run_command("alarms", "--home", str(home)) == (0, "Nothing is wrong.\n")
        storage = open_storage(Settings(home=home))
        try:
            take(storage)
            with storage.work() as work:
                work.mailboxes.note_reconciled(datetime.now(UTC), 2, 0)
        finally:
            storage.close()
        code, said = run_command("alarms", "--home", str(home))
        assert code == 4
        assert "custody_differs (seen just now)" in said
        assert "What to do: Run oems-intake reconcile" in said
        code, said = run_command("alarms", "--json", "--home", str(home))
        lines = [json.loads(line) for line in said.splitlines()]
        assert (code, {line["kind"] for line in lines}) == (
            4,
            {"custody_differs", "part_not_alive", "stage_stands_still"},
        )

    def test_doctor_reads_the_same_facts(self, tmp_path: Path) -> None:
        settings = Settings(home=tmp_path / "home", alarm_command="true")
        assert _look_at_alarms(settings).words == "None stands. People are told by command."
        storage = open_storage(settings)
        with storage.work() as work:
            work.mailboxes.note_reconciled(datetime.now(UTC), 2, 0)
        storage.close()
        found = _look_at_alarms(settings)
        assert found.state == "fail"
        assert "differ in 2 places" in found.words


class TestMilestones:
    def test_import_of_records_is_remembered_and_an_old_one_told(
        self, ledger: SqlStorage, tmp_path: Path
    ) -> None:
        settings = settings_for(tmp_path)
        header = ",".join(COLUMNS)
        import_records(ledger, [header], number_pattern=".*", now=MORNING)
        assert gather_facts(settings, ledger, MORNING).records_imported is None, "an empty file is no import"
        line = "E0901234,EMT,Ana,,Reyes,,1987-06-05,,,,,,,,Current,,"
        import_records(ledger, [header, line], number_pattern=".*", now=MORNING)
        later = MORNING + timedelta(days=8)
        assert [k.alarm.kind for k in standing_alarms(settings, ledger, later)] == [AlarmKind.RECORDS_OLD]

    def test_daily_work_of_the_receiver_is_remembered(self, ledger: SqlStorage, tmp_path: Path) -> None:
        with ledger.work() as work:
            work.audit.append("maria", "looked", "case", MORNING)
        Receiver(settings_for(tmp_path), ledger).do_daily_work()
        facts = gather_facts(settings_for(tmp_path), ledger, datetime.now(UTC))
        assert facts.reconciled is not None
        assert facts.reconciled.count == 0
        assert facts.audit_head is not None
