"""The versions of the policy."""

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, select

from domain.errors import StaleDecision
from domain.ids import UserName
from domain.policy import PolicyVersion
from storage.repositories.base import Repository
from storage.statements import insert_unless_there, table_of
from storage.tables import PolicyVersionRow


class SqlPolicies(Repository):
    """Versions from 1; the table is append-only, and two people cannot add the same one."""

    def add(self, version: PolicyVersion) -> None:
        """Keep a version; from the commit on every check uses it. Raises `StaleDecision`."""
        insertion = insert_unless_there(self._session, PolicyVersionRow).values(**asdict(version))
        if self._session.scalar(insertion.returning(PolicyVersionRow.version)) is None:
            raise StaleDecision(
                f"Somebody else put version {version.version} of the policy in force meanwhile. "
                "Look at it, then set yours again."
            )

    def get(self, version: int) -> PolicyVersion | None:
        """One version."""
        row = self._row_or_none(PolicyVersionRow, version)
        return None if row is None else _version(row)

    def newest(self, limit: int = 1) -> list[PolicyVersion]:
        """The newest first, which is the one in force."""
        return [_version(row) for row in self._run(_NEWEST, {"most": limit})]


_NEWEST: Final[Select[Any]] = (
    select(*table_of(PolicyVersionRow).columns)
    .order_by(PolicyVersionRow.version.desc())
    .limit(bindparam("most"))
)


def _version(row: PolicyVersionRow | Row[Any]) -> PolicyVersion:
    return PolicyVersion(row.version, row.text, row.reason, UserName(row.by), row.at, row.returns_to)
