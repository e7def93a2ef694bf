"""Drawn sample papers as training papers: the text layers of every layout, covers and separators included.

`python -m samples.learn_drawn FOLDER` also reads them as degraded pages with the real readers, and keeps the
readings in FOLDER for `samples.learn --readings FOLDER`.
"""

import argparse
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from random import Random

from PIL import Image

from domain.kinds import Kind
from domain.pages import PageImage, PageReading, PageSource
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.features import name_barcode
from intake.classifiers.leaves import NAME_REQUEST
from intake.readers.reading import PageReader
from samples.bodies import write_body, write_note, write_subject
from samples.catalogue import list_layouts
from samples.degrade import degrade_pages
from samples.drawing import draw_paper, read_text_layer
from samples.layout import Layout, Paper
from samples.learn_readings import Reading
from samples.people import Person, invent_people
from samples.pieces import Piece
from samples.sheets import draw_cover, draw_separator

#: The day on which drawn papers are received; dates on them lie around it.
DAY = date(2026, 10, 14)

#: What a real degraded page costs is a second, so each layout is read this often at each quality.
QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")


#: Notes for each cover sheet: as many of each kind's as there are papers of a layout, so that no single note weighs much.
NOTES = 8


def name_leaf(layout: Layout, paper: Paper) -> str:
    """The leaf of a drawn paper."""
    if layout.kind is Kind.NAME_CHANGE_EVIDENCE:
        return str(paper.truth["evidence_type"] or NAME_REQUEST)
    if layout.kind is Kind.OTHER:
        return layout.subkind.value if layout.subkind else "unknown"
    return layout.kind.value


def draw_texts(copies: int, seed: int, share: str = "train", kind: Kind | None = None) -> Iterator[Reading]:
    """`copies` papers of each layout, as clean text: whole papers, and single pages of longer ones.

    Of one kind alone where it is named, else with the sheets that belong to none.
    """
    rng = Random(seed)
    people = invent_people(200, rng)
    for layout in list_layouts(kind, share):
        for _ in range(copies):
            paper = layout.make(rng.choice(people), rng, DAY)
            leaf = name_leaf(layout, paper)
            if layout.body:
                text = f"{write_subject(layout, rng)}\n{write_body(Piece(layout, paper, None, 'none', 1))}"
                yield Reading(text, leaf, layout.name, "clean", body=True)
                continue
            pages = read_text_layer(draw_paper(layout, paper, rng.randrange(10_000)))
            marks = _name_symbols(paper)
            yield Reading("\n".join(pages), leaf, layout.name, "clean", marks=marks)
            if len(pages) > 1:
                yield from (Reading(page, leaf, layout.name, "clean") for page in pages if page.strip())
    if kind is None:
        yield from _draw_covers(copies * 2, people, rng, share)


def _draw_covers(copies: int, people: Sequence[Person], rng: Random, share: str) -> Iterator[Reading]:
    for number in range(copies):
        person = rng.choice(people)
        cover = draw_cover(person, person.name.short, 3, datetime(2026, 10, 14, 9), rng, share)
        yield Reading("\n".join(read_text_layer(cover)), "cover_sheet", f"drawn {number % 4}", "clean")
        parted = "\n".join(read_text_layer(draw_separator(rng)))
        yield Reading(parted, "separator", f"drawn {number % 3}", "clean", marks=("<linear>",))
    for number in range(copies * NOTES):
        kind = list(Kind)[number % len(Kind)]
        note = write_note(kind, rng.choice(people), rng, terse=0.0)
        yield Reading(note, "cover_note", f"drawn {kind.value}", "clean", body=True)


def _name_symbols(paper: Paper) -> tuple[str, ...]:
    if "barcode" in paper.symbols and paper.truth.get("evidence_type") == "drivers_license":
        return ("<aamva>",)
    return ("<qr>",) if "qr" in paper.symbols else ()


def read_drawn(reader: PageReader, seed: int, share: str) -> Iterator[Reading]:
    """Every layout once at every quality, degraded and read as at run time."""
    rng = Random(seed)
    people = invent_people(200, rng)
    for layout in list_layouts(share=share):
        if layout.body:
            continue
        for quality in QUALITIES:
            paper = layout.make(rng.choice(people), rng, DAY)
            pdf = draw_paper(layout, paper, rng.randrange(10_000))
            readings = [read_page(reader, page, quality) for page in degrade_pages(pdf, quality, rng)]
            text = "\n".join(reading.plain_text for reading in readings)
            marks = tuple(mark for reading in readings for mark in _marks_of(reading))
            yield Reading(text, name_leaf(layout, paper), layout.name, quality, marks=marks)


def read_page(reader: PageReader, page: Image.Image, quality: str) -> PageReading:
    """One degraded page through the reader, with square pixels as unpack leaves it."""
    if quality == "fax_standard":
        page = page.resize((page.width, round(page.height * 204 / 98)))
    out = io.BytesIO()
    page.convert("L").save(out, "PNG")
    dpi = None if quality == "photo" else 204.0
    lines = {"fax_fine": 196.0, "fax_standard": 98.0}.get(quality)
    return reader.read(
        PageImage(0, out.getvalue(), *page.size, dpi, PageSource.IMAGE, fax_vertical_dpi=lines)
    )


def _marks_of(reading: PageReading) -> Iterator[str]:
    for code in reading.barcodes:
        yield name_barcode(code.format, code.text, Vocabulary(()))[0]


def main() -> None:
    """Reads drawn papers into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    reader = PageReader.load()
    for seed in range(chosen.seed, chosen.seed + chosen.rounds):
        path = chosen.folder / f"train-{seed:04}.jsonl"
        if not path.exists():
            lines = [json.dumps(asdict(reading)) for reading in read_drawn(reader, seed, "train")]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
