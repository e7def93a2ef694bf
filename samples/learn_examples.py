"""Papers to learn from: drawn or put together, with their truth; kept in a file between runs."""

import base64
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
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
    rng = Random(seed)
    reader = PageReader.load()
    wanted = [layout for layout in list_layouts(None, layouts) if layout.kind is not Kind.OTHER]
    for layout in track(wanted, description="Drawing papers", disable=not sys.stderr.isatty()):
        stock = Stock(tuple(invent_people(200, rng)), "test" if layout.held_out else "train")
        for _ in range(per_layout):
            yield _draw(layout, stock, "clean", rng, reader)
        if layout.body:
            continue
        for _ in range(read_rounds):
            for quality in READ_QUALITIES:
                yield _draw(layout, stock, quality, rng, reader)


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


def obtain_examples(kept: Path | None, per_layout: int, read_rounds: int, seed: int) -> list[Example]:
    """The papers that `kept` holds from an earlier run; else drawn and read, and kept there. Which are held out
    the catalogue says, as it is now."""
    if kept and kept.exists():
        loaded = (load_example(line) for line in kept.read_text("utf-8").splitlines())
        return [replace(e, held_out=LAYOUTS[e.layout].held_out) for e in loaded if e.layout in LAYOUTS]
    examples = list(draw_examples(per_layout, read_rounds, seed))
    if kept:
        kept.write_text("".join(f"{dump_example(e)}\n" for e in examples), encoding="utf-8")
    return examples


def hash_examples(examples: Sequence[Example]) -> str:
    """What a model was learned from, as one SHA-256 of layouts, qualities and truths."""
    told = hashlib.sha256()
    for example in examples:
        told.update(f"{example.layout} {example.quality} {sorted(example.truth.items())}".encode())
    return told.hexdigest()
