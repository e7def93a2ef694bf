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
BLS, online part and skills session, $60; EMT refresher from Oct 19
PALS provider, two days, Oct 3 and 4, register now, refunds up to 48 hours before class $240
Newsletter: sign up at the desk. Group discount for stations. Book your seat today"""


def test_a_card_over_adverts_is_a_card(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(CARD + ADVERTS)])
    assert (guess.kind, guess.abstains) == (Kind.CPR_CARD, False)


def test_adverts_alone_are_no_card(classifier: KindClassifier) -> None:
    assert classifier.guess([reading_of("Harbor CPR" + ADVERTS)]).kind is Kind.OTHER


TEACHER = """American Heart Association
BLS Instructor
Dana Whitfield
has met the requirements to teach the Basic Life Support Program
Issue Date 03/14/2026   Renew By 03/2028
Training Center Name Harbor CPR   Instructor ID 2655   eCard Code 265412345678"""

RECEIPT = """HARBOR CPR
RECEIPT OF PAYMENT
Order 4411   Paid 03/14/2026
Card number ************4242   Amount $75.00
Dana Whitfield has completed the BLS Provider class on 03/14/2026.
Your card comes by mail and will be good until 03/31/2028.
Instructor: Gail Ostrow
Thank you for your payment"""


@pytest.mark.parametrize("paper", [TEACHER, RECEIPT], ids=["a teacher's", "a receipt"])
def test_what_tells_nearly_all_is_no_card(classifier: KindClassifier, paper: str) -> None:
    assert classifier.guess([reading_of(paper)]).kind is Kind.OTHER


ONLINE_PART = """Certificate of Completion
HeartCode BLS Online
Dana Whitfield has successfully completed the online portion of HeartCode BLS.
This is not a provider card. Take this certificate to a hands-on skills session with an instructor.
Certificate number 4411882
Completed 03/14/2026   Session may be taken until 03/14/2028"""


@pytest.mark.parametrize(
    ("paper", "asks"), [(ONLINE_PART, True), (CARD, False)], ids=["a part of a course", "a card"]
)
def test_a_part_of_a_course_is_a_persons_to_tell(paper: str, asks: bool, classifier: KindClassifier) -> None:
    assert classifier.guess([reading_of(paper)]).abstains is asks


@pytest.mark.parametrize(
    ("was", "becomes", "card"),
    [
        pytest.param("", "", True, id="a card"),
        pytest.param("03/2028", "05/2026", False, id="no term of two years"),
        pytest.param("eCard Code", "Phone", False, id="no number"),
        pytest.param("has successfully completed", "will attend", False, id="still to come"),
        pytest.param("Basic Life Support Program", "BLS Instructor Course", False, id="of who teaches"),
        pytest.param("BLS Provider", "is authorized to teach", False, id="who may teach"),
        pytest.param("eCard Code 2654", "Card number ****4242", False, id="a card that paid"),
        pytest.param("eCard Code 2654", "Card no. ending in 4242", False, id="the end of a card that paid"),
        pytest.param("eCard Code", "Card No.", True, id="a number of a card"),
        pytest.param("the cognitive and skills", "the EMT refresher", False, id="a refresher"),
        pytest.param("the cognitive and skills", "the online part of the", False, id="a part"),
    ],
)
def test_a_card_tells_all_that_a_card_does(was: str, becomes: str, card: bool) -> None:
    assert tells_a_card([CARD.replace(was, becomes)]) is card
