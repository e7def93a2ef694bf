"""What people say of documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.corrections import Correction, NewCorrection
from domain.documents import Document
from domain.ids import CaseId, SubmissionId, UserName


@dataclass(frozen=True, slots=True)
class UndoneCorrection:
    """A word, and whether it was taken back."""

    correction: Correction
    undone: bool


class Corrections(Protocol):
    """Corrections; nothing is ever changed or deleted. `Documents` hands documents out with them applied."""

    def add(
        self,
        case_id: CaseId,
        case_version: int,
        document: Document,
        words: Sequence[NewCorrection],
        by: UserName,
        now: datetime,
    ) -> None:
        """Keep a person's words on one document of a case at `case_version`."""

    def take_back(self, correction_id: int, by: UserName, now: datetime) -> None:
        """Take one word back: what was said before it, or else the machine's reading, stands again."""

    def get(self, correction_id: int) -> UndoneCorrection:
        """Raises KeyError."""

    def standing(self, submission_ids: Iterable[SubmissionId]) -> list[Correction]:
        """The words that hold, oldest first; of one document's field only the last."""

    def cases(self) -> list[CaseId]:
        """The cases of all submissions of which a person said a word, in the order of their references."""
