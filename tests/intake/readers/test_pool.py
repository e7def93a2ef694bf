"""Resident readers: limits, deaths, and an end with the parent."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.readers.damage import Arrived, scan
from benchmarks.readers.pages import draw_card
from domain.errors import CorruptDocument, DeploymentError, DocumentError
from domain.geometry import Box
from domain.pages import PageImage, PageReading, PageSource, Word
from intake.readers import pool as pool_module
from intake.readers.frames import FrameError
from intake.readers.pool import ReaderPool
from tests.intake.readers.conftest import as_page


@pytest.fixture
def card() -> PageImage:
    """A scanned card."""
    return as_page(scan(draw_card(1), random.Random(1), dpi=300))


@pytest.fixture
def speck() -> PageImage:
    """A small page with nothing on it: a child that reads it loads the detector alone."""
    return as_page(Arrived(np.full((64, 64), 255, np.uint8), 200.0))


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """One resident reader."""
    with ReaderPool(1, seconds_per_page=60) as pool:
        yield pool


def children(pool: ReaderPool) -> list[int]:
    return [resident.child.pid for resident in pool._all]


def test_reads_a_page(pool: ReaderPool, card: PageImage) -> None:
    reading = pool.read(card)
    assert {"Basic", "Provider", "Instructor"} <= {w.text for w in reading.words}
    assert (reading.width, reading.height) == (card.width, card.height)


def test_threads_share_the_readers(pool: ReaderPool, card: PageImage) -> None:
    found: list[PageReading] = []
    threads = [threading.Thread(target=lambda: found.append(pool.read(card))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert len({reading.plain_text for reading in found}) == 1


def test_a_bad_page_leaves_the_child_well(pool: ReaderPool, speck: PageImage) -> None:
    pool.read(speck)
    before = children(pool)
    with pytest.raises(CorruptDocument, match="cannot be decoded"):
        pool.read(PageImage(0, b"no picture", 10, 10, None, PageSource.IMAGE))
    assert children(pool) == before


def test_a_dead_child_is_replaced(pool: ReaderPool, speck: PageImage) -> None:
    pool.read(speck)
    (before,) = children(pool)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
    assert pool.read(speck).blank
    assert children(pool) != [before]


def test_a_child_killed_at_work_is_retried_once(pool: ReaderPool, speck: PageImage) -> None:
    pool.read(speck)
    (busy,) = children(pool)
    os.kill(busy, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (busy, signal.SIGKILL)).start()
    assert pool.read(speck).blank
    assert children(pool) != [busy]


def test_the_second_try_gets_a_child_that_has_read_nothing(speck: PageImage) -> None:
    """One that died of its own full memory must not leave the page to another that is as full."""
    with ReaderPool(2) as pool:
        readers = [threading.Thread(target=pool.read, args=(speck,)) for _ in range(2)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert [resident.pages for resident in pool._all] == [1, 1]
        old = set(children(pool))
        idle = [pool._idle.get() for _ in range(2)]
        for resident in idle:
            pool._idle.put(resident)
        assert idle[0]
        os.kill(idle[0].child.pid, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (idle[0].child.pid, signal.SIGKILL)).start()
        assert pool.read(speck).blank
        (read_it,) = (resident for resident in pool._all if resident.pages)
        assert read_it.child.pid not in old


def test_a_child_whose_address_space_has_grown_is_replaced(
    speck: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReaderPool(1) as pool:
        pool.read(speck)
        (before,) = pool._all
        grown = before.address_space()
        assert 2**29 < grown < pool_module.FULL * pool_module.MEMORY_BYTES
        monkeypatch.setattr(pool_module, "FULL", (grown - 1) / pool_module.MEMORY_BYTES)
        pool.read(speck)
        assert children(pool) != [before.child.pid]
        assert before.address_space() == 0


def test_a_hanging_child_is_killed(speck: PageImage) -> None:
    with ReaderPool(1) as pool:
        pool.read(speck)
        pool._seconds = 0.3
        (hanging,) = children(pool)
        os.kill(hanging, signal.SIGSTOP)
        started = time.monotonic()
        with pytest.raises(DocumentError, match=r"could not be read in 0\.3 seconds of work"):
            pool.read(speck)
        assert time.monotonic() - started < 30
        assert hanging not in children(pool)
        with pytest.raises(ProcessLookupError):
            os.kill(hanging, 0)


def test_a_page_that_takes_too_much_work_is_given_up(
    speck: PageImage, card: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "STARVED", 1e6)
    with ReaderPool(1) as pool:
        pool.read(speck)
        pool._seconds = 0.01
        (busy,) = children(pool)
        with pytest.raises(DocumentError, match=r"could not be read in 0\.01 seconds of work"):
            pool.read(card)
        assert busy not in children(pool)


def test_a_page_is_not_given_up_because_the_machine_is_busy(
    card: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "STARVED", 100.0)
    with ReaderPool(1) as pool:
        pool.read(card)
        pool._seconds = 2.5
        (starved,) = children(pool)
        done = threading.Event()

        def starve() -> None:
            while not done.wait(0.1):
                os.kill(starved, signal.SIGSTOP)
                done.wait(1.0)
                os.kill(starved, signal.SIGCONT)

        busy = threading.Thread(target=starve)
        started = time.monotonic()
        busy.start()
        try:
            assert "Provider" in pool.read(card).plain_text
        finally:
            done.set()
            busy.join()
        assert time.monotonic() - started > pool._seconds
        assert children(pool) == [starved]


def test_too_little_memory_is_said(speck: PageImage) -> None:
    with (
        ReaderPool(1, memory_bytes=256 * 1024**2) as pool,
        pytest.raises(DocumentError, match="stopped twice"),
    ):
        pool.read(speck)


def test_a_missing_language_is_said(speck: PageImage, tmp_path: Path) -> None:
    with ReaderPool(1, tessdata=tmp_path) as pool, pytest.raises(DeploymentError, match="tesseract-ocr-eng"):
        pool.read(speck)


def test_a_closed_pool_says_so(speck: PageImage) -> None:
    pool = ReaderPool(1)
    pool.read(speck)
    pids = children(pool)
    pool.close()
    with pytest.raises(DeploymentError, match="closed"):
        pool.read(speck)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_pool_that_is_closed_before_its_first_page_starts_nothing(speck: PageImage) -> None:
    pool = ReaderPool(2)
    pool.close()
    with pytest.raises(DeploymentError, match="closed"):
        pool.read(speck)
    assert children(pool) == []


def test_a_child_starts_when_a_page_finds_no_idle_one(speck: PageImage) -> None:
    with ReaderPool(2) as pool:
        assert children(pool) == []
        pool.read(speck)
        pool.read(speck)
        assert len(children(pool)) == 1


def test_a_child_that_could_not_be_started_is_started_for_the_next_page(
    speck: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReaderPool(1) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "executable", "/nowhere/python")
            with pytest.raises(FileNotFoundError):
                pool.read(speck)
        assert pool.read(speck).blank


def test_a_page_at_work_when_the_pool_is_closed_is_no_bad_page(
    speck: PageImage, card: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However late it is found: the child has ended, and its time is the clock's then."""
    pool = ReaderPool(1)
    pool.read(speck)
    cpu_seconds = pool_module._Resident.cpu_seconds

    def closed_before(resident: pool_module._Resident) -> float:
        if resident.pages and waited:
            pool.close()
        waited.append(True)
        return cpu_seconds(resident)

    waited: list[bool] = []
    monkeypatch.setattr(pool_module._Resident, "cpu_seconds", closed_before)
    with pytest.raises(DeploymentError, match="closed"):
        pool.read(card)
    assert children(pool) == []


def test_a_page_whose_second_try_the_closing_ends_is_no_bad_page(
    speck: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = ReaderPool(1)

    def lost(packed: bytes, *, fresh: bool) -> PageReading:
        if fresh:
            pool.close()
        raise FrameError("the other side is gone")

    monkeypatch.setattr(pool, "_read_once", lost)
    with pytest.raises(DeploymentError, match="closed"):
        pool.read(speck)


def test_a_child_that_cannot_be_replaced_now_is_replaced_later(
    speck: PageImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> None:
        raise OSError("no more processes")

    with ReaderPool(1) as pool:
        pool.read(speck)
        (dead,) = children(pool)
        os.kill(dead, signal.SIGKILL)
        os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)
        with monkeypatch.context() as crowded:
            crowded.setattr(pool, "_start", refused)
            with pytest.raises(OSError, match="no more processes"):
                pool.read(speck)
        assert pool.read(speck).blank
        assert children(pool) != [dead]


def test_children_get_no_secrets(speck: PageImage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OEMS_INTAKE_MASTER_KEY", "secret")
    with ReaderPool(1) as pool:
        pool.read(speck)
        environment = Path(f"/proc/{children(pool)[0]}/environ").read_bytes()
    assert b"secret" not in environment


def test_children_end_with_the_parent() -> None:
    program = (
        "import time; from intake.readers.pool import ReaderPool; pool = ReaderPool(1); pool._take(); "
        "print(*[r.child.pid for r in pool._all], flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and is_running(child):
        time.sleep(0.1)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_bodies_need_no_child() -> None:
    word = Word("Hello", Box(0, 0, 50, 20), 1.0, "body", span=(0, 5))
    page = PageImage(0, b"", 50, 20, None, PageSource.BODY, words=(word,), text="Hello")
    with ReaderPool(1) as pool:
        assert pool.read(page).words == (word,)
        assert children(pool) == []
