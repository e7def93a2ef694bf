"""Words of persons on one page: the last counts, and each sort of word stands beside the others."""

from domain.batches import PageWord, SplitEdit
from domain.kinds import PageUse


def test_that_it_is_one_paper_stands_beside_where_it_belongs() -> None:
    word = PageWord().then(SplitEdit.ONE_PAPER).then(SplitEdit.STARTS_DOCUMENT)
    assert word == PageWord(PageUse.DOCUMENT, SplitEdit.STARTS_DOCUMENT, one_paper=True)


def test_all_is_taken_back_at_once() -> None:
    assert PageWord().then(SplitEdit.ONE_PAPER).then(SplitEdit.AS_READ) == PageWord()
