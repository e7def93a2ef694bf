"""One IMAP mailbox: peek, store, commit, and only then move aside. Nothing is ever deleted.

Every message of the folder is looked at by UID, never by read flag, age or number; what is already in
custody (a crash between commit and move) is only moved. Identity is account, folder, UIDVALIDITY and
UID (RFC 9051, section 2.3.1.1).
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from domain.errors import DeploymentError, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival

log = structlog.get_logger()

#: Seconds to connect, and for each reply of the server.
CONNECT_SECONDS = 20
REPLY_SECONDS = 120
#: Set where a server offers no way to move: the message stays and is known by this.
TAKEN_KEYWORD = b"$OemsTaken"


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where the mailbox is and how to get in."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    processed_folder: str = "Processed"
    tls: bool = True
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class PollReport:
    """What one walk over the folder did."""

    taken: int
    known: int
    """Were in custody already, and were only moved aside."""
    failed: int
    uidvalidity: int
    high_uid: int


def poll_mailbox(
    settings: MailboxSettings,
    take: Callable[[Arrival], object],
    known: Callable[[str], bool],
    same_content: Callable[[bytes], bool],
    last_uidvalidity: int | None = None,
) -> PollReport:
    """Walk the folder once.

    `take` has the message in custody when it returns; `known` says whether a receipt key is;
    `same_content` says whether a message of this mailbox with these bytes is, for the day on which the
    server renumbers everything (UIDVALIDITY changed). Raises `TransientError`, `DeploymentError`, and
    whatever `take` raises.
    """
    with _session(settings) as server:
        selected = _ask(lambda: server.select_folder(settings.folder))
        validity = int(selected[b"UIDVALIDITY"])
        uids = sorted(_ask(lambda: server.search(["UNKEYWORD", TAKEN_KEYWORD.decode()])))
        renumbered = last_uidvalidity is not None and last_uidvalidity != validity
        taken = already = failed = 0
        for uid in uids:
            key = message_key(settings, validity, uid)
            if known(key):
                already += 1
            elif (arrival := _fetch(server, uid, key)) is None:
                failed += 1
                continue
            elif renumbered and same_content(arrival.raw):
                already += 1
            else:
                take(arrival)
                taken += 1
            _move_aside(server, uid, settings.processed_folder)
    return PollReport(taken, already, failed, validity, uids[-1] if uids else 0)


def message_key(settings: MailboxSettings, uidvalidity: int, uid: int) -> str:
    """The receipt key of one message."""
    return f"imap:{settings.user}@{settings.host}:{settings.folder}:{uidvalidity}:{uid}"


def list_uids(settings: MailboxSettings) -> tuple[int, list[int]]:
    """UIDVALIDITY and the UIDs that still lie in the folder, for reconciliation."""
    with _session(settings) as server:
        selected = _ask(lambda: server.select_folder(settings.folder, readonly=True))
        uids = _ask(lambda: server.search(["UNKEYWORD", TAKEN_KEYWORD.decode()]))
        return int(selected[b"UIDVALIDITY"]), sorted(uids)


@contextmanager
def _session(settings: MailboxSettings) -> Iterator[IMAPClient]:
    server = _connect(settings)
    try:
        yield server
    finally:
        with suppress(Exception):
            server.logout()


def _connect(settings: MailboxSettings) -> IMAPClient:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    try:
        server = IMAPClient(
            settings.host,
            port=settings.port,
            ssl=settings.tls,
            ssl_context=context if settings.tls else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=REPLY_SECONDS),
        )
        server.login(settings.user, settings.password)
    except LoginError as error:
        raise DeploymentError(
            "The mail server refuses imap_user and imap_password. Mend them in the settings."
        ) from error
    except ssl.SSLCertVerificationError as error:
        raise DeploymentError(
            "The mail server's certificate is not trusted. Set imap_ca_file to the authority's file."
        ) from error
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox cannot be reached ({type(error).__name__}).") from error
    return server


def _ask(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox went away ({type(error).__name__}).") from error


def _fetch(server: IMAPClient, uid: int, key: str) -> Arrival | None:
    """One message, unread as before; None where the server will not give it (it is tried again)."""
    try:
        answer = server.fetch([uid], [b"BODY.PEEK[]", b"INTERNALDATE"])
    except IMAPClientError as error:
        if isinstance(error, IMAPClient.AbortError):
            raise TransientError("The mailbox went away.") from error
        log.warning("message_not_fetched", uid=uid, problem=type(error).__name__)
        return None
    except OSError as error:
        raise TransientError(f"The mailbox went away ({type(error).__name__}).") from error
    found = answer.get(uid, {})
    raw = found.get(b"BODY[]")
    if raw is None:
        log.warning("message_not_fetched", uid=uid, problem="gone or withheld")
        return None
    return Arrival(
        channel=Channel.EMAIL,
        receipt_key=key,
        source=key,
        raw=raw,
        received_at=_aware(found.get(b"INTERNALDATE")),
    )


def _aware(moment: datetime | None) -> datetime:
    """imapclient gives INTERNALDATE as naive local time."""
    return moment.astimezone(UTC) if moment else datetime.now(UTC)


def _move_aside(server: IMAPClient, uid: int, folder: str) -> None:
    """Move (RFC 6851), else mark with a keyword; the message is in custody in any case."""
    if not server.has_capability("MOVE"):
        _ask(lambda: server.add_flags([uid], [TAKEN_KEYWORD], silent=True))
        return
    if not _ask(lambda: server.folder_exists(folder)):
        _ask(lambda: server.create_folder(folder))
    _ask(lambda: server.move([uid], folder))
