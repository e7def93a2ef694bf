"""Which open case later papers join: people, kinds and states, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.cases import Case
from domain.ids import CaseId, CertificationNumber, SubmissionId
from domain.kinds import Kind, Priority, Route, Subkind
from domain.moves import MoveReason
from domain.states import CaseStatus
from processing.cases.build import CheckedDocument
from processing.cases.joining import Claim, choose_home, find_references, guess_references
from tests.processing.cases.test_build import NONE, matched, paper

CARD, FORM, DECREE, OTHER = (
    Kind.CPR_CARD,
    Kind.VERIFICATION_REQUEST,
    Kind.NAME_CHANGE_EVIDENCE,
    Kind.OTHER,
)
ANA, BOB = matched("E0000001"), matched("E0000002")
WAITING, OPEN = CaseStatus.WAITING, CaseStatus.OPEN


def case(number: int = 1, status: CaseStatus = WAITING, kind: Kind = CARD) -> Case:
    return Case(
        id=CaseId(f"C-2026-{number:06d}"),
        submission_id=SubmissionId("s"),
        kind=kind,
        status=status,
        route=Route.ORDINARY_REVIEW,
        priority=Priority.NORMAL,
        received_at=datetime(2026, 12, 18, 15, tzinfo=UTC),
        due_on=date(2027, 1, 5),
        version=1,
        certification_number=CertificationNumber("E0000001"),
    )


def claim(
    reason: MoveReason = MoveReason.OUR_MAIL,
    *,
    number: int = 1,
    status: CaseStatus = WAITING,
    kind: Kind = CARD,
    holds: CheckedDocument | None = None,
) -> Claim:
    return Claim(case(number, status, kind), (holds or paper(1, kind, ANA, name="Ana Reyes"),), reason)


@pytest.mark.parametrize(
    ("reason", "status", "kind", "new", "joins"),
    [
        pytest.param("our_mail", WAITING, CARD, paper(2, CARD), True, id="a side that names nobody"),
        pytest.param("our_mail", WAITING, CARD, paper(2, CARD, ANA), True, id="the same record"),
        pytest.param("our_mail", WAITING, CARD, paper(2, CARD, BOB), False, id="another record"),
        pytest.param("our_mail", WAITING, CARD, paper(2, CARD, name="Bo Lee"), False, id="another name"),
        pytest.param("our_mail", WAITING, CARD, paper(2, DECREE, ANA), True, id="what may have been asked"),
        pytest.param("our_mail", OPEN, CARD, paper(2, DECREE, ANA), False, id="not asked for"),
        pytest.param("our_mail", OPEN, CARD, paper(2, OTHER), True, id="a word on it"),
        pytest.param("our_mail", WAITING, FORM, paper(2, FORM, ANA), True, id="the form, signed now"),
        pytest.param("our_mail", OPEN, FORM, paper(2, FORM, ANA), False, id="one more request in a thread"),
        pytest.param("reference", OPEN, FORM, paper(2, FORM, ANA), True, id="a form that names the case"),
        pytest.param("reference", WAITING, CARD, paper(2, FORM, ANA), False, id="a form for a card's case"),
        pytest.param("record", WAITING, CARD, paper(2, CARD, ANA), True, id="the card we asked for"),
        pytest.param("record", OPEN, CARD, paper(2, CARD, ANA), False, id="nothing was asked"),
        pytest.param("record", WAITING, CARD, paper(2, DECREE, ANA), False, id="another kind"),
        pytest.param(
            "record", WAITING, CARD, paper(2, CARD, NONE, name="Ana Reyes"), False, id="a name alone"
        ),
        pytest.param("sent_again", WAITING, FORM, paper(2, FORM, ANA, repeats="s-d1"), True, id="sent again"),
        pytest.param("sent_again", OPEN, FORM, paper(2, FORM, ANA, repeats="s-d1"), False, id="nobody asked"),
        pytest.param("sent_again", WAITING, FORM, paper(2, FORM, ANA), False, id="another request of hers"),
        pytest.param("sent_again", WAITING, FORM, paper(2, FORM, BOB, repeats="s-d1"), False, id="another's"),
        pytest.param("sent_again", WAITING, FORM, paper(2, FORM, repeats="s-d1"), False, id="of no record"),
        pytest.param("record", WAITING, CARD, paper(2, CARD, ANA, repeats="s-d1"), False, id="a repeat"),
        pytest.param("our_mail", CaseStatus.DECIDED, CARD, paper(2, CARD, ANA), False, id="decided"),
    ],
)
def test_joins(reason: str, status: CaseStatus, kind: Kind, new: CheckedDocument, joins: bool) -> None:
    found = choose_home([new], [claim(MoveReason(reason), status=status, kind=kind)])
    assert (found is not None) is joins


def test_of_two_people_in_one_thread_the_papers_choose() -> None:
    bobs = replace(
        claim(number=2, holds=paper(3, CARD, BOB, name="Bob Lee")),
        case=replace(case(2), certification_number=CertificationNumber("E0000002")),
    )
    found = choose_home([paper(2, CARD, BOB)], [claim(), bobs])
    assert found is not None
    assert found.case.id == "C-2026-000002"


def test_a_nameless_paper_joins_none_of_two_though_one_is_decided() -> None:
    claims = [claim(), claim(number=2, status=CaseStatus.DECIDED)]
    assert choose_home([paper(2, CARD)], claims) is None


@pytest.mark.parametrize(
    ("new", "joins"),
    [
        pytest.param(paper(2, CARD), False, id="a side that names nobody"),
        pytest.param(paper(2, CARD, ANA), True, id="the same record"),
        pytest.param(paper(2, CARD, name="Ana Reyes"), True, id="the same name"),
        pytest.param(paper(2, CARD, BOB), False, id="another record"),
    ],
)
def test_a_doubtful_reference_is_followed_by_papers_of_that_person_alone(
    new: CheckedDocument, joins: bool
) -> None:
    doubtful = replace(claim(MoveReason.REFERENCE), vouched=False)
    assert (choose_home([new], [doubtful]) is not None) is joins


def test_two_cases_that_fit_are_left_to_a_person() -> None:
    claims = [claim(number=1), claim(number=2), claim(MoveReason.RECORD, number=1)]
    assert choose_home([paper(2, CARD, ANA)], claims) is None


def test_a_reference_says_more_than_a_thread() -> None:
    claims = [claim(number=1), claim(MoveReason.REFERENCE, number=2)]
    found = choose_home([paper(2, CARD, ANA)], claims)
    assert found is not None
    assert found.case.id == "C-2026-000002"


@pytest.mark.parametrize("subkind", [Subkind.SELF_REPORT, Subkind.CORI_FORM, Subkind.AUTO_REPLY])
def test_what_stands_alone_joins_nothing(subkind: Subkind) -> None:
    assert choose_home([paper(2, OTHER, subkind=subkind)], [claim(MoveReason.REFERENCE)]) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Re: C-2026-000012", ["C-2026-000012"], id="as printed"),
        pytest.param("C - 2026 \u2013 000012", ["C-2026-000012"], id="as a reader parts it"),
        pytest.param(
            "C-2026-000012, C-2026-000013 C-2026-000012", ["C-2026-000012", "C-2026-000013"], id="two"
        ),
        pytest.param("C-2026-00001 EC-2026-000012 C-2026-0000123 C-1999-000001", [], id="none"),
    ],
)
def test_finds_references(text: str, found: list[str]) -> None:
    assert list(find_references(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Ref C-2O26-0000I2", ["C-2026-000012"], id="letters for digits"),
        pytest.param("(-2026-00OO12", ["C-2026-000012"], id="a bracket for the C"),
        pytest.param("G 2026 0000l2 enclosed", ["C-2026-000012"], id="blanks for dashes"),
        pytest.param("c_2026_00B012", ["C-2026-008012"], id="dashes that sank"),
        pytest.param("ABC-2026-00001 C-2026-00001 C-2026-0000123 C-1999-OOOO12", [], id="none"),
    ],
)
def test_guesses_references_that_were_misread(text: str, found: list[str]) -> None:
    assert list(guess_references(text)) == found
