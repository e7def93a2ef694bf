"""Where things stand on their way: the closed vocabularies of states. A stored value never changes."""

from enum import StrEnum


class Stage(StrEnum):
    """The steps between receipt and a person; one actor each."""

    UNPACK = "unpack"
    READ = "read"
    SPLIT = "split"
    EXTRACT = "extract"
    MATCH = "match"
    CHECK = "check"
    QUEUE = "queue"
    DISPATCH = "dispatch"


#: The way of a submission, in order; the last stage leaves a case for a person.
WAY: tuple[Stage, ...] = (
    Stage.UNPACK,
    Stage.READ,
    Stage.SPLIT,
    Stage.EXTRACT,
    Stage.MATCH,
    Stage.CHECK,
    Stage.QUEUE,
)


class JobState(StrEnum):
    """Where one stage of one submission stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    QUARANTINED = "quarantined"


class PartOutcome(StrEnum):
    """What became of one file or message part in unpack."""

    PAGES = "pages"
    NEEDS_PASSWORD = "needs_password"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"


class PageUse(StrEnum):
    """What a page is in the page equation: every page is exactly one of these."""

    UNDECIDED = "undecided"
    DOCUMENT = "document"
    BLANK = "blank"
    SEPARATOR = "separator"
    COVER = "cover"
    CANARY = "canary"  # of a message that the installation sent itself, to see that it arrives
    REMOVED = "removed"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting"  # the applicant owes something
    DECIDED = "decided"
    REOPENED = "reopened"  # a bounce, or a decision undone
    WITHDRAWN = "withdrawn"  # a clerk took its papers back, or they are in other cases now


#: A case in one of these states was answered by a person; a repeated run of the machine leaves it alone.
SETTLED: tuple[CaseStatus, ...] = (CaseStatus.DECIDED, CaseStatus.WAITING)


class DispatchState(StrEnum):
    """The outbox's states. `uncertain`: found in `sending` after a crash; a person decides."""

    HELD = "held"  # within the 60 seconds in which a decision can be undone, or waiting for a second person
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"


class HeldState(StrEnum):
    """What became of a row that names somebody else than the record of its number."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    """A later import says something else of the number."""
    WITHDRAWN = "withdrawn"
    """Its import was reverted."""


class ImportState(StrEnum):
    """Where an import of certification records stands."""

    STARTED = "started"
    """At work, or broken off: the same file goes on with it."""
    DONE = "done"
    REVERTING = "reverting"
    REVERTED = "reverted"
