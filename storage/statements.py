"""Statements that both databases have under different names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import JSON, Date
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from storage.engine import UtcDateTime
from storage.tables import Base

#: Values of one IN list; SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
IN_LIST: Final = 5_000

T = TypeVar("T")


def insert_unless_there(session: Session, table: type[Base]) -> Any:
    """An INSERT that does nothing where a unique key is taken."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def in_chunks(values: Sequence[T], size: int = IN_LIST) -> Iterator[Sequence[T]]:
    """Slices small enough for one IN list."""
    for at in range(0, len(values), size):
        yield values[at : at + size]


def copy_rows(
    session: Session, table: type[Base], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Add many rows as fast as the database takes them; what is sealed comes sealed."""
    name, listed = table.__tablename__, ", ".join(columns)
    driver = session.connection().connection.driver_connection
    # Keys in order touch each page of the index once; rows begin with such a key.
    bound = sorted(_bound(session, table, columns, rows))
    if isinstance(driver, psycopg.Connection):
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
            for row in bound:
                copy.write_row(row)
        return
    places = ", ".join("?" for _ in columns)
    if bound:
        insertion = f"INSERT INTO {name} ({listed}) VALUES ({places})"  # noqa: S608 -- our own tables
        session.connection().exec_driver_sql(insertion, bound)


def _bound(
    session: Session, table: type[Base], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    """The rows as the driver wants them: dates and lists have another form in each database."""
    dialect, known = session.get_bind().dialect, table.__table__.columns
    kinds = [known[name].type for name in columns]
    binders = [kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds]
    places = [
        (place, _remembering(bind, kind))
        for place, (bind, kind) in enumerate(zip(binders, kinds, strict=True))
        if bind
    ]
    return (_bind(row, places) for row in rows) if places else rows


def _remembering(bind: Callable[[Any], Any], kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    """Many rows have few days between them, and most lists are empty: to bind them again costs more."""
    if isinstance(kind, JSON):
        nothing = bind([])
        return lambda value: nothing if value == [] else bind(value)
    return lru_cache(maxsize=4096)(bind) if isinstance(kind, Date | UtcDateTime) else bind


def _bind(row: tuple[Any, ...], places: Sequence[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = list(row)
    for place, bind in places:
        values[place] = bind(values[place])
    return tuple(values)
