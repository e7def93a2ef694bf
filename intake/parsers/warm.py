"""The warm parent of the parser cell: loads the parsers once, forks one throwaway child a file.

It runs as a process of its own with an empty environment and reads nothing but its control socket; it
holds no key, no setting and no database. When the socket closes, it ends, and its children with it.
"""

import contextlib
import ctypes
import gc
import json
import mmap
import os
import resource
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from domain.limits import Limits
from intake.parsers.budget import seconds_for
from intake.parsers.seccomp import refuse_processes

#: prctl(2) and unshare(2) numbers, linux/prctl.h and linux/sched.h.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
#: Nothing here writes files; a little is allowed for libraries' own scratch.
_FILE_BYTES = 16 * 1024 * 1024
_OPEN_FILES = 64
#: Exit code of a child that ran out of memory outside of any part.
MEMORY_EXIT = 42
_REQUEST_BYTES = 1 << 17

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class _Child:
    pid: int
    status: int
    """Where its end is told."""
    limits: Limits
    began: float
    progress: mmap.mmap
    """Pages handed over, told by the child: each gives it a little more time."""
    late: bool = False

    @property
    def ends(self) -> float:
        """When it must have ended; a child that lies gains no more than a file of the most pages has."""
        pages = int.from_bytes(self.progress[:4], "little")
        return self.began + seconds_for(self.limits, pages)


def main(control: int, unshare: bool) -> None:
    """Serve forks until the control socket closes."""
    _load_parsers()
    confined = _leave_network() if unshare else False
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    gc.collect()
    gc.freeze()
    channel = socket.socket(fileno=control)
    channel.send(b"ready:own network" if confined else b"ready:")
    _serve(channel)


def _load_parsers() -> None:
    """Import everything a child may need, so that a fork pays for nothing."""
    import cv2

    import intake.parsers.unpack  # noqa: F401

    cv2.setNumThreads(0)


def _leave_network() -> bool:
    """Into a network namespace with no device, where the machine lets us."""
    if _libc.unshare(_CLONE_NEWNET) == 0:
        return True
    return bool(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _serve(channel: socket.socket) -> None:
    children: dict[int, _Child] = {}
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll(_patience(children)):
            if descriptor == channel.fileno():
                request, descriptors, _, _ = socket.recv_fds(channel, _REQUEST_BYTES, 3)
                if not request:
                    return
                watched = _start_child(json.loads(request), descriptors)
                children[watched[0]] = watched[1]
                poll.register(watched[0], select.POLLIN)
            else:
                poll.unregister(descriptor)
                _bury(descriptor, children.pop(descriptor))
        for child in children.values():
            if time.monotonic() > child.ends and not child.late:
                child.late = True
                _kill(child.pid)


def _patience(children: dict[int, _Child]) -> int | None:
    """Milliseconds until the next child must end."""
    waiting = [child.ends for child in children.values() if not child.late]
    return max(0, int((min(waiting) - time.monotonic()) * 1000) + 1) if waiting else None


def _start_child(request: dict[str, Any], descriptors: list[int]) -> tuple[int, _Child]:
    source, target, status = descriptors
    limits = Limits(**request["limits"])
    progress = mmap.mmap(-1, 4)
    pid = os.fork()
    if pid == 0:
        _live_and_die(request, limits, source, target, progress)
    os.close(source)
    os.close(target)
    return os.pidfd_open(pid), _Child(pid, status, limits, time.monotonic(), progress)


def _live_and_die(
    request: dict[str, Any], limits: Limits, source: int, target: int, progress: mmap.mmap
) -> None:
    """The child's whole life."""
    code = 1
    try:
        os.setsid()
        _keep_only(source, target)
        _confine(limits)
        _unpack(request, limits, source, target, progress)
        code = 0
    except MemoryError:
        code = MEMORY_EXIT
    except BaseException:
        # Nothing is told of the exception: its words may hold what the file holds.
        code = 1
    finally:
        os._exit(code)


def _keep_only(*wanted: int) -> None:
    """Close every descriptor of the parent: its socket and other children's."""
    last = 2
    for descriptor in sorted(wanted):
        os.closerange(last + 1, descriptor)
        last = descriptor
    os.closerange(last + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _confine(limits: Limits) -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for kind, most in (
        (resource.RLIMIT_AS, limits.child_bytes),
        (resource.RLIMIT_CPU, int(seconds_for(limits, limits.pages)) + 2),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    refuse_processes(_libc)


def _unpack(request: dict[str, Any], limits: Limits, source: int, target: int, progress: mmap.mmap) -> None:
    from intake.parsers.fax import FaxProfile
    from intake.parsers.unpack import unpack_to
    from intake.parsers.wire import FrameWriter

    with open(source, "rb") as stream:
        raw = stream.read()
    with open(target, "wb", buffering=0) as out:

        def write(octets: bytes) -> None:
            view = memoryview(octets)
            while view:
                view = view[out.write(view) or 0 :]

        def count(pages: int) -> None:
            progress[:4] = pages.to_bytes(4, "little")

        unpack_to(
            FrameWriter(write, raw, count),
            raw,
            name=request["name"],
            limits=limits,
            fax_profiles=tuple(FaxProfile(**profile) for profile in request["fax_profiles"]),
            render_pages=request["render_pages"],
            authorities=request["authorities"].encode("latin-1"),
        )


def _kill(pid: int) -> None:
    """End a child and what it started; it leads a session of its own."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _bury(descriptor: int, child: _Child) -> None:
    os.close(descriptor)
    child.progress.close()
    # Before it is reaped its id cannot be another's: end whatever it may have started.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    _, status, usage = os.wait4(child.pid, 0)
    told = {
        "exit": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
        "late": child.late,
        "peak": usage.ru_maxrss * 1024,
    }
    with contextlib.suppress(OSError):
        os.write(child.status, json.dumps(told).encode())
    os.close(child.status)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] == "unshare")
