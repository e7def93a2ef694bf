"""The ledger: what became of every submission, attachment and page."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.ids import CaseId, SubmissionId
from domain.kinds import Channel


class Thing(StrEnum):
    """What a line of the ledger is about."""

    SUBMISSION = "submission"
    ATTACHMENT = "attachment"
    PAGE = "page"


class Fate(StrEnum):
    """What became of it. Everything has exactly one of these."""

    CASE = "case"
    DUPLICATE = "duplicate"  # linked to what came before; shown in a case of its own
    SET_ASIDE = "set_aside"  # a blank page, a separator, a cover, or taken out with a reason
    DECORATION = "decoration"  # a signature logo, or what a person took for one
    PARTS = "parts"  # an attachment: its pages, or the files inside it, answer for it
    QUARANTINED = "quarantined"  # waits for a person
    REPLACED = "replaced"  # a better copy came
    CLOSED = "closed"  # a person closed its quarantine entry with words
    WORKED_ON = "worked_on"
    UNEXPLAINED = "unexplained"  # nothing answers for it: a fault


class Ending(StrEnum):
    """How a quarantine entry was resolved."""

    RETRIED = "retried"  # answers for nothing: what comes of the retry does
    CLOSED = "closed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"  # the scan it is about was taken back; open again should it be restored


#: Endings that answer for what an entry is about, by the fate they are.
ENDINGS = {Fate.REPLACED: (Ending.REPLACED,), Fate.CLOSED: (Ending.CLOSED, Ending.WITHDRAWN)}
#: A page with one of these fates keeps the page equation; any other stands against approval.
PAGE_SETTLED = frozenset({Fate.CASE, Fate.DUPLICATE, Fate.SET_ASIDE, Fate.DECORATION})
#: An attachment with one of these fates stands against approval.
ATTACHMENT_OPEN = frozenset({Fate.WORKED_ON, Fate.UNEXPLAINED})


def subject_of(entry_id: int) -> str:
    """Under what the audit log keeps a quarantine entry."""
    return f"quarantine:{entry_id}"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One submission, attachment or page, and what answers for it."""

    thing: Thing
    id: str
    submission_id: SubmissionId
    received_at: datetime
    channel: Channel
    fate: Fate
    media_type: str = ""
    """Empty for a submission that was not unpacked, and for a page."""
    path: str = ""
    """Of the attachment, or of the one that the page is in."""
    name: str | None = field(default=None, repr=False)
    index: int | None = None
    """Of a page: 0-based within its attachment."""
    size: int | None = None
    """Bytes; None for a page."""
    sha256: str = ""
    """Of the bytes as they came; a page has none of its own."""
    cases: tuple[CaseId, ...] = ()
    document_ids: tuple[str, ...] = ()
    """Of a page; where it is not settled those of its documents that nothing answers for."""
    repeats: str = ""
    """The case or submission whose paper it repeats."""
    same_bytes: str = ""
    """The case or submission in which the very same bytes came first."""
    entry: int | None = None
    """Its quarantine entry."""
    reason: str = field(default="", repr=False)
    """Why it was set aside, or what the quarantine entry or its closing says."""
    better_copy: str = ""
    """The submission that replaces it."""

    @property
    def what(self) -> str:
        """What it is, as people call it; pages count from 1."""
        if self.thing is Thing.PAGE and self.index is not None:
            return f"page {self.index + 1}" + (f" of part {self.path}" if self.path != "0" else "")
        return f"part {self.path}" if self.thing is Thing.ATTACHMENT else "submission"

    @property
    def words(self) -> str:
        """What became of it, in words."""
        told = _WORDS[self.fate].format(
            cases=" and ".join(self.cases) or "no case",
            repeats=self.repeats or "an earlier submission",
            entry=self.entry,
            reason=self.reason.rstrip(". ") or "no reason kept",
            copy=self.better_copy,
        )
        return f"{told}; the same bytes came before in {self.same_bytes}" if self.same_bytes else told


_WORDS = {
    Fate.CASE: "in case {cases}",
    Fate.DUPLICATE: "repeats a paper of {repeats}; shown in case {cases}",
    Fate.SET_ASIDE: "set aside: {reason}",
    Fate.DECORATION: "set aside as decoration: {reason}",
    Fate.PARTS: "its pages or the files in it answer for it",
    Fate.QUARANTINED: "in quarantine, entry {entry}: {reason}",
    Fate.REPLACED: "replaced by submission {copy} (entry {entry})",
    Fate.CLOSED: "handled by a person, entry {entry}: {reason}",
    Fate.WORKED_ON: "being worked on",
    Fate.UNEXPLAINED: "UNEXPLAINED: nothing answers for it",
}
