"""A session that ends under a form: what was typed is still there after signing in."""

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.ids import CaseId, UserName
from domain.kinds import Role
from domain.states import CaseStatus
from review.resuming import LARGEST_FORM, Left
from tests.review.browsing import OpenTab
from tests.review.office import Office, Visiting

PASSWORD = "long enough words"
FORM = {"version": "1", "outcome": "reroute", "reason": "reroute/wrong_office", "note": 'ask "Sue" <first>'}


@pytest.fixture
def rita(office: Office) -> Visiting:
    """Somebody with a password whose session has just ended."""
    office.add_account("rita", Role.REVIEWER, "link-of-rita")
    with office.storage.work() as work:
        work.accounts.redeem_link("link-of-rita", PASSWORD, office.clock())
    visitor = office.visitor("rita")
    visitor.look_at(office.open_case())
    office.clock.pass_by(minutes=61)
    return visitor


def hidden(page: str) -> list[tuple[str, str]]:
    """Names and values of a page's hidden fields."""
    return [
        (name, unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    ]


def sign_in(client: TestClient, page: str, password: str = PASSWORD, name: str = "rita") -> Any:
    return client.post("/signin", data=dict(hidden(page)) | {"name": name, "password": password})


def first_case(office: Office) -> CaseId:
    with office.storage.work() as work:
        return work.cases.rows()[0].case.id


def test_a_form_that_came_too_late_is_sent_after_signing_in(office: Office, rita: Visiting) -> None:
    case_id = first_case(office)
    asked = rita.post(f"/cases/{case_id}/decide", **FORM)
    assert asked.status_code == 401
    assert "Your session has ended, and nothing was saved." in asked.text
    wrong = sign_in(rita.client, asked.text, "wrong words, all of them")
    resumed = sign_in(rita.client, wrong.text)
    assert resumed.status_code == 200
    assert "ask &#34;Sue&#34; &lt;first&gt;" in resumed.text
    with office.storage.work() as work:
        assert work.cases.get(case_id).status is CaseStatus.OPEN, "signing in alone decided"
    assert rita.client.post(f"/cases/{case_id}/decide", data=dict(hidden(resumed.text))).status_code == 303
    with office.storage.work() as work:
        assert work.cases.decisions(case_id)[-1].note == FORM["note"]


def test_a_form_does_not_come_to_another_person(office: Office, rita: Visiting) -> None:
    office.add_account("otto", Role.SUPERVISOR, "link-of-otto")
    with office.storage.work() as work:
        work.accounts.redeem_link("link-of-otto", PASSWORD, office.clock())
    asked = rita.post(f"/cases/{first_case(office)}/decide", **FORM)
    answer = sign_in(rita.client, asked.text, name="otto")
    assert answer.headers.get("location") == "/"
    assert "first" not in answer.text


def test_a_form_of_who_signed_out_or_was_shut_out_is_not_kept(office: Office, rita: Visiting) -> None:
    with office.storage.work() as work:
        work.accounts.set_active(UserName("rita"), False)
    answer = rita.post(f"/cases/{first_case(office)}/decide", **FORM)
    assert answer.headers["location"] == "/signin"


def test_a_page_that_was_asked_for_comes_after_signing_in(office: Office, rita: Visiting) -> None:
    case_id = first_case(office)
    answer = rita.get(f"/cases/{case_id}?page=2")
    assert answer.headers["location"] == f"/signin?to=/cases/{case_id}"
    shown = rita.client.get(answer.headers["location"])
    assert sign_in(rita.client, shown.text).headers["location"] == f"/cases/{case_id}"


def test_words_of_a_search_do_not_go_into_an_address(rita: Visiting) -> None:
    assert rita.get("/?search=Reyes").headers["location"] == "/signin"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"form_token": "x", "note": "hello"}, id="not of this session"),
        pytest.param({"note": "x" * LARGEST_FORM}, id="too large"),
        pytest.param({}, id="nothing filled in"),
    ],
)
def test_other_forms_are_not_kept(office: Office, rita: Visiting, form: dict[str, str]) -> None:
    answer = rita.post(f"/cases/{first_case(office)}/decide", **form)
    assert answer.headers["location"] == "/signin"


def test_nothing_is_kept_for_who_was_never_here(office: Office) -> None:
    answer = office.client().post("/cases/C-2026-000001/decide", data=FORM | {"form_token": ""})
    assert answer.headers["location"] == "/signin"


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\nb"]
)
def test_nobody_is_led_elsewhere(rita: Visiting, path: str) -> None:
    page = rita.client.get("/signin", params={"to": path}).text
    assert sign_in(rita.client, page).headers["location"] == "/"


@pytest.mark.parametrize("packed", ["{", "1", '["a"]', "[[1]]"])
def test_what_is_not_whole_is_left_out(packed: str) -> None:
    assert Left.read("/cases/1", packed) == Left("/cases/1")


def test_in_a_browser(office: Office, rita: Visiting, open_tab: OpenTab) -> None:
    case_id = first_case(office)
    tab = open_tab("rita")
    tab.open(f"/cases/{case_id}")
    tab.page.locator("details.byform > summary").click()
    tab.page.check("input[value=reroute]")
    tab.page.check("input[value='reroute/wrong_office']")
    tab.page.fill("#note", "ask Sue first")
    office.clock.pass_by(minutes=61)
    tab.page.get_by_role("button", name="Decide", exact=True).click()
    tab.page.wait_for_selector("text=Your session has ended")
    assert tab.find_faults() == []
    tab.page.fill("#name", "rita")
    tab.page.fill("#password", PASSWORD)
    tab.press("Enter")
    tab.page.wait_for_selector("text=ask Sue first")
    assert tab.find_faults() == []
    tab.press("Enter")
    tab.page.wait_for_selector("text=Take it back")
    with office.storage.work() as work:
        assert work.cases.decisions(case_id)[-1].by == UserName("rita")
