"""Whether the columns of an export hold what they should, or a mapping takes one for another.

One odd row is somebody's; a share of all is a column that was mistaken. Nothing here quotes a value but the
words of levels and statuses, which are nobody's.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.kinds import Level
from domain.records import CertificationRecord, is_service
from processing.matching.nicknames import is_given_name
from processing.matching.parsing import fold_text

#: Columns are taken for mistaken where so many rows at least, and such a share of those that tell, are odd.
LEAST_ODD: Final = 3
MOST_ODD: Final = 0.2
#: Surnames that are first names too are common: most rows that tell must be odd.
MOST_EXCHANGED: Final = 0.5
#: An export has types of its own beside the levels; more than half is another column.
MOST_UNKNOWN: Final = 0.5
#: Rows that cannot be taken at all.
LEAST_REJECTED: Final = 20
#: Lines named of each doubt.
SHOWN_LINES: Final = 5
#: More different words than this are no levels or statuses, but perhaps somebody's names.
MOST_WORDS: Final = 12
LEVELS: Final = frozenset({*(level.casefold() for level in Level), "instructor/coordinator", "i/c"})
#: Nobody is certified younger, and no holder is older.
_YOUNGEST_YEARS, _OLDEST_YEARS = 14, 110
#: The state certifies since the 1970s, for four years at most.
_FIRST_YEAR, _YEARS_AHEAD = 1960, 15
_PHONE_DIGITS, _ZIP_DIGITS = 7, (5, 9)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that looks wrong in a column."""

    words: str
    refuses: bool
    """Whether so many rows are odd that the columns must be mistaken."""


@dataclass(frozen=True, slots=True)
class _Check:
    words: str
    """After "in 12 of 40 rows"."""
    is_odd: Callable[[CertificationRecord, date], bool | None]
    """None where the row does not tell."""
    tells_alone: bool = True
    """Whether a few such rows are worth a word."""
    most: float = MOST_ODD
    """A greater share of odd rows is a mistaken column."""


@dataclass(slots=True)
class _Found:
    told: int = 0
    odd: int = 0
    lines: list[int] = field(default_factory=list)


class Plausibility:
    """Looks at all rows of an import so far."""

    def __init__(self, today: date, statuses: Iterable[str]) -> None:
        self._today = today
        self._found = {check: _Found() for check in _CHECKS}
        self._words = {
            "level": _Words(LEVELS, "levels", "a paper for it is held against no level"),
            "status": _Words(
                frozenset(word.casefold() for word in statuses), "statuses",
                "such a status never gets a clean letter; add it to the policy, or",
            ),
        }  # fmt: skip

    def look_at(self, records: Sequence[CertificationRecord], line_of: Callable[[str], int]) -> None:
        """Count what is odd in some rows more."""
        for record in records:
            if is_service(record.certification_number):
                continue
            self._words["level"].count(record.level)
            self._words["status"].count(record.status)
            for check, found in self._found.items():
                odd = check.is_odd(record, self._today)
                if odd is None:
                    continue
                found.told += 1
                if odd:
                    found.odd += 1
                    if len(found.lines) < SHOWN_LINES:
                        found.lines.append(line_of(record.certification_number))

    def doubts(self) -> list[Doubt]:
        """What looks wrong, those first that refuse."""
        found = [doubt for doubt in (*self._column_doubts(), *self._word_doubts()) if doubt]
        return sorted(found, key=lambda doubt: not doubt.refuses)

    def _column_doubts(self) -> Iterator[Doubt]:
        for check, found in self._found.items():
            refuses = found.odd >= LEAST_ODD and found.odd > check.most * found.told
            if refuses or (found.odd and check.tells_alone):
                more = " ..." if found.odd > len(found.lines) else ""
                lines = ", ".join(map(str, found.lines)) + more
                words = f"{found.odd} of {found.told} rows: {check.words} (line {lines})"
                yield Doubt(words, refuses)

    def _word_doubts(self) -> Iterator[Doubt]:
        for column, words in self._words.items():
            if doubt := words.doubt(column):
                yield doubt


class _Words:
    """The words of one column, beside those that are known."""

    def __init__(self, known: frozenset[str], plural: str, harm: str) -> None:
        self._known, self._plural, self._harm = known, plural, harm
        self._told = 0
        self._unknown: Counter[str] = Counter()

    def count(self, word: str) -> None:
        self._told += 1
        if word.casefold() not in self._known:
            self._unknown[word] += 1

    def doubt(self, column: str) -> Doubt | None:
        odd = self._unknown.total()
        if not odd:
            return None
        refuses = odd >= LEAST_ODD and odd > MOST_UNKNOWN * self._told
        if len(self._unknown) > MOST_WORDS:
            many = f"{len(self._unknown)} different words that are no {self._plural}"
            return Doubt(f"{odd} of {self._told} rows: {many}; is {column} the right column?", refuses)
        named = ", ".join(f"'{word}' ({count})" for word, count in self._unknown.most_common())
        return Doubt(
            f"{odd} of {self._told} rows: unknown {self._plural} {named}; {self._harm} name ours under "
            f"[values.{column}] of the mapping file",
            refuses,
        )


def doubt_of_rejected(rejected: int, read: int, commonest: str) -> Doubt | None:
    """Where too many rows cannot be taken at all, so that the file is another than it was taken for."""
    if rejected < LEAST_REJECTED or rejected <= MOST_ODD * read:
        return None
    return Doubt(f"{rejected} of {read} rows cannot be taken, most because {commonest}", True)


# -- the checks ---------------------------------------------------------------------------------------


def _names_exchanged(record: CertificationRecord, today: date) -> bool | None:
    """Half of all first names are well known, and a tenth of all surnames are first names too."""
    first, last = (is_given_name(fold_text(name)) for name in (record.first_name, record.last_name))
    return None if first == last else last


def _name_is_a_number(record: CertificationRecord, today: date) -> bool | None:
    names = [name for name in (record.first_name, record.last_name) if name]
    return any(not any(map(str.isalpha, name)) for name in names)


def _born_in_no_year(record: CertificationRecord, today: date) -> bool | None:
    born = record.date_of_birth
    return None if born is None else not _YOUNGEST_YEARS <= today.year - born.year <= _OLDEST_YEARS


def _born_after_issue(record: CertificationRecord, today: date) -> bool | None:
    born, issued = record.date_of_birth, record.issued_on
    return None if born is None or issued is None else born >= issued


def _issued_in_no_year(record: CertificationRecord, today: date) -> bool | None:
    issued = record.issued_on
    return None if issued is None else not _FIRST_YEAR <= issued.year <= today.year + 1


def _expires_in_no_year(record: CertificationRecord, today: date) -> bool | None:
    expires = record.expires_on
    return None if expires is None else not _FIRST_YEAR <= expires.year <= today.year + _YEARS_AHEAD


def _expires_before_issue(record: CertificationRecord, today: date) -> bool | None:
    issued, expires = record.issued_on, record.expires_on
    return None if issued is None or expires is None else expires < issued


def _town_is_a_state(record: CertificationRecord, today: date) -> bool | None:
    if not (record.city and record.state):
        return None
    return len(record.city) == len("MA") and len(record.state) > len("MA")


def _zip_is_none(record: CertificationRecord, today: date) -> bool | None:
    digits = sum(map(str.isdigit, record.zip))
    # Codes of other countries hold letters.
    return digits not in _ZIP_DIGITS and not any(map(str.isalpha, record.zip)) if record.zip else None


def _phone_is_none(record: CertificationRecord, today: date) -> bool | None:
    return sum(map(str.isdigit, record.phone)) < _PHONE_DIGITS if record.phone else None


def _email_is_none(record: CertificationRecord, today: date) -> bool | None:
    return "@" not in record.email if record.email else None


_CHECKS: Final = (
    _Check(
        "first_name and last_name look exchanged", _names_exchanged, tells_alone=False, most=MOST_EXCHANGED
    ),
    _Check("first_name or last_name holds no letter", _name_is_a_number),
    _Check("date_of_birth is in a year in which no holder was born", _born_in_no_year),
    _Check("date_of_birth is not before issued_on, as if they were exchanged", _born_after_issue),
    _Check("issued_on is in a year that cannot be", _issued_in_no_year),
    _Check("expires_on is in a year that cannot be", _expires_in_no_year),
    _Check("expires_on is before issued_on, as if they were exchanged", _expires_before_issue),
    _Check("city and state look exchanged", _town_is_a_state),
    _Check("zip is no ZIP code", _zip_is_none),
    _Check("phone has too few digits", _phone_is_none),
    _Check("email is no address", _email_is_none),
)
