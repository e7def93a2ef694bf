"""Threads that are watched: one an account, cut where its line hangs, replaced where it does not wake."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from commands.mailboxes import AccountPoller

log = structlog.get_logger()

#: Seconds beyond the server's own time for an answer after which a poller without a sign of life is cut off.
GRACE_SECONDS: Final = 30.0
#: Seconds a cut poller has to notice; then another takes its place.
WAKE_SECONDS: Final = 15.0
#: Seconds that the pollers have for ending in order.
LAST_SECONDS: Final = 10.0


@dataclass(slots=True)
class _Watched:
    poller: AccountPoller
    stopped: threading.Event
    thread: threading.Thread = field(init=False)
    cut_at: float | None = None

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        name = f"mailbox {self.poller.mailbox.label}"
        # A daemon: one that hangs in the system must not keep the process from ending.
        self.thread = threading.Thread(target=self.poller.go_on, args=(self.stopped,), name=name, daemon=True)
        self.thread.start()


class PollerWatch:
    """Keeps every poller going. Call `look` now and then, and `end` at the end."""

    def __init__(self, pollers: Sequence[AccountPoller], stopped: threading.Event) -> None:
        self._watched = [_Watched(poller, stopped) for poller in pollers]

    def look(self) -> None:
        """Cut what is silent for too long; replace what died or stayed silent when it was cut."""
        for watched in self._watched:
            if not watched.stopped.is_set():
                _look_at(watched)

    def end(self) -> None:
        """Wait until all have ended (`stopped` is set), or have had their time."""
        until = time.monotonic() + LAST_SECONDS
        for watched in self._watched:
            watched.thread.join(timeout=max(0.0, until - time.monotonic()))
            watched.poller.pulse.abandon()
        for watched in self._watched:
            watched.thread.join(timeout=1.0)


def _look_at(watched: _Watched) -> None:
    poller, now = watched.poller, time.monotonic()
    if not watched.thread.is_alive():
        log.error("poller_died", account=poller.mailbox.label)
        _replace(watched)
    elif poller.pulse.silent_seconds < poller.mailbox.reply_seconds + GRACE_SECONDS:
        watched.cut_at = None
    elif watched.cut_at is None:
        log.error("poller_hangs", account=poller.mailbox.label, seconds=round(poller.pulse.silent_seconds))
        poller.pulse.cut()
        watched.cut_at = now
    elif now - watched.cut_at > WAKE_SECONDS:
        log.error("poller_replaced", account=poller.mailbox.label)
        _replace(watched)


def _replace(watched: _Watched) -> None:
    watched.poller.pulse.abandon()
    watched.poller = watched.poller.successor()
    watched.cut_at = None
    watched.start()
