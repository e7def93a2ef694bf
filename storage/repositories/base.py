"""What every repository has: the transaction's session and the keys."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session
from sqlalchemy.sql import Delete, Update

from processing.ports import Blocking
from storage.keys import KeyRing
from storage.sealing import seal, unseal
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
