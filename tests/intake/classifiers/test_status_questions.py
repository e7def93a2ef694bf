"""Mails that only ask what became of something sent in before."""

import pytest

from domain.kinds import Kind, Subkind
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.status_questions import only_asks_where
from tests.intake.classifiers.papers import reading_of

SENT = "I brought a verification form for Vermont to your office on May 24."


@pytest.mark.parametrize(
    ("sent", "asks", "only"),
    [
        pytest.param(SENT, "Could you tell me whether it was mailed?", True, id="whether it was mailed"),
        pytest.param(SENT, "Has it gone out?", True, id="has it gone out"),
        pytest.param(SENT, "What is the status of my request?", True, id="its status"),
        pytest.param(SENT, "Please let me know if my form went out.", True, id="asked to be told"),
        pytest.param(
            "My letter was meant to go to Vermont.",
            "Can you see if it was sent?",
            True,
            id="should have gone",
        ),
        pytest.param("I am an EMT.", "Has it gone out?", False, id="nothing sent before"),
        pytest.param(SENT, "They want my standing.", False, id="no question where it is"),
        pytest.param(
            SENT, "Was it sent? If not, please send another letter.", False, id="asked anew in the same mail"
        ),
        pytest.param(SENT, "Was it received? I enclose it once more.", False, id="brought once more"),
        pytest.param(
            SENT, "Was it received? Vermont needs my license verified.", False, id="what is needed told anew"
        ),
        pytest.param(
            "I applied to Vermont and sent them my application.",
            "Can you tell me whether you verify by mail? Kindly confirm my certification.",
            False,
            id="a request that tells of an application elsewhere",
        ),
    ],
)
def test_a_mail_may_only_ask_where_something_stands(sent: str, asks: str, only: bool) -> None:
    assert only_asks_where([f"verification\nGood day,\n{sent} {asks}\nEMT E0901234\nAna Roe"]) is only


MAIL = """Has my Connecticut form gone out?
Good morning,
I handed in a verification form for Connecticut at your counter on May 24. Hartford says that nothing
has reached them. {asks}

EMT E0901234, DOB 5/2/1991.
Ana Roe
"""


@pytest.mark.parametrize(
    ("asks", "kind"),
    [
        pytest.param("Could someone tell me whether it was mailed?", Kind.OTHER, id="where it stands"),
        pytest.param(
            "Please send Connecticut another verification of my certification.",
            Kind.VERIFICATION_REQUEST,
            id="asked anew",
        ),
    ],
)
def test_who_asks_only_where_a_request_stands_makes_none(
    classifier: KindClassifier, asks: str, kind: Kind
) -> None:
    guess = classifier.guess([reading_of(MAIL.format(asks=asks), body=True)])
    assert (guess.kind, guess.abstains) == (kind, False)
    assert guess.subkind is (Subkind.STATUS_QUESTION if kind is Kind.OTHER else None)
