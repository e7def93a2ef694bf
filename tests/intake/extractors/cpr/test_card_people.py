"""Names that stand close beside other words, and who is meant."""

import pytest

from tests.intake.extractors.drawn_cards import read_card

HEAD = "American Heart Association\n# BLS Provider\n# Dana Whitfield\n\n"


@pytest.mark.parametrize(
    ("words", "taught"),
    [
        pytest.param(
            "Gail Ostrow               Olga Petrova\nInstructor of the cass    Director of prograns",
            "Gail Ostrow", id="two in columns",
        ),
        pytest.param("Teacher  Gail Ostrow     Serlal R3984269", "Gail Ostrow", id="a caption misread"),
        pytest.param(
            "was given by Gail\nAnn Ostrow, our instructor (no. 45194968).", "Gail Ann Ostrow",
            id="over two lines",
        ),
    ],
)  # fmt: skip
def test_who_taught_is_named_whole_and_alone(words: str, taught: str) -> None:
    assert read_card(HEAD + words)["instructor_name"] == taught


def test_a_name_beside_another_column_begins_no_sentence() -> None:
    found = read_card("""
Granite CPR Works
Certificate of training
Dana Whitfield
learned and showed what is asked of a person certified in
CPR/AED
                                     Saltbox EMS Academy
Gail Ostrow                          host of the course
skills instructor
""")
    assert (found["holder_name"], found["instructor_name"]) == ("Dana Whitfield", "Gail Ostrow")


@pytest.mark.parametrize(
    ("words", "center"),
    [
        pytest.param(
            "St. Brendan Regional Hospital\nTo whom it may concern:\nBLS, American Heart Association.\n"
            "given by Gail Ostrow, our instructor (no. 56571321).\nThe electronic card is being ordered.",
            "St. Brendan Regional Hospital", id="a sentence on a person",
        ),
        pytest.param(
            "American Red Cross\nConducted by: Bay Circuit\n              Community Training Center",
            "Bay Circuit Community Training Center", id="a name that ends in a caption's words",
        ),
        pytest.param("School    Adult, Child & Infant CPR + AED", None, id="a course"),
        pytest.param("School    Community CPR Training", "Community CPR Training", id="a school called so"),
    ],
)  # fmt: skip
def test_what_is_told_beside_a_school_s_caption(words: str, center: str | None) -> None:
    assert read_card(words).get("training_center") == center


def test_first_aid_is_known_with_a_letter_misread() -> None:
    assert read_card("Granite Works\n# Workplace Finst Aid\n# Dana Whitfield")["course"] == "FirstAid"
