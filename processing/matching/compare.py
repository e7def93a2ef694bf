"""Field by field: what agrees, what nearly agrees, and how much that weighs.

What an outcome weighs was learned, and how rare the value is among the office's records counts
(`processing/matching/weights.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.documents import SURE
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, FieldComparison, MatchQuery
from processing.matching.names import Grade, NameComparison, best_comparison
from processing.matching.numbers import NumberFit, compare_numbers, look_alike
from processing.matching.printed import (
    address_stands,
    answers_stand,
    former_street_stands,
    home_stands,
    names_stand,
    town_stands,
)
from processing.matching.terms import Term
from processing.matching.weights import Weighing, make_weighing
from processing.matching.words import NAME_VERDICTS, NUMBER_VERDICTS


class DateFit(IntEnum):
    """How a printed birth date compares; higher is better."""

    DIFFERS = 0
    MISSING = 1
    NEAR = 2  # one digit other, or two swapped
    SWAPPED = 3  # day and month changed places
    MONTH = 4  # only year and month are printed, and they agree
    FULL = 5


class DigitsFit(IntEnum):
    """How the last four digits of a social security number compare."""

    DIFFERS = 0
    MISSING = 1
    NEAR = 2
    AGREES = 3


#: A pseudo number may have changed since: its digits weigh by this share.
PSEUDO_SHARE = 0.5

#: The sender's history helps and never proves: bits, however few records it names.
MOST_OF_HISTORY = 6.0

#: Bits added where a name fits that the person no longer bears, or a street where others live now.
FORMER_NAME = -1.0
FORMER_STREET = -2.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One record against the query, with outcomes that rules can ask for."""

    record: CertificationRecord
    number: NumberFit
    name: NameComparison | None
    """None where the paper names nobody."""
    date_of_birth: DateFit
    ssn_last4: DigitsFit
    fields: tuple[FieldComparison, ...]
    name_stands: bool = False
    """Whether the record's name stands among the words of a paper whose fields surely name nobody."""
    address_stands: bool = False
    """Whether the record's email address stands on the paper, or the message came from it."""
    earlier_number: bool = False
    """Whether the number is one that this person had before; `number` then counts as missing."""
    answers_stand: bool = False
    """Whether the paper says name, home and email as a form asks them, which no signature does."""

    @property
    def weight(self) -> float:
        """Total bits."""
        return sum(f.weight for f in self.fields)

    @property
    def grade(self) -> Grade:
        return self.name.grade if self.name else Grade.DIFFERS


def compare_record(
    query: MatchQuery, record: CertificationRecord, weighing: Weighing | None = None
) -> Comparison:
    """Compare every field that the paper shows; without `weighing`, by the shipped weights alone."""
    weighing = weighing or _shipped()
    number = compare_numbers(query.number, record.certification_number)
    earlier = number < NumberFit.OTHER_PREFIX and is_earlier_number(query.number, record)
    number = NumberFit.MISSING if earlier else number
    name = best_comparison(query.names, record)
    born = compare_birth_dates(query.date_of_birth, record.date_of_birth)
    last4 = compare_last4(query.ssn_last4, record.ssn_last4)
    # Fields that surely name somebody stand above the paper's other words.
    surely_named = name is not None and query.name_confidence >= SURE
    stands = not surely_named and names_stand(record, query.printed_words)
    written = _is_address_of(record, query.email) or (stands and address_stands(record, query.printed_words))
    fields = (
        earlier_number_field(query.number_confidence, weighing)
        if earlier
        else _number_field(number, query.number_confidence, weighing),
        _standing_name_field(name, record, query.name_confidence, weighing)
        if stands
        else _name_field(name, record, query.name_confidence, weighing),
        _date_field(born, record, query.date_of_birth_confidence, weighing),
        _last4_field(last4, query.ssn_last4_confidence, record.ssn_is_pseudo, weighing),
        _email_field(query.email, record.email, written, weighing),
        _contact_field(record, query.printed_words, weighing),
        *_history_field(record, query.sender_records, weighing),
        _level_field(query.level, record.level, weighing),
    )
    answered = stands and written and answers_stand(record, query.printed_words)
    return Comparison(record, number, name, born, last4, fields, stands, written, earlier, answered)


@lru_cache(maxsize=1)
def _shipped() -> Weighing:
    return make_weighing()


def compare_birth_dates(paper: str, record: date | None) -> DateFit:
    """`paper` is an ISO date or `YYYY-MM`; what is neither counts as missing."""
    if record is None or len(paper) not in (7, 10):
        return DateFit.MISSING
    known = record.isoformat()
    if paper == known:
        return DateFit.FULL
    if len(paper) == 7:
        return DateFit.MONTH if paper == known[:7] else DateFit.DIFFERS
    if paper[:4] == known[:4] and paper[5:7] == known[8:] and paper[8:] == known[5:7]:
        return DateFit.SWAPPED
    return DateFit.NEAR if OSA.distance(paper, known, score_cutoff=1) <= 1 else DateFit.DIFFERS


def compare_last4(paper: str, record: str) -> DigitsFit:
    """Four digits each; what is not four digits counts as missing."""
    if not (len(paper) == len(record) == 4 and paper.isdigit() and record.isdigit()):
        return DigitsFit.MISSING
    if paper == record:
        return DigitsFit.AGREES
    return DigitsFit.NEAR if OSA.distance(paper, record, score_cutoff=1) <= 1 else DigitsFit.DIFFERS


def may_be_misread(paper: str, known: str, confidence: float) -> bool:
    """Whether an unsurely read date may say what the record says: one digit off, or several that look alike.

    Day and month in each other's place are a person's slip, never a reader's.
    """
    if confidence >= SURE or len(paper) != len(known) or len(known) != len("2000-01-31"):
        return False
    differing = [(a, b) for a, b in zip(paper, known, strict=True) if a != b]
    swapped = paper[:4] == known[:4] and paper[5:7] == known[8:] and paper[8:] == known[5:7]
    return not swapped and (len(differing) <= 1 or all(look_alike(a, b) for a, b in differing))


def born_about(paper: str, born: date | None) -> bool:
    """Whether a printed date is another's but for two signs: as much as a poor reading spoils."""
    return born is not None and bool(paper) and OSA.distance(paper, born.isoformat(), score_cutoff=2) <= 2


def _number_field(fit: NumberFit, confidence: float, weighing: Weighing) -> FieldComparison:
    return _field("number", NUMBER_VERDICTS[fit], weighing.bits("number", fit.name, confidence))


def _name_field(
    found: NameComparison | None, record: CertificationRecord, confidence: float, weighing: Weighing
) -> FieldComparison:
    if found is None:
        return _field("name", ("missing", "the paper names nobody"), 0.0)
    verdict, words = NAME_VERDICTS[found.grade]
    if found.former:
        words += " (the record's former name)"
    ratio = 1.0 if found.former else _name_ratio(found.grade, record, weighing)
    bits = weighing.bits("name", found.grade.name, confidence, ratio)
    if found.former:
        bits += FORMER_NAME
    if found.grade >= Grade.MIDDLE_CLASH:
        bits += weighing.bits("middle", found.middle.name, confidence)
    return _field("name", (verdict, words), bits)


#: Which parts of the name are the record's, by grade: how common they are counts.
_SURNAME_AGREES = frozenset(
    {Grade.SURNAME_ONLY, Grade.SUFFIX_CLASH, Grade.MIDDLE_CLASH, Grade.INITIAL_ONLY, Grade.NICKNAME,
     Grade.NEAR, Grade.SAME}
)  # fmt: skip
_GIVEN_AGREES = frozenset(
    {Grade.GIVEN_ONLY, Grade.PART_OF_SURNAME, Grade.SUFFIX_CLASH, Grade.MIDDLE_CLASH, Grade.NICKNAME,
     Grade.NEAR, Grade.SAME}
)  # fmt: skip


def _name_ratio(grade: Grade, record: CertificationRecord, weighing: Weighing) -> float:
    surname = weighing.terms.ratio(Term.SURNAME, record.last_name) if grade in _SURNAME_AGREES else 1.0
    given = weighing.terms.ratio(Term.GIVEN, record.first_name) if grade in _GIVEN_AGREES else 1.0
    return surname * given


def _standing_name_field(
    found: NameComparison | None, record: CertificationRecord, confidence: float, weighing: Weighing
) -> FieldComparison:
    """The name where no field gave one, or an unsure one, and the record's stands among the paper's words."""
    ratio = _name_ratio(Grade.SAME, record, weighing)
    if found is None:
        bits = weighing.bits("name", "STANDS", ratio=ratio)
        return _field("name", ("agree", "the record's name stands on the paper"), bits)
    if found.agrees:
        return _name_field(found, record, max(confidence, SURE), weighing)
    words = "another name was read unsurely; the record's stands on the paper too"
    return _field("name", ("near", words), weighing.bits("name", "STANDS_TOO", ratio=ratio))


def _date_field(
    fit: DateFit, record: CertificationRecord, confidence: float, weighing: Weighing
) -> FieldComparison:
    verdicts = {
        DateFit.FULL: ("agree", "the birth date agrees"),
        DateFit.MONTH: ("agree", "year and month of birth agree, the day is not printed"),
        DateFit.SWAPPED: ("near", "day and month of birth have changed places"),
        DateFit.NEAR: ("near", "the birth date differs in one digit"),
        DateFit.DIFFERS: ("differ", "the birth date is another one"),
        DateFit.MISSING: ("missing", "no birth date to compare"),
    }
    shared = fit is DateFit.FULL and record.date_of_birth is not None
    ratio = weighing.terms.ratio(Term.BIRTH, str(record.date_of_birth)) if shared else 1.0
    return _field("date_of_birth", verdicts[fit], weighing.bits("date_of_birth", fit.name, confidence, ratio))


def _last4_field(fit: DigitsFit, confidence: float, pseudo: bool, weighing: Weighing) -> FieldComparison:
    verdicts = {
        DigitsFit.AGREES: ("agree", "the last four digits agree"),
        DigitsFit.NEAR: ("near", "the last four digits differ in one"),
        DigitsFit.DIFFERS: ("differ", "the last four digits are others"),
        DigitsFit.MISSING: ("missing", "no last four digits to compare"),
    }
    bits = weighing.bits("ssn_last4", fit.name, confidence) * (PSEUDO_SHARE if pseudo else 1.0)
    verdict, words = verdicts[fit]
    return _field("ssn_last4", (verdict, words + (" (a pseudo number)" if pseudo and bits else "")), bits)


def _is_address_of(record: CertificationRecord, address: str) -> bool:
    return bool(address and record.email) and address.strip().casefold() == record.email.strip().casefold()


def is_earlier_number(printed: str, record: CertificationRecord) -> bool:
    """Whether a number is of a credential that this person had before."""
    return any(compare_numbers(printed, n) is NumberFit.AGREES for n in record.earlier_numbers)


def earlier_number_field(confidence: float, weighing: Weighing) -> FieldComparison:
    """The number, where the person had it before: as telling as the digits under another prefix."""
    words = "it is an earlier number of this person"
    return _field("number", ("near", words), weighing.bits("number", "OTHER_PREFIX", confidence))


def _contact_field(
    record: CertificationRecord, words: tuple[str, ...], weighing: Weighing
) -> FieldComparison:
    if not home_stands(record, words):
        if former_street_stands(record, words):
            said = "a street at which the person lived before is on the paper"
            return _field("contact", ("near", said), weighing.bits("contact", "HOME") + FORMER_STREET)
        # People move: another street or number says nothing.
        return _field("contact", ("missing", "neither street nor telephone is the record's"), 0.0)
    bits = weighing.bits("contact", "HOME")
    if town_stands(record, words):
        bits += max(weighing.bits("contact", "TOWN", ratio=weighing.terms.ratio(Term.TOWN, record.city)), 0.0)
    return _field("contact", ("agree", "the record's street or telephone is on the paper"), bits)


def _email_field(paper: str, record: str, agrees: bool, weighing: Weighing) -> FieldComparison:
    if agrees:
        return _field(
            "email", ("agree", "the email address is the record's"), weighing.bits("email", "AGREES")
        )
    if not paper or not record:
        return _field("email", ("missing", "no email address to compare"), 0.0)
    # People write from any address: another one says nothing.
    return _field("email", ("missing", "the email address is not the record's"), 0.0)


def _history_field(
    record: CertificationRecord, known: frozenset[CertificationNumber], weighing: Weighing
) -> tuple[FieldComparison, ...]:
    """Nothing where the sender never wrote of the record: most write of somebody for the first time."""
    if record.certification_number not in known:
        return ()
    bits = min(weighing.bits("history", "AGREES", ratio=float(len(known))), MOST_OF_HISTORY)
    words = "a case of this record was decided that the same sender wrote about"
    return (_field("history", ("agree", words), max(bits, 0.0)),)


def _level_field(paper: str, record: str, weighing: Weighing) -> FieldComparison:
    if not paper or not record:
        return _field("level", ("missing", "no level to compare"), 0.0)
    if paper.casefold() == record.casefold():
        return _field("level", ("agree", "the level agrees"), weighing.bits("level", "AGREES"))
    return _field("level", ("differ", "the level is another one"), weighing.bits("level", "DIFFERS"))


def _field(name: str, verdict: tuple[str, str], bits: float) -> FieldComparison:
    return FieldComparison(name, verdict[0], verdict[1], round(bits, 3))
