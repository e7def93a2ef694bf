"""The audit log: append-only and hash-chained."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, select, text

from processing.ports import AuditEntry
from storage.repositories.base import Repository
from storage.tables import AuditRow

#: What the first entry follows.
BEGINNING: Final = "0" * 64
#: PostgreSQL's advisory lock from an append to the end of its transaction: one writer, one chain.
AUDIT_LOCK: Final = 7_203_901_443


def chain_hash(
    previous: str, sequence: int, at: str, who: str, action: str, subject: str, details: str
) -> str:
    """SHA-256 over the previous hash and the entry's own texts as they are stored (hex)."""
    content = json.dumps([previous, sequence, at, who, action, subject, details], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


class SqlAudit(Repository):
    """Entries follow one another without gaps; a trigger refuses to change or delete them.

    Append last in a transaction where you can: on PostgreSQL other appends wait for its end.
    """

    def append(
        self, who: str, action: str, subject: str, now: datetime, **details: str | int | bool
    ) -> AuditEntry:
        """Add a link to the chain."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": AUDIT_LOCK})
        last = self.head()
        sequence, previous = (last.sequence + 1, last.hash) if last else (1, BEGINNING)
        at = now.astimezone(UTC).isoformat(timespec="microseconds")
        canonical = json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        row = AuditRow(
            sequence=sequence,
            at=at,
            who=who,
            action=action,
            subject=subject,
            details=canonical,
            hash=chain_hash(previous, sequence, at, who, action, subject, canonical),
        )
        values = {column: getattr(row, column) for column in AuditRow.__table__.columns.keys()}  # noqa: SIM118
        self._session.execute(insert(AuditRow).values(**values))
        return _entry(row)

    def entries(self, *, subject: str | None = None, after: int = 0, limit: int = 1000) -> list[AuditEntry]:
        """In order, those behind `after`."""
        query = select(AuditRow).where(AuditRow.sequence > after).order_by(AuditRow.sequence).limit(limit)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        return [_entry(row) for row in self._session.scalars(query)]

    def newest(
        self, *, subject: str | None = None, before: int | None = None, limit: int = 200
    ) -> list[AuditEntry]:
        """Newest first, those ahead of `before`."""
        query = select(AuditRow).order_by(AuditRow.sequence.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.sequence < before)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        return [_entry(row) for row in self._session.scalars(query)]

    def head(self) -> AuditEntry | None:
        """The last entry."""
        row = self._session.scalars(select(AuditRow).order_by(AuditRow.sequence.desc()).limit(1)).first()
        return None if row is None else _entry(row)

    def verify(self) -> str | None:
        """None where the chain holds; else one sentence naming the first broken link."""
        previous, expected = BEGINNING, 1
        chain = select(*AuditRow.__table__.columns).order_by(AuditRow.sequence)
        # Left early, a server-side cursor must be closed by hand.
        with self._session.execute(chain, execution_options={"yield_per": 5000}) as rows:
            for sequence, at, who, action, subject, details, stored in rows:
                if sequence != expected:
                    return f"The audit log lacks entry {expected}."
                if chain_hash(previous, sequence, at, who, action, subject, details) != stored:
                    return f"Entry {sequence} of the audit log was altered, or the one before it."
                previous, expected = stored, sequence + 1
        return None


def _entry(row: AuditRow) -> AuditEntry:
    details: Mapping[str, Any] = json.loads(row.details)
    return AuditEntry(
        sequence=row.sequence,
        at=datetime.fromisoformat(row.at),
        who=row.who,
        action=row.action,
        subject=row.subject,
        details=details,
        hash=row.hash,
    )
