"""Passwords and OAuth 2 access tokens: from the settings, a file, a command, or client credentials."""

import shlex
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

from domain.errors import DeploymentError, TransientError
from intake.channels.mailbox.accounts import MailboxSettings

#: Seconds that a command or a token service may take.
PATIENCE: Final = 30
#: A token is renewed so many seconds before it ends: a sign-in and its clock must fit in between.
EARLY_SECONDS: Final = 120
#: Taken where the service does not say how long a token holds.
USUAL_SECONDS: Final = 300
#: Answers of a token service after which the same request may succeed later.
_BUSY: Final = frozenset({408, 425, 429})


class TokenSource(Protocol):
    """Where access tokens come from."""

    def token(self, *, fresh: bool = False) -> str:
        """A token that holds for a while; with `fresh` a new one, for the last was refused.

        Raises `TransientError` where the source is briefly away, `DeploymentError` where it says no.
        """


class CommandTokens:
    """Tokens that a command prints; it keeps them itself as long as it likes."""

    def __init__(self, command: str) -> None:
        self._command = command

    def token(self, *, fresh: bool = False) -> str:
        """What the command prints now."""
        return printed_by(self._command, "token_command")


class ClientCredentials:
    """Tokens for the client's own credentials (RFC 6749, section 4.4), kept until shortly before they end."""

    def __init__(self, mailbox: MailboxSettings, clock: Callable[[], float] = time.time) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._asking = threading.Lock()

    def token(self, *, fresh: bool = False) -> str:
        """The token at hand, or a new one."""
        with self._asking:
            if fresh or self._clock() >= self._until - EARLY_SECONDS:
                answer = self._ask()
                self._token = str(answer["access_token"])
                self._until = self._clock() + float(answer.get("expires_in") or USUAL_SECONDS)
            return self._token

    def _ask(self) -> dict[str, Any]:
        box = self._mailbox
        client = BackendApplicationClient(client_id=box.client_id, scope=box.scope or None)
        with OAuth2Session(client=client) as service:
            service.register_compliance_hook("access_token_response", _refuse_busy)
            try:
                answer = service.fetch_token(
                    box.token_url,
                    client_secret=_client_secret(box),
                    include_client_id=True,
                    timeout=PATIENCE,
                    verify=str(box.token_ca_file) if box.token_ca_file else True,
                )
            except OAuth2Error as error:
                raise DeploymentError(
                    f"The token service of {box.label} refuses client_id and client_secret "
                    f"({error.error}). A secret may have ended: make a new one where the app is "
                    "registered and set client_secret and secret_expires_on."
                ) from None
            except requests.exceptions.SSLError as error:
                raise DeploymentError(
                    f"The token service of {box.label} has a certificate that is not trusted. "
                    "Set token_ca_file to the authority's file."
                ) from error
            except (requests.RequestException, OSError) as error:
                raise TransientError(
                    f"The token service of {box.label} cannot be reached ({type(error).__name__})."
                ) from error
        return dict(answer)


def _refuse_busy(response: requests.Response) -> requests.Response:
    if response.status_code >= 500 or response.status_code in _BUSY:
        raise TransientError(f"The token service has trouble of its own (HTTP {response.status_code}).")
    return response


def token_source_of(mailbox: MailboxSettings) -> TokenSource:
    """The source that this account's settings name."""
    if mailbox.token_command:
        return CommandTokens(mailbox.token_command)
    return ClientCredentials(mailbox)


def password_of(mailbox: MailboxSettings) -> str:
    """The password as it stands now. Raises `DeploymentError`."""
    if mailbox.password_command:
        return printed_by(mailbox.password_command, "password_command")
    if mailbox.password_file:
        return _read(mailbox.password_file, "password_file")
    return mailbox.password


def _client_secret(mailbox: MailboxSettings) -> str:
    if mailbox.client_secret_file:
        return _read(mailbox.client_secret_file, "client_secret_file")
    return mailbox.client_secret


def _read(path: Path, key: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DeploymentError(f"The file named by {key} cannot be read ({type(error).__name__}).") from None


def printed_by(command: str, key: str) -> str:
    """What a secret's command prints, run without a shell. Raises `DeploymentError`, with nothing of it."""
    try:
        asked = subprocess.run(
            shlex.split(command), capture_output=True, timeout=PATIENCE, check=True, text=True
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise DeploymentError(
            f"The command of {key} failed ({type(error).__name__}). Run it by hand."
        ) from None
    if not asked.stdout.strip():
        raise DeploymentError(f"The command of {key} printed nothing. Run it by hand.")
    return asked.stdout.strip()
