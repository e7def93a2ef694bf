"""When what a decision sends waits for a colleague."""

from typing import Final

from domain.cases import Case, Decision
from domain.ids import CertificationNumber
from domain.kinds import FieldName, Kind, MatchStatus, Outcome
from domain.records import CertificationRecord
from processing.approval import EXCEPTION
from processing.matching.parsing import fold_words
from processing.policies import policy_in_force
from processing.ports import Work
from processing.rules.persons import may_practise


def needs_second_person(
    work: Work, case: Case, decision: Decision, record: CertificationRecord | None
) -> bool:
    """Whether what a decision sends waits for a colleague.

    So it does for a near-tie, a record that the machine did not name or that an import made another
    person's since, an unlisted destination, a status that is not clean, and an approval against a finding.
    """
    unnamed = record is not None and (
        record.certification_number not in _named_records(work, case) or _is_another_now(work, case, record)
    )
    if decision.outcome is not Outcome.APPROVE:
        return unnamed  # a notice goes to the record's address: a mistyped number would tell a stranger
    unlisted = case.kind is Kind.VERIFICATION_REQUEST and work.directory.get(decision.destination) is None
    doubtful = record is not None and not may_practise(record.status, policy_in_force(work).policy)
    return case.second_person or unlisted or doubtful or unnamed or EXCEPTION in decision.reasons


def _is_another_now(work: Work, case: Case, record: CertificationRecord) -> bool:
    """Whether the papers name somebody, and nothing that they name stands in the record any more.

    A match is kept by number, and an import or the way back from one may give the number to somebody else.
    """
    read = [e for d in case.document_ids for e in work.documents.get(d).evidence]
    printed = {
        word for e in read if e.field in _NAMES and isinstance(e.value, str) for word in fold_words(e.value)
    }
    born = {str(e.value) for e in read if e.field is FieldName.DATE_OF_BIRTH}
    # Beside another birth date a former name proves nothing: it may be the person's who had the number.
    names = (record.full_name,) if born else (record.full_name, *record.former_names)
    kept = {word for name in names for word in fold_words(name)}
    return bool(printed) and not printed & kept and str(record.date_of_birth) not in born


_NAMES: Final = frozenset(
    {FieldName.APPLICANT_NAME, FieldName.FORMER_NAMES, FieldName.FORMER_NAME, FieldName.NEW_NAME,
     FieldName.HOLDER_NAME}
)  # fmt: skip


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
