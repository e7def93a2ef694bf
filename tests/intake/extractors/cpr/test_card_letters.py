"""Letters that stand for a card: what they are about, who learned, who signs, and under which center."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.drawn_cards import prove_card, read_card

LETTER = """
LAKESIDE VALLEY COLLEGE
School of Health
{subject}
Please accept this letter as proof that our student DANA WHITFIELD has met the requirements of the
American Heart Association ACLS Provider Course, held August 7, 2026.
Mr. Whitfield passed the megacode and high-quality BLS skills stations in person, hands on, and scored well.
The provider eCard, code 266210734915, has been issued; its recommended renewal date
is August 2028.
{center}
Respectfully,
Pauline Osgood, M.Ed., NRP
EMS Program Director
"""
ABOUT_ACLS = "SUBJECT: ADVANCED CARDIOVASCULAR LIFE SUPPORT - LETTER IN LIEU OF CARD"


def test_a_letter_is_of_the_course_that_it_is_about() -> None:
    assert read_card(LETTER.format(subject=ABOUT_ACLS, center=""))["course"] == "ACLS"


def test_a_lay_course_in_the_line_tells_less_than_the_title() -> None:
    drawn = "Re: CPR certification\n# BLS Provider\n# Dana Whitfield\nAmerican Heart Association"
    assert read_card(drawn)["course"] == "BLS"


def test_the_month_behind_a_small_word_has_no_day() -> None:
    assert read_card(LETTER.format(subject=ABOUT_ACLS, center=""))["expires_on"] == "2028-08"


@pytest.mark.parametrize(
    ("sentence", "center"),
    [
        pytest.param(
            "The College conducts AHA courses as a training site of Ridge County Resuscitation Training\n"
            "Center (TC ID PA03116). Should you need the roster, call.",
            "Ridge County Resuscitation Training Center", id="as its site",
        ),
        pytest.param(
            "The course was given under Ridge Valley Heart Center (TC ID PA03116), our sponsor.",
            "Ridge Valley Heart Center", id="by its number with the body",
        ),
        pytest.param(
            "We are a training site of the American Heart Association. Call us.",
            "LAKESIDE VALLEY COLLEGE", id="the body itself is no center",
        ),
        pytest.param(
            "We teach on behalf of Ridge Valley Rescue (call first).",
            "LAKESIDE VALLEY COLLEGE", id="another note behind a name",
        ),
    ],
)  # fmt: skip
def test_a_school_may_teach_under_another_center(sentence: str, center: str) -> None:
    assert read_card(LETTER.format(subject=ABOUT_ACLS, center=sentence))["training_center"] == center


INTERIM = """
Lakeside Harbor Hospital
American Heart Association Training Center
To whom it may concern:
{about}
This letter confirms that the employee named above took part in and passed the American Heart Association BLS
Provider course, classroom format, given on August 19, 2026.
Course           AHA BLS Provider
Completed        08/19/2026
Renew by         08/2028
Lead instructor  Gail K. Ostrow, RN, CEN
Sincerely,
Harlan B. Voss, BSN, NRP
Training Center Coordinator, 508-555-0167
"""


def test_whom_a_letter_is_about_holds_the_card_not_who_signs() -> None:
    found = read_card(
        INTERIM.format(about="Re: Dana Yvette Whitfield, Paramedic   -   interim proof of course completion")
    )
    assert (found["holder_name"], found["instructor_name"]) == ("Dana Yvette Whitfield", "Gail K. Ostrow")


def test_who_signs_with_a_post_and_a_telephone_holds_no_card() -> None:
    assert "holder_name" not in read_card(INTERIM.format(about="Re: interim proof of course completion"))


@pytest.mark.parametrize(
    ("note", "provider"),
    [
        pytest.param("is not an AHA course completion card.", "other", id="its card"),
        pytest.param("is not an American Heart Association certificate.", "other", id="its certificate"),
        pytest.param("is not an AHA or Red Cross card.", "other", id="two bodies' cards"),
        pytest.param(
            "is not a card of the American Red Cross or the American Heart Association.", "other",
            id="a card of theirs",
        ),
        pytest.param("is an AHA course completion card.", "AHA", id="the same unsaid"),
        pytest.param("is valid for the AHA course and is not an ID card.", "AHA", id="another card"),
        pytest.param("is not the AHA eCard. American Heart Association", "AHA", id="named besides"),
    ],
)  # fmt: skip
def test_a_body_whose_card_it_says_it_is_not_is_not_the_provider(note: str, provider: str) -> None:
    found = read_card(
        "WEST FALLBROOK FIRE DISTRICT\nDivision of Training\nC.P.R. TRAINING RECORD\n# Dana Whitfield\n"
        "has attended the Basic Life Support class given by this Division, following American Heart\n"
        f"Association guidelines. This record {note}"
    )
    assert found["provider"] == provider


def test_a_record_of_training_is_no_school() -> None:
    found = read_card(
        "WEST FALLBROOK FIRE DISTRICT\nDivision of Training\nC.P.R. TRAINING RECORD\n# Dana Whitfield\n"
        "has attended the Basic Life Support class given by this Division."
    )
    assert found["training_center"] == "WEST FALLBROOK FIRE DISTRICT"


def test_values_of_a_letter_stand_where_they_were_read() -> None:
    found = prove_card(
        LETTER.format(subject=ABOUT_ACLS, center="a training site of Ridge Valley Heart Center.")
    )
    assert all(each.box is not None for each in found.values())


MEMO = """
NORTH RIVER FIRE DEPARTMENT
MEMORANDUM
{head}
DATE: 7/15/2026
Firefighter Dana Whitfield {told}.
American Heart Association BLS Provider
"""
HEAD_OF_MEMO = "TO: Office of EMS\nFROM: Capt. Gail Ostrow\nSUBJECT: BLS recertification"


@pytest.mark.parametrize(
    ("head", "told", "issued", "sure"),
    [
        pytest.param(HEAD_OF_MEMO, "completed the course on July 12, 2026", "2026-07-12", True, id="told"),
        pytest.param(HEAD_OF_MEMO, "completed the course", "2026-07-15", False, id="the memo's own at most"),
        pytest.param("Certificate", "completed the course", "2026-07-15", True, id="a card's date"),
    ],
)
def test_the_day_of_a_memo_is_not_that_of_its_course(
    head: str, told: str, issued: str, *, sure: bool
) -> None:
    found = prove_card(MEMO.format(head=head, told=told))[FieldName.ISSUED_ON]
    assert (found.value, found.confidence >= 0.9) == (issued, sure)
