"""One account's poller: its lease, its walks, how each poll went, and when to come back."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from math import inf
from typing import Final

import structlog

from commands.holders import holder_name, is_dead
from commands.mail_ledger import SqlLedger
from commands.polls import PollNotes, mailbox_channel
from domain.errors import DeploymentError, IntakeError, StorageFull, TransientError
from domain.submissions import Arrival
from intake.channels.mailbox.accounts import MailboxSettings
from intake.channels.mailbox.idling import wait_for_news
from intake.channels.mailbox.pulse import Pulse
from intake.channels.mailbox.session import MailServer, MailSession, ServerRefuses
from intake.channels.mailbox.walking import WalkReport, walk_folder
from processing.ports import StuckMessage
from storage.database import SqlStorage
from wiring import utc_now

log = structlog.get_logger()

#: For how long one poller owns an account, lengthened while it is at work and given back at the end: a
#: receiver that died with its machine is followed after so long.
LEASE: Final = timedelta(minutes=2)
#: Seconds of the first rest after mail; each is twice the one before, up to the account's `poll_seconds`.
FIRST_REST: Final = 1.0
#: Seconds between two sweeps over every gap, beside those at the start and after a failure.
SWEEP_SECONDS: Final = 86_400.0
#: Seconds of the first and the longest pause after a failure; each is twice the one before, less some luck,
#: so that many receivers do not come back at the same moment.
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 300.0
#: Noted of a poller that was given up on.
HUNG: Final = "The poll hung and was begun anew. If it goes on, look at the line to the mail server."
#: Seconds before we ask again for a lease that another receiver has.
OTHERS_TURN: Final = 5.0
#: Seconds at least after a refused sign-in: servers lock accounts that try too often.
REFUSED_PAUSE: Final = 60.0
#: A message that failed so often is told of; it is tried again all the same.
TOLD_AFTER: Final = 3

_poller_numbers = count(1)


class Backoff:
    """How long to wait after one failure more."""

    def __init__(self, first: float = FIRST_PAUSE, longest: float | None = None) -> None:
        self._first, self._longest = first, LONGEST_PAUSE if longest is None else longest
        self._failures = 0

    def succeeded(self) -> None:
        """Back to the shortest pause."""
        self._failures = 0

    def pause(self) -> float:
        """Seconds to wait now."""
        whole = min(self._first * (1 << min(self._failures, 30)), self._longest)
        self._failures += 1
        return whole * random.uniform(0.5, 1.0)  # noqa: S311 -- spreads pollers, guards nothing


@dataclass(slots=True)
class AccountPoller:
    """Polls one account as its only poller, for as long as it holds the lease."""

    mailbox: MailboxSettings
    storage: SqlStorage
    take_in: Callable[[Sequence[Arrival]], None]
    notes: PollNotes | None = None
    """Where the lookout learns how the polls go."""
    pulse: Pulse = field(default_factory=Pulse)
    server: MailServer = field(init=False)
    _holder: str = field(init=False)
    _leased_at: float = field(init=False, default=-inf)
    _swept_at: float = field(init=False, default=0.0)
    _backoff: Backoff = field(init=False, default_factory=Backoff)

    def __post_init__(self) -> None:
        self.server = MailServer(self.mailbox)
        self._holder = holder_name(next(_poller_numbers))

    def go_on(self, stopped: threading.Event) -> None:
        """Stay connected, take mail as it comes, come back after failures; until stopped or given up on."""

        def wanted() -> bool:
            return not (stopped.is_set() or self.pulse.abandoned)

        while wanted():
            pause = self._try(wanted)
            self._wait(pause, wanted)

    def _try(self, wanted: Callable[[], bool]) -> float:
        """Poll for as long as it goes well; seconds to wait then."""
        where = {"channel": "mailbox", "account": self.mailbox.label}
        try:
            self._with_lease(lambda session: self._stay(session, wanted))
            return OTHERS_TURN
        except StorageFull as error:
            log.critical("intake_stopped_disk_full", **where)
            self._tell_failure(error)
        except DeploymentError as error:
            log.critical("channel_needs_help", **where, problem=str(error))
            self._tell_failure(error)
            return max(REFUSED_PAUSE, self._backoff.pause())
        except IntakeError as error:
            log.warning("channel_waits", **where, problem=str(error))
            self._tell_failure(error)
        except Exception as error:
            log.error("channel_failed", **where, problem=type(error).__name__, exc_info=True)
            self._tell_failure(error)
        return self._backoff.pause()

    def _tell_failure(self, error: Exception) -> None:
        if self.notes is not None and not self.pulse.abandoned:
            self.notes.failed(mailbox_channel(self.mailbox.account), error)

    def _tell_walk(self, refused: str | None) -> None:
        """For the lookout: a walk to the end is a success, whatever single messages do."""
        if self.notes is None or self.pulse.abandoned:
            return
        channel = mailbox_channel(self.mailbox.account)
        if refused:
            self.notes.failed(channel, DeploymentError(refused))
        else:
            self.notes.went_well(channel)
        self.notes.cannot_take(channel, len([s for s in self._stuck() if s.failures >= TOLD_AFTER]))

    def _wait(self, seconds: float, wanted: Callable[[], bool]) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and wanted():
            self.pulse.beat()
            time.sleep(min(0.2, seconds))

    def poll(self) -> bool:
        """Sweep every folder once; False where another receiver polls. Raises as `walk_folder` does."""
        return self._with_lease(lambda session: self._walk_all(session, sweep=True))

    def _with_lease(self, talk: Callable[[MailSession], object]) -> bool:
        if not self._take_lease():
            return False
        try:
            with self.server.session(self.pulse) as session:
                talk(session)
        except Exception as error:
            # The record itself may be what is away; the poll's own error is the one to tell.
            words = str(error) if isinstance(error, IntakeError) else f"It failed ({type(error).__name__})."
            with suppress(IntakeError):
                self._note(words)
            raise
        finally:
            with suppress(IntakeError), self.storage.work() as work:
                work.mailboxes.release_lease(self.mailbox.account, self._holder)
        return True

    def _stay(self, session: MailSession, wanted: Callable[[], bool]) -> None:
        """Sweep, then walk whenever there is news or time has passed; every gap again once a day."""
        self._swept_at = time.monotonic()
        reports, rest = self._walk_all(session, sweep=True), FIRST_REST
        while wanted():
            self._backoff.succeeded()
            # What came after entering the first folder may not be announced: look until nothing does, and
            # after mail look again soon (Dovecot says nothing of what came just before IDLE).
            if all(report.quiet for report in reports):
                self._await_news(session, wanted, rest)
                rest *= 2
            else:
                rest = FIRST_REST
            if not self._keep_lease():
                raise TransientError("Another receiver polls this mailbox now.")
            sweep = time.monotonic() - self._swept_at > SWEEP_SECONDS
            self._swept_at = time.monotonic() if sweep else self._swept_at
            reports = self._walk_all(session, sweep=sweep)

    def _await_news(self, session: MailSession, wanted: Callable[[], bool], rest: float) -> None:
        seconds = min(rest, float(self.mailbox.poll_seconds))
        wait_for_news(session, seconds, lambda: wanted() and self._keep_lease(), push=self.mailbox.idle)

    def _walk_all(self, session: MailSession, *, sweep: bool) -> list[WalkReport]:
        """The first folder last: it is the one that is selected while we wait for news.

        A folder that the server does not let us into is told of, and stops no other.
        """
        ledger = SqlLedger(self.storage, self.take_in, self._keep_lease)
        reports, refused = list[WalkReport](), list[str]()
        for folder in reversed(self.mailbox.folders):
            try:
                report = self._walk(session, folder, ledger, sweep=sweep)
            except ServerRefuses:
                log.warning("folder_refused", folder=folder)
                refused.append(folder)
                continue
            _log_walk(folder, report)
            reports.append(report)
        words = _refused_words(refused)
        self._note(words or self._stuck_words(), walked=not refused)
        self._tell_walk(words)
        return reports

    def _walk(self, session: MailSession, folder: str, ledger: SqlLedger, *, sweep: bool) -> WalkReport:
        box = self.mailbox
        return walk_folder(session, box.account, folder, box.processed_folder, ledger, sweep=sweep)

    def _stuck(self) -> list[StuckMessage]:
        """Messages of the walked folders that failed and were not taken since."""
        with self.storage.work() as work:
            found = work.mailboxes.stuck(self.mailbox.account)
        return [s for s in found if s.place.folder in self.mailbox.folders]

    def _stuck_words(self) -> str | None:
        stuck = self._stuck()
        if not stuck:
            return None
        told = [s for s in stuck if s.failures >= TOLD_AFTER]
        named = "; ".join(
            f"message UID {s.place.uid} in {s.place.folder}: {s.problem}" for s in (told or stuck)[:3]
        )
        return f"{len(stuck)} messages cannot be taken in; they stay and are tried again ({named})"

    def _take_lease(self) -> bool:
        """A lease whose holder was killed on this machine is given back for it."""
        now, account = utc_now(), self.mailbox.account
        with self.storage.work() as work:
            other = work.mailboxes.holder(account)
            if other is not None and is_dead(other):
                work.mailboxes.release_lease(account, other)
            ours = work.mailboxes.take_lease(account, self._holder, now, now + LEASE)
        self._leased_at = time.monotonic() if ours else -inf
        return ours

    def _keep_lease(self) -> bool:
        """Lengthen the lease now and then; False where another poller has it, or took our place."""
        if self.pulse.abandoned:
            return False
        if time.monotonic() - self._leased_at < LEASE.total_seconds() / 3:
            return True
        return self._take_lease()

    def _note(self, problem: str | None, *, walked: bool | None = None) -> None:
        if self.pulse.abandoned:
            return
        with self.storage.work() as work:
            work.mailboxes.note_poll(self.mailbox.account, utc_now(), problem, walked=walked)

    def successor(self) -> "AccountPoller":
        """Another poller of the same account. This one gave its lease up: should it wake, it does nothing."""
        with suppress(IntakeError), self.storage.work() as work:
            work.mailboxes.release_lease(self.mailbox.account, self._holder)
            work.mailboxes.note_poll(self.mailbox.account, utc_now(), HUNG)
        return replace(self, pulse=Pulse())


def _refused_words(folders: Sequence[str]) -> str | None:
    if not folders:
        return None
    return f"The mail server refuses the folder {', '.join(folders)}. Make it there, or mend 'folders'."


def _log_walk(folder: str, report: WalkReport) -> None:
    if report.taken or report.failed or report.unmoved:
        log.info(
            "mailbox_polled",
            folder=folder,
            taken=report.taken,
            known=report.known,
            gone=report.gone,
            failed=report.failed,
            unmoved=report.unmoved,
        )
