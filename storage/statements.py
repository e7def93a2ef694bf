"""Statements that both databases have under different names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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
    """Add many rows of texts and integers as fast as the database takes them; unsealed tables only."""
    name, listed = table.__tablename__, ", ".join(columns)
    driver = session.connection().connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" for _ in columns)
    # Keys in order touch each page of the index once.
    sorted_rows = sorted(rows)
    if sorted_rows:
        insertion = f"INSERT INTO {name} ({listed}) VALUES ({places})"  # noqa: S608 -- our own tables
        session.connection().exec_driver_sql(insertion, sorted_rows)
