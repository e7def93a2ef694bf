"""Labels, the words that answer them, and whose part of a form they stand in."""

from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Mark, MarkKind
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.keywords import guess_ask
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask
from tests.intake.extractors.written_forms import CELL, LINE, draw_form, read_fields


@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("What is your full name?", Ask.NAME),
        ("By what other names have you been known?", Ask.FORMER_NAME),
        ("Surname at birth, other surnames", Ask.FORMER_NAME),
        ("When were you born?", Ask.BIRTH_DATE),
        ("Birthday", Ask.BIRTH_DATE),
        ("City of birth", Ask.OTHER),
        ("SSN ends", Ask.SSN_LAST4),
        ("Soc. Sec. number", Ask.SSN),
        ("What is the number of that certificate?", Ask.NUMBER),
        ("MA certificate", Ask.NUMBER),
        ("National Registry number", Ask.OTHER),
        ("Class of certificate", Ask.LEVEL),
        ("Member signs", Ask.SIGNATURE),
        ("Signature of certifying officer", Ask.OTHER),
        ("Day you signed", Ask.DATE),
        ("Goes back to", Ask.RETURN_TO),
        ("Telefax", Ask.FAX),
        ("last four digits, soc. sec.", Ask.SSN_LAST4),
        ("Names on earlier licences", Ask.FORMER_NAME),
        ("What are the last four figures of your Social Security number?", Ask.SSN_LAST4),
        ("Apellidos", Ask.LAST_NAME),
        ("Otros apellidos usados", Ask.FORMER_NAME),
        ("Fecha de nacimiento", Ask.BIRTH_DATE),
        ("Lugar de nacimiento", Ask.OTHER),
        ("Step 1. Fill in and sign", None),
        ("Thank you for your help", None),
    ],
)
def test_a_label_is_told_by_its_words(label: str, ask: Ask | None) -> None:
    assert guess_ask(label, Kind.VERIFICATION_REQUEST) == ask


@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("CHAPTER OR AUTHORIZED PROVIDER", Ask.TRAINING_CENTER),
        ("Class led by", Ask.INSTRUCTOR),
        ("Runs out", Ask.EXPIRES),
        ("Day of the class", Ask.ISSUED),
        ("Instructor registry no.", Ask.OTHER),
        ("Card serial", Ask.CERTIFICATE_ID),
        ("BLS Provider", None),
        ("Cedar Swamp Rescue School", None),
    ],
)
def test_a_cards_label_is_made_of_nothing_but_label_words(label: str, ask: Ask | None) -> None:
    assert guess_ask(label, Kind.CPR_CARD) == ask


@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("Former name restored to spouse A", Ask.NAME_AFTER),
        ("Name at the time of the decree", Ask.NAME_BEFORE),
        ("Name borne until the marriage", Ask.NAME_BEFORE),
        ("Naturalized under the name", Ask.NAME_AFTER),
        ("Applied under the name", Ask.NAME_BEFORE),
    ],
)
def test_a_label_tells_which_name_it_asks(label: str, ask: Ask) -> None:
    assert guess_ask(label, Kind.NAME_CHANGE_EVIDENCE) == ask


@pytest.mark.parametrize(
    ("label", "ask"),
    [
        ("Name to be used from now on", Ask.NAME_AFTER),
        ("Changed to (new legal name)", Ask.NAME_AFTER),
        ("Present legal name", Ask.NAME_BEFORE),
        ("Surname before the wedding", Ask.NAME_BEFORE),
        ("Date of order", Ask.ISSUED),
        ("Issued and filed by the recorder on", Ask.ISSUED),
        ("License dated", Ask.EVENT_DATE),
        ("Date of the marriage", Ask.EVENT_DATE),
        ("Name as changed by decree of this Court", Ask.NAME_AFTER),
        ("Name as changed from", Ask.NAME_BEFORE),
        ("Date and place of birth", Ask.BIRTH_DATE),
        ("Date et lieu de naissance", Ask.BIRTH_DATE),
        ("Lieu de naissance", Ask.OTHER),
        ("Name of mother", Ask.OTHER),
    ],
)
def test_a_label_of_a_name_change_is_told_by_its_words(label: str, ask: Ask) -> None:
    assert guess_ask(label, Kind.NAME_CHANGE_EVIDENCE) == ask


def answers_of(drawing: str) -> dict[Ask, str]:
    """What each question of a verification form is answered with."""
    paper = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)])
    return {a.label.ask: a.value for a in paper.pages[0].answers}


@pytest.mark.parametrize(
    "drawing",
    [
        pytest.param("Date of birth: 04/07/1995\nCertificate no.: E0334418", id="right"),
        pytest.param("Date of birth      Certificate no.\n04/07/1995         E0334418", id="below"),
        pytest.param("04/07/1995         E0334418\nDate of birth      Certificate no.\n\n05 MA", id="above"),
        pytest.param("3. Born on           04/07/1995\n8. Its number        E0334418", id="numbered"),
        pytest.param("BIRTH DATE\n0 4 0 7 1 9 9 5\nCERTIFICATE NUMBER\nE 0 3 3 4 4 1 8", id="combs"),
        pytest.param("Dato of birth: 04/07/1995\nCertifcate no.: E0334418", id="misread labels"),
    ],
)  # fmt: skip
def test_answers_are_found_wherever_a_form_puts_them(drawing: str) -> None:
    found = answers_of(drawing)
    assert found[Ask.BIRTH_DATE] == "1995-04-07"
    assert found[Ask.NUMBER] == "E0334418"


@pytest.mark.parametrize("label", ["M.I. OR MIDDLE", "Middle or initial", "Middle name or M.I."])
def test_a_box_for_a_middle_name_takes_an_initial_too(label: str) -> None:
    assert (
        answers_of(f"LAST        FIRST       {label}\nLopez       Ana         Marisol")[Ask.MIDDLE_NAME]
        == "Marisol"
    )


def test_a_narrow_gap_parts_columns_that_begin_at_one_place() -> None:
    reading = draw_form(
        "Birth date   x\n"
        " Member named Lopez, Ana\n"
    )  # fmt: skip
    assert [s.text for s in build_sheet(reading, 0).rows[1]] == ["Member named Lopez, Ana"]


def test_the_line_numbers_of_pleading_paper_are_no_words_of_it() -> None:
    lines = ["changed to Lovelie Rose", "Lonergan.", *[""] * 12]
    drawing = "\n".join(f"{number:>2}   {line}" for number, line in enumerate(lines, start=1))
    assert build_sheet(draw_form(drawing), 0).flow.text == "changed to Lovelie Rose\nLonergan.\n"


def test_the_letters_of_a_comb_are_one_word() -> None:
    row = build_sheet(draw_form("T O U S S A I N T    J R"), 0).rows[0]
    assert next(t.text for s in row for t in s.tokens) == "TOUSSAINT"


def test_a_tall_hand_that_reaches_into_the_print_below_it_is_a_line_of_its_own() -> None:
    page = draw_form("x")
    hand = [("Maria", 260, 519), ("T", 541, 600), ("Souza", 683, 922)]
    print_ = [("(first", 252, 294), ("name,", 297, 341), ("middle", 347, 399), ("name)", 404, 448)]
    words = [
        replace(page.words[0], text=text, box=Box(x0, y0, x1, y1), line=line)
        for line, (y0, y1, texts) in enumerate([(449, 553, hand), (525, 560, print_)])
        for text, x0, x1 in texts
    ]
    rows = build_sheet(replace(page, words=tuple(words)), 0).rows
    assert [[s.text for s in row] for row in rows] == [["Maria T Souza"], ["(first name, middle name)"]]


FORM = """
New Hampshire Department of Safety
Part I to be completed by the applicant
Name: Ana Lopez
Part II to be completed by the certifying state
Name: somebody else
Return this form to
41 Hollow Tree Road
"""


def test_each_row_belongs_to_a_part() -> None:
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(FORM)]).pages[0]
    assert laid.parts == (
        Part.OPEN, Part.APPLICANT, Part.APPLICANT, Part.STATE, Part.STATE, Part.RETURN, Part.RETURN,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "To: licensing authority",
        "says: I was certified by the Commonwealth of Massachusetts as",
        "Out-of-State Verification",
        "Certifying authority",
    ],
)
def test_what_only_mentions_the_state_opens_no_part_of_its(line: str) -> None:
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(f"{line}\nName: Ana Lopez")]).pages[0]
    assert Part.STATE not in laid.parts


def test_parts_may_stand_side_by_side() -> None:
    drawing = (
        "Certificate of record" + " " * 50 + "Holder's half\n"
        "(the issuing state fills in this half)" + " " * 33 + "Surname\n"
        "We certify that" + " " * 56 + "Lopez\n"
        "holds credential no." + " " * 51 + "Birth date\n"
        "granted on" + " " * 61 + "04/07/1995\n"
    )
    laid = lay_out(Kind.VERIFICATION_REQUEST, [draw_form(drawing)]).pages[0]
    sides = {x.ask: laid.part_of(x) for x in laid.labels if x.ask in (Ask.LAST_NAME, Ask.BIRTH_DATE)}
    assert sides == {Ask.LAST_NAME: Part.APPLICANT, Ask.BIRTH_DATE: Part.APPLICANT}
    assert all(laid.part_of(x) is Part.STATE for x in laid.labels if x.x0 < 300)


#: The same words stand in boxes under their captions, or over captions: only the drawn lines tell.
BOXED = """
                    Red Cross   Basic Life Support
CLASS FINISHED                CARD GOOD THROUGH
Feb 12, 2025                  Feb 12, 2027
STUDENT                       INSTRUCTOR
Olga Petrova                  Jamal Gaines
"""


def _with_rules(drawing: str, *spans: tuple[int, int, int]) -> dict[FieldName, str | bool]:
    """What is read where lines are drawn below rows, as (row, first column, last column)."""
    rules = tuple(
        Mark(MarkKind.RULE, Box(a * CELL, row * LINE + 28, b * CELL, row * LINE + 31)) for row, a, b in spans
    )
    page = replace(draw_form(drawing), marks=rules)
    return {field: e.value for field, e in read_fields(Kind.CPR_CARD, page).items()}


def test_a_tables_border_above_a_caption_makes_it_no_caption_under_a_line() -> None:
    found = _with_rules(BOXED, (2, 0, 50), (4, 0, 50))
    assert (found[FieldName.ISSUED_ON], found[FieldName.EXPIRES_ON]) == ("2025-02-12", "2027-02-12")
    assert (found[FieldName.HOLDER_NAME], found[FieldName.INSTRUCTOR_NAME]) == (
        "Olga Petrova",
        "Jamal Gaines",
    )


@pytest.mark.parametrize(
    ("read", "meant"),
    [("lyer", "Iyer"), ("lbrahim", "Ibrahim"), ("lssued", "Issued"), ("llama", "llama"), ("lbs", "lbs")],
)
def test_a_small_l_before_a_consonant_is_a_capital_i(read: str, meant: str) -> None:
    (segment,) = build_sheet(draw_form(read), 0).segments
    assert segment.text == meant


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param("Stel lan M. Copperwait", "Stellan M. Copperwait", id="an end torn off"),
        pytest.param("Ana maria Lopes", None, id="two names, the second small"),
        pytest.param("Maria T Whit comb", "Maria T Whitcomb", id="both pieces make a name"),
        pytest.param("Stel and Copperwait", None, id="a word between"),
    ],
)
def test_a_name_that_a_reader_tore_is_read_whole_and_not_surely(written: str, name: str | None) -> None:
    found = read_fields(
        Kind.VERIFICATION_REQUEST,
        draw_form(f"""
VERIFICATION OF EMS CERTIFICATION
Name of applicant:   {written}
Date of birth:       04/12/1987
"""),
    )
    told = found.get(FieldName.APPLICANT_NAME)
    assert (told and told.value) == name
    assert told is None or told.confidence < 0.9


@pytest.mark.parametrize(
    ("written", "by_hand", "name"),
    [
        pytest.param("Michelle crosby", True, "Michelle Crosby", id="by hand"),
        pytest.param("Michelle crosby", False, None, id="in print"),
        pytest.param("Mark below", True, None, id="no surname"),
    ],
)
def test_a_hand_may_begin_a_surname_with_a_small_letter(
    written: str, by_hand: bool, name: str | None
) -> None:
    page = draw_form(f"""
VERIFICATION OF EMS CERTIFICATION
Name of applicant:   {written}
Date of birth:       04/12/1987
""")
    words = tuple(replace(w, handwritten=by_hand and w.text in written.split()) for w in page.words)
    told = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words)).get(FieldName.APPLICANT_NAME)
    assert (told and told.value) == name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("  Ana    L    Reyes", "Ana L Reyes", id="three parts"),
        pytest.param("  Ana         Reyes", "Ana Reyes", id="two parts"),
        pytest.param("  Ana    L", None, id="no surname"),
    ],
)
def test_one_name_on_one_line_goes_under_the_captions_of_its_parts(
    written: str, expected: str | None
) -> None:
    page = draw_form(f"First    Middle    Last\n{written}\nStreet\n15 Prospect Avenue")
    height = max(w.box.height for w in page.words)
    tall = tuple(
        replace(w, box=Box(w.box.x0, w.box.y0, w.box.x1, w.box.y1 + height // 2)) if w.line == 1 else w
        for w in page.words
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=tall))
    name = found.get(FieldName.APPLICANT_NAME)
    assert (name.value if name else None) == expected


OREGON = """STATE OF OREGON EMS PROGRAM
VERIFICATION OF EMS LICENSE
Part A - to be completed by applicant
{}
Date of birth:  04/12/1988     Certificate number: E0912345
Return to Oregon EMS Program, 12 Court St, Salem, OR 97301"""


@pytest.mark.parametrize(
    ("captions", "written", "name"),
    [
        pytest.param(
            "   Last                First               Middle",
            "   Whitfield       Dana Marie             Ann",
            "Dana Marie Ann Whitfield",
            id="each a little left",
        ),
        pytest.param(
            "Applicant (print):      First           MI      Last",
            "                     Mary Beth          A       Souza",
            "Mary Beth A Souza",
            id="the first a little left",
        ),
        pytest.param(
            "     Last                   First               Middle",
            "     St James Whitfield         Dana               Ann",
            "Dana Ann St James Whitfield",
            id="a long surname",
        ),
        pytest.param(
            "     Last                   First               Middle",
            "   Van Dyke                   Dana                 Ann",
            "Dana Ann Van Dyke",
            id="a surname of two words",
        ),
        pytest.param(
            "Name:   Last             First               Middle",
            "        Whitfield     Dana Marie            Ann",
            "Dana Marie Ann Whitfield",
            id="behind a caption",
        ),
    ],
)
def test_a_part_of_a_name_keeps_the_word_that_begins_before_its_caption(
    captions: str, written: str, name: str
) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(OREGON.format(f"{captions}\n{written}")))
    assert found[FieldName.APPLICANT_NAME].value == name


def test_a_part_of_a_name_keeps_its_first_word_over_captions() -> None:
    written = "     St James Whitfield         Dana               Ann"
    captions = "     Last                   First               Middle"
    rows = f"{written}\n{captions}"
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(OREGON.format(rows)))
    assert found[FieldName.APPLICANT_NAME].value == "Dana Ann St James Whitfield"


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        pytest.param(
            "Applicant name / Dana Whitfield     Employer / Harbor Ambulance\nSupervisor / Gail Ostrow",
            "Dana Whitfield",
            id="another person's below",
        ),
        pytest.param("Name / Dana Whitfield\nMaiden name / Dana Hale", "Dana Whitfield", id="a former name"),
        pytest.param(
            "Last name / Whitfield\nFirst name / Dana\nMiddle name / Ann", "Dana Ann Whitfield", id="in parts"
        ),
        pytest.param("Name / Nombre  Dana Whitfield", "Dana Whitfield", id="close behind another tongue"),
        pytest.param("Name / Nombre completo       Dana Whitfield", "Dana Whitfield", id="apart from it"),
        pytest.param("Name / Nombre y apellidos: Dana Whitfield", "Dana Whitfield", id="behind its colon"),
    ],
)
def test_a_slash_ends_a_caption_or_goes_on_with_it_in_another_tongue(rows: str, name: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(OREGON.format(rows)))
    assert found[FieldName.APPLICANT_NAME].value == name
