"""Which values of decided papers teach how sure a value is, on both databases."""

from pathlib import Path

import pytest

from domain.kinds import FieldName
from intake.extractors.sureness.values import JudgedValue
from processing.corrections import take_correction_back
from processing.labelled import labelled_papers
from processing.stages.labelled_fields import Lessons, gather_office_values
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.labelled import RITA, decide
from tests.processing.read_forms import decide_form, read_form
from tests.processing.stages.envelopes import NOW, services_on, settle


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    return services_on(storage, tmp_path)


def gathered(services: Services) -> Lessons[JudgedValue]:
    with services.storage.work() as work:
        labelled = list(labelled_papers(work))
    return gather_office_values(services.storage, labelled)


def judged(services: Services) -> dict[str, bool]:
    office = gathered(services)
    return {value.field: value.right for value in (*office.training, *office.frozen)}


def test_a_confirmed_value_is_right_and_a_corrected_one_wrong(services: Services) -> None:
    decide_form(services, read_form(services, 1), {FieldName.DATE_OF_BIRTH: "1987-02-03"})
    found = judged(services)
    assert (found["applicant_name"], found["certification_number"]) == (True, True)
    assert found["date_of_birth"] is False


def test_what_the_paper_does_not_say_was_read_wrongly(services: Services) -> None:
    decide_form(services, read_form(services, 1), {FieldName.CERTIFICATION_NUMBER: None})
    assert judged(services)["certification_number"] is False


def test_capitals_make_nothing_wrong(services: Services) -> None:
    decide_form(services, read_form(services, 1), {FieldName.APPLICANT_NAME: "JOHN MOORE"})
    assert judged(services)["applicant_name"] is True


def test_a_correction_taken_back_says_nothing(services: Services) -> None:
    submission_id = read_form(services, 1)
    decide_form(services, submission_id, {FieldName.DATE_OF_BIRTH: "1987-02-03"})
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
        work.cases.reopen(case.id, "The date was right.", NOW)
        case = work.cases.get(case.id)
        (wrong,) = [
            word
            for word in work.corrections.standing([submission_id])
            if word.field is FieldName.DATE_OF_BIRTH
        ]
        take_correction_back(work, case.id, case.version, wrong.id, RITA, NOW)
    settle(services, submission_id)
    decide(services, submission_id)
    found = judged(services)
    assert "date_of_birth" not in found
    assert found["applicant_name"] is True


def test_an_undecided_paper_teaches_nothing(services: Services) -> None:
    read_form(services, 1)
    assert judged(services) == {}


def test_all_values_of_one_arrival_are_on_one_side(services: Services) -> None:
    for place in range(8):
        decide_form(services, read_form(services, place))
    office = gathered(services)
    assert {v.group for v in office.training}.isdisjoint(v.group for v in office.frozen)
    assert len({v.group for v in (*office.training, *office.frozen)}) == 8
