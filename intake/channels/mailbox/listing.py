"""What lies on the server, without moving, marking or reading anything: for reconciliation and `doctor`."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.channels.mailbox.session import EnteredFolder, MailServer, MailSession, MessageFacts
from intake.channels.mailbox.walking import FACTS_AT_ONCE, all_facts, spans


@dataclass(frozen=True, slots=True)
class FolderListing:
    """The messages of one folder."""

    folder: str
    uidvalidity: int
    messages: dict[int, MessageFacts]
    """By UID."""


def list_folder(session: MailSession, folder: str) -> FolderListing | None:
    """Everything in a folder; None where there is no such folder."""
    if not session.has_folder(folder):
        return None
    entered = session.enter(folder, readonly=True)
    uids = list(_all_uids(session, entered))
    messages: dict[int, MessageFacts] = {}
    for at in range(0, len(uids), FACTS_AT_ONCE):
        messages |= all_facts(session, uids[at : at + FACTS_AT_ONCE])
    return FolderListing(folder, entered.uidvalidity, messages)


def _all_uids(session: MailSession, entered: EnteredFolder) -> Iterator[int]:
    for numbers in spans(1, entered):
        yield from session.uids(numbers)


def count_messages(server: MailServer) -> dict[str, int]:
    """How many messages lie in each folder of the account."""
    with server.session() as session:
        return {folder: session.enter(folder, readonly=True).count for folder in server.mailbox.folders}
