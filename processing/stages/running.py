"""Run one stage of one submission: claim, compute, then write everything in one transaction.

The claim counts the attempt and is committed before the work starts, so a file that kills its worker
runs out of attempts. The write checks the fencing token, so a worker that was frozen past its lease
writes nothing.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import structlog

from domain.errors import DeploymentError, DocumentError, LostLease, StorageFull, TransientError
from domain.ids import SubmissionId
from domain.states import WAY, Stage
from processing.ports import Job, Work
from processing.stages.check import check_rules
from processing.stages.extract import extract_fields
from processing.stages.match import match_records
from processing.stages.parking import park_submission
from processing.stages.queue import queue_cases
from processing.stages.read import read_pages
from processing.stages.services import Services
from processing.stages.split import split_submission
from processing.stages.unpack import unpack_submission

log = structlog.get_logger()

Recipe = Callable[[SubmissionId, Services, Job], Callable[[Work], None]]
"""Computes outside any transaction; returns what to write inside one."""

RECIPES: Mapping[Stage, Recipe] = {
    Stage.UNPACK: unpack_submission,
    Stage.READ: read_pages,
    Stage.SPLIT: split_submission,
    Stage.EXTRACT: extract_fields,
    Stage.MATCH: match_records,
    Stage.CHECK: check_rules,
    Stage.QUEUE: queue_cases,
}
NEXT: Mapping[Stage, Stage] = dict(pairwise(WAY))

#: Held while this process runs something that was tried before. What was at work beside a file that kills
#: its worker was tried too, and must not be there again when it kills the next one.
_SUSPECT = threading.Lock()

#: Seconds before a failed stage is tried again, times the attempts made.
RETRY_SECONDS = 5


def run_stage(stage: Stage, submission_id: SubmissionId, services: Services) -> Stage | None:
    """Run one stage if it is due; the stage to ring next, or None where there is nothing to ring."""
    with _claimed(stage, submission_id, services) as job:
        if job is None:
            return None
        with services.stopwatch.over(stage):
            return _run_claimed(job, services)


def _run_claimed(job: Job, services: Services) -> Stage | None:
    stage, submission_id = job.stage, SubmissionId(job.subject)
    bound = log.bind(stage=stage.value, submission_id=submission_id, attempt=job.attempts)
    try:
        with keep_lease(job, services):
            write = RECIPES[stage](submission_id, services, job)
        _complete(job, write, services)
    except LostLease:
        bound.warning("lease_lost")
        return None
    except DocumentError as error:
        bound.warning("stage_parked", problem=type(error).__name__)
        park_submission(stage, submission_id, str(error), services)
        return None
    except (TransientError, StorageFull) as error:
        # A file is not to blame for a server that is away or a disk that is full: no attempt is used up.
        bound.warning("stage_waits", problem=str(error))
        _give_back(job, str(error), services, counted=False)
        return None
    except DeploymentError:
        _give_back(job, "the installation lacks something; see the log", services)
        raise
    except Exception as error:
        bound.error("stage_failed", problem=type(error).__name__, exc_info=True)
        _give_back(job, type(error).__name__, services)
        return None
    bound.info("stage_done")
    return NEXT.get(stage)


def sweep(services: Services, limit: int = 200) -> list[tuple[Stage, SubmissionId]]:
    """Park what has no attempts left, settle what was found sending, and list what to ring."""
    now = services.clock()
    with services.storage.work() as work:
        worn_out = work.jobs.exhausted(now, services.settings.max_attempts)
        due = work.jobs.due(now, limit)
        uncertain = work.dispatches.mark_uncertain(now)
    for stage, subject, problem in worn_out:
        reason = f"Tried {services.settings.max_attempts} times without success ({problem or 'worker died'})."
        park_submission(stage, SubmissionId(subject), reason, services)
    for dispatch_id in uncertain:
        log.warning("dispatch_uncertain", dispatch_id=dispatch_id)
    return [(stage, SubmissionId(subject)) for stage, subject in due]


@contextmanager
def keep_lease(job: Job, services: Services) -> Iterator[None]:
    """Renew the lease at a third of its length until the block ends."""
    ended = threading.Event()
    lease = services.settings.lease

    def renew() -> None:
        while not ended.wait(lease.total_seconds() / 3):
            try:
                with services.storage.work() as work:
                    work.jobs.renew(job, services.clock() + lease)
            except LostLease:
                return
            except Exception as error:
                log.warning("lease_renewal_failed", problem=type(error).__name__)

    beat = threading.Thread(target=renew, name=f"lease-{job.stage}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


@contextmanager
def _claimed(stage: Stage, submission_id: SubmissionId, services: Services) -> Iterator[Job | None]:
    """The job, if it is due. Of those that were tried before, this process runs one at a time.

    So an innocent neighbour of a file that kills its worker loses one attempt by it, not all three.
    """
    fresh = _claim(stage, submission_id, services, most=1)
    if fresh is not None or not _SUSPECT.acquire(blocking=False):
        yield fresh
        return
    try:
        yield _claim(stage, submission_id, services, most=services.settings.max_attempts)
    finally:
        _SUSPECT.release()


def _claim(stage: Stage, submission_id: SubmissionId, services: Services, *, most: int) -> Job | None:
    with services.storage.work() as work:
        return work.jobs.claim(stage, submission_id, services.clock(), services.settings.lease, most)


def _complete(job: Job, write: Callable[[Work], None], services: Services) -> None:
    with services.storage.work() as work:
        work.jobs.hold(job)
        write(work)
        now = services.clock()
        work.jobs.finish(job, now)
        if following := NEXT.get(job.stage):
            work.jobs.enqueue(following, job.subject, now)


def _give_back(job: Job, problem: str, services: Services, *, counted: bool = True) -> None:
    later = services.clock() + timedelta(seconds=RETRY_SECONDS * job.attempts)
    try:
        with services.storage.work() as work:
            work.jobs.release(job, problem, later, counted=counted)
    except LostLease:
        log.warning("lease_lost", stage=job.stage.value, submission_id=job.subject)
