"""The schedule of canaries: one sender a way in, each sent when it is due, by one receiver of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from domain.errors import IntakeError
from outbound.canaries import CanarySender, FaxCanary, MailCanary, MailFolderCanary, ScanCanary, UploadCanary
from outbound.mailer import Mailer
from processing.canaries import new_token
from processing.ports import Storage
from processing.stages.services import Clock
from settings import Settings
from wiring import mailboxes_of, utc_now

log = structlog.get_logger()

#: Before a canary that could not be sent is followed by another.
UNSENT_PAUSE = timedelta(minutes=5)


def canary_senders_of(settings: Settings, mailer: Mailer) -> list[CanarySender]:
    """One a way in that is set; none where canaries are off."""
    if not settings.canary_minutes:
        return []
    senders: list[CanarySender] = []
    if mailer.is_set:
        senders += [MailCanary(mailer, settings.sender_address, a) for a in _own_mailboxes(settings)]
        if settings.canary_fax_address:
            senders.append(FaxCanary(mailer, settings.sender_address, settings.canary_fax_address))
    if settings.scan_folder:
        senders.append(ScanCanary(settings.scan_folder))
    if settings.eml_folder:
        senders.append(MailFolderCanary(settings.eml_folder, settings.sender_address))
    if settings.canary_upload_url:
        senders.append(upload_canary_of(settings))
    return senders


def upload_canary_of(settings: Settings) -> UploadCanary:
    """The canary of the upload interface, which `check` made sure is set whole."""
    assert settings.canary_upload_token_file is not None  # noqa: S101 -- the settings were checked
    return UploadCanary(
        settings.canary_upload_url, settings.canary_upload_token_file, settings.canary_upload_ca_file
    )


def _own_mailboxes(settings: Settings) -> tuple[str, ...]:
    """The addresses of the accounts: as set, else those that sign in by an address."""
    users = tuple(mailbox.user for mailbox in mailboxes_of(settings))
    if not users:
        return ()
    return settings.canary_mail_addresses or tuple(user for user in users if "@" in user)


@dataclass(frozen=True, slots=True)
class CanaryKeeper:
    """Sends each route's canary when it is due; of several receivers one does."""

    storage: Storage
    senders: Sequence[CanarySender]
    every: timedelta
    clock: Clock = utc_now

    def send_due(self) -> int:
        """How many went."""
        return sum(self._send_if_due(sender) for sender in self.senders)

    def _send_if_due(self, sender: CanarySender) -> bool:
        now, token = self.clock(), new_token()
        with self.storage.work() as work:
            if not work.canaries.claim(sender.route, now, self.every):
                return False
            canary_id = work.canaries.note_sent(sender.route, token, now)
        try:
            sender.send(token, now)
        except Exception as error:
            # Whatever it is, the other ways get their canaries.
            problem = str(error) if isinstance(error, IntakeError) else type(error).__name__
            self._note_unsent(sender, canary_id, problem, now)
            return False
        log.info("canary_sent", route=sender.route, canary_id=canary_id)
        return True

    def _note_unsent(self, sender: CanarySender, canary_id: int, problem: str, now: datetime) -> None:
        log.warning("canary_not_sent", route=sender.route, canary_id=canary_id, problem=problem)
        with self.storage.work() as work:
            work.canaries.note_problem(canary_id, problem)
            work.canaries.put_off(sender.route, now + min(UNSENT_PAUSE, self.every))
