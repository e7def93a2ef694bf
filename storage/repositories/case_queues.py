"""The queue that a person chose for a case, and which restricted papers they put into it with that word."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import func, select

from domain.documents import PagePart
from domain.ids import DocumentId, PageId
from domain.kinds import RESTRICTED_SUBKINDS, Outcome, Route
from processing.cases.references import share_papers
from processing.ports import NewCase
from storage.repositories.base import Tools
from storage.repositories.case_pages import read_region, write_region
from storage.repositories.case_rows import CaseRows
from storage.repositories.documents import SqlDocuments
from storage.tables import (
    CaseDocumentRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CasePageRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
)

_RESTRICTED: Final = "restricted"


class CaseQueues(CaseRows):
    """What persons said of the queues of cases, and how far it holds."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._papers = SqlDocuments(tools)

    def _queue_by_hand(self, row: CaseRecord, case: NewCase, before: frozenset[PagePart]) -> Route | None:
        """The queue that a person chose for a case, or for the papers that it has: what was said of a case
        that they left with nothing in it is still said of them, until a person says otherwise.

        Nothing that they said opens a restricted paper that was none then, or came in later.
        """
        own = self._last_reroute(row.id)
        standing = [other for other in self._emptied_into(row) if self._still_says(other, own, before)]
        queue = closed_first(Route(other.route) for other in standing)
        if queue is not Route.RESTRICTED and own:
            queue = Route(row.route)
        if queue is None:
            return None
        opened = self._opened(row.id, *(other.id for other in standing))
        restricted = self._restricted_parts(case.document_ids)
        hidden = [part for part in restricted if not opened & {part, (part[0], None)}]
        return Route.RESTRICTED if hidden else queue

    def _opened(self, *case_ids: str) -> set[PagePart]:
        """Where the restricted papers stood that lay in these cases when a person last chose their queues; of
        a choice made with an earlier release that is not known."""
        words = [self._session.get(DecisionRow, self._last_reroute(case_id)) for case_id in case_ids]
        return {part for row in words if row for part in self._read_restricted(row)}

    def _read_restricted(self, row: DecisionRow) -> Iterator[PagePart]:
        words = self._unseal_json(row.words, words_of(row.case_id, row.case_version))
        for page_id, region in words.get(_RESTRICTED, ()):
            yield PageId(page_id), read_region(region)

    def _restricted_parts(self, document_ids: Sequence[DocumentId]) -> list[PagePart]:
        """Where those of some papers stand that are restricted by what they are, as people say it."""
        parts = set[PagePart]()
        for document_id in document_ids:
            with suppress(KeyError):  # a later split may have left none of this number
                document = self._papers.get(document_id)
                parts |= set(document.page_parts) if document.guess.subkind in RESTRICTED_SUBKINDS else set()
        return sorted(parts, key=str)

    def _still_says(self, emptied: CaseRecord, own: int, before: frozenset[PagePart]) -> bool:
        """Whether the word of an emptied case counts beside a case's own: that one spoke of what it held."""
        word = self._last_reroute(emptied.id)
        comes_in = not share_papers(self._parts_held(emptied.id), before)
        return word > 0 and (word > own or comes_in)

    def _emptied_into(self, row: CaseRecord) -> list[CaseRecord]:
        """The cases without papers that had those of this one, not moved by a person."""
        pages = select(CasePageRow.page_id).where(CasePageRow.case_id == row.id)
        sharing = select(CasePageRow.case_id).where(CasePageRow.page_id.in_(pages))
        holding = select(CaseDocumentRow.document_id).where(CaseDocumentRow.case_id == CaseRecord.id)
        moved = select(CaseMoveRow.id).where(
            CaseMoveRow.from_case == CaseRecord.id, CaseMoveRow.deed.not_in(select(CaseMoveUndoRow.deed))
        )
        others = select(CaseRecord).where(
            CaseRecord.id.in_(sharing), CaseRecord.id != row.id, ~holding.exists(), ~moved.exists()
        )
        own = self._parts_held(row.id)
        found = self._session.scalars(others.order_by(CaseRecord.id))
        return [other for other in found if share_papers(self._parts_held(other.id), own)]

    def _is_rerouted(self, case_id: str) -> bool:
        return self._last_reroute(case_id) > 0

    def _last_reroute(self, case_id: str) -> int:
        """Which decision of all put it into another queue last, and stands; 0: none."""
        chosen = select(func.max(DecisionRow.id)).where(
            DecisionRow.case_id == case_id,
            DecisionRow.outcome == Outcome.REROUTE,
            DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
        )
        return self._session.scalar(chosen) or 0


def closed_first(queues: Iterable[Route]) -> Route | None:
    """Of queues that persons chose the one for few where it is among them, else the first."""
    found = list(queues)
    return Route.RESTRICTED if Route.RESTRICTED in found else next(iter(found), None)


def words_of(case_id: str, case_version: int) -> str:
    """To what the sealed words of a decision are bound."""
    return f"decision.words:{case_id}/{case_version}"


def write_restricted(parts: Iterable[PagePart]) -> dict[str, Any]:
    """What the words of a reroute keep of the restricted papers that were in the case."""
    return {_RESTRICTED: [[page_id, write_region(region)] for page_id, region in parts]}
