"""When what a decision sends waits for a colleague."""

from domain.cases import Case, Decision
from domain.ids import CertificationNumber
from domain.kinds import Kind, MatchStatus, Outcome
from domain.records import CertificationRecord
from processing.approval import EXCEPTION
from processing.policies import policy_in_force
from processing.ports import Work
from processing.rules.persons import may_practise


def needs_second_person(
    work: Work, case: Case, decision: Decision, record: CertificationRecord | None
) -> bool:
    """Whether what a decision sends waits for a colleague.

    So it does for a near-tie, a record that the machine did not name, an unlisted destination, a status
    that is not clean, and an approval against a finding.
    """
    unnamed = record is not None and record.certification_number not in _named_records(work, case)
    if decision.outcome is not Outcome.APPROVE:
        return unnamed  # a notice goes to the record's address: a mistyped number would tell a stranger
    unlisted = case.kind is Kind.VERIFICATION_REQUEST and work.directory.get(decision.destination) is None
    doubtful = record is not None and not may_practise(record.status, policy_in_force(work).policy)
    return case.second_person or unlisted or doubtful or unnamed or EXCEPTION in decision.reasons


def _named_records(work: Work, case: Case) -> set[CertificationNumber]:
    """The records that the machine holds possible for the papers of a case: of a sure match, that one alone.

    A case that was answered keeps its record where a correction made its papers another person's.
    """
    matches = [m for document_id in case.document_ids if (m := work.documents.match(document_id))]
    return {
        c.certification_number
        for m in matches
        for c in (m.candidates[:1] if m.status is MatchStatus.MATCHED else m.candidates)
    }
