"""Words of persons on one page: the last counts, and each sort of word stands beside the others."""

from domain.batches import PageWord, SplitEdit
from domain.cuts import Cut, CutWay
from domain.states import PageUse


def test_that_it_is_one_paper_stands_beside_where_it_belongs() -> None:
    word = PageWord().then(SplitEdit.ONE_PAPER).then(SplitEdit.STARTS_DOCUMENT)
    assert word == PageWord(PageUse.DOCUMENT, SplitEdit.STARTS_DOCUMENT, one_paper=True)


def test_how_it_is_cut_is_taken_back_alone() -> None:
    lines = (Cut(CutWay.ACROSS, 50),)
    word = PageWord().then(SplitEdit.STARTS_DOCUMENT).then(SplitEdit.SEVERAL_PAPERS, lines)
    assert word.cuts == lines
    assert word.then(SplitEdit.ONE_PAPER).cuts == ()
    assert word.then(SplitEdit.CUT_AS_READ) == PageWord(PageUse.DOCUMENT, SplitEdit.STARTS_DOCUMENT)


def test_all_is_taken_back_at_once() -> None:
    assert PageWord().then(SplitEdit.ONE_PAPER).then(SplitEdit.AS_READ) == PageWord()
