"""Cards and certificates of many drawings, each telling one way in which papers answer."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.drawn_cards import draw_page, prove_card, read_card, square_code

ECARD = """
# BLS Provider

# Dana Whitfield
has successfully completed the cognitive and skills evaluations in accordance with
the curriculum of the American Heart Association Basic Life Support Program.

Issue Date                     Renew By
03/14/2026                     03/2028
Training Center Name           Instructor Name
Harbor CPR Training            Gail Ostrow
Training Center ID             Instructor ID
MA20555                        12345678
Training Center City, State    eCard Code
Quincy, MA                     265012345678
"""


def test_reads_an_ecard_whose_captions_stand_above() -> None:
    assert read_card(ECARD) == {
        "holder_name": "Dana Whitfield",
        "provider": "AHA",
        "course": "BLS",
        "issued_on": "2026-03-14",
        "expires_on": "2028-03",
        "certificate_id": "265012345678",
        "instructor_name": "Gail Ostrow",
        "training_center": "Harbor CPR Training",
        "format_online_only": False,
    }


@pytest.mark.parametrize("caption", ["Training Site Name", "Course Location"])
def test_the_site_of_an_ecard_is_not_its_training_center(caption: str) -> None:
    found = read_card(
        ECARD.replace("Instructor Name\n", f"Instructor Name    {caption}\n").replace(
            "Gail Ostrow\n", "Gail Ostrow        Mill Pond Hospital Annex\n"
        )
    )
    assert found["training_center"] == "Harbor CPR Training"


def test_captions_may_stand_below_their_values() -> None:
    found = read_card("""
American Red Cross
# Adult CPR/AED

Dana Whitfield
Participant

Mar 14, 2026              Mar 14, 2028
Completed                 Valid until

Harbor CPR Training
Training provider
""")
    assert found["holder_name"] == "Dana Whitfield"
    assert (found["issued_on"], found["expires_on"]) == ("2026-03-14", "2028-03-14")
    assert found["training_center"] == "Harbor CPR Training"


def test_a_short_month_centred_under_its_label_is_read_whole() -> None:
    """The first word of "Jul 1, 2023" stands left of the narrower label above it."""
    found = read_card("""
# Harbor Academy
# Dana Whitfield
    Issued                Certificate No.          Expires

  Jul 1, 2023               WC-152222            Jul 1, 2025
""")
    assert (found["issued_on"], found["expires_on"]) == ("2023-07-01", "2025-07-01")
    assert found["certificate_id"] == "WC-152222"


@pytest.mark.parametrize(
    ("sentence", "issued", "expires"),
    [
        pytest.param(
            "Dana Whitfield on March 14, 2026 finished the classroom course BLS Provider.\n"
            "It is due for renewal by the end of March 2028.",
            "2026-03-14", "2028-03", id="diploma",
        ),
        pytest.param(
            "This confirms that Dana Whitfield attended and passed BLS Provider here on\n"
            "March 14, 2026. The certification will run through the end of March 2028.",
            "2026-03-14", "2028-03", id="letter over two lines",
        ),
        pytest.param(
            "Dana Whitfield passed BLS. Certified 03/14/2026 - 03/14/2028",
            "2026-03-14", "2028-03-14", id="span",
        ),
        pytest.param(
            "Dana Whitfield passed BLS.\nPrinted 04/02/2026\nCompleted on 03/14/2026",
            "2026-03-14", None, id="printing day",
        ),
        pytest.param(
            "BLS. I saw Dana Whitfield\ndo all skills on03/14/2026\nThe card is in force to 03/14/2028",
            "2026-03-14", "2028-03-14", id="a day glued to its word",
        ),
        pytest.param(
            "Dana Whitfield completed BLS on 03/14/2026.\nValid for two years from the date of issue.",
            "2026-03-14", None, id="a term is not reckoned",
        ),
    ],
)  # fmt: skip
def test_sentences_tell_the_days(sentence: str, issued: str, expires: str | None) -> None:
    found = read_card(sentence)
    assert found["issued_on"] == issued
    assert found.get("expires_on") == expires


def test_the_day_to_which_a_card_is_in_force_is_not_its_issue() -> None:
    found = read_card("Basic Life Support\nDana Whitfield\nthis person's card is in force to 03/14/2028")
    assert (found.get("issued_on"), found["expires_on"]) == (None, "2028-03-14")


def test_the_other_date_of_a_card_is_found_by_elimination() -> None:
    found = prove_card("""
# American Red Cross
# Dana Whitfield
Basic Life Support
Xstue dxtx             Valid through
03/14/2026             03/14/2028
""")
    assert found[FieldName.ISSUED_ON].value == "2026-03-14"


def test_a_card_that_would_run_out_before_it_was_given_loses_the_weaker_date() -> None:
    found = read_card("""
# Dana Whitfield
BLS Provider
Issue Date   03/14/2026
Expires      03/14/2022
""")
    assert ("issued_on" in found) != ("expires_on" in found)


def test_a_list_of_courses_is_read_in_the_courses_own_row() -> None:
    found = read_card("""
Harbor Medical Center         EDUCATION RECORD
Employee: Dana Whitfield

Course                        Date completed     Status
Fire Safety                   01/05/2026         Complete
Privacy Basics                02/06/2026         Complete
BLS for Healthcare            03/14/2026         Complete
Lifting Patients              04/08/2026         Complete
""")
    assert (found["course"], found["issued_on"]) == ("BLS", "2026-03-14")


def test_a_square_code_mends_the_number_misread_beside_it() -> None:
    found = prove_card(
        ECARD.replace("265012345678", "265O12345678"),
        barcodes=[square_code("https://ecards.example.org/v/265012345678")],
    )[FieldName.CERTIFICATE_ID]
    assert found.value == "265012345678"
    assert found.reader.endswith("+barcode")


def test_an_ecard_code_of_the_wrong_shape_is_not_sure() -> None:
    found = prove_card(ECARD.replace("265012345678", "26501234-567"))[FieldName.CERTIFICATE_ID]
    assert found.confidence < 0.9


def test_a_number_known_from_the_square_code_alone_is_proven_by_its_box() -> None:
    code = square_code("https://redcross.example.org/take/W482L60")
    found = prove_card("# Dana Whitfield\nBasic Life Support\nCompleted 03/14/2026", barcodes=[code])
    assert found[FieldName.CERTIFICATE_ID].value == "W482L60"
    assert found[FieldName.CERTIFICATE_ID].box == code.box
    assert found[FieldName.PROVIDER].value == "ARC"


def test_the_publishers_form_number_is_no_certificate_number() -> None:
    assert "certificate_id" not in read_card(
        "# PALS Provider\n# Dana Whitfield\nIssue Date   03/2026\n\n20-3001"
    )


@pytest.mark.parametrize(
    ("words", "provider"),
    [
        ("This course adheres to American Heart Association guidelines.", "other"),
        ("Content meets AHA and ECC standards.", "other"),
        ("Not affliated with the American Heart Association.", "other"),
        ("Not afiliated with the American Heart Association.", "other"),
        ("Not ffiliated with the American Heart Association.", "other"),
        ("Not connected, associated or affiliated with the American Red Cross.", "other"),
        ("We have no affiliation with the American Heart Association.", "other"),
        ("The content is in step with what the AHA publishes.", "other"),
        ("Not valid unless signed by an American Heart Association instructor.", "AHA"),
        ("The class follows the American Heart Association program.", "AHA"),
        ("set by the curriculum of the American Heart Association for this course", "AHA"),
        ("American Safety & Health Institute", "HSI"),
        ("National Safety Council", "NSC"),
    ],
)
def test_a_body_only_leaned_on_is_not_the_provider(words: str, provider: str) -> None:
    assert read_card(f"# BLS Provider\n# Dana Whitfield\n{words}")["provider"] == provider


def test_a_body_s_brand_is_no_course() -> None:
    found = read_card(
        "# M EDIC First Aid\nan HSI brand\n# Dana Whitfield\nPediatric Advanced Life Support (PALS)"
    )
    assert (found["provider"], found["course"]) == ("HSI", "PALS")


def test_who_stands_over_the_caption_of_the_place_is_no_school() -> None:
    found = read_card("""
National Safety Council
# BLS Health Care Provider
# Dana Whitfield
has met what the course asks, in the classroom and on the manikin
8/2/26           8/2/28
finished         two years, to
No. 70713268
Shown how by
Gail Ostrow
At
""")
    assert "Ostrow" not in str(found.get("training_center"))


def test_a_company_that_certifies_by_itself_is_no_training_centre() -> None:
    found = read_card("""
# Save-A-Beat Academy
100% web course - instant certificate
Basic Life Support (BLS) for Healthcare
The bearer, Dana Whitfield, passed our online final exam. Course content
is in step with 2025 AHA, ILCOR and ECC guidelines.
Completed Apr 13, 2026          Renew before Apr 13, 2028
Not ffiliated with the American Heart Association. Acceptance is up to your employer.
""")
    assert (found["provider"], found["format_online_only"]) == ("other", True)
    assert "training_center" not in found


LOGO_CARD = """
BLS                                          {title}
                                             {first}
Dana Whitfield                               {second}
                                             {third}
has successfully completed the cognitive and skills evaluations in accordance
with the curriculum of the American Heart Association Basic Life Support Program.
Issue Date                                   Renew By
06/18/2026                                   06/2028
"""


@pytest.mark.parametrize(
    "first", [pytest.param("American", id="as it is"), pytest.param("Amencan", id="misread")]
)
def test_a_logo_under_a_title_is_no_training_centre(first: str) -> None:
    found = read_card(LOGO_CARD.format(title="Provider", first=first, second="Heart", third="Association."))
    assert found["holder_name"] == "Dana Whitfield"
    assert "training_center" not in found


def test_a_school_under_its_own_question_is_one() -> None:
    found = read_card(LOGO_CARD.format(title="Provider:", first="Saltbox EMS Academy", second="", third=""))
    assert found["training_center"] == "Saltbox EMS Academy"


def test_a_line_that_names_the_course_is_no_training_centre() -> None:
    found = read_card("""
RescueReady Online
www.rescueready.example.net
# Certificate of Completion
This is to certify that
# Dana Whitfield
has successfully completed the 100% online course and written examination
BLS - Basic Life Support for Healthcare Providers (Adult, Child, Infant, AED)
This course follows the latest 2025 ECC/ILCOR and American Heart Association guidelines.
April 5, 2026                  April 5, 2028                  RQ-7742019
Date of issue                  Valid through                  Certificate ID
""")
    assert "Life Support" not in str(found.get("training_center"))


def test_the_instructor_is_never_taken_for_the_holder() -> None:
    found = read_card("""
# Readiness Group
Basic Life Support
Dana whitfield
Trained on              Good until
03/14/2026              03/14/2028
Teacher                 Gail Ostrow
""")
    assert found["holder_name"] == "Dana Whitfield"
    assert found["instructor_name"] == "Gail Ostrow"


@pytest.mark.parametrize(
    "words",
    [
        "Gail Ostrow, Lead Instructor (no. 77803109)",
        "Skills check-off was given by Gail Ostrow, our instructor.",
        "Skills evaluator: Gail Ostrow",
        "Instr. Gail Ostrow",
        "Gail Ostrow\nInstructor",
    ],
)
def test_who_taught_is_told_in_many_ways(words: str) -> None:
    found = read_card(f"# BLS Provider\n# Dana Whitfield\nhas completed the course.\n\n{words}")
    assert found["instructor_name"] == "Gail Ostrow"


def test_the_coordinator_of_the_centre_is_no_instructor() -> None:
    found = read_card(
        "# BLS Provider\n# Dana Whitfield\nhas completed the course.\n\nTC Coordinator: Gail Ostrow"
    )
    assert "instructor_name" not in found


def test_a_scribble_beside_the_words_is_no_part_of_the_name() -> None:
    found = read_card("""
# Certificate of Completion
Know all that                                  ZIOIA
# Dana Whitfield
has met the requirements of BLS Provider
""")
    assert found["holder_name"] == "Dana Whitfield"


def test_a_name_too_long_for_its_line_is_read_over_two() -> None:
    found = read_card("""
American Red Cross
This tells of
# Dana
# Whitfield
Basic Life Support
Completed: 03/14/2026
with hands on a manikin, as the roster of this class shows
""")
    assert found["holder_name"] == "Dana Whitfield"


def test_the_title_outweighs_a_companys_name() -> None:
    found = read_card("""
# Rapid CPR Direct
Dana Whitfield has completed
BLS Healthcare Provider
""")
    assert found["course"] == "BLS"


def test_a_schools_list_of_courses_is_no_title() -> None:
    found = read_card("""
# Coastline Medical
CPR - AED - FIRST AID - BLS - ACLS

Dana Whitfield
successfully completed the course
PALS Certification
""")
    assert found["course"] == "PALS"


@pytest.mark.parametrize(
    ("words", "online"),
    [
        ("Completed online; no hands-on skills session is part of this course.", True),
        ("finished the online portion of the course", True),
        ("100% web course. Passed our online final exam.", True),
        ("Knowledge and skills evaluated on a manikin.", False),
        ("Blended: online lessons and in-person skills with an instructor", False),
        ("Skills were not evaluated.", True),
    ],
)
def test_words_tell_whether_hands_were_used(words: str, online: bool) -> None:
    assert read_card(f"# BLS Provider\n# Dana Whitfield\n{words}")["format_online_only"] is online


def test_every_value_has_its_place_on_the_page() -> None:
    page = draw_page(ECARD)
    for evidence in prove_card(ECARD).values():
        assert evidence.box is not None
        assert any(evidence.box.overlap(word.box) for word in page.words)


LETTER = """
Cedar Swamp Rescue School
Sharon, MA

To the personnel file:
{who} of our BLS Provider class of December 28, 2025, which
follows the program of the American Heart Association, and passed the manikin test. The standing lasts
until the end of December 2027.
Instructor of the class: Jamal Gaines. The eCard was claimed on line.

Emeka Washington, training coordinator
"""


@pytest.mark.parametrize(
    "who",
    ["Marjorie Metellus sat through the whole", "I write on behalf of Marjorie Metellus, who took the whole"],
)
def test_a_letter_tells_who_learned_and_who_taught(who: str) -> None:
    found = read_card(LETTER.format(who=who))
    assert found["holder_name"] == "Marjorie Metellus"
    assert found["instructor_name"] == "Jamal Gaines"
    assert (found["issued_on"], found["expires_on"]) == ("2025-12-28", "2027-12")


@pytest.mark.parametrize(
    ("words", "center"),
    [
        pytest.param(
            "at Harborlight Health Education, Milford, NH.",
            "Harborlight Health Education",
            id="with its town",
        ),
        pytest.param(
            "Given under the roof of\nCedar Swamp Rescue School", "Cedar Swamp Rescue School", id="alone"
        ),
        pytest.param("Done 11/6/24   at Saltbox EMS Academy", "Saltbox EMS Academy", id="a small at"),
    ],
)
def test_a_school_is_found_where_no_label_asks_for_it(words: str, center: str) -> None:
    card = "# National Safety Council\n# First Aid\nBe it known that\nOlga Petrova\nhas passed the course."
    assert read_card(f"{card}\n{words}")["training_center"] == center


def test_hardly_a_word_read_tells_no_provider() -> None:
    assert "provider" not in read_card("# BLS\n. - .")


def test_two_days_a_whole_term_apart_are_the_cards_own() -> None:
    """Two captions stand side by side over two days, and the page was printed between them."""
    found = read_card("""
Emergency Care & Safety Institute
# Dana Whitfield
BLS Healthcare Provider

SINCE          UNTIL
Jun 07 2025    Jun 07 2027

Looked up 10/14/2026
""")
    assert (found["issued_on"], found["expires_on"]) == ("2025-06-07", "2027-06-07")


def test_the_day_of_a_printout_is_no_expiry() -> None:
    found = read_card("""
Member training history
Member: Dana Whitfield   Badge: 932   Run on: 2026-10-14

Subject                 Done         Lapses       Given by                 Taught by      Card no.
Hazmat operations       2024-02-11   -            Town
Basic Life Support      2025-05-10   2027-05-10   Cedar Swamp Rescue       Gail Ostrow    1725421
                                                  School
Pump operator           2024-09-22   -            County
""")
    assert found["holder_name"] == "Dana Whitfield"
    assert (found["issued_on"], found["expires_on"]) == ("2025-05-10", "2027-05-10")
    assert found["instructor_name"] == "Gail Ostrow"


def test_the_part_learned_alone_is_not_the_day_of_the_card() -> None:
    found = read_card("""
Harbor CPR Training

To whom it may concern:
Dana Whitfield finished the e-learning modules of the BLS Provider program on March 2, 2026.
On March 30, 2026 I observed the skills of the American Heart Association on a manikin.
The card stays in force through the end of March 2028.
""")
    assert found["issued_on"] == "2026-03-30"


@pytest.mark.parametrize(
    "words",
    [
        "Gail Ostrow\nDiretor do curso / Course director",
        "Gail Ostrow\nLifeguard trainer",
        "passed a manikin test before Gail Ostrow (educator 40297355)",
        "Class taught with instructor Gail Ostrow",
        "Under instructor Gail Ostrow",
    ],
)
def test_an_office_under_or_beside_a_name_tells_who_taught(words: str) -> None:
    found = read_card(f"European Resuscitation Council\n# Dana Whitfield\nBasic Life Support\n\n{words}")
    assert (found["holder_name"], found["instructor_name"]) == ("Dana Whitfield", "Gail Ostrow")


def test_a_question_without_a_colon_ends_where_its_answer_begins() -> None:
    found = read_card("""
American Heart Association
# Dana Whitfield
Credential seen     BLS Provider
Class given by      Mercy Ridge Medical Center
""")
    assert found["training_center"] == "Mercy Ridge Medical Center"


@pytest.mark.parametrize(
    ("words", "center"),
    [
        pytest.param("Class room: Saltbox EMS Academy", "Saltbox EMS Academy", id="the room of a class"),
        pytest.param("for 3 hours of classroom instruction", None, id="instruction in a classroom"),
    ],
)
def test_a_class_room_is_asked_for_only_by_a_caption(words: str, center: str | None) -> None:
    head = "# TOWN EMERGENCY TRAINING DESK\nProof of a CPR class, American Red Cross program"
    found = read_card(
        f"{head}\nSlip 19490\nI saw Olga Petrova\ndo all skills without help on 11/29/2025\n{words}"
    )
    assert (found.get("training_center") == "Saltbox EMS Academy") is (center is not None)
    assert found["certificate_id"] == "19490"


@pytest.mark.parametrize(
    ("held", "until", "days"),
    [
        pytest.param(
            "03.01.2026 - 04.01.2026", "04.01.2028", ("2026-01-04", "2028-01-04"), id="two days in a row"
        ),
        pytest.param("03.01.2026", "03.01.2028", ("2026-03-01", "2028-03-01"), id="nothing tells the order"),
    ],
)
def test_a_course_of_a_few_days_tells_that_its_dates_begin_with_the_day(
    held: str, until: str, days: tuple[str, str]
) -> None:
    head = "# American Heart Association\n# Basic Life Support\nName: Olga Petrova"
    found = read_card(f"{head}\nCourse held: {held}\nValid until: {until}")
    assert (found["issued_on"], found["expires_on"]) == days


def test_days_farther_apart_than_any_card_lasts_are_not_both_read() -> None:
    found = read_card("""
American Heart Association
# BLS Provider
# Dana Whitfield
Class Completion Date: 04/18/2004
Expiration Date: 04/30/2028
""")
    assert len({"issued_on", "expires_on"} & set(found)) == 1


COMPLETION = """
Bay Circuit Community College, American Heart Association Training Center
To whom it may concern:
Dana Whitfield passed the Advanced Cardiovascular Life Support (ACLS) Provider course on June 18, 2026.
The provider status runs two years{ends}. {other}
card, seen at registration, expires 11/2026.
Course Instructor: Gail Ostrow
"""


@pytest.mark.parametrize(
    ("ends", "other", "expires"),
    [
        pytest.param(
            ", to the end of June 2028", "A Heart Association BLS", "2028-06", id="another card's end beside"
        ),
        pytest.param("", "A Heart Association BLS", None, id="another card's end alone"),
        pytest.param("", "A Heart Association ACLS", "2026-11", id="its own card"),
    ],
)
def test_a_sentence_on_another_course_s_card_tells_no_day(ends: str, other: str, expires: str | None) -> None:
    found = read_card(COMPLETION.format(ends=ends, other=other))
    assert (found["issued_on"], found.get("expires_on")) == ("2026-06-18", expires)


def test_a_year_on_a_seal_is_no_card_s_number() -> None:
    found = read_card(COMPLETION.format(ends="", other="A Heart Association BLS") + "\nEST.\n1965\n")
    assert "certificate_id" not in found


@pytest.mark.parametrize(
    ("second", "centre"),
    [
        pytest.param("Health Institute", None, id="the rest of the issuer's name"),
        pytest.param("Saltbox Rescue Institute", "Saltbox Rescue Institute", id="a school"),
    ],
)
def test_the_second_line_of_an_issuer_s_name_is_no_training_centre(second: str, centre: str | None) -> None:
    found = read_card(f"""
ASHI                 an HSI company
Basic Life Support (BLS)
American Safety &
{second}

Jamie D. Medeiros
Participant's name (print)
6-20-26              6-20-28
Completion date      Expiration date
""")
    assert found.get("training_center") == centre


def test_a_course_s_letters_set_apart_are_nobody() -> None:
    found = read_card("""
American Heart Association
# AC LS          Advanced Cardiovascular Life Support
PROVIDER
VICTOR RODRIGUEZ RIVERA
The above individual completed the cognitive and skills
evaluations of the ACLS Program.
Issue Date               11/08/2025
Recommended Renewal      11/2027
""")
    assert found["holder_name"] == "Victor Rodriguez Rivera"


@pytest.mark.parametrize(
    "centre", ["Health Institute", "Care & Safety Institute", "Safety and Health Institute"]
)
def test_a_school_may_be_called_as_a_part_of_an_issuer_s_name(centre: str) -> None:
    """The rest of that issuer's name does not stand on another's card, and a caption asks for the school."""
    found = read_card(f"""
# BLS Provider
# Dana Whitfield
American Red Cross
Training Center Name: {centre}
Issue Date                     Renew By
03/14/2026                     03/2028
""")
    assert found["training_center"] == centre


@pytest.mark.parametrize("centre", ["Safety Institute", "Care & Safety Institute", "Health Institute"])
def test_a_line_is_an_issuer_s_only_beside_the_rest_of_its_name(centre: str) -> None:
    found = read_card(f"""
# BLS Provider
# Dana Whitfield
National Safety Council
Issue Date                     Renew By
03/14/2026                     03/2028

{centre}
Gail Ostrow, Instructor
""")
    assert found["training_center"] == centre
