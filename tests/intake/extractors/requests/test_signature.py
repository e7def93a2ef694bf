"""Whether somebody signed: yes, no, or no answer where the place holds something that may be either."""

from dataclasses import replace

import pytest

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Mark, MarkKind, PageReading, PageSource, Word
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.guessed_labels import guess_label
from intake.extractors.sheets.label import line_of
from tests.intake.extractors.written_forms import CELL, HEIGHT, LINE, draw_form, read_fields

F = FieldName

#: The place to sign is the three rows above the captions.
FORM = "Name of applicant    Ana Lopez\nDate of birth    04/07/1995\n{prose}\n\n{over}\n{captions}\n\n{below}"

CAPTIONS = "Applicant signature              Date"


def form_of(over: str = "", captions: str = CAPTIONS, prose: str = "I consent.", below: str = "") -> str:
    """A form with something over or under the captions of its place to sign."""
    return FORM.format(over=over, captions=captions, prose=prose, below=below)


def signature_of(page: PageReading) -> Evidence | None:
    return read_fields(Kind.VERIFICATION_REQUEST, page).get(F.SIGNATURE_PRESENT)


def read_doubtfully(page: PageReading, *texts: str) -> PageReading:
    """The page with some words on which the readers differ."""
    words = (replace(w, second="xx") if w.text in texts else w for w in page.words)
    return replace(page, words=tuple(words))


@pytest.mark.parametrize(
    ("over", "captions"),
    [
        pytest.param("A Lopez", "Applicant signature              Date", id="initial and surname"),
        pytest.param("Ana Lopez", "Undersigned                      Date", id="over another caption"),
        pytest.param("Ana Lopez", "Cawitate's signatte              Date", id="over a misread caption"),
        pytest.param("Ana Lopez", "Applicani                        Date", id="wider than its caption"),
    ],
)
def test_a_name_written_clearly_over_its_caption_is_a_signature(over: str, captions: str) -> None:
    found = signature_of(draw_form(form_of(over, captions)))
    assert found is not None
    assert found.value is True


def test_a_scribble_read_as_letters_is_no_caption() -> None:
    page = draw_form(form_of("M  r  m", "Sisrature                        Date"), ink=[(4, 0, 10)])
    found = signature_of(read_doubtfully(page, "M", "r", "m"))
    assert found is not None
    assert found.value is True


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(form_of(), id="nothing there"),
        pytest.param(form_of(over=" " * 33 + "08/21/2026"), id="dated only"),
        pytest.param(form_of(over=" " * 33 + "1411/2326"), id="a date misread"),
        pytest.param(form_of(prose="I ask the office to release my record to the agency."), id="print above"),
        pytest.param(form_of(below="C. WORD OF THE AUTHORITY"), id="a heading below"),
    ],
)  # fmt: skip
def test_an_empty_place_is_said_to_be_empty(page: str) -> None:
    found = signature_of(draw_form(page))
    assert found is not None
    assert found.value is False


def test_what_stands_over_a_sentence_of_print_is_in_no_place_to_sign() -> None:
    form = """
Name of applicant    Ana Lopez
Date of birth    04/07/1995
       EMR           AEMT           EMD
By signing below I authorize the release of information about my credential to Ohio.
Applicant signature              Date
"""
    found = signature_of(draw_form(form))
    assert found is not None
    assert found.value is False


def test_a_piece_of_ink_that_only_reaches_into_the_place_leaves_it_unsure() -> None:
    page = draw_form(form_of())
    reaching = Mark(MarkKind.INK, Box(2 * CELL, -2 * LINE, 14 * CELL, 4 * LINE + 14))
    assert signature_of(replace(page, marks=(reaching,))) is None


def test_the_ink_of_a_seal_is_no_signature() -> None:
    page = draw_form(form_of(), ink=[(4, 1, 8)])
    seal = Mark(MarkKind.STAMP, Box(0, 3 * LINE, 12 * CELL, 6 * LINE), 0.95)
    assert signature_of(replace(page, marks=(*page.marks, seal))) is None


def test_words_that_no_reader_is_sure_of_leave_the_place_unsure() -> None:
    page = draw_form(
        form_of(over="the,, ofi", prose="I consent.", captions="Applicant signature              Date")
    )
    assert signature_of(read_doubtfully(page, "the,,", "ofi")) is None


LETTER = "Please verify Ana Lopez.\n\nSincerely,\n{gap}J. Lindholm\nDivision of Credentialing"


@pytest.mark.parametrize(
    ("gap", "signed"),
    [pytest.param("", True, id="right below"), pytest.param("\n\n\n", False, id="below space to sign in")],
)
def test_a_short_name_is_written_where_no_space_was_left(gap: str, signed: bool) -> None:
    found = signature_of(draw_form(LETTER.format(gap=gap)))
    assert found is not None
    assert found.value is signed
    assert found.confidence < 0.9


@pytest.mark.parametrize("closing", ["Thank you,", "Thauk you,", "Sineerely,", "With thanks,"])
def test_a_letter_is_signed_under_its_closing_though_a_letter_of_it_was_misread(closing: str) -> None:
    found = signature_of(draw_form(f"Please verify Ana Lopez.\n\n{closing}\nA Lopez"))
    assert found is not None
    assert found.value is True


def test_words_of_consent_are_no_place_to_sign() -> None:
    consent = "Student's consent (FERPA and state law). My signature lets the state office answer."
    page = draw_form(form_of(over="X Yoon", captions="Student                          Date", prose=consent))
    found = signature_of(page)
    assert found is not None
    assert found.value is True


def test_consent_without_a_place_to_sign_is_left_open() -> None:
    assert (
        signature_of(draw_form("Name    Ana Lopez\nMy signature lets the state office answer for me."))
        is None
    )


@pytest.mark.parametrize(
    "captions",
    [
        pytest.param("Confirmed by        title            Date", id="who confirms"),
        pytest.param("Title                            Date", id="a title alone"),
    ],
)
def test_who_answers_for_the_office_signs_for_nobody_else(captions: str) -> None:
    assert signature_of(draw_form(form_of(captions=captions))) is None


def test_a_name_behind_words_of_a_signature_on_a_screen_is_one() -> None:
    page = draw_form(
        "Name    Ana Lopez\nI authorize the release.\nElectronically signed: Ana M Lopez, 09/02/2026"
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[F.SIGNATURE_PRESENT].value is True
    assert found[F.SIGNED_ON].value == "2026-09-02"


def stroke(page: PageReading, *texts: str) -> PageReading:
    """The page with some words written large, on which the readers differ."""

    def large(word: Word) -> Word:
        box = replace(word.box, y0=word.box.y0 - HEIGHT, y1=word.box.y1 + HEIGHT // 2)
        return replace(word, box=box, second="xx")

    return replace(page, words=tuple(large(w) if w.text in texts else w for w in page.words))


CONSENTED = """August 12, 2026

Employee    Ana Lopez
DOB    04/07/1995
I agree to the release.

{line}

Office's answer"""


@pytest.mark.parametrize(
    ("line", "texts", "signed"),
    [
        pytest.param("Ana Lopez  08/10/26", ("Lopez",), True, id="a stroke and its day"),
        pytest.param("Ana Lopez  Date 08/10/26", ("Lopez",), True, id="with a caption"),
        pytest.param("I allow it:   Lopez      Aug 10, 2026", ("Lopez",), True, id="behind words of consent"),
        pytest.param("Ana Lopez  08/10/26", (), None, id="print"),
    ],
)
def test_a_stroke_with_its_day_behind_it_needs_no_caption(
    line: str, texts: tuple[str, ...], signed: bool | None
) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, stroke(draw_form(CONSENTED.format(line=line)), *texts))
    assert (found[F.SIGNATURE_PRESENT].value if F.SIGNATURE_PRESENT in found else None) is signed
    assert found[F.SIGNED_ON].value == "2026-08-10"


def test_a_day_behind_a_typed_signature_does_not_make_it_print() -> None:
    found = signature_of(draw_form("Name    Ana Lopez\nApplicant signature Ana Lopez Date 09/02/2026"))
    assert found is not None
    assert found.value is True


def rule(page: PageReading, *lines: tuple[int, int, int]) -> PageReading:
    """The page with drawn lines at the foot of rows, as (row, first column, last column)."""
    drawn = (
        Mark(MarkKind.RULE, Box(a * CELL, row * LINE + HEIGHT, b * CELL, row * LINE + HEIGHT + 4), 0.5)
        for row, a, b in lines
    )
    return replace(page, marks=(*page.marks, *drawn))


BEHIND = """Ana Lopez                        is the whole name
04/07/1995                       is the day of birth

{over}                           is my signature
08/21/2026                       is today"""

#: The lines before the captions.
LINES = tuple((row, 0, 32) for row in (0, 1, 3, 4))


@pytest.mark.parametrize(
    ("over", "ink", "signed"),
    [
        pytest.param("      ", [(3, 1, 14)], True, id="strokes"),
        pytest.param("Lulups", [(3, 1, 14)], True, id="strokes read as a word"),
        pytest.param("      ", [], False, id="nothing"),
    ],
)
def test_a_caption_behind_its_line_is_signed_before_it(
    over: str, ink: list[tuple[int, int, int]], signed: bool
) -> None:
    page = rule(draw_form(BEHIND.format(over=over), ink=ink), *LINES)
    found = signature_of(read_doubtfully(page, "Lulups"))
    assert found is not None
    assert found.value is signed
    assert found.confidence >= 0.9
    assert found.box is not None
    assert found.box.x1 <= 32 * CELL


UNNAMED = """Name of applicant    Ana Lopez
Date of birth    04/07/1995
I consent.


{written}                        {day}
{caption}            today is"""


@pytest.mark.parametrize(
    ("caption", "day", "signed"),
    [
        pytest.param("in my own lines", "Aug 21, 2026", True, id="a caption nobody knows"),
        pytest.param("in my own lines", "", None, id="without a day"),
        pytest.param("verifying person", "Aug 21, 2026", None, id="an official's"),
    ],
)
def test_strokes_on_a_line_with_a_day_beside_them_are_a_signature(
    caption: str, day: str, signed: bool | None
) -> None:
    drawing = UNNAMED.format(written=" " * 9, day=day, caption=caption)
    found = signature_of(rule(draw_form(drawing, ink=[(5, 1, 18)]), (5, 0, 26), (5, 32, 48)))
    assert (found.value if found else None) is signed
    assert found is None or found.confidence >= 0.9


def test_strokes_that_were_read_as_a_word_are_no_sure_signature() -> None:
    drawing = UNNAMED.format(written="Nelvepluy", day="Aug 21, 2026", caption="in my own lines")
    page = rule(stroke(draw_form(drawing), "Nelvepluy"), (5, 0, 26), (5, 32, 48))
    found = signature_of(page)
    assert found is not None
    assert found.value is True
    assert found.confidence < 0.9


def test_an_instruction_to_sign_is_no_place_to_sign() -> None:
    assert signature_of(draw_form("Name    Ana Lopez\nSign. An unsigned form\ncomes back to you.")) is None


TWO_LINES = form_of() + "\n" * 3 + "{day}\n{caption}"


@pytest.mark.parametrize(
    ("caption", "day", "absent"),
    [
        pytest.param("in my own lines", " " * 33 + "08/21/2026", False, id="dated"),
        pytest.param("in my own lines", "", False, id="near"),
        pytest.param("certifying official", " " * 33 + "08/21/2026", True, id="an official's"),
        pytest.param("Former names", "", True, id="what answers something else"),
    ],
)
def test_strokes_on_another_line_keep_an_empty_place_from_being_called_unsigned(
    caption: str, day: str, absent: bool
) -> None:
    page = draw_form(TWO_LINES.format(day=day, caption=caption), ink=[(10, 1, 18)])
    found = signature_of(rule(page, (5, 0, 26), (10, 0, 26)))
    assert (found is not None and found.value is False) is absent


@pytest.mark.parametrize(
    ("lines", "sure"),
    [pytest.param([(5, 0, 30)], True, id="on a line"), pytest.param([], False, id="no line")],
)
def test_only_a_place_with_a_line_of_its_own_is_surely_empty(
    lines: list[tuple[int, int, int]], sure: bool
) -> None:
    found = signature_of(rule(draw_form(form_of()), *lines))
    assert found is not None
    assert found.value is False
    assert (found.confidence >= 0.9) is sure


def test_strokes_near_a_place_without_a_line_leave_it_open() -> None:
    far = Mark(MarkKind.INK, Box(45 * CELL, 3 * LINE, 60 * CELL, 4 * LINE))
    page = draw_form(form_of())
    assert signature_of(replace(page, marks=(far,))) is None
    assert signature_of(rule(replace(page, marks=(far,)), (5, 0, 30))) is not None


@pytest.mark.parametrize(
    "over",
    [
        pytest.param("Septembor 14, 2026", id="a month misread"),
        pytest.param("Agreement", id="a heading"),
        pytest.param("e", id="one letter"),
        pytest.param("written", id="a small word"),
        pytest.param("and to this my own word be given.", id="the end of a sentence"),
    ],
)
def test_print_over_a_caption_is_no_signature(over: str) -> None:
    found = signature_of(rule(draw_form(form_of(over)), (5, 0, 30)))
    assert found is None or found.value is False


ROSTER = """
Northway Transport LLC                                      31 August 2026
Our network pays only for rides crewed by people whose papers we have seen.
Crew member    Souza, Maria T
Your no. for them    E0901234
Return this sheet with one box marked:
Filled in by                     on
Send to: Northway Transport LLC, 9800 Hangar Road, Denver, CO 80249
{below}
"""


@pytest.mark.parametrize(
    ("below", "signed_on"),
    [
        pytest.param("", None, id="nobody else signs"),
        pytest.param("Sincerely,\nAna Lopez", "2026-08-31", id="the writer signs"),
    ],
)
def test_the_day_over_a_sheet_that_only_who_answers_signs_is_no_signature_s(
    below: str, signed_on: str | None
) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(ROSTER.format(below=below)))
    dated = found.get(FieldName.SIGNED_ON)
    assert (dated.value if dated else None) == signed_on


@pytest.mark.parametrize(
    ("second", "phrase"),
    [
        pytest.param("pyle", "signed", id="strokes"),
        pytest.param("regelen", "signed regelen", id="print"),
        pytest.param(None, "signed regelen", id="a file's own words"),
    ],
)
def test_strokes_behind_the_word_signed_are_no_part_of_it(second: str | None, phrase: str) -> None:
    page = draw_form("Signed regelen")
    words = tuple(replace(w, second=second) if w.text == "regelen" else w for w in page.words)
    sheet = build_sheet(replace(page, words=words), 0)
    label = guess_label(line_of(sheet, 0), 0, Kind.VERIFICATION_REQUEST)
    assert label is not None
    assert label.phrase == phrase


def test_an_authorization_is_the_applicant_s_whatever_its_number() -> None:
    page = draw_form("""
SECTION 1. EMPLOYEE
Name    Ana Lopez
SECTION 2. AUTHORIZATION
The undersigned permits the licensing body to confirm the status of the license.

Nelvepluy                         08/24/2026
Employee signature                Date
SECTION 3. FOR THE LICENSING BODY
Signature                         Date
""")
    found = signature_of(stroke(page, "Nelvepluy"))
    assert found is not None
    assert found.value is True


VERIFIED = """
Employee      Ana Lopez
Number        E0810170

{above} ____________________
Signature: ____________________         Date: __________

The undersigned permits the licensing body to confirm the status of the license.

Nelvepluy                         08/24/2026
Candidate                         Date
"""


@pytest.mark.parametrize(
    ("above", "signed"),
    [
        pytest.param("Name / title of person verifying:", True, id="who verifies"),
        pytest.param("Name of employee:", False, id="the applicant"),
    ],
)
def test_a_place_to_sign_under_the_name_of_who_verifies_is_not_the_applicant_s(
    above: str, signed: bool
) -> None:
    found = signature_of(stroke(draw_form(VERIFIED.format(above=above)), "Nelvepluy"))
    assert (found is not None and found.value is True) is signed


MAIL = """
Please verify the person named below.
Name: Margaret Sorrell
Massachusetts EMT no.: E0890181
Date of birth: 5/3/1986
{told}
Fax to 207-555-0133
"""


@pytest.mark.parametrize(
    ("told", "day"),
    [
        pytest.param("Consent   electronically signed 08/24/2026, on file", None, id="a consent on file"),
        pytest.param("She has signed our release, dated 08/24/2026.", None, id="a release"),
        pytest.param("Release signed 08/24/2026", None, id="signed elsewhere"),
        pytest.param("On Mon, Aug 24, 2026 at 3:05 PM Gwen Tarbox wrote:", None, id="a mail quoted"),
        pytest.param(
            "Electronically signed: Margaret Sorrell, 08/24/2026", "2026-08-24", id="a name that was typed"
        ),
        pytest.param(
            "Applicant signature: /s/ Margaret Sorrell   Date: 08/24/2026", "2026-08-24", id="with a mark"
        ),
    ],
)
def test_a_mail_is_signed_where_a_name_is_typed(told: str, day: str | None) -> None:
    page = replace(draw_form(MAIL.format(told=told)), source=PageSource.BODY)
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    signed = found.get(F.SIGNED_ON)
    assert (signed.value if signed else None) == day
    assert day is not None or F.SIGNATURE_PRESENT not in found


SIGNED_AS = """Name of applicant    Ana Lopez
Date of birth    04/07/1995
I agree that my record is told.


{over}
{caption}

TO BE COMPLETED BY THE ISSUING STATE

{below}
{official}"""


def signed_as(caption: str, over: str = "", ink: tuple[int, int, int] | None = (5, 0, 14)) -> PageReading:
    """A form that is signed, if at all, on a line over what the person is."""
    drawing = SIGNED_AS.format(caption=caption, over=over, below="", official="Official")
    return rule(draw_form(drawing, ink=[ink] if ink else []), (5, 0, 32), (9, 0, 32))


@pytest.mark.parametrize(
    "caption", ["Applicant", "Licensee", "Affiant", "Certificate holder", "(Candidate)", "The undersigned"]
)
def test_a_line_is_signed_over_who_signs_it(caption: str) -> None:
    found = signature_of(signed_as(caption))
    assert found is not None
    assert found.value is True


def test_the_place_of_the_board_that_is_spoken_to_is_not_the_applicant_s() -> None:
    drawing = SIGNED_AS.format(
        caption="Applicant                          Date", over="", below="", official="Signature and title"
    )
    drawing = drawing.replace("TO BE COMPLETED BY THE ISSUING STATE", "TO STATE BOARD OR AGENCY:")
    page = rule(draw_form(drawing, ink=[(5, 3, 20)]), (5, 0, 30), (10, 0, 32))
    found = signature_of(page)
    assert found is not None
    assert found.value is True


def test_a_heading_over_such_a_line_is_no_other_place_to_sign() -> None:
    captions = "Applicant                          Date"
    drawing = f"Name of applicant    Ana Lopez\n\nSIGNATURE SECTION\n\n\n{{day:>50}}\n{captions}"
    page = rule(draw_form(drawing.format(day="08/12/2026"), ink=[(5, 3, 20)]), (5, 0, 30), (5, 35, 60))
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[F.SIGNATURE_PRESENT].value is True
    assert found[F.SIGNED_ON].value == "2026-08-12"


def test_an_officer_who_signed_at_the_foot_takes_no_line_signed_beside_its_day() -> None:
    drawing = (
        "Candidate    Ana Lopez\nCandidate consent: tell what you know.\n\n\n{day:>50}\n"
        "Candidate                          Date\n\nFax to 603-555-0164\nLt. G. Abbott signed 9/28/2026"
    )
    page = rule(draw_form(drawing.format(day="08/12/2026"), ink=[(4, 3, 20)]), (4, 0, 30), (4, 35, 60))
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[F.SIGNATURE_PRESENT].value is True


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(signed_as("Notary Public"), id="a notary's"),
        pytest.param(signed_as("Program director"), id="an official's"),
        pytest.param(signed_as("Applicant", ink=None), id="nothing on it"),
        pytest.param(signed_as("Applicant", over="Ana Lopez", ink=None), id="a printed name"),
        pytest.param(signed_as("Official", ink=(9, 0, 14)), id="in the state's part"),
    ],
)
def test_no_other_line_tells_that_the_applicant_signed(page: PageReading) -> None:
    found = signature_of(page)
    assert found is None or found.value is False


def test_of_a_heading_and_the_caption_under_it_the_one_with_a_line_is_signed() -> None:
    drawing = (
        "Name of applicant    Ana Lopez\n\n6  Signature\n\n\n{day:>50}\nSign                               On"
    )
    page = rule(draw_form(drawing.format(day="08/12/2026"), ink=[(5, 3, 20)]), (5, 0, 30), (5, 35, 60))
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[F.SIGNATURE_PRESENT].value is True
    assert found[F.SIGNED_ON].value == "2026-08-12"


def test_writing_behind_another_question_is_no_signature_though_nobody_can_read_it() -> None:
    captions = "Signature of applicant            Date"
    drawing = f"Name of applicant    Ana Lopez\nE-mail  alopezmailexample\n\n\n\n\n{captions}"
    page = read_doubtfully(draw_form(drawing), "alopezmailexample")
    tall = [
        replace(w, box=Box(w.box.x0, w.box.y0 - 12, w.box.x1, w.box.y1 + 8))
        if w.text.startswith("alopez")
        else w
        for w in page.words
    ]
    found = signature_of(rule(replace(page, words=tuple(tall)), (1, 8, 40), (5, 0, 30), (5, 34, 50)))
    assert found is not None
    assert found.value is False


@pytest.mark.parametrize(("mark", "signed"), [("X", False), ("Xylr", True)])
def test_a_printed_cross_says_where_to_sign(mark: str, signed: bool) -> None:
    drawing = f"Name of applicant    Ana Lopez\nI consent.\n\n{mark}\nApplicant signature               Date"
    page = draw_form(drawing)
    words = [replace(w, second=None) if w.text == mark else w for w in page.words]
    words = [
        replace(w, box=Box(w.box.x0, w.box.y0, w.box.x0 + len(mark) * 14, w.box.y1)) if w.text == mark else w
        for w in words
    ]
    found = signature_of(rule(replace(page, words=tuple(words)), (3, 2, 30), (3, 34, 50)))
    assert found is not None
    assert found.value is signed


NAMED_OVER = """Request for verification


{caption}

Date of birth    04/07/1995
Certification number    E0901234

{asked}"""


@pytest.mark.parametrize("caption", ["Applicant", "Employee", "Provider", "Name of applicant"])
@pytest.mark.parametrize("asked", ["Signature:                       Date:", ""])
def test_a_name_written_over_who_it_is_is_no_signature(caption: str, asked: str) -> None:
    page = draw_form(NAMED_OVER.format(caption=caption, asked=asked), ink=[(2, 0, 14)])
    found = signature_of(rule(page, (2, 0, 32), (7, 11, 32)))
    assert found is None or found.value is False


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Signature:                       Date: 05/01/2026      Fee enclosed", id="a fee"),
        pytest.param("Signature:                       (copy of photo ID attached)", id="a copy"),
    ],
)
def test_what_is_enclosed_beside_a_signature_does_not_take_it_away(line: str) -> None:
    drawing = f"Name of applicant    Ana Lopez\nDate of birth    04/07/1995\n\n{line}"
    found = signature_of(rule(draw_form(drawing, ink=[(3, 12, 28)]), (3, 11, 32)))
    assert found is not None
    assert found.value is True


COLUMNS = """What to do              I give leave to the state named to tell
Fill it in                      whether my license is in good standing.

Send it to us           Sign    {over}          Date    9/30/2026"""


@pytest.mark.parametrize(
    ("over", "signed"),
    [pytest.param("Lulups", True, id="strokes"), pytest.param("      ", None, id="nothing")],
)
def test_the_foot_of_a_panel_beside_a_caption_is_no_line_to_sign_on(over: str, signed: bool | None) -> None:
    page = rule(draw_form(COLUMNS.format(over=over)), (3, 0, 22))
    words = tuple(replace(w, second=None, handwritten=True) if w.text == "Lulups" else w for w in page.words)
    found = signature_of(replace(page, words=words))
    assert (found.value if found and found.value else None) is signed


LINE_FIRST = """Name of applicant    Ana Lopez
Date of birth        04/07/1995
I consent to the release of my record.

Dana W                   Signature     {day}
"""


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("9/30/2026", id="a day"),
        pytest.param("Sept 30, 2026", id="a month in letters"),
        pytest.param("9/3O/2O26", id="a day misread"),
    ],
)
def test_a_day_by_hand_behind_a_caption_leaves_the_line_before_it(day: str) -> None:
    page = rule(draw_form(LINE_FIRST.format(day=day)), (4, 0, 22))
    by_hand = {"Dana", "W", *day.split()}
    words = tuple(replace(w, second=None, handwritten=True) if w.text in by_hand else w for w in page.words)
    found = signature_of(replace(page, words=words))
    assert found is not None
    assert found.value is True


ROLE = """
Name of applicant    Ana Lopez
Date of birth    12/14/82
I hereby authorize the state named above to disclose my licensure history to the Department.

{caption}                                    Date: 10-9-26
THIS PART FOR THE STATE AGENCY
Credential no.:                  Level:

Official:                        Date:
signature and title
"""


@pytest.mark.parametrize(
    ("caption", "ink", "signed"),
    [
        pytest.param("Applicant:", [(4, 12, 26)], True, id="signed"),
        pytest.param("Employer:", [(4, 12, 26)], False, id="who does not ask"),
        pytest.param("Applicant:", [], False, id="nothing on it"),
    ],
)
def test_a_line_behind_who_somebody_is_is_signed_on(
    caption: str, ink: list[tuple[int, int, int]], signed: bool
) -> None:
    found = signature_of(rule(draw_form(ROLE.format(caption=caption), ink=ink), (4, 11, 34)))
    assert (found is not None and found.value is True) is signed


@pytest.mark.parametrize(
    ("text", "second", "tall", "signed"),
    [
        pytest.param("202", "ce", True, True, id="strokes"),
        pytest.param("202", "202", True, False, id="digits to both"),
        pytest.param("202", "ce", False, False, id="no taller than print"),
        pytest.param("9/1426", "ce", True, False, id="a day"),
        pytest.param("9/5", "a/s", True, False, id="a day without its year"),
        pytest.param("102", "IOZ", True, False, id="digits by their shape"),
    ],
)
def test_tall_strokes_may_be_taken_for_digits(text: str, second: str, tall: bool, signed: bool) -> None:
    page = draw_form(form_of(over=text))
    words = tuple(
        replace(w, second=second, box=Box(w.box.x0, w.box.y0 - 24 * tall, w.box.x1 + 90, w.box.y1))
        if w.text == text else w
        for w in page.words
    )  # fmt: skip
    found = signature_of(rule(replace(page, words=words), (4, 0, 30)))
    assert (found is not None and found.value is True) is signed
    assert found is None or not signed or found.confidence < 0.9


@pytest.mark.parametrize(
    ("behind", "signed"),
    [
        pytest.param("/s/ Ana Maria Lopez    09/02/2026 4:41 PM CDT", True, id="the hour behind"),
        pytest.param("/s/ Ana Maria Lopez, 09/02/2026", True, id="the day behind"),
        pytest.param("/s/ the applicant named above", None, id="a sentence"),
    ],
)
def test_a_typed_name_is_signed_with_what_stands_for_a_hand(behind: str, signed: bool | None) -> None:
    page = draw_form(f"Name    Ana Lopez\nI authorize the release.\nElectronically signed: {behind}")
    found = signature_of(page)
    assert (found.value if found and found.value else None) == signed


IN_A_FRAME = """Name of applicant    Ana Lopez
Date of birth        04/07/1995
I consent to the release of my record.

                         SIGNATURE     08-13-2026     DATE
SECTION B - OFFICE OF THE STATE WHERE CERTIFIED
"""


@pytest.mark.parametrize("ink", [pytest.param([(4, 2, 18)], id="signed"), pytest.param([], id="not signed")])
def test_a_frame_s_foot_under_a_caption_is_no_line_beside_it(ink: list[tuple[int, int, int]]) -> None:
    page = rule(rule(draw_form(IN_A_FRAME, ink=ink), (4, 0, 24)), (4, 0, 62))
    found = signature_of(page)
    assert found is not None
    assert found.value is bool(ink)


ANSWERED = """Name of applicant    Ana Lopez
Date of birth        04/07/1995
By my signature I let that state tell everything it knows about my license.

                             Sept 27, 2026
applicant                    today's date

{asked}
Signed:                      Date:
"""


@pytest.mark.parametrize(
    ("asked", "signed"),
    [
        pytest.param("Printed name and office of the person answering:", True, id="who answers"),
        pytest.param("Printed name of the person applying:", False, id="who applies"),
    ],
)
def test_who_answers_signs_under_their_own_name(asked: str, signed: bool) -> None:
    page = draw_form(ANSWERED.format(asked=asked), ink=[(4, 2, 18)])
    page = rule(rule(page, (4, 0, 24)), (8, 0, 60))
    found = signature_of(page)
    assert (found is not None and found.value is True) is signed


@pytest.mark.parametrize(
    ("name", "signed"),
    [pytest.param("Ana Lopez", True, id="a name"), pytest.param("pending", None, id="no name")],
)
def test_who_signed_on_a_screen_may_stand_below(name: str, signed: bool | None) -> None:
    page = draw_form(f"""
Bureau of EMS    Signed in: alopez90    Log out
Legal name                 Date of birth
Lopez, Ana                 08/02/1990

Electronically signed by   Signed on
{name}                  09/03/2026
""")
    found = signature_of(page)
    assert (found.value if found and found.value else None) == signed


NAME_FIELD = """
VERIFICATION OF CERTIFICATION
{consent}
{role}                                       {beside}
Please complete the lower half and return it to the address above.
"""


@pytest.mark.parametrize("role", ["Applicant:", "Licensee:", "Candidate:", "Certificate holder:"])
@pytest.mark.parametrize(
    ("consent", "beside"),
    [
        pytest.param("", "", id="alone"),
        pytest.param("", "Date: 10/9/26", id="beside a day"),
    ],
)
def test_a_name_written_behind_who_somebody_is_is_no_signature(role: str, consent: str, beside: str) -> None:
    page = draw_form(NAME_FIELD.format(role=role, consent=consent, beside=beside), ink=[(2, 20, 34)])
    found = signature_of(rule(page, (2, len(role), 40)))
    assert found is None or found.value is False


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Signed by                  Date\nAna Lopez", id="a form's caption"),
        pytest.param("Must be signed by\nAna Lopez\nbefore a notary", id="an instruction"),
        pytest.param("Not yet electronically signed by\nAna Lopez", id="not yet"),
        pytest.param("Electronically signed by\nAwaiting Ana Lopez", id="no day"),
        pytest.param("Request signed by:\nMaria Kelly\nHR Manager", id="somebody else"),
    ],
)
def test_words_of_signing_over_a_name_are_not_always_a_screen_s(words: str) -> None:
    found = signature_of(draw_form(f"Legal name     Lopez, Ana\nDate of birth  08/02/1990\n\n{words}"))
    assert found is None or found.value is False


OVER_A_NAME = """
Candidate    Ana Lopez
Born    04/07/1995

I authorize the office to release my record.


{below}
"""


@pytest.mark.parametrize(
    ("below", "signed"),
    [
        pytest.param("Ana Lopez", True, id="the applicant"),
        pytest.param("Ana Lopez, applicant", True, id="and what she is"),
        pytest.param("A. Lopez", True, id="by a letter"),
        pytest.param("G. Lopez, Clerk", False, id="another's letter"),
        pytest.param("Gus Ferrante, Clerk", False, id="another's name"),
    ],
)
def test_strokes_over_the_applicants_name_are_her_signature(below: str, signed: bool) -> None:
    page = draw_form(OVER_A_NAME.format(below=below) + "\nName / signature: ______", ink=[(5, 0, 12)])
    found = signature_of(page)
    assert (found is not None and found.value is True) is signed


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        pytest.param("Approx te rtl ieprng 20122", False, id="an answer in its torn caption"),
        pytest.param("te rtl ieprng 20122", None, id="no caption"),
    ],
)
def test_ink_among_the_words_of_a_torn_caption_is_no_signature(line: str, signed: bool | None) -> None:
    page = read_doubtfully(draw_form(form_of(prose=line)), "te", "rtl", "ieprng")
    page = rule(page, (5, 0, 30), (2, 0, 30))
    ink = Mark(MarkKind.INK, Box(10 * CELL, 2 * LINE, 20 * CELL, 2 * LINE + HEIGHT))
    found = signature_of(replace(page, marks=(*page.marks, ink)))
    assert (found.value if found else None) == signed


def test_the_day_beside_strokes_over_a_name_is_theirs() -> None:
    drawing = OVER_A_NAME.format(below="A. Lopez                 Date").replace(
        "\n\n\nA.", "\n\n                         10/01/2026\nA."
    )
    letter = "October 5, 2026\n" + drawing.lstrip() + "\nSincerely,\n\nGus Ferrante, Coordinator"
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(letter, ink=[(6, 0, 12)]))
    assert (found[F.SIGNATURE_PRESENT].value, found[F.SIGNED_ON].value) == (True, "2026-10-01")
