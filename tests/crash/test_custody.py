"""Custody under kill and full disk: nothing is acknowledged before it is kept, nothing kept is lost."""

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

import storage.durable
import storage.repositories.submissions as rows
from domain.kinds import Channel
from domain.submissions import Arrival
from drills.forks import run_forked
from drills.offices import Office
from processing.stages.receive import keep_arrival
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import need_program

#: Below the reserve that the store keeps free, so that this disk counts as full.
SMALL_DISK = 64 * 1024 * 1024


def take_and_die(home: Path, point: str) -> None:
    """Put an arrival into custody and die at one point on the way."""

    def die(*args: object, **kwargs: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if point == "before the rename":
        storage.durable.os.replace = die  # type: ignore[attr-defined]
    elif point == "between file and row":
        rows.SqlSubmissions.take = die  # type: ignore[assignment, method-assign]
    arrival = Arrival(
        Channel.SCAN, "scan:1", "page.txt", b"an invented page", datetime(2026, 9, 1, tzinfo=UTC)
    )
    with Office(home).storage() as kept:
        keep_arrival(arrival, kept, datetime(2026, 9, 1, 12, tzinfo=UTC))


def take(home: Path, point: str) -> int:
    done = run_forked(take_and_die, home, point)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return done.returncode


@pytest.mark.parametrize("point", ["before the rename", "between file and row"])
def test_killed_on_the_way_into_custody_it_is_taken_once(tmp_path: Path, point: str) -> None:
    office = Office(tmp_path / "home")
    assert take(office.home, point) == -signal.SIGKILL
    with office.storage() as kept, kept.work() as work:
        assert list(work.submissions.all()) == []
        whole = [kept.files.get(address) for address in kept.files.addresses()]
        assert whole == ([] if point == "before the rename" else [b"an invented page"])
    assert take(office.home, "nowhere") == 0
    assert take(office.home, "nowhere") == 0
    with office.storage() as kept, kept.work() as work:
        [submission] = work.submissions.all()
        assert kept.files.get(submission.original) == b"an invented page"
        assert len(list(kept.files.addresses())) == 1


def test_what_a_kill_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    take(office.home, "before the rename")
    with office.storage() as kept:
        assert kept.files.clear_unfinished(older_than=3600) == 0, "it may still be being written"
        assert kept.files.clear_unfinished(older_than=0) == 1
        assert kept.files.clear_unfinished(older_than=0) == 0


# -- full disk ----------------------------------------------------------------------------------------


@pytest.fixture
def receiving(tmp_path: Path, dovecot: DovecotServer) -> Iterator[tuple[Office, str]]:
    """An office that watches a mailbox with one mail and a folder with one file; and the mailbox's user."""
    user, folder = dovecot.new_user(), tmp_path / "scans"
    folder.mkdir()
    (folder / "page.pdf").write_bytes(b"%PDF-1.4 an invented page\n%%EOF\n")
    # The first poll is at once and the next far off: the receiver is never killed in the middle of one, whose
    # lease the next receiver would wait for.
    settings = {
        "scan_folder": str(folder), "imap_host": dovecot.host, "imap_port": str(dovecot.port),
        "imap_user": user, "imap_password": dovecot.password, "imap_tls": "false", "imap_poll_seconds": "60",
        "files": str(tmp_path / "store" / "files"),
    }  # fmt: skip
    (tmp_path / "store").mkdir()
    with mailbox(dovecot, user) as client:
        client.append("INBOX", b"From: a@example.org\r\nSubject: one\r\n\r\nbody\r\n")
    office = Office(tmp_path / "home", settings, forked=True)
    yield office, user
    office.close()


def mailbox(dovecot: DovecotServer, user: str) -> IMAPClient:
    client = IMAPClient(dovecot.host, port=dovecot.port, ssl=False)
    client.login(user, dovecot.password)
    return client


def messages_in(dovecot: DovecotServer, user: str) -> list[tuple[bytes, ...]]:
    """The flags of each message that lies in the inbox."""
    with mailbox(dovecot, user) as client:
        client.select_folder("INBOX", readonly=True)
        found = client.fetch(client.search(), ["FLAGS"])
        return [message[b"FLAGS"] for message in found.values()]


def test_full_disk_stops_intake_before_anything_is_acknowledged(
    receiving: tuple[Office, str], dovecot: DovecotServer
) -> None:
    office, user = receiving
    scan = Path(office.extra["scan_folder"]) / "page.pdf"
    small = [need_program("bwrap"), "--dev-bind", "/", "/", "--die-with-parent"]
    small += ["--size", str(SMALL_DISK), "--tmpfs", str(Path(office.extra["files"]).parent)]
    stopped = office.start("receive", watched=False, inside=small)
    office.wait_for(
        lambda: {'"mailbox"', '"scan"'} <= {w for w in ('"mailbox"', '"scan"') if said_full(office, w)},
        "both channels say that the disk is full",
    )
    assert [set(flags) - {rb"\Recent"} for flags in messages_in(dovecot, user)] == [set()]
    assert scan.exists()
    with office.storage() as kept, kept.work() as work:
        assert list(work.submissions.all()) == []
    office.kill(stopped)

    office.start("receive", watched=False)
    office.wait_for(lambda: not scan.exists() and not messages_in(dovecot, user), "both are taken in")
    with office.storage() as kept, kept.work() as work:
        assert len(list(work.submissions.all())) == 2
    moved = list(scan.parent.rglob("*page.pdf"))
    assert [path.read_bytes() for path in moved] == [b"%PDF-1.4 an invented page\n%%EOF\n"]


def said_full(office: Office, channel: str) -> bool:
    lines = office.log.read_text().splitlines() if office.log.exists() else []
    return any("intake_stopped_disk_full" in line and channel in line for line in lines)
