"""Draws one layout to PNG files, to look at: `python -m samples.look LAYOUT FOLDER [--seed N] [--hand | --no-hand]`."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from samples.catalogue import LAYOUTS
from samples.drawing import draw_paper, render_pages
from samples.people import invent_people


def main() -> None:
    """Write `LAYOUT-N.png` for each page of one filled paper."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("layout")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dpi", type=int, default=80)
    parser.add_argument("--hand", action=argparse.BooleanOptionalAction, default=None)
    asked = parser.parse_args()
    layout = LAYOUTS[asked.layout]
    rng = Random(asked.seed)
    paper = layout.make(rng.choice(invent_people(50, rng)), rng, date(2026, 10, 14))
    if asked.hand is not None:
        paper = replace(paper, hand=asked.hand)
    asked.folder.mkdir(parents=True, exist_ok=True)
    for number, image in enumerate(render_pages(draw_paper(layout, paper, asked.seed), asked.dpi)):
        image.save(asked.folder / f"{layout.name}-{number}.png")
    print(paper.truth)


if __name__ == "__main__":
    main()
