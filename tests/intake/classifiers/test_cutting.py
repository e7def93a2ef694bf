"""A page with several cards is cut where every part is a card of the kind that it is taken for."""

import pytest

from domain.batches import PageWord
from domain.cuts import Cut, CutWay
from domain.documents import KindGuess, ProposedDocument, SplitResult, SubmissionPage
from domain.geometry import Box
from domain.ids import AttachmentId, PageId
from domain.kinds import Kind
from domain.pages import PageReading
from domain.states import PageUse
from intake.classifiers.cutting import cut_cards
from intake.classifiers.kinds import KindClassifier
from tests.intake.extractors.drawn_cards import draw_page
from tests.intake.extractors.test_several_cards import (
    ACLS,
    BACK,
    BLS,
    CARD,
    LICENCE,
    OTHER,
    RULED,
    beside,
    sheet,
)

CARDS = draw_page(sheet(CARD.format(**BLS), CARD.format(**ACLS)))
MIXED = draw_page(sheet(CARD.format(**BLS), LICENCE))
SIDES = draw_page(sheet(CARD.format(**BLS), BACK))
NAMELESS = draw_page(sheet(CARD.format(**BLS), CARD.format(**ACLS).replace("# Dana Whitfield\n", "")))
UNREAD = draw_page(sheet(CARD.format(**BLS), LICENCE.replace("1 VICTOR\n2 LUCIA\n", "")))
NOTICE = """CHANGE OF NAME
I was certified as  Dana Whitfield
My name is now  Dana Okafor
Certificate no. E0912345   Date of birth 02/03/1990
Because of: marriage
"""
NOTIFIED = draw_page(sheet(CARD.format(**BLS), NOTICE))
UNANSWERED = """I was certified as  Dana Whitfield
Call me from now on  Dana Okafor
My certificate no.  Date of birth
"""
HALF_NOTIFIED = draw_page(sheet(CARD.format(**BLS), UNANSWERED))
#: What is left of a card that was filled by hand, where a coarse fax lost every answer.
LOST = """# BLS Provider
American Red Cross
Proof of Basic Life Support for Healthcare Providers
I saw this person do all skills without help on the day
Name of the holder
Teacher's name                 Class room
White: student. Yellow: desk. Slips with crossings-out are void.
"""
HALF_LOST = draw_page(
    sheet(CARD.format(**BLS) + "Taught at Wachusett Heart and Safety Training in Lowell", LOST)
)
#: A form whose head asks for a number as a request does, and whose foot lists what proves a change.
CHANGE_FORM = draw_page("""State Office of Emergency Medical Services
REQUEST TO CHANGE NAME ON EMT CERTIFICATION
Dana Whitfield                                E0912345
Name as it appears on your certification      Certification number
Dana Okafor                                   02/03/1990       4136
NEW name (print as you want it on the card)   Date of birth    Last 4 of SSN
215 Harvard St                                Westfield MA 01085
Mailing address                               City, state, ZIP

Reason for change
Marriage   Divorce   Court order   Resumed birth name   Correction of error
Proof attached (one is enough; copies are accepted)
Marriage certificate                          Decree or judgment
Driver's license / ID in new name             Passport
Social Security card                          Other:
Do you hold other health licenses in Massachusetts?   No   Yes
I certify under the pains and penalties of perjury that the information above is true.
Your former name remains in our records.
""")
FOOTED = draw_page(
    sheet(
        CARD.format(**BLS),
        "Certificate J4819027     Form HSI-DL 26.01\n"
        "P.S. Your name changed? Send the driver's license or the decree.",
    )
)
THREE = draw_page(sheet(CARD.format(**BLS), LICENCE, CARD.format(**OTHER)))
SURE = KindGuess(Kind.CPR_CARD, 0.99, False)


@pytest.fixture(scope="module")
def classifier() -> KindClassifier:
    return KindClassifier.load()


def page_of(reading: PageReading, number: int = 0) -> SubmissionPage:
    return SubmissionPage(PageId(f"p{number}"), AttachmentId("a"), "sheet.pdf", reading)


def cut(
    classifier: KindClassifier, *pages: SubmissionPage, guess: KindGuess = SURE, one_paper: bool = False
) -> tuple[ProposedDocument, ...]:
    words = {page.id: PageWord(PageUse.DOCUMENT, one_paper=one_paper) for page in pages}
    return cut_cards(SplitResult((ProposedDocument(pages, guess, 0.8),)), classifier, words).documents


@pytest.mark.parametrize(
    ("reading", "guess", "kinds"),
    [
        pytest.param(CARDS, SURE, [Kind.CPR_CARD] * 2, id="two course cards"),
        pytest.param(MIXED, SURE, [Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE], id="card and licence"),
        pytest.param(
            MIXED,
            KindGuess(Kind.OTHER, 0.5, True),
            [Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE],
            id="unsure whole",
        ),
        pytest.param(NAMELESS, SURE, [Kind.CPR_CARD] * 2, id="a card whose name was lost"),
        pytest.param(
            UNREAD, SURE, [Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE], id="a licence whose name was lost"
        ),
        pytest.param(NOTIFIED, SURE, [Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE], id="card and notice"),
        pytest.param(
            THREE,
            SURE,
            [Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD],
            id="a licence between two people's cards",
        ),
        pytest.param(SIDES, SURE, [Kind.CPR_CARD], id="both sides"),
        pytest.param(CARDS, KindGuess(Kind.OTHER, 0.99, False), [Kind.OTHER], id="surely something else"),
        pytest.param(
            CHANGE_FORM,
            KindGuess(Kind.NAME_CHANGE_EVIDENCE, 0.99, False),
            [Kind.NAME_CHANGE_EVIDENCE],
            id="a form that asks as a request does",
        ),
        pytest.param(FOOTED, SURE, [Kind.CPR_CARD], id="two lines at a card's foot"),
    ],
)
def test_every_card_is_a_document(
    classifier: KindClassifier, reading: PageReading, guess: KindGuess, kinds: list[Kind]
) -> None:
    documents = cut(classifier, page_of(reading), guess=guess)
    assert [document.guess.kind for document in documents] == kinds
    assert all((document.region is None) is (len(kinds) == 1) for document in documents)
    assert {document.split_confidence for document in documents} == {0.8}


@pytest.mark.parametrize(
    ("reading", "asks"),
    [
        pytest.param(HALF_NOTIFIED, True, id="a notice whose boxes were lost under a card"),
        pytest.param(SIDES, False, id="both sides of one card"),
    ],
)
def test_a_second_paper_that_is_likely_and_not_sure_asks_a_person(
    classifier: KindClassifier, reading: PageReading, asks: bool
) -> None:
    (document,) = cut(classifier, page_of(reading))
    assert document.region is None
    assert document.guess.abstains is asks
    assert (document.guess.confidence < SURE.confidence) is asks


def test_a_person_s_word_keeps_the_page_whole(classifier: KindClassifier) -> None:
    (document,) = cut(classifier, page_of(CARDS), one_paper=True)
    assert document.region is None


def test_lines_of_a_person_part_pages_whatever_they_read_as(classifier: KindClassifier) -> None:
    pages = [page_of(reading, number) for number, reading in enumerate((SIDES, CARDS, SIDES))]
    words = {pages[1].id: PageWord(PageUse.DOCUMENT, cuts=(Cut(CutWay.DOWN, 50),))}
    whole = ProposedDocument(tuple(pages), SURE, 0.8)
    found = cut_cards(SplitResult((whole,)), classifier, words).documents
    assert [[page.id for page in document.pages] for document in found] == [["p0"], ["p1"], ["p1"], ["p2"]]
    left, right = (found[1].region, found[2].region)
    assert left
    assert right
    assert left.joined(right) == Box(0, 0, CARDS.width, CARDS.height)
    assert [found[0].region, found[3].region] == [None, None]


def test_lines_of_a_person_stand_for_the_machine_s_cut(classifier: KindClassifier) -> None:
    page = page_of(CARDS)
    words = {page.id: PageWord(PageUse.DOCUMENT, cuts=(Cut(CutWay.ACROSS, 20), Cut(CutWay.ACROSS, 60, 2)))}
    found = cut_cards(SplitResult((ProposedDocument((page,), SURE),)), classifier, words).documents
    assert len(found) == 3


def test_a_paper_of_two_pages_is_not_cut(classifier: KindClassifier) -> None:
    (document,) = cut(classifier, page_of(CARDS), page_of(SIDES, 1))
    assert len(document.pages) == 2


CARDS_BACK = """Training center
Harbor {word} Training          413-555-0128
The holder was evaluated by an instructor in airway management.
Valid for 24 months from the class completion date.
Holder's signature



"""


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        pytest.param(
            sheet(CARDS_BACK.format(word="Rescue"), CARDS_BACK.format(word="Heart")),
            [("p0", "p1"), ("p0", "p1")],
            id="turned over where they lay",
        ),
        pytest.param(
            sheet(CARDS_BACK.format(word="Rescue").rstrip()), [("p0",), ("p0",), ("p1",)], id="one back alone"
        ),
        pytest.param(
            "\n" * 6 + CARDS_BACK.format(word="Rescue").rstrip(),
            [("p0",), ("p0",), ("p1",)],
            id="a back across the line that parts the cards",
        ),
    ],
)
def test_each_card_of_a_page_takes_its_own_back(
    classifier: KindClassifier, back: str, shown: list[tuple[str, ...]]
) -> None:
    documents = cut(classifier, page_of(CARDS), page_of(draw_page(back, page=1), 1))
    assert [tuple(page.id for page in document.pages) for document in documents] == shown
    assert [document.guess.kind for document in documents[:2]] == [Kind.CPR_CARD] * 2
    assert documents[0].region
    assert documents[0].region.overlap(documents[1].region or documents[0].region) == 0


TWO_PEOPLE = draw_page(sheet(CARD.format(**BLS), CARD.format(**OTHER)))


@pytest.mark.parametrize(
    ("upper", "lower", "shown"),
    [
        pytest.param("Card {BLS}", "Card {OTHER}", [2, 2], id="their own numbers"),
        pytest.param("Holder: Dana Whitfield", "Holder: Omar Haddad", [2, 2], id="their own holders"),
        pytest.param("", "", [2, 2], id="nothing of either"),
        pytest.param(
            "Instructor: Gail Ostrow", "Instructor: Gail Ostrow", [2, 2], id="the instructor of both"
        ),
        pytest.param(
            "Card no. 7714-30718", "Card no. 7714-30718", [2, 2], id="a number of both, which is the centre's"
        ),
        pytest.param("Card {OTHER}", "Card {BLS}", [1, 1, 1], id="each other's numbers"),
        pytest.param("Card {BLS}", "Card {NEXT}", [2, 2], id="a number misread by a digit"),
        pytest.param("eCard Code {OTHER}", "", [1, 1, 1], id="the other's code on one alone"),
        pytest.param("Holder: Omar Haddad", "Holder: Dana Whitfield", [1, 1, 1], id="each other's holders"),
        pytest.param("", "WHITFIELD, DANA", [1, 1, 1], id="the other's name alone, in another order"),
        pytest.param("", "Dana Whitfeld", [1, 1, 1], id="the other's name misread"),
        pytest.param("eCard Code 265099887766", "", [1, 1, 1], id="a code of no front"),
        pytest.param("", "Holder: Nora Petrakis", [1, 1, 1], id="a holder of no front"),
    ],
)
def test_backs_that_tell_of_another_front_are_paired_with_none(
    classifier: KindClassifier, upper: str, lower: str, shown: list[int]
) -> None:
    """The sheet was turned end for end, so that the upper back is the lower card's."""
    codes = {"BLS": BLS["code"], "OTHER": OTHER["code"], "NEXT": OTHER["code"].replace("9999", "9989")}
    backs = [
        CARDS_BACK.format(word=word).replace(
            "0128\n", f"0128\n{told.format(**codes)}\n" if told else "0128\n"
        )
        for word, told in (("Rescue", upper), ("Heart", lower))
    ]
    documents = cut(classifier, page_of(TWO_PEOPLE), page_of(draw_page(sheet(*backs), page=1), 1))
    assert [len(document.pages) for document in documents] == shown


@pytest.mark.parametrize(("turned", "shown"), [(False, [2, 2]), (True, [1, 1, 1])])
def test_numbers_in_a_row_are_told_apart(classifier: KindClassifier, turned: bool, shown: list[int]) -> None:
    """Of one class, whose cards were printed one after the other."""
    codes = ["265012345678", "265012345679"]
    fronts = [
        CARD.format(**person | {"code": code}) for person, code in zip((BLS, OTHER), codes, strict=True)
    ]
    backs = [
        CARDS_BACK.format(word=word).replace("0128\n", f"0128\neCard Code {code}\n")
        for word, code in zip(("Rescue", "Heart"), codes[::-1] if turned else codes, strict=True)
    ]
    pages = [draw_page(sheet(*sides), page=at) for at, sides in enumerate((fronts, backs))]
    documents = cut(classifier, *(page_of(page, at) for at, page in enumerate(pages)))
    assert [len(document.pages) for document in documents] == shown


def test_a_line_through_one_back_parts_no_cards(classifier: KindClassifier) -> None:
    """Though no word stands on it: elsewhere that page has wider gaps."""
    lines = CARDS_BACK.format(word="Rescue").strip().splitlines()
    upper, lower = "\n".join(lines[:2]), "\n\n".join(lines[2:])
    one = draw_page(f"{lines[0]}\n\n\n\n\n\n{upper}\n\n{lower}\nVoid if altered\nKeep it", page=1)
    documents = cut(classifier, page_of(CARDS), page_of(one, 1))
    assert [len(document.pages) for document in documents] == [1, 1, 1]


def test_cards_side_by_side_take_no_backs(classifier: KindClassifier) -> None:
    """They change places where the sheet was turned."""
    fronts = draw_page(beside(CARD.format(**BLS), CARD.format(**ACLS)))
    side = CARDS_BACK.format(word="Rescue").rstrip()
    documents = cut(classifier, page_of(fronts), page_of(draw_page(beside(side, side), page=1), 1))
    assert [len(document.pages) for document in documents] == [1, 1, 1]


def test_a_person_s_word_keeps_fronts_and_backs_one_paper(classifier: KindClassifier) -> None:
    back = draw_page(sheet(CARDS_BACK.format(word="Rescue"), CARDS_BACK.format(word="Heart")), page=1)
    (document,) = cut(classifier, page_of(CARDS), page_of(back, 1), one_paper=True)
    assert (len(document.pages), document.region) == (2, None)


def test_a_second_card_of_which_every_answer_was_lost_is_asked_of_a_person(
    classifier: KindClassifier,
) -> None:
    (page,) = cut(classifier, page_of(HALF_LOST))
    assert page.region is None
    assert page.guess.abstains


def test_two_cards_that_no_gap_parts_are_asked_of_a_person(classifier: KindClassifier) -> None:
    (page,) = cut(classifier, page_of(draw_page(RULED)))
    assert page.region is None
    assert page.guess.abstains


def test_so_are_two_that_lie_under_one_that_was_cut_off(classifier: KindClassifier) -> None:
    upper, lower = cut(classifier, page_of(draw_page(sheet(CARD.format(**ACLS), RULED))))
    assert (upper.guess.abstains, lower.guess.abstains) == (False, True)


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(
            draw_page(CARD.format(**BLS) + LOST.replace("American Red Cross", "")), id="its own stub"
        ),
        pytest.param(SIDES, id="both sides"),
        pytest.param(draw_page(sheet(CARD.format(**BLS), CARD.format(**BLS))), id="a card and its copy"),
    ],
)
def test_one_card_is_not_asked_of(classifier: KindClassifier, reading: PageReading) -> None:
    (page,) = cut(classifier, page_of(reading))
    assert not page.guess.abstains
