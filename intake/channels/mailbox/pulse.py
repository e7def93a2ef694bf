"""Signs of life of one line to a server, and the means to cut it from outside."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress


class Pulse:
    """One thread beats; another watches, cuts what hangs, and gives up on what does not wake even then."""

    def __init__(self) -> None:
        self._beaten_at = time.monotonic()
        self._granted = 0.0
        self._line: Callable[[], socket.socket] | None = None
        self._guard = threading.Lock()
        self._abandoned = False

    def beat(self) -> None:
        """Something was answered, or there was nothing to ask."""
        self._beaten_at = time.monotonic()
        self._granted = 0.0

    def grant(self, seconds: float) -> None:
        """The next answer is long: it may take so much more time."""
        self._granted = seconds

    @property
    def silent_seconds(self) -> float:
        """Since the last sign of life, less what was granted."""
        return time.monotonic() - self._beaten_at - self._granted

    def hold(self, line: Callable[[], socket.socket]) -> None:
        """The line that `cut` would end."""
        with self._guard:
            self._line = line
        self.beat()

    def release(self) -> None:
        """There is no line to cut any more."""
        with self._guard:
            self._line = None

    def cut(self) -> None:
        """End the line: who waits on it gets an error at once, and connects anew."""
        with self._guard:
            line, self._line = self._line, None
        if line is not None:
            with suppress(Exception):
                line().shutdown(socket.SHUT_RDWR)

    def abandon(self) -> None:
        """Cut, and let another thread take over: should this one ever wake, it ends."""
        self._abandoned = True
        self.cut()

    @property
    def abandoned(self) -> bool:
        """Whether another thread has taken over."""
        return self._abandoned
