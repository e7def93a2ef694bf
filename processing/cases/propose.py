"""The decision that fits a case, with what speaks for and against it, and a drafted notice.

The machine proposes; a person decides. Where a brake stands, the proposal may not be taken by one key.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.cases import Case, Finding
from domain.documents import SURE, Document
from domain.kinds import FieldName, FindingCode, Kind, MatchStatus, Outcome, Route, Severity
from domain.records import Match
from processing.cases.build import CaseProposal

#: What a reviewer may give as reason, by outcome (domain notes, 9). Codes of findings keep their names.
REASON_CODES: dict[Outcome, tuple[str, ...]] = {
    Outcome.APPROVE: ("complete", "record_confirmed", "evidence_on_file", "own_form", "exception_granted"),
    Outcome.REQUEST_INFORMATION: (
        FindingCode.ILLEGIBLE,
        FindingCode.ONE_SIDE_MISSING,
        FindingCode.PAGES_MISSING,
        FindingCode.MISSING_SIGNATURE,
        FindingCode.MISSING_RELEASE,
        FindingCode.NO_RECORD,
        FindingCode.RECORD_NOT_FOUND,
        FindingCode.AMBIGUOUS_MATCH,
        FindingCode.NAME_MISMATCH,
        FindingCode.NUMBER_MISMATCH,
        FindingCode.DOB_MISMATCH,
        FindingCode.EXPIRED,
        FindingCode.WRONG_LEVEL,
        FindingCode.ACLS_MISSING,
        FindingCode.ONLINE_ONLY,
        FindingCode.NO_SKILLS_EVALUATION,
        FindingCode.UNRECOGNIZED_PROVIDER,
        FindingCode.NOT_A_PROVIDER_CARD,
        FindingCode.PETITION_NOT_DECREE,
        FindingCode.MARRIAGE_NOT_SHOWN,
        FindingCode.NEW_NAME_NOT_STATED,
        FindingCode.NO_LINK_TO_FORMER_NAME,
        FindingCode.DESTINATION_MISSING,
        FindingCode.SEAL_REQUIRED,
        FindingCode.UNREADABLE_PART,
        FindingCode.SEVERAL_CARDS,
        FindingCode.SEVERAL_PERSONS,
        FindingCode.CODE_DIFFERS,
        FindingCode.ZONE_CHECK_FAILS,
        FindingCode.FALSE_TEXT_LAYER,
        FindingCode.PAPERS_DISAGREE,
        FindingCode.OWN_FORM_MISSING,
        "password_protected",
        "link_only",
    ),
    Outcome.REJECT: (
        FindingCode.ONLINE_ONLY,
        FindingCode.NO_SKILLS_EVALUATION,
        FindingCode.UNRECOGNIZED_PROVIDER,
        FindingCode.NOT_A_PROVIDER_CARD,
        FindingCode.WRONG_LEVEL,
        FindingCode.EXPIRED,
        FindingCode.PETITION_NOT_DECREE,
        FindingCode.MARRIAGE_NOT_SHOWN,
        FindingCode.NO_RECORD,
        "repeats_earlier_request",
        "altered_document",
        "withdrawn",
    ),
    Outcome.REROUTE: (
        "wrong_office",
        "ambulance_service",
        "self_report",
        "cori_form",
        "records_request",
        "no_request",
    ),
    Outcome.USE_PUBLIC_LETTER: ("public_letter_suffices",),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the reviewer is offered."""

    outcome: Outcome | None
    """None: a person must settle the record or the kind before any outcome fits."""
    reasons: tuple[str, ...]
    """Codes of `REASON_CODES[outcome]`; empty where `outcome` is None."""
    for_it: tuple[str, ...]
    """In words for staff: what certainly is to be mended, and which fields agree with the record."""
    against_it: tuple[str, ...]
    """In words for staff: brakes. With any of them, one key does not take the proposal."""
    notice: tuple[str, ...] = ()
    """Sentences for the applicant, each naming one missing thing and how to mend it."""

    @property
    def one_key(self) -> bool:
        """Whether the proposal may be taken as it stands."""
        return self.outcome is not None and not self.against_it


def propose_decision(
    case: Case | CaseProposal,
    documents: Sequence[Document],
    findings: Sequence[Finding],
    match: Match,
    holding: Sequence[str] = (),
) -> Proposal:
    """Propose an outcome for a case from all its findings and the match of its leading document.

    `holding` are words that keep it from approval besides, as a batch whose count differs does.
    """
    agreeing = tuple(c.words for c in match.best.comparisons if c.verdict == "agree") if match.best else ()
    outcome, reasons = _choose_outcome(case, documents, findings, match)
    open_ = _contradictions(findings) if outcome is None else ()
    brakes = (*_find_brakes(case, findings, match), *open_, *_doubtful_name(case, documents))
    against_it = (*holding, *brakes)
    asks = outcome is Outcome.REQUEST_INFORMATION
    for_it = (*(f.staff_words for f in findings if asks and f.severity is Severity.BLOCKS), *agreeing)
    notice = _draft_notice(findings, reasons) if outcome is Outcome.REQUEST_INFORMATION else ()
    return Proposal(outcome, reasons, for_it, against_it, notice)


def _choose_outcome(
    case: Case | CaseProposal, documents: Sequence[Document], findings: Sequence[Finding], match: Match
) -> tuple[Outcome | None, tuple[str, ...]]:
    if case.route in (Route.RESTRICTED, Route.OTHER_OFFICE):
        return Outcome.REROUTE, _reroute_reasons(documents)
    if case.route is Route.TRIAGE or match.status is MatchStatus.AMBIGUOUS:
        return None, ()
    if asks_public_letter(case, documents):
        return Outcome.USE_PUBLIC_LETTER, ("public_letter_suffices",)
    blocking = _reasons_of(_to_mend(findings))
    if match.status is MatchStatus.NONE:
        established = any(f.code is FindingCode.NO_RECORD for f in findings)
        unknown = FindingCode.NO_RECORD if established else FindingCode.RECORD_NOT_FOUND
        blocking = tuple(dict.fromkeys((*blocking, str(unknown))))
    if blocking:
        return Outcome.REQUEST_INFORMATION, blocking
    return Outcome.APPROVE, ("complete",)


#: Of these a person must look first what they mean: at their weaker severity nothing is asked for yet.
LOOK_FIRST = frozenset(
    {
        FindingCode.UNRECOGNIZED_PROVIDER,
        FindingCode.DESTINATION_MISSING,
        FindingCode.AMBIGUOUS_MATCH,
        FindingCode.NO_RECORD,
        FindingCode.RECORD_NOT_FOUND,
        FindingCode.PAPERS_DISAGREE,
        FindingCode.SEVERAL_CARDS,
        FindingCode.SEVERAL_PERSONS,
        FindingCode.CODE_DIFFERS,
        FindingCode.FALSE_TEXT_LAYER,
        FindingCode.UNREADABLE_PART,
    }
)


def _to_mend(findings: Sequence[Finding]) -> list[Finding]:
    """What the applicant has to mend: what is certain first, then what a person should see before asking."""
    warned = (f for f in findings if f.severity is Severity.WARNS and f.code not in LOOK_FIRST)
    return [*(f for f in findings if f.severity is Severity.BLOCKS), *warned]


def asks_public_letter(case: Case | CaseProposal, documents: Sequence[Document]) -> bool:
    """A request with no agency and no destination: the public look-up prints that letter (FAQ, Q17)."""
    wanted = (
        FieldName.REQUESTING_AGENCY,
        FieldName.RETURN_ADDRESS,
        FieldName.RETURN_FAX,
        FieldName.RETURN_EMAIL,
    )
    forms = [d for d in documents if d.guess.kind is Kind.VERIFICATION_REQUEST]
    return bool(forms) and not any(d.value(f) for d in forms for f in wanted)


def _reroute_reasons(documents: Sequence[Document]) -> tuple[str, ...]:
    subkinds = {str(d.guess.subkind) for d in documents if d.guess.subkind}
    known = tuple(r for r in REASON_CODES[Outcome.REROUTE] if r in subkinds)
    return known or ("wrong_office",)


def _reasons_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    allowed = REASON_CODES[Outcome.REQUEST_INFORMATION]
    codes = [str(f.code) for f in findings]
    return tuple(dict.fromkeys(c for c in codes if c in allowed))


def _find_brakes(case: Case | CaseProposal, findings: Sequence[Finding], match: Match) -> tuple[str, ...]:
    brakes = [match.brake] if match.brake else []
    if case.second_person:
        brakes.append("A second person must confirm this case.")
    brakes += [f.staff_words for f in findings if f.severity is Severity.WARNS]
    return tuple(dict.fromkeys(brakes))


def _contradictions(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What certainly does not fit, where a person first settles whose the papers are."""
    return tuple(dict.fromkeys(f.staff_words for f in findings if f.severity is Severity.BLOCKS))


def _doubtful_name(case: Case | CaseProposal, documents: Sequence[Document]) -> tuple[str, ...]:
    """A new name goes into the record as it was read, so that a person must look where that is not sure."""
    if case.kind is not Kind.NAME_CHANGE_EVIDENCE:
        return ()
    read = [e for d in documents if (e := d.best(FieldName.NEW_NAME))]
    sure = bool(read) and read[0].confidence >= SURE
    return () if sure else ("The new name was not read for sure: compare it with the paper.",)


def _draft_notice(findings: Sequence[Finding], reasons: Sequence[str]) -> tuple[str, ...]:
    """What is said of each paper for each reason, once, in the order of the reasons."""
    words = [f.applicant_words for r in reasons for f in findings if f.code == r]
    return tuple(dict.fromkeys(words))
