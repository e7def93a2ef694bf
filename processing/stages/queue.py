"""Queue: documents to cases with route, priority and due date; receipt acknowledged."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from domain.cases import Case, Dispatch
from domain.documents import Document, SubmissionPage
from domain.ids import DispatchId, SubmissionId
from domain.kinds import Channel, DispatchKind, Kind
from domain.states import CaseStatus, DispatchState, PageUse, PartOutcome, Stage
from domain.submissions import Attachment, Submission
from intake.parsers.refusals import POINTER
from outbound.policy import address_in, thread_of, threading_id, why_not_acknowledge
from outbound.wording import acknowledgement_letter
from processing.batching import close_entries_of_withdrawn
from processing.cases.build import CheckedDocument, group_documents, propose_cases
from processing.cases.clock import RUNNING
from processing.casework import CaseClock, check_document, new_case_of, propose_case_anew
from processing.moving import send_home
from processing.outgoing import message_id_of
from processing.ports import Job, Work
from processing.stages.dispatch import note_bounce
from processing.stages.joining import HomeSearch, note_message
from processing.stages.pages import envelopes_of, read_pages_of
from processing.stages.parking import add_quarantine
from processing.stages.services import Services


def queue_cases(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Open the cases of one submission and lay its acknowledgement into the outbox."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        stored = work.submissions.pages(submission_id)
        bounced = work.submissions.facts(submission_id).automatic == "bounce"
    is_canary = any(page.use is PageUse.CANARY for page in stored)
    raw = services.storage.files.get(submission.original) if bounced else b""

    def write(work: Work) -> None:
        if work.batches.withdrawal(submission_id):
            send_home(work, submission_id, services.clock())
            work.cases.withdraw(submission_id)
            close_entries_of_withdrawn(work, submission_id, services.clock())
            return
        cases = _open_cases(work, submission, documents, pages, services)
        note_message(work, submission)
        if bounced:
            note_bounce(work, raw, services, submission_id)
        if not documents and not is_canary:
            _park_empty(work, submission, pages, services)
        _acknowledge(work, submission, cases, pages, services)

    return write


# -- cases --------------------------------------------------------------------------------------------


def _open_cases(
    work: Work,
    submission: Submission,
    documents: Sequence[Document],
    pages: Sequence[SubmissionPage],
    services: Services,
) -> list[Case]:
    now = services.clock()
    clock = services.office.read(work, now)
    moved = work.moves.standing(submission.id)
    homes = HomeSearch(work, submission, pages)
    groups = [
        homes.settle(papers, clock)
        for envelope in envelopes_of(work, submission.id, documents, pages)
        for papers in _papers_by_person(work, submission, [d for d in envelope if d.id not in moved])
    ]
    proposals = propose_cases(
        [group for group in groups if group],
        submission.received_at,
        clock.calendar,
        clock.settings,
    )
    cases = work.cases.replace(
        submission.id, [new_case_of(proposal) for proposal in proposals], submission.received_at, now
    )
    there = (case for case in cases if case.status is not CaseStatus.WITHDRAWN)
    return [_with_its_past(work, case, clock) for case in there]


def _papers_by_person(
    work: Work, submission: Submission, documents: Sequence[Document]
) -> Iterator[Sequence[CheckedDocument]]:
    """Documents by person. What lies in a case that stands as a person left it stays there; of whom a person
    said whose they are, no others come to them, for the machine would go by their match."""
    answered, settled = work.cases.held_by_word(submission.id)
    free = [d for d in documents if d.id not in answered]
    named = {d for papers in settled for d in papers}
    for chosen in (*settled, [d.id for d in free if d.id not in named]):
        papers = [check_document(work, submission, d) for d in free if d.id in set(chosen)]
        yield from group_documents(papers, submission.channel)


def _with_its_past(work: Work, case: Case, clock: CaseClock) -> Case:
    """A case that papers joined or left, or whose clock stood still, is more than its submission says."""
    if case.status in RUNNING:
        work.pauses.end(case.id, clock.now)  # it waited, and its papers were taken back or moved meanwhile
    has_past = work.moves.of_case(case.id) or work.pauses.of_cases([case.id])
    return propose_case_anew(work, case.id, clock) if has_past else case


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


def _acknowledge(
    work: Work,
    submission: Submission,
    cases: Sequence[Case],
    pages: Sequence[SubmissionPage],
    services: Services,
) -> None:
    """One a sender and thread, at most so many a day; never to robots, lists, gateways or ourselves."""
    facts = work.submissions.facts(submission.id)
    refusal = why_not_acknowledge(facts.headers, facts.automatic, facts.fax, services.outbound)
    asks = _what_to_ask(work, submission)
    if facts.links and not pages:
        asks = (*asks, "link_only")  # a picture to click, and not a word
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
        attached=bool(asks) or any(not page.is_body for page in pages),
        links=facts.links or any(_LINK.search(page.reading.plain_text) for page in pages),
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
#: What a link begins with in a message's words.
_LINK = re.compile(r"\bhttps?://|\bwww\.", re.I)


def _what_to_ask(work: Work, submission: Submission) -> tuple[str, ...]:
    """Codes of what the sender should send again, each once, in the order of the files."""
    attachments = work.submissions.attachments(submission.id)
    asks = (_ask_of(a) for a in attachments if not a.decoration)
    return tuple(dict.fromkeys(code for code in asks if code))


def _ask_of(attachment: Attachment) -> str | None:
    return "link_only" if attachment.media_type == POINTER else _ASKS.get(attachment.outcome)
