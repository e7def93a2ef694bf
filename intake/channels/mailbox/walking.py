"""One walk over one folder: by UID above the mark, and over every gap when there is reason to look.

Read flags, age and number decide nothing. A message that is in custody (a crash between commit and move)
is only moved; one that cannot be fetched or taken stays where it is, is noted, and stops no other.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from domain.errors import DeploymentError, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival
from intake.channels.mailbox.accounts import message_key
from intake.channels.mailbox.aside import put_aside
from intake.channels.mailbox.fetching import FetchedBatch, FetchedMessage, batches, fetch_batch
from intake.channels.mailbox.session import EnteredFolder, MailSession, MessageFacts, ServerRefuses

log = structlog.get_logger()

#: UIDs of one search: its answer is one line of up to eleven bytes each, and imaplib ends at a million bytes.
SEARCH_SPAN: Final = 50_000
#: Messages whose size is asked by one command.
FACTS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class FolderPlace:
    """One numbering of one folder."""

    account: str
    folder: str
    uidvalidity: int

    def key(self, uid: int) -> str:
        """The receipt key of one message."""
        return message_key(self.account, self.folder, self.uidvalidity, uid)


@dataclass(frozen=True, slots=True)
class FolderMark:
    """How far the walk has come in this numbering."""

    high_uid: int
    """0: nothing was walked."""
    compare_below: int
    """Messages below this UID may be in custody under an older number."""


class Ledger(Protocol):
    """What the walk asks of custody."""

    def begin(self, place: FolderPlace, next_uid: int) -> FolderMark:
        """The mark of this numbering; a new numbering begins at 0."""

    def retry_now(self, place: FolderPlace) -> list[int]:
        """Messages that failed and whose time has come again."""

    def in_custody(self, place: FolderPlace, uids: Sequence[int]) -> set[int]:
        """Those that are in custody."""

    def same_content(self, place: FolderPlace, message: FetchedMessage) -> bool:
        """Whether these bytes are in custody under another number of this account; it is then noted."""

    def take(self, arrivals: Sequence[Arrival]) -> None:
        """All are in custody when it returns, or none where it raises."""

    def settle(
        self, place: FolderPlace, settled: Sequence[int], gone: Sequence[int], failed: Mapping[int, str]
    ) -> None:
        """Note which are in custody now, which vanished, and which failed with what words."""

    def advance(self, place: FolderPlace, mark: FolderMark) -> None:
        """Everything up to the mark was looked at."""

    def go_on(self) -> bool:
        """Whether we still are the account's only poller."""


@dataclass(slots=True)
class WalkReport:
    """What one walk over the folder did."""

    taken: int = 0
    known: int = 0
    """Were in custody already, and were only moved aside."""
    gone: int = 0
    """Were moved or deleted by somebody else before they could be fetched."""
    failed: int = 0
    """Could not be fetched or taken; they stay, and are tried again."""
    unmoved: int = 0
    """Are in custody, and the server would not move them."""
    quiet: bool = True
    """Nothing was asked after entering the folder: what comes from now on, the server announces."""


def walk_folder(
    session: MailSession, account: str, folder: str, processed_folder: str, ledger: Ledger, *, sweep: bool
) -> WalkReport:
    """Walk the folder once: above the mark and what failed before, or with `sweep` everything in it.

    Raises `TransientError` and `DeploymentError`, `StorageFull` among them; what is not in custody was not
    moved then.
    """
    entered = session.enter(folder)
    place = FolderPlace(account, folder, entered.uidvalidity)
    mark = ledger.begin(place, entered.next_uid)
    walk = _Walk(session, place, processed_folder, ledger, mark)
    lowest = 1 if sweep else mark.high_uid + 1
    if again := [uid for uid in ledger.retry_now(place) if uid < lowest]:
        walk.bring_in(again)
    for numbers in spans(lowest, entered):
        walk.bring_in(session.uids(numbers))
    ledger.advance(place, FolderMark(entered.next_uid - 1, mark.compare_below))
    return walk.report


def spans(lowest: int, entered: EnteredFolder) -> Iterator[str]:
    """Ranges of UIDs that each have an answer of bearable length."""
    highest = entered.next_uid - 1
    step = SEARCH_SPAN if entered.count > SEARCH_SPAN else highest
    for low in range(lowest, highest + 1, max(step, 1)):
        yield f"{low}:{min(low + step - 1, highest)}"


def all_facts(session: MailSession, uids: Sequence[int]) -> dict[int, MessageFacts]:
    """Size and time of these messages; one of which the server cannot tell is left out, and no other."""
    try:
        return session.facts(uids)
    except ServerRefuses:
        half = len(uids) // 2
        return all_facts(session, uids[:half]) | all_facts(session, uids[half:]) if half else {}


@dataclass(slots=True)
class _Walk:
    session: MailSession
    place: FolderPlace
    processed_folder: str
    ledger: Ledger
    mark: FolderMark
    report: WalkReport = field(default_factory=WalkReport)

    def bring_in(self, uids: Sequence[int]) -> None:
        """Bring these into custody and put them aside; oldest first."""
        self.report.quiet = False
        known = self.ledger.in_custody(self.place, uids)
        self._put_aside(sorted(known))
        self.report.known += len(known)
        new = [uid for uid in uids if uid not in known]
        with ThreadPoolExecutor(1, thread_name_prefix="store") as storing:
            self._take(new, storing)

    def _take(self, uids: Sequence[int], storing: ThreadPoolExecutor) -> None:
        """One batch is fetched while the one before is stored; it is moved while the next is stored."""
        waiting: Future[_Stored] | None = None
        for batch, facts in self._batches(uids):
            if not self.ledger.go_on():
                raise TransientError("Another receiver polls this mailbox now.")
            fetched = fetch_batch(self.session, batch, facts)
            durable = waiting.result() if waiting else None
            waiting = storing.submit(self._store, fetched)
            self._finish(durable)
        self._finish(waiting.result() if waiting else None)

    def _batches(self, uids: Sequence[int]) -> Iterator[tuple[list[int], dict[int, MessageFacts]]]:
        for at in range(0, len(uids), FACTS_AT_ONCE):
            some = uids[at : at + FACTS_AT_ONCE]
            facts = all_facts(self.session, some)
            self._settle_without_facts([uid for uid in some if uid not in facts])
            for batch in batches(facts):
                yield batch, facts

    def _settle_without_facts(self, uids: Sequence[int]) -> None:
        """Of these the server did not even tell the size: gone, or withheld."""
        if not uids:
            return
        there = set(self.session.uids(",".join(map(str, uids))))
        failed = dict.fromkeys(there, "The mail server tells nothing of it.")
        gone = [uid for uid in uids if uid not in there]
        self.ledger.settle(self.place, [], gone, failed)
        self.report.gone += len(gone)
        self.report.failed += len(failed)

    def _store(self, fetched: FetchedBatch) -> "_Stored":
        """Into custody; what is wrong with one message alone stops no other."""
        messages = fetched.messages
        same = [m.uid for m in messages if self._seen_before(m)]
        new = [m for m in messages if m.uid not in same]
        failed = dict(fetched.withheld)
        taken = self._keep(new, failed)
        self.ledger.settle(self.place, [*taken, *same], fetched.gone, failed)
        return _Stored(taken, same, fetched.gone, tuple(failed))

    def _seen_before(self, message: FetchedMessage) -> bool:
        return message.uid < self.mark.compare_below and self.ledger.same_content(self.place, message)

    def _keep(self, messages: Sequence[FetchedMessage], failed: dict[int, str]) -> list[int]:
        """All at once, or one by one where that fails; UIDs of those that are in custody now."""
        if not messages:
            return []
        try:
            self.ledger.take([self._arrival(message) for message in messages])
        except (TransientError, DeploymentError):
            raise
        except Exception as error:
            if len(messages) > 1:
                return [uid for message in messages for uid in self._keep([message], failed)]
            uid = messages[0].uid
            log.error("message_not_taken", uid=uid, problem=type(error).__name__, exc_info=True)
            failed[uid] = f"It cannot be stored ({type(error).__name__})."
            return []
        return [message.uid for message in messages]

    def _arrival(self, message: FetchedMessage) -> Arrival:
        key = self.place.key(message.uid)
        return Arrival(Channel.EMAIL, key, key, message.raw, message.received_at)

    def _finish(self, stored: "_Stored | None") -> None:
        """Move what is durable."""
        if stored is None:
            return
        self._put_aside([*stored.taken, *stored.same])
        self.report.taken += len(stored.taken)
        self.report.known += len(stored.same)
        self.report.gone += len(stored.gone)
        self.report.failed += len(stored.failed)

    def _put_aside(self, uids: Sequence[int]) -> None:
        if uids:
            self.report.unmoved += put_aside(self.session, sorted(uids), self.processed_folder)


@dataclass(frozen=True, slots=True)
class _Stored:
    """UIDs of one batch, by what became of them."""

    taken: Sequence[int]
    same: Sequence[int]
    gone: Sequence[int]
    failed: Sequence[int]
