"""Papers that came before are linked by their pictures where nothing was read off them, and never dropped."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.cases import Decision, Finding
from domain.ids import DocumentId, SubmissionId, UserName
from domain.kinds import Channel, FindingCode, Kind, MatchStatus, Outcome, Priority, Route, Severity
from domain.ledger import Fate
from domain.states import Stage
from domain.times import office_day
from processing.cases.propose import propose_decision
from processing.casework import findings_of
from processing.predictions import describe_submission
from processing.rules.check import RULES_VERSION
from processing.stages.repeats import unlink_duplicate
from processing.stages.running import run_stage
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.conftest import StorageMaker
from tests.papers import scanned
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from tests.processing.stages.test_match_check_queue import CARD, FORM, JOHN, JOHNS_FORM

RITA = UserName("rita")


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA, JOHN], NOW)
    return services_on(storage, tmp_path)


@pytest.fixture
def local(make_storage: StorageMaker, tmp_path: Path, upgraded_sqlite: Path) -> Services:
    """On SQLite alone: laying pictures over one another takes its time, and no database changes it."""
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return services_on(make_storage(tmp_path), tmp_path)


def poor(picture: bytes, text: str = "") -> Paper:
    """A paper off which nothing could be read."""
    return Paper(Kind.CPR_CARD, {}, text=text, picture=picture)


def send(services: Services, source: str, paper: Paper, hours: int = 0, **more: Channel) -> DocumentId:
    sent = arrive(services, source, [paper], received_at=NOW + timedelta(hours=hours), **more)
    settle(services, sent)
    return DocumentId(f"{sent}-d0")


def original_of(services: Services, document: DocumentId) -> DocumentId | None:
    with services.storage.work() as work:
        return work.documents.duplicate_of(document)


def test_same_picture_sent_again_is_linked_shown_and_kept(services: Services) -> None:
    first = send(services, "photo-1.eml", poor(scanned()))
    again = send(services, "photo-2.eml", poor(scanned()), hours=1, channel=Channel.SCAN)
    assert (original_of(services, first), original_of(services, again)) == (None, first)
    with services.storage.work() as work:
        submission = work.documents.get(again).submission_id
        (case,) = work.cases.of_submission(submission)
        assert case.priority is Priority.LOW
        page = work.ledger.of_submission(submission)[-1]
    assert page.fate is Fate.DUPLICATE
    assert page.words == f"repeats a paper of C-2026-000001; shown in case {case.id}"


def test_news_that_two_people_send_is_not_linked(services: Services) -> None:
    """The same flyer is many people's; from one sender it is the same one again."""
    flyer = Paper(Kind.OTHER, {}, text="", picture=scanned())
    first = send(services, "mail-1.eml", flyer)
    for n, (sender, linked) in enumerate((("john@example.org", None), ("maria@example.org", first)), start=2):
        sent = arrive(services, f"mail-{n}.eml", [flyer], sender=sender, received_at=NOW + timedelta(hours=n))
        settle(services, sent)
        assert original_of(services, DocumentId(f"{sent}-d0")) == linked


def test_scan_of_a_paper_that_came_before_is_linked_where_nothing_was_read(local: Services) -> None:
    first = send(local, "scan-1.pdf", poor(scanned()))
    again = send(local, "scan-2.pdf", poor(scanned(scan=2)), hours=1)
    assert original_of(local, again) == first


def test_same_form_of_another_person_is_not_linked_by_its_look(local: Services) -> None:
    send(local, "scan-1.pdf", poor(scanned()))
    other = send(local, "scan-2.pdf", poor(scanned(1, scan=2)), hours=1)
    assert original_of(local, other) is None


def test_what_was_read_speaks_before_the_picture(services: Services) -> None:
    """The same ink, but another name read for sure: the pictures are not asked."""
    send(services, "scan-1.pdf", Paper(Kind.CPR_CARD, {"holder_name": "Maria Souza-Lima"}, picture=scanned()))
    told = Paper(Kind.CPR_CARD, {"holder_name": "John Moore"}, picture=scanned(scan=2))
    assert original_of(services, send(services, "scan-2.pdf", told, hours=1)) is None


def test_papers_that_a_person_told_apart_are_not_linked_again(services: Services) -> None:
    first = send(services, "photo-1.eml", poor(scanned()))
    again = send(services, "photo-2.eml", poor(scanned()), hours=1)
    with services.storage.work() as work:
        unlink_duplicate(work, again, RITA, NOW)
        submission = work.documents.get(again).submission_id
    assert run_stage(Stage.QUEUE, submission, services) is None
    for document in (first, again):
        settle(services, SubmissionId(document.removesuffix("-d0")))
        assert original_of(services, document) is None
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission)
        assert case.priority is not Priority.LOW
        assert [e.action for e in work.audit.entries(subject=again)] == ["duplicate_unlinked"]


class TestReusedPicture:
    """The same card or seal under two people (peer lessons §3, row 11)."""

    MARIAS_CARD = Paper(Kind.CPR_CARD, CARD.values, text=CARD.text, picture=scanned())

    def codes(self, services: Services, submission: SubmissionId) -> set[FindingCode]:
        with services.storage.work() as work:
            documents = work.documents.of_submission(submission)
            return {f.code for d in documents for f in work.documents.findings(d.id)}

    def test_card_that_came_with_another_persons_papers_goes_to_a_senior(self, services: Services) -> None:
        settle(services, arrive(services, "maria.eml", [FORM, self.MARIAS_CARD]))
        johns = arrive(services, "john.eml", [JOHNS_FORM, self.MARIAS_CARD], received_at=NOW + timedelta(1))
        settle(services, johns)
        assert FindingCode.REUSED_PICTURE in self.codes(services, johns)
        with services.storage.work() as work:
            assert Route.SENIOR_REVIEW in {case.route for case in work.cases.of_submission(johns)}
            match = work.documents.match(work.documents.of_submission(johns)[0].id)
        assert match is not None
        assert match.status is MatchStatus.MATCHED

    def test_own_card_sent_again_raises_no_alarm(self, services: Services) -> None:
        settle(services, arrive(services, "maria.eml", [FORM, self.MARIAS_CARD]))
        again = arrive(services, "again.eml", [FORM, self.MARIAS_CARD], received_at=NOW + timedelta(days=1))
        settle(services, again)
        assert FindingCode.REUSED_PICTURE not in self.codes(services, again)


class TestFinding:
    """That a paper came before is found by a rule: with its words, its version, and taken back for good."""

    @pytest.fixture
    def again(self, services: Services) -> DocumentId:
        """The paper came again after its first was decided on, so that it has a case of its own."""
        first = arrive(services, "mail-1.eml", [FORM])
        settle(services, first)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(first)
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, case.version))
        sent = arrive(services, "mail-2.eml", [FORM], received_at=NOW + timedelta(days=3))
        settle(services, sent)
        return DocumentId(f"{sent}-d0")

    def repeats(self, services: Services, document: DocumentId) -> list[Finding]:
        with services.storage.work() as work:
            found = work.documents.findings(document)
        return [finding for finding in found if finding.code is FindingCode.POSSIBLE_DUPLICATE]

    def test_it_says_when_and_how_the_paper_came_and_by_which_rule(
        self, services: Services, again: DocumentId
    ) -> None:
        (finding,) = self.repeats(services, again)
        assert finding.severity is Severity.WARNS
        assert finding.staff_words == (
            f"The same paper came before, on {office_day(NOW)} by email. "
            "Compare both, and see what was done then."
        )
        assert finding.applicant_words.startswith("We received this document before")
        with services.storage.work() as work:
            checked = work.documents.checked_by(again)
            (line,) = describe_submission(work, work.submissions.get(work.documents.get(again).submission_id))
        assert checked is not None
        assert (finding.rule, checked.rules_version) == ("paper.repeats", RULES_VERSION)
        assert finding.rule in checked.rules
        assert "possible_duplicate" in line["findings"]

    def test_the_first_paper_misses_the_rule(self, services: Services, again: DocumentId) -> None:
        original = original_of(services, again)
        assert original is not None
        assert not self.repeats(services, original)
        with services.storage.work() as work:
            checked = work.documents.checked_by(original)
        assert checked is not None
        assert "paper.repeats" in checked.rules

    def test_it_stands_against_taking_the_proposal_by_one_key(
        self, services: Services, again: DocumentId
    ) -> None:
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(work.documents.get(again).submission_id)
            document = work.documents.get(again)
            match = work.documents.match(again)
            assert match is not None
            proposal = propose_decision(case, [document], findings_of(work, case), match)
        assert any("came before" in words for words in proposal.against_it)
        assert not proposal.one_key

    def test_in_one_case_with_its_first_it_stands_against_nothing(
        self, services: Services, again: DocumentId
    ) -> None:
        original = original_of(services, again)
        assert original is not None
        with services.storage.work() as work:
            (first,) = work.cases.of_submission(work.documents.get(original).submission_id)
            both = replace(first, document_ids=(original, again))
            assert not [f for f in findings_of(work, both) if f.code is FindingCode.POSSIBLE_DUPLICATE]

    def test_a_person_who_tells_the_papers_apart_takes_it_away_for_good(
        self, services: Services, again: DocumentId
    ) -> None:
        with services.storage.work() as work:
            submission = work.documents.get(again).submission_id
            (before,) = work.cases.of_submission(submission)
            unlink_duplicate(work, again, RITA, NOW)
            assert work.jobs.pending([Stage.CHECK], submission), "meanwhile nobody decides"
        work_through(services, submission)
        assert not self.repeats(services, again)
        settle(services, submission)
        assert not self.repeats(services, again)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(submission)
        assert case.version > before.version, "who looked at it looks again"
        assert (before.priority, case.priority) == (Priority.LOW, Priority.NORMAL)

    def test_a_paper_checked_first_has_it_once_the_earlier_one_is_there(self, services: Services) -> None:
        later = arrive(services, "mail-3.eml", [FORM], received_at=NOW + timedelta(hours=3))
        settle(services, later)
        assert not self.repeats(services, DocumentId(f"{later}-d0"))
        settle(services, arrive(services, "mail-4.eml", [FORM]))
        work_through(services, later)
        assert self.repeats(services, DocumentId(f"{later}-d0"))

    def test_a_second_run_changes_nothing(self, services: Services, again: DocumentId) -> None:
        with services.storage.work() as work:
            submission = work.documents.get(again).submission_id
            before = work.cases.of_submission(submission)
        settle(services, submission)
        assert len(self.repeats(services, again)) == 1
        with services.storage.work() as work:
            assert work.cases.of_submission(submission) == before

    @pytest.mark.parametrize("run_again", [False, True])
    def test_the_paper_of_a_decided_case_keeps_what_was_found(
        self, services: Services, run_again: bool
    ) -> None:
        """A link without its finding would say of a decision what nobody saw."""
        later = arrive(services, "mail-5.eml", [FORM], received_at=NOW + timedelta(hours=3))
        settle(services, later)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(later)
            work.cases.decide(
                Decision(
                    case.id, Outcome.USE_PUBLIC_LETTER, ("public_letter_suffices",), RITA, NOW, case.version
                )
            )
        settle(services, arrive(services, "mail-6.eml", [FORM]))
        if run_again:
            settle(services, later)
        assert original_of(services, DocumentId(f"{later}-d0")) is None
        assert not self.repeats(services, DocumentId(f"{later}-d0"))

    def test_the_paper_of_a_decided_case_keeps_its_link(self, services: Services, again: DocumentId) -> None:
        linked_to = original_of(services, again)
        with services.storage.work() as work:
            submission = work.documents.get(again).submission_id
            (case,) = work.cases.of_submission(submission)
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, case.version))
        settle(services, arrive(services, "mail-7.eml", [FORM], received_at=NOW - timedelta(hours=3)))
        settle(services, submission)
        assert linked_to is not None
        assert original_of(services, again) == linked_to


def work_through(services: Services, submission: SubmissionId) -> None:
    """Run what is due of a submission, as workers do."""
    for stage in (Stage.CHECK, Stage.QUEUE):
        run_stage(stage, submission, services)
