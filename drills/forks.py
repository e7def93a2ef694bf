"""Processes forked of one that has the program loaded: they live and die as others do, but start in a part
of a second, where the command alone takes two or three of a core to load.

The process they are forked of is started at the first call, ends with whoever called, and they with it.
"""

import ctypes
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

#: What is loaded before anything is forked: the command with the verbs that drills and tests start, and what
#: those load that start them.
LOADED = (
    "drills.worker", "drills.kill", "commands.backup", "commands.checking", "commands.deciding",
    "commands.intake", "commands.pages", "commands.queue", "commands.records", "commands.serving",
    "commands.users",
)  # fmt: skip
#: Seconds in which a verb must come to its end.
PATIENCE = 240.0
_PR_SET_PDEATHSIG = 1  # prctl(2)

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([*LOADED, __name__])


class Forked:
    """One of them, to be handled as a `subprocess.Popen`."""

    def __init__(self, process: "multiprocessing.context.ForkServerProcess") -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        """Its exit code, negative where a signal ended it; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """As `returncode`."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("forked", timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """As `kill -9`."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


Started = subprocess.Popen[bytes] | Forked


def start_forked(
    main: Callable[..., None], *given: Any, environ: Mapping[str, str], stdout: Path, stderr: Path
) -> Forked:
    """Start `main(*given)`, which a module has by name, with this environment and nothing else of ours."""
    process = _forks.Process(target=_live, args=(main, given, dict(environ), stdout, stderr), daemon=True)
    process.start()
    return Forked(process)


def run_forked(
    main: Callable[..., None],
    *given: Any,
    environ: Mapping[str, str] | None = None,
    timeout: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Wait for its end; what it said and how it ended. Raises `subprocess.TimeoutExpired`."""
    with tempfile.TemporaryDirectory(prefix="oems-forked-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        environ = os.environ if environ is None else environ
        process = start_forked(main, *given, environ=environ, stdout=out, stderr=err)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        return subprocess.CompletedProcess(given, code, out.read_text(), err.read_text())


def shared_number() -> Any:
    """A `value` of 0 that forked processes and we see alike, given to them as it is."""
    return _forks.Value("i", 0)


def be_module(name: str, *words: str) -> None:
    """Be `python -m NAME WORD ...`, by the module's `main`."""
    sys.argv = [name, *words]
    importlib.import_module(name).main()


def _live(
    main: Callable[..., None], given: tuple[Any, ...], environ: dict[str, str], stdout: Path, stderr: Path
) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    os.setsid()
    _put(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in ((1, stdout), (2, stderr)):
        _put(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
    os.environ.clear()
    os.environ.update(environ)
    if "workers" in sys.modules:  # It chooses its broker by the environment when it is loaded.
        importlib.reload(sys.modules["workers"])
    main(*given)


def _put(descriptor: int, number: int) -> None:
    os.dup2(descriptor, number)
    os.close(descriptor)
