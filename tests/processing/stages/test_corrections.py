"""A person's word on a paper: kept beside the machine's, used by all that follows, taken back, never lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from domain.cases import Case, Decision
from domain.corrections import PERSON, KindWord
from domain.documents import Document
from domain.errors import NotAllowed, StaleDecision
from domain.geometry import Box
from domain.ids import SubmissionId, UserName
from domain.kinds import FieldName, FindingCode, Kind, MatchStatus, Outcome, Subkind
from domain.states import Stage
from outbound.policy import OutboundSettings
from processing.corrections import correct_fields, correct_kind, is_made_anew, take_correction_back
from processing.decisions import DecisionSettings, decide_case
from processing.ports import NewDocument
from processing.stages.parking import park_submission
from processing.stages.running import run_stage
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from tests.processing.stages.test_match_check_queue import CARD, DECREE, FORM
from tests.storage.situations import new_case

RITA, JOE = UserName("rita"), UserName("joe")
Said = dict[FieldName, str | bool | None]


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA], NOW)
    return services_on(storage, tmp_path)


def queued(services: Services, *papers: Paper) -> tuple[SubmissionId, Case]:
    submission_id = arrive(services, "s-1.eml", papers)
    settle(services, submission_id)
    with services.storage.work() as work:
        return submission_id, work.cases.of_submission(submission_id)[0]


def correct(services: Services, case: Case, said: Said, by: UserName = RITA, document: int = 0) -> Case:
    with services.storage.work() as work:
        return correct_fields(work, case.id, case.version, case.document_ids[document], said, by, NOW)


def rerun(services: Services, submission_id: SubmissionId) -> None:
    """What the pump rings for."""
    for stage in (Stage.EXTRACT, Stage.MATCH, Stage.CHECK, Stage.QUEUE):
        run_stage(stage, submission_id, services)


def document(services: Services, case: Case) -> Document:
    with services.storage.work() as work:
        return work.documents.get(case.document_ids[0])


SETTINGS = DecisionSettings(
    OutboundSettings("office@example.org", ("office@example.org",), 5, Path("unused"), 60)
)
MISREAD = replace(
    FORM, values=FORM.values | {"certification_number": "E0900000", "date_of_birth": "1957-06-05"}
)
RIGHT: Said = {FieldName.CERTIFICATION_NUMBER: "E0901234", FieldName.DATE_OF_BIRTH: "1987-06-05"}


class TestUsedDownstream:
    def test_by_match_and_rules_with_the_case_still_open_and_held(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        with services.storage.work() as work:
            before = work.documents.match(case.document_ids[0])
            work.cases.claim(case.id, RITA, NOW, NOW + timedelta(minutes=15))
        assert before
        assert before.status is not MatchStatus.MATCHED
        correct(services, case, RIGHT)
        rerun(services, submission_id)
        with services.storage.work() as work:
            (after,) = work.cases.of_submission(submission_id)
            match = work.documents.match(case.document_ids[0])
            findings = {f.code for f in work.documents.findings(case.document_ids[0])}
        assert match
        assert match.status is MatchStatus.MATCHED
        assert match.best
        assert match.best.certification_number == MARIA.certification_number
        assert FindingCode.DOB_MISMATCH not in findings
        assert FindingCode.NUMBER_MISMATCH not in findings
        assert (after.id, after.status, after.claimed_by) == (case.id, case.status, RITA)
        assert after.certification_number == MARIA.certification_number
        assert after.version > case.version

    def test_with_the_place_where_the_machine_had_looked(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        correct(services, case, RIGHT | {FieldName.LEVEL: "EMT"})
        found = document(services, case)
        number, level = found.best(FieldName.CERTIFICATION_NUMBER), found.best(FieldName.LEVEL)
        assert number
        assert (number.value, number.reader, number.confidence) == ("E0901234", PERSON, 1.0)
        assert number.box == Box(1, 2, 3, 4)
        assert level
        assert (level.value, level.reader, level.box) == ("EMT", PERSON, None)

    def test_not_on_the_paper_takes_the_value_away(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        correct(services, case, {FieldName.CERTIFICATION_NUMBER: None})
        rerun(services, submission_id)
        assert document(services, case).value(FieldName.CERTIFICATION_NUMBER) is None

    def test_by_what_an_approval_enters(self, services: Services) -> None:
        submission_id, case = queued(services, DECREE)
        correct(services, case, {FieldName.NEW_NAME: "Maria Quimby-Okafor"})
        rerun(services, submission_id)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(submission_id)
            made = Decision(
                case.id, Outcome.APPROVE, ("exception_granted",), RITA, NOW, case.version,
                note="seen on the decree", certification_number=MARIA.certification_number,
            )  # fmt: skip
            decide_case(work, made, SETTINGS)
            (change,) = work.records.pending_changes()
        assert change.new_name == "Maria Quimby-Okafor"

    def test_another_kind_has_its_fields_read_anew(self, services: Services) -> None:
        submission_id, case = queued(services, replace(FORM, kind=Kind.OTHER, subkind=Subkind.LETTER))
        with services.storage.work() as work:
            work.jobs.restart(Stage.EXTRACT, submission_id, NOW)
        rerun(services, submission_id)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(submission_id)
            said = KindWord(Kind.VERIFICATION_REQUEST)
            correct_kind(work, case.id, case.version, case.document_ids[0], said, RITA, NOW)
        rerun(services, submission_id)
        with services.storage.work() as work:
            (case,) = work.cases.of_submission(submission_id)
            read = work.documents.as_read(case.document_ids[0])
        guess = document(services, case).guess
        assert (guess.kind, guess.confidence, guess.abstains) == (Kind.VERIFICATION_REQUEST, 1.0, False)
        assert case.kind is Kind.VERIFICATION_REQUEST
        assert read.guess.kind is Kind.OTHER

    def test_words_on_fields_that_the_kind_has_not_are_left_aside(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        case = correct(services, case, {FieldName.RETURN_FAX: "603-555-0199", FieldName.LEVEL: "EMT"})
        with services.storage.work() as work:
            said = KindWord(Kind.OTHER, Subkind.STATUS_QUESTION)
            correct_kind(work, case.id, case.version, case.document_ids[0], said, RITA, NOW)
        found = document(services, case)
        assert found.value(FieldName.LEVEL) is None
        assert found.guess.subkind is Subkind.STATUS_QUESTION


class TestNeverLost:
    def test_where_the_machine_reads_again(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        correct(services, case, RIGHT)
        rerun(services, submission_id)
        with services.storage.work() as work:
            read = work.documents.as_read(case.document_ids[0])
            work.documents.save_evidence(read.id, read.evidence)
            work.documents.replace(submission_id, [NewDocument(read.id, read.guess, read.page_ids, 1.0)], [])
            work.documents.save_evidence(read.id, read.evidence)
        found = document(services, case)
        assert found.value(FieldName.DATE_OF_BIRTH) == "1987-06-05"
        assert read.value(FieldName.DATE_OF_BIRTH) == "1957-06-05"

    def test_nor_put_on_another_paper_of_the_same_number(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD, CARD)
        correct(services, case, RIGHT)
        with services.storage.work() as work:
            one, two = work.documents.of_submission(submission_id)
            swapped = [
                NewDocument(one.id, two.guess, two.page_ids, 1.0),
                NewDocument(two.id, one.guess, one.page_ids, 1.0),
            ]
            work.documents.replace(submission_id, swapped, [])
            card, form = work.documents.of_submission(submission_id)
        assert card.evidence == ()
        assert form.value(FieldName.DATE_OF_BIRTH) == "1987-06-05"

    def test_is_append_only_and_sealed(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        correct(services, case, {FieldName.APPLICANT_NAME: "Quarterdeck Reyes"})
        assert isinstance(services.storage, SqlStorage)
        with services.storage.engine.connect() as connection:
            rows = connection.execute(text("SELECT * FROM correction")).all()
        assert len(rows) == 1
        assert b"Quarterdeck" not in b"".join(v for v in rows[0] if isinstance(v, bytes))
        assert "Quarterdeck" not in str(rows)
        for statement in ("UPDATE correction SET by = 'joe'", "DELETE FROM correction"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                services.storage.engine.begin() as connection,
            ):
                connection.execute(text(statement))

    def test_is_noted_without_its_value(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        correct(services, case, RIGHT)
        with services.storage.work() as work:
            (entry,) = [e for e in work.audit.entries(limit=99) if e.action == "document_corrected"]
        assert (entry.who, entry.subject) == (RITA, case.id)
        assert "certification_number,date_of_birth" in str(entry)
        assert "E0901234" not in str(entry)
        assert "1987" not in str(entry)


class TestTakingBack:
    def test_the_word_before_it_stands_again_then_the_machine(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        case = correct(services, case, {FieldName.DATE_OF_BIRTH: "1988-01-01"})
        rerun(services, submission_id)
        for expected in ("1988-01-01", "1957-06-05"):
            with services.storage.work() as work:
                (case,) = work.cases.of_submission(submission_id)
                if expected == "1988-01-01":
                    case = correct_fields(
                        work, case.id, case.version, case.document_ids[0],
                        {FieldName.DATE_OF_BIRTH: "1987-06-05"}, JOE, NOW,
                    )  # fmt: skip
                (word,) = work.corrections.standing([submission_id])
                take_correction_back(work, case.id, case.version, word.id, RITA, NOW)
            assert document(services, case).value(FieldName.DATE_OF_BIRTH) == expected

    def test_where_a_later_split_gave_the_paper_another_number(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD, CARD)
        correct(services, case, RIGHT)
        with services.storage.work() as work:
            one, two = work.documents.of_submission(submission_id)
            swapped = [
                NewDocument(one.id, two.guess, two.page_ids, 1.0),
                NewDocument(two.id, one.guess, one.page_ids, 1.0),
            ]
            work.documents.replace(submission_id, swapped, [])
            cases = [new_case(one.id), new_case(two.id)]
            card, form = work.cases.replace(submission_id, cases, NOW, NOW)
            (word, _) = work.corrections.standing([submission_id])
            with pytest.raises(NotAllowed, match="no such correction"):
                take_correction_back(work, card.id, card.version, word.id, RITA, NOW)
            take_correction_back(work, form.id, form.version, word.id, RITA, NOW)
            assert word not in work.corrections.standing([submission_id])

    def test_once(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        case = correct(services, case, RIGHT)
        with services.storage.work() as work:
            word = work.corrections.standing([submission_id])[0]
            case = take_correction_back(work, case.id, case.version, word.id, RITA, NOW)
            with pytest.raises(NotAllowed, match="already"):
                take_correction_back(work, case.id, case.version, word.id, RITA, NOW)


class TestRefused:
    def test_on_a_case_that_changed(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        correct(services, case, RIGHT)
        with pytest.raises(StaleDecision):
            correct(services, case, {FieldName.LEVEL: "EMT"}, by=JOE)

    def test_while_a_colleague_holds_it(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        with services.storage.work() as work:
            work.cases.claim(case.id, JOE, NOW, NOW + timedelta(minutes=15))
        with pytest.raises(StaleDecision, match="joe"):
            correct(services, case, RIGHT)

    def test_on_a_field_of_another_kind(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        with pytest.raises(NotAllowed, match="has no field 'course'"):
            correct(services, case, {FieldName.COURSE: "BLS"})

    def test_on_a_paper_of_another_case(self, services: Services) -> None:
        _, case = queued(services, MISREAD)
        with services.storage.work() as work, pytest.raises(NotAllowed, match="no such document"):
            correct_fields(work, case.id, case.version, case.document_ids[0][:-1] + "9", RIGHT, RITA, NOW)  # type: ignore[arg-type]

    def test_on_a_page_that_was_shown_before_the_machine_was_done(self, services: Services) -> None:
        """The form tells what a person changed by what stands: it must be what they were shown."""
        submission_id, case = queued(services, FORM)
        shown = correct(services, case, {FieldName.LEVEL: "EMT"})
        rerun(services, submission_id)
        with services.storage.work() as work:
            (now,) = work.cases.of_submission(submission_id)
        assert replace(now, version=shown.version) == shown
        with pytest.raises(StaleDecision, match="changed since"):
            correct(services, shown, {FieldName.RETURN_FAX: "603-555-0199"})

    def test_not_where_the_machine_found_the_same_again(self, services: Services) -> None:
        submission_id, case = queued(services, FORM)
        shown = correct(services, case, {FieldName.RETURN_FAX: "603-555-0199"})
        rerun(services, submission_id)
        correct(services, shown, {FieldName.RETURN_EMAIL: "desk@example.org"})

    @pytest.mark.parametrize("stage", [Stage.MATCH, Stage.CHECK, Stage.QUEUE])
    def test_deciding_on_what_could_not_be_made_anew(self, services: Services, stage: Stage) -> None:
        submission_id, case = queued(services, MISREAD)
        case = correct(services, case, RIGHT)
        park_submission(stage, submission_id, "It failed.", services)
        with services.storage.work() as work:
            work.jobs.quarantine(Stage.MATCH, submission_id, "It failed.", NOW)
            now = work.cases.get(case.id)
            made = Decision(now.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, now.version)
            with pytest.raises(NotAllowed, match="Settle it in the quarantine"):
                decide_case(work, made, SETTINGS)
        correct(services, now, {FieldName.LEVEL: "EMT"})
        rerun(services, submission_id)
        with services.storage.work() as work:
            now = work.cases.get(case.id)
            decide_case(work, replace(made, case_version=now.version), SETTINGS)

    def test_deciding_on_what_is_being_made_anew(self, services: Services) -> None:
        submission_id, case = queued(services, MISREAD)
        case = correct(services, case, RIGHT)

        def decide() -> None:
            with services.storage.work() as work:
                now = work.cases.get(case.id)
                made = Decision(
                    now.id, Outcome.REJECT, ("withdrawn",), RITA, NOW, now.version,
                    certification_number=now.certification_number,
                )  # fmt: skip
                decide_case(work, made, SETTINGS)

        with pytest.raises(NotAllowed, match="checked anew"):
            decide()
        rerun(services, submission_id)
        with services.storage.work() as work:
            assert not is_made_anew(work, work.cases.get(case.id))
        decide()
