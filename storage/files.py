"""The file store: originals and page images, content-addressed, encrypted, durable when `put` returns."""

import errno
import fcntl
import math
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from domain.errors import CorruptDocument, StorageFull, TransientError
from domain.ids import BlobAddress
from storage.durable import UNFINISHED, make_folder, open_lock, sync_folder, write_all_durably, write_durably
from storage.keys import KeyRing
from storage.sealing import key_number, rewrap_file, seal_file, unseal_file

#: Bytes that stay free on the store's disk: room for the database to finish what it has begun.
RESERVE_BYTES: Final = 128 * 1024 * 1024
ADDRESS_DIGITS: Final = 64
#: Held shared by who stores, exclusively by who takes a file away, on whatever host.
LOCK: Final = ".lock"
#: What the system says of a disk or share that is away, mounted to be read only, or another account's.
AWAY: Final = frozenset(
    {
        errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO,
        errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ETIMEDOUT,
    }
)  # fmt: skip


class EncryptedFileStore:
    """Files named by the keyed hash of their content, in folders of two levels (`ab/cd/abcd…`)."""

    def __init__(self, folder: Path, keys: KeyRing, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._folder = folder
        self._keys = keys
        self._reserve = reserve_bytes
        make_folder(folder)
        self._lay_lock()

    def _lay_lock(self) -> None:
        """Once, at the start: where it is gone later, the folder is another one than it was."""
        try:
            os.close(open_lock(self._folder / LOCK))
        except OSError as error:
            # What is stored can still be read; storing says what is wrong.
            if error.errno not in AWAY:
                raise

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._folder

    def address_of(self, content: bytes) -> BlobAddress:
        """Where `content` would lie; tells nothing without the hashing key."""
        return BlobAddress(self._keys.keyed_hash("file address", content).hex())

    def put(self, content: bytes) -> BlobAddress:
        """Store `content` and return its address; the same content twice is stored once.

        Raises `StorageFull` where the disk has no room, or less than the reserve, `TransientError` where it
        is away or may not be written to.
        """
        address = self.address_of(content)
        path = self._path(address)
        with self._kept():
            if self._holds(path, address):
                os.utime(path)
                sync_folder(path.parent)
                return address
            self._check_room(len(content))
            make_folder(path.parent)
            write_durably(path, seal_file(self._keys, content, address))
        return address

    def put_all(self, contents: Sequence[bytes]) -> list[BlobAddress]:
        """`put` each; the disk is asked to sync for all of them together. All are durable when it returns."""
        addresses = [self.address_of(content) for content in contents]
        missing: dict[Path, bytes] = {}
        standing: set[Path] = set()
        with self._kept():
            for address, content in zip(addresses, contents, strict=True):
                path = self._path(address)
                if self._holds(path, address):
                    os.utime(path)
                    standing.add(path.parent)
                elif path not in missing:
                    missing[path] = seal_file(self._keys, content, address)
            if missing:
                self._check_room(sum(map(len, missing.values())))
            write_all_durably(missing, also_sync=standing)
        return addresses

    def get(self, address: BlobAddress) -> bytes:
        """The content.

        Raises `CorruptDocument` where it is missing or was altered, `TransientError` where the disk is away.
        """
        with self._reached():
            try:
                sealed = self._path(address).read_bytes()
            except FileNotFoundError as error:
                self._require_lock()
                raise CorruptDocument(
                    f"the stored file {address} is missing; restore it from a backup"
                ) from error
        return unseal_file(self._keys, sealed, address)

    def contains(self, address: BlobAddress) -> bool:
        """Whether something is stored there."""
        return self._path(address).is_file()

    def addresses(self) -> Iterator[BlobAddress]:
        """All addresses, in order."""
        for outer in sorted(self._folder.iterdir()):
            if outer.is_dir():
                for inner in sorted(outer.iterdir()):
                    yield from (BlobAddress(name) for name in sorted(os.listdir(inner)) if is_address(name))

    def modified_at(self, address: BlobAddress) -> float:
        """When the content was last stored, in seconds since 1970. Raises FileNotFoundError."""
        return self._path(address).stat().st_mtime

    def remove(self, address: BlobAddress, *, unused_seconds: float = 0) -> bool:
        """Take a file away that no row refers to (reconciliation); whether it is gone.

        One whose content was stored again within `unused_seconds` stays: a row that refers to it may be on
        its way. Nobody stores it between the look and the removal.
        """
        path = self._path(address)
        with self._kept(fcntl.LOCK_EX):
            if unused_seconds and _changed_at(path) > time.time() - unused_seconds:
                return not path.is_file()
            path.unlink(missing_ok=True)
        return True

    @contextmanager
    def _kept(self, lock: int = fcntl.LOCK_SH) -> Iterator[None]:
        """Nothing is taken away meanwhile; exclusively, nothing is stored. Ends with the process."""
        with self._reached():
            self._require_lock()
            descriptor = open_lock(self._folder / LOCK)
            try:
                fcntl.flock(descriptor, lock)
                yield
            finally:
                # Unlocked, not only closed: a child forked meanwhile has the descriptor too.
                fcntl.flock(descriptor, fcntl.LOCK_UN)
                os.close(descriptor)

    def _require_lock(self) -> None:
        """Raises `TransientError` where the disk was unmounted: what is stored below its empty folder would
        be hidden once it is mounted again.
        """
        try:
            os.stat(self._folder / LOCK)
        except FileNotFoundError as error:
            raise TransientError(
                f"The folder of originals {self._folder} is not the one that was there at the start. Mount "
                "its disk again; what arrives waits where it is."
            ) from error

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """A disk that is away or read only is no fault of any paper. Raises `TransientError`."""
        try:
            yield
        except OSError as error:
            if error.errno not in AWAY:
                raise
            word = errno.errorcode[error.errno]
            raise TransientError(
                f"The folder of originals {self._folder} cannot be used ({word}). Mount its disk to be "
                "written, or mend its rights; what arrives waits where it is."
            ) from error

    def clear_unfinished(self, older_than: float) -> int:
        """Take away what a killed process left half written, `older_than` seconds ago; how many."""
        until = time.time() - older_than
        left = [path for path in self._folder.glob(f"*/*/.*{UNFINISHED}") if _changed_at(path) <= until]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def rewrap(self) -> int:
        """Wrap the key of every file under the current data key; returns how many changed."""
        changed = 0
        for address in self.addresses():
            with self._kept():
                changed += self._rewrap(self._path(address), address)
        return changed

    def _rewrap(self, path: Path, address: BlobAddress) -> bool:
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:  # reconciliation took it away since the listing
            return False
        if key_number(sealed) == self._keys.current:
            return False
        write_durably(path, rewrap_file(self._keys, sealed, address))
        return True

    def _holds(self, path: Path, address: BlobAddress) -> bool:
        """Whether the very content is there; a damaged file counts as missing, so that `put` mends it."""
        if not path.is_file():
            return False
        try:
            unseal_file(self._keys, path.read_bytes(), address)
        except CorruptDocument:
            return False
        return True

    def _check_room(self, size: int) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < size + self._reserve:
            raise StorageFull(
                f"Only {free // 2**20} MB are free below {self._folder}, and {self._reserve // 2**20} MB are "
                "kept in reserve. Intake stops until space is freed; nothing was acknowledged."
            )

    def _path(self, address: BlobAddress) -> Path:
        if not is_address(address):
            raise CorruptDocument("a store address is 64 hex digits")
        return self._folder / place_of(address)


def place_of(address: BlobAddress) -> Path:
    """Where a file lies within a store, or the copy of one."""
    return Path(address[:2]) / address[2:4] / address


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # finished meanwhile
        return math.inf


def is_address(name: str) -> bool:
    """Whether a file of this name is one of a store."""
    return len(name) == ADDRESS_DIGITS and all(c in "0123456789abcdef" for c in name)
