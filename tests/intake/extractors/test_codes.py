"""What a code says is held against what is printed beside it."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.codes import find_disputes
from intake.extractors.name_papers.identity_zones import failing_checks
from tests.intake.extractors.name_papers.test_mrz import CODE, FIRST, SECOND
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

LICENCE = """
MASSACHUSETTS DRIVER'S LICENSE
4d NUMBER         4a ISS
S12345678         {issued}
4b EXP            3 DOB
{expires}        {born}
1 {last}
2 {first}
8 59 CANAL CIRCLE, UNIT 3R
FRAMINGHAM, MA 01702
9 CLASS D 9a END NONE 12 REST NONE
"""
PRINT = {
    "issued": "08/28/2025", "expires": "04/23/2031", "born": "04/23/1961", "last": "VICTOR", "first": "LUCIA",
}  # fmt: skip


def disputed(changes: dict[str, str], code: str = CODE) -> set[FieldName]:
    """The fields that a licence printed with these changes disputes with its bar code."""
    page = draw_form(LICENCE.format(**{**PRINT, **changes}), barcodes=(code,))
    return {d.field for d in find_disputes(Kind.NAME_CHANGE_EVIDENCE, [page])}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        pytest.param({}, set(), id="both say the same"),
        pytest.param({"born": "04/23/1964"}, {F.DATE_OF_BIRTH}, id="another birth date"),
        pytest.param({"expires": "04/23/2034"}, {F.EXPIRES_ON}, id="a later end"),
        pytest.param({"last": "QUIMBY"}, {F.NEW_NAME}, id="another surname"),
        pytest.param({"last": "VICTOR-HALE"}, set(), id="a code that knows no hyphen"),
        pytest.param({"first": "LUCIE"}, set(), id="a letter misread"),
    ],
)
def test_a_licence_s_print_is_held_against_its_code(changes: dict[str, str], fields: set[FieldName]) -> None:
    assert disputed(changes) == fields


def test_a_name_cut_short_by_the_code_is_no_dispute() -> None:
    long = CODE.replace("DDEN", "DDET").replace("DCSVICTOR", "DCSVICTORIAN-O")
    assert disputed({"last": "HALE"}, long) == set()


def test_the_side_with_the_code_alone_disputes_nothing() -> None:
    page = draw_form("CLASS D  REST NONE\nREV 02/22/2016", barcodes=(CODE,))
    assert find_disputes(Kind.NAME_CHANGE_EVIDENCE, [page]) == ()


def test_a_disputed_value_is_never_sure() -> None:
    page = draw_form(LICENCE.format(**{**PRINT, "born": "04/23/1964"}), barcodes=(CODE,))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert found[F.DATE_OF_BIRTH].confidence <= 0.5
    assert found[F.EXPIRES_ON].confidence >= 0.9


#: Where the print does not say it, the zone alone does.
PASSPORT = "PASSPORT\nUNITED STATES OF AMERICA\nNationality\nUNITED STATES OF AMERICA\n{first}\n{second}\n"


@pytest.mark.parametrize(
    ("second", "failing"),
    [
        pytest.param(SECOND, (), id="as it was made"),
        pytest.param(SECOND.replace("8003122", "8603122"), ("birth date",), id="another birth date"),
        pytest.param(SECOND.replace("3204119", "3504119"), ("expiry date",), id="a later end"),
        pytest.param(SECOND.replace("5901531624", "5901531634"), ("number",), id="another number"),
        pytest.param(SECOND.replace("8003122", "80O3122"), (), id="a letter for a digit"),
        pytest.param(SECOND.replace("8003122", "8603122")[:-5], (), id="not read whole: a reader's loss"),
    ],
)
def test_a_zone_is_held_against_its_check_digits(second: str, failing: tuple[str, ...]) -> None:
    page = draw_form(PASSPORT.format(first=FIRST, second=second))
    assert failing_checks(Kind.NAME_CHANGE_EVIDENCE, [page]) == failing


@pytest.mark.parametrize(
    "second", [SECOND.replace("8003122", "8603122"), SECOND.replace("8003122", "8603122")[:-5]]
)
def test_a_zone_that_fails_its_checks_gives_nothing_surely(second: str) -> None:
    sound = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(PASSPORT.format(first=FIRST, second=SECOND)))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(PASSPORT.format(first=FIRST, second=second)))
    assert (found[F.NEW_NAME].value, found[F.NEW_NAME].confidence) == (sound[F.NEW_NAME].value, 0.5)
    assert found[F.EXPIRES_ON].confidence == 0.5 < 0.9 <= sound[F.EXPIRES_ON].confidence
    assert F.DATE_OF_BIRTH not in found


@pytest.mark.parametrize(
    ("second", "fields"),
    [
        pytest.param(SECOND, {F.DATE_OF_BIRTH}, id="a zone as it was made"),
        pytest.param(SECOND.replace("3204119", "3504119"), set(), id="a zone that was misread elsewhere"),
    ],
)
def test_a_zone_that_fails_its_checks_accuses_no_print(second: str, fields: set[FieldName]) -> None:
    printed = PASSPORT.replace("{first}", "Date of birth  12 MAR 1986\n{first}")
    page = draw_form(printed.format(first=FIRST, second=second))
    assert {d.field for d in find_disputes(Kind.NAME_CHANGE_EVIDENCE, [page])} == fields


CARD = "American Heart Association\nBLS Provider\nDana Whitfield\neCard Code    {printed}\n"


@pytest.mark.parametrize(
    ("printed", "coded", "differs"),
    [
        pytest.param("265012345678", "265012345678", False, id="the same"),
        pytest.param("265012345678", "265012345673", True, id="one digit changed"),
        pytest.param("265012345678", "26501234567B", False, id="a letter for a digit"),
        pytest.param("265012345678", "4410", False, id="a class, not the card"),
    ],
)
def test_a_card_s_number_is_held_against_its_square_code(printed: str, coded: str, differs: bool) -> None:
    page = draw_form(CARD.format(printed=printed), barcodes=(f"https://cards.example.org/v/{coded}",))
    assert bool(find_disputes(Kind.CPR_CARD, [page])) is differs
