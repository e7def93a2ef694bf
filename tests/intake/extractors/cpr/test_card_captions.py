"""Captions of who taught and where, shortened, in the plural or put in two ways, and posts."""

import pytest

from intake.extractors.cpr.posts import is_post
from tests.intake.extractors.drawn_cards import read_card

CARD = """
# BLS Provider
American Red Cross
# Dana Whitfield
Completed        Valid to
05-28-2024       05-28-2026
{line}
"""


@pytest.mark.parametrize(
    "caption",
    ["Authorized Instr.", "Auth. Instr.", "Instr. Name", "Inst. name:", "Instructor(s):", "Trainer(s)"],
)
def test_who_taught_may_be_asked_in_short_or_in_the_plural(caption: str) -> None:
    found = read_card(CARD.format(line=f"{caption}    Gail Ostrow #224071"))
    assert found["instructor_name"] == "Gail Ostrow"


@pytest.mark.parametrize(
    "caption",
    [
        "Training center / agency",
        "Training Center / Host",
        "School / Training center",
        "Training site / Lieu de formation",
    ],
)
def test_a_caption_in_two_ways_asks_once(caption: str) -> None:
    found = read_card(
        CARD.format(line=f"Webster Fire Dept.                 C2207918\n{caption}          Card control no.")
    )
    assert found["training_center"] == "Webster Fire Dept"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Cape EMS Education, TC ID MA05473", id="TC ID"),
        pytest.param("Cape EMS Education TC# MA05473", id="TC#"),
        pytest.param("Cape EMS Education, No. 05473", id="No."),
        pytest.param("Cape EMS Education (TC ID MA05473)", id="in parentheses"),
    ],
)
def test_a_center_s_number_is_no_part_of_its_name(told: str) -> None:
    found = read_card(CARD.format(line=f"Training Ctr. {told}"))
    assert found["training_center"] == "Cape EMS Education"


NUMBERED = """
# BLS for Healthcare Providers
American Safety & Health Institute
Card holder
# DANA WHITFIELD
Completed        Valid through
11-JAN-2026      11-JAN-2028
{instructor}
RUTH ONDERDONK / 1188203
{center}
CAPE RIVER RESCUE TRAINING / 0477120
"""


@pytest.mark.parametrize(
    ("instructor", "center"),
    [
        ("Instructor / Registry no.", "Training center / TCID"),
        ("Instructor / ID", "Training Center / TC ID#"),
        ("Instructor name / No.", "Training center name / Center ID"),
    ],
)
def test_one_caption_may_ask_for_a_name_and_its_number(instructor: str, center: str) -> None:
    found = read_card(NUMBERED.format(instructor=instructor, center=center))
    assert (found["instructor_name"], found["training_center"]) == (
        "Ruth Onderdonk",
        "CAPE RIVER RESCUE TRAINING",
    )


@pytest.mark.parametrize("caption", ["Inst. ID", "Inst, ID", "Inst ID", "Instr, ID"])
def test_another_s_number_is_not_the_card_s(caption: str) -> None:
    found = read_card(CARD.format(line=f"as taught by the AHA.   {caption}   12050438812"))
    assert "certificate_id" not in found


ONLINE = """
# PULSEPOINT ACADEMY ONLINE
Basic Life Support (BLS)
This certifies that
# Dana Whitfield
has met the course requirements of our 100% online program.
Issued:   07/03/2026     Good through:   07/03/2028
Certificate ID: PPA-668214   Instructor of record: Alan Reiter
{post}        www.pulsepoint.example.com
"""


@pytest.mark.parametrize(
    "post",
    [
        "Program Director",
        "Director of Education",
        "President, Training Services",
        "EMS Training Coordinator",
        "Alan Reiter, RN, Director of Education",
        "Alan Reiter, Training Coordinator",
    ],
)
def test_a_post_is_no_training_center(post: str) -> None:
    assert "training_center" not in read_card(ONLINE.format(post=post))


@pytest.mark.parametrize(
    "school",
    [
        "Officer Street Rescue School",
        "The CPR Trainer",
        "Boston Safety Educator",
        "Reiter Rescue Academy",
    ],
)
def test_a_school_that_holds_a_post_s_word_stays(school: str) -> None:
    assert read_card(CARD.format(line=f"Training Center    {school}"))["training_center"] == school


def test_a_school_before_a_post_is_no_signer() -> None:
    assert is_post("Ana Cruz, RN, Director of Education")
    assert not is_post("Cruz Rescue Academy, Training Officer")


@pytest.mark.parametrize(
    ("printed", "center"),
    [
        pytest.param("North Shore Lifesafe\nTraining center", "North Shore Lifesafe", id="nobody's name"),
        pytest.param("North Shore Lifesafe\nat", None, id="who taught, over where"),
        pytest.param("Gail Ostrow\nTraining center", None, id="a person over a center"),
        pytest.param("Gail Ostrow\nAuthorized by training center", None, id="a person who signs"),
        pytest.param("Gail Ostrow\nfor the training center", None, id="a person who signs for it"),
        pytest.param("Dr. Gail Ostrow\nSchool", None, id="a person with a title"),
        pytest.param("Gail Ostrzewski\nTraining center", None, id="a rare surname"),
    ],
)
def test_a_center_that_reads_like_a_person_answers_what_asks_for_a_center(
    printed: str, center: str | None
) -> None:
    assert read_card(CARD.format(line=printed)).get("training_center") == center


def test_what_stands_behind_a_caption_s_slash_answers_it() -> None:
    found = read_card(
        "American Heart Association\n# BLS Provider\nName/ Dana Whitfield\nInstructor/ Gail Ostrow\n"
        "Training Center/ Harbor CPR\nIssue Date 03/14/2026   Renew By 03/2028\neCard Code 265412345678"
    )
    asked = (found["holder_name"], found["instructor_name"], found["training_center"])
    assert asked == ("Dana Whitfield", "Gail Ostrow", "Harbor CPR")


def test_a_center_s_number_is_asked_for_by_no_center() -> None:
    found = read_card(CARD.format(line="TC4471       978-555-0133\nTraining center I.D. / phone"))
    assert "training_center" not in found


def test_who_sponsors_a_course_with_others_did_not_teach_it() -> None:
    told = "Co-sponsored by AAOS and ACEP. Verify at the Institute's site with the serial number."
    found = read_card(CARD.format(line=f"Education center    Contoocook River EMS\n{told}"))
    assert found["training_center"] == "Contoocook River EMS"
    assert "training_center" not in read_card(CARD.format(line=told))


@pytest.mark.parametrize("caption", ["Instructor no.", "Registry No.", "Training Center ID", "TC ID"])
def test_a_number_under_another_s_caption_is_not_the_card_s(caption: str) -> None:
    found = read_card(
        CARD.format(line=f"5-28-24        5-28-26        61220\nIssue date     Expires        {caption}")
    )
    assert "certificate_id" not in found


def test_a_chapter_over_its_caption_is_a_training_center() -> None:
    line = "Gail Ostrow      Granite Valley Chapter\nInstructor       Chapter / training provider"
    found = read_card(CARD.format(line=line))
    assert (found["instructor_name"], found["training_center"]) == ("Gail Ostrow", "Granite Valley Chapter")


def test_half_of_the_body_s_name_is_no_training_center() -> None:
    head = "ECSI      Emergency Care & Safety Institute\nEducation Center course card\n"
    found = read_card(head + CARD.replace("American Red Cross\n", "").format(line=""))
    assert "training_center" not in found
