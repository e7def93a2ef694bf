"""Check: document and record to findings, by the table of rules."""

from collections.abc import Callable, Mapping, Sequence

from domain.batches import PageWord
from domain.cases import Finding
from domain.documents import Document, Evidence, SubmissionPage
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import Channel, MatchStatus, PageUse
from domain.pages import PageReading
from domain.records import Match
from domain.submissions import Submission
from domain.times import office_day
from intake.extractors.cards import part_cards, shows_card_twice
from intake.extractors.codes import find_disputes
from intake.extractors.identity_zones import failing_checks
from processing.anew import outdate_cases
from processing.ports import Job, Work
from processing.rules.arrived import FaxPage, Gap, find_cuts, find_gaps
from processing.rules.check import RuleRun, run_rules
from processing.rules.context import RuleContext
from processing.stages.pages import envelopes_of, is_one_paper, read_pages_of, readings_of, texts_of
from processing.stages.reused import RULE_REUSED_PICTURE, reused_picture
from processing.stages.services import Services

NO_MATCH = Match(MatchStatus.NONE)


def check_rules(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Run the rules over each document of one submission."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        uses = {page.id: page.use for page in work.submissions.pages(submission_id)}
        gaps = _place_gaps(documents, _find_gaps(work, submission, pages, uses))
        words = work.batches.words(submission_id)
        runs = {
            document.id: run_rules(
                _context(work, submission, document, group, pages, services, gaps.get(document.id, ()), words)
            )
            for group in envelopes_of(work, submission_id, documents, pages)
            for document in group
        }
        alarms = {document.id: reused_picture(work, document, documents) for document in documents}
    return lambda work: _save(work, runs, alarms)


def _save(work: Work, runs: dict[DocumentId, RuleRun], alarms: dict[DocumentId, tuple[Finding, ...]]) -> None:
    findings = {document_id: (*alarms[document_id], *run.findings) for document_id, run in runs.items()}
    outdate_cases(work, work.documents.findings, findings)
    for document_id, run in runs.items():
        checked = (*run.rules_checked, RULE_REUSED_PICTURE)
        work.documents.save_findings(document_id, findings[document_id], run.version, checked)


def _context(
    work: Work,
    submission: Submission,
    document: Document,
    group: Sequence[Document],
    pages: list[SubmissionPage],
    services: Services,
    gaps: Sequence[Gap],
    words: Mapping[PageId, PageWord],
) -> RuleContext:
    match = work.documents.match(document.id) or NO_MATCH
    readings, one_paper = readings_of(document, pages), is_one_paper(document, words)
    own, second = ("\n".join(texts) for texts in texts_of(readings))
    return RuleContext(
        document=document,
        pages_quality=[reading.quality for reading in readings],
        match=match,
        record=work.records.get(match.best.certification_number) if match.best else None,
        received_on=office_day(submission.received_at),
        siblings=[sibling for sibling in group if sibling.id != document.id],
        channel=submission.channel,
        settings=services.rules,
        text=own,
        second_text=second,
        agreement=min((reading.agreement for reading in readings), default=1.0),
        disputes=find_disputes(document.guess.kind, readings),
        failing_checks=failing_checks(document.guess.kind, readings),
        more_cards=_more_cards(document, readings, one_paper),
        shown_twice=not one_paper and shows_card_twice(document.guess.kind, readings),
        false_layer=any(reading.false_layer for reading in readings),
        gaps=gaps,
    )


def _more_cards(
    document: Document, readings: Sequence[PageReading], one_paper: bool
) -> list[tuple[Evidence, ...]]:
    """The cards of a page that was not cut, but for the one whose values the document has."""
    cards = () if one_paper else part_cards(document.guess.kind, readings)
    own = next((card for card in cards if card.kind is document.guess.kind), None)
    return [card.evidence for card in cards if card is not own]


def _find_gaps(
    work: Work, submission: Submission, pages: Sequence[SubmissionPage], uses: Mapping[PageId, PageUse]
) -> list[Gap]:
    """Of a fax: which pages did not arrive."""
    if submission.channel is not Channel.FAX:
        return []
    came = [
        FaxPage(page.id, page.strip, page.reading, uses.get(page.id) is PageUse.COVER)
        for page in pages
        if not page.is_body
    ]
    fax = work.submissions.facts(submission.id).fax
    return [*find_gaps(came, fax.pages if fax else None), *find_cuts(came)] if came else []


def _place_gaps(documents: Sequence[Document], gaps: Sequence[Gap]) -> dict[DocumentId, list[Gap]]:
    """Each gap to the document beside it; where nobody knows the place, to every document."""
    placed: dict[DocumentId, list[Gap]] = {}
    for gap in gaps:
        beside = [d for d in documents if gap.beside in d.page_ids]
        for document in beside or documents:
            placed.setdefault(document.id, []).append(gap)
    return placed
