"""What the papers say beside what a record says, field by field, for people."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.documents import Document
from domain.kinds import FieldName
from domain.records import Candidate, CertificationRecord, FieldComparison, PersonHistory
from domain.times import office_day
from review.masking import MASK

#: What stands for a value that matching found in the paper's text and in no field of it.
AMONG_WORDS = "among the paper's words"

#: Where the papers say what matching compares. The email address it compares is the sender's: the one on the
#: paper says where the answer goes.
PAPER_FIELDS: dict[str, tuple[FieldName, ...]] = {
    "number": (FieldName.CERTIFICATION_NUMBER,),
    "name": (
        FieldName.APPLICANT_NAME,
        FieldName.HOLDER_NAME,
        FieldName.FORMER_NAME,
        FieldName.FORMER_NAMES,
        FieldName.NEW_NAME,
    ),
    "date_of_birth": (FieldName.DATE_OF_BIRTH,),
    "ssn_last4": (FieldName.SSN_LAST4,),
    "level": (FieldName.LEVEL,),
}


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """One field: the papers, the record, and whether they agree."""

    field: str
    paper: str
    record: str
    verdict: str
    """`agree`, `near`, `differ`, `missing`."""
    words: str

    @property
    def label(self) -> str:
        """The verdict for people: a difference that counts for nothing is not missing."""
        both = self.verdict == "missing" and self.paper and self.record
        return "says nothing" if both else self.verdict

    @property
    def told(self) -> str:
        """The words, where verdict and values do not speak for themselves; else nothing."""
        plain = {"agree": self.paper == self.record, "missing": not (self.paper and self.record)}
        return "" if plain.get(self.verdict, False) else self.words


@dataclass(frozen=True, slots=True)
class ShownFormer:
    """What earlier exports said and the last one does not."""

    field: str
    value: str
    when: str
    """From the import that brought it to the one that changed it."""


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """One record that may be the person's."""

    number: str
    name: str
    standing: str
    """Level, status and end of the certification."""
    chance: str
    """How likely it is the person's, in words: calibrated, and never certain."""
    comparisons: tuple[ShownComparison, ...]
    others: tuple[str, ...] = ()
    """The person's other credentials: number, level, status and end."""
    former: tuple[ShownFormer, ...] = ()
    """What earlier exports said, the latest first."""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record with what is known of its person besides."""

    record: CertificationRecord
    history: PersonHistory


def show_candidates(
    document: Document,
    candidates: Sequence[Candidate],
    records: Mapping[str, KnownRecord],
    sender: str,
) -> tuple[ShownCandidate, ...]:
    """The candidates that are still on record, best first. `sender` is who wrote the mail, or empty."""
    return tuple(
        _show_candidate(document, candidate, records[candidate.certification_number], sender)
        for candidate in candidates
        if candidate.certification_number in records
    )


def _show_candidate(
    document: Document, candidate: Candidate, known: KnownRecord, sender: str
) -> ShownCandidate:
    record = known.record
    return ShownCandidate(
        number=record.certification_number,
        name=record.full_name,
        standing=say_standing(record),
        chance=say_chance(candidate.probability),
        comparisons=tuple(
            ShownComparison(
                c.field,
                _on_paper(document, c, record, sender),
                _on_record(record, c.field),
                c.verdict,
                c.words,
            )
            for c in candidate.comparisons
        ),
        others=tuple(f"{other.certification_number} {say_standing(other)}" for other in known.history.others),
        former=tuple(
            ShownFormer(f.field, f.value, f"{office_day(f.since)} to {office_day(f.until)}")
            for f in known.history.former
        ),
    )


def say_chance(probability: float) -> str:
    """In per cent, rounded down at the top, so that nobody reads certainty; the ends in words."""
    if probability >= 0.999:
        return "over 99.9 % likely"
    if probability < 0.01:
        return "under 1 % likely"
    places = 1 if probability >= 0.99 else 0
    return f"{math.floor(probability * 100 * 10**places) / 10**places:.{places}f} % likely"


def say_standing(record: CertificationRecord) -> str:
    """Level, status and end of a certification."""
    ends = f", to {record.expires_on}" if record.expires_on else ""
    return f"{record.level}, {record.status}{ends}"


def _on_paper(document: Document, found: FieldComparison, record: CertificationRecord, sender: str) -> str:
    """What matching held against the record: the fields' values, the sender's address, or the text."""
    values = [document.value(name) for name in PAPER_FIELDS.get(found.field, ())]
    texts = dict.fromkeys(v for v in values if isinstance(v, str) and v)
    if found.field == "ssn_last4":
        return MASK if texts else ""
    if found.field == "email":
        printed = found.verdict == "agree" and sender.casefold() != record.email.casefold()
        return f"{record.email} ({AMONG_WORDS})" if printed else sender
    if not texts and found.field in ("name", "contact") and found.verdict in ("agree", "near"):
        return AMONG_WORDS
    return "; ".join(texts)


def _on_record(record: CertificationRecord, field: str) -> str:
    if field == "name":
        return _with_former(record.full_name, "formerly", record.former_names)
    said = {
        "number": _with_former(record.certification_number, "earlier", record.earlier_numbers),
        "date_of_birth": record.date_of_birth.isoformat() if record.date_of_birth else "",
        "ssn_last4": MASK if record.ssn_last4 else "",
        "email": record.email,
        "contact": _with_former(
            ", ".join(text for text in (record.address_line1, record.phone) if text),
            "formerly",
            record.former_addresses,
        ),
        "level": record.level,
    }
    return said.get(field, "")


def _with_former(present: str, word: str, former: Sequence[str]) -> str:
    return present + (f" ({word} {'; '.join(former)})" if former else "")
