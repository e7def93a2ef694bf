"""What hostile or broken input may cost before it is refused. All are settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one submission and on the child process that parses it."""

    message_bytes: int = 150 * 1024 * 1024
    child_seconds: int = 60
    page_milliseconds: int = 500
    """Added to a child's time for each page that it hands over: a thick file is not a slow one."""
    child_bytes: int = 1536 * 1024 * 1024
    pages: int = 2_000
    page_pixels: int = 200_000_000
    depth: int = 20
    entries: int = 2_000
    expanded_bytes: int = 1024 * 1024 * 1024
