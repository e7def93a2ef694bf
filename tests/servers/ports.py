"""Free ports, waiting for a server, and ending it by its own process group."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

#: Goes before a command that must not outlive who started it, however that ends; from Debian's util-linux.
#: The kernel asks for the thread that started it: start such things from one that stays.
WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
#: Seconds in which a server must answer; it takes one or two, and longer where much else is at work.
START_SECONDS = 120


def free_port() -> int:
    """A loopback port that nothing listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def need_program(name: str, *, folder: str = "") -> str:
    """Path of a program; where it is missing the test is skipped, and fails where `CI` is set."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{folder}:/usr/sbin")
    if path is None:
        words = f"{name} is not installed; 'make test' installs it"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return path


class Ends(Protocol):
    """A process that was started, of whatever make."""

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        ...  # fmt: skip


def wait_until(ready: Callable[[], bool], server: Ends, log: Path) -> None:
    """Wait for a server that was started; fail with its log where it does not come up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.01)
    pytest.fail(f"{log.stem} did not start:\n{log.read_text(errors='replace')[-4000:]}")


def listens(port: int) -> bool:
    """Whether something answers on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start_server(
    command: list[str],
    log: Path,
    *,
    user: str | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a server in a process group of its own, its output in `log`; as `user` where we are root."""
    with log.open("wb") as output:
        return subprocess.Popen(
            [*WITH_US, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=user,
            group=user and primary_group(user),
            extra_groups=[] if user else None,
            cwd=cwd,
            env=None if env is None else dict(env),
        )


def stop_server(server: "subprocess.Popen[bytes]") -> None:
    """End a server and all its children at once: what it held was made for the test."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=START_SECONDS)


@dataclass(slots=True)
class ServerProcess:
    """A server that can be ended at any moment and started again where it was."""

    command: list[str]
    log: Path
    ready: Callable[[], bool] = field(repr=False)
    user: str | None = None
    cwd: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = start_server(self.command, self.log, user=self.user, cwd=self.cwd)
        wait_until(self.ready, self.process, self.log)

    def stop(self) -> None:
        """End it at once, with all its children."""
        if self.process is not None:
            stop_server(self.process)


def other_user() -> str | None:
    """Servers that refuse root run as `nobody`; None where we are not root."""
    return "nobody" if os.geteuid() == 0 else None


def primary_group(user: str) -> int:
    """Number of the user's own group."""
    import pwd

    return pwd.getpwnam(user).pw_gid


def open_to(folder: Path, user: str | None) -> None:
    """Let `user` own a folder and pass through the folders above it that are ours."""
    if user is None:
        return
    shutil.chown(folder, user, primary_group(user))
    for parent in folder.parents:
        if parent == parent.parent or parent.stat().st_uid != os.geteuid():
            return
        parent.chmod(parent.stat().st_mode | 0o011)
