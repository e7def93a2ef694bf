"""What a record tells of how a paper was read: values it bears out, names it spells or does not know.

Extraction never looks at the records, so that what it reads is no echo of them. Matching then finds a record
on which values of the paper agree, each read from another place; that two of them should hit one record by
misreading is so unlikely that what was in doubt is not any more. So it is where one value and something
besides agree, as the sender's mailbox or another paper of the submission. Measured: `docs/measurements.md`,
"Borne out by a record".
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from itertools import chain
from typing import Final

from rapidfuzz.distance import Levenshtein

from domain.corrections import PERSON
from domain.documents import BY_RECORD, Document, Evidence
from domain.ids import CertificationNumber
from domain.kinds import EvidenceType, FieldName
from domain.records import CertificationRecord
from processing.matching.compare import SURE
from processing.matching.names import Grade, Part, compare_with_record
from processing.matching.parsing import fold_words

#: How sure a value is that a record bears out: of 154 that had been in doubt all were right.
BORNE_OUT: Final = 0.98
#: What a record spells or speaks against is for a person to look at.
UNSURE: Final = 0.89

#: What speaks for a record besides the paper's own values, as comparisons name it.
BESIDES: Final = frozenset({"email", "contact", "history", "same_submission"})
#: The name that a paper gives its person; a new name is in no record yet.
_NAMES: Final = frozenset({FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.FORMER_NAME})
#: Letters so narrow that a reader makes one too many of a stroke, or loses one.
_NARROW: Final = frozenset("ilj1")
#: Of so many letters of a word one may be misread, and of a whole name so many; more is another name.
_LETTERS_A_MISREADING, _MOST_MISREAD = 3, 4
#: Digits by which two people's numbers or days are near enough to be read for one another.
_NEAR_DIGITS: Final = 2


class Agreement(IntEnum):
    """How a value of a paper agrees with a record's."""

    SPELLED = 1  # a name in doubt, but for letters that were misread
    WHOLE = 2


Agreements = Mapping[FieldName, Agreement]


def read_beside(
    document: Document,
    records: Sequence[CertificationRecord],
    backed: Collection[CertificationNumber] = (),
) -> Document:
    """A paper with what the records that it may be about tell of its values; the likeliest record first.

    `backed` are records for which something besides the paper's own values speaks. A person's word stays.
    """
    agreeing = [(record, dict(_agreements(document, record))) for record in records]
    told: dict[FieldName, Evidence] = {}
    for record, agreements in agreeing:
        others = [pair for pair in agreeing if pair[0] is not record]
        if len(_speaking(agreements)) + (record.certification_number in backed) >= 2:
            for read in _best(document, agreements):
                doubted = read.confidence < SURE and _is_told_whose(read, document)
                if doubted and not any(_is_rival(read.field, record, *o) for o in others):
                    told.setdefault(read.field, _bear_out(read, record, agreements[read.field]))
        if len(_speaking(agreements) - _NAMES) >= 2 and not _knows_a_name(record, document):
            for read in _sure_names(document):
                told.setdefault(read.field, replace(read, confidence=UNSURE))
    changed = {read: told[read.field] for read in _best(document, told)}
    return replace(document, evidence=tuple(changed.get(read, read) for read in document.evidence))


def _agreements(document: Document, record: CertificationRecord) -> Iterator[tuple[FieldName, Agreement]]:
    for name, known in _digits_of(record).items():
        if known and document.value(name) == known:
            yield name, Agreement.WHOLE
    for read in _best(document, _NAMES):
        compared = compare_with_record(str(read.value), record)
        same = (
            compared.grade is Grade.SAME and compared.suffix is Part.SAME and compared.middle is not Part.NEAR
        )
        if same and not compared.former:
            yield read.field, Agreement.WHOLE
        elif read.confidence < SURE and spell(str(read.value), record):
            yield read.field, Agreement.SPELLED
    if document.value(FieldName.LEVEL) == record.level:
        yield FieldName.LEVEL, Agreement.WHOLE


def _digits_of(record: CertificationRecord) -> dict[FieldName, str]:
    """What of a record is as good as nobody else's, written as a paper's values are; empty where unknown."""
    born = record.date_of_birth
    return {
        FieldName.CERTIFICATION_NUMBER: record.certification_number,
        FieldName.DATE_OF_BIRTH: born.isoformat() if born else "",
        FieldName.SSN_LAST4: "" if record.ssn_is_pseudo else record.ssn_last4,
    }


def _speaking(agreements: Iterable[FieldName]) -> set[FieldName]:
    """The fields that speak for a record: a level is many people's."""
    return set(agreements) - {FieldName.LEVEL}


def _is_told_whose(read: Evidence, document: Document) -> bool:
    """Whether a name stands in its place: a record tells how a name is spelled, and not that it is the former
    one. Who divorces may have been on record all the time by the name that is given back."""
    if read.field is not FieldName.FORMER_NAME:
        return True
    new = document.best(FieldName.NEW_NAME)
    is_marriage = document.value(FieldName.EVIDENCE_TYPE) == EvidenceType.MARRIAGE_CERTIFICATE
    return is_marriage or (new is not None and new.confidence >= SURE)


def _is_rival(
    name: FieldName, record: CertificationRecord, other: CertificationRecord, agreements: Agreements
) -> bool:
    """Whether another person has nearly the same value, and the rest of the paper may speak of them too."""
    if not _speaking(agreements) - {name}:
        return False
    if name in _NAMES:
        return bool(spell(record.full_name, other))
    mine, theirs = _digits_of(record).get(name, ""), _digits_of(other).get(name, "")
    return mine != theirs and Levenshtein.distance(mine, theirs) <= _NEAR_DIGITS


def _bear_out(read: Evidence, record: CertificationRecord, agreement: Agreement) -> Evidence:
    reader = f"{BY_RECORD}{read.reader}"
    if agreement is Agreement.SPELLED:
        return replace(read, value=spell(str(read.value), record), confidence=UNSURE, reader=reader)
    value = _with_accents(str(read.value), record) if read.field in _NAMES else read.value
    return replace(read, value=value, confidence=BORNE_OUT, reader=reader)


def _with_accents(read: str, record: CertificationRecord) -> str:
    """A name that is the record's, with its accents where the paper has accents that were misread."""
    known = {"".join(fold_words(word)): word for word in record.full_name.split()}
    words = read.split()
    return " ".join(w if w.isascii() else known.get("".join(fold_words(w)), w) for w in words)


def spell(read: str, record: CertificationRecord) -> str:
    """A name as read, its misread words as the record has them; empty where none was, or it is another name.

    What a paper abbreviates, or leaves out as a middle name, stays so.
    """
    short = " ".join(part for part in (record.first_name, record.last_name, record.suffix) if part)
    for known in (record.full_name.split(), short.split()):
        if len(known) == len(read.split()):
            words = [_spell_word(*pair) for pair in zip(read.split(), known, strict=True)]
            if 0 < sum(misread for _, misread in words) <= _MOST_MISREAD:
                return " ".join(word for word, _ in words)
    return ""


def _spell_word(read: str, known: str) -> tuple[str, int]:
    """A word, and how many of its letters were misread; more than a whole name may have in another word."""
    paper, record = "".join(fold_words(read)), "".join(fold_words(known))
    if paper == record or (len(paper) == 1 and record.startswith(paper)):
        return read, 0
    edits = Levenshtein.editops(paper, record)
    lost = {paper[e.src_pos] for e in edits if e.tag == "delete"}
    lost |= {record[e.dest_pos] for e in edits if e.tag == "insert"}
    if not lost <= _NARROW or len(edits) > max(1, len(record) // _LETTERS_A_MISREADING):
        return read, _MOST_MISREAD + 1
    return known, len(edits)


def _best(document: Document, names: Iterable[FieldName]) -> Iterator[Evidence]:
    return (read for name in sorted(names) if (read := document.best(name)))


def _knows_a_name(record: CertificationRecord, document: Document) -> bool:
    """Whether a word of the paper's names is one of the record's; true of a paper that gives none."""
    given = [str(read.value) for read in _best(document, _NAMES | {FieldName.NEW_NAME})]
    known = fold_words(" ".join((record.full_name, *record.former_names)))
    return not given or bool(set(chain.from_iterable(map(fold_words, given))) & set(known))


def _sure_names(document: Document) -> Iterator[Evidence]:
    given = _best(document, _NAMES | {FieldName.NEW_NAME})
    return (read for read in given if read.confidence >= SURE and read.reader != PERSON)
