"""Cases: their references, leases, versions and decisions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select, update

from domain.cases import Case, Decision
from domain.errors import StaleDecision
from domain.ids import CaseId, CertificationNumber, DocumentId, PageId, SubmissionId, UserName
from domain.kinds import CaseStatus, Kind, Outcome, Priority, Route
from domain.times import office_day, show_hour
from processing.anew import SETTLED
from processing.ports import CaseRow, NewCase
from storage.repositories.base import Repository, Tools
from storage.repositories.queue import SqlQueue
from storage.statements import in_chunks, insert_unless_there
from storage.tables import (
    CaseCounterRow,
    CaseDocumentRow,
    CaseMoveRow,
    CaseMoveUndoRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
    DocumentRow,
    PageShownRow,
    SubmissionRow,
)

PRIORITY_RANK: Final = {priority: rank for rank, priority in enumerate(Priority)}


class SqlCases(Repository):
    """Cases; every change counts the version up, and a decision names the version it was made on."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._queue = SqlQueue(tools)

    # -- opening ----------------------------------------------------------------------------------

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission; a repeated run gives the same references.

        Cases that a person answered stay, and with them the documents they hold. A reference that a
        repeated run no longer needs cannot be given back: its case stays for triage, with no documents.
        """
        self._row(SubmissionRow, submission_id, lock=True)
        existing = self._rows_of_submission(submission_id, lock=True)
        answered = self._answered(existing)
        taken = {document for row in existing if row.id in answered for document in self._documents(row.id)}
        wanted = [case for case in cases if not case.document_ids or not set(case.document_ids) <= taken]
        moved = self._moved(existing)
        for row in existing:
            # Papers came or went by hand or by joining: the row is found by what it holds, not by its place.
            if row.id in moved - answered and (own := self._same(row, wanted)):
                wanted.remove(own)
                self._repropose(row, own)
        reusable = [row for row in existing if row.id not in answered | moved]
        for row, case in zip(reusable, wanted, strict=False):
            self._repropose(row, case)
        for row in reusable[len(wanted) :]:
            self._empty(row)
        for position, case in enumerate(wanted[len(reusable) :], start=len(existing)):
            self._open(submission_id, position, case, received_at, now)
        return self.of_submission(submission_id)

    def _answered(self, rows: Sequence[CaseRecord]) -> set[str]:
        ids = [row.id for row in rows]
        decided = self._session.scalars(
            select(DecisionRow.case_id).where(DecisionRow.case_id.in_(ids)).distinct()
        )
        answered = set(decided) | {row.id for row in rows if CaseStatus(row.status) in SETTLED}
        # No decision stands on a case that was withdrawn.
        return answered - {row.id for row in rows if row.status == CaseStatus.WITHDRAWN}

    def _moved(self, rows: Sequence[CaseRecord]) -> set[str]:
        """Those that papers joined or left, other than as the machine first proposed."""
        ids, taken_back = [row.id for row in rows], select(CaseMoveUndoRow.deed)
        found = self._session.execute(
            select(CaseMoveRow.from_case, CaseMoveRow.to_case).where(
                or_(CaseMoveRow.from_case.in_(ids), CaseMoveRow.to_case.in_(ids)),
                CaseMoveRow.deed.not_in(taken_back),
            )
        )
        return {case_id for pair in found for case_id in pair if case_id in ids}

    def _same(self, row: CaseRecord, wanted: Sequence[NewCase]) -> NewCase | None:
        held = set(self._documents(row.id))
        return next((case for case in wanted if held.intersection(case.document_ids)), None)

    def open_beside(
        self, submission_id: SubmissionId, case: NewCase, received_at: datetime, now: datetime
    ) -> Case:
        """One more case of a submission, for papers that were parted from another."""
        self._row(SubmissionRow, submission_id, lock=True)
        position = len(self._rows_of_submission(submission_id))
        return self.get(self._open(submission_id, position, case, received_at, now))

    def _open(
        self, submission_id: SubmissionId, position: int, case: NewCase, received_at: datetime, now: datetime
    ) -> CaseId:
        # By the office's own year: an arrival on New Year's Eve belongs to the old one.
        case_id = self._next_reference(office_day(received_at).year)
        self._session.execute(
            insert(CaseRecord).values(
                id=case_id,
                submission_id=submission_id,
                position=position,
                status=CaseStatus.OPEN,
                received_at=received_at,
                version=1,
                opened_at=now,
                **_proposal(case),
            )
        )
        self._link_documents(case_id, case.document_ids)
        return case_id

    def _next_reference(self, year: int) -> CaseId:
        """Counts in this transaction: a rollback takes the number back, so that there are no gaps."""
        self._session.execute(insert_unless_there(self._session, CaseCounterRow).values(year=year, last=0))
        count = self._session.scalar(
            update(CaseCounterRow)
            .where(CaseCounterRow.year == year)
            .values(last=CaseCounterRow.last + 1)
            .returning(CaseCounterRow.last)
        )
        return CaseId(f"C-{year}-{count:06d}")

    def _repropose(self, row: CaseRecord, case: NewCase) -> None:
        proposal = _proposal(case)
        if row.settled_by is not None:
            # A person named the record; the machine does not overrule that.
            del proposal["certification_number"]
        if row.status == CaseStatus.WITHDRAWN:
            row.status, row.version = CaseStatus.OPEN, row.version + 1
        same_documents = tuple(self._documents(row.id)) == case.document_ids
        if same_documents and all(getattr(row, name) == value for name, value in proposal.items()):
            return
        for name, value in proposal.items():
            setattr(row, name, value)
        row.version += 1
        if not same_documents:
            self._link_documents(row.id, case.document_ids)

    def _empty(self, row: CaseRecord) -> None:
        if self._documents(row.id):
            row.route, row.version = Route.TRIAGE, row.version + 1
            self._link_documents(row.id, ())

    def _link_documents(self, case_id: str, document_ids: Sequence[DocumentId]) -> None:
        self._change(delete(CaseDocumentRow).where(CaseDocumentRow.case_id == case_id))
        rows = [
            {"case_id": case_id, "position": position, "document_id": document_id}
            for position, document_id in enumerate(document_ids)
        ]
        if rows:
            self._session.execute(insert(CaseDocumentRow), rows)

    def change_papers(
        self,
        case_id: CaseId,
        *,
        add: Sequence[DocumentId] = (),
        take: Sequence[DocumentId] = (),
    ) -> Case:
        """Put papers into a case, or take them out; a case that is left without any is withdrawn.

        Raises `StaleDecision` where it was decided.
        """
        row = self._row(CaseRecord, case_id, lock=True)
        if row.status == CaseStatus.DECIDED:
            raise StaleDecision(f"{case_id} was decided already")
        held = self._documents(case_id)
        left = [d for d in held if d not in take]
        left += [d for d in add if d not in left]
        if left == held:
            return self._case(row)
        self._link_documents(case_id, left)
        row.version += 1
        if not left:
            row.status, row.claimed_by, row.claimed_until = CaseStatus.WITHDRAWN, None, None
        return self._case(row)

    def propose_anew(self, case_id: CaseId, case: NewCase) -> Case:
        """What the machine says of a case since other papers are in it; its papers and due date stay."""
        row = self._row(CaseRecord, case_id, lock=True)
        proposal = _proposal(replace(case, due_on=row.due_on))
        if row.settled_by is not None:
            del proposal["certification_number"]
        if any(getattr(row, name) != value for name, value in proposal.items()):
            row.version += 1
            for name, value in proposal.items():
                setattr(row, name, value)
        return self._case(row)

    def put_back(self, case_id: CaseId, status: CaseStatus, due_on: date) -> None:
        """Status and due date as they were before papers came or went."""
        row = self._row(CaseRecord, case_id, lock=True)
        row.status, row.due_on, row.version = status, due_on, row.version + 1

    def withdraw(self, submission_id: SubmissionId) -> None:
        """Close the cases of a submission whose papers were taken back, or are being split anew."""
        for row in self._rows_of_submission(submission_id, lock=True):
            row.status, row.version = CaseStatus.WITHDRAWN, row.version + 1
            row.claimed_by = row.claimed_until = None

    def bring_back(self, submission_id: SubmissionId) -> None:
        """Open the withdrawn cases whose documents are all there; the others have nothing to decide."""
        there = set(
            self._session.scalars(select(DocumentRow.id).where(DocumentRow.submission_id == submission_id))
        )
        for row in self._rows_of_submission(submission_id, lock=True):
            held = self._documents(row.id)
            if row.status == CaseStatus.WITHDRAWN and held and there.issuperset(held):
                row.status, row.version = CaseStatus.OPEN, row.version + 1

    # -- reading ----------------------------------------------------------------------------------

    def get(self, case_id: CaseId) -> Case:
        """Raises KeyError."""
        return self._case(self._row(CaseRecord, case_id))

    def of_submission(self, submission_id: SubmissionId) -> list[Case]:
        """Those it opened, in that order; then those that its papers joined."""
        own = self._rows_of_submission(submission_id)
        joined = self._session.scalars(
            select(CaseRecord)
            .where(
                CaseRecord.submission_id != submission_id,
                CaseRecord.id.in_(
                    select(CaseDocumentRow.case_id)
                    .join(DocumentRow, DocumentRow.id == CaseDocumentRow.document_id)
                    .where(DocumentRow.submission_id == submission_id)
                ),
            )
            .order_by(CaseRecord.id)
        )
        return [self._case(row) for row in (*own, *joined)]

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

    def waiting(self, number: CertificationNumber, kind: Kind) -> list[Case]:
        """Cases of this record and kind in which the applicant owes something, oldest first."""
        found = self._session.scalars(
            select(CaseRecord)
            .where(
                CaseRecord.certification_number == number,
                CaseRecord.kind == kind,
                CaseRecord.status == CaseStatus.WAITING,
            )
            .order_by(CaseRecord.id)
        )
        return [self._case(row) for row in found]

    def of_record(self, number: CertificationNumber, status: CaseStatus) -> list[Case]:
        """Cases of a record in one state, newest first."""
        found = self._session.scalars(
            select(CaseRecord)
            .where(CaseRecord.certification_number == number, CaseRecord.status == status)
            .order_by(CaseRecord.id.desc())
        )
        return [self._case(row) for row in found]

    def _rows_of_submission(self, submission_id: SubmissionId, *, lock: bool = False) -> list[CaseRecord]:
        query = (
            select(CaseRecord).where(CaseRecord.submission_id == submission_id).order_by(CaseRecord.position)
        )
        return list(self._session.scalars(query.with_for_update() if lock else query))

    def _documents(self, case_id: str) -> list[DocumentId]:
        found = self._session.scalars(
            select(CaseDocumentRow.document_id)
            .where(CaseDocumentRow.case_id == case_id)
            .order_by(CaseDocumentRow.position)
        )
        return [DocumentId(document_id) for document_id in found]

    def _case(self, row: CaseRecord) -> Case:
        return case_from_row(row, tuple(self._documents(row.id)))

    def rows(
        self,
        *,
        statuses: Sequence[CaseStatus] = (CaseStatus.OPEN, CaseStatus.REOPENED),
        routes: Sequence[Route] = (),
        search: str = "",
        after: CaseId | None = None,
        limit: int = 50,
    ) -> list[CaseRow]:
        """The queue in working order: priority, due date, reference; keyset paging by `after`."""
        found = self._queue.rows(statuses, routes, search, after, limit)
        documents = self._queue.documents([row.id for row, _, _ in found])
        facts = self._queue.facts([row.id for row, _, _ in found])
        return [
            CaseRow(
                case=case_from_row(row, documents[row.id]),
                channel=channel,
                person=person,
                findings=facts[row.id].findings,
                sure=facts[row.id].sure,
            )
            for row, channel, person in found
        ]

    def counts(self) -> dict[str, int]:
        """Open cases by route, and all cases by status."""
        return self._queue.counts()

    # -- leases -----------------------------------------------------------------------------------

    def claim(self, case_id: CaseId, by: UserName, now: datetime, until: datetime) -> Case:
        """Lease a case to one person. Raises `StaleDecision` with the holder's name."""
        row = self._row(CaseRecord, case_id, lock=True)
        _refuse_other_holder(row, by, now)
        row.claimed_by, row.claimed_until = by, until
        return self._case(row)

    def release(self, case_id: CaseId, by: UserName) -> None:
        """Give a lease back; nobody else's is touched."""
        row = self._row(CaseRecord, case_id, lock=True)
        if row.claimed_by == by:
            row.claimed_by = row.claimed_until = None

    # -- deciding ---------------------------------------------------------------------------------

    def decide(self, decision: Decision) -> Case:
        """Append a decision. Raises `StaleDecision` where somebody was first or holds the case.

        A reroute takes the new route from its reasons, where one of them names a route.
        """
        row = self._row(CaseRecord, decision.case_id, lock=True)
        _refuse_stale(row, decision.case_version, decision.by, decision.at)
        self._append(decision)
        row.status = _status_after(decision.outcome, CaseStatus(row.status))
        if decision.outcome is Outcome.REROUTE:
            row.route = next((reason for reason in decision.reasons if reason in set(Route)), row.route)
        if decision.certification_number is not None:
            row.certification_number = decision.certification_number
        row.version += 1
        row.claimed_by = row.claimed_until = None
        return self._case(row)

    def _append(self, decision: Decision) -> None:
        words = {
            "note": decision.note,
            "destination": decision.destination,
            "new_name": decision.new_name,
        }
        self._session.execute(
            insert(DecisionRow).values(
                case_id=decision.case_id,
                outcome=decision.outcome,
                reasons=list(decision.reasons),
                by=decision.by,
                at=decision.at,
                case_version=decision.case_version,
                words=self._seal_json(words, f"decision.words:{decision.case_id}/{decision.case_version}"),
                certification_number=decision.certification_number,
                confirmed_by=decision.confirmed_by,
            )
        )

    def revise(self, case_id: CaseId, version: int, by: UserName, now: datetime) -> Case:
        """Count the version up, because a person changed what the papers say; the lease stays.

        Raises `StaleDecision` where it was decided, changed, or is leased to somebody else.
        """
        row = self._row(CaseRecord, case_id, lock=True)
        _refuse_stale(row, version, by, now)
        row.version += 1
        return self._case(row)

    def outdate(self, document_ids: Sequence[DocumentId]) -> None:
        """Count up the undecided cases that hold one of these documents: who looks at one must look again."""
        for chunk in in_chunks(document_ids):
            holding = select(CaseDocumentRow.case_id).where(CaseDocumentRow.document_id.in_(chunk))
            query = select(CaseRecord).where(
                CaseRecord.id.in_(holding),
                CaseRecord.status.not_in((CaseStatus.DECIDED, CaseStatus.WITHDRAWN)),
            )
            for row in self._session.scalars(query.order_by(CaseRecord.position).with_for_update()):
                row.version += 1

    def reroute(self, case_id: CaseId, route: Route) -> None:
        """Put a case into another queue."""
        row = self._row(CaseRecord, case_id, lock=True)
        if row.route != route:
            row.route, row.version = route, row.version + 1

    def undo(self, case_id: CaseId, by: UserName, now: datetime) -> Decision:
        """Take the last decision back; the case reopens. Raises `StaleDecision` where there is none."""
        row = self._row(CaseRecord, case_id, lock=True)
        standing = self._session.scalars(
            select(DecisionRow)
            .where(
                DecisionRow.case_id == case_id,
                DecisionRow.id.not_in(select(DecisionUndoRow.decision_id)),
            )
            .order_by(DecisionRow.id.desc())
        ).first()
        if standing is None:
            raise StaleDecision(f"{case_id} has no decision that could be taken back")
        self._session.execute(insert(DecisionUndoRow).values(decision_id=standing.id, by=by, at=now))
        row.status, row.version = CaseStatus.REOPENED, row.version + 1
        return self._decision(standing, now)

    def reopen(self, case_id: CaseId, why: str, now: datetime, due_on: date | None = None) -> None:
        """A bounce, a failed fax or an answer reopens the case; `due_on` where its clock had stood still."""
        row = self._row(CaseRecord, case_id, lock=True)
        row.status, row.version = CaseStatus.REOPENED, row.version + 1
        row.due_on = due_on or row.due_on
        row.reopened_at = now
        row.reopened_why = self._seal_text(why, f"intake_case.reopened_why:{case_id}")

    def why_reopened(self, case_id: CaseId) -> str:
        """The words of the last `reopen`; empty where there was none."""
        row = self._row(CaseRecord, case_id)
        return self._unseal_text(row.reopened_why, f"intake_case.reopened_why:{case_id}")

    def decisions(self, case_id: CaseId) -> list[Decision]:
        """All, oldest first, those taken back included."""
        found = self._session.execute(
            select(DecisionRow, DecisionUndoRow.at)
            .join(DecisionUndoRow, DecisionUndoRow.decision_id == DecisionRow.id, isouter=True)
            .where(DecisionRow.case_id == case_id)
            .order_by(DecisionRow.id)
        )
        return [self._decision(row, undone_at) for row, undone_at in found]

    def _decision(self, row: DecisionRow, undone_at: datetime | None) -> Decision:
        words = self._unseal_json(row.words, f"decision.words:{row.case_id}/{row.case_version}")
        number = row.certification_number
        return Decision(
            case_id=CaseId(row.case_id),
            outcome=Outcome(row.outcome),
            reasons=tuple(row.reasons),
            by=UserName(row.by),
            at=row.at,
            case_version=row.case_version,
            note=words["note"],
            certification_number=None if number is None else CertificationNumber(number),
            destination=words["destination"],
            new_name=words.get("new_name", ""),
            confirmed_by=None if row.confirmed_by is None else UserName(row.confirmed_by),
            undone_at=undone_at,
        )

    def settle_match(
        self, case_id: CaseId, certification_number: CertificationNumber, by: UserName, now: datetime
    ) -> Case:
        """A person names the record. Raises `StaleDecision` where somebody decided or holds the case."""
        row = self._row(CaseRecord, case_id, lock=True)
        _refuse_other_holder(row, by, now)
        if row.status == CaseStatus.DECIDED:
            raise StaleDecision(f"{case_id} was decided already")
        row.certification_number, row.settled_by = certification_number, by
        row.version += 1
        return self._case(row)

    # -- pages shown ------------------------------------------------------------------------------

    def pages_shown(self, case_id: CaseId, by: UserName) -> set[PageId]:
        """Pages of the case that this person was actually shown."""
        found = self._session.scalars(
            select(PageShownRow.page_id).where(PageShownRow.case_id == case_id, PageShownRow.by == by)
        )
        return {PageId(page_id) for page_id in found}

    def note_page_shown(self, case_id: CaseId, page_id: PageId, by: UserName, now: datetime) -> None:
        """Keep that a page was shown; the first time counts."""
        self._session.execute(
            insert_unless_there(self._session, PageShownRow).values(
                case_id=case_id, page_id=page_id, by=by, first_at=now
            )
        )


def case_from_row(row: CaseRecord, document_ids: tuple[DocumentId, ...]) -> Case:
    """The domain type of one row."""
    number, holder = row.certification_number, row.claimed_by
    return Case(
        id=CaseId(row.id),
        submission_id=SubmissionId(row.submission_id),
        kind=Kind(row.kind),
        status=CaseStatus(row.status),
        route=Route(row.route),
        priority=Priority(row.priority),
        received_at=row.received_at,
        due_on=row.due_on,
        version=row.version,
        certification_number=None if number is None else CertificationNumber(number),
        document_ids=document_ids,
        second_person=row.second_person,
        claimed_by=None if holder is None else UserName(holder),
        claimed_until=row.claimed_until,
    )


def _proposal(case: NewCase) -> dict[str, Any]:
    return {
        "kind": case.kind,
        "route": case.route,
        "priority": case.priority,
        "priority_rank": PRIORITY_RANK[case.priority],
        "due_on": case.due_on,
        "certification_number": case.certification_number,
        "second_person": case.second_person,
    }


def _refuse_other_holder(row: CaseRecord, by: UserName, now: datetime) -> None:
    holder, until = row.claimed_by, row.claimed_until
    if holder is not None and holder != by and until is not None and until > now:
        raise StaleDecision(f"{holder} holds {row.id} until {show_hour(until)}")


def _refuse_stale(row: CaseRecord, version: int, by: UserName, now: datetime) -> None:
    if row.status == CaseStatus.DECIDED:
        raise StaleDecision(f"{row.id} was decided already")
    if row.status == CaseStatus.WITHDRAWN:
        raise StaleDecision(f"{row.id} was withdrawn: its papers were taken back, or are in another case")
    if row.version != version:
        raise StaleDecision(f"{row.id} changed since it was shown: look at it again")
    _refuse_other_holder(row, by, now)


def _status_after(outcome: Outcome, before: CaseStatus) -> CaseStatus:
    if outcome is Outcome.REQUEST_INFORMATION:
        return CaseStatus.WAITING
    if outcome is Outcome.REROUTE:
        return CaseStatus.OPEN if before is CaseStatus.WAITING else before
    return CaseStatus.DECIDED
