"""Papers that joined another case: each move a row, each taking back another."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, exists, insert, or_, select

from domain.ids import CaseId, DocumentId, SubmissionId, UserName
from domain.moves import MACHINE, Move, MoveReason, PastMove
from domain.states import CaseStatus
from storage.repositories.base import Repository
from storage.statements import in_chunks, insert_unless_there, table_of
from storage.tables import CaseDocumentRow, CaseMoveRow, CaseMoveUndoRow, MessageRow

#: Whether the paper of a move is in the case into which that brought it.
LIES_THERE = exists().where(
    CaseDocumentRow.document_id == CaseMoveRow.document_id, CaseDocumentRow.case_id == CaseMoveRow.to_case
)


class SqlMoves(Repository):
    """Moves; both tables are append-only."""

    def add(self, moves: Sequence[Move]) -> None:
        """Keep what was done at once."""
        if moves:
            self._session.execute(insert(CaseMoveRow), [self._values(move) for move in moves])

    def _values(self, move: Move) -> dict[str, Any]:
        why = self._seal_text(move.why, f"case_move.why:{move.deed}") if move.why else None
        return asdict(move) | {"why": why}

    def deed(self, deed: str) -> list[Move]:
        """What was done at once; empty where there is none, or where it was taken back."""
        return self._standing(_OF_DEED, deed)

    def take_back(self, deed: str, by: UserName, now: datetime) -> None:
        """Take back what was done at once."""
        self._session.execute(insert(CaseMoveUndoRow).values(deed=deed, by=by, at=now))

    def of_submission(self, submission_id: SubmissionId) -> list[Move]:
        """Moves of the papers of a submission that were not taken back, oldest first."""
        return self._standing(_OF_SUBMISSION, submission_id)

    def standing(self, submission_id: SubmissionId) -> dict[DocumentId, Move]:
        """Of each paper of a submission that lies where it was moved: the move that brought it there.

        One that left that case again, as when the machine sends it home, is free to come anywhere.
        """
        return {move.document_id: move for move in self._standing(_LYING, submission_id)}

    def of_case(self, case_id: CaseId) -> list[Move]:
        """Moves into and out of a case that were not taken back, oldest first."""
        return self._standing(_OF_CASE, case_id)

    def history(self, case_id: CaseId) -> list[PastMove]:
        """Every move into and out of a case, those taken back included, oldest first."""
        found = self._session.execute(
            select(CaseMoveRow, CaseMoveUndoRow)
            .join(CaseMoveUndoRow, CaseMoveUndoRow.deed == CaseMoveRow.deed, isouter=True)
            .where(or_(CaseMoveRow.from_case == case_id, CaseMoveRow.to_case == case_id))
            .order_by(CaseMoveRow.id)
        )
        return [
            PastMove(self._move(row), UserName(undo.by), undo.at) if undo else PastMove(self._move(row))
            for row, undo in found
        ]

    def _standing(self, moves: Select[Any], key: str) -> list[Move]:
        return [self._move(row) for row in self._run(moves, {"key": key})]

    def parted(self, submission_id: SubmissionId) -> set[DocumentId]:
        """Papers of which a person said that they do not belong where the machine had put them."""
        found = self._run(_PARTED, {"key": submission_id}).scalars()
        return {DocumentId(document_id) for document_id in found}

    def note_message(self, submission_id: SubmissionId, message_id: str) -> None:
        """Keep a keyed hash of the Message-ID of a mail, so that an answer to it is recognised."""
        key = self._message_hash(message_id)
        row = {"message_hash": key, "submission_id": submission_id}
        self._run(insert_unless_there(self._session, MessageRow), row)

    def sent_as(self, message_ids: Sequence[str]) -> list[SubmissionId]:
        """The submissions that these mails were."""
        found: set[str] = set()
        for chunk in in_chunks([self._message_hash(message_id) for message_id in message_ids]):
            found |= {row.submission_id for row in self._found(MessageRow, message_hash=chunk)}
        return [SubmissionId(submission_id) for submission_id in sorted(found)]

    def _message_hash(self, message_id: str) -> str:
        return self._keys.hash_text("message", message_id)

    def _move(self, row: CaseMoveRow | Row[Any]) -> Move:
        return Move(
            deed=row.deed,
            document_id=DocumentId(row.document_id),
            submission_id=SubmissionId(row.submission_id),
            from_case=None if row.from_case is None else CaseId(row.from_case),
            to_case=CaseId(row.to_case),
            reason=MoveReason(row.reason),
            status_before=CaseStatus(row.status_before),
            due_before=row.due_before,
            by=UserName(row.by),
            at=row.at,
            why=self._unseal_text(row.why, f"case_move.why:{row.deed}"),
        )


#: The moves that nobody took back, by one key each.
_STANDING: Final[Select[Any]] = (
    select(*table_of(CaseMoveRow).columns)
    .where(CaseMoveRow.deed.not_in(select(CaseMoveUndoRow.deed)))
    .order_by(CaseMoveRow.id)
)
_OF_DEED: Final = _STANDING.where(CaseMoveRow.deed == bindparam("key"))
_OF_SUBMISSION: Final = _STANDING.where(CaseMoveRow.submission_id == bindparam("key"))
_OF_CASE: Final = _STANDING.where(
    or_(CaseMoveRow.from_case == bindparam("key"), CaseMoveRow.to_case == bindparam("key"))
)
_LYING: Final = _OF_SUBMISSION.where(LIES_THERE)
_PARTED: Final = (
    select(CaseMoveRow.document_id)
    .join(CaseMoveUndoRow, CaseMoveUndoRow.deed == CaseMoveRow.deed)
    .where(
        CaseMoveRow.submission_id == bindparam("key"),
        CaseMoveRow.reason != MoveReason.PERSON,
        CaseMoveUndoRow.by != MACHINE,
    )
)
