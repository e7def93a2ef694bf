"""Papers that joined another case than their own: by the machine, with its reason, or by a person."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.ids import CaseId, DocumentId, SubmissionId, UserName
from domain.states import CaseStatus

#: Who moved a paper where no person did.
MACHINE: Final = UserName("system")


class MoveReason(StrEnum):
    """Why a paper is in a case; the order of the members is the order in which the machine looks."""

    REFERENCE = "reference"  # the papers name the case
    OUR_MAIL = "our_mail"  # the mail answers ours about the case
    THEIR_MAIL = "their_mail"  # the mail goes on in the thread of one whose papers are in the case
    REPEAT = "repeat"  # the very papers came before, and lie in the case
    RECORD = "record"  # same record, same kind of request, and the case waited for the applicant
    SENT_AGAIN = "sent_again"  # who was asked sent the papers of the case again, and nothing else
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Move:
    """One paper's way into a case; never edited, and taken back by a line of its own."""

    deed: str
    """What was done at once has one name, and is taken back at once."""
    document_id: DocumentId
    submission_id: SubmissionId
    """Of the paper."""
    from_case: CaseId | None
    """None where it came into its first case."""
    to_case: CaseId
    reason: MoveReason
    status_before: CaseStatus
    """Of the case that it left; of the one that it joined where it left none."""
    due_before: date
    by: UserName
    at: datetime
    why: str = field(default="", repr=False)
    """As the person says it, for colleagues."""


@dataclass(frozen=True, slots=True)
class PastMove:
    """A move as it stands in the history of a case."""

    move: Move
    undone_by: UserName | None = None
    undone_at: datetime | None = None
