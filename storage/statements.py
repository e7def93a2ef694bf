"""Statements that both databases have under different names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, cast

import psycopg
from sqlalchemy import JSON, Date, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement, Delete, Insert, Select, Update
from sqlalchemy.types import TypeEngine

from storage.engine import UtcDateTime
from storage.tables import Base

#: Values of one IN list; SQLite takes 32,766 parameters a statement, PostgreSQL 65,535.
IN_LIST: Final = 5_000

T = TypeVar("T")


def insert_unless_there(session: Session, table: type[Base]) -> Any:
    """An INSERT that does nothing where a unique key is taken."""
    return _insert_unless_there(session.get_bind().dialect.name, table)


@cache
def _insert_unless_there(dialect: str, table: type[Base]) -> Any:
    inserting = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return inserting(table).on_conflict_do_nothing()


#: Names of columns, each with whether it may have any of several values.
Named = tuple[tuple[str, bool], ...]


# Built once a table and set of columns: putting a statement together takes longer than the database takes to
# answer it. The values come by `bind_values`.


@cache
def select_by(table: type[Base], named: Named, order: str = "") -> Select[Any]:
    """Rows as plain tuples under the names of their columns, in order of one column."""
    found = select(table_of(table)).where(*_conditions(table, named))
    return found.order_by(table_of(table).c[order]) if order else found


@cache
def lock_by(table: type[Base], named: Named) -> Select[Any]:
    """The keys of rows, which nobody else changes until the transaction ends."""
    return select(*table_of(table).primary_key).where(*_conditions(table, named)).with_for_update()


@cache
def delete_by(table: type[Base], named: Named) -> Delete:
    """Rows by their columns."""
    return delete(table_of(table)).where(*_conditions(table, named))


@cache
def update_by(table: type[Base], named: Named, changed: tuple[str, ...]) -> Update:
    """Rows by their columns; the new values of the changed ones come under their own names."""
    changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changed}
    return update(table_of(table)).where(*_conditions(table, named)).values(changes)


@cache
def insert_into(table: type[Base]) -> Insert:
    """Whole rows."""
    return insert(table_of(table))


def bind_values(where: Mapping[str, Any], changed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a statement's columns."""
    new = {f"new_{name}": value for name, value in (changed or {}).items()}
    return new | {f"of_{name}": value for name, value in where.items()}


def names_of(where: Mapping[str, Any]) -> Named:
    """A list or tuple says that any of its values will do."""
    return tuple((name, isinstance(value, list | tuple)) for name, value in where.items())


def table_of(table: type[Base]) -> Table:
    """The table of mapped rows."""
    return cast(Table, table.__table__)


@cache
def key_of(table: type[Base]) -> str:
    """The name of the one column that is a table's key."""
    (column,) = table_of(table).primary_key
    return str(column.name)


def _conditions(table: type[Base], named: Named) -> list[ColumnElement[bool]]:
    columns = table_of(table).c
    return [
        columns[name].in_(bindparam(f"of_{name}", expanding=True))
        if several
        else columns[name] == bindparam(f"of_{name}")
        for name, several in named
    ]


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
