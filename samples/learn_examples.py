"""Papers to learn from: drawn or put together, with their truth; kept in a file between runs."""

import base64
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from rich.progress import track

from domain.kinds import Kind
from domain.limits import Limits
from domain.pages import PageReading, PageSource
from intake.parsers.textpages import page_of_text
from intake.parsers.unpack import unpack_original
from intake.readers.reading import PageReader
from intake.readers.wire import decode_reading, encode_reading
from samples.bodies import write_body
from samples.catalogue import LAYOUTS, list_layouts
from samples.degrade import degrade_pages
from samples.layout import Layout
from samples.learn_drawn import read_page
from samples.people import invent_people
from samples.pieces import Stock, pick_slip

DAY = date(2026, 10, 14)
#: Qualities that are read by the real readers, once a layout and round.
READ_QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")


@dataclass(frozen=True, slots=True)
class Example:
    """One paper as read, with its truth."""

    layout: str
    kind: Kind
    quality: str
    held_out: bool
    truth: dict[str, Any]
    pages: tuple[PageReading, ...]


def draw_examples(per_layout: int, read_rounds: int, seed: int, layouts: str = "all") -> Iterator[Example]:
    """Papers of the layouts of the three kinds with fields: text layers, and some degraded and read."""
    for layout in track(_with_fields(layouts), description="Drawing papers", disable=not sys.stderr.isatty()):
        yield from draw_layout(layout.name, per_layout, read_rounds, seed)


def draw_layout(name: str, per_layout: int, read_rounds: int, seed: int) -> list[Example]:
    """Papers of one layout: the same whatever else is drawn."""
    layout, rng, reader = LAYOUTS[name], Random(f"{seed}/{name}"), _load_reader()
    stock = Stock(tuple(invent_people(200, rng)), "test" if layout.held_out else "train")
    return [
        _draw(layout, stock, quality, rng, reader) for quality in _qualities(layout, per_layout, read_rounds)
    ]


def _qualities(layout: Layout, per_layout: int, read_rounds: int) -> list[str]:
    """That of each paper of a layout; what stands in a message is read by nobody."""
    return ["clean"] * per_layout + ([] if layout.body else [*READ_QUALITIES] * read_rounds)


@lru_cache(maxsize=1)
def _load_reader() -> PageReader:
    return PageReader.load()


def _with_fields(layouts: str) -> list[Layout]:
    return [layout for layout in list_layouts(None, layouts) if layout.kind is not Kind.OTHER]


def _draw(layout: Layout, stock: Stock, quality: str, rng: Random, reader: PageReader) -> Example:
    piece = stock.fill(layout, rng.choice(stock.people), pick_slip(rng), rng, DAY)
    if layout.body:
        pages: tuple[PageReading, ...] = (_body(write_body(piece)),)
    elif quality == "clean":
        pages = tuple(_text_layer(reader, piece.draw()))
    else:
        pages = tuple(read_page(reader, page, quality) for page in degrade_pages(piece.draw(), quality, rng))
    return Example(layout.name, layout.kind, quality, layout.held_out, dict(piece.paper.truth), pages)


def _text_layer(reader: PageReader, pdf: bytes) -> Iterator[PageReading]:
    unpacked = unpack_original(pdf, name="drawn.pdf", limits=Limits())
    for part in unpacked.parts:
        yield from (reader.read(page) for page in part.pages)


def _body(text: str) -> PageReading:
    draft = page_of_text(text)
    return PageReading(0, draft.width, draft.height, 0, PageSource.BODY, tuple(draft.words), text=draft.text)


def dump_example(example: Example) -> str:
    """One line of JSON that `load_example` reads."""
    pages = [base64.b64encode(encode_reading(page)).decode() for page in example.pages]
    return json.dumps({**asdict(replace(example, pages=())), "pages": pages}, ensure_ascii=False)


def load_example(line: str) -> Example:
    """The paper that `dump_example` wrote."""
    plain = json.loads(line)
    pages = tuple(decode_reading(base64.b64decode(page)) for page in plain.pop("pages"))
    return Example(**{**plain, "kind": Kind(plain["kind"]), "pages": pages})


def obtain_examples(
    kept: Path | None, per_layout: int, read_rounds: int, seed: int, processes: int = 1
) -> list[Example]:
    """The papers of all layouts in the order of the catalogue: those that `kept` holds, the others drawn and read in
    several processes side by side, and kept there layout by layout, so that whoever is stopped goes on from there.
    Which are held out the catalogue says, as it is now."""
    wanted = _with_fields("all")
    found = _load_kept(kept) if kept else {}
    missing = [
        layout.name
        for layout in wanted
        if len(found.get(layout.name, ())) < len(_qualities(layout, per_layout, read_rounds))
    ]
    if kept and missing:
        _drop(kept, missing)
    with _pool(processes) as pool:
        drawing = {pool.submit(draw_layout, name, per_layout, read_rounds, seed): name for name in missing}
        for drawn in track(
            as_completed(drawing), "Drawing papers", len(drawing), disable=not sys.stderr.isatty()
        ):
            found[drawing[drawn]] = drawn.result()
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write("".join(f"{dump_example(e)}\n" for e in drawn.result()))
    return [replace(e, held_out=layout.held_out) for layout in wanted for e in found.get(layout.name, ())]


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Who stops it waits for no more than what is being drawn."""
    pool = ProcessPoolExecutor(processes)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _load_kept(kept: Path) -> dict[str, list[Example]]:
    """By layout; without the line that was cut off where somebody was stopped."""
    found: dict[str, list[Example]] = defaultdict(list)
    for line in _kept_lines(kept):
        example = load_example(line)
        found[example.layout].append(example)
    return found


def _drop(kept: Path, layouts: Sequence[str]) -> None:
    """Take out layouts of which a part was kept."""
    lines = [line for line in _kept_lines(kept) if json.loads(line)["layout"] not in layouts]
    rest = kept.with_name(f"{kept.name}.part")
    rest.write_text("".join(lines), encoding="utf-8")
    rest.replace(kept)


def _kept_lines(kept: Path) -> list[str]:
    lines = kept.read_text("utf-8").splitlines(keepends=True) if kept.exists() else []
    return [line for line in lines if line.endswith("\n")]


def hash_examples(examples: Sequence[Example]) -> str:
    """What a model was learned from, as one SHA-256 of layouts, qualities and truths."""
    told = hashlib.sha256()
    for example in examples:
        told.update(f"{example.layout} {example.quality} {sorted(example.truth.items())}".encode())
    return told.hexdigest()
