"""Receipts, records of driving and notices, told by their titles from the evidence that they read like."""

import pytest

from domain.kinds import EvidenceType, Kind
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.near_evidence import is_called_otherwise, is_driving_record
from tests.intake.classifiers.papers import reading_of

RECEIPT = """Social Security Administration
Receipt for Application for a Social Security Card
Date: August 4, 2026
This person applied at this office for a new Social Security card in the name below.
Name: Dana Whitfield
The card should come by mail within two weeks.
Field Office, 12 Main Street, Quincy, MA 02169"""

RECORD = """Registry of Motor Vehicles
Driver History Record
LICENSE NO: S31459265   CLASS: D   RESTR: B
NAME: WHITFIELD, DANA
DATE OF BIRTH: 04/12/1988   SEX: F
MAIL ADDRESS: 12 ELM ST QUINCY MA 02169
ISSUED: 04/02/2024   EXPIRES: 04/12/2029
03/02/2025 QUINCY SPEEDING RESPONSIBLE"""

NOTICE = """THE HARWICK COURIER
Legal Notices - Thursday, June 4, 2026
NOTICE OF HEARING - CHANGE OF NAME
Probate Court, Docket 2026-114. Dana Whitfield has petitioned the Court for a change of name to
Dana Amaral. Whoever wishes to be heard may appear at the hearing on July 2, 2026.
By order of the Court, J. Prew, Judge"""


@pytest.mark.parametrize("paper", [pytest.param(RECEIPT, id="receipt"), pytest.param(NOTICE, id="notice")])
def test_a_receipt_and_a_notice_are_no_evidence(classifier: KindClassifier, paper: str) -> None:
    guess = classifier.guess([reading_of(paper)])
    assert (guess.kind, guess.abstains) == (Kind.OTHER, False)


def test_a_record_of_driving_is_a_persons_to_tell(classifier: KindClassifier) -> None:
    guess = classifier.guess([reading_of(RECORD)])
    assert (guess.kind, guess.abstains) == (Kind.OTHER, True)


@pytest.mark.parametrize(
    ("leaf", "text", "otherwise"),
    [
        (EvidenceType.SOCIAL_SECURITY_CARD, "SOCIAL SECURITY\nDANA WHITFIELD", False),
        (EvidenceType.SOCIAL_SECURITY_CARD, "Acknowledgment of Request for a Card", True),
        (EvidenceType.COURT_ORDER, "Affidavit of Publication", True),
        (EvidenceType.COURT_ORDER, "the clerk shall print this in the legal notices of a paper", False),
        (EvidenceType.COURT_ORDER, "\n".join(["Decree", *"abcde", "Legal Notices"]), False),
        (EvidenceType.MARRIAGE_CERTIFICATE, "Legal Notices", False),
    ],
)
def test_a_title_calls_a_paper_otherwise(leaf: EvidenceType, text: str, otherwise: bool) -> None:
    assert is_called_otherwise(leaf, [text]) is otherwise


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("UNATTESTED DRIVING RECORD", True),
        ("Abstract of Driver's Record", True),
        ("Driver Records Bureau\nDriver's License", False),
        ("DRIVER'S LICENSE", False),
    ],
)
def test_a_title_calls_a_paper_a_record_of_driving(text: str, record: bool) -> None:
    assert is_driving_record([text]) is record
