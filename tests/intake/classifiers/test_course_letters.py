"""A letter of who taught that stands for a card not made yet, told from other letters on courses."""

import pytest

from domain.kinds import Kind
from intake.classifiers.course_letters import stands_for_card
from intake.classifiers.kinds import KindClassifier
from tests.intake.classifiers.papers import reading_of

LETTER = """Harwick Fire Department
Training & EMS Division
100 Union Street, Harwick MA 02645  508-555-0181
September 15, 2026
RE: CPR course completion - Dana Whitfield, EMT
To whom it may concern,
Please accept this letter in place of a card for the member named above. On Saturday, September 12, 2026 she
attended our American Heart Association BLS Provider renewal at Station 2 and passed both the written exam
and the adult and infant skills tests, which I watched in person. Our Training Center roster was sent to the
AHA on Monday and the eCards are to be released within twenty business days.
Student to manikin ratio was 3:1; total class time 4.5 hours. Call me with any questions.
Lt. Gail Ostrow
Training Officer and AHA BLS Instructor
"""


def test_a_letter_in_place_of_a_card_is_shown_to_a_person(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(LETTER)])
    assert (guess.kind, guess.abstains) == (Kind.CPR_CARD, True)


PASSED = "Dana Whitfield completed Basic Life Support on September 12, 2026."


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        pytest.param(
            f"This letter serves as temporary proof. {PASSED} Gail Ostrow, BLS Instructor", True, id="proof"
        ),
        pytest.param(
            f"This memo confirms it. {PASSED} Cards are on back order. Capt. Ferrante, Training Officer",
            True,
            id="back order",
        ),
        pytest.param(
            "Please use this letter in lieu of the provider card for our medic. She passed the ACLS renewal."
            " Education Coordinator",
            True,
            id="in lieu",
        ),
        pytest.param(
            "This letter may be used until the card arrives. Dana attended our BLS class. Lead Instructor",
            True,
            id="until",
        ),
        pytest.param(
            "Please accept this note for Dana, who sat in my BLS class. She passed the exam. The certificates"
            " for this class have been held up. Instructor no. 91130",
            True,
            id="held up",
        ),
        pytest.param(
            "Please accept this letter until the cards come. Dana attended our BLS class. It is not a"
            " card and must not be used in place of one. Lead Instructor",
            False,
            id="not a card",
        ),
        pytest.param(
            "This letter may not be used as proof. Dana passed our BLS class; cards are still pending."
            " Instructor",
            False,
            id="no proof",
        ),
        pytest.param(
            "Please accept this letter in place of my card. I completed BLS with instructor Gail Ostrow.",
            False,
            id="the holder's own",
        ),
        pytest.param(
            "Use this note until the card comes. I sat in my BLS class; who passed got it. Instructor",
            False,
            id="the holder's class",
        ),
        pytest.param(
            "The card will not be issued: Ms. Whitfield attended BLS and did not pass. Training Center",
            False,
            id="not passed",
        ),
        pytest.param(
            "You are registered for BLS. Your eCard will be issued once the instructor sees who passed.",
            False,
            id="a class to come",
        ),
        pytest.param(
            "This letter serves as proof that she completed the BLS instructor course. Training Center",
            False,
            id="an instructor's",
        ),
        pytest.param(f"{PASSED} Gail Ostrow, BLS Instructor", False, id="stands for nothing"),
    ],
)
def test_who_taught_tells_of_a_card_to_come(words: str, stands: bool) -> None:
    assert stands_for_card([words]) is stands
