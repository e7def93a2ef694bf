"""What people say of documents: each word a row, each taking back another."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, insert, or_, select

from domain.corrections import Correction, KindWord, NewCorrection, Word
from domain.documents import Document, Place
from domain.geometry import Box
from domain.ids import CaseId, DocumentId, PageId, SubmissionId, UserName
from domain.kinds import FieldName, Kind, Subkind
from processing.ports import UndoneCorrection
from storage.repositories.base import Repository
from storage.statements import in_chunks, table_of
from storage.tables import CaseDocumentRow, CaseRecord, CorrectionRow, CorrectionUndoRow, DocumentRow

#: Under what a word on the kind is kept.
KIND: Final = "kind"


class SqlCorrections(Repository):
    """Corrections; both tables are append-only, and what was said and read is sealed."""

    def add(
        self,
        case_id: CaseId,
        case_version: int,
        document: Document,
        words: Sequence[NewCorrection],
        by: UserName,
        now: datetime,
    ) -> None:
        """Keep a person's words on one document of a case at `case_version`."""
        rows = [self._values(case_id, case_version, document, word, by, now) for word in words]
        if rows:
            self._session.execute(insert(CorrectionRow), rows)

    def _values(
        self,
        case_id: CaseId,
        case_version: int,
        document: Document,
        word: NewCorrection,
        by: UserName,
        now: datetime,
    ) -> dict[str, Any]:
        name = KIND if word.field is None else word.field.value
        words = {"said": _plain(word.said), "read": _plain(word.read)}
        return {
            "submission_id": document.submission_id,
            "case_id": case_id,
            "case_version": case_version,
            "document_id": document.id,
            "page_ids": list(document.page_ids),
            "region": None if document.region is None else document.region.as_list(),
            "field": name,
            "words": self._seal_json(words, _binding(case_id, case_version, name)),
            "by": by,
            "at": now,
        }

    def take_back(self, correction_id: int, by: UserName, now: datetime) -> None:
        """Take one word back: what was said before it, or else the machine's reading, stands again."""
        self._session.execute(insert(CorrectionUndoRow).values(correction_id=correction_id, by=by, at=now))

    def get(self, correction_id: int) -> UndoneCorrection:
        """One word, and whether it was taken back. Raises KeyError."""
        row = self._row(CorrectionRow, correction_id)
        return UndoneCorrection(
            self._correction(row), self._row_or_none(CorrectionUndoRow, correction_id) is not None
        )

    def standing(self, submission_ids: Iterable[SubmissionId]) -> list[Correction]:
        """The words that hold, oldest first; of one document's field only the last."""
        last: dict[tuple[Place, FieldName | None], Correction] = {}
        for chunk in in_chunks(sorted(set(submission_ids))):
            for row in self._run(_STANDING, {"submissions": chunk}):
                word = self._correction(row)
                last[word.place, word.field] = word
        return sorted(last.values(), key=lambda word: word.id)

    def cases(self) -> list[CaseId]:
        """The cases of all submissions of which a person said a word, in the order of their references."""
        corrected = select(CorrectionRow.submission_id).distinct()
        joined = (
            select(CaseDocumentRow.case_id)
            .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
            .where(DocumentRow.submission_id.in_(corrected))
        )
        found = self._session.scalars(
            select(CaseRecord.id)
            .where(or_(CaseRecord.submission_id.in_(corrected), CaseRecord.id.in_(joined)))
            .order_by(CaseRecord.id)
        )
        return [CaseId(case_id) for case_id in found]

    def _correction(self, row: CorrectionRow | Row[Any]) -> Correction:
        words = self._unseal_json(row.words, _binding(row.case_id, row.case_version, row.field))
        return Correction(
            id=row.id,
            case_id=CaseId(row.case_id),
            case_version=row.case_version,
            document_id=DocumentId(row.document_id),
            page_ids=tuple(PageId(page_id) for page_id in row.page_ids),
            field=None if row.field == KIND else FieldName(row.field),
            said=_word(words["said"]),
            read=_word(words["read"]),
            by=UserName(row.by),
            at=row.at,
            region=None if row.region is None else Box(*row.region),
        )


#: The words that nobody took back.
_STANDING: Final[Select[Any]] = (
    select(*table_of(CorrectionRow).columns)
    .where(
        CorrectionRow.submission_id.in_(bindparam("submissions", expanding=True)),
        CorrectionRow.id.not_in(select(CorrectionUndoRow.correction_id)),
    )
    .order_by(CorrectionRow.id)
)


def _binding(case_id: str, case_version: int, name: str) -> str:
    """A version of a case takes the words on one document, one a field."""
    return f"correction.words:{case_id}/{case_version}/{name}"


def _plain(word: Word) -> Any:
    if isinstance(word, KindWord):
        return {"kind": word.kind.value, "subkind": word.subkind.value if word.subkind else None}
    return word


def _word(plain: Any) -> Word:
    if isinstance(plain, dict):
        subkind = plain["subkind"]
        return KindWord(Kind(plain["kind"]), Subkind(subkind) if subkind else None)
    said: str | bool | None = plain
    return said
