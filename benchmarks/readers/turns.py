"""How often a page of any layout is set upright, by quality and by how it lay.

python -m benchmarks.readers.turns [--layouts test] [--count 24] [--quality photo] [--seed 5]

`--count` layouts of all kinds are drawn, made to look as they arrive, laid on a side, on the head or as they
should lie, and set upright; nothing else is read.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
from PIL import Image

from benchmarks.signatures import DAY
from domain.kinds import Kind
from intake.readers.orientation import set_upright
from intake.readers.picture import Grey, turn
from intake.readers.preparation import brighten, soften_fax
from intake.readers.reading import PageReader
from samples.catalogue import list_layouts
from samples.degrade import degrade_pages, is_card
from samples.drawing import render_pages
from samples.people import invent_people
from samples.pieces import Stock

QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")
TURNS = (0, 90, 180, 270)
#: Lines an inch of faxes (ITU-T T.4).
LINES = {"fax_fine": 196.0, "fax_standard": 98.0}


def draw_first_pages(share: str, quality: str, seed: int, count: int) -> Iterator[tuple[str, Grey, int]]:
    """The first page of so many layouts with square pixels, and by how much it is to be turned: a wide page
    goes through a fax machine on its side."""
    rng = Random(f"{seed}/{quality}")
    stock = Stock(tuple(invent_people(100, rng)), share)
    layouts = [layout for kind in Kind for layout in list_layouts(kind, share) if not layout.body]
    for layout in rng.sample(layouts, min(count, len(layouts))):
        piece = stock.fill(layout, rng.choice(stock.people), "none", rng, DAY)
        drawn = piece.draw()
        page = degrade_pages(drawn, quality, rng)[0]
        upright = render_pages(drawn, 20)[0]
        on_side = quality in LINES and not is_card(drawn) and upright.width > 1.1 * upright.height
        yield layout.name, _square(page, quality), 90 if on_side else 0


def _square(page: Image.Image, quality: str) -> Grey:
    grey = page.convert("L")
    if quality == "fax_standard":
        grey = grey.resize((grey.width, round(grey.height * 204 / 98)))
    return np.asarray(grey, np.uint8)


def main() -> None:
    """Print a line a quality, and one for each page that was set wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", choices=("train", "test", "all"), default="test")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--quality", choices=QUALITIES)
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    neural = PageReader.load().neural
    for quality in [chosen.quality] if chosen.quality else QUALITIES:
        right: Counter[int] = Counter()
        seen: Counter[int] = Counter()
        pages = draw_first_pages(chosen.layouts, quality, chosen.seed, chosen.count)
        for number, (name, page, on_side) in enumerate(pages):
            turned = TURNS[number % len(TURNS)]
            lay = (turned + on_side) % 360
            grey = brighten(soften_fax(turn(page, (360 - turned) % 360), LINES.get(quality)))
            rotation = set_upright(neural, grey, neural.detect(grey)).rotation
            seen[lay] += 1
            right[lay] += rotation == lay
            if rotation != lay:
                print(f"{quality:14}{name} lay at {lay}, was turned by {rotation}", flush=True)
        print(f"{quality:14}" + ", ".join(f"{lay}: {right[lay]} of {seen[lay]}" for lay in TURNS), flush=True)


if __name__ == "__main__":
    main()
