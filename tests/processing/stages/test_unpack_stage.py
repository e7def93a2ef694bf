"""The unpack stage: what the scanner says decides before anything is opened."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import IntakeError, StorageFull, TransientError
from domain.ids import SubmissionId
from domain.kinds import Channel
from domain.limits import Limits
from domain.pages import PageImage, PageSource
from domain.states import PartOutcome, Stage
from domain.submissions import Arrival, Headers, Part, Unpacked
from intake.parsers.unpack import unpack_to
from intake.parsers.witness import NOT_REACHED, Collector, Opening, PageSink
from intake.scanning import ClamScanner, Verdict
from processing.stages.running import run_stage, sweep
from processing.stages.services import Services
from storage.database import SqlStorage
from tests.processing.stages.envelopes import NOW, services_on
from tests.servers.clamd import INFECTED, SIGNATURE, running_clamd


class TwoPages:
    """An unpacker that finds one file of two pages, and counts how often it was asked."""

    asked = 0

    def unpack(self, raw: bytes, *, name: str | None, sink: PageSink | None = None) -> Unpacked:
        assert sink is not None
        self.asked += 1
        pages = tuple(
            sink("0", PageImage(index=n, image=b"picture %d" % n, width=1, height=1, dpi=None,
                                source=PageSource.IMAGE))
            for n in range(2)
        )  # fmt: skip
        assert all(page.image == b"" for page in pages)
        part = Part("0", "a.pdf", "application/pdf", "attachment", len(raw), "0" * 64, pages=pages)
        return Unpacked("application/pdf", Headers(), (part,), PartOutcome.PAGES, None)


@dataclass(frozen=True, slots=True)
class Failing:
    """A scanner that cannot work just now."""

    error: IntakeError

    def scan(self, raw: bytes) -> Verdict:
        raise self.error


@pytest.fixture
def office(storage: SqlStorage, tmp_path: Path) -> Services:
    """Services whose unpacker is a `TwoPages`."""
    return replace(services_on(storage, tmp_path), unpacker=TwoPages())


def arrived(office: Services, raw: bytes) -> SubmissionId:
    """Bytes in custody."""
    address = office.storage.files.put(raw)
    with office.storage.work() as work:
        arrival = Arrival(Channel.SCAN, "k", "a.pdf", raw, NOW)
        return work.submissions.take(arrival, address, NOW)[0].id


def test_pages_are_kept_as_they_come(office: Services) -> None:
    """P8198: a thick file's pages never lie in memory together."""
    submission = arrived(office, b"%PDF-1.4")
    run_stage(Stage.UNPACK, submission, office)
    with office.storage.work() as work:
        pages = work.submissions.pages(submission)
    assert [office.storage.files.get(page.image) for page in pages if page.image] == [
        b"picture 0",
        b"picture 1",
    ]


def test_a_virus_is_opened(office: Services, tmp_path: Path) -> None:
    with running_clamd(tmp_path / "clamd") as clamd:
        guarded = replace(office, scanner=ClamScanner(clamd.socket))
        submission = arrived(guarded, b"%PDF-1.4 " + INFECTED)
        run_stage(Stage.UNPACK, submission, guarded)
    assert isinstance(office.unpacker, TwoPages)
    assert office.unpacker.asked == 0
    with office.storage.work() as work:
        (entry,) = work.quarantine.of_submission(submission)
        original = work.submissions.get(submission).original
    assert SIGNATURE in entry.reason
    assert INFECTED in office.storage.files.get(original)


def test_an_absent_scanner_goes_unsaid(office: Services, tmp_path: Path) -> None:
    unguarded = replace(office, scanner=ClamScanner(str(tmp_path / "away")))
    submission = arrived(unguarded, b"%PDF-1.4")
    run_stage(Stage.UNPACK, submission, unguarded)
    with office.storage.work() as work:
        assert any("not checked for viruses" in w for w in work.submissions.facts(submission).warnings)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(TransientError("the virus scanner does not answer"), id="scanner away"),
        pytest.param(StorageFull("only 3 MB are free"), id="disk full"),
    ],
)
def test_waiting_uses_up_the_attempts_of_a_file(office: Services, error: IntakeError) -> None:
    """P8329: a full disk, and never retried."""
    now = [NOW]
    waiting = replace(office, scanner=Failing(error), clock=lambda: now[0])
    submission = arrived(waiting, b"%PDF-1.4")
    for _ in range(10):
        run_stage(Stage.UNPACK, submission, waiting)
        now[0] += timedelta(minutes=5)
        sweep(waiting)
    with office.storage.work() as work:
        assert work.quarantine.of_submission(submission) == []
    assert run_stage(Stage.UNPACK, submission, replace(office, clock=lambda: now[0])) is Stage.READ


class CutShort:
    """An unpacker whose child is ended in the first of a mail's attachments."""

    def unpack(self, raw: bytes, *, name: str | None, sink: PageSink | None = None) -> Unpacked:
        collector = Collector(sink)
        collector.opened(Opening("message/rfc822"))
        collector.began(Part("1", "big.pdf", "application/pdf", "attachment", 9, "0" * 64))
        collector.break_off(PartOutcome.REFUSED, "It takes too long.")
        return collector.unpacked()


def test_attachments_behind_one_that_ended_the_opening_are_not_forgotten(office: Services) -> None:
    """A better copy of the one would else answer for a mail of which more was never looked at."""
    office = replace(office, unpacker=CutShort())
    submission = arrived(office, b"From: a@example.org")
    run_stage(Stage.UNPACK, submission, office)
    with office.storage.work() as work:
        entries = work.quarantine.of_submission(submission)
    assert [entry.attachment_id for entry in entries] == [f"{submission}-1", None]
    assert NOT_REACHED in entries[1].reason


class InThisProcess:
    """The real unpacker, without a cell round it."""

    def unpack(self, raw: bytes, *, name: str | None, sink: PageSink | None = None) -> Unpacked:
        collector = Collector(sink)
        unpack_to(collector, raw, name=name, limits=Limits())
        return collector.unpacked()


@pytest.mark.parametrize("links", [True, False])
def test_that_a_mail_links_to_the_web_is_kept(office: Services, links: bool) -> None:
    card = b"<a href='https://drive.example.com/d/1'>My card</a>" if links else b"<b>My card</b>"
    submission = arrived(
        office, b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + card
    )
    run_stage(Stage.UNPACK, submission, replace(office, unpacker=InThisProcess()))
    with office.storage.work() as work:
        assert work.submissions.facts(submission).links is links
