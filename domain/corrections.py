"""What a person says of a document, where the machine read it wrong, not at all, or right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.documents import Document, Evidence, KindGuess
from domain.ids import CaseId, DocumentId, PageId, UserName
from domain.kinds import FieldName, Kind, Subkind

#: The reader of a value that a person typed or confirmed.
PERSON = "person"


@dataclass(frozen=True, slots=True)
class KindWord:
    """The kind that a person names."""

    kind: Kind
    subkind: Subkind | None = None
    """Of a document that is `other`."""


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
    said: str | bool | KindWord | None
    """None: the paper does not say it."""
    read: str | bool | KindWord | None
    """What the machine had read then; None: nothing."""
    by: UserName
    at: datetime

    @property
    def confirms(self) -> bool:
        """Whether the machine had it right."""
        return self.said == self.read


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A word on its way into storage."""

    field: FieldName | None
    said: str | bool | KindWord | None
    read: str | bool | KindWord | None


def correct_evidence(evidence: Sequence[Evidence], words: Iterable[Correction]) -> tuple[Evidence, ...]:
    """The evidence with what a person says in the place of what the machine read.

    A person's value keeps the place on the page where the machine had looked, where it had looked anywhere.
    """
    said = {word.field: word.said for word in words if word.field is not None}
    best: dict[FieldName, Evidence] = {}
    for found in evidence:
        if found.field not in best or found.confidence > best[found.field].confidence:
            best[found.field] = found
    # In the order of reading; what was not read comes last.
    kept = [found for found in evidence if found.field not in said or found is best[found.field]]
    return (
        *(e for found in kept for e in ([found] if found.field not in said else _of_word(found, said))),
        *(e for name in said if name not in best for e in _filled(name, said[name])),
    )


Word = str | bool | KindWord | None


def _of_word(found: Evidence, said: Mapping[FieldName, Word]) -> list[Evidence]:
    value = said[found.field]
    if value is None or isinstance(value, KindWord):
        return []
    return [replace(found, printed=_printed(value), value=value, confidence=1.0, reader=PERSON)]


def _filled(name: FieldName, value: Word) -> list[Evidence]:
    if value is None or isinstance(value, KindWord):
        return []
    return [Evidence(name, _printed(value), value, 0, None, 1.0, PERSON)]


def _printed(value: str | bool) -> str:
    return "" if isinstance(value, bool) else value


def correct_document(document: Document, words: Iterable[Correction]) -> Document:
    """The document as it stands after all words on it, the later of two on one field last."""
    words = tuple(words)
    guess = document.guess
    for word in words:
        if isinstance(word.said, KindWord):
            guess = KindGuess(word.said.kind, 1.0, False, word.said.subkind)
    return replace(document, guess=guess, evidence=correct_evidence(document.evidence, words))
