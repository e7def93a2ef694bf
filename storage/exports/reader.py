"""From rows of an export to certification records, by its mapping; what cannot be taken is said by line."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from domain.errors import UnusableFile
from domain.ids import CertificationNumber
from domain.records import CertificationRecord
from processing.ports import RejectedRow
from storage.exports.mapping import COLUMNS, DATE_COLUMNS, OPTIONAL_COLUMNS, ExportMapping
from storage.exports.rows import DIGITS, ExportRow

TRUE_WORDS: Final = frozenset({"1", "true", "t", "yes", "y"})
#: Columns without which a row is no record.
NEEDED_VALUES: Final = ("level", "status", "last_name")
#: Ambulance and first-response services: no person's numbers, whatever the setting's pattern says.
SERVICE_NUMBER: Final = re.compile(r"(AMB|EFR)-?[A-Z0-9]+")
#: Columns that a record holds as they are written.
_TEXTS: Final = tuple(name for name in COLUMNS if name not in (*DATE_COLUMNS, "certification_number"))


class BadRow(ValueError):
    """One line cannot be taken; the text says why and quotes none of its values."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A row by which the export says that a record is gone."""

    number: CertificationNumber


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns stand."""

    width: int
    places: dict[str, int]
    """Our column to the place of the export's."""
    removal: int | None
    """The place of the column that tells removals."""


class RecordReader:
    """Turns rows into records; what cannot be taken goes to `reject` with its line number."""

    def __init__(
        self,
        rows: Iterator[ExportRow],
        mapping: ExportMapping,
        pattern: re.Pattern[str],
        reject: Callable[[RejectedRow], object],
    ) -> None:
        self._rows = rows
        self._mapping = mapping
        self._pattern = pattern
        self._reject = reject
        self._first_line_of: dict[str, int] = {}
        self._words = {
            column: {word.strip().casefold(): ours for word, ours in words.items()}
            for column, words in mapping.values.items()
        }
        removals = mapping.removals
        self._gone = (
            frozenset(word.strip().casefold() for word in removals.words) if removals else frozenset()
        )
        self.rows = 0
        """Rows below the header, good and bad."""
        self.line = 0
        """1-based number of the line read last, the header being line 1."""

    @property
    def lines(self) -> Mapping[str, int]:
        """The line on which each number read so far stands."""
        return self._first_line_of

    def read(self) -> Iterator[CertificationRecord | Removal]:
        """All good rows, in order. Raises `UnusableFile` where the header lacks a column."""
        header = self._read_header()
        for row in self._rows:
            self.line = row.line
            self.rows += 1
            try:
                yield self._read(header, row)
            except BadRow as error:
                self._reject(RejectedRow(row.line, str(error)))

    def numbers(self) -> Iterator[str]:
        """The number of every row that still has a record; rows whose number cannot be read are rejected."""
        header = self._read_header()
        for row in self._rows:
            try:
                fields = self._fields(header, row)
                number = self._number(fields["certification_number"])
                if not self._is_gone(header, row):
                    yield number
            except BadRow as error:
                self._reject(RejectedRow(row.line, str(error)))

    # -- the header ---------------------------------------------------------------------------------

    def _read_header(self) -> _Header:
        first = next(self._rows, None)
        names = [_fold(name) for name in (first.cells or ()) if name is not None] if first else []
        problem = self._problem_of(names)
        if problem:
            raise UnusableFile(problem)
        places = {
            column: names.index(_fold(self._name_of(column)))
            for column in (*COLUMNS, *OPTIONAL_COLUMNS)
            if _fold(self._name_of(column)) in names
        }
        removals = self._mapping.removals
        return _Header(len(names), places, names.index(_fold(removals.column)) if removals else None)

    def _problem_of(self, names: Sequence[str]) -> str:
        given = {*self._mapping.columns, *(c for c in COLUMNS if c not in self._mapping.constants)}
        wanted = [column for column in (*COLUMNS, *OPTIONAL_COLUMNS) if column in given]
        lacking = [self._show(column) for column in wanted if _fold(self._name_of(column)) not in names]
        removals = self._mapping.removals
        if removals and _fold(removals.column) not in names:
            lacking.append(f"'{removals.column}' ([removals])")
        if lacking:
            return (
                f"The header lacks {', '.join(lacking)}. Name what the export calls them under [columns] of "
                "a mapping file (--mapping), or what stands for them under [constants]."
            )
        named = [_fold(self._name_of(column)) for column in wanted]
        twice = next((name for name in named if names.count(name) > 1), None)
        return f"The header names '{twice}' twice. Leave one out of the export." if twice else ""

    def _name_of(self, column: str) -> str:
        return self._mapping.columns.get(column, column)  # type: ignore[call-overload, no-any-return]

    def _show(self, column: str) -> str:
        name = self._name_of(column)
        return column if name == column else f"'{name}' ({column})"

    # -- one row ------------------------------------------------------------------------------------

    def _read(self, header: _Header, row: ExportRow) -> CertificationRecord | Removal:
        fields = self._fields(header, row)
        number = self._number(fields["certification_number"])
        read = Removal(number) if self._is_gone(header, row) else self._record(number, fields)
        first = self._first_line_of.setdefault(number, self.line)
        if first != self.line:
            # Also where one says that it is gone: which of them holds, the export does not tell.
            raise BadRow(f"the certification number stands on line {first} already")
        return read

    def _fields(self, header: _Header, row: ExportRow) -> dict[str, str]:
        cells = row.cells
        if cells is None:
            raise BadRow("the quotes of this line do not close")
        if len(cells) != header.width:
            raise BadRow(f"the line has {len(cells)} fields and the header {header.width}")
        _check_encoding(cells, self._mapping.file.encoding)
        fields: dict[str, str] = {str(column): text for column, text in self._mapping.constants.items()}
        for column, place in header.places.items():
            fields[column] = cells[place].strip()
        for column, words in self._words.items():
            fields[column] = words.get(fields.get(column, "").casefold(), fields.get(column, ""))
        for column, digits in DIGITS.items() if row.numeric else ():
            if header.places.get(column) in row.numeric:
                fields[column] = fields[column].zfill(digits)
        return fields

    def _is_gone(self, header: _Header, row: ExportRow) -> bool:
        place = header.removal
        return place is not None and row.cells is not None and _fold(row.cells[place]) in self._gone

    def _number(self, printed: str) -> CertificationNumber:
        number = printed.upper()
        if not number:
            raise BadRow("certification_number is empty")
        if not (self._pattern.fullmatch(number) or SERVICE_NUMBER.fullmatch(number)):
            raise BadRow("certification_number does not have the form that the settings give")
        return CertificationNumber(number)

    def _record(self, number: CertificationNumber, fields: dict[str, str]) -> CertificationRecord:
        for name in NEEDED_VALUES:
            if not fields[name]:
                raise BadRow(f"{name} is empty")
        born, issued, expires = (self._date(name, fields[name]) for name in DATE_COLUMNS)
        last4 = fields["ssn_last4"]
        if last4 and not (len(last4) == 4 and last4.isascii() and last4.isdigit()):
            raise BadRow("ssn_last4 is not four digits")
        former = fields.get("former_names", "")
        texts: dict[str, Any] = {name: fields[name] for name in _TEXTS}
        return CertificationRecord(
            certification_number=number,
            former_names=self._split(former) if former else (),
            ssn_is_pseudo=fields.get("ssn_is_pseudo", "").casefold() in TRUE_WORDS,
            person_ref=fields.get("person_id", ""),
            date_of_birth=born,
            issued_on=issued,
            expires_on=expires,
            **texts,
        )

    def _split(self, former: str) -> tuple[str, ...]:
        names = (name.strip() for name in former.split(self._mapping.file.former_names_between))
        return tuple(name for name in names if name)

    def _date(self, name: str, text: str) -> date | None:
        if not text:
            return None
        found = _read_date(text, tuple(self._mapping.dates.forms))
        if found is None:
            other = " or of those under [dates] of the mapping file" if self._mapping.dates.forms else ""
            raise BadRow(f"{name} is not a date of the form YYYY-MM-DD{other}")
        return found


@lru_cache(maxsize=65536)
def _read_date(text: str, forms: tuple[str, ...]) -> date | None:
    # `fromisoformat` alone would also take week dates and dates without dashes.
    if len(text) == len("2026-01-31") and text[4] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    for form in forms:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _fold(name: str) -> str:
    return name.lstrip("\ufeff").strip().casefold()


def _check_encoding(row: Sequence[str], encoding: str) -> None:
    """Bytes that do not belong were kept as lone surrogates, so that they spoil one line only."""
    whole = "".join(row)
    try:
        whole.encode()
    except UnicodeEncodeError:
        raise BadRow(f"the line is not {encoding.upper()}") from None
    if "\0" in whole:
        raise BadRow("the line holds a NUL character")
