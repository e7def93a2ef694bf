"""Check: papers that came before are linked; document and record to findings, by the table of rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from domain.batches import PageWord
from domain.cases import Case, Decision, Finding
from domain.documents import Document, Evidence, SubmissionPage
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import Channel, Kind, MatchStatus, Outcome, Route
from domain.pages import PageReading
from domain.policy import Policy
from domain.records import Match
from domain.states import CaseStatus, PageUse
from domain.submissions import Submission
from domain.times import office_day
from intake.extractors.cards import part_cards, shows_card_twice
from intake.extractors.codes import find_disputes
from intake.extractors.name_papers.identity_zones import failing_checks
from processing.anew import outdate_cases
from processing.cases.destinations import listed_office
from processing.cases.joining import Claim
from processing.casework import check_document, last_decision, papers_of
from processing.policies import policy_in_force
from processing.ports import Job, Work
from processing.rules.arrived import FaxPage, Gap, find_cuts, find_gaps
from processing.rules.check import RuleRun, run_rules
from processing.rules.context import CameBefore, DecidedCase, RuleContext
from processing.stages.joining import HomeSearch
from processing.stages.others import others_asked
from processing.stages.pages import envelopes_of, is_one_paper, read_pages_of, readings_of, texts_of
from processing.stages.repeats import compare_pictures, fingerprints_of, link_duplicates
from processing.stages.reused import RULE_REUSED_PICTURE, reused_picture
from processing.stages.services import Services

NO_MATCH = Match(MatchStatus.NONE)


def check_rules(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Run the rules over each document of one submission, by the policy that is in force now."""
    with services.storage.work() as work:
        in_force = policy_in_force(work)
        submission = work.submissions.get(submission_id)
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        contexts = _contexts_of(work, submission, documents, pages, in_force.policy)
        runs = [(context, run_rules(context)) for context in contexts]
        alarms = {document.id: reused_picture(work, document, documents) for document in documents}
    prints = fingerprints_of(documents, pages)
    pictured = compare_pictures(submission, documents, prints, pages, services)

    def write(work: Work) -> None:
        decided = work.cases.decided_papers(submission_id)
        if not work.batches.withdrawal(submission_id):
            # Words and values are judged inside the transaction: two submissions never miss each other.
            undecided = [document for document in documents if document.id not in decided]
            link_duplicates(work, submission, undecided, prints, pictured, services)
        checked = {
            context.document.id: _run_as_linked(work, submission, context, run)
            for context, run in runs
            if context.document.id not in decided
        }
        _save(work, checked, alarms, in_force.version)

    return write


def _run_as_linked(work: Work, submission: Submission, context: RuleContext, run: RuleRun) -> RuleRun:
    """Of a document that was just linked, or is linked no more, the rules are run again."""
    first = _came_before(work, submission, context.document)
    return run if first == context.came_before else run_rules(replace(context, came_before=first))


def contexts_of(work: Work, submission_id: SubmissionId, policy: Policy) -> list[RuleContext]:
    """What the rules look at, for each document of a submission."""
    return _contexts_of(
        work,
        work.submissions.get(submission_id),
        work.documents.of_submission(submission_id),
        read_pages_of(work, submission_id),
        policy,
    )


def _contexts_of(
    work: Work,
    submission: Submission,
    documents: Sequence[Document],
    pages: list[SubmissionPage],
    policy: Policy,
) -> list[RuleContext]:
    uses = {page.id: page.use for page in work.submissions.pages(submission.id)}
    offices = work.directory.all()
    gaps = _place_gaps(documents, _find_gaps(work, submission, pages, uses))
    words = work.batches.words(submission.id)
    homes = HomeSearch(work, submission, pages)
    return [
        replace(
            _context(work, submission, document, group, pages, policy, gaps.get(document.id, ()), words),
            listed=listed_office(offices, document),
            decided_cases=_decided_cases(work, submission, document, homes),
        )
        for group in envelopes_of(work, submission.id, documents, pages)
        for document in group
    ]


def _save(
    work: Work,
    runs: dict[DocumentId, RuleRun],
    alarms: dict[DocumentId, tuple[Finding, ...]],
    policy_version: int,
) -> None:
    findings = {document_id: (*alarms[document_id], *run.findings) for document_id, run in runs.items()}
    outdate_cases(work, work.documents.findings, findings)
    for document_id, run in runs.items():
        checked = (*run.rules_checked, RULE_REUSED_PICTURE)
        work.documents.save_findings(document_id, findings[document_id], run.version, checked, policy_version)


def _context(
    work: Work,
    submission: Submission,
    document: Document,
    group: Sequence[Document],
    pages: list[SubmissionPage],
    policy: Policy,
    gaps: Sequence[Gap],
    words: Mapping[PageId, PageWord],
) -> RuleContext:
    match = work.documents.match(document.id) or NO_MATCH
    readings, one_paper = readings_of(document, pages), is_one_paper(document, words)
    siblings = [sibling for sibling in group if sibling.id != document.id]
    own, second = ("\n".join(texts) for texts in texts_of(readings))
    return RuleContext(
        document=document,
        pages_quality=[reading.quality for reading in readings],
        match=match,
        record=work.records.get(match.best.certification_number) if match.best else None,
        received_on=office_day(submission.received_at),
        siblings=siblings,
        sibling_matches={s.id: found for s in siblings if (found := work.documents.match(s.id))},
        channel=submission.channel,
        policy=policy,
        text=own,
        second_text=second,
        agreement=min((reading.agreement for reading in readings), default=1.0),
        disputes=find_disputes(document.guess.kind, readings),
        failing_checks=failing_checks(document.guess.kind, readings),
        more_cards=_more_cards(document, readings, one_paper),
        others_asked=others_asked(work, document, match, readings),
        shown_twice=not one_paper and shows_card_twice(document.guess.kind, readings),
        false_layer=any(reading.false_layer for reading in readings),
        gaps=gaps,
        came_before=_came_before(work, submission, document),
        on_file=_cards_on_file(work, match) if document.guess.kind is Kind.CPR_CARD else (),
        is_picture=not all(page.is_body for page in pages if page.id in document.page_ids),
    )


def _came_before(work: Work, submission: Submission, document: Document) -> CameBefore | None:
    original = work.documents.duplicate_of(document.id)
    if original is None:
        return None
    first = work.submissions.get(work.documents.get(original).submission_id)
    if first.id == submission.replaces:
        return None  # the better copy of what could not be handled says something new
    return CameBefore(office_day(first.received_at), first.channel)


def _decided_cases(
    work: Work, submission: Submission, document: Document, homes: HomeSearch
) -> list[DecidedCase]:
    claims = homes.decided(check_document(work, submission, document))
    return [_decided_case(claim, last) for claim in claims if (last := last_decision(work, claim.case.id))]


def _decided_case(claim: Claim, last: Decision) -> DecidedCase:
    name = "a restricted case" if claim.case.route is Route.RESTRICTED else claim.case.id
    return DecidedCase(name, claim.reason, last.outcome, office_day(last.at))


def _more_cards(
    document: Document, readings: Sequence[PageReading], one_paper: bool
) -> list[tuple[Evidence, ...]]:
    """The cards of a page that was not cut, but for the one whose values the document has."""
    cards = () if one_paper else part_cards(document.guess.kind, readings)
    own = next((card for card in cards if card.kind is document.guess.kind), None)
    return [card.evidence for card in cards if card is not own]


def _cards_on_file(work: Work, match: Match) -> list[Document]:
    """Cards of a matched record in cases that were approved."""
    best = match.best
    if best is None or match.status is not MatchStatus.MATCHED:
        return []
    cases = work.cases.of_record(best.certification_number, CaseStatus.DECIDED)
    approved = [case for case in cases if _was_approved(work, case)]
    papers = (paper.document for case in approved for paper in papers_of(work, case))
    return [paper for paper in papers if paper.guess.kind is Kind.CPR_CARD]


def _was_approved(work: Work, case: Case) -> bool:
    last = last_decision(work, case.id)
    return last is not None and last.outcome is Outcome.APPROVE


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
