"""What speaks against a value being a card's own."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.mentions.mentions import Shape, find_mentions
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.card_signs import (
    DAY_OF_A_LETTER,
    NUMBER_OF_A_LIST,
    ODD_TERM,
    OF_ANOTHER_COURSE,
    TITLED_OTHERWISE,
    UNDER_ANOTHERS_CAPTION,
    signs_of_card,
    without_captions,
)
from tests.intake.extractors.drawn_cards import draw_page

ISSUED, EXPIRES, CENTER = FieldName.ISSUED_ON, FieldName.EXPIRES_ON, FieldName.TRAINING_CENTER


def signs_of(text: str, field: FieldName, printed: str, value: str, **others: str) -> set[str]:
    """The signs of a value that stands on a card where `printed` does; `others` are its other values."""
    paper = lay_out(Kind.CPR_CARD, [draw_page(text)])
    flow = paper.pages[0].sheet.flow
    at = flow.text.index(printed)
    evidence = paper.evidence(field, value, 0, flow.tokens(at, at + len(printed)), 0.9)
    values = {FieldName(name): told for name, told in others.items()} | {field: value}
    return {name for name, _ in signs_of_card(evidence, paper.pages[0], Kind.CPR_CARD, values)}


@pytest.mark.parametrize(
    ("expires", "odd"),
    [
        pytest.param("2028-03-14", False, id="two years"),
        pytest.param("2027-03", False, id="one year, to the month"),
        pytest.param("2029-03-31", False, id="three years, to the month's end"),
        pytest.param("2028-03-24", False, id="two years and some days"),
        pytest.param("2026-11", True, id="eight months"),
        pytest.param("2030-03-14", True, id="four years"),
    ],
)
def test_a_term_that_no_card_has_makes_neither_day_sure(expires: str, odd: bool) -> None:
    found = signs_of("Completed: 03/14/2026", ISSUED, "03/14/2026", "2026-03-14", expires_on=expires)
    assert (ODD_TERM in found) == odd


def test_a_term_written_by_hand_ends_on_its_day() -> None:
    page = draw_page("Completed: 813/2026\nExpires: 8/3/2028")
    page = replace(page, words=tuple(replace(w, handwritten=True) for w in page.words))
    paper = lay_out(Kind.CPR_CARD, [page])
    evidence = paper.evidence(ISSUED, "2026-08-13", 0, paper.pages[0].sheet.rows[0][0].tokens[1:], 0.9)

    def signs(expires: str) -> list[str]:
        values = {ISSUED: "2026-08-13", EXPIRES: expires}
        return [name for name, _ in signs_of_card(evidence, paper.pages[0], Kind.CPR_CARD, values)]

    assert ODD_TERM in signs("2028-08-03")
    assert ODD_TERM not in signs("2028-08-13")
    assert ODD_TERM not in signs("2028-08-31")


def test_a_term_may_end_on_the_eve_of_its_day() -> None:
    found = signs_of("Completed: 06/01/2026", ISSUED, "06/01/2026", "2026-06-01", expires_on="2028-05-31")
    assert ODD_TERM not in found


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        pytest.param("Harbor CPR\n{}\nDear Dana,\nYour card is below.", True, id="at a letter's head"),
        pytest.param("Harbor CPR\nDate: {}\nDear Dana,\nYour card is below.", True, id="called a date"),
        pytest.param("Harbor CPR\nIssue date: {}\nDear Dana,\nYour card.", False, id="called the issue"),
        pytest.param("Dear Dana,\nYou passed the class of\n{}", False, id="below the greeting"),
        pytest.param("Harbor CPR\n{}\nDana Whitfield", False, id="on no letter"),
    ],
)
def test_the_day_of_a_letter_is_not_surely_its_card_s(words: str, sign: bool) -> None:
    day = "September 2, 2026"
    assert (DAY_OF_A_LETTER in signs_of(words.format(day), ISSUED, day, "2026-09-02")) == sign


@pytest.mark.parametrize(
    ("words", "field", "printed", "sign"),
    [
        pytest.param(
            "Instructor ID: 41506595", FieldName.CERTIFICATE_ID, "41506595", True, id="another number"
        ),
        pytest.param("Card no: 41506595", FieldName.CERTIFICATE_ID, "41506595", False, id="its own number"),
        pytest.param(
            "Training Center Coordinator: Gail Ostrow", FieldName.INSTRUCTOR_NAME, "Gail Ostrow", True,
            id="another person",
        ),
        pytest.param(
            "Course author: Gail Ostrow", FieldName.INSTRUCTOR_NAME, "Gail Ostrow", True, id="who wrote it"
        ),
        pytest.param(
            "Instructor: Gail Ostrow", FieldName.INSTRUCTOR_NAME, "Gail Ostrow", False, id="its own person"
        ),
        pytest.param(
            "Instructor: Gail Ostrow", FieldName.HOLDER_NAME, "Gail Ostrow", True, id="who taught"
        ),
    ],
)  # fmt: skip
def test_what_stands_under_another_s_caption_is_not_sure(
    words: str, field: FieldName, printed: str, sign: bool
) -> None:
    assert (UNDER_ANOTHERS_CAPTION in signs_of(words, field, printed, printed)) == sign


def test_a_doctor_who_directs_a_course_s_medicine_need_not_have_taught_it() -> None:
    name, field = "Harlan Voss", FieldName.INSTRUCTOR_NAME
    assert TITLED_OTHERWISE in signs_of(f"Dr. {name}, Medical Director", field, name, name)
    assert TITLED_OTHERWISE not in signs_of(f"Dr. {name}, Course Director", field, name, name)


@pytest.mark.parametrize(
    ("printed", "online", "sign"),
    [
        pytest.param("Dr. Harlan Voss", "True", True, id="online"),
        pytest.param("Harlan Voss, M.D.", "True", True, id="by the degree"),
        pytest.param("Dr. Harlan Voss", "False", False, id="in a room"),
        pytest.param("Harlan Voss, EMT-P", "True", True, id="no physician"),
    ],
)
def test_who_directs_a_course_online_taught_nobody_for_sure(printed: str, online: str, sign: bool) -> None:
    card = f"Issue date\nJuly 2, 2026\nCourse director\n{printed}"
    found = signs_of(card, FieldName.INSTRUCTOR_NAME, "Harlan Voss", "Harlan Voss", format_online_only=online)
    assert (TITLED_OTHERWISE in found) == sign


@pytest.mark.parametrize(
    ("title", "beside", "sign"),
    [
        pytest.param("M.D., Program Director", "Gail Ostrow, Instructor", True, id="leads the program"),
        pytest.param("RN, MSN, Training Center Coordinator", "Taught by Gail Ostrow", True, id="coordinates"),
        pytest.param("Medical Director", "Instructor-led class", False, id="of nobody else is spoken"),
        pytest.param("M.D., Medical Director", "Instructor-led class", True, id="a physician"),
        pytest.param(
            "M.D., Lead Instructor", "Medical Director: Ana Reyes", False, id="a physician who teaches"
        ),
        pytest.param("RN, Course Instructor", "", False, id="teaches"),
        pytest.param("Program Director and Instructor", "", False, id="does both"),
    ],
)
def test_a_name_belongs_to_the_title_behind_it(title: str, beside: str, sign: bool) -> None:
    name = "Harlan P. Voss"
    found = signs_of(f"{name}, {title}\n\n{beside}", FieldName.INSTRUCTOR_NAME, name, name)
    assert (TITLED_OTHERWISE in found) == sign


@pytest.mark.parametrize(
    ("caption", "sign"),
    [
        pytest.param("Roster no.", True, id="a list's"),
        pytest.param("Class ID", True, id="a class's"),
        pytest.param("Slip no.", True, id="a slip's"),
        pytest.param("Card serial no.", False, id="the card's"),
        pytest.param("Course certificate number", False, id="a course's certificate"),
    ],
)
def test_a_list_s_number_is_not_surely_the_card_s(caption: str, sign: bool) -> None:
    found = signs_of(f"{caption}: 18-0442", FieldName.CERTIFICATE_ID, "18-0442", "18-0442")
    assert (NUMBER_OF_A_LIST in found) == sign


@pytest.mark.parametrize(("course", "sign"), [("ACLS", True), ("BLS", False)])
def test_the_number_of_another_course_s_card_is_not_sure(course: str, sign: bool) -> None:
    words = "Dana Whitfield passed ACLS. Her BLS card no. 4417221 was seen at the door."
    found = signs_of(words, FieldName.CERTIFICATE_ID, "4417221", "4417221", course=course)
    assert (OF_ANOTHER_COURSE in found) == sign


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        pytest.param("Dana passed ACLS. A BLS card, seen at the door, expires {}", True, id="another card's"),
        pytest.param(
            "Dana, holding a BLS card, has completed the course on {}",
            False,
            id="let in",
        ),
        pytest.param("Dana Whitfield, a BLS certified nurse, passed on {}", False, id="of whom"),
        pytest.param("Passed this course and the BLS skills stations on {}", False, id="a part of it"),
    ],
)
def test_a_day_is_anothers_only_where_the_other_card_is_spoken_of(words: str, sign: bool) -> None:
    found = signs_of(words.format("03/14/2026"), EXPIRES, "03/14/2026", "2026-03-14", course="ACLS")
    assert (OF_ANOTHER_COURSE in found) == sign


def test_a_caption_or_a_site_is_no_rival_of_the_center() -> None:
    page = draw_page(
        "Training Center Name      Harbor CPR Training\nTraining Center ID        MA20417\n"
        "Training Site Name        Mill Pond Training Annex\nHeld with                 Bay Rescue Academy"
    )
    laid = lay_out(Kind.CPR_CARD, [page]).pages[0]
    judged = [(m, {}) for m in find_mentions(laid.sheet) if m.shape is Shape.ORGANISATION]
    answer = next(a for a in laid.answers if a.label.phrase == "training center name")
    evidence = lay_out(Kind.CPR_CARD, [page]).evidence(CENTER, answer.value, 0, answer.tokens, 0.9)
    kept = {m.value for m, _ in without_captions(evidence, laid, judged)}
    assert {"Harbor CPR Training", "Bay Rescue Academy"} <= kept
    assert not kept & {"Training Center ID", "Mill Pond Training Annex"}
