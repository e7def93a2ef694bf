"""The queue: order, search, and 500 cases that stay quick."""

import re
import statistics
import time
from datetime import date
from typing import Any

import pytest

from domain.cases import Decision
from domain.corrections import NewCorrection
from domain.ids import CaseId, UserName
from domain.kinds import FieldName, Kind, MatchStatus, Outcome, Priority, Role, Route, Severity
from domain.records import Match
from tests.review.office import Office, Visiting, a_finding, a_match

REFERENCE = re.compile(r'<th scope="row"><a href="/cases/(C-\d{4}-\d{6})"')


def listed(page: str) -> list[str]:
    return REFERENCE.findall(page)


def test_order_is_priority_then_due_date_then_reference(office: Office) -> None:
    later = office.open_case(due_on=date(2026, 3, 20))
    soon = office.open_case(due_on=date(2026, 3, 10))
    urgent = office.open_case(priority=Priority.URGENT, due_on=date(2026, 4, 1))
    low = office.open_case(priority=Priority.LOW, due_on=date(2026, 3, 9))
    high = office.open_case(priority=Priority.HIGH, due_on=date(2026, 3, 21))
    assert listed(office.visitor().get("/").text) == [urgent, high, soon, later, low]


def test_totals_count_no_case_that_is_not_shown(office: Office) -> None:
    office.open_case()
    office.open_case(route=Route.RESTRICTED, due_on=date(2026, 2, 27))
    page = office.visitor().get("/").text
    assert ("1 open" in page, "overdue" in page) == (True, False)
    page = office.visitor("sam", Role.SUPERVISOR).get("/").text
    assert ("2 open" in page, "1 overdue" in page) == (True, True)


def test_what_comes_near_its_due_date_rises_after_what_is_urgent(office: Office) -> None:
    high = office.open_case(priority=Priority.HIGH, due_on=date(2026, 3, 5))
    near = office.open_case(due_on=date(2026, 3, 4))
    overdue = office.open_case(priority=Priority.LOW, due_on=date(2026, 2, 27))
    urgent = office.open_case(priority=Priority.URGENT, due_on=date(2026, 3, 13))
    rita = office.visitor()
    page = rita.get("/").text
    assert listed(page) == [urgent, overdue, near, high]
    for words in ("overdue by 1 day", "due in 2 days", "1 overdue, the earliest since 2026-02-27"):
        assert words in page
    assert rita.get("/cases/next").headers["location"] == f"/cases/{urgent}"
    assert rita.get("/cases/next", params={"after": urgent}).headers["location"] == f"/cases/{overdue}"


def test_what_waits_for_the_applicant_neither_rises_nor_grows_late(office: Office) -> None:
    case_id = office.open_case(due_on=date(2026, 3, 16))
    with office.storage.work() as work:
        asked = Decision(
            case_id, Outcome.REQUEST_INFORMATION, ("one_side_missing",), UserName("rita"), office.clock(), 1
        )
        work.cases.decide(asked)
        work.pauses.begin(case_id, office.clock())
    office.clock.pass_by(days=28)
    rita = office.visitor()
    page = rita.get("/", params={"view": "waiting"}).text
    assert "stands still, 10 days left" in page
    assert "0 elapsed, 20 paused" in page
    assert "overdue" not in page
    assert "0 elapsed, 20 paused" in rita.get(f"/cases/{case_id}").text


def test_line_says_what_a_reviewer_needs(office: Office) -> None:
    office.open_case(due_on=date(2026, 2, 27), findings=(a_finding(Severity.WARNS),))
    page = office.visitor().get("/").text
    for words in (
        "2026-02-27",
        "overdue by 1 day",
        "verification request",
        "Ana Reyes",
        "E0901234",
        "wrong level",
        "email",
    ):
        assert words in page


#: A letter that names somebody of whom there is no record.
NOBODYS: dict[str, Any] = {
    "number": None, "kind": Kind.OTHER, "route": Route.TRIAGE, "match": Match(MatchStatus.NONE),
    "written": ((FieldName.APPLICANT_NAME, "Jörg Müller", 120, 150),),
}  # fmt: skip


@pytest.mark.parametrize("search", ["reyes", "REYES", "E0901234", "e0901", "Ana R", "Reyes, Ana", "rey an"])
def test_search_by_name_or_number(office: Office, search: str) -> None:
    found, other = office.open_case(), office.open_case(**NOBODYS)
    assert listed(office.visitor().get("/", params={"search": search}).text) == [found]
    assert listed(office.visitor().get("/", params={"search": other}).text) == [other]
    assert listed(office.visitor().get("/", params={"route": "triage"}).text) == [other]


class TestUnsettledCase:
    """Its record is nobody's yet: it is found by the name on the paper, and by whom it may be."""

    @pytest.fixture
    def office(self, any_office: Office) -> Office:
        return any_office

    @pytest.mark.parametrize("search", ["müller", "Muller, Jorg", "jör"])
    def test_is_found_by_the_name_on_the_paper(self, office: Office, search: str) -> None:
        office.open_case()
        nobodys = office.open_case(**NOBODYS)
        assert listed(office.visitor().get("/", params={"search": search}).text) == [nobodys]

    @pytest.mark.parametrize("search", ["reis", "Ana Reyes"])
    def test_is_found_by_the_names_of_its_candidates(self, office: Office, search: str) -> None:
        match, written = a_match(MatchStatus.AMBIGUOUS), NOBODYS["written"]
        twins = office.open_case(number=None, match=match, written=written)
        office.open_case(**NOBODYS)
        assert listed(office.visitor().get("/", params={"search": search}).text) == [twins]

    def test_is_found_by_the_name_as_a_person_corrected_it(self, office: Office) -> None:
        nobodys = office.open_case(**NOBODYS)
        with office.storage.work() as work:
            document = work.documents.get(work.cases.get(nobodys).document_ids[0])
            word = NewCorrection(FieldName.APPLICANT_NAME, "Jörg Möller", "Jörg Müller")
            work.corrections.add(nobodys, 1, document, [word], UserName("rita"), office.clock())
        visitor = office.visitor()
        assert listed(visitor.get("/", params={"search": "moller"}).text) == [nobodys]
        assert listed(visitor.get("/", params={"search": "muller"}).text) == []

    def test_is_looked_for_where_the_search_looks(self, office: Office) -> None:
        office.open_case(**NOBODYS)
        office.open_case(**(NOBODYS | {"route": Route.RESTRICTED}))
        visitor = office.visitor()
        for elsewhere in ({"view": "decided"}, {"route": "rescan"}):
            assert listed(visitor.get("/", params={"search": "muller", **elsewhere}).text) == []
        assert len(listed(visitor.get("/", params={"search": "muller"}).text)) == 1
        supervisor = office.visitor("sue", Role.SUPERVISOR)
        assert len(listed(supervisor.get("/", params={"search": "muller"}).text)) == 2


def test_clerk_sees_the_queue_and_no_way_into_a_case(office: Office) -> None:
    case_id = office.open_case()
    page = office.visitor("carl", Role.CLERK).get("/").text
    assert case_id in page
    assert f'href="/cases/{case_id}"' not in page
    assert "/cases/next" not in page


def walk(visitor: Visiting, between: "list[CaseId] | None" = None, office: Office | None = None) -> list[str]:
    """Every case by following "Next cases"; where asked, an urgent one arrives after each page."""
    found: list[str] = []
    path = "/"
    while path:
        page = visitor.get(path).text
        found += listed(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following.group(1).replace("&amp;", "&") if following else ""
        if between is not None and office is not None and path:
            between.append(office.open_case(text_page="Ana Reyes writes", priority=Priority.URGENT))
    return found


def test_five_hundred_cases_stay_quick_and_none_is_passed_over(office: Office) -> None:
    """Keyset paging: what arrives or is decided meanwhile moves nothing."""
    paper = {"text_page": "Ana Reyes writes", "match": Match(MatchStatus.NONE)}
    cases = [c for _ in range(10) for c in office.open_cases(*(paper for _ in range(50)))]
    visitor = office.visitor()
    arrived: list[CaseId] = []
    found = walk(visitor, arrived, office)
    assert found == sorted(cases), "a case was passed over or shown twice"
    assert len(arrived) == 9
    seconds = []
    last = cases[-60]
    for path in ("/", f"/?after={last}", "/?search=Reyes", f"/?search={cases[250]}"):
        for _ in range(3):
            began = time.process_time()
            assert visitor.get(path).status_code == 200
            seconds.append(time.process_time() - began)
    assert statistics.median(seconds) < 0.5, f"median {statistics.median(seconds):.3f} CPU seconds"
