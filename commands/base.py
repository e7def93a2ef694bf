"""What every verb shares: home, settings, exit codes, printing."""

import errno
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TextIO, TypeVar

import structlog
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from domain.errors import (
    DeploymentError,
    IntakeError,
    NotAllowed,
    NotThere,
    StaleDecision,
    TransientError,
    UnusableFile,
)
from settings import Settings
from storage.database import SqlStorage
from storage.durable import NO_ROOM
from wiring import load_settings, open_storage

P = ParamSpec("P")
R = TypeVar("R")

#: Columns of a table that no terminal measures.
PIPED_WIDTH = 150
#: Results go to stdout, everything else to stderr.
out = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)


#: Libraries that say more than is of use.
NOISY = ("pikepdf", "PIL", "alembic", "pdfminer", "extract_msg", "uvicorn.access", "fontTools", "imapclient")
#: Frames of a traceback that a log line shows, the innermost ones.
PLACES_SHOWN = 12


class Exit(IntEnum):
    """Exit codes, as `docs/operations.md` lists them."""

    OK = 0
    FAILED = 1
    USAGE = 2
    """Wrong words on the command line, or a file named there that cannot be used as it is."""
    DEPLOYMENT = 3
    """The installation lacks something; the message says what."""
    DIFFERENCES = 4
    """`reconcile`, `doctor`, `alarms`, `records held` and others found something; an evaluation is worse."""
    REFUSED = 5
    """Not allowed, or somebody decided first."""
    PARTIAL = 6
    """Done, but some of the input could not be read, was rejected or is held for a person."""


Home = Annotated[
    Path | None,
    typer.Option("--home", help="Home folder; else OEMS_INTAKE_HOME, else ~/.oems-intake."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


def fit_to_write(path: Path | None) -> Path | None:
    """The path, where a file can be made there: refused before the work, not after it."""
    if path and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise typer.BadParameter(f"'{path}' is no file in a folder that is there")
    return path


Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", help="Write the lines to this file instead of stdout.", callback=fit_to_write
    ),
]


def installed_version() -> str:
    """The version of the program, as its package tells it."""
    return version("oems-intake")


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
        except NotThere as error:
            raise _ended(error, Exit.FAILED) from error
        except (NotAllowed, StaleDecision) as error:
            raise _ended(error, Exit.REFUSED) from error
        except DeploymentError as error:
            raise _ended(error, Exit.DEPLOYMENT) from error
        except UnusableFile as error:
            raise _ended(error, Exit.USAGE) from error
        except TransientError as error:
            raise _ended(_passing(error), Exit.FAILED) from error
        except IntakeError as error:
            raise _ended(error, Exit.FAILED) from error
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise _ended(_of_path(error), Exit.USAGE) from error
        except PermissionError as error:
            raise _ended(_of_path(error), Exit.FAILED) from error
        except OSError as error:
            remedy = _remedy(error)
            if not remedy:
                raise
            raise _ended(f"{_of_path(error)} {remedy}", Exit.DEPLOYMENT) from error

    return run


def fail(words: str, code: Exit) -> typer.Exit:
    """Say why on stderr; raise what comes back."""
    return _ended(words, code)


def _passing(error: TransientError) -> str:
    """What is briefly away, and what to do where it stays so."""
    words = str(error).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}. Try again in a moment; `oems-intake doctor` says what is wrong."


def _remedy(error: OSError) -> str:
    """What to do where a disk takes nothing; empty for every other trouble."""
    if error.errno in NO_ROOM:
        return "Make room (a quota or a limit on the size of files counts too), and do it again."
    return "Mount it to be written, or name another." if error.errno == errno.EROFS else ""


def _of_path(error: OSError) -> str:
    """Which path, and what the system says of it."""
    path = error.filename2 or error.filename
    return f"{path}: {error.strerror}." if path else f"{str(error.strerror or error).rstrip('.')}."


def _ended(why: Exception | str, code: Exit) -> typer.Exit:
    err.print("[bold red]oems-intake:[/]", end=" ")
    err.print(str(why), markup=False, soft_wrap=True)
    return typer.Exit(code)


def add_as_typed(table: Table, *cells: str) -> None:
    """A row whose cells others wrote: brackets in a name are no mark-up."""
    table.add_row(*map(Text, cells))


def print_json(value: Any) -> None:
    """One JSON value on stdout, in UTF-8."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


@contextmanager
def lines_to(path: Path | None) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A writer of NDJSON lines: to a file that appears whole and is its owner's alone, or to stdout."""
    if path is None:

        def to_stdout(line: dict[str, Any]) -> None:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()

        yield to_stdout
        return
    with _private_file(path) as file:

        def to_file(line: dict[str, Any]) -> None:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

        yield to_file


def write_private(path: Path, text: str) -> None:
    """A file that appears whole and that only its owner may read: it holds what papers say."""
    with _private_file(path) as file:
        file.write(text)


@contextmanager
def _private_file(path: Path) -> Iterator[TextIO]:
    unfinished = path.with_name(path.name + ".part")
    unfinished.unlink(missing_ok=True)
    with open(unfinished, "x", encoding="utf-8", opener=_open_private) as file:
        yield file
    unfinished.replace(path)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def set_up_logging(*, verbose: bool = False) -> None:
    """Constant event names and ids as JSON lines on stderr; never a name, never a text.

    Tracebacks show places in the code and kinds of errors: the values at work there, and an error's words,
    may be somebody's. What libraries log comes in the same form.
    """
    level = logging.INFO if verbose else logging.WARNING
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _show_places_only,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # A line that cannot be written is not explained on stderr, with the values that it was made of.
    logging.raiseExceptions = False
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def _show_places_only(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its kinds and the places it came through, from the outermost error to its cause."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = [
            {
                "kind": type(each).__name__,
                "places": [
                    f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
                    for frame in traceback.extract_tb(each.__traceback__)[-PLACES_SHOWN:]
                ],
            }
            for each in _with_causes(error)
        ]
    return event


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
