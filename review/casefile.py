"""Everything one case page shows, gathered in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from domain.cases import Case, Decision, Dispatch, standing_decision
from domain.clock import ClockFace
from domain.documents import Document
from domain.ids import CaseId, SubmissionId
from domain.kinds import FieldName, MatchStatus
from domain.records import Match
from domain.states import SETTLED, CaseStatus, DispatchState
from domain.submissions import Attachment, FaxFacts, Submission
from outbound.policy import address_in
from processing.batching import holding_words
from processing.cases.destinations import suggest_destination
from processing.cases.propose import Proposal, propose_decision
from processing.casework import (
    EarlierCase,
    earlier_cases,
    findings_of,
    papers_before_in,
    papers_now_in,
    record_news,
)
from processing.corrections import is_made_anew, is_split_anew
from processing.decisions import may_be_undone, still_settles
from processing.failures import tell_whole
from processing.outgoing import any_gone
from processing.ports import Destination, Work
from processing.ports.dispatches import BY_NO_DECISION
from review.guard import Desk, Visitor
from review.masking import mask_text
from review.moved import ShownMove, show_moves, tell_moves, where_papers_went
from review.opening import documents_of, pages_of_documents
from review.policy import may_see, sees_whole_submission
from review.provenance import Provenance, tell_provenance
from review.shown_documents import ShownDocument, show_document
from review.shown_pages import ShownPage, show_pages

#: Where a dispatch stands that a new decision cancels.
WAITS: Final = (DispatchState.HELD, DispatchState.READY)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as the page shows it."""

    case: Case
    submission: Submission
    sender: str
    fax: str
    """What the gateway says of a fax; empty where it is none."""
    subject: str
    documents: tuple[ShownDocument, ...]
    pages: tuple[ShownPage, ...]
    proposal: Proposal
    decisions: tuple[Decision, ...]
    dispatches: tuple[Dispatch, ...]
    destinations: tuple[Destination, ...]
    suggested: str
    """Key of the one listed office that the papers name, or empty."""
    new_name: str
    """As it was read, or empty."""
    attachments: tuple[Attachment, ...]
    problems: tuple[tuple[int, str], ...]
    unaccounted: tuple[str, ...]
    """Pages that are neither in a document nor set aside, and parts that nothing answers for, in words."""
    undoable: Decision | None
    """The decision that may still be taken back."""
    needs_confirmation: bool
    unsent: bool
    """Whether what was decided before still waits to go out."""
    why_reopened: str
    provenance: Provenance
    clock: ClockFace
    siblings: tuple[CaseId, ...] = field(default=())
    """Other cases of the same submissions."""
    made_anew: bool = False
    """Whether match and findings are being made anew just now, after a correction."""
    why_withdrawn: str = ""
    split_anew: bool = False
    """Whether it was withdrawn because what came with it is being split anew just now."""
    came: tuple[ShownMove, ...] = ()
    """Papers that joined this case since it was opened."""
    past_moves: tuple[str, ...] = ()
    """Every way of papers into and out of this case, in words."""
    went: tuple[CaseId, ...] = ()
    """Where papers of this case went."""
    before: tuple[CaseId, ...] = ()
    """Where papers of this case were before they were gone through anew."""
    earlier: tuple[EarlierCase, ...] = ()
    """Decided cases of the same record."""
    record_news: str = ""
    """What an import did to the record since this case was answered."""

    def unseen(self, shown: int) -> tuple[int, ...]:
        """Numbers of the pages still to be looked at, the one on the screen left out."""
        return tuple(p.number for p in self.pages if not (p.beside or p.seen or p.number == shown))


def gather_case(work: Work, case: Case, desk: Desk, visitor: Visitor, *, revealed: str = "") -> CaseFile:
    """Gather a case for one person; `revealed` names the document whose SSN digits are shown once."""
    documents = documents_of(work, case)
    facts = work.submissions.facts(case.submission_id)
    shown = _shown_documents(work, documents, visitor, revealed)
    decisions = tuple(work.cases.decisions(case.id))
    dispatches = tuple(work.dispatches.of_case(case.id))
    destinations = tuple(work.directory.all())
    may_name = partial(_may_name, work, visitor)
    return CaseFile(
        case=case,
        submission=work.submissions.get(case.submission_id),
        sender=facts.headers.sender,
        fax=describe_fax(facts.fax),
        subject=mask_text(facts.headers.subject),
        documents=shown,
        pages=show_pages(work, case, shown, visitor, revealed),
        proposal=_proposal(work, case, documents),
        decisions=decisions,
        dispatches=dispatches,
        destinations=destinations,
        suggested=suggest_destination(destinations, documents),
        new_name=_new_name(documents),
        attachments=_attachments(work, case, documents, visitor),
        problems=_problems(work, case),
        unaccounted=_unaccounted(work, case),
        undoable=undoable_decision(case, decisions, dispatches, desk),
        needs_confirmation=case.status in SETTLED and any(_is_held(d) for d in dispatches),
        unsent=any(d.state in WAITS and d.kind not in BY_NO_DECISION for d in dispatches),
        why_reopened=work.cases.why_reopened(case.id),
        provenance=tell_provenance(facts, (desk.settings.sender_address, *desk.settings.own_addresses)),
        siblings=_seen_of(visitor, (c for c in _cases_beside(work, case) if c.id != case.id)),
        made_anew=is_made_anew(work, case),
        why_withdrawn=_why_withdrawn(work, case, visitor),
        split_anew=_is_split_anew(work, case, visitor),
        clock=desk.office.read(work, desk.now()).face_of(work, case),
        came=show_moves(work, case, may_name),
        past_moves=tell_moves(work, case, may_name),
        went=where_papers_went(work, case, visitor),
        before=_seen_of(visitor, papers_before_in(work, case)),
        earlier=tuple(one for one in earlier_cases(work, case) if may_see(one.case, visitor.role)),
        record_news=record_news(work, case),
    )


def _shown_documents(
    work: Work, documents: Sequence[Document], visitor: Visitor, revealed: str
) -> tuple[ShownDocument, ...]:
    numbers = {place: n for n, place in enumerate(pages_of_documents(documents), start=1)}
    senders = {key: _sender_of(work, key) for key in {document.submission_id for document in documents}}
    return tuple(
        show_document(
            work,
            ordinal,
            document,
            numbers,
            senders[document.submission_id],
            visitor,
            revealed=document.id == revealed,
        )
        for ordinal, document in enumerate(documents, start=1)
    )


def _proposal(work: Work, case: Case, documents: Sequence[Document]) -> Proposal:
    findings, match = findings_of(work, case), leading_match(work, documents)
    return propose_decision(case, documents, findings, match, holding_words(work, case))


def _unaccounted(work: Work, case: Case) -> tuple[str, ...]:
    keys = work.cases.submissions_of(case.id)
    return tuple(line.what for key in keys for line in work.ledger.against_approval(key))


def _may_name(work: Work, visitor: Visitor, other: CaseId) -> bool:
    """Whether a person may read another case's reference."""
    return may_see(work.cases.get(other), visitor.role)


def _seen_of(visitor: Visitor, cases: Iterable[Case]) -> tuple[CaseId, ...]:
    """Those of some cases that a person may see."""
    return tuple(case.id for case in cases if may_see(case, visitor.role))


def _why_withdrawn(work: Work, case: Case, visitor: Visitor) -> str:
    """Why there is nothing to decide, and where its papers are; empty for every other case."""
    if case.status is not CaseStatus.WITHDRAWN:
        return ""
    if taken := work.batches.withdrawal(case.submission_id):
        return f"{taken.by} took the scan back: {taken.words}"
    if where_papers_went(work, case, visitor):
        return "its papers were moved to another case."
    if others := [c.id for c in papers_now_in(work, case) if may_see(c, visitor.role)]:
        return (
            f"its papers were gone through anew and are in {', '.join(others)} now. "
            "What was said and sent under this reference stays with it."
        )
    return "its papers are gone through anew; what fails then waits in the quarantine."


def _is_split_anew(work: Work, case: Case, visitor: Visitor) -> bool:
    """Whether it was withdrawn for no other reason than that what came with it is being split anew."""
    settled = work.batches.withdrawal(case.submission_id) or where_papers_went(work, case, visitor)
    return case.status is CaseStatus.WITHDRAWN and not settled and is_split_anew(work, case)


def _sender_of(work: Work, submission_id: SubmissionId) -> str:
    """The bare address that a paper came from; empty where no mail brought it."""
    return address_in(work.submissions.facts(submission_id).headers.sender)


def _cases_beside(work: Work, case: Case) -> list[Case]:
    found = (c for key in work.cases.submissions_of(case.id) for c in work.cases.of_submission(key))
    return list({c.id: c for c in found}.values())


def _new_name(documents: Sequence[Document]) -> str:
    values = (d.value(FieldName.NEW_NAME) for d in documents)
    return next((v for v in values if isinstance(v, str) and v), "")


def describe_fax(fax: FaxFacts | None) -> str:
    """Number, station, pages and time as the gateway has them; our own time of receipt counts."""
    if fax is None:
        return ""
    station = f"({fax.station})" if fax.station and fax.station != fax.caller else ""
    pages = f"{fax.pages} page{'s' if fax.pages != 1 else ''} by the gateway's count" if fax.pages else ""
    clock = f"{fax.received_at.replace('T', ' ')[:16]} by its clock" if fax.received_at else ""
    who = f"from {fax.caller} {station}".strip() if fax.caller or station else "by an unknown number"
    return ", ".join(part for part in (who, pages, clock) if part)


def leading_match(work: Work, documents: Sequence[Document]) -> Match:
    """The match of the first document that has a candidate."""
    matches = [m for d in documents if (m := work.documents.match(d.id)) and m.best]
    return matches[0] if matches else Match(MatchStatus.NONE)


def _is_held(dispatch: Dispatch) -> bool:
    return dispatch.state is DispatchState.HELD


def undoable_decision(
    case: Case, decisions: Sequence[Decision], dispatches: Sequence[Dispatch], desk: Desk
) -> Decision | None:
    """The last decision, where it may still be taken back."""
    last = standing_decision(decisions)
    if last is None or any_gone(dispatches, last) or not still_settles(case, last):
        return None
    return last if may_be_undone(last.at, desk.now(), desk.settings.undo_seconds) else None


def _attachments(
    work: Work, case: Case, documents: Sequence[Document], visitor: Visitor
) -> tuple[Attachment, ...]:
    """All that came; only those of this case's own pages where a restricted case came along."""
    own = {work.submissions.page(page_id).attachment_id for d in documents for page_id in d.page_ids}
    return tuple(
        a
        for key in work.cases.submissions_of(case.id)
        for whole in [sees_whole_submission(work, key, visitor.role)]
        for a in work.submissions.attachments(key)
        if whole or a.id in own
    )


def _problems(work: Work, case: Case) -> tuple[tuple[int, str], ...]:
    entries = [e for key in work.cases.submissions_of(case.id) for e in work.quarantine.of_submission(key)]
    return tuple((e.id, tell_whole(e)) for e in entries if e.resolved_at is None)
