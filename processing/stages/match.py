"""Match: evidence to ranked certification records, with reasons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.documents import Document, SubmissionPage
from domain.ids import CertificationNumber, DocumentId, SubmissionId
from domain.kinds import Channel
from domain.pages import PageReading
from domain.records import CertificationRecord, Match, MatchQuery
from domain.submissions import Headers
from processing.anew import outdate_cases
from processing.matching.credentials import choose_credentials, tell_choice
from processing.matching.others import ASKS_OF_SEVERAL, NAMES_ANOTHER, hold_open
from processing.matching.query import query_from_documents
from processing.matching.rank import MOST_CANDIDATES, rank_matches
from processing.matching.settle import settle_submission
from processing.matching.terms import TermTable
from processing.matching.weights import Weights
from processing.policies import policy_in_force
from processing.ports import Job, Work
from processing.stages.others import is_told_by_person, names_another, others_asked
from processing.stages.pages import envelopes_of, read_pages_of, readings_of, texts_of
from processing.stages.repeats import sender_of
from processing.stages.services import Services


def match_records(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Match each document of one submission, then let its papers speak for one another."""
    with services.storage.work() as work:
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        sender = sender_of_mail(work, submission_id)
        history = work.linkage.decided_for(sender, besides=submission_id)
        around = look_around(work, submission_id, documents, pages, history)
        queries = {d.id: query_of(d, around, readings_of(d, pages)) for d in documents}
        numbers = sorted({query.number for query in queries.values() if query.number})
        own = {
            d.id: (d, _match_one(work, queries[d.id], numbers, around, services.weights)) for d in documents
        }
        records = _ranked(work, [match for _, match in own.values()])
        envelopes = envelopes_of(work, submission_id, documents, pages)
        settled: dict[DocumentId, Match] = {}
        for group in envelopes:
            settled |= settle_submission({d.id: own[d.id] for d in group}, records)
        settled |= {d.id: _hold_open(work, d, settled[d.id], readings_of(d, pages)) for d in documents}

    def write(work: Work) -> None:
        decided = work.cases.decided_papers(submission_id)
        undecided = {document: match for document, match in settled.items() if document not in decided}
        outdate_cases(work, work.documents.match, undecided)
        work.linkage.note_sender(submission_id, sender)
        for document_id, match in undecided.items():
            work.documents.save_match(document_id, match)

    return write


@dataclass(frozen=True, slots=True)
class Around:
    """What is known besides a paper."""

    headers: Headers | None
    note: str
    """The covering text."""
    sender_records: frozenset[CertificationNumber]
    terms: TermTable | None
    may_practise: Sequence[str]
    """The words of status that the policy takes for being in force."""


def sender_of_mail(work: Work, submission_id: SubmissionId) -> str:
    """Nobody's for a scan: a batch holds the mail of many people, and its sender is our own scanner."""
    is_scan = work.submissions.get(submission_id).channel is Channel.SCAN
    return "" if is_scan else sender_of(work, submission_id)


def look_around(
    work: Work,
    submission_id: SubmissionId,
    documents: Sequence[Document],
    pages: Sequence[SubmissionPage],
    history: frozenset[CertificationNumber],
) -> Around:
    """What is known of a submission's papers besides; `history` are records that its sender wrote about."""
    is_scan = work.submissions.get(submission_id).channel is Channel.SCAN
    return Around(
        None if is_scan else work.submissions.facts(submission_id).headers,
        "" if is_scan else _covering_note(documents, pages),
        history,
        work.linkage.terms(),
        policy_in_force(work).policy.status.may_practise,
    )


def query_of(document: Document, around: Around, readings: Sequence[PageReading]) -> MatchQuery:
    """What one paper says of its person, with the words of its pages and what is known around it."""
    own, second = ("\n".join(texts) for texts in texts_of(readings))
    return query_from_documents([document], around.headers, around.note, own, second, around.sender_records)


def _match_one(
    work: Work, query: MatchQuery, beside: Sequence[str], around: Around, weights: Weights
) -> Match:
    candidates = work.records.candidates(query)
    chosen = choose_credentials(query, candidates, around.may_practise, beside)
    match = rank_matches(query, chosen.records, terms=around.terms, weights=weights)
    return tell_choice(match, chosen)


def _hold_open(work: Work, document: Document, match: Match, readings: Sequence[PageReading]) -> Match:
    """A person says whom a paper is about that names several."""
    if is_told_by_person(document):
        return match
    several = ASKS_OF_SEVERAL if others_asked(work, document, match, readings) else None
    another = NAMES_ANOTHER if names_another(work, document, match, readings) else None
    return hold_open(match, several or another)


def _ranked(work: Work, matches: Sequence[Match]) -> dict[CertificationNumber, CertificationRecord]:
    """Every record that a paper ranks, where one paper may lend its certainty to another; else the first."""
    few = 1 if len(matches) == 1 else MOST_CANDIDATES
    numbers = {c.certification_number for match in matches for c in match.candidates[:few]}
    found = (work.records.get(number) for number in sorted(numbers))
    return {record.certification_number: record for record in found if record}


def _covering_note(documents: Sequence[Document], pages: Sequence[SubmissionPage]) -> str:
    """The message's own text and its cover sheets and letters: what is not itself a document."""
    taken = {page_id for d in documents for page_id in d.page_ids}
    return "\n".join(p.reading.plain_text for p in pages if p.id not in taken)
