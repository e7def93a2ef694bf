"""Whether several cards on one sheet, or in one photo, become a document each, and one card stays one.

python -m benchmarks.sheets [--count 6] [--quality scan] [--seed 3]

Of each situation `--count` sheets a quality are drawn, made to look as they arrive, read by both readers,
split and cut: two course cards, a course card with an identity card, both sides of one card, one card twice.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from random import Random

from PIL import Image

from domain.documents import ProposedDocument, SplitResult, SubmissionPage
from domain.ids import AttachmentId, PageId
from domain.kinds import Channel, FieldName, Kind
from domain.pages import PageReading
from intake.classifiers.cutting import cut_cards
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.split import split_documents
from intake.extractors.cards import shows_card_twice
from intake.extractors.extract import extract_evidence
from intake.extractors.name_papers.name_change import HOLDER_PAPERS
from intake.readers.reading import PageReader
from intake.readers.strip import lift_strip
from samples.catalogue import list_layouts
from samples.degrade import FaxHeader, fax_document, lay_on_sheet, photograph_page, scan_page
from samples.drawing import render_pages
from samples.learn_drawn import read_page
from samples.people import Person, invent_people
from samples.pieces import Piece, Stock

QUALITIES = ("scan", "fax_fine", "fax_standard", "photo")
DAY = date(2026, 10, 14)
DPI = 200

#: The field by which a card is known.
OWNER = {Kind.CPR_CARD: FieldName.HOLDER_NAME, Kind.NAME_CHANGE_EVIDENCE: FieldName.NEW_NAME}


class Situation(StrEnum):
    """What lies on the sheet."""

    TWO = "two course cards"
    MIXED = "course card and identity card"
    SIDES = "both sides of one card"
    TWICE = "one card twice"


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """A sheet as it arrives."""

    situation: Situation
    names: tuple[str, ...]
    """Of the layouts."""
    truth: tuple[tuple[Kind, dict[str, object]], ...]
    """Kind and values of each card."""
    picture: Image.Image


def draw_sheets(quality: str, seed: int, count: int) -> Iterator[DrawnSheet]:
    """Every situation `count` times."""
    rng = Random(f"{seed}/{quality}")
    people = tuple(invent_people(100, rng))
    for situation in Situation:
        for _ in range(count):
            pieces, faces = _lay(situation, people, rng)
            yield DrawnSheet(
                situation,
                tuple(piece.layout.name for piece in pieces),
                tuple((piece.layout.kind, dict(piece.paper.truth)) for piece in pieces),
                _age(lay_on_sheet(faces, DPI, rng)[0], quality, rng),
            )


def _lay(
    situation: Situation, people: Sequence[Person], rng: Random
) -> tuple[list[Piece], list[Image.Image]]:
    person = rng.choice(people)
    sides = 2 if situation is Situation.SIDES else 1
    first = _fill(Kind.CPR_CARD, person, people, rng, sides)
    if situation is Situation.SIDES:
        return [first], render_pages(first.draw(), DPI)
    if situation is Situation.TWICE:
        face = render_pages(first.draw(), DPI)[0]
        return [first], [face, face]
    kind = Kind.CPR_CARD if situation is Situation.TWO else Kind.NAME_CHANGE_EVIDENCE
    other = rng.choice(people) if rng.random() < 0.5 else person
    second = _fill(kind, other, people, rng, 1)
    while _looks_the_same(first, second):
        second = _fill(kind, other, people, rng, 1)
    return [first, second], [render_pages(piece.draw(), DPI)[0] for piece in (first, second)]


def _fill(kind: Kind, person: Person, people: Sequence[Person], rng: Random, sides: int) -> Piece:
    cards = [card for card in list_layouts(kind, "all") if card.sheet == "card" and card.pages >= sides]
    stock = Stock(tuple(people), "all", 0.2)
    while True:
        piece = stock.fill(rng.choice(cards), person, "none", rng, DAY)
        if kind is Kind.CPR_CARD or piece.paper.truth.get("evidence_type") in HOLDER_PAPERS:
            return piece


def _looks_the_same(one: Piece, other: Piece) -> bool:
    told = ("holder_name", "course")
    return all(one.paper.truth.get(field) == other.paper.truth.get(field) for field in told)


def _age(sheet: Image.Image, quality: str, rng: Random) -> Image.Image:
    if quality == "scan":
        return scan_page(sheet, rng, DPI)
    if quality == "photo":
        return photograph_page(sheet.crop((0, 0, 1700, 1700)), rng)
    header = FaxHeader(datetime(2026, 10, 1, 9, 5), "HOME", "555 0100")
    return fax_document([sheet], rng, quality, header)[0]


def split_page(reading: PageReading, classifier: KindClassifier) -> tuple[ProposedDocument, ...]:
    """The documents of a scan of one page."""
    page = SubmissionPage(PageId("page"), AttachmentId("part"), None, reading)
    whole = split_documents([page], channel=Channel.SCAN, classifier=classifier)
    return cut_cards(SplitResult(whole.documents), classifier, {}).documents


def judge(drawn: DrawnSheet, reading: PageReading, classifier: KindClassifier) -> str:
    """`right`: each card is a document of its kind and owner, or one document where it is one; a card that is
    there twice is to be said. Else what went wrong."""
    documents = split_page(reading, classifier)
    wanted = sorted((kind, str(truth[OWNER[kind]])) for kind, truth in drawn.truth)
    if len(documents) == len(wanted) == 1:
        twice = shows_card_twice(documents[0].guess.kind, [reading])
        return (
            "right" if twice is (drawn.situation is Situation.TWICE) else "not said" if not twice else "said"
        )
    if len(documents) != len(wanted):
        return "one document" if len(documents) == 1 else f"{len(documents)} documents"
    kinds = sorted(document.guess.kind for document in documents)
    if kinds != sorted(kind for kind, _ in wanted):
        return "another kind"
    owners = sorted((d.guess.kind, _owner_of(d)) for d in documents)
    return "right" if owners == wanted else "right, a name misread"


def _owner_of(document: ProposedDocument) -> str:
    kind, reading = document.guess.kind, document.pages[0].reading
    if document.region is not None:
        reading = reading.within(document.region)
    found = extract_evidence(kind, [reading], channel=Channel.SCAN)
    return next((str(e.value) for e in found if e.field is OWNER.get(kind)), "")


def main() -> None:
    """Print a line a quality and situation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--quality", choices=QUALITIES)
    parser.add_argument("--seed", type=int, default=3)
    chosen = parser.parse_args()
    reader, classifier = PageReader.load(), KindClassifier.load()
    for quality in [chosen.quality] if chosen.quality else QUALITIES:
        verdicts: dict[Situation, Counter[str]] = {situation: Counter() for situation in Situation}
        for drawn in draw_sheets(quality, chosen.seed, chosen.count):
            reading, _ = lift_strip(read_page(reader, drawn.picture, quality))
            verdicts[drawn.situation][judge(drawn, reading, classifier)] += 1
        for situation, counts in verdicts.items():
            print(f"{quality:14}{situation.value:32}{dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
