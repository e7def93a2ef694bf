"""What the stages need from outside, passed in as ports."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.limits import Limits
from domain.pages import PageImage, PageReading
from domain.states import Stage
from domain.submissions import Unpacked
from intake.classifiers.kinds import KindClassifier
from intake.extractors.known_forms.form import KnownForm
from intake.extractors.sureness.calibration import Calibration, load_calibration
from intake.parsers.witness import PageSink
from intake.scanning import NoScanner, Verdict
from outbound.mailer import Mailer
from outbound.policy import OutboundSettings
from processing.cases.build import CaseSettings
from processing.cases.calendar import OfficeCalendar
from processing.casework import OfficeClock
from processing.matching.weights import Weights, load_weights
from processing.ports import Storage

Clock = Callable[[], datetime]
"""Aware UTC now."""


class Unpacker(Protocol):
    """Parses hostile bytes somewhere safe."""

    def unpack(self, raw: bytes, *, name: str | None, sink: PageSink | None = None) -> Unpacked: ...


class Reader(Protocol):
    """Reads one page; raises `DocumentError` where it cannot."""

    def read(self, page: PageImage) -> PageReading: ...


class Scanner(Protocol):
    """Looks for viruses. Raises `TransientError` where work must wait for it."""

    def scan(self, raw: bytes) -> Verdict: ...


class Stopwatch(Protocol):
    """Is told when a stage is at work on a submission."""

    def over(self, stage: Stage) -> AbstractContextManager[None]: ...


class NoStopwatch:
    """Nobody wants to know."""

    def over(self, stage: Stage) -> AbstractContextManager[None]:
        """Takes no time."""
        return nullcontext()


@dataclass(frozen=True, slots=True)
class StageSettings:
    """The settings the stages look at."""

    limits: Limits
    lease: timedelta
    max_attempts: int
    business_days: int
    pages_at_once: int
    """How many pages of one submission are read at the same time."""
    blank_pages_separate: int = 0
    """So many blank pages on end part the envelopes of a scan; 0: none do."""
    batch_by_folder: bool = False
    """Whether a watched folder's subfolder names the batch of its files."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a stage may use."""

    storage: Storage
    unpacker: Unpacker
    reader: Reader
    classifier: KindClassifier
    calendar: OfficeCalendar
    outbound: OutboundSettings
    mailer: Mailer
    settings: StageSettings
    clock: Clock
    calibration: Calibration = field(default_factory=load_calibration)
    """How sure a value is, by its signs."""
    forms: tuple[KnownForm, ...] = ()
    """The forms that the office's people spoke of."""
    weights: Weights = field(default_factory=load_weights)
    """What an agreement weighs in matching."""
    scanner: Scanner = field(default_factory=NoScanner)
    stopwatch: Stopwatch = field(default_factory=NoStopwatch)

    @property
    def office(self) -> OfficeClock:
        """What due dates are reckoned by, but for what administrators keep in the record."""
        return OfficeClock(self.calendar, CaseSettings(business_days=self.settings.business_days))
