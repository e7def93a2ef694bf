"""A policy tried on what the office has decided: which findings and proposals would be others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.cases import Case, Finding
from domain.ids import CaseId, DocumentId, SubmissionId
from domain.kinds import MatchStatus, Outcome
from domain.policy import Policy
from domain.records import Match
from domain.states import CaseStatus
from processing.cases.propose import propose_decision
from processing.casework import last_decision
from processing.ports import Storage, Work
from processing.rules.check import run_rules
from processing.rules.context import RuleContext
from processing.stages.check import contexts_of


@dataclass(frozen=True, slots=True)
class CaseTrial:
    """What another policy would make of one decided case."""

    case_id: CaseId
    decided: Outcome | None
    gained: tuple[str, ...]
    """Findings, with severity, that only the policy tried makes."""
    lost: tuple[str, ...]
    proposed_before: Outcome | None
    proposed_after: Outcome | None

    @property
    def changes(self) -> bool:
        return bool(self.gained or self.lost)


def try_on_decided(
    storage: Storage, before: Policy, after: Policy, limit: int, told: Callable[[], None] = lambda: None
) -> list[CaseTrial]:
    """Both policies over the newest decided cases; `told` is called after each. Nothing is changed."""
    with storage.work() as work:
        rows = work.cases.rows(statuses=(CaseStatus.DECIDED,), limit=limit)
    trials = []
    for row in rows:
        with storage.work() as work:
            trials.append(_try_case(work, row.case, before, after))
        told()
    return trials


def _try_case(work: Work, case: Case, before: Policy, after: Policy) -> CaseTrial:
    contexts = _contexts(work, case, before)
    old = _findings(contexts, before)
    new = _findings(contexts, after)
    said, says = _named(old), _named(new)
    last = last_decision(work, case.id)
    return CaseTrial(
        case.id,
        last.outcome if last else None,
        tuple(sorted(says - said)),
        tuple(sorted(said - says)),
        _proposed(case, contexts, old),
        _proposed(case, contexts, new),
    )


def _contexts(work: Work, case: Case, policy: Policy) -> list[RuleContext]:
    """Of the papers that are there still, in the order of the case."""
    submissions: set[SubmissionId] = {*work.cases.submissions_of(case.id), case.submission_id}
    found: dict[DocumentId, RuleContext] = {
        context.document.id: context
        for submission in submissions
        for context in contexts_of(work, submission, policy)
    }
    return [found[document_id] for document_id in case.document_ids if document_id in found]


def _findings(contexts: Sequence[RuleContext], policy: Policy) -> list[Finding]:
    return [f for context in contexts for f in run_rules(replace(context, policy=policy)).findings]


def _named(findings: Sequence[Finding]) -> set[str]:
    return {f"{finding.code} ({finding.severity})" for finding in findings}


def _proposed(case: Case, contexts: Sequence[RuleContext], findings: Sequence[Finding]) -> Outcome | None:
    matches = [context.match for context in contexts if context.match.best]
    leading = matches[0] if matches else Match(MatchStatus.NONE)
    documents = [context.document for context in contexts]
    return propose_decision(case, documents, findings, leading).outcome
