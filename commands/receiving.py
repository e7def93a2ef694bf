"""The receiver: mailboxes and folders side by side; intake stops where custody fails."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from commands.mailboxes import AccountPoller
from commands.polls import PollNotes
from commands.reconciling import reconcile_all
from commands.watching import PollerWatch
from domain.errors import DeploymentError, IntakeError, StorageFull
from domain.kinds import Channel
from domain.states import Stage
from domain.submissions import Arrival
from intake.channels.files import FolderChannel
from intake.channels.mailbox.accounts import MailboxSettings
from processing.stages.receive import keep_arrivals
from processing.watch.facts import AUDIT_HEAD
from settings import Settings
from storage.database import SqlStorage
from wiring import mailboxes_of, utc_now
from workers import ring

log = structlog.get_logger()

#: Longest pause after failures, in seconds.
LONGEST_PAUSE = 300.0
#: Seconds between two looks at a watched folder, and between two days' work.
FOLDER_PAUSE, A_DAY = 2.0, 86_400.0
#: Seconds between two looks at whether every mailbox shows signs of life.
LOOK_SECONDS = 0.5
#: Seconds a channel has for ending what it is at; one that hangs must not keep the process.
LAST_SECONDS = 20.0
#: Seconds between the start and the first day's work: the mailboxes were swept by then.
FIRST_DAILY = 60.0
#: What is done once a day stands among the channels under this name.
DAILY = "daily"
#: How many differences are logged one by one; all are counted, and `reconcile` shows them.
SHOWN_DIFFERENCES = 100


@dataclass(slots=True)
class Receiver:
    """All channels of one installation."""

    settings: Settings
    storage: SqlStorage
    notes: PollNotes = field(init=False)

    def __post_init__(self) -> None:
        self.notes = PollNotes(self.storage)

    def go_on(self, stopped: threading.Event) -> None:
        """Every channel in a thread of its own, the mailboxes watched; one that hangs stops no other."""
        pollers = [self.poller(mailbox) for mailbox in mailboxes_of(self.settings)]
        watch = PollerWatch(pollers, stopped)
        first = FIRST_DAILY if pollers else 0.0
        threads = [
            threading.Thread(
                target=self._repeat,
                args=(name, poll, stopped, first if name == DAILY else 0.0),
                daemon=True,
            )
            for name, poll in (self._channels() | {DAILY: self.do_daily_work}).items()
        ]
        for thread in threads:
            thread.start()
        while not stopped.wait(LOOK_SECONDS):
            watch.look()
        watch.end()
        for thread in threads:
            thread.join(timeout=LAST_SECONDS)

    def _repeat(self, name: str, poll: Callable[[], None], stopped: threading.Event, first: float) -> None:
        """Poll again and again; a failing channel waits longer each time."""
        pause = first
        while not stopped.wait(pause):
            usual = A_DAY if name == DAILY else FOLDER_PAUSE
            pause = usual if self._try(name, poll) else min(max(pause, FOLDER_PAUSE) * 2, LONGEST_PAUSE)

    def poller(self, mailbox: MailboxSettings) -> AccountPoller:
        """What polls one account."""
        return AccountPoller(mailbox, self.storage, self.take_all, self.notes)

    def do_daily_work(self) -> None:
        """Lay the signed head of the audit log outside the database, and reconcile; both leave a log line.

        After the first sweep, so that what still lies in a mailbox is what could not be taken in.
        """
        now = utc_now()
        head = self.storage.write_audit_head(self.settings.audit_heads_folder, now)
        if head is not None:
            with self.storage.work() as work:
                work.vitals.note_milestone(AUDIT_HEAD, now)
        differences = reconcile_all(self.settings, self.storage)
        unexplained = [difference for difference in differences if not difference.explained]
        for difference in unexplained[:SHOWN_DIFFERENCES]:
            log.error("reconcile_difference", difference=difference.words)
        log.info("reconciled", unexplained=len(unexplained), explained=len(differences) - len(unexplained))

    def _channels(self) -> dict[str, Callable[[], None]]:
        channels: dict[str, Callable[[], None]] = {}
        folders = {
            "scan": (self.settings.scan_folder, Channel.SCAN),
            "eml": (self.settings.eml_folder, Channel.EMAIL),
        }
        for name, (folder, channel) in folders.items():
            if folder:
                watched = FolderChannel(folder, channel)
                channels[name] = lambda watched=watched: self._poll_folder(watched)  # type: ignore[misc]
        return channels

    def _try(self, name: str, poll: Callable[[], None]) -> bool:
        channel = name.partition(" ")[0]
        try:
            poll()
        except StorageFull as error:
            log.critical("intake_stopped_disk_full", channel=channel)
            return self._failed(name, error)
        except DeploymentError as error:
            log.critical("channel_needs_help", channel=channel, problem=str(error))
            return self._failed(name, error)
        except IntakeError as error:
            log.warning("channel_waits", channel=channel, problem=str(error))
            return self._failed(name, error)
        except Exception as error:
            log.error("channel_failed", channel=channel, problem=type(error).__name__, exc_info=True)
            return self._failed(name, error)
        if name != DAILY:
            self.notes.went_well(name)
        return True

    def _failed(self, name: str, error: Exception) -> bool:
        if name != DAILY:
            self.notes.failed(name, error)
        return False

    def _poll_folder(self, watched: FolderChannel) -> None:
        watched.poll(self.take, time.time())

    def take(self, arrival: Arrival) -> None:
        """Custody, then a bell."""
        self.take_all([arrival])

    def take_all(self, arrivals: Sequence[Arrival]) -> None:
        """Custody of all or of none, then the bells."""
        for submission, new in keep_arrivals(arrivals, self.storage, utc_now()):
            if new:
                ring(Stage.UNPACK, submission.id)
