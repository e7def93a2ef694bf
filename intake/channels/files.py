"""Files and folders as channels: what lies there becomes arrivals, in order of receipt.

`.eml` and `.msg` are email (unpack tells a fax gateway's mail); every other file is a scan.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from domain.kinds import Channel
from domain.submissions import Arrival
from intake.parsers.headers import arrival_time

log = structlog.get_logger()

MAIL_SUFFIXES = frozenset({".eml", ".msg"})
#: What scanners and editors leave half done or for themselves; never an arrival.
PASSING_SUFFIXES = frozenset({".part", ".tmp", ".crdownload", ".filepart"})


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
    named = source.encode(errors="surrogateescape") + bytes(1) + raw
    return f"{channel}:{hashlib.sha256(named).hexdigest()}"


def find_files(
    paths: Sequence[Path], *, channel: Channel | None = None, received_at: datetime | None = None
) -> list[FoundFile]:
    """Every file at or below `paths`, earliest received first. Raises FileNotFoundError."""
    found = [
        _found(path, source, channel, received_at)
        for root in paths
        for path, source in _walk(root)
        if not path.name.startswith(".") and path.suffix.casefold() not in PASSING_SUFFIXES
    ]
    return sorted(found, key=lambda f: (f.received_at, f.source))


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    if not root.exists():
        raise FileNotFoundError(f"There is no file or folder {root}.")
    if root.is_file():
        yield root, root.name
        return
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield path, path.relative_to(root).as_posix()


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
    """A watched folder: a file is taken once it has stood still, then moved aside, never deleted."""

    folder: Path
    channel: Channel
    taken: str = "taken"
    """Where a file goes after it is in custody, below the folder."""
    settle_seconds: float = 2.0
    """How long size and time must stand still before a file counts as whole."""

    def poll(self, take: Callable[[Arrival], object], now: float) -> int:
        """Take what is whole; how many. A file that cannot be read waits and stops no other.

        What `take` raises goes up: custody comes first, and a full disk stops the whole channel.
        """
        count = 0
        for path in self._standing_still(now):
            try:
                arrival = self._arrival(path)
            except OSError as error:
                log.warning("file_waits", channel=self.channel.value, problem=type(error).__name__)
                continue
            take(arrival)
            self._move_aside(path, arrival)
            count += 1
        return count

    def _standing_still(self, now: float) -> list[Path]:
        whole = []
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else []:
            passing = path.name.startswith(".") or path.suffix.casefold() in PASSING_SUFFIXES
            if path.is_file() and not passing and now - path.stat().st_mtime >= self.settle_seconds:
                whole.append(path)
        return whole

    def _arrival(self, path: Path) -> Arrival:
        mail = path.suffix.casefold() in MAIL_SUFFIXES
        raw = path.read_bytes()
        return Arrival(
            channel=Channel.EMAIL if mail else self.channel,
            receipt_key=receipt_key(self.channel.value, f"{path.name}:{path.stat().st_mtime_ns}", raw),
            source=path.name,
            raw=raw,
            received_at=_received(path, mail),
        )

    def _move_aside(self, path: Path, arrival: Arrival) -> None:
        aside = self.folder / self.taken
        aside.mkdir(exist_ok=True)
        # The receipt key keeps two files of one name apart.
        path.replace(aside / f"{arrival.receipt_key.split(':')[1][:12]}-{path.name}")
