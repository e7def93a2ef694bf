"""Cards copied on one page and their backs on the next: each card with its own back.

Cards that lie on a copier's glass are turned over where they lie, so that the line which parts two fronts,
one above the other, parts their backs too. Side by side they change places where the sheet itself is
turned: nothing tells whose back is whose then. Nor does their place where the sheet was turned end for end,
which shows where a back tells another card's holder or number than its front does.
"""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from domain.documents import SURE
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.likeness import fold
from domain.pages import PageReading
from intake.classifiers.sorts import LEAST_LINES
from intake.extractors.cards import SAME_NAME, Card, cuts
from intake.extractors.cpr.card import extract_cpr
from intake.extractors.name_papers.name_change import extract_name_change
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.phrases import squeeze

#: Share by which two pages may differ in height and still be scans of one sheet.
ONE_SIZE = 0.05
#: Likeness of two numbers, of 100, from which they are one, misread. Those of one series share most digits.
SAME_NUMBER = 90


def part_sides(cards: Sequence[Card], front: PageReading, back: PageReading) -> tuple[Box, ...]:
    """The parts of both pages that are a card each and its back; none where no line parts both pages."""
    regions = _cover_both([card.region for card in cards], front, back)
    above_each_other = len({(region.x0, region.x1) for region in regions}) == 1
    one_size = abs(front.height - back.height) <= ONE_SIZE * front.height
    if not (above_each_other and one_size) or not _stand_in_widest_gaps(regions, back):
        return ()
    if not all(_says_something(back, region) for region in regions):
        return ()
    return () if _are_of_others(cards, [back.within(region) for region in regions]) else tuple(regions)


def _cover_both(regions: Sequence[Box], front: PageReading, back: PageReading) -> list[Box]:
    """The regions, those at an edge reaching as far as the larger page does."""
    width, height = max(front.width, back.width), max(front.height, back.height)
    return [
        replace(
            region,
            x1=width if region.x1 == front.width else region.x1,
            y1=height if region.y1 == front.height else region.y1,
        )
        for region in regions
    ]


def _stand_in_widest_gaps(regions: Sequence[Box], page: PageReading) -> bool:
    """Whether the regions meet where the page has its widest gaps: one back has narrower ones in it."""
    whole = Box(0, 0, page.width, page.height)
    lines = sorted(region.y1 for region in regions)[:-1]
    gaps = [upper.y1 for upper, _ in cuts(page, whole, len(lines)) if upper.x1 == whole.x1]
    return all(any(_is_free(page, *sorted((line, gap))) for gap in gaps) for line in lines)


def _is_free(page: PageReading, top: int, end: int) -> bool:
    """Whether no word stands between two heights of a page, or on one of them."""
    return not any(word.box.y0 <= end and word.box.y1 >= top for word in page.words)


def _says_something(page: PageReading, region: Box) -> bool:
    return len({word.line for word in page.within(region).words}) >= LEAST_LINES


def _are_of_others(cards: Sequence[Card], backs: Sequence[PageReading]) -> bool:
    """Whether a back tells the holder or number of another front than its own, or one that no front tells."""
    sides = [_read_back(card, back) for card, back in zip(cards, backs, strict=True)]
    return any(
        _contradicts(card, side, [each.reading for each in sides if each is not side])
        or any(_is_rather_of(other, card, side.reading) for other in cards)
        for card, side in zip(cards, sides, strict=True)
    )


def _read_back(card: Card, back: PageReading) -> Card:
    """The card with what is surely read of its back, in place of what its front says."""
    read = extract_cpr if card.kind is Kind.CPR_CARD else extract_name_change
    evidence = read(lay_out(card.kind, [back]))
    return replace(card, reading=back, evidence=tuple(e for e in evidence if e.confidence >= SURE))


def _contradicts(card: Card, side: Card, others: Sequence[PageReading]) -> bool:
    """Whether a back tells a holder or a number that its front tells otherwise.

    What other backs tell too, as the number of the training centre, is no card's own.
    """
    return any(
        own
        and told
        and fuzz.token_sort_ratio(fold(own), fold(told)) < least
        and all(_find(told, other) < least for other in others)
        for own, told, least in (
            (card.holder, side.holder, SAME_NAME),
            (_number(card), _number(side), SAME_NUMBER),
        )
    )


def _is_rather_of(other: Card, card: Card, back: PageReading) -> bool:
    """Whether a back tells what another card says, better than what its own front says.

    What that front says too, as the name of an instructor who has a card on the sheet, tells nothing.
    """
    return any(
        (likeness := _find(told, back)) >= least
        and likeness > max(_find(own, back), _find(told, card.reading))
        for told, own, least in (
            (other.holder, card.holder, SAME_NAME),
            (_number(other), _number(card), SAME_NUMBER),
        )
    )


def _find(told: str, page: PageReading) -> float:
    """Likeness of a name, in either order, or of a number to what is likest to it on a page, of 100."""
    words, text = told.split(), squeeze(page.plain_text)
    orders = {squeeze(" ".join(each)) for each in (words, words[-1:] + words[:-1])}
    return max(fuzz.partial_ratio(each, text) if each else 0.0 for each in orders)


def _number(card: Card) -> str:
    return card.value(FieldName.CERTIFICATE_ID)
