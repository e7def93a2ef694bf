"""Cases for a machine: what `queue list` and `queue show` print as JSON."""

from typing import Any

from domain.cases import Case, Decision, Dispatch
from domain.clock import ClockFace
from domain.documents import Document
from domain.ids import DocumentId
from domain.kinds import MatchStatus, Role
from domain.records import Match
from domain.states import CaseStatus
from processing.batching import holding_words
from processing.cases.propose import propose_decision
from processing.casework import (
    CaseClock,
    beside_records,
    earlier_cases,
    findings_of,
    papers_before_in,
    papers_now_in,
    papers_of,
    record_news,
)
from processing.ports import CaseRow, CheckedBy, Work
from processing.predictions import describe_match
from review.policy import may_see


def describe_row(row: CaseRow, clock: CaseClock) -> dict[str, Any]:
    """One case of the queue for a machine."""
    case = row.case
    face = clock.face(case, row.pauses, row.settled_at)
    return {
        "case": case.id,
        "kind": case.kind.value,
        "status": case.status.value,
        "route": case.route.value,
        "priority": case.priority.value,
        "channel": row.channel.value,
        "received_at": case.received_at.isoformat(),
        "due_on": case.due_on.isoformat(),
        **describe_clock(face),
        "certification_number": case.certification_number,
        "person": row.person,
        "findings": list(row.findings),
        "claimed_by": case.claimed_by,
    }


def describe_clock(face: ClockFace) -> dict[str, Any]:
    """The clock of a case for a machine; all in working days."""
    return {
        "elapsed_days": face.elapsed,
        "paused_days": face.paused,
        "days_left": face.left,
        "stands_still": face.stands_still,
        "nearness": face.nearness.value,
    }


def describe_case(work: Work, case: Case, clock: CaseClock, role: Role | None) -> dict[str, Any]:
    """All of a case for a machine, as who looks may see it. SSN digits stay masked."""
    documents = [paper.document for paper in papers_of(work, case)]
    return {
        **_describe_head(work, case, clock),
        "documents": [_describe_document(work, document, role) for document in documents],
        "decisions": [_describe_decision(decision) for decision in work.cases.decisions(case.id)],
        "proposal": _describe_proposal(work, case, documents),
        "dispatches": [_describe_dispatch(dispatch) for dispatch in work.dispatches.of_case(case.id)],
        **_describe_others(work, case, role),
        "record_news": record_news(work, case),
        "reopened_why": work.cases.why_reopened(case.id) if case.status is CaseStatus.REOPENED else "",
    }


def _describe_head(work: Work, case: Case, clock: CaseClock) -> dict[str, Any]:
    return {
        "case": case.id,
        "kind": case.kind.value,
        "status": case.status.value,
        "route": case.route.value,
        "priority": case.priority.value,
        "due_on": case.due_on.isoformat(),
        **describe_clock(clock.face_of(work, case)),
        "version": case.version,
        "certification_number": case.certification_number,
        "second_person": case.second_person,
    }


def _describe_document(work: Work, document: Document, role: Role | None) -> dict[str, Any]:
    return {
        "kind": document.guess.kind.value,
        "kind_confidence": round(document.guess.confidence, 3),
        "pages": len(document.page_ids),
        "fields": {
            e.field.value: {
                "value": "*" * 4 if e.field.value == "ssn_last4" else e.value,
                "confidence": round(e.confidence, 3),
            }
            for e in beside_records(work, document).evidence
        },
        "match": describe_match(work.documents.match(document.id)),
        "findings": [
            {"code": f.code.value, "severity": f.severity.value, "words": f.staff_words}
            for f in work.documents.findings(document.id)
        ],
        "repeats": _first_case(work, document.id, role),
        "checked_by": _describe_check(work.documents.checked_by(document.id)),
    }


def _describe_decision(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome.value,
        "reasons": list(decision.reasons),
        "by": decision.by,
        "at": decision.at.isoformat(),
        "undone": decision.undone_at is not None,
    }


def _describe_proposal(work: Work, case: Case, documents: list[Document]) -> dict[str, Any]:
    matches = [work.documents.match(document.id) for document in documents]
    leading = next((match for match in matches if match and match.best), None) or Match(MatchStatus.NONE)
    proposal = propose_decision(case, documents, findings_of(work, case), leading, holding_words(work, case))
    return {
        "outcome": proposal.outcome and proposal.outcome.value,
        "reasons": [str(code) for code in proposal.reasons],
        "for": list(proposal.for_it),
        "against": list(proposal.against_it),
        "notice": list(proposal.notice),
    }


def _describe_dispatch(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "kind": dispatch.kind.value,
        "state": dispatch.state.value,
        "by": "email" if dispatch.recipient else "print",
        "problem": dispatch.problem,
    }


def _describe_others(work: Work, case: Case, role: Role | None) -> dict[str, Any]:
    """The other cases that tell of this one, but for those that who looks may not see."""
    return {
        "decided_before": [
            {
                "case": earlier.case.id,
                "kind": earlier.case.kind.value,
                "outcome": earlier.decision.outcome.value,
                "at": earlier.decision.at.isoformat(),
            }
            for earlier in earlier_cases(work, case)
            if may_see(earlier.case, role)
        ],
        "papers_now_in": [c.id for c in papers_now_in(work, case) if may_see(c, role)],
        "papers_before_in": [c.id for c in papers_before_in(work, case) if may_see(c, role)],
    }


def _first_case(work: Work, document_id: DocumentId, role: Role | None) -> str | None:
    """The case of the earlier paper that a document repeats; empty where that one is in none that who looks
    may see."""
    original = work.documents.duplicate_of(document_id)
    if original is None:
        return None
    cases = work.cases.of_submission(work.documents.get(original).submission_id)
    return next((c.id for c in cases if original in c.document_ids and may_see(c, role)), "")


def _describe_check(checked: CheckedBy | None) -> dict[str, Any] | None:
    """By which rules and which policy the findings were made."""
    return {"rules": checked.rules_version, "policy": checked.policy_version} if checked else None
