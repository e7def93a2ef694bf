"""The record of work: stage states, attempts, leases and fencing tokens."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BindParameter, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from domain.errors import LostLease
from domain.states import WAY, JobState, Stage
from domain.times import FAR_AHEAD
from processing.ports import Job
from storage.engine import UtcDateTime
from storage.repositories.base import Repository
from storage.statements import bind_values, in_chunks, insert_unless_there, lock_by, names_of
from storage.tables import JobRow


class SqlJobs(Repository):
    """Jobs in the table `job`, one a stage and subject."""

    def enqueue(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready; a job that exists already stays as it is."""
        self.enqueue_all(stage, [subject], now)

    def enqueue_all(self, stage: Stage, subjects: Sequence[str], now: datetime) -> None:
        """`enqueue` each, in one statement."""
        if subjects:
            rows = [_fresh(stage, subject, now) for subject in subjects]
            self._run(insert_unless_there(self._session, JobRow), rows)

    def restart(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready again with no attempts counted; the stages after it are to be run again too."""
        later = WAY[WAY.index(stage) + 1 :] if stage in WAY else ()
        self._change(delete(JobRow).where(JobRow.subject == subject, JobRow.stage.in_(later)))
        fresh = _fresh(stage, subject, now)
        del fresh["created_at"]
        changed = self._change(
            update(JobRow).where(JobRow.stage == stage, JobRow.subject == subject).values(**fresh)
        )
        if not changed:
            self._session.execute(insert(JobRow).values(**_fresh(stage, subject, now)))

    def rewind(self, stage: Stage, subject: str, now: datetime) -> None:
        """Start this stage and all after it anew; nothing where the subject has not come so far yet.

        An earlier stage that was started anew leads here by itself: run beside it, this one would be done
        with what that one is about to replace, and not be run again.
        """
        here = select(JobRow.stage).where(JobRow.stage == stage, JobRow.subject == subject)
        if self._session.scalar(here.with_for_update()) is not None:
            self.restart(stage, subject, now)

    def claim(
        self, stage: Stage, subject: str, now: datetime, lease: timedelta, max_attempts: int
    ) -> Job | None:
        """Take a ready job, or a running one whose lease ran out, in one statement."""
        token = secrets.token_hex(16)
        given = {"job": stage, "of": subject, "most": max_attempts, "now": now, "far": now + FAR_AHEAD}
        attempts = self._run(_CLAIM, given | {"new_token": token, "until": now + lease}).scalar()
        return None if attempts is None else Job(stage, subject, attempts, token)

    def renew(self, job: Job, until: datetime) -> None:
        """Lengthen the lease. Raises `LostLease`."""
        self._require(self._update(JobRow, {"lease_until": until}, **_held(job)), job)

    def hold(self, job: Job) -> None:
        """Lock the job's row for the rest of this transaction. Raises `LostLease`."""
        held = _held(job)
        self._require(len(self._run(lock_by(JobRow, names_of(held)), bind_values(held)).all()), job)

    def finish(self, job: Job, now: datetime) -> None:
        """Mark done. Raises `LostLease`."""
        done = {
            "state": JobState.DONE, "token": None, "lease_until": None, "problem": "", "changed_at": now
        }  # fmt: skip
        self._require(self._update(JobRow, done, **_held(job)), job)

    def release(self, job: Job, problem: str, run_at: datetime, *, counted: bool = True) -> None:
        """Give back after a failure, to be tried again at `run_at`; whether this attempt counts.

        Raises `LostLease`.
        """
        given_back = {
            "state": JobState.READY, "token": None, "lease_until": None, "problem": problem, "run_at": run_at,
            # Counted by the claim, and by nobody since: the job is held.
            "attempts": job.attempts - (0 if counted else 1),
        }  # fmt: skip
        self._require(self._update(JobRow, given_back, **_held(job)), job)

    def quarantine(self, stage: Stage, subject: str, problem: str, now: datetime) -> None:
        """Mark as quarantined; whoever still works on it loses the lease."""
        self._change(
            update(JobRow)
            .where(JobRow.stage == stage, JobRow.subject == subject)
            .values(state=JobState.QUARANTINED, token=None, lease_until=None, problem=problem, changed_at=now)
        )

    def due(self, now: datetime, limit: int) -> list[tuple[Stage, str]]:
        """Jobs that want a worker, oldest first."""
        found = self._session.execute(
            select(JobRow.stage, JobRow.subject)
            .where(_claimable(now, now + FAR_AHEAD))
            .order_by(JobRow.run_at, JobRow.created_at)
            .limit(limit)
        )
        return [(Stage(stage), subject) for stage, subject in found]

    def exhausted(self, now: datetime, max_attempts: int) -> list[tuple[Stage, str, str]]:
        """Jobs that stand still with no attempts left."""
        found = self._session.execute(
            select(JobRow.stage, JobRow.subject, JobRow.problem)
            .where(
                JobRow.attempts >= max_attempts,
                or_(
                    JobRow.state == JobState.READY,
                    _left_behind(now, now + FAR_AHEAD),
                ),
            )
            .order_by(JobRow.run_at)
        )
        return [(Stage(stage), subject, problem) for stage, subject, problem in found]

    def unsettled(self, subjects: Iterable[str]) -> int:
        """How many of these subjects still have a ready or running job."""
        return sum(
            self._session.scalar(
                select(func.count(func.distinct(JobRow.subject))).where(
                    JobRow.subject.in_(chunk), JobRow.state.in_((JobState.READY, JobState.RUNNING))
                )
            )
            or 0
            for chunk in in_chunks(sorted(set(subjects)))
        )

    def pending(self, stages: Sequence[Stage], subject: str) -> bool:
        """Whether one of these stages of a subject is still to be done, or at work."""
        unfinished = select(JobRow.stage).where(
            JobRow.subject == subject,
            JobRow.stage.in_(stages),
            JobRow.state.in_((JobState.READY, JobState.RUNNING)),
        )
        return self._session.scalar(unfinished.limit(1)) is not None

    def under_way(self, begun: Stage, last: Stage) -> dict[str, JobState]:
        """Subjects that came to one stage and have not done a later one, each with how that one stands."""
        later = aliased(JobRow)
        done = exists().where(
            later.subject == JobRow.subject, later.stage == last, later.state == JobState.DONE
        )
        found = self._session.execute(
            select(JobRow.subject, JobRow.state).where(JobRow.stage == begun, ~done)
        )
        return {subject: JobState(state) for subject, state in found}

    def standing(self) -> list[tuple[Stage, str, int, datetime]]:
        """(stage, state, how many, oldest)."""
        found = self._session.execute(
            select(JobRow.stage, JobRow.state, func.count(), func.min(JobRow.run_at))
            .group_by(JobRow.stage, JobRow.state)
            .order_by(JobRow.stage, JobRow.state)
        )
        return [(Stage(stage), state, count, oldest) for stage, state, count, oldest in found]

    @staticmethod
    def _require(touched: int, job: Job) -> None:
        if not touched:
            raise LostLease(f"another worker holds {job.stage} of {job.subject} now")


def _fresh(stage: Stage, subject: str, now: datetime) -> dict[str, object]:
    return {
        "stage": stage,
        "subject": subject,
        "state": JobState.READY,
        "attempts": 0,
        "run_at": now,
        "lease_until": None,
        "token": None,
        "problem": "",
        "created_at": now,
        "changed_at": now,
    }


#: A moment, or where it is given when the statement runs.
Moment = datetime | BindParameter[datetime]


def _claimable(now: Moment, far: Moment) -> ColumnElement[bool]:
    """What may be claimed now; what is to wait until later than `far` waits for a clock that was set back."""
    due = or_(JobRow.run_at <= now, JobRow.run_at > far)
    return or_(and_(JobRow.state == JobState.READY, due), _left_behind(now, far))


def _left_behind(now: Moment, far: Moment) -> ColumnElement[bool]:
    ended = or_(JobRow.lease_until < now, JobRow.lease_until > far)
    return and_(JobRow.state == JobState.RUNNING, ended)


_CLAIM: Final = (
    update(JobRow)
    .where(
        JobRow.stage == bindparam("job"),
        JobRow.subject == bindparam("of"),
        JobRow.attempts < bindparam("most"),
        _claimable(bindparam("now", type_=UtcDateTime()), bindparam("far", type_=UtcDateTime())),
    )
    .values(
        state=JobState.RUNNING,
        attempts=JobRow.attempts + 1,
        token=bindparam("new_token"),
        lease_until=bindparam("until"),
        changed_at=bindparam("now", type_=UtcDateTime()),
    )
    .returning(JobRow.attempts)
)


def _held(job: Job) -> dict[str, Any]:
    return {"stage": job.stage, "subject": job.subject, "token": job.token, "state": JobState.RUNNING}
