"""What one original may still cost: a running account of `domain.limits.Limits`."""

import time
from collections.abc import Callable

from domain.errors import LimitExceeded
from domain.limits import Limits

#: Share of the child's seconds after which work ends by itself, so that what was done is handed over whole.
SOFT_SHARE = 0.85


class Budget:
    """Counts entries, expanded bytes and pages of one original, and watches the clock."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._began = clock()
        self._entries = 0
        self._expanded = 0
        self._pages = 0

    def take_entry(self) -> None:
        """Count one part. Raises LimitExceeded beyond `limits.entries`."""
        self._entries += 1
        if self._entries > self.limits.entries:
            raise LimitExceeded(
                f"It holds more than {self.limits.entries:,} files; the rest was not opened. "
                "Ask the sender to send fewer files at a time."
            )

    def take_bytes(self, count: int) -> None:
        """Count decoded bytes. Raises LimitExceeded beyond `limits.expanded_bytes`."""
        self._expanded += count
        if self._expanded > self.limits.expanded_bytes:
            raise LimitExceeded(
                f"It unpacks to more than {in_megabytes(self.limits.expanded_bytes)}; "
                "the rest was not opened. Ask the sender to send the papers in smaller messages."
            )

    @property
    def bytes_left(self) -> int:
        """Bytes that may still be expanded."""
        return max(0, self.limits.expanded_bytes - self._expanded)

    def take_page(self) -> None:
        """Count one page. Raises LimitExceeded beyond `limits.pages` or past the time."""
        self.check_time()
        if self._pages >= self.limits.pages:
            raise LimitExceeded(
                f"There are more than {self.limits.pages:,} pages; "
                f"only the first {self.limits.pages:,} are here. Ask the sender to send the papers in parts."
            )
        self._pages += 1

    def check_time(self) -> None:
        """Raises LimitExceeded where the time is used up."""
        if self._clock() - self._began > seconds_for(self.limits, self._pages) * SOFT_SHARE:
            raise LimitExceeded(out_of_time(self.limits))

    def check_pixels(self, width: int, height: int) -> None:
        """Look at a page's size before it is decoded. Raises LimitExceeded beyond `limits.page_pixels`."""
        if width * height > self.limits.page_pixels:
            raise LimitExceeded(
                f"A page is larger than {self.limits.page_pixels // 1_000_000} megapixels "
                "and was not opened. Ask the sender for a scan at 200 to 300 dots per inch."
            )

    def check_depth(self, depth: int) -> None:
        """Raises LimitExceeded where files lie in files more than `limits.depth` deep."""
        if depth > self.limits.depth:
            raise LimitExceeded(too_deep(self.limits))


def seconds_for(limits: Limits, pages: int) -> float:
    """Seconds that a child may take until its next page, `pages` of which it has handed over."""
    return limits.child_seconds + min(pages, limits.pages) * limits.page_milliseconds / 1000


def too_deep(limits: Limits) -> str:
    """The words for a nest that goes too deep."""
    return (
        f"Messages or files lie inside one another more than {limits.depth} deep; "
        "what lies deeper was not opened. Ask the sender to attach the papers directly."
    )


def out_of_time(limits: Limits) -> str:
    """The words for a file that takes too long."""
    return (
        f"Opening this file took longer than {limits.child_seconds} seconds; "
        "what was read until then is here. Ask the sender for a PDF, or for fewer pages at a time."
    )


def out_of_memory() -> str:
    """The words for a file that needs too much memory."""
    return (
        "Opening this file needs more memory than is allowed; what was read until then is here. "
        "Ask the sender for a PDF scanned at 200 to 300 dots per inch."
    )


def in_megabytes(count: int) -> str:
    """Bytes in words."""
    return f"{max(1, count // (1024 * 1024)):,} MB"
