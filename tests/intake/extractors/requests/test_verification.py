"""Stories of verification requests: who, which number, who asks, where to, signed or not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.documents import SURE, UNSURE
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Mark, MarkKind, PageReading
from intake.extractors.people.names import find_name
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

FORM = """
NEW HAMPSHIRE DEPARTMENT OF SAFETY
Bureau of Emergency Medical Services

Verification of EMS certification

Tell us about yourself
1. Your full legal name          Ana M Lopez
2. Any earlier names
3. Born on                       04/07/1995
4. SSN (show only the end)       xxx-xx-4321
5. Type of certificate           EMT-Basic
6. Its number                    E0334418



Signature of the person named above           Date

For the certifying state
Name on our register
Certificate number
Signature of certifying officer               Date

When complete, send to Bureau of Emergency Medical Services
41 Hollow Tree Road
Concord, NH 03301
fax 603-555-0141
desk@nhsafety.example.org
"""


def signed_form() -> PageReading:
    """The form with strokes over the caption of the signature and a day over that of the date."""
    drawing = FORM.replace("E0334418\n\n\n\n", "E0334418\n\n\n" + " " * 46 + "08/21/2026\n")
    return draw_form(drawing, ink=[(14, 1, 24)])


def test_an_unknown_office_s_form_is_read_whole() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, signed_form())
    assert {field: e.value for field, e in found.items()} == {
        F.APPLICANT_NAME: "Ana M Lopez",
        F.CERTIFICATION_NUMBER: "E0334418",
        F.LEVEL: "EMT",
        F.DATE_OF_BIRTH: "1995-04-07",
        F.SSN_LAST4: "4321",
        F.REQUESTING_AGENCY: "New Hampshire Department of Safety",
        F.RETURN_ADDRESS: "41 Hollow Tree Road, Concord, NH 03301",
        F.RETURN_FAX: "603-555-0141",
        F.RETURN_EMAIL: "desk@nhsafety.example.org",
        F.SIGNATURE_PRESENT: True,
        F.SIGNED_ON: "2026-08-21",
    }


def test_every_value_points_at_its_words() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, signed_form())
    page = signed_form()
    number = next(w for w in page.words if w.text == "E0334418")
    assert found[F.CERTIFICATION_NUMBER].box == number.box
    assert all(e.box is not None and e.page == 0 for e in found.values())


def test_what_is_not_filled_in_stays_empty() -> None:
    empty = FORM
    for answer in ("Ana M Lopez", "04/07/1995", "xxx-xx-4321", "EMT-Basic", "E0334418"):
        empty = empty.replace(answer, "")
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(empty))
    personal = {
        F.APPLICANT_NAME,
        F.FORMER_NAMES,
        F.CERTIFICATION_NUMBER,
        F.LEVEL,
        F.DATE_OF_BIRTH,
        F.SSN_LAST4,
        F.SIGNED_ON,
    }
    assert not personal & set(found)
    assert found[F.SIGNATURE_PRESENT].value is False


@pytest.mark.parametrize(
    "captions",
    [
        "holder                          date",
        "(person's hand)                 (day)",
        "Undersigned                     Dated",
    ],
)
def test_a_signature_is_seen_over_any_caption_beside_a_date(captions: str) -> None:
    drawing = "I agree to the release of my record.\n\n" + " " * 32 + "08/21/2026\n" + captions
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing, ink=[(2, 1, 20)]))
    assert found[F.SIGNATURE_PRESENT].value is True
    assert found[F.SIGNED_ON].value == "2026-08-21"


def test_the_state_s_own_signature_is_none_of_the_applicant_s() -> None:
    drawing = (
        "Part I to be completed by the applicant\nName: Ana Lopez\n\nSignature            Date\n"
        "Part II to be completed by the certifying state\n\n\nSignature            Date"
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing, ink=[(6, 1, 15)]))
    assert found[F.SIGNATURE_PRESENT].value is False


LETTER = """
Skyline AirMed LLC
9800 Hangar Road, Bay 6
Denver, CO 80249

August 23, 2026

Before a candidate rides with us we ask the home state for its word:
Ana M. Lopez, date of birth 04-07-1995
Massachusetts number E0334418, certified as Paramedic
Please answer by fax to 720-555-0130.

Sincerely,
{hand}
Philip Ashworth
"""


def test_a_letter_is_read_from_its_sentences() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(LETTER.format(hand=""), ink=[(12, 1, 14)]))
    values = {field: e.value for field, e in found.items()}
    assert values[F.APPLICANT_NAME] == "Ana M. Lopez"
    assert values[F.DATE_OF_BIRTH] == "1995-04-07"
    assert values[F.CERTIFICATION_NUMBER] == "E0334418"
    assert values[F.LEVEL] == "Paramedic"
    assert values[F.REQUESTING_AGENCY] == "Skyline AirMed LLC"
    assert values[F.RETURN_FAX] == "720-555-0130"
    assert values[F.SIGNATURE_PRESENT] is True
    assert values[F.SIGNED_ON] == "2026-08-23"


def test_a_name_written_over_the_typed_one_is_a_signature() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(LETTER.format(hand="Philp Ashworth")))
    assert found[F.SIGNATURE_PRESENT].value is True


def test_a_name_in_parts_is_joined_in_reading_order() -> None:
    drawing = (
        "Lopez            Ana             M          Jr.\n"
        "Last             First           Middle     Suffix\n\n04/07/1995\nBirthdate"
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing))
    assert found[F.APPLICANT_NAME].value == "Ana M Lopez Jr."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param("Lopez, Ana M.", "Ana M Lopez", id="a whole name"),
        pytest.param("Lopez", None, id="a surname"),
        pytest.param("Lopez, Jr.", None, id="a surname with more"),
    ],
)
def test_a_whole_name_behind_a_caption_of_the_surname_is_the_name(written: str, name: str | None) -> None:
    page = draw_form(f"Last name   {written}\nDate of birth   04/07/1995\nCertification number   E0810170")
    read = find_name(lay_out(Kind.VERIFICATION_REQUEST, (page,)), F.APPLICANT_NAME)
    assert (read.value if read else None) == name


def test_a_telephone_number_is_no_certification_number() -> None:
    drawing = (
        "FAX BACK                    to (603) 555-0182\nTo: Massachusetts EMS office\n"
        "Whom        Ana Lopez\nMA certificate"
    )
    assert F.CERTIFICATION_NUMBER not in read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing))


@pytest.mark.parametrize(
    ("drawing", "level"),
    [
        pytest.param(
            "Check one:  [X] Basic   [ ] Advanced / Intermediate   [ ] Paramedic", "EMT", id="basic"
        ),
        pytest.param(
            "Check one:  [ ] Basic   [X] Advanced / Intermediate   [ ] Paramedic", "AEMT", id="advanced"
        ),
        pytest.param("I took basic life support.   [X] Paramedic", "Paramedic", id="a course is no level"),
    ],
)
def test_a_list_of_levels_may_name_them_by_one_word(drawing: str, level: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(f"Verification of certification\n\n{drawing}"))
    assert found[FieldName.LEVEL].value == level


def test_an_unanswered_question_takes_no_answer_from_the_one_before() -> None:
    found = read_fields(
        Kind.VERIFICATION_REQUEST,
        draw_form("""
1. What is your whole name, as your certificate has it?
   Maria T Souza
2. Have you gone by any other name? Which?

3. On what day were you born?
   11/04/1991
"""),
    )
    assert found[FieldName.APPLICANT_NAME].value == "Maria T Souza"
    assert FieldName.FORMER_NAMES not in found
    assert found[FieldName.DATE_OF_BIRTH].value == "1991-11-04"


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(
            "come to us at 41 Hollow Tree Road, Concord, NH 03301,\nor to creden-\ntials@nhems.example.org.",
            id="over two lines",
        ),
        pytest.param(
            "come to us at 41 Hollow Tree Road, Concord, NH 03301,\nor to credentials@nhems.example.org.",
            id="whole",
        ),
    ],
)
def test_a_letter_tells_its_destination_in_its_last_sentence(ending: str) -> None:
    found = read_fields(
        Kind.VERIFICATION_REQUEST,
        draw_form(f"""
New Hampshire Department of Safety
Commonwealth of Massachusetts
Department of Public Health, OEMS
One of your licensees hopes to work here. Maria T Souza, born 02/06/1955, holds number E8611749.
It should not pass through other hands, but {ending}
"""),
    )
    assert found[FieldName.REQUESTING_AGENCY].value == "New Hampshire Department of Safety"
    assert found[FieldName.RETURN_ADDRESS].value == "41 Hollow Tree Road, Concord, NH 03301"
    assert found[FieldName.RETURN_EMAIL].value == "credentials@nhems.example.org"


@pytest.mark.parametrize(
    ("beginning", "rest", "expected"),
    [
        pytest.param("recipro-", "city", "reciprocity", id="one word parted"),
        pytest.param("pa-", "emscert", "pa-emscert", id="two words"),
    ],
)
def test_an_address_keeps_a_hyphen_of_its_own_at_a_lines_end(
    beginning: str, rest: str, expected: str
) -> None:
    page = draw_form(f"""
New Hampshire Department of Safety
Verification of EMS certification
Name    Maria T Souza
Please return the completed form by fax (603) 555-0142 or to {beginning}
{rest}@nhems.example.org
""")
    found = read_fields(Kind.VERIFICATION_REQUEST, page)
    assert found[F.RETURN_EMAIL].value == f"{expected}@nhems.example.org"


@pytest.mark.parametrize(
    ("step", "pointed", "expected"),
    [
        pytest.param(8, True, "ems.records@nhems.example.org", id="torn behind its point"),
        pytest.param(0, True, "records@nhems.example.org", id="a blank between"),
        pytest.param(8, False, "records@nhems.example.org", id="the second reader has no point"),
    ],
)
def test_an_address_torn_behind_a_point_is_joined(step: int, pointed: bool, expected: str) -> None:
    page = draw_form("""
New Hampshire Department of Safety
Verification of EMS certification
Name    Maria T Souza
Please return the completed form to:
Attn: ems. records@nhems.example.org
""")
    words = []
    for word in page.words:
        box = word.box
        if "@" in word.text:
            word = replace(word, box=Box(box.x0 - step, box.y0, box.x1 - step, box.y1))
        elif word.text == "ems." and not pointed:
            word = replace(word, second="ems")
        words.append(word)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=tuple(words)))
    assert found[F.RETURN_EMAIL].value == expected


LEVELS = """
Verification of EMS certification
Applicant name:      Ana Lopez
Date of birth:       04/12/1987
Certification no.:   A0901234
Level      EMT      AEMT      Paramedic
Date:                10/02/2026
"""


@pytest.mark.parametrize(
    ("ticks", "level", "likely"),
    [
        pytest.param("off on off", "AEMT", True, id="one ticked"),
        pytest.param("off unsure off", "AEMT", False, id="one that may be ticked"),
        pytest.param("on on off", "EMT", False, id="two ticked"),
        pytest.param("unsure on off", "AEMT", True, id="one ticked, one dirty"),
        pytest.param("off off off", None, False, id="none"),
    ],
)
def test_a_level_is_as_likely_as_its_tick(ticks: str, level: str | None, likely: bool) -> None:
    page = draw_form(LEVELS)
    words = [w for w in page.words if w.text in ("EMT", "AEMT", "Paramedic")]
    marks = tuple(
        Mark(MarkKind(f"checkbox_{said}"), Box(w.box.x0 - 28, w.box.y0, w.box.x0 - 6, w.box.y1))
        for w, said in zip(words, ticks.split(), strict=True)
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, marks=marks)).get(F.LEVEL)
    assert (found.value if found else None) == level
    assert (found is not None and found.confidence > UNSURE) is likely


def test_a_tick_in_a_list_of_close_lines_is_that_of_the_level_beside_it() -> None:
    listed = LEVELS.replace(
        "Level      EMT      AEMT      Paramedic", "Level:\n      EMT\n      AEMT\n      Paramedic"
    )
    page = draw_form(listed)
    words = [w for w in page.words if w.text in ("EMT", "AEMT", "Paramedic")]
    marks = tuple(
        Mark(MarkKind(f"checkbox_{said}"), Box(w.box.x0 - 28 - at, w.box.y0, w.box.x0 - 6 + at, w.box.y1))
        for w, said, at in zip(words, ("off", "on", "off"), (1, 0, 1), strict=True)
    )
    # A tick runs out of its box into the word, which is read as higher than the lines are apart.
    tall = tuple(
        replace(w, box=Box(w.box.x0, w.box.y0 - 16, w.box.x1, w.box.y1 + 16)) if w.text == "AEMT" else w
        for w in page.words
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=tall, marks=marks))
    assert found[F.LEVEL].value == "AEMT"


@pytest.mark.parametrize(
    ("ink", "level"),
    [
        pytest.param((0.0, 0.06, 0.0), "AEMT", id="one touched"),
        pytest.param((0.0, 0.06, 0.04), None, id="two touched"),
        pytest.param((0.0, 0.01, 0.0), None, id="a speck"),
    ],
)
def test_a_tick_beside_its_box_tells_a_level_unsurely(ink: Sequence[float], level: str | None) -> None:
    page = draw_form(LEVELS)
    words = [w for w in page.words if w.text in ("EMT", "AEMT", "Paramedic")]
    marks = tuple(
        Mark(MarkKind.CHECKBOX_OFF, Box(w.box.x0 - 28, w.box.y0, w.box.x0 - 6, w.box.y1), weight)
        for w, weight in zip(words, ink, strict=True)
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, marks=marks)).get(F.LEVEL)
    assert (found.value if found else None) == level
    assert found is None or found.confidence < SURE


@pytest.mark.parametrize(
    ("written", "former"),
    [
        pytest.param("nowe", None, id="begun small"),
        pytest.param("Nunes", "Nunes", id="a listed name"),
        pytest.param("Nowe", "Nowe", id="all readers read a name"),
        pytest.param("nowak", "Nowak", id="no such word"),
    ],
)
def test_none_with_a_letter_misread_is_no_former_name(written: str, former: str | None) -> None:
    page = draw_form(
        f"Applicant name:   Ana Lopez\nOther names used:   {written}\nDate of birth:   04/12/1987"
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, page).get(F.FORMER_NAMES)
    assert (found.value if found else None) == former


BRACKETS = """
Name of applicant: Ana M Lopez
7/15/1988    0810170
License held there:   ( )First Responder   (  )EMT-Basic   ()EMT-Paramedic
I give leave to release my record.
"""


@pytest.mark.parametrize(
    ("second", "third", "level"),
    [
        pytest.param("(<)EMT-Paramedic", "(X)EMT-Paramedic", "Paramedic", id="to both others"),
        pytest.param("(__)EMT-Paramedic", "(X)EMT-Paramedic", None, id="to one"),
        pytest.param("()EMT-Paramedic", "( )EMT-Paramedic", None, id="to none"),
    ],
)
def test_brackets_are_ticked_that_hold_something_to_all_readers_but_the_first(
    second: str, third: str, level: str | None
) -> None:
    page = draw_form(BRACKETS)
    words = (
        replace(w, second=second, third=third) if w.text.endswith("Paramedic") else w for w in page.words
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=tuple(words)))
    assert (found[F.LEVEL].value if F.LEVEL in found else None) == level
