"""What a record tells of how surely a paper was read: values that it bears out, names that it does not know.

A record never changes, completes or chooses a value; extraction never looks at one, so that what it reads is
no echo of it. Matching then finds a record on which values of the paper agree, each read from another place;
that two of them should hit one record by misreading is so unlikely that what was in doubt is not any more. So
it is where one value and something besides agree, as the sender's mailbox or another paper of the submission.
Measured: `docs/measurements.md`, "Borne out by a record".
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from rapidfuzz.distance import Levenshtein

from domain.corrections import PERSON
from domain.documents import BY_RECORD, SURE, UNSURE, Document, Evidence
from domain.ids import CertificationNumber
from domain.kinds import EvidenceType, FieldName
from domain.records import CertificationRecord
from processing.matching.names import Grade, compare_with_record
from processing.matching.parsing import fold_words

#: How sure a value is that a record bears out.
BORNE_OUT: Final = 0.98

#: What speaks for a record besides the paper's own values, as comparisons name it.
BESIDES: Final = frozenset({"email", "contact", "same_submission"})
#: The name that a paper gives its person; a new name is in no record yet.
_NAMES: Final = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME})
#: Digits by which two people's numbers or days are near enough to be read for one another.
_NEAR_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class _Likely:
    """A record that the paper may be about."""

    record: CertificationRecord
    agreeing: frozenset[FieldName]
    """The paper's values that are the record's."""
    backed: bool
    """Whether something besides them speaks for it."""

    @property
    def voices(self) -> int:
        """How many things speak for it, each by itself."""
        return len(self.agreeing) + self.backed


def read_beside(
    document: Document,
    records: Sequence[CertificationRecord],
    backed: Collection[CertificationNumber] = (),
) -> Document:
    """A paper with how sure its values are beside the records that it may be about, the likeliest first.

    `backed` are records for which something besides the paper's own values speaks. A person's word stays.
    """
    likely = [_weigh(document, record, record.certification_number in backed) for record in records]
    told: dict[FieldName, Evidence] = {}
    doubted: set[FieldName] = set()
    for one in likely:
        others = [other for other in likely if other is not one]
        if one.voices >= 2:
            for read in _best(document, one.agreeing):
                in_doubt = read.confidence < SURE and _is_told_whose(read, document)
                if in_doubt and not any(_is_rival(read.field, one, other) for other in others):
                    told.setdefault(read.field, _bear_out(read))
        if len(one.agreeing - _NAMES) >= 2 and not _knows_a_name(one.record, document):
            doubted |= _NAMES | {FieldName.NEW_NAME}
    changed = {read: told[read.field] for read in _best(document, told)}
    return replace(document, evidence=tuple(_seen(read, changed, doubted) for read in document.evidence))


def _seen(read: Evidence, changed: Mapping[Evidence, Evidence], doubted: set[FieldName]) -> Evidence:
    if read.field in doubted and read.confidence >= SURE and read.reader != PERSON:
        return replace(read, confidence=UNSURE)
    return changed.get(read, read)


def _weigh(document: Document, record: CertificationRecord, backed: bool) -> _Likely:
    own = {name for name, known in _digits_of(record).items() if known and document.value(name) == known}
    names = {read.field for read in _best(document, _NAMES) if is_name_of(str(read.value), record)}
    return _Likely(record, frozenset(own | names), backed)


def _digits_of(record: CertificationRecord) -> dict[FieldName, str]:
    """What of a record is as good as nobody else's, written as a paper's values are; empty where unknown."""
    born = record.date_of_birth
    return {
        FieldName.CERTIFICATION_NUMBER: record.certification_number,
        FieldName.DATE_OF_BIRTH: born.isoformat() if born else "",
        FieldName.SSN_LAST4: "" if record.ssn_is_pseudo else record.ssn_last4,
    }


def is_name_of(read: str, record: CertificationRecord) -> bool:
    """Whether every word is the record's, the middle name whole, by its letter or left out; accents as there
    or none. One that only may be meant, as by a nickname or a suffix more, is not.
    """
    first, last = record.first_name.split(), [*record.last_name.split(), *record.suffix.split()]
    middle = record.middle_name.split()
    given = [word.rstrip(".,") for word in read.split()]
    ways = ([*first, *middle, *last], [*first, *last], [*first, *(word[:1] for word in middle), *last])
    return any(
        len(way) == len(given) and all(_is_word(*pair) for pair in zip(given, way, strict=True))
        for way in ways
    )


def _is_word(read: str, known: str) -> bool:
    known = known.rstrip(".,")
    if read.casefold() == known.casefold():
        return True
    folded = fold_words(known)
    return read.isascii() and bool(folded) and fold_words(read) == folded


def _is_told_whose(read: Evidence, document: Document) -> bool:
    """Whether a name stands in its place: a record tells whose name it is, and not that it is the former one.
    Who divorces may have been on record all the time by the name that is given back."""
    if read.field is not FieldName.FORMER_NAME:
        return True
    new = document.best(FieldName.NEW_NAME)
    is_marriage = document.value(FieldName.EVIDENCE_TYPE) == EvidenceType.MARRIAGE_CERTIFICATE
    return is_marriage or (new is not None and new.confidence >= SURE)


def _is_rival(name: FieldName, one: _Likely, other: _Likely) -> bool:
    """Whether the value may be another person's, misread: theirs is nearly the same. A relative's name is."""
    if name in _NAMES:
        same = one.record.full_name.casefold() == other.record.full_name.casefold()
        return (
            not same and compare_with_record(one.record.full_name, other.record).grade >= Grade.SUFFIX_CLASH
        )
    mine, theirs = _digits_of(one.record)[name], _digits_of(other.record)[name]
    speaks = bool(other.agreeing - {name}) or other.backed
    return speaks and mine != theirs and Levenshtein.distance(mine, theirs) <= _NEAR_DIGITS


def _bear_out(read: Evidence) -> Evidence:
    return replace(read, confidence=BORNE_OUT, reader=f"{BY_RECORD}{read.reader}")


def _best(document: Document, names: Iterable[FieldName]) -> Iterator[Evidence]:
    return (read for name in sorted(names) if (read := document.best(name)))


def _knows_a_name(record: CertificationRecord, document: Document) -> bool:
    """Whether a word of the paper's names is one of the record's; true of a paper that gives none."""
    given = [str(read.value) for read in _best(document, _NAMES | {FieldName.NEW_NAME})]
    known = fold_words(" ".join((record.full_name, *record.former_names)))
    return not given or bool(set(chain.from_iterable(map(fold_words, given))) & set(known))
