"""Certification records as rows: sealing, content hash, and what history adds to a changed record."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Row, Select, select

from domain.ids import CertificationNumber
from domain.records import CertificationRecord, is_service
from storage.keys import KeyRing
from storage.names import fold_name
from storage.sealing import seal, unseal
from storage.tables import RecordRow

#: Columns that no look-up site prints: sealed together in one value.
PRIVATE: Final = (
    "date_of_birth", "ssn_last4", "ssn_is_pseudo", "email", "phone", "address_line1", "city", "state", "zip",
    "former_addresses",
)  # fmt: skip
#: What only storage says of a record; no export holds it.
OWN: Final = frozenset({"earlier_numbers", "former_addresses", "person_ref", "person"})
#: Columns of `record` that make up a row, in the order of `row_of`.
COLUMNS: Final = (
    "id", "certification_number", "level", "first_name", "middle_name", "last_name", "suffix", "former_names",
    "status", "issued_on", "expires_on", "private", "content_hash", "changed_at", "person_id", "person_key",
    "earlier_numbers", "added_by",
)  # fmt: skip

#: Columns and no objects.
ROWS: Final[Select[Any]] = select(*RecordRow.__table__.columns)

_EXPORTED: Final = attrgetter(*(f.name for f in fields(CertificationRecord) if f.name not in OWN))
_PRIVATE: Final = attrgetter(*PRIVATE)
#: Made once: `json.dumps` with options makes an encoder for each value.
_ENCODE: Final = json.JSONEncoder(default=date.isoformat, separators=(",", ":")).encode


def content_hash(keys: KeyRing, record: CertificationRecord) -> str:
    """Keyed hash of all that the export says of a record."""
    said = repr(_EXPORTED(record)) + record.person_ref
    return keys.hash_text("record content", said)


def person_key(keys: KeyRing, record: CertificationRecord) -> str | None:
    """What recognises a person in other rows: the export's own id, else name, birth date and last four.

    None where neither is there, and for a service. A pseudo last four recognises nobody.
    """
    if is_service(record.certification_number):
        return None
    if record.person_ref:
        return "i:" + keys.hash_text("person id", record.person_ref)
    if not (record.first_name and record.date_of_birth and record.ssn_last4) or record.ssn_is_pseudo:
        return None
    name = "|".join(fold_name(n) for n in (record.first_name, record.last_name, record.suffix))
    born = record.date_of_birth.isoformat()
    return "n:" + keys.hash_text("person", f"{name}|{born}|{record.ssn_last4}")


def row_of(
    keys: KeyRing,
    record: CertificationRecord,
    now: datetime,
    *,
    row_id: int,
    hashed: str,
    person: tuple[int | None, str | None],
    added_by: int | None,
) -> tuple[Any, ...]:
    """The values of `COLUMNS`; `person` is (person_id, person_key)."""
    number = record.certification_number
    return (
        row_id, number, record.level, record.first_name, record.middle_name, record.last_name, record.suffix,
        list(record.former_names), record.status, record.issued_on, record.expires_on,
        seal(keys, _private_json(record), f"record.private:{number}"), hashed, now, *person,
        list(record.earlier_numbers), added_by,
    )  # fmt: skip


def record_of(keys: KeyRing, row: Row[Any]) -> CertificationRecord:
    """A row of `record` or of `record_version`, opened."""
    number = row.certification_number
    private = json.loads(unseal(keys, row.private, f"record.private:{number}"))
    born = private.pop("date_of_birth")
    streets = private.pop("former_addresses", ())
    return CertificationRecord(
        certification_number=CertificationNumber(number),
        level=row.level,
        first_name=row.first_name,
        middle_name=row.middle_name,
        last_name=row.last_name,
        suffix=row.suffix,
        status=row.status,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        former_names=tuple(row.former_names),
        date_of_birth=None if born is None else date.fromisoformat(born),
        earlier_numbers=tuple(row.earlier_numbers),
        former_addresses=tuple(streets),
        person=row.person_id or 0,
        **private,
    )


def with_history(record: CertificationRecord, before: CertificationRecord) -> CertificationRecord:
    """The record as exported now, with every name and street it had before, the present ones left out."""
    names = (*record.former_names, *before.former_names, before.full_name)
    streets = (*record.former_addresses, *before.former_addresses, before.address_line1)
    return replace(
        record,
        former_names=_without(names, record.full_name),
        former_addresses=_without(streets, record.address_line1),
        earlier_numbers=before.earlier_numbers,
    )


def with_removed(record: CertificationRecord, removed: Iterable[CertificationRecord]) -> CertificationRecord:
    """The record with the number, names and streets of credentials that its person has no longer."""
    for gone in removed:
        numbers = (*record.earlier_numbers, *gone.earlier_numbers, gone.certification_number)
        earlier = _without(numbers, record.certification_number)
        record = replace(with_history(record, gone), earlier_numbers=earlier)
    return record


def _without(values: Sequence[str], present: str) -> tuple[str, ...]:
    folded = fold_name(present)
    return tuple(value for value in dict.fromkeys(values) if value and fold_name(value) != folded)


def _private_json(record: CertificationRecord) -> bytes:
    return _ENCODE(dict(zip(PRIVATE, _PRIVATE(record), strict=True))).encode()
