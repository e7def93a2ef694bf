"""What came of trying a candidate beside the model in use."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.base import err

#: What is measured, in words, and how much it is.
Measures = Iterable[tuple[str, str]]


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


def table_of(title: str, was: Measures, now: Measures) -> Table:
    """The measures of both, which come in the same order, one a row."""
    table = Table(title=title, title_justify="left")
    for heading in ("Measure", "In use", "Candidate"):
        table.add_column(heading)
    for (words, before), (_, after) in zip(was, now, strict=True):
        table.add_row(words, before, after)
    return table
