"""Whether a course was taken online alone."""

import pytest

from tests.intake.extractors.drawn_cards import read_card


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "has successfully completed the cognitive evaluation and the skills stations (airway\n"
            "management, team megacode) of the ACLS Program",
            id="stations",
        ),
        pytest.param("has completed the cognitive exam and megacode testing of the program", id="megacode"),
        pytest.param(
            "has passed the online course and the skills exam at our training center.", id="skills exam"
        ),
        pytest.param(
            "finished online training and skills practice and testing with an instructor", id="practice"
        ),
        pytest.param("Completed online learning and a hands-on skills test", id="online learning, and hands"),
        pytest.param(
            "Virtual class with skills verification at the site. It must be renewed.", id="another must"
        ),
    ],
)
def test_skills_shown_make_a_course_more_than_online(words: str) -> None:
    found = read_card(f"# ACLS Provider\nAmerican Heart Association\n# Dana Whitfield\n{words}")
    assert found["format_online_only"] is False


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "has completed the cognitive portion of this course. The student must complete a hands-on\n"
            "skills session within 60 days to receive a card.",
            id="must complete",
        ),
        pytest.param(
            "completed the online course and is now eligible for the skills session.", id="eligible"
        ),
        pytest.param("completed the web-based course. Skills testing is still required.", id="required"),
        pytest.param("completed the online training. Bring this page to your skills session.", id="bring"),
        pytest.param("has completed the eLearning. Next step: schedule a hands-on skills check.", id="next"),
    ],
)
def test_skills_still_to_come_were_not_shown(words: str) -> None:
    found = read_card(f"# BLS\nAmerican Heart Association\n# Dana Whitfield\n{words}")
    assert found["format_online_only"] is True


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(
            "American Red Cross\nBasic Life Support\nJane Whitfield\nFormat: eLearning + classroom\n"
            "This card must be carried on duty",
            id="carried",
        ),
        pytest.param(
            "Heartsaver First Aid\nAmerican Heart Association\nJane Whitfield\n"
            "Online course with hands-on skills session\nInstructor must sign",
            id="sign",
        ),
        pytest.param(
            "National Safety Council\nCPR & AED\nJane Whitfield\nOnline course plus classroom\n"
            "Card must be signed by holder",
            id="signed",
        ),
        pytest.param(
            "National Safety Council\nCPR & AED\nJane Whitfield\n"
            "Online course plus classroom, card must be signed",
            id="signed, in the same line",
        ),
        pytest.param(
            "American Red Cross\nBLS\nJane Whitfield\n"
            "Online course. Passed the written exam and the skills exam",
            id="a written exam and another",
        ),
    ],
)
def test_another_duty_leaves_the_skills_shown(card: str) -> None:
    assert read_card(card)["format_online_only"] is False


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "This course was completed fully online, including megacode simulations and final test",
            id="megacode simulations",
        ),
        pytest.param("passed the online course and written skills exam", id="written"),
        pytest.param(
            "has completed online training, with video skills practice at home", id="video, at home"
        ),
        pytest.param("completed online training for BLS. Skills practice on own manikins", id="own manikins"),
        pytest.param("finished the online course and the virtual megacode", id="virtual megacode"),
        pytest.param(
            "Online class. The hands-on session must be\npassed before a card is issued.", id="broken line"
        ),
    ],
)
def test_skills_at_a_screen_or_at_home_are_online_too(words: str) -> None:
    found = read_card(f"# ACLS Provider\n# Dana Whitfield\n{words}")
    assert found["format_online_only"] is True
