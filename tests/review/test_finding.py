"""Finding a record by hand: what the papers say is looked for first, and nothing typed is lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.ids import CaseId, CertificationNumber
from domain.kinds import MatchStatus, Role, Severity
from domain.records import Match
from domain.states import CaseStatus
from tests.review.browsing import NARROW, WIDE, OpenTab
from tests.review.office import NUMBER, TWIN, Office, Visiting, a_finding, a_record

NOBODY = Match(MatchStatus.NONE)
OTHER = CertificationNumber("P0000007")


@pytest.fixture
def unmatched(office: Office) -> CaseId:
    """A case of Ana Reyes, whose record the machine did not find."""
    nunez = replace(a_record(OTHER, "O’Brien-Núñez"), first_name="Núñez", date_of_birth=date(1990, 1, 2))
    with office.storage.work() as work:
        work.records.upsert([nunez], office.clock())
    return office.open_case(match=NOBODY, number=None)


def find(visitor: Visiting, case_id: CaseId, **form: Any) -> str:
    answer = visitor.post(f"/cases/{case_id}/record/find", **form)
    assert answer.status_code == 200
    return str(answer.text)


def found_in(page: str) -> list[str]:
    return [n for n in (NUMBER, TWIN, OTHER) if f'<th scope="row">{n}</th>' in page]


def test_what_the_papers_say_is_looked_for_first(office: Office, unmatched: CaseId) -> None:
    page = find(office.visitor(), unmatched)
    assert 'value="Ana Reyes"' in page
    assert NUMBER in found_in(page)
    assert "the same" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"find": "nunez"}, [OTHER], id="start of a name without its accents"),
        pytest.param({"find": "p0000007"}, [OTHER], id="number"),
        pytest.param({"find": "Ana Rayes"}, [NUMBER, TWIN], id="sounds like it"),
        pytest.param({"find": "Zzyzx"}, [], id="nobody"),
        pytest.param({"find": ""}, [], id="nothing"),
    ],
)
def test_records_are_found(
    office: Office, unmatched: CaseId, asked: dict[str, str], found: list[str]
) -> None:
    page = find(office.visitor(), unmatched, asked="true", **asked)
    assert found_in(page) == found
    assert ("Try the surname alone" in page) == (not found)


@pytest.mark.parametrize("born", ["1990-01-02", "1/2/1990", "01-02-1990"])
def test_a_birth_date_may_be_typed_month_first(office: Office, unmatched: CaseId, born: str) -> None:
    page = find(office.visitor(), unmatched, asked="true", find="nunez", born=born)
    assert "the same" in page
    assert 'value="1990-01-02"' in page


def test_what_was_typed_for_the_record_is_looked_for(office: Office, unmatched: CaseId) -> None:
    assert OTHER in found_in(find(office.visitor(), unmatched, record="Núñez"))


def test_nothing_typed_is_lost_on_the_way(office: Office, unmatched: CaseId) -> None:
    visitor = office.visitor()
    typed = {
        "outcome": "approve",
        "reason": "approve/record_confirmed",
        "note": "ask Sue first",
        "other_destination": "Room <5>",
    }
    page = find(visitor, unmatched, **typed)
    assert "ask Sue first" in page
    assert "Room &lt;5&gt;" in page
    case = visitor.post(f"/cases/{unmatched}/record/take", record=NUMBER, **typed).text
    assert f'name="record" value="{NUMBER}"' in case
    assert "ask Sue first" in case
    assert 'value="approve/record_confirmed" checked' in case
    with office.storage.work() as work:
        assert work.cases.rows()[0].case.status is CaseStatus.OPEN


def test_the_log_tells_which_records_were_shown_and_no_name(office: Office, unmatched: CaseId) -> None:
    find(office.visitor(), unmatched, asked="true", find="Núñez")
    assert ("records_found", unmatched) in office.actions("rita")
    with office.storage.work() as work:
        (entry,) = [e for e in work.audit.entries(subject=unmatched) if e.action == "records_found"]
    assert entry.details == {"records": OTHER}


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.ADMIN])
def test_who_does_not_decide_finds_nobody(office: Office, unmatched: CaseId, role: Role) -> None:
    answer = office.visitor(role.value, role).post(f"/cases/{unmatched}/record/find", find="Ana")
    assert answer.status_code == 403


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_by_keyboard(office: Office, unmatched: CaseId, open_tab: OpenTab, width: int) -> None:
    tab = open_tab("rita", width=width)
    tab.open(f"/cases/{unmatched}")
    tab.page.locator("details.byform > summary").click()
    tab.page.fill("#note", "ask Sue first")
    tab.page.get_by_role("button", name="Find a record by hand").press("Enter")
    tab.page.wait_for_selector("#find:focus")
    assert tab.find_faults() == []
    tab.page.get_by_role("button", name=f"Take {NUMBER}").press("Enter")
    tab.page.wait_for_selector("#record:focus")
    assert tab.page.input_value("#record") == NUMBER
    assert tab.page.input_value("#note") == "ask Sue first"
    assert tab.find_faults() == []


def test_a_proposal_that_something_stands_against_takes_two_keys(office: Office, open_tab: OpenTab) -> None:
    case_id = office.open_case(findings=(a_finding(Severity.BLOCKS),))
    tab = open_tab("rita")
    tab.open(f"/cases/{case_id}")
    tab.press("F6")
    tab.page.wait_for_selector("input[name=outcome][value=request-information]:checked:focus")
    tab.press("Enter")
    tab.page.wait_for_url("**/?done=*")
    with office.storage.work() as work:
        assert work.cases.get(case_id).status is CaseStatus.WAITING
