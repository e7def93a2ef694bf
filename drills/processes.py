"""Process trees: who descends from whom, and whether they are gone."""

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Seen:
    """One process, told apart from a later one with the same id by its start."""

    pid: int
    started: str


def descendants(pid: int) -> list[Seen]:
    """Every process below `pid`, as it is now."""
    parents = {seen: parent for seen, parent in _running()}
    found: list[Seen] = []
    above = {pid}
    while above:
        below = [seen for seen, parent in parents.items() if parent in above]
        found += below
        above = {seen.pid for seen in below}
    return found


def wait_gone(processes: list[Seen], seconds: float) -> list[Seen]:
    """Wait until all are gone; those that are left after `seconds`."""
    until = time.monotonic() + seconds
    while left := [seen for seen, _ in _running() if seen in set(processes)]:
        if time.monotonic() > until:
            return left
        time.sleep(0.05)
    return []


def _running() -> list[tuple[Seen, int]]:
    """All processes with their parents; those that only wait to be reaped do not count."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            fields = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[0] not in {"Z", "X"}:
            found.append((Seen(int(name), fields[19]), int(fields[1])))
    return found
