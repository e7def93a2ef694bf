"""Certification records, and changes of names that wait for entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.ids import (
    CaseId,
    CertificationNumber,
)
from domain.records import CertificationRecord, MatchQuery


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
    """1-based, the header being line 1."""
    problem: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]


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
        """(added, changed, unchanged) for one batch; keeps the former name when a name changes."""

    def preview(self, records: Sequence[CertificationRecord]) -> tuple[int, int, int]:
        """What `upsert` would answer; nothing is written."""

    def get(self, number: CertificationNumber) -> CertificationRecord | None:
        """With upper-cased number."""

    def candidates(self, query: MatchQuery, limit: int = 200) -> list[CertificationRecord]:
        """Records that share a blocking key with the query, those that share most first: number variants;
        birth date (or one a digit away) or last four, each with a sound of the name; email; name."""

    def search(self, text: str, limit: int = 20) -> list[CertificationRecord]:
        """By number or by the start of names, for people."""

    def count(self) -> int: ...

    def add_pending_change(self, change: PendingNameChange) -> None: ...

    def withdraw_pending_change(self, case_id: CaseId) -> None:
        """The decision was undone; nothing where there is none."""

    def release_pending_change(self, case_id: CaseId) -> None:
        """A second person confirmed: no longer held."""

    def pending_changes(self, *, unconfirmed_only: bool = True) -> list[PendingNameChange]: ...

    def mark_exported(self, case_ids: Sequence[CaseId], now: datetime) -> None: ...

    def confirm_changes(self, now: datetime) -> list[PendingNameChange]:
        """Mark as confirmed, and return, every pending change whose record now bears the new name."""
