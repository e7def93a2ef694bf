"""A record's name among a paper's words, where no field gave it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kinds import MatchStatus
from domain.records import MatchQuery
from processing.matching.printed import address_stands, home_stands, names_stand, words_of
from processing.matching.rank import rank_matches
from tests.processing.matching.people import MARIA, person

TWIN = person("E0905678", "Ana", "Souza-Lima")
HOME = replace(MARIA, address_line1="12 Elm Street", phone="(617) 555-0101")
#: A paper of which number and birth date were found, and no name.
NAMELESS = MatchQuery(number="E0901234", date_of_birth="1987-06-05")


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        pytest.param("Name of applicant: Maria Luz Souza-Lima", True, id="in order"),
        pytest.param("SOUZA-LIMA MARIA LUZ", True, id="surname first"),
        pytest.param("Last name\nSouza Lima\nFirst name\nMaria", True, id="in cells of a form"),
        pytest.param("Maria L. Souza - Lima", True, id="blanks about the hyphen"),
        pytest.param("Maria Souza", False, id="half of a double surname"),
        pytest.param("Maria Souza-Lima-Quimby", False, id="a longer surname"),
        pytest.param("Maria Souza-Lima Jr.", False, id="somebody else's suffix"),
        pytest.param("Maria came with a friend of Mr Souza-Lima", False, id="too far apart"),
        pytest.param("Ana Souza-Lima", False, id="the twin"),
        pytest.param("", False, id="no words"),
    ],
)
def test_a_name_stands_where_first_and_last_are_close(text: str, stands: bool) -> None:
    assert names_stand(MARIA, words_of([text])) is stands


def test_a_former_name_stands_too() -> None:
    married = replace(MARIA, former_names=("Maria Quimby",))
    assert names_stand(married, words_of(["formerly Maria Quimby"]))


@pytest.mark.parametrize(
    ("text", "email", "home"),
    [
        pytest.param("write to maria@example.org", True, False, id="email"),
        pytest.param("MARIAEEXAMPLE ORG", True, False, id="its sign and dot misread"),
        pytest.param("anamaria@example.org", False, False, id="another's email"),
        pytest.param("12 Elm St., Salem", False, True, id="street, shortened"),
        pytest.param("112 Elm Street", False, False, id="another house"),
        pytest.param("call 617-555-0101", False, True, id="telephone"),
        pytest.param("(617) 555 0101", False, True, id="telephone in parts"),
        pytest.param("617-555-0102", False, False, id="another telephone"),
    ],
)
def test_contact_stands(text: str, email: bool, home: bool) -> None:
    words = words_of([text])
    assert (address_stands(HOME, words), home_stands(HOME, words)) == (email, home)


@pytest.mark.parametrize(
    ("query", "text", "status"),
    [
        pytest.param(NAMELESS, "Maria Souza-Lima", MatchStatus.MATCHED, id="number and birth date"),
        pytest.param(NAMELESS, "Peter Quimby", MatchStatus.AMBIGUOUS, id="somebody else's name"),
        pytest.param(
            replace(NAMELESS, date_of_birth=""), "Maria Souza-Lima", MatchStatus.AMBIGUOUS, id="number alone"
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth=""),
            "Maria Souza-Lima 12 Elm Street 617-555-0101",
            MatchStatus.AMBIGUOUS,
            id="number, and what a household shares",
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth=""),
            "I request this for my patient. Maria Souza-Lima, EMT E0901234, maria@example.org, 617-555-0101",
            MatchStatus.AMBIGUOUS,
            id="number and email, as a clerk signs",
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth=""),
            "12 Elm Street, Salem. Signed for my husband: Maria Souza-Lima, EMT E0901234, maria@example.org",
            MatchStatus.AMBIGUOUS,
            id="number and email, as a wife signs",
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth=""),
            "Maria Souza-Lima 12 Elm Street, Salem. Signed by her mother Maria Souza-Lima, maria@example.org",
            MatchStatus.AMBIGUOUS,
            id="number and email, as a mother of the same name signs",
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth=""),
            "Name Souza-Lima Maria Street 12 Elm St. Salem Phone 617-555-0101 E-mail maria@example.org",
            MatchStatus.MATCHED,
            id="number and email, with the home as a form asks it",
        ),
        pytest.param(
            replace(NAMELESS, date_of_birth="1988-06-05"),
            "Maria Souza-Lima",
            MatchStatus.AMBIGUOUS,
            id="another birth date",
        ),
        pytest.param(
            MatchQuery(date_of_birth="1987-06-05", ssn_last4="4410"),
            "Maria Souza-Lima",
            MatchStatus.MATCHED,
            id="birth date and last four",
        ),
        pytest.param(
            replace(NAMELESS, names=("Gina Petrakis",), name_confidence=0.7),
            "Gina Petrakis for Maria Souza-Lima",
            MatchStatus.MATCHED,
            id="another name, read unsurely",
        ),
        pytest.param(
            replace(NAMELESS, names=("Gina Petrakis",), name_confidence=0.97),
            "Gina Petrakis for Maria Souza-Lima",
            MatchStatus.AMBIGUOUS,
            id="another name, read surely",
        ),
    ],
)
def test_words_settle_only_with_two_details_of_the_persons_own(
    query: MatchQuery, text: str, status: MatchStatus
) -> None:
    asked = replace(query, printed_words=words_of([text]))
    assert rank_matches(asked, [HOME]).status is status


@pytest.mark.parametrize(
    ("names", "more", "status"),
    [
        pytest.param(("Jonathan Smithfield",), {}, MatchStatus.AMBIGUOUS, id="her student's"),
        pytest.param(("Maria Suoza Lina",), {}, MatchStatus.MATCHED, id="hers, misread"),
        pytest.param(
            ("Jonathan Smithfield",),
            {"date_of_birth": "1987-06-05"},
            MatchStatus.MATCHED,
            id="with a birth date, which no instructor prints",
        ),
    ],
)
def test_an_instructors_name_and_number_on_a_card_that_she_sends_settle_nothing(
    names: tuple[str, ...], more: dict[str, str], status: MatchStatus
) -> None:
    text = "Jonathan Smithfield passed BLS. Instructor: Maria Souza-Lima, EMT E0901234"
    asked = MatchQuery(
        names=names, name_confidence=0.7, email="maria@example.org", hint_numbers=("E0901234",),
        printed_words=words_of([text]), **more,
    )  # fmt: skip
    assert rank_matches(asked, [HOME]).status is status


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Maria Souza-Lima and Ana Souza-Lima", id="both names stand"),
        pytest.param("Maria Souza-Lima and Anx Sousa-Lina", id="the twin's was misread"),
    ],
)
def test_a_twins_number_on_a_paper_without_a_name_settles_nothing(text: str) -> None:
    asked = replace(NAMELESS, printed_words=words_of([text]))
    assert rank_matches(asked, [MARIA, TWIN]).status is MatchStatus.AMBIGUOUS


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    words = words_of([text])
    assert isinstance(names_stand(HOME, words), bool)
    assert isinstance(address_stands(HOME, words) or home_stands(HOME, words), bool)
