"""Deciding at the pages: what stands in the way, one key, taking back, the second person."""

from datetime import timedelta

import pytest

from domain.ids import CaseId
from domain.kinds import (
    DispatchKind,
    FieldName,
    FindingCode,
    Kind,
    MatchStatus,
    Outcome,
    Role,
    Route,
    Severity,
)
from domain.states import CaseStatus, DispatchState, Stage
from review.comparing import say_chance
from tests.review.office import AGENCY, TWIN, WRITTEN, Office, a_finding, a_match
from tests.storage.situations import dispatch


def status(office: Office, case_id: str) -> CaseStatus:
    with office.storage.work() as work:
        return work.cases.get(CaseId(case_id)).status


def sent(office: Office, case_id: str) -> list[tuple[DispatchKind, DispatchState]]:
    with office.storage.work() as work:
        return [(d.kind, d.state) for d in work.dispatches.of_case(CaseId(case_id))]


def test_each_candidate_is_shown_with_its_chance(office: Office) -> None:
    case_id = office.open_case(match=a_match(MatchStatus.AMBIGUOUS, "A namesake stands near."), number=None)
    page = office.visitor().get(f"/cases/{case_id}").text
    assert "over 99.9 % likely by the values alone" in page
    assert "40 % likely" in page


def test_why_not_the_second_candidate_is_said(office: Office) -> None:
    case_id = office.open_case(match=a_match(MatchStatus.AMBIGUOUS, "A namesake stands near."), number=None)
    page = office.visitor().get(f"/cases/{case_id}").text
    assert f"{TWIN} fits as well: no field tells the two apart." in page


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        pytest.param(0.9999, "over 99.9 % likely", id="never certain"),
        pytest.param(0.9989, "99.8 % likely", id="rounded down at the top"),
        pytest.param(0.9899, "98 % likely", id="whole"),
        pytest.param(0.4, "40 % likely", id="two near ones"),
        pytest.param(0.0099, "under 1 % likely", id="hardly"),
    ],
)
def test_a_chance_in_words(probability: float, words: str) -> None:
    assert say_chance(probability) == words


class TestApproval:
    def test_of_a_case_whose_pages_were_all_shown(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        assert visitor.approve(case_id).status_code == 303
        assert status(office, case_id) is CaseStatus.DECIDED
        assert sent(office, case_id) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.READY)]

    @pytest.mark.parametrize("way", ["decide", "accept"])
    def test_not_before_every_page_was_shown(self, office: Office, way: str) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id, pages=1)
        form = {"version": 1, "outcome": "approve", "reason": "approve/complete", "destination": AGENCY.key}
        answer = visitor.post(f"/cases/{case_id}/{way}", **form)
        assert answer.status_code == 422
        assert "Not yet seen: page 2" in answer.text
        assert status(office, case_id) is CaseStatus.OPEN

    def test_not_by_what_a_colleague_was_shown(self, office: Office) -> None:
        case_id = office.open_case()
        first = office.visitor("first")
        first.look_at(case_id)
        first.post(f"/cases/{case_id}/release")
        assert "Not yet seen: page 1, 2" in office.visitor("second").approve(case_id).text

    def test_not_by_what_the_browser_fetched_ahead(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.client.headers["Sec-Purpose"] = "prefetch"
        visitor.look_at(case_id)
        del visitor.client.headers["Sec-Purpose"]
        assert visitor.approve(case_id).status_code == 422

    def test_not_while_a_page_is_unaccounted_for(self, office: Office) -> None:
        case_id, visitor = office.open_case(lost_page=True), office.visitor()
        visitor.look_at(case_id, pages=3)
        assert "Neither in a document nor set aside: page 3." in visitor.get(f"/cases/{case_id}").text
        said = visitor.approve(case_id).text
        assert "neither in a document nor set aside (page 3: being worked on)" in said
        assert status(office, case_id) is CaseStatus.OPEN

    def test_pages_set_aside_can_be_looked_at_but_need_not(self, office: Office) -> None:
        case_id, visitor = office.open_case(blank_page=True), office.visitor()
        assert "blank, nothing on it" in visitor.get(f"/cases/{case_id}", params={"page": 3}).text
        visitor.look_at(case_id, pages=2)
        assert visitor.approve(case_id).status_code == 303

    def test_of_a_page_that_is_text(self, office: Office) -> None:
        case_id, visitor = office.open_case(text_page="I am Ana Reyes, please verify me."), office.visitor()
        assert visitor.get(f"/cases/{case_id}").status_code == 200
        assert visitor.approve(case_id).status_code == 303

    def test_refused_keeps_what_was_typed(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        answer = visitor.approve(
            case_id,
            destination="",
            other_destination="",
            note="ask Sue first",
            reason="approve/record_confirmed",
        )
        assert answer.status_code == 422
        assert "needs a destination" in answer.text
        assert "ask Sue first" in answer.text
        assert 'value="approve/record_confirmed" checked' in answer.text
        assert 'value="approve/complete" checked' not in answer.text

    def test_needs_an_outcome_and_a_reason(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        assert "Choose an outcome" in visitor.post(f"/cases/{case_id}/decide", version=1).text
        answer = visitor.post(
            f"/cases/{case_id}/decide", version=1, outcome="reject", reason="approve/complete"
        )
        assert "A reason is needed" in answer.text
        answer = visitor.post(
            f"/cases/{case_id}/decide", version=1, outcome="reject", reason="reject/invented"
        )
        assert "is no reason for reject" in answer.text


class TestOneKey:
    def test_takes_the_proposal_with_its_reasons_to_the_listed_office(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        assert "F2" in visitor.get(f"/cases/{case_id}").text
        assert visitor.post(f"/cases/{case_id}/accept", version=1).status_code == 303
        with office.storage.work() as work:
            made = work.cases.decisions(case_id)[0]
            (letter,) = work.dispatches.of_case(case_id)
        assert (made.outcome, made.reasons, made.destination) == (Outcome.APPROVE, ("complete",), AGENCY.key)
        assert (letter.recipient, letter.state) == (AGENCY.email, DispatchState.READY)

    def test_asks_for_what_is_missing(self, office: Office) -> None:
        blocking = a_finding(Severity.BLOCKS, FindingCode.MISSING_SIGNATURE)
        case_id, visitor = office.open_case(findings=(blocking,)), office.visitor()
        visitor.look_at(case_id)
        assert visitor.post(f"/cases/{case_id}/accept", version=1).status_code == 303
        assert status(office, case_id) is CaseStatus.WAITING

    @pytest.mark.parametrize(
        "brake",
        [
            pytest.param({"second_person": True}, id="second person"),
            pytest.param({"match": a_match(brake="A namesake stands near.")}, id="namesake"),
            pytest.param({"match": a_match(MatchStatus.AMBIGUOUS)}, id="no record settled"),
            pytest.param({"findings": (a_finding(),)}, id="a warning"),
        ],
    )
    def test_is_not_offered_where_a_brake_stands(self, office: Office, brake: dict[str, object]) -> None:
        case_id, visitor = office.open_case(**brake), office.visitor()
        visitor.look_at(case_id)
        assert 'data-key="F2"' not in visitor.get(f"/cases/{case_id}").text
        answer = visitor.post(f"/cases/{case_id}/accept", version=1)
        assert answer.status_code == 422
        assert "Something speaks against the proposal" in answer.text
        assert status(office, case_id) is CaseStatus.OPEN

    def test_is_not_offered_before_every_page_was_shown(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        page = visitor.get(f"/cases/{case_id}").text
        assert 'data-key="F2"' not in page
        assert "Not yet seen: page 2" in page

    def test_sends_no_letter_to_an_office_that_is_not_listed(self, office: Office) -> None:
        unlisted = tuple(
            (name, "Bureau of Invention" if name is FieldName.REQUESTING_AGENCY else text, x, y)
            for name, text, x, y in WRITTEN
        )
        case_id, visitor = office.open_case(written=unlisted), office.visitor()
        visitor.look_at(case_id)
        assert 'data-key="F2"' not in visitor.get(f"/cases/{case_id}").text
        assert "needs a destination" in visitor.post(f"/cases/{case_id}/accept", version=1).text

    def test_goes_on_to_the_next_case_and_says_what_was_done(self, office: Office) -> None:
        first, second = office.open_case(), office.open_case()
        visitor = office.visitor()
        visitor.look_at(first)
        answer = visitor.post(f"/cases/{first}/accept", version=1)
        following = visitor.get(answer.headers["location"])
        assert following.headers["location"] == f"/cases/{second}?done={first}"
        page = visitor.get(following.headers["location"]).text
        assert f"{first}</a> is decided: <strong>approve</strong>" in page
        assert f'action="/cases/{first}/undo"' in page


class TestTakingBack:
    def test_within_a_minute(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        office.clock.pass_by(seconds=59)
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 303
        assert status(office, case_id) is CaseStatus.REOPENED
        assert sent(office, case_id) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.CANCELLED)]
        assert "taken back" in visitor.get(f"/cases/{case_id}").text

    def test_not_later(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        office.clock.pass_by(seconds=61)
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 422
        assert status(office, case_id) is CaseStatus.DECIDED

    @pytest.mark.parametrize(
        ("hours_back", "answer", "button"),
        [
            pytest.param(0.5, 303, True, id="a little"),
            pytest.param(2, 422, False, id="far"),
        ],
    )
    def test_not_for_hours_where_the_clock_ran_ahead_and_was_set_back(
        self, office: Office, hours_back: float, answer: int, button: bool
    ) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        office.clock.pass_by(seconds=-3600 * hours_back)
        assert (f'action="/cases/{case_id}/undo"' in visitor.get(f"/cases/{case_id}").text) is button
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == answer

    def test_twice_takes_back_once(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 303
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 409

    @pytest.mark.parametrize("state", [DispatchState.SENT, DispatchState.READY])
    def test_acknowledgement_of_the_arrival_neither_stops_it_nor_goes_with_it(
        self, office: Office, state: DispatchState
    ) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        told = dispatch(
            case_id, "5", kind=DispatchKind.ACKNOWLEDGEMENT, state=state, not_before=office.clock()
        )
        with office.storage.work() as work:
            work.dispatches.add(told, office.clock())
        office.clock.pass_by(minutes=5)
        visitor.look_at(case_id)
        visitor.approve(case_id)
        assert "Take it back" in visitor.get(f"/cases/{case_id}").text
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 303
        assert (DispatchKind.ACKNOWLEDGEMENT, state) in sent(office, case_id)

    def test_is_not_offered_once_the_case_is_open_again(self, office: Office) -> None:
        """More papers came, or a mail came back: the case is to be decided anew."""
        (case_id, following), visitor = office.open_cases({}, {}), office.visitor()
        pages = (f"/cases/{case_id}", f"/cases/{following}?done={case_id}")
        visitor.look_at(case_id)
        visitor.approve(case_id)
        assert all("Take it back" in visitor.get(page).text for page in pages)
        with office.storage.work() as work:
            work.cases.reopen(case_id, "more papers came.", office.clock())
        assert not any("Take it back" in visitor.get(page).text for page in pages)
        answer = visitor.post(f"/cases/{case_id}/undo", decision=1)
        assert (answer.status_code, "in the queue again" in answer.text) == (422, True)
        with office.storage.work() as work:
            assert [d.undone_at for d in work.cases.decisions(case_id)] == [None]

    def test_of_passing_a_case_on_is_offered(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id, outcome="reroute", reason="reroute/no_request")
        assert "Take it back" in visitor.get(f"/cases/{case_id}").text
        assert visitor.post(f"/cases/{case_id}/undo", decision=1).status_code == 303

    def test_decided_again_it_counts_anew(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        visitor.post(f"/cases/{case_id}/undo", decision=1)
        assert visitor.approve(case_id, version=1).status_code == 409, "an old page decided a changed case"
        with office.storage.work() as work:
            version = work.cases.get(case_id).version
        assert visitor.approve(case_id, version=version).status_code == 303

    def test_from_an_old_tab_leaves_a_later_decision_alone(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        visitor.post(f"/cases/{case_id}/undo", decision=1)
        with office.storage.work() as work:
            version = work.cases.get(case_id).version
        visitor.approve(case_id, version=version)
        answer = visitor.post(f"/cases/{case_id}/undo", decision=1)
        assert answer.status_code == 409
        assert "does not stand any more" in answer.text
        assert status(office, case_id) is CaseStatus.DECIDED
        assert f'name="decision" value="{version}"' in answer.text
        assert visitor.post(f"/cases/{case_id}/undo", decision=version).status_code == 303


class TestOpeningAgain:
    """A slip that is seen after the minute is over is mended on the page where it is seen."""

    def test_with_a_reason_stops_what_has_not_gone(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        office.clock.pass_by(minutes=3)
        assert f'action="/cases/{case_id}/reopen"' in visitor.get(f"/cases/{case_id}").text
        answer = visitor.post(f"/cases/{case_id}/reopen", version=2, why="The wrong office was chosen.")
        assert answer.headers["location"] == f"/cases/{case_id}"
        assert status(office, case_id) is CaseStatus.REOPENED
        assert sent(office, case_id) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.CANCELLED)]
        assert "Reopened: The wrong office was chosen." in visitor.get(f"/cases/{case_id}").text
        assert ("reopen", case_id) in office.actions("rita")

    def test_without_a_reason_asks_for_one_at_its_field(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        answer = visitor.post(f"/cases/{case_id}/reopen", version=2, why="  ")
        assert answer.status_code == 422
        assert 'id="reopen-why-problem">Say why' in answer.text
        assert status(office, case_id) is CaseStatus.DECIDED

    def test_from_an_old_tab_leaves_a_later_decision_alone(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        visitor.look_at(case_id)
        visitor.approve(case_id)
        visitor.post(f"/cases/{case_id}/undo", decision=1)
        with office.storage.work() as work:
            version = work.cases.get(case_id).version
        assert visitor.approve(case_id, version=version).status_code == 303
        assert visitor.post(f"/cases/{case_id}/reopen", version=2, why="A slip.").status_code == 409
        assert status(office, case_id) is CaseStatus.DECIDED

    def test_is_not_offered_while_it_is_in_the_queue(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        assert "Open this case again" not in visitor.get(f"/cases/{case_id}").text
        answer = visitor.post(f"/cases/{case_id}/reopen", version=1, why="A slip.")
        assert (answer.status_code, status(office, case_id)) == (422, CaseStatus.OPEN)


class TestSecondPerson:
    @pytest.fixture
    def held(self, office: Office) -> CaseId:
        """Rita approved a request to an address that no directory lists."""
        case_id, rita = office.open_case(), office.visitor()
        rita.look_at(case_id)
        where = "Bureau of Invention\n1 Nowhere Lane"
        assert rita.approve(case_id, destination="", other_destination=where).status_code == 303
        return case_id

    def test_finds_the_case_in_the_queue_and_lets_it_go(self, office: Office, held: CaseId) -> None:
        sue = office.visitor("sue", Role.SUPERVISOR)
        assert "1 waits for a second person" in sue.get("/").text
        page = sue.get(f"/cases/{held}").text
        assert "Bureau of Invention" in page
        sue.look_at(held)
        assert sue.post(f"/cases/{held}/confirm", version=2).status_code == 303
        assert sent(office, held) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.READY)]
        assert "second person" not in sue.get("/").text

    def test_is_not_who_decided(self, office: Office, held: CaseId) -> None:
        rita = office.visitor()
        assert "for a second person" not in rita.get("/").text
        assert "Confirm as second person" not in rita.get(f"/cases/{held}").text
        assert "cannot be the second person" in rita.post(f"/cases/{held}/confirm", version=2).text
        assert sent(office, held) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.HELD)]

    def test_must_have_seen_every_page_too(self, office: Office, held: CaseId) -> None:
        sue = office.visitor("sue", Role.SUPERVISOR)
        sue.look_at(held, pages=1)
        assert "Not yet seen: page 2" in sue.post(f"/cases/{held}/confirm", version=2).text
        assert sent(office, held) == [(DispatchKind.VERIFICATION_LETTER, DispatchState.HELD)]

    def test_confirms_the_decision_that_was_read_and_no_later_one(self, office: Office, held: CaseId) -> None:
        """The first person takes it back and sends it elsewhere, while the second reads the old page."""
        rita, sue = office.visitor(), office.visitor("sue", Role.SUPERVISOR)
        sue.look_at(held)
        rita.post(f"/cases/{held}/undo", decision=1)
        with office.storage.work() as work:
            version = work.cases.get(held).version
        elsewhere = rita.approve(held, version=version, destination="", other_destination="Elsewhere Lane 2")
        assert elsewhere.status_code == 303
        answer = sue.post(f"/cases/{held}/confirm", version=2)
        assert answer.status_code == 409
        assert "Elsewhere Lane 2" in answer.text
        assert (DispatchKind.VERIFICATION_LETTER, DispatchState.READY) not in sent(office, held)

    def test_is_not_asked_for_once_the_case_is_open_again(self, office: Office, held: CaseId) -> None:
        sue = office.visitor("sue", Role.SUPERVISOR)
        sue.look_at(held)
        assert "Confirm as second person" in sue.get(f"/cases/{held}").text
        with office.storage.work() as work:
            work.cases.reopen(held, "more papers came.", office.clock())
            version = work.cases.get(held).version
        assert "Held for a second person" not in sue.get(f"/cases/{held}").text
        answer = sue.post(f"/cases/{held}/confirm", version=version)
        assert (answer.status_code, "Decide it anew" in answer.text) == (422, True)

    def test_new_decision_is_told_what_it_cancels(self, office: Office, held: CaseId) -> None:
        sue, words = (
            office.visitor("sue", Role.SUPERVISOR),
            "has not gone out yet, and a new decision cancels it",
        )
        assert words not in sue.get(f"/cases/{held}").text, "there is nothing to decide"
        with office.storage.work() as work:
            work.cases.reopen(held, "more papers came.", office.clock())
        assert words in sue.get(f"/cases/{held}").text
        with office.storage.work() as work:
            work.dispatches.overrule(held, office.clock())
        assert words not in sue.get(f"/cases/{held}").text

    def test_destination_that_turns_its_letters_is_refused(self, office: Office) -> None:
        case_id, rita = office.open_case(), office.visitor()
        rita.look_at(case_id)
        answer = rita.approve(case_id, destination="", other_destination="1 Nowhere Lane\n\u202enotsoB")
        assert answer.status_code == 422
        assert "cannot be seen" in answer.text
        assert status(office, case_id) is CaseStatus.OPEN

    def test_has_nothing_to_confirm_where_nothing_is_held(self, office: Office) -> None:
        case_id, rita = office.open_case(), office.visitor()
        rita.look_at(case_id)
        rita.approve(case_id)
        sue = office.visitor("sue", Role.SUPERVISOR)
        sue.look_at(case_id)
        assert sue.post(f"/cases/{case_id}/confirm", version=2).status_code == 422


def test_decided_case_whose_papers_were_split_anew_still_shows_its_decision(office: Office) -> None:
    case_id, visitor = office.open_case(), office.visitor()
    visitor.look_at(case_id)
    visitor.approve(case_id)
    with office.storage.work() as work:
        work.documents.replace(work.cases.get(case_id).submission_id, [], [])
    page = visitor.get(f"/cases/{case_id}")
    assert page.status_code == 200
    assert "split anew" in page.text
    assert "by rita," in page.text


class TestLease:
    def test_second_visitor_looks_and_cannot_decide(self, office: Office) -> None:
        case_id = office.open_case()
        first, second = office.visitor("first"), office.visitor("second")
        first.look_at(case_id)
        second.look_at(case_id)
        page = second.get(f"/cases/{case_id}").text
        assert "first has this case open" in page
        assert f'action="/cases/{case_id}/decide"' not in page
        answer = second.approve(case_id)
        assert answer.status_code == 409
        assert "first holds" in answer.text
        assert first.approve(case_id).status_code == 303

    def test_ends_after_a_quarter_of_an_hour_or_when_given_back(self, office: Office) -> None:
        case_id = office.open_case()
        first, second, third = (office.visitor(n) for n in ("first", "second", "third"))
        first.look_at(case_id)
        office.clock.pass_by(minutes=15, seconds=1)
        assert "has this case open" not in second.get(f"/cases/{case_id}").text
        assert second.post(f"/cases/{case_id}/release").headers["location"] == "/"
        assert "has this case open" not in third.get(f"/cases/{case_id}").text

    def test_is_not_given_back_by_another(self, office: Office) -> None:
        case_id = office.open_case()
        first, second = office.visitor("first"), office.visitor("second")
        first.look_at(case_id)
        second.post(f"/cases/{case_id}/release")
        assert "first has this case open" in second.get(f"/cases/{case_id}").text

    def test_next_case_is_one_that_nobody_holds(self, office: Office) -> None:
        held, free = office.open_case(), office.open_case()
        office.visitor("first").look_at(held)
        assert office.visitor("second").get("/cases/next").headers["location"] == f"/cases/{free}"

    def test_of_a_case_that_is_passed_over_is_given_back(self, office: Office) -> None:
        passed_over, following = office.open_case(), office.open_case()
        first, second = office.visitor("first"), office.visitor("second")
        first.look_at(passed_over)
        answer = first.get("/cases/next", params={"after": passed_over})
        assert answer.headers["location"] == f"/cases/{following}"
        assert "has this case open" not in second.get(f"/cases/{passed_over}").text

    def test_is_not_taken_by_an_auditor_or_a_prefetch(self, office: Office) -> None:
        case_id = office.open_case()
        office.visitor("audrey", Role.AUDITOR).look_at(case_id)
        ahead = office.visitor("ahead")
        ahead.client.headers["Sec-Purpose"] = "prefetch;prerender"
        ahead.look_at(case_id)
        with office.storage.work() as work:
            assert work.cases.get(case_id).claimed_by is None


class TestOutboxAndQuarantine:
    @pytest.mark.parametrize(
        ("said", "state"), [("true", DispatchState.SENT), ("false", DispatchState.READY)]
    )
    def test_uncertain_dispatch_is_settled_once_by_a_person(
        self, office: Office, said: str, state: DispatchState
    ) -> None:
        case_id = office.open_case()
        uncertain = office.uncertain_dispatch(case_id)
        sue = office.visitor("sue", Role.SUPERVISOR)
        assert "may have been sent" in sue.get("/outbox").text
        assert sue.post(f"/outbox/{uncertain}", sent=said).status_code == 303
        assert sent(office, case_id) == [(DispatchKind.NOTICE, state)]
        assert sue.post(f"/outbox/{uncertain}", sent="false").status_code == 409
        assert sent(office, case_id) == [(DispatchKind.NOTICE, state)]

    def test_what_was_put_off_is_tried_when_the_server_is_back(self, office: Office) -> None:
        case_id, sue = office.open_case(), office.visitor("sue", Role.SUPERVISOR)
        waits = dispatch(
            case_id, "7", kind=DispatchKind.ACKNOWLEDGEMENT, problem="The mail server cannot be reached.",
            attempts=9, not_before=office.clock() + timedelta(hours=4),
        )  # fmt: skip
        assert "Try what was put off" not in sue.get("/outbox").text
        with office.storage.work() as work:
            work.dispatches.add(waits, office.clock())
        page = sue.get("/outbox").text
        assert "The mail server cannot be reached. Next try: 2026-03-02 14:00 EST." in page
        assert "Try what was put off" in page
        assert sue.post("/outbox").status_code == 303
        with office.storage.work() as work:
            assert work.dispatches.due(office.clock(), 5) == [waits.id]

    def test_what_is_kept_back_says_why_and_is_not_offered_to_be_tried(self, office: Office) -> None:
        case_id, sue = office.open_case(), office.visitor("sue", Role.SUPERVISOR)
        waits = dispatch(
            case_id, "7", problem="The mail server cannot be reached.", attempts=9, not_before=office.clock()
        )
        with office.storage.work() as work:
            work.dispatches.add(waits, office.clock())
        page = sue.get("/outbox").text
        assert "The mail server cannot be reached. Kept back: its case is open again, or" in page
        assert "Next try" not in page
        assert "Try what was put off" not in page

    def test_what_a_withdrawn_case_keeps_back_is_cancelled_by_a_person(self, office: Office) -> None:
        batch, (taken_back,) = office.scan({})
        sue = office.visitor("sue", Role.SUPERVISOR)
        with office.storage.work() as work:
            submission = work.cases.get(taken_back).submission_id
            work.dispatches.add(waits := dispatch(taken_back, "7"), office.clock())
        assert "Cancel what waits of it" not in sue.get("/outbox").text
        assert sue.post(f"/outbox/{waits.id}/cancel").status_code == 409, "a decision cancels it"
        sue.post(f"/batches/{batch}/scans/{submission}/withdraw", words="The wrong pile.")
        assert "Kept back: its case is withdrawn" in office.visitor().get("/outbox").text
        assert "Cancel what waits of it" not in office.visitor().get("/outbox").text
        assert "Cancel what waits of it" in sue.get("/outbox").text
        assert sue.post(f"/outbox/{waits.id}/cancel").status_code == 303
        assert sent(office, taken_back) == [(DispatchKind.NOTICE, DispatchState.CANCELLED)]
        assert "Nothing waits." in sue.get("/outbox").text
        assert ("dispatches_cancelled", taken_back) in office.actions("sue")

    def test_nothing_is_cancelled_by_hand_while_papers_are_split_anew(self, office: Office) -> None:
        case_id, sue = office.open_case(), office.visitor("sue", Role.SUPERVISOR)
        with office.storage.work() as work:
            work.dispatches.add(waits := dispatch(case_id, "7"), office.clock())
            submission = work.cases.get(case_id).submission_id
            work.jobs.rewind(Stage.SPLIT, submission, office.clock())
            work.cases.withdraw(submission)
        assert "Kept back: its case is open again, or its papers are being split" in sue.get("/outbox").text
        answer = sue.post(f"/outbox/{waits.id}/cancel")
        assert (answer.status_code, "deciding it cancels" in answer.text) == (409, True)
        assert sent(office, case_id) == [(DispatchKind.NOTICE, DispatchState.READY)]

    def test_quarantine_is_taken_and_closed_with_words(self, office: Office) -> None:
        entry = office.quarantine(office.open_case())
        carl = office.visitor("carl", Role.CLERK)
        assert "Ask for the password" in carl.get("/quarantine").text
        carl.post(f"/quarantine/{entry}/take")
        assert "owner carl" in carl.get(f"/quarantine/{entry}").text
        assert carl.post(f"/quarantine/{entry}/close", words=" ").status_code == 422
        assert carl.post(f"/quarantine/{entry}/close", words="They sent it again.").status_code == 303
        assert "0 entries" in carl.get("/quarantine").text
        assert carl.post(f"/quarantine/{entry}/retry").status_code == 422

    def test_quarantine_entry_names_whom_to_ask_and_the_case_leads_to_it(self, office: Office) -> None:
        case_id = office.open_case()
        entry = office.quarantine(case_id)
        shown = office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry}").text
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            sender = work.submissions.facts(submission).headers.sender
        assert (sender.partition("@")[0] in shown, case_id in shown) == (True, True)
        assert f'href="/cases/{case_id}"' not in shown
        assert ("quarantine_shown", submission) in office.actions("carl")
        visitor = office.visitor()
        assert f'href="/quarantine/{entry}"' in visitor.get(f"/cases/{case_id}").text
        assert f'href="/cases/{case_id}"' in visitor.get(f"/quarantine/{entry}").text

    def test_quarantine_entry_of_a_restricted_case_names_nobody(self, office: Office) -> None:
        case_id = office.open_case(route=Route.RESTRICTED)
        entry = office.quarantine(case_id)
        shown = office.visitor("carl", Role.CLERK).get(f"/quarantine/{entry}").text
        assert ("<dt>From</dt>" in shown, case_id in shown) == (False, False)
        shown = office.visitor("sue", Role.SUPERVISOR).get(f"/quarantine/{entry}").text
        assert ("<dt>From</dt>" in shown, case_id in shown) == (True, True)

    def test_retry_starts_the_stage_again(self, office: Office) -> None:
        case_id = office.open_case()
        entry = office.quarantine(case_id)
        carl = office.visitor("carl", Role.CLERK)
        with office.storage.work() as work:
            job = (Stage.UNPACK, work.cases.get(case_id).submission_id)
            assert job not in work.jobs.due(office.clock(), 10)
        assert carl.post(f"/quarantine/{entry}/retry").status_code == 303
        with office.storage.work() as work:
            assert job in work.jobs.due(office.clock(), 10)
            (closed,) = work.quarantine.entries(open_only=False)
        assert closed.resolution == "retried"
        assert ("quarantine_retry", f"quarantine:{entry}") in office.actions("carl")


class TestNameChange:
    """The new name goes into the record: a person looks where it was not read for sure, and may mend it."""

    PAPER = (
        (FieldName.FORMER_NAME, "Ana Reyes", 120, 150),
        (FieldName.NEW_NAME, "Ana Rcyes-Invented", 120, 300),
    )

    def an_order(self, office: Office, **changes: object) -> CaseId:
        return office.open_case(kind=Kind.NAME_CHANGE_EVIDENCE, written=self.PAPER, pages=1, **changes)

    def changes(self, office: Office) -> list[str]:
        with office.storage.work() as work:
            return [change.new_name for change in work.records.pending_changes()]

    def test_read_for_sure_is_taken_by_one_key(self, office: Office) -> None:
        case_id, visitor = self.an_order(office), office.visitor()
        visitor.look_at(case_id, pages=1)
        assert visitor.post(f"/cases/{case_id}/accept", version=1).status_code == 303
        assert self.changes(office) == ["Ana Rcyes-Invented"]

    def test_not_read_for_sure_is_a_brake(self, office: Office) -> None:
        case_id, visitor = self.an_order(office, unsure=(FieldName.NEW_NAME,)), office.visitor()
        visitor.look_at(case_id, pages=1)
        assert visitor.post(f"/cases/{case_id}/accept", version=1).status_code == 422
        assert "compare it with the paper" in visitor.get(f"/cases/{case_id}").text

    def test_is_mended_by_who_reads_it(self, office: Office) -> None:
        case_id, visitor = self.an_order(office, unsure=(FieldName.NEW_NAME,)), office.visitor()
        visitor.look_at(case_id, pages=1)
        assert 'value="Ana Rcyes-Invented"' in visitor.get(f"/cases/{case_id}").text
        assert visitor.approve(case_id, new_name=" Ana  Reyes-Invented ").status_code == 303
        assert self.changes(office) == ["Ana Reyes-Invented"]
        with office.storage.work() as work:
            assert work.cases.decisions(case_id)[0].new_name == "Ana  Reyes-Invented"
