"""Freed memory is kept: the pictures of one page take the place of the last one's."""

import ctypes
import sys

#: Parameters of the GNU C library (`mallopt(3)`), and bytes: arrays of up to 33 million pixels come from the
#: heap, of which so much stays free at its end.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENAS = -1, -3, -8
KEPT = 64 * 2**20
FROM_HEAP = 32 * 2**20


def keep_freed_memory() -> None:
    """Hand a page's arrays to the next page, and not to the kernel, which would have to clear them each time.

    That is a quarter of the time that finding marks takes. Without the GNU library nothing is changed.
    """
    if not sys.platform.startswith("linux"):
        return
    library = ctypes.CDLL(None)
    if hasattr(library, "gnu_get_libc_version"):
        library.mallopt(_MMAP_THRESHOLD, FROM_HEAP)
        # One heap for all threads: each of the libraries' own would reserve 64 MiB, 0.7 GiB in all.
        library.mallopt(_ARENAS, 1)
        library.mallopt(_TRIM_THRESHOLD, KEPT)
