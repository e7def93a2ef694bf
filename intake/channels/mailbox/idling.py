"""Waiting for news: the server pushes where it can (RFC 2177), else we come again."""

import time
from collections.abc import Callable
from typing import Any, Final

from domain.errors import TransientError
from intake.channels.mailbox.session import MailSession

#: IDLE is begun anew after so long: servers hang up after 30 minutes, some lines between after 10.
LONGEST_IDLE: Final = 9 * 60.0
#: Seconds between two looks at whether we are still wanted.
LOOK: Final = 0.5
#: A line that is readable at once and says nothing, so many times in a row, was closed by the server.
EMPTY_READS: Final = 3


def wait_for_news(
    session: MailSession, seconds: float, go_on: Callable[[], bool], *, push: bool = True
) -> bool:
    """Wait until the folder changes, at most so long; whether it did. `go_on` is asked twice a second.

    Raises `TransientError` where the line broke.
    """
    until = time.monotonic() + min(seconds, LONGEST_IDLE)
    if push and session.can_idle:
        return _idle(session, until, go_on)
    while time.monotonic() < until and go_on():
        session.pulse.beat()
        time.sleep(max(0.0, min(LOOK, until - time.monotonic())))
    return False


def _idle(session: MailSession, until: float, go_on: Callable[[], bool]) -> bool:
    session.begin_idle()
    news, empty = False, 0
    while not news and time.monotonic() < until and go_on():
        asked = time.monotonic()
        said = session.heard(min(LOOK, max(0.0, until - asked)))
        news = _is_news(said)
        waited = time.monotonic() - asked >= LOOK / 2
        empty = 0 if said or waited else empty + 1
        if empty >= EMPTY_READS and time.monotonic() < until:
            raise TransientError("The mail server hung up.")
    return _is_news(session.end_idle()) or news


def _is_news(said: list[Any]) -> bool:
    """Whether a message came (or the server says goodbye, which the next command will notice)."""
    return any(len(one) > 1 and one[1] in (b"EXISTS", b"RECENT") for one in said) or any(
        one and one[0] == b"BYE" for one in said
    )
