"""Dispatches as rows: what of them is sealed, and how they come back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from domain.cases import Dispatch, Snapshot
from domain.ids import CaseId, CertificationNumber, DispatchId, SubmissionId
from domain.kinds import DispatchKind
from domain.states import DispatchState
from storage.repositories.base import Repository
from storage.tables import DispatchRow


class DispatchRows(Repository):
    """Recipient, words, content and problems are sealed, the snapshot is public record."""

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

    def content(self, dispatch_id: DispatchId) -> bytes | None:
        """The rendered message or PDF as it was sent; None before. Raises KeyError."""
        sealed = self._row(DispatchRow, dispatch_id).content
        return None if sealed is None else self._unseal_bytes(sealed, f"dispatch.content:{dispatch_id}")

    def save_content(self, dispatch_id: DispatchId, content: bytes) -> None:
        """Keep what goes out. Raises KeyError."""
        row = self._row(DispatchRow, dispatch_id, lock=True)
        row.content = self._seal_bytes(content, f"dispatch.content:{dispatch_id}")

    def _values(self, dispatch: Dispatch, now: datetime) -> dict[str, Any]:
        key = dispatch.id
        return {
            "id": key,
            "kind": dispatch.kind,
            "state": dispatch.state,
            "case_id": dispatch.case_id,
            "by_decision": dispatch.by_decision,
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
            by_decision=row.by_decision,
        )


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
