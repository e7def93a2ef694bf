"""Certification records and matches with them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.ids import CertificationNumber
from domain.kinds import MatchStatus

#: Prefixes of ambulance and first-response services (FAQ, Q2): they are nobody's person.
SERVICE_PREFIXES = ("AMB", "EFR")


def is_service(number: str) -> bool:
    """Whether a number is a service's, not a person's."""
    return number.strip().upper().startswith(SERVICE_PREFIXES)


@dataclass(frozen=True, slots=True)
class CertificationRecord:
    """One credential as exported from the eLicensing system."""

    certification_number: CertificationNumber
    level: str
    """`EMT`, `AEMT`, `Paramedic`, or the export's own word for another type."""
    first_name: str
    middle_name: str
    last_name: str
    suffix: str
    status: str
    """The export's own word."""
    issued_on: date | None
    expires_on: date | None
    former_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    ssn_last4: str = ""
    ssn_is_pseudo: bool = False
    email: str = ""
    phone: str = ""
    address_line1: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    earlier_numbers: tuple[str, ...] = ()
    """Numbers of credentials of this person that the export no longer holds."""
    former_addresses: tuple[str, ...] = ()
    """Streets at which earlier exports had the person."""
    person_ref: str = field(default="", compare=False, repr=False)
    """The export's own id of the person; only an import knows it."""
    person: int = field(default=0, compare=False)
    """Storage's number of the person, whose credentials share it; 0: not stored, or a service's."""

    @property
    def full_name(self) -> str:
        """First, middle, last and suffix, as a letter prints them."""
        parts = (self.first_name, self.middle_name, self.last_name, self.suffix)
        return " ".join(p for p in parts if p)


@dataclass(frozen=True, slots=True)
class FormerFact:
    """What earlier exports said of a person and the last one does not."""

    field: str
    """`name`, `number`, `level`, `status`, `address`, `phone`, `email`."""
    value: str
    certification_number: CertificationNumber
    """The credential of which it was said."""
    since: datetime
    """The import that brought it."""
    until: datetime
    """The import that changed it."""


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """One person's other credentials, and what was said earlier."""

    others: tuple[CertificationRecord, ...] = ()
    former: tuple[FormerFact, ...] = ()
    """The latest first."""


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """What the papers say of a person; empty where they are silent. Confidences weigh, 0.0-1.0."""

    number: str = ""
    number_confidence: float = 1.0
    names: tuple[str, ...] = ()
    """All names the paper gives the person, current first."""
    name_confidence: float = 1.0
    date_of_birth: str = ""
    """ISO date or `YYYY-MM`."""
    date_of_birth_confidence: float = 1.0
    ssn_last4: str = ""
    ssn_last4_confidence: float = 1.0
    email: str = ""
    """Address of the sender or printed on the paper: a weak hint."""
    level: str = ""
    hint_numbers: tuple[str, ...] = ()
    """Numbers in the covering note: whose they are is not said; they help where the paper is silent."""
    hint_birth_dates: tuple[str, ...] = ()
    """ISO dates that the covering note calls a birth date; as `hint_numbers`."""
    sender_records: frozenset[CertificationNumber] = frozenset()
    """Records of decided cases that the same sender wrote about: helps, never proves."""
    printed_words: tuple[str, ...] = field(default=(), repr=False)
    """All that the paper says, folded: a record's name may stand there though no field gave it."""


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """How one field of the paper compares with the record."""

    field: str
    """`number`, `name`, `date_of_birth`, `ssn_last4`, `email`, `contact`, `history`, `level`."""
    verdict: str
    """`agree`, `near`, `differ`, `missing`."""
    words: str
    """One clause for staff; never prints a value."""
    weight: float
    """Log-likelihood ratio, base 2."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record that may be the person's."""

    certification_number: CertificationNumber
    probability: float
    """Chance that it is, 0.0-1.0, calibrated on labelled papers."""
    comparisons: tuple[FieldComparison, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The fields that agree."""
        return tuple(c.field for c in self.comparisons if c.verdict == "agree")


@dataclass(frozen=True, slots=True)
class Match:
    """Matching's answer for one document."""

    status: MatchStatus
    candidates: tuple[Candidate, ...] = ()
    """Best first."""
    brake: str | None = None
    """Why the machine must not settle this, in words for staff."""

    @property
    def best(self) -> Candidate | None:
        return self.candidates[0] if self.candidates else None
