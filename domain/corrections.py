"""What a person says of a document, where the machine read it wrong, not at all, or right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.documents import Document, Evidence, KindGuess, Place
from domain.geometry import Box
from domain.ids import CaseId, DocumentId, PageId, UserName
from domain.kinds import FIELDS_OF, FieldName, Kind, Subkind

#: The reader of a value that a person typed or confirmed.
PERSON = "person"


@dataclass(frozen=True, slots=True)
class KindWord:
    """The kind that a person names."""

    kind: Kind
    subkind: Subkind | None = None
    """Of a document that is `other`."""


Word = str | bool | KindWord | None
"""A field's value, the kind, or nothing."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One word of a person on one document: its kind, or one field of it."""

    id: int
    case_id: CaseId
    case_version: int
    """The version of the case that it was said on."""
    document_id: DocumentId
    page_ids: tuple[PageId, ...]
    """It holds for the document of these pages, whatever number a later run gives it."""
    field: FieldName | None
    """None: the word is on the kind."""
    said: Word
    """None: the paper does not say it."""
    read: Word
    """What the machine had read then; None: nothing."""
    by: UserName
    at: datetime
    region: Box | None = None
    """The part of each of its pages that the document stands on, where it has not all of them."""

    @property
    def place(self) -> Place:
        """The document that it holds for."""
        return self.page_ids, self.region

    @property
    def confirms(self) -> bool:
        """Whether the machine had it right."""
        return self.said == self.read


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A word on its way into storage."""

    field: FieldName | None
    said: Word
    read: Word


def correct_evidence(evidence: Sequence[Evidence], words: Iterable[Correction]) -> tuple[Evidence, ...]:
    """The evidence with what a person says in the place of what the machine read.

    A person's value keeps the place on the page where the machine had looked, where it had looked anywhere.
    """
    by_field: dict[FieldName, list[Evidence]] = {}
    for found in evidence:
        by_field.setdefault(found.field, []).append(found)
    for word in words:
        if word.field is not None and not isinstance(word.said, KindWord):
            before = max(by_field.get(word.field, []), key=lambda e: e.confidence, default=None)
            by_field[word.field] = [] if word.said is None else [_by_person(word.field, word.said, before)]
    return tuple(found for every in by_field.values() for found in every)


def _by_person(name: FieldName, value: str | bool, before: Evidence | None) -> Evidence:
    printed = "" if isinstance(value, bool) else value
    if before is None:
        return Evidence(name, printed, value, 0, None, 1.0, PERSON)
    return replace(before, printed=printed, value=value, confidence=1.0, reader=PERSON)


def correct_document(document: Document, words: Iterable[Correction]) -> Document:
    """The document as people say; words on fields that its kind has not are left aside."""
    words = tuple(words)
    kinds = [word.said for word in words if isinstance(word.said, KindWord)]
    guess = KindGuess(kinds[-1].kind, 1.0, False, kinds[-1].subkind) if kinds else document.guess
    fitting = [word for word in words if word.field in FIELDS_OF[guess.kind]]
    return replace(document, guess=guess, evidence=correct_evidence(document.evidence, fitting))
