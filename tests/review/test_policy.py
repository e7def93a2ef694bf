"""Every route by every role and by nobody; forms of other sites; what is closed stays closed."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Mount

from domain.ids import CaseId
from domain.kinds import Role, Route
from review.app import ROUTERS
from tests.conftest import StorageMaker
from tests.review.office import Office, Visiting, make_office

CLERK, REVIEWER, SUPERVISOR, AUDITOR, ADMIN = (
    Role.CLERK,
    Role.REVIEWER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.ADMIN,
)
EVERYBODY = frozenset(Role)
PAPERS = frozenset({REVIEWER, SUPERVISOR, AUDITOR})
DECIDERS = frozenset({REVIEWER, SUPERVISOR})
CLERKS_AND_PAPERS = frozenset({CLERK, REVIEWER, SUPERVISOR, AUDITOR})
HANDLERS = frozenset({CLERK, REVIEWER, SUPERVISOR})

#: Needs no account.
PUBLIC = "public"
#: Needs no account, but a token of the settings; without it there is no such page.
TOKEN = "token"

#: (method, route): who may, written out so that a change of the policy must be meant.
WHO_MAY: dict[tuple[str, str], frozenset[Role] | str] = {
    ("GET", "/signin"): PUBLIC,
    ("POST", "/signin"): PUBLIC,
    ("GET", "/link/{token}"): PUBLIC,
    ("POST", "/link/{token}"): PUBLIC,
    ("POST", "/signout"): EVERYBODY,
    ("GET", "/"): frozenset({CLERK, REVIEWER, SUPERVISOR, AUDITOR}),
    ("GET", "/cases/next"): DECIDERS,
    ("GET", "/cases/{case_id}"): PAPERS,
    ("GET", "/cases/{case_id}/pages/{number}/image"): PAPERS,
    ("GET", "/cases/{case_id}/pages/{number}/cut"): DECIDERS,
    ("POST", "/cases/{case_id}/pages/{number}/cut"): DECIDERS,
    ("POST", "/cases/{case_id}/decide"): DECIDERS,
    ("POST", "/cases/{case_id}/accept"): DECIDERS,
    ("POST", "/cases/{case_id}/undo"): DECIDERS,
    ("POST", "/cases/{case_id}/reopen"): DECIDERS,
    ("POST", "/cases/{case_id}/confirm"): DECIDERS,
    ("POST", "/cases/{case_id}/record/find"): DECIDERS,
    ("POST", "/cases/{case_id}/record/take"): DECIDERS,
    ("POST", "/cases/{case_id}/release"): DECIDERS,
    ("POST", "/cases/{case_id}/reveal"): DECIDERS,
    ("GET", "/quarantine"): HANDLERS,
    ("GET", "/quarantine/{entry}"): HANDLERS,
    ("GET", "/quarantine/{entry}/export/{what}"): HANDLERS,
    ("POST", "/quarantine/alike/{group}"): HANDLERS,
    ("POST", "/quarantine/{entry}/{verb}"): HANDLERS,
    ("GET", "/quarantine/originals/{submission_id}"): HANDLERS,
    ("GET", "/batches"): CLERKS_AND_PAPERS,
    ("GET", "/batches/{batch_id}"): CLERKS_AND_PAPERS,
    ("GET", "/batches/{batch_id}/pages/{number}/{size}/{page_id}"): CLERKS_AND_PAPERS,
    ("POST", "/batches/{batch_id}/expect"): HANDLERS,
    ("POST", "/batches/{batch_id}/{verb}"): HANDLERS,
    ("POST", "/batches/{batch_id}/scans/{submission_id}/{verb}"): HANDLERS,
    ("POST", "/batches/{batch_id}/pages/{page_id}/edit"): HANDLERS,
    ("GET", "/ledger"): frozenset({CLERK, REVIEWER, SUPERVISOR, AUDITOR}),
    ("GET", "/ledger/{submission_id}"): frozenset({CLERK, REVIEWER, SUPERVISOR, AUDITOR}),
    ("POST", "/ledger/{submission_id}/decoration"): HANDLERS,
    ("POST", "/cases/{case_id}/unlink"): DECIDERS,
    ("POST", "/cases/{case_id}/correct"): DECIDERS,
    ("POST", "/cases/{case_id}/kind"): DECIDERS,
    ("POST", "/cases/{case_id}/uncorrect"): DECIDERS,
    ("POST", "/cases/{case_id}/move"): DECIDERS,
    ("POST", "/cases/{case_id}/move-back"): DECIDERS,
    ("GET", "/outbox"): PAPERS,
    ("POST", "/outbox"): frozenset({SUPERVISOR}),
    ("POST", "/outbox/{dispatch_id}"): frozenset({SUPERVISOR}),
    ("POST", "/outbox/{dispatch_id}/cancel"): frozenset({SUPERVISOR}),
    ("GET", "/directory"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/directory"): frozenset({SUPERVISOR, ADMIN}),
    ("GET", "/rules"): frozenset({SUPERVISOR, ADMIN}),
    ("GET", "/rules/file"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/rules/try"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/rules/set"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/rules/return"): frozenset({SUPERVISOR, ADMIN}),
    ("GET", "/calendar"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/calendar/close"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/calendar/open"): frozenset({SUPERVISOR, ADMIN}),
    ("POST", "/calendar/days"): frozenset({SUPERVISOR, ADMIN}),
    ("GET", "/audit"): frozenset({SUPERVISOR, AUDITOR}),
    ("GET", "/status"): EVERYBODY,
    ("POST", "/status/alarms/{alarm_id}"): frozenset({SUPERVISOR, ADMIN}),
    ("GET", "/healthz"): PUBLIC,
    ("GET", "/metrics"): TOKEN,
    ("GET", "/accounts"): frozenset({ADMIN}),
    ("POST", "/accounts"): frozenset({ADMIN}),
    ("POST", "/accounts/{name}/{verb}"): frozenset({ADMIN}),
}

#: What a form sends besides its token.
FORMS: dict[str, dict[str, str]] = {
    "/signin": {"name": "nobody", "password": "no password at all"},
    "/link/{token}": {"password": "short", "again": "short"},
    "/cases/{case_id}/decide": {"version": "1", "outcome": "reroute", "reason": "reroute/no_request"},
    "/cases/{case_id}/accept": {"version": "1"},
    "/cases/{case_id}/correct": {"version": "1", "document": "d", "name": "level", "value": "EMT"},
    "/cases/{case_id}/kind": {"version": "1", "document": "d", "kind": "cpr_card"},
    "/cases/{case_id}/uncorrect": {"version": "1", "correction": "1"},
    "/cases/{case_id}/move": {"version": "1", "paper": "d"},
    "/cases/{case_id}/confirm": {"version": "1"},
    "/cases/{case_id}/undo": {"decision": "1"},
    "/cases/{case_id}/reopen": {"version": "1", "why": "a slip"},
    "/cases/{case_id}/move-back": {"version": "1", "deed": "d"},
    "/quarantine/{entry}/{verb}": {"words": "asked for the password"},
    "/cases/{case_id}/pages/{number}/cut": {"version": "1", "word": "several_papers", "line": "across 50"},
    "/batches/{batch_id}/expect": {"envelopes": "1", "pages": "2"},
    "/batches/{batch_id}/{verb}": {"words": "counted by hand"},
    "/batches/{batch_id}/scans/{submission_id}/{verb}": {"words": "the wrong pile"},
    "/batches/{batch_id}/pages/{page_id}/edit": {"word": "blank"},
    "/ledger/{submission_id}/decoration": {"part": "1", "decoration": "true", "reason": "a logo"},
    "/outbox/{dispatch_id}": {"sent": "true"},
    "/directory": {"key": "us-nh-ems", "name": "New Hampshire Bureau of EMS"},
    "/rules/set": {"policy": "W2RhdGVzXQo=", "instead_of": "0", "reason": "a new advisory"},
    "/rules/return": {"reason": "it was wrong"},
    "/calendar/close": {"day": "2026-03-11", "why": "snow"},
    "/calendar/open": {"day": "2026-03-11"},
    "/calendar/days": {"kind": "cpr_card", "days": "5"},
    "/accounts": {"name": "newcomer", "role": "clerk"},
}


def routes() -> Iterator[tuple[str, str]]:
    """What the application answers to, as it stands."""
    for router in ROUTERS:
        for route in router.routes:
            for method in getattr(route, "methods", ()) or ():
                yield method, getattr(route, "path", "?")


def test_every_route_has_a_row() -> None:
    assert sorted(routes()) == sorted(WHO_MAY), "a route without a row in WHO_MAY, or a row without a route"


def test_application_has_no_other_routes(office: Office) -> None:
    others = [r for r in office.app.routes if getattr(r, "original_router", None) not in ROUTERS]
    assert [(type(r), getattr(r, "path", "")) for r in others] == [(Mount, "/static")]


class Desk:
    """An office in which every route has something to answer with."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.batch, (scanned,) = office.scan({})
        with office.storage.work() as work:
            self.scanned = work.cases.get(scanned).submission_id
            self.page = work.submissions.pages(self.scanned)[0].id
        self.case_id = office.open_cases({}, {"name": "logo.png"})[0]
        with office.storage.work() as work:
            case = work.cases.get(self.case_id)
        self.submission, self.document = case.submission_id, case.document_ids[0]
        self.entry = office.quarantine(self.case_id)
        self.dispatch = office.uncertain_dispatch(self.case_id)
        self.alarm = office.raise_alarm()
        office.add_account("somebody", Role.CLERK)

    def path(self, route: str) -> str:
        verbs = {"/accounts": "link", "/quarantine": "take", "/batches/{batch_id}/scans": "withdraw"}
        return route.format(
            case_id=self.case_id, number=1, entry=self.entry,
            verb=next((verb for start, verb in verbs.items() if route.startswith(start)), "close"),
            submission_id=self.scanned if "scans" in route else self.submission,
            batch_id=self.batch, size="small", page_id=self.page, alarm_id=self.alarm,
            dispatch_id=self.dispatch, name="somebody", token="no-such-link",
            what="original", group="no-such-group",
        )  # fmt: skip

    def form(self, route: str) -> dict[str, str]:
        return {"document": self.document} if route.endswith(("/reveal", "/unlink")) else FORMS.get(route, {})

    def ask(self, visitor: Visiting, method: str, route: str, **changes: str) -> Any:
        if method == "GET":
            return visitor.get(self.path(route))
        return visitor.post(self.path(route), **(self.form(route) | changes))


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture(scope="module")
def refused_office(
    module_storage: StorageMaker, tmp_path_factory: pytest.TempPathFactory, upgraded_sqlite: Path
) -> Office:
    """An office that many tests ask only for what is refused; each holds that it left nothing behind."""
    home = tmp_path_factory.mktemp("refused")
    shutil.copy(upgraded_sqlite, home / "intake.sqlite")
    return make_office(module_storage(home), home)


@pytest.fixture(scope="module")
def refusing(refused_office: Office) -> Desk:
    return Desk(refused_office)


def head(office: Office) -> int:
    with office.storage.work() as work:
        found = work.audit.head()
        return found.sequence if found else 0


@pytest.mark.parametrize(("method", "route"), WHO_MAY, ids=lambda v: v)
def test_route_by_every_role_and_by_nobody(desk: Desk, method: str, route: str) -> None:
    allowed = WHO_MAY[method, route]
    nobody = desk.office.client()
    answer = (
        nobody.get(desk.path(route))
        if method == "GET"
        else nobody.post(desk.path(route), data=desk.form(route))
    )
    if allowed in (PUBLIC, TOKEN):
        not_there = allowed == TOKEN or (method, route) == ("GET", "/link/{token}")
        assert answer.status_code in ((404,) if not_there else (200, 422))
        return
    before = head(desk.office)
    # Who asked for a page is led back to it; a form of nobody's is kept by nobody.
    back = f"?to={quote(desk.path(route))}" if method == "GET" and route != "/" else ""
    assert (answer.status_code, answer.headers["location"]) == (303, f"/signin{back}")
    assert head(desk.office) == before
    # Refused roles first: an allowed one may use up what there is to do.
    for role in sorted(Role, key=lambda r: r in allowed):
        visitor, before = desk.office.visitor(f"a-{role.value}", role), head(desk.office)
        answer = desk.ask(visitor, method, route)
        if role in allowed:
            assert answer.status_code in (200, 303, 409, 422), f"{role} is refused: {answer.status_code}"
            assert answer.headers.get("location") != "/signin" or route == "/signout"
            assert "Something is missing" not in answer.text
        else:
            assert answer.status_code == 403, f"{role} may: {answer.status_code}"
            assert "may not see this page" in answer.text
            assert head(desk.office) == before, "a refusal left something behind"


POSTS = [(method, route) for method, route in WHO_MAY if method == "POST"]


@pytest.mark.parametrize(("method", "route"), POSTS, ids=lambda v: v)
def test_post_needs_the_token_of_its_own_form(refusing: Desk, method: str, route: str) -> None:
    desk, allowed = refusing, WHO_MAY[method, route]
    role = SUPERVISOR if allowed == PUBLIC or SUPERVISOR in allowed else ADMIN
    visitor = desk.office.visitor(f"own-{role.value}", role)
    other = desk.office.visitor(f"other-{role.value}", role)
    before = head(desk.office)
    bare = visitor.client.post(desk.path(route), data=desk.form(route))
    assert bare.status_code == 422
    for token in ("", "0" * 64, other.token):
        answer = desk.ask(visitor, method, route, form_token=token)
        assert answer.status_code in (403, 422), f"a form with a wrong token was taken: {answer.status_code}"
        assert "too old" in answer.text or "open too long" in answer.text or "is missing" in answer.text
    assert head(desk.office) == before, "a form with a wrong token left something behind"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_post_from_another_site_is_refused(desk: Desk, site: str) -> None:
    visitor = desk.office.visitor()
    visitor.client.headers["Sec-Fetch-Site"] = site
    answer = visitor.approve(desk.case_id)
    assert answer.status_code == 403
    assert "another site" in answer.text


def open_restricted(office: Office) -> tuple[CaseId, CaseId]:
    """A request, and beside it a case of its own that is restricted."""
    request, report = office.open_cases(
        {}, {"route": Route.RESTRICTED, "name": "self-report.pdf", "blank_page": True}
    )
    return request, report


@pytest.fixture(scope="module")
def closed(refused_office: Office) -> CaseId:
    return open_restricted(refused_office)[1]


class TestRestrictedCase:
    """A self-report came with a request: the one is for supervisors, the other for every reviewer."""

    @pytest.fixture
    def cases(self, office: Office) -> tuple[CaseId, CaseId]:
        return open_restricted(office)

    @pytest.mark.parametrize(
        ("method", "route"), [key for key in WHO_MAY if "{case_id}" in key[1]], ids=lambda v: v
    )
    def test_is_closed_to_others(
        self, refused_office: Office, closed: CaseId, method: str, route: str
    ) -> None:
        office = refused_office
        with office.storage.work() as work:
            document = work.cases.get(closed).document_ids[0]
        form = {"document": document} if route.endswith(("/reveal", "/unlink")) else FORMS.get(route, {})
        visitor = office.visitor()
        before = head(office)
        path = route.format(case_id=closed, number=1)
        answer = visitor.get(path) if method == "GET" else visitor.post(path, **form)
        assert answer.status_code == 403
        assert "restricted" in answer.text
        assert head(office) == before

    def test_is_open_to_a_supervisor(self, office: Office, cases: tuple[CaseId, CaseId]) -> None:
        supervisor = office.visitor("sue", SUPERVISOR)
        assert supervisor.get(f"/cases/{cases[1]}").status_code == 200
        assert cases[1] in supervisor.get("/").text

    @pytest.mark.parametrize("role", [CLERK, REVIEWER, AUDITOR])
    def test_is_not_found_by_a_search(self, office: Office, cases: tuple[CaseId, CaseId], role: Role) -> None:
        visitor = office.visitor("vic", role)
        for search in ("Reyes", cases[1], "E0901234"):
            found = visitor.get("/", params={"search": search}).text
            assert f">{cases[1]}<" not in found
        assert cases[1] not in visitor.get("/", params={"route": "restricted"}).text

    def test_shows_nothing_on_the_case_beside_it(self, office: Office, cases: tuple[CaseId, CaseId]) -> None:
        shown = office.visitor().get(f"/cases/{cases[0]}").text
        assert cases[1] not in shown
        assert "self-report" not in shown
        assert "Page 3" not in shown
        assert office.visitor().get(f"/cases/{cases[0]}/pages/3/image").status_code == 404
        assert "self-report" in office.visitor("sue", SUPERVISOR).get(f"/cases/{cases[0]}").text

    def test_its_original_stays_closed(self, office: Office, cases: tuple[CaseId, CaseId]) -> None:
        office.quarantine(cases[0])
        with office.storage.work() as work:
            submission = work.cases.get(cases[0]).submission_id
        path = f"/quarantine/originals/{submission}"
        assert office.visitor("carl", CLERK).get(path).status_code == 403
        assert office.visitor("sue", SUPERVISOR).get(path).status_code == 200

    def test_next_case_passes_it_by(self, office: Office, cases: tuple[CaseId, CaseId]) -> None:
        visitor = office.visitor()
        assert visitor.get("/cases/next").headers["location"] == f"/cases/{cases[0]}"
        assert visitor.get("/cases/next", params={"after": cases[0]}).headers["location"] == "/"
        assert visitor.get("/cases/next", params={"after": cases[1]}).status_code == 403


def test_rerouted_to_restricted_it_is_gone_for_the_reviewer(office: Office) -> None:
    case_id = office.open_case()
    visitor = office.visitor()
    sent = visitor.post(
        f"/cases/{case_id}/decide",
        version=1,
        outcome="reroute",
        reason="reroute/self_report",
        route="restricted",
    )
    assert sent.status_code == 303
    assert visitor.get(f"/cases/{case_id}").status_code == 403


class TestForeignIds:
    def test_page_numbers_beyond_the_case(self, desk: Desk) -> None:
        for number in ("0", "-1", "3", "99"):
            answer = desk.office.visitor().get(f"/cases/{desk.case_id}/pages/{number}/image")
            assert answer.status_code == 404

    def test_document_of_another_case_is_not_revealed(self, desk: Desk) -> None:
        other = desk.office.open_case()
        answer = desk.office.visitor().post(f"/cases/{other}/reveal", document=desk.document)
        assert answer.status_code == 404
        assert "ssn_revealed" not in [action for action, _ in desk.office.actions()]

    def test_original_of_what_is_in_no_quarantine(self, office: Office) -> None:
        case_id = office.open_case()
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
        for role in HANDLERS:
            assert (
                office.visitor(f"x-{role}", role).get(f"/quarantine/originals/{submission}").status_code
                == 403
            )

    @pytest.mark.parametrize(
        "path", ["/cases/C-2026-999999", "/cases/%00", "/cases/' OR 1=1", "/cases/next/x"]
    )
    def test_no_such_case(self, office: Office, path: str) -> None:
        assert office.visitor().get(path).status_code in (403, 404)

    def test_unknown_verb_changes_no_account(self, office: Office) -> None:
        admin = office.visitor("ada", ADMIN)
        assert admin.post("/accounts/ada/nonsense").status_code == 422
        assert admin.post("/accounts/ada/deactivate").status_code == 403
        assert admin.get("/accounts").status_code == 200


def test_static_files_need_no_account_and_leave_their_folder_alone(office: Office) -> None:
    client: TestClient = office.client()
    assert client.get("/static/style.css").status_code == 200
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert client.get(path).status_code == 404
