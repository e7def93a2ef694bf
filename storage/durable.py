"""Files that are there after a power cut: temporary file, fsync, rename, fsync of the folder."""

import errno
import os
import secrets
from pathlib import Path
from typing import Final

from domain.errors import StorageFull

#: What the system says where there is no room: disk, quota or the process's own file size limit.
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

#: How a file is called that is not yet whole.
UNFINISHED: Final = ".tmp"


def write_durably(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write `content` to `path` (mode 0600) so that it is there whole or not at all.

    With `replace` False a file that stands there already is kept. Raises `StorageFull`.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        _write_and_sync(temporary, content)
        if replace:
            os.replace(temporary, path)
        else:
            _link_unless_there(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull(
                f"There is no room below {path.parent}. Intake stops until space is freed; "
                "nothing was acknowledged."
            ) from error
        raise
    finally:
        temporary.unlink(missing_ok=True)


def _write_and_sync(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        remaining = memoryview(content)
        while remaining:
            remaining = remaining[os.write(descriptor, remaining) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link_unless_there(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return


def sync_folder(folder: Path) -> None:
    """Make the folder's own entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents (mode 0700), each one durable in its own parent."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)
