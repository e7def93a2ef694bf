"""The destination directory: licensing offices that letters may go to (public addresses, kept plain)."""

from datetime import datetime

from sqlalchemy import insert, select

from domain.ids import UserName
from processing.ports import Destination
from storage.repositories.base import Repository
from storage.tables import DestinationRow


class SqlDirectory(Repository):
    """Destinations by key."""

    def all(self) -> list[Destination]:
        """By name."""
        rows = self._session.scalars(select(DestinationRow).order_by(DestinationRow.name, DestinationRow.key))
        return [_destination(row) for row in rows]

    def get(self, key: str) -> Destination | None:
        """By key."""
        row = self._row_or_none(DestinationRow, key)
        return None if row is None else _destination(row)

    def save(self, destination: Destination, by: UserName, now: datetime) -> None:
        """Add or replace an entry."""
        values = {
            "name": destination.name,
            "email": destination.email,
            "fax": destination.fax,
            "address": destination.address,
            "accepts": list(destination.accepts),
            "needs_seal": destination.needs_seal,
            "own_form": destination.own_form,
            "changed_by": by,
            "changed_at": now,
        }
        row = self._row_or_none(DestinationRow, destination.key, lock=True)
        if row is None:
            self._session.execute(insert(DestinationRow).values(key=destination.key, **values))
            return
        for name, value in values.items():
            setattr(row, name, value)


def _destination(row: DestinationRow) -> Destination:
    return Destination(
        key=row.key,
        name=row.name,
        email=row.email,
        fax=row.fax,
        address=row.address,
        accepts=tuple(row.accepts),
        needs_seal=row.needs_seal,
        own_form=row.own_form,
    )
