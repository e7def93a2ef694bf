"""What a labelled paper is and what was said of it, out of the JSON lines of truth and predictions."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.likeness import Value

#: The kind of a line that tells of a failure.
FAILED = "failed"
DATES: Final = frozenset(
    {FieldName.DATE_OF_BIRTH, FieldName.SIGNED_ON, FieldName.ISSUED_ON, FieldName.EXPIRES_ON}
)

Place = tuple[str | None, int]
"""Folded name of the attachment, and the page in it."""


@dataclass(frozen=True, slots=True)
class TruePaper:
    """One document of a labelled submission."""

    file: str
    channel: str
    attachment: str | None = field(repr=False)
    """Folded; None for the text of a message or a scan itself."""
    pages: frozenset[int]
    kind: str
    values: Mapping[str, Value | None] = field(repr=False)
    """None where the paper does not show it."""
    owners: frozenset[str] = field(repr=False)
    """Certification numbers any of which is the right match."""
    expectation: str
    quality: str
    handwritten: bool
    layout: str
    """How the paper is drawn, where the label says so."""
    findings: frozenset[str]
    findings_allowed: frozenset[str]
    goes_on: frozenset[Place] = field(repr=False)
    """Pages of it in other attachments."""

    @property
    def is_body(self) -> bool:
        """Whether it is the text of a message, which has no pages."""
        return self.attachment is None and self.channel != "scan"

    @property
    def name(self) -> str:
        """The same in every run over the same labelled papers."""
        return f"{self.file}|{self.attachment or ''}|{min(self.pages, default=0)}"


@dataclass(frozen=True, slots=True)
class TrueSubmission:
    """One labelled submission; a scan batch is several with one file."""

    file: str
    channel: str
    received_at: datetime
    papers: tuple[TruePaper, ...]
    decoration: frozenset[str | None]
    """Folded names of attachments that are no paper."""
    ignorable: frozenset[Place]
    """Covers, separators, blank backs."""
    unlabelled: frozenset[Place]
    """Pages of other papers, of which nobody said what they are."""
    text_is_paper: bool
    repeats: str | None
    """The id of the submission that it repeats."""


@dataclass(frozen=True, slots=True)
class SaidValue:
    """One value that was read."""

    value: Value | None = field(repr=False)
    confidence: float
    page: int | None
    box: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class SaidPaper:
    """One line of `process`."""

    source: str
    attachment: str | None = field(repr=False)
    pages: frozenset[int]
    kind: str
    confidence: float
    triage: bool
    values: Mapping[str, SaidValue] = field(repr=False)
    status: str
    number: str | None = field(repr=False)
    findings: frozenset[str]
    repeats: str | None


def fold_part(name: str | None) -> str | None:
    """A name of an attachment without case, folders, and what blanks became on the way."""
    if name is None:
        return None
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name).strip())[-1]
    return re.sub(r"[\s_]+", "_", last).casefold()


def read_truth(lines: Sequence[Mapping[str, Any]]) -> list[TrueSubmission]:
    """Each labelled submission, in the order of the lines. Raises ValueError naming what a label lacks."""
    return [_checked_submission(number, line) for number, line in enumerate(lines, start=1)]


def _checked_submission(number: int, line: Mapping[str, Any]) -> TrueSubmission:
    try:
        submission = _submission(line)
        for paper in submission.papers:
            _check_words(paper)
    except KeyError as error:
        raise ValueError(f"Label {number} lacks {error}.") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(f"Label {number} has something of the wrong form.") from error
    except ValueError as error:
        raise ValueError(f"Label {number}: {error}.") from error
    return submission


def _check_words(paper: TruePaper) -> None:
    """A word that is written wrongly would count as a miss of the machine."""
    known = FIELDS_OF[Kind(paper.kind)]
    for name, value in paper.values.items():
        if name not in known:
            raise ValueError(f"'{name}' is no field of {paper.kind}")
        if name in DATES and isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
            raise ValueError(f"'{value}' is no date such as 2026-09-01 or 2026-09")


def _submission(line: Mapping[str, Any]) -> TrueSubmission:
    return TrueSubmission(
        file=line["file"],
        channel=line.get("channel", "email"),
        received_at=_moment(line["received_at"]),
        papers=tuple(_paper(line, document) for document in line["documents"]),
        decoration=frozenset(fold_part(name) for name in line.get("noise_attachments") or ()),
        ignorable=_places(line.get("ignorable_pages")),
        unlabelled=_places(line.get("unlabelled_pages")),
        text_is_paper=line.get("body_role") == "document",
        repeats=line.get("duplicate_of"),
    )


def _places(pages: Sequence[Mapping[str, Any]] | None) -> frozenset[Place]:
    return frozenset((fold_part(page["attachment"]), page["page"]) for page in pages or ())


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' has no zone, such as -04:00")
    return moment


def _paper(line: Mapping[str, Any], document: Mapping[str, Any]) -> TruePaper:
    owners = (document.get("record"), *(document.get("record_alternates") or ()))
    return TruePaper(
        file=line["file"],
        channel=line.get("channel", "email"),
        attachment=fold_part(document["attachment"]),
        pages=frozenset(document["pages"]),
        kind=document["kind"],
        values=document["fields"],
        owners=frozenset(owner for owner in owners if owner),
        expectation=document.get("match_expectation") or "",
        quality=document.get("quality") or "",
        handwritten=bool(document.get("handwritten")),
        layout=document.get("layout") or "",
        findings=frozenset(document.get("rule_findings") or ()),
        findings_allowed=frozenset(document.get("rule_findings_optional") or ()),
        goes_on=frozenset(
            (fold_part(more["attachment"]), page)
            for more in document.get("continues_in") or ()
            for page in more["pages"]
        ),
    )


def read_predictions(lines: Sequence[Mapping[str, Any]]) -> list[SaidPaper]:
    """Each line of `process`; failures are papers of the kind `failed`."""
    return [_said(line) for line in lines]


def _said(line: Mapping[str, Any]) -> SaidPaper:
    match = line.get("match") or {}
    return SaidPaper(
        source=line["source"],
        attachment=fold_part(line["attachment"]),
        pages=frozenset(line["pages"]),
        kind=line["kind"] or FAILED,
        confidence=line["kind_confidence"],
        triage=line["needs_manual_triage"],
        values={name: _value(found) for name, found in line["fields"].items()},
        status=match.get("status", "none"),
        number=match.get("certification_number"),
        findings=frozenset(line["findings"]),
        repeats=line.get("duplicate_of"),
    )


def _value(found: Mapping[str, Any]) -> SaidValue:
    box = found.get("box")
    return SaidValue(found["value"], found["confidence"], found.get("page"), tuple(box) if box else None)
