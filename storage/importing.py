"""Importing certification records from the eLicensing system's CSV export."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol

from domain.ids import CertificationNumber
from domain.records import CertificationRecord
from processing.ports import ImportReport, RejectedRow, Storage, Work
from processing.watch.facts import RECORDS_IMPORTED

#: Rows of one transaction: a crash costs one batch, and other writers wait for one batch at most.
BATCH_ROWS: Final = 5_000
#: Share of the records that an import must add or change for their terms to be counted anew.
WORTH_COUNTING: Final = 0.01
COLUMNS: Final = (
    "certification_number", "level", "first_name", "middle_name", "last_name", "suffix", "date_of_birth",
    "ssn_last4", "email", "phone", "address_line1", "city", "state", "zip", "status", "issued_on",
    "expires_on",
)  # fmt: skip
DATE_COLUMNS: Final = ("date_of_birth", "issued_on", "expires_on")
TRUE_WORDS: Final = frozenset({"1", "true", "t", "yes", "y"})


class Progress(Protocol):
    """Told after each batch how many lines are done."""

    def __call__(self, lines: int, /) -> object: ...


class BadRow(ValueError):
    """One line cannot be taken; the text says why and quotes none of its values."""


@dataclass(slots=True)
class _Tally:
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, outcome: tuple[int, int, int]) -> None:
        self.added += outcome[0]
        self.changed += outcome[1]
        self.unchanged += outcome[2]


def import_records(
    storage: Storage,
    source: Path | Iterable[str],
    *,
    number_pattern: str,
    now: datetime,
    progress: Progress = lambda lines: None,
    dry_run: bool = False,
) -> ImportReport:
    """Take a CSV file (or its lines) into the records; good rows are kept, bad ones reported by line.

    `number_pattern` is the setting of that name. Batches of 5,000 rows are committed one by one, and
    running an import again changes nothing. A header that lacks a column is reported as line 1. A `dry_run`
    reports the same and writes nothing.
    """
    tally, rejected = _Tally(), list[RejectedRow]()
    with _lines_of(source) as lines:
        reader = RecordReader(lines, re.compile(number_pattern), rejected.append)
        for batch in _batches(reader.records(), BATCH_ROWS):
            with storage.work() as work:
                tally.count(work.records.preview(batch) if dry_run else work.records.upsert(batch, now))
            progress(reader.line)
    taken = tally.added + tally.changed + tally.unchanged
    if taken and not dry_run:
        with storage.work() as work:
            work.vitals.note_milestone(RECORDS_IMPORTED, now, taken)
            _count_terms(work, tally.added + tally.changed, now)
    return ImportReport(tally.added, tally.changed, tally.unchanged, tuple(rejected))


def _count_terms(work: Work, moved: int, now: datetime) -> None:
    """A delta changes little: terms are counted anew once a hundredth of the records moved."""
    known = work.linkage.terms()
    if known is None or moved > WORTH_COUNTING * known.records:
        work.linkage.count_terms(now)


class RecordReader:
    """Turns lines into records; what cannot be taken goes to `reject` with its line number."""

    def __init__(
        self, lines: Iterable[str], number_pattern: re.Pattern[str], reject: Callable[[RejectedRow], object]
    ) -> None:
        self._rows = csv.reader(lines, strict=True)
        self._pattern = number_pattern
        self._reject = reject
        self._first_line_of: dict[str, int] = {}
        self.line = 0
        """1-based number of the line read last, the header being line 1."""

    def records(self) -> Iterator[CertificationRecord]:
        """All good records, in order."""
        header = self._read_header()
        if header is None:
            return
        while True:
            self.line = self._rows.line_num + 1
            try:
                row = next(self._rows)
                if row:
                    yield self._record(header, row)
            except StopIteration:
                self.line = self._rows.line_num
                return
            except (BadRow, csv.Error) as error:
                words = str(error) if isinstance(error, BadRow) else "the quotes of this line do not close"
                self._reject(RejectedRow(self.line, words))

    def _read_header(self) -> list[str] | None:
        try:
            header = [name.lstrip("\ufeff").strip().casefold() for name in next(self._rows, [])]
        except csv.Error:
            header = []
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            self._reject(RejectedRow(1, f"the header lacks {', '.join(missing)}"))
            return None
        return header

    def _record(self, header: Sequence[str], row: Sequence[str]) -> CertificationRecord:
        if len(row) != len(header):
            raise BadRow(f"the line has {len(row)} fields and the header {len(header)}")
        fields = {name: value.strip() for name, value in zip(header, row, strict=True)}
        _check_encoding(row)
        number = self._number(fields["certification_number"])
        record = _make_record(number, fields)
        first = self._first_line_of.setdefault(number, self.line)
        if first != self.line:
            raise BadRow(f"the certification number stands on line {first} already")
        return record

    def _number(self, printed: str) -> CertificationNumber:
        number = printed.upper()
        if not number:
            raise BadRow("certification_number is empty")
        if not self._pattern.fullmatch(number):
            raise BadRow("certification_number does not have the form that the settings give")
        return CertificationNumber(number)


def _make_record(number: CertificationNumber, fields: dict[str, str]) -> CertificationRecord:
    for name in ("level", "status", "last_name"):
        if not fields[name]:
            raise BadRow(f"{name} is empty")
    dates = {name: _read_date(name, fields[name]) for name in DATE_COLUMNS}
    last4 = fields["ssn_last4"]
    if last4 and not (len(last4) == 4 and last4.isascii() and last4.isdigit()):
        raise BadRow("ssn_last4 is not four digits")
    texts = {name: fields[name] for name in COLUMNS if name not in (*DATE_COLUMNS, "certification_number")}
    former = (name.strip() for name in fields.get("former_names", "").split(";"))
    return CertificationRecord(
        certification_number=number,
        former_names=tuple(name for name in former if name),
        ssn_is_pseudo=fields.get("ssn_is_pseudo", "").casefold() in TRUE_WORDS,
        date_of_birth=dates["date_of_birth"],
        issued_on=dates["issued_on"],
        expires_on=dates["expires_on"],
        **texts,
    )


def _read_date(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        # `fromisoformat` alone would also take week dates and dates without dashes.
        if len(text) != len("2026-01-31"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadRow(f"{name} is not a date of the form YYYY-MM-DD") from None


def _check_encoding(row: Sequence[str]) -> None:
    """Bytes that are no UTF-8 were kept as lone surrogates, so that they spoil one line only."""
    whole = "".join(row)
    try:
        whole.encode()
    except UnicodeEncodeError:
        raise BadRow("the line is not UTF-8") from None
    if "\0" in whole:
        raise BadRow("the line holds a NUL character")


@contextmanager
def _lines_of(source: Path | Iterable[str]) -> Iterator[Iterable[str]]:
    if not isinstance(source, Path):
        yield source
        return
    with source.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield file


def _batches(records: Iterator[CertificationRecord], size: int) -> Iterator[list[CertificationRecord]]:
    batch: list[CertificationRecord] = []
    for record in records:
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
