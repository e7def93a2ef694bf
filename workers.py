"""Thin dramatiq actors, one a stage; they carry ids only.

The database is the record, the message only a doorbell: a lost one is rung again by the pump, a
doubled one finds nothing to claim. Embedded, the broker lives in this process and needs no server; in
the office it is Redis and any number of hosts may run `oems-intake work`.
"""

import os
import threading
import time
from collections.abc import Callable

import dramatiq
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from domain.errors import IntakeError, StorageFull, TransientError
from domain.ids import DispatchId, SubmissionId
from domain.states import Stage
from processing.stages.dispatch import send_dispatch
from processing.stages.running import run_stage, sweep
from processing.stages.services import Services
from settings import PREFIX

log = structlog.get_logger()

#: Milliseconds after which Redis takes a worker for dead (longer than any pause of a live one).
HEARTBEAT_TIMEOUT = 30_000
#: Look for dead workers at every fetch; the default is a lottery that takes minutes to win.
MAINTENANCE_CHANCE = 1_000_000
#: Seconds between two looks of the pump at the record.
PUMP_SECONDS = 1.0
#: Seconds before a bell that nobody answered is rung again.
RING_AGAIN_SECONDS = 20.0

#: Milliseconds after which dramatiq breaks off unpacking and reading, which have limits of their own for each
#: page: its ten minutes, which hold for the other stages, would break off a file of 2,000 pages every time.
LONGEST_RUN = 24 * 3600 * 1000


def choose_broker(redis_url: str) -> dramatiq.Broker:
    """Redis where it is set; else a broker inside this process."""
    if redis_url:
        return RedisBroker(  # type: ignore[no-untyped-call]
            url=redis_url, heartbeat_timeout=HEARTBEAT_TIMEOUT, maintenance_chance=MAINTENANCE_CHANCE
        )
    return StubBroker()


broker = choose_broker(os.environ.get(PREFIX + "REDIS_URL", ""))
dramatiq.set_broker(broker)

_services: Services | None = None


def install(services: Services) -> None:
    """Give the actors of this process their services."""
    global _services
    _services = services


def _installed() -> Services:
    if _services is None:
        raise RuntimeError("workers.install was not called: start workers by `oems-intake work`")
    return _services


def _run(stage: Stage, submission_id: str) -> None:
    try:
        following = run_stage(stage, SubmissionId(submission_id), _installed())
    except (TransientError, StorageFull) as error:
        # The record is away or full: nothing was begun, and the pump rings again.
        log.warning("stage_put_off", stage=stage.value, submission_id=submission_id, problem=str(error))
        return
    if following:
        ring(following, submission_id)


# Attempts are counted in the record, so dramatiq never retries; a low number goes first, so that what
# is nearly done is finished before new work is begun.
@dramatiq.actor(queue_name="unpack", max_retries=0, priority=70, time_limit=LONGEST_RUN)
def unpack(submission_id: str) -> None:
    """Original to attachments and pages; safe to run twice, as all of these are."""
    _run(Stage.UNPACK, submission_id)


@dramatiq.actor(queue_name="read", max_retries=0, priority=60, time_limit=LONGEST_RUN)
def read(submission_id: str) -> None:
    """Pages to words."""
    _run(Stage.READ, submission_id)


@dramatiq.actor(queue_name="papers", max_retries=0, priority=50)
def split(submission_id: str) -> None:
    """Pages to documents."""
    _run(Stage.SPLIT, submission_id)


@dramatiq.actor(queue_name="papers", max_retries=0, priority=40)
def extract(submission_id: str) -> None:
    """Documents to evidence."""
    _run(Stage.EXTRACT, submission_id)


@dramatiq.actor(queue_name="papers", max_retries=0, priority=30)
def match(submission_id: str) -> None:
    """Evidence to records."""
    _run(Stage.MATCH, submission_id)


@dramatiq.actor(queue_name="papers", max_retries=0, priority=20)
def check(submission_id: str) -> None:
    """Documents and records to findings."""
    _run(Stage.CHECK, submission_id)


@dramatiq.actor(queue_name="papers", max_retries=0, priority=10)
def queue(submission_id: str) -> None:
    """Documents to cases."""
    _run(Stage.QUEUE, submission_id)


@dramatiq.actor(queue_name="dispatch", max_retries=0, priority=0)
def dispatch(dispatch_id: str) -> None:
    """One row of the outbox."""
    send_dispatch(DispatchId(dispatch_id), _installed())


ACTORS: dict[Stage, "dramatiq.Actor[[str], None]"] = {
    Stage.UNPACK: unpack,
    Stage.READ: read,
    Stage.SPLIT: split,
    Stage.EXTRACT: extract,
    Stage.MATCH: match,
    Stage.CHECK: check,
    Stage.QUEUE: queue,
    Stage.DISPATCH: dispatch,
}


def ring(stage: Stage, subject: str) -> bool:
    """Say that there is work; whether it could be said. A lost bell is no loss: the pump rings again."""
    try:
        ACTORS[stage].send(subject)
    except Exception as error:
        log.warning("bell_not_rung", stage=stage.value, problem=type(error).__name__)
        return False
    return True


class Pump:
    """Looks at the record every second and rings for what is due and what stands still."""

    def __init__(self, services: Services, ring_bell: Callable[[Stage, str], bool] = ring) -> None:
        self._services = services
        self._ring = ring_bell
        lease = services.settings.lease.total_seconds()
        self._ring_again = min(RING_AGAIN_SECONDS, lease)
        self._rung: dict[tuple[Stage, str], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="pump", daemon=True)

    def start(self) -> None:
        """Begin in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for the thread."""
        self._ended.set()
        self._thread.join(timeout=10)

    def _go_on(self) -> None:
        while not self._ended.is_set():
            try:
                self.ring_due()
            except IntakeError as error:
                log.warning("pump_waits", problem=str(error))
            except Exception as error:
                log.error("pump_failed", problem=type(error).__name__, exc_info=True)
            self._ended.wait(PUMP_SECONDS)

    def ring_due(self) -> int:
        """Ring once for everything that is due and was not rung a moment ago; how many bells.

        Where one is not heard, the broker is away, and the others wait for the next look.
        """
        now = time.monotonic()
        self._rung = {key: at for key, at in self._rung.items() if now - at < self._ring_again}
        due: list[tuple[Stage, str]] = [(stage, subject) for stage, subject in sweep(self._services)]
        with self._services.storage.work() as work:
            dispatches = work.dispatches.due(self._services.clock(), 50)
        due += [(Stage.DISPATCH, dispatch_id) for dispatch_id in dispatches]
        fresh = [key for key in due if key not in self._rung]
        for number, (stage, subject) in enumerate(fresh):
            if not self._ring(stage, subject):
                return number
            self._rung[stage, subject] = now
        return len(fresh)


class WorkerGroup:
    """The workers of one process: threads that answer the bells, and the pump that rings them."""

    def __init__(self, services: Services, threads: int) -> None:
        install(services)
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=100)
        self._pump = Pump(services)

    def start(self) -> None:
        """Start threads and pump."""
        # In-process workers enforce no time limit unless the process says that it booted.
        broker.emit_after("process_boot")
        self._worker.start()
        self._pump.start()

    def stop(self) -> None:
        """Let running stages end; what is left stays in the record."""
        self._pump.stop()
        self._worker.stop(timeout=60_000)
