"""What the walk over a mailbox asks of custody, answered by the storage."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from domain.submissions import Arrival
from intake.channels.mailbox.accounts import account_prefix
from intake.channels.mailbox.fetching import FetchedMessage
from intake.channels.mailbox.walking import FolderMark, FolderPlace
from processing.ports import MailboxMark, MessagePlace, StuckMessage, Work
from storage.database import SqlStorage
from wiring import utc_now

log = structlog.get_logger()


@dataclass(slots=True)
class SqlLedger:
    """What the walk asks of custody, answered by the storage."""

    storage: SqlStorage
    take_in: Callable[[Sequence[Arrival]], None]
    """All are in custody when it returns, or none where it raises."""
    still_ours: Callable[[], bool]

    def begin(self, place: FolderPlace, next_uid: int) -> FolderMark:
        """The mark of this numbering.

        What lies in a new numbering of a known folder may be in custody; so may what lies in a folder that is
        new to a known account: it is an old one under another name, or holds what somebody put there.
        """
        with self.storage.work() as work:
            found = work.mailboxes.mark(place.account, place.folder)
            if found is None:
                # Before anything is taken: a first walk that breaks off must be known to have begun.
                below = next_uid if work.mailboxes.marks(place.account) else 0
                found = MailboxMark(place.account, place.folder, place.uidvalidity, 0, below)
                work.mailboxes.advance(found, utc_now())
            if found.uidvalidity != place.uidvalidity:
                log.warning("mailbox_renumbered", folder=place.folder, uidvalidity=place.uidvalidity)
                found = MailboxMark(place.account, place.folder, place.uidvalidity, 0, next_uid)
                work.mailboxes.advance(found, utc_now())
                work.mailboxes.forget(s.place for s in _stuck_in(work, place) if not _lies_in(s, place))
        return FolderMark(found.high_uid, found.compare_below)

    def retry_now(self, place: FolderPlace) -> list[int]:
        """Messages of this numbering that failed and whose time has come again."""
        now = utc_now()
        with self.storage.work() as work:
            stuck = _stuck_in(work, place)
        return [s.place.uid for s in stuck if _lies_in(s, place) and s.retry_at <= now]

    def in_custody(self, place: FolderPlace, uids: Sequence[int]) -> set[int]:
        """Those that are in custody, under this number or another."""
        keys = {place.key(uid): uid for uid in uids}
        with self.storage.work() as work:
            known = {keys[key] for key in work.submissions.in_custody(list(keys))}
            same = work.mailboxes.same_content([_message(place, uid) for uid in uids])
        return known | {message.uid for message in same}

    def same_content(self, place: FolderPlace, message: FetchedMessage) -> bool:
        """Whether a message of this account with the same bytes is in custody under another key."""
        address = self.storage.files.address_of(message.raw)
        prefix = account_prefix(place.account)
        with self.storage.work() as work:
            for submission in work.submissions.with_original(address):
                if submission.receipt_key.startswith(prefix):
                    where = _message(place, message.uid)
                    work.mailboxes.note_same_content(where, submission.id, utc_now())
                    return True
        return False

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """All are in custody when it returns, or none where it raises."""
        self.take_in(arrivals)

    def settle(
        self, place: FolderPlace, settled: Sequence[int], gone: Sequence[int], failed: Mapping[int, str]
    ) -> None:
        """Note what failed, and forget the failures of what did not."""
        now = utc_now()
        with self.storage.work() as work:
            before = {s.place.uid for s in _stuck_in(work, place) if _lies_in(s, place)}
            done = before.intersection([*settled, *gone])
            work.mailboxes.forget(_message(place, uid) for uid in done)
            for uid, problem in failed.items():
                work.mailboxes.note_failure(_message(place, uid), problem, now)

    def advance(self, place: FolderPlace, mark: FolderMark) -> None:
        """Everything up to the mark was looked at."""
        reached = MailboxMark(
            place.account, place.folder, place.uidvalidity, mark.high_uid, mark.compare_below
        )
        with self.storage.work() as work:
            work.mailboxes.advance(reached, utc_now())

    def go_on(self) -> bool:
        """Whether we still are the account's only poller."""
        return self.still_ours()


def _stuck_in(work: Work, place: FolderPlace) -> list[StuckMessage]:
    """Of this folder, whatever its numbering."""
    return [s for s in work.mailboxes.stuck(place.account) if s.place.folder == place.folder]


def _lies_in(stuck: StuckMessage, place: FolderPlace) -> bool:
    return stuck.place == _message(place, stuck.place.uid)


def _message(place: FolderPlace, uid: int) -> MessagePlace:
    return MessagePlace(place.account, place.folder, place.uidvalidity, uid)
