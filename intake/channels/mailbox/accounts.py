"""Which mailboxes there are and how to get in: the tables of the settings, read and checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

from domain.errors import DeploymentError


class Auth(StrEnum):
    """How an account signs in."""

    PASSWORD = "password"  # noqa: S105 -- the name of a way, no password
    XOAUTH2 = "xoauth2"
    OAUTHBEARER = "oauthbearer"


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """One account. Secrets come from the setting, a file or a command; the last two are asked at sign-in."""

    host: str
    port: int
    user: str
    password: str = field(default="", repr=False)
    name: str = ""
    """What people call it; the address where empty."""
    password_file: Path | None = None
    password_command: str = ""
    """Prints the password; run without a shell."""
    auth: Auth = Auth.PASSWORD
    token_command: str = ""
    """Prints an OAuth 2 access token; run without a shell."""
    token_url: str = ""
    """Where client credentials get one: `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`."""
    token_ca_file: Path | None = None
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    client_secret_file: Path | None = None
    scope: str = ""
    """`https://outlook.office365.com/.default` for Exchange Online."""
    secret_expires_on: date | None = None
    """When the client secret ends, as its issuer says."""
    folders: tuple[str, ...] = ("INBOX",)
    """Walked in this order; the first is waited upon."""
    processed_folder: str = "Processed"
    tls: bool = True
    ca_file: Path | None = None
    idle: bool = True
    """Let the server push where it can (RFC 2177); else ask every `poll_seconds`."""
    poll_seconds: int = 30
    reply_seconds: int = 60
    """How long the server may be silent in an answer."""

    @property
    def account(self) -> str:
        """What this account is called in the ledger."""
        return f"{self.user}@{self.host}"

    @property
    def label(self) -> str:
        """What people call it."""
        return self.name or self.account


def message_key(account: str, folder: str, uidvalidity: int, uid: int) -> str:
    """The receipt key of one message."""
    return f"{account_prefix(account)}{folder}:{uidvalidity}:{uid}"


def account_prefix(account: str) -> str:
    """What every receipt key of an account begins with."""
    return f"imap:{account}:"


def mailboxes_from(tables: Sequence[Mapping[str, Any]]) -> tuple[MailboxSettings, ...]:
    """The accounts of `[[mailboxes]]`. Raises `DeploymentError` naming table and key."""
    mailboxes = tuple(_mailbox(number, table) for number, table in enumerate(tables, start=1))
    refuse_doubles(mailboxes)
    return mailboxes


def refuse_doubles(mailboxes: Sequence[MailboxSettings]) -> None:
    """Raise `DeploymentError` where two tables name one account: each folder has one poller."""
    seen: set[str] = set()
    for mailbox in mailboxes:
        if mailbox.account in seen:
            raise DeploymentError(
                f"The settings name the mailbox {mailbox.account} twice. "
                "Give it one table, with all its folders in 'folders'."
            )
        seen.add(mailbox.account)


def _mailbox(number: int, table: Mapping[str, Any]) -> MailboxSettings:
    where = f"[[mailboxes]] number {number}" + (f" ({table['name']})" if table.get("name") else "")
    known = {f.name for f in fields(MailboxSettings)}
    for key in table:
        if key not in known:
            raise DeploymentError(f"{where} has a key '{key}' that is not known. Mend its name.")
    hints = get_type_hints(MailboxSettings)
    values = {"port": 993} | {key: _value(where, key, value, hints[key]) for key, value in table.items()}
    for key in ("host", "user"):
        if not values.get(key):
            raise DeploymentError(f"{where} lacks the key '{key}'. Set it in settings.toml.")
    mailbox = MailboxSettings(**values)
    check_mailbox(mailbox, where)
    return mailbox


def check_mailbox(mailbox: MailboxSettings, where: str) -> None:
    """Raise `DeploymentError` naming the key that is missing or makes no sense."""
    if mailbox.auth is Auth.PASSWORD:
        _need_one(mailbox, where, ("password", "password_file", "password_command"))
    elif not mailbox.token_command:
        _need_one(mailbox, where, ("token_url", "token_command"))
        _need_one(mailbox, where, ("client_id",))
        _need_one(mailbox, where, ("client_secret", "client_secret_file"))
        if not mailbox.token_url.startswith("https://"):
            raise DeploymentError(f"{where}: 'token_url' must begin with https://, for a secret goes there.")
    _need_one(mailbox, where, ("folders",))
    if mailbox.processed_folder in mailbox.folders:
        raise DeploymentError(f"{where}: 'processed_folder' is one of 'folders'. Name another.")
    for key in ("port", "poll_seconds", "reply_seconds"):
        if getattr(mailbox, key) < 1:
            raise DeploymentError(f"{where}: '{key}' must be 1 or more.")


def _need_one(mailbox: MailboxSettings, where: str, keys: Sequence[str]) -> None:
    if not any(getattr(mailbox, key) for key in keys):
        others = f" (or {' or '.join(repr(key) for key in keys[1:])})" if keys[1:] else ""
        raise DeploymentError(
            f"{where} needs '{keys[0]}'{others}, which is missing. Set it in settings.toml."
        )


def _value(where: str, key: str, value: Any, wanted: Any) -> Any:
    try:
        return _CONVERSIONS[str(wanted)](value)
    except (KeyError, TypeError, ValueError):
        # The value may be a secret and is not shown.
        raise DeploymentError(f"{where}: '{key}' cannot be read. Mend its value in settings.toml.") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a number")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(_text(one) for one in value)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


#: How a value of TOML becomes one of ours, by the type wanted.
_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    str(str): _text,
    str(int): _number,
    str(bool): _truth,
    str(Auth): Auth,
    str(tuple[str, ...]): _texts,
    str(Path | None): lambda value: Path(value).expanduser().absolute(),
    str(date | None): _day,
}
