"""What tells that a name or a birth is the person's own."""

import pytest

from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import load_calibration
from intake.extractors.sureness.person_signs import (
    BIRTH_OF_EITHER,
    INITIAL_AT_AN_END,
    NAME_STAYS,
    NO_GIVEN_NAME,
    OTHER_GIVEN_NAME,
    WEDS_FROM_NO_NAME,
    WRITER_OF_ANOTHER,
)
from intake.extractors.sureness.signs import Signs, describe_evidence
from tests.intake.extractors.written_forms import draw_form

WEDDING = """
CERTIFICATE OF MARRIAGE
Name before marriage:    {former}
Date of birth:           04/12/1987
Name after marriage:     {new}
Date of marriage:        10/05/2025
"""


def wed(former: str = "Maria Souza", new: str = "Maria Keller") -> PageReading:
    return draw_form(WEDDING.format(former=former, new=new))


def signs_of(field: FieldName, page: PageReading, kind: Kind = Kind.NAME_CHANGE_EVIDENCE) -> Signs:
    paper = lay_out(kind, (page,))
    found = read_fields(paper)
    (signs,) = [s for e, s in zip(found, describe_evidence(paper, found), strict=True) if e.field is field]
    return signs


@pytest.mark.parametrize(
    "field", [FieldName.FORMER_NAME, FieldName.NEW_NAME, FieldName.DATE_OF_BIRTH], ids=lambda f: f.value
)
@pytest.mark.parametrize(
    ("new", "sign"),
    [
        pytest.param("Maria Keller", "given name stays", id="the given name stays"),
        pytest.param("Maria Teresa Souza", NAME_STAYS, id="the name did not change"),
        pytest.param("Linda Keller", OTHER_GIVEN_NAME, id="it is another person's"),
    ],
)
def test_who_weds_keeps_the_given_name(field: FieldName, new: str, sign: str) -> None:
    signs = signs_of(field, wed(new=new))
    assert sign in signs
    assert ("given name stays" in signs) is (sign != OTHER_GIVEN_NAME)
    assert load_calibration().is_sure(signs, 1.0) is (sign == "given name stays")


def test_a_birth_below_its_persons_name_stands_with_it() -> None:
    signs = signs_of(FieldName.DATE_OF_BIRTH, wed())
    assert {"own name before", "own name above"} <= set(signs)


@pytest.mark.parametrize(
    ("former", "sign", "size"),
    [
        pytest.param("Maria T Souza", "initials", 1.0, id="an initial in the middle"),
        pytest.param("Maria Souza", "initials", 0.0, id="no initial"),
        pytest.param("Maria Souza T", INITIAL_AT_AN_END, 1.0, id="an initial at the end"),
    ],
)
def test_initials_are_counted(former: str, sign: str, size: float) -> None:
    assert signs_of(FieldName.FORMER_NAME, wed(former=former)).get(sign) == size


@pytest.mark.parametrize(
    ("asks", "sign"),
    [
        pytest.param(
            "please send my verification to the board.", "writer alone", id="who writes asks for himself"
        ),
        pytest.param("Declan McElroy has a place in our class.", WRITER_OF_ANOTHER, id="about another"),
    ],
)
def test_who_writes_about_another_is_never_surely_the_applicant(asks: str, sign: str) -> None:
    letter = f"""
Verification of an EMT certification
{asks}
Certification no.:   E0901234

Kind regards,
Name:    Gina Petrakis
"""
    signs = signs_of(FieldName.APPLICANT_NAME, draw_form(letter), Kind.VERIFICATION_REQUEST)
    assert {"writer alone", WRITER_OF_ANOTHER} & set(signs) == {sign}
    assert load_calibration().is_sure(signs, 1.0) is (sign == "writer alone")


@pytest.mark.parametrize(
    ("again", "longer"),
    [
        pytest.param("Maria Teresa Souza", True, id="with a middle name"),
        pytest.param("Maria Souza", False, id="as it stands"),
        pytest.param("Linda Teresa Keller", False, id="somebody else"),
    ],
)
def test_a_name_that_stands_longer_elsewhere_may_be_a_part(again: str, longer: bool) -> None:
    page = draw_form(f"{WEDDING.format(former='Maria Souza', new='Maria Keller')}\n{again}\n")
    assert ("longer name said" in signs_of(FieldName.FORMER_NAME, page)) is longer


@pytest.mark.parametrize(
    ("name", "lone"),
    [
        pytest.param("Van der Meer", True, id="a surname of three words"),
        pytest.param("Xiu Van der Meer", False, id="with a given name"),
        pytest.param("Mai Le", False, id="a surname that is a particle elsewhere"),
    ],
)
def test_a_surname_of_several_words_is_never_surely_a_name(name: str, lone: bool) -> None:
    signs = signs_of(FieldName.FORMER_NAME, wed(former=name))
    assert (NO_GIVEN_NAME in signs) is lone
    assert NO_GIVEN_NAME not in signs or not load_calibration().is_sure(signs, 1.0)


@pytest.mark.parametrize("former", ["Name before marriage:    Maria Souza\n", ""], ids=["told", "not told"])
def test_a_new_name_without_a_former_one_may_be_the_other_party_s(former: str) -> None:
    page = draw_form(f"CERTIFICATE OF MARRIAGE\n{former}Name after marriage:     Maria Keller\n")
    assert (WEDS_FROM_NO_NAME in signs_of(FieldName.NEW_NAME, page)) is (not former)


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        pytest.param("P. J. Okafor", False, id="two initials"),
        pytest.param("K. Dale Ruiz", False, id="known by the second name"),
        pytest.param("J. Smith", True, id="one initial alone"),
        pytest.param("P J Okafor", True, id="letters without stops"),
    ],
)
def test_who_teaches_may_be_known_by_initials(name: str, lost: bool) -> None:
    page = draw_form(f"BLS Provider\nIssued to:    Dana Whitfield\nInstructor:    {name}\n")
    signs = signs_of(FieldName.INSTRUCTOR_NAME, page, Kind.CPR_CARD)
    assert (INITIAL_AT_AN_END in signs) is lost
    assert lost or NO_GIVEN_NAME not in signs


def test_a_holder_is_not_known_by_initials() -> None:
    page = draw_form("BLS Provider\nIssued to:    P. J. Okafor\nInstructor:    Dana Whitfield\n")
    assert INITIAL_AT_AN_END in signs_of(FieldName.HOLDER_NAME, page, Kind.CPR_CARD)


@pytest.mark.parametrize("former", ["Name before marriage:    Maria Souza\n", ""], ids=["told", "not told"])
def test_a_birth_without_a_former_name_may_be_of_either_who_wed(former: str) -> None:
    page = draw_form(
        f"CERTIFICATE OF MARRIAGE\n{former}Date of birth:     04/12/1987\n"
        "Name after marriage:     Maria Keller\n"
    )
    signs = signs_of(FieldName.DATE_OF_BIRTH, page)
    assert (BIRTH_OF_EITHER in signs) is (not former)
    assert load_calibration().is_sure(signs, 1.0) is bool(former)
