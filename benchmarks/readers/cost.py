"""What a page costs in CPU seconds: the readers' calls alone, reading as a whole, and every stage.

python -m benchmarks.readers.cost [FOLDER] [--count 24] [--pages-only]

FOLDER holds submissions; without it a sample of `--count` is drawn. The bare script makes the very calls that
reading made, on the same prepared pictures. Preparation (decoding, turning, straightening, light) and the
search for tick boxes, ink and rules stand beside. The whole pipeline is every stage from reading on, by one
reader; each submission's calls are made once more right after it, so that both meet the same machine.
"""

import argparse
import logging
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog

os.environ.setdefault("OMP_THREAD_LIMIT", "1")

from commands.intake import flatten
from domain.ids import SubmissionId
from domain.pages import PageImage, PageSource
from domain.states import WAY, Stage
from intake.channels.files import FoundFile, find_files
from intake.parsers.cell import ParserCell
from intake.readers import reading as reading_module
from intake.readers.barcodes import find_barcodes
from intake.readers.picture import decode_grey
from intake.readers.reading import PageReader
from processing.stages.receive import take_arrival
from processing.stages.running import run_stage
from processing.stages.services import Services
from samples.generate import generate_sample
from settings import Settings
from wiring import Parts, open_parts, parser_cell_of

#: Submissions after which every model and list of words is in memory: papers of each kind are among them.
LOADING = 8
#: Each time is the least of so many, because other programs disturb the machine.
ROUNDS = 3

PREPARATION = (
    "decode_grey", "brighten", "soften_fax", "straighten", "flatten_light", "paste_lines", "turn",
    "is_evenly_lit", "spread_of_angles", "choose_scale", "measure_skew", "turn_encoded",
)  # fmt: skip

MARKS = ("sketch_page", "may_hold_combs", "find_marks")

Call = Callable[[], object]


class Overheard:
    """A reader whose calls are written down, to be made again without the pipeline."""

    def __init__(self, reader: object, calls: list[tuple[str, Call]]) -> None:
        self._reader = reader
        self._calls = calls

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._reader, name)
        if not callable(method):
            return method

        def call(*given: Any, **named: Any) -> Any:
            self._calls.append((f"{type(self._reader).__name__}.{name}", lambda: method(*given, **named)))
            return method(*given, **named)

        return call


@dataclass(slots=True)
class PageCost:
    """CPU seconds of one page."""

    source: PageSource
    whole: float
    bare: float
    preparation: float
    marks: float
    """Finding tick boxes, ink and rules: read from the picture too, but by no reader."""
    plain: float
    """Plain Tesseract on the page as it came; 0.0 where there is no picture."""
    second: bool
    """Whether the second reader read anything."""
    by_call: dict[str, float] = field(default_factory=dict)


def unpack_pages(folder: Path, settings: Settings) -> list[PageImage]:
    """All pages of all submissions below `folder` that have a picture."""
    with parser_cell_of(settings) as cell:
        return [page for file in find_files([folder]) for page in pages_of(file, cell)]


def pages_of(file: FoundFile, cell: ParserCell) -> list[PageImage]:
    """The pages of a submission that have a picture, which the texts of messages have not."""
    return [
        page
        for part in flatten(cell.unpack(file.path.read_bytes(), name=file.path.name).parts)
        if not part.decoration
        for page in part.pages
        if page.image and page.source is not PageSource.BODY
    ]


def measure_page(reader: PageReader, page: PageImage) -> PageCost:
    """Read it overheard, then as usual, then make the overheard calls alone."""
    calls: list[tuple[str, Call]] = []
    prepared, marks = _overhear(reader, page, calls)
    whole = _least(lambda: reader.read(page))
    bare = _least(lambda: [call() for _, call in calls])
    by_call: dict[str, float] = defaultdict(float)
    for name, call in calls:
        by_call[name] += _seconds(call)
    dpi = round(page.dpi or 200)
    grey = decode_grey(page.image)
    return PageCost(
        page.source,
        whole,
        bare,
        prepared,
        marks,
        _least(lambda: reader.tesseract.read(grey, dpi=dpi)),
        any(name.startswith("Tesseract") for name, _ in calls),
        dict(by_call),
    )


def _overhear(reader: PageReader, page: PageImage, calls: list[tuple[str, Call]]) -> tuple[float, float]:
    """Fill `calls`; the seconds that preparation and marks took."""
    spent = {"preparation": 0.0, "marks": 0.0}

    def timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*given, **named)
            finally:
                spent[part] += time.process_time() - started

        return run

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            calls.append(("find_barcodes", lambda: function(*given)))
            return function(*given)

        return run

    neural: Any = Overheard(reader.neural, calls)
    tesseract: Any = Overheard(reader.tesseract, calls)
    third: Any = Overheard(reader.third, calls)
    with ExitStack() as patches:
        for name in (*PREPARATION, *MARKS):
            part = "marks" if name in MARKS else "preparation"
            function = timed(getattr(reading_module, name), part)
            patches.enter_context(patch.object(reading_module, name, function))
        found = noted(find_barcodes)
        patches.enter_context(patch.object(reading_module, "find_barcodes", found))
        replace(reader, neural=neural, tesseract=tesseract, third=third).read(page)
    return spent["preparation"], spent["marks"]


def _least(call: Call) -> float:
    return min(_seconds(call) for _ in range(ROUNDS))


def _seconds(call: Call) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def show_pages(costs: list[PageCost]) -> None:
    """The table of pages, by where their words come from."""
    print(
        f"{'pages':24}{'n':>5}{'reading':>10}{'bare':>8}{'prepared':>10}{'marks':>8}{'ratio':>8}{'plain':>8}"
    )
    groups = [(source.value, [c for c in costs if c.source is source]) for source in PageSource]
    for name, group in [*groups, ("all", costs)]:
        if group:
            whole, bare, prepared, marks, plain = (
                statistics.mean(getattr(cost, key) for cost in group)
                for key in ("whole", "bare", "preparation", "marks", "plain")
            )
            ratio = (whole - prepared) / bare if bare else 0.0
            print(
                f"{name:24}{len(group):5}{whole:9.3f}s{bare:7.3f}s{prepared:9.3f}s{marks:7.3f}s{ratio:8.3f}"
                f"{plain:7.3f}s"
            )
    totals: dict[str, float] = defaultdict(float)
    for cost in costs:
        for name, seconds in cost.by_call.items():
            totals[name] += seconds / len(costs)
    print("calls, seconds a page: " + ", ".join(f"{n} {s:.3f}" for n, s in sorted(totals.items())))
    skipped = sum(not cost.second for cost in costs)
    print(f"second reader skipped on {skipped} of {len(costs)} pages")


@dataclass(slots=True)
class SubmissionCost:
    """CPU seconds of one submission, and what the bare script took for its pages in the same minute."""

    stages: dict[Stage, float]
    pages: int
    pictures: int
    """Pages that have one; the others are texts of messages, for which no reader is called."""
    bare: float
    preparation: float


def measure_stages(folder: Path, settings: Settings, reader: PageReader) -> list[SubmissionCost]:
    """All stages of all submissions, child processes included, each beside its own bare calls.

    Every page is read once before it counts, by both readers, and the first submissions go through all stages
    in a home of their own: a worker loads its models, lists and shapes once.
    """
    _load_all(folder, settings)
    parts = open_parts(settings, demo=True)
    try:
        return [_measure_submission(file, parts, reader) for file in find_files([folder])]
    finally:
        parts.close()


def _load_all(folder: Path, settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as home:
        parts = open_parts(settings.with_changes(home=Path(home)), demo=True)
        try:
            for file in find_files([folder])[:LOADING]:
                submission, _ = take_arrival(file.arrival(), parts.services)
                _run_stages(submission.id, parts.services)
        finally:
            parts.close()


def _measure_submission(file: FoundFile, parts: Parts, reader: PageReader) -> SubmissionCost:
    pictured = pages_of(file, parts.cell)
    calls: list[tuple[str, Call]] = []
    preparation = sum(_overhear(reader, page, calls)[0] for page in pictured)
    for page in pictured:
        parts.readers.read(page)
    submission, _ = take_arrival(file.arrival(), parts.services)
    spent = _run_stages(submission.id, parts.services)
    bare = _seconds(lambda: [call() for _, call in calls])
    with parts.storage.work() as work:
        pages = len(work.submissions.pages(submission.id))
    return SubmissionCost(spent, pages, len(pictured), bare, preparation)


def _run_stages(submission_id: SubmissionId, services: Services) -> dict[Stage, float]:
    spent: dict[Stage, float] = defaultdict(float)
    stage: Stage | None = Stage.UNPACK
    while stage is not None:
        started = _tree_seconds(os.getpid())
        following = run_stage(stage, submission_id, services)
        spent[stage] += _tree_seconds(os.getpid()) - started
        stage = following
    return spent


def _tree_seconds(pid: int) -> float:
    """CPU seconds of a process and all below it, ended children included (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_tree_seconds(child) for child in _children(pid))


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text().split())
        except OSError:
            continue


def show_stages(costs: Sequence[SubmissionCost]) -> None:
    """The table of stages, a page; then both ratios, for a mail's text costs every stage and no reader."""
    pages, pictures = sum(c.pages for c in costs), sum(c.pictures for c in costs)
    for stage in WAY:
        print(f"{stage.value:24}{sum(c.stages.get(stage, 0.0) for c in costs) / pages:9.3f}s a page")
    print(f"{'the calls alone':24}{sum(c.bare for c in costs) / pages:9.3f}s a page")
    print(f"{len(costs)} submissions, {pages} pages, {pictures} of them with a picture")
    print("the whole pipeline, preparation and unpacking left out, in times of the readers' calls:")
    print(f"  all submissions, texts of mails among their pages: {_ratio(costs):.3f}")
    pictured = [c for c in costs if 0 < c.pictures == c.pages]
    print(f"  the {len(pictured)} submissions of which every page has a picture: {_ratio(pictured):.3f}")


def _ratio(costs: Sequence[SubmissionCost]) -> float:
    whole = sum(sum(c.stages.values()) - c.stages[Stage.UNPACK] - c.preparation for c in costs)
    bare = sum(c.bare for c in costs)
    return whole / bare if bare else 0.0


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=24, help="submissions drawn where no folder is given")
    parser.add_argument("--pages-only", action="store_true", help="leave the stages out")
    parser.add_argument("--most", type=int, default=80, help="pages measured one by one")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder
        if folder is None:
            generate_sample(Path(scratch), chosen.count, 5, share="all", records=300, quiet=True)
            folder = Path(scratch) / "submissions"
        settings = Settings.load({"OEMS_INTAKE_HOME": f"{scratch}/home", "OEMS_INTAKE_READERS": "1"}, None)
        pages = unpack_pages(folder, settings)
        step = max(1, len(pages) // chosen.most)
        reader = PageReader.load()
        costs = [measure_page(reader, page) for page in pages[::step]]
        show_pages(costs)
        if chosen.pages_only:
            return
        show_stages(measure_stages(folder, settings, reader))


if __name__ == "__main__":
    main()
