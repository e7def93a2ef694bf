"""Documents and the evidence read off them."""

from dataclasses import dataclass, field
from typing import Final

from domain.geometry import Box
from domain.ids import AttachmentId, DocumentId, PageId, SubmissionId
from domain.kinds import FieldName, Kind, Subkind
from domain.pages import FaxStrip, PageReading
from domain.states import PageUse

#: Stands before the readers of a value that was read where people found it on an earlier copy of its form.
BY_FORM = "form+"
#: Stands before the readers of a value that a record bears out.
BY_RECORD = "record+"
#: From this confidence on a value is shown as sure, and taken at its word (the contract of predictions).
SURE: Final = 0.9
#: The confidence of what is not to be shown as sure, whatever speaks for it.
UNSURE: Final = 0.89


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value read off a page, and how it was read."""

    field: FieldName
    printed: str
    """As printed, whitespace trimmed."""
    value: str | bool
    """Normalised: ISO date or month, level, provider; a name as printed in reading order."""
    page: int
    """Index into the document's own list of pages, 0-based."""
    box: Box | None
    """Pixels of the upright page; None where `span` is given."""
    confidence: float
    """0.0-1.0; 0.9 and more is shown as sure."""
    reader: str
    span: tuple[int, int] | None = None
    """Characters [start, end) of a body's text."""

    @property
    def by_form(self) -> bool:
        """Whether it was read where people found it on an earlier copy of the form."""
        return BY_FORM in self.reader


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field whose machine-readable code and print say different things."""

    field: FieldName
    code: str
    """What holds the other value: `bar code`, `passport zone`, `square code`."""


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One page in its place: what splitting looks at."""

    id: PageId
    attachment_id: AttachmentId
    attachment_name: str | None
    """None for the message body and for a file that is itself the submission."""
    reading: PageReading
    is_body: bool = False
    strip: FaxStrip | None = None
    """What a fax machine printed at the edge; it is not among the reading's words."""


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A calibrated opinion on what a document is."""

    kind: Kind
    confidence: float
    """Probability of `kind`, 0.0-1.0."""
    abstains: bool
    """Below the threshold set by measured error: a person triages."""
    subkind: Subkind | None = None


@dataclass(frozen=True, slots=True)
class ProposedDocument:
    """Consecutive pages of one paper, or the same part of each of them, as splitting proposes them."""

    pages: tuple[SubmissionPage, ...]
    guess: KindGuess
    split_confidence: float = 1.0
    region: Box | None = None
    """The part of each of its pages that it stands on, where they show several papers."""


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The page equation in one value: every page is in a document, or cut into several, or is set aside."""

    documents: tuple[ProposedDocument, ...]
    set_aside: tuple[tuple[PageId, PageUse], ...] = ()


PagePart = tuple[PageId, Box | None]
"""One page of a document, or the part of it that the document has: what a person looks at."""

Place = tuple[tuple[PageId, ...], Box | None]
"""The pages of a document, and the part of each that it stands on, where it has not all of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """One paper of a submission."""

    id: DocumentId
    submission_id: SubmissionId
    guess: KindGuess
    page_ids: tuple[PageId, ...]
    evidence: tuple[Evidence, ...] = field(default=())
    region: Box | None = None
    """The part of each of its pages that it stands on, where they show several; None: all of its pages."""

    @property
    def place(self) -> Place:
        """Where it stands; no other document stands there."""
        return self.page_ids, self.region

    @property
    def page_parts(self) -> tuple[PagePart, ...]:
        """What a person looks at who looks at all of it."""
        return tuple((page_id, self.region) for page_id in self.page_ids)

    def value(self, name: FieldName) -> str | bool | None:
        """The value of a field, or None where it was not read."""
        found = self.best(name)
        return found.value if found else None

    def best(self, name: FieldName) -> Evidence | None:
        """The most confident evidence for a field."""
        having = [e for e in self.evidence if e.field == name]
        return max(having, key=lambda e: e.confidence, default=None)
