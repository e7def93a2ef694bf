"""Senders of canaries, one a channel: a message that goes the whole way and must come through.

A canary goes in where an applicant's message would: at the mail server, at the fax gateway, in the watched
folder, at the upload interface. Its page carries the token as QR code and in large print, so that it survives
fax and scan.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol

import requests
from PIL import Image

from domain.errors import DeploymentError, TransientError
from outbound.mailer import DeliveryUncertain, Mailer
from outbound.rendering import render_canary

#: Never changes, so that people can sort these messages away.
SUBJECT = "OEMS intake canary"
WORDS = "The intake system sent this to itself, to see that it arrives. Nobody need do anything."
#: Dots per inch of the picture that stands for a scan.
SCAN_DPI = 200
#: Seconds for a connection, and for each piece of an answer.
PATIENCE = (10.0, 30.0)


class CanarySender(Protocol):
    """Sends one canary into one channel."""

    @property
    def route(self) -> str:
        """What people call this way in: `scan folder`, `mail oems@example.org`."""

    def send(self, token: str, at: datetime) -> None:
        """Raises `IntakeError` where it did not go."""


@dataclass(frozen=True, slots=True)
class MailCanary:
    """Through the mail server to the mailbox's own address."""

    mailer: Mailer
    sender: str
    address: str

    @property
    def route(self) -> str:
        return f"mail {self.address}"

    def send(self, token: str, at: datetime) -> None:
        _hand_over(self.mailer, _compose(self.sender, self.address, token, at), self.address)


@dataclass(frozen=True, slots=True)
class FaxCanary:
    """Through the office's mail-to-fax gateway to its own fax number; comes back as a fax."""

    mailer: Mailer
    sender: str
    address: str
    """Of the gateway, the number in it: `15085550100@fax.example.org`."""

    @property
    def route(self) -> str:
        return f"fax {self.address}"

    def send(self, token: str, at: datetime) -> None:
        mail = _compose(self.sender, self.address, "", at)
        page = render_canary(token, SUBJECT, WORDS, at)
        mail.add_attachment(page, maintype="application", subtype="pdf", filename="canary.pdf")
        _hand_over(self.mailer, mail, self.address)


@dataclass(frozen=True, slots=True)
class ScanCanary:
    """Into the scan folder, as a scanner does: a picture in a PDF, so that both readers must work."""

    folder: Path
    route: str = "scan folder"

    def send(self, token: str, at: datetime) -> None:
        _rename_in(self.folder, f"canary-{at:%Y%m%d-%H%M%S}.pdf", lambda: _as_scan(token, at))


@dataclass(frozen=True, slots=True)
class MailFolderCanary:
    """Into the folder of mails."""

    folder: Path
    sender: str
    route: str = "mail folder"

    def send(self, token: str, at: datetime) -> None:
        mail = _compose(self.sender, self.sender, token, at)
        name = f"canary-{at:%Y%m%d-%H%M%S}.eml"
        _rename_in(self.folder, name, lambda: mail.as_bytes(policy=SMTP_POLICY))


@dataclass(frozen=True, slots=True)
class UploadCanary:
    """Over HTTP to the upload interface, as another system does, by a client of its own: a scan."""

    address: str
    """Of the interface, without its path: `https://intake.example.org`."""
    token_file: Path
    """Holds what `oems-intake clients add` printed; read anew each time."""
    ca_file: Path | None = None
    route: str = "upload"

    def send(self, token: str, at: datetime) -> None:
        headers = {
            "Idempotency-Key": f"canary-{at:%Y%m%d-%H%M%S}",
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="canary.pdf"',
            "X-Upload-Reference": SUBJECT,
        }
        self._ask("POST", "submissions", headers, _as_scan(token, at))

    def look(self) -> None:
        """Ask for the interface's limits, as `doctor` does. Raises `IntakeError` in words."""
        self._ask("GET", "limits", {}, None)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> None:
        url = f"{self.address.rstrip('/')}/api/v1/{path}"
        headers = {"Authorization": f"Bearer {self._client_token()}"} | headers
        verify = str(self.ca_file) if self.ca_file else True
        try:
            # No redirect is followed: the token is for this address alone.
            answer = requests.request(
                method,
                url,
                headers=headers,
                data=body,
                timeout=PATIENCE,
                verify=verify,
                allow_redirects=False,
            )
        except requests.exceptions.SSLError as error:
            raise TransientError(
                "The upload interface's certificate is not trusted. Set canary_upload_ca_file."
            ) from error
        except (requests.RequestException, OSError) as error:
            raise TransientError(
                f"The upload interface cannot be reached ({type(error).__name__}). See that `review` or "
                "`upload` runs, and that canary_upload_url is its address."
            ) from error
        _refuse_failure(answer.status_code)

    def _client_token(self) -> str:
        try:
            return self.token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise DeploymentError(
                f"The file named by canary_upload_token_file cannot be read ({type(error).__name__})."
            ) from None


def _refuse_failure(status: int) -> None:
    """Raise where the interface did not do what was asked."""
    if status == 401:
        raise DeploymentError(
            "The upload interface does not know the canary's token. Make a client (`oems-intake clients add "
            "canary`) and lay its token into the file named by canary_upload_token_file."
        )
    if status not in (200, 201):
        raise TransientError(f"The upload interface answered HTTP {status}.")


def _compose(sender: str, recipient: str, token: str, at: datetime) -> EmailMessage:
    """Automatic by RFC 3834, so that nobody and nothing answers it."""
    mail = EmailMessage()
    mail["From"] = f"OEMS <{sender}>"
    mail["To"] = recipient
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{WORDS}\n\n{token}\n" if token else f"{WORDS}\n")
    return mail


def _hand_over(mailer: Mailer, mail: EmailMessage, recipient: str) -> None:
    try:
        mailer.send(mail, recipient)
    except DeliveryUncertain:
        # It may come through all the same: whether it does is what the canary is for.
        return


def _as_scan(token: str, at: datetime) -> bytes:
    """The page as a scanner leaves it: black and white, no text layer."""
    picture = Image.open(io.BytesIO(render_canary(token, SUBJECT, WORDS, at, picture_dpi=SCAN_DPI)))
    out = io.BytesIO()
    picture.convert("L").save(out, "PDF", resolution=SCAN_DPI)
    return out.getvalue()


def _rename_in(folder: Path, name: str, make: Callable[[], bytes]) -> None:
    """Write under a hidden name and rename: nobody takes half a file."""
    if not folder.is_dir():
        raise TransientError(f"The folder {folder} is not there. Mount or make it.")
    unfinished = folder / f".{name}.{os.getpid()}.part"
    try:
        unfinished.write_bytes(make())
        unfinished.replace(folder / name)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise TransientError(f"The folder {folder} cannot be written to ({type(error).__name__}).") from error
