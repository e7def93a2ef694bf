"""One IMAP mailbox: peek, store, commit, and only then move aside. Nothing is ever deleted.

Every message of the folder is looked at by UID, never by read flag, age or number; what is already in
custody (a crash between commit and move) is only moved. Identity is account, folder, UIDVALIDITY and
UID (RFC 9051, section 2.3.1.1).
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import structlog
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from domain.errors import DeploymentError, IntakeError, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival

log = structlog.get_logger()

#: Seconds to connect, and for each reply of the server.
CONNECT_SECONDS = 20
REPLY_SECONDS = 120
#: Set where a server offers no way to move: the message stays and is known by this.
TAKEN_KEYWORD = b"$OemsTaken"

#: A sign-in refused for a reason that passes (RFC 5530); any other refusal wants a person.
_PASSING_REFUSAL = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.I)


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
    """Could not be fetched or taken; they stay, and are tried again."""
    uidvalidity: int
    high_uid: int
    """The last one looked at; 0 where there was none."""


def poll_mailbox(
    settings: MailboxSettings,
    take: Callable[[Arrival], object],
    known: Callable[[str], bool],
    same_content: Callable[[bytes], bool],
    last_uidvalidity: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> PollReport:
    """Walk the folder once.

    `take` has the message in custody when it returns; `known` says whether a receipt key is;
    `same_content` says whether a message of this mailbox with these bytes is, for the day on which the
    server renumbers everything (UIDVALIDITY changed); `go_on` is asked before each message whether
    we still are the only poller. A message that cannot be fetched or taken stays where it is, is counted
    and tried again, and stops no other. Raises `TransientError` and `DeploymentError`, `StorageFull`
    among them.
    """
    with _session(settings) as server:
        selected = _ask(lambda: server.select_folder(settings.folder))
        validity = int(selected[b"UIDVALIDITY"])
        uids = sorted(_ask(lambda: server.search(["UNKEYWORD", TAKEN_KEYWORD.decode()])))
        renumbered = last_uidvalidity is not None and last_uidvalidity != validity
        counts = dict.fromkeys(_Fate, 0)
        high_uid = 0
        for uid in uids:
            if not go_on():
                raise TransientError("Another receiver polls this mailbox now.")
            key = message_key(settings, validity, uid)
            seen = same_content if renumbered else _never
            fate = _settle(server, uid, key, take, known, seen)
            if fate is not _Fate.FAILED:
                _move_aside(server, uid, settings.processed_folder)
            counts[fate] += 1
            high_uid = uid
    return PollReport(counts[_Fate.TAKEN], counts[_Fate.KNOWN], counts[_Fate.FAILED], validity, high_uid)


class _Fate(Enum):
    TAKEN = "taken"
    KNOWN = "known"
    FAILED = "failed"


def _never(_: bytes) -> bool:
    return False


def _settle(
    server: IMAPClient,
    uid: int,
    key: str,
    take: Callable[[Arrival], object],
    known: Callable[[str], bool],
    seen: Callable[[bytes], bool],
) -> _Fate:
    """Bring one message into custody, unless it is there; what is wrong with it alone stops no other."""
    try:
        if known(key):
            return _Fate.KNOWN
        arrival = _fetch(server, uid, key)
        if arrival is None:
            return _Fate.FAILED
        if seen(arrival.raw):
            return _Fate.KNOWN
        take(arrival)
    except (TransientError, DeploymentError):
        raise
    except Exception as error:
        log.error("message_not_taken", uid=uid, problem=type(error).__name__, exc_info=True)
        return _Fate.FAILED
    return _Fate.TAKEN


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
        try:
            server.logout()
        except Exception:
            # The line is dead; only our end of it is left to close.
            with suppress(Exception):
                server.shutdown()


def _connect(settings: MailboxSettings) -> IMAPClient:
    try:
        server = IMAPClient(
            settings.host,
            port=settings.port,
            ssl=settings.tls,
            ssl_context=_tls_context(settings) if settings.tls else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=REPLY_SECONDS),
        )
    except ssl.SSLCertVerificationError as error:
        raise DeploymentError(
            "The mail server's certificate is not trusted. Set imap_ca_file to the authority's file."
        ) from error
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox cannot be reached ({type(error).__name__}).") from error
    # Times as the server gives them, with their zone: local time is ambiguous for an hour in autumn.
    server.normalise_times = False
    try:
        _sign_in(server, settings)
    except IntakeError:
        with suppress(Exception):
            server.shutdown()
        raise
    return server


def _tls_context(settings: MailboxSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except OSError as error:
        raise DeploymentError("The file named by imap_ca_file cannot be read.") from error


def _sign_in(server: IMAPClient, settings: MailboxSettings) -> None:
    try:
        server.login(settings.user, settings.password)
    except LoginError as error:
        if _PASSING_REFUSAL.search(str(error)):
            raise TransientError("The mail server lets nobody in just now.") from error
        raise DeploymentError(
            "The mail server refuses imap_user and imap_password. Mend them in the settings."
        ) from error
    except (OSError, IMAPClientError) as error:
        raise TransientError(f"The mailbox cannot be reached ({type(error).__name__}).") from error


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
    return moment.astimezone(UTC) if moment else datetime.now(UTC)


def _move_aside(server: IMAPClient, uid: int, folder: str) -> None:
    """Move (RFC 6851), else mark with a keyword; the message is in custody in any case.

    One that the server will not move stays, is known by its key, and is moved another day.
    """
    try:
        if not server.has_capability("MOVE"):
            server.add_flags([uid], [TAKEN_KEYWORD], silent=True)
            return
        _move(server, uid, folder)
    except IMAPClientError as error:
        if isinstance(error, IMAPClient.AbortError):
            raise TransientError("The mailbox went away.") from error
        log.warning("message_not_moved", uid=uid, problem=type(error).__name__)
    except OSError as error:
        raise TransientError(f"The mailbox went away ({type(error).__name__}).") from error


def _move(server: IMAPClient, uid: int, folder: str) -> None:
    try:
        server.move([uid], folder)
    except IMAPClientError as error:
        if isinstance(error, IMAPClient.AbortError) or server.folder_exists(folder):
            raise
        server.create_folder(folder)
        server.move([uid], folder)
