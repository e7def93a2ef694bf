"""Names that stand close beside other words, and who is meant."""

from dataclasses import replace

import pytest

from domain.kinds import Channel, FieldName, Kind
from intake.extractors.cpr.people import is_person
from intake.extractors.extract import extract_evidence
from tests.intake.extractors.drawn_cards import draw_page, prove_card, read_card

HEAD = "American Heart Association\n# BLS Provider\n# Dana Whitfield\n\n"


@pytest.mark.parametrize(
    ("words", "taught"),
    [
        pytest.param(
            "Gail Ostrow               Olga Petrova\nInstructor of the cass    Director of prograns",
            "Gail Ostrow", id="two in columns",
        ),
        pytest.param("Teacher  Gail Ostrow     Serlal R3984269", "Gail Ostrow", id="a caption misread"),
        pytest.param(
            "Harlan P. Voss, M.D., Program Director     Gail Ostrow, RN, Course Instructor", "Gail Ostrow",
            id="who leads the program beside",
        ),
        pytest.param(
            "Harlan P. Voss, Program Director     K. Gail Ostrow, Course Instructor", "K. Gail Ostrow",
            id="a name that begins with an initial",
        ),
        pytest.param("Gail Ostrow. Lead Instructor (no. 11063779)", "Gail Ostrow", id="a comma as a dot"),
        pytest.param(
            "Course Director: Harlan Voss\nCourse Instructor: Gail Ostrow", "Gail Ostrow",
            id="the director's caption first",
        ),
        pytest.param(
            "was given by Gail\nAnn Ostrow, our instructor (no. 45194968).", "Gail Ann Ostrow",
            id="over two lines",
        ),
    ],
)  # fmt: skip
def test_who_taught_is_named_whole_and_alone(words: str, taught: str) -> None:
    assert read_card(HEAD + words)["instructor_name"] == taught


def test_a_name_beside_another_column_begins_no_sentence() -> None:
    found = read_card("""
Granite CPR Works
Certificate of training
Dana Whitfield
learned and showed what is asked of a person certified in
CPR/AED
                                     Saltbox EMS Academy
Gail Ostrow                          host of the course
skills instructor
""")
    assert (found["holder_name"], found["instructor_name"]) == ("Dana Whitfield", "Gail Ostrow")


@pytest.mark.parametrize(
    ("words", "center"),
    [
        pytest.param(
            "St. Brendan Regional Hospital\nTo whom it may concern:\nBLS, American Heart Association.\n"
            "given by Gail Ostrow, our instructor (no. 56571321).\nThe electronic card is being ordered.",
            "St. Brendan Regional Hospital", id="a sentence on a person",
        ),
        pytest.param(
            "American Red Cross\nConducted by: Bay Circuit\n              Community Training Center",
            "Bay Circuit Community Training Center", id="a name that ends in a caption's words",
        ),
        pytest.param("School    Adult, Child & Infant CPR + AED", None, id="a course"),
        pytest.param("School    Community CPR Training", "Community CPR Training", id="a school called so"),
    ],
)  # fmt: skip
def test_what_is_told_beside_a_school_s_caption(words: str, center: str | None) -> None:
    assert read_card(words).get("training_center") == center


def test_first_aid_is_known_with_a_letter_misread() -> None:
    assert read_card("Granite Works\n# Workplace Finst Aid\n# Dana Whitfield")["course"] == "FirstAid"


NETWORK = """
American Heart Association    MILITARY TRAINING NETWORK
Harborlight University of the Health Sciences
# BLS PROVIDER
has successfully completed the national cognitive and skills evaluations of the BLS Program.
Dana Whitfield
Name

14 JAN 2026         JAN 2028
Issue Date          Recommended Renewal Date

104 MDG BARNES ANGB           GAIL OSTROW
{caption:<30}Instructor
"""


@pytest.mark.parametrize("caption", ["MTN Training Site", "Training Site"])
def test_the_caption_under_a_line_tells_where_not_the_head_of_the_card(caption: str) -> None:
    assert read_card(NETWORK.format(caption=caption))["training_center"] == "104 MDG BARNES ANGB"


@pytest.mark.parametrize(
    "street",
    [
        pytest.param("12 Fire Academy Road", id="a street"),
        pytest.param("104 Medical Center Drive", id="a street with words of a school"),
    ],
)
def test_a_street_under_the_caption_of_a_school_is_none(street: str) -> None:
    words = f"American Heart Association\n# BLS Provider\n# Dana Whitfield\nTraining Center\n{street}"
    assert not str(read_card(words).get("training_center")).startswith(street[:3])


def test_a_school_at_the_head_of_a_card_that_nothing_else_tells_is_not_sure() -> None:
    drawn = NETWORK.replace("104 MDG BARNES ANGB", "").format(caption="")
    center = prove_card(drawn)[FieldName.TRAINING_CENTER]
    assert center.value == "Harborlight University of the Health Sciences"
    assert center.confidence < 0.9


@pytest.mark.parametrize("printed_first", [True, False])
def test_the_printed_name_of_who_taught_is_read_before_the_signed_one(printed_first: bool) -> None:
    printed = "Gail Ostrow\nAuthorized Instructor (Print Name)"
    signed = "G Ostrow\nAuthorized Instructor (Signature)"
    lines = [printed, signed] if printed_first else [signed, printed]
    assert read_card(HEAD + "\n\n".join(lines))["instructor_name"] == "Gail Ostrow"


def test_captions_are_nobodys_name() -> None:
    words = "American Red Cross\nBasic Life Support\nValidity Period        Completion Date\n2 Years"
    assert "holder_name" not in read_card(words)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("I saw Dana Whitfield", id="seen"),
        pytest.param("Isaw Dana Whitfield", id="no blank left"),
        pytest.param("I watched Dana Whitfield", id="watched"),
    ],
)
def test_whom_a_teacher_saw_holds_the_card(words: str) -> None:
    found = read_card(f"""
TOWN EMERGENCY TRAINING DESK
Basic Life Support
{words}
do all skills without help on 03/14/2026 and this
person's card is in force to 03/14/2028
Teacher's name   Karim Stone
""")
    assert found["holder_name"] == "Dana Whitfield"


@pytest.mark.parametrize(
    ("written", "holder"),
    [
        pytest.param("dana Whitfield", "Dana Whitfield", id="a small first letter"),
        pytest.param("the Harbor", None, id="a small word"),
    ],
)
def test_a_hand_may_begin_a_name_with_a_small_letter(written: str, holder: str | None) -> None:
    found = read_card(f"""
National Safety Council
# BLS Provider

{written}         61940387
Student                Card No.

8-16-26                8-16-28
Completed              Expires
""")
    assert found.get("holder_name") == holder


@pytest.mark.parametrize(
    ("second", "taught"),
    [
        pytest.param("Jorvik", "Jorvik Brannigan", id="its capital read by another"),
        pytest.param("jorvik", None, id="by nobody"),
    ],
)
def test_a_rare_given_name_has_the_capital_that_another_reader_saw(second: str, taught: str | None) -> None:
    page = draw_page(HEAD + "jorvik Brannigan          118306\nInstructor (print name)   Registry no.")
    words = (replace(w, second=second) if w.text == "jorvik" else w for w in page.words)
    found = extract_evidence(Kind.CPR_CARD, [replace(page, words=tuple(words))], channel=Channel.SCAN)
    named = {each.field: each for each in found}.get(FieldName.INSTRUCTOR_NAME)
    assert (named.value if named else None) == taught
    assert named is None or named.confidence < 0.9


@pytest.mark.parametrize("center", ["Hampden Heartsaver Training", "Hampden Rescue Training"])
def test_a_center_may_be_called_by_a_body_s_brand(center: str) -> None:
    found = read_card(
        f"American Heart Association\n# BLS Provider\n# Dana Whitfield\n\nTraining Center: {center}\n"
        "Course site: Springfield YMCA\n"
    )
    assert found["training_center"] == center


def test_a_number_behind_who_taught_is_theirs() -> None:
    found = read_card(
        "American Heart Association\n# BLS Provider\n# Dana Whitfield\n\n"
        "Instructor / ID no.      Marcus Hale        09230417\n"
    )
    assert "certificate_id" not in found


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param("# Gorvan Osz\nInstructor signature", id="over the caption for it"),
        pytest.param("# Gorvan Osz\nGail Ostrow, RN, Lead Instructor", id="over the name in print"),
    ],
)
def test_a_signature_is_nobody_s_name_where_one_is_printed(signed: str) -> None:
    found = read_card(
        "National Safety Council\nBasic Life Support\n\nWHITFIELD, DANA R\n\n"
        f"Completed  06/27/2026\n\n{signed}\n"
    )
    assert found["holder_name"] == "Dana R Whitfield"


@pytest.mark.parametrize(
    ("caption", "holder"),
    [
        pytest.param("Student Signature", "Dana Whitfield", id="the student's"),
        pytest.param("Signature of Participant", "Dana Whitfield", id="the participant's"),
        pytest.param("Cardholder's Signature", "Dana Whitfield", id="the holder's"),
        pytest.param("Instructor Signature", "Gail Ostrow", id="the instructor's"),
        pytest.param("Signature", "Gail Ostrow", id="a bare one"),
    ],
)
def test_a_holder_s_own_signature_names_the_holder(caption: str, holder: str) -> None:
    found = read_card(
        f"American Red Cross\nDana Whitfield\n{caption}\nBLS Provider\nGail Ostrow\nIssued  06/27/2026\n"
    )
    assert found["holder_name"] == holder


def test_a_large_name_that_nobody_signed_is_the_holder_s() -> None:
    found = read_card(
        "National Safety Council\nBasic Life Support\n\nWhitfield, Dana\n\n"
        "Completed  06/27/2026\n\n# Gorvan Osz\nPaxton\n"
    )
    assert found["holder_name"] == "Gorvan Osz"


@pytest.mark.parametrize(
    ("below", "holder"),
    [
        pytest.param("completed the online course for", "Dana Whitfield", id="a sentence"),
        pytest.param("Completed  06/27/2026", "Harbor Osz", id="a caption"),
    ],
)
def test_who_completed_the_course_holds_the_card(below: str, holder: str) -> None:
    found = read_card(
        f"Saltbox Rescue Institute\nDana Whitfield\n{below}\nBasic Life Support\n\n# Harbor Osz"
    )
    assert found["holder_name"] == holder


@pytest.mark.parametrize(
    ("stub", "taught"),
    [
        pytest.param("Instr.  G. OSTROW 44-1708", "Gail Ostrow", id="with an initial on the stub"),
        pytest.param(
            "Instructor: G. Ostrow RN. Help line 1-888-555-0140.", "Gail Ostrow", id="in a sentence"
        ),
        pytest.param("Instr.  P. HALE 44-1708", "P. Hale", id="another person"),
    ],
)
def test_who_taught_is_named_in_full_where_the_stub_shortens_it(stub: str, taught: str) -> None:
    words = f"{HEAD}\n{stub}\n\nGail Ostrow, RN, Lead Instructor\n"
    assert read_card(words)["instructor_name"] == taught


@pytest.mark.parametrize(
    ("head", "center"),
    [
        pytest.param("SALTBOX RESCUE ACADEMY", None, id="who issued it"),
        pytest.param("HARBOR RESCUE PROGRAM", "Saltbox Rescue Academy", id="another"),
    ],
)
def test_the_name_of_who_issued_a_certificate_is_on_its_stub_again(head: str, center: str | None) -> None:
    found = read_card(f"""
{head}
Provider certificate
Basic Life Support
is awarded to
# Dana Whitfield
Completed  08/30/2026     Good until  08/30/2028

Saltbox Rescue Academy
BLS
No. LR-70338
""")
    assert found.get("training_center") == center


@pytest.mark.parametrize(
    ("line", "center"),
    [
        pytest.param("Healthcare and Professional Rescuer", None, id="for whom the course is"),
        pytest.param(
            "Harborlight Medical School of Rescue", "Harborlight Medical School of Rescue", id="a school"
        ),
    ],
)
def test_for_whom_a_course_is_is_no_school(line: str, center: str | None) -> None:
    found = read_card(f"Basic Life Support           HSI\n{line}\n\nDana Whitfield\nName\n")
    assert found.get("training_center") == center


@pytest.mark.parametrize(
    "caption",
    [
        pytest.param("Education Center", id="a center"),
        pytest.param("Course Location", id="where no center is told, the place"),
    ],
)
def test_where_a_course_was_held_answers_its_caption(caption: str) -> None:
    found = read_card(f"""
National Safety Council
# BLS Provider

Name               Dana Whitfield
Issued             06/14/2026
{caption:<19}Saltbox Valley Training
""")
    assert found["training_center"] == "Saltbox Valley Training"


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        pytest.param("Council", "participated in and met the objectives of the course", id="a body's end"),
        pytest.param("       ", "has completed the course named above", id="nothing"),
    ],
)
def test_who_participated_holds_the_card_whatever_stands_in_the_margin(beside: str, said: str) -> None:
    found = read_card(f"""
# N SC
                   NSC First Aid Course
National Safety
{beside}            DANA E. WHITFIELD
                   {said}

Completed    04/11/2026
Instructor   Karim Stone
""")
    assert found["holder_name"] == "Dana E. Whitfield"


def test_a_body_s_letters_set_apart_are_nobody_s_name() -> None:
    assert not is_person("N SC")
    assert is_person("N Schultz")


@pytest.mark.parametrize(
    ("told", "center"),
    [
        pytest.param(
            "Hilltown EMS Education Center (no. 30488)", "Hilltown EMS Education Center", id="its end"
        ),
        pytest.param("Hilltown EMS Education  Center No. 30488", "Hilltown EMS Education", id="a caption"),
    ],
)
def test_center_before_a_number_in_brackets_ends_a_school_s_name(told: str, center: str) -> None:
    found = read_card(f"""
Emergency Care & Safety Institute
# BLS Provider

Student            Dana Whitfield
Completed          02/21/2026
Education center   {told}
""")
    assert found["training_center"] == center
