"""Zip archives, within limits."""

import io
import zipfile
from collections.abc import Iterator

from domain.errors import CorruptDocument, EncryptedDocument, LimitExceeded
from intake.parsers.budget import Budget
from intake.parsers.headers import clean_name

#: Expanded to packed bytes beyond which a large entry is a bomb; office papers reach about 20.
MOST_RATIO = 200
#: Entries smaller than this may have any ratio: a blank bilevel page packs very well.
RATIO_FROM_BYTES = 16 * 1024 * 1024
_CHUNK = 1 << 20
_UTF8_FLAG = 0x800

_DAMAGED = "The zip file is damaged or cut off. Ask the sender to attach the papers themselves."
_LOCKED = (
    "The zip file asks for a password. "
    "Ask the sender to attach the papers without a password, or to upload them."
)
_BOMB = (
    "A file in the zip expands to far more than its size and was not opened. "
    "Ask the sender to attach the papers themselves."
)


def read_archive(raw: bytes, budget: Budget) -> Iterator[tuple[str | None, bytes | Exception]]:
    """Name and bytes (or the reason why not) of each file in a zip.

    Folders and Apple's shadow files are left out.

    Names are only labels: nothing is ever written under them. Raises CorruptDocument or LimitExceeded.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except Exception as error:
        raise CorruptDocument(_DAMAGED) from error
    with archive:
        for entry in archive.infolist():
            if (
                entry.is_dir()
                or entry.filename.startswith("__MACOSX/")
                or entry.filename.endswith(".DS_Store")
            ):
                continue
            budget.check_time()
            name = clean_name(_name_of(entry))
            try:
                yield name, _read_entry(archive, entry, budget)
            except (EncryptedDocument, CorruptDocument, LimitExceeded) as error:
                yield name, error


def _name_of(entry: zipfile.ZipInfo) -> str:
    """A name in UTF-8, also where the archive does not say that it is (APPNOTE 4.4.4, bit 11)."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    if entry.flag_bits & 0x1:
        raise EncryptedDocument(_LOCKED)
    if entry.file_size > budget.bytes_left:
        budget.take_bytes(entry.file_size)
    if entry.file_size > RATIO_FROM_BYTES and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise LimitExceeded(_BOMB)
    out = bytearray()
    try:
        with archive.open(entry) as stream:
            # The header may lie about the size: count what really comes out.
            while chunk := stream.read(_CHUNK):
                out += chunk
                if len(out) > budget.bytes_left:
                    budget.take_bytes(len(out))
                if len(out) > RATIO_FROM_BYTES and len(out) > MOST_RATIO * max(1, entry.compress_size):
                    raise LimitExceeded(_BOMB)
    except (LimitExceeded, MemoryError):
        raise
    except Exception as error:
        raise CorruptDocument(_DAMAGED) from error
    return bytes(out)
