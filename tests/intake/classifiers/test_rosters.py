"""A class's list, told from the cards of who sat in it."""

import pytest

from domain.kinds import Kind, Subkind
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.rosters import is_roster
from tests.intake.classifiers.papers import reading_of

ROSTER = """American Heart Association Emergency Cardiovascular Care Programs
BLS Course Roster
Gus Ferrante     05117790     4/2027
Lead instructor  Instructor ID  Card exp.
Harwick Life Support   9-8-2026   4.5
Training Center  Course date  Hours
[ ] Provider [x] Renewal  Assisting: L. Prew (06120091)
# Name (print)  Phone  Written % Skills
1 Dana Whitfield 774-555-0102 92 P
2 Ruth Amaral 508-555-0118 88 P
I verify that this is accurate and truthful. This course was taught in accordance with AHA guidelines.
Signature of lead instructor  Date
"""


def test_a_roster_is_shown_to_a_person_as_no_card(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(ROSTER)])
    assert (guess.kind, guess.subkind, guess.abstains) == (Kind.OTHER, Subkind.COURSE_PAPER, True)


@pytest.mark.parametrize(
    ("text", "roster"),
    [
        ("CLASS ROSTER - page 1 of 2", True),
        ("American Red Cross\nAttendance record", True),
        ("Heartsaver sign-in sheet", True),
        ("BLS Provider\nRoster no. 4471", False),
        ("Our training center sent the roster\nto the AHA on Monday", False),
        ("\n".join(["BLS Provider", *"abcde", "Course roster"]), False),
    ],
)
def test_a_title_calls_a_list_so(text: str, roster: bool) -> None:
    assert is_roster([text]) is roster
