"""Watched folders: lossless, idempotent, patient with what is still being written."""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from domain.errors import StorageFull, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival
from intake.channels.endings import has_its_end
from intake.channels.files import FolderChannel, find_files, waiting_files
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

    def test_name_that_is_no_utf8_is_taken_and_shown_with_escapes(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        for name in (b"Ren\xe9.pdf", b"Ren\xe8.pdf"):
            write(folder / os.fsdecode(name), PDF)
        assert poll_for(channel, ledger, 5) == 2
        assert ledger.sources == ["Ren\\xe8.pdf", "Ren\\xe9.pdf"]
        assert waiting_files(folder) == []

    def test_name_that_is_no_utf8_is_found_for_process(self, folder: Path) -> None:
        path = write(folder / os.fsdecode(b"Ren\xe9.pdf"), PDF)
        for root in (folder, path):
            [found] = find_files([root])
            assert (found.source, found.arrival().raw) == ("Ren\\xe9.pdf", PDF)

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

    def test_what_was_taken_is_not_listed_again_at_every_look(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After a year that folder holds all the year's scans, and we look every other second."""
        (folder / "taken" / "below").mkdir(parents=True)
        (folder / "new.tmp").mkdir()
        (folder / "new.tmp" / "scan.pdf").touch()
        listed, scandir = list[str](), os.scandir

        def note(path: str) -> object:
            listed.append(str(path))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", note)
        assert waiting_files(folder) == [folder / "new.tmp" / "scan.pdf"]
        assert listed == [str(folder), str(folder / "new.tmp")]

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


def half_a_web_pdf() -> bytes:
    """The first part of a PDF made for the web, by qpdf itself: it has an end mark of its own."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(40):
            pdf.add_blank_page()
        pdf.save(out, linearize=True)
    whole = out.getvalue()
    cut = whole.index(b"%%EOF") + len(b"%%EOF\n")
    assert cut < len(whole) / 2
    return whole[:cut]


def pages_as_tiff(count: int) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.effect_noise((300, 300), 60) for _ in range(count)]
    first.save(out, "TIFF", save_all=True, append_images=rest)
    return out.getvalue()


class TestHalfWritten:
    """P14219: half-written scans."""

    def test_half_of_a_pdf_made_for_the_web_is_not_whole(self, tmp_path: Path) -> None:
        assert not has_its_end(write(tmp_path / "a.pdf", half_a_web_pdf()))

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
    def test_any_beginning_of_a_tiff_of_several_pages_is_not_whole(
        self, tmp_path: Path, share: float
    ) -> None:
        whole = pages_as_tiff(4)
        assert has_its_end(write(tmp_path / "whole.tif", whole))
        assert not has_its_end(write(tmp_path / "a.tif", whole[: round(len(whole) * share)]))

    def test_tiff_whose_directories_turn_in_a_circle_holds_nobody_up(self, tmp_path: Path) -> None:
        circle = b"II*\0\x08\0\0\0" + b"\0\0" + b"\x08\0\0\0"
        assert has_its_end(write(tmp_path / "a.tif", circle + b"\0" * 40))

    def test_slow_copy_is_taken_once_and_whole(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        """With pauses longer than a file must stand still."""
        whole, second = pages_as_tiff(4), 0
        for end in range(len(whole) // 5, len(whole) - 9, len(whole) // 5):
            write(folder / "a.tif", whole[:end], changed=NOW + second)
            for _ in range(9):
                second += 1
                assert channel.poll(ledger, NOW + second) == 0
        write(folder / "a.tif", whole, changed=NOW + second)
        assert sum(channel.poll(ledger, NOW + second + more) for more in range(5)) == 1
        assert [arrival.raw for arrival in ledger.arrivals.values()] == [whole]

    def test_file_that_grows_while_it_is_taken_stays_and_comes_in_whole(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        path, more = write(folder / "a.txt", b"first half"), b"first half, second half"

        def take_slowly(arrival: Arrival) -> None:
            ledger(arrival)
            if arrival.raw != more:
                write(path, more, changed=NOW + 3)

        assert poll_for(channel, take_slowly, 20) == 2
        assert [arrival.raw for arrival in ledger.arrivals.values()] == [b"first half", more]
        assert left(folder) == ["taken/a.txt"]
        assert next((folder / "taken").iterdir()).read_bytes() == more

    def test_file_that_grows_while_it_is_moved_is_put_back(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A writer that still has it open goes on writing under the new name."""
        write(folder / "a.txt", b"first half")
        replace = Path.replace

        def move_and_write(path: Path, target: Path) -> Path:
            moved = replace(path, target)
            if target.parent.name == "taken" and target.read_bytes() == b"first half":
                target.write_bytes(b"first half, second half")
            return moved

        monkeypatch.setattr(Path, "replace", move_and_write)
        poll_for(channel, ledger, 20)
        assert b"first half, second half" in [arrival.raw for arrival in ledger.arrivals.values()]
        assert left(folder) == ["taken/a.txt"]


class TestLongNames:
    @pytest.mark.parametrize(
        "name",
        [
            pytest.param("a" * 251 + ".pdf", id="255 letters"),
            pytest.param("é" * 125 + ".pdf", id="254 bytes of letters with accents"),
            pytest.param("a" * 238 + ".pdf", id="as long as still fits"),
        ],
    )
    def test_name_as_long_as_may_be_is_taken_once_and_moved(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, name: str
    ) -> None:
        """With the key before it the name would be longer than any file's may be."""
        write(folder / name, PDF)
        assert poll_for(channel, ledger, 30) == 1
        assert ledger.sources == [name]
        [moved] = left(folder)
        assert moved.startswith("taken/")
        assert name.endswith(moved.removeprefix("taken/"))
        assert len(moved) > 100


class TestOtherPeoplesFolders:
    @pytest.mark.parametrize(
        "name",
        [
            "~$letter.docx", "Thumbs.db", "desktop.ini", ".DS_Store", "@eaDir/a.pdf", ".snapshot/daily/a.pdf",
            "$RECYCLE.BIN/a.pdf", "a.PART", "a.Tmp", "a.partial",
        ],
    )  # fmt: skip
    def test_what_machines_lay_there_for_themselves_is_no_arrival(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, name: str
    ) -> None:
        write(folder / name, PDF)
        assert poll_for(channel, ledger, 90) == 0

    @pytest.mark.parametrize("name", ["A.PDF", "b.Tiff", "SCAN0001.JPG", "no-suffix"])
    def test_case_of_a_suffix_is_no_matter(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, name: str
    ) -> None:
        write(folder / name, PDF)
        assert poll_for(channel, ledger, 5) == 1

    def test_mail_in_capitals_is_a_mail(self, channel: FolderChannel, folder: Path, ledger: Ledger) -> None:
        write(folder / "FAX.EML", plain_mail())
        assert poll_for(channel, ledger, 5) == 1
        assert [arrival.channel for arrival in ledger.arrivals.values()] == [Channel.EMAIL]

    def test_files_of_one_name_in_two_folders_are_two(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        for place in ("monday", "tuesday"):
            write(folder / place / "scan.pdf", PDF)
        assert poll_for(channel, ledger, 5) == 2
        assert ledger.sources == ["monday/scan.pdf", "tuesday/scan.pdf"]

    def test_name_that_comes_again_is_an_arrival_of_its_own(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        """Scanners begin to count anew."""
        write(folder / "scan0001.pdf", PDF)
        assert poll_for(channel, ledger, 5) == 1
        write(folder / "scan0001.pdf", PDF, changed=NOW + 60)
        assert poll_for(channel, ledger, 5) == 1
        assert len(ledger.arrivals) == 2

    def test_file_that_vanishes_stops_no_other(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        gone = write(folder / "a.pdf", PDF)
        write(folder / "b.pdf", PDF)
        channel.poll(ledger, NOW)
        gone.unlink()
        assert poll_for(channel, ledger, 5) == 1
        assert ledger.sources == ["b.pdf"]

    def test_clock_that_is_set_back_holds_up_nothing_for_long(
        self, channel: FolderChannel, folder: Path, ledger: Ledger
    ) -> None:
        write(folder / "a.pdf", PDF)
        channel.poll(ledger, NOW + 86_400)
        channel.poll(ledger, NOW)
        assert channel.poll(ledger, NOW + 3) == 1

    def test_share_that_goes_away_is_said_and_comes_back(
        self, channel: FolderChannel, folder: Path, ledger: Ledger, tmp_path: Path
    ) -> None:
        write(folder / "a.pdf", PDF)
        write(folder / "b.pdf", PDF)
        channel.poll(ledger, NOW)

        def pull_the_cable(arrival: Arrival) -> None:
            folder.rename(tmp_path / "away")
            raise OSError(107, "Transport endpoint is not connected")

        with pytest.raises(TransientError, match="went away"):
            channel.poll(pull_the_cable, NOW + 3)
        with pytest.raises(TransientError, match="not there"):
            channel.poll(ledger, NOW + 4)
        (tmp_path / "away").rename(folder)
        assert poll_for(channel, ledger, 9) == 2
