"""The pages of one paper in the paper's own order, where print or names surely tell it.

Stacks are fed last sheet first, backs of cards before their fronts, and pictures are attached in any order.
"""

from collections.abc import Callable, Sequence

from intake.classifiers.joining import file_number, is_back_of
from intake.classifiers.pages import PageFacts


def order_pages(paper: Sequence[PageFacts]) -> list[PageFacts]:
    """The pages in the paper's own order; as they came where nothing tells another."""
    for tell in (_printed_number, _number_of_file):
        numbers = [tell(facts) for facts in paper]
        told = [number for number in numbers if number is not None]
        if len(told) == len(set(told)) == len(paper) and _are_of_one_length(paper, tell):
            return sorted(paper, key=lambda facts: tell(facts) or 0)
    return list(reversed(paper)) if _is_turned_over(paper) else list(paper)


def _printed_number(facts: PageFacts) -> int | None:
    return facts.number


def _number_of_file(facts: PageFacts) -> int | None:
    return file_number(facts.page.attachment_name or "")


def _are_of_one_length(paper: Sequence[PageFacts], tell: Callable[[PageFacts], int | None]) -> bool:
    """Numbers of pages that say other totals are of two papers, or misread."""
    return tell is not _printed_number or len({facts.total for facts in paper} - {None}) <= 1


def _is_turned_over(paper: Sequence[PageFacts]) -> bool:
    """Whether the second of two pages is the first's front, or the part of a form that comes before it."""
    if len(paper) != 2:
        return False
    first, second = paper
    asks = "applicant section" in second.cues and not second.is_official_half
    return is_back_of(first, second) or (first.is_official_half and asks)
