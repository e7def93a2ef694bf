"""Recognising one person in several rows of an export.

Rows of one key are one person, unless what they say clashes: another birth date, another real last four, and
where the key is made of the name another middle initial. Whoever clashes is kept apart, and said to be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, Select, select

from domain.records import CertificationRecord
from storage.names import fold_name
from storage.repositories.base import Repository
from storage.repositories.record_rows import record_of
from storage.statements import in_chunks
from storage.tables import RecordRow, RecordVersionRow


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A record that an import brings, before it is known whose it is."""

    row_id: int
    record: CertificationRecord
    key: str | None
    before: int | None = None
    """The person whose credential it was until now; None: it is new."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose credentials the newcomers are."""

    persons: dict[int, int]
    """Row id to person."""
    apart: tuple[str, ...]
    """Numbers kept apart although their key is another person's."""


@dataclass(frozen=True, slots=True)
class _Face:
    """What tells two people of one key apart."""

    born: date | None
    last4: str
    middle: str

    def clashes(self, other: "_Face") -> bool:
        pairs = ((self.born, other.born), (self.last4, other.last4), (self.middle, other.middle))
        return any(one and two and one != two for one, two in pairs)


@dataclass(slots=True)
class _People:
    """People of one key, and the faces of their credentials."""

    faces: dict[int, dict[int, _Face]] = field(default_factory=dict)
    """Person to row id to face."""

    def add(self, person: int, row_id: int, face: _Face) -> None:
        self.faces.setdefault(person, {})[row_id] = face

    def find(self, row_id: int, face: _Face) -> tuple[int | None, bool]:
        """(the person whom nothing contradicts, whether somebody else has the key)."""
        others = {
            person: [seen for other, seen in faces.items() if other != row_id]
            for person, faces in self.faces.items()
        }
        met = {person: faces for person, faces in others.items() if faces}
        fitting = (p for p, faces in met.items() if not any(face.clashes(seen) for seen in faces))
        return next(fitting, None), bool(met)


class Persons(Repository):
    """Looks rows up by what recognises their people; writes nothing."""

    def recognise(self, newcomers: Sequence[Newcomer], fresh: Iterable[int]) -> Recognised:
        """The person of each newcomer; `fresh` gives numbers for people who part from another."""
        known = self._known([n.key for n in newcomers if n.key])
        siblings = self._siblings([n.before for n in newcomers if n.before is not None])
        numbers, persons, apart = iter(fresh), dict[int, int](), list[str]()
        for newcomer in newcomers:
            face = _face_of(newcomer.record, newcomer.key)
            people = known.setdefault(newcomer.key, _People()) if newcomer.key else _People()
            found, shared = people.find(newcomer.row_id, face)
            if found is None and shared:
                apart.append(newcomer.record.certification_number)
            if found is None:
                found = self._own(newcomer, face, siblings) or next(numbers)
            persons[newcomer.row_id] = found
            people.add(found, newcomer.row_id, face)
        return Recognised(persons, tuple(apart))

    @staticmethod
    def _own(newcomer: Newcomer, face: _Face, siblings: dict[int, _People]) -> int | None:
        """The person it was, or a person of its own; None where it parts from those it was with."""
        if newcomer.before is None:
            return newcomer.row_id
        kept, shared = siblings.get(newcomer.before, _People()).find(newcomer.row_id, face)
        return newcomer.before if kept is not None or not shared else None

    def removed(self, persons: Iterable[int]) -> dict[int, list[CertificationRecord]]:
        """Person to the credentials that imports removed, the latest last."""
        found: dict[int, list[CertificationRecord]] = {}
        for chunk in in_chunks(sorted(set(persons))):
            asked = _REMOVED.where(RecordVersionRow.person_id.in_(chunk), ~_CAME_AGAIN)
            for row in self._session.execute(asked.order_by(RecordVersionRow.import_id)):
                found.setdefault(row.person_id, []).append(record_of(self._keys, row))
        return found

    def _known(self, keys: Sequence[str]) -> dict[str, _People]:
        known: dict[str, _People] = {}
        for chunk in in_chunks(sorted(set(keys))):
            for asked in (_STANDING, _REMOVED):
                for row in self._session.execute(asked.where(asked.selected_columns.person_key.in_(chunk))):
                    known.setdefault(row.person_key, _People()).add(row.person_id, row.id, self._face(row))
        return known

    def _siblings(self, persons: Sequence[int]) -> dict[int, _People]:
        found: dict[int, _People] = {}
        for chunk in in_chunks(sorted(set(persons))):
            for row in self._session.execute(_STANDING.where(RecordRow.person_id.in_(chunk))):
                face = _face_of(record_of(self._keys, row), row.person_key)
                person: int = row.person_id
                found.setdefault(person, _People()).add(person, row.id, face)
        return found

    def _face(self, row: Row[Any]) -> _Face:
        key = row.person_key or ""
        if key.startswith("n:"):
            # Birth date and last four are in the key: opening the row would tell nothing more.
            return _Face(None, "", fold_name(row.middle_name)[:1])
        return _face_of(record_of(self._keys, row), key)


def _face_of(record: CertificationRecord, key: str | None) -> _Face:
    last4 = "" if record.ssn_is_pseudo else record.ssn_last4
    # The export's own id stays through a change of name.
    middle = fold_name(record.middle_name)[:1] if (key or "").startswith("n:") else ""
    return _Face(record.date_of_birth, last4, middle)


#: Whether a number that was removed came again as the same person's.
_CAME_AGAIN: Final = (
    select(RecordRow.id)
    .where(
        RecordRow.certification_number == RecordVersionRow.certification_number,
        RecordRow.person_id == RecordVersionRow.person_id,
    )
    .exists()
)
_STANDING: Final[Select[Any]] = select(*RecordRow.__table__.columns)
_REMOVED: Final[Select[Any]] = select(
    *(c.label("id") if c.name == "record_id" else c for c in RecordVersionRow.__table__.columns)
).where(RecordVersionRow.removed)
