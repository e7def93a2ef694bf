"""What every answer carries, and what errors say: never a word of the papers, never a bare page."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.errors import DeploymentError, StorageFull, TransientError
from domain.kinds import Role
from tests.review.office import Office

PATHS = (
    "/",
    "/signin",
    "/link/abc",
    "/quarantine",
    "/outbox",
    "/directory",
    "/calendar",
    "/audit",
    "/status",
    "/static/style.css",
    "/no-such-page",
    "/cases/C-2026-999999",
    "/accounts",
)


@pytest.mark.parametrize("path", PATHS)
def test_headers(office: Office, path: str) -> None:
    for client in (office.client(), office.visitor("sue", Role.SUPERVISOR).client):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert path.startswith("/static/") or headers["cache-control"] == "no-store"


def test_pictures_are_not_kept_by_the_browser(office: Office) -> None:
    case_id = office.open_case()
    answer = office.visitor().get(f"/cases/{case_id}/pages/1/image")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "no-store"


def test_no_page_has_inline_script_or_style(office: Office) -> None:
    case_id = office.open_case()
    visitor = office.visitor("sue", Role.SUPERVISOR)
    for path in ("/", f"/cases/{case_id}", "/audit", "/outbox", "/directory", "/status"):
        page = visitor.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page


def failing(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    where: str = "review.pages.case.gather_case",
) -> Any:
    """A case page while the storage fails in the middle of it."""
    case_id = office.open_case()
    visitor = office.visitor()

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(where, fail)
    return visitor.get(f"/cases/{case_id}")


def test_error_nobody_foresaw_is_a_page_that_quotes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with capture_logs() as logs:
        answer = failing(office, monkeypatch, RuntimeError("Ana Reyes, 000-12-4321"))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert "Reyes" not in answer.text + str(logs)
    assert logs[0]["event"] == "page_failed"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(TransientError("the database is briefly away"), "Try again in a moment", id="passing"),
        pytest.param(StorageFull("no room"), "Tell your administrator", id="disk full"),
        pytest.param(DeploymentError("written by nobody"), "Tell your administrator", id="database spoilt"),
    ],
)
@pytest.mark.parametrize("where", ["review.pages.case.gather_case", "review.app.find_visitor"])
def test_trouble_of_the_installation_says_who_can_mend_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str, where: str
) -> None:
    answer = failing(office, monkeypatch, error, where)
    assert answer.status_code == 503
    assert words in answer.text


def test_form_that_lacks_something_is_not_quoted(office: Office) -> None:
    visitor = office.visitor()
    answer = visitor.post(f"/cases/{office.open_case()}/decide", version="Ana Reyes")
    assert answer.status_code == 422
    assert "text/html" in answer.headers["content-type"]
    assert "Reyes" not in answer.text


def test_address_cannot_put_words_on_a_page(office: Office) -> None:
    case_id = office.open_case()
    words = "Call 555-0100 and tell your password"
    for path in (f"/cases/{case_id}", "/", "/audit", "/directory"):
        visitor = office.visitor("sue", Role.SUPERVISOR)
        for name in ("problem", "done", "words", "view", "route"):
            assert words not in visitor.get(path, params={name: words}).text


def test_what_is_typed_and_read_is_shown_as_text(office: Office) -> None:
    case_id = office.open_case(text_page="<script>alert(1)</script> Ana Reyes writes")
    visitor = office.visitor()
    assert "<script>alert" not in visitor.get(f"/cases/{case_id}").text
    assert "&lt;script&gt;alert" in visitor.get(f"/cases/{case_id}").text
    assert "<b>x" not in visitor.get("/", params={"search": '"><b>x'}).text


def test_destination_needs_a_key_a_name_and_an_address(office: Office) -> None:
    visitor = office.visitor("sue", Role.SUPERVISOR)
    for wrong in (
        {"key": "Bad Key", "name": "Office"},
        {"key": "us-nh-ems", "name": " "},
        {"key": "us-nh-ems", "name": "Office", "email": "nh@ems.example\nBcc: x@y.example"},
        {"key": "us-nh-ems", "name": "Office", "email": "nowhere"},
    ):
        assert visitor.post("/directory", **wrong).status_code == 422
    with office.storage.work() as work:
        assert [d.key for d in work.directory.all()] == ["us-az-ems"]
    right = {
        "key": "us-nh-ems",
        "name": "New Hampshire Bureau of EMS",
        "email": "nh@ems.example",
        "own_form": "true",
    }
    assert visitor.post("/directory", **right).status_code == 303
    assert "New Hampshire" in visitor.get("/directory", params={"key": "us-nh-ems"}).text


@pytest.mark.parametrize(
    "path",
    [
        "/cases/C-2026-999999",
        "/cases/C-2026-999999/pages/1/image",
        "/cases/{case}/pages/99/image",
        "/?after=C-2026-999999",
        "/cases/next?after=C-2026-999999",
        "/quarantine/999",
        "/batches/260302-NONE1",
        "/ledger/no-such-submission",
    ],
)
def test_what_is_not_there_is_not_found_by_those_who_might_see_it(office: Office, path: str) -> None:
    path = path.format(case=office.open_case())
    answer = office.visitor("sue", Role.SUPERVISOR).get(path)
    assert (answer.status_code, "Not found" in answer.text, "no " in answer.text) == (404, True, True)
    assert office.visitor("ada", Role.ADMIN).get(path).status_code == 403
