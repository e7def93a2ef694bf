"""Works out what a correct answer is: record, match expectation, findings."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.kinds import Kind
from samples.layout import Truth
from samples.people import Name, Person, fold_name

ACCEPTED_COURSES = frozenset({"BLS", "ACLS", "PALS"})
#: On the name of somebody without a record any of these may be said.
OF_NOBODY = ("dob_mismatch", "name_mismatch", "no_record", "number_mismatch")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What must be found on one document."""

    record: str | None
    expectation: str
    """`certain`, `review` or `none`."""
    findings: tuple[str, ...]
    optional: tuple[str, ...]
    candidates: tuple[str, ...] = field(default=())


def judge_document(
    kind: Kind, truth: Truth, record: Person | None, people: Sequence[Person], day: date
) -> Verdict:
    """Compare what the paper says with the record and the calendar."""
    found = _findings_of_paper(kind, truth, day)
    if record is None:
        return Verdict(None, "none", tuple(sorted(found)), OF_NOBODY)
    optional: set[str] = set()
    number, born, names = truth.get("certification_number"), truth.get("date_of_birth"), _names(truth)
    if number and number != record.number:
        found.add("number_mismatch")
    if born and not record.date_of_birth.isoformat().startswith(str(born)):
        found.add("dob_mismatch")
    fits = [name for name in names if same_name(name, record)]
    if names and not fits:
        near = any(fold_name(name.split()[-1]) in fold_name(record.name.last) for name in names)
        (optional if near else found).add("name_mismatch")
    if kind is Kind.VERIFICATION_REQUEST and truth.get("level") not in (None, record.level):
        found.add("wrong_level")
    alike = [p for p in people if any(same_name(name, p) for name in names)]
    certain = bool(fits) and "dob_mismatch" not in found and (
        number == record.number if number else born is not None and _is_only(record, alike)
    )  # fmt: skip
    candidates = {record.number, *(p.number for p in alike)}
    return Verdict(record.number, "certain" if certain else "review", tuple(sorted(found)),
                   tuple(sorted(optional)), tuple(sorted(candidates)))  # fmt: skip


def _is_only(record: Person, alike: list[Person]) -> bool:
    return [p.number for p in alike if p.date_of_birth == record.date_of_birth] == [record.number]


def _names(truth: Truth) -> list[str]:
    keys = ("applicant_name", "holder_name", "former_name", "new_name")
    return [str(truth[key]) for key in keys if truth.get(key)]


def same_name(text: str, person: Person) -> bool:
    """Whether a printed name is the person's: first and last agree and a middle name does not contradict."""
    said = fold_name(text)
    return any(said == fold_name(form) for form in _forms(person.name)) or any(
        said == fold_name(former) for former in person.former_names
    )


def _forms(name: Name) -> tuple[str, ...]:
    bare = Name(name.first, name.middle, name.last)
    initial = Name(name.first, name.middle[:1], name.last, name.suffix)
    return (name.full, name.short, name.initials, bare.full, bare.short, bare.initials, initial.full)


def _findings_of_paper(kind: Kind, truth: Truth, day: date) -> set[str]:
    found = set()
    expires = truth.get("expires_on")
    if isinstance(expires, str) and last_day(expires) < day:
        found.add("expired")
    if truth.get("format_online_only") is True:
        found.add("online_only")
    if kind is Kind.CPR_CARD:
        if truth.get("provider") == "other":
            found.add("unrecognized_provider")
        if truth.get("course") not in ACCEPTED_COURSES | {None}:
            found.add("wrong_level")
    if kind is Kind.VERIFICATION_REQUEST and truth.get("signature_present") is False:
        found.add("missing_signature")
    return found


def last_day(text: str) -> date:
    """Return the last day that `YYYY-MM-DD` or `YYYY-MM` covers."""
    if len(text) > 7:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])
