"""How long the stages take: by the clock, and in CPU where it is known."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from domain.pages import PageSource
from domain.states import WAY, Stage
from intake.readers.wire import decode_reading
from processing.ports import Storage


@dataclass(slots=True)
class StageTime:
    """What one stage took over all its runs, in seconds."""

    runs: int = 0
    clock: float = 0.0
    """Waiting for a free reader is in it."""
    cpu: float = 0.0
    """Of the thread that ran it: readers and parsers work in processes of their own."""


class StageTimes:
    """A stopwatch that many threads carry at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: defaultdict[Stage, StageTime] = defaultdict(StageTime)

    @contextmanager
    def over(self, stage: Stage) -> Iterator[None]:
        """Count what happens inside as the stage's."""
        clock, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                spent = self._times[stage]
                spent.runs += 1
                spent.clock += time.perf_counter() - clock
                spent.cpu += time.thread_time() - cpu

    def as_dict(self, storage: Storage) -> dict[str, Any]:
        """So far, for a machine. A page's reading tells its own CPU; that of unpacking is not known."""
        pages, reading = _read_pages(storage)
        known = {Stage.UNPACK: None, Stage.READ: reading}
        return {
            "pages": pages,
            "stages": {
                stage.value: {"runs": spent.runs, "clock": spent.clock, "cpu": known.get(stage, spent.cpu)}
                for stage in WAY
                if (spent := self._times.get(stage))
            },
        }


def _read_pages(storage: Storage) -> tuple[int, float]:
    """How many pages were read, message texts left out, and the CPU seconds that reading them took."""
    pages, seconds = 0, 0.0
    with storage.work() as work:
        for submission in work.submissions.all():
            for page in work.submissions.pages(submission.id):
                reading = decode_reading(page.reading) if page.reading else None
                if reading and reading.source is not PageSource.BODY:
                    pages, seconds = pages + 1, seconds + reading.seconds
    return pages, seconds


def with_stages_before(times: dict[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """The stages that did not run again keep the times of the run that read the papers."""
    return {**times, "stages": {**earlier.get("stages", {}), **times["stages"]}}
