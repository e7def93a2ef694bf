"""The administrator's page of the office's days: what it changes, at once and in the audit log."""

from datetime import date

import pytest

from domain.kinds import Kind, Role
from tests.review.office import Office


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SUPERVISOR])
def test_a_snow_day_moves_due_dates_and_is_taken_back(office: Office, role: Role) -> None:
    case_id, boss = office.open_case(due_on=date(2026, 3, 16)), office.visitor("boss", role)
    assert boss.post("/calendar/close", day="2026-03-04", why="snow").status_code == 303
    assert "2026-03-04" in boss.get("/calendar").text
    assert due(office, case_id) == date(2026, 3, 17)
    assert boss.post("/calendar/open", day="2026-03-04").status_code == 303
    assert due(office, case_id) == date(2026, 3, 16)
    with office.storage.work() as work:
        told = [(e.who, e.action) for e in work.audit.entries(subject="2026-03-04")]
    assert told == [("boss", "office_closed"), ("boss", "office_opened")]


def test_days_of_a_kind_of_work(office: Office) -> None:
    case_id, ada = office.open_case(due_on=date(2026, 3, 16)), office.visitor("ada", Role.ADMIN)
    assert ada.post("/calendar/days", kind="verification_request", days="3").status_code == 303
    assert due(office, case_id) == date(2026, 3, 5)
    assert "set by ada" in ada.get("/calendar").text
    assert ada.post("/calendar/days", kind="verification_request", days="").status_code == 303
    assert due(office, case_id) == date(2026, 3, 16)
    with office.storage.work() as work:
        told = [e.action for e in work.audit.entries(subject=Kind.VERIFICATION_REQUEST.value)]
    assert told == ["term_set", "term_dropped"]


@pytest.mark.parametrize(
    ("verb", "form", "words"),
    [
        pytest.param("close", {"day": "04/03/2026", "why": "snow"}, "2027-02-17", id="another form of a day"),
        pytest.param(
            "close", {"day": "2026-03-08", "why": "snow"}, "closed on 2026-03-08 already", id="Sunday"
        ),
        pytest.param("close", {"day": "2026-03-04"}, "Say why", id="without a word"),
        pytest.param("open", {"day": "2026-03-04"}, "no closure of 2026-03-04", id="none there"),
        pytest.param("days", {"kind": "cpr_card", "days": "0"}, "from 1 to", id="no day at all"),
        pytest.param("days", {"kind": "cpr_card", "days": "ten"}, "from 1 to", id="no number"),
    ],
)
def test_says_what_is_wrong_and_changes_nothing(
    office: Office, verb: str, form: dict[str, str], words: str
) -> None:
    answer = office.visitor("ada", Role.ADMIN).post(f"/calendar/{verb}", **form)
    assert (answer.status_code, words in answer.text) == (422, True)
    with office.storage.work() as work:
        assert (work.office_days.closures(), work.office_days.terms()) == ([], [])


def test_shows_the_holidays_that_the_office_keeps(office: Office) -> None:
    page = office.visitor("ada", Role.ADMIN).get("/calendar").text
    for words in (
        "2026-04-20 Patriots",
        "2026-06-19 Juneteenth",
        "2026-12-25 Christmas",
        "2027-11-25 Thanksgiving",
    ):
        assert words in page
    assert "2026-07-03" not in page


def due(office: Office, case_id: str) -> date:
    with office.storage.work() as work:
        (case,) = [case for case in work.cases.undecided() if case.id == case_id]
    return case.due_on
