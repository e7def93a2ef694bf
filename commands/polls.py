"""How the polls of each channel go, noted for the lookout."""

import time
from contextlib import suppress
from dataclasses import dataclass, field

from domain.errors import DeploymentError, IntakeError, StorageFull
from processing.ports import Storage
from settings import Settings
from wiring import mailboxes_of, utc_now

#: Seconds between two notes that a channel goes well; that it fails, and that it goes well again, is noted
#: at once.
NOTE_SECONDS = 30.0


def mailbox_channel(account: str) -> str:
    """The name under which an account's polls are noted."""
    return f"mailbox {account}"


def channel_names(settings: Settings) -> tuple[str, ...]:
    """The channels that are set, by the names under which their polls are noted."""
    folders = {"scan": settings.scan_folder, "eml": settings.eml_folder}
    mailboxes = [mailbox_channel(mailbox.account) for mailbox in mailboxes_of(settings)]
    return (*mailboxes, *(name for name, folder in folders.items() if folder))


@dataclass(slots=True)
class PollNotes:
    """The notes of one process. Where the record itself is away, nothing is noted: the log has the words."""

    storage: Storage
    _went_well: dict[str, float] = field(default_factory=dict)

    def went_well(self, channel: str) -> None:
        """A poll succeeded."""
        now = time.monotonic()
        if now - self._went_well.get(channel, -NOTE_SECONDS) < NOTE_SECONDS:
            return
        with suppress(IntakeError), self.storage.work() as work:
            work.vitals.note_poll(channel, utc_now(), None, None)
            self._went_well[channel] = now

    def cannot_take(self, channel: str, count: int) -> None:
        """So many messages lie there that cannot be taken in, however often they are tried."""
        with suppress(IntakeError), self.storage.work() as work:
            work.vitals.note_unfetched(channel, count)

    def failed(self, channel: str, error: Exception) -> None:
        """A poll failed; the error says whether it may come back by itself."""
        self._went_well.pop(channel, None)
        words = str(error) if isinstance(error, IntakeError) else type(error).__name__
        with suppress(IntakeError), self.storage.work() as work:
            work.vitals.note_poll(channel, utc_now(), _failure(error), words)


def _failure(error: Exception) -> str:
    if isinstance(error, StorageFull):
        return "full"
    return "refused" if isinstance(error, DeploymentError) else "waits"
