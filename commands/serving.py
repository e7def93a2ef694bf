"""`run`, `demo`, and the parts `work`, `receive`, `review`, `upload`: what goes on until it is stopped."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Annotated

import structlog
import typer
from fastapi import FastAPI

from commands.base import Home, err, explained, out, settings_of
from commands.intake import await_settled, take_all
from commands.lookout import beating, watching
from commands.queue import print_queue
from commands.receiving import Receiver
from domain.ids import UserName
from domain.kinds import Role
from intake.channels.files import find_files
from processing.ports import Work
from review.app import create_app
from review.tokens import new_token
from samples.generate import write_demo
from settings import PREFIX, Settings
from storage.database import SqlStorage
from storage.importing import import_records
from storage.spool import UploadSpool
from upload.app import beside, create_upload_app
from upload.serving import serve
from wiring import (
    calendar_of,
    decision_settings_of,
    office_clock_of,
    open_parts,
    open_storage,
    utc_now,
    worker_threads,
)
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
#: Hours for which a printed sign-in link holds.
LINK_HOURS = 24


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
    open_storage(settings).close()
    _serve(settings, PARTS)


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


@explained
def review(home: Home = None) -> None:
    """Serve the review pages, and the upload interface beside them, until stopped."""
    follow_run()
    settings = settings_of(home)
    storage = open_storage(settings)
    try:
        with beating(storage, "review"):
            serve_pages(settings, storage)
    finally:
        storage.close()


@explained
def upload(home: Home = None) -> None:
    """Serve the upload interface alone, without the review pages, until stopped."""
    follow_run()
    settings = settings_of(home)
    storage = open_storage(settings)
    try:
        out.print(f"Uploads: http://{settings.upload_host}:{settings.upload_port}/api/v1/  (Ctrl-C stops)")
        serve(upload_app_of(settings, storage), settings.upload_host, settings.upload_port)
    finally:
        storage.close()


def upload_app_of(settings: Settings, storage: SqlStorage) -> FastAPI:
    """The upload interface of one installation; what is not yet whole waits in `uploads/` of the home."""
    spool = UploadSpool(settings.home / "uploads", storage.keys)
    return create_upload_app(storage, spool, settings=settings, clock=utc_now)


def serve_pages(settings: Settings, storage: SqlStorage) -> None:
    """The web server of the review pages and the upload interface, in this process."""
    pages = create_app(
        storage,
        settings=settings,
        decisions=decision_settings_of(settings),
        calendar=calendar_of(settings),
        clock=utc_now,
    )
    serve(beside(upload_app_of(settings, storage), pages), settings.review_host, settings.review_port)


def _serve(settings: Settings, parts: Sequence[str]) -> None:
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


# -- demo ---------------------------------------------------------------------------------------------


@explained
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the table.")] = False,
    count: Annotated[int, typer.Option(min=1, max=500, help="How many sample submissions.")] = 24,
    seed: Annotated[int, typer.Option(help="The same seed draws the same papers.")] = 1,
    home: Annotated[
        Path | None, typer.Option("--home", help="Home folder; else a new temporary one.")
    ] = None,
) -> None:
    """Run with invented sample submissions: they are taken in, read, matched, checked and queued."""
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="oems-intake-demo-"))
    settings = settings_of(home).with_changes(master_key_file=None)
    err.print(f"The demo lives in {settings.home}, its master key too: fit for invented papers only.")
    papers = settings.home / "sample-submissions"
    if not (papers / "records.csv").exists():
        err.print(f"Drawing {count} invented submissions ...")
        write_demo(papers, count, seed)
    link = _fill(settings, papers)
    if once:
        return
    out.print(
        f"Sign in as the demo's reviewer: http://{settings.review_host}:{settings.review_port}/link/{link}"
    )
    _serve(settings, PARTS)


def _fill(settings: Settings, papers: Path) -> str:
    parts = open_parts(settings, demo=True)
    try:
        report = import_records(
            parts.storage, papers / "records.csv", number_pattern=settings.number_pattern, now=utc_now()
        )
        err.print(f"{report.added + report.unchanged} invented certification records.")
        group = WorkerGroup(parts.services, worker_threads(settings))
        group.start()
        try:
            taken = take_all(find_files([papers / "submissions"]), parts.services)
            await_settled([s for s in taken.values() if s], parts.services)
        finally:
            group.stop()
        with parts.storage.work() as work:
            clock = office_clock_of(settings).read(work, utc_now())
            print_queue(work.cases.rows(limit=500, rising=clock.rising), clock)
            waiting = work.quarantine.entries()
            out.print(f"Quarantine: {len(waiting)} entries.")
            return _demo_link(work)
    finally:
        parts.close()


def _demo_link(work: Work) -> str:
    now = utc_now()
    link, until, name = new_token(), now + timedelta(hours=LINK_HOURS), UserName("reviewer")
    if work.accounts.get(name) is None:
        work.accounts.add(name, Role.SUPERVISOR, link, now, until)
    else:
        work.accounts.new_link(name, link, until)
    return link
