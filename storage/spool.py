"""Bodies of uploads on their way: sealed pieces in one file each, until the body is whole.

A file is a row of frames, each `length (4) | sealed piece`; the first holds what is known of the body.
Every piece is bound to its file and place, so that none can be swapped. What a killed process left of a
frame is cut off when the file is opened again. One request holds a file at a time (`flock`).
"""

import fcntl
import json
import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from domain.errors import StorageFull
from processing.ports import UploadBusy, UploadHead
from storage.durable import NO_ROOM, make_folder, sync_folder
from storage.files import RESERVE_BYTES
from storage.keys import KeyRing
from storage.sealing import NONCE_BYTES, TAG_BYTES, seal, unseal

#: How long a broken-off body waits for the rest.
WAITS: Final = timedelta(days=1)
#: What sealing adds to a piece: format and key number, nonce, tag.
OVERHEAD: Final = 5 + NONCE_BYTES + TAG_BYTES
_LENGTH: Final = struct.Struct(">I")


class SealedUpload:
    """One body on its way, its file locked."""

    def __init__(self, keys: KeyRing, path: Path, descriptor: int, reserve: int) -> None:
        self._keys = keys
        self._reserve = reserve
        self._path = path
        self._descriptor = descriptor
        self._frames = _whole_frames(descriptor)
        self._cut(sum(self._frames[-1]) if self._frames else 0)

    @property
    def begun(self) -> bool:
        """Whether its head is written."""
        return bool(self._frames)

    @property
    def head(self) -> UploadHead:
        """What was known of the body before it came. Raises `CorruptDocument`."""
        return UploadHead(**json.loads(self._piece(0)))

    @property
    def offset(self) -> int:
        """Bytes that are here."""
        return sum(length - OVERHEAD for _, length in self._frames[1:])

    def empty(self) -> None:
        """Start anew."""
        self._frames = []
        self._cut(0)

    def _cut(self, end: int) -> None:
        if os.fstat(self._descriptor).st_size != end:  # else its time, by which it is cleared, would change
            os.ftruncate(self._descriptor, end)
        os.lseek(self._descriptor, end, os.SEEK_SET)

    def begin(self, head: UploadHead) -> None:
        """Write the head of an empty file; durably, where the body may go on another day."""
        self.append(json.dumps(asdict(head)).encode())
        if head.resumable:
            self.sync()
            sync_folder(self._path.parent)

    def append(self, piece: bytes) -> None:
        """Add a piece. Raises `StorageFull`; what was half written is then cut off."""
        sealed = seal(self._keys, piece, self._binding(len(self._frames)))
        start = sum(self._frames[-1]) if self._frames else 0
        try:
            self._check_room(len(sealed))
            _write_all(self._descriptor, _LENGTH.pack(len(sealed)) + sealed)
        except OSError as error:
            self._cut(start)
            if error.errno in NO_ROOM:
                raise _full(self._path.parent) from error
            raise
        self._frames.append((start + _LENGTH.size, len(sealed)))

    def sync(self) -> None:
        """Make durable what was appended. Raises `StorageFull`."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise _full(self._path.parent) from error
            raise

    def content(self) -> bytes:
        """Everything. Raises `CorruptDocument`."""
        return b"".join(self._piece(index) for index in range(1, len(self._frames)))

    def remove(self) -> None:
        """Forget it."""
        self._path.unlink(missing_ok=True)

    def _piece(self, index: int) -> bytes:
        start, length = self._frames[index]
        return unseal(self._keys, os.pread(self._descriptor, length, start), self._binding(index))

    def _binding(self, index: int) -> str:
        return f"upload.piece:{self._path.name}:{index}"

    def _check_room(self, size: int) -> None:
        if shutil.disk_usage(self._path.parent).free < size + self._reserve:
            raise _full(self._path.parent)


class UploadSpool:
    """The folder of bodies on their way."""

    def __init__(self, folder: Path, keys: KeyRing, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._reserve = reserve_bytes
        self._folder = folder
        self._keys = keys
        make_folder(folder)

    def upload_id(self, client: str, key: str) -> str:
        """The name of a client's resumable body; tells nothing of either."""
        return self._keys.keyed_hash("upload", f"{client}:{key}".encode()).hex()[:32]

    @contextmanager
    def begin(self, head: UploadHead) -> Iterator[SealedUpload]:
        """The body of this client and key: a resumable one goes on where it stopped, any other starts
        anew and is gone at the end. Raises `UploadBusy`, `StorageFull`."""
        name = self.upload_id(head.client, head.key)
        path = self._folder / (name if head.resumable else f"{name}.once")
        with self._locked(path, os.O_CREAT) as upload:
            if not head.resumable:
                upload.empty()
            if not upload.begun:
                upload.begin(head)
            try:
                yield upload
            finally:
                if not head.resumable:
                    upload.remove()

    @contextmanager
    def resume(self, upload_id: str) -> Iterator[SealedUpload]:
        """Raises KeyError, `UploadBusy`."""
        if len(upload_id) != 32 or not upload_id.isalnum():
            raise KeyError("no such upload")
        with self._locked(self._folder / upload_id, 0) as upload:
            if not upload.begun:
                raise KeyError("no such upload")
            yield upload

    def clear(self, now: datetime) -> int:
        """Forget bodies that nobody sends any more; how many. Those of one request go at once."""
        cleared = 0
        for path in sorted(self._folder.iterdir()):
            with suppress(KeyError, UploadBusy), self._locked(path, 0) as upload:
                old = datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo) < now - WAITS
                if old or path.suffix == ".once":
                    upload.remove()
                    cleared += 1
        return cleared

    @contextmanager
    def _locked(self, path: Path, flags: int) -> Iterator[SealedUpload]:
        descriptor = self._open_locked(path, flags)
        try:
            yield SealedUpload(self._keys, path, descriptor, self._reserve)
        finally:
            os.close(descriptor)

    def _open_locked(self, path: Path, flags: int) -> int:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        except FileNotFoundError as error:
            raise KeyError("no such upload") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not _is_at(descriptor, path):  # its last holder took it away meanwhile
                raise BlockingIOError
        except BlockingIOError as error:
            os.close(descriptor)
            raise UploadBusy("Another request is sending this body.") from error
        return descriptor


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.fstat(descriptor).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _whole_frames(descriptor: int) -> list[tuple[int, int]]:
    """(start, length) of every frame that is there whole."""
    size, at, frames = os.fstat(descriptor).st_size, 0, []
    while at + _LENGTH.size <= size:
        (length,) = _LENGTH.unpack(os.pread(descriptor, _LENGTH.size, at))
        if length < OVERHEAD or at + _LENGTH.size + length > size:
            break
        frames.append((at + _LENGTH.size, length))
        at += _LENGTH.size + length
    return frames


def _write_all(descriptor: int, content: bytes) -> None:
    remaining = memoryview(content)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def _full(folder: Path) -> StorageFull:
    return StorageFull(f"There is no room below {folder}. Uploads are refused until space is freed.")
