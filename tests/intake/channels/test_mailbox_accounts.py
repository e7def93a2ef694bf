"""The tables of the settings: several accounts, with a clear word where a key is missing or wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.errors import DeploymentError
from intake.channels.mailbox.accounts import Auth, MailboxSettings, mailboxes_from
from settings import Settings
from wiring import load_settings, mailboxes_of

PLAIN = {"host": "mail.example", "user": "intake@example.org", "password": "a-secret"}
BY_TOKEN = {
    "name": "shared", "host": "outlook.office365.com", "user": "shared@example.org", "auth": "xoauth2",
    "token_url": "https://login.microsoftonline.com/tenant/oauth2/v2.0/token", "client_id": "app",
    "client_secret": "a-client-secret", "scope": "https://outlook.office365.com/.default",
    "secret_expires_on": date(2027, 3, 1), "folders": ["INBOX", "Faxes"],
}  # fmt: skip


def test_tables_become_accounts() -> None:
    plain, shared = mailboxes_from([PLAIN, BY_TOKEN])
    assert plain == MailboxSettings("mail.example", 993, "intake@example.org", "a-secret")
    assert (plain.account, plain.label) == ("intake@example.org@mail.example",) * 2
    assert (shared.auth, shared.folders, shared.label) == (Auth.XOAUTH2, ("INBOX", "Faxes"), "shared")
    assert shared.secret_expires_on == date(2027, 3, 1)
    assert "secret" not in repr([plain, shared]).replace("secret_expires_on", "").replace("secret_file", "")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param({"user": "u", "password": "p"}, "number 1 lacks the key 'host'", id="no host"),
        pytest.param({"host": "h", "user": "u"}, r"needs 'password' \(or 'password_file'", id="no password"),
        pytest.param(PLAIN | {"pasword": "x"}, "has a key 'pasword'", id="misspelt"),
        pytest.param(PLAIN | {"port": "x"}, "'port' cannot be read", id="port is a word"),
        pytest.param(PLAIN | {"poll_seconds": 0}, "'poll_seconds' must be 1 or more", id="no pause"),
        pytest.param(PLAIN | {"auth": "magic"}, "'auth' cannot be read", id="no such way in"),
        pytest.param(PLAIN | {"folders": []}, "needs 'folders'", id="no folder"),
        pytest.param(PLAIN | {"processed_folder": "INBOX"}, "is one of 'folders'", id="moved to itself"),
        pytest.param(
            {k: v for k, v in BY_TOKEN.items() if k != "client_id"},
            r"\(shared\) needs 'client_id'",
            id="no client",
        ),
        pytest.param(
            {k: v for k, v in BY_TOKEN.items() if k != "client_secret"},
            "needs 'client_secret'",
            id="no client secret",
        ),
        pytest.param(BY_TOKEN | {"token_url": ""}, "needs 'token_url' .*'token_command'", id="no source"),
        pytest.param(
            BY_TOKEN | {"token_url": "http://x.example"}, "must begin with https", id="secret in the open"
        ),
    ],
)
def test_wrong_table_is_named_and_shows_no_secret(table: dict[str, Any], words: str) -> None:
    with pytest.raises(DeploymentError, match=words) as refused:
        mailboxes_from([table])
    assert "a-secret" not in str(refused.value)


def test_settings_file_with_a_wrong_table_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[[mailboxes]]\nhost = "h"\nuser = "u"\nauth = "oauthbearer"\n')
    with pytest.raises(DeploymentError, match="needs 'token_url'"):
        load_settings({}, tmp_path)


def test_settings_of_one_account_are_the_short_form(tmp_path: Path) -> None:
    settings = load_settings(
        {"OEMS_INTAKE_IMAP_HOST": "h", "OEMS_INTAKE_IMAP_USER": "u", "OEMS_INTAKE_IMAP_PASSWORD": "p"},
        tmp_path,
    )
    [mailbox] = mailboxes_of(settings)
    assert (mailbox.account, mailbox.folders, mailbox.idle) == ("u@h", ("INBOX",), True)


def test_one_account_in_two_tables_would_have_two_pollers(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="twice"):
        mailboxes_of(Settings(home=tmp_path, mailboxes=(PLAIN, PLAIN)))
