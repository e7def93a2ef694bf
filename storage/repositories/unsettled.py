"""Whom the papers of cases may be of whose record is not settled: what the queue's search finds them by."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import bindparam, select

from domain.ids import SubmissionId
from domain.kinds import Route
from domain.states import CaseStatus
from processing.matching.query import NAME_FIELDS
from storage.names import fold_for_search
from storage.repositories.base import Repository, Tools
from storage.repositories.documents import SqlDocuments
from storage.statements import in_chunks
from storage.tables import (
    CaseDocumentRow,
    CaseRecord,
    CorrectionRow,
    DocumentRow,
    EvidenceRow,
    MatchRow,
    RecordNameRow,
    RecordRow,
)

#: Cases whose papers are looked through, the newest: names read are sealed, and each is opened for it.
MOST_LOOKED_THROUGH: Final = 20_000


class SqlUnsettled(Repository):
    """Names that were read lie sealed and nowhere else: a search opens those of unsettled cases, and no index
    of them is kept."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._documents = SqlDocuments(tools)

    def bearing(
        self, words: Sequence[str], statuses: Sequence[CaseStatus], routes: Sequence[Route]
    ) -> set[str]:
        """Cases without a record of which a candidate or paper bears a name with all of these words."""
        by_document, submissions = self._papers(statuses, routes)
        found = self._read_with(words, by_document, submissions)
        named = self._of_candidates(words, by_document)
        return {case_id for document in {*found, *named} for case_id in by_document[document]}

    def _papers(
        self, statuses: Sequence[CaseStatus], routes: Sequence[Route]
    ) -> tuple[dict[str, set[str]], set[str]]:
        """By document the cases that hold it; and the submissions of all. A withdrawn case may name papers
        that are others' now."""
        open_to = CaseRecord.route.in_(routes) if routes else CaseRecord.route.is_not(None)
        unsettled = (
            select(CaseRecord.id)
            .where(CaseRecord.certification_number.is_(None), open_to)
            .where(CaseRecord.status.in_(statuses), CaseRecord.status != CaseStatus.WITHDRAWN)
            .order_by(CaseRecord.opened_at.desc())
            .limit(MOST_LOOKED_THROUGH)
        )
        rows = self._session.execute(
            select(CaseDocumentRow.case_id, DocumentRow.id, DocumentRow.submission_id)
            .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
            .where(CaseDocumentRow.case_id.in_(unsettled))
        )
        by_document, submissions = dict[str, set[str]](), set[str]()
        for case_id, document, submission in rows:
            by_document.setdefault(document, set()).add(case_id)
            submissions.add(submission)
        return by_document, submissions

    def _read_with(
        self, words: Sequence[str], by_document: Collection[str], submissions: Collection[str]
    ) -> set[str]:
        """Documents on which such a name was read; where a person corrected one, that one counts."""
        said = self._corrected_names(submissions)
        read = ((d, name) for d, name in self._names_read(by_document) if d not in said)
        corrected = ((d, name) for d, names in said.items() for name in names if d in by_document)
        return {d for d, name in (*read, *corrected) if _bears(name, words)}

    def _names_read(self, documents: Collection[str]) -> Iterator[tuple[str, str]]:
        for chunk in in_chunks(list(documents)):
            for row in self._run(_NAMES_READ, {"documents": chunk}):
                read = self._unseal_json(row.read, f"evidence.read:{row.document_id}/{row.position}")
                yield row.document_id, str(read["value"])

    def _corrected_names(self, submissions: Collection[str]) -> dict[str, list[str]]:
        """By document of a submission of which a person corrected anything: its names as they stand."""
        found: dict[str, list[str]] = {}
        for chunk in in_chunks(list(submissions)):
            for key in self._session.scalars(_CORRECTED, {"submissions": chunk}):
                for document in self._documents.of_submission(SubmissionId(key)):
                    names = [str(read.value) for read in document.evidence if read.field in NAME_FIELDS]
                    found[document.id] = names
        return found

    def _of_candidates(self, words: Sequence[str], documents: Collection[str]) -> set[str]:
        """Documents with a candidate who bears, or bore, such a name."""
        numbers: dict[str, set[str]] = {}
        for chunk in in_chunks(list(documents)):
            for row in self._run(_CANDIDATES, {"documents": chunk}):
                for candidate in row.candidates:
                    numbers.setdefault(candidate["certification_number"], set()).add(row.document_id)
        found = set[str]()
        for chunk in in_chunks(list(numbers)):
            bearing = (
                select(RecordRow.certification_number)
                .join(RecordNameRow, RecordNameRow.record_id == RecordRow.id)
                .where(RecordRow.certification_number.in_(chunk))
                .where(*(RecordNameRow.folded.contains(word, autoescape=True) for word in words))
            )
            found |= {d for number in self._session.scalars(bearing) for d in numbers[number]}
        return found


def _bears(name: str, words: Sequence[str]) -> bool:
    folded = fold_for_search(name)
    return all(word in folded for word in words)


_NAMES_READ: Final = select(EvidenceRow.document_id, EvidenceRow.position, EvidenceRow.read).where(
    EvidenceRow.document_id.in_(bindparam("documents", expanding=True)), EvidenceRow.field.in_(NAME_FIELDS)
)
_CORRECTED: Final = (
    select(CorrectionRow.submission_id)
    .where(CorrectionRow.submission_id.in_(bindparam("submissions", expanding=True)))
    .distinct()
)
_CANDIDATES: Final = select(MatchRow.document_id, MatchRow.candidates).where(
    MatchRow.document_id.in_(bindparam("documents", expanding=True))
)
