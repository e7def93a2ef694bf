"""Another state's answer about its own licensee, told from a request by its own words."""

import pytest

from domain.kinds import Kind, Subkind
from intake.classifiers.answered import asks_nothing, is_answer, tells_employment
from intake.classifiers.kinds import EITHER, KindClassifier
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
        pytest.param(
            "Let us have it. A status letter is enough;\nnothing more is needed.",
            False,
            id="enough",
        ),
        pytest.param(
            "Tell us how it stands. If she is not known to you, no reply is needed.", False, id="on terms"
        ),
        pytest.param("Once we have yours nothing further is required of your office.", False, id="then"),
        pytest.param("Discipline? [ ] Yes [ ] No   If no, nothing else is needed.", False, id="a form"),
        pytest.param("Would you confirm that she is certified? No reply is needed.", False, id="a question"),
        pytest.param("Nevada told her that nothing else is needed.", False, id="of what was told"),
        pytest.param("I paid by check so no action is needed.", False, id="paid"),
        pytest.param("Nothing else is needed.", False, id="nothing else"),
        pytest.param("Send us a letter of her standing. No action is needed.", False, id="sent to us"),
    ],
)
def test_a_notice_says_that_it_asks_nothing(asks: str, nothing: bool) -> None:
    assert asks_nothing([NOTICE.format(asks=asks)]) is nothing


def test_a_notice_that_asks_nothing_is_a_person_s_to_tell(classifier: KindClassifier) -> None:
    page = reading_of(NOTICE.format(asks="Nothing is asked of your office."))
    guess = classifier.guess([page])
    assert (guess.kind, guess.confidence, guess.abstains) == (Kind.OTHER, EITHER, True)


LETTERS = (
    "We ask that you confirm her certification, expiration date and any discipline. A status letter is "
    "enough;\nnothing more is needed.",
    "Tell us whether her certification is current. If she is not known to you, no reply is needed.",
    "Let us know whether her Massachusetts certification is current and whether she\nhas been disciplined. "
    "Once we have your letter nothing further is required of your office.",
)
LETTERHEAD = """OREGON HEALTH AUTHORITY
Emergency Medical Services Program
800 Summer Street, Salem, OR 97301

Re: Ana Lopez EMT E0816324

{asks}

Rosa Field
Licensing Clerk
"""


@pytest.mark.parametrize("asks", LETTERS, ids=["enough", "on terms", "then"])
def test_a_letter_that_asks_for_no_more_is_a_request(asks: str, classifier: KindClassifier) -> None:
    text = LETTERHEAD.format(asks=asks)
    assert not asks_nothing([text])
    assert classifier.guess([reading_of(text)]).kind is Kind.VERIFICATION_REQUEST


EMPLOYMENT = """Harwick Ambulance Corps
17 Depot Street, Harwick, MA 02645
September 1, 2026
To whom it may concern,
This letter confirms that Ana Lopez has been employed by Harwick Ambulance Corps as a part-time Paramedic
since March 11, 2021. Her file shows a Massachusetts certification, P0816324, and a New Hampshire license.
{more}
Yours truly,
Gus Ferrante, Chief of Operations
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        pytest.param("She is eligible for rehire.", True, id="nothing asked"),
        pytest.param("Please verify her certification and return it to us.", False, id="asked"),
        pytest.param("Does she stand well with your office?", False, id="a question"),
        pytest.param("She authorizes you to tell us how it stands.", False, id="a release"),
    ],
)
def test_an_employers_statement_asks_nothing(more: str, told: bool) -> None:
    assert tells_employment([EMPLOYMENT.format(more=more)]) is told


def test_an_employers_statement_is_no_request(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(EMPLOYMENT.format(more="She is eligible for rehire."))])
    assert guess.kind is Kind.OTHER
