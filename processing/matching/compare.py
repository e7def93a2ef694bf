"""Field by field: what agrees, what nearly agrees, and how much that weighs.

The weights are log-likelihood ratios, base 2, in the manner of Fellegi and Sunter (1969): how much
likelier an outcome is for the person's own record than for another one of the block.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from math import log2

from rapidfuzz.distance import OSA

from domain.records import CertificationRecord, FieldComparison, MatchQuery
from processing.matching.names import Grade, NameComparison, Part, best_comparison
from processing.matching.numbers import NumberFit, compare_numbers, look_alike
from processing.matching.printed import address_stands, former_street_stands, home_stands, names_stand


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


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """Bits of evidence for each outcome, with sure reading. Negative speaks against."""

    number: tuple[tuple[NumberFit, float], ...] = (
        (NumberFit.AGREES, 20.0),  # about one in a million other numbers
        (NumberFit.OTHER_PREFIX, 14.0),
        (NumberFit.CONFUSED, 9.0),
        (NumberFit.NEAR, 7.0),
        (NumberFit.DIFFERS, -9.0),
    )
    name: tuple[tuple[Grade, float], ...] = (
        (Grade.SAME, 12.0),  # a full name is shared by about one in 4,000 of a block
        (Grade.NEAR, 9.0),
        (Grade.NICKNAME, 9.0),
        (Grade.INITIAL_ONLY, 6.0),
        (Grade.MIDDLE_CLASH, 5.0),
        (Grade.SUFFIX_CLASH, 5.0),
        (Grade.PART_OF_SURNAME, 6.0),
        (Grade.GIVEN_ONLY, 3.0),
        (Grade.SURNAME_ONLY, 2.0),
        (Grade.DIFFERS, -8.0),
    )
    middle: tuple[tuple[Part, float], ...] = (
        (Part.SAME, 3.0),
        (Part.INITIAL, 2.0),
        (Part.NEAR, 1.0),
        (Part.DIFFERS, -2.0),
    )
    date_of_birth: tuple[tuple[DateFit, float], ...] = (
        (DateFit.FULL, 14.0),  # some 16,000 birth dates in a working age
        (DateFit.MONTH, 9.0),
        (DateFit.SWAPPED, 9.0),
        (DateFit.NEAR, 6.0),
        (DateFit.DIFFERS, -9.0),
    )
    ssn_last4: tuple[tuple[DigitsFit, float], ...] = (
        (DigitsFit.AGREES, 12.0),
        (DigitsFit.NEAR, 3.0),
        (DigitsFit.DIFFERS, -5.0),
    )
    pseudo_share: float = 0.5
    """A pseudo number may have changed since: its digits weigh by this share."""
    email: float = 7.0
    contact: float = 5.0
    """The record's street or telephone on the paper: a household shares them."""
    former_street: float = 3.0
    """As `contact`, where an earlier export had the person at that street: others live there now."""
    former_name: float = -1.0
    """Added where a name fits that the person no longer bears."""
    earlier_number: float = 14.0
    """The number is of a credential that the person had before."""
    name_stands: float = 8.0
    """No field gave a name, and the record's stands among the paper's words: whose it is is not said."""
    name_stands_too: float = 4.0
    """As `name_stands`, where another name was read unsurely."""
    level_agrees: float = 1.0
    level_differs: float = -1.0
    unlisted: float = 13.0
    """Bits of the possibility that the person has no record at all, before the block's size is added."""


DEFAULT_WEIGHTS = MatchWeights()

#: From this confidence on a value is shown as sure (`docs/contracts.md`), and taken at its word.
SURE = 0.9


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

    @property
    def weight(self) -> float:
        """Total bits."""
        return sum(f.weight for f in self.fields)

    @property
    def grade(self) -> Grade:
        return self.name.grade if self.name else Grade.DIFFERS


def compare_record(query: MatchQuery, record: CertificationRecord, weights: MatchWeights) -> Comparison:
    """Compare every field that the paper shows."""
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
        earlier_number_field(query.number_confidence, weights)
        if earlier
        else _number_field(number, query.number_confidence, weights),
        _standing_name_field(name, query.name_confidence, weights)
        if stands
        else _name_field(name, query.name_confidence, weights),
        _date_field(born, query.date_of_birth_confidence, weights),
        _last4_field(last4, query.ssn_last4_confidence, record.ssn_is_pseudo, weights),
        _email_field(query.email, record.email, written, weights),
        _contact_field(record, query.printed_words, weights),
        _level_field(query.level, record.level, weights),
    )
    return Comparison(record, number, name, born, last4, fields, stands, written, earlier)


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


def temper_weight(bits: float, confidence: float) -> float:
    """The bits left where the value was read rightly only with `confidence`: a misreading says nothing."""
    sure = min(max(confidence, 0.0), 1.0)
    return log2(sure * 2.0**bits + (1.0 - sure)) if sure < 1.0 else bits


def _number_field(fit: NumberFit, confidence: float, weights: MatchWeights) -> FieldComparison:
    verdicts = {
        NumberFit.AGREES: ("agree", "the number agrees"),
        NumberFit.OTHER_PREFIX: ("near", "the digits agree, the prefix letter is another level's"),
        NumberFit.CONFUSED: ("near", "the number differs in one digit that is easily misread"),
        NumberFit.NEAR: ("near", "the number is one digit or one swap away"),
        NumberFit.DIFFERS: ("differ", "the number is another one"),
        NumberFit.MISSING: ("missing", "the paper shows no number"),
    }
    return _field("number", verdicts[fit], dict(weights.number).get(fit, 0.0), confidence)


def _name_field(found: NameComparison | None, confidence: float, weights: MatchWeights) -> FieldComparison:
    if found is None:
        return FieldComparison("name", "missing", "the paper names nobody", 0.0)
    verdict, words = _NAME_VERDICTS[found.grade]
    bits = dict(weights.name)[found.grade]
    if found.former:
        words += " (the record's former name)"
        bits += weights.former_name
    if found.grade >= Grade.MIDDLE_CLASH:
        bits += dict(weights.middle).get(found.middle, 0.0)
    return _field("name", (verdict, words), bits, confidence)


def _standing_name_field(
    found: NameComparison | None, confidence: float, weights: MatchWeights
) -> FieldComparison:
    """The name where no field gave one, or an unsure one, and the record's stands among the paper's words."""
    if found is None:
        return _field("name", ("agree", "the record's name stands on the paper"), weights.name_stands, 1.0)
    if found.agrees:
        return _name_field(found, max(confidence, SURE), weights)
    words = "another name was read unsurely; the record's stands on the paper too"
    return _field("name", ("near", words), weights.name_stands_too, 1.0)


_NAME_VERDICTS: dict[Grade, tuple[str, str]] = {
    Grade.SAME: ("agree", "the name agrees"),
    Grade.NEAR: ("near", "the name agrees but for one letter"),
    Grade.NICKNAME: ("near", "the given name is a short form of the record's"),
    Grade.INITIAL_ONLY: ("near", "the surname agrees, the given name only in part"),
    Grade.MIDDLE_CLASH: ("differ", "first and last name agree, the middle name is another one"),
    Grade.SUFFIX_CLASH: ("differ", "the name agrees, but the suffix (Jr., Sr., II ...) is another one"),
    Grade.PART_OF_SURNAME: ("differ", "the given name agrees, the surname only in part"),
    Grade.GIVEN_ONLY: ("differ", "the given name agrees, the surname is another one"),
    Grade.SURNAME_ONLY: ("differ", "the surname agrees, the given name is another one"),
    Grade.DIFFERS: ("differ", "the name is another one"),
}


def _date_field(fit: DateFit, confidence: float, weights: MatchWeights) -> FieldComparison:
    verdicts = {
        DateFit.FULL: ("agree", "the birth date agrees"),
        DateFit.MONTH: ("agree", "year and month of birth agree, the day is not printed"),
        DateFit.SWAPPED: ("near", "day and month of birth have changed places"),
        DateFit.NEAR: ("near", "the birth date differs in one digit"),
        DateFit.DIFFERS: ("differ", "the birth date is another one"),
        DateFit.MISSING: ("missing", "no birth date to compare"),
    }
    return _field("date_of_birth", verdicts[fit], dict(weights.date_of_birth).get(fit, 0.0), confidence)


def _last4_field(fit: DigitsFit, confidence: float, pseudo: bool, weights: MatchWeights) -> FieldComparison:
    verdicts = {
        DigitsFit.AGREES: ("agree", "the last four digits agree"),
        DigitsFit.NEAR: ("near", "the last four digits differ in one"),
        DigitsFit.DIFFERS: ("differ", "the last four digits are others"),
        DigitsFit.MISSING: ("missing", "no last four digits to compare"),
    }
    bits = dict(weights.ssn_last4).get(fit, 0.0) * (weights.pseudo_share if pseudo else 1.0)
    verdict, words = verdicts[fit]
    return _field(
        "ssn_last4", (verdict, words + (" (a pseudo number)" if pseudo and bits else "")), bits, confidence
    )


def _is_address_of(record: CertificationRecord, address: str) -> bool:
    return bool(address and record.email) and address.strip().casefold() == record.email.strip().casefold()


def is_earlier_number(printed: str, record: CertificationRecord) -> bool:
    """Whether a number is of a credential that this person had before."""
    return any(compare_numbers(printed, n) is NumberFit.AGREES for n in record.earlier_numbers)


def earlier_number_field(confidence: float, weights: MatchWeights) -> FieldComparison:
    """The number, where the person had it before."""
    words = "it is an earlier number of this person"
    return _field("number", ("near", words), weights.earlier_number, confidence)


def _contact_field(
    record: CertificationRecord, printed: tuple[str, ...], weights: MatchWeights
) -> FieldComparison:
    if not home_stands(record, printed):
        if former_street_stands(record, printed):
            words = "a street at which the person lived before is on the paper"
            return FieldComparison("contact", "near", words, weights.former_street)
        # People move: another street or number says nothing.
        return FieldComparison("contact", "missing", "neither street nor telephone is the record's", 0.0)
    return FieldComparison(
        "contact", "agree", "the record's street or telephone is on the paper", weights.contact
    )


def _email_field(paper: str, record: str, agrees: bool, weights: MatchWeights) -> FieldComparison:
    if agrees:
        return FieldComparison("email", "agree", "the email address is the record's", weights.email)
    if not paper or not record:
        return FieldComparison("email", "missing", "no email address to compare", 0.0)
    # People write from any address: another one says nothing.
    return FieldComparison("email", "missing", "the email address is not the record's", 0.0)


def _level_field(paper: str, record: str, weights: MatchWeights) -> FieldComparison:
    if not paper or not record:
        return FieldComparison("level", "missing", "no level to compare", 0.0)
    if paper.casefold() == record.casefold():
        return FieldComparison("level", "agree", "the level agrees", weights.level_agrees)
    return FieldComparison("level", "differ", "the level is another one", weights.level_differs)


def _field(name: str, verdict: tuple[str, str], bits: float, confidence: float) -> FieldComparison:
    weight = temper_weight(bits, confidence) if bits else 0.0
    return FieldComparison(name, verdict[0], verdict[1], round(weight, 3))
