"""What every verb shares: home, settings, exit codes, printing."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import structlog
import typer
from rich.console import Console

from domain.errors import DeploymentError, IntakeError, NotAllowed, StaleDecision
from settings import Settings
from storage.database import SqlStorage
from wiring import load_settings, open_storage

P = ParamSpec("P")
R = TypeVar("R")

#: Columns of a table that no terminal measures.
PIPED_WIDTH = 150
#: Results go to stdout, everything else to stderr.
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit codes, as `docs/operations.md` lists them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DEPLOYMENT = 3
    """The installation lacks something; the message says what."""
    DIFFERENCES = 4
    """`reconcile`, `audit verify` or `doctor` found something."""
    REFUSED = 5
    """Not allowed, or somebody decided first."""
    PARTIAL = 6
    """Done, but some of the input could not be read or was rejected."""


Home = Annotated[
    Path | None,
    typer.Option("--home", help="Home folder; else OEMS_INTAKE_HOME, else ~/.oems-intake."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write the lines to this file instead of stdout.")
]


def settings_of(home: Path | None) -> Settings:
    """The settings of this call."""
    return load_settings(os.environ, home)


@contextmanager
def opened_storage(home: Path | None) -> Iterator[tuple[Settings, SqlStorage]]:
    """Settings and storage, closed at the end."""
    settings = settings_of(home)
    storage = open_storage(settings)
    try:
        yield settings, storage
    finally:
        storage.close()


def explained(verb: Callable[P, R]) -> Callable[P, R]:
    """Turn our errors into one sentence on stderr and the right exit code."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except (NotAllowed, StaleDecision) as error:
            raise _ended(error, Exit.REFUSED) from error
        except DeploymentError as error:
            raise _ended(error, Exit.DEPLOYMENT) from error
        except IntakeError as error:
            raise _ended(error, Exit.FAILED) from error
        except FileNotFoundError as error:
            raise _ended(error, Exit.USAGE) from error

    return run


def fail(words: str, code: Exit) -> typer.Exit:
    """Say why on stderr; raise what comes back."""
    return _ended(words, code)


def _ended(why: Exception | str, code: Exit) -> typer.Exit:
    err.print("[bold red]oems-intake:[/]", end=" ")
    err.print(str(why), markup=False, soft_wrap=True)
    return typer.Exit(code)


def print_json(value: Any) -> None:
    """One JSON value on stdout, in UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


@contextmanager
def lines_to(path: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A writer of NDJSON lines: to a file that appears whole, or to stdout as they come."""
    if path is None:

        def to_stdout(line: dict[str, Any]) -> None:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()

        yield to_stdout
        return
    unfinished = path.with_name(path.name + ".part")
    with open(unfinished, "w", encoding="utf-8") as file:

        def to_file(line: dict[str, Any]) -> None:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

        yield to_file
    unfinished.replace(path)


def set_up_logging(*, verbose: bool = False) -> None:
    """Constant event names and ids as JSON lines on stderr; never a name, never a text."""
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(message)s")
    for noisy in (
        "pikepdf",
        "PIL",
        "alembic",
        "pdfminer",
        "extract_msg",
        "uvicorn.access",
        "fontTools",
        "imapclient",
    ):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
