"""`doctor`: look at every component and say what was found and what to do."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import redis

from commands.canaries import canary_senders_of, upload_canary_of
from commands.facts import standing_alarms
from commands.lookout import alarm_ways_of
from domain.errors import IntakeError, TransientError
from domain.states import Stage
from domain.times import office_day, show_hour
from intake.channels.files import TAKEN, waiting_files
from intake.channels.mailbox.accounts import MailboxSettings
from intake.channels.mailbox.listing import count_messages
from intake.channels.mailbox.session import MailServer
from intake.parsers.cell import ParserCell
from intake.scanning import ClamScanner
from settings import Settings
from storage.models import SHIPPED, SHOWN, ModelShelf, ModelSort
from wiring import (
    DEMO_KEY,
    mailboxes_of,
    mailer_of,
    open_calibration,
    open_classifier,
    open_forms,
    open_storage,
    open_weights,
    smtp_of,
    utc_now,
)

#: Free space under which `doctor` warns, in bytes.
LITTLE_SPACE = 5 * 1024**3
#: Seconds an external program may take to say its version.
PATIENCE = 10

#: Seconds after which a file in a watched folder has waited too long.
LONG_WAIT = 3600


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one component."""

    component: str
    state: str
    """`ok`, `warn` or `fail`."""
    words: str


def examine(settings: Settings, only: Collection[str] = ()) -> list[Check]:
    """Look at everything, or at these components alone; one check that breaks stops no other."""
    looks: dict[str, Callable[[Settings], Check]] = {
        "settings": _look_at_settings,
        "master key": _look_at_key,
        "database": _look_at_database,
        "disk": _look_at_disk,
        "tesseract": _look_at_tesseract,
        "readers": _look_at_readers,
        "classifier": _look_at_classifier,
        "fields": _look_at_fields,
        "forms": _look_at_forms,
        "matching": _look_at_matching,
        "confinement": _look_at_confinement,
        "virus scanner": _look_at_scanner,
        "redis": _look_at_redis,
        "mailbox": _look_at_mailbox,
        "scan folder": lambda s: _look_at_folder("scan folder", s.scan_folder),
        "mail folder": lambda s: _look_at_folder("mail folder", s.eml_folder),
        "mail out": _look_at_smtp,
        "print folder": _look_at_prints,
        "canaries": _look_at_canaries,
        "alarms": _look_at_alarms,
    }
    return [_guarded(name, look, settings) for name, look in looks.items() if not only or name in only]


def _guarded(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except IntakeError as error:
        return Check(name, "fail", str(error))
    except Exception as error:
        return Check(name, "fail", f"{type(error).__name__}: {error}")


def _look_at_settings(settings: Settings) -> Check:
    mode = "embedded, one process tree" if settings.embedded else "cluster, with Redis"
    return Check("settings", "ok", f"oems-intake {version('oems-intake')}, home {settings.home}, {mode}")


def _look_at_key(settings: Settings) -> Check:
    if (settings.home / DEMO_KEY).exists() and settings.master_key_file is None:
        return Check(
            "master key", "warn", "It lies inside the home folder, as only a demo may. For real papers set "
            "OEMS_INTAKE_MASTER_KEY_FILE to a file elsewhere, mode 0600, and start with a new home.",
        )  # fmt: skip
    return Check("master key", "ok", "Outside the home folder.")


def _look_at_database(settings: Settings) -> Check:
    try:
        storage = open_storage(settings)
    except TransientError as error:
        remedy = "See that it runs, and that 'database_url' names it and an account that may use it."
        return Check("database", "fail", f"{_said_on_connecting(error)} {remedy}")
    try:
        with storage.work() as work:
            records, standing = work.records.count(), work.jobs.standing()
        waiting = sum(count for _, state, count, _ in standing if state in ("ready", "running"))
    finally:
        storage.close()
    kind = "PostgreSQL" if settings.database.startswith("postgresql") else "SQLite"
    if records == 0:
        return Check("database", "warn", f"{kind}; no records yet: oems-intake records import FILE.csv")
    return Check("database", "ok", f"{kind}; {records} records, {waiting} stages waiting")


def _said_on_connecting(error: TransientError) -> str:
    """The driver's own words, which name server, port or account: nothing was asked of the database yet."""
    cause = getattr(error.__context__, "orig", None)
    words = (str(cause).strip().splitlines() or [""])[0] if cause else ""
    return f"{str(error)[:1].upper()}{str(error)[1:]}: {words.rstrip('.')}." if words else f"{error}."


def _look_at_disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.home if settings.home.exists() else settings.home.parent).free
    words = f"{free / 1024**3:.1f} GiB free"
    originals = settings.files_folder
    if originals.exists() and not os.access(originals, os.R_OK | os.W_OK | os.X_OK):
        why = f"{originals} cannot be written to: intake waits. Mount it to be written, or mend its rights."
        return Check("disk", "fail", why)
    if free < LITTLE_SPACE:
        return Check("disk", "warn", words + "; intake stops when an original cannot be stored. Make room.")
    return Check("disk", "ok", words)


def _look_at_tesseract(settings: Settings) -> Check:
    if shutil.which("tesseract") is None:
        return Check("tesseract", "fail", "Not found: apt-get install tesseract-ocr tesseract-ocr-eng")
    said = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if "eng" not in said.stdout.split():
        return Check("tesseract", "fail", "English is missing: apt-get install tesseract-ocr-eng")
    return Check("tesseract", "ok", "installed, with English")


def _look_at_readers(settings: Settings) -> Check:
    # Loading the libraries of the readers takes longer than all other checks.
    from intake.readers.reading import PageReader

    PageReader.load(tessdata=settings.tessdata).load_all()
    return Check("readers", "ok", "All three readers load.")


def _look_at_classifier(settings: Settings) -> Check:
    """Which model a worker that starts now reads with."""
    _, problem = open_classifier(settings.home)
    return _look_at_model(settings, "classifier", ModelSort.KINDS, problem)


def _look_at_fields(settings: Settings) -> Check:
    """By which calibration a worker that starts now shows values as sure."""
    _, problem = open_calibration(settings.home)
    return _look_at_model(settings, "fields", ModelSort.FIELDS, problem)


def _look_at_forms(settings: Settings) -> Check:
    """Which forms a worker that starts now knows."""
    forms, problem = open_forms(settings.home)
    if not problem and ModelShelf(settings.home, ModelSort.FORMS).pointer().model == SHIPPED:
        return Check("forms", "ok", "None is known; `oems-intake learn --what forms` learns them.")
    check = _look_at_model(settings, "forms", ModelSort.FORMS, problem)
    return check if problem else Check("forms", "ok", f"{check.words} Known forms: {len(forms)}.")


def _look_at_matching(settings: Settings) -> Check:
    """Which weights a worker that starts now matches by."""
    _, problem = open_weights(settings.home)
    return _look_at_model(settings, "matching", ModelSort.MATCHING, problem)


def _look_at_model(settings: Settings, component: str, sort: ModelSort, problem: str) -> Check:
    if problem:
        return Check(component, "fail", problem)
    pointer = ModelShelf(settings.home, sort).pointer()
    if pointer.model == SHIPPED:
        return Check(component, "ok", "The shipped model loads.")
    before = "the shipped model" if pointer.before == SHIPPED else str(pointer.before)[:SHOWN]
    learn = "learn" if sort is ModelSort.KINDS else f"learn --what {sort}"
    back = f"; `{learn} --return` goes back to {before}" if pointer.before else ""
    return Check(component, "ok", f"The home's own model {pointer.model[:SHOWN]} loads{back}.")


def _look_at_confinement(settings: Settings) -> Check:
    with ParserCell(settings.limits) as cell:
        words = cell.confinement
    return Check("confinement", "ok" if "network" in words else "warn", words)


def _look_at_scanner(settings: Settings) -> Check:
    if not settings.clamd:
        return Check("virus scanner", "ok", "Not used: none set.")
    try:
        said = ClamScanner(settings.clamd, patience=PATIENCE).ping()
    except OSError as error:
        state = "fail" if settings.clamd_required else "warn"
        return Check(
            "virus scanner", state, f"{settings.clamd} does not answer ({error}): start clamav-daemon."
        )
    return Check("virus scanner", "ok", said)


def _look_at_redis(settings: Settings) -> Check:
    if settings.embedded:
        return Check("redis", "ok", "Not used: embedded.")
    server = redis.Redis.from_url(settings.redis_url, socket_connect_timeout=PATIENCE)
    try:
        server.ping()
    except redis.RedisError as error:
        words = f"It does not answer ({type(error).__name__}): start redis-server, or mend 'redis_url'."
        return Check("redis", "fail", words)
    policy = server.config_get("maxmemory-policy").get("maxmemory-policy")
    if policy != "noeviction":
        return Check("redis", "warn", f"maxmemory-policy is {policy}; set it to noeviction.")
    return Check("redis", "ok", "It answers.")


def _look_at_mailbox(settings: Settings) -> Check:
    mailboxes = mailboxes_of(settings)
    if not mailboxes:
        return Check("mailbox", "warn", "None set: OEMS_INTAKE_IMAP_HOST, _USER, _PASSWORD.")
    checks = [_look_at_account(settings, mailbox) for mailbox in mailboxes]
    worst = max((check.state for check in checks), key=("ok", "warn", "fail").index)
    return Check("mailbox", worst, " ".join(check.words for check in checks))


def _look_at_account(settings: Settings, mailbox: MailboxSettings) -> Check:
    try:
        counts = count_messages(MailServer(mailbox))
    except TransientError as error:
        return Check("mailbox", "fail", f"{mailbox.label}: {error} {_what_to_do(mailbox)}")
    except IntakeError as error:
        return Check("mailbox", "fail", f"{mailbox.label}: {error}")
    waiting = ", ".join(f"{count} messages wait in {folder}" for folder, count in counts.items())
    words = f"{mailbox.label}: {waiting} at {show_hour(utc_now())}."
    if problem := _last_poll_problem(settings, mailbox.account):
        return Check("mailbox", "warn", f"{words} The last poll said: {problem}")
    return Check("mailbox", "ok", words)


def _what_to_do(mailbox: MailboxSettings) -> str:
    return (
        f"Look whether the server runs, whether {mailbox.host}, port {mailbox.port}, is its address "
        "(imap_host and imap_port, or host and port of its table), and whether a firewall lets this machine "
        "through."
    )


def _last_poll_problem(settings: Settings, account: str) -> str | None:
    storage = open_storage(settings)
    try:
        with storage.work() as work:
            return work.mailboxes.problem(account)
    finally:
        storage.close()


def _look_at_folder(component: str, folder: Path | None) -> Check:
    if folder is None:
        return Check(component, "ok", "Not used: none set.")
    if not folder.is_dir():
        return Check(component, "fail", f"{folder} is not there. Mount or make it.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check(
            component, "fail", f"{folder} cannot be written to; files are moved to {TAKEN}/ below it."
        )
    waiting = waiting_files(folder)
    closed = [path for path in waiting if not os.access(path, os.R_OK)]
    old = [path for path in waiting if time.time() - path.stat().st_ctime > LONG_WAIT]
    if closed or old:
        words = f"{len(closed)} files cannot be read, {len(old)} have waited for over an hour"
        return Check(component, "warn", f"{words} in {folder}. Mend their rights; see that `run` is up.")
    return Check(component, "ok", f"{len(waiting)} files wait in {folder}.")


def _look_at_smtp(settings: Settings) -> Check:
    if not settings.smtp_host:
        words = f"None set (OEMS_INTAKE_SMTP_HOST): mails wait in the outbox{_waiting_letters(settings)}."
        return Check("mail out", "warn", words)
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        smtp_of(settings).look()
    except IntakeError as error:
        return Check("mail out", "fail", f"{error} Looked at {where}; letters wait meanwhile.")
    return Check("mail out", "ok", f"{where} lets us in, TLS {settings.smtp_tls}.")


def _waiting_letters(settings: Settings) -> str:
    """How many would go at once where a mail server is set."""
    storage = open_storage(settings)
    try:
        with storage.work() as work:
            found = [w for w in work.vitals.waiting(utc_now()) if w.stage is Stage.DISPATCH]
    finally:
        storage.close()
    if not found:
        return ""
    return f", {found[0].count} now, the oldest since {office_day(found[0].oldest)}; all go once one is set"


def _look_at_prints(settings: Settings) -> Check:
    """Made where it is missing, as the first letter would."""
    folder = settings.prints_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        words = f"{folder} cannot be made ({error.strerror}): letters wait. Set print_folder to another."
        return Check("print folder", "fail", words)
    if not os.access(folder, os.W_OK | os.X_OK):
        words = f"{folder} cannot be written to: letters wait. Mend its rights, or set print_folder."
        return Check("print folder", "fail", words)
    letters = len(list(folder.glob("*.pdf")))
    return Check("print folder", "ok", f"{letters} letters and forms lie in {folder}.")


def _look_at_canaries(settings: Settings) -> Check:
    routes = [sender.route for sender in canary_senders_of(settings, mailer_of(settings))]
    if not settings.canary_minutes:
        return Check("canaries", "warn", "Off (canary_minutes): an outage shows only when papers are missed.")
    if settings.imap_host and not any(route.startswith("mail ") for route in routes):
        return Check(
            "canaries", "warn", "None goes to the mailbox: set smtp_host, and canary_mail_addresses to the "
            "mailbox's own address.",
        )  # fmt: skip
    if settings.canary_upload_url:
        upload_canary_of(settings).look()
    elif _has_upload_clients(settings):
        return Check(
            "canaries", "warn", "None goes by upload: `oems-intake clients add canary`, lay its token into a "
            "file (mode 0600), and set canary_upload_token_file and canary_upload_url.",
        )  # fmt: skip
    if not routes:
        return Check("canaries", "ok", "No channel is set.")
    return Check("canaries", "ok", f"Every {settings.canary_minutes} minutes by {', '.join(routes)}.")


def _has_upload_clients(settings: Settings) -> bool:
    storage = open_storage(settings)
    try:
        with storage.work() as work:
            return any(client.revoked_at is None for client in work.clients.all())
    finally:
        storage.close()


def _look_at_alarms(settings: Settings) -> Check:
    """The same facts as the status page; told by which ways."""
    storage = open_storage(settings)
    try:
        standing = standing_alarms(settings, storage, utc_now())
    finally:
        storage.close()
    ways = [way.name for way in alarm_ways_of(settings, mailer_of(settings))]
    if standing:
        words = " ".join(kept.alarm.words for kept in standing)
        return Check("alarms", "fail", f"{words} See `oems-intake alarms`.")
    if not ways:
        return Check(
            "alarms", "warn", "None stands. Nobody would be told: set alarm_addresses or alarm_command."
        )
    return Check("alarms", "ok", f"None stands. People are told by {' and '.join(ways)}.")
