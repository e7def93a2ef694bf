"""What the case page shows of corrections: the form of every field, who said what, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.corrections import Correction, KindWord, Word
from domain.documents import Document
from domain.errors import NotAllowed
from domain.ids import DocumentId
from domain.kinds import FIELDS_OF, FieldName, Kind, Subkind
from domain.values import CHOICES, DATES, FLAGS, read_value
from processing.ports import Work
from review.masking import MASK
from review.words import to_words


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of the form in which a person corrects a document."""

    name: str
    text: str
    """What stands now, as it can be typed; empty where nothing stands or it is masked."""
    choices: tuple[str, ...]
    """Every value there is, where the contract lists them."""
    is_date: bool
    masked: bool
    absent: bool
    """A person said that the paper does not say it."""


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """One standing word of a person."""

    id: int
    label: str
    """A field's name, or `kind`."""
    said: str
    """Empty: not on the paper."""
    read: str
    """What the machine had read; empty: nothing."""
    confirms: bool
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent for one document and could not be taken: it stands in the form again."""

    document: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    absent: frozenset[str] = frozenset()


def show_fields(document: Document, words: Sequence[Correction]) -> tuple[ShownField, ...]:
    """Every field that a document of this kind may carry."""
    absent = {word.field for word in words if word.field and word.said is None}
    return tuple(
        _show_field(name, document.value(name), absent=name in absent)
        for name in FIELDS_OF[document.guess.kind]
    )


def _show_field(name: FieldName, value: str | bool | None, *, absent: bool) -> ShownField:
    masked = name is FieldName.SSN_LAST4 and value is not None
    choices = ("yes", "no") if name in FLAGS else tuple(c.value for c in CHOICES.get(name, ()))
    return ShownField(
        name=name.value,
        text="" if masked else as_typed(value),
        choices=choices,
        is_date=name in DATES,
        masked=masked,
        absent=absent,
    )


def show_corrections(words: Sequence[Correction], *, revealed: bool) -> tuple[ShownCorrection, ...]:
    """Who said what, and what the machine had read; Social Security digits masked unless asked for."""
    return tuple(
        ShownCorrection(
            id=word.id,
            label=word.field.value if word.field else "kind",
            said=_show_word(word.field, word.said, revealed=revealed),
            read=_show_word(word.field, word.read, revealed=revealed),
            confirms=word.confirms,
            by=word.by,
            at=word.at,
        )
        for word in words
    )


def _show_word(name: FieldName | None, word: Word, *, revealed: bool) -> str:
    if isinstance(word, KindWord):
        kind = to_words(word.kind.value)
        return f"{kind} ({to_words(word.subkind.value)})" if word.subkind else kind
    if name is FieldName.SSN_LAST4 and word is not None and not revealed:
        return MASK
    return to_words(word) if name is FieldName.EVIDENCE_TYPE and word else as_typed(word)


def as_typed(value: str | bool | None) -> str:
    """A value as it is typed into the form."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value or ""


def words_on(work: Work, document: Document) -> list[Correction]:
    """The standing words on one document."""
    words = work.corrections.standing([document.submission_id])
    return [word for word in words if word.place == document.place]


# -- the forms ----------------------------------------------------------------------------------------


def read_form(document: Document, typed: Typed, *, rest_is_right: bool) -> dict[FieldName, str | bool | None]:
    """What the form says: changed fields, those ticked as not on the paper, and with `rest_is_right` all.

    Raises `NotAllowed` with what is wrong in one field, which it names.
    """
    said: dict[FieldName, str | bool | None] = {}
    for name in FIELDS_OF[document.guess.kind]:
        try:
            said |= _read_field(document, typed, name, rest_is_right=rest_is_right)
        except NotAllowed as error:
            raise NotAllowed(str(error), field=name.value) from error
    return said


def _read_field(
    document: Document, typed: Typed, name: FieldName, *, rest_is_right: bool
) -> dict[FieldName, str | bool | None]:
    text, now = typed.values.get(name.value, "").strip(), document.value(name)
    kept = now if _is_untouched(name, text, now) else read_value(name, text) if text else None
    if name.value in typed.absent:
        return _absent(name, text, now)
    if kept is None and now is not None:
        raise NotAllowed(
            f"The {to_words(name.value)} was emptied. Tick that the paper does not say it, "
            "or type what it says."
        )
    return {name: kept} if kept != now or rest_is_right else {}


def _is_untouched(name: FieldName, text: str, now: str | bool | None) -> bool:
    """Whether a field came back as it was shown: the machine may have read what nobody may type."""
    return text.split() == as_typed(now).split() or (name is FieldName.SSN_LAST4 and not text)


def _absent(name: FieldName, text: str, now: str | bool | None) -> dict[FieldName, str | bool | None]:
    if text and text != as_typed(now):
        raise NotAllowed(
            f"The {to_words(name.value)}: type what the paper says, or tick that it does not say it, "
            "not both."
        )
    return {name: None}


#: The kinds that a person may name, `other` by its finer kinds.
KIND_CHOICES: tuple[tuple[str, str], ...] = (
    *((kind.value, to_words(kind.value)) for kind in Kind if kind is not Kind.OTHER),
    *((f"{Kind.OTHER.value}/{sub.value}", f"other: {to_words(sub.value)}") for sub in Subkind),
)


def read_kind(text: str) -> KindWord:
    """`cpr_card`, or `other/cori_form`. Raises `NotAllowed` where it is none of `KIND_CHOICES`."""
    if text not in dict(KIND_CHOICES):
        raise NotAllowed("Choose what the paper is.")
    kind, _, subkind = text.partition("/")
    return KindWord(Kind(kind), Subkind(subkind) if subkind else None)


def kind_choice(document: Document) -> str:
    """What of `KIND_CHOICES` a document is now."""
    guess = document.guess
    return f"{guess.kind.value}/{guess.subkind.value}" if guess.subkind else guess.kind.value


def find_own(work: Work, document_ids: Sequence[DocumentId], wanted: str) -> Document:
    """One document of a case. Raises `NotAllowed` where it is none of them, or is there no more."""
    if wanted not in document_ids:
        raise NotAllowed("This case has no such document.")
    try:
        return work.documents.get(DocumentId(wanted))
    except KeyError as error:
        raise NotAllowed("This document was split anew. Load the case again.") from error
