"""Worked examples of the rules: a paper, its record, what comes beside it, and what is to be found.

They are shipped in `examples.toml`, and every policy is tried by them before it is put in force.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from domain.documents import Dispute, Document, Evidence, KindGuess
from domain.ids import CertificationNumber, DocumentId, PageId, SubmissionId
from domain.kinds import Channel, FieldName, FindingCode, Kind, Outcome, Severity
from domain.moves import MoveReason
from domain.pages import Quality
from domain.policy import Policy
from domain.records import CertificationRecord
from processing.matching.query import query_from_documents
from processing.matching.rank import rank_matches
from processing.ports import Destination
from processing.rules.arrived import Gap
from processing.rules.check import run_rules
from processing.rules.context import CameBefore, DecidedCase, RuleContext

#: The person of the examples, who is nobody.
_RECORD = CertificationRecord(
    certification_number=CertificationNumber("E0901234"),
    level="EMT",
    first_name="Maria",
    middle_name="",
    last_name="Souza",
    suffix="",
    status="Active",
    issued_on=date(2025, 4, 1),
    expires_on=date(2027, 3, 31),
    date_of_birth=date(1987, 6, 5),
    ssn_last4="4410",
)
_NAMESAKE = replace(
    _RECORD, certification_number=CertificationNumber("E0955555"), date_of_birth=date(1990, 1, 1)
)
_OTHER_PERSON = replace(
    _RECORD,
    certification_number=CertificationNumber("E0777001"),
    first_name="Ann",
    last_name="Nowak",
    date_of_birth=date(1990, 10, 21),
    ssn_last4="8812",
)
_RECEIVED = "2026-09-15"
_SURE = 0.97

Found = Mapping[FindingCode, Severity]


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example."""

    id: str
    words: str
    expected: Found
    context: RuleContext
    firm: bool = False
    """No policy of any office may answer it less gravely."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy finds in an example."""

    example: Example
    found: Found

    @property
    def as_expected(self) -> bool:
        return self.found == self.example.expected


def answer_examples(policy: Policy, examples: Sequence[Example]) -> list[Answer]:
    """What a policy finds in each."""
    runs = [run_rules(replace(example.context, policy=policy)) for example in examples]
    return [
        Answer(example, {f.code: f.severity for f in run.findings})
        for example, run in zip(examples, runs, strict=True)
    ]


@cache
def shipped_examples() -> tuple[Example, ...]:
    """Those that come with the program, in the order of their file."""
    text = (files("processing.rules") / "examples.toml").read_text(encoding="utf-8")
    return tuple(_example(row) for row in tomllib.loads(text)["example"])


def _example(row: Mapping[str, Any]) -> Example:
    expected = {FindingCode(code): Severity(severity) for code, severity in row["expected"].items()}
    return Example(row["id"], row["words"], expected, _context(row), row.get("firm", False))


def _context(row: Mapping[str, Any]) -> RuleContext:
    paper = _paper(row, 0)
    beside = [_paper(each, number) for number, each in enumerate(row.get("beside", ()), start=1)]
    records = _records(row)
    note = _note(row, records[0])
    matches = {p.id: rank_matches(query_from_documents([p], None, note), records) for p in (paper, *beside)}
    best = matches[paper.id].best
    number = best.certification_number if best else None
    return RuleContext(
        document=paper,
        pages_quality=(Quality(row.get("legible", 1.0)),),
        match=matches[paper.id],
        record=next((r for r in records if r.certification_number == number), None),
        received_on=date.fromisoformat(row.get("received_on", _RECEIVED)),
        siblings=beside,
        sibling_matches={p.id: matches[p.id] for p in beside},
        channel=Channel(row.get("channel", Channel.FAX)),
        text=row.get("text", ""),
        disputes=[Dispute(FieldName(name), "bar code") for name in row.get("disputed", ())],
        more_cards=[_paper({"kind": "cpr_card", "fields": f}, 9).evidence for f in row.get("more_cards", ())],
        others_asked=row.get("others_asked", ()),
        failing_checks=row.get("failing_checks", ()),
        false_layer=row.get("false_layer", False),
        on_file=[_paper({"kind": "cpr_card", "fields": f}, 8) for f in row.get("on_file", ())],
        listed=_office(row),
        is_picture=row.get("is_picture", True),
        gaps=[Gap(words, words) for words in row.get("gaps", ())],
        came_before=_came_before(row),
        decided_cases=[
            DecidedCase(name, MoveReason.REFERENCE, Outcome.APPROVE, date.fromisoformat(_RECEIVED))
            for name in row.get("decided_cases", ())
        ],
    )


def _note(row: Mapping[str, Any], record: CertificationRecord) -> str:
    """A card shows a name alone: the mail around it gives the number, where the example says nothing else."""
    ordinary = record.certification_number if row["kind"] == Kind.CPR_CARD else ""
    return str(row.get("note", ordinary))


def _records(row: Mapping[str, Any]) -> tuple[CertificationRecord, ...]:
    record = replace(_RECORD, **row.get("record", {}))
    return (record, _NAMESAKE, _OTHER_PERSON) if row.get("namesake") else (record, _OTHER_PERSON)


def _paper(row: Mapping[str, Any], number: int) -> Document:
    confidence = row.get("confidence", _SURE)
    evidence = [
        Evidence(FieldName(name), str(value), value, 0, None, confidence, "example")
        for name, value in row["fields"].items()
    ]
    guess = KindGuess(Kind(row["kind"]), _SURE, row.get("unsure", False))
    return Document(
        DocumentId(f"example-d{number}"),
        SubmissionId("example"),
        guess,
        (PageId(f"example-{number}-p0"),),
        tuple(evidence),
    )


def _came_before(row: Mapping[str, Any]) -> CameBefore | None:
    first = row.get("came_before")
    return None if first is None else CameBefore(date.fromisoformat(first), Channel.EMAIL)


def _office(row: Mapping[str, Any]) -> Destination | None:
    listed = row.get("listed")
    return None if listed is None else Destination("example", "Some State EMS", **listed)
