"""The parser cell: hostile bytes are opened only in a throwaway child of a warm, confined parent.

The warm parent (`warm.py`) runs inside bubblewrap where the machine allows it: no network, no files but
the program's own, no environment. Each file gets one child with limits on memory, time, files and output,
which hands back plain pixels and text (`wire.py`). What a child told before it died is kept, and says that
it is partial.
"""

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.errors import DeploymentError
from domain.limits import Limits
from domain.states import PartOutcome
from domain.submissions import Unpacked
from intake.parsers.budget import out_of_memory, out_of_time, seconds_for
from intake.parsers.fax import DEFAULT_FAX_PROFILES, FaxProfile
from intake.parsers.headers import clean_name
from intake.parsers.refusals import BROKEN_FILE
from intake.parsers.warm import MEMORY_EXIT
from intake.parsers.wire import FrameReader, MalformedFrame
from intake.parsers.witness import Collector, PageSink

#: Seconds in which the warm parent must have loaded its libraries; it takes about one.
START_SECONDS = 60.0
#: Seconds beyond a child's own after which the warm parent itself counts as stuck.
GRACE_SECONDS = 15.0
#: Share of the allowed memory at which a crash is put down to memory: libraries in C end themselves then.
NEAR_LIMIT = 0.5
#: Bytes of certificates handed to each child; a request must pass in one piece.
MOST_AUTHORITIES = 64 * 1024
#: A pipe this wide lets a child go on while its page is being encoded; what Linux allows everybody.
_PIPE_BYTES = 1 << 20
STOPPED_READER = (
    "The file made its reader stop; it is damaged or made to harm. What was read until then is here. "
    "Ask the sender for a PDF made anew."
)
_ROOT = Path(__file__).resolve().parents[2]
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}
_SYSTEM_FOLDERS = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")

_BUBBLEWRAP = "bubblewrap: no network, no files but the program's own; limits on memory, time and files"
_OWN_NETWORK = "own network namespace: no network; limits on memory, time and files"
_LIMITS_ONLY = (
    "limits on memory, time and files only: this machine allows no namespaces, so a child could reach the "
    "network; install bubblewrap or allow user namespaces"
)


class _Gone(Exception):
    """The warm parent is gone or stuck."""


class ParserCell:
    """A warm parent and its throwaway children. Several threads may call `unpack` at once."""

    def __init__(
        self,
        limits: Limits | None = None,
        fax_profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES,
        *,
        bubblewrap: bool = True,
        namespaces: bool = True,
        authorities: bytes = b"",
    ) -> None:
        """Start the warm parent.

        `authorities` are certificates in PEM by which signed mail is judged.
        `bubblewrap` and `namespaces` off try the weaker ways that some machines need.

        Raises DeploymentError where no warm parent starts, or there are too many authorities.
        """
        if len(authorities) > MOST_AUTHORITIES:
            raise DeploymentError(
                f"The list of authorities (smime_ca_file) is larger than {MOST_AUTHORITIES // 1024} KB. "
                "Keep in it only those whose signed mail this office gets."
            )
        self._authorities = authorities
        self._limits = limits or Limits()
        self._profiles = tuple(fax_profiles)
        self._bubblewrap = bubblewrap
        self._namespaces = namespaces
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None
        self.last_peak = 0
        """Bytes of memory that the last child to end had at most."""
        self.confinement = ""
        """How children are shut in on this machine, in words for `doctor`."""
        with self._lock:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the warm parent and all its children."""
        with self._lock:
            self._closed = True
            self._stop()

    def unpack(
        self,
        raw: bytes,
        *,
        name: str | None = None,
        render_pages: bool = True,
        sink: PageSink | None = None,
    ) -> Unpacked:
        """What an original holds, as `unpack_original` gives it, opened in a throwaway child.

        A `sink` takes each page's picture as it comes; neither pictures nor files are then in the answer.
        Never raises on content. Raises DeploymentError where the cell cannot work at all.
        """
        if len(raw) > self._limits.message_bytes or not raw:
            # Nothing is opened of these; for all others this process never needs the libraries of parsers.
            from intake.parsers.unpack import unpack_original

            return unpack_original(raw, name=name, limits=self._limits, fax_profiles=self._profiles)
        for attempt in (1, 2):
            try:
                return self._unpack_once(raw, clean_name(name), render_pages, sink)
            except _Gone as gone:
                self._restart()
                if attempt == 2:
                    raise DeploymentError(
                        "The parser cell does not answer; run `oems-intake doctor` to see why."
                    ) from gone
        raise AssertionError("unreachable")

    # One file

    def _unpack_once(
        self, raw: bytes, name: str | None, render_pages: bool, sink: PageSink | None
    ) -> Unpacked:
        collector = Collector(sink)
        began = time.monotonic()

        def deadline() -> float:
            return began + seconds_for(self._limits, collector.told_pages) + GRACE_SECONDS

        result, status = self._hand_over(raw, name, render_pages)
        malformed = False
        with result, status:
            try:
                FrameReader(_Pipe(result, deadline).read, raw, self._limits, collector).play()
            except EOFError:
                pass
            except MalformedFrame:
                malformed = True
            # The child ends when nobody listens any more; only then is its end told.
            result.close()
            ending = _read_ending(status, deadline())
            self.last_peak = int(ending.get("peak", 0))
        if malformed:
            collector.whole = False
            collector.break_off(PartOutcome.UNREADABLE, BROKEN_FILE)
        elif not collector.whole:
            collector.break_off(*_explain_end(ending, self._limits))
        return collector.unpacked()

    def _hand_over(self, raw: bytes, name: str | None, render_pages: bool) -> tuple[Any, Any]:
        """Give the warm parent the file and two pipes; gives their reading ends."""
        request = {
            "name": name,
            "limits": asdict(self._limits),
            "fax_profiles": [asdict(profile) for profile in self._profiles],
            "render_pages": render_pages,
            "authorities": self._authorities.decode("latin-1"),
        }
        source = os.memfd_create("original", os.MFD_CLOEXEC)
        result_end, target = os.pipe()
        with contextlib.suppress(OSError):
            fcntl.fcntl(target, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        status_end, status = os.pipe()
        try:
            _write_all(source, raw)
            os.lseek(source, 0, os.SEEK_SET)
            with self._lock:
                if self._channel is None:
                    raise _Gone
                socket.send_fds(self._channel, [json.dumps(request).encode()], [source, target, status])
        except (OSError, _Gone) as error:
            os.close(result_end)
            os.close(status_end)
            raise _Gone from error
        finally:
            for descriptor in (source, target, status):
                os.close(descriptor)
        return os.fdopen(result_end, "rb", buffering=0), os.fdopen(status_end, "rb", buffering=0)

    # The warm parent

    def _restart(self) -> None:
        with self._lock:
            if self._closed:
                raise DeploymentError("The parser cell is closed.")
            self._stop()
            self._start()

    def _stop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            # Bubblewrap's own child lives in the same session: ending the group ends the cell.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        ways = [
            ("bubblewrap", self._bubblewrap and bool(shutil.which("bwrap"))),
            ("unshare", self._namespaces),
        ]
        for way in [name for name, tried in ways if tried] + ["limits"]:
            said = self._try_start(way)
            if said is not None:
                self.confinement = {
                    "bubblewrap": _BUBBLEWRAP,
                    "unshare": _OWN_NETWORK if said == "ready:own network" else _LIMITS_ONLY,
                }.get(way, _LIMITS_ONLY)
                return
        raise DeploymentError(
            "The parser cell does not start; run `oems-intake doctor`, and check the installed libraries."
        )

    def _try_start(self, way: str) -> str | None:
        """Start the warm parent in one way; gives what it says when ready, or None."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = _python_command(theirs.fileno(), way)
        if way == "bubblewrap":
            command = [*_bubblewrap_command(), *command]
        process = subprocess.Popen(
            command,
            env=_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        ours.settimeout(START_SECONDS)
        said = b""
        with contextlib.suppress(OSError):
            said = ours.recv(256)
        self._process, self._channel = process, ours
        if said.startswith(b"ready:"):
            ours.settimeout(GRACE_SECONDS)
            return said.decode()
        self._stop()
        return None


class _Pipe:
    """Exact reads from a pipe, with a deadline."""

    def __init__(self, stream: Any, deadline: Callable[[], float]) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, count: int) -> bytes:
        """Raises EOFError at the end, `_Gone` past the deadline."""
        chunks: list[bytes] = []
        missing = count
        while missing:
            _await(self._stream, self._deadline())
            chunk = self._stream.read(min(missing, _PIPE_BYTES))
            if not chunk:
                raise EOFError
            chunks.append(chunk)
            missing -= len(chunk)
        return b"".join(chunks)


def _await(stream: Any, deadline: float) -> None:
    poll = select.poll()
    poll.register(stream, select.POLLIN | select.POLLHUP)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _Gone


def _read_ending(stream: Any, deadline: float) -> dict[str, Any]:
    """How the child ended. Raises `_Gone` where the warm parent went with it."""
    _await(stream, deadline)
    told = stream.read(4096)
    if not told:
        raise _Gone
    ending = json.loads(told)
    return ending if isinstance(ending, dict) else {}


def _explain_end(ending: dict[str, Any], limits: Limits) -> tuple[PartOutcome, str]:
    """What to say of a child that did not come to its end."""
    if ending.get("late") or ending.get("signal") == signal.SIGXCPU:
        return PartOutcome.REFUSED, out_of_time(limits)
    if ending.get("exit") == MEMORY_EXIT or ending.get("peak", 0) >= NEAR_LIMIT * limits.child_bytes:
        return PartOutcome.REFUSED, out_of_memory()
    return PartOutcome.UNREADABLE, STOPPED_READER


def _write_all(descriptor: int, octets: bytes) -> None:
    view = memoryview(octets)
    while view:
        view = view[os.write(descriptor, view) :]


def _python_command(control: int, way: str) -> list[str]:
    """Python without environment, user site or current folder; only this program's folder is added."""
    boot = (
        f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
        f"from intake.parsers.warm import main; main({control}, {way == 'unshare'})"
    )
    return [sys.executable, "-I", "-c", boot]


def _bubblewrap_command() -> list[str]:
    seen = {*_SYSTEM_FOLDERS, sys.prefix, sys.base_prefix, str(_ROOT / "intake"), str(_ROOT / "domain")}
    command = [str(shutil.which("bwrap")), "--unshare-all", "--uid", "65534", "--gid", "65534"]
    command += ["--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108
    for folder in sorted(seen):
        if os.path.exists(folder):
            command += ["--ro-bind", folder, folder]
    return [*command, "--chdir", "/", "--"]
