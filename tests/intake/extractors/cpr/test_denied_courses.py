"""Courses that a card names without being of them, and headings of which a reader parted the capitals."""

import pytest

from tests.intake.extractors.drawn_cards import read_card

CARD = """
{head}
# Dana Whitfield
{words}
Issue Date   03/14/2026
Expires      03/14/2028
"""


def course_of(head: str, words: str = "") -> str | bool | None:
    return read_card(CARD.format(head=head, words=words)).get("course")


@pytest.mark.parametrize(
    ("head", "words", "course"),
    [
        pytest.param(
            "National Safety Council\nCPR & AED - Adult, Child and Infant",
            "For lay rescuers and workplaces. This\ncard does not cover professional-level BLS.",
            "CPR_AED", id="does not cover",
        ),
        pytest.param(
            "American Red Cross\nAdult CPR/AED", "This is not a BLS certification.", "CPR_AED", id="is not a",
        ),
        pytest.param(
            "American Red Cross\nCPR/AED", "Basic Life Support is not included in this course.", "CPR_AED",
            id="not included",
        ),
        pytest.param(
            "American Heart Association\nHeartsaver CPR AED", "Not valid for BLS.", "Heartsaver", id="valid",
        ),
        pytest.param(
            "National Safety Council\nFirst Aid", "CPR is not covered by this card.", "FirstAid",
            id="the next line denies its own course",
        ),
    ],
)  # fmt: skip
def test_a_course_that_a_card_denies_is_not_its_course(head: str, words: str, course: str) -> None:
    assert course_of(head, words) == course


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            "American Heart Association\nNot valid without instructor signature\nBLS Provider", id="signature"
        ),
        pytest.param("American Red Cross\nNot valid for lifeguards\nBLS Provider", id="others"),
    ],
)
def test_a_title_below_a_line_that_denies_something_else_stays(head: str) -> None:
    assert course_of(head) == "BLS"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("This letter is issued in lieu of the BLS card of Jane Whitfield.", id="letter"),
        pytest.param("This paper is good in place of the BLS Provider card", id="card"),
        pytest.param("The BLS eCard has not been issued yet.", id="not issued yet"),
        pytest.param("She did not need remediation and completed the BLS Provider course", id="did not need"),
        pytest.param("She was not in need of help and completed the BLS Provider course", id="and"),
        pytest.param("She was not the fastest but passed the BLS Provider course", id="but"),
        pytest.param("DO NOT LAMINATE     BLS Provider", id="laminate"),
        pytest.param("NOT FOR RESALE     BLS Provider", id="gap"),
    ],
)
def test_a_denial_of_something_else_leaves_the_course(words: str) -> None:
    assert course_of("American Heart Association", words) == "BLS"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("This card does not cover CPR/AED and BLS.", id="and"),
        pytest.param("Not to be shown in place of BLS.", id="in place"),
        pytest.param("Taken instead of BLS.", id="instead"),
        pytest.param("It may not be used for BLS.", id="used"),
    ],
)
def test_a_course_denied_in_other_words_is_not_the_card_s(words: str) -> None:
    assert course_of("American Heart Association\nHeartsaver First Aid", words) == "Heartsaver"
    assert course_of("American Heart Association", words) != "BLS"


def test_a_brand_in_two_lines_is_no_course() -> None:
    found = read_card("""
BLSBasic Life Support for healthcare & prehospital
HSI          No. 4471902
MEDIC        Dana Whitfield
First Aid    Participant (print)
""")
    assert (found["provider"], found["course"]) == ("HSI", "BLS")


def test_first_aid_below_another_line_is_the_course() -> None:
    assert course_of("Health & Safety Institute\nFirst Aid") == "FirstAid"


@pytest.mark.parametrize(
    ("head", "provider", "course"),
    [
        pytest.param("H EARTSAVER\nFirst Aid CPR AED", "AHA", "Heartsaver", id="one word"),
        pytest.param("B ASIC L IFE S UPPORT\nA MERICAN R ED C ROSS", "ARC", "BLS", id="Red Cross"),
        pytest.param(
            "A DVANCED C ARDIOVASCULAR L IFE S UPPORT\nA MERICAN H EART A SSOCIATION", "AHA", "ACLS", id="AHA"
        ),
    ],
)
def test_large_capitals_may_stand_apart_from_their_words(head: str, provider: str, course: str) -> None:
    found = read_card(CARD.format(head=head, words=""))
    assert (found["provider"], found["course"]) == (provider, course)


def test_the_end_of_a_sentence_asks_for_no_course() -> None:
    words = (
        "The individual named has completed the objectives for this\ncourse. Not taken: Child CPR Infant CPR"
    )
    assert course_of("HEARTSAVER\nFirst Aid", words) == "Heartsaver"


@pytest.mark.parametrize(
    ("first", "second", "provider"),
    [
        ("BLS PROVIDER                  American Heart", "Basic Life Support            Association", "AHA"),
        ("ADULT CPR/AED                 National Safety", "All ages                      Council", "NSC"),
        ("BLS                   Health & Safety", "Classroom             Institute", "HSI"),
        ("BLS                   Harbor Heart", "Classroom             Association", "other"),
    ],
)
def test_a_body_s_name_may_be_broken_in_a_column(first: str, second: str, provider: str) -> None:
    assert (
        read_card(CARD.format(head=f"{first}\n{second}", words="Instructor   Gail Ostrow"))["provider"]
        == provider
    )
