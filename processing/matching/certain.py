"""Whether one record fits a paper by the office's own sense of certain, rivals left aside.

Thresholds are chances of a value being right, as extraction gives them: `SURE` is taken at its word, below
`DOUBTFUL` a value is likelier misread than read.
"""

from domain.documents import SURE
from domain.records import MatchQuery
from processing.matching.compare import Comparison, DateFit, DigitsFit, may_be_misread
from processing.matching.names import Grade, Part
from processing.matching.numbers import NumberFit
from processing.matching.parsing import parse_name
from processing.matching.resembling import RESEMBLANCE, bear_two_given_names, resembles_record

_OTHER_DIGITS = (DigitsFit.DIFFERS, DigitsFit.NEAR)

#: Below this a value is likelier misread than read: it asks for more beside it, and speaks against nobody.
DOUBTFUL = 0.5

#: A name read as poorly shares at least this much of its letters (0-100) where birth date and last four
#: digits are the record's, or number, birth date and one more detail.
POOR_RESEMBLANCE = 60.0


def fits_certainly(query: MatchQuery, found: Comparison) -> bool:
    """Whether one record fits by the office's own sense of certain, leaving rivals aside."""
    if _fits_by_words(query, found):
        return True
    if found.name is None:
        return False
    if found.number is NumberFit.MISSING:
        return found.date_of_birth is DateFit.FULL and _names_exactly(query, found)
    if found.number is NumberFit.OTHER_PREFIX:
        return found.grade is Grade.SAME and found.date_of_birth is DateFit.FULL
    if found.number is not NumberFit.AGREES:
        return False
    return _date_allows(query, found) and _name_allows(query, found)


def _fits_by_words(query: MatchQuery, found: Comparison) -> bool:
    """Whether the record's name stands on a paper that surely names nobody, and two details are its own.

    One of the two is the number or the birth date; nothing on the paper contradicts. Street and
    telephone are none: the rest of the household shares them.
    """
    if not found.name_stands or not (_may_be_named(query, found) or _is_of_person(found)):
        return False
    if found.number not in (NumberFit.MISSING, NumberFit.AGREES) or may_bear_other_digits(found):
        return False
    if found.date_of_birth not in (DateFit.MISSING, DateFit.MONTH, DateFit.FULL):
        return False
    telling = (found.number is NumberFit.AGREES) + (found.date_of_birth is DateFit.FULL)
    return telling >= 1 and telling + _backs_besides(found) >= 2


def _may_be_named(query: MatchQuery, found: Comparison) -> bool:
    """Whether a field gave a name, unsurely, and it could be the record's, misread."""
    return found.name is not None and (
        found.name.agrees or any(resembles_record(n, found.record, POOR_RESEMBLANCE) for n in query.names)
    )


def _is_of_person(found: Comparison) -> bool:
    """Whether the paper tells what nobody prints of oneself on another's paper.

    An instructor stands on a student's card with name, number and address, and may be who sent it; so does a
    clerk or officer who signs for a form whose own name was not read.
    """
    last4 = found.ssn_last4 is DigitsFit.AGREES and not found.record.ssn_is_pseudo
    return last4 or found.date_of_birth is DateFit.FULL or found.answers_stand


def _backs_besides(found: Comparison) -> int:
    last4 = found.ssn_last4 is DigitsFit.AGREES and not found.record.ssn_is_pseudo
    return last4 + found.address_stands


def bears_other_digits(found: Comparison) -> bool:
    """Whether the last four digits are another's; a pseudo number may have changed since."""
    return found.ssn_last4 is DigitsFit.DIFFERS and not found.record.ssn_is_pseudo


def may_bear_other_digits(found: Comparison) -> bool:
    """The same, or one digit off."""
    return found.ssn_last4 in _OTHER_DIGITS and not found.record.ssn_is_pseudo


def any_backs(found: Comparison) -> bool:
    """Whether anything besides the name speaks for a record."""
    telling = found.number >= NumberFit.NEAR or found.date_of_birth >= DateFit.MONTH
    return telling or _backs_besides(found) > 0


def _names_exactly(query: MatchQuery, found: Comparison) -> bool:
    """The exact name; or, where it was read unsurely and the last four digits agree, the name misread."""
    if prints_more_suffix(query, found) and found.ssn_last4 is not DigitsFit.AGREES:
        return False
    if found.grade is Grade.SAME:
        return not bears_other_digits(found)
    if found.ssn_last4 is not DigitsFit.AGREES or found.record.ssn_is_pseudo:
        return False
    one_letter = found.grade is Grade.NEAR and query.name_confidence < SURE
    return one_letter or (_reads_details(query) and _is_misread_name(query, found))


def _reads_details(query: MatchQuery) -> bool:
    """Whether birth date and last four digits were read well enough to stand in for a number."""
    return query.ssn_last4_confidence >= SURE and query.date_of_birth_confidence >= DOUBTFUL


def _date_allows(query: MatchQuery, found: Comparison) -> bool:
    if found.date_of_birth is DateFit.MISSING or _reads_unsurely(query, found):
        return not bears_other_digits(found)
    return found.date_of_birth >= DateFit.MONTH


def _reads_unsurely(query: MatchQuery, found: Comparison) -> bool:
    """Whether the birth date differs only as far as a poor reading may: then it says nothing."""
    born = found.record.date_of_birth
    return (
        born is not None
        and found.date_of_birth in (DateFit.NEAR, DateFit.DIFFERS)
        # Name and date both misread leave only a number, which may be somebody else's.
        and found.grade >= (Grade.NICKNAME if found.date_of_birth is DateFit.NEAR else Grade.SAME)
        and may_be_misread(query.date_of_birth, born.isoformat(), query.date_of_birth_confidence)
    )


def _name_allows(query: MatchQuery, found: Comparison) -> bool:
    if found.name is None or _may_be_relative(query, found):
        return False
    if found.grade in (Grade.MIDDLE_CLASH, Grade.INITIAL_ONLY):
        return found.date_of_birth is DateFit.FULL
    if not found.name.agrees:
        return found.date_of_birth is DateFit.FULL and _is_misread_name(query, found)
    if found.grade is Grade.NEAR and bears_another(query, found):
        return query.name_confidence < SURE and found.date_of_birth is DateFit.FULL
    if query.number_confidence < DOUBTFUL:
        return found.grade is Grade.SAME or found.date_of_birth is DateFit.FULL
    return True


def _may_be_relative(query: MatchQuery, found: Comparison) -> bool:
    """Whether the number may be a father's, brother's or sister's, whatever the birth date says."""
    more = prints_more_suffix(query, found)
    if more and not _is_backed(found):
        return True
    return (more or found.grade < Grade.SAME) and _bears_sure_digits(query, found)


def prints_more_suffix(query: MatchQuery, found: Comparison) -> bool:
    """Whether the paper has a suffix and the record none: it may be a father's, and the number his."""
    silent = found.name is not None and found.name.suffix is Part.SILENT
    return silent and any(parse_name(name).suffix for name in query.names)


def _bears_sure_digits(query: MatchQuery, found: Comparison) -> bool:
    """Whether the last four digits were read surely and are another's, as a brother's or sister's are."""
    return bears_other_digits(found) and query.ssn_last4_confidence >= SURE


def _is_backed(found: Comparison) -> bool:
    last4 = found.ssn_last4 is DigitsFit.AGREES and not found.record.ssn_is_pseudo
    return last4 or found.date_of_birth >= DateFit.MONTH


def bears_another(query: MatchQuery, found: Comparison) -> bool:
    """Whether the paper's first name, one letter off, is a well-known name of its own: Joan for John."""
    return all(bear_two_given_names(name, found.record.first_name) for name in query.names)


def _is_misread_name(query: MatchQuery, found: Comparison) -> bool:
    """Whether a poorly read name may be the record's, number and full birth date being so."""
    if query.name_confidence >= SURE or may_bear_other_digits(found):
        return False
    least = POOR_RESEMBLANCE if _backs_besides(found) and query.name_confidence < DOUBTFUL else RESEMBLANCE
    return any(
        resembles_record(name, found.record, least)
        and not bear_two_given_names(name, found.record.first_name)
        for name in query.names
    )
