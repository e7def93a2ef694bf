"""Writes single degraded pages with truth, for training: `python -m samples.pages OUT --per-layout 4 --layouts train`."""

import argparse
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image
from rich.progress import track

from domain.kinds import Kind
from samples.bodies import write_body
from samples.catalogue import list_layouts
from samples.degrade import degrade_pages
from samples.drawing import check_fonts, read_text_layer
from samples.layout import Layout
from samples.people import invent_people
from samples.pieces import Stock, pick_slip
from samples.sheets import draw_cover, draw_separator

QUALITIES = ("clean", "scan", "scan", "photo", "fax_fine", "fax_fine", "fax_standard")
DAY = date(2026, 10, 14)


def make_pages(
    layout: Layout, stock: Stock, rng: Random
) -> Iterator[tuple[Image.Image | str, dict[str, Any]]]:
    """Yield the pages of one filled paper with their truth; text in place of an image for a message's text."""
    piece = stock.fill(layout, rng.choice(stock.people), pick_slip(rng), rng, DAY)
    facts = {
        "layout": layout.name, "kind": layout.kind.value, "subkind": layout.subkind.value if layout.subkind else None,
        "held_out": layout.held_out, "pages": layout.pages, "handwritten": piece.paper.hand, "truth": piece.paper.truth,
    }  # fmt: skip
    if layout.body:
        text = write_body(piece)
        yield text, {**facts, "quality": "clean", "page": 0, "text": text}
        return
    quality = rng.choice(QUALITIES[1:] if piece.paper.hand else QUALITIES)
    pdf = piece.draw()
    texts = read_text_layer(pdf)
    for number, image in enumerate(degrade_pages(pdf, quality, rng, together=False)):
        yield (
            image,
            {
                **facts,
                "quality": quality,
                "page": number,
                "text": texts[number] if number < len(texts) else "",
            },
        )


def make_sheets(stock: Stock, rng: Random) -> Iterator[tuple[Image.Image, dict[str, Any]]]:
    """Yield one cover and one separator, degraded; their `kind` is None."""
    cover = draw_cover(
        rng.choice(stock.people), "Front office", 3, datetime(2026, 10, 14, 9, 30), rng, stock.share
    )
    for what, pdf in (("cover_sheet", cover), ("separator", draw_separator(rng))):
        quality = rng.choice(("fax_fine", "fax_standard") if what == "cover_sheet" else ("scan",))
        image = degrade_pages(pdf, quality, rng)[0]
        yield (
            image,
            {"layout": what, "kind": None, "quality": quality, "page": 0, "text": read_text_layer(pdf)[0]},
        )


def write_pages(folder: Path, per_layout: int, seed: int, share: str, kind: Kind | None = None) -> int:
    """Write `pages/*.png` (`*.txt` for bodies) and `pages.jsonl`; return how many.

    A fax page keeps its own pixels: 204 by 98 dots an inch in standard quality, not squared.
    """
    check_fonts()
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    stock = Stock(tuple(invent_people(400, Random(f"people {seed}"))), share)
    written = 0
    with (folder / "pages.jsonl").open("w", encoding="utf-8") as lines:
        for layout in track(list_layouts(kind, share), description="Drawing pages"):
            for number in range(per_layout):
                rng = Random(f"{seed}/{layout.name}/{number}")
                for content, facts in make_pages(layout, stock, rng):
                    written += _write(
                        folder, f"{layout.name}-{number}-{facts['page']}", content, facts, lines.write
                    )
        for number in range(per_layout if kind is None else 0):
            for content, facts in make_sheets(stock, Random(f"{seed}/sheets/{number}")):
                written += _write(folder, f"{facts['layout']}-{number}", content, facts, lines.write)
    return written


def _write(
    folder: Path, name: str, content: Image.Image | str, facts: dict[str, Any], write_line: Any
) -> int:
    file = f"pages/{name}.{'txt' if isinstance(content, str) else 'png'}"
    if isinstance(content, str):
        (folder / file).write_text(content, encoding="utf-8")
    else:
        content.save(folder / file)
    write_line(json.dumps({"file": file, **facts}, ensure_ascii=False) + "\n")
    return 1


def main() -> None:
    """Read the command line and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--per-layout", type=int, default=4, help="papers of each layout")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layouts", choices=("train", "test", "all"), default="train")
    parser.add_argument("--kind", type=Kind, default=None)
    asked = parser.parse_args()
    print(f"{write_pages(asked.out, asked.per_layout, asked.seed, asked.layouts, asked.kind)} pages")


if __name__ == "__main__":
    main()
