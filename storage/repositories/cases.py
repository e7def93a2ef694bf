"""Cases: finding them, the queue, and which of their pages were shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from domain.cases import Case
from domain.documents import PagePart
from domain.ids import CaseId, CertificationNumber, PageId, SubmissionId, UserName
from domain.kinds import Kind, Route
from domain.states import CaseStatus
from processing.ports import CaseRow, Rising
from storage.repositories.base import Tools
from storage.repositories.case_decisions import CaseDecisions
from storage.repositories.case_opening import CaseOpening
from storage.repositories.case_pages import read_region, write_region
from storage.repositories.case_papers import CasePapers
from storage.repositories.case_rows import case_from_row
from storage.repositories.clock import SqlPauses
from storage.repositories.queue import SqlQueue
from storage.statements import insert_unless_there
from storage.tables import CaseDocumentRow, CaseRecord, DocumentRow, PageShownRow


class SqlCases(CaseOpening, CasePapers, CaseDecisions):
    """Cases; every change counts the version up, and a decision names the version it was made on."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._queue = SqlQueue(tools)
        self._pauses = SqlPauses(tools)

    def submissions_of(self, case_id: CaseId) -> list[SubmissionId]:
        """The submission that opened a case, then those whose papers joined it."""
        own = self._row(CaseRecord, case_id).submission_id
        joined = self._session.scalars(
            select(DocumentRow.submission_id)
            .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
            .where(CaseDocumentRow.case_id == case_id)
            .order_by(CaseDocumentRow.position)
        )
        return [SubmissionId(key) for key in dict.fromkeys((own, *joined))]

    def of_record(self, number: CertificationNumber, status: CaseStatus) -> list[Case]:
        """Cases of a record in one state, newest first."""
        found = self._found(CaseRecord, "id", certification_number=number, status=status)
        return [self._case(row) for row in reversed(found)]

    def waiting(self, number: CertificationNumber, kind: Kind) -> list[Case]:
        """Cases of this record and kind in which the applicant owes something, oldest first."""
        waiting = CaseStatus.WAITING
        found = self._found(CaseRecord, "id", certification_number=number, kind=kind, status=waiting)
        return [self._case(row) for row in found]

    def rows(
        self,
        *,
        statuses: Sequence[CaseStatus] = (CaseStatus.OPEN, CaseStatus.REOPENED),
        routes: Sequence[Route] = (),
        search: str = "",
        after: CaseId | None = None,
        limit: int = 50,
        rising: Rising | None = None,
    ) -> list[CaseRow]:
        """The queue in working order: urgent ones, what rises, then by priority; in each by due date and
        reference. Keyset paging by `after`."""
        found = self._queue.rows(statuses, routes, search, after, limit, rising)
        ids = [CaseId(row.id) for row, _, _ in found]
        documents, facts = self._queue.documents(ids), self._queue.facts(ids)
        pauses, settled = self._pauses.of_cases(ids), self._queue.settled_at(ids)
        return [
            CaseRow(
                case=case_from_row(row, documents[row.id]),
                channel=channel,
                person=person,
                findings=facts[row.id].findings,
                sure=facts[row.id].sure,
                pauses=pauses.get(CaseId(row.id), ()),
                settled_at=settled.get(row.id),
            )
            for row, channel, person in found
        ]

    def undecided(self) -> list[Case]:
        """All that somebody must still answer, those that wait for the applicant included."""
        found = self._session.scalars(
            select(CaseRecord)
            .where(CaseRecord.status.not_in((CaseStatus.DECIDED, CaseStatus.WITHDRAWN)))
            .order_by(CaseRecord.id)
        ).all()
        documents = self._queue.documents([row.id for row in found])
        return [case_from_row(row, documents[row.id]) for row in found]

    def counts(self, routes: Sequence[Route] = ()) -> dict[str, int]:
        """Open cases by route, and all cases by status."""
        return self._queue.counts(routes)

    def parts_shown(self, case_id: CaseId, by: UserName) -> set[PagePart]:
        """Pages of the case, or parts of them, that this person was actually shown."""
        found = self._session.execute(
            select(PageShownRow.page_id, PageShownRow.region).where(
                PageShownRow.case_id == case_id, PageShownRow.by == by
            )
        )
        return {(PageId(page_id), read_region(region)) for page_id, region in found}

    def note_shown(self, case_id: CaseId, part: PagePart, by: UserName, now: datetime) -> None:
        """Keep that a page, or a part of one, was shown; the first time counts."""
        page_id, region = part
        self._session.execute(
            insert_unless_there(self._session, PageShownRow).values(
                case_id=case_id, page_id=page_id, region=write_region(region), by=by, first_at=now
            )
        )
