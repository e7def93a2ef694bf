"""Signs of life, and counts of what waits."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import and_, delete, func, or_, select, true, update

from domain.kinds import Priority, Route
from domain.states import CaseStatus, DispatchState, JobState, Stage
from processing.ports import Beat, LateCases, Milestone, PollState, Waiting
from storage.repositories.base import Repository
from storage.repositories.dispatches import goes_by_itself
from storage.statements import insert_unless_there
from storage.tables import (
    AuditRow,
    CaseRecord,
    ChannelPollRow,
    DispatchRow,
    JobRow,
    MilestoneRow,
    QuarantineRow,
    WorkerBeatRow,
)

#: What a process left that was not seen for so long is forgotten, unless it is the last of its part.
FORGOTTEN: Final = timedelta(days=1)
_FOR_THE_OFFICE: Final = (CaseStatus.OPEN, CaseStatus.REOPENED)


class SqlVitals(Repository):
    """Small rows that are written over; counts straight from the tables they count."""

    # -- channels ---------------------------------------------------------------------------------

    def note_poll(self, channel: str, now: datetime, failure: str | None, problem: str | None) -> None:
        """How a poll went; the channel's own address may stand in the problem, nobody else's."""
        self._session.execute(
            insert_unless_there(self._session, ChannelPollRow).values(
                channel=channel, first_at=now, unfetched=0
            )
        )
        polled = update(ChannelPollRow).where(ChannelPollRow.channel == channel)
        self._change(polled.values(failure=failure, problem=problem))
        if failure is None:
            self._change(polled.values(last_success=now))

    def note_unfetched(self, channel: str, count: int) -> None:
        """Messages of this channel that cannot be taken in."""
        self._change(update(ChannelPollRow).where(ChannelPollRow.channel == channel).values(unfetched=count))

    def polls(self) -> list[PollState]:
        """By channel."""
        rows = self._session.scalars(select(ChannelPollRow).order_by(ChannelPollRow.channel))
        return [
            PollState(r.channel, r.first_at, r.last_success, r.failure, r.problem, r.unfetched) for r in rows
        ]

    # -- processes --------------------------------------------------------------------------------

    def note_beat(self, host: str, pid: int, part: str, now: datetime) -> None:
        """This process lives."""
        this = {"host": host, "pid": pid, "part": part}
        if not self._change(update(WorkerBeatRow).filter_by(**this).values(at=now)):
            self._session.execute(insert_unless_there(self._session, WorkerBeatRow).values(**this, at=now))
            long_ago = (WorkerBeatRow.part == part, WorkerBeatRow.at < now - FORGOTTEN)
            self._change(delete(WorkerBeatRow).where(*long_ago))

    def beats(self) -> list[Beat]:
        """Newest first."""
        rows = self._session.scalars(select(WorkerBeatRow).order_by(WorkerBeatRow.at.desc()))
        return [Beat(row.host, row.pid, row.part, row.at) for row in rows]

    # -- milestones -------------------------------------------------------------------------------

    def note_milestone(self, name: str, now: datetime, count: int = 0) -> None:
        """It was done now."""
        self._session.execute(
            insert_unless_there(self._session, MilestoneRow).values(name=name, at=now, count=count)
        )
        self._change(update(MilestoneRow).where(MilestoneRow.name == name).values(at=now, count=count))

    def milestone(self, name: str) -> Milestone | None:
        """When it was last done."""
        row = self._row_or_none(MilestoneRow, name)
        return None if row is None else Milestone(row.name, row.at, row.count)

    # -- what waits -------------------------------------------------------------------------------

    def waiting(self, now: datetime) -> list[Waiting]:
        """Ready or running work that is due, by stage."""
        due = and_(JobRow.state.in_((JobState.READY, JobState.RUNNING)), JobRow.run_at <= now)
        jobs = self._session.execute(
            select(JobRow.stage, func.count(), func.min(JobRow.run_at)).where(due).group_by(JobRow.stage)
        )
        found = {Stage(stage): Waiting(Stage(stage), count, oldest) for stage, count, oldest in jobs}
        count, oldest = self._session.execute(
            select(func.count(), func.min(DispatchRow.created_at)).where(goes_by_itself())
        ).one()
        if count:
            found[Stage.DISPATCH] = Waiting(Stage.DISPATCH, count, oldest)
        return [found[stage] for stage in Stage if stage in found]

    def done_since(self, stage: Stage, moment: datetime) -> bool:
        """Whether any work of this stage was done since."""
        if stage is Stage.DISPATCH:
            query = select(DispatchRow.id).where(
                DispatchRow.state == DispatchState.SENT, DispatchRow.changed_at >= moment
            )
        else:
            query = select(JobRow.subject).where(
                JobRow.stage == stage,
                or_(JobRow.state == JobState.DONE, JobRow.state == JobState.QUARANTINED),
                JobRow.changed_at >= moment,
            )
        return self._session.scalar(query.limit(1)) is not None

    def overdue_quarantine(self, today: date) -> tuple[int, date | None]:
        """(open entries due before today, the earliest due date)."""
        late = (QuarantineRow.resolved_at.is_(None), QuarantineRow.due_on < today)
        found = self._session.execute(select(func.count(), func.min(QuarantineRow.due_on)).where(*late))
        count, earliest = found.one()
        return count, earliest

    def late_cases(self, today: date, routes: Sequence[Route] = ()) -> LateCases:
        """Of those that wait for the office; of these routes alone where any are named."""
        of_these = CaseRecord.route.in_(routes) if routes else true()
        late = CaseRecord.due_on < today
        overdue, since, due_today = self._session.execute(
            select(
                func.count().filter(late),
                func.min(CaseRecord.due_on).filter(late),
                func.count().filter(CaseRecord.due_on == today),
            ).where(CaseRecord.status.in_(_FOR_THE_OFFICE), CaseRecord.due_on <= today, of_these)
        ).one()
        return LateCases(overdue, since, due_today)

    def urgent_cases(self) -> list[datetime]:
        """When the urgent ones that wait for the office were received, earliest first."""
        found = self._session.scalars(
            select(CaseRecord.received_at)
            .where(CaseRecord.status.in_(_FOR_THE_OFFICE), CaseRecord.priority == Priority.URGENT)
            .order_by(CaseRecord.received_at)
        )
        return list(found)

    def uncertain_dispatches(self, before: datetime) -> int:
        """Dispatches that may have been sent, and nobody said so since before that time."""
        counted = select(func.count()).where(
            DispatchRow.state == DispatchState.UNCERTAIN, DispatchRow.changed_at < before
        )
        return self._session.scalar(counted) or 0

    def first_audit_entry(self) -> datetime | None:
        """When the audit log begins; None where it is empty."""
        at = self._session.scalar(select(AuditRow.at).order_by(AuditRow.sequence).limit(1))
        return None if at is None else datetime.fromisoformat(at)
