"""What a case page says of cases that were decided before, and of a record that changed since."""

from dataclasses import replace
from datetime import timedelta

from domain.cases import Decision
from domain.ids import CaseId, UserName
from domain.kinds import FindingCode, Outcome, Role, Route, Severity
from tests.review.office import NUMBER, Office, a_finding, a_record

RITA = UserName("rita")


def reject(office: Office, case_id: CaseId) -> None:
    with office.storage.work() as work:
        case = work.cases.get(case_id)
        work.cases.decide(
            Decision(
                case_id, Outcome.REJECT, ("expired",), RITA, office.clock(), case.version,
                certification_number=NUMBER,
            )
        )  # fmt: skip


def test_an_earlier_case_of_the_record_is_named_with_its_outcome(office: Office) -> None:
    first = office.open_case()
    reject(office, first)
    page = office.visitor().get(f"/cases/{office.open_case()}").text
    assert f'Decided before on this record: <a href="/cases/{first}">{first}</a>' in page
    assert "reject, 2026-03-02" in page


def test_a_restricted_one_is_named_to_supervisors_alone(office: Office) -> None:
    first = office.open_case()
    reject(office, first)
    with office.storage.work() as work:
        work.cases.reroute(first, Route.RESTRICTED)
    later = office.open_case()
    assert "Decided before" not in office.visitor().get(f"/cases/{later}").text
    assert first in office.visitor("sue", Role.SUPERVISOR).get(f"/cases/{later}").text


def test_a_case_that_a_finding_names_is_a_link(office: Office) -> None:
    named = replace(
        a_finding(Severity.NOTES, FindingCode.DECIDED_BEFORE), staff_words="The papers name C-2026-000777."
    )
    page = office.visitor().get(f"/cases/{office.open_case(findings=(named,))}").text
    assert 'The papers name <a href="/cases/C-2026-000777">C-2026-000777</a>.' in page


def test_a_record_that_changed_since_is_told(office: Office) -> None:
    case_id = office.open_case()
    reject(office, case_id)
    assert "after this was decided" not in office.visitor().get(f"/cases/{case_id}").text
    with office.storage.work() as work:
        work.records.upsert([a_record(status="Expired")], office.clock() + timedelta(days=2))
    told = f"Record {NUMBER} changed on 2026-03-04, after this was decided."
    assert told in office.visitor().get(f"/cases/{case_id}").text
