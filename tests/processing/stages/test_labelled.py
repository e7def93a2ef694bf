"""Which papers are labelled, what is held out, and what is written of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.corrections import KindWord
from domain.documents import KindGuess
from domain.ids import DocumentId, SubmissionId
from domain.kinds import FIELDS_OF, FieldName, Kind, Route, Subkind
from domain.ledger import Ending
from domain.states import Stage
from processing.corrections import correct_fields
from processing.evaluation.papers import read_truth
from processing.evaluation.report import judge
from processing.labelled import LabelledPaper, describe_truth, is_restricted, labelled_papers
from processing.ports import NewDocument
from processing.predictions import describe_submission
from processing.stages.labelled import gather_office_papers, true_leaf
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.intake.extractors.drawn_cards import draw_page
from tests.intake.extractors.test_several_cards import ACLS, BLS, sheet
from tests.intake.extractors.test_several_cards import CARD as PRINTED
from tests.processing.labelled import RITA, a_card, confirm_whole, decide, decide_papers, name_kind
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, SEPARATOR, Paper, arrive, services_on, settle
from tests.processing.stages.scans import scan
from tests.processing.stages.test_match_check_queue import CARD, DECREE, FORM


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA], NOW)
    return services_on(storage, tmp_path)


def labelled(services: Services) -> list[LabelledPaper]:
    with services.storage.work() as work:
        return list(labelled_papers(work))


def queued(services: Services, *papers: Paper, source: str = "s-1.eml") -> SubmissionId:
    submission_id = arrive(services, source, papers)
    settle(services, submission_id)
    return submission_id


class TestWhichAre:
    def test_a_decided_paper_that_a_person_confirmed(self, services: Services) -> None:
        submission_id = queued(services, CARD)
        assert labelled(services) == []
        confirm_whole(services, submission_id)
        assert labelled(services) == []
        decide(services, submission_id)
        (paper,) = labelled(services)
        assert (paper.document.submission_id, paper.complete, paper.corrected) == (submission_id, True, False)
        assert true_leaf(paper.document) == "cpr_card"

    def test_not_one_that_was_decided_without_a_word_on_it(self, services: Services) -> None:
        decide(services, queued(services, CARD))
        assert labelled(services) == []

    def test_one_of_which_only_the_kind_was_named(self, services: Services) -> None:
        submission_id = queued(services, replace(FORM, kind=Kind.OTHER, subkind=Subkind.LETTER))
        name_kind(services, submission_id, KindWord(Kind.OTHER, Subkind.ADDRESS_CHANGE))
        decide(services, submission_id)
        (paper,) = labelled(services)
        assert (paper.complete, paper.corrected, true_leaf(paper.document)) == (False, True, "address_change")

    def test_evidence_by_what_it_proves(self, services: Services) -> None:
        submission_id = queued(services, DECREE)
        confirm_whole(services, submission_id)
        decide(services, submission_id)
        assert [true_leaf(paper.document) for paper in labelled(services)] == ["court_order"]

    def test_of_two_cards_on_one_page_the_one_that_was_spoken_of(self, services: Services) -> None:
        sent = scan(services, "sheet.pdf", draw_page(sheet(PRINTED.format(**BLS), PRINTED.format(**ACLS))))
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(sent)
            first, second = map(work.documents.get, case.document_ids)
            said = {name: first.value(name) for name in FIELDS_OF[Kind.CPR_CARD]}
            correct_fields(work, case.id, case.version, first.id, said, RITA, NOW)
        settle(services, sent)
        decide(services, sent)
        assert second.page_ids == first.page_ids
        (paper,) = labelled(services)
        assert paper.document.id == first.id
        assert {word.said for word in paper.words if word.field is FieldName.COURSE} == {"BLS"}


class TestHoldingOut:
    def test_by_arrival_and_never_the_same_in_both(self, services: Services) -> None:
        decide_papers(services, [a_card(n) for n in range(8)])
        papers = labelled(services)
        assert len(papers) == 8
        office = gather_office_papers(services.storage, papers, services.classifier)
        frozen = {paper.group for paper in papers if paper.frozen}
        assert frozen.isdisjoint(paper.group for paper in office.training)
        assert len(office.frozen) + len(office.training) == 8

    def test_a_rescan_goes_with_the_paper_that_it_repeats(self, services: Services) -> None:
        first = queued(services, CARD)
        confirm_whole(services, first)
        decide(services, first)
        again = queued(services, CARD, source="s-2.eml")
        confirm_whole(services, again)
        decide(services, again)
        assert [paper.group for paper in labelled(services)] == [first, first]


class TestTruth:
    def test_is_what_the_person_said(self, services: Services) -> None:
        submission_id = queued(services, CARD)
        confirm_whole(services, submission_id)
        decide(services, submission_id)
        papers = labelled(services)
        with services.storage.work() as work:
            submission = work.submissions.get(submission_id)
            line = describe_truth(work, submission, submission.source, papers)
            predictions = describe_submission(work, submission)
        (document,) = line["documents"]
        assert (document["kind"], document["attachment"], document["pages"]) == ("cpr_card", "scan.pdf", [0])
        assert document["fields"]["expires_on"] == "2028-05"
        assert document["fields"]["instructor_name"] is None
        assert line["unlabelled_pages"] == []
        figures = judge(read_truth([line]), predictions)["figures"]
        assert (figures["papers"], figures["kinds, macro-F1"], figures["fields, F1"]) == (1, 1.0, 1.0)
        assert figures["matches that name the wrong person"] == 0
        assert figures["findings, precision"] is None, "nobody labelled the findings"

    def test_leaves_out_what_came_with_it_and_nobody_spoke_of(self, services: Services) -> None:
        submission_id = queued(services, FORM, CARD)
        confirm_whole(services, submission_id)
        decide(services, submission_id)
        papers = labelled(services)
        with services.storage.work() as work:
            submission = work.submissions.get(submission_id)
            line = describe_truth(work, submission, submission.source, papers)
            predictions = describe_submission(work, submission)
        assert [document["kind"] for document in line["documents"]] == ["verification_request"]
        assert line["unlabelled_pages"] == [{"attachment": "scan.pdf", "page": 1}]
        figures = judge(read_truth([line]), predictions)["figures"]
        assert (figures["papers"], figures["papers that are not there"]) == (1, 0)


def test_a_restricted_paper_is_never_written_out(services: Services) -> None:
    submission_id = queued(services, replace(FORM, kind=Kind.OTHER, subkind=Subkind.SELF_REPORT))
    confirm_whole(services, submission_id)
    decide(services, submission_id)
    papers = labelled(services)
    with services.storage.work() as work:
        assert [is_restricted(work, paper) for paper in papers] == [True]
        work.cases.reroute(papers[0].case.id, Route.TRIAGE)
    with services.storage.work() as work:
        assert [is_restricted(work, paper) for paper in labelled_papers(work)] == [True], "in whatever queue"


@pytest.fixture
def card(services: Services) -> LabelledPaper:
    """A labelled card, with which a sheet came that was no paper then."""
    submission_id = arrive(services, "two.eml", [CARD, SEPARATOR])
    settle(services, submission_id)
    confirm_whole(services, submission_id)
    decide(services, submission_id)
    (paper,) = labelled(services)
    return paper


def test_nothing_is_written_out_that_came_with_a_restricted_paper_in_no_case(
    services: Services, card: LabelledPaper
) -> None:
    own = card.document
    report = KindGuess(Kind.OTHER, 0.99, False, Subkind.SELF_REPORT)
    with services.storage.work() as work:
        assert not is_restricted(work, card)
        _, sheet = work.submissions.pages(own.submission_id)
        parts = [
            NewDocument(own.id, own.guess, own.page_ids, 1.0),
            NewDocument(DocumentId("report"), report, (sheet.id,), 1.0),
        ]
        work.documents.replace(own.submission_id, parts, [])
        assert is_restricted(work, card)


def test_nothing_is_written_out_whose_better_copy_is_restricted(
    services: Services, card: LabelledPaper
) -> None:
    """The file that could not be opened then lies in it all the same."""
    came = card.document.submission_id
    report = Paper(Kind.OTHER, {}, text="I report my arrest", subkind=Subkind.SELF_REPORT)
    copy = arrive(services, "copy.eml", [report])
    with services.storage.work() as work:
        work.quarantine.add(came, None, Stage.UNPACK, "locked", "ask", NOW.date(), NOW)
        (entry,) = work.quarantine.of_submission(came)
        work.quarantine.resolve(entry.id, "came", RITA, NOW, ending=Ending.REPLACED, replaced_by=copy)
        assert is_restricted(work, card)
