"""Who sent a submission and what it was called: shown, and looked for by who is told of it by telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from processing.ports import SubmissionFacts
from review.masking import mask_text
from storage.names import fold_for_search

#: Words of a search that are looked for, as in the queue.
MOST_WORDS: Final = 12


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
