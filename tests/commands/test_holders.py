"""A lease's holder is called dead only where that is sure."""

import os
import subprocess
import sys

from commands.holders import holder_name, is_dead


def named(process: int) -> str:
    """A name as another process of this machine would have it."""
    return f"{holder_name(1).rsplit(':', 2)[0]}:{process}:1"


def test_living_process_is_not_dead() -> None:
    assert not is_dead(holder_name(7))
    assert not is_dead(named(os.getppid()))


def test_process_that_ended_is_dead() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert is_dead(named(ended.pid))


def test_process_of_another_machine_or_container_may_live() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    name = named(ended.pid)
    assert not is_dead(f"other-{name}")
    realm, numbering, process, thread = name.rsplit(":", 3)
    assert not is_dead(f"{realm}:{int(numbering) + 1}:{process}:{thread}")
    assert not is_dead("other:1")
    assert not is_dead("the test")
