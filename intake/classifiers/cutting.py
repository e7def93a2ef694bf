"""Cuts pages that show several cards into documents of one card each, where every part is a whole card."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.batches import PageWord
from domain.documents import ProposedDocument, SplitResult
from domain.ids import PageId
from intake.classifiers.kinds import KindClassifier
from intake.extractors.cards import CARD_KINDS, Card, part_cards


def cut_cards(
    result: SplitResult, classifier: KindClassifier, words: Mapping[PageId, PageWord]
) -> SplitResult:
    """The split with each card of a page as a document of its own, top to bottom, left to right.

    Where a part names nobody or is taken for another kind than it reads as, or a person said that the page is
    one paper, the page stays one document.
    """
    documents = (cut for proposed in result.documents for cut in _cut(proposed, classifier, words))
    return replace(result, documents=tuple(documents))


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
    if len(proposed.pages) != 1 or page.is_body or words.get(page.id, PageWord()).one_paper:
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
