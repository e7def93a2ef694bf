"""A verb that is killed by its own hand at one of its steps; no look from outside has to come in time.

A step is what the interpreter tells an audit hook before it happens: a file below a folder opened to be
written, renamed or taken away, a program started, a database connected; and each piece that goes to psql.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import IO, Any

import cli
import storage.postgresql
from drills.forks import run_forked, shared_number

#: Events that change nothing yet are no step.
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TOLD = frozenset({"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect"})
PIECE = "tests.piece"
#: So small that a small dump goes in several pieces.
SMALL_CHUNK = 8 * 1024


def run_verb(*words: str, environ: Mapping[str, str], folder: Path, fatal: int = 0) -> tuple[int, str, int]:
    """Run a verb and kill it at its so-many-th step below the folder, counted from 1; never where it is 0.

    The exit code (negative: killed), what it said, and how many steps it took where it came to an end.
    """
    steps = shared_number()
    done = run_forked(_be_the_command, words, folder, fatal, steps, environ=environ)
    return done.returncode, done.stdout + done.stderr, int(steps.value)


def _be_the_command(words: Sequence[str], folder: Path, fatal: int, steps: Any) -> None:
    sys.argv = ["oems-intake", *words]
    storage.postgresql.CHUNK = SMALL_CHUNK  # type: ignore[misc]
    storage.postgresql.shutil.copyfileobj = _copy_by_pieces  # type: ignore[attr-defined]
    _strike_at(fatal, str(folder), steps)
    cli.main()


def _copy_by_pieces(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while piece := source.read(length):
        target.write(piece)
        target.flush()
        sys.audit(PIECE)


def _strike_at(fatal: int, folder: str, steps: Any) -> None:
    made = count(1)

    def hear(event: str, given: tuple[Any, ...]) -> None:
        if _is_step(event, given, folder):
            steps.value = next(made)
            if steps.value == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


def _is_step(event: str, given: tuple[Any, ...], folder: str) -> bool:
    if event in {PIECE, "subprocess.Popen"}:
        return True
    if event == "open":
        _, _, flags = given
        return bool(flags & WRITES) and folder in os.fsdecode(given[0]) if _is_path(given[0]) else False
    return event in TOLD and any(_is_path(each) and folder in os.fsdecode(each) for each in given)


def _is_path(given: Any) -> bool:
    return isinstance(given, str | bytes | os.PathLike)
