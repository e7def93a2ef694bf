"""Whether signed forms are said to be signed, unsigned ones not, and either left open where it is not sure.

python -m benchmarks.signatures [--layouts test] [--quality scan] [--seed 3]

Every form with a place to sign is drawn twice, signed (by strokes, or by a name in a hand font) and not,
made to look as it arrives, read by both readers and extracted.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from domain.documents import Evidence
from domain.kinds import Channel, FieldName, Kind
from domain.pages import PageReading
from domain.policy import SHIPPED
from intake.extractors.extract import extract_evidence
from intake.readers.reading import PageReader
from samples.catalogue import list_layouts
from samples.degrade import degrade_pages
from samples.drawing import HAND_FONTS, HELD_OUT_HANDS
from samples.learn_drawn import read_page
from samples.people import Person, invent_people
from samples.pieces import Piece, Stock
from samples.symbols import draw_signature

QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")
DAY = date(2026, 10, 14)


def draw_forms(share: str, seed: int) -> Iterator[tuple[Piece, bool]]:
    """Each form of a share signed and unsigned."""
    rng = Random(f"{seed}/{share}")
    stock = Stock(tuple(invent_people(200, rng)), share)
    hands = [hand for hand in HAND_FONTS if (hand in HELD_OUT_HANDS) == (share == "test")]
    for layout in list_layouts(Kind.VERIFICATION_REQUEST, share):
        for signed in (True, False) if not layout.body else ():
            person = rng.choice(stock.people)
            piece = stock.fill(layout, person, "none", rng, DAY)
            if "signature_present" not in piece.paper.truth:
                continue
            symbols = {name: svg for name, svg in piece.paper.symbols.items() if name != "signature"}
            if signed:
                symbols["signature"] = _sign(person, hands, rng)
            yield replace(piece, paper=replace(piece.paper, symbols=symbols)), signed


def _sign(person: Person, hands: list[str], rng: Random) -> str:
    """Strokes, or the name by hand, as SVG."""
    if rng.random() < 0.5:
        return draw_signature(rng)
    name = person.name
    text = rng.choice(
        (name.full, name.short, f"{name.first[0]} {name.last}", f"{name.first[0]}. {name.last}")
    )
    wide = 15 * len(text) + 20
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} 50" width="{wide}" height="50">'
        f'<text x="6" y="36" font-family="{rng.choice(hands)}" font-size="30" fill="#1b2a6b">{text}</text>'
        "</svg>"
    )


def say(pages: list[PageReading]) -> str:
    """`signed`, `open`, or `unsigned` as surely as a finding needs it."""
    found = extract_evidence(Kind.VERIFICATION_REQUEST, pages, channel=Channel.SCAN)
    answer = next((e for e in found if e.field is FieldName.SIGNATURE_PRESENT), None)
    if answer is None or not _is_told(answer):
        return "open"
    return "signed" if answer.value else "unsigned"


def _is_told(answer: Evidence) -> bool:
    return bool(answer.value) or answer.confidence >= SHIPPED.reading.unsigned


def main() -> None:
    """Print a line a quality and truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layouts", choices=("train", "test", "all"), default="test")
    parser.add_argument("--quality", choices=QUALITIES)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    reader = PageReader.load()
    for quality in [chosen.quality] if chosen.quality else QUALITIES:
        said = {True: Counter[str](), False: Counter[str]()}
        for piece, signed in draw_forms(chosen.layouts, chosen.seed):
            rng = Random(f"{chosen.seed}/{quality}/{piece.layout.name}/{signed}")
            pages = [read_page(reader, page, quality) for page in degrade_pages(piece.draw(), quality, rng)]
            said[signed][say(pages)] += 1
        for signed, counts in said.items():
            print(f"{quality:14}{'signed' if signed else 'unsigned':10}{dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
