"""Importing certification records from an export of the eLicensing system, and taking an import back."""

import gc
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TypeVar

from domain.errors import NotAllowed
from domain.policy import SHIPPED
from domain.records import CertificationRecord
from domain.times import office_day
from processing.policies import policy_in_force, policy_is_readable
from processing.ports import HeldRow, ImportReport, RecordImport, RejectedRow, Storage, Taken, Work
from processing.rematching import match_all_again, match_touched_again
from processing.watch.facts import RECORDS_IMPORTED
from storage.exports.guarding import ImportGuard
from storage.exports.mapping import COLUMNS, OWN_FORM, ExportMapping
from storage.exports.plausible import Plausibility
from storage.exports.reader import RecordReader, Removal
from storage.exports.rows import opened_rows

__all__ = ["COLUMNS", "accept_held", "import_records", "revert_import"]

T = TypeVar("T")

#: Rows of one transaction: a crash costs one batch, and other writers of SQLite wait for one at most, some
#: six seconds. Keys fall all over their index: fewer, larger batches touch each of its pages less often.
BATCH_ROWS: Final = 40_000
#: New objects after which Python looks for circles among them while it imports.
FEW_COLLECTIONS: Final = 500_000
#: Share of the records that an import must add or change for their terms to be counted anew.
WORTH_COUNTING: Final = 0.01
#: Why a row is left out that a person refused.
REFUSED_BEFORE: Final = "somebody refused this very row before; the record stays as it is"
#: Share of the records that may be absent from a full export before it is taken for a part of one.
MOST_ABSENT: Final = 0.05


#: Tells when an import ended, which may be minutes after it began.
Clock = Callable[[], datetime]


class Progress(Protocol):
    """Told after each batch how many lines are done."""

    def __call__(self, lines: int, /) -> object: ...


@dataclass(slots=True)
class _Tally:
    """What an import did so far."""

    import_id: int | None = None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rows: int = 0
    apart: list[str] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """Numbers that are to be removed when all rows are taken in."""
    matched_again: int = 0

    def count(self, taken: Taken, lines: Mapping[str, int]) -> None:
        self.added += taken.added
        self.changed += taken.changed
        self.unchanged += taken.unchanged
        self.apart += taken.apart
        self.held += taken.held
        self.rejected += [RejectedRow(lines[number], REFUSED_BEFORE) for number in taken.refused]

    @property
    def taken(self) -> int:
        return self.added + self.changed + self.unchanged

    def report(self, doubts: tuple[str, ...]) -> ImportReport:
        return ImportReport(
            self.added, self.changed, self.unchanged, tuple(self.rejected), self.removed, tuple(self.apart),
            self.import_id, tuple(self.held), doubts, self.rows, self.matched_again,
        )  # fmt: skip


def import_records(
    storage: Storage,
    source: Path | Iterable[str],
    *,
    number_pattern: str,
    now: datetime,
    mapping: ExportMapping = OWN_FORM,
    by: str = "",
    remove_absent: bool = False,
    most_absent: float = MOST_ABSENT,
    doubtful: bool = False,
    progress: Progress = lambda lines: None,
    dry_run: bool = False,
    clock: Clock | None = None,
) -> ImportReport:
    """Take an export (CSV, XLSX, or lines) into the records; good rows are kept, bad ones reported by line.

    `number_pattern` is the setting of that name. Batches are committed one by one; the same file again goes
    on where an import broke off, and changes nothing where it did not. `remove_absent` says that the export
    is full: records that it lacks are removed, unless they are more than the share `most_absent`. Rows that
    the mapping calls removals are removed at the end, so that a person's new credential is known first. Rows
    that name somebody else than the record of their number are held. A `dry_run` reports the same and writes
    nothing. Raises `UnusableFile` where the header lacks a column; `NotAllowed` where too many are absent, or
    lines hide which, and, unless `doubtful`, where so many rows are odd that columns must be mistaken.
    """
    tally = _Tally()
    if remove_absent:
        tally.gone += _find_absent(storage, source, mapping, number_pattern, most_absent)
    file_hash = _hash_of(source)
    guard = ImportGuard(_plausibility(storage, now), tally.rejected, allowed=doubtful)
    with _few_collections(), _opened(source, mapping, number_pattern, tally.rejected) as reader:
        for batch in _batches(_records(reader, tally), BATCH_ROWS):
            guard.look_at(batch, reader)
            with storage.work() as work:
                if dry_run:
                    taken = work.record_imports.preview(batch, reader.lines)
                else:
                    tally.import_id = tally.import_id or work.record_imports.begin(file_hash, by, now)
                    taken = work.record_imports.upsert(batch, now, tally.import_id, reader.lines)
                guard.look_at_held(taken)
            tally.count(taken, reader.lines)
            progress(reader.line)
        guard.look_at((), reader)
        tally.rows = reader.rows
    _remove(storage, tally, file_hash, by, now, dry_run=dry_run)
    if tally.import_id is not None:
        # Before the import counts as done: where it breaks off here, importing the file again comes by here.
        tally.matched_again = match_touched_again(storage, tally.import_id, now)
        with storage.work() as work:
            rejected, ended = len(tally.rejected), _ended(now, clock)
            work.record_imports.finish(tally.import_id, tally.taken, rejected, ended)
            if tally.taken:
                work.vitals.note_milestone(RECORDS_IMPORTED, now, tally.taken)
            _count_terms(work, tally.added + tally.changed + tally.removed, now)
    return tally.report(guard.doubts())


def _ended(now: datetime, clock: Clock | None) -> datetime:
    """What was decided while an import was at work counts as decided before it."""
    return clock() if clock else now


def _plausibility(storage: Storage, now: datetime) -> Plausibility:
    """By the statuses of the policy in force."""
    with storage.work() as work:
        policy = policy_in_force(work).policy if policy_is_readable(work) else SHIPPED
    return Plausibility(office_day(now), (*policy.status.may_practise, *policy.status.may_not))


def _count_terms(work: Work, moved: int, now: datetime) -> None:
    """A delta changes little: terms are counted anew once a hundredth of the records moved."""
    known = work.linkage.terms()
    if known is None or moved > WORTH_COUNTING * known.records:
        work.linkage.count_terms(now)


def revert_import(
    storage: Storage,
    import_id: int,
    by: str,
    now: datetime,
    progress: Progress = lambda records: None,
    clock: Clock | None = None,
) -> tuple[RecordImport, int]:
    """Restore all records to what they were before an import; begun again, it goes on where it broke off.

    The import, and how many undecided cases are matched again: all, since what it touched is no longer known.
    Raises `NotThere`, or `NotAllowed` where later imports changed the same records.
    """
    with storage.work() as work:
        work.record_imports.begin_revert(import_id)
    done = 0
    while True:
        with storage.work() as work:
            some = work.record_imports.revert_some(import_id, BATCH_ROWS)
        if not some:
            break
        done += some
        progress(done)
    matched_again = match_all_again(storage, now)
    with storage.work() as work:
        reverted = work.record_imports.finish_revert(import_id, by, _ended(now, clock))
        # What a wrong export made common would else weigh on in matching.
        _count_terms(work, reverted.added + reverted.changed + reverted.removed, now)
        return reverted, matched_again


def accept_held(
    storage: Storage, numbers: Sequence[str] | None, by: str, now: datetime, *, same_person: bool
) -> tuple[RecordImport, int]:
    """Take held rows in by an import of their own, all where no number is named; the audit log says so.

    The import, and how many undecided cases are matched again. Where it breaks off before they are, the same
    again, or the next import, has it done. Raises `NotThere` where none waits, `NotAllowed` where a record
    was changed since.
    """
    with storage.work() as work:
        begun = work.record_imports.begun_accepting(numbers, same_person=same_person)
        made = begun or _accept(work, numbers, by, now, same_person=same_person)
    rows = made.added + made.changed
    matched_again = match_touched_again(storage, made.id, now)
    with storage.work() as work:
        work.record_imports.finish(made.id, rows, 0, now)
        _count_terms(work, rows + made.removed, now)
    return made, matched_again


def _accept(
    work: Work, numbers: Sequence[str] | None, by: str, now: datetime, *, same_person: bool
) -> RecordImport:
    made = work.record_imports.accept(numbers, by, now, same_person=same_person)
    whose = "same-person" if same_person else "another-person"
    work.audit.append(
        "command line", "held_rows_accepted", f"import {made.id}", now,
        by=by, whose=whose, rows=made.added + made.changed,
    )  # fmt: skip
    return made


# -- what goes ----------------------------------------------------------------------------------------


def _find_absent(
    storage: Storage,
    source: Path | Iterable[str],
    mapping: ExportMapping,
    number_pattern: str,
    most_absent: float,
) -> list[str]:
    """Numbers on record that a full export lacks, looked for before anything is written."""
    rejected: list[RejectedRow] = []
    with _opened(source, mapping, number_pattern, rejected) as reader:
        named = set(reader.numbers())
    if rejected:
        lines = ", ".join(str(row.line) for row in rejected[:5])
        raise NotAllowed(
            f"The numbers of {len(rejected)} lines cannot be read (line {lines}), so that nobody can tell "
            "which records are absent. Mend them, or import without removing."
        )
    if not named:
        raise NotAllowed("This export holds no records, so that nothing can be removed by it. Is it whole?")
    with storage.work() as work:
        there = work.records.count()
        absent = [number for number in work.records.numbers() if number not in named]
    if len(absent) > most_absent * there:
        raise NotAllowed(
            f"{len(absent)} of {there} records are absent from this export, more than {most_absent:.1%}. "
            "Is it the full one? Nothing was written. If so many are gone, allow it with --most-absent."
        )
    return absent


def _remove(
    storage: Storage, tally: _Tally, file_hash: str, by: str, now: datetime, *, dry_run: bool
) -> None:
    """Remove what the export says is gone, or lacks."""
    for numbers in _batches(iter(dict.fromkeys(tally.gone)), BATCH_ROWS):
        with storage.work() as work:
            if dry_run:
                tally.removed += work.records.count_of(numbers)
                continue
            tally.import_id = tally.import_id or work.record_imports.begin(file_hash, by, now)
            tally.removed += work.record_imports.remove(numbers, now, tally.import_id)


# -- reading ------------------------------------------------------------------------------------------


@contextmanager
def _opened(
    source: Path | Iterable[str], mapping: ExportMapping, number_pattern: str, rejected: list[RejectedRow]
) -> Iterator[RecordReader]:
    with opened_rows(source, mapping.file) as rows:
        yield RecordReader(rows, mapping, re.compile(number_pattern), rejected.append)


def _records(reader: RecordReader, tally: _Tally) -> Iterator[CertificationRecord]:
    for read in reader.read():
        if isinstance(read, Removal):
            tally.gone.append(read.number)
        else:
            yield read


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows make millions of small objects in no circles: to look for some took a fifth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(FEW_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _hash_of(source: Path | Iterable[str]) -> str:
    if not isinstance(source, Path):
        return ""
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _batches(values: Iterator[T], size: int) -> Iterator[Sequence[T]]:
    batch: list[T] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
