"""One card under two people: the very same picture came with another person's papers before."""

from collections.abc import Sequence

from domain.cases import Finding
from domain.documents import Document
from domain.ids import CertificationNumber, SubmissionId
from domain.kinds import FindingCode, Kind, MatchStatus, Severity
from processing.ports import Work

RULE_REUSED_PICTURE = "reused_picture"

#: Papers that are one person's: a form's empty page is everybody's.
_PERSONAL = (Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE)


def reused_picture(work: Work, document: Document, documents: Sequence[Document]) -> tuple[Finding, ...]:
    """A finding where all pictures of a card or certificate came before, with nobody of this submission.

    What the paper itself says is left out: a borrowed card still bears its owner's name.
    """
    if document.guess.kind not in _PERSONAL:
        return ()
    beside = _people(work, [d for d in documents if d.id != document.id])
    if not beside:
        return ()
    for hit in work.resemblances.same_pictures(document.id):
        theirs = _people(work, work.documents.of_submission(hit.submission_id))
        if theirs and not theirs & beside:
            return (_finding(work, hit.submission_id),)
    return ()


def _people(work: Work, documents: Sequence[Document]) -> set[CertificationNumber]:
    """The records that these papers surely concern."""
    matches = (work.documents.match(document.id) for document in documents)
    return {m.best.certification_number for m in matches if m and m.best and m.status is MatchStatus.MATCHED}


def _finding(work: Work, submission_id: SubmissionId) -> Finding:
    cases = ", ".join(case.id for case in work.cases.of_submission(submission_id))
    return Finding(
        code=FindingCode.REUSED_PICTURE,
        severity=Severity.WARNS,
        staff_words=f"The very same picture came with another person's papers before ({cases or 'no case'}).",
        applicant_words="",
        rule=RULE_REUSED_PICTURE,
        source="the office's own rule: one picture, one person",
    )
