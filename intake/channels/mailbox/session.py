"""One conversation with a mail server: sign-in, folders, numbers, bytes. Library errors end here.

A line that breaks is a `TransientError`; an answer of NO or BAD, or one that cannot be understood, is
`ServerRefuses`, after which the line still holds.
"""

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from domain.errors import DeploymentError, IntakeError, TransientError
from intake.channels.mailbox.accounts import Auth, MailboxSettings
from intake.channels.mailbox.pulse import Pulse
from intake.channels.mailbox.tokens import TokenSource, password_of, token_source_of

#: Seconds to connect.
CONNECT_SECONDS: Final = 20
#: Bytes a second of a line that still counts as alive.
SLOWEST: Final = 20_000
#: Set where a server offers no way to move: the message stays, and people see that it was taken.
TAKEN_KEYWORD: Final = b"$OemsTaken"

#: What imaplib says of a line over its limit of a million bytes.
_LINE_TOO_LONG: Final = "got more than"
#: A sign-in refused for a reason that passes (RFC 5530); any other refusal wants a person.
_PASSING_REFUSAL: Final = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.I)


class ServerRefuses(TransientError):
    """The server said no to one command, or answered something that cannot be understood."""


@dataclass(frozen=True, slots=True)
class EnteredFolder:
    """What the server says of a folder on entering."""

    uidvalidity: int
    next_uid: int
    """The next message will get this UID or a higher one."""
    count: int


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What is known of a message without its bytes."""

    size: int
    """RFC822.SIZE: bytes, as the server says."""
    received_at: datetime
    """INTERNALDATE, whole seconds."""


class MailServer:
    """One account of the settings; opens sessions, and keeps the token between them."""

    def __init__(self, mailbox: MailboxSettings, tokens: TokenSource | None = None) -> None:
        self.mailbox = mailbox
        self._tokens = tokens or token_source_of(mailbox)

    @contextmanager
    def session(self, pulse: Pulse | None = None) -> Iterator["MailSession"]:
        """A signed-in session. Raises `TransientError` and `DeploymentError`."""
        pulse = pulse or Pulse()
        client = self._signed_in(pulse)
        try:
            yield MailSession(client, pulse)
            _leave(client)
        finally:
            # Where something went wrong, no goodbye: the server may be gone, and we would wait for it.
            pulse.release()
            with suppress(Exception):
                client.shutdown()

    def _signed_in(self, pulse: Pulse) -> IMAPClient:
        if self.mailbox.auth is Auth.PASSWORD:
            return self._try(pulse, password_of(self.mailbox))
        try:
            return self._try(pulse, self._tokens.token())
        except DeploymentError:
            # It may have been revoked, or have ended before its time: once more, with a new one.
            return self._try(pulse, self._tokens.token(fresh=True))

    def _try(self, pulse: Pulse, secret: str) -> IMAPClient:
        client = _connect(self.mailbox)
        pulse.hold(client.socket)
        try:
            _sign_in(client, self.mailbox, secret)
        except IntakeError:
            with suppress(Exception):
                client.shutdown()
            raise
        return client


def _connect(mailbox: MailboxSettings) -> IMAPClient:
    try:
        client = IMAPClient(
            mailbox.host,
            port=mailbox.port,
            ssl=mailbox.tls,
            ssl_context=_tls_context(mailbox) if mailbox.tls else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=mailbox.reply_seconds),
        )
    except ssl.SSLCertVerificationError as error:
        raise DeploymentError(
            "The mail server's certificate is not trusted. Set imap_ca_file (or ca_file of its table) to the "
            "authority's file."
        ) from error
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox cannot be reached ({type(error).__name__}).") from error
    # Times as the server gives them, with their zone: local time is ambiguous for an hour in autumn.
    client.normalise_times = False
    return client


def _tls_context(mailbox: MailboxSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(mailbox.ca_file) if mailbox.ca_file else None)
    except OSError as error:
        raise DeploymentError("The file named by imap_ca_file (or ca_file) cannot be read.") from error


def _sign_in(client: IMAPClient, mailbox: MailboxSettings, secret: str) -> None:
    ways: dict[Auth, Callable[[str, str], object]] = {
        Auth.PASSWORD: client.login,
        Auth.XOAUTH2: client.oauth2_login,
        Auth.OAUTHBEARER: client.oauthbearer_login,
    }
    try:
        ways[mailbox.auth](mailbox.user, secret)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClient.AbortError):
            raise TransientError("The mail server hung up at the sign-in.") from error
        if _PASSING_REFUSAL.search(str(error)):
            raise TransientError("The mail server lets nobody in just now.") from error
        raise DeploymentError(_refusal(mailbox)) from error
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox cannot be reached ({type(error).__name__}).") from error


def _refusal(mailbox: MailboxSettings) -> str:
    if mailbox.auth is Auth.PASSWORD:
        return (
            f"The mail server refuses user and password of {mailbox.label}. Mend imap_user and imap_password "
            "(or user and password of its table) in the settings, and start again; a password_file or "
            "password_command is asked at each try."
        )
    return (
        f"The mail server refuses the access token of {mailbox.label} ({mailbox.auth}), a new one too. Check "
        "that 'user' is the mailbox's address, that 'scope' is the mail server's, and that the app was "
        "given the mailbox (Exchange Online: IMAP.AccessAsApp, and full access for its service principal)."
    )


def _leave(client: IMAPClient) -> None:
    with suppress(OSError, IMAPClientError):
        client.logout()


class MailSession:
    """A signed-in line. Every answer is a sign of life; UIDs throughout, never sequence numbers."""

    def __init__(self, client: IMAPClient, pulse: Pulse) -> None:
        self._client = client
        self.pulse = pulse

    def enter(self, folder: str, *, readonly: bool = False) -> EnteredFolder:
        """Select a folder."""
        answer = self._ask(lambda: self._client.select_folder(folder, readonly=readonly))
        validity = int(answer[b"UIDVALIDITY"])
        found = answer.get(b"UIDNEXT") or self._ask(lambda: self._client.folder_status(folder, ["UIDNEXT"]))
        next_uid = found[b"UIDNEXT"] if isinstance(found, dict) else found
        return EnteredFolder(validity, int(next_uid), int(answer.get(b"EXISTS", 0)))

    def has_folder(self, folder: str) -> bool:
        """Whether there is a folder of this name."""
        return bool(self._ask(lambda: self._client.folder_exists(folder)))

    def make_folder(self, folder: str) -> None:
        """Make a folder."""
        self._ask(lambda: self._client.create_folder(folder))

    def uids(self, numbers: str, *, without: bytes | None = None) -> list[int]:
        """Those of these UIDs (`3:90`, `4,7`) that lie in the folder, lowest first.

        `without` leaves out messages with that keyword.
        """
        criteria = ["UID", numbers] + (["UNKEYWORD", without.decode()] if without else [])
        return sorted(self._ask(lambda: self._client.search(criteria)))

    def facts(self, uids: Sequence[int]) -> dict[int, MessageFacts]:
        """Size and time of those that are still there."""
        answer = self._fetch(uids, [b"RFC822.SIZE", b"INTERNALDATE"])
        return {
            uid: MessageFacts(int(found[b"RFC822.SIZE"]), _aware(found.get(b"INTERNALDATE")))
            for uid, found in answer.items()
            if b"RFC822.SIZE" in found
        }

    def bodies(self, uids: Sequence[int], size: int) -> dict[int, bytes]:
        """The messages whole, unread as before; what the server does not give is left out.

        `size`: bytes to be expected, for which time is granted.
        """
        self.pulse.grant(size / SLOWEST)
        answer = self._fetch(uids, [b"BODY.PEEK[]"])
        return {uid: found[b"BODY[]"] for uid, found in answer.items() if found.get(b"BODY[]") is not None}

    def piece(self, uid: int, offset: int, length: int) -> bytes | None:
        """A part of one message; empty past its end, None where the server does not give it."""
        self.pulse.grant(length / SLOWEST)
        answer = self._fetch([uid], [f"BODY.PEEK[]<{offset}.{length}>".encode()])
        found: bytes | None = answer.get(uid, {}).get(f"BODY[]<{offset}>".encode())
        return found

    def _fetch(self, uids: Sequence[int], wanted: list[bytes]) -> dict[int, dict[bytes, Any]]:
        answer: dict[int, dict[bytes, Any]] = self._ask(lambda: self._client.fetch(list(uids), wanted))
        return answer

    @property
    def can_move(self) -> bool:
        """Whether the server moves (RFC 6851); copying and deleting is never done instead."""
        return bool(self._ask(lambda: self._client.has_capability("MOVE")))

    @property
    def can_idle(self) -> bool:
        """Whether the server pushes (RFC 2177)."""
        return bool(self._ask(lambda: self._client.has_capability("IDLE")))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move these messages, and no other."""
        self._ask(lambda: self._client.move(list(uids), folder))

    def mark_taken(self, uids: Sequence[int]) -> None:
        """Give these messages the keyword."""
        self._ask(lambda: self._client.add_flags(list(uids), [TAKEN_KEYWORD], silent=True))

    def begin_idle(self) -> None:
        """From now on the server speaks of itself."""
        self._ask(self._client.idle)

    def heard(self, seconds: float) -> list[Any]:
        """What the server said meanwhile; waits for it so many seconds."""
        return list(self._ask(lambda: self._client.idle_check(timeout=seconds)))

    def end_idle(self) -> list[Any]:
        """What the server said before it heard us."""
        _, said = self._ask(self._client.idle_done)
        return list(said)

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            answer = question()
        except IMAPClient.AbortError as error:
            raise TransientError(f"The mailbox went away ({type(error).__name__}).") from error
        except IMAPClientError as error:
            if _LINE_TOO_LONG in str(error):
                # imaplib stopped in the middle of a line: what follows would be misunderstood.
                raise TransientError("The mail server's answer is longer than a line may be.") from error
            raise ServerRefuses(f"The mail server said no ({type(error).__name__}).") from error
        except (OSError, ValueError) as error:
            # ValueError: a closed file, or numbers that are none. Nothing of this line can be trusted.
            raise TransientError(f"The mailbox went away ({type(error).__name__}).") from error
        self.pulse.beat()
        return answer


def _aware(moment: datetime | None) -> datetime:
    return moment.astimezone(UTC) if moment else datetime.now(UTC)
