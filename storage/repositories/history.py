"""What earlier exports said of a person: from the states of each credential to facts that are no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import CertificationNumber
from domain.records import CertificationRecord, FormerFact
from storage.names import fold_name


@dataclass(frozen=True, slots=True)
class RecordState:
    """A credential as one import left it."""

    record: CertificationRecord
    since: datetime
    removed_at: datetime | None
    """When an import removed it; None: it stands, or another state of it follows."""


def former_facts(states: Sequence[RecordState], standing: set[str]) -> tuple[FormerFact, ...]:
    """Facts that no standing credential has any more, the latest first.

    `states` are in order of time within each credential, `standing` the numbers still on record.
    """
    credentials: dict[CertificationNumber, list[RecordState]] = {}
    for state in states:
        credentials.setdefault(state.record.certification_number, []).append(state)
    facts = [fact for mine in credentials.values() for fact in _of_credential(mine)]
    present = {
        key
        for number, mine in credentials.items()
        if number in standing
        for field, value in _facts_of(mine[-1].record)
        for key in [_key(field, value, number)]
    }
    merged: dict[tuple[str, str], FormerFact] = {}
    for fact in facts:
        key = _key(fact.field, fact.value, fact.certification_number)
        if key not in present:
            merged[key] = _merge(merged.get(key), fact)
    return tuple(sorted(merged.values(), key=lambda f: (f.until, f.since), reverse=True))


def _of_credential(states: Sequence[RecordState]) -> Iterator[FormerFact]:
    """One fact for each state and field, and its end where there is one."""
    for place, state in enumerate(states):
        until = state.removed_at or (states[place + 1].since if place + 1 < len(states) else None)
        if until is None:
            continue
        number = state.record.certification_number
        for field, value in _facts_of(state.record):
            yield FormerFact(field, value, number, state.since, until)
        if state.removed_at:
            yield FormerFact("number", number, number, state.since, until)


def _facts_of(record: CertificationRecord) -> Iterator[tuple[str, str]]:
    town = " ".join(part for part in (record.state, record.zip) if part)
    address = ", ".join(part for part in (record.address_line1, record.city, town) if part)
    said = {
        "name": record.full_name, "level": record.level, "status": record.status, "address": address,
        "phone": record.phone, "email": record.email,
    }  # fmt: skip
    yield from ((field, value) for field, value in said.items() if value)


def _key(field: str, value: str, number: str) -> tuple[str, str]:
    """A person's facts are the person's; level and status are the credential's."""
    of_credential = number if field in ("level", "status") else ""
    return field, f"{of_credential}|{fold_name(value)}"


def _merge(before: FormerFact | None, fact: FormerFact) -> FormerFact:
    if before is None:
        return fact
    return replace(before, since=min(before.since, fact.since), until=max(before.until, fact.until))
