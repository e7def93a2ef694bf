"""Another state's answer about its own licensee, told from a request by its own words."""

import pytest

from domain.kinds import Kind, Subkind
from intake.classifiers.answered import asks_nothing, is_answer
from intake.classifiers.kinds import KindClassifier
from tests.intake.classifiers.papers import reading_of

ANSWER = """Good afternoon,

{tells} for the person named below, who has asked us to send it to your office.

Name: Andre Toussaint
Date of birth: 08/23/1986
Credential: Paramedic
Credential no.: P118402
First issued: 05/11/2012
Expires: 12/31/2027
Status: {status}
Basis: Ohio state examination
Discipline: None taken or pending

This e-mail comes from a State of Ohio account and is primary source.

Rosa Field
Credentialing Specialist
Ohio Office of Emergency Medical Services
27 Mail Loop, Columbus, OH 43229
"""
VERIFIES = "This e-mail serves as official verification of Ohio EMS credentials"


def test_a_mail_that_verifies_another_states_licensee_is_no_request(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(ANSWER.format(tells=VERIFIES, status="Active"), body=True)])
    assert (guess.kind, guess.subkind) == (Kind.OTHER, Subkind.COMPLETED_VERIFICATION)
    assert not guess.abstains


@pytest.mark.parametrize(
    ("tells", "status", "answers"),
    [
        pytest.param(VERIFIES, "Active", True, id="a mail"),
        pytest.param("This letter verifies the Ohio license", "Active", True, id="a letter"),
        pytest.param("Please accept this letter as verification", "Expired", True, id="accept"),
        pytest.param("This letter serves as our verification request", "Active", False, id="a request"),
        pytest.param(VERIFIES, "[ ] Active [ ] Expired", False, id="a form to fill in"),
        pytest.param("Please verify the Massachusetts EMT certification", "Active", False, id="of ours"),
        pytest.param("This letter verifies the Massachusetts license", "Active", False, id="our own"),
    ],
)  # fmt: skip
def test_an_answer_says_that_it_verifies_and_how_a_certification_stands(
    tells: str, status: str, answers: bool
) -> None:
    assert is_answer([ANSWER.format(tells=tells, status=status)]) is answers


@pytest.mark.parametrize(
    "asks",
    [
        pytest.param("I hold an EMT license in your state, no. E0901234.", id="a number of ours"),
        pytest.param("Part B - to be completed by the licensing agency", id="a part to be filled in"),
        pytest.param("Please verify her certification and return the result.", id="asks in so many words"),
        pytest.param("She works as an EMT in Massachusetts.", id="of ours"),
    ],
)
def test_who_asks_answers_nothing(asks: str) -> None:
    told = "This letter serves as verification.\nStatus: Active\nThere is no disciplinary action."
    assert is_answer([told])
    assert not is_answer([told, asks])


NOTICE = """Tri-State Ambulance, Inc.
Re: Confirmation of employment - Ana Lopez, EMT, E0816324

Ms. Lopez has worked for this company as an Emergency Medical Technician since May 6, 2019.
We write at her wish so that her file shows where she is employed. {asks}

Rosa Field
"""


@pytest.mark.parametrize(
    ("asks", "nothing"),
    [
        pytest.param("Nothing is asked of your office.", True, id="nothing"),
        pytest.param("No reply is needed.", True, id="no reply"),
        pytest.param("No action or reply is required of you.", True, id="neither"),
        pytest.param("No reply is needed from the applicant.", False, id="of another"),
        pytest.param("Nothing is asked of you. Please verify her license.", False, id="and yet"),
        pytest.param("She leaves in May.", False, id="not said"),
    ],
)
def test_a_notice_says_that_it_asks_nothing(asks: str, nothing: bool) -> None:
    assert asks_nothing([NOTICE.format(asks=asks)]) is nothing


def test_a_notice_that_asks_nothing_is_no_request(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(NOTICE.format(asks="Nothing is asked of your office."))])
    assert guess.kind is Kind.OTHER
