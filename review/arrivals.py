"""Who sent a submission and what it was called: shown, and looked for by who is told of it by telephone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.ids import SubmissionId
from domain.kinds import Channel, Role
from processing.ports import QuarantineEntry, SubmissionFacts, Work
from review.masking import mask_text
from review.policy import sees_whole_submission
from storage.names import fold_for_search

#: Words of a search that are looked for, as in the queue.
MOST_WORDS: Final = 12
#: Submissions whose senders and subjects a search opens, the newest of the days chosen.
MOST_OPENED: Final = 20_000


@dataclass(frozen=True, slots=True)
class ShownArrival:
    """Who sent it, and what is at fault: whom to ask for a better copy, and of what."""

    sender: str
    subject: str
    part: str = ""
    """The name of the file at fault; empty where it has none, or where it is the message as a whole."""


def tell_arrival(facts: SubmissionFacts, part: str = "") -> ShownArrival:
    """As people are told of it; of a fax the line that it came from, not the gateway."""
    sender = facts.headers.sender
    if facts.fax is not None:
        sender = " ".join(told for told in (facts.fax.station, facts.fax.caller) if told) or sender
    return ShownArrival(sender, mask_text(facts.headers.subject), mask_text(part))


def words_of_search(search: str) -> list[str]:
    """The words that are looked for, folded; none where a search holds neither letter nor digit."""
    return fold_for_search(search).split()[:MOST_WORDS]


def is_told_by(facts: SubmissionFacts, words: Sequence[str], part: str = "") -> bool:
    """Whether sender, subject and file, or those of a message inside, hold all of these words."""
    told = [facts.headers.sender, facts.headers.subject, part]
    told += [text for inside in facts.forwarded for text in (inside.sender, inside.subject)]
    if facts.fax is not None:
        digits = "".join(c for c in facts.fax.caller if c.isdigit())
        told += [facts.fax.station, facts.fax.caller, digits]
    folded = fold_for_search(" ".join(map(mask_text, told)))
    return bool(words) and all(word in folded for word in words)


def find_arrivals(
    work: Work,
    search: str,
    role: Role | None,
    *,
    channel: Channel | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[SubmissionId]:
    """Those whose sender and subject hold the words, newest first; by no word what is closed to this role."""
    words = words_of_search(search)
    told = work.submissions.newest_facts(channel=channel, since=since, until=until, limit=MOST_OPENED)
    return (key for key, facts in told if is_told_by(facts, words) and sees_whole_submission(work, key, role))


def find_entries(
    work: Work, entries: Sequence[QuarantineEntry], search: str, open_to: Collection[SubmissionId]
) -> list[QuarantineEntry]:
    """By what the entry says; by sender, subject, file and case where these are open to who asks."""
    words, known = words_of_search(search), set(work.ledger.find(search)) if search else set()

    def tells(entry: QuarantineEntry) -> bool:
        facts = work.submissions.facts(entry.submission_id)
        return entry.submission_id in known or is_told_by(facts, words, part_at_fault(work, entry))

    return [
        e for e in entries if search.casefold() in _searched(e) or (e.submission_id in open_to and tells(e))
    ]


def _searched(entry: QuarantineEntry) -> str:
    return f"{entry.reason} {entry.remedy} {entry.owner} {entry.submission_id} {entry.id}".casefold()


def part_at_fault(work: Work, entry: QuarantineEntry) -> str:
    """The name of the file at fault; empty where it has none, or where it is the message as a whole."""
    if entry.attachment_id is None:
        return ""
    parts = work.submissions.attachments(entry.submission_id)
    return next((part.name or "" for part in parts if part.id == entry.attachment_id), "")
