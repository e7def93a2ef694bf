"""Cards copied on one page and their backs on the next: each card with its own back.

Cards that lie on a copier's glass are turned over where they lie, so that the line which parts two fronts,
one above the other, parts their backs too. Side by side they change places where the sheet itself is
turned: nothing tells whose back is whose then.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.geometry import Box
from domain.pages import PageReading
from intake.classifiers.sorts import LEAST_LINES
from intake.extractors.cards import Card, cuts

#: Share by which two pages may differ in height and still be scans of one sheet.
ONE_SIZE = 0.05


def part_sides(cards: Sequence[Card], front: PageReading, back: PageReading) -> tuple[Box, ...]:
    """The parts of both pages that are a card each and its back; none where no line parts both pages."""
    regions = _cover_both([card.region for card in cards], front, back)
    above_each_other = len({(region.x0, region.x1) for region in regions}) == 1
    one_size = abs(front.height - back.height) <= ONE_SIZE * front.height
    if not (above_each_other and one_size) or not _stand_in_widest_gaps(regions, back):
        return ()
    return tuple(regions) if all(_says_something(back, region) for region in regions) else ()


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
