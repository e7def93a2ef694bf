"""Files and folders as channels: what lies there becomes arrivals, in order of receipt.

`.eml` and `.msg` are email (unpack tells a fax gateway's mail); every other file is a scan.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from domain.errors import DeploymentError, TransientError
from domain.kinds import Channel
from domain.submissions import Arrival
from intake.channels.endings import has_its_end
from intake.parsers.headers import arrival_time

log = structlog.get_logger()

MAIL_SUFFIXES = frozenset({".eml", ".msg"})
#: What scanners and editors leave half done or for themselves; never an arrival.
PASSING_SUFFIXES = frozenset({".part", ".tmp", ".crdownload", ".filepart", ".partial", ".swp"})
#: What desktops and file servers lay into folders, in lower case; `~$` begins an office program's lock file.
PASSING_NAMES = frozenset({"thumbs.db", "desktop.ini", "@eadir", "$recycle.bin", "system volume information"})
PASSING_STARTS = (".", "~$")
#: The folder below a watched one for what is in custody.
TAKEN = "taken"
#: Bytes of a file's name that Linux' file systems take.
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that is to be taken in."""

    path: Path
    source: str
    """Its path below the folder given, or its name."""
    received_at: datetime
    channel: Channel

    def arrival(self) -> Arrival:
        """Read it whole. Raises OSError."""
        raw = self.path.read_bytes()
        return Arrival(
            channel=self.channel,
            receipt_key=receipt_key("file", self.source, raw),
            source=self.source,
            raw=raw,
            received_at=self.received_at,
        )


def receipt_key(channel: str, source: str, raw: bytes) -> str:
    """One key for one file at one place; its name, which may be a person's, does not show."""
    named = source.encode() + bytes(1) + raw
    return f"{channel}:{hashlib.sha256(named).hexdigest()}"


def find_files(
    paths: Sequence[Path], *, channel: Channel | None = None, received_at: datetime | None = None
) -> list[FoundFile]:
    """Every file at or below `paths`, earliest received first. Raises FileNotFoundError."""
    found = [
        _found(path, source, channel, received_at)
        for root in paths
        for path, source in _walk(root)
        if not _passing(Path(source))
    ]
    return sorted(found, key=lambda f: (f.received_at, f.source))


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    if not root.exists():
        raise FileNotFoundError(f"There is no file or folder {root}.")
    if root.is_file():
        yield root, shown_name(Path(root.name))
        return
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path, shown_name(path.relative_to(root))


def shown_name(path: Path) -> str:
    """A path as text that can be kept and shown; bytes that are no UTF-8 (a share in Latin-1) as escapes."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def _found(path: Path, source: str, channel: Channel | None, received_at: datetime | None) -> FoundFile:
    mail = path.suffix.casefold() in MAIL_SUFFIXES
    return FoundFile(
        path=path,
        source=source,
        received_at=received_at or _received(path, mail),
        channel=channel or (Channel.EMAIL if mail else Channel.SCAN),
    )


def _received(path: Path, mail: bool) -> datetime:
    """The topmost Received header of a mail, else the file's modification time."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if not mail:
        return changed
    with open(path, "rb") as file:
        # The topmost header is all that is wanted; a mail's head is never longer than this.
        return arrival_time(file.read(65_536), changed)


@dataclass(slots=True)
class FolderChannel:
    """A watched folder with all below it: a file is taken once it has stood still, then moved aside.

    Nothing is deleted or replaced. A file is known by its place, time and content, so that one that is
    found again after a crash between custody and moving is only moved. Scanners are asked to write under
    another name and rename (`.part`, `.tmp` or a leading dot wait); for those that do not, a file waits
    until its size and time have stood still, and longer where its end is missing.
    """

    folder: Path
    channel: Channel
    taken: str = TAKEN
    """Where a file goes after it is in custody, below the folder."""
    settle_seconds: float = 2.0
    """How long size and time must stand still before a file counts as whole."""
    unfinished_seconds: float = 60.0
    """The same for a file without its end; it is then taken as it is, and unpack says what is wrong."""
    _standing: dict[Path, "_Standing"] = field(default_factory=dict)
    _refused: set[Path] = field(default_factory=set)

    def poll(self, take: Callable[[Arrival], object], now: float) -> int:
        """Take what is whole; how many. A file that cannot be read or taken waits and stops no other.

        Raises `TransientError` where the folder is away (a share that is not mounted), and what concerns
        every file: `TransientError` and `DeploymentError` of `take`, `StorageFull` among them.
        """
        if not self.folder.is_dir():
            raise TransientError(f"The folder {self.folder} is not there. Mount or make it.")
        present = waiting_files(self.folder, self.taken)
        for gone in (self._standing.keys() | self._refused) - set(present):
            self._standing.pop(gone, None)
            self._refused.discard(gone)
        taken = sum(self._try(path, take, now) for path in present)
        if present and not self.folder.is_dir():
            raise TransientError(f"The folder {self.folder} went away. Mount it again.")
        return taken

    def _try(self, path: Path, take: Callable[[Arrival], object], now: float) -> bool:
        try:
            if not self._is_whole(path, now):
                return False
            self._take_one(path, take, now)
        except (TransientError, DeploymentError):
            raise
        except Exception as error:
            self._note_refusal(path, error)
            return False
        return True

    def _take_one(self, path: Path, take: Callable[[Arrival], object], now: float) -> None:
        """A file that changed while it was taken stays, and comes in once more when it has stood still."""
        before = _seen(path)
        arrival = self._arrival(path, now)
        if len(arrival.raw) != before[0]:
            self._standing[path] = _Standing(_seen(path), now)
            return
        take(arrival)
        self._standing.pop(path, None)
        if _seen(path) != before:
            return
        moved = self._move_aside(path, arrival)
        if _seen(moved) != before and not path.exists():
            # Whoever still has it open wrote on under the new name.
            moved.replace(path)
        self._refused.discard(path)

    def _note_refusal(self, path: Path, error: Exception) -> None:
        """Once a file, not at every poll; `doctor` shows what waits."""
        if path not in self._refused:
            log.warning("file_waits", channel=self.channel.value, problem=type(error).__name__)
            self._refused.add(path)

    def _is_whole(self, path: Path, now: float) -> bool:
        """By our own clock: a scanner's may be wrong. Where ours was set back, it counts anew."""
        seen, before = _seen(path), self._standing.get(path)
        if before is None or before.seen != seen or before.since > now:
            self._standing[path] = _Standing(seen, now)
            return False
        stood = now - before.since
        return stood >= self.unfinished_seconds or (stood >= self.settle_seconds and has_its_end(path))

    def _arrival(self, path: Path, now: float) -> Arrival:
        mail = path.suffix.casefold() in MAIL_SUFFIXES
        raw = path.read_bytes()
        source = shown_name(path.relative_to(self.folder))
        return Arrival(
            channel=Channel.EMAIL if mail else Channel.SCAN,
            receipt_key=receipt_key(self.channel.value, f"{source}:{path.stat().st_mtime_ns}", raw),
            source=source,
            raw=raw,
            # A clock that runs ahead must not put the receipt into the future.
            received_at=min(_received(path, mail), datetime.fromtimestamp(now, UTC)),
        )

    def _move_aside(self, path: Path, arrival: Arrival) -> Path:
        aside = self.folder / self.taken
        aside.mkdir(exist_ok=True)
        # The receipt key keeps two files of one name apart.
        return path.replace(aside / _fitting(f"{arrival.receipt_key.split(':')[1][:12]}-", path.name))


def _fitting(start: str, name: str) -> str:
    """Both together; of a name that would be too long then, its end, which says what it is."""
    while len(os.fsencode(start + name)) > LONGEST_NAME:
        name = name[1:]
    return start + name


@dataclass(frozen=True, slots=True)
class _Standing:
    seen: tuple[int, int]
    """Size in bytes and modification time in nanoseconds."""
    since: float


def waiting_files(folder: Path, taken: str = TAKEN) -> list[Path]:
    """Everything in a watched folder that is to be taken in, in order of names.

    No links: whoever may write here must not make us read what lies elsewhere.
    """
    return [
        path for path in sorted(_waiting_below(folder, taken)) if path.is_file() and not path.is_symlink()
    ]


def _waiting_below(folder: Path, taken: str) -> Iterator[Path]:
    """What was taken is not even listed: it grows by the day, and we look every other second."""
    for at, folders, names in os.walk(folder):
        here = Path(at)
        if here == folder:
            folders[:], names = [n for n in folders if n != taken], [n for n in names if n != taken]
        folders[:] = [name for name in folders if not _hidden(name)]
        yield from (here / name for name in names if not _passing(Path(name)))


def _seen(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _passing(below: Path) -> bool:
    """Whether a path below the folder, or a folder on the way to it, is not meant for us."""
    return any(map(_hidden, below.parts)) or below.suffix.casefold() in PASSING_SUFFIXES


def _hidden(name: str) -> bool:
    return name.startswith(PASSING_STARTS) or name.casefold() in PASSING_NAMES
