"""Watched folders: lossless, idempotent, patient with what is still being written."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import StorageFull, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival
from intake.channels.files import FolderChannel, find_files, has_its_end
from tests.mails import plain_mail

#: When the tests begin, by our own clock; what is written bears the machine's.
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC).timestamp()
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
#: One directory at byte 8, as libtiff leaves a file that is whole.
TIFF = b"II*\0\x08\0\0\0" + b"\0" * 40
#: The directory is to come at byte 4096 and is not there yet.
HALF_A_TIFF = b"II*\0\x00\x10\0\0" + b"\0" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "scans"
    place.mkdir()
    return place


@pytest.fixture
def channel(folder: Path) -> FolderChannel:
    return FolderChannel(folder, Channel.SCAN)


class Ledger:
    """Keeps what it is given, once a key, as custody does."""

    def __init__(self) -> None:
        self.arrivals: dict[str, Arrival] = {}

    def __call__(self, arrival: Arrival) -> None:
        self.arrivals.setdefault(arrival.receipt_key, arrival)

    @property
    def sources(self) -> list[str]:
        return sorted(arrival.source for arrival in self.arrivals.values())


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def write(path: Path, content: bytes, *, changed: float = NOW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (changed, changed))
    return path


def left(folder: Path) -> list[str]:
    """What waits, and what was moved aside without the hash before its name."""
    return sorted(
        f"taken/{path.name[13:]}" if path.parent.name == "taken" else path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )


def poll_for(channel: FolderChannel, take: Callable[[Arrival], object], seconds: float) -> int:
    """Poll every second of our clock."""
    return sum(channel.poll(take, NOW + second) for second in range(int(seconds) + 1))


class TestTaking:
    def test_whole_file_is_taken_once_and_moved_aside(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "a.pdf", PDF)
        assert poll_for(channel, ledger, 5) == 1
        [arrival] = ledger.arrivals.values()
        assert (arrival.raw, arrival.channel, arrival.source) == (PDF, Channel.SCAN, "a.pdf")
        assert arrival.received_at == datetime.fromtimestamp(NOW, UTC)
        assert left(folder) == ["taken/a.pdf"]
        assert poll_for(channel, ledger, 5) == 0

    def test_key_shows_no_name(self, channel: FolderChannel, folder: Path, ledger: Ledger) -> None:
        write(folder / "Ana Reyes.pdf", PDF)
        poll_for(channel, ledger, 5)
        [key] = ledger.arrivals
        assert key.startswith("scan:")
        assert "Reyes" not in key

    def test_mail_is_email_by_its_received_header_whatever_the_folder(
        self, folder: Path, ledger: Ledger
    ) -> None:
        stamped = plain_mail(Received="from a.example.org by b.example.org; Mon, 2 Mar 2026 09:00:00 -0500")
        write(folder / "mail.eml", stamped)
        write(folder / "paper.pdf", PDF)
        assert poll_for(FolderChannel(folder, Channel.EMAIL), ledger, 5) == 2
        mail, paper = sorted(ledger.arrivals.values(), key=lambda a: a.source)
        assert (mail.channel, mail.received_at) == (Channel.EMAIL, datetime(2026, 3, 2, 14, 0, tzinfo=UTC))
        assert paper.channel is Channel.SCAN

    def test_folders_below_are_walked_and_what_was_taken_is_not(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "monday" / "desk 2" / "a.pdf", PDF)
        write(folder / "b.pdf", PDF + b"\n")
        assert poll_for(channel, ledger, 10) == 2
        assert ledger.sources == ["b.pdf", "monday/desk 2/a.pdf"]
        assert left(folder) == ["taken/a.pdf", "taken/b.pdf"]

    def test_two_files_of_one_name_keep_apart(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "scan.pdf", PDF)
        poll_for(channel, ledger, 5)
        write(folder / "scan.pdf", PDF + b"%%EOF another\n", changed=NOW + 60)
        poll_for(channel, ledger, 5)
        assert len(ledger.arrivals) == 2
        assert left(folder) == ["taken/scan.pdf", "taken/scan.pdf"]

    def test_same_paper_under_another_name_is_an_arrival_of_its_own(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "a.pdf", PDF)
        write(folder / "b.pdf", PDF)
        assert poll_for(channel, ledger, 5) == 2
        assert ledger.sources == ["a.pdf", "b.pdf"]

    def test_clock_that_runs_ahead_delays_nothing(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "a.pdf", PDF, changed=NOW + 7 * 3600)
        assert poll_for(channel, ledger, 5) == 1
        [arrival] = ledger.arrivals.values()
        assert arrival.received_at <= datetime.fromtimestamp(NOW + 5, UTC)


class TestWaiting:
    def test_file_that_grows_waits(self, channel: FolderChannel, folder: Path, ledger: Ledger) -> None:
        for second in range(6):
            write(folder / "a.txt", b"x" * (second + 1), changed=NOW)
            channel.poll(ledger, NOW + second)
        assert ledger.arrivals == {}
        assert poll_for(channel, ledger, 10) == 1

    def test_name_of_something_unfinished_waits_for_its_renaming(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        for name in ("a.pdf.part", "b.tmp", ".c.pdf", "d.crdownload"):
            write(folder / name, PDF)
        assert poll_for(channel, ledger, 90) == 0
        (folder / "a.pdf.part").rename(folder / "a.pdf")
        assert poll_for(channel, ledger, 5) == 1
        assert ledger.sources == ["a.pdf"]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            pytest.param("a.pdf", PDF[:-8], id="pdf"),
            pytest.param("a.tif", HALF_A_TIFF, id="tiff"),
            pytest.param("a.jpg", b"\xff\xd8\xff\xe0 half a picture", id="jpeg"),
            pytest.param("a.png", b"\x89PNG\r\n\x1a\n half", id="png"),
            pytest.param("a.pdf", b"", id="empty"),
        ],
    )
    def test_file_without_its_end_waits_longer_and_is_then_taken_as_it_is(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, name: str, content: bytes
    ) -> None:
        write(folder / name, content)
        assert poll_for(channel, ledger, 50) == 0
        assert poll_for(channel, ledger, 61) == 1
        assert [arrival.raw for arrival in ledger.arrivals.values()] == [content]

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(PDF, id="pdf"),
            pytest.param(TIFF, id="tiff"),
            pytest.param(b"MM\0*\0\0\0\x08" + b"\0" * 40, id="tiff big-endian"),
            pytest.param(b"\xff\xd8\xff\xe0 picture \xff\xd9", id="jpeg"),
            pytest.param(b"\x89PNG\r\n\x1a\n picture IEND\xaeB`\x82", id="png"),
            pytest.param(b"plain words", id="text"),
        ],
    )
    def test_whole_files_have_their_end(self, tmp_path: Path, content: bytes) -> None:
        assert has_its_end(write(tmp_path / "file", content))


class TestTrouble:
    def test_file_that_cannot_be_read_waits_and_stops_no_other(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(folder / "a.pdf", PDF)
        write(folder / "b.pdf", PDF)
        read_bytes = Path.read_bytes

        def refuse(path: Path) -> bytes:
            # The tests may run as root, whom no file's rights stop.
            if path.name == "a.pdf":
                raise PermissionError(13, "Permission denied")
            return read_bytes(path)

        with monkeypatch.context() as closed:
            closed.setattr(Path, "read_bytes", refuse)
            assert poll_for(channel, ledger, 5) == 1
        assert ledger.sources == ["b.pdf"]
        assert left(folder) == ["a.pdf", "taken/b.pdf"]
        assert poll_for(channel, ledger, 5) == 1

    def test_file_that_custody_chokes_on_stays_and_stops_no_other(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "a.txt", b"poison")
        write(folder / "b.txt", b"paper")

        def choke(arrival: Arrival) -> None:
            if arrival.raw == b"poison":
                raise RuntimeError("custody chokes on this one")
            ledger(arrival)

        poll_for(channel, choke, 5)
        assert ledger.sources == ["b.txt"]
        assert left(folder) == ["a.txt", "taken/b.txt"]

    def test_full_disk_stops_the_folder_before_anything_is_moved(
        self, channel: FolderChannel, folder: Path
    ) -> None:
        write(folder / "a.pdf", PDF)

        def full(_: Arrival) -> None:
            raise StorageFull("No room.")

        with pytest.raises(StorageFull):
            poll_for(channel, full, 5)
        assert left(folder) == ["a.pdf"]

    def test_crash_between_custody_and_moving_takes_nothing_twice(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(folder / "a.pdf", PDF)
        with monkeypatch.context() as crashing:
            crashing.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("the end")))
            assert poll_for(channel, ledger, 5) == 0
        assert len(ledger.arrivals) == 1
        restarted = FolderChannel(folder, Channel.SCAN)
        assert poll_for(restarted, ledger, 5) == 1
        assert len(ledger.arrivals) == 1
        assert left(folder) == ["taken/a.pdf"]

    def test_links_to_elsewhere_are_not_followed(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, tmp_path: Path
    ) -> None:
        (folder / "a.txt").symlink_to(write(tmp_path / "master.key", b"secret"))
        (folder / "b").symlink_to(tmp_path, target_is_directory=True)
        assert poll_for(channel, ledger, 90) == 0

    def test_folder_that_is_away_is_said_not_passed_over(self, tmp_path: Path, ledger: Ledger) -> None:
        with pytest.raises(TransientError, match="is not there"):
            FolderChannel(tmp_path / "share", Channel.SCAN).poll(ledger, NOW)


class TestProcessing:
    """`process` takes files and folders given by hand."""

    def test_finds_all_in_order_of_receipt(self, folder: Path) -> None:
        write(folder / "late.pdf", PDF, changed=NOW + 10)
        write(folder / "sub" / "early.tif", TIFF, changed=NOW)
        write(folder / ".hidden", b"")
        found = find_files([folder])
        assert [(f.source, f.channel) for f in found] == [
            ("sub/early.tif", Channel.SCAN), ("late.pdf", Channel.SCAN),
        ]  # fmt: skip

    def test_missing_path_is_named(self, folder: Path) -> None:
        with pytest.raises(FileNotFoundError, match="There is no file or folder"):
            find_files([folder / "none"])
