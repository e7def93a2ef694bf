"""What raises an alarm and what does not, each named after what goes wrong."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.alarms import Alarm, AlarmKind
from domain.states import Stage
from processing.ports import CanaryState, LateCases, Milestone, PollState, Waiting, WayState
from processing.watch.facts import (
    AUDIT_HEAD,
    RECONCILED,
    RECORDS_IMPORTED,
    AwayComponent,
    DiskSpace,
    Facts,
    StageState,
    WatchSettings,
)
from processing.watch.rules import judge_facts, span

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MINUTES, HOURS, DAYS = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
GIB = 1024**3


def judge(**facts: Any) -> list[Alarm]:
    return judge_facts(Facts(now=NOW, today=date(2026, 3, 2), **facts))


def kinds(**facts: Any) -> list[AlarmKind]:
    return [alarm.kind for alarm in judge(**facts)]


def poll(success: timedelta | None, failure: str | None = None, unfetched: int = 0) -> PollState:
    last = None if success is None else NOW - success
    problem = "The mail server refuses imap_user and imap_password." if failure else None
    return PollState("mailbox", NOW - 10 * DAYS, last, failure, problem, unfetched)


def canary(waits: timedelta | None, problem: str | None = None) -> CanaryState:
    since = None if waits is None else NOW - waits
    return CanaryState("mail oems@example.org", since, problem, since, None, None)


def stage(age: timedelta, *, moving: bool, which: Stage = Stage.READ) -> StageState:
    return StageState(Waiting(which, 7, NOW - age), moving)


def ago(name: str, age: timedelta, count: int = 0) -> Milestone:
    return Milestone(name, NOW - age, count)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        pytest.param(LateCases(2, date(2026, 2, 20)), "2 cases are overdue, the earliest since 2026-02-20.",
                     id="overdue"),
        pytest.param(LateCases(0, None, 1), "1 case is due today.", id="the last day"),
        pytest.param(LateCases(1, date(2026, 2, 27), 3),
                     "1 case is overdue, the earliest since 2026-02-27, and 3 cases are due today.",
                     id="both"),
    ],
)  # fmt: skip
def test_cases_that_are_late_are_told_to_the_supervisor(late: LateCases, words: str) -> None:
    (alarm,) = judge(late=late)
    assert (alarm.kind, alarm.words) == (AlarmKind.CASES_OVERDUE, words)


def test_an_urgent_case_that_waits_is_told() -> None:
    (alarm,) = judge(urgent=1)
    assert (alarm.kind, "1 urgent case has waited" in alarm.words) == (AlarmKind.URGENT_CASES_WAIT, True)


def test_nothing_wrong_raises_nothing() -> None:
    assert judge() == []
    assert (
        judge(
            polls=(poll(MINUTES),), canaries=(canary(MINUTES),), stages=(stage(MINUTES, moving=True),),
            last_beats={"work": NOW, "receive": NOW}, disks=(DiskSpace("here", "originals", 9 * GIB),),
            reconciled=ago(RECONCILED, HOURS), records_imported=ago(RECORDS_IMPORTED, DAYS),
            audit_head=ago(AUDIT_HEAD, DAYS), audit_begins=NOW - 90 * DAYS,
            ways=(WayState("mail", 2, "x", NOW),), credentials=(("oems", date(2026, 3, 17)),),
        ) == []
    )  # fmt: skip


class TestDeadLogin:
    def test_dead_login_of_ten_days_is_told_at_once(self) -> None:
        """OT6455: the mailbox's login was dead for ten days, and nobody was told."""
        [alarm] = judge(polls=(poll(MINUTES, "refused"),))
        assert alarm.kind is AlarmKind.CHANNEL_REFUSED
        assert "refuses imap_user and imap_password" in alarm.words

    @pytest.mark.parametrize(
        ("quiet", "raised"),
        [pytest.param(15 * MINUTES, [], id="15 minutes"), pytest.param(16 * MINUTES, [1], id="16 minutes")],
    )
    def test_no_successful_poll_for_long_whatever_the_reason(
        self, quiet: timedelta, raised: list[int]
    ) -> None:
        """OT5645: fetching had stopped for a week."""
        for failure in (None, "waits"):
            assert kinds(polls=(poll(quiet, failure),)) == [AlarmKind.NO_SUCCESSFUL_POLL] * len(raised)

    def test_channel_that_never_went_well_is_told(self) -> None:
        [alarm] = judge(polls=(poll(None, "waits"),))
        assert "has succeeded for 10 days (The mail server" in alarm.words

    def test_full_disk_says_that_intake_stopped(self) -> None:
        """OT5645: copies had filled the disk."""
        assert kinds(polls=(poll(DAYS, "full"),)) == [AlarmKind.INTAKE_STOPPED]

    def test_can_be_turned_off(self) -> None:
        off = WatchSettings(poll=timedelta(0), stall=timedelta(0), records=timedelta(0))
        assert judge(settings=off, polls=(poll(DAYS),), stages=(stage(MINUTES, moving=False),),
                     records_imported=ago(RECORDS_IMPORTED, 99 * DAYS)) == []  # fmt: skip

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            pytest.param(date(2026, 3, 16), "ends in 14 days (2026-03-16)", id="14 days ahead"),
            pytest.param(date(2026, 3, 3), "ends in 1 day ", id="tomorrow"),
            pytest.param(date(2026, 3, 2), "has ended", id="today"),
        ],
    )
    def test_client_secret_near_its_end_is_told_ahead(self, day: date, words: str) -> None:
        """P11341, P13293: the token ran out."""
        [alarm] = judge(credentials=(("oems", day),))
        assert (alarm.kind, words in alarm.words) == (AlarmKind.CREDENTIAL_ENDS, True)


class TestStalledQueue:
    def test_stalled_stage_is_told_though_others_move(self) -> None:
        """P7516, P2604: the queue stood still and looked as if it were busy."""
        [alarm] = judge(
            stages=(stage(31 * MINUTES, moving=False), stage(31 * MINUTES, moving=True, which=Stage.UNPACK)),
            last_beats={"work": NOW},
        )
        assert (alarm.kind, alarm.subject) == (AlarmKind.STAGE_STANDS_STILL, "read")
        assert "7 submissions wait, the oldest for 31 minutes" in alarm.words

    def test_long_queue_that_moves_is_no_stall(self) -> None:
        assert judge(stages=(stage(3 * HOURS, moving=True),), last_beats={"work": NOW}) == []

    def test_one_that_hangs_among_others_that_move_is_told_in_the_end(self) -> None:
        assert kinds(stages=(stage(4 * HOURS, moving=True),), last_beats={"work": NOW}) == [
            AlarmKind.STAGE_STANDS_STILL
        ]

    def test_mails_that_do_not_go_out_are_told(self) -> None:
        [alarm] = judge(stages=(stage(HOURS, moving=False, which=Stage.DISPATCH),), last_beats={"work": NOW})
        assert "7 mails or letters wait, the oldest for 60 minutes" in alarm.words
        assert "mail server" in alarm.remedy

    def test_no_worker_alive(self) -> None:
        [alarm] = judge(last_beats={"work": NOW - 2 * MINUTES, "receive": NOW})
        assert (alarm.kind, alarm.subject) == (AlarmKind.PART_NOT_ALIVE, "work")
        assert "Nothing is read, sorted or sent" in alarm.words

    def test_work_that_waits_for_a_worker_that_was_never_started(self) -> None:
        assert kinds(stages=(stage(2 * MINUTES, moving=True),)) == [AlarmKind.PART_NOT_ALIVE]

    def test_receiver_that_died_is_seen_by_the_workers(self) -> None:
        [alarm] = judge(last_beats={"work": NOW, "receive": NOW - HOURS})
        assert "Nothing is taken in" in alarm.words


class TestCanary:
    def test_absent_canary_names_its_way(self) -> None:
        assert kinds(canaries=(canary(15 * MINUTES),)) == []
        [alarm] = judge(canaries=(canary(16 * MINUTES),))
        assert alarm.words == "A test message by mail oems@example.org has not come through for 16 minutes."

    def test_canary_that_could_not_be_sent_says_so(self) -> None:
        [alarm] = judge(canaries=(canary(HOURS, "The mail server cannot be reached (OSError)."),))
        assert "it could not be sent (The mail server cannot be reached (OSError))" in alarm.words


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        pytest.param({"overdue": 2, "overdue_since": date(2026, 2, 20)}, AlarmKind.QUARANTINE_OVERDUE,
                     "2 quarantine entries should have been settled, the earliest by 2026-02-20",
                     id="Z1033: quarantine forgotten"),
        pytest.param({"reconciled": ago(RECONCILED, HOURS, 1)}, AlarmKind.CUSTODY_DIFFERS,
                     "differ in 1 place ", id="F2001: counts differ"),
        pytest.param({"reconciled": ago(RECONCILED, 3 * DAYS)}, AlarmKind.CUSTODY_DIFFERS,
                     "not compared for 3 days", id="nobody compares"),
        pytest.param({"polls": (poll(MINUTES, unfetched=1),)}, AlarmKind.MESSAGE_NOT_FETCHED,
                     "1 message of the mailbox", id="message that cannot be fetched"),
        pytest.param({"disks": (DiskSpace("here", "originals", 4 * GIB),)}, AlarmKind.DISK_LOW,
                     "originals has 4.0 GiB left", id="disk nearly full"),
        pytest.param({"away": (AwayComponent("clamd", "clamd is away.", "Start it."),)},
                     AlarmKind.COMPONENT_AWAY, "clamd is away", id="server away"),
        pytest.param({"uncertain": 1}, AlarmKind.DISPATCH_UNCERTAIN, "1 dispatch may or may not",
                     id="uncertain dispatch forgotten"),
        pytest.param({"records_imported": ago(RECORDS_IMPORTED, 8 * DAYS)}, AlarmKind.RECORDS_OLD,
                     "last imported 8 days ago", id="old export"),
        pytest.param({"audit_begins": NOW - 9 * DAYS}, AlarmKind.AUDIT_HEAD_MISSING, "for 9 days",
                     id="audit head never laid"),
        pytest.param({"audit_begins": NOW - 9 * DAYS, "audit_head": ago(AUDIT_HEAD, 3 * DAYS)},
                     AlarmKind.AUDIT_HEAD_MISSING, "for 3 days", id="audit head no longer laid"),
        pytest.param({"ways": (WayState("mail", 3, "The mail server cannot be reached.", None),)},
                     AlarmKind.ALARM_NOT_TOLD, "cannot be told by mail (3 failures", id="nobody can be told"),
    ],
)  # fmt: skip
def test_forgotten_or_broken(facts: dict[str, Any], kind: AlarmKind, words: str) -> None:
    [alarm] = judge(**facts)
    assert alarm.kind is kind
    assert words in alarm.words
    assert alarm.remedy


@pytest.mark.parametrize(
    ("length", "words"),
    [(MINUTES, "1 minute"), (119 * MINUTES, "119 minutes"), (2 * HOURS, "2 hours"), (49 * HOURS, "2 days")],
)
def test_spans_are_said_as_people_say_them(length: timedelta, words: str) -> None:
    assert span(length) == words
