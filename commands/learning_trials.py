"""What came of trying a candidate beside the model in use."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.base import err
from domain.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate beside the model in use."""

    files: Mapping[str, bytes]
    """What is kept where it is promoted, its measures included."""
    measures: Mapping[str, Any]
    worse: list[str]
    """Where it is worse, one sentence each; then it is not put into use."""
    tables: tuple[Table, ...]


@contextmanager
def told(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar on stderr that each call moves on by one."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _table_of(title: str) -> Table:
    """Measures of both, one a row."""
    table = Table(title=title, title_justify="left")
    for heading in ("Measure", "In use", "Candidate"):
        table.add_column(heading)
    return table


class Measures(Protocol):
    """What one set of papers says of a model."""

    def as_dict(self) -> dict[str, Any]: ...


class OfficeSets(Protocol):
    """What of the office is learned from, and what is measured on."""

    @property
    def training(self) -> Sequence[object]: ...

    @property
    def frozen(self) -> Sequence[object]: ...


M = TypeVar("M", bound=Measures)
Model = TypeVar("Model")
Paper = TypeVar("Paper")


def ask_for_enough(office: OfficeSets, least: int, what: str, *, hint: str = "") -> None:
    """Refuse fewer than `least` of `what`, or where none is held out; `hint` says how one is made.

    Raises: NotAllowed.
    """
    found = len(office.training) + len(office.frozen)
    if found < least or not office.frozen or not office.training:
        raise NotAllowed(
            f"There are {found} {what}; at least {least} are wanted, some held out. {hint}".rstrip()
        )


def measure_both(
    in_use: Model,
    candidate: Model,
    sets: Mapping[str, Sequence[Paper]],
    measure: Callable[[Model, Sequence[Paper], Callable[[], None]], M],
) -> dict[str, tuple[M, M]]:
    """By set of papers, what `measure` says of the model in use and of the candidate."""
    with told("Measuring", 2 * sum(len(papers) for papers in sets.values())) as advance:
        return {
            name: (measure(in_use, papers, advance), measure(candidate, papers, advance))
            for name, papers in sets.items()
        }


def say_measures(measures: Mapping[str, tuple[M, M]]) -> dict[str, Any]:
    """By set of papers, of the model in use and of the candidate, as they are kept."""
    return {
        name: {"in_use": was.as_dict(), "candidate": now.as_dict()} for name, (was, now) in measures.items()
    }


def tables_of(
    measures: Mapping[str, tuple[M, M]],
    title: Callable[[str, M], str],
    say: Callable[[M], Iterable[tuple[str, str]]],
) -> tuple[Table, ...]:
    """A table for each set of papers; `say` gives the rows, in words."""
    tables = []
    for name, (was, now) in measures.items():
        table = _table_of(title(name, now))
        for (words, before), (_, after) in zip(say(was), say(now), strict=True):
            table.add_row(words, before, after)
        tables.append(table)
    return tuple(tables)
