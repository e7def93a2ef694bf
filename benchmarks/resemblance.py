"""How often pictures alone tell one paper from two: `python -m benchmarks.resemblance --layouts 20 --seed 2`.

Each invented paper is received twice (scanned, faxed, photographed), and compared with its second picture,
with the same paper of another person, and with next year's paper of the same person.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

from intake.readers.picture import Grey
from intake.readers.resemblance import Overlay, bands_of, lay_over, look_of
from samples.catalogue import list_layouts
from samples.degrade import degrade_pages
from samples.drawing import draw_paper, read_text_layer
from samples.layout import Layout, Paper
from samples.people import Person, invent_people

DAY = date(2026, 10, 14)
#: A standard fax is never compared: it does not tell one digit from another.
QUALITIES = ("scan", "fax_fine", "photo")
#: Bands that two looks must share to be compared at all; as storage asks.
SHARED_BANDS = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison."""

    second: str
    """What the second picture is of."""
    layout: str
    qualities: tuple[str, str]
    hinted: bool
    overlay: Overlay

    def __str__(self) -> str:
        found = self.overlay
        return (
            f"{self.second:13} {self.layout:28} {'/'.join(self.qualities):26} hinted {self.hinted!s:6} "
            f"one paper {found.one_paper!s:6} worst {found.worst:.2f} median {found.median:.2f}"
        )


def compare_papers(layouts: int, seed: int) -> Iterator[Compared]:
    """One a comparison."""
    rng = Random(seed)
    people = invent_people(200, rng)
    stock = [layout for layout in list_layouts(share="all") if not layout.body]
    for layout in rng.sample(stock, min(layouts, len(stock))):
        qualities = rng.choice(QUALITIES), rng.choice(QUALITIES)
        drawn = rng.randrange(10_000)
        person, other = rng.sample(people, 2)
        papers = draw_alike(layout, person, other, rng.randrange(10**6))
        first = picture_of(layout, papers["again"], drawn, qualities[0], rng)
        for name, paper in papers.items():
            if name == "again" or first_page(layout, paper) != first_page(layout, papers["again"]):
                second = picture_of(layout, paper, drawn, qualities[1], rng)
                shared = set(bands_of(look_of(first))) & set(bands_of(look_of(second)))
                found = lay_over(first, second)
                hinted = len(shared) >= SHARED_BANDS
                yield Compared(name, layout.name, qualities, hinted, found)


def draw_alike(layout: Layout, person: Person, other: Person, seed: int) -> dict[str, Paper]:
    """One paper, the same of another person, and next year's of the same person."""
    return {
        "again": layout.make(person, Random(seed), DAY),
        "other person": layout.make(other, Random(seed), DAY),
        "next year": layout.make(person, Random(seed), DAY + timedelta(days=365)),
    }


def first_page(layout: Layout, paper: Paper) -> str:
    """What the first page says: a paper that differs only on a later page is not told by its first."""
    return read_text_layer(draw_paper(layout, paper, 0))[0]


def picture_of(layout: Layout, paper: Paper, drawn: int, quality: str, rng: Random) -> Grey:
    """The first page as it is received."""
    page = degrade_pages(draw_paper(layout, paper, drawn), quality, rng)[0]
    return np.asarray(page.convert("L"), np.uint8)


def main() -> None:
    """Print one line a comparison and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2)
    asked = parser.parse_args()
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for found in compare_papers(asked.layouts, asked.seed):
        counts[found.second, found.hinted, found.overlay.one_paper] += 1
        print(found, flush=True)
    for second in ("again", "other person", "next year"):
        of_it = {key: n for key, n in counts.items() if key[0] == second}
        alike = sum(n for (_, _, one_paper), n in of_it.items() if one_paper)
        linked = counts[second, True, True]
        print(f"{second}: {alike} of {sum(of_it.values())} one paper by ink, {linked} of them hinted at")


if __name__ == "__main__":
    main()
