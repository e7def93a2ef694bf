"""Resident readers in child processes, with limits on CPU time and memory."""

import os
import queue
import resource
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import intake
from domain.errors import CorruptDocument, DeploymentError, DocumentError
from domain.pages import PageImage, PageReading
from intake.readers.bodies import needs_no_reader, pass_through
from intake.readers.frames import FrameError, receive_frame, send_frame
from intake.readers.wire import pack_page, unpack_reading

#: Address space of a child: the models, the code they compile for every width of a line, and a large page.
MEMORY_BYTES = 6 * 1024**3

#: Share of it at which a child is replaced before its next page: what is compiled stays (3.0 GiB of address
#: space after 56 pages, of which 1.0 GiB lies in memory).
FULL = 0.6

#: Seconds a fresh child gets on top to load its models.
LOAD_SECONDS = 30.0

#: The limit on a page counts the child's CPU time, so that no page is given up because other work keeps the
#: machine busy; by the clock it may take this many times as long while that time grows.
STARVED = 5.0
#: Seconds between looks whether a child is over its limit.
LOOK_SECONDS = 0.25

#: A child is replaced after this many pages, so that no library's leak grows without bound.
PAGES_PER_CHILD = 1_000

#: Places in /proc/PID/stat behind the program's name (proc_pid_stat(5): fields 14 and 15).
_USER_TICKS, _SYSTEM_TICKS = 11, 12

#: The only variables a child gets; nothing of the parent's settings or secrets.
_PASSED_VARIABLES = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


class ReaderPool:
    """Up to `count` resident readers; `read` may be called from any number of threads.

    A child starts when a page finds no idle one. One that dies or hangs is killed and replaced.
    """

    def __init__(
        self,
        count: int,
        seconds_per_page: float = 60.0,
        memory_bytes: int = MEMORY_BYTES,
        tessdata: Path | None = None,
    ) -> None:
        self._seconds = seconds_per_page
        self._memory = memory_bytes
        self._tessdata = tessdata
        self._closed = threading.Event()
        self._idle: queue.SimpleQueue[_Resident | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._all: set[_Resident] = set()
        self._to_start = max(1, count)

    def read(self, page: PageImage) -> PageReading:
        """Read one page, waiting for an idle reader; a message's text waits for none.

        Raises: DocumentError where the page cannot be read within the limits; DeploymentError where the
        readers lack something, or the pool is closed.
        """
        if needs_no_reader(page):
            return pass_through(page)
        packed = pack_page(page)
        for attempt in (1, 2):
            try:
                return self._read_once(packed, fresh=attempt == 2)
            except FrameError as error:
                if self._closed.is_set():
                    raise DeploymentError("The readers were closed: start the program again.") from error
                # The child died, of its own full memory or because the kernel needed it elsewhere: try once
                # more, in a child that has read nothing yet.
                if attempt == 2:
                    raise DocumentError(
                        "The page could not be read: the reader stopped twice on it. Open the original, "
                        "or ask for it to be sent again as a plain scan."
                    ) from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End all children; pages being read are given up."""
        self._closed.set()
        with self._lock:
            residents, self._all = self._all, set()
        for resident in residents:
            resident.stop()
        self._idle.put(None)

    def __enter__(self) -> "ReaderPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_once(self, packed: bytes, *, fresh: bool) -> PageReading:
        resident = self._take()
        if fresh and resident.pages:
            resident = self._replace(resident)
        healthy = False
        try:
            reading = resident.ask(packed, self._seconds)
            healthy = True
        except _Answered as answered:
            healthy = True
            raise answered.error from None
        except TimeoutError as error:
            if self._closed.is_set():
                raise FrameError("the pool was closed") from error
            raise DocumentError(
                f"The page could not be read in {self._seconds:g} seconds of work. Open the original, or ask "
                "for it to be sent again as a plain scan."
            ) from error
        except CorruptDocument as error:
            raise FrameError("the answer does not hold together") from error
        finally:
            self._give_back(resident, healthy)
        return reading

    def _take(self) -> "_Resident":
        try:
            resident = self._idle.get_nowait()
        except queue.Empty:
            resident = self._start_first() or self._idle.get()
        if resident is None or self._closed.is_set():
            if resident is not None:
                self._drop(resident)
            self._idle.put(None)  # wake the next one who waits
            raise DeploymentError("The readers are closed: start the program again.")
        if resident.is_alive:
            return resident
        # It died while idle, which is not this page's fault.
        self._give_back(resident, healthy=False)
        return self._take()

    def _start_first(self) -> "_Resident | None":
        """One of the children that have not been started yet; None where all have been."""
        with self._lock:
            if not self._to_start:
                return None
            self._to_start -= 1
        try:
            return self._start()
        except OSError:
            with self._lock:
                self._to_start += 1  # else the next page would wait for a child that never comes
            raise

    def _give_back(self, resident: "_Resident", healthy: bool) -> None:
        worn = resident.pages >= PAGES_PER_CHILD or resident.address_space() > FULL * self._memory
        if not self._closed.is_set() and (worn or not healthy):
            resident = self._replace(resident)
        if self._closed.is_set():
            self._drop(resident)
            self._idle.put(None)
        else:
            self._idle.put(resident)

    def _replace(self, resident: "_Resident") -> "_Resident":
        self._drop(resident)
        try:
            return self._start()
        except OSError:
            self._idle.put(resident)  # it has ended, but holds its place: the next page tries anew
            raise

    def _drop(self, resident: "_Resident") -> None:
        with self._lock:
            self._all.discard(resident)
        resident.stop()

    def _start(self) -> "_Resident":
        resident = _Resident(self._memory, self._tessdata)
        with self._lock:
            self._all.add(resident)
        return resident


class _Answered(Exception):
    """The child is well and says why the page cannot be read."""

    def __init__(self, error: DocumentError | DeploymentError) -> None:
        super().__init__(str(error))
        self.error = error


class _Resident:
    """One child and the socket to it."""

    def __init__(self, memory: int, tessdata: Path | None) -> None:
        ours, theirs = socket.socketpair()
        self.channel = ours
        self.pages = 0
        arguments = [str(theirs.fileno()), str(memory), str(os.getpid())]
        if tessdata is not None:
            arguments.append(str(tessdata))
        try:
            self.child = subprocess.Popen(
                [sys.executable, "-P", "-m", "intake.readers.resident", *arguments],
                pass_fds=[theirs.fileno()],
                env=_clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # native libraries print what they see there
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()

    def ask(self, packed: bytes, seconds: float) -> PageReading:
        """Have one page read.

        Raises: _Answered, TimeoutError, FrameError, CorruptDocument.
        """
        allowed = seconds + (LOAD_SECONDS if self.pages == 0 else 0.0)
        started = grown = time.monotonic()
        deadline = started + STARVED * allowed
        used = last = self.cpu_seconds()
        send_frame(self.channel, packed, started + allowed)
        while not self._has_answered():
            now, works = time.monotonic(), self.cpu_seconds()
            if works > last:
                grown, last = now, works
            if now > deadline or works - used > allowed or now - grown > allowed:
                raise TimeoutError
        answer = receive_frame(self.channel, deadline)
        self.pages += 1
        kind, rest = answer[:1], answer[1:]
        if kind == b"R":
            return unpack_reading(rest)
        text = rest.decode(errors="replace")
        if kind == b"P":
            raise _Answered(DeploymentError(text))
        if kind == b"D":
            raise _Answered(CorruptDocument(text))
        raise FrameError(text)

    def _has_answered(self) -> bool:
        """Wait a little for an answer, or for the child's end.

        Raises: FrameError where the pool was closed meanwhile.
        """
        waiting = select.poll()  # unlike select(2), it knows descriptors beyond 1,023
        try:
            waiting.register(self.channel, select.POLLIN)
        except ValueError as error:
            raise FrameError("the pool was closed") from error
        return bool(waiting.poll(1_000 * LOOK_SECONDS)) or not self.is_alive

    @property
    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self.child.poll() is None

    def address_space(self) -> int:
        """Bytes that count towards the child's limit; 0 where it has ended, or the system does not say."""
        try:
            pages = Path(f"/proc/{self.child.pid}/statm").read_text(encoding="ascii").split()[0]
        except (OSError, IndexError):
            return 0
        return int(pages) * resource.getpagesize()

    def cpu_seconds(self) -> float:
        """CPU time that the child has used; the clock where it has ended, or the system does not say."""
        try:
            stat = Path(f"/proc/{self.child.pid}/stat").read_text(encoding="ascii")
        except (OSError, ValueError):
            return time.monotonic()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Kill the child and wait for its end."""
        self.channel.close()
        self.child.kill()
        self.child.wait()


def _clean_environment() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_VARIABLES if name in os.environ}
    root = str(Path(intake.__path__[0]).parent)
    one = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS"), "1")
    return passed | one | {"PYTHONPATH": root}
