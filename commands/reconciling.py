"""Comparing mail servers, ledger and disk: every difference in words, and whether the words explain it.

The servers are listed first and the ledger is read last, so that what a running receiver takes in meanwhile
is found in the ledger.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.errors import IntakeError
from domain.ids import SubmissionId
from domain.kinds import Channel
from domain.submissions import Arrival
from domain.times import show_time
from intake.channels.mailbox.accounts import MailboxSettings, account_prefix, message_key
from intake.channels.mailbox.fetching import FetchedMessage, batches, fetch_batch
from intake.channels.mailbox.listing import FolderListing, list_folder
from intake.channels.mailbox.session import MailServer, MailSession, MessageFacts
from processing.ports import MailboxMark, MessagePlace, Receipt, StuckMessage
from settings import Settings
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from wiring import mailboxes_of, utc_now

#: A message that came so lately may simply be on its way in.
ON_ITS_WAY: Final = timedelta(minutes=15)
#: So many messages that are explained alike have a line each; more share one.
ONE_BY_ONE: Final = 20
#: Arrivals that are read from the ledger in one transaction.
RECEIPTS_AT_ONCE: Final = 1_000
#: A message that failed so often wants a person.
TOO_OFTEN: Final = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same everywhere; words hold ids and numbers only."""

    words: str
    explained: bool


@dataclass(frozen=True, slots=True)
class _Server:
    """What one account's server holds."""

    mailbox: MailboxSettings
    folders: list[FolderListing]
    processed: FolderListing | None

    @property
    def listings(self) -> list[FolderListing]:
        """Of every folder that is there."""
        return [*self.folders, *([self.processed] if self.processed else [])]


@dataclass(slots=True)
class _Ledger:
    """What the ledger says of one account."""

    receipts: list[Receipt] = field(default_factory=list)
    """Every arrival of this account."""
    taken: set[str] = field(default_factory=set)
    """Receipt keys in custody of what the server holds."""
    same: set[MessagePlace] = field(default_factory=set)
    stuck: dict[MessagePlace, StuckMessage] = field(default_factory=dict)
    marks: dict[str, MailboxMark] = field(default_factory=dict)


def reconcile_all(
    settings: Settings, storage: SqlStorage, *, take_in: Callable[[Sequence[Arrival]], None] | None = None
) -> list[Difference]:
    """Every difference between mail servers, ledger and disk; their counts are kept in the record.

    With `take_in` what lies in a processed folder and is not in custody is taken in. An account whose server
    cannot be asked is itself an unexplained difference, and stops no other.
    """
    found: list[Difference] = []
    for mailbox in mailboxes_of(settings):
        try:
            found += _reconcile_account(mailbox, storage, take_in)
        except IntakeError as error:
            found.append(Difference(f"{mailbox.label}: the mailbox cannot be compared: {error}", False))
    found += [Difference(str(other), other.explained) for other in reconcile_store(storage)]
    explained = sum(difference.explained for difference in found)
    with storage.work() as work:
        work.mailboxes.note_reconciled(utc_now(), len(found) - explained, explained)
    return found


def _reconcile_account(
    mailbox: MailboxSettings, storage: SqlStorage, take_in: Callable[[Sequence[Arrival]], None] | None
) -> list[Difference]:
    with MailServer(mailbox).session() as session:
        server = _list_server(session, mailbox)
        ledger = _read_ledger(storage, server)
        found = _missing_folders(server)
        found += [d for listing in server.folders for d in _waiting(listing, mailbox, ledger)]
        if server.processed is not None:
            strangers = _strangers(server.processed, server, ledger)
            found += _processed(session, server.processed, mailbox, strangers, storage, take_in)
    return found + _no_longer_there(server, ledger)


def _list_server(session: MailSession, mailbox: MailboxSettings) -> _Server:
    folders = [listing for name in mailbox.folders if (listing := list_folder(session, name))]
    return _Server(mailbox, folders, list_folder(session, mailbox.processed_folder))


def _missing_folders(server: _Server) -> list[Difference]:
    there = {listing.folder for listing in server.folders}
    return [
        Difference(f"{server.mailbox.label} has no folder {name}: make it, or mend 'folders'", False)
        for name in server.mailbox.folders
        if name not in there
    ]


def _read_ledger(storage: SqlStorage, server: _Server) -> _Ledger:
    account = server.mailbox.account
    places = [place for listing in server.listings for place in _places(listing, server.mailbox)]
    receipts = list(_receipts(storage, account_prefix(account)))
    with storage.work() as work:
        return _Ledger(
            receipts,
            work.submissions.in_custody([_key(place) for place in places]),
            work.mailboxes.same_content(places),
            {stuck.place: stuck for stuck in work.mailboxes.stuck(account)},
            {mark.folder: mark for mark in work.mailboxes.marks(account)},
        )


def _receipts(storage: SqlStorage, prefix: str) -> Iterator[Receipt]:
    """Of one account. Read piece by piece: who writes to the database waits for one piece only."""
    last: SubmissionId | None = None
    while True:
        with storage.work() as work:
            some = work.submissions.mail_receipts(last, RECEIPTS_AT_ONCE)
        yield from (receipt for receipt in some if receipt.receipt_key.startswith(prefix))
        if len(some) < RECEIPTS_AT_ONCE:
            return
        last = some[-1].id


# -- folders that are walked --------------------------------------------------------------------------


def _waiting(listing: FolderListing, mailbox: MailboxSettings, ledger: _Ledger) -> Iterator[Difference]:
    """What still lies in a folder, and why; many that are explained alike are one line."""
    alike: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for place in _places(listing, mailbox):
        alike[_why_it_waits(place, listing.messages[place.uid], ledger)].append(place.uid)
    for (words, explained), uids in alike.items():
        if explained and len(uids) > ONE_BY_ONE:
            yield Difference(f"{len(uids)} messages lie in {listing.folder}: {words}", explained)
            continue
        for uid in uids:
            yield Difference(f"message UID {uid} lies in {listing.folder}: {words}", explained)


def _why_it_waits(place: MessagePlace, facts: MessageFacts, ledger: _Ledger) -> tuple[str, bool]:
    if _key(place) in ledger.taken:
        return "in custody, not yet moved", True
    if place in ledger.same:
        return "in custody under the number it had before the server renumbered the folder", True
    if stuck := ledger.stuck.get(place):
        words = f"{stuck.problem} Tried {stuck.failures} times since {show_time(stuck.since)}"
        return words, stuck.failures < TOO_OFTEN
    if _is_on_its_way(place, facts, ledger):
        return "not yet taken in: it came a moment ago", True
    return (
        f"not in custody, and waiting since {show_time(facts.received_at)}: is `receive` running?",
        False,
    )


def _is_on_its_way(place: MessagePlace, facts: MessageFacts, ledger: _Ledger) -> bool:
    mark = ledger.marks.get(place.folder)
    beyond = mark is None or mark.uidvalidity != place.uidvalidity or place.uid > mark.high_uid
    return beyond and utc_now() - facts.received_at < ON_ITS_WAY


def _key(place: MessagePlace) -> str:
    return message_key(place.account, place.folder, place.uidvalidity, place.uid)


# -- the processed folder -----------------------------------------------------------------------------


def _processed(
    session: MailSession,
    listing: FolderListing,
    mailbox: MailboxSettings,
    strangers: dict[int, MessageFacts],
    storage: SqlStorage,
    take_in: Callable[[Sequence[Arrival]], None] | None,
) -> Iterator[Difference]:
    """Which of these messages of the processed folder are not in custody, by content."""
    session.enter(listing.folder, readonly=True)
    for batch in batches(strangers):
        fetched = fetch_batch(session, batch, strangers)
        new = [m for m in fetched.messages if not _content_in_custody(m, mailbox.account, storage)]
        if take_in is not None and new:
            take_in([_arrival(listing, mailbox, message) for message in new])
        for message in new:
            yield _hand_moved(listing.folder, message.uid, taken=take_in is not None)
        for uid, problem in sorted(fetched.withheld.items()):
            yield Difference(f"message UID {uid} lies in {listing.folder}: {problem}", False)


def _hand_moved(folder: str, uid: int, *, taken: bool) -> Difference:
    start = f"message UID {uid} lies in {folder} and was not in custody, so somebody moved it there: "
    if taken:
        return Difference(start + "it is taken in now", True)
    return Difference(start + "`oems-intake reconcile --take-in` takes it in", False)


def _strangers(listing: FolderListing, server: _Server, ledger: _Ledger) -> dict[int, MessageFacts]:
    """Messages that no receipt of this account explains by second of arrival and size, one for one.

    A receipt whose message still lies where it was taken explains no other.
    """
    unmoved = {_key(place) for folder in server.folders for place in _places(folder, server.mailbox)}
    moved = [receipt for receipt in ledger.receipts if receipt.receipt_key not in unmoved]
    receipts = Counter((_second(receipt.received_at), receipt.size) for receipt in moved)
    strangers: dict[int, MessageFacts] = {}
    for place in _places(listing, server.mailbox):
        facts = listing.messages[place.uid]
        mark = (_second(facts.received_at), facts.size)
        if receipts[mark] > 0:
            receipts[mark] -= 1
        elif _key(place) not in ledger.taken:
            strangers[place.uid] = facts
    return strangers


def _places(listing: FolderListing, mailbox: MailboxSettings) -> Iterator[MessagePlace]:
    for uid in sorted(listing.messages):
        yield MessagePlace(mailbox.account, listing.folder, listing.uidvalidity, uid)


def _second(moment: datetime) -> int:
    return int(moment.timestamp())


def _content_in_custody(message: FetchedMessage, account: str, storage: SqlStorage) -> bool:
    address = storage.files.address_of(message.raw)
    with storage.work() as work:
        keys = [s.receipt_key for s in work.submissions.with_original(address)]
    return any(key.startswith(account_prefix(account)) for key in keys)


def _arrival(listing: FolderListing, mailbox: MailboxSettings, message: FetchedMessage) -> Arrival:
    key = message_key(mailbox.account, listing.folder, listing.uidvalidity, message.uid)
    return Arrival(Channel.EMAIL, key, key, message.raw, message.received_at)


# -- what is in custody and no longer on the server ---------------------------------------------------


def _no_longer_there(server: _Server, ledger: _Ledger) -> list[Difference]:
    """One line an account: these were moved or deleted by somebody after we had them."""
    there: dict[tuple[int, int], int] = defaultdict(int)
    for listing in server.listings:
        for facts in listing.messages.values():
            there[_second(facts.received_at), facts.size] += 1
    away = 0
    for receipt in ledger.receipts:
        mark = (_second(receipt.received_at), receipt.size)
        if there[mark] > 0:
            there[mark] -= 1
        else:
            away += 1
    if not away:
        return []
    words = f"{away} messages in custody no longer lie on the server: moved or deleted after we had them"
    return [Difference(f"{server.mailbox.label}: {words}", True)]
