"""Receipts, records of driving and notices, told by their titles from the evidence that they read like."""

import pytest

from domain.kinds import EvidenceType, Kind
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.near_evidence import is_called_otherwise, may_be_no_evidence
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
        (EvidenceType.MARRIAGE_CERTIFICATE, "Town Clerk: Fees and Hours", True),
        (EvidenceType.NATURALIZATION_CERTIFICATE, "NOTICE OF ACTION", True),
        (EvidenceType.COURT_ORDER, "DECREE CHANGING NAME\nSEE INSTRUCTIONS ON REVERSE", False),
        (EvidenceType.COURT_ORDER, "INSTRUCTIONS TO STATE REGISTRAR", False),
        (EvidenceType.COURT_ORDER, "INSTRUCTIONS FOR CHANGING YOUR NAME", True),
        (EvidenceType.MARRIAGE_CERTIFICATE, "INSTRUCTIONS ON THE BACK", False),
    ],
)
def test_a_title_calls_a_paper_otherwise(leaf: EvidenceType, text: str, otherwise: bool) -> None:
    assert is_called_otherwise(leaf, [text]) is otherwise


ORDER, CARD = EvidenceType.COURT_ORDER, EvidenceType.SOCIAL_SECURITY_CARD
LICENSE, MARRIAGE = EvidenceType.DRIVERS_LICENSE, EvidenceType.MARRIAGE_CERTIFICATE


@pytest.mark.parametrize(
    ("leaf", "text", "doubted"),
    [
        pytest.param(LICENSE, "UNATTESTED DRIVING RECORD", True, id="a record of driving"),
        pytest.param(LICENSE, "Abstract of Driver's Record", True, id="an abstract"),
        pytest.param(LICENSE, "Driver Records Bureau\nDriver's License", False, id="who keeps records"),
        pytest.param(LICENSE, "DRIVER'S LICENSE", False, id="a licence"),
        pytest.param(ORDER, "DECREE\nIt is ordered that the name be changed", False, id="a decree"),
        pytest.param(ORDER, "Public Docket Inquiry\nPetition filed\nDecree entered", True, id="a docket"),
        pytest.param(ORDER, "NOTICE OF HEARING\nBy order of the court you must appear", True, id="a hearing"),
        pytest.param(ORDER, "Probate Court\nAppearance of Dana Whitfield filed", True, id="nothing decided"),
        pytest.param(ORDER, "Probate Court\nPetition for Change of Name", False, id="a petition"),
        pytest.param(ORDER, "Dear Dana,\nThe decree should come soon", True, id="a lawyer's letter"),
        pytest.param(CARD, "123-45-6789\nDANA WHITFIELD", False, id="a card"),
        pytest.param(
            CARD, "Your name in our files is Dana Whitfield. SSN: XXX-XX-6396", False, id="a letter"
        ),
        pytest.param(CARD, "Your monthly benefit is $940", True, id="a letter of benefits"),
        pytest.param(MARRIAGE, "Save the date\nDana and Gus are getting married", True, id="an invitation"),
        pytest.param(MARRIAGE, "This keepsake is not a legal record", True, id="a keepsake"),
        pytest.param(MARRIAGE, "This record is not valid unless sealed", False, id="a seal asked"),
        pytest.param(Kind.CPR_CARD, "Save the date", False, id="no evidence at all"),
    ],
)
def test_evidence_says_what_such_evidence_says(leaf: str, text: str, doubted: bool) -> None:
    assert may_be_no_evidence(leaf, [text]) is doubted
