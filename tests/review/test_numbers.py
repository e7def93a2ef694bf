"""Numbers that nobody's row has, in addresses and forms: refused in words, never an error of the database."""

import pytest

from domain.kinds import Role
from tests.review.office import Office

ASTRAY = ("9" * 30, "9" * 5000, "-1", str(2**63))


@pytest.mark.parametrize("number", ASTRAY, ids=("long", "longest", "negative", "just beyond"))
def test_no_page_fails_by_a_number(office: Office, number: str) -> None:
    supervisor = office.visitor("sam", Role.SUPERVISOR)
    case_id = office.open_case()
    answers = [
        supervisor.get(f"/rules?version={number}"),
        supervisor.get(f"/rules/file?version={number}"),
        supervisor.get(f"/audit?before={number}"),
        supervisor.get(f"/quarantine/{number}"),
        supervisor.post(f"/quarantine/{number}/close", words="settled"),
        supervisor.post(f"/status/alarms/{number}"),
        supervisor.post(f"/cases/{case_id}/uncorrect", version="1", correction=number),
        supervisor.post("/calendar/days", kind="cpr_card", days=number),
    ]
    assert [answer.status_code for answer in answers] == [422] * len(answers)
