"""Certification records, and changes of names that wait for entry."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from domain.ids import (
    CaseId,
    CertificationNumber,
    DocumentId,
)
from domain.records import CertificationRecord, MatchQuery, PersonHistory
from domain.states import HeldState, ImportState

#: Rows that came from no file.
NO_LINES: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class PendingNameChange:
    """An approved name change that waits for entry into eLicensing."""

    case_id: CaseId
    certification_number: CertificationNumber
    former_name: str
    new_name: str
    approved_at: datetime
    exported_at: datetime | None
    confirmed_at: datetime | None
    held: bool = False
    """Waits for a second person; not exported before."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One bad line of an import; never quotes the line's values."""

    line: int
    """1-based, the header being line 1; of a workbook its row."""
    problem: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that was not taken in, because it names somebody else than the record of its number."""

    import_id: int
    """0: it was only looked at (`--dry-run`)."""
    line: int
    """1-based; 0 where it came from no file."""
    record: CertificationRecord
    """What the row says."""
    agree: tuple[str, ...]
    """Fields in which it is like the record: `name`, `date_of_birth`, `ssn_last4`, `email`, `person_id`."""
    differ: tuple[str, ...]
    """Fields in which it is not; `first_and_last_name_exchanged` where it is so."""
    state: HeldState = HeldState.WAITING
    record_hash: str = field(default="", repr=False)
    """Of the record when the row was held."""
    settled_by: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]
    removed: int = 0
    apart: tuple[str, ...] = ()
    """Numbers kept apart from a person whose key they share: birth date, last four or middle name clash."""
    import_id: int | None = field(default=None, compare=False)
    """None: nothing was written."""
    held: tuple[HeldRow, ...] = field(default=(), compare=False)
    """Rows that wait for a person."""
    doubts: tuple[str, ...] = ()
    """What looks wrong in the columns, in sentences that quote nobody's values."""
    rows: int = field(default=0, compare=False)
    """Rows below the header."""
    matched_again: int = 0
    """Undecided cases whose papers are matched again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one batch of an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    apart: tuple[str, ...] = ()
    held: tuple[HeldRow, ...] = ()
    refused: tuple[str, ...] = ()
    """Numbers of rows that a person refused before, word for word."""


@dataclass(frozen=True, slots=True)
class RecordImport:
    """One import, as it is listed."""

    id: int
    state: ImportState
    file_hash: str
    """SHA-256 in hexadecimal digits."""
    by: str
    """The account of the operating system."""
    at: datetime
    finished_at: datetime | None
    added: int
    changed: int
    removed: int
    unchanged: int
    rejected: int
    reverted_by: str | None
    reverted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Blocking:
    """How matching makes blocking keys; handed to storage, which knows nothing of names and misreadings."""

    number_variants: Callable[[str], tuple[str, ...]]
    """A number's own key first, then the keys one error away. A record is indexed under the first."""
    name_keys: Callable[[str], tuple[str, ...]]
    """Keys of a record's name, given as `Surname, Given`, or as printed where that is all there is."""
    query_name_keys: Callable[[str], tuple[str, ...]] | None = None
    """Keys of a name as a paper prints it, nicknames and the other order included; None: `name_keys`."""
    number_key: Callable[[str], str] | None = None
    """A number's own key alone, which is quicker for an import; None: the first of `number_variants`."""
    name_codes: Callable[[str], tuple[str, ...]] = field(default=lambda name: ())
    """How a record's name sounds, word by word: joined to a birth date or last four before hashing."""
    query_name_codes: Callable[[str], tuple[str, ...]] = field(default=lambda name: ())
    """The codes of a name as a paper prints it, those of likely surnames first."""
    number_slips: Callable[[str], tuple[str, ...]] = field(default=lambda number: ())
    """Keys of a printed number with any one digit another: they count where more fits besides."""


class Records(Protocol):
    """Certification records. Matching reads them; nothing but an import changes them."""

    def upsert(self, records: Sequence[CertificationRecord], now: datetime) -> tuple[int, int, int]:
        """(added, changed, unchanged), outside any import: there is no way back."""

    def history(self, number: CertificationNumber) -> PersonHistory:
        """The other credentials of this credential's person, and what earlier exports said."""

    def count_of(self, numbers: Sequence[str]) -> int:
        """How many of these numbers are on record."""

    def numbers(self) -> Iterator[str]:
        """Every number there is, in order."""

    def get(self, number: CertificationNumber) -> CertificationRecord | None:
        """With upper-cased number."""

    def changed_at(self, number: CertificationNumber) -> datetime | None:
        """When an import added or last changed it; None where it is not on record."""

    def candidates(self, query: MatchQuery, limit: int = 200) -> list[CertificationRecord]:
        """Records that share a blocking key with the query, those that share most first: number variants;
        birth date (or one a digit away) or last four, each with a sound of the name; email; name."""

    def search(self, text: str, limit: int = 20) -> list[CertificationRecord]:
        """By number or by the start of names, for people."""

    def count(self) -> int: ...

    def add_pending_change(self, change: PendingNameChange) -> None:
        """Keep an approved name change until the records bear it, in the place of an earlier one of its
        case."""

    def pending_change(self, case_id: CaseId) -> PendingNameChange | None:
        """The approved name change of a case, confirmed or not."""

    def withdraw_pending_change(self, case_id: CaseId) -> None:
        """The decision was undone or another was made; nothing where there is none."""

    def release_pending_change(self, case_id: CaseId) -> None:
        """A second person confirmed: no longer held."""

    def pending_changes(self, *, unconfirmed_only: bool = True) -> list[PendingNameChange]: ...

    def mark_exported(self, case_ids: Sequence[CaseId], now: datetime) -> None: ...

    def confirm_changes(self, now: datetime) -> list[PendingNameChange]:
        """Mark as confirmed, and return, every pending change whose record now bears the new name."""


class RecordImports(Protocol):
    """Imports of certification records, and the way back from them."""

    def begin(self, file_hash: str, by: str, now: datetime) -> int:
        """A new import, or the last one where the same file broke off in it. Raises `NotAllowed`."""

    def upsert(
        self,
        records: Sequence[CertificationRecord],
        now: datetime,
        import_id: int | None = None,
        lines: Mapping[str, int] = NO_LINES,
    ) -> Taken:
        """Take one batch in; keeps what it changes, former names, streets and numbers too.

        A row that names somebody else than the record of its number is held, where an import is named;
        `lines` tells on which line of the file a number stands.
        """

    def preview(self, records: Sequence[CertificationRecord], lines: Mapping[str, int] = NO_LINES) -> Taken:
        """What `upsert` would answer; nothing is written."""

    def held(self, *, waiting_only: bool = True) -> list[HeldRow]:
        """Rows that were held, of the latest import first."""

    def begun_accepting(self, numbers: Sequence[str] | None, *, same_person: bool) -> RecordImport | None:
        """The import by which just these rows were accepted, or all that waited, where it broke off before it
        was finished. Raises `NotAllowed` where it took them for somebody else's."""

    def accept(
        self, numbers: Sequence[str] | None, by: str, now: datetime, *, same_person: bool
    ) -> RecordImport:
        """Take held rows in by an import of its own that is to be finished, all where no number is named.

        As the record's own person, whose former name is kept; or as another's, to whom the number went, and
        who has nothing of what the record said before. Raises `NotThere`, `NotAllowed`.
        """

    def refuse(self, numbers: Sequence[str] | None, by: str, now: datetime) -> int:
        """Leave the records as they are; how many. The same row is not held again. Raises `NotThere`."""

    def take_refusal_back(self, numbers: Sequence[str] | None) -> int:
        """Refused rows, of these numbers or all, wait again; how many. Raises `NotThere`."""

    def remove(self, numbers: Sequence[str], now: datetime, import_id: int) -> int:
        """Remove records; the person's other credentials keep the number as an earlier one."""

    def finish(self, import_id: int, taken: int, rejected: int, now: datetime) -> None:
        """All of the file was taken in: so many good rows, so many bad ones."""

    def broken_off_before(self, import_id: int) -> list[int]:
        """Imports that were begun before this one and not finished, after which none was finished."""

    def moved_since(self, at: datetime) -> bool:
        """Whether an import was finished or taken back since then, or is at work or broken off."""

    def taken_back_since(self, at: datetime) -> RecordImport | None:
        """The last import that stood at this time and was taken back later."""

    def all(self) -> list[RecordImport]:
        """The latest first."""

    def begin_revert(self, import_id: int) -> RecordImport:
        """Refuses where later imports changed the same records. Raises `NotThere`, `NotAllowed`."""

    def revert_some(self, import_id: int, most: int) -> int:
        """Restore at most so many records; how many, 0 where none is left."""

    def finish_revert(self, import_id: int, by: str, now: datetime) -> RecordImport:
        """All is as it was before the import."""


class RecordTouches(Protocol):
    """What an import added, changed and removed, asked for from the papers' side: they are the fewer."""

    def any_of(self, import_id: int) -> bool:
        """Whether the import touched any record."""

    def touched(self, import_id: int, numbers: Collection[str]) -> set[str]:
        """Those of these numbers that the import added, changed or removed."""

    def led_to(
        self, import_id: int, queries: Mapping[DocumentId, tuple[MatchQuery, bool]]
    ) -> set[DocumentId]:
        """The papers that share a blocking key with a record that the import added or changed. Beside a query
        stands whether the paper is matched surely: only what few records share counts there."""
