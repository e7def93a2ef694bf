"""Invented people for the tests of matching."""

from dataclasses import replace
from datetime import date

from domain.ids import CertificationNumber
from domain.records import CertificationRecord

MARIA = CertificationRecord(
    certification_number=CertificationNumber("E0901234"),
    level="EMT",
    first_name="Maria",
    middle_name="Luz",
    last_name="Souza-Lima",
    suffix="",
    status="Active",
    issued_on=date(2025, 4, 1),
    expires_on=date(2027, 3, 31),
    date_of_birth=date(1987, 6, 5),
    ssn_last4="4410",
    email="maria@example.org",
)


def person(
    number: str, first: str, last: str, born: str = "1987-06-05", **other: object
) -> CertificationRecord:
    """A record; the level follows from the prefix letter."""
    level = {"E": "EMT", "A": "AEMT", "P": "Paramedic"}[number[0]]
    fixed = {"middle_name": "", "ssn_last4": "", "email": "", **other}
    return replace(
        MARIA,
        certification_number=CertificationNumber(number),
        level=level,
        first_name=first,
        last_name=last,
        date_of_birth=date.fromisoformat(born),
        **fixed,  # type: ignore[arg-type]
    )
