"""Clients of the upload interface; tokens are kept only as keyed hashes."""

from datetime import datetime

from sqlalchemy import select

from processing.ports import Client
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import UploadClientRow


class SqlClients(Repository):
    """Clients are never deleted: receipt keys hold their names, and a name must not change hands."""

    def add(self, name: str, token: str, now: datetime) -> Client:
        """Raises ValueError where the name is taken, by a revoked client too."""
        inserted = self._session.scalar(
            insert_unless_there(self._session, UploadClientRow)
            .values(name=name, token_hash=self._token_hash(token), created_at=now)
            .returning(UploadClientRow.name)
        )
        if inserted is None:
            raise ValueError(f"there is a client named {name} already")
        return _client(self._row(UploadClientRow, name))

    def all(self) -> list[Client]:
        """By name, revoked ones included."""
        rows = self._session.scalars(select(UploadClientRow).order_by(UploadClientRow.name))
        return [_client(row) for row in rows]

    def of_token(self, token: str) -> Client | None:
        """Whose token it is; None where unknown or revoked."""
        row = self._session.scalar(
            select(UploadClientRow).where(
                UploadClientRow.token_hash == self._token_hash(token), UploadClientRow.revoked_at.is_(None)
            )
        )
        return None if row is None else _client(row)

    def revoke(self, name: str, now: datetime) -> Client:
        """Its token works no longer. Safe to repeat. Raises KeyError."""
        row = self._row(UploadClientRow, name, lock=True)
        row.revoked_at = row.revoked_at or now
        return _client(row)

    def _token_hash(self, token: str) -> str:
        return self._keys.hash_text("upload token", token)


def _client(row: UploadClientRow) -> Client:
    return Client(row.name, row.created_at, row.revoked_at)
