"""Alarms, canaries and signs of life on both databases."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest

from domain.alarms import Alarm, AlarmKind
from domain.ids import DispatchId
from domain.states import DispatchState, Stage
from processing.canaries import new_token
from storage.database import SqlStorage
from tests.storage.situations import LATER, MARIA, NOBODY, NOW, dispatch, take

LOGIN = Alarm(AlarmKind.CHANNEL_REFUSED, "mailbox", "The login is refused.", "Mend it.")
QUEUE = Alarm(AlarmKind.STAGE_STANDS_STILL, "read", "It stands still.", "Start it.")
DISK_HERE = Alarm(AlarmKind.DISK_LOW, "originals", "1 GiB left.", "Make room.", host="here")
DISK_THERE = Alarm(AlarmKind.DISK_LOW, "originals", "2 GiB left.", "Make room.", host="there")
Answer = TypeVar("Answer")
MINUTE, DAY, ROUTE = timedelta(minutes=1), timedelta(days=1), "mail oems@example.org"


def settle(
    storage: SqlStorage, *found: Alarm, host: str = "here", now: datetime = NOW
) -> tuple[list[str], list[str]]:
    """Keys (raised, cleared)."""
    with storage.work() as work:
        raised, cleared = work.alarms.settle(found, ("", host), now)
    return [a.key for a in raised], [k.alarm.key for k in cleared]


class TestAlarm:
    def test_is_raised_once_renewed_and_cleared_by_itself(self, storage: SqlStorage) -> None:
        assert settle(storage, LOGIN) == ([LOGIN.key], [])
        assert settle(storage, LOGIN, now=LATER) == ([], [])
        with storage.work() as work:
            [kept] = work.alarms.open()
            assert (kept.raised_at, kept.last_seen_at, work.alarms.count_open()) == (NOW, LATER, 1)
        assert settle(storage, now=LATER) == ([], [LOGIN.key])
        assert settle(storage, now=LATER) == ([], [])
        with storage.work() as work:
            assert work.alarms.open() == []
            assert [k.cleared_at for k in work.alarms.recent(NOW)] == [LATER]

    def test_that_comes_back_is_raised_anew(self, storage: SqlStorage) -> None:
        settle(storage, LOGIN)
        settle(storage)
        assert settle(storage, LOGIN, now=LATER) == ([LOGIN.key], [])
        with storage.work() as work:
            assert [k.raised_at for k in work.alarms.open()] == [LATER]

    def test_that_two_see_at_once_is_raised_and_cleared_once(self, storage: SqlStorage) -> None:
        def both(*found: Alarm) -> list[tuple[list[str], list[str]]]:
            return at_once(lambda: settle(storage, *found), 2)

        assert sorted(raised for raised, _ in both(LOGIN)) == [[], [LOGIN.key]]
        assert sorted(cleared for _, cleared in both()) == [[], [LOGIN.key]]

    def test_of_another_machine_is_not_cleared_by_this_one(self, storage: SqlStorage) -> None:
        """Each machine sees its own disks only."""
        settle(storage, DISK_HERE)
        assert settle(storage, DISK_THERE, host="there") == ([DISK_THERE.key], [])
        assert settle(storage, host="here") == ([], [DISK_HERE.key])
        with storage.work() as work:
            assert [k.alarm for k in work.alarms.open()] == [DISK_THERE]
        assert settle(storage, host="here", now=NOW + DAY + MINUTE) == ([], [DISK_THERE.key])

    def test_acknowledged_is_no_longer_told_and_still_stands(self, storage: SqlStorage) -> None:
        settle(storage, LOGIN, QUEUE)
        with storage.work() as work:
            login = next(k for k in work.alarms.open() if k.alarm == LOGIN)
            assert work.alarms.acknowledge(login.id, MARIA, LATER)
            assert not work.alarms.acknowledge(login.id, MARIA, LATER)
            assert [k.alarm for k in work.alarms.untold("mail", NOW)[0]] == [QUEUE]
            assert work.alarms.count_open() == 2
            assert next(k.acknowledged_by for k in work.alarms.open() if k.id == login.id) == MARIA

    def test_is_told_once_by_each_way_again_daily_and_when_it_is_over(self, storage: SqlStorage) -> None:
        settle(storage, LOGIN)
        with storage.work() as work:
            standing, _ = work.alarms.untold("mail", NOW - DAY)
            assert work.alarms.claim_way("mail", NOW, LATER)
            work.alarms.note_told("mail", standing, NOW)
        with storage.work() as work:
            assert work.alarms.untold("mail", NOW - DAY) == ([], [])
            assert [k.alarm for k in work.alarms.untold("command", NOW - DAY)[0]] == [LOGIN]
            assert [k.alarm for k in work.alarms.untold("mail", NOW + MINUTE)[0]] == [LOGIN]
            assert work.alarms.open()[0].told_at == NOW
        settle(storage, now=LATER)
        with storage.work() as work:
            standing, over = work.alarms.untold("mail", NOW - DAY)
            assert (standing, [k.alarm for k in over]) == ([], [LOGIN])
            assert work.alarms.untold("command", NOW - DAY) == ([], []), "who never heard of it need not know"
            work.alarms.note_told("mail", over, LATER)
            assert work.alarms.untold("mail", NOW - DAY) == ([], [])

    def test_way_is_claimed_by_one_and_tried_again_after_a_failure(self, storage: SqlStorage) -> None:
        def claim() -> bool:
            with storage.work() as work:
                return work.alarms.claim_way("mail", NOW, NOW + MINUTE)

        assert sorted(at_once(claim, 4)) == [False, False, False, True]
        with storage.work() as work:
            work.alarms.note_untold("mail", "refused", NOW + 2 * MINUTE)
            assert not work.alarms.claim_way("mail", NOW + MINUTE, LATER)
            assert work.alarms.claim_way("mail", NOW + 2 * MINUTE, LATER)
            [state] = work.alarms.ways()
            assert (state.failures, state.problem, state.last_success) == (1, "refused", None)
            work.alarms.note_told("mail", (), LATER)
            [state] = work.alarms.ways()
            assert (state.failures, state.problem, state.last_success) == (0, None, LATER)


def at_once(act: Callable[[], Answer], times: int) -> list[Answer]:
    """What so many threads answer that begin together."""
    answers: list[Answer] = []
    barrier = threading.Barrier(times)

    def run() -> None:
        barrier.wait()
        answers.append(act())

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times, "one of them failed"
    return answers


class TestCanary:
    def test_two_receivers_send_one(self, storage: SqlStorage) -> None:
        def claim() -> bool:
            with storage.work() as work:
                return work.canaries.claim(ROUTE, NOW, timedelta(hours=1))

        assert sorted(at_once(claim, 4)) == [False, False, False, True]
        with storage.work() as work:
            assert not work.canaries.claim(ROUTE, NOW + 59 * MINUTE, timedelta(hours=1))
            assert work.canaries.claim(ROUTE, LATER, timedelta(hours=1))

    def test_token_counts_for_one_submission_only(self, storage: SqlStorage) -> None:
        token, first, second = new_token(), take(storage, "scan:1").id, take(storage, "scan:2").id
        with storage.work() as work:
            work.canaries.note_sent(ROUTE, token, NOW)
            assert not work.canaries.knows(new_token(), first), "nobody guesses one"
            assert work.canaries.knows(token, first)
            assert work.canaries.settle(token, first, NOW + MINUTE, NOW + 2 * MINUTE)
            assert work.canaries.settle(token, first, LATER, LATER), "a second run is the same one"
            assert not work.canaries.knows(token, second)
            assert not work.canaries.settle(token, second, LATER, LATER)
            [state] = work.canaries.states()
        assert (state.waiting_since, state.last_settled, state.took) == (None, NOW + 2 * MINUTE, 2 * MINUTE)

    def test_waits_since_the_oldest_after_the_last_that_came_through(self, storage: SqlStorage) -> None:
        tokens = [new_token() for _ in range(4)]
        with storage.work() as work:
            for number, token in enumerate(tokens):
                work.canaries.note_sent(ROUTE, token, NOW + number * MINUTE)
            assert work.canaries.states()[0].waiting_since == NOW
            work.canaries.settle(tokens[1], NOBODY, NOW + MINUTE, NOW + 2 * MINUTE)
            assert work.canaries.states()[0].waiting_since == NOW + 2 * MINUTE
            work.canaries.settle(tokens[3], NOBODY, LATER, LATER)
            assert work.canaries.states()[0].waiting_since is None

    def test_that_is_lost_after_the_clock_was_set_back_is_missed(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.canaries.note_sent(ROUTE, first := new_token(), LATER)
            work.canaries.settle(first, NOBODY, LATER, LATER)
            lost = work.canaries.note_sent(ROUTE, new_token(), NOW)
            work.canaries.note_problem(lost, "The server is away.")
            [state] = work.canaries.states()
        assert (state.waiting_since, state.last_sent, state.problem) == (NOW, NOW, "The server is away.")

    def test_token_is_not_in_the_database(self, storage: SqlStorage) -> None:
        """Who reads the database cannot make a canary."""
        token = new_token()
        with storage.work() as work:
            work.canaries.note_sent(ROUTE, token, NOW)
            rows = work.session.connection().exec_driver_sql("SELECT * FROM canary").all()
        assert len(rows) == 1
        assert token.partition("-")[2] not in str(rows)


class TestVitals:
    def test_poll_that_fails_keeps_its_last_success(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.vitals.note_poll("mailbox", NOW, None, None)
            work.vitals.note_poll("mailbox", LATER, "refused", "The login is refused.")
            work.vitals.note_unfetched("mailbox", 3)
            [state] = work.vitals.polls()
        assert (state.first_at, state.last_success, state.failure, state.unfetched) == (
            NOW, NOW, "refused", 3,
        )  # fmt: skip

    def test_newest_beat_of_each_process_is_kept(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.vitals.note_beat("here", 1, "work", NOW)
            work.vitals.note_beat("here", 1, "work", NOW + MINUTE)
            work.vitals.note_beat("here", 2, "receive", NOW)
            work.vitals.note_beat("here", 3, "work", NOW + 2 * DAY)
            beats = [(beat.pid, beat.part, beat.at) for beat in work.vitals.beats()]
        assert beats == [(3, "work", NOW + 2 * DAY), (2, "receive", NOW)], "the last of a part is remembered"

    def test_milestone_is_the_last_one(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.vitals.milestone("reconciled") is None
            work.vitals.note_milestone("reconciled", NOW, 2)
            work.vitals.note_milestone("reconciled", LATER)
            found = work.vitals.milestone("reconciled")
        assert found is not None
        assert (found.at, found.count) == (LATER, 0)

    def test_waiting_work_counts_from_when_it_was_due(self, storage: SqlStorage) -> None:
        first, second = take(storage, "scan:1"), take(storage, "scan:2")
        with storage.work() as work:
            work.jobs.enqueue(Stage.READ, first.id, LATER)
            [waiting] = work.vitals.waiting(NOW + MINUTE)
            assert (waiting.stage, waiting.count, waiting.oldest) == (Stage.UNPACK, 2, NOW)
            assert not work.vitals.done_since(Stage.UNPACK, NOW)
            job = work.jobs.claim(Stage.UNPACK, second.id, NOW, DAY, 3)
            assert job is not None
            assert work.vitals.waiting(NOW + MINUTE)[0].count == 2, "running work waits for its end too"
            work.jobs.finish(job, LATER)
            assert work.vitals.done_since(Stage.UNPACK, LATER)
            assert not work.vitals.done_since(Stage.UNPACK, LATER + MINUTE)
            assert [w.stage for w in work.vitals.waiting(LATER)] == [Stage.UNPACK, Stage.READ]

    def test_dispatches_wait_and_stay_uncertain(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.dispatches.add(dispatch(key="1"), NOW)
            work.dispatches.add(dispatch(key="2", state=DispatchState.HELD), NOW)
            [waiting] = work.vitals.waiting(LATER)
            assert (waiting.stage, waiting.count, waiting.oldest) == (Stage.DISPATCH, 1, NOW)
            work.dispatches.start_sending(DispatchId("1" * 32), NOW, MINUTE)
            work.dispatches.mark_uncertain(NOW + 2 * MINUTE)
            assert work.vitals.waiting(LATER) == []
            assert work.vitals.uncertain_dispatches(NOW + 2 * MINUTE) == 0
            assert work.vitals.uncertain_dispatches(LATER) == 1

    @pytest.mark.parametrize(("today", "late"), [(date(2026, 3, 4), 0), (date(2026, 3, 5), 1)])
    def test_quarantine_is_overdue_the_day_after(self, storage: SqlStorage, today: date, late: int) -> None:
        submission = take(storage)
        with storage.work() as work:
            due = date(2026, 3, 4)
            work.quarantine.add(submission.id, None, Stage.UNPACK, "locked", "ask", due, NOW)
            work.quarantine.add(submission.id, None, Stage.READ, "blurred", "look", date(2026, 3, 9), NOW)
            assert work.vitals.overdue_quarantine(today) == (late, due if late else None)
            for entry in work.quarantine.entries():
                work.quarantine.resolve(entry.id, "asked", MARIA, NOW)
            assert work.vitals.overdue_quarantine(date(2026, 4, 1)) == (0, None)

    def test_audit_begins_with_its_first_entry(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.vitals.first_audit_entry() is None
            work.audit.append("maria", "looked", "case", NOW)
            work.audit.append("maria", "looked", "case", LATER)
            assert work.vitals.first_audit_entry() == NOW
