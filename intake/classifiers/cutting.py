"""Cuts pages that show several papers into documents of one each.

Along the lines that a person drew; else by the machine into cards, where every part is a whole card.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from domain.batches import PageWord
from domain.cuts import cut_page
from domain.documents import ProposedDocument, SplitResult
from domain.ids import PageId
from intake.classifiers.kinds import KindClassifier
from intake.extractors.cards import CARD_KINDS, Card, part_cards


def cut_cards(
    result: SplitResult, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> SplitResult:
    """The split with each card of a page as a document of its own, top to bottom, left to right.

    Where a part names nobody or is taken for another kind than it reads as, or a person said that the page is
    one paper, the page stays one document. Where a person drew lines, each part is a document, whatever it
    reads as.
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
    cards = _cards_of(proposed, words)
    found = [_propose(proposed, card, classifier) for card in cards]
    if found and all(document is not None for document in found):
        yield from (document for document in found if document is not None)
    else:
        yield proposed


def _cards_of(proposed: ProposedDocument, words: Mapping[PageId, PageWord]) -> tuple[Card, ...]:
    page = proposed.pages[0]
    if (
        proposed.region
        or len(proposed.pages) != 1
        or page.is_body
        or words.get(page.id, PageWord()).one_paper
    ):
        return ()
    # A sheet of two sorts of cards is like nothing that was learned: either kind may be the likelier.
    kinds = CARD_KINDS if proposed.guess.abstains else (proposed.guess.kind,)
    return next((cards for kind in kinds if (cards := part_cards(kind, [page.reading]))), ())


def _propose(proposed: ProposedDocument, card: Card, classifier: KindClassifier) -> ProposedDocument | None:
    """The document that a card is; None where it names nobody, or the classifier takes it for something else.
    Where the kind is not sure, a person triages the card, not the sheet."""
    guess = classifier.guess([card.reading])
    sure = card.whole and guess.kind is card.kind
    return replace(proposed, guess=guess, region=card.region) if sure else None
