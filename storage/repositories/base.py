"""What every repository has: the transaction's session and the keys."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql import Delete, Executable, Update

from processing.ports import Blocking
from storage.keys import KeyRing
from storage.sealing import seal, unseal
from storage.statements import (
    bind_values,
    delete_by,
    insert_into,
    key_of,
    lock_by,
    names_of,
    select_by,
    update_by,
)
from storage.tables import Base

RowType = TypeVar("RowType", bound=Base)


@dataclass(frozen=True, slots=True)
class Tools:
    """One transaction's tools, shared by its repositories."""

    session: Session
    keys: KeyRing
    blocking: Blocking


class Repository:
    """Sealing, and rows by key."""

    def __init__(self, tools: Tools) -> None:
        self._session = tools.session
        self._keys = tools.keys
        self._blocking = tools.blocking

    def _row(self, table: type[RowType], key: Any, *, lock: bool = False) -> RowType:
        """The row as it stands now, locked against other transactions where `lock`. Raises KeyError."""
        found = self._row_or_none(table, key, lock=lock)
        if found is None:
            raise KeyError(f"no {table.__tablename__} {key}")
        return found

    def _row_or_none(self, table: type[RowType], key: Any, *, lock: bool = False) -> RowType | None:
        return self._session.get(table, key, populate_existing=True, with_for_update=True if lock else None)

    def _change(self, statement: Update | Delete) -> int:
        """Run an update or delete; how many rows it touched."""
        result = self._session.execute(statement)
        return result.rowcount if isinstance(result, CursorResult) else 0

    # What the stages do for every paper goes past the mapped objects: it takes a fifth of the time.

    def _run(self, statement: Executable, given: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement over plain rows, after what was changed on mapped ones."""
        self._session.flush()
        return self._session.connection().execute(statement, given)

    def _found(self, table: type[RowType], order: str = "", **where: Any) -> list[RowType]:
        """Rows to look at, not to change, by the values of columns; of a list any value will do."""
        rows = self._run(select_by(table, names_of(where), order), bind_values(where)).all()
        return cast(list[RowType], rows)

    def _found_one(self, table: type[RowType], key: str) -> RowType | None:
        """The row of this key, to look at."""
        rows = self._found(table, **{key_of(table): key})
        return rows[0] if rows else None

    def _seen(self, table: type[RowType], key: str) -> RowType:
        """The row of this key, to look at. Raises KeyError."""
        found = self._found_one(table, key)
        if found is None:
            raise KeyError(f"no {table.__tablename__} {key}")
        return found

    def _lock(self, table: type[Base], key: str) -> None:
        """Nobody else changes the row until the transaction ends. Raises KeyError."""
        where = {key_of(table): key}
        if self._run(lock_by(table, names_of(where)), bind_values(where)).first() is None:
            raise KeyError(f"no {table.__tablename__} {key}")

    def _delete(self, table: type[Base], **where: Any) -> int:
        """Take rows away by the values of columns; how many there were."""
        return self._run(delete_by(table, names_of(where)), bind_values(where)).rowcount

    def _update(self, table: type[Base], changed: Mapping[str, Any], **where: Any) -> int:
        """Change columns of rows; how many there were."""
        statement = update_by(table, names_of(where), tuple(changed))
        return self._run(statement, bind_values(where, changed)).rowcount

    def _insert(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Add rows, all with the same columns."""
        if rows:
            self._run(insert_into(table), rows)

    def _seal_bytes(self, plain: bytes, binding: str) -> bytes:
        return seal(self._keys, zlib.compress(plain, 1), binding)

    def _unseal_bytes(self, sealed: bytes, binding: str) -> bytes:
        return zlib.decompress(unseal(self._keys, sealed, binding))

    def _seal_json(self, value: Any, binding: str) -> bytes:
        return seal(self._keys, json.dumps(value, separators=(",", ":")).encode(), binding)

    def _unseal_json(self, sealed: bytes, binding: str) -> Any:
        return json.loads(unseal(self._keys, sealed, binding))

    def _seal_text(self, text: str, binding: str) -> bytes:
        return seal(self._keys, text.encode(), binding)

    def _unseal_text(self, sealed: bytes | None, binding: str) -> str:
        return "" if sealed is None else unseal(self._keys, sealed, binding).decode()
