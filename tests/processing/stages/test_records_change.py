"""Records change under open cases: their papers are matched again, and what people did stays."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from domain.cases import Case, Decision
from domain.errors import LostLease
from domain.ids import CertificationNumber, SubmissionId, UserName
from domain.kinds import DispatchKind, FieldName, Kind, MatchStatus, Outcome
from domain.records import CertificationRecord
from domain.states import CaseStatus, ImportState, Stage
from processing.corrections import correct_fields
from processing.decisions import DecisionSettings, decide_case, reopen_case, undo_decision
from processing.moving import move_papers
from processing.pausing import open_again
from processing.ports import Work
from processing.rematching import match_all_again, match_opened, match_touched_again
from processing.stages.dispatch import note_bounce
from processing.stages.parking import park_submission
from processing.stages.running import run_stage
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.importing import accept_held, import_records, revert_import
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from tests.processing.stages.test_match_check_queue import FORM, JOHN, JOHNS_FORM
from tests.storage.test_importing import HEADER, PATTERN, line

RITA = UserName("rita")
LATER = NOW + timedelta(days=1)
#: Of another person, of whom no paper speaks.
FAR = replace(
    MARIA, certification_number=CertificationNumber("P0123987"), first_name="Zachary", last_name="Quimby",
    middle_name="", date_of_birth=date(1950, 12, 30), ssn_last4="0007", email="",
)  # fmt: skip
TWIN = replace(MARIA, certification_number=CertificationNumber("E0901235"), ssn_last4="0001", email="")


#: As `FAR`, and as `MARIA`, in a line of an export.
STRANGER = {
    "first_name": "Zachary",
    "last_name": "Quimby",
    "date_of_birth": "1950-12-30",
    "ssn_last4": "0007",
}
OF_MARIA = {
    "first_name": MARIA.first_name, "last_name": MARIA.last_name, "ssn_last4": MARIA.ssn_last4,
    "date_of_birth": str(MARIA.date_of_birth), "email": MARIA.email,
}  # fmt: skip


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    return services_on(storage, tmp_path)


def take(
    services: Services, *records: CertificationRecord, gone: Iterable[str] = (), at: datetime = LATER
) -> int:
    """An import that adds or changes these records and removes those numbers; it waits to be finished."""
    with services.storage.work() as work:
        number = work.record_imports.begin("", "ada", at)
        work.record_imports.upsert(records, at, number)
        work.record_imports.remove(list(gone), at, number)
        work.record_imports.finish(number, len(records), 0, at)
        return number


def pending(services: Services, *submissions: SubmissionId) -> list[bool]:
    with services.storage.work() as work:
        return [work.jobs.pending([Stage.MATCH], submission) for submission in submissions]


def status_of(services: Services, submission: SubmissionId) -> MatchStatus:
    with services.storage.work() as work:
        match = work.documents.match(work.documents.of_submission(submission)[0].id)
    assert match is not None
    return match.status


@pytest.mark.parametrize(
    ("before", "change", "gone", "touched"),
    [
        pytest.param([MARIA], [replace(MARIA, status="Expired")], (), True, id="its record changed"),
        pytest.param([MARIA], [], [MARIA.certification_number], True, id="its record was removed"),
        pytest.param([JOHN], [MARIA], (), True, id="a record came where none fitted"),
        pytest.param([MARIA], [TWIN], (), True, id="a rival came to a sure match"),
        pytest.param([MARIA, TWIN], [], [TWIN.certification_number], True, id="a rival went"),
        pytest.param([MARIA], [FAR], (), False, id="a stranger came"),
        pytest.param([MARIA, FAR], [replace(FAR, status="Expired")], (), False, id="a stranger changed"),
        pytest.param([MARIA, FAR], [], [FAR.certification_number], False, id="a stranger went"),
        pytest.param([MARIA], [MARIA], (), False, id="nothing changed"),
    ],
)
def test_papers_are_matched_again_where_an_import_may_concern_them(
    services: Services,
    before: list[CertificationRecord],
    change: list[CertificationRecord],
    gone: list[str],
    touched: bool,
) -> None:
    take(services, *before)
    sent = arrive(services, "mail-1.eml", [FORM])
    settle(services, sent)
    number = take(services, *change, gone=gone)
    assert match_touched_again(services.storage, number, LATER) == int(touched)
    assert pending(services, sent) == [touched]


def test_a_paper_without_any_value_is_always_looked_at(services: Services) -> None:
    """Its words alone may name the new record."""
    take(services, MARIA)
    silent = arrive(services, "scan.eml", [Paper(Kind.CPR_CARD, {"provider": "AHA"}, text="BLS Provider")])
    settle(services, silent)
    assert match_touched_again(services.storage, take(services, FAR), LATER) == 1


def test_the_match_follows_the_records(services: Services) -> None:
    take(services, JOHN)
    sent = arrive(services, "mail-2.eml", [FORM])
    settle(services, sent)
    assert status_of(services, sent) is MatchStatus.NONE
    match_touched_again(services.storage, take(services, MARIA), LATER)
    settle(services, sent)
    assert status_of(services, sent) is MatchStatus.MATCHED
    match_touched_again(services.storage, take(services, TWIN), LATER)
    settle(services, sent)
    assert status_of(services, sent) is not MatchStatus.MATCHED


class TestPapersOnTheirWay:
    """An import comes while the papers have no case yet."""

    def come(self, services: Services, *done: Stage) -> SubmissionId:
        """A paper that matches Maria alone, as far as these stages took it."""
        take(services, MARIA)
        sent = arrive(services, "mail-8.eml", [FORM])
        with services.storage.work() as work:
            work.jobs.enqueue(Stage.MATCH, sent, NOW)
        self.run(services, sent, *done)
        return sent

    def run(self, services: Services, sent: SubmissionId, *stages: Stage) -> None:
        for stage in stages:
            run_stage(stage, sent, services)

    @pytest.mark.parametrize("done", [(Stage.MATCH,), (Stage.MATCH, Stage.CHECK)], ids=["match", "check"])
    def test_they_are_matched_again(self, services: Services, done: tuple[Stage, ...]) -> None:
        sent = self.come(services, *done)
        match_touched_again(services.storage, take(services, TWIN), NOW)
        assert pending(services, sent) == [True]
        self.run(services, sent, Stage.MATCH, Stage.CHECK, Stage.QUEUE)
        assert status_of(services, sent) is MatchStatus.AMBIGUOUS
        with services.storage.work() as work:
            assert len(work.cases.of_submission(sent)) == 1

    def test_a_match_at_work_is_taken_from_its_worker(self, services: Services) -> None:
        """It began with the records as they were, and what it will say cannot be asked for."""
        sent = self.come(services)
        with services.storage.work() as work:
            held = work.jobs.claim(Stage.MATCH, sent, LATER, timedelta(minutes=5), 3)
        assert held is not None
        match_touched_again(services.storage, take(services, TWIN), LATER)
        with services.storage.work() as work, pytest.raises(LostLease):
            work.jobs.hold(held)

    def test_where_a_stranger_came_they_go_on(self, services: Services) -> None:
        sent = self.come(services, Stage.MATCH)
        match_touched_again(services.storage, take(services, FAR), LATER)
        assert pending(services, sent) == [False]

    def test_what_failed_after_the_match_is_tried_again_from_there(self, services: Services) -> None:
        sent = self.come(services, Stage.MATCH)
        park_submission(Stage.CHECK, sent, "This cannot be checked.", services)
        match_touched_again(services.storage, take(services, TWIN), LATER)
        assert pending(services, sent) == [True]
        with services.storage.work() as work:
            (entry,) = work.quarantine.of_submission(sent)
        assert entry.resolved_at is not None

    def test_the_way_back_of_an_import_finds_them_too(self, services: Services) -> None:
        sent = self.come(services, Stage.MATCH)
        assert match_all_again(services.storage, LATER) == 0, "no case yet"
        assert pending(services, sent) == [True]


class TestWhatPeopleDid:
    def test_a_decided_case_stays_and_the_open_one_beside_it_is_matched(self, services: Services) -> None:
        take(services, MARIA, JOHN)
        sent = arrive(services, "mail-3.eml", [FORM, JOHNS_FORM], sender="agency@example.org")
        settle(services, sent)
        with services.storage.work() as work:
            first, second = work.cases.of_submission(sent)
            work.cases.decide(Decision(first.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, first.version))
            decided, open_one = work.cases.get(first.id), work.cases.get(second.id)
            matched = [work.documents.match(d) for d in (*decided.document_ids, *open_one.document_ids)]
        number = take(services, replace(JOHN, status="Expired"), gone=[MARIA.certification_number])
        assert match_touched_again(services.storage, number, LATER) == 1
        settle(services, sent)
        with services.storage.work() as work:
            assert work.cases.get(first.id) == decided
            assert work.documents.match(decided.document_ids[0]) == matched[0], "as it was decided on"
            assert work.documents.match(open_one.document_ids[0]) is not None

    def test_a_decided_case_alone_is_not_touched(self, services: Services) -> None:
        take(services, MARIA)
        sent = arrive(services, "mail-4.eml", [FORM])
        settle(services, sent)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(sent)
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, case.version))
        assert match_touched_again(services.storage, take(services, TWIN), LATER) == 0
        assert match_all_again(services.storage, LATER) == 0
        assert pending(services, sent) == [False]

    def test_the_record_that_a_person_named_stays(self, services: Services) -> None:
        take(services, MARIA, TWIN)
        sent = arrive(services, "mail-5.eml", [FORM])
        settle(services, sent)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(sent)
            work.cases.settle_match(case.id, TWIN.certification_number, RITA, NOW)
        match_all_again(services.storage, LATER)
        settle(services, sent)
        with services.storage.work() as work:
            assert work.cases.get(case.id).certification_number == TWIN.certification_number

    def test_corrections_and_moves_stay(self, services: Services) -> None:
        take(services, MARIA, JOHN)
        sent = arrive(services, "mail-6.eml", [FORM, JOHNS_FORM], sender="agency@example.org")
        settle(services, sent)
        with services.storage.work() as work:
            clock = services.office.read(work, NOW)
            first, second = work.cases.of_submission(sent)
            home = move_papers(
                work, second.id, second.version, second.document_ids, first.id, RITA, clock, "one request"
            )
            document = home.document_ids[0]
            correct_fields(work, home.id, home.version, document, {FieldName.SSN_LAST4: "1234"}, RITA, NOW)
        settle(services, sent)
        match_all_again(services.storage, LATER)
        settle(services, sent)
        with services.storage.work() as work:
            assert work.cases.get(home.id).document_ids == home.document_ids
            assert work.documents.get(document).value(FieldName.SSN_LAST4) == "1234"
            assert work.cases.get(second.id).status is CaseStatus.WITHDRAWN


def reopen(work: Work, case: Case, services: Services) -> None:
    reopen_case(work, case.id, RITA, "she wrote again", LATER, DecisionSettings(services.outbound))


def undo(work: Work, case: Case, services: Services) -> None:
    undo_decision(work, case.id, RITA, LATER, 2 * 24 * 60 * 60, services.office)


def bounce(work: Work, case: Case, services: Services) -> None:
    letter = next(d for d in work.dispatches.of_case(case.id) if d.kind is not DispatchKind.ACKNOWLEDGEMENT)
    assert note_bounce(work, letter.message_id.encode(), services, SubmissionId("bounce"))


def fail(work: Work, case: Case, services: Services) -> None:
    """As a dispatch that failed does."""
    clock = services.office.read(work, LATER)
    open_again(work, case.id, "A dispatch failed.", clock, answered_at=LATER)


class TestOpenedAgain:
    """A decided case keeps its match while records move, and is matched again when it is open again."""

    def decided(self, services: Services) -> Case:
        take(services, MARIA, at=NOW)
        sent = arrive(services, "mail-9.eml", [FORM], sender="agency@example.org")
        settle(services, sent)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(sent)
            at = LATER - timedelta(hours=1)
            decision = Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, at, case.version)
            return decide_case(work, decision, DecisionSettings(services.outbound))

    @pytest.mark.parametrize("open_it", [reopen, undo, bounce, fail])
    def test_it_is_matched_again(
        self, services: Services, open_it: Callable[[Work, Case, Services], None]
    ) -> None:
        case = self.decided(services)
        assert match_touched_again(services.storage, take(services, TWIN), LATER) == 0
        with services.storage.work() as work:
            open_it(work, case, services)
        assert pending(services, case.submission_id) == [True]
        settle(services, case.submission_id)
        assert status_of(services, case.submission_id) is MatchStatus.AMBIGUOUS

    @pytest.mark.parametrize("open_it", [reopen, undo, bounce, fail])
    def test_where_no_import_came_it_is_free_at_once(
        self, services: Services, open_it: Callable[[Work, Case, Services], None]
    ) -> None:
        case = self.decided(services)
        with services.storage.work() as work:
            open_it(work, case, services)
        assert pending(services, case.submission_id) == [False]

    def test_an_import_that_is_at_work_counts(self, services: Services) -> None:
        """It went by this case while it was decided."""
        case = self.decided(services)
        with services.storage.work() as work:
            work.record_imports.begin("", "ada", NOW)
        with services.storage.work() as work:
            reopen(work, case, services)
        assert pending(services, case.submission_id) == [True]

    def test_a_submission_is_not_begun_anew_under_its_own_worker(self, services: Services) -> None:
        case = self.decided(services)
        take(services, TWIN)
        with services.storage.work() as work:
            match_opened(work, case.id, LATER, at_work=case.submission_id)
        assert pending(services, case.submission_id) == [False]


class TestImports:
    """The whole way: an export's file in, and back."""

    @pytest.fixture
    def sent(self, services: Services) -> SubmissionId:
        take(services, JOHN)
        sent = arrive(services, "mail-7.eml", [FORM])
        settle(services, sent)
        return sent

    @pytest.fixture
    def export(self, tmp_path: Path) -> Path:
        file = tmp_path / "export.csv"
        file.write_text(f"{HEADER}\n{line(MARIA.certification_number)}\n", encoding="utf-8")
        return file

    def run(
        self, services: Services, export: Path, told: Callable[[int], object] = lambda lines: None
    ) -> int:
        report = import_records(services.storage, export, number_pattern=PATTERN, now=LATER, progress=told)
        return report.matched_again

    def test_an_import_says_how_many_cases_and_again_none(
        self, services: Services, sent: SubmissionId, export: Path
    ) -> None:
        assert self.run(services, export) == 1
        assert pending(services, sent) == [True]
        settle(services, sent)
        assert self.run(services, export) == 0

    def test_one_that_broke_off_does_it_when_the_file_comes_again(
        self, services: Services, sent: SubmissionId, export: Path
    ) -> None:
        def crash(lines: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.run(services, export, crash)
        assert pending(services, sent) == [False]
        assert self.run(services, export) == 1, "though every line is unchanged by now"
        assert pending(services, sent) == [True]

    @pytest.mark.parametrize("file_again", [True, False], ids=["the same file again", "another file"])
    def test_one_that_broke_off_does_it_with_the_next_import(
        self, services: Services, sent: SubmissionId, export: Path, tmp_path: Path, file_again: bool
    ) -> None:
        """Also where held rows were accepted between, so that the file comes as an import of its own."""

        def crash(lines: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.run(services, export, crash)
        with services.storage.work() as work:
            work.record_imports.begin("", "ada", LATER)
        other = tmp_path / "other.csv"
        other.write_text(f"{HEADER}\n{line('P0123987', **STRANGER)}\n", encoding="utf-8")
        assert self.run(services, export if file_again else other) == 1
        assert pending(services, sent) == [True]
        settle(services, sent)
        assert self.run(services, export) == 0, "once is enough"

    def test_the_way_back_has_all_undecided_cases_matched(
        self, services: Services, sent: SubmissionId, export: Path
    ) -> None:
        self.run(services, export)
        settle(services, sent)
        with services.storage.work() as work:
            last = work.record_imports.all()[0]
        _, matched_again = revert_import(services.storage, last.id, "ada", LATER)
        assert matched_again == 1
        assert pending(services, sent) == [True]

    def test_what_was_decided_while_it_was_at_work_was_decided_before_it_ended(
        self, services: Services, sent: SubmissionId, export: Path
    ) -> None:
        ended = LATER + timedelta(minutes=20)
        import_records(services.storage, export, number_pattern=PATTERN, now=LATER, clock=lambda: ended)
        with services.storage.work() as work:
            assert work.record_imports.all()[0].finished_at == ended
            assert work.record_imports.moved_since(LATER + timedelta(minutes=10))
            assert not work.record_imports.moved_since(ended + timedelta(minutes=1))

    def test_accepting_held_rows_that_broke_off_is_made_up_for_by_the_next_import(
        self, services: Services, sent: SubmissionId, export: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export.write_text(f"{HEADER}\n{line(JOHN.certification_number, **OF_MARIA)}\n", encoding="utf-8")
        assert self.run(services, export) == 0

        def crash(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr("storage.importing.match_touched_again", crash)
        with pytest.raises(KeyboardInterrupt):
            accept_held(services.storage, None, "ada", LATER, same_person=False)
        monkeypatch.undo()
        assert pending(services, sent) == [False]
        with services.storage.work() as work:
            assert [one.state for one in work.record_imports.all()][:1] == [ImportState.STARTED]
            assert [e.action for e in work.audit.entries()].count("held_rows_accepted") == 1
        export.write_text(f"{HEADER}\n{line('P0123987', **STRANGER)}\n", encoding="utf-8")
        assert self.run(services, export) == 1
        assert pending(services, sent) == [True]

    def test_a_dry_run_starts_nothing(self, services: Services, sent: SubmissionId, export: Path) -> None:
        report = import_records(services.storage, export, number_pattern=PATTERN, now=LATER, dry_run=True)
        assert (report.added, report.matched_again) == (1, 0)
        assert pending(services, sent) == [False]
