"""Ranges that no answer outgrows, and batches that no memory outgrows."""

import imaplib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import intake.channels.mailbox.walking as walking
from domain.errors import TransientError
from domain.submissions import Arrival
from intake.channels.mailbox.fetching import BATCH_BYTES, BATCH_COUNT, FetchedMessage, batches
from intake.channels.mailbox.listing import list_folder
from intake.channels.mailbox.session import EnteredFolder, MailServer, MessageFacts
from intake.channels.mailbox.walking import FolderMark, FolderPlace, spans, walk_folder
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox

#: More than one answer of a search can carry: a UID of five digits and a space, a million bytes a line.
MANY = 4_000


class NotedLedger:
    """Takes everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.known: set[int] = set()
        self.mark = FolderMark(0, 0)

    def begin(self, place: FolderPlace, next_uid: int) -> FolderMark:
        return self.mark

    def retry_now(self, place: FolderPlace) -> list[int]:
        return []

    def in_custody(self, place: FolderPlace, uids: Sequence[int]) -> set[int]:
        return self.known.intersection(uids)

    def same_content(self, place: FolderPlace, message: FetchedMessage) -> bool:
        return False

    def take(self, arrivals: Sequence[Arrival]) -> None:
        self.taken += [arrival.receipt_key for arrival in arrivals]

    def settle(
        self, place: FolderPlace, settled: Sequence[int], gone: Sequence[int], failed: Mapping[int, str]
    ) -> None:
        self.known |= set(settled)

    def advance(self, place: FolderPlace, mark: FolderMark) -> None:
        self.mark = mark

    def go_on(self) -> bool:
        return True


@given(st.integers(1, 300_000), st.integers(1, 300_000), st.integers(0, 300_000))
def test_ranges_cover_every_number_once(lowest: int, next_uid: int, count: int) -> None:
    found = list(spans(lowest, EnteredFolder(1, next_uid, count)))
    ends = [tuple(map(int, numbers.split(":"))) for numbers in found]
    assert all(low <= high for low, high in ends)
    assert all(b[0] == a[1] + 1 for a, b in pairwise(ends))
    if lowest < next_uid:
        assert (ends[0][0], ends[-1][1]) == (lowest, next_uid - 1)
    else:
        assert ends == []
    # Eleven bytes a UID at most; a range of more numbers than the limit holds no more messages than that.
    longest = min(count, max((high - low + 1 for low, high in ends), default=0))
    assert longest * 11 < imaplib._MAXLINE


@given(st.lists(st.integers(0, 3 * BATCH_BYTES), max_size=400))
def test_batches_hold_every_message_once_within_bounds(sizes: list[int]) -> None:
    now = datetime.now(UTC)
    facts = {uid: MessageFacts(size, now) for uid, size in enumerate(sizes, start=1)}
    found = list(batches(facts))
    assert [uid for batch in found for uid in batch] == sorted(facts)
    for batch in found:
        assert len(batch) <= BATCH_COUNT
        assert len(batch) == 1 or sum(facts[uid].size for uid in batch) <= BATCH_BYTES


@pytest.fixture(scope="module")
def crowded(dovecot: DovecotServer) -> Postbox:
    box = Postbox(dovecot, dovecot.new_user())
    box.append(b"Subject: first\r\n\r\nbody\r\n")
    box.fill(MANY - 1, b"Subject: one of many\r\n\r\nbody\r\n")
    return box


class TestManyMessages:
    """A mailbox whose numbers fit into no answer: here the line is shortened, as the messages are."""

    def test_one_search_over_everything_breaks_the_line(
        self, crowded: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imaplib, "_MAXLINE", 8_000)
        with MailServer(crowded.settings()).session() as session:
            session.enter("INBOX")
            with pytest.raises(TransientError, match="longer than a line"):
                session.uids(f"1:{MANY}")

    def test_search_by_ranges_finds_all(self, crowded: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(imaplib, "_MAXLINE", 8_000)
        monkeypatch.setattr(walking, "SEARCH_SPAN", 1_500)
        with MailServer(crowded.settings()).session() as session:
            listing = list_folder(session, "INBOX")
        assert listing is not None
        assert sorted(listing.messages) == list(range(1, MANY + 1))

    def test_poll_after_the_mark_asks_for_what_is_new_only(
        self, crowded: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger = NotedLedger()
        ledger.mark = FolderMark(MANY - 3, 0)
        with MailServer(crowded.settings()).session() as session:
            asked, search = list[str](), session.uids

            def note(numbers: str, **more: bytes) -> list[int]:
                asked.append(numbers)
                return search(numbers, **more)

            monkeypatch.setattr(session, "uids", note)
            report = walk_folder(session, "a", "INBOX", "Processed", ledger, sweep=False)
            assert (report.taken, ledger.mark.high_uid) == (3, MANY)
            again = walk_folder(session, "a", "INBOX", "Processed", ledger, sweep=False)
            assert again.quiet
        assert asked == [f"{MANY - 2}:{MANY}"]
