"""Papers that joined another case, and the threads by which answers find theirs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.ids import CaseId, DocumentId, SubmissionId, UserName
from domain.moves import Move, PastMove


class Moves(Protocol):
    """Moves; nothing is ever changed or deleted."""

    def add(self, moves: Sequence[Move]) -> None:
        """Keep what was done at once."""

    def deed(self, deed: str) -> list[Move]:
        """What was done at once; empty where there is none, or where it was taken back."""

    def take_back(self, deed: str, by: UserName, now: datetime) -> None: ...

    def of_submission(self, submission_id: SubmissionId) -> list[Move]:
        """Moves of the papers of a submission that were not taken back, oldest first."""

    def standing(self, submission_id: SubmissionId) -> dict[DocumentId, Move]:
        """Of each paper of a submission that lies where it was moved: the move that brought it there."""

    def of_case(self, case_id: CaseId) -> list[Move]:
        """Moves into and out of a case that were not taken back, oldest first."""

    def history(self, case_id: CaseId) -> list[PastMove]:
        """Every move into and out of a case, those taken back included, oldest first."""

    def parted(self, submission_id: SubmissionId) -> set[DocumentId]:
        """Papers of which a person said that they do not belong where the machine had put them."""

    def note_message(self, submission_id: SubmissionId, message_id: str) -> None:
        """Keep a keyed hash of the Message-ID of a mail, so that an answer to it is recognised."""

    def sent_as(self, message_ids: Sequence[str]) -> list[SubmissionId]:
        """The submissions that these mails were."""
