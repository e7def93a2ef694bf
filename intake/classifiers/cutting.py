"""Cuts pages that show several papers into documents of one each.

Along the lines that a person drew; else by the machine: where both sides surely are papers of other kinds,
and into cards of one kind where every part says enough to be one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby, pairwise

from domain.batches import PageWord, SplitEdit
from domain.cuts import cut_page
from domain.documents import ProposedDocument, SplitResult
from domain.geometry import Box
from domain.ids import PageId
from domain.kinds import Kind
from domain.pages import PageReading
from intake.classifiers.kinds import UNSURE, KindClassifier
from intake.classifiers.sides import part_sides
from intake.classifiers.sorts import SURE, may_be_two_sorts, part_sorts
from intake.extractors.cards import (
    CARD_KINDS,
    Card,
    halves,
    hold_two_cards,
    names_courses,
    part_cards,
    read_card,
    shows_two_terms,
    tells_two_courses,
)

#: Pages of a card: its front and its back.
BOTH_SIDES = 2


def cut_cards(
    result: SplitResult, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> SplitResult:
    """The split with each paper of a page as a document of its own, top to bottom, left to right.

    Where cards are taken for another kind than they read as, or a person said that the page is one paper,
    they stay one document. Where a person drew lines, each part is a document, whatever it reads as.
    """
    documents = (
        cut
        for proposed in result.documents
        for part in _cut_by_hand(proposed, classifier, words)
        for cut in _cut(part, classifier, words)
    )
    return replace(result, documents=tuple(documents))


def _cut_by_hand(
    proposed: ProposedDocument, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> Iterator[ProposedDocument]:
    """The document itself, or its pages parted where a person cut one: the parts are papers of their own,
    and so is what lies before and after."""
    lines = {page.id: words.get(page.id, PageWord()).cuts for page in proposed.pages}
    if not any(lines.values()):
        yield proposed
        return
    for by_hand, run in groupby(proposed.pages, key=lambda page: bool(lines[page.id])):
        pages = tuple(run)
        if not by_hand:
            guess = classifier.guess([page.reading for page in pages])
            yield replace(proposed, pages=pages, guess=guess)
        for page in pages if by_hand else ():
            for region in cut_page(lines[page.id], page.reading.width, page.reading.height):
                guess = classifier.guess([page.reading.within(region)])
                yield ProposedDocument((page,), guess, region=region)


def _cut(
    proposed: ProposedDocument, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> Iterator[ProposedDocument]:
    page = proposed.pages[0]
    if proposed.region is None and len(proposed.pages) == BOTH_SIDES:
        yield from _cut_sides(proposed, classifier, words)
        return
    whole = proposed.region or len(proposed.pages) != 1 or page.is_body
    if whole or words.get(page.id, PageWord()).one_paper or not _may_be_cut(proposed):
        yield proposed
        return
    cards = proposed.guess.abstains or proposed.guess.kind in CARD_KINDS
    regions = _part(page.reading, classifier, cards=cards)
    if len(regions) < 2:
        yield _ask_of_sorts(proposed, classifier)
        return
    for region in regions:
        guess = classifier.guess([page.reading.within(region)])
        yield _ask_of_sorts(replace(proposed, guess=guess, region=region), classifier)


def _cut_sides(
    proposed: ProposedDocument, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> Iterator[ProposedDocument]:
    """The cards of a page with the backs on the next, each with its own; the paper itself where it is one.

    Where nothing tells whose back is whose, and no person joined the pages, the backs are a document by
    themselves: with the first card alone the others would be lost.
    """
    front, back = proposed.pages
    one_paper = any(words.get(page.id, PageWord()).one_paper for page in proposed.pages)
    cards = () if one_paper else _cards_with_backs(proposed)
    regions = part_sides(cards, front.reading, back.reading) if cards else ()
    joined = words.get(back.id, PageWord()).place is SplitEdit.JOINS
    if not cards or (joined and not regions):
        yield proposed
        return
    for region in regions:
        guess = classifier.guess([page.reading.within(region) for page in proposed.pages])
        yield replace(proposed, guess=guess, region=region)
    for page in () if regions else proposed.pages:
        alone = ProposedDocument((page,), classifier.guess([page.reading]), proposed.split_confidence)
        yield from _cut(alone, classifier, words)


def _cards_with_backs(proposed: ProposedDocument) -> tuple[Card, ...]:
    """The first page's cards, where it holds several whole ones of the paper's kind, and the second none."""
    front, back = (page.reading for page in proposed.pages)
    kind = proposed.guess.kind
    cards = part_cards(kind, [front])
    whole = all(card.whole and card.kind is kind for card in cards)
    return cards if whole and read_card(back, Box(0, 0, back.width, back.height)) is None else ()


def _ask_of_sorts(proposed: ProposedDocument, classifier: KindClassifier) -> ProposedDocument:
    """The page or part as it is, for a person to look at where it may hold two sorts of papers, or cards."""
    page = proposed.pages[0].reading
    page = page.within(proposed.region) if proposed.region else page
    if proposed.guess.abstains or not (
        may_be_two_sorts(page, classifier)
        or _may_be_two_cards(page, classifier)
        or (proposed.guess.kind is Kind.CPR_CARD and shows_two_terms(page))
    ):
        return proposed
    confidence = min(UNSURE, proposed.guess.confidence)
    return replace(proposed, guess=replace(proposed.guess, confidence=confidence, abstains=True))


def _may_be_two_cards(page: PageReading, classifier: KindClassifier) -> bool:
    """Whether two parts surely are course cards, and name other courses or providers."""
    if not names_courses(page):
        return False
    return any(
        tells_two_courses(*parts) and all(_is_surely_card(part, classifier) for part in parts)
        for parts in halves(page)
    )


def _is_surely_card(part: PageReading, classifier: KindClassifier) -> bool:
    guess = classifier.guess([part])
    return guess.kind is Kind.CPR_CARD and guess.confidence >= SURE


def _may_be_cut(proposed: ProposedDocument) -> bool:
    """A sheet of two sorts of papers is like nothing that was learned: its own kind may be any."""
    return proposed.guess.abstains or proposed.guess.kind is not Kind.OTHER


def _part(page: PageReading, classifier: KindClassifier, *, cards: bool) -> list[Box]:
    """The regions of one paper each: parted by kind, and what may be cards by what they say."""
    sorts = part_sorts(page, Box(0, 0, page.width, page.height), classifier)
    several = len(sorts) > 1
    if not (cards or several):
        return list(sorts)
    parts = [
        part for sort in sorts for part in _part_cards(page, sort, classifier, several=several) or [sort]
    ]
    return _join_scraps(page, parts, classifier) if len(parts) > 2 else parts


def _join_scraps(page: PageReading, regions: list[Box], classifier: KindClassifier) -> list[Box]:
    """A part that tells no card of its own, put to its neighbour of the same kind."""
    kinds = [classifier.guess([page.within(region)]).kind for region in regions]
    for place, (one, other) in enumerate(pairwise(regions)):
        whole = one.joined(other)
        others = [region for region in regions if region not in (one, other)]
        scrap = kinds[place] is kinds[place + 1] and not hold_two_cards(page, one, other)
        if scrap and not any(whole.overlap(region) for region in others):
            return _join_scraps(page, [*regions[:place], whole, *regions[place + 2 :]], classifier)
    return regions


def _part_cards(page: PageReading, region: Box, classifier: KindClassifier, *, several: bool) -> list[Box]:
    """The cards of one sort, each of which may hold papers of other sorts still; none where one of them is
    taken for something else."""
    cards = part_cards(_likely_card(page, region, classifier), [page], region, several=several)
    found = [_part_card(page, card, classifier) for card in cards]
    return [part for parts in found for part in parts] if all(found) else []


def _part_card(page: PageReading, card: Card, classifier: KindClassifier) -> list[Box]:
    sorts = part_sorts(page, card.region, classifier)
    sure = classifier.guess([card.reading]).kind is card.kind
    return list(sorts) if sure or len(sorts) > 1 else []


def _likely_card(page: PageReading, region: Box, classifier: KindClassifier) -> Kind:
    opinion = classifier.weigh([page.within(region)])
    return max(CARD_KINDS, key=opinion.of_kind)
