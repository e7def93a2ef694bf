"""The record of work: claims, leases, fencing tokens, attempts."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import LostLease
from domain.states import Stage
from processing.ports import Job
from storage.database import SqlStorage

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


def claim(storage: SqlStorage, subject: str = "s1", now: datetime = NOW, attempts: int = 3) -> Job | None:
    with storage.work() as work:
        return work.jobs.claim(Stage.READ, subject, now, LEASE, attempts)


def enqueue_and_crash(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.jobs.enqueue(Stage.SPLIT, "s1", NOW)
        raise RuntimeError


@pytest.fixture
def ready_job(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.jobs.enqueue(Stage.READ, "s1", NOW)


@pytest.mark.usefixtures("ready_job")
class TestOneJob:
    def test_is_claimed_once(self, storage: SqlStorage) -> None:
        first = claim(storage)
        assert first is not None
        assert first.attempts == 1
        assert claim(storage) is None

    def test_enqueued_again_stays_as_it_is(self, storage: SqlStorage) -> None:
        claim(storage)
        with storage.work() as work:
            work.jobs.enqueue(Stage.READ, "s1", NOW)
        assert claim(storage) is None

    def test_twenty_claimers_at_once_get_it_once(self, storage: SqlStorage) -> None:
        barrier, taken = threading.Barrier(20), list[Job]()

        def run() -> None:
            barrier.wait()
            job = claim(storage)
            if job is not None:
                taken.append(job)

        threads = [threading.Thread(target=run) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == 1

    def test_is_claimed_again_when_the_lease_ran_out(self, storage: SqlStorage) -> None:
        claim(storage)
        again = claim(storage, now=NOW + LEASE + timedelta(seconds=1))
        assert again is not None
        assert again.attempts == 2

    def test_clock_that_is_set_back_holds_up_neither_what_waits_nor_what_a_dead_worker_left(
        self, storage: SqlStorage
    ) -> None:
        """It ran a day ahead when the job was enqueued, and when the worker that claimed it was killed."""
        before = NOW - timedelta(days=1)
        first = claim(storage, now=before)
        assert first is not None
        assert first.attempts == 1
        with storage.work() as work:
            work.jobs.release(first, "", NOW)
            assert work.jobs.due(before, 10) == [(Stage.READ, "s1")]
        assert claim(storage, now=NOW) is not None
        again = claim(storage, now=before)
        assert again is not None
        assert again.attempts == 3
        with storage.work() as work:
            assert work.jobs.exhausted(NOW - timedelta(days=2), 3) == [(Stage.READ, "s1", "")]

    def test_first_holder_loses_everything_when_fenced(self, storage: SqlStorage) -> None:
        first = claim(storage)
        assert first is not None
        claim(storage, now=NOW + LEASE + timedelta(seconds=1))
        with pytest.raises(LostLease), storage.work() as work:
            work.jobs.hold(first)
        with pytest.raises(LostLease), storage.work() as work:
            work.jobs.finish(first, NOW)
        with pytest.raises(LostLease), storage.work() as work:
            work.jobs.renew(first, NOW + 2 * LEASE)
        with pytest.raises(LostLease), storage.work() as work:
            work.jobs.release(first, "timed out", NOW)

    def test_renewed_lease_keeps_others_out(self, storage: SqlStorage) -> None:
        job = claim(storage)
        assert job is not None
        with storage.work() as work:
            work.jobs.renew(job, NOW + 3 * LEASE)
        assert claim(storage, now=NOW + 2 * LEASE) is None

    def test_finished_is_settled(self, storage: SqlStorage) -> None:
        job = claim(storage)
        assert job is not None
        with storage.work() as work:
            assert work.jobs.unsettled(["s1", "s2"]) == 1
            work.jobs.hold(job)
            work.jobs.finish(job, NOW)
            assert work.jobs.unsettled(["s1", "s2"]) == 0
            assert work.jobs.due(NOW + 2 * LEASE, 10) == []

    def test_released_waits_for_its_time(self, storage: SqlStorage) -> None:
        job = claim(storage)
        assert job is not None
        later = NOW + timedelta(minutes=5)
        with storage.work() as work:
            work.jobs.release(job, "reader away", later)
            assert work.jobs.due(NOW, 10) == []
            assert work.jobs.due(later, 10) == [(Stage.READ, "s1")]
        assert claim(storage, now=NOW) is None
        assert claim(storage, now=later) is not None

    def test_is_exhausted_after_three_attempts_that_killed_their_worker(self, storage: SqlStorage) -> None:
        now = NOW
        for _ in range(3):
            assert claim(storage, now=now) is not None
            now += LEASE + timedelta(seconds=1)
        assert claim(storage, now=now) is None
        with storage.work() as work:
            assert work.jobs.exhausted(now, 3) == [(Stage.READ, "s1", "")]
            work.jobs.quarantine(Stage.READ, "s1", "kills its reader", now)
            assert work.jobs.exhausted(now, 3) == []
            assert work.jobs.due(now + 10 * LEASE, 10) == []

    def test_restarted_counts_from_nothing(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.jobs.quarantine(Stage.READ, "s1", "broken", NOW)
            work.jobs.restart(Stage.READ, "s1", NOW)
        job = claim(storage)
        assert job is not None
        assert job.attempts == 1

    def test_attempt_survives_a_crash_of_the_work(self, storage: SqlStorage) -> None:
        claim(storage)
        with pytest.raises(RuntimeError):
            enqueue_and_crash(storage)
        with storage.work() as work:
            assert [(stage, state, count) for stage, state, count, _ in work.jobs.standing()] == [
                (Stage.READ, "running", 1)
            ]


def test_restart_makes_a_job_that_was_not_there(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.jobs.restart(Stage.QUEUE, "s9", NOW)
        assert work.jobs.due(NOW, 1) == [(Stage.QUEUE, "s9")]


def test_due_is_oldest_first_and_limited(storage: SqlStorage) -> None:
    with storage.work() as work:
        for minute in (2, 0, 1):
            work.jobs.enqueue(Stage.READ, f"s{minute}", NOW + timedelta(minutes=minute))
        assert work.jobs.due(NOW + timedelta(hours=1), 2) == [(Stage.READ, "s0"), (Stage.READ, "s1")]


def test_restart_lets_the_later_stages_follow_again(storage: SqlStorage) -> None:
    """Else unpacking anew would take the documents away and nothing would make them again."""
    with storage.work() as work:
        for stage in (Stage.UNPACK, Stage.READ, Stage.SPLIT):
            work.jobs.enqueue(stage, "s1", NOW)
            job = work.jobs.claim(stage, "s1", NOW, LEASE, 3)
            assert job is not None
            work.jobs.finish(job, NOW)
        work.jobs.enqueue(Stage.SPLIT, "s2", NOW)
        work.jobs.restart(Stage.READ, "s1", NOW)
        work.jobs.enqueue(Stage.SPLIT, "s1", NOW)
        assert set(work.jobs.due(NOW, 9)) == {(Stage.READ, "s1"), (Stage.SPLIT, "s1"), (Stage.SPLIT, "s2")}
        assert work.jobs.claim(Stage.UNPACK, "s1", NOW, LEASE, 3) is None


@pytest.mark.parametrize("running", [False, True], ids=["ready", "running"])
def test_stage_is_not_run_beside_an_earlier_one_that_replaces_what_it_works_on(
    storage: SqlStorage, running: bool
) -> None:
    """Two entries of one submission tried again, unpacking and then reading: the pages that come of the
    first would never be read, for reading would be done already."""
    with storage.work() as work:
        for stage in (Stage.UNPACK, Stage.READ, Stage.SPLIT):
            work.jobs.enqueue(stage, "s1", NOW)
        work.jobs.restart(Stage.UNPACK, "s1", NOW)
        held = work.jobs.claim(Stage.UNPACK, "s1", NOW, LEASE, 3) if running else None
        work.jobs.rewind(Stage.READ, "s1", NOW)
        assert work.jobs.due(NOW + 2 * LEASE, 9) == [(Stage.UNPACK, "s1")]
        if held is not None:
            work.jobs.finish(held, NOW)
            work.jobs.enqueue(Stage.READ, "s1", NOW)
            assert work.jobs.due(NOW, 9) == [(Stage.READ, "s1")]
