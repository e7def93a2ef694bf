"""The transactional outbox: nothing goes out twice by the machine."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, func, insert, not_, or_, select, true, update
from sqlalchemy.sql import ColumnElement

from domain.cases import Dispatch
from domain.errors import LostLease
from domain.ids import CaseId, DispatchId, UserName
from domain.kinds import DispatchKind, Outcome
from domain.states import SETTLED, DispatchState
from domain.times import FAR_AHEAD
from processing.ports.dispatches import BY_NO_DECISION, LONGEST_WAIT
from storage.repositories.dispatch_rows import DispatchRows
from storage.statements import insert_unless_there
from storage.tables import AcknowledgementRow, CaseRecord, DecisionRow, DecisionUndoRow, DispatchRow

#: States that `finish` may leave behind.
AFTER_SENDING: Final = frozenset(
    {
        DispatchState.SENT,
        DispatchState.FAILED,
        DispatchState.READY,
        DispatchState.UNCERTAIN,
        DispatchState.CANCELLED,
    }
)


class SqlDispatches(DispatchRows):
    """From READY to what became of each; every change of a state is one statement."""

    def add(self, dispatch: Dispatch, now: datetime) -> bool:
        """False where a dispatch with this Message-ID (or id) exists already."""
        inserted = self._session.scalar(
            insert_unless_there(self._session, DispatchRow)
            .values(**self._values(dispatch, now))
            .returning(DispatchRow.id)
        )
        return inserted is not None

    def due(self, now: datetime, limit: int) -> list[DispatchId]:
        """READY ones whose `not_before` has passed and whose case was not opened again, oldest first."""
        found = self._session.scalars(
            select(DispatchRow.id)
            .where(goes_by_itself(), _may_start(now))
            .order_by(DispatchRow.created_at, DispatchRow.id)
            .limit(limit)
        )
        return [DispatchId(dispatch_id) for dispatch_id in found]

    def start_sending(self, dispatch_id: DispatchId, now: datetime, lease: timedelta) -> Dispatch | None:
        """READY to SENDING in one statement, counting the attempt; None where it is not READY or not due, or
        its case is in the queue again.
        """
        started = self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, goes_by_itself(), _may_start(now))
            .values(
                state=DispatchState.SENDING,
                attempts=DispatchRow.attempts + 1,
                lease_until=now + lease,
                changed_at=now,
            )
        )
        return self.get(dispatch_id) if started else None

    def finish(
        self,
        dispatch_id: DispatchId,
        state: DispatchState,
        problem: str | None,
        now: datetime,
        not_before: datetime | None = None,
    ) -> None:
        """From SENDING to what came of it; READY again waits until `not_before`.

        Raises `LostLease` where the row is not SENDING any more.
        """
        if state not in AFTER_SENDING:
            raise ValueError(f"sending does not end as {state}")
        changed = self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, DispatchRow.state == DispatchState.SENDING)
            .values(
                state=state,
                problem=self._sealed_problem(dispatch_id, problem),
                lease_until=None,
                changed_at=now,
                **({"not_before": not_before} if not_before else {}),
            )
        )
        if not changed:
            raise LostLease(f"dispatch {dispatch_id} is not being sent any more; a person decides")

    def kept_back(self) -> set[DispatchId]:
        """What would go, or be confirmed, if its case were not open again or withdrawn."""
        waits = DispatchRow.state.in_((DispatchState.HELD, DispatchState.READY))
        found = self._session.scalars(select(DispatchRow.id).where(waits, _without_answer()))
        return {DispatchId(dispatch_id) for dispatch_id in found}

    def hurry(self, now: datetime) -> int:
        """What was put off is due now; how many. What was never tried waits out the time for undoing.

        A try that somebody asks for comes on top of those that the machine makes by itself.
        """
        put_off = (DispatchRow.state == DispatchState.READY, DispatchRow.attempts > 0)
        return self._change(
            update(DispatchRow)
            .where(*put_off, DispatchRow.not_before > now)
            .values(not_before=now, attempts=DispatchRow.attempts - 1, changed_at=now)
        )

    def is_overruled(self, dispatch_id: DispatchId) -> bool:
        """Whether a later decision stands on its case than the one that it was made by; one that only passes
        the case on to colleagues is none.
        """
        later = exists().where(
            DecisionRow.case_id == DispatchRow.case_id,
            DecisionRow.case_version > DispatchRow.by_decision,  # versions only grow, whatever the clock says
            DecisionRow.outcome != Outcome.REROUTE,
            DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
        )
        found = select(DispatchRow.id).where(
            DispatchRow.id == dispatch_id, DispatchRow.kind.not_in(BY_NO_DECISION), later
        )
        return self._session.scalar(found) is not None

    def note_returned(self, dispatch_id: DispatchId, words: str) -> None:
        """What came back went, whether we knew it or not: SENT, and these words stand beside it."""
        went = DispatchRow.state.in_((DispatchState.SENT, DispatchState.UNCERTAIN))
        problem = self._sealed_problem(dispatch_id, words)
        self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, went)
            .values(state=DispatchState.SENT, problem=problem)
        )

    def mark_uncertain(self, now: datetime) -> list[DispatchId]:
        """Every row found in SENDING beyond its lease becomes UNCERTAIN."""
        found = self._session.scalars(
            update(DispatchRow)
            .where(
                DispatchRow.state == DispatchState.SENDING,
                or_(DispatchRow.lease_until < now, DispatchRow.lease_until > now + FAR_AHEAD),
            )
            .values(state=DispatchState.UNCERTAIN, lease_until=None, changed_at=now)
            .returning(DispatchRow.id)
        )
        return sorted(DispatchId(dispatch_id) for dispatch_id in found)

    def resolve_uncertain(self, dispatch_id: DispatchId, sent: bool, by: UserName, now: datetime) -> None:
        """A person says it went, or asks for it again under the same Message-ID. Raises `LostLease`.

        What a later decision overruled is cancelled instead of going again.
        """
        case_id = self._session.scalar(select(DispatchRow.case_id).where(DispatchRow.id == dispatch_id))
        if case_id:
            self._lock(CaseRecord, case_id)  # a decision that is being made is waited for, and seen
        again = DispatchState.CANCELLED if self.is_overruled(dispatch_id) else DispatchState.READY
        state = DispatchState.SENT if sent else again
        changed = self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, DispatchRow.state == DispatchState.UNCERTAIN)
            .values(state=state, settled_by=by, changed_at=now)
        )
        if not changed:
            raise LostLease(f"somebody settled dispatch {dispatch_id} already")

    def cancel(self, case_id: CaseId, now: datetime, by_decision: int | None = None) -> int:
        """Cancel what has not started; how many. An acknowledgement belongs to no decision and stays."""
        sent = true() if by_decision is None else DispatchRow.by_decision == by_decision
        return self._cancel(case_id, now, DispatchRow.kind != DispatchKind.ACKNOWLEDGEMENT, sent)

    def overrule(self, case_id: CaseId, now: datetime) -> int:
        """Cancel what an earlier decision sends and has not started, for another is made; how many."""
        return self._cancel(case_id, now, DispatchRow.kind.not_in(BY_NO_DECISION))

    def _cancel(self, case_id: CaseId, now: datetime, *these: ColumnElement[bool]) -> int:
        waits = DispatchRow.state.in_((DispatchState.HELD, DispatchState.READY))
        return self._change(
            update(DispatchRow)
            .where(DispatchRow.case_id == case_id, waits, *these)
            .values(state=DispatchState.CANCELLED, changed_at=now)
        )

    def release_held(self, case_id: CaseId, by: UserName, now: datetime) -> int:
        """HELD to READY when a second person confirmed; how many."""
        return self._change(
            update(DispatchRow)
            .where(DispatchRow.case_id == case_id, DispatchRow.state == DispatchState.HELD)
            .values(state=DispatchState.READY, settled_by=by, changed_at=now)
        )

    def acknowledged_since(self, sender: str, since: datetime) -> int:
        """Acknowledgements to this address since then."""
        counted = select(func.count()).where(
            AcknowledgementRow.sender_hash == self._sender_hash(sender), AcknowledgementRow.at >= since
        )
        return self._session.scalar(counted) or 0

    def acknowledged_thread(self, sender: str, thread: str) -> bool:
        """Whether this sender and thread was acknowledged already."""
        found = select(AcknowledgementRow.id).where(
            AcknowledgementRow.sender_hash == self._sender_hash(sender),
            AcknowledgementRow.thread_hash == self._keys.hash_text("thread", thread),
        )
        return self._session.scalar(found.limit(1)) is not None

    def note_acknowledged(self, sender: str, thread: str, now: datetime) -> None:
        """Keep keyed hashes of the sender and thread."""
        self._session.execute(
            insert(AcknowledgementRow).values(
                sender_hash=self._sender_hash(sender),
                thread_hash=self._keys.hash_text("thread", thread),
                at=now,
            )
        )

    def _sender_hash(self, sender: str) -> str:
        return self._keys.hash_text("sender", sender.strip().casefold())


def goes_by_itself() -> ColumnElement[bool]:
    """READY, and not what a decision sends that stands no more: that waits for the next one."""
    return and_(DispatchRow.state == DispatchState.READY, not_(_without_answer()))


def _without_answer() -> ColumnElement[bool]:
    """What a decision sends whose case is in the queue again, or withdrawn: as for a while where what came is
    split anew.
    """
    stands_no_more = exists().where(
        CaseRecord.id == DispatchRow.case_id,
        CaseRecord.status.not_in(SETTLED),
    )
    return and_(DispatchRow.kind.not_in(BY_NO_DECISION), stands_no_more)


def _may_start(now: datetime) -> ColumnElement[bool]:
    """Its time has come, or is so far away that the clock was set back since it was given."""
    wait = DispatchRow.not_before
    return or_(wait.is_(None), wait <= now, wait > now + LONGEST_WAIT + FAR_AHEAD)
