"""Process trees: who descends from whom, and whether they are gone."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: The kernel's letters for a thread that runs no more: stopped, traced, or over.
STILL: Final = frozenset("TtZX")
#: Seconds in which a process stands still that was told to, on the busiest machine.
FREEZE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One process, told apart from a later one with the same id by its start."""

    pid: int
    started: str


def descendants(pid: int) -> list[Seen]:
    """Every process below `pid`, as it is now."""
    parents = dict(_running())
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


def freeze(pid: int) -> None:
    """Stop the process, and wait until every thread of it stands still.

    On a busy machine a thread goes on for some hundredths of a second after the signal was sent, and might
    begin a transaction that it then keeps for as long as it is stopped. Raises `TimeoutError`.
    """
    os.kill(pid, signal.SIGSTOP)
    until = time.monotonic() + FREEZE_SECONDS
    while any(state not in STILL for state in _thread_states(pid)):
        if time.monotonic() > until:
            raise TimeoutError(f"process {pid} does not stand still")
        time.sleep(0.001)


def _thread_states(pid: int) -> list[str]:
    """The kernel's letter for every thread; none where the process is gone."""
    try:
        stats = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except (FileNotFoundError, ProcessLookupError):  # a thread ended meanwhile: look again
        return _thread_states(pid) if Path(f"/proc/{pid}").exists() else []
    return [stat.rsplit(")", 1)[1].split()[0] for stat in stats]


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
