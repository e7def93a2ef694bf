"""Documents with their evidence, matches and findings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.cases import Finding
from domain.documents import Document, Evidence, KindGuess
from domain.geometry import Box
from domain.ids import (
    DocumentId,
    PageId,
    SubmissionId,
)
from domain.records import Match
from domain.states import PageUse


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as splitting proposes it."""

    id: DocumentId
    guess: KindGuess
    page_ids: tuple[PageId, ...]
    split_confidence: float
    region: Box | None = None
    """The part of each of its pages that it stands on, where they show several papers."""


@dataclass(frozen=True, slots=True)
class FingerprintHit:
    """An earlier or later document that shares a blocking key."""

    document_id: DocumentId
    submission_id: SubmissionId
    received_at: datetime
    source: str
    fingerprint: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckedBy:
    """What made the findings of a document."""

    rules_version: str
    policy_version: int | None
    """None where it was checked before policies had versions."""
    rules: tuple[str, ...]
    """Ids of all rules that ran, hit or miss."""


class Documents(Protocol):
    """Documents, evidence, matches, findings."""

    def replace(
        self,
        submission_id: SubmissionId,
        documents: Sequence[NewDocument],
        set_aside: Sequence[tuple[PageId, PageUse, str]],
    ) -> None:
        """Record a split: pages of documents get use DOCUMENT, the others what `set_aside` says.

        Raises ValueError where two documents have the same part of a page.
        """

    def of_submission(self, submission_id: SubmissionId) -> list[Document]:
        """With their evidence, in order; where a person corrected something, as the person says."""

    def get(self, document_id: DocumentId) -> Document:
        """As the person says, where one corrected something. Raises KeyError."""

    def as_read(self, document_id: DocumentId) -> Document:
        """As the machine read it, without anybody's corrections. Raises KeyError."""

    def save_evidence(self, document_id: DocumentId, evidence: Sequence[Evidence]) -> None:
        """Replace what the machine read; a person's corrections stay."""

    def in_no_case(self, submission_id: SubmissionId) -> list[Document]:
        """Those of a submission that no case holds, or a withdrawn one alone: as the person says."""

    def save_match(self, document_id: DocumentId, match: Match) -> None: ...

    def match(self, document_id: DocumentId) -> Match | None: ...

    def save_findings(
        self,
        document_id: DocumentId,
        findings: Sequence[Finding],
        rules_version: str,
        checked: Sequence[str],
        policy_version: int | None = None,
    ) -> None:
        """Replace the findings; `checked` are the ids of all rules that ran, hit or miss."""

    def checked_by(self, document_id: DocumentId) -> CheckedBy | None:
        """By what the last findings were made; None where no rule has run."""

    def findings(self, document_id: DocumentId) -> tuple[Finding, ...]: ...

    def save_fingerprint(self, document_id: DocumentId, fingerprint: bytes, keys: Sequence[str]) -> None:
        """Keep a fingerprint under blocking keys (stored as keyed hashes)."""

    def sharing(self, keys: Sequence[str], exclude: SubmissionId) -> list[FingerprintHit]:
        """Documents of other submissions that share a key."""

    def hits(self, document_ids: Sequence[DocumentId]) -> list[FingerprintHit]:
        """Those of these documents that have a fingerprint, earliest received first."""

    def link_duplicate(self, document_id: DocumentId, original: DocumentId | None) -> None:
        """Say that a document repeats another one (of an earlier submission); None unlinks."""

    def forget_repeats(self, submission_id: SubmissionId) -> list[SubmissionId]:
        """No document repeats one of this submission any more; the submissions of those that did."""

    def duplicate_of(self, document_id: DocumentId) -> DocumentId | None: ...
