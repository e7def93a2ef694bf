"""Two people cannot decide one case: many at once, against a real server, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable

import httpx
import pytest

from domain.ids import UserName
from domain.kinds import Role
from review.guard import COOKIE
from review.tokens import form_token
from tests.review.office import AGENCY, Office

#: As many as an office of this size never has at one case.
PEOPLE = 16


def at_once(people: list[httpx.Client], do: Callable[[httpx.Client], httpx.Response]) -> list[httpx.Response]:
    """All of them at the same moment."""
    barrier, answers = threading.Barrier(len(people)), {}

    def run(place: int, client: httpx.Client) -> None:
        barrier.wait(timeout=30)
        answers[place] = do(client)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [answers[place] for place in range(len(people))]


def sign_in(office: Office, address: str, number: int) -> httpx.Client:
    token = office.open_session(f"reviewer-{number}", Role.REVIEWER)
    return httpx.Client(base_url=address, cookies={COOKIE: token}, timeout=60)


def approve(case_id: str) -> Callable[[httpx.Client], httpx.Response]:
    def post(client: httpx.Client) -> httpx.Response:
        form = {
            "form_token": form_token(client.cookies[COOKIE]),
            "version": "1",
            "outcome": "approve",
            "reason": "approve/complete",
            "destination": AGENCY.key,
        }
        return client.post(f"/cases/{case_id}/decide", data=form)

    return post


@pytest.mark.parametrize("opened", [True, False], ids=["with a lease", "without a lease"])
def test_many_decide_at_once_and_one_decision_stands(any_office: Office, opened: bool) -> None:
    case_id = any_office.open_case(pages=1)
    with any_office.serving() as address:
        people = [sign_in(any_office, address, number) for number in range(PEOPLE)]
        if opened:
            at_once(people, lambda client: client.get(f"/cases/{case_id}"))
        at_once(people, lambda client: client.get(f"/cases/{case_id}/pages/1/image"))
        answers = at_once(people, approve(case_id))
        for client in people:
            client.close()
    assert Counter(a.status_code for a in answers) == {303: 1, 409: PEOPLE - 1}
    with any_office.storage.work() as work:
        (made,) = work.cases.decisions(case_id)
        assert len(work.dispatches.of_case(case_id)) == 1
    winner = next(n for n, a in enumerate(answers) if a.status_code == 303)
    assert made.by == UserName(f"reviewer-{winner}")
    for answer in answers:
        if answer.status_code == 409:
            assert "Your decision (approve) was not taken" in answer.text
            decided, held = f"by {made.by},", f"{made.by} holds"
            assert decided in answer.text or (opened and held in answer.text), "theirs is not shown"
    assert any_office.storage.verify_audit() is None
    assert [who for who, _ in any_office.actions() if who == "decide"] == ["decide"]


def test_many_ask_for_the_next_case_and_get_different_ones(any_office: Office) -> None:
    cases = [any_office.open_case(pages=1) for _ in range(6)]
    with any_office.serving() as address:
        people = [sign_in(any_office, address, number) for number in range(6)]
        answers = at_once(people, lambda client: client.get("/cases/next"))
        for client in people:
            client.close()
    assert sorted(a.headers["location"] for a in answers) == [f"/cases/{case_id}" for case_id in cases]


def test_two_second_persons_confirm_once(any_office: Office) -> None:
    case_id = any_office.open_case(pages=1)
    rita = any_office.visitor()
    rita.look_at(case_id, pages=1)
    assert rita.approve(case_id, destination="", other_destination="Nowhere Lane 1").status_code == 303

    def confirm(client: httpx.Client) -> httpx.Response:
        form = {"form_token": form_token(client.cookies[COOKIE]), "version": "2"}
        return client.post(f"/cases/{case_id}/confirm", data=form)

    with any_office.serving() as address:
        people = [sign_in(any_office, address, number) for number in range(4)]
        at_once(people, lambda client: client.get(f"/cases/{case_id}/pages/1/image"))
        answers = at_once(people, confirm)
        for client in people:
            client.close()
    assert Counter(a.status_code for a in answers) == {303: 1, 422: 3}
