"""Put the parts together for one process: settings in, services out. Nothing connects at import."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog

from domain.errors import DeploymentError
from intake.channels.mailbox.accounts import MailboxSettings, mailboxes_from, refuse_doubles
from intake.classifiers.kinds import KindClassifier
from intake.extractors.known_forms.form import KnownForm, load_forms
from intake.extractors.sureness.calibration import Calibration, load_calibration
from intake.extractors.sureness.own_calibration import load_own_calibration
from intake.parsers.cell import ParserCell
from intake.parsers.fax import FaxProfile, fax_profiles_from
from intake.readers.pool import ReaderPool
from intake.scanning import ClamScanner, NoScanner
from outbound.mailer import Mailer, SmtpMailer, UnsetMailer
from outbound.policy import OutboundSettings
from processing.cases.build import CaseSettings
from processing.cases.calendar import OfficeCalendar
from processing.casework import OfficeClock
from processing.decisions import DecisionSettings
from processing.matching.blocking import (
    name_codes,
    name_keys,
    number_key,
    number_variants,
    query_name_codes,
    query_name_keys,
)
from processing.matching.numbers import slip_keys
from processing.matching.weights import Weights, load_own_weights, load_weights
from processing.ports import Blocking
from processing.stages.services import Scanner, Services, StageSettings
from settings import Settings
from storage.database import SqlStorage
from storage.keys import KeyRing, ask_master_key, create_master_key, read_master_key
from storage.models import ModelRefused, ModelShelf, ModelSort
from storage.wholeness import make_home, require_restored, require_ring

log = structlog.get_logger()

#: Name of the file that `demo` keeps its own master key in, inside the home folder.
DEMO_KEY = "demo-master-key"


@dataclass(frozen=True, slots=True)
class Parts:
    """What was opened, so that it can be closed."""

    services: Services
    storage: SqlStorage
    cell: ParserCell
    readers: ReaderPool

    def close(self) -> None:
        """Stop the child processes and let the database go."""
        self.readers.close()
        self.cell.close()
        self.storage.close()


def utc_now() -> datetime:
    """The clock of the product."""
    return datetime.now(UTC)


def open_keys(settings: Settings, *, demo: bool = False, restored: bool = True) -> KeyRing:
    """The key ring of this home; `restored` is False only for a restore that is at work in it.

    Raises `DeploymentError` saying which key is missing and what to do, or that a restore was broken off.
    """
    if restored:
        require_restored(settings.home)
    make_home(settings.home)
    ring = settings.home / "keys.json"
    require_ring(ring, settings.database, settings.files_folder)
    return KeyRing.open(_master_key(settings, ring, demo=demo), ring)


def require_key_of(settings: Settings, ring: Path) -> None:
    """The master key that the settings name opens this ring, a backup's. Raises `DeploymentError`."""
    KeyRing(_master_key(settings, ring, demo=False), ring)


def _master_key(settings: Settings, ring: Path, *, demo: bool) -> bytes:
    """A key is made only where there is no ring yet."""
    inside = settings.home / DEMO_KEY
    if settings.master_key_command:
        return ask_master_key(shlex.split(settings.master_key_command))
    if settings.master_key_file:
        if settings.master_key_file.is_relative_to(settings.home):
            raise DeploymentError(
                "master_key_file lies inside the home folder, where a copy of the home would hold both. "
                "Move it elsewhere and set OEMS_INTAKE_MASTER_KEY_FILE."
            )
        if not settings.master_key_file.exists() and not ring.exists():
            create_master_key(settings.master_key_file)
        return read_master_key(settings.master_key_file)
    if inside.exists():
        return read_master_key(inside)
    if demo:
        create_master_key(inside)
        return read_master_key(inside)
    return read_master_key(_default_key(settings, ring))


def _default_key(settings: Settings, ring: Path) -> Path:
    """Beside the home, never in it: made at the first use of a new home."""
    path = settings.home.with_name(settings.home.name + ".master-key")
    if not path.exists():
        if ring.exists():
            raise DeploymentError(
                f"The master key {path} is missing, and what is stored was sealed with it. "
                "Bring the key back, or set OEMS_INTAKE_MASTER_KEY_FILE to where it is."
            )
        create_master_key(path)
    return path


def open_storage(settings: Settings, *, demo: bool = False, restored: bool = True) -> SqlStorage:
    """Database (migrated) and file store; `restored` as for `open_keys`."""
    return SqlStorage.open(
        settings.database,
        settings.files_folder,
        open_keys(settings, demo=demo, restored=restored),
        blocking=Blocking(
            number_variants=number_variants,
            name_keys=name_keys,
            query_name_keys=query_name_keys,
            number_key=number_key,
            name_codes=name_codes,
            query_name_codes=query_name_codes,
            number_slips=slip_keys,
        ),
    )


def open_classifier(home: Path) -> tuple[KindClassifier, str]:
    """The home's own model, or the shipped one; and what is wrong where the home's was refused, or empty."""
    shipped = KindClassifier.load()
    try:
        own = KindClassifier.load(ModelShelf(home).current())
    except ModelRefused as error:
        return shipped, str(error)
    except DeploymentError:
        return shipped, _OTHER_VERSION
    if own.space.signature() != shipped.space.signature():
        # The features of papers that `learn` measures both by would mean other words to it.
        return shipped, _OTHER_VERSION
    return own, ""


def open_weights(home: Path) -> tuple[Weights, str]:
    """The home's own matching weights, or the shipped ones; and what is wrong where its own were refused."""
    shipped = load_weights()
    try:
        own = ModelShelf(home, ModelSort.MATCHING).current()
        return (load_own_weights(own) if own else shipped), ""
    except ModelRefused as error:
        return shipped, str(error)
    except DeploymentError as error:
        return (
            shipped,
            f"{error} The shipped ones are used. `oems-intake learn --what matching` makes new ones.",
        )


def open_calibration(home: Path) -> tuple[Calibration, str]:
    """The home's own calibration of fields, or the shipped one; and why where its own was refused."""
    shipped = load_calibration()
    try:
        own = ModelShelf(home, ModelSort.FIELDS).current()
        return (load_own_calibration(own) if own else shipped), ""
    except ModelRefused as error:
        return shipped, str(error)
    except DeploymentError as error:
        return shipped, f"{error} The shipped one is used. `oems-intake learn --what fields` makes a new one."


def open_forms(home: Path) -> tuple[tuple[KnownForm, ...], str]:
    """The forms that the home knows, none come with the program; and why where they were refused."""
    try:
        own = ModelShelf(home, ModelSort.FORMS).current()
        return (load_forms(own) if own else ()), ""
    except ModelRefused as error:
        return (), str(error)
    except DeploymentError as error:
        return (), f"{error} No form is known. `oems-intake learn --what forms` makes them anew."


#: Of a model that is whole and not this version's: an older or newer program learned it.
_OTHER_VERSION = (
    "The home's model of the kinds fits another version of the program. The shipped model is used. "
    "`oems-intake learn` makes a new one."
)


def open_parts(settings: Settings, *, demo: bool = False, models: Path | None = None) -> Parts:
    """Everything a worker needs, child processes included; `models` is the home whose models are used,
    where it is another one."""
    storage = open_storage(settings, demo=demo)
    classifier, problem = open_classifier(models or settings.home)
    weights, of_weights = open_weights(models or settings.home)
    calibration, of_calibration = open_calibration(models or settings.home)
    forms, of_forms = open_forms(models or settings.home)
    for refused in filter(None, (problem, of_weights, of_calibration, of_forms)):
        log.error("model_refused", problem=refused)
    cell = parser_cell_of(settings)
    readers = ReaderPool(reader_count(settings), tessdata=settings.tessdata)
    services = Services(
        storage=storage,
        unpacker=cell,
        reader=readers,
        classifier=classifier,
        calibration=calibration,
        forms=forms,
        weights=weights,
        calendar=calendar_of(settings),
        outbound=outbound_settings_of(settings),
        mailer=mailer_of(settings),
        settings=StageSettings(
            limits=settings.limits,
            lease=timedelta(seconds=settings.lease_seconds),
            max_attempts=settings.max_attempts,
            business_days=settings.business_days,
            pages_at_once=reader_count(settings),
            blank_pages_separate=settings.blank_pages_separate,
            batch_by_folder=settings.batch_by_folder,
        ),
        clock=utc_now,
        scanner=scanner_of(settings),
    )
    return Parts(services, storage, cell, readers)


def parser_cell_of(settings: Settings) -> ParserCell:
    """Where hostile bytes are opened. Raises `DeploymentError` where the list of authorities is unusable."""
    authorities = b""
    if settings.smime_ca_file is not None:
        try:
            authorities = settings.smime_ca_file.read_bytes()
        except OSError as error:
            raise DeploymentError(f"The setting 'smime_ca_file' cannot be read: {error}.") from error
    return ParserCell(settings.limits, fax_profiles=fax_profiles_of(settings), authorities=authorities)


def scanner_of(settings: Settings) -> Scanner:
    """ClamAV where one is set; else nothing is scanned."""
    return ClamScanner(settings.clamd, required=settings.clamd_required) if settings.clamd else NoScanner()


def reader_count(settings: Settings) -> int:
    """Reading processes: as set, else one a core, at most four (0.8 GiB each)."""
    return settings.readers or min(4, os.cpu_count() or 1)


def worker_threads(settings: Settings) -> int:
    """Threads that run stages: enough to keep every reader busy and the short stages moving."""
    return settings.stage_workers or reader_count(settings) + 2


def fax_profiles_of(settings: Settings) -> tuple[FaxProfile, ...]:
    """The gateways of the settings before the ones we ship."""
    tables: dict[str, object] = {
        str(row.get("name", f"profile-{n}")): {k: v for k, v in row.items() if k != "name"}
        for n, row in enumerate(settings.fax_profiles, start=1)
    }
    return fax_profiles_from(tables)


def mailboxes_of(settings: Settings) -> tuple[MailboxSettings, ...]:
    """Every account: the one of the `imap_` settings, then the tables. Raises `DeploymentError`."""
    plain = () if not settings.imap_host else (_plain_mailbox(settings),)
    mailboxes = plain + mailboxes_from(settings.mailboxes)
    refuse_doubles(mailboxes)
    return mailboxes


def _plain_mailbox(settings: Settings) -> MailboxSettings:
    return MailboxSettings(
        host=settings.imap_host,
        port=settings.imap_port,
        user=settings.imap_user,
        password=settings.imap_password,
        folders=(settings.imap_folder,),
        processed_folder=settings.imap_processed_folder,
        tls=settings.imap_tls,
        ca_file=settings.imap_ca_file,
        idle=settings.imap_idle,
        poll_seconds=settings.imap_poll_seconds,
    )


def calendar_of(settings: Settings) -> OfficeCalendar:
    """The office's calendar with its closures. Raises `DeploymentError` on a date that is none."""
    try:
        closures = frozenset(date.fromisoformat(day) for day in settings.closures)
    except ValueError as error:
        raise DeploymentError(f"The setting 'closures' has no ISO date in one place: {error}.") from error
    return OfficeCalendar(cutoff_hour=settings.cutoff_hour, closures=closures)


def outbound_settings_of(settings: Settings) -> OutboundSettings:
    """What dispatch looks at."""
    return OutboundSettings(
        sender_address=settings.sender_address,
        own_addresses=settings.own_addresses,
        acknowledgements_a_day=settings.acknowledgements_a_day,
        prints_folder=settings.prints_folder,
        undo_seconds=settings.undo_seconds,
        message_id_domain=settings.sender_address.rpartition("@")[2],
    )


def decision_settings_of(settings: Settings) -> DecisionSettings:
    """What deciding looks at."""
    return DecisionSettings(outbound=outbound_settings_of(settings), clock=office_clock_of(settings))


def office_clock_of(settings: Settings) -> OfficeClock:
    """What due dates are reckoned by, but for what administrators keep in the record."""
    days = CaseSettings(business_days=settings.business_days, near_days=settings.near_due_days)
    return OfficeClock(calendar_of(settings), days)


def mailer_of(settings: Settings) -> Mailer:
    """Real SMTP where a host is set; else everything waits in the outbox."""
    return smtp_of(settings) if settings.smtp_host else UnsetMailer()


def smtp_of(settings: Settings) -> SmtpMailer:
    """The mail server that the settings name."""
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        user=settings.smtp_user,
        password=settings.smtp_password,
        tls=settings.smtp_tls,
        envelope_sender=settings.sender_address,
        ca_file=settings.smtp_ca_file,
    )


def load_settings(environ: Mapping[str, str], home: Path | None) -> Settings:
    """One place where the settings are read. Raises `DeploymentError` naming what is wrong with them."""
    settings = Settings.load(environ, home)
    mailboxes_of(settings)
    return settings
