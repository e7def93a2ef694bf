"""Values that lost a part of themselves, or of their paper, and what tells so."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.extract import read_fields
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.calibration import NEVER_SURE
from intake.extractors.sureness.loss_signs import (
    BOX_LEFT_OUT,
    CUT_AT_HYPHEN,
    DAY_OF_ANOTHER_READER,
    DIGIT_LOST,
    FAMILY_BELOW,
    LETTER_BEHIND,
    LETTER_LOST,
    LEVEL_WITH_MORE,
    NAME_GOES_ON,
    NO_CAPITALS,
    NO_DAY,
    NUMBER_IN_PIECES,
    OFFICERS_NAME,
    ONE_AND_SLASH,
    ONE_WORD_TWICE,
    PARTICLE_FIRST,
    TWO_WHOLE_NAMES,
)
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.written_forms import draw_form

F = FieldName
OF_LOSS = frozenset({
    BOX_LEFT_OUT, CUT_AT_HYPHEN, DIGIT_LOST, FAMILY_BELOW, LETTER_BEHIND, LETTER_LOST, LEVEL_WITH_MORE,
    NAME_GOES_ON, NO_CAPITALS,
    NO_DAY, NUMBER_IN_PIECES, OFFICERS_NAME, ONE_AND_SLASH, ONE_WORD_TWICE, PARTICLE_FIRST, TWO_WHOLE_NAMES,
})  # fmt: skip


def losses_of(field: FieldName, drawing: str, kind: Kind = Kind.VERIFICATION_REQUEST) -> Collection[str]:
    paper = lay_out(kind, (draw_form(drawing),))
    found = read_fields(paper)
    (signs,) = [s for e, s in zip(found, describe_evidence(paper, found), strict=True) if e.field is field]
    return OF_LOSS & set(signs)


FORM = """
Mercy Ridge Medical Center

VERIFICATION OF EMS CERTIFICATION
Applicant name:      {name}
Date of birth:       04/12/1987
Level:               {level}
Certification no.:   {number}
Date:                {signed}
"""


def fill(
    name: str = "Maria Souza", level: str = "EMT", signed: str = "10/05/2026", number: str = "E0901234"
) -> str:
    return FORM.format(name=name, level=level, signed=signed, number=number)


@pytest.mark.parametrize(
    ("name", "losses"),
    [
        pytest.param("Maria Souza", set(), id="whole"),
        pytest.param("Maria van der Meer", set(), id="a particle within"),
        pytest.param("Lan Nguyn", {LETTER_LOST}, id="a vowel lost"),
        pytest.param("Yen Yen", {ONE_WORD_TWICE}, id="one word twice"),
        pytest.param("Dos Santos Maria", {PARTICLE_FIRST}, id="a surname first"),
        pytest.param("Van der Meer", {PARTICLE_FIRST}, id="a surname alone"),
        pytest.param("Van Minh Souza", set(), id="a particle that is a given name"),
        pytest.param("Maria Souza -", {CUT_AT_HYPHEN}, id="cut at its hyphen"),
        pytest.param("aria swomey", {NO_CAPITALS}, id="the capitals lost"),
    ],
)
def test_a_name_that_lost_a_part_says_so(name: str, losses: set[str]) -> None:
    assert losses_of(F.APPLICANT_NAME, fill(name=name, level="EMT", signed="10/05/2026")) == losses


@pytest.mark.parametrize(
    ("signed", "losses"),
    [
        pytest.param("10/05/2026", set(), id="both of two digits"),
        pytest.param("9/2/2026", set(), id="both of one"),
        pytest.param("10/2/2026", set(), id="a month that has two"),
        pytest.param("09/2/2026", {DIGIT_LOST}, id="a day of one beside a month of two"),
        pytest.param("9/02/2026", {DIGIT_LOST}, id="a month of one beside a day of two"),
    ],
)
def test_a_day_that_lost_a_digit_says_so(signed: str, losses: set[str]) -> None:
    assert losses_of(F.SIGNED_ON, fill(name="Maria Souza", level="EMT", signed=signed)) == losses


@pytest.mark.parametrize(
    ("number", "losses"),
    [
        pytest.param("901234", set(), id="in one"),
        pytest.param("901 2345", {NUMBER_IN_PIECES}, id="of two boxes"),
    ],
)
def test_a_number_of_digits_in_pieces_says_so(number: str, losses: set[str]) -> None:
    assert losses_of(F.CERTIFICATION_NUMBER, fill(number=number)) == losses


@pytest.mark.parametrize(
    ("level", "losses"),
    [
        pytest.param("EMT", set(), id="the level"),
        pytest.param("EMT.0", {LEVEL_WITH_MORE}, id="a digit behind it"),
    ],
)
def test_a_level_read_with_more_says_so(level: str, losses: set[str]) -> None:
    assert losses_of(F.LEVEL, fill(name="Maria Souza", level=level, signed="10/05/2026")) == losses


CELLS = """
LIFE SUPPORT PASSBOOK
Bearer
Maria Teresa
{below}

Certificate no.
M565038
"""


@pytest.mark.parametrize(
    ("below", "losses"),
    [
        pytest.param("Medeiros", {NAME_GOES_ON}, id="a word of a name"),
        pytest.param("03/31/2024", set(), id="another value"),
    ],
)
def test_a_name_over_a_word_of_a_name_may_go_on(below: str, losses: set[str]) -> None:
    drawing = CELLS.format(below=below)
    assert losses_of(F.HOLDER_NAME, drawing, Kind.CPR_CARD) == losses


@pytest.mark.parametrize(
    ("below", "losses"),
    [
        pytest.param("fst and middle\nWALSH", {FAMILY_BELOW}, id="over the family name, a caption between"),
        pytest.param("01/24/1957", set(), id="over a day"),
        pytest.param("               WALSH", set(), id="beside another column"),
    ],
)
def test_a_licence_s_name_over_a_line_in_capitals_lacks_its_end(below: str, losses: set[str]) -> None:
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE, (draw_form(f"CASCADIA OPERATOR LICENSE\n\nMARIA JOAN\n{below}\n"),)
    )
    name = next(s for s in paper.pages[0].sheet.segments if s.text == "MARIA JOAN")
    found = [
        paper.evidence(F.EVIDENCE_TYPE, "drivers_license", 0, name.tokens, 0.9),
        paper.evidence(F.NEW_NAME, "Maria Joan", 0, name.tokens, 0.9),
    ]
    assert OF_LOSS & set(describe_evidence(paper, found)[1]) == losses


def test_what_tells_a_loss_surely_is_never_sure() -> None:
    assert {TWO_WHOLE_NAMES} == OF_LOSS - NEVER_SURE


CARD = """
American Red Cross
{name}
Basic Life Support
Certificate ID: {number}
Issued: 10/05/2025
"""


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        pytest.param("791F7672", True, id="one word"),
        pytest.param("791F 7672", False, id="more behind a blank"),
        pytest.param("NE 12969", False, id="letters before it"),
    ],
)
def test_a_card_s_number_in_pieces_is_never_sure(number: str, whole: bool) -> None:
    drawing = CARD.format(name="Maria Souza", number=number)
    assert (not losses_of(F.CERTIFICATE_ID, drawing, Kind.CPR_CARD)) is whole


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        pytest.param("Maria Souza", False, id="whole"),
        pytest.param("Maria van der Meer L", True, id="a letter left"),
    ],
)
def test_a_name_before_a_lone_letter_is_never_sure(name: str, lost: bool) -> None:
    losses = losses_of(F.HOLDER_NAME, CARD.format(name=name, number="791F7672"), Kind.CPR_CARD)
    assert (LETTER_BEHIND in losses) is lost


def test_a_one_run_into_its_slash_may_be_the_slash_alone() -> None:
    drawing = "Applicant name: Ana Lopez\nDate of birth: 1V23/1986\nNumber: E0810170\n"
    assert ONE_AND_SLASH in losses_of(F.DATE_OF_BIRTH, drawing)


def test_two_ones_joined_may_be_other_strokes() -> None:
    drawing = "Applicant name: Ana Lopez\nDate of birth: 8/M/1986\nNumber: E0810170\n"
    assert ONE_AND_SLASH in losses_of(F.DATE_OF_BIRTH, drawing)
    assert ONE_AND_SLASH not in losses_of(F.DATE_OF_BIRTH, drawing.replace("8/M", "8/11"))


@pytest.mark.parametrize(
    ("printed", "doubted"),
    [
        pytest.param("813/1986", True, id="the third or the thirteenth"),
        pytest.param("1112/1986", True, id="of January or of November"),
        pytest.param("0810/1986", False, id="no one stands for the slash"),
        pytest.param("8/13/1986", False, id="with its slash"),
        pytest.param("08127195", True, id="ones for both"),
        pytest.param("01/10/19911", True, id="a stroke behind the year"),
    ],
)
def test_a_one_where_a_slash_was_lost_may_be_the_slash(printed: str, doubted: bool) -> None:
    drawing = f"Applicant name: Ana Lopez\nDate of birth: {printed}\nNumber: E0810170\n"
    assert (ONE_AND_SLASH in losses_of(F.DATE_OF_BIRTH, drawing)) is doubted


@pytest.mark.parametrize(
    ("expires", "doubted"),
    [
        pytest.param("08/2028", True, id="a month tells no day"),
        pytest.param("8/13/2028", False, id="the same day"),
        pytest.param("8/12/2028", False, id="the day before"),
        pytest.param("8/3/2028", True, id="another day"),
    ],
)
def test_a_slash_lost_in_a_cards_day_is_told_by_its_other_day(expires: str, doubted: bool) -> None:
    card = "American Heart Association\nBLS Provider\nDana Whitfield\n"
    drawing = f"{card}Issue date: 813/2026\nExpires: {expires}\n"
    assert (ONE_AND_SLASH in losses_of(F.ISSUED_ON, drawing, Kind.CPR_CARD)) is doubted


@pytest.mark.parametrize(
    ("third", "by_hand", "doubted"),
    [
        pytest.param("7A6/1993", True, True, id="two strokes"),
        pytest.param("7/6A1993", True, True, id="two strokes before the year"),
        pytest.param("7/6/1993", True, False, id="the same"),
        pytest.param("7I6/1993", True, False, id="one stroke"),
        pytest.param("7A6/1993", False, False, id="typed"),
    ],
)
def test_a_letter_read_for_a_slash_may_be_a_one_before_it(third: str, by_hand: bool, doubted: bool) -> None:
    page = draw_form("Applicant name: Ana Lopez\nDate of birth: 7/6/1993\nNumber: E0810170\n")
    words = tuple(
        replace(w, third=third, third_confidence=0.8, handwritten=by_hand) if w.text == "7/6/1993" else w
        for w in page.words
    )
    paper = lay_out(Kind.VERIFICATION_REQUEST, (replace(page, words=words),))
    found = read_fields(paper)
    signs = zip(found, describe_evidence(paper, found), strict=True)
    assert any(ONE_AND_SLASH in s for e, s in signs if e.field is F.DATE_OF_BIRTH) is doubted


@pytest.mark.parametrize(
    ("born", "second", "by_hand", "doubted"),
    [
        pytest.param("1/30/1986", "W/30/1986", True, True, id="a month"),
        pytest.param("9/1/1986", "9/N/1986", True, True, id="a day"),
        pytest.param("9/1/1986", "N/1/1986", True, False, id="another place"),
        pytest.param("1/30/1986", "I/30/1986", True, False, id="one stroke"),
        pytest.param("11/30/1986", "W/30/1986", True, False, id="both ones read"),
        pytest.param("1/30/1986", "W/30/1986", False, False, id="typed"),
    ],
)
def test_a_letter_read_for_a_lone_one_may_be_two(
    born: str, second: str, by_hand: bool, doubted: bool
) -> None:
    page = draw_form(f"Applicant name: Ana Lopez\nDate of birth: {born}\nNumber: E0810170\n")
    words = tuple(replace(w, second=second, handwritten=by_hand) if w.text == born else w for w in page.words)
    paper = lay_out(Kind.VERIFICATION_REQUEST, (replace(page, words=words),))
    found = read_fields(paper)
    signs = zip(found, describe_evidence(paper, found), strict=True)
    assert any(ONE_AND_SLASH in s for e, s in signs if e.field is F.DATE_OF_BIRTH) is doubted


@pytest.mark.parametrize(("issued", "doubted"), [("Issue date: 01/06/2026\n", False), ("", True)])
def test_a_one_run_into_its_slash_is_believed_where_the_other_day_goes_with_it(
    issued: str, doubted: bool
) -> None:
    drawing = f"American Heart Association\nBLS Provider\nDana Whitfield\n{issued}Expires: 0V2028\n"
    assert (ONE_AND_SLASH in losses_of(F.EXPIRES_ON, drawing, Kind.CPR_CARD)) is doubted


@pytest.mark.parametrize(
    ("second", "third", "born"),
    [
        pytest.param("06/27/95", None, "1995-06-27", id="the second"),
        pytest.param("Oo JL", "10118/1986", "1986-10-18", id="the third"),
        pytest.param("Oo JL", "/19", None, id="neither"),
    ],
)
def test_a_day_that_only_another_reader_read_is_never_sure(
    second: str, third: str | None, born: str | None
) -> None:
    page = draw_form("Applicant name: Ana Lopez\nDate of birth: 101181986\nNumber: E0810170\n")
    words = tuple(
        replace(w, second=second, third=third, third_confidence=0.9) if w.text == "101181986" else w
        for w in page.words
    )
    paper = lay_out(Kind.VERIFICATION_REQUEST, (replace(page, words=words),))
    found = read_fields(paper)
    signs = zip(found, describe_evidence(paper, found), strict=True)
    told = [(e.value, DAY_OF_ANOTHER_READER in s) for e, s in signs if e.field is F.DATE_OF_BIRTH]
    assert told == ([(born, True)] if born else [])
    assert DAY_OF_ANOTHER_READER in NEVER_SURE
