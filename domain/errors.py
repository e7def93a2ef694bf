"""Errors. The class says what happens next.

IntakeError
├── TransientError       mailbox, Redis, database or SMTP briefly away: retry
├── DocumentError        this file will never work: park it for staff
│   ├── EncryptedDocument
│   ├── CorruptDocument
│   ├── UnsupportedFormat
│   └── LimitExceeded    too many pages, pixels, bytes, entries, levels or seconds
├── DeploymentError      a program, key or setting is missing: stop, say which and what to do
│   └── StorageFull      the disk is full: stop intake before anything is acknowledged
├── UnusableFile         a file that somebody named cannot be used as it is: say where to mend it
├── NotAllowed           the policy says no
│   └── NotThere         no such thing: say where the right names are listed
├── StaleDecision        somebody decided first: show both
└── LostLease            another worker holds this job now: drop the work, write nothing
"""

from domain.states import PartOutcome


class IntakeError(Exception):
    """The root; its text is fit to show to staff and holds no personal information."""


class TransientError(IntakeError):
    """Something is briefly away."""


class DocumentError(IntakeError):
    """This file will never work as it is."""

    outcome = PartOutcome.UNREADABLE


class EncryptedDocument(DocumentError):
    """A password is needed that the office does not have."""

    outcome = PartOutcome.NEEDS_PASSWORD


class CorruptDocument(DocumentError):
    """The bytes do not hold together."""


class UnsupportedFormat(DocumentError):
    """Nothing here reads this format."""

    outcome = PartOutcome.UNSUPPORTED


class LimitExceeded(DocumentError):
    """A limit of `domain.limits.Limits` was reached."""

    outcome = PartOutcome.REFUSED


class DeploymentError(IntakeError):
    """The installation lacks something; the text names it and what to do."""


class StorageFull(DeploymentError):
    """No room to store an original."""


class UnusableFile(IntakeError):
    """A file that a command names is not what it must be; nothing was done."""


class NotAllowed(IntakeError):
    """The policy function refused."""

    def __init__(self, words: str = "", *, field: str = "") -> None:
        """`field` is the field of a form that is at fault; empty: no single one."""
        super().__init__(words)
        self.field = field


class NotThere(NotAllowed):
    """Nothing of this number or name is kept."""


class StaleDecision(IntakeError):
    """Somebody decided this case first."""


class LostLease(IntakeError):
    """The job's fencing token is no longer ours."""
