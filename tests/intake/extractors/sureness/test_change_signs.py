"""A change of name that was refused, or only asked for, is not sure, however plainly its names are told."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import NEVER_SURE
from intake.extractors.sureness.change_signs import REFUSED_CHANGE
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.written_forms import draw_form

CHANGED = (FieldName.FORMER_NAME, FieldName.NEW_NAME)
DECREE = """
DISTRICT COURT
MARIA SOUZA, Plaintiff,
vs.
TOMAS DEAN SOUZA, Defendant.
DECREE OF DIVORCE
{}
DATED this 24th day of July, 2026.
"""
PRAYER = "A petition has been filed praying that the name of the petitioner be changed, as requested, to"
NOTICE = f"""
PROBATE COURT
PETITION OF MARIA T SOUZA
{PRAYER} MARIA T PEREIRA.
{{}}
DATED July 24, 2026
"""


def is_refused(drawing: str) -> bool:
    """Whether both names of a change that a paper tells are said to be of none."""
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (draw_form(drawing),))
    found = read_fields(paper)
    told = zip(found, describe_evidence(paper, found), strict=True)
    signed = [REFUSED_CHANGE in signs for e, signs in told if e.field in CHANGED]
    assert len(signed) == len(CHANGED)
    assert signed[0] == signed[1]
    assert REFUSED_CHANGE in NEVER_SURE
    return signed[0]


@pytest.mark.parametrize(
    ("sentence", "refused"),
    [
        ("Plaintiff does not wish to have her former name restored, to wit: MARIA PEREIRA.", True),
        ("Plaintiff is refused to have her former name restored, to wit: MARIA PEREIRA.", True),
        ("The marriage ends without Plaintiff having her former name restored, to wit: MARIA PEREIRA.", True),
        ("Plaintiff's request to have her former name restored, to wit: MARIA PEREIRA, is denied.", True),
        ("A wish that Plaintiff have her former name restored, to wit: MARIA PEREIRA, is denied.", True),
        ("Plaintiff's request to have her former name restored, to wit: MARIA PEREIRA, is granted.", False),
        ("Plaintiff shall have her former name restored, to wit: MARIA PEREIRA.", False),
        ("Alimony is denied, and Plaintiff may have her former name restored, to wit: MARIA PEREIRA.", False),
        ("Alimony is denied. Plaintiff shall have her former name restored, to wit: MARIA PEREIRA.", False),
        (
            "The change being found not inconsistent with public interests, it is DECREED that her former\n"
            "name be restored: MARIA PEREIRA.",
            False,
        ),
        (
            "It is DECREED, the change being found not inconsistent with public interests, that the name of\n"
            "Plaintiff be and hereby is changed, her former name restored, to wit: MARIA PEREIRA.",
            False,
        ),
        ("Without objection Plaintiff shall have her former name restored, to wit: MARIA PEREIRA.", False),
        ("It is not contested: ORDERED that she have\nher birth name restored: MARIA PEREIRA.", False),
        ("It is ORDERED that Plaintiff not\nhave her former name restored, to wit: MARIA PEREIRA.", True),
    ],
)  # fmt: skip
def test_a_decree_may_refuse_the_former_name_that_it_tells(sentence: str, refused: bool) -> None:
    assert is_refused(DECREE.format(sentence)) is refused


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        pytest.param("Any person may appear and object.", True, id="a notice of the hearing"),
        pytest.param("It is DECREED that the name be changed to MARIA T PEREIRA.", False, id="a decree"),
        pytest.param("It is DECREED that the change to MARIA T PEREIRA is denied.", True, id="a refusal"),
    ],
)
def test_what_is_prayed_for_is_changed_by_a_decree_alone(more: str, refused: bool) -> None:
    assert is_refused(NOTICE.format(more)) is refused


@pytest.mark.parametrize("heading", ["NOT VALID WITHOUT A SEAL", "PETITION DENIED IN PART"])
def test_a_heading_above_a_sentence_refuses_no_name(heading: str) -> None:
    assert not is_refused(f"""
PROBATE COURT
DECREE OF NAME CHANGE
{heading}
The name of Maria T Souza is changed to Maria T Pereira.
""")
