"""A whole office for one test module: mailbox, folders, real readers, workers, mail out, and its clock."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from commands.deciding import decide
from commands.receiving import Receiver
from domain.cases import Case, Dispatch
from domain.ids import SubmissionId, UserName
from domain.kinds import Channel, Outcome, Role
from domain.states import DispatchState
from domain.submissions import Submission
from intake.channels.files import FolderChannel, waiting_files
from samples.catalogue import LAYOUTS
from samples.layout import Truth
from samples.people import Person, invent_people, write_records
from samples.pieces import Piece, Stock
from settings import Secret, Settings
from storage.importing import import_records
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox
from tests.servers.smtp import Inbox
from wiring import Parts, mailboxes_of, open_parts
from workers import WorkerGroup

#: Seconds within which a submission of a page or two is a case, on two busy cores.
PATIENCE = 120


@dataclass(slots=True)
class Clock:
    """The machine's time, and what the test adds to it."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass(slots=True)
class Office:
    """An installation of one process, as `run` has it in three."""

    settings: Settings
    parts: Parts
    postbox: Postbox
    inbox: Inbox
    clock: Clock
    people: tuple[Person, ...]
    rng: Random = field(default_factory=lambda: Random(20260901))

    # -- what arrives ---------------------------------------------------------------------------------

    def piece(self, layout: str, person: Person, fits: Callable[[Truth], bool] = lambda _: True) -> Piece:
        """One paper of this layout, filled by machine with what is on the record, that fits the story."""
        stock, today = Stock(self.people, "all", 0.0), datetime.now(UTC).date()
        for _ in range(200):
            piece = stock.fill(LAYOUTS[layout], person, "none", self.rng, today)
            if not piece.paper.hand and not piece.paper.findings and fits(piece.paper.truth):
                return piece
        raise LookupError(f"{layout} gives no paper that fits")

    def receive(self) -> list[Submission]:
        """One look at every channel; what is new."""
        before = {s.id for s in self.submissions()}
        receiver = Receiver(self.settings, self.parts.storage)
        [mailbox] = mailboxes_of(self.settings)
        receiver.poller(mailbox).poll()
        assert self.settings.scan_folder is not None
        if waiting_files(self.settings.scan_folder):
            watched = FolderChannel(self.settings.scan_folder, Channel.SCAN, settle_seconds=0.1)
            for _ in range(2):
                watched.poll(receiver.take, time.time())
                time.sleep(0.2)
        return [s for s in self.submissions() if s.id not in before]

    def submissions(self) -> list[Submission]:
        with self.parts.storage.work() as work:
            return list(work.submissions.all())

    # -- what becomes of it ---------------------------------------------------------------------------

    def settle(self, *ids: SubmissionId) -> list[Case]:
        """Wait until the workers are done with them, and what is due has gone out; their cases."""
        until = time.monotonic() + PATIENCE
        while True:
            with self.parts.storage.work() as work:
                busy = work.jobs.unsettled(list(ids)) or work.dispatches.in_states([DispatchState.SENDING])
                if not busy and not work.dispatches.due(self.clock(), 1):
                    return [case for one in ids for case in work.cases.of_submission(one)]
            assert time.monotonic() < until, "the workers are not done in time"
            time.sleep(0.1)

    def arrive(self, *mails: bytes) -> list[Case]:
        """Deliver, receive, read: the cases."""
        self.postbox.append(*mails)
        return self.settle(*(s.id for s in self.receive()))

    def decide(
        self, case: Case, outcome: Outcome = Outcome.APPROVE, reason: str = "complete", **more: Any
    ) -> None:
        """As a reviewer types it."""
        decide(case.id, outcome, [reason], by="rita", home=self.settings.home, **more)

    def dispatches(self, case: Case) -> list[Dispatch]:
        with self.parts.storage.work() as work:
            return work.dispatches.of_case(case.id)

    def await_sent(self, case: Case) -> None:
        """Turn the clock past the time for undoing, and wait for the workers to send."""
        self.clock.turn(61)
        until = time.monotonic() + PATIENCE
        waiting = {DispatchState.READY, DispatchState.SENDING}
        while any(d.state in waiting for d in self.dispatches(case)):
            assert time.monotonic() < until, self.dispatches(case)
            time.sleep(0.1)

    def prints(self) -> list[Path]:
        folder = self.settings.prints_folder
        return sorted(folder.iterdir()) if folder.exists() else []

    def find_person(self, kind: str = "EMT", *, skip: int = 0) -> Person:
        """Somebody at this level who may practise, for years to come."""
        fitting = [
            p
            for p in self.people
            if p.level == kind
            and p.status in ("Current", "Active")
            and not p.name.suffix
            and not p.former_names
        ]
        return fitting[skip]


@contextmanager
def running_office(folder: Path, dovecot: DovecotServer, inbox: Inbox, **changes: Any) -> Iterator[Office]:
    """Set up a home, import the records, start the workers."""
    postbox = Postbox(dovecot, dovecot.new_user())
    (folder / "scans").mkdir()
    settings = Settings(
        home=folder / "home", readers=1, lease_seconds=600,
        imap_host=dovecot.host, imap_port=dovecot.port, imap_user=postbox.user,
        imap_password=Secret(dovecot.password), imap_tls=False,
        smtp_host=inbox.host, smtp_port=inbox.port, smtp_tls=False,
        scan_folder=folder / "scans", **changes,
    )  # fmt: skip
    people = tuple(invent_people(60, Random(7)))
    write_records(people, folder / "records.csv")
    clock, parts = Clock(), open_parts(settings)
    parts = replace(parts, services=replace(parts.services, clock=clock))
    import_records(parts.storage, folder / "records.csv", number_pattern=settings.number_pattern, now=clock())
    with parts.storage.work() as work:
        work.accounts.add(UserName("rita"), Role.REVIEWER, "link", clock(), clock())
    group = WorkerGroup(parts.services, 3)
    group.start()
    try:
        yield Office(settings, parts, postbox, inbox, clock, people)
    finally:
        group.stop()
        parts.close()
