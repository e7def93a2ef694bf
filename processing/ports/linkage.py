"""What matching knows besides the records: how common values are, and who wrote of whom before."""

from datetime import datetime
from typing import Protocol

from domain.ids import CertificationNumber, SubmissionId
from processing.matching.terms import TermTable


class Linkage(Protocol):
    """Helps for matching; it works without any of them."""

    def terms(self) -> TermTable | None:
        """How common names, birth dates and towns are; None where they were never counted."""

    def count_terms(self, now: datetime) -> TermTable:
        """Count them anew from the records, and keep the table in place of the one before."""

    def note_sender(self, submission_id: SubmissionId, sender: str) -> None:
        """Keep who sent a submission, as a keyed hash; nothing where it is kept already."""

    def decided_for(self, sender: str, *, besides: SubmissionId) -> frozenset[CertificationNumber]:
        """Records of decided cases that came from this sender, the submission at hand left aside."""
