"""Which decided papers teach matching, and beside which records, on both databases."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.ids import CertificationNumber
from domain.kinds import FieldName, Outcome
from domain.states import CaseStatus, DispatchState
from processing.corrections import correct_fields, take_correction_back
from processing.labelled_matches import LabelledMatch, labelled_matches
from processing.stages.labelled import gather_office_pairs
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.labelled import RITA
from tests.processing.matched import a_request, approve, approve_requests, some_people
from tests.processing.matching.people import MARIA, person
from tests.processing.stages.envelopes import NOW, arrive, services_on, settle
from tests.storage.situations import decision, dispatch

#: Marias's twin: everything but the given name and the number.
MARTA = person("E0901299", "Marta", "Souza-Lima")
#: A credential that Maria holds besides.
SECOND = replace(
    MARIA, certification_number=CertificationNumber("P0901234"), level="Paramedic", person_ref="m"
)
FIRST = replace(MARIA, person_ref="m")
JOHN = person("P0812345", "John", "Moore", "1976-05-24")


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([FIRST, SECOND, MARTA, JOHN], NOW)
    return services_on(storage, tmp_path)


def found(services: Services) -> list[LabelledMatch]:
    with services.storage.work() as work:
        return list(labelled_matches(work))


def test_an_approved_case_teaches_its_record(services: Services) -> None:
    approve_requests(services, [FIRST])
    (match,) = found(services)
    assert match.record.certification_number == "E0901234"
    assert match.said == {}


@pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.REQUEST_INFORMATION])
def test_another_outcome_confirms_nobody(services: Services, outcome: Outcome) -> None:
    submission_id = arrive(services, "one.eml", [a_request(FIRST)])
    settle(services, submission_id)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        work.cases.decide(decision(case.id, case.version, outcome=outcome, by=RITA))
    assert found(services) == []


def test_a_decision_taken_back_teaches_nothing(services: Services) -> None:
    (submission_id,) = approve_requests(services, [FIRST])
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        work.cases.undo(case.id, RITA, NOW)
    assert found(services) == []


def test_a_case_opened_again_teaches_nothing_and_then_its_new_record(services: Services) -> None:
    (submission_id,) = approve_requests(services, [MARTA])
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        work.cases.reopen(case.id, "It was her sister.", NOW)
    assert found(services) == []
    approve(services, submission_id, FIRST.certification_number)
    assert [match.record.certification_number for match in found(services)] == ["E0901234"]


def test_what_waits_for_a_second_person_teaches_nothing_yet(services: Services) -> None:
    (submission_id,) = approve_requests(services, [FIRST])
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        work.dispatches.add(dispatch(case.id, state=DispatchState.HELD), NOW)
    assert found(services) == []
    with services.storage.work() as work:
        work.dispatches.release_held(case.id, RITA, NOW)
    assert len(found(services)) == 1


def test_a_rescan_of_a_paper_counts_once(services: Services) -> None:
    approve_requests(services, [FIRST, FIRST])
    assert len(found(services)) == 1


def test_a_correction_says_what_was_misread_until_it_is_taken_back(services: Services) -> None:
    submission_id = arrive(services, "one.eml", [a_request(FIRST, certification_number="E0901235")])
    settle(services, submission_id)
    said = {FieldName.CERTIFICATION_NUMBER: "E0901234", FieldName.APPLICANT_NAME: "Maria Luz Souza-Lima"}
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        correct_fields(work, case.id, case.version, case.document_ids[0], said, RITA, NOW)
    settle(services, submission_id)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        words = work.corrections.standing([submission_id])
        wrong = next(word for word in words if word.field is FieldName.APPLICANT_NAME)
        take_correction_back(work, case.id, case.version, wrong.id, RITA, NOW)
    settle(services, submission_id)
    approve(services, submission_id, FIRST.certification_number)
    (match,) = found(services)
    assert match.said == {"number": False}
    assert match.document.value(FieldName.CERTIFICATION_NUMBER) == "E0901235", "as the machine read it"


class TestPairs:
    def test_rivals_are_who_was_refused_and_not_another_credential_of_the_person(
        self, services: Services
    ) -> None:
        approve_requests(services, [FIRST])
        office = gather_office_pairs(services.storage, found(services))
        ((each,),) = [part for part in (office.training, office.frozen) if part]
        assert each.pair.number == "E0901234"
        assert {r.certification_number for r in each.pair.records} == {"E0901234", "E0901299"}

    def test_a_paper_on_which_nothing_is_the_records_is_left_out(self, services: Services) -> None:
        approve_requests(services, [FIRST], lambda place, person: a_request(JOHN))
        office = gather_office_pairs(services.storage, found(services))
        assert (office.training, office.frozen, office.left_out) == ((), (), 1)

    def test_what_is_measured_on_is_never_learned_from(self, services: Services) -> None:
        people = some_people(10)
        with services.storage.work() as work:
            work.records.upsert(people, NOW)
        approve_requests(services, people)
        matches = found(services)
        office = gather_office_pairs(services.storage, matches)
        assert len(office.frozen) == sum(match.frozen for match in matches)
        assert len(office.frozen) + len(office.training) == len(matches) == 10


def test_only_decided_cases_are_asked(services: Services) -> None:
    submission_id = arrive(services, "one.eml", [a_request(FIRST)])
    settle(services, submission_id)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
    assert case.status is CaseStatus.OPEN
    assert found(services) == []
