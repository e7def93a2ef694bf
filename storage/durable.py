"""Files that are there after a power cut: temporary file, fsync, rename, fsync of the folder."""

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from domain.errors import StorageFull

T = TypeVar("T")

#: What the system says where there is no room: disk, quota or the process's own file size limit.
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

#: Files or folders that wait for the disk at one time.
SYNCS_AT_ONCE: Final = 32

#: How a file is called that is not yet whole.
UNFINISHED: Final = ".tmp"


def write_durably(path: Path, content: bytes, *, replace: bool = True) -> None:
    """Write `content` to `path` (mode 0600) so that it is there whole or not at all.

    With `replace` False a file that stands there already is kept. Raises `StorageFull`.
    """
    temporary = _temporary(path)
    try:
        _write_and_sync(temporary, content)
        if replace:
            os.replace(temporary, path)
        else:
            _link_unless_there(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        _explain(error, path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file (mode 0600): it is there whole or not at all; its folder is synced by `sync_folders`."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = _temporary(target)
    try:
        shutil.copyfile(source, temporary)
        temporary.chmod(0o600)
        sync_file(temporary)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def sync_file(path: Path) -> None:
    """Make a file durable that another program or library wrote."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{UNFINISHED}")


def _explain(error: OSError, folder: Path) -> NoReturn:
    """Raise `StorageFull` where there is no room; else the error itself."""
    if error.errno not in NO_ROOM:
        raise error
    raise StorageFull(
        f"There is no room below {folder}. Intake stops until space is freed; nothing was acknowledged."
    ) from error


def write_all_durably(contents: Mapping[Path, bytes], *, also_sync: Iterable[Path] = ()) -> None:
    """`write_durably` for many files: each step for all of them, so that the disk syncs them together.

    Folders are made where they are missing; `also_sync` are folders of files that stand there already. On an
    error files may be there that nobody asked for again, each of them whole. Raises `StorageFull`.
    """
    temporary = {path: _temporary(path) for path in contents}
    try:
        made = _make_folders({path.parent for path in contents})
        _write_and_sync_all({temporary[path]: content for path, content in contents.items()})
        for path, unfinished in temporary.items():
            os.replace(unfinished, path)
        _sync_all(sync_folder, {path.parent for path in contents} | made | set(also_sync))
    except OSError as error:
        _explain(error, next(iter(contents), Path()).parent)
    finally:
        for unfinished in temporary.values():
            unfinished.unlink(missing_ok=True)


def open_lock(path: Path) -> int:
    """A descriptor of an empty file to be locked, made where it is missing. Raises `StorageFull`."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        _explain(error, path.parent)


def _make_folders(folders: Iterable[Path]) -> set[Path]:
    """Create folders and their parents (mode 0700); those that have a new entry and want a sync."""
    grown: set[Path] = set()
    for folder in folders:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for path in reversed(missing):
            path.mkdir(mode=0o700, exist_ok=True)
            grown.add(path.parent)
    return grown


def _write_and_sync_all(contents: Mapping[Path, bytes]) -> None:
    """All are written before the first is synced: one commit of the file system then holds many."""
    descriptors: list[int] = []
    try:
        for path, content in contents.items():
            descriptors.append(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            _write(descriptors[-1], content)
        _sync_all(os.fsync, descriptors)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _sync_all(sync: Callable[[T], None], what: Collection[T]) -> None:
    if len(what) < 2:
        for one in what:
            sync(one)
        return
    with ThreadPoolExecutor(SYNCS_AT_ONCE) as waiting:
        list(waiting.map(sync, what))


def _write_and_sync(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        _write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, content: bytes) -> None:
    remaining = memoryview(content)
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


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


def sync_folders(folders: Collection[Path]) -> None:
    """`sync_folder` for many, at the same time."""
    _sync_all(sync_folder, folders)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents (mode 0700), each one durable in its own parent."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)
