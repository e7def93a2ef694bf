"""Labelled matches: papers of decided cases with the record that a person confirmed.

A match is one where the last decision that stands approved the case and nothing of it waits for a second
person. A decision that was taken back, a case that was opened again and a paper that was moved away teach
nothing; a rescan of a paper is that paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cases import Case
from domain.corrections import Correction
from domain.documents import Document
from domain.ids import CertificationNumber
from domain.kinds import FieldName, Outcome
from domain.records import CertificationRecord
from domain.states import CaseStatus, DispatchState
from processing.casework import last_decision
from processing.labelled import find_document, group_of, is_frozen
from processing.matching.query import NAME_FIELDS
from processing.ports import Work

#: Decided cases that are looked at, the newest: an office's ways change, and more would tell hardly more.
MOST_CASES = 5_000


@dataclass(frozen=True, slots=True)
class LabelledMatch:
    """One paper and its person's record."""

    document: Document
    """As the machine read it."""
    words: tuple[Correction, ...]
    """What people say of its fields, and still say."""
    record: CertificationRecord
    group: str
    """The arrival that it came with, as of a labelled paper."""

    @property
    def frozen(self) -> bool:
        """Whether weights are measured on it and never learned from it."""
        return is_frozen(self.group)

    @property
    def said(self) -> dict[str, bool]:
        """By field compared, whether it was read rightly, where a person spoke of it."""
        names = [word for word in self.words if word.field in NAME_FIELDS and word.read is not None]
        found = {
            field: word.confirms
            for word in self.words
            for name, field in _FIELDS.items()
            if word.field is name and word.read is not None
        }
        return found | ({"name": all(word.confirms for word in names)} if names else {})


_FIELDS = {
    FieldName.CERTIFICATION_NUMBER: "number",
    FieldName.DATE_OF_BIRTH: "date_of_birth",
    FieldName.SSN_LAST4: "ssn_last4",
}


def labelled_matches(work: Work) -> Iterator[LabelledMatch]:
    """All, the newest cases first."""
    for row in work.cases.rows(statuses=(CaseStatus.DECIDED,), limit=MOST_CASES):
        record = _confirmed(work, row.case)
        if record is not None:
            yield from _matches_of(work, row.case, record)


def _confirmed(work: Work, case: Case) -> CertificationRecord | None:
    last = last_decision(work, case.id)
    if last is None or last.outcome is not Outcome.APPROVE:
        return None
    if any(sent.state is DispatchState.HELD for sent in work.dispatches.of_case(case.id)):
        return None
    number: CertificationNumber | None = last.certification_number or case.certification_number
    return work.records.get(number) if number else None


def _matches_of(work: Work, case: Case, record: CertificationRecord) -> Iterator[LabelledMatch]:
    words = work.corrections.standing(work.cases.submissions_of(case.id))
    for document_id in case.document_ids:
        document = find_document(work, document_id)
        if document is None or work.documents.duplicate_of(document_id) is not None:
            continue
        own = tuple(word for word in words if word.place == document.place)
        yield LabelledMatch(work.documents.as_read(document_id), own, record, group_of(work, document))
