"""What a rule may look at, and the shape of a rule."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.documents import Dispute, Document, Evidence
from domain.ids import DocumentId
from domain.kinds import Channel, FieldName, FindingCode, Kind, Outcome, Severity
from domain.moves import MoveReason
from domain.pages import Quality
from domain.policy import SHIPPED, Policy
from domain.records import CertificationRecord, Match
from processing.matching.compare import Comparison, compare_record
from processing.matching.query import query_from_documents
from processing.ports import Destination
from processing.rules.arrived import Gap


@dataclass(frozen=True, slots=True)
class CameBefore:
    """When the very paper came first."""

    received_on: date
    """In the office's own zone."""
    channel: Channel


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A decided case that the papers go on from."""

    name: str
    """Its reference; of a restricted case, that it is one."""
    why: MoveReason
    outcome: Outcome
    decided_on: date
    """In the office's own zone."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """One document and all that is known around it."""

    document: Document
    pages_quality: Sequence[Quality]
    """One a page."""
    match: Match
    record: CertificationRecord | None
    """The matched record; where matching is unsettled, the first candidate's."""
    received_on: date
    """The day of receipt in the office's own zone."""
    siblings: Sequence[Document]
    """The other documents of the submission (of the same group in a scan batch)."""
    channel: Channel
    sibling_matches: Mapping[DocumentId, Match] = field(default_factory=dict)
    """What matching says of the siblings."""
    policy: Policy = SHIPPED
    text: str = ""
    """Plain text of the document's pages; empty where it was not handed in."""
    second_text: str = ""
    """What the second reader made of the pages; empty where it nowhere read otherwise."""
    agreement: float = 1.0
    """Share of words that both readers read alike, on the page where it is least."""
    disputes: Sequence[Dispute] = ()
    """Fields whose code says other than the print."""
    failing_checks: Sequence[str] = ()
    """What of a passport's machine-readable zone does not fit its check digit."""
    false_layer: bool = False
    """A page's hidden text says other than its picture."""
    more_cards: Sequence[Sequence[Evidence]] = ()
    """What the other cards say on a sheet that was not surely cut; the values are those of the first."""
    others_asked: Sequence[str] = ()
    """Whom a request asks for besides the person that its values name, in words for staff."""
    shown_twice: bool = False
    """The page shows the card and a copy of it."""
    on_file: Sequence[Document] = ()
    """Cards of the matched record that were approved before."""
    listed: Destination | None = None
    """The one office of the directory that a request names."""
    is_picture: bool = True
    """Whether it came as pages; the text of a mail is none."""
    gaps: Sequence[Gap] = ()
    """Pages of the fax that did not arrive, beside this document or nobody knows where."""
    came_before: CameBefore | None = None
    """Of a paper that repeats an earlier one; None too where somebody laid it in that one's place."""
    decided_cases: Sequence[DecidedCase] = ()
    """Those that the paper or its mail points to, and that do not speak of somebody else."""

    @property
    def kind(self) -> Kind:
        return self.document.guess.kind

    def text_value(self, name: FieldName) -> str:
        """The value read, or empty."""
        value = self.document.value(name)
        return value.strip() if isinstance(value, str) else ""

    def flag(self, name: FieldName) -> bool | None:
        """A yes-or-no value, None where the paper has no place for it."""
        value = self.document.value(name)
        return value if isinstance(value, bool) else None

    def severity(self, *names: FieldName, full: Severity = Severity.BLOCKS) -> Severity:
        """`full` where every named value was read with confidence, else one that asks a person to look."""
        found = [e for n in names if (e := self.document.best(n))]
        if full is Severity.BLOCKS and any(e.confidence < self.policy.reading.sure for e in found):
            return Severity.WARNS
        return full

    def compared(self) -> Comparison | None:
        """The paper against `record`, without hints from around it."""
        if self.record is None:
            return None
        query = query_from_documents([self.document], None, "", self.text, self.second_text)
        return compare_record(query, self.record)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the office's rules. `check` answers how grave a hit is, or None."""

    id: str
    code: FindingCode
    kinds: frozenset[Kind]
    source: str
    staff_words: str
    applicant_words: str
    check: Callable[[RuleContext], Severity | None]
    say: Callable[[RuleContext], tuple[str, str] | None] | None = None
    """Words for staff and applicant of this very hit, where the rule knows more than its standing words."""


def last_day(value: str) -> date | None:
    """The day a printed expiry means: a month means its last day. None for what is no date."""
    try:
        if len(value) == 7:
            year, month = int(value[:4]), int(value[5:])
            return date(year, month, calendar.monthrange(year, month)[1])
        return date.fromisoformat(value)
    except ValueError:
        return None
