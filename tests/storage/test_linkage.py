"""What matching knows besides the records, on both databases."""

from domain.ids import CaseId, CertificationNumber, SubmissionId
from domain.kinds import Outcome
from processing.matching.terms import Term
from storage.database import SqlStorage
from storage.importing import WORTH_COUNTING, revert_import
from tests.storage.situations import NOW, NUMBER, add_records, decision, open_case, record
from tests.storage.test_importing import HEADER, line, run

SENDER = "clerk@example.org"
HERE = SubmissionId("this one")


class TestTerms:
    def test_are_counted_folded_and_kept(self, storage: SqlStorage) -> None:
        people = [record(f"E09{n:05d}", "José", "Núñez") for n in range(3)]
        add_records(storage, *people, record("E0888888", "Ann", "Zabriskie", city="Salem"))
        with storage.work() as work:
            assert work.linkage.terms() is None
            made = work.linkage.count_terms(NOW)
        with storage.work() as work:
            assert work.linkage.terms() == made
        assert made.records == 4
        assert made.terms[Term.SURNAME].shares == {"nunez": 0.75, "zabriskie": 0.25}
        assert made.terms[Term.GIVEN].shares == {"jose": 0.75, "ann": 0.25}
        assert made.terms[Term.TOWN].shares["salem"] == 0.25
        born = str(people[0].date_of_birth)
        assert made.terms[Term.BIRTH].shares[born] == 1.0

    def test_counting_again_takes_the_place_of_the_table_before(self, storage: SqlStorage) -> None:
        add_records(storage, record())
        with storage.work() as work:
            work.linkage.count_terms(NOW)
        add_records(storage, record("E0888888", "Ann", "Zabriskie"))
        with storage.work() as work:
            work.linkage.count_terms(NOW)
        with storage.work() as work:
            terms = work.linkage.terms()
        assert terms
        assert terms.records == 2

    def test_an_import_counts_them_and_a_small_delta_does_not(self, storage: SqlStorage) -> None:
        lines = [line(f"E09{n:05d}", last_name=f"Name{n}") for n in range(round(2 / WORTH_COUNTING))]
        run(storage, HEADER, *lines)
        with storage.work() as work:
            first = work.linkage.terms()
        run(storage, HEADER, line("E0888888"))
        with storage.work() as work:
            assert work.linkage.terms() == first
        run(storage, HEADER, *(line(f"E08{n:05d}") for n in range(5)))
        with storage.work() as work:
            later = work.linkage.terms()
        assert first
        assert later
        assert (first.records, later.records) == (200, 206)

    def test_taking_an_import_back_takes_its_terms_back(self, storage: SqlStorage) -> None:
        run(storage, HEADER, line(last_name="Reyes"))
        with storage.work() as work:
            right = work.linkage.terms()
        wrong = run(storage, HEADER, line(last_name="Ana"))
        with storage.work() as work:
            assert work.linkage.terms() != right
        assert wrong.import_id
        revert_import(storage, wrong.import_id, "ada", NOW)
        with storage.work() as work:
            assert work.linkage.terms() == right

    def test_no_records_are_no_terms(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert dict(work.linkage.count_terms(NOW).terms) == {}


def sent_case(storage: SqlStorage, key: str, number: CertificationNumber = NUMBER) -> CaseId:
    case_id = open_case(storage, key, certification_number=number)
    with storage.work() as work:
        work.linkage.note_sender(work.cases.get(case_id).submission_id, SENDER)
    return case_id


def decide(storage: SqlStorage, case_id: CaseId) -> None:
    with storage.work() as work:
        work.cases.decide(decision(case_id, outcome=Outcome.APPROVE))


class TestSenders:
    def test_point_to_the_records_of_their_decided_cases(self, storage: SqlStorage) -> None:
        decide(storage, sent_case(storage, "scan:1"))
        sent_case(storage, "scan:2", CertificationNumber("E0888888"))
        with storage.work() as work:
            assert work.linkage.decided_for(f" {SENDER.upper()}", besides=HERE) == {NUMBER}
            assert work.linkage.decided_for("other@example.org", besides=HERE) == frozenset()
            assert work.linkage.decided_for("", besides=HERE) == frozenset()

    def test_a_submission_does_not_speak_for_itself(self, storage: SqlStorage) -> None:
        case_id = sent_case(storage, "scan:1")
        decide(storage, case_id)
        with storage.work() as work:
            own = work.cases.get(case_id).submission_id
            assert work.linkage.decided_for(SENDER, besides=own) == frozenset()

    def test_are_noted_once_and_nobody_is_not_noted(self, storage: SqlStorage) -> None:
        case_id = sent_case(storage, "scan:1")
        with storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            work.linkage.note_sender(submission, SENDER)
            work.linkage.note_sender(submission, " ")
        decide(storage, case_id)
        with storage.work() as work:
            assert work.linkage.decided_for(SENDER, besides=HERE) == {NUMBER}
