"""Hand one message to the mail server, and say for certain what became of it."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import Protocol

from domain.errors import DeploymentError, IntakeError, TransientError

#: Seconds for connecting and for each reply.
TIMEOUT = 30
#: Seconds for the reply to the whole message: servers look into it before they take it.
DATA_TIMEOUT = 90
#: What a server answers that wants a sign-in, or another one, whatever it was asked (RFC 4954 section 6).
SIGN_IN_CODES = (530, 534, 535, 538)
#: Where TLS begins before the first word (RFC 8314 section 3.3).
IMPLICIT_TLS_PORT = 465


class DeliveryRefused(IntakeError):
    """The server said no for good; nothing was delivered."""


class DeliveryUncertain(IntakeError):
    """The connection broke after the data went: it may have been sent."""


class Mailer(Protocol):
    """Sends one message to one recipient."""

    @property
    def is_set(self) -> bool:
        """Whether there is a server to send by; else mails wait in the outbox, untried."""

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Raises `TransientError` or `DeploymentError` where nothing went yet, `DeliveryRefused` where the
        server said no for good, `DeliveryUncertain`.
        """


@dataclass(slots=True)
class RecordingMailer:
    """Keeps what was sent; for tests and for a dry run."""

    sent: list[tuple[str, EmailMessage]] = field(default_factory=list)
    is_set: bool = True

    def send(self, message: EmailMessage, recipient: str) -> None:
        self.sent.append((recipient, message))


class UnsetMailer:
    """Stands where no mail server is configured: everything waits in the outbox."""

    is_set = False

    def send(self, message: EmailMessage, recipient: str) -> None:
        raise TransientError("No mail server is set (smtp_host); the message waits in the outbox.")


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Real SMTP. One connection a message: volumes are tens a day, and certainty is worth more."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    """STARTTLS; on port 465 TLS from the start (RFC 8314)."""
    envelope_sender: str
    ca_file: Path | None = None
    """The authority of a relay whose certificate no public one signed."""

    @property
    def is_set(self) -> bool:
        return True

    def send(self, message: EmailMessage, recipient: str) -> None:
        content = message.as_bytes(policy=SMTP_POLICY)
        server = self._connect()
        try:
            self._greet(server)
            self._begin(server)
            _expect_yes(lambda: server.rcpt(recipient))
            _hand_over(server, content)
        finally:
            _hang_up(server)

    def look(self) -> None:
        """Whether the server answers and lets us in. Raises `TransientError` or `DeploymentError`."""
        server = self._connect()
        try:
            self._greet(server)
            self._begin(server)
        finally:
            _hang_up(server)

    def _connect(self) -> smtplib.SMTP:
        try:
            if self.tls and self.port == IMPLICIT_TLS_PORT:
                return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=self._tls_context())
            return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        except ssl.SSLCertVerificationError as error:
            raise _distrusted() from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransientError(f"The mail server cannot be reached ({type(error).__name__}).") from error

    def _tls_context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        except OSError as error:
            raise DeploymentError("The file named by smtp_ca_file cannot be read.") from error

    def _greet(self, server: smtplib.SMTP) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            if self.tls and self.port != IMPLICIT_TLS_PORT:
                server.starttls(context=self._tls_context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
        except smtplib.SMTPAuthenticationError as error:
            raise DeploymentError(
                "The mail server refuses smtp_user and smtp_password. Mend them in the settings, and start "
                "the workers again."
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise DeploymentError(
                "The mail server offers no TLS or no sign-in. Set smtp_tls and smtp_user as it wants them."
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise _distrusted() from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransientError(f"The mail server did not let us in ({type(error).__name__}).") from error

    def _begin(self, server: smtplib.SMTP) -> None:
        """Whoever is refused here is we: that says nothing about any recipient, and every letter waits."""
        try:
            _expect_yes(lambda: server.mail(self.envelope_sender))
        except DeliveryRefused as error:
            raise DeploymentError(
                "The mail server takes no mail from sender_address. Mend sender_address, smtp_user and "
                "smtp_password in the settings, or have the server allow it."
            ) from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    try:
        if server.sock:
            server.sock.settimeout(DATA_TIMEOUT)
        code, _ = server.data(content)
    except smtplib.SMTPDataError as error:
        # The reply to the DATA command itself: no data went yet.
        raise _refusal(error.smtp_code) from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryUncertain("The connection broke while the message went.") from error
    if code != 250:
        raise _refusal(code)


def _expect_yes(ask: Callable[[], tuple[int, bytes]]) -> None:
    try:
        code, _ = ask()
    except (OSError, smtplib.SMTPException) as error:
        raise TransientError(f"The mail server went away ({type(error).__name__}).") from error
    except UnicodeError as error:
        raise DeliveryRefused("The address has letters that this mail server cannot take.") from error
    if code not in {250, 251}:
        raise _refusal(code)


def _distrusted() -> DeploymentError:
    return DeploymentError(
        "The mail server's certificate is not trusted. Set smtp_ca_file to the authority's file."
    )


def _refusal(code: int) -> IntakeError:
    if code in SIGN_IN_CODES:
        return DeploymentError(
            f"The mail server wants another sign-in (code {code}). Mend smtp_user and smtp_password in the "
            "settings."
        )
    if code >= 500:
        return DeliveryRefused(f"The mail server refused the message for good (code {code}).")
    return TransientError(f"The mail server put the message off (code {code}).")


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
