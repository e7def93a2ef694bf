"""Sign-in: one-time links, lockout, sessions that end, sign-out."""

from typing import Any

import pytest

from domain.ids import UserName
from domain.kinds import Role
from review.guard import COOKIE
from tests.review.office import Office, Visiting, public_form

PASSWORD = "several words are good"


def sign_in(office: Office, name: str, password: str) -> Any:
    client = office.client()
    return client.post("/signin", data={"name": name, "password": password} | public_form(client))


def redeem(office: Office, link: str, password: str = PASSWORD, again: str | None = None) -> Any:
    client = office.client()
    form = {"password": password, "again": again or password} | public_form(client)
    return client.post(f"/link/{link}", data=form)


@pytest.fixture
def rita(office: Office) -> Office:
    """Rita, a reviewer, chose her password by the link she was given."""
    office.add_account("rita", Role.REVIEWER, "link-of-rita")
    assert redeem(office, "link-of-rita").status_code == 303
    return office


class TestOneTimeLink:
    def test_signs_in_once(self, office: Office) -> None:
        office.add_account("rita", Role.REVIEWER, "link-of-rita")
        answer = redeem(office, "link-of-rita")
        assert answer.headers["location"] == "/"
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert "SameSite=strict" in answer.headers["set-cookie"]

    def test_works_no_second_time(self, rita: Office) -> None:
        answer = redeem(rita, "link-of-rita", "other words that are good")
        assert answer.status_code == 404
        assert "used already" in answer.text
        assert sign_in(rita, "rita", PASSWORD).status_code == 303

    def test_is_too_old_after_a_day(self, office: Office) -> None:
        office.add_account("rita", Role.REVIEWER, "link-of-rita")
        office.clock.pass_by(hours=24, seconds=1)
        assert redeem(office, "link-of-rita").status_code == 404

    def test_tells_before_anything_is_typed_that_it_does_not_hold(self, rita: Office) -> None:
        """And nothing else: a false link, a used one, an old one and one of somebody shut out look alike."""
        rita.add_account("olga", Role.CLERK, "link-of-olga")
        rita.clock.pass_by(hours=24, seconds=1)
        rita.add_account("otto", Role.CLERK, "link-of-otto")
        rita.visitor("ada", Role.ADMIN).post("/accounts/otto/deactivate")
        tokens = ("of-nobody", "link-of-rita", "link-of-olga", "link-of-otto")
        dead = [rita.client().get(f"/link/{token}") for token in tokens]
        assert {answer.status_code for answer in dead} == {404}
        assert len({answer.text for answer in dead}) == 1
        assert "used already" in dead[0].text
        assert 'type="password"' not in dead[0].text
        assert "rita" not in dead[0].text

    def test_is_not_used_up_by_looking(self, office: Office) -> None:
        office.add_account("rita", Role.REVIEWER, "link-of-rita")
        for _ in range(2):
            shown = office.client().get("/link/link-of-rita")
            assert shown.status_code == 200
            assert 'type="password"' in shown.text
            assert "rita" not in shown.text.replace("link-of-rita", "")
        assert redeem(office, "link-of-rita").status_code == 303

    def test_is_told_dead_before_the_passwords_are_judged(self, rita: Office) -> None:
        answer = redeem(rita, "link-of-rita", "short", "other")
        assert "used already" in answer.text
        assert "differ" not in answer.text

    @pytest.mark.parametrize(
        ("password", "again", "words"),
        [
            pytest.param("too short", "too short", "at least 12", id="short"),
            pytest.param(PASSWORD, PASSWORD + "!", "differ", id="mistyped"),
        ],
    )
    def test_keeps_a_link_whose_password_was_refused(
        self, office: Office, password: str, again: str, words: str
    ) -> None:
        office.add_account("rita", Role.REVIEWER, "link-of-rita")
        answer = redeem(office, "link-of-rita", password, again)
        assert answer.status_code == 422
        assert words in answer.text
        assert redeem(office, "link-of-rita").status_code == 303

    def test_new_link_ends_the_old_one_and_open_sessions(self, rita: Office) -> None:
        session = rita.visitor("rita")
        admin = rita.visitor("ada", Role.ADMIN)
        page = admin.post("/accounts/rita/link").text
        link = page.split("/link/")[1].split("<")[0]
        assert session.get("/").status_code == 200
        assert redeem(rita, link, "other words that are good").status_code == 303
        assert session.get("/").headers["location"] == "/signin"
        assert sign_in(rita, "rita", PASSWORD).status_code == 422


class TestLockout:
    def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(self, rita: Office) -> None:
        words = [sign_in(rita, "rita", "wrong words, all of them").text for _ in range(5)]
        assert all("wrong, or the account is locked" in w for w in words)
        assert sign_in(rita, "rita", PASSWORD).status_code == 422, "a locked account let somebody in"
        rita.clock.pass_by(minutes=15, seconds=1)
        assert sign_in(rita, "rita", PASSWORD).status_code == 303

    def test_four_wrong_passwords_do_not(self, rita: Office) -> None:
        for _ in range(4):
            sign_in(rita, "rita", "wrong words, all of them")
        assert sign_in(rita, "rita", PASSWORD).status_code == 303

    def test_open_session_outlives_it(self, rita: Office) -> None:
        session = rita.visitor("rita")
        for _ in range(5):
            sign_in(rita, "rita", "wrong words, all of them")
        assert session.get("/").status_code == 200

    def test_is_seen_by_the_administrator(self, rita: Office) -> None:
        for _ in range(5):
            sign_in(rita, "rita", "wrong words, all of them")
        assert "locked" in rita.visitor("ada", Role.ADMIN).get("/accounts").text
        assert ("sign_in_refused", "rita") in rita.actions()

    def test_wrong_name_and_wrong_password_read_the_same(self, rita: Office) -> None:
        wrong_name, wrong_password = sign_in(rita, "nobody", PASSWORD), sign_in(rita, "rita", "wrong words")
        assert _without_tokens(wrong_name.text) == _without_tokens(wrong_password.text)

    def test_what_was_typed_as_a_name_is_not_written_down(self, rita: Office) -> None:
        sign_in(rita, PASSWORD, "rita")
        assert ("sign_in_refused", "-") in rita.actions()
        assert PASSWORD not in str(rita.actions())


def _without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "form_token" not in line)


class TestSession:
    def test_idle_for_an_hour_ends(self, rita: Office) -> None:
        session = rita.visitor("rita")
        rita.clock.pass_by(minutes=59)
        assert session.get("/").status_code == 200
        rita.clock.pass_by(minutes=59)
        assert session.get("/").status_code == 200, "a session in use ended"
        rita.clock.pass_by(minutes=61)
        assert session.get("/").headers["location"] == "/signin"

    def test_ends_after_a_working_day_however_busy(self, rita: Office) -> None:
        session = rita.visitor("rita")
        for _ in range(26):
            rita.clock.pass_by(minutes=30)
            last = session.get("/")
        assert last.headers["location"] == "/signin"

    def test_sign_out_ends_it_at_the_server_too(self, rita: Office) -> None:
        session = rita.visitor("rita")
        assert session.post("/signout").headers["location"] == "/signin"
        session.client.cookies.set(COOKIE, session.token)
        assert session.get("/").headers["location"] == "/signin"

    def test_of_an_account_that_is_shut_out_ends_at_once(self, rita: Office) -> None:
        session, admin = rita.visitor("rita"), rita.visitor("ada", Role.ADMIN)
        assert admin.post("/accounts/rita/deactivate").status_code == 200
        assert session.get("/").headers["location"] == "/signin"
        assert sign_in(rita, "rita", PASSWORD).status_code == 422

    def test_role_that_changed_counts_at_once(self, rita: Office) -> None:
        session = rita.visitor("rita")
        with rita.storage.work() as work:
            work.accounts.set_role(UserName("rita"), Role.CLERK)
        assert session.get(f"/cases/{rita.open_case()}").status_code == 403

    @pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "é" * 40])
    def test_invented_token_is_nobody(self, rita: Office, token: str) -> None:
        visitor = Visiting(rita.client(), "")
        visitor.client.cookies.clear()
        answer = visitor.client.get("/", headers={"Cookie": f"{COOKIE}={token}".encode()})
        assert answer.headers["location"] == "/signin"


class TestAccounts:
    def test_added_account_gets_a_link_that_works(self, office: Office) -> None:
        page = office.visitor("ada", Role.ADMIN).post("/accounts", name="New.Clerk", role="clerk").text
        link = page.split("/link/")[1].split("<")[0]
        assert redeem(office, link).status_code == 303
        assert sign_in(office, "new.clerk", PASSWORD).status_code == 303

    @pytest.mark.parametrize("name", ["ada", "<b>x</b>", "a b", ""])
    def test_name_that_is_taken_or_none(self, office: Office, name: str) -> None:
        admin = office.visitor("ada", Role.ADMIN)
        assert admin.post("/accounts", name=name, role="clerk").status_code == 422
        with office.storage.work() as work:
            assert [a.name for a in work.accounts.all()] == ["ada"]

    def test_first_page_of_an_administrator_is_one_they_may_see(self, office: Office) -> None:
        office.add_account("ada", Role.ADMIN, "link-of-ada")
        assert redeem(office, "link-of-ada").headers["location"] == "/status"

    def test_role_is_changed_by_another_administrator_only(self, office: Office) -> None:
        admin, rita = office.visitor("ada", Role.ADMIN), office.visitor("rita")
        assert rita.get("/outbox").status_code == 200
        assert admin.post("/accounts/rita/role", role="clerk").status_code == 200
        assert rita.get("/outbox").status_code == 403
        assert admin.post("/accounts/ada/role", role="supervisor").status_code == 403
        assert ("user_role", "rita") in office.actions("ada")
