"""What a paper says of a person, and what papers of one submission lend one another."""

import pytest

from domain.documents import Document, Evidence, KindGuess
from domain.ids import DocumentId, SubmissionId
from domain.kinds import FieldName, Kind, MatchStatus
from domain.records import CertificationRecord, Match
from domain.submissions import Headers
from processing.matching.query import (
    find_birth_dates,
    find_numbers,
    query_from_documents,
)
from processing.matching.rank import rank_matches
from processing.matching.settle import settle_submission
from tests.processing.matching.people import MARIA, person

JOHN = person("P0812345", "John", "Moore", "1976-05-24")
OTHER_JOHN = person("E0834567", "John", "Moore", "1990-01-01")


def paper(ordinal: int, kind: Kind, **values: str) -> Document:
    evidence = tuple(Evidence(FieldName(k), v, v, 0, None, 0.97, "pdf text") for k, v in values.items())
    return Document(
        DocumentId(f"s-d{ordinal}"), SubmissionId("s"), KindGuess(kind, 0.99, False), (), evidence
    )


def settle(
    *papers: Document, records: tuple[CertificationRecord, ...] = (MARIA, JOHN, OTHER_JOHN)
) -> list[Match]:
    found = {p.id: (p, rank_matches(query_from_documents([p], None), records)) for p in papers}
    return list(settle_submission(found, {r.certification_number: r for r in records}).values())


FORM = paper(
    0, Kind.VERIFICATION_REQUEST,
    applicant_name="John Moore", certification_number="P0812345", date_of_birth="1976-05-24",
)  # fmt: skip
CARD = paper(1, Kind.CPR_CARD, holder_name="John Moore")


def test_query_takes_the_names_current_first_and_hints_from_the_note() -> None:
    decree = paper(
        0, Kind.NAME_CHANGE_EVIDENCE, former_name="Maria Luz", new_name="Maria Souza-Lima; Maria Lima"
    )
    headers = Headers(sender="Maria <maria@example.org>", subject="my cert E0901234")
    query = query_from_documents([decree], headers, "DOB: June 5, 1987\n> old mail P0812345")
    assert query.names == ("Maria Souza-Lima", "Maria Lima", "Maria Luz")
    assert query.email == "maria@example.org"
    assert query.hint_numbers == ("E0901234",)
    assert query.hint_birth_dates == ("1987-06-05",)
    assert query.name_confidence == pytest.approx(0.97)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("DOB 04/03/1983", ("1983-04-03",)),
        ("my date of birth is 6/13/1978.", ("1978-06-13",)),
        ("D.O.B.: 1978-06-13", ("1978-06-13",)),
        ("born on April 25, 1997", ("1997-04-25",)),
        ("DOB 13/25/1990", ()),
        ("the class was on 04/03/2026", ()),
    ],
)
def test_reads_birth_dates_in_running_text(text: str, dates: tuple[str, ...]) -> None:
    assert find_birth_dates(text) == dates


def test_reads_numbers_in_running_text() -> None:
    assert find_numbers("cert # e-0901234, call 508-555-0101, P0812345 P0812345") == ("E0901234", "P0812345")


def test_card_with_only_a_name_borrows_from_the_form() -> None:
    form, card = settle(FORM, CARD)
    assert form.status is card.status is MatchStatus.MATCHED
    assert card.best
    assert card.best.certification_number == "P0812345"
    assert "same_submission" in card.best.reasons


@pytest.mark.parametrize(
    ("name", "status"),
    [
        pytest.param("Maria Souza-Lima", MatchStatus.AMBIGUOUS, id="another person's card"),
        pytest.param("John Moore Sr.", MatchStatus.MATCHED, id="a suffix the record lacks is no clash"),
        pytest.param("MOORE, JOHN P", MatchStatus.MATCHED, id="an initial the record lacks is none either"),
    ],
)
def test_only_the_same_name_borrows(name: str, status: MatchStatus) -> None:
    assert settle(FORM, paper(1, Kind.CPR_CARD, holder_name=name))[1].status is status


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"certification_number": "P0812354"}, id="its own number differs"),
        pytest.param({"date_of_birth": "1976-05-25"}, id="its own birth date differs"),
    ],
)
def test_a_paper_that_contradicts_borrows_nothing(values: dict[str, str]) -> None:
    contradicting = paper(1, Kind.VERIFICATION_REQUEST, applicant_name="John Moore", **values)
    assert settle(FORM, contradicting)[1].status is MatchStatus.AMBIGUOUS


def test_nothing_is_lent_where_papers_point_to_two_people() -> None:
    second = paper(
        2, Kind.VERIFICATION_REQUEST, applicant_name="Maria Souza-Lima", certification_number="E0901234"
    )
    matches = settle(FORM, CARD, second)
    assert [m.status for m in matches] == [MatchStatus.MATCHED, MatchStatus.AMBIGUOUS, MatchStatus.MATCHED]


def test_a_nearly_agreeing_name_borrows_nothing_where_another_record_bears_it() -> None:
    jack = person("E0845678", "Jack", "Moore", "1991-02-02")
    card = paper(1, Kind.CPR_CARD, holder_name="Jack Moore")
    assert settle(FORM, card, records=(JOHN, jack))[1].status is MatchStatus.AMBIGUOUS
    assert settle(FORM, card, records=(JOHN,))[1].status is MatchStatus.MATCHED


def test_a_card_in_the_new_name_is_shown_with_the_decrees_record_but_not_settled() -> None:
    decree = paper(
        0, Kind.NAME_CHANGE_EVIDENCE,
        former_name="John Moore", new_name="John Quimby", date_of_birth="1976-05-24",
    )  # fmt: skip
    card = paper(1, Kind.NAME_CHANGE_EVIDENCE, new_name="John Quimby")
    matched, pointed = settle(decree, card)
    assert matched.status is MatchStatus.MATCHED
    assert pointed.status is MatchStatus.AMBIGUOUS
    assert pointed.best
    assert pointed.best.certification_number == "P0812345"
