"""Moving papers between cases on the case page."""

from typing import Any

import pytest

from domain.cases import Case
from domain.ids import CaseId
from domain.kinds import Kind, Role, Route, Subkind
from domain.moves import MACHINE, Move, MoveReason
from domain.states import CaseStatus
from tests.review.office import Office, Visiting


def case(office: Office, case_id: str) -> Case:
    with office.storage.work() as work:
        return work.cases.get(CaseId(case_id))


def move(office: Office, visitor: Visiting, case_id: str, **form: Any) -> Any:
    shown = case(office, case_id)
    values = {"version": shown.version, "paper": list(shown.document_ids)} | form
    return visitor.post(f"/cases/{case_id}/move", **values)


def take_back(office: Office, visitor: Visiting, case_id: str) -> Any:
    with office.storage.work() as work:
        deed = work.moves.of_case(CaseId(case_id))[-1].deed
    return visitor.post(f"/cases/{case_id}/move-back", version=case(office, case_id).version, deed=deed)


@pytest.fixture
def merged(office: Office) -> tuple[CaseId, CaseId]:
    """Two cases, the papers of the second moved into the first."""
    first, second = office.open_case(), office.open_case()
    answer = move(office, office.visitor(), second, to=f" {first.lower()} ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{first}")
    return first, second


class TestMerging:
    def test_shows_the_papers_with_their_reason_in_the_other_case(
        self, office: Office, merged: tuple[CaseId, CaseId]
    ) -> None:
        first, second = merged
        page = office.visitor().get(f"/cases/{first}").text
        assert f"Document 2. Moved here from {second} by rita, 2026-03-02." in page
        assert "Page 4" in page
        assert page.count("request.pdf") == 2

    def test_leaves_a_closed_case_that_tells_where_they_are(
        self, office: Office, merged: tuple[CaseId, CaseId]
    ) -> None:
        first, second = merged
        page = office.visitor().get(f"/cases/{second}").text
        assert f'Papers of this case are in <a href="/cases/{first}">{first}</a>' in page
        assert "There is nothing to decide." in page
        assert "Move papers" not in page

    def test_asks_that_the_moved_pages_are_looked_at_before_approval(
        self, office: Office, merged: tuple[CaseId, CaseId]
    ) -> None:
        visitor = office.visitor()
        visitor.look_at(merged[0], pages=2)
        answer = visitor.approve(merged[0], case(office, merged[0]).version)
        assert answer.status_code == 422
        assert "Not yet seen: page 3, 4" in answer.text

    def test_is_taken_back_with_both_cases_as_before(
        self, office: Office, merged: tuple[CaseId, CaseId]
    ) -> None:
        first, second = merged
        answer = take_back(office, office.visitor(), first)
        assert answer.headers["location"] == f"/cases/{second}"
        assert case(office, second).status is CaseStatus.OPEN
        assert [len(case(office, c).document_ids) for c in merged] == [1, 1]


def test_what_nobody_accounts_for_stands_against_approval_of_the_case_it_came_into(office: Office) -> None:
    first, second = office.open_case(), office.open_case(lost_page=True)
    visitor = office.visitor()
    move(office, visitor, second, to=first)
    visitor.look_at(first, pages=4)
    answer = visitor.approve(first, case(office, first).version)
    assert answer.status_code == 422
    assert "neither in a document nor set aside" in answer.text


def test_quarantine_of_what_joined_is_shown(office: Office) -> None:
    first, second = office.open_case(), office.open_case()
    office.quarantine(second)
    move(office, office.visitor(), second, to=first)
    assert "locked by a password" in office.visitor().get(f"/cases/{first}").text


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        pytest.param({"paper": []}, 422, "Choose the papers to move", id="none ticked"),
        pytest.param({"to": ""}, 422, "would hold all papers", id="all into a new one"),
        pytest.param({"to": "C-1"}, 422, "There is no such case", id="into none"),
        pytest.param({"version": 0}, 409, "Nothing was moved", id="changed meanwhile"),
        pytest.param({"form_token": "forged"}, 403, "", id="a forged form"),
    ],
)
def test_says_why_nothing_was_moved(office: Office, form: dict[str, Any], status: int, words: str) -> None:
    first, second = office.open_case(), office.open_case()
    answer = move(office, office.visitor(), second, **({"to": first} | form))
    assert answer.status_code == status
    assert words in answer.text
    assert [len(case(office, c).document_ids) for c in (first, second)] == [1, 1]


def test_a_case_with_a_colleague_is_left_alone(office: Office) -> None:
    first, second = office.open_case(), office.open_case()
    office.visitor("sam").get(f"/cases/{first}")
    answer = move(office, office.visitor(), second, to=first)
    assert answer.status_code == 409
    assert "sam holds" in answer.text


def test_a_restricted_case_takes_nothing_from_who_may_not_see_it(office: Office) -> None:
    closed, ours = office.open_case(route=Route.RESTRICTED), office.open_case()
    answer = move(office, office.visitor(), ours, to=closed)
    assert (answer.status_code, len(case(office, closed).document_ids)) == (422, 1)
    assert "restricted" in answer.text


def test_papers_that_came_from_a_restricted_case_do_not_name_it(office: Office) -> None:
    closed, ours = office.open_case(route=Route.RESTRICTED), office.open_case()
    move(office, office.visitor("sam", Role.SUPERVISOR), closed, to=ours)
    page = office.visitor().get(f"/cases/{ours}").text
    assert "Moved here from a case that you may not see by sam" in page
    assert closed not in page
    assert closed in office.visitor("sue", Role.SUPERVISOR).get(f"/cases/{ours}").text


def test_a_restricted_paper_closes_the_case_that_a_colleague_passed_on(office: Office) -> None:
    report = {"kind": Kind.OTHER, "subkind": Subkind.SELF_REPORT, "route": Route.RESTRICTED}
    closed, ours = office.open_case(**report), office.open_case()
    rita, sam = office.visitor(), office.visitor("sam", Role.SUPERVISOR)
    rita.look_at(ours)
    passed_on = {"version": 1, "outcome": "reroute", "reason": "reroute/wrong_office", "route": "triage"}
    assert rita.post(f"/cases/{ours}/decide", **passed_on).status_code == 303
    assert move(office, sam, closed, to=ours).status_code == 303
    assert case(office, ours).route is Route.RESTRICTED
    assert rita.get(f"/cases/{ours}").status_code == 403
    assert sam.get(f"/cases/{ours}").status_code == 200


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.ADMIN])
def test_only_who_decides_may_move(office: Office, role: Role) -> None:
    first, second = office.open_case(), office.open_case()
    assert move(office, office.visitor("cleo", role), second, to=first).status_code == 403


def test_joined_papers_are_shown_with_the_reason_and_can_be_taken_back(office: Office) -> None:
    first, second = office.open_case(), office.open_case()
    joined = case(office, second)
    with office.storage.work() as work:
        work.cases.change_papers(second, take=joined.document_ids)
        work.cases.change_papers(first, add=joined.document_ids)
        work.moves.add(
            [
                Move(
                    "d1", joined.document_ids[0], joined.submission_id, None, first, MoveReason.REFERENCE,
                    CaseStatus.OPEN, joined.due_on, MACHINE, office.clock(),
                )
            ]
        )  # fmt: skip
    visitor = office.visitor()
    page = visitor.get(f"/cases/{first}").text
    assert "Document 2. Joined: came 2026-03-02 by email from ana.reyes@example.org" in page
    assert "because they name this case." in page
    assert "Take back: document 2" in page
    answer = take_back(office, visitor, first)
    own = case(office, answer.headers["location"].removeprefix("/cases/"))
    assert (own.submission_id, own.document_ids) == (joined.submission_id, joined.document_ids)


def test_moving_gives_the_case_back(office: Office) -> None:
    first, second = office.open_case(), office.open_case()
    visitor = office.visitor()
    visitor.get(f"/cases/{second}")
    move(office, visitor, second, to=first)
    assert case(office, second).claimed_by is None


def test_a_batch_whose_count_differs_keeps_the_case_that_its_papers_came_into_from_approval(
    office: Office,
) -> None:
    first, (_, (scanned,)) = office.open_case(), office.scan({}, expected=2)
    visitor = office.visitor()
    move(office, visitor, scanned, to=first)
    visitor.look_at(first, pages=4)
    answer = visitor.approve(first, case(office, first).version)
    assert answer.status_code == 422
    assert "The count of batch" in answer.text
