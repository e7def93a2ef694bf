"""Queue: documents to cases with route, priority and due date; duplicates linked; receipt acknowledged."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from domain.cases import Case, Dispatch
from domain.documents import Document, SubmissionPage
from domain.ids import DispatchId, DocumentId, SubmissionId
from domain.kinds import (
    Channel,
    DispatchKind,
    DispatchState,
    Kind,
    MatchStatus,
    PageUse,
    PartOutcome,
    Stage,
)
from domain.records import Match
from domain.submissions import Submission
from outbound.policy import address_in, thread_of, threading_id, why_not_acknowledge
from outbound.wording import acknowledgement_letter
from processing.cases.build import CaseProposal, CaseSettings, CheckedDocument, propose_cases
from processing.cases.duplicates import (
    Fingerprint,
    duplicate_keys,
    fingerprint_document,
    judge_duplicate,
    text_keys,
)
from processing.decisions import message_id_of
from processing.ports import FingerprintHit, Job, NewCase, Work
from processing.stages.dispatch import note_bounce
from processing.stages.pages import envelopes_of, read_pages_of, readings_of
from processing.stages.parking import add_quarantine
from processing.stages.services import Services

NO_MATCH = Match(MatchStatus.NONE)


def queue_cases(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Open the cases of one submission and lay its acknowledgement into the outbox."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        stored = work.submissions.pages(submission_id)
        bounced = work.submissions.facts(submission_id).automatic == "bounce"
    is_canary = any(page.use is PageUse.CANARY for page in stored)
    prints = {d.id: fingerprint_document(d.guess.kind, readings_of(d, pages), d.evidence) for d in documents}
    raw = services.storage.files.get(submission.original) if bounced else b""

    def write(work: Work) -> None:
        if work.batches.withdrawal(submission_id):
            work.cases.withdraw(submission_id)
            return
        # Duplicates are judged inside the transaction: two submissions never miss each other.
        _link_duplicates(work, submission, documents, prints, services)
        cases = _open_cases(work, submission, documents, pages, services)
        if bounced:
            note_bounce(work, raw, services)
        if not documents and not is_canary:
            _park_empty(work, submission, pages, services)
        _acknowledge(work, submission, cases, services)

    return write


# -- duplicates ---------------------------------------------------------------------------------------


def _link_duplicates(
    work: Work,
    submission: Submission,
    documents: Sequence[Document],
    prints: dict[DocumentId, Fingerprint],
    services: Services,
) -> None:
    """Link each document to the earliest one it repeats, and to it the later ones that repeat it."""
    for document in documents:
        own = prints[document.id]
        keys = duplicate_keys(document)
        if document.guess.kind is Kind.OTHER or not keys:
            keys = (*keys, *text_keys(own))
        work.documents.save_fingerprint(document.id, own.to_bytes(), keys)
        alike = [
            hit
            for hit in work.documents.sharing(keys, submission.id)
            if judge_duplicate(
                own,
                Fingerprint.from_bytes(hit.fingerprint),
                same_sender=_same_sender(work, submission, hit.submission_id),
            )
        ]
        # A repeated run may judge otherwise, after better reading say: no earlier link stands by itself.
        work.documents.link_duplicate(document.id, None)
        if not alike:
            continue
        first = min(alike, key=_order)
        if _order(first) < (submission.received_at, submission.source):
            work.documents.link_duplicate(document.id, first.document_id)
        else:
            for later in alike:
                _link_later(work, later, document.id, services)


def _link_later(work: Work, later: FingerprintHit, original: DocumentId, services: Services) -> None:
    """A later arrival was queued first: link it, and let its case be proposed anew as a repetition's."""
    if work.documents.duplicate_of(later.document_id) != original:
        work.documents.link_duplicate(later.document_id, original)
        work.jobs.restart(Stage.QUEUE, later.submission_id, services.clock())


def _same_sender(work: Work, one: Submission, other_id: SubmissionId) -> bool:
    """One mail address, or one fax number; a scan has neither, and is itself again where its bytes are."""
    other = work.submissions.get(other_id)
    sender = _sender(work, one.id)
    return one.original == other.original or bool(sender and sender == _sender(work, other_id))


def _sender(work: Work, submission_id: SubmissionId) -> str:
    facts = work.submissions.facts(submission_id)
    return facts.fax.caller if facts.fax else address_in(facts.headers.sender)


def _order(hit: FingerprintHit) -> tuple[datetime, str]:
    return hit.received_at, hit.source


# -- cases --------------------------------------------------------------------------------------------


def _open_cases(
    work: Work,
    submission: Submission,
    documents: Sequence[Document],
    pages: Sequence[SubmissionPage],
    services: Services,
) -> list[Case]:
    now = services.clock()
    settings = CaseSettings(business_days=services.settings.business_days)
    proposals = [
        proposal
        for group in envelopes_of(work, submission.id, documents, pages)
        for proposal in propose_cases(
            [_checked(work, d) for d in group],
            submission.channel,
            submission.received_at,
            services.calendar,
            settings,
            now=now,
        )
    ]
    return work.cases.replace(submission.id, [_new_case(p) for p in proposals], submission.received_at, now)


def _checked(work: Work, document: Document) -> CheckedDocument:
    return CheckedDocument(
        document=document,
        match=work.documents.match(document.id) or NO_MATCH,
        findings=work.documents.findings(document.id),
        duplicate_of=work.documents.duplicate_of(document.id),
    )


def _new_case(proposal: CaseProposal) -> NewCase:
    return NewCase(
        kind=proposal.kind,
        route=proposal.route,
        priority=proposal.priority,
        due_on=proposal.due_on,
        certification_number=proposal.certification_number,
        document_ids=proposal.document_ids,
        second_person=proposal.second_person,
    )


def _park_empty(
    work: Work, submission: Submission, pages: Sequence[SubmissionPage], services: Services
) -> None:
    """A submission of which nothing became a document is never simply gone."""
    if any(entry.resolved_at is None for entry in work.quarantine.of_submission(submission.id)):
        return
    reason = "Only covers, separators or blank pages came." if pages else "The submission holds no pages."
    remedy = "Look at the original; where papers are missing, ask the sender for them."
    add_quarantine(work, submission.id, None, Stage.QUEUE, reason, remedy, services)


# -- acknowledgement ----------------------------------------------------------------------------------


def _acknowledge(work: Work, submission: Submission, cases: Sequence[Case], services: Services) -> None:
    """One a sender and thread, at most so many a day; never to robots, lists, gateways or ourselves."""
    facts = work.submissions.facts(submission.id)
    refusal = why_not_acknowledge(facts.headers, facts.automatic, facts.fax, services.outbound)
    asks = _what_to_ask(work, submission)
    if submission.channel is not Channel.EMAIL or refusal or not (cases or asks):
        return
    now = services.clock()
    sender, thread = address_in(facts.headers.sender), thread_of(facts.headers)
    too_many = (
        work.dispatches.acknowledged_since(sender, now - timedelta(days=1))
        >= services.outbound.acknowledgements_a_day
    )
    if too_many or work.dispatches.acknowledged_thread(sender, thread):
        return
    letter = acknowledgement_letter(
        tuple(case.id for case in cases),
        tuple(case.kind for case in cases if case.kind is not Kind.OTHER),
        min((case.due_on for case in cases), default=None),
        asks,
    )
    identity = DispatchId(uuid.uuid5(uuid.NAMESPACE_OID, f"acknowledgement:{submission.id}").hex)
    work.dispatches.add(
        Dispatch(
            id=identity,
            kind=DispatchKind.ACKNOWLEDGEMENT,
            state=DispatchState.READY,
            case_id=cases[0].id if cases else None,
            submission_id=submission.id,
            recipient=sender,
            message_id=message_id_of(identity, services.outbound),
            snapshot=None,
            words=(letter.subject, *letter.paragraphs),
            answers=threading_id(facts.headers.message_id),
            not_before=now,
        ),
        now,
    )
    work.dispatches.note_acknowledged(sender, thread, now)


#: What to ask for where a file could not be opened; a refused file is looked at by staff first.
_ASKS: dict[PartOutcome, str] = {
    PartOutcome.NEEDS_PASSWORD: "password_protected",
    PartOutcome.UNREADABLE: "unreadable_file",
    PartOutcome.UNSUPPORTED: "unreadable_file",
}


def _what_to_ask(work: Work, submission: Submission) -> tuple[str, ...]:
    """Codes of what the sender should send again, each once, in the order of the files."""
    attachments = work.submissions.attachments(submission.id)
    asks = (_ASKS.get(a.outcome) for a in attachments if not a.decoration)
    return tuple(dict.fromkeys(code for code in asks if code))
