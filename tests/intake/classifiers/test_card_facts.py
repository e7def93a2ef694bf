"""A card that stands on a page with other things, told by what only a card says."""

import pytest

from domain.kinds import Kind
from intake.classifiers.card_facts import tells_a_card
from intake.classifiers.kinds import KindClassifier
from tests.intake.classifiers.papers import CARD, reading_of

ADVERTS = """
Upcoming classes - save $15 when you book with a friend
ACLS renewal Sat 09/12/2026, 8:30 Quincy classroom $195
Heartsaver First Aid CPR AED Tue 09/15/2026 Milton library $90
PALS provider, two days, Oct 3 and 4, register now, refunds up to 48 hours before class $240
Newsletter: sign up at the desk. Group discount for stations. Book your seat today"""


def test_a_card_over_adverts_is_a_card(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(CARD + ADVERTS)])
    assert (guess.kind, guess.abstains) == (Kind.CPR_CARD, False)


def test_adverts_alone_are_no_card(classifier: KindClassifier) -> None:
    assert classifier.guess([reading_of("Harbor CPR" + ADVERTS)]).kind is Kind.OTHER


@pytest.mark.parametrize(
    ("was", "becomes", "card"),
    [
        pytest.param("", "", True, id="a card"),
        pytest.param("03/2028", "05/2026", False, id="no term of two years"),
        pytest.param("eCard Code", "Phone", False, id="no number"),
        pytest.param("has successfully completed", "will attend", False, id="still to come"),
        pytest.param("Basic Life Support Program", "BLS Instructor Course", False, id="of who teaches"),
    ],
)
def test_a_card_tells_all_that_a_card_does(was: str, becomes: str, card: bool) -> None:
    assert tells_a_card([CARD.replace(was, becomes)]) is card
