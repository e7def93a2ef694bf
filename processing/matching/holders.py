"""Whether a row of an export and the record of its number are of one person.

A number may come to somebody else: it was used again, or the rows of an export were mixed up. A name that
somebody gave up is evidence in matching, so that the former holder's must never become the new one's. Each
field speaks for one person (more points) or for two (fewer); whom nothing speaks for, people must look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.records import CertificationRecord
from processing.matching.names import Grade, NameComparison, Part, compare_with_record
from processing.matching.nicknames import are_two_given_names
from processing.matching.parsing import fold_text

#: What a name says. A new surname beside the same first name is ordinary, as after a marriage; another first
#: name beside the same surname is a twin's, a son's or a sister's.
_NAME_POINTS: Final = {
    Grade.DIFFERS: -3,
    Grade.SURNAME_ONLY: -3,
    Grade.GIVEN_ONLY: 1,
    Grade.PART_OF_SURNAME: 2,
    Grade.SUFFIX_CLASH: -1,
    Grade.MIDDLE_CLASH: 1,
    Grade.INITIAL_ONLY: 2,
    Grade.NICKNAME: 3,
    Grade.NEAR: 3,
    Grade.SAME: 3,
}
#: Junior and senior may have one name: where one side alone has a suffix, the name says less.
_SUFFIX_ON_ONE_SIDE: Final = 1
_OTHER_FIRST_NAME: Final = -3
_AGREES: Final = 2
_DIFFERS: Final = -2
#: A birth date one digit away, or with day and month exchanged, is rather a slip that was mended.
_SLIP: Final = 1
#: A family shares an address: it supports, and decides nothing.
_EMAIL: Final = 1
#: The export's own id of the person outweighs two fields, not three.
_SAME_ID: Final = 4
#: Father and son, who may have one name, are further apart than this.
_GENERATION_YEARS: Final = 15
_ANOTHER_GENERATION: Final = -3


@dataclass(frozen=True, slots=True)
class HolderComparison:
    """How a row compares with the record of its number."""

    points: int
    agree: tuple[str, ...]
    """Fields by name: `name`, `date_of_birth`, `ssn_last4`, `email`, `person_id`."""
    differ: tuple[str, ...]
    exchanged: bool = False
    """Whether the row's first name is the record's last name, and the other way round."""

    @property
    def is_one_person(self) -> bool:
        return self.points > 0 and not self.exchanged


@dataclass(frozen=True, slots=True)
class _Point:
    field: str
    points: int


def compare_holders(
    before: CertificationRecord, said: CertificationRecord, *, same_id: bool | None = None
) -> HolderComparison:
    """Compare what an export says now with the record as it stands.

    `same_id` tells whether the export's own ids of the person are one; None where it gives none.
    """
    found = [*_points(before, said), *_id_point(same_id)]
    return HolderComparison(
        points=sum(each.points for each in found),
        agree=tuple(each.field for each in found if each.points > 0),
        differ=tuple(each.field for each in found if each.points < 0),
        exchanged=_are_exchanged(before, said),
    )


def _points(before: CertificationRecord, said: CertificationRecord) -> Iterator[_Point]:
    yield _Point("name", _name_points(before, said))
    if before.date_of_birth and said.date_of_birth:
        yield _Point("date_of_birth", _birth_points(before.date_of_birth, said.date_of_birth))
    if _real_last4(before) and _real_last4(said):
        same = before.ssn_last4 == said.ssn_last4
        yield _Point("ssn_last4", _AGREES if same else _DIFFERS)
    if before.email and before.email.casefold() == said.email.casefold():
        yield _Point("email", _EMAIL)


def _id_point(same_id: bool | None) -> tuple[_Point, ...]:
    if same_id is None:
        return ()
    return (_Point("person_id", _SAME_ID if same_id else _DIFFERS),)


def _name_points(before: CertificationRecord, said: CertificationRecord) -> int:
    if not (before.first_name and said.first_name):
        same = fold_text(before.last_name) == fold_text(said.last_name)
        return _NAME_POINTS[Grade.INITIAL_ONLY if same else Grade.DIFFERS]
    best = max(_compare_both_ways(before, said), key=lambda found: found.rank)
    if best.grade is Grade.NEAR and _have_two_given_names(before, said):
        return _OTHER_FIRST_NAME
    points = _NAME_POINTS[best.grade]
    return min(points, _SUFFIX_ON_ONE_SIDE) if best.suffix is Part.SILENT else points


def _compare_both_ways(before: CertificationRecord, said: CertificationRecord) -> Iterator[NameComparison]:
    """Each side may know the other's name as a former one."""
    yield compare_with_record(_with_comma(said), before)
    yield compare_with_record(_with_comma(before), said)


def _with_comma(record: CertificationRecord) -> str:
    """ "Surname, Given" tells which words are the surname."""
    return f"{record.last_name}, {record.first_name} {record.middle_name} {record.suffix}".rstrip()


def _have_two_given_names(before: CertificationRecord, said: CertificationRecord) -> bool:
    """John and Joan are no slip of one another."""
    return are_two_given_names(fold_text(before.first_name), fold_text(said.first_name))


def _birth_points(one: date, other: date) -> int:
    if one == other:
        return _AGREES
    if abs(one.year - other.year) >= _GENERATION_YEARS:
        return _ANOTHER_GENERATION
    return _SLIP if _is_slip(one, other) else _DIFFERS


def _is_slip(one: date, other: date) -> bool:
    exchanged = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    digits = zip(one.isoformat(), other.isoformat(), strict=True)
    return exchanged or sum(left != right for left, right in digits) == 1


def _real_last4(record: CertificationRecord) -> str:
    """A pseudo number is made up, and proves and disproves nothing."""
    return "" if record.ssn_is_pseudo else record.ssn_last4


def _are_exchanged(before: CertificationRecord, said: CertificationRecord) -> bool:
    first, last = fold_text(before.first_name), fold_text(before.last_name)
    return (
        bool(first)
        and first != last
        and (fold_text(said.last_name), fold_text(said.first_name))
        == (
            first,
            last,
        )
    )
