"""Whether a file has its end, by a few bytes of it: what is half written waits. Nothing is decoded."""

import os
from pathlib import Path
from typing import BinaryIO, Literal

#: How a file of a kind begins, and what stands near its end (ISO 32000-1 7.5.5, T.81 B.1.1.3, PNG 11.2.5).
ENDINGS = ((b"%PDF-", b"%%EOF"), (b"\xff\xd8\xff", b"\xff\xd9"), (b"\x89PNG", b"IEND"))
#: How near the end, in bytes; some writers add a line or two.
TAIL_BYTES = 4096
TIFF_MAGIC = (b"II*\0", b"MM\0*")
#: So many pages of a TIFF are looked at: no submission has more (`domain.limits`).
MOST_DIRECTORIES = 2_000
#: Tags of where pixels stand and how many bytes they take, in strips and in tiles (TIFF 6.0, 8 and 15).
PLACES, SIZES = (273, 324), (279, 325)
#: Bytes of a number by its type: SHORT and LONG.
WIDTHS = {3: 2, 4: 4}

_Order = Literal["little", "big"]


def has_its_end(path: Path) -> bool:
    """Whether the end is there that files of this kind have; True for kinds that have none."""
    with open(path, "rb") as file:
        head = file.read(8)
        size = file.seek(0, os.SEEK_END)
        if head[:4] in TIFF_MAGIC:
            return _holds_all_pages(file, "little" if head[:2] == b"II" else "big", size)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    if head.startswith(b"%PDF-") and _ends_in_its_middle(tail):
        return False
    ending = next((end for magic, end in ENDINGS if head.startswith(magic)), b"")
    return bool(head) and ending in tail


def _ends_in_its_middle(tail: bytes) -> bool:
    """A PDF made for the web has an end mark in its first part too, with a 0 before it (ISO 32000-1, F.3)."""
    _, found, after = tail.rpartition(b"startxref")
    return bool(found) and after.split()[:1] == [b"0"]


def _holds_all_pages(file: BinaryIO, order: _Order, size: int) -> bool:
    """Whether every directory of a TIFF, one a page, and the pixels it names lie within the file."""
    file.seek(4)
    place = int.from_bytes(file.read(4), order)
    for _ in range(MOST_DIRECTORIES):
        if not 8 <= place < size:
            return False
        file.seek(place)
        entries = file.read(12 * int.from_bytes(file.read(2), order))
        following = file.read(4)
        if len(following) < 4 or _last_pixel(file, entries, order) > size:
            return False
        place = int.from_bytes(following, order)
        if place == 0:
            return True
    return True


def _last_pixel(file: BinaryIO, entries: bytes, order: _Order) -> int:
    """Where the last strip or tile of a directory ends; 0 where it names none."""
    tags = {
        int.from_bytes(entries[at : at + 2], order): entries[at : at + 12]
        for at in range(0, len(entries) - 11, 12)
    }
    places = next((tags[tag] for tag in PLACES if tag in tags), None)
    sizes = next((tags[tag] for tag in SIZES if tag in tags), None)
    if places is None or sizes is None:
        return 0
    return _last_number(file, places, order) + _last_number(file, sizes, order)


def _last_number(file: BinaryIO, entry: bytes, order: _Order) -> int:
    """The last of an entry's numbers, which stand in it or, where they have no room there, elsewhere."""
    width = WIDTHS.get(int.from_bytes(entry[2:4], order), 4)
    count = int.from_bytes(entry[4:8], order)
    if count * width <= 4:
        return int.from_bytes(entry[8:12][: count * width][-width:], order)
    file.seek(int.from_bytes(entry[8:12], order) + (count - 1) * width)
    return int.from_bytes(file.read(width), order)
