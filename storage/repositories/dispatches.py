"""The transactional outbox: nothing goes out twice by the machine."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, func, insert, not_, or_, select, true, update
from sqlalchemy.sql import ColumnElement

from domain.cases import Dispatch, Snapshot
from domain.errors import LostLease
from domain.ids import CaseId, CertificationNumber, DispatchId, SubmissionId, UserName
from domain.kinds import DispatchKind
from domain.states import CaseStatus, DispatchState
from domain.times import FAR_AHEAD
from processing.ports.dispatches import LONGEST_WAIT
from storage.repositories.base import Repository
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
#: An acknowledgement belongs to no decision, and a card goes by what the records say now.
BY_NO_DECISION: Final = (DispatchKind.ACKNOWLEDGEMENT, DispatchKind.CERTIFICATION_CARD)


class SqlDispatches(Repository):
    """Dispatches; recipient, words, content and problems are sealed, the snapshot is public record."""

    def add(self, dispatch: Dispatch, now: datetime) -> bool:
        """False where a dispatch with this Message-ID (or id) exists already."""
        inserted = self._session.scalar(
            insert_unless_there(self._session, DispatchRow)
            .values(**self._values(dispatch, now))
            .returning(DispatchRow.id)
        )
        return inserted is not None

    def _values(self, dispatch: Dispatch, now: datetime) -> dict[str, Any]:
        key = dispatch.id
        return {
            "id": key,
            "kind": dispatch.kind,
            "state": dispatch.state,
            "case_id": dispatch.case_id,
            "submission_id": dispatch.submission_id,
            "recipient": self._seal_text(dispatch.recipient, f"dispatch.recipient:{key}"),
            "message_id": dispatch.message_id,
            "snapshot": _snapshot_to_json(dispatch.snapshot),
            "words": self._seal_json(_words_to_json(dispatch), f"dispatch.words:{key}"),
            "not_before": dispatch.not_before,
            "attempts": dispatch.attempts,
            "problem": self._sealed_problem(key, dispatch.problem),
            "created_at": now,
            "changed_at": now,
        }

    def get(self, dispatch_id: DispatchId) -> Dispatch:
        """Raises KeyError."""
        return self._dispatch(self._row(DispatchRow, dispatch_id))

    def of_case(self, case_id: CaseId) -> list[Dispatch]:
        """Oldest first."""
        return self._listed(DispatchRow.case_id == case_id)

    def sent_as(self, message_ids: Sequence[str]) -> list[Dispatch]:
        """Those that went, or go, under one of these Message-IDs; oldest first."""
        return self._listed(DispatchRow.message_id.in_(list(message_ids))) if message_ids else []

    def in_states(self, states: Sequence[DispatchState]) -> list[Dispatch]:
        """Oldest first."""
        return self._listed(DispatchRow.state.in_(states))

    def _listed(self, condition: Any) -> list[Dispatch]:
        rows = self._session.scalars(
            select(DispatchRow).where(condition).order_by(DispatchRow.created_at, DispatchRow.id)
        )
        return [self._dispatch(row) for row in rows]

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

    def hurry(self, now: datetime) -> int:
        """What was put off is due now; how many. What was never tried waits out the time for undoing."""
        put_off = (DispatchRow.state == DispatchState.READY, DispatchRow.attempts > 0)
        return self._change(
            update(DispatchRow)
            .where(*put_off, DispatchRow.not_before > now)
            .values(not_before=now, changed_at=now)
        )

    def is_overruled(self, dispatch_id: DispatchId) -> bool:
        """Whether a later decision stands on its case than the one that it was made by."""
        stands = DecisionRow.id.not_in(select(DecisionUndoRow.decision_id))
        later = exists().where(
            DecisionRow.case_id == DispatchRow.case_id, DecisionRow.at > DispatchRow.created_at, stands
        )
        found = select(DispatchRow.id).where(
            DispatchRow.id == dispatch_id, DispatchRow.kind.not_in(BY_NO_DECISION), later
        )
        return self._session.scalar(found) is not None

    def note_returned(self, dispatch_id: DispatchId, words: str) -> None:
        """What was SENT came back: these words stand beside it."""
        self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, DispatchRow.state == DispatchState.SENT)
            .values(problem=self._sealed_problem(dispatch_id, words))
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

    def doubt_waiting(self, now: datetime) -> int:
        """What waits in a restored backup may have gone since it was made: UNCERTAIN; how many."""
        waits = DispatchRow.state.in_((DispatchState.READY, DispatchState.SENDING))
        doubtful = {"state": DispatchState.UNCERTAIN, "lease_until": None, "changed_at": now}
        return self._change(update(DispatchRow).where(waits).values(**doubtful))

    def resolve_uncertain(self, dispatch_id: DispatchId, sent: bool, by: UserName, now: datetime) -> None:
        """A person says it went, or asks for it again under the same Message-ID. Raises `LostLease`.

        What a later decision overruled is cancelled instead of going again.
        """
        again = DispatchState.CANCELLED if self.is_overruled(dispatch_id) else DispatchState.READY
        state = DispatchState.SENT if sent else again
        changed = self._change(
            update(DispatchRow)
            .where(DispatchRow.id == dispatch_id, DispatchRow.state == DispatchState.UNCERTAIN)
            .values(state=state, settled_by=by, changed_at=now)
        )
        if not changed:
            raise LostLease(f"somebody settled dispatch {dispatch_id} already")

    def cancel(self, case_id: CaseId, now: datetime, since: datetime | None = None) -> int:
        """Cancel what has not started; how many. An acknowledgement belongs to no decision and stays."""
        made = DispatchRow.created_at >= since if since else true()
        return self._cancel(case_id, now, DispatchRow.kind != DispatchKind.ACKNOWLEDGEMENT, made)

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

    def content(self, dispatch_id: DispatchId) -> bytes | None:
        """The rendered message or PDF as it was sent; None before. Raises KeyError."""
        sealed = self._row(DispatchRow, dispatch_id).content
        return None if sealed is None else self._unseal_bytes(sealed, f"dispatch.content:{dispatch_id}")

    def save_content(self, dispatch_id: DispatchId, content: bytes) -> None:
        """Keep what goes out. Raises KeyError."""
        row = self._row(DispatchRow, dispatch_id, lock=True)
        row.content = self._seal_bytes(content, f"dispatch.content:{dispatch_id}")

    def _sealed_problem(self, key: str, problem: str | None) -> bytes | None:
        return None if problem is None else self._seal_text(problem, f"dispatch.problem:{key}")

    def _dispatch(self, row: DispatchRow) -> Dispatch:
        problem = row.problem
        written = self._unseal_json(row.words, f"dispatch.words:{row.id}")
        return Dispatch(
            id=DispatchId(row.id),
            kind=DispatchKind(row.kind),
            state=DispatchState(row.state),
            case_id=None if row.case_id is None else CaseId(row.case_id),
            submission_id=None if row.submission_id is None else SubmissionId(row.submission_id),
            recipient=self._unseal_text(row.recipient, f"dispatch.recipient:{row.id}"),
            message_id=row.message_id,
            snapshot=_snapshot_from_json(row.snapshot),
            words=tuple(written["words"]),
            destination=written["destination"],
            seal=written["seal"],
            answers=written["answers"],
            not_before=row.not_before,
            attempts=row.attempts,
            problem=None if problem is None else self._unseal_text(problem, f"dispatch.problem:{row.id}"),
        )


def goes_by_itself() -> ColumnElement[bool]:
    """READY, and not what a decision sends whose case is in the queue again: that waits for the next one."""
    in_queue = exists().where(
        CaseRecord.id == DispatchRow.case_id,
        CaseRecord.status.in_((CaseStatus.OPEN, CaseStatus.REOPENED)),
    )
    by_decision = and_(DispatchRow.kind.not_in(BY_NO_DECISION), in_queue)
    return and_(DispatchRow.state == DispatchState.READY, not_(by_decision))


def _may_start(now: datetime) -> ColumnElement[bool]:
    """Its time has come, or is so far away that the clock was set back since it was given."""
    wait = DispatchRow.not_before
    return or_(wait.is_(None), wait <= now, wait > now + LONGEST_WAIT + FAR_AHEAD)


def _words_to_json(dispatch: Dispatch) -> dict[str, Any]:
    """All that the letter prints besides the snapshot, sealed as one."""
    return {
        "words": list(dispatch.words),
        "destination": dispatch.destination,
        "seal": dispatch.seal,
        "answers": dispatch.answers,
    }


def _snapshot_to_json(snapshot: Snapshot | None) -> dict[str, Any] | None:
    if snapshot is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(snapshot).items()
    }


def _snapshot_from_json(found: dict[str, Any] | None) -> Snapshot | None:
    if found is None:
        return None
    issued, expires = found["issued_on"], found["expires_on"]
    return Snapshot(
        certification_number=CertificationNumber(found["certification_number"]),
        full_name=found["full_name"],
        level=found["level"],
        status=found["status"],
        issued_on=None if issued is None else date.fromisoformat(issued),
        expires_on=None if expires is None else date.fromisoformat(expires),
        taken_at=datetime.fromisoformat(found["taken_at"]),
    )
