"""Who holds a lease: names that tell whether their process still lives, where that can be known."""

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path


@cache
def _realm() -> str:
    """This machine since it was started, and how processes are numbered here (containers differ)."""
    boot, numbering = "", 0
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:13]
        numbering = os.stat("/proc/self/ns/pid").st_ino
    return f"{socket.gethostname()}:{boot}:{numbering}"


def holder_name(number: int) -> str:
    """A name for one thread of this process; a thread that takes another's place has another number."""
    return f"{_realm()}:{os.getpid()}:{number}"


def is_dead(holder: str) -> bool:
    """Whether this holder's process surely is gone; False where it lives, stands still, or is elsewhere."""
    realm, _, process = holder.rpartition(":")[0].rpartition(":")
    if realm != _realm() or not process.isdigit() or realm.endswith("::0"):
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
