"""The receiver: walks the mailbox and the folders in turn, and stops taking in where custody fails."""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from commands.polls import PollNotes, mailbox_channel
from domain.errors import DeploymentError, IntakeError, StorageFull
from domain.kinds import Channel, Stage
from domain.submissions import Arrival
from intake.channels.files import FolderChannel
from intake.channels.mailbox import MailboxSettings, list_uids, message_key, poll_mailbox
from processing.ports import MailboxMark
from processing.stages.receive import keep_arrival
from processing.watch.facts import AUDIT_HEAD, RECONCILED
from settings import Settings
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from wiring import utc_now
from workers import ring

log = structlog.get_logger()

#: Longest pause after failures, in seconds.
LONGEST_PAUSE = 300.0
#: Seconds between two looks at a watched folder, and between two days' work.
FOLDER_PAUSE, A_DAY = 2.0, 86_400.0
#: What is done once a day stands among the channels under this name.
DAILY = "daily"
#: How many differences are logged one by one; all are counted, and `reconcile` shows them.
SHOWN_DIFFERENCES = 100
#: For how long one poller owns an account, lengthened between two messages and given back at the end:
#: a receiver that was killed is followed after so long.
LEASE = timedelta(minutes=2)


def mailbox_settings_of(settings: Settings) -> MailboxSettings | None:
    """The mailbox of the settings, or None where none is set."""
    if not settings.imap_host:
        return None
    return MailboxSettings(
        host=settings.imap_host,
        port=settings.imap_port,
        user=settings.imap_user,
        password=settings.imap_password,
        folder=settings.imap_folder,
        processed_folder=settings.imap_processed_folder,
        tls=settings.imap_tls,
        ca_file=settings.imap_ca_file,
    )


def find_differences(settings: Settings, storage: SqlStorage) -> list[str]:
    """Every difference between mail server, ledger and disk, in words that hold ids and numbers only."""
    differences = [str(difference) for difference in reconcile_store(storage)]
    if mailbox := mailbox_settings_of(settings):
        validity, uids = list_uids(mailbox)
        with storage.work() as work:
            for uid in uids:
                known = work.submissions.find(message_key(mailbox, validity, uid))
                state = "in custody, not yet moved" if known else "not yet taken in"
                differences.append(f"message UID {uid} lies in {mailbox.folder}: {state}")
    return differences


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _now_and_then(ask: Callable[[], bool], every: timedelta) -> Callable[[], bool]:
    """Ask when so much time has passed since the last answer; between, the last one holds."""
    asked = time.monotonic()

    def answer() -> bool:
        nonlocal asked
        if time.monotonic() - asked < every.total_seconds():
            return True
        asked = time.monotonic()
        return ask()

    return answer


@dataclass(slots=True)
class Receiver:
    """All channels of one installation."""

    settings: Settings
    storage: SqlStorage
    notes: PollNotes = field(init=False)

    def __post_init__(self) -> None:
        self.notes = PollNotes(self.storage)

    def go_on(self, stopped: threading.Event) -> None:
        """Poll until stopped; a failing channel waits longer each time and stops no other."""
        channels = self._channels() | {DAILY: self.do_daily_work}
        due = dict.fromkeys(channels, 0.0)
        pause = dict.fromkeys(channels, float(self.settings.imap_poll_seconds))
        while not stopped.is_set():
            for name, poll in channels.items():
                if time.monotonic() < due[name] or stopped.is_set():
                    continue
                longer = min(pause[name] * 2, LONGEST_PAUSE)
                pause[name] = self._usual_pause(name) if self._try(name, poll) else longer
                due[name] = time.monotonic() + pause[name]
            stopped.wait(0.5)

    def _usual_pause(self, name: str) -> float:
        usual = {"scan": FOLDER_PAUSE, "eml": FOLDER_PAUSE, DAILY: A_DAY}
        return usual.get(name, float(self.settings.imap_poll_seconds))

    def do_daily_work(self) -> None:
        """Lay the signed head of the audit log outside the database, and reconcile; both leave a log line.

        After a poll, so that what still lies in the mailbox is what could not be taken in.
        """
        now = utc_now()
        head = self.storage.write_audit_head(self.settings.audit_heads_folder, now)
        differences = find_differences(self.settings, self.storage)
        with self.storage.work() as work:
            work.vitals.note_milestone(RECONCILED, now, len(differences))
            if head is not None:
                work.vitals.note_milestone(AUDIT_HEAD, now)
        for difference in differences[:SHOWN_DIFFERENCES]:
            log.error("reconcile_difference", difference=difference)
        log.info("reconciled", differences=len(differences))

    def _channels(self) -> dict[str, Callable[[], None]]:
        channels: dict[str, Callable[[], None]] = {}
        if mailbox := mailbox_settings_of(self.settings):
            account = f"{mailbox.user}@{mailbox.host}"
            channels[mailbox_channel(account)] = lambda: self.poll_mailbox(mailbox)
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

    def poll_mailbox(self, mailbox: MailboxSettings) -> None:
        """Walk the mailbox once, as its only poller. Raises `TransientError`, `DeploymentError`."""
        account = f"{mailbox.user}@{mailbox.host}"
        if not self._holds_lease(account):
            return
        try:
            self._walk(mailbox, account)
        except IntakeError as error:
            # The record itself may be what is away; the poll's own error is the one to tell.
            with suppress(IntakeError):
                self._note_poll(account, str(error))
            raise
        finally:
            with suppress(IntakeError), self.storage.work() as work:
                work.mailboxes.release_lease(account, _holder())

    def _walk(self, mailbox: MailboxSettings, account: str) -> None:
        with self.storage.work() as work:
            mark = work.mailboxes.mark(account, mailbox.folder)
        report = poll_mailbox(
            mailbox,
            self.take,
            self._known,
            self._same_content(account),
            last_uidvalidity=mark.uidvalidity if mark else None,
            go_on=_now_and_then(lambda: self._holds_lease(account), LEASE / 3),
        )
        renumbered = mark is not None and mark.uidvalidity != report.uidvalidity
        if not (renumbered and report.failed):
            # What failed after the server renumbered everything is compared by content the next time too.
            reached = MailboxMark(account, mailbox.folder, report.uidvalidity, report.high_uid)
            with self.storage.work() as work:
                work.mailboxes.advance(reached, utc_now())
        stuck = f"{report.failed} messages cannot be taken in; they stay in {mailbox.folder}."
        self._note_poll(account, stuck if report.failed else None)
        with self.storage.work() as work:
            work.vitals.note_unfetched(mailbox_channel(account), report.failed)
        if report.taken or report.failed:
            log.info("mailbox_polled", taken=report.taken, known=report.known, failed=report.failed)

    def _holds_lease(self, account: str) -> bool:
        """Take or lengthen the lease; False where another poller has it."""
        now = utc_now()
        with self.storage.work() as work:
            return work.mailboxes.take_lease(account, _holder(), now, now + LEASE)

    def _note_poll(self, account: str, problem: str | None) -> None:
        with self.storage.work() as work:
            work.mailboxes.note_poll(account, utc_now(), problem)

    def take(self, arrival: Arrival) -> None:
        """Custody, then a bell."""
        submission, new = keep_arrival(arrival, self.storage, utc_now())
        if new:
            ring(Stage.UNPACK, submission.id)

    def _known(self, receipt_key: str) -> bool:
        with self.storage.work() as work:
            return work.submissions.find(receipt_key) is not None

    def _same_content(self, account: str) -> Callable[[bytes], bool]:
        """Whether a message of this mailbox with the same bytes is in custody under another key."""

        def same(raw: bytes) -> bool:
            address = self.storage.files.address_of(raw)
            with self.storage.work() as work:
                keys = [s.receipt_key for s in work.submissions.with_original(address)]
            return any(key.startswith(f"imap:{account}:") for key in keys)

        return same
