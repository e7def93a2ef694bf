"""Signing in by OAuth 2 against a real Dovecot, with tokens of a loopback service and of a command."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.errors import DeploymentError, TransientError
from intake.channels.mailbox.accounts import Auth, MailboxSettings
from intake.channels.mailbox.session import MailServer
from intake.channels.mailbox.tokens import EARLY_SECONDS, ClientCredentials, CommandTokens, password_of
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox
from tests.servers.tokens import (
    CLIENT,
    SCOPE,
    SECRET,
    TokenService,
    access_token,
    running_token_service,
)

BY_TOKEN = [pytest.param(auth, id=auth.value) for auth in (Auth.XOAUTH2, Auth.OAUTHBEARER)]


@pytest.fixture(scope="module")
def service(dovecot: DovecotServer) -> Iterator[TokenService]:
    with running_token_service(dovecot.ca_file) as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_asked(service: TokenService) -> None:
    service.asked.clear()


def mailbox(server: DovecotServer, service: TokenService, auth: Auth, **changes: Any) -> MailboxSettings:
    return MailboxSettings(
        host=server.host, port=server.port, tls=False, **{
            "user": server.new_user(), "auth": auth, "token_url": service.url, "client_id": CLIENT,
            "client_secret": SECRET, "scope": SCOPE, "token_ca_file": service.ca_file,
        } | changes,
    )  # fmt: skip


def sign_in(server: MailServer) -> int:
    """How many messages lie in the mailbox that we got into."""
    with server.session() as session:
        return session.enter("INBOX").count


class TestAccessTokens:
    @pytest.mark.parametrize("auth", BY_TOKEN)
    def test_client_credentials_get_a_token_that_lets_us_in(
        self, dovecot: DovecotServer, service: TokenService, auth: Auth
    ) -> None:
        box = mailbox(dovecot, service, auth)
        service.give(access_token(box.user))
        Postbox(dovecot, box.user).append(b"Subject: one\r\n\r\nbody\r\n")
        server = MailServer(box)
        assert [sign_in(server), sign_in(server)] == [1, 1]
        [asked] = service.asked
        assert asked == {
            "grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET, "scope": SCOPE,
        }  # fmt: skip

    @pytest.mark.parametrize("auth", BY_TOKEN)
    def test_token_that_was_revoked_is_renewed_once(
        self, dovecot: DovecotServer, service: TokenService, auth: Auth
    ) -> None:
        box = mailbox(dovecot, service, auth)
        service.give(access_token(box.user, seconds=-60), access_token(box.user))
        assert sign_in(MailServer(box)) == 0
        assert len(service.asked) == 2

    @pytest.mark.parametrize(
        "wrong",
        [
            pytest.param({"seconds": -60}, id="ended"),
            pytest.param({"issuer": "https://other.example"}, id="of another issuer"),
        ],
    )
    def test_token_that_is_refused_again_says_what_to_do(
        self, dovecot: DovecotServer, service: TokenService, wrong: dict[str, Any]
    ) -> None:
        box = mailbox(dovecot, service, Auth.XOAUTH2)
        service.give(access_token(box.user, **wrong))
        with pytest.raises(DeploymentError, match=r"refuses the access token .*'scope'.*IMAP.AccessAsApp"):
            sign_in(MailServer(box))
        assert len(service.asked) == 2

    def test_token_of_another_mailbox_does_not_let_us_in(
        self, dovecot: DovecotServer, service: TokenService
    ) -> None:
        box = mailbox(dovecot, service, Auth.OAUTHBEARER)
        service.give(access_token("somebody-else"))
        with pytest.raises(DeploymentError, match="refuses the access token"):
            sign_in(MailServer(box))

    def test_command_may_give_the_token(self, dovecot: DovecotServer, service: TokenService) -> None:
        box = mailbox(dovecot, service, Auth.XOAUTH2)
        token = access_token(box.user)
        assert sign_in(MailServer(replace(box, token_url="", token_command=f"echo {token}"))) == 0
        assert service.asked == []


class TestTokenService:
    def test_token_is_kept_until_shortly_before_it_ends(
        self, dovecot: DovecotServer, service: TokenService
    ) -> None:
        now = [1000.0]
        source = ClientCredentials(mailbox(dovecot, service, Auth.XOAUTH2), clock=lambda: now[0])
        service.give("first", "second", "third", seconds=3600)
        assert [source.token(), source.token()] == ["first", "first"]
        now[0] += 3600 - EARLY_SECONDS
        assert source.token() == "second"
        assert source.token(fresh=True) == "third"

    def test_secret_that_has_ended_says_what_to_do(
        self, dovecot: DovecotServer, service: TokenService
    ) -> None:
        service.refuse(401, "invalid_client")
        with pytest.raises(DeploymentError, match=r"invalid_client.*secret_expires_on") as refused:
            sign_in(MailServer(mailbox(dovecot, service, Auth.XOAUTH2)))
        assert SECRET not in str(refused.value)

    @pytest.mark.parametrize("status", [429, 503])
    def test_service_with_trouble_of_its_own_is_waited_for(
        self, dovecot: DovecotServer, service: TokenService, status: int
    ) -> None:
        service.refuse(status, "temporarily_unavailable")
        with pytest.raises(TransientError, match=str(status)):
            sign_in(MailServer(mailbox(dovecot, service, Auth.XOAUTH2)))

    def test_service_that_is_away_is_waited_for(self, dovecot: DovecotServer, service: TokenService) -> None:
        with pytest.raises(TransientError, match="cannot be reached"):
            sign_in(
                MailServer(mailbox(dovecot, service, Auth.XOAUTH2, token_url="https://localhost:9/token"))
            )

    def test_certificate_that_is_not_trusted_names_the_setting(
        self, dovecot: DovecotServer, service: TokenService
    ) -> None:
        with pytest.raises(DeploymentError, match="Set token_ca_file"):
            sign_in(MailServer(mailbox(dovecot, service, Auth.XOAUTH2, token_ca_file=None)))


class TestSecrets:
    def test_files_and_commands_are_asked_at_each_sign_in(self, tmp_path: Path) -> None:
        kept = tmp_path / "password"
        by_file = MailboxSettings("h", 1, "u", password_file=kept)
        by_command = MailboxSettings("h", 1, "u", password_command=f"cat {shlex.quote(str(kept))}")
        for word in ("first", "second"):
            kept.write_text(f"{word}\n")
            assert password_of(by_file) == password_of(by_command) == word

    @pytest.mark.parametrize(
        ("command", "words"),
        [
            pytest.param("no-such-program", "FileNotFoundError", id="missing"),
            pytest.param(f"{sys.executable} -c 'raise SystemExit(3)'", "CalledProcessError", id="fails"),
            pytest.param("true", "printed nothing", id="silent"),
            pytest.param("echo 'unfinished", "ValueError", id="not a command"),
        ],
    )
    def test_command_that_gives_no_token_is_named(self, command: str, words: str) -> None:
        with pytest.raises(DeploymentError, match=f"token_command.*{words}"):
            CommandTokens(command).token()

    def test_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(DeploymentError, match="password_file"):
            password_of(MailboxSettings("h", 1, "u", password_file=tmp_path / "none"))
