"""The settings: one frozen object, from the environment over `settings.toml` in the home folder."""

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from domain.errors import DeploymentError
from domain.limits import Limits

#: Every environment variable begins so: `OEMS_INTAKE_DATABASE_URL` sets `database_url`.
PREFIX = "OEMS_INTAKE_"


class Secret(str):
    """A text that does not show itself in logs or tracebacks."""

    def __repr__(self) -> str:
        return "Secret('**********')"


NO_SECRET = Secret("")

#: Settings that are tables, which only the file can hold.
_TABLES = frozenset({"limits", "fax_profiles", "mailboxes"})
#: What was a setting once, and where it is now.
_MOVED = {
    key: "is part of the policy now. Take it out; `oems-intake rules export FILE` writes the policy, whose "
    f"[status] has '{name}', and `oems-intake rules set FILE --reason ...` puts it in force."
    for key, name in (("statuses_that_may_practise", "may_practise"), ("statuses_that_may_not", "may_not"))
}
#: Settings that count something there must be at least one of.
_COUNTS = (
    "imap_poll_seconds", "session_minutes", "business_days", "upload_at_once", "upload_idle_seconds",
    "upload_least_rate", "lease_seconds", "max_attempts", "canary_within_minutes", "alarm_mails_an_hour",
)  # fmt: skip
_PORTS = ("imap_port", "smtp_port", "review_port", "upload_port")
HIGHEST_PORT = 65535
#: The most of some settings. What is to end or begin further ahead counts as noted by a clock that was set
#: back (`domain.times.FAR_AHEAD`): a letter whose decision may still be undone would go at once.
_MOST = {
    "lease_seconds": (1800, "leases are renewed while work goes on"),
    "undo_seconds": (3600, "letters wait for it, and a case can be opened again after it"),
}
#: Settings that count something, or are 0 for never.
_SWITCHES = (
    "canary_minutes", "poll_alarm_minutes", "stall_alarm_minutes", "disk_alarm_gib", "records_alarm_days",
    "near_due_days", "undo_seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set. Paths are absolute; times are seconds unless the name says otherwise."""

    home: Path
    database_url: Secret = NO_SECRET
    """Empty: SQLite in the home folder. Else `postgresql://…`."""
    redis_url: Secret = NO_SECRET
    """Empty: embedded, one process tree. Else `redis://…`."""
    master_key_file: Path | None = None
    """A file outside the home folder, mode 0600, with 32 bytes in base64. None: beside the home folder."""
    master_key_command: str = ""
    """A secret service instead of a file: a command that prints the key in base64, run without a shell."""
    files: Path | None = None
    """Where originals and page images go; None: `files/` in the home folder."""

    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: Secret = NO_SECRET
    imap_folder: str = "INBOX"
    imap_processed_folder: str = "Processed"
    imap_tls: bool = True
    imap_ca_file: Path | None = None
    imap_poll_seconds: int = 30
    imap_idle: bool = True
    """Let the server push new mail where it can."""
    mailboxes: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """More accounts, as tables; see `docs/operations.md`."""
    scan_folder: Path | None = None
    eml_folder: Path | None = None
    blank_pages_separate: int = 0
    """So many blank pages on end part the envelopes of a scan as a separator sheet does; 0: none do."""
    batch_by_folder: bool = False
    """A subfolder of the scan folder is the batch of the files in it, one a day."""

    canary_minutes: int = 60
    """Between two test messages that the installation sends itself by each way in that is set; 0: none."""
    canary_within_minutes: int = 15
    """Within which one must have come through, else an alarm is raised."""
    canary_mail_addresses: tuple[str, ...] = ()
    """The mailboxes' own addresses; none: the sign-in name, where it is an address."""
    canary_fax_address: str = ""
    """Of the office's mail-to-fax gateway, with its own fax number; empty: no test fax."""
    canary_upload_url: str = ""
    """Where the upload interface answers, without its path: `https://…`; empty: no test upload."""
    canary_upload_token_file: Path | None = None
    """A file with the token of a client made for it (`oems-intake clients add canary`)."""
    canary_upload_ca_file: Path | None = None

    alarm_addresses: tuple[str, ...] = ()
    """Who is told by mail what is wrong."""
    alarm_mails_an_hour: int = 4
    """At most; what is raised in between goes together."""
    alarm_command: str = ""
    """A program that is told too, with JSON on its input; run without a shell."""
    poll_alarm_minutes: int = 15
    """Without a successful poll of a channel; 0: never an alarm."""
    stall_alarm_minutes: int = 30
    """With work that is due and nothing done; 0: never an alarm."""
    disk_alarm_gib: int = 5
    """Free space on the disks of originals and database."""
    records_alarm_days: int = 7
    """Since the last import of certification records; 0: never an alarm."""
    metrics_token: Secret = NO_SECRET
    """What a monitoring system shows as bearer token at /metrics; none: there is no such page."""

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: Secret = NO_SECRET
    smtp_tls: bool = True
    smtp_ca_file: Path | None = None
    sender_address: str = "oems.recert@mass.gov"
    own_addresses: tuple[str, ...] = (
        "oems.recert@mass.gov",
        "oems.recert@state.ma.us",
        "oems.ambulance@mass.gov",
    )
    print_folder: Path | None = None
    """Where letters and forms for staff to print are laid; None: `print/` in the home folder."""
    acknowledgements_a_day: int = 3
    """To one address."""
    undo_seconds: int = 60

    review_host: str = "127.0.0.1"
    review_port: int = 8770
    session_minutes: int = 60
    upload_host: str = "127.0.0.1"
    upload_port: int = 8771
    """Of `oems-intake upload`; `review` serves the upload interface at its own port too."""
    upload_at_once: int = 4
    """Bodies of uploads taken at a time."""
    upload_idle_seconds: int = 30
    """Longest pause within a body."""
    upload_least_rate: int = 1000
    """Bytes a second; what comes more slowly is broken off."""
    audit_head_folder: Path | None = None
    """Where the signed head of the audit log is laid daily, outside the database; None: `audit-heads/`."""

    number_pattern: str = r"[EAP]\d{6,8}"
    """A certification number, prefix letter included."""
    business_days: int = 10
    """From receipt to the due date; an administrator may give a kind of work its own (`calendar days`)."""
    near_due_days: int = 2
    """Working days before its due date from which on a case rises in the queue; 0: on that day only."""
    cutoff_hour: int = 17
    """Arrivals at or after this hour (America/New_York) count from the next business day."""
    closures: tuple[str, ...] = ()
    """ISO dates on which the office is closed besides the holidays (snow days)."""
    fax_profiles: tuple[Mapping[str, Any], ...] = ()
    """More gateways, as tables; see `docs/operations.md`."""

    clamd: str = ""
    """ClamAV's daemon: the path of its socket, or `host:port`. Empty: nothing is scanned for viruses."""
    clamd_required: bool = False
    """Whether work waits while the daemon is away; else it goes on, and the case says so."""
    smime_ca_file: Path | None = None
    """Certificates (PEM) of the authorities whose signed mail counts as valid."""
    readers: int = 0
    """Reading processes; 0: one a core, at most 4."""
    stage_workers: int = 0
    """Worker threads of the embedded mode; 0: readers + 2."""
    lease_seconds: int = 120
    max_attempts: int = 3
    tessdata: Path | None = None
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def load(cls, environ: Mapping[str, str], home: Path | None = None) -> "Settings":
        """Read `settings.toml` in the home folder, then the environment over it.

        Raises `DeploymentError` naming the key that is unknown or cannot be read.
        """
        chosen = home or Path(environ.get(PREFIX + "HOME", "~/.oems-intake")).expanduser()
        given = _from_toml(chosen / "settings.toml") | _from_environment(environ)
        hints = get_type_hints(cls)
        values = {key: _convert(key, value, hints) for key, value in given.items()}
        settings = cls(home=chosen.absolute(), **values)
        settings.check()
        return settings

    def check(self) -> None:
        """Raise `DeploymentError` where one key needs another that is missing, or a value makes no sense."""
        needs = {
            "imap_host": ("imap_user", "imap_password"),
            "smtp_user": ("smtp_host", "smtp_password"),
            "alarm_addresses": ("smtp_host",),
            "canary_fax_address": ("smtp_host",),
            "canary_upload_url": ("canary_upload_token_file",),
        }
        for key, others in needs.items():
            for other in others if getattr(self, key) else ():
                if not getattr(self, other):
                    raise DeploymentError(
                        f"The setting '{key}' needs '{other}', which is missing. "
                        f"Set it in settings.toml or in {PREFIX}{other.upper()}."
                    )
        for key in _SWITCHES:
            if getattr(self, key) < 0:
                raise DeploymentError(f"The setting '{key}' is {getattr(self, key)}; it must be 0 or more.")
        for key in _COUNTS:
            if getattr(self, key) < 1:
                raise DeploymentError(f"The setting '{key}' is {getattr(self, key)}; it must be 1 or more.")
        for key, (most, why) in _MOST.items():
            if getattr(self, key) > most:
                raise DeploymentError(
                    f"The setting '{key}' is {getattr(self, key)}; it must be {most} or less: {why}."
                )
        for key in _PORTS:
            if not 1 <= getattr(self, key) <= HIGHEST_PORT:
                raise DeploymentError(
                    f"The setting '{key}' is {getattr(self, key)}; a port is from 1 to {HIGHEST_PORT}."
                )
        _check_upload_url(self.canary_upload_url)
        try:
            shlex.split(self.alarm_command)
        except ValueError as error:
            raise DeploymentError(
                f"The setting 'alarm_command' cannot be split into words ({error}). Mend its quotes."
            ) from error
        try:
            re.compile(self.number_pattern)
        except re.error as error:
            raise DeploymentError(
                f"The setting 'number_pattern' is no regular expression ({error})."
            ) from error

    @property
    def database(self) -> str:
        """The SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'intake.sqlite'}"

    @property
    def embedded(self) -> bool:
        """Whether one process tree does everything, with no broker."""
        return not self.redis_url

    @property
    def files_folder(self) -> Path:
        return self.files or self.home / "files"

    @property
    def prints_folder(self) -> Path:
        return self.print_folder or self.home / "print"

    @property
    def audit_heads_folder(self) -> Path:
        return self.audit_head_folder or self.home / "audit-heads"

    def with_changes(self, **changes: Any) -> "Settings":
        """A copy with some values changed."""
        return replace(self, **changes)


def _check_upload_url(address: str) -> None:
    """The canary's token goes there: in the clear on this machine only."""
    if not address:
        return
    parts = urlsplit(address)
    on_this_machine = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)):
        raise DeploymentError(
            "The setting 'canary_upload_url' must begin with https:// or, on this machine, with "
            "http://127.0.0.1, such as http://127.0.0.1:8770."
        )


def _from_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DeploymentError(f"{path} is not UTF-8 text. Save it as UTF-8 and start again.") from error
    except tomllib.TOMLDecodeError as error:
        raise DeploymentError(
            f"{path} is not valid TOML: {error}. Mend the line named and start again."
        ) from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    known = {f.name for f in fields(Settings)} - {"home"} - _TABLES
    given = {
        key: value for key, value in environ.items() if key.startswith(PREFIX) and key != PREFIX + "HOME"
    }
    for key in given:
        if moved := _MOVED.get(key[len(PREFIX) :].lower()):
            raise DeploymentError(f"The environment has {key}, which {moved}")
        if key[len(PREFIX) :].lower() not in known:
            raise DeploymentError(
                f"The environment has {key}, which is no setting. Take it out or mend its name"
                f"{' (tables go into settings.toml)' if key[len(PREFIX) :].lower() in _TABLES else ''}."
            )
    return {key[len(PREFIX) :].lower(): value for key, value in given.items()}


def _convert(key: str, value: Any, hints: Mapping[str, Any]) -> Any:
    if key in _MOVED:
        raise DeploymentError(f"settings.toml has '{key}', which {_MOVED[key]}")
    if key not in hints or key == "home":
        raise DeploymentError(
            f"settings.toml has a key '{key}' that is not known. Take it out or mend its name."
        )
    wanted = hints[key]
    try:
        return _converted(value, wanted)
    except (TypeError, ValueError) as error:
        words = "The value is not shown here." if wanted is Secret or key in _TABLES else f"It is {value!r}."
        raise DeploymentError(
            f"The setting '{key}' cannot be read ({error}). {words} "
            f"Mend it in settings.toml or in {PREFIX}{key.upper()}."
        ) from error


def _converted(value: Any, wanted: Any) -> Any:
    if wanted is bool:
        return _boolean(value)
    if wanted is int:
        return _whole_number(value)
    if wanted in (str, Secret):
        return wanted(value)
    if wanted is Limits:
        return Limits(**{name: int(number) for name, number in dict(value).items()})
    if "Path" in str(wanted):
        return Path(value).expanduser().absolute() if value else None
    if "Mapping" in str(wanted):
        return tuple(dict(row) for row in value)
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else tuple(value)


def _whole_number(value: Any) -> int:
    """Half a day or `true` is a mistake, and not to be rounded away."""
    written = str(value).strip()
    if isinstance(value, bool | float) or not written.removeprefix("-").isdecimal():
        raise ValueError("a whole number is needed")
    return int(written)


def _boolean(value: Any) -> bool:
    words = {
        "true": True,
        "yes": True,
        "1": True,
        "on": True,
        "false": False,
        "no": False,
        "0": False,
        "off": False,
    }
    answer = words.get(str(value).strip().casefold())
    if answer is None:
        raise ValueError("expected true or false")
    return answer
