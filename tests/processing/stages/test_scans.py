"""Batches of scans: parted by sheets, counted, held where the count differs, taken back, mended."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.batches import Batch, BatchState, SplitEdit
from domain.cases import Case, Decision
from domain.errors import NotAllowed, StaleDecision
from domain.ids import BatchId, BlobAddress, CaseId, SubmissionId, UserName
from domain.kinds import Channel, Outcome, Route
from domain.ledger import Ending, Fate, LedgerLine, subject_of
from domain.sheets import SheetCode, SheetKind
from domain.states import CaseStatus, PageUse, Stage
from processing.batching import (
    close_batch,
    edit_split,
    expect_count,
    reopen_batch,
    restore_scan,
    withdraw_scan,
)
from processing.decisions import DecisionSettings, decide_case
from processing.ports import QuarantineEntry
from processing.predictions import describe_submission
from processing.stages.batch_report import BatchReport, report_batch
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from tests.intake.classifiers import papers
from tests.processing.stages.envelopes import NOW, services_on
from tests.processing.stages.scans import (
    BATCH,
    BLANK,
    CARD,
    COVER,
    DECREE,
    FOUR,
    LICENCE,
    ONE,
    REQUEST,
    REUSED,
    THREE,
    TWO,
    cases,
    documents,
    page_ids,
    run_later_stages,
    scan,
    uses,
    with_pages,
)

CARLA = UserName("carla")
FULL = (COVER, ONE, REQUEST, TWO, CARD, THREE, DECREE, FOUR, LICENCE)
S, D, B, C, R = PageUse.SEPARATOR, PageUse.DOCUMENT, PageUse.BLANK, PageUse.COVER, PageUse.REMOVED


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    return services_on(storage, tmp_path)


def batch_of(services: Services, batch_id: str = BATCH) -> Batch:
    with services.storage.work() as work:
        return work.batches.get(BatchId(batch_id))


def own_batch(services: Services, submission_id: SubmissionId) -> Batch:
    with services.storage.work() as work:
        (batch,) = work.batches.of_submission(submission_id)
    return batch


def report_of(services: Services, batch_id: str) -> BatchReport:
    with services.storage.work() as work:
        return report_batch(work, BatchId(batch_id))


def approve(services: Services, case: Case) -> None:
    with services.storage.work() as work:
        decision = Decision(case.id, Outcome.APPROVE, ("complete",), CARLA, NOW, case.version)
        decide_case(work, decision, DecisionSettings(services.outbound))


def decide(services: Services, case_id: CaseId) -> None:
    with services.storage.work() as work:
        case = work.cases.get(case_id)
        work.cases.decide(Decision(case_id, Outcome.REJECT, ("withdrawn",), CARLA, NOW, case.version))


class TestSheets:
    def test_a_batch_is_parted_at_its_sheets_and_complete(self, services: Services) -> None:
        sent = scan(services, "monday.pdf", *FULL)
        batch = batch_of(services)
        assert uses(services, sent) == [C, S, D, S, D, S, D, S, D]
        assert (batch.state, batch.found_envelopes, batch.found_pages) == (BatchState.COMPLETE, 4, 4)
        assert (batch.name, batch.expected_by, batch.differences) == ("Monday mail", "sheet", ())
        assert len(cases(services, sent)) == 4

    @pytest.mark.parametrize("channel", list(Channel))
    def test_our_code_parts_papers_on_every_channel(self, services: Services, channel: Channel) -> None:
        sent = scan(services, "papers.pdf", ONE, CARD, TWO, papers.CARD_BACK, channel=channel)
        assert uses(services, sent) == [S, D, S, D]
        with services.storage.work() as work:
            counted = [batch.id for batch in work.batches.of_submission(sent)]
        assert counted == ([BATCH] if channel is Channel.SCAN else []), "a scan's sheets count scans only"

    def test_a_fax_batch_is_counted_where_its_sheets_say_fax(self, services: Services) -> None:
        sheet = SheetCode(SheetKind.SEPARATOR, "260914-FAX01", 1, 1, channel=Channel.FAX)
        scan(services, "fax.tif", sheet, CARD, channel=Channel.FAX)
        assert batch_of(services, "260914-FAX01").found_envelopes == 1

    def test_sheets_used_again_and_again_part_each_file_by_itself(self, services: Services) -> None:
        one = scan(services, "one.pdf", REUSED[6], CARD, REUSED[2], DECREE)
        two = scan(services, "two.pdf", REUSED[6], REQUEST)
        assert own_batch(services, one).id != own_batch(services, two).id
        assert own_batch(services, one).found_envelopes == 2
        assert own_batch(services, one).state is BatchState.OPEN, "numbers of such sheets may skip"

    @pytest.mark.parametrize(
        ("pages", "envelopes"),
        [
            pytest.param((ONE, TWO, CARD, THREE, DECREE), 2, id="two sheets in a row"),
            pytest.param((ONE, ONE, CARD), 1, id="the same sheet twice"),
            pytest.param((ONE, BLANK, TWO, BLANK, CARD, BLANK), 1, id="with their blank backs"),
            pytest.param((ONE, CARD, TWO), 1, id="a sheet at the end"),
            pytest.param((REUSED[0], papers.SEPARATOR, CARD), 1, id="ours and a foreign one"),
        ],
    )
    def test_double_separators_make_no_empty_envelope(
        self, services: Services, pages: tuple[str | SheetCode, ...], envelopes: int
    ) -> None:
        """P8500: a separator too many."""
        sent = scan(services, "scan.pdf", *pages)
        assert own_batch(services, sent).found_envelopes == envelopes
        assert len(cases(services, sent)) == envelopes

    def test_back_of_a_separator_is_a_blank(self, services: Services) -> None:
        sent = scan(services, "duplex.pdf", ONE, BLANK, CARD, papers.CARD_BACK)
        assert uses(services, sent) == [S, B, D, D]

    def test_foreign_separators_part_as_before(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, papers.SEPARATOR, DECREE)
        assert uses(services, sent) == [D, S, D]
        assert own_batch(services, sent).found_envelopes == 2

    def test_a_batch_of_several_files(self, services: Services) -> None:
        scan(services, "1.pdf", *FULL[:5])
        assert batch_of(services).state is BatchState.DIFFERS, "not all is scanned yet"
        scan(services, "2.pdf", *FULL[5:])
        assert batch_of(services).state is BatchState.COMPLETE
        assert len(report_of(services, BATCH).files) == 2

    def test_several_batches_in_one_file(self, services: Services) -> None:
        other = SheetCode(SheetKind.COVER, "260915-B2B2B", envelopes=1, name="Tuesday mail")
        sent = scan(services, "both.pdf", *FULL, other, REQUEST, CARD)
        assert batch_of(services).state is BatchState.COMPLETE
        tuesday = batch_of(services, "260915-B2B2B")
        assert (tuesday.state, tuesday.found_pages) == (BatchState.COMPLETE, 2)
        pages = [p.number for e in report_of(services, tuesday.id).files[0].envelopes for p in e.pages]
        assert pages == [10, 11, 12]
        assert documents(services, sent)[-2:] == [[10], [11]]

    def test_a_cover_used_again_and_again_opens_a_batch_each_time(self, services: Services) -> None:
        cover = SheetCode(SheetKind.COVER)
        sent = scan(services, "pile.pdf", cover, REUSED[0], CARD, cover, REUSED[1], DECREE)
        with services.storage.work() as work:
            batches = work.batches.of_submission(sent)
        assert [batch.found_envelopes for batch in batches] == [1, 1]

    def test_a_folder_may_name_the_batch(self, services: Services) -> None:
        by_folder = replace(services, settings=replace(services.settings, batch_by_folder=True))
        one = scan(by_folder, "monday/1.pdf", CARD)
        two = scan(by_folder, "monday/2.pdf", DECREE)
        three = scan(by_folder, "tuesday/1.pdf", CARD)
        assert own_batch(services, one) == own_batch(services, two) != own_batch(services, three)
        assert own_batch(services, one).name == "monday"


class TestBlankPagesThatPart:
    def separating(self, services: Services, blanks: int) -> Services:
        return replace(services, settings=replace(services.settings, blank_pages_separate=blanks))

    def test_do_not_part_unless_asked_to(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, BLANK, DECREE)
        assert uses(services, sent) == [D, B, D]
        assert own_batch(services, sent).found_envelopes == 1

    def test_part_where_so_many_stand_on_end(self, services: Services) -> None:
        two = self.separating(services, 2)
        sent = scan(two, "scan.pdf", BLANK, BLANK, CARD, BLANK, DECREE, BLANK, BLANK, LICENCE, BLANK, BLANK)
        assert uses(services, sent) == [B, B, D, B, D, S, S, D, B, B], "single backs and the ends do not part"
        assert own_batch(services, sent).found_envelopes == 2

    def test_part_no_mail_and_no_fax(self, services: Services) -> None:
        for channel in (Channel.EMAIL, Channel.FAX):
            sent = scan(self.separating(services, 1), f"{channel}", CARD, BLANK, DECREE, channel=channel)
            assert S not in uses(services, sent)


class TestCount:
    @pytest.mark.parametrize(
        ("pages", "words"),
        [
            pytest.param(
                (COVER, ONE, REQUEST, TWO, CARD, DECREE, FOUR, LICENCE),
                ("4 envelopes expected, 3 found", "sheet 3 was not found"),
                id="a sheet left out",
            ),
            pytest.param(FULL[:-2], ("4 envelopes expected, 3 found",), id="the last envelope left out"),
            pytest.param(
                (COVER, *FULL[2:]),
                ("sheet 1 was not found", "Envelope 1 has no separator"),
                id="the first sheet left out",
            ),
            pytest.param(
                (*FULL, FOUR, CARD), ("4 envelopes expected, 5 found", "sheet 4 was found twice"), id="twice"
            ),
            pytest.param(
                (ONE, REQUEST, with_pages(TWO, 2), CARD),
                ("(behind sheet 2): 2 pages expected, 1",),
                id="pages",
            ),
            pytest.param((ONE, REQUEST, TWO, THREE, CARD), ("sheet 2 was not found before any",), id="empty"),
        ],
    )
    def test_a_missed_separator_is_noticed_by_the_count(
        self, services: Services, pages: tuple[str | SheetCode, ...], words: tuple[str, ...]
    ) -> None:
        sent = scan(services, "scan.pdf", *pages)
        batch = batch_of(services)
        assert batch.state is BatchState.DIFFERS
        for part in words:
            assert any(part in difference for difference in batch.differences), batch.differences
        with pytest.raises(NotAllowed, match="count of batch"):
            approve(services, cases(services, sent)[0])

    def test_cases_wait_until_a_person_says_that_all_is_right(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", *FULL[:-2])
        with services.storage.work() as work, pytest.raises(NotAllowed, match="in words"):
            close_batch(work, BatchId(BATCH), " ", CARLA, NOW)
        with services.storage.work() as work:
            close_batch(work, BatchId(BATCH), "The fourth came back empty.", CARLA, NOW)
        assert batch_of(services).state is BatchState.CLOSED
        with pytest.raises(NotAllowed, match="No certification record"):
            approve(services, cases(services, sent)[0])

    def test_what_was_accepted_is_no_longer_where_the_count_changes(self, services: Services) -> None:
        scan(services, "scan.pdf", *FULL[:-2])
        with services.storage.work() as work:
            close_batch(work, BatchId(BATCH), "The fourth came back empty.", CARLA, NOW)
        scan(services, "more.pdf", THREE, CARD)
        assert batch_of(services).state is BatchState.DIFFERS
        assert batch_of(services).closed_by is None

    def test_a_person_may_take_back_that_all_is_right(self, services: Services) -> None:
        scan(services, "scan.pdf", *FULL[:-2])
        with services.storage.work() as work:
            close_batch(work, BatchId(BATCH), "Checked.", CARLA, NOW)
            assert reopen_batch(work, BatchId(BATCH), CARLA, NOW).state is BatchState.DIFFERS

    def test_the_clerks_count_stands_above_the_sheets(self, services: Services) -> None:
        scan(services, "scan.pdf", *FULL[:-2])
        with services.storage.work() as work:
            counted = expect_count(work, BatchId(BATCH), 3, 3, CARLA, NOW)
        assert counted.state is BatchState.COMPLETE
        scan(services, "again.pdf", COVER)
        assert batch_of(services).expected_envelopes == 3

    def test_blank_backs_and_sheets_are_not_counted(self, services: Services) -> None:
        scan(services, "scan.pdf", COVER, BLANK, ONE, BLANK, REQUEST, BLANK)
        assert batch_of(services).found_pages == 1

    def test_a_count_that_makes_no_sense_is_refused(self, services: Services) -> None:
        scan(services, "scan.pdf", *FULL)
        with services.storage.work() as work, pytest.raises(NotAllowed, match="99,999"):
            expect_count(work, BatchId(BATCH), 1_000_000, None, CARLA, NOW)


class TestTakingBack:
    def withdraw(self, services: Services, sent: SubmissionId, words: str = "The wrong pile.") -> None:
        with services.storage.work() as work:
            withdraw_scan(work, sent, words, CARLA, NOW)

    def test_pages_and_cases_end_as_withdrawn_and_nothing_is_deleted(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", *FULL)
        before = cases(services, sent)
        self.withdraw(services, sent)
        assert {case.status for case in cases(services, sent)} == {CaseStatus.WITHDRAWN}, "at once"
        with pytest.raises(StaleDecision):
            approve(services, before[0])
        run_later_stages(services, sent)
        assert uses(services, sent) == [R] * len(FULL)
        assert documents(services, sent) == []
        with services.storage.work() as work:
            reasons = {page.use_reason for page in work.submissions.pages(sent)}
            withdrawal = work.batches.withdrawal(sent)
            assert work.ledger.against_approval(sent) == []
            assert work.cases.rows() == []
            assert work.quarantine.entries() == []
        assert reasons == {"withdrawn by clerk"}
        assert withdrawal is not None
        assert (withdrawal.by, withdrawal.words) == (CARLA, "The wrong pile.")
        assert batch_of(services).found_envelopes == 0
        assert services.storage.files.get(original_of(services, sent)) == b"scan.pdf"

    def test_can_itself_be_taken_back(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", *FULL)
        before = [(case.id, case.document_ids, case.route) for case in cases(services, sent)]
        self.withdraw(services, sent)
        run_later_stages(services, sent)
        with services.storage.work() as work:
            restore_scan(work, sent, CARLA, NOW)
        run_later_stages(services, sent)
        after = cases(services, sent)
        assert [(case.id, case.document_ids, case.route) for case in after] == before
        assert {case.status for case in after} == {CaseStatus.OPEN}
        assert batch_of(services).state is BatchState.COMPLETE
        with services.storage.work() as work, pytest.raises(StaleDecision):
            restore_scan(work, sent, CARLA, NOW)

    def test_ledger_and_lines_say_that_it_was_taken_back(self, services: Services) -> None:
        """Its cases are closed: nothing of it is in a case any more, whatever cases there were."""
        sent = scan(services, "scan.pdf", *FULL)
        (whole, *_), before = ledger_of(services, sent), cases(services, sent)
        assert (whole.fate, len(whole.cases)) == (Fate.CASE, len(before))
        self.withdraw(services, sent)
        assert {line.fate for line in ledger_of(services, sent)} == {
            Fate.WORKED_ON,
            Fate.PARTS,
            Fate.SET_ASIDE,
        }
        run_later_stages(services, sent)
        whole, _, *pages = ledger_of(services, sent)
        assert (whole.fate, whole.cases) == (Fate.SET_ASIDE, ())
        assert whole.words == "set aside: taken back by carla: The wrong pile"
        assert {page.fate for page in pages} == {Fate.SET_ASIDE}
        (line,) = lines_of(services, sent)
        assert (line["kind"], line["needs_manual_triage"], line["case"]) == (None, False, None)
        assert line["problem"] == "Set aside: taken back by carla: The wrong pile."

    def test_its_quarantine_entries_are_closed_with_it_and_open_again_with_it(
        self, services: Services
    ) -> None:
        sent = scan(services, "empty.pdf", BLANK)
        (entry,) = entries_of(services, sent)
        assert entry.ending is None
        self.withdraw(services, sent)
        run_later_stages(services, sent)
        (closed,) = entries_of(services, sent)
        assert (closed.ending, closed.resolved_by) == (Ending.WITHDRAWN, CARLA)
        assert "The wrong pile." in closed.resolution
        (line,) = lines_of(services, sent)
        assert "taken back by carla" in line["problem"]
        with services.storage.work() as work:
            restore_scan(work, sent, CARLA, NOW)
            history = [line.action for line in work.audit.entries(subject=subject_of(entry.id))]
        run_later_stages(services, sent)
        assert entries_of(services, sent) == [entry]
        assert history == ["quarantine_withdraw", "quarantine_reopen"]

    def test_before_it_was_split(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", *FULL, settle=False)
        self.withdraw(services, sent)
        run_later_stages(services, sent)
        assert cases(services, sent) == []
        assert uses(services, sent) == [R] * len(FULL)
        assert report_of(services, BATCH).files[0].withdrawal is not None

    def test_not_once_a_case_was_decided(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", *FULL)
        decide(services, cases(services, sent)[1].id)
        with pytest.raises(NotAllowed, match="was decided already"):
            self.withdraw(services, sent)

    @pytest.mark.parametrize("words", ["", "   "])
    def test_wants_a_reason(self, services: Services, words: str) -> None:
        sent = scan(services, "scan.pdf", *FULL)
        with pytest.raises(NotAllowed, match="in words"):
            self.withdraw(services, sent, words)

    def test_what_others_sent_stays(self, services: Services) -> None:
        sent = scan(services, "mail.eml", CARD, channel=Channel.EMAIL)
        with pytest.raises(NotAllowed, match="Only a scan"):
            self.withdraw(services, sent)

    def test_a_better_scan_repeats_nothing_that_was_taken_back(self, services: Services) -> None:
        first = scan(services, "first.pdf", CARD)
        second = scan(services, "second.pdf", CARD)
        with services.storage.work() as work:
            (document,) = work.documents.of_submission(second)
            assert work.documents.duplicate_of(document.id), "as long as both stand it repeats the first"
        self.withdraw(services, first)
        run_later_stages(services, first)
        run_later_stages(services, second)
        with services.storage.work() as work:
            assert work.documents.duplicate_of(document.id) is None
        assert cases(services, second)[0].status is CaseStatus.OPEN


def original_of(services: Services, sent: SubmissionId) -> BlobAddress:
    with services.storage.work() as work:
        return work.submissions.get(sent).original


class TestMendingTheSplit:
    def edit(self, services: Services, sent: SubmissionId, *edits: tuple[int, SplitEdit]) -> None:
        for place, edit in edits:
            with services.storage.work() as work:
                edit_split(work, page_ids(services, sent)[place], edit, CARLA, NOW)
        run_later_stages(services, sent)

    def test_a_page_goes_to_the_document_before_and_back(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, DECREE, LICENCE)
        assert documents(services, sent) == [[0], [1], [2]]
        self.edit(services, sent, (1, SplitEdit.JOINS))
        assert documents(services, sent) == [[0, 1], [2]]
        self.edit(services, sent, (1, SplitEdit.STARTS_DOCUMENT), (2, SplitEdit.JOINS))
        assert documents(services, sent) == [[0], [1, 2]]
        self.edit(services, sent, (1, SplitEdit.AS_READ), (2, SplitEdit.AS_READ))
        assert documents(services, sent) == [[0], [1], [2]]

    def test_an_envelope_is_parted_where_a_sheet_was_left_out(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", COVER, ONE, REQUEST, TWO, CARD, DECREE, FOUR, LICENCE)
        self.edit(services, sent, (5, SplitEdit.STARTS_ENVELOPE))
        batch = batch_of(services)
        assert batch.found_envelopes == 4
        assert batch.state is BatchState.DIFFERS, "sheet 3 is still not there: a person must say so"
        envelopes = [e.number for e in report_of(services, BATCH).files[0].envelopes]
        assert envelopes == [None, 1, 2, 3, 4]

    @pytest.mark.parametrize("use", [SplitEdit.BLANK, SplitEdit.SEPARATOR, SplitEdit.COVER])
    def test_a_page_is_set_aside_and_is_a_paper_again(self, services: Services, use: SplitEdit) -> None:
        sent = scan(services, "scan.pdf", CARD, DECREE)
        self.edit(services, sent, (1, use))
        assert uses(services, sent) == [D, PageUse(use.value)]
        self.edit(services, sent, (1, SplitEdit.DOCUMENT))
        assert uses(services, sent) == [D, D]

    def test_a_separator_and_a_blank_may_be_papers_after_all(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, papers.SEPARATOR, DECREE, BLANK)
        self.edit(services, sent, (1, SplitEdit.DOCUMENT), (3, SplitEdit.DOCUMENT))
        assert uses(services, sent) == [D, D, D, D]
        assert own_batch(services, sent).found_envelopes == 1

    def test_whoever_looks_at_a_case_meanwhile_cannot_decide_it(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, DECREE)
        seen = cases(services, sent)[0]
        self.edit(services, sent, (1, SplitEdit.JOINS))
        with pytest.raises(StaleDecision):
            approve(services, seen)

    def test_a_case_left_without_papers_is_closed(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, DECREE)
        self.edit(services, sent, (1, SplitEdit.JOINS))
        assert [case.status for case in cases(services, sent)] == [CaseStatus.OPEN, CaseStatus.WITHDRAWN]

    def test_not_once_a_case_was_decided(self, services: Services) -> None:
        sent = scan(services, "scan.pdf", CARD, DECREE)
        decide(services, cases(services, sent)[0].id)
        with pytest.raises(NotAllowed, match="was decided already"):
            self.edit(services, sent, (1, SplitEdit.JOINS))

    def test_edits_alter_nothing_of_the_original(self, services: Services) -> None:
        """P9808: splits are recorded recipes."""
        sent = scan(services, "scan.pdf", CARD, DECREE)
        self.edit(services, sent, (1, SplitEdit.JOINS))
        assert services.storage.files.get(original_of(services, sent)) == b"scan.pdf"

    def test_the_machines_split_is_there_when_all_runs_again(self, services: Services) -> None:
        """A person's word is kept beside the machine's split, and outlives a later run."""
        sent = scan(services, "scan.pdf", CARD, DECREE)
        self.edit(services, sent, (1, SplitEdit.JOINS))
        with services.storage.work() as work:
            work.jobs.rewind(Stage.SPLIT, sent, NOW)
        run_later_stages(services, sent)
        assert documents(services, sent) == [[0, 1]]


def test_restricted_papers_of_a_batch_are_marked(services: Services) -> None:
    sent = scan(services, "scan.pdf", ONE, CARD, TWO, papers.SELF_REPORT)
    assert [case.route for case in cases(services, sent)].count(Route.RESTRICTED) == 1
    (file,) = report_of(services, BATCH).files
    pages = [page for envelope in file.envelopes for page in envelope.pages]
    assert [page.restricted for page in pages] == [False, False, False, True]


def test_the_store_is_reconciled_through_it_all(services: Services, storage: SqlStorage) -> None:
    sent = scan(services, "scan.pdf", *FULL)
    other = scan(services, "other.pdf", CARD, DECREE)
    second = page_ids(services, other)[1]
    with services.storage.work() as work:
        withdraw_scan(work, sent, "The wrong pile.", CARLA, NOW)
        edit_split(work, second, SplitEdit.JOINS, CARLA, NOW)
    for submission in (sent, other):
        run_later_stages(services, submission)
        with services.storage.work() as work:
            unpacked = work.jobs.claim(Stage.UNPACK, submission, NOW, services.settings.lease, 9)
            assert unpacked
            work.jobs.finish(unpacked, NOW)
            assert work.jobs.unsettled([submission]) == 0, "reconciling looks at what is at rest"
    assert reconcile_store(storage) == []


def ledger_of(services: Services, sent: SubmissionId) -> list[LedgerLine]:
    with services.storage.work() as work:
        return work.ledger.of_submission(sent)


def entries_of(services: Services, sent: SubmissionId) -> list[QuarantineEntry]:
    with services.storage.work() as work:
        return work.quarantine.of_submission(sent)


def lines_of(services: Services, sent: SubmissionId) -> list[dict[str, Any]]:
    with services.storage.work() as work:
        return describe_submission(work, work.submissions.get(sent))
