"""`run` and its parts `work` and `receive`: what goes on until it is stopped."""

import errno
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from socket import AF_INET, AF_INET6, create_server
from types import FrameType

import structlog

from commands.base import Home, explained, out, settings_of
from commands.lookout import watching
from commands.receiving import Receiver
from domain.errors import DeploymentError
from settings import PREFIX, Settings
from wiring import open_parts, open_storage, worker_threads
from workers import WorkerGroup

log = structlog.get_logger()

#: The parts of a running installation; each is a process of its own, so that one that dies takes
#: nothing with it.
PARTS = ("work", "receive", "review")
#: Seconds before a part that died is started again, doubled up to the longest.
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
#: Tells a part which `run` it belongs to.
PART_OF = "OEMS_PART_OF"
#: Seconds a part has for ending in order after its `run` is gone; what it then still does is done again.
LAST_SECONDS = 5.0


def check_free(host: str, port: int, key: str) -> None:
    """Raises `DeploymentError` where nothing can listen there: before the work, and in words."""
    try:
        with create_server((host, port), family=AF_INET6 if ":" in host else AF_INET):
            pass
    except OSError as error:
        why = "is taken, perhaps by another oems-intake: stop that"
        if error.errno != errno.EADDRINUSE:
            why = f"cannot be used ({error.strerror}): mend the setting '{key.replace('port', 'host')}'"
        raise DeploymentError(f"Port {port} of {host} {why}, or set '{key}' to another.") from error


class Stopper:
    """Set by SIGTERM and Ctrl-C."""

    def __init__(self) -> None:
        self.event = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, self._stop)

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.event.set()


def follow_run() -> None:
    """End when the `run` that started this part is gone: the next one starts parts of its own."""
    parent = os.environ.get(PART_OF)
    if parent:
        threading.Thread(target=_end_after, args=(int(parent),), daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_SECONDS)
    os._exit(1)


@explained
def run(home: Home = None) -> None:
    """Run everything on this machine until stopped: channels, workers, review pages."""
    settings = settings_of(home)
    check_free(settings.review_host, settings.review_port, "review_port")
    open_storage(settings).close()
    serve_parts(settings, PARTS)


@explained
def work(home: Home = None) -> None:
    """Run the workers of this host until stopped; with Redis, any number of hosts may."""
    follow_run()
    settings = settings_of(home)
    stopper = Stopper()
    parts = open_parts(settings)
    group = WorkerGroup(parts.services, worker_threads(settings))
    group.start()
    try:
        with watching(settings, parts.storage, "work"):
            stopper.event.wait()
    finally:
        group.stop()
        parts.close()


@explained
def receive(home: Home = None) -> None:
    """Watch the mailbox and the folders until stopped."""
    follow_run()
    settings = settings_of(home)
    stopper = Stopper()
    storage = open_storage(settings)
    try:
        with watching(settings, storage, "receive"):
            Receiver(settings, storage).go_on(stopper.event)
    finally:
        storage.close()


def serve_parts(settings: Settings, parts: Sequence[str]) -> None:
    """Start each part and start it again when it dies; stop all at the end."""
    stopper = Stopper()
    keepers = [threading.Thread(target=_keep, args=(part, settings, stopper.event)) for part in parts]
    for keeper in keepers:
        keeper.start()
    out.print(f"Review pages: http://{settings.review_host}:{settings.review_port}/  (Ctrl-C stops)")
    stopper.event.wait()
    for keeper in keepers:
        keeper.join()


def _keep(part: str, settings: Settings, stopped: threading.Event) -> None:
    pause = FIRST_PAUSE
    while not stopped.is_set():
        began = time.monotonic()
        child = start_part(part, settings)
        while child.poll() is None and not stopped.wait(0.2):
            pass
        if stopped.is_set():
            _end(child)
            return
        log.error("part_died", part=part, code=child.returncode)
        pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        stopped.wait(pause)


def start_part(part: str, settings: Settings) -> subprocess.Popen[bytes]:
    """One part as a child process of its own, in the same environment and as talkative as this one."""
    talkative = ["--verbose"] if logging.getLogger().isEnabledFor(logging.INFO) else []
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *talkative, part, "--home", str(settings.home)],
        env=os.environ | {PREFIX + "HOME": str(settings.home), PART_OF: str(os.getpid())},
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
