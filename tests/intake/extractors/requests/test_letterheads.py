"""Letterheads and letters: which lines are an office's name and address, and what its sentences say."""

import time
from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Word
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def read_values(drawing: str) -> dict[FieldName, str | bool]:
    """What a request says, by field."""
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing))
    return {f: e.value for f, e in found.items()}


LETTER = """
Wyoming                                   {unit}
                                          122 Sagebrush Street, Cheyenne, WY 82002
Department of Health                      Phone (307) 555-0155  Fax (307) 555-0156

To whom it may concern:

The person named below {told}.
Ana M Lopez, born 06/14/1990, number A0857729.

Your reply may be sent to the undersigned at the above address or to {mailbox}

{release}
"""
TOLD = "asks us for a license and says that she was certified in your state at the level of Paramedic"


def read_letter(
    told: str = TOLD,
    mailbox: str = "ems@wyo.example.org",
    release: str = "",
    unit: str = "Office of EMS and Trauma",
) -> dict[FieldName, str | bool]:
    return read_values(LETTER.format(told=told, mailbox=mailbox, release=release, unit=unit))


def test_an_office_that_the_release_names_asks() -> None:
    release = (
        "I, Ana M Lopez, authorize the Massachusetts Office of Emergency Medical Services to\n"
        "disclose any information about my certification to the Wyoming Office of EMS and Trauma."
    )
    found = read_letter(release=release, unit="Mail Room 2             ")
    assert found[F.REQUESTING_AGENCY] == "Wyoming Office of EMS and Trauma"


@pytest.mark.parametrize(
    ("told", "level"),
    [
        pytest.param(
            "has made application to this office for licensure as an Advanced EMT in\n"
            "Wyoming and says that she was certified in your state at the level of Paramedic",
            "Paramedic",
            id="both",
        ),
        pytest.param(
            "has applied to be licensed here as an Advanced EMT, and is certified by you as a Paramedic",
            "Paramedic",
            id="held in the same breath",
        ),
    ],
)
def test_the_level_asked_about_is_the_one_held_and_not_the_one_sought(told: str, level: str) -> None:
    assert read_letter(told)[F.LEVEL] == level


def test_a_mailbox_is_whole_over_a_hyphen_at_a_line_s_end() -> None:
    found = read_letter(mailbox="licensing@wyo-\nhealth.example.org. Thank you.")
    assert found[F.RETURN_EMAIL] == "licensing@wyo-health.example.org"


FORM = """
{head}
{address}
Phone 614-555-0144

Verification of a state's license
Legal name                          Ana   M   Lopez
Other names under which you may be  Ana   M   Rowe-Hart (name   after   marriage)
listed
Date of birth                       06/14/1990
Certification number                E0857729
"""


@pytest.mark.parametrize("code", ["Mail Code 2835", "Mail Stop 12", "MC 1876", "Mail Drop #40"])
def test_the_number_of_an_office_s_pigeonhole_is_no_house_s(code: str) -> None:
    found = read_values(
        FORM.format(head="Ohio Department of Health", address=f"{code} P.O. Box 149, Dayton, OH 45402")
    )
    assert found[F.RETURN_ADDRESS] == "P.O. Box 149, Dayton, OH 45402"


def test_a_house_with_a_name_is_a_line_of_the_address() -> None:
    found = read_values(
        FORM.format(
            head="Regional Registry of Emergency Medical Technicians",
            address="Registry Building | 6610 Hollow Lane | P.O. Box 293 | Columbus, OH 43229",
        )
    )
    assert found[F.REQUESTING_AGENCY] == "Regional Registry of Emergency Medical Technicians"
    assert found[F.RETURN_ADDRESS] == "6610 Hollow Lane, P.O. Box 293, Columbus, OH 43229"


def test_a_remark_behind_a_name_asks_for_nothing() -> None:
    found = read_values(
        FORM.format(head="Ohio Department of Health", address="12 Hollow Lane, Dayton, OH 45402")
    )
    assert found[F.FORMER_NAMES] == "Ana M Rowe-Hart"


def test_a_department_is_of_the_state_whose_name_stands_over_it() -> None:
    found = read_values(
        FORM.format(head="Wyoming\nDepartment of Health", address="12 Hollow Lane, Cheyenne, WY 82002")
    )
    assert found[F.REQUESTING_AGENCY] == "Wyoming Department of Health"


COLLEGE = """
{called:42}Division of Allied Health
{what:42}1 College Hill Road, Danielson, CT 06239
                                          alliedhealth@tamarack.example.org

Certification Confirmation Request
Student: Ana M Lopez                      Certification number: E0857729
"""


@pytest.mark.parametrize(
    ("called", "what", "agency"),
    [
        pytest.param(
            "Tamarack Highlands", "COMMUNITY COLLEGE", "Tamarack Highlands Community College", id="two lines"
        ),
        pytest.param(
            "Ready when called", "COMMUNITY COLLEGE", "Division of Allied Health", id="a motto above"
        ),
    ],
)
def test_an_institution_s_name_goes_on_below_in_its_column(called: str, what: str, agency: str) -> None:
    found = read_values(COLLEGE.format(called=called, what=what))
    assert str(found[F.REQUESTING_AGENCY]).casefold() == agency.casefold()


def test_an_office_s_name_goes_on_behind_a_word_that_ends_none() -> None:
    found = read_values(
        "Tamarack Institute for Emergency          Office of Licensure\n"
        "Medical Services Systems                  and Certification\n\n"
        "Clinician Credential Inquiry\nName: Ana M Lopez\n"
    )
    assert found[F.REQUESTING_AGENCY] == "Tamarack Institute for Emergency Medical Services Systems"


@pytest.mark.parametrize(
    ("first", "second", "agency"),
    [
        pytest.param(
            "NEVADA BOARD OF MEDICAL",
            "AND OSTEOPATHIC EXAMINERS",
            "Nevada Board of Medical and Osteopathic Examiners",
            id="and",
        ),
        pytest.param(
            "COUNTY OF SAGE-TUOLA",
            "EMERGENCY MEDICAL SERVICES AGENCY",
            "County of Sage-Tuola Emergency Medical Services Agency",
            id="a county's agency",
        ),
        pytest.param(
            "COUNTY OF SAGE-TUOLA", "Certification Verification", "County of Sage-Tuola", id="a form's title"
        ),
        pytest.param("Nevada Medical Board", "and its staff", "Nevada Medical Board", id="no name behind it"),
        pytest.param(
            "Nevada Medical Board", "and Verification Request", "Nevada Medical Board", id="half of a title"
        ),
        pytest.param(
            "COUNTY OF SAGE",
            "Nevada Office of Emergency Medical Services",
            "Nevada Office of Emergency Medical Services",
            id="a state's office under a county",
        ),
        pytest.param(
            "COUNTY OF SAGE",
            "Sage County Emergency Medical Services Agency",
            "Sage County Emergency Medical Services Agency",
            id="an agency that bears the county's name",
        ),
    ],
)
def test_an_office_s_name_goes_on_in_the_line_below(first: str, second: str, agency: str) -> None:
    found = read_values(f"{first}\n{second}\n40 Sage Road, Carson City, NV 89701\n\nName: Ana M Lopez\n")
    assert found[F.REQUESTING_AGENCY] == agency


def test_a_heading_is_no_running_text_that_goes_on_below() -> None:
    found = read_values(
        "Division of Public Health - Rural and Community Health Systems\n"
        "Nevada Office of Emergency Medical Services\n40 Sage Road, Carson City, NV 89701\n\n"
        "Name: Ana M Lopez\n"
    )
    assert "Systems Nevada" not in str(found[F.REQUESTING_AGENCY])


PROGRAM = """
{head}                    Paramedic Technology Program
                          One College Drive, Carson City, NV 89701
                          Fax 775-555-0128

Certification Verification
1. Student   Ana M Lopez
2. Birthdate 04/07/1995
3. State EMS certification #  E0810170

{foot}
"""


@pytest.mark.parametrize(
    ("foot", "agency"),
    [
        pytest.param(
            "Sage-Tuola Community College gives all the same chance.",
            "Sage-Tuola Community College",
            id="one",
        ),
        pytest.param(
            "Sage Community College gives all the same chance.\nMesa University gives it, too.",
            "Paramedic Technology Program",
            id="two",
        ),
        pytest.param("We give all the same chance.", "Paramedic Technology Program", id="none"),
    ],
)
def test_a_program_without_a_name_asks_for_its_college(foot: str, agency: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(PROGRAM.format(head="      ", foot=foot)))
    asks = found[F.REQUESTING_AGENCY]
    assert asks.value == agency
    assert agency.endswith("College") or asks.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "second", "told"),
    [
        pytest.param("be@ve.wee", "cete", False, id="strokes"),
        pytest.param("be@ve.wee", "be@ve.wee", True, id="to both readers"),
        pytest.param("be@ve.org", "cete", True, id="at a domain of the usual kind"),
    ],
)
def test_strokes_that_one_reader_took_for_a_mailbox_are_none(text: str, second: str, told: bool) -> None:
    page = draw_form(f"Nevada Office of EMS\nName: Ana M Lopez\nReturn by email: {text}\n")
    words = (replace(w, second=second) if w.text == text else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=tuple(words)))
    assert (F.RETURN_EMAIL in found) is told


def test_a_second_name_is_no_former_one() -> None:
    found = read_values("Surname      Given name   Second name\nLOPEZ        ANA          MARIA\n")
    assert found[F.APPLICANT_NAME] == "Ana Maria Lopez"
    assert F.FORMER_NAMES not in found


@pytest.mark.parametrize(
    ("above", "below", "agency"),
    [
        pytest.param("Dana Whitfield", "COMMUNITY COLLEGE", "Dana Whitfield", id="a person"),
        pytest.param("License Verification", "REGIONAL HOSPITAL", "Verification", id="a form's title"),
        pytest.param("Air Ambulance Medical", "Rosa Field, Chief", "Rosa", id="a person behind"),
        pytest.param("Keene Fire and Emergency", "Credentialing", "Credentialing", id="a desk behind"),
    ],
)
def test_nothing_else_in_a_letterhead_is_joined_to_an_office(above: str, below: str, agency: str) -> None:
    found = read_values(f"{above}\n{below}\n12 Mill Road, Keene, NH 03431\n\nName: Ana M Lopez\n")
    assert agency not in str(found.get(F.REQUESTING_AGENCY, ""))


BESIDE = """
CERTIFICATE HISTORY FROM ANOTHER JURISDICTION
Applicant name: Ana M Lopez
Certification number: E0810170
"""


def place_line(text: str, x: int, y: int, height: int, line: int) -> list[Word]:
    """A line of words somewhere on a page, each letter half as wide as it is high."""
    words = []
    for word in text.split():
        box = Box(x, y, x + height * len(word) // 2, y + height)
        words.append(Word(word, box, 0.99, "ppocr", second=word, second_confidence=0.9, line=line))
        x = box.x1 + height // 2
    return words


@pytest.mark.parametrize(
    ("first", "agency"),
    [
        pytest.param("NEVADA BOARD OF", "Nevada Board of Emergency Medical Services", id="hanging"),
        pytest.param("NEVADA HEALTH BOARD", "Nevada Health Board", id="whole"),
    ],
)
def test_a_name_goes_on_in_its_column_past_smaller_lines_beside_it(first: str, agency: str) -> None:
    page = draw_form(" \n" * 4 + BESIDE.lstrip())
    words = [
        *place_line(first, 20, 10, 30, 20),
        *place_line("EMERGENCY MEDICAL SERVICES", 20, 58, 30, 21),
        *place_line("900 Prairie Street, Suite 10", 700, 10, 16, 22),
        *place_line("Carson City, NV 89701", 700, 38, 16, 23),
        *place_line("Tel 775-555-0137", 700, 66, 16, 24),
    ]
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=(*words, *page.words)))
    assert found[F.REQUESTING_AGENCY].value == agency


#: A form with something over its title and something at its end.
ASKED = """
{head}

REQUEST FOR VERIFICATION OF CERTIFICATION

Applicant name:      Ana Lopez
Date of birth:       04/12/1987
Certification no.:   E0901234

I release my record.
Signature: ______________   Date: 10/05/2026

{back}
"""


@pytest.mark.parametrize(
    ("head", "back", "agency"),
    [
        pytest.param(
            "OHIO DEPARTMENT OF PUBLIC SAFETY\nDIVISION OF EMERGENCY MEDICAL SERVICES",
            "SEND TO   Ohio Division of Emergency Medical Services, Certification Section\n"
            "          P.O. Box 1820, Columbus, OH 43218",
            "Ohio Division of Emergency Medical Services",
            id="a division by its state's name",
        ),
        pytest.param(
            "ALABAMA DEPARTMENT OF PUBLIC HEALTH                    OEMS only\n"
            "Office of Emergency Medical Services\nP.O. Box 3030, Montgomery, Alabama 36130",
            "Agency: please forward to Alabama Office of Emergency Medical Services, P.O. Box 3030,\n"
            "Montgomery, Alabama 36130",
            "Alabama Office of Emergency Medical Services",
            id="in a sentence",
        ),
        pytest.param(
            "KANSAS DEPARTMENT OF HEALTH\nBureau of EMS",
            "Mail to:  Kansas Bureau of EMS\n          900 Invented Street, Topeka, KS 66612",
            "Kansas Bureau of EMS",
            id="a bureau over its address",
        ),
        pytest.param(
            "TN   Department of Health\n     Division of Health Licensure\n\n"
            "          TENNESSEE EMERGENCY MEDICAL SERVICES BOARD\n"
            "          665 Cumberland Way, Nashville, TN 37243",
            "Return to the Board at the address above.",
            "Tennessee Emergency Medical Services Board",
            id="a board under the head of another",
        ),
        pytest.param(
            "New Mexico Department of Health\nEmergency Medical Systems Bureau\n"
            "1301 Invented Road, Santa Fe, NM 87507",
            "Mail or fax it straight to the Bureau at the address above.",
            "New Mexico Department of Health",
            id="a bureau without its state is the department's",
        ),
        pytest.param(
            "NORTH DAKOTA\nHealth & Human Services | Emergency Medical Systems",
            "RETURN PART B TO:   North Dakota Emergency Medical Systems\n"
            "                    1720 Invented Drive, Bismarck, ND 58504",
            "North Dakota Emergency Medical Systems",
            id="systems",
        ),
        pytest.param(
            "LARA   MICHIGAN\nBureau of Survey and Certification",
            "Return to  Bureau of Survey and Certification, EMS Licensing\n"
            "           PO Box 3066, Lansing, MI 48909",
            "Bureau of Survey and Certification",
            id="certification in a name",
        ),
        pytest.param(
            "STATE OF HAWAII\nHawaii Board of Emergency Medical Certification",
            "Return to  Hawaii Board of Emergency Medical Certification\n"
            "           1 Invented Street, Honolulu, HI 96801",
            "Hawaii Board of Emergency Medical Certification",
            id="a board of certification",
        ),
        pytest.param(
            "Nevada Bureau of Emergency Medical Services Certification Verification",
            "Return to  Nevada Bureau of Emergency Medical Services\n"
            "           4150 Invented Lane, Carson City, NV 89706",
            "Nevada Bureau of Emergency Medical Services",
            id="a form's title behind a name that is whole",
        ),
        pytest.param(
            "Oklahoma Department of Health",
            "Return to  Oklahoma Department of Health\n"
            "           123 Invented Street, Oklahoma City, OK 73102",
            "Oklahoma Department of Health",
            id="a state that ends like ours begins",
        ),
        pytest.param(
            "Nevada Division of Public Health",
            "NDPH Office of EMS, 4150 Invented Lane, Carson City, NV 89706, fax 775-555-0100",
            "Nevada Division of Public Health",
            id="by its letters at the foot",
        ),
    ],
)  # fmt: skip
def test_the_office_asks_to_which_the_answer_goes_by_its_state_s_name(
    head: str, back: str, agency: str
) -> None:
    assert read_values(ASKED.format(head=head, back=back))[F.REQUESTING_AGENCY] == agency


@pytest.mark.parametrize(
    "title",
    [
        "Certification Verification Request",
        "Bureau of EMS\nCertification Form",
        "Bureau of EMS Verification Request",
    ],
)
def test_a_title_is_no_part_of_an_office_s_name(title: str) -> None:
    found = read_values(ASKED.format(head=f"Utopia {title}", back="Return to Utopia Bureau of EMS"))
    assert found.get(F.REQUESTING_AGENCY) in ("Utopia Bureau of EMS", "Bureau of EMS")


def test_where_the_applicant_lives_is_asked_in_two_boxes() -> None:
    drawing = """
DC Health   Emergency Medical Services Branch

Last name               Given name
Marsh                   Jean
Date of birth           SSN - last 4
06/15/2003              3640
Home address            City, state, zip
77 Blossom Hill Rd      Medford MA 02155
Credential number
E0874187

DC Health, EMS Branch | 2201 Anacostia Loop SE, Washington, DC 20020 | F 202-555-0160
"""
    found = read_values(drawing)
    assert found[F.RETURN_ADDRESS] == "2201 Anacostia Loop SE, Washington, DC 20020"


@pytest.mark.parametrize(
    ("mailbox", "told"),
    [
        ("oems.licensing@mn-oems.example.org", True),
        ("oems.info@alabama.example.org", True),
        ("oems.recert@mass.example.org", False),
        ("oems.licensing@mass-oems.example.org", False),
    ],
)
def test_a_mailbox_is_ours_in_our_domain_alone(mailbox: str, told: bool) -> None:
    back = "Return to  Utopia Office of EMS\n           12 Invented Way, Augusta, ME 04333\n"
    found = read_values(ASKED.format(head="Utopia Office of EMS", back=f"{back}           E-mail: {mailbox}"))
    assert (found.get(F.RETURN_EMAIL) == mailbox) is told


@pytest.mark.parametrize("times", [40, 120])
def test_names_without_end_over_an_address_take_no_time(times: int) -> None:
    lines = ["Department of Health , " * times, *["Maine EMS Office , " * times] * 3]
    page = draw_form("\n".join([*lines, "12 Main Street, Augusta, ME 04333"]))
    began = time.monotonic()
    read_fields(Kind.VERIFICATION_REQUEST, page)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        pytest.param(
            "Oregon Department of Human Services\nMail to:\nOregon Print Services Center\n"
            "500 Summer Street, Salem, OR 97301",
            "Oregon Department of Human Services",
            id="who prints",
        ),
        pytest.param(
            "State of Nevada\nDepartment of Health\nDivision of Public Health\n"
            "Nevada Office of Emergency Medical Services      Fax 775-555-0143",
            "Nevada Office of Emergency Medical Services",
            id="the state's for the trade under a division",
        ),
        pytest.param(
            "State of Nevada\nDepartment of Health\nDivision of Public Health\n"
            "Office of Emergency Medical Services             Fax 775-555-0143",
            "State of Nevada Department of Health",
            id="an office without its state there",
        ),
        pytest.param(
            "NEVADA Health and Human Services\nNevada Department of State Health Services\n\n"
            "Department of State Health Services, P.O. Box 40, Carson City, NV 89701",
            "Nevada Department of State Health Services",
            id="a department under an agency",
        ),
        pytest.param(
            "State of Nevada\nNevada Bureau of EMS Licensing\n40 Sage Road, Carson City, NV 89701",
            "Nevada Bureau of EMS Licensing",
            id="a state over a bureau of its name",
        ),
        pytest.param(
            "NEVADA   DEPT. OF HEALTH AND HUMAN SERVICES\n\nCertification of Out-of-State EMS License",
            "Nevada Dept. of Health and Human Services",
            id="a department, shortened, over a form's title",
        ),
        pytest.param(
            "Texas Department of State Health Services\nRegulatory Licensing Division\n"
            "Texas EMS Certification Unit\nPO Box 149347, Austin, TX 78714",
            "Texas Department of State Health Services",
            id="a unit of a division",
        ),
    ],
)
def test_a_department_is_asked_for_unless_a_licensing_office_of_its_own_stands_below(
    head: str, agency: str
) -> None:
    assert read_values(ASKED.format(head=head, back=""))[F.REQUESTING_AGENCY] == agency


TWO_COLUMNS = """
NEVADA BUREAU OF EMERGENCY MEDICAL SERVICES
98 Meridian Drive, Carson City, NV 89701     775-555-0130

What to do                      Your name       Ana Lopez
{todo}     Address         463 Maple Circle, Brookline, MA 02446
hold a license.                 Date of birth   May 3, 1986
"""


@pytest.mark.parametrize(
    "todo",
    [
        pytest.param("Send to the state where you", id="where the form goes first"),
        pytest.param("Fill in the right side     ", id="something else"),
    ],
)
def test_where_the_applicant_sends_a_form_first_asks_for_no_address_beside_it(todo: str) -> None:
    found = read_values(TWO_COLUMNS.format(todo=todo))
    assert found[F.RETURN_ADDRESS] == "98 Meridian Drive, Carson City, NV 89701"


def test_what_stands_behind_a_letter_s_day_asks_for_no_day() -> None:
    letter = """
Carson Sink Medical Center
163 Meridian Drive, Carson City, NV 89701

September 22, 2026                        In Reply Refer To: 405/05

Please verify the certification of our applicant Ana Lopez, Paramedic P0823336.

Sincerely,

A. Field
Ana Field
"""
    assert read_values(letter)[F.SIGNED_ON] == "2026-09-22"


MOTTO = """
                  NEBRASKA
                  {between}
                  DEPARTMENT OF HEALTH AND HUMAN SERVICES
                  Emergency Medical Services Program - Licensure Unit

I permit the office addressed to disclose to the Nebraska EMS Program any facts about me.
Name: Ana Lopez        License no. E0859191

Mail: DHHS Licensure Unit, EMS Program, P.O. Box 94986, Lincoln, NE 68509-4986
"""


def test_a_motto_may_stand_between_a_state_and_its_department() -> None:
    found = read_values(MOTTO.format(between="Good Life. Great Mission."))
    assert found[F.REQUESTING_AGENCY] == "Nebraska Department of Health and Human Services"


@pytest.mark.parametrize(
    "between", ["Saltbox Bay", "Ana Lopez", "Saltbox County", "St. Omer", "Licensure verification"]
)
def test_a_line_that_is_no_sentence_is_no_motto(between: str) -> None:
    page = draw_form(f"""
                  OREGON
                  {between}
                  Department of Health

REQUEST FOR VERIFICATION
Applicant name: Dana Whitfield        Certification number: E0810170
Return to: 12 Main Street, Fairfax, VA 22030
""")
    found = read_fields(Kind.VERIFICATION_REQUEST, page).get(F.REQUESTING_AGENCY)
    assert found is None or not str(found.value).startswith("Oregon")


@pytest.mark.parametrize("box", ["BUREAU USE ONLY", "BOARD USE ONLY", "Department Use Only"])
def test_a_box_for_the_office_is_no_office(box: str) -> None:
    found = read_values(f"""
MISSOURI DEPARTMENT OF HEALTH AND SENIOR SERVICES
BUREAU OF EMERGENCY MEDICAL SERVICES

Name: Ana Lopez        License no. E0865571

Mail or fax the completed form directly to:         {box}
Bureau of Emergency Medical Services                Recd      By
930 Wildwood Ridge Drive, Jefferson City, MO 65109  Ck no.    Amt
""")
    assert found[F.REQUESTING_AGENCY] == "Missouri Department of Health and Senior Services"


@pytest.mark.parametrize("called", ["VERIFYING AGENCY", "Certifying state", "Licensing board"])
def test_what_an_order_calls_whoever_answers_is_no_office(called: str) -> None:
    found = read_values(f"""
MAINE EMERGENCY MEDICAL SERVICES

Name: Ana Lopez        License no. E0812192

{called}: MAIL, FAX OR E-MAIL BOTH SIDES DIRECTLY TO
Maine EMS, 27 Foundry Way, Suite 3, Augusta, ME 04330
""")
    assert found[F.REQUESTING_AGENCY] == "Maine Emergency Medical Services"


WIDE = """
{state}                       Office of EMS and Trauma
Department of Public Health   1680 Phoenix Boulevard, Suite 200
                              Atlanta, GA 30349
Fax: 404-555-0190

My name is Ann A. Lowe and I was born on 12/14/82
I hold Massachusetts certificate number   E0912443   at the level of EMT
"""


@pytest.mark.parametrize("state", ["GE ORGIA", "GEORGIA"])
def test_a_state_in_widely_set_letters_is_nobody(state: str) -> None:
    found = read_values(WIDE.format(state=state))
    assert found[F.APPLICANT_NAME] == "Ann A. Lowe"
    assert found[F.REQUESTING_AGENCY] == "Georgia Department of Public Health"


@pytest.mark.parametrize("name", ["Mary Land", "MARY LAND", "Ida Ho", "Land, Mary"])
def test_people_may_be_called_like_a_state_in_two_words(name: str) -> None:
    found = read_values(f"""
Maine Emergency Medical Services
Name: {name}
Date of birth: 10/15/1983
Certification number: E0810170
""")
    assert found[F.APPLICANT_NAME] == ("Ida Ho" if name == "Ida Ho" else "Mary Land")


NAMED = """
NORTHERN LIGHT LIFEFLIGHT      Human Resources - Credentialing
Primary Source Verification Request

Candidate                      Brittany Rice
License/certification no.      P0831525

I consent to the release of licensure information to {released} or its agent.

Return to
{name}, 13 Maine Avenue, Bangor, ME 04401
"""


@pytest.mark.parametrize(
    ("name", "released", "agency"),
    [
        pytest.param("Northern Light LifeFlight", "Northern Light LifeFlight", "Northern Light LifeFlight",
                     id="named again"),
        pytest.param("Harriet Bloomquist", "Harriet Bloomquist", None, id="a person"),
        pytest.param("Second Floor Rear", "whom it may concern", None, id="named once"),
    ],
)  # fmt: skip
def test_whoever_is_named_before_the_street_may_have_asked(
    name: str, released: str, agency: str | None
) -> None:
    found = read_values(NAMED.format(name=name, released=released)).get(F.REQUESTING_AGENCY)
    assert found == agency or (agency is None and found != name)


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        pytest.param("Paramedic Technology Program", "Graduated from Mesa College.", id="graduated from"),
        pytest.param("EMS Education Program", "School attended: Mesa College", id="answered beside"),
        pytest.param("EMS Education Program", "School\nMesa College", id="answered below"),
        pytest.param("EMS Education Program", "Mesa University Hospital is near.", id="a hospital"),
        pytest.param(
            "Emergency Medical Services Training Section", "Mesa College is far.", id="a state's section"
        ),
    ],
)
def test_a_school_at_which_somebody_learnt_does_not_ask(asks: str, told: str) -> None:
    form = PROGRAM.format(head="      ", foot=told).replace("Paramedic Technology Program", asks)
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(form))
    assert "Mesa" not in str(found[F.REQUESTING_AGENCY].value)
