"""The destination directory: licensing offices that letters may go to (public addresses, kept plain)."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, insert, select

from domain.ids import UserName
from processing.ports import Destination, DestinationVersion
from storage.repositories.base import Repository
from storage.statements import table_of
from storage.tables import DestinationRow, DestinationVersionRow

_ALL: Final[Select[Any]] = select(*table_of(DestinationRow).columns).order_by(
    DestinationRow.name, DestinationRow.key
)


class SqlDirectory(Repository):
    """Destinations by key."""

    def all(self) -> list[Destination]:
        """By name."""
        return [_destination(row) for row in self._run(_ALL)]

    def get(self, key: str) -> Destination | None:
        """By key."""
        row = self._row_or_none(DestinationRow, key)
        return None if row is None else _destination(row)

    def save(self, destination: Destination, by: UserName, now: datetime) -> int:
        """Add or replace an entry; the number of its new version. Saving it unchanged makes none."""
        row = self._row_or_none(DestinationRow, destination.key, lock=True)
        last = self._last_version(row) if row else 0
        if row and _destination(row) == destination:
            return last
        entry = _entry(destination)
        stamped = {**entry, "changed_by": by, "changed_at": now}
        if row is None:
            self._session.execute(insert(DestinationRow).values(key=destination.key, **stamped))
        else:
            for name, value in stamped.items():
                setattr(row, name, value)
        self._keep(destination.key, last + 1, entry, by, now)
        return last + 1

    def _last_version(self, row: DestinationRow) -> int:
        """What was saved before there were versions becomes the first one."""
        newest = self.history(row.key)
        if newest:
            return newest[0].version
        self._keep(row.key, 1, _entry(_destination(row)), row.changed_by, row.changed_at)
        return 1

    def _keep(self, key: str, version: int, entry: dict[str, Any], by: str, at: datetime) -> None:
        values = {"key": key, "version": version, "entry": entry, "by": by, "at": at}
        self._session.execute(insert(DestinationVersionRow).values(**values))

    def history(self, key: str) -> list[DestinationVersion]:
        """Every version of an entry, newest first."""
        rows = self._session.scalars(
            select(DestinationVersionRow)
            .where(DestinationVersionRow.key == key)
            .order_by(DestinationVersionRow.version.desc())
        )
        return [_version(row) for row in rows]


def _version(row: DestinationVersionRow) -> DestinationVersion:
    entry = {**row.entry, "accepts": tuple(row.entry["accepts"])}
    return DestinationVersion(row.version, Destination(key=row.key, **entry), UserName(row.by), row.at)


def _entry(destination: Destination) -> dict[str, Any]:
    """All of an entry but its key, as JSON holds it."""
    entry = asdict(destination)
    del entry["key"]
    return {**entry, "accepts": list(destination.accepts)}


def _destination(row: DestinationRow | Row[Any]) -> Destination:
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
