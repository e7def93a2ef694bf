"""Reading the queue: working order, search, keyset paging, and what a line shows of its documents."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true, tuple_

from domain.documents import SURE
from domain.ids import CaseId, DocumentId
from domain.kinds import Channel, MatchStatus, Priority, Route
from domain.states import CaseStatus
from processing.ports import Rising
from storage.names import fold_for_search, full_name
from storage.repositories.base import Repository, Tools
from storage.repositories.corrections import KIND
from storage.repositories.unsettled import SqlUnsettled
from storage.statements import in_chunks
from storage.tables import (
    CaseDocumentRow,
    CaseRecord,
    CorrectionRow,
    CorrectionUndoRow,
    DecisionRow,
    DecisionUndoRow,
    DocumentRow,
    FindingRow,
    MatchRow,
    RecordNameRow,
    RecordRow,
    SubmissionRow,
)

#: (case, channel, the record it was matched with).
QueueQuery: TypeAlias = Select[CaseRecord, str, RecordRow]
#: Words of a search that are looked for; nobody has more names.
MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What a line of the queue says of its documents."""

    findings: tuple[str, ...] = ()
    sure: bool = False


class SqlQueue(Repository):
    """The read side of cases."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._unsettled = SqlUnsettled(tools)

    def rows(
        self,
        statuses: Sequence[CaseStatus],
        routes: Sequence[Route],
        search: str,
        after: CaseId | None,
        limit: int,
        rising: Rising | None,
    ) -> list[tuple[CaseRecord, Channel, str]]:
        """(row, channel, name on the record) in working order."""
        place = _place_in_order(rising)
        query = (
            select(CaseRecord, SubmissionRow.channel, RecordRow)
            .join(SubmissionRow, SubmissionRow.id == CaseRecord.submission_id)
            .join(RecordRow, RecordRow.certification_number == CaseRecord.certification_number, isouter=True)
            .where(CaseRecord.status.in_(statuses))
            .order_by(place, CaseRecord.due_on, CaseRecord.id)
            .limit(limit)
        )
        if routes:
            query = query.where(CaseRecord.route.in_(routes))
        if after is not None:
            query = self._after(query, after, place)
        if search.strip():
            words = fold_for_search(search).split()[:MOST_WORDS]
            # No name holds a digit, a reference or number does.
            may_name = words and not any(c.isdigit() for word in words for c in word)
            unsettled = self._unsettled.bearing(words, statuses, routes) if may_name else set[str]()
            query = _matching(query, search.strip(), words, unsettled)
        return [
            (row, Channel(channel), "" if record is None else full_name(record))
            for row, channel, record in self._session.execute(query)
        ]

    def _after(self, query: QueueQuery, case_id: CaseId, place: ColumnElement[int]) -> QueueQuery:
        here = self._session.execute(
            select(place, CaseRecord.due_on, CaseRecord.id).where(CaseRecord.id == case_id)
        ).one()
        return query.where(tuple_(place, CaseRecord.due_on, CaseRecord.id) > tuple(here))

    def settled_at(self, case_ids: Sequence[str]) -> dict[str, datetime]:
        """When those that are decided were."""
        found: dict[str, datetime] = {}
        for chunk in in_chunks(case_ids):
            taken_back = select(DecisionUndoRow.decision_id)
            rows = self._session.execute(
                select(DecisionRow.case_id, func.max(DecisionRow.at))
                .join(CaseRecord, CaseRecord.id == DecisionRow.case_id)
                .where(DecisionRow.case_id.in_(chunk), CaseRecord.status == CaseStatus.DECIDED)
                .where(DecisionRow.id.not_in(taken_back))
                .group_by(DecisionRow.case_id)
            )
            found |= {row[0]: row[1] for row in rows}
        return found

    def documents(self, case_ids: Sequence[str]) -> dict[str, tuple[DocumentId, ...]]:
        """The documents of each case."""
        found: dict[str, list[DocumentId]] = {case_id: [] for case_id in case_ids}
        for chunk in in_chunks(case_ids):
            for link in self._session.scalars(
                select(CaseDocumentRow)
                .where(CaseDocumentRow.case_id.in_(chunk))
                .order_by(CaseDocumentRow.position)
            ):
                found[link.case_id].append(DocumentId(link.document_id))
        return {case_id: tuple(documents) for case_id, documents in found.items()}

    def facts(self, case_ids: Sequence[str]) -> dict[str, QueueFacts]:
        """Codes of the findings of each case, and whether kind and match of every document are sure."""
        codes: dict[str, dict[str, None]] = {case_id: {} for case_id in case_ids}
        unsure: set[str] = set()
        seen: set[str] = set()
        for chunk in in_chunks(case_ids):
            for case_id, code in self._session.execute(_findings_of(chunk)):
                codes[case_id][code] = None
            named = set(self._session.scalars(_named_by_people(chunk)))
            for case_id, document_id, confidence, abstains, status in self._session.execute(
                _opinions_of(chunk)
            ):
                seen.add(case_id)
                doubtful = document_id not in named and (abstains or confidence < SURE)
                if doubtful or status != MatchStatus.MATCHED:
                    unsure.add(case_id)
        return {case_id: QueueFacts(tuple(codes[case_id]), case_id in seen - unsure) for case_id in case_ids}

    def counts(self, routes: Sequence[Route] = ()) -> dict[str, int]:
        """Open cases by route, and all cases by status; of these routes alone where any are named."""
        of_these = CaseRecord.route.in_(routes) if routes else true()
        waiting_for_staff = CaseRecord.status.in_((CaseStatus.OPEN, CaseStatus.REOPENED))
        by_route = (
            select(CaseRecord.route, func.count())
            .where(waiting_for_staff, of_these)
            .group_by(CaseRecord.route)
        )
        by_status = select(CaseRecord.status, func.count()).where(of_these).group_by(CaseRecord.status)
        return {key: count for query in (by_route, by_status) for key, count in self._session.execute(query)}


def _place_in_order(rising: Rising | None) -> ColumnElement[int]:
    """Urgent ones, what is overdue, what is nearly due, then by priority."""
    if rising is None:
        return CaseRecord.priority_rank + 0
    runs = CaseRecord.status.in_((CaseStatus.OPEN, CaseStatus.REOPENED))
    return case(
        (CaseRecord.priority == Priority.URGENT, 0),
        (and_(runs, CaseRecord.due_on < rising.today), 1),
        (and_(runs, CaseRecord.due_on <= rising.near_until), 2),
        else_=CaseRecord.priority_rank + 3,
    )


def _findings_of(case_ids: Sequence[str]) -> Select[str, str]:
    return (
        select(CaseDocumentRow.case_id, FindingRow.code)
        .join(FindingRow, FindingRow.document_id == CaseDocumentRow.document_id)
        .where(CaseDocumentRow.case_id.in_(case_ids))
        .order_by(CaseDocumentRow.case_id, CaseDocumentRow.position, FindingRow.position)
    )


def _named_by_people(case_ids: Sequence[str]) -> Select[str]:
    """Documents of which a person named the kind."""
    taken_back = select(CorrectionUndoRow.correction_id)
    held = select(CaseDocumentRow.document_id).where(CaseDocumentRow.case_id.in_(case_ids))
    return select(CorrectionRow.document_id).where(
        CorrectionRow.document_id.in_(held),
        CorrectionRow.field == KIND,
        CorrectionRow.id.not_in(taken_back),
    )


def _opinions_of(case_ids: Sequence[str]) -> Select[str, str, float, bool, str]:
    return (
        select(
            CaseDocumentRow.case_id,
            DocumentRow.id,
            DocumentRow.kind_confidence,
            DocumentRow.abstains,
            MatchRow.status,
        )
        .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
        .join(MatchRow, MatchRow.document_id == DocumentRow.id, isouter=True)
        .where(CaseDocumentRow.case_id.in_(case_ids))
    )


def _matching(query: QueueQuery, search: str, words: Sequence[str], unsettled: Collection[str]) -> QueueQuery:
    """By reference, certification number, or words that one of the record's names holds in any order (all
    public); `unsettled` are cases without a record that were found by their papers."""
    words = words or [search.casefold()]
    named = exists().where(
        RecordNameRow.record_id == RecordRow.id,
        *(RecordNameRow.folded.contains(word, autoescape=True) for word in words),
    )
    return query.where(
        or_(
            CaseRecord.id.contains(search.upper(), autoescape=True),
            CaseRecord.certification_number.startswith(search.upper(), autoescape=True),
            named,
            *(CaseRecord.id.in_(chunk) for chunk in in_chunks(sorted(unsettled))),
        )
    )
