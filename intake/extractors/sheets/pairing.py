"""Which words answer which label.

Answers stand right of a label, below it in its column or box, or above it where the label is a caption
under a line. Every label offers the answers that its places hold and its type allows; the best pairs are
taken first, and no word answers twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.extractors.sheets.answer_places import find_places
from intake.extractors.sheets.answer_types import type_answer
from intake.extractors.sheets.answers import NAME_PARTS, STRONG, Answer, Place
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Sheet

#: Places before anything is seen of a form, as votes.
_PRIOR = {Place.RIGHT: 0.9, Place.BELOW: 0.7, Place.ABOVE: 0.4}


def pair_answers(sheet: Sheet, labels: Sequence[Label]) -> list[Answer]:
    """Pair the labels of a page with the words that answer them, best pairs first."""
    offers = _below_their_captions([o for label in labels for o in _offers(sheet, label, labels)])
    style = _house_style(offers)
    offers = [replace(o, score=o.score * style[o.place]) for o in offers]
    offers.sort(key=lambda o: -o.score)
    taken: set[int] = set()
    answered: set[tuple[int, int]] = set()
    chosen: list[Answer] = []
    for offer in offers:
        key = (offer.label.row, offer.label.first)
        if key in answered or any(id(t) in taken for t in offer.tokens):
            continue
        answered.add(key)
        taken.update(id(t) for t in offer.tokens)
        chosen.append(offer)
    return chosen


#: How far apart, in line heights, two captions of a name's parts begin at most that stand in one column.
_SAME_LEFT = 1.5


def _below_their_captions(offers: Sequence[Answer]) -> list[Answer]:
    """The offers without those that stand above a caption of a name's part and can only answer the caption above them:
    one column of captions keeps to one side."""
    kept = list(offers)
    parts = [o.label for o in offers if o.label.ask in NAME_PARTS and o.label.starts]
    for label in sorted({x.row: x for x in parts}.values(), key=lambda x: x.row):
        own = [o for o in kept if o.label is label]
        if not own or any(o.place is not Place.BELOW for o in own):
            continue
        answers = {id(t) for t in own[0].tokens}
        kept = [
            o
            for o in kept
            if not (
                _is_under(o.label, label) and o.place is Place.ABOVE and answers & {id(t) for t in o.tokens}
            )
        ]
    return kept


def _is_under(label: Label, other: Label) -> bool:
    return (
        label.ask in NAME_PARTS
        and label.row > other.row
        and abs(label.x0 - other.x0) < _SAME_LEFT * other.height
    )


def _house_style(offers: Sequence[Answer]) -> dict[Place, float]:
    """Forms keep to one placement: each place weighs by how often strictly typed answers stand there."""
    seen = Counter[Place]()
    best: dict[tuple[int, int], Answer] = {}
    for offer in offers:
        if offer.label.ask in STRONG and offer.label.starts:
            key = (offer.label.row, offer.label.first)
            if key not in best or offer.score > best[key].score:
                best[key] = offer
    torn = _between_two_lines(offers)
    settled = Counter(offer.place for key, offer in best.items() if key not in torn)
    for key, offer in best.items():
        # A column of captions offers both lines to each: those that only one line fits tell which is meant.
        seen[offer.place] += 0 if key in torn and _speak_for_one(settled) else 1
    whole = sum(seen.values())
    return {p: 0.6 + 0.8 * (seen[p] + prior) / (whole + 2.0) for p, prior in _PRIOR.items()}


#: So many captions whose answers can only stand on one side settle it for those between two lines.
SETTLING = 3


def _speak_for_one(settled: Counter[Place]) -> bool:
    above, below = settled[Place.ABOVE], settled[Place.BELOW]
    return min(above, below) == 0 and max(above, below) >= SETTLING


def _between_two_lines(offers: Sequence[Answer]) -> set[tuple[int, int]]:
    """The labels that words above and words below would answer."""
    sides: dict[tuple[int, int], set[Place]] = {}
    for offer in offers:
        sides.setdefault((offer.label.row, offer.label.first), set()).add(offer.place)
    return {key for key, places in sides.items() if {Place.ABOVE, Place.BELOW} <= places}


def _offers(sheet: Sheet, label: Label, labels: Sequence[Label]) -> Iterator[Answer]:
    for place, tokens, worth in find_places(sheet, label, labels):
        offer = type_answer(label, place, tokens, worth)
        if offer is not None:
            yield offer
