"""Requests laid out as other offices do: who is sent the form first, whose address it is, who signs where."""

from dataclasses import replace

import pytest

from domain.documents import UNSURE
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import Mark, MarkKind, PageReading, PageSource, Word
from tests.intake.extractors.written_forms import CELL, HEIGHT, LINE, draw_form, read_fields

F = FieldName


def read_values(page: str | PageReading) -> dict[FieldName, str | bool]:
    """What a request says, by field."""
    page = draw_form(page) if isinstance(page, str) else page
    return {f: e.value for f, e in read_fields(Kind.VERIFICATION_REQUEST, page).items()}


ONWARD = """
DELMARVA OFFICE OF EMERGENCY CARE
P.O. Box 4410, Dover, DE 19904
Email: records@delmarvacare.example.org
Licence Inquiry

Part 1  Applicant. {first}
Applicant name: Ana M Lopez
Mailing Address: 18 Larkin Street, Salem, MA 01970
Date of birth: 04/07/1995      Email: ana.lopez@inbox.example
Certification number: E0810170      Level: EMT

Signature:                          Date: 09/02/2026
Part 2  To be completed by the licensing jurisdiction
"""


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("Fill this in, then forward it to the licensing jurisdiction.", id="the jurisdiction"),
        pytest.param("Mail one copy to each state that ever licensed you.", id="each state"),
        pytest.param("Send this to the state(s) where you hold a card.", id="the state(s)"),
    ],
)
def test_where_the_applicant_sends_a_form_first_is_not_where_its_answer_goes(first: str) -> None:
    found = read_values(ONWARD.format(first=first))
    assert found[F.RETURN_ADDRESS] == "P.O. Box 4410, Dover, DE 19904"
    assert found[F.RETURN_EMAIL] == "records@delmarvacare.example.org"


def test_a_mailbox_asked_for_beside_the_birth_date_is_the_applicants() -> None:
    drawing = ONWARD.format(first="Fill this in.").replace("Email: records@delmarvacare.example.org\n", "")
    assert F.RETURN_EMAIL not in read_values(drawing)


@pytest.mark.parametrize(
    "mailbox", ["ems-licensing@delmarvacare.example.org", "emslicensing@delmarvacare.example.org"]
)
def test_a_hyphen_within_a_line_is_the_mailbox_s_own(mailbox: str) -> None:
    drawing = ONWARD.format(first="Fill this in.").replace("records@delmarvacare.example.org", mailbox)
    assert read_values(drawing)[F.RETURN_EMAIL] == mailbox


UNDER_LINES = """
DELMARVA OFFICE OF EMERGENCY CARE
Record Check
SECTION ONE - APPLICANT                      SECTION TWO - VERIFYING AGENCY
{printed}
{caption}                                    name on agency record
Ana Lopez
maiden or prior name                         number / level
4/10/1988
date of birth                                date of expiration
E0810170
certification number being verified
"""


@pytest.mark.parametrize(
    ("printed", "caption"),
    [
        pytest.param("Ana Marie Carrow", "first name, middle initial, last name", id="parts, first to last"),
        pytest.param("Ana Marie Carrow", "first / middle / last", id="in short"),
        pytest.param("Carrow, Ana Marie", "last name, first name, middle initial", id="last first"),
        pytest.param("Carrow Ana Marie", "Last, First, MI", id="last first in short"),
    ],
)
def test_one_caption_for_all_parts_of_a_name_asks_for_the_whole(printed: str, caption: str) -> None:
    found = read_values(UNDER_LINES.format(printed=printed, caption=caption))
    assert found[F.APPLICANT_NAME] == "Ana Marie Carrow"
    assert found[F.FORMER_NAMES] == "Ana Lopez"


OWN_BOX = """
Panel 1  Candidate
Candidate      Lopez, Ana
DOB            04-07-1995
Contact        {mailbox}
Cert. no.      E0810170
Certified level:   EMT

EMS office: return sealed, by post or fax, to
Delmarva Office of Emergency Care
P.O. Box 4410
Dover, DE 19904
Fax 302-555-0135
"""


@pytest.mark.parametrize(
    ("mailbox", "answered"),
    [
        pytest.param("ana.lopez@yahoo.example.com", False, id="anybody's"),
        pytest.param("alopez@shoreline.example.org", False, id="initial and surname"),
        pytest.param("lopez.verify@delmarva.example.org", True, id="the surname alone"),
        pytest.param("records@delmarva.example.org", True, id="a desk's"),
        pytest.param("analopez.verify@shoreline.example.org", True, id="the name and more"),
        pytest.param("alopez@health.delmarva.gov", True, id="at an office's domain"),
        pytest.param("alopez@ems.state.de.us", True, id="at a state's domain"),
        pytest.param("alopez@delmarva.example.org", True, id="at the asking office's domain"),
    ],
)
def test_a_mailbox_of_the_applicants_name_is_the_applicants(mailbox: str, answered: bool) -> None:
    assert (F.RETURN_EMAIL in read_values(OWN_BOX.format(mailbox=mailbox))) is answered


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        pytest.param("Verification specialist: Adam Lopez", True, id="another of that name"),
        pytest.param("Licence holder: Ana M Lopez", False, id="the applicant again"),
        pytest.param("Licence holder: Anna Lopez", False, id="the applicant, read otherwise"),
        pytest.param("Questions: desk@shoreline.example.org", True, id="beside a desk at its domain"),
        pytest.param("Questions: desk@inland.example.org", False, id="beside a desk elsewhere"),
    ],
)
def test_a_mailbox_of_the_applicants_name_may_be_an_official_s(said: str, answered: bool) -> None:
    found = read_values(OWN_BOX.format(mailbox=f"alopez@shoreline.example.org\n{said}"))
    assert (found.get(F.RETURN_EMAIL) == "alopez@shoreline.example.org") is answered


def test_a_desk_s_name_with_the_applicant_s_letters_is_no_name_of_theirs() -> None:
    drawing = OWN_BOX.format(mailbox="licensing@shoreline.example.org").replace("Lopez, Ana", "Ng, Li")
    assert read_values(drawing)[F.RETURN_EMAIL] == "licensing@shoreline.example.org"


SPECIALIST = """
NEVADA OFFICE OF EMERGENCY CARE
Verification of licensure

Applicant name: Maria Lee
Certification number: E0810170      Level: EMT

Verification specialist: {specialist}
Contact: mlee@nvhealth.example.org

Mail this form to 1040 Sagebrush Road, Carson City, NV 89701
"""


@pytest.mark.parametrize(("specialist", "answered"), [("Mark Lee", True), ("", False)])
def test_an_official_of_the_applicant_s_initial_and_surname_has_a_mailbox(
    specialist: str, answered: bool
) -> None:
    found = read_values(SPECIALIST.format(specialist=specialist))
    assert (found.get(F.RETURN_EMAIL) == "mlee@nvhealth.example.org") is answered


def test_a_mailbox_of_the_applicants_name_is_where_the_answer_goes_if_the_form_says_so() -> None:
    drawing = OWN_BOX.format(mailbox="") + "or e-mail the form to ana.lopez@delmarva.example.org"
    assert read_values(drawing)[F.RETURN_EMAIL] == "ana.lopez@delmarva.example.org"


LETTERHEAD = """
{head}
12 Harbor Row, Augusta, ME 04330

Inquiry about a certification
Applicant name: Ana M Lopez
Certification number: E0810170
"""


HEADS = {
    "two lines": "State of Maine\nDEPARTMENT OF PUBLIC HEALTH",
    "commonwealth": "COMMONWEALTH OF KENTUCKY\nBOARD OF EMERGENCY CARE",
    "district": "GOVERNMENT OF THE DISTRICT OF COLUMBIA\nDepartment of Health",
    "small line": "State of Ohio\nOhio Institute for Ambulance Crews",
    "governor": "STATE OF NEVADA - HUMAN CARE AGENCY    A. Moss, Governor\nNEVADA BOARD OF AMBULANCE CREWS",
}


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        ("two lines", "State of Maine Department of Public Health"),
        ("commonwealth", "Commonwealth of Kentucky Board of Emergency Care"),
        ("district", "Government of the District of Columbia Department of Health"),
        ("small line", "Ohio Institute for Ambulance Crews"),
        ("governor", "Nevada Board of Ambulance Crews"),
    ],
    ids=list(HEADS),
)
def test_a_state_alone_is_no_office(head: str, agency: str) -> None:
    assert read_values(LETTERHEAD.format(head=HEADS[head]))[F.REQUESTING_AGENCY] == agency


def test_a_letterhead_spells_out_what_the_foot_puts_in_letters() -> None:
    found = read_values(
        """
NEW YORK STATE DEPARTMENT OF HEALTH
Inquiry about a certification
Applicant name: Ana M Lopez
Certification number: E0810170


Return to: NYS Department of Health
8 Corning Row, Albany, NY 12204
"""
    )
    assert found[F.REQUESTING_AGENCY] == "New York State Department of Health"


@pytest.mark.parametrize(
    ("broken", "agency"),
    [
        (
            "Maine Board of Ambulance Crews\nLicensing Branch - 8 Corning Row",
            "Maine Board of Ambulance Crews",
        ),
        ("Maine Department of Health\nOffice of EMS - 8 Corning Row", "Maine Department of Health"),
        ("the Maine Department of Public\nHealth - 8 Corning Row", "Maine Department of Public Health"),
    ],
)
def test_an_office_s_name_ends_with_its_line_where_a_part_of_it_follows(broken: str, agency: str) -> None:
    found = read_values(
        f"""
Certificates from elsewhere: list for confirmation
Applicant name: Ana M Lopez
Certification number: E0810170

When it is filled in the list comes back to the {broken}
Augusta, ME 04330 or by fax to 207-555-0142
"""
    )
    assert found[F.REQUESTING_AGENCY] == agency


MAIL = """
We have an application from Ana Lopez, DOB 04/07/1995, MA # E0810170, formerly Moreau

Would you tell us whether the certification is in good standing?

Dana Whitlow
EMS Licensing Specialist
Maine Board of Ambulance Crews
12 Harbor Row, Augusta, ME 04330
"""


def test_a_former_name_ends_with_its_paragraph_and_a_title_is_no_office() -> None:
    found = read_values(MAIL)
    assert found[F.FORMER_NAMES] == "Moreau"
    assert found[F.REQUESTING_AGENCY] == "Maine Board of Ambulance Crews"


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        pytest.param("I am certified as a Paramedic in the {}.", "Paramedic", id="held"),
        pytest.param("I hold a card as an\nEMT in the {}.", "EMT", id="at a line's beginning"),
    ],
)
def test_a_level_before_the_name_of_a_state_is_read(sentence: str, level: str) -> None:
    told = sentence.format("Commonwealth of Massachusetts")
    assert read_values(f"Applicant name: Ana Lopez\n{told}\nDate of birth: 04/07/1995")[F.LEVEL] == level


def test_a_level_that_a_sentence_says_is_applied_for_is_not_sure() -> None:
    page = draw_form(
        "I am applying for certification as an Emergency Medical Technician in Ohio.\nName: Ana Lopez"
    )
    found = read_fields(Kind.VERIFICATION_REQUEST, page).get(F.LEVEL)
    assert found is None or found.confidence < 0.9


CAPTIONED = """
Board of Ambulance Crews, 12 Harbor Row, Augusta, ME 04330
Ana Lopez                          08/21/2026
Name (print)                       Date
18 Larkin Street                   04/07/1995
Street address                     Date of birth
Salem, MA 01970                    7811
City, state                        SSN (last four)
E0810170                           02/14/2008
Certification number               Date granted
"""


def test_captions_between_two_lines_go_with_the_line_that_the_others_fit() -> None:
    found = read_values(CAPTIONED)
    assert found[F.DATE_OF_BIRTH] == "1995-04-07"
    assert found[F.SSN_LAST4] == "7811"
    assert found[F.CERTIFICATION_NUMBER] == "E0810170"


CONSENT = """
Name of applicant    Ana Lopez
Date of birth    04/07/1995
I let your office tell the board named above whatever its files may hold
about my certification and I waive a copy.
Signature:                           Date: 08/21/2026
"""


@pytest.mark.parametrize("source", [PageSource.TEXT_LAYER, PageSource.IMAGE])
def test_print_above_an_empty_place_is_no_trace_of_a_signature(source: PageSource) -> None:
    page = draw_form(CONSENT)
    words = tuple(replace(w, second=w.second if source is PageSource.IMAGE else None) for w in page.words)
    assert read_values(replace(page, source=source, words=words))[F.SIGNATURE_PRESENT] is False


BOXED = """
3. NAME                              4. DATE OF BIRTH

Ana Lopez                            04/07/1995
9. SIGNATURE OF PROVIDER             10. DATE


                                     08/21/2026

SECTION II
"""


@pytest.mark.parametrize(("row", "signed"), [(5, True), (None, False)], ids=["ink far below", "empty"])
def test_a_tall_box_is_signed_far_below_its_caption(row: int | None, signed: bool) -> None:
    page = draw_form(BOXED, ink=[(row, 1, 22)] if row else [])
    assert read_values(page).get(F.SIGNATURE_PRESENT) is signed


LETTER = """
September 2, 2026

RE: Ana Lopez, DOB 04/07/1995, certificate E0810170
Please answer below and send this letter back.

Signature                 Title                   Date

Sincerely,


T. Okonkwo
Medical Staff Office
"""


def test_a_place_to_answer_inside_a_letter_is_not_its_writers() -> None:
    page = draw_form(LETTER)
    beside = Mark(MarkKind.INK, Box(8 * CELL, 7 * LINE - 10, 24 * CELL, 9 * LINE - 10))
    found = read_values(replace(page, marks=(beside,)))
    assert found[F.SIGNATURE_PRESENT] is True
    assert found[F.SIGNED_ON] == "2026-09-02"


SLIP = """
Mercy Ridge Medical Center
VERIFICATION OF EMS CERTIFICATION
I {glued} Souza Hale, born 04/12/1987, hold Massachusetts certification no. E0901234
"""


@pytest.mark.parametrize(
    ("glued", "name"),
    [
        pytest.param("am Maria", "Maria Souza Hale", id="a blank between"),
        pytest.param("amMaria", "Maria Souza Hale", id="no blank left"),
    ],
)
def test_a_name_glued_to_the_word_before_it_is_read_whole(glued: str, name: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(SLIP.format(glued=glued)))
    assert found[F.APPLICANT_NAME].value == name


@pytest.mark.parametrize(
    ("second", "name"),
    [
        pytest.param("lam", "Lam Souza Hale", id="a name"),
        pytest.param("1am", "Souza Hale", id="no letter L to another reader"),
    ],
)
def test_i_am_read_as_a_name_is_none_where_another_reader_sees_it(second: str, name: str) -> None:
    page = draw_form(SLIP.replace("I {glued}", "Lam"))
    words = tuple(replace(w, second=second) if w.text == "Lam" else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words))
    assert found[F.APPLICANT_NAME].value == name


SCREEN = """
PRIMARY SOURCE QUERY
PRACTITIONER          SOUZA, MARIA T
D.O.B.                Aug 2, 1973
CREDENTIAL NBR        A9521287
EXP PER APPLICANT     Mar 31, 2027
ANALYST               LORRAINE BECK
"""


def test_the_day_on_which_a_certification_runs_out_is_no_signatures() -> None:
    assert F.SIGNED_ON not in read_fields(Kind.VERIFICATION_REQUEST, draw_form(SCREEN))


COLUMN = """
OUT-OF-STATE INQUIRY
FAMILY NAME

Souza-Hale
FORENAMES

Maria
SECOND FORENAME

{middle}
DAY OF BIRTH

Mar 6, 1983
"""


@pytest.mark.parametrize(
    ("middle", "name"),
    [("T", "Maria T Souza-Hale"), ("Teresa", "Maria Teresa Souza-Hale")],
    ids=["initial", "name"],
)
def test_captions_of_a_names_parts_in_one_column_are_answered_on_one_side(middle: str, name: str) -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, draw_form(COLUMN.format(middle=middle), line_step=28))
    assert found[F.APPLICANT_NAME].value == name


COMBS = """
OREGON HEALTH AUTHORITY
A. APPLICANT - PRINT ONE CHARACTER PER BOX
LAST NAME
OYELARAN
FIRST NAME
CELESTINE
DATE OF BIRTH
05/22/1977
"""


def test_letters_in_cells_are_of_the_caption_that_they_touch() -> None:
    page = draw_form(COMBS)
    close = [
        replace(w, box=Box(w.box.x0, w.box.y0 - 14, w.box.x1, w.box.y1))
        for w in page.words
        if w.line in (3, 5)
    ]
    rest = [w for w in page.words if w.line not in (3, 5)]
    rules = tuple(Mark(MarkKind.RULE, Box(0, row * LINE + 26, 400, row * LINE + 28)) for row in (3, 5))
    words = tuple(sorted((*rest, *close), key=lambda w: (w.line, w.box.x0)))
    assert read_values(replace(page, words=words, marks=rules))[F.APPLICANT_NAME] == "Celestine Oyelaran"


RINGED = """
Applicant name: Ana Lopez
Date of birth: 04/07/1995
License type (circle one): EMR  EMT  AEMT  PARAMEDIC
"""


def test_of_levels_to_ring_the_one_the_readers_differ_on_is_never_sure() -> None:
    page = draw_form(RINGED)
    words = tuple(replace(w, second="ur") if w.text == "EMT" else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words))[F.LEVEL]
    assert found.value == "EMT"
    assert found.confidence < 0.9


def test_of_levels_to_ring_none_is_told_where_all_are_print() -> None:
    assert F.LEVEL not in read_values(RINGED)


RING_FOUND = """
Applicant name: Ana Lopez
Level (circle)   EMR   EMT   AEMT   Paramedic
"""


def _with_ring(word: str, page: PageReading) -> PageReading:
    box = next(w.box for w in page.words if w.text == word)
    ring = Box(box.x0 - 8, box.y0 - 6, box.x1 + 8, box.y1 + 6)
    return replace(page, marks=(*page.marks, Mark(MarkKind.RING, ring)))


def test_of_levels_in_a_row_the_one_in_a_ring_is_meant_and_never_sure() -> None:
    found = read_fields(Kind.VERIFICATION_REQUEST, _with_ring("AEMT", draw_form(RING_FOUND)))[F.LEVEL]
    assert found.value == "AEMT"
    assert found.confidence < 0.9


def test_two_rings_or_one_round_another_word_tell_no_level() -> None:
    page = draw_form(RING_FOUND)
    assert F.LEVEL not in read_values(_with_ring("EMT", _with_ring("AEMT", page)))
    assert F.LEVEL not in read_values(_with_ring("EMR", page))


FILE_NUMBER = """
GEORGIA OFFICE OF EMS
Request for Verification of Licensure
7.   Number issued by that state        E0793152
8.   That number valid until            03/31/2028
10.  Georgia applicant no.              2026 -118873
"""


def test_an_applicant_s_number_is_no_certification_s() -> None:
    assert read_values(FILE_NUMBER)[F.CERTIFICATION_NUMBER] == "E0793152"
    alone = FILE_NUMBER.replace("E0793152", "")
    assert F.CERTIFICATION_NUMBER not in read_values(alone)


def test_a_bare_word_for_a_number_still_asks_for_the_certification_s() -> None:
    assert read_values(FILE_NUMBER.replace("Georgia applicant no.", "EMT no."))[F.CERTIFICATION_NUMBER]
    bare = "Applicant: Ana Lopez\nNumber: 0793152\n"
    assert read_values(bare)[F.CERTIFICATION_NUMBER] == "0793152"


MOVING = """
34 Larkspur Drive
Hull, MA 02045

I hold Massachusetts EMT certification E0712498 and am moving. Please send an official
letter of good standing to the Ohio Division of EMS, 1970 Broadmoor Pike, Columbus, OH 43223
so that they can license me there. I was born November 8, 1999.

Sincerely,
Ana Lopez
"""


def test_an_instruction_goes_on_over_a_line_s_end() -> None:
    assert read_values(MOVING)[F.RETURN_ADDRESS] == "1970 Broadmoor Pike, Columbus, OH 43223"


def test_part_of_an_office_s_name_is_no_person_s() -> None:
    drawing = """
Prior certification inquiry
Who is it that asks
When were you born    02/26/1997
What is your certification number there    E0803084
I allow that state to answer Three Rivers Tribal Health.
"""
    assert F.APPLICANT_NAME not in read_values(drawing)


SOUGHT = """
RHODE ISLAND DEPARTMENT OF HEALTH
INTERSTATE VERIFICATION FORM
I am applying for a license to practice as an {level} in the State of Rhode Island.
Printed name: Ana Lopez
Your license number: E0397831
"""


def test_a_level_that_is_only_sought_elsewhere_is_never_sure() -> None:
    page = draw_form(SOUGHT.format(level="Emergency Medical Technician"))
    found = read_fields(Kind.VERIFICATION_REQUEST, page)[F.LEVEL]
    assert found.value == "EMT"
    assert found.confidence < 0.9


TICKED = """
Applicant name: Ana Lopez
Date of birth: 04/07/1995
Level held:    {choices}
"""


@pytest.mark.parametrize(
    ("choices", "ticked", "level"),
    [
        pytest.param("EMT    Paramedic", 0, "EMT", id="two levels that read as one"),
        pytest.param("EMT    Paramedic", 1, "Paramedic", id="the second of them"),
        pytest.param("EMT    Advanced EMT    Paramedic", 0, "EMT", id="a level before an advanced one"),
        pytest.param("EMT    Advanced EMT    Paramedic", 1, "AEMT", id="the advanced one"),
    ],
)
def test_a_box_between_two_words_parts_the_levels(choices: str, ticked: int, level: str) -> None:
    page = draw_form(TICKED.format(choices=choices))
    row = choices.split("    ")
    starts = [("Level held:    " + choices).index(f"    {choice}") + 4 for choice in row]
    boxes = tuple(
        Mark(
            MarkKind.CHECKBOX_ON if at == ticked else MarkKind.CHECKBOX_OFF,
            Box((start - 2) * CELL, 2 * LINE, (start - 1) * CELL, 2 * LINE + 20),
        )
        for at, start in enumerate(starts)
    )
    assert read_values(replace(page, marks=boxes))[F.LEVEL] == level


def test_levels_that_a_caption_lists_are_no_answer() -> None:
    found = read_values("""
Applicant name: Ana Lopez
EMT-Basic Phone

Type (EMR, EMT, AEMT, Paramedic)
""")
    assert found[F.LEVEL] == "EMT"


PARTED = """
Fundy College of Paramedics
{first}
Section 1: Applicant                       Section 2: Registration held
Surname: Lopez                             Authority: Mass. EMS
Given name: Ana                            Licence no.: {number}
Date of birth: 04/07/1995                  Level: Paramedic
Telephone: 506-555-0144                    Registered from: 07/2019
Section 3: To be completed by the authority
Level:                                     Licence no.:
"""


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("The applicant must complete Sections 1 and 2.", id="and"),
        pytest.param("Applicants fill out sections 1, 2 and sign.", id="a list"),
    ],
)
def test_the_parts_that_a_form_gives_to_the_applicant_are_the_applicants(first: str) -> None:
    found = read_values(PARTED.format(first=first, number="E0894412"))
    assert (found[F.LEVEL], found[F.CERTIFICATION_NUMBER]) == ("Paramedic", "E0894412")


def test_a_street_that_sounds_like_an_office_is_none() -> None:
    found = read_values("""
Tidewater Office of Emergency Medical Services
Applicant name: Ana M Lopez
Certification number: E0810170
Return to: TOEMS, 2707 Mail Service Center, Raleigh, NC 27699
""")
    assert found[F.REQUESTING_AGENCY] == "Tidewater Office of Emergency Medical Services"


COMMAND = """
{service}
{command}
1450 PATROL BASIN ROAD
NORFOLK, VA 23511

Request you verify the certification of HM2 Ana Lopez, born 04/07/1995, number E0810170.
"""


@pytest.mark.parametrize("service", ["DEPARTMENT OF THE NAVY", "UNITED STATES ARMY"])
@pytest.mark.parametrize(
    "command", ["NAVAL MEDICAL TRAINING CENTER HARBOR", "NAVAL MEDICAL READINESS AND TRAINING COMMAND"]
)
def test_of_an_armed_service_its_command_asks(service: str, command: str) -> None:
    found = read_values(COMMAND.format(service=service, command=command))
    assert str(found[F.REQUESTING_AGENCY]).casefold() == command.casefold()


def test_a_company_of_soldiers_is_not_who_asks() -> None:
    found = read_values(
        COMMAND.format(service="DEPARTMENT OF THE ARMY", command="C COMPANY (MEDICAL), 9TH BATTALION")
    )
    assert "Company" not in str(found.get(F.REQUESTING_AGENCY))


def test_a_department_beside_a_states_office_is_over_it() -> None:
    found = read_values(
        LETTERHEAD.format(head="Maine Emergency Medical Services - Department of Public Safety")
    )
    assert found[F.REQUESTING_AGENCY] == "Maine Emergency Medical Services"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        pytest.param(
            "Return to: Suite 220, 2755 Harbor Gate, Dover, DE 19904",
            "Suite 220, 2755 Harbor Gate, Dover, DE 19904",
            id="a suite before the street",
        ),
        pytest.param(
            "Return to: P.O. Box 4410, Dover, DE 19904-7877",
            "P.O. Box 4410, Dover, DE 19904-7877",
            id="nine digits",
        ),
        pytest.param(
            "Delmarva State Department of    P.O. Box 4410\n            Dover,    DE 19904\nHEALTH",
            "P.O. Box 4410, Dover, DE 19904",
            id="behind a name that goes on below",
        ),
    ],
)
def test_an_address_is_given_as_it_stands(written: str, address: str) -> None:
    assert read_values(f"{written}\nApplicant name: Ana M Lopez")[F.RETURN_ADDRESS] == address


NUMBERED = """
Name: Ana Lopez                 Date of birth: 04/07/1995
CERT # IN MA                 LAPSES                 {caption}
                             03/31/2027             P8450870
Held in Massachusetts as: Paramedic
"""


YEARS = """
Pemigewasset River Community College
CERTIFICATION VERIFICATION FOR PROGRAM ADMISSION
Student name Isidro Luna        Student ID {student}
Date of birth 11/02/2000        Semester Spring 2027
Certifying state MA             Cert. number P0858821
I was granted it by your agency on or about 2015
Signature{signed}                 Date 10/19/2026
"""


def test_a_year_is_no_end_of_a_social_security_number() -> None:
    assert F.SSN_LAST4 not in read_values(YEARS.format(student="00417735", signed="  "))


def test_a_caption_glued_to_its_signature_is_parted() -> None:
    page = draw_form(YEARS.format(student="00417735", signed="Isidro P. ZuNa"))
    written = ("SignatureIsidro", "P.", "ZuNa")
    words = tuple(
        replace(w, second="hv", confidence=0.6, handwritten=True) if w.text in written else w
        for w in page.words
    )
    assert read_values(replace(page, words=words))[F.SIGNATURE_PRESENT] is True


@pytest.mark.parametrize("caption", ["NREMT #", "NREMT *", "REGISTRY NO."])
def test_the_number_of_the_registry_is_not_ours(caption: str) -> None:
    assert F.CERTIFICATION_NUMBER not in read_values(NUMBERED.format(caption=caption))


IN_BOXES = """
Kentanna Board of Emergency Medical Services
2200 Riverbend Parkway, Suite 118, Covington, KY 41011   Phone (859) 555-0104
VERIFICATION OF OUT-OF-STATE CERTIFICATION
INSTRUCTIONS TO STATE AGENCY: Complete Section B and return directly to the address above.
SECTION A - TO BE COMPLETED BY APPLICANT
"""


def box_up(cells: list[tuple[int, str, str]], top: int, line: int) -> list[Word]:
    """Cells in a row: small captions at their upper edge, and what was written, far taller, up into them."""
    words: list[Word] = []
    for at, (x, caption, written) in enumerate(cells):
        for text, y, height, step, row in (
            (caption, top, 28, 11, line),
            (written, top + 14, 66, 26, line + 1 + at),
        ):
            left = x
            for word in text.split():
                box = Box(left, y, left + step * len(word) - 4, y + height)
                words.append(Word(word, box, 0.99, "ppocr", second=word, second_confidence=0.9, line=row))
                left += step * len(word) + 2
    return words


def test_what_is_written_up_into_the_captions_of_boxes_is_told_from_them() -> None:
    page = draw_form(IN_BOXES)
    names = box_up([(60, "1. LAST NAME", "Santana Ortiz"), (560, "2. FIRST NAME", "Wilfredo")], 260, 20)
    home = box_up(
        [(60, "4. MAILING ADDRESS", "77 Mill Row, Salem MA 01970"), (860, "5. DATE OF BIRTH", "6/11/95")],
        360,
        30,
    )
    found = read_values(replace(page, words=(*page.words, *names, *home)))
    assert found[F.APPLICANT_NAME] == "Wilfredo Santana Ortiz"
    assert found[F.DATE_OF_BIRTH] == "1995-06-11"
    assert found[F.RETURN_ADDRESS] == "2200 Riverbend Parkway, Suite 118, Covington, KY 41011"


ASKING = """
Kentmere Board of Emergency Care
Statement from another jurisdiction
A  How are you called? (last, first, middle)
Lopez, Ana Maria
B  Under what other name might you be on file there?
C  When were you born?
04/07/1995
D  By what number does it know you?
{number}
"""


def test_what_stands_over_a_question_answers_the_one_before() -> None:
    values = read_values(ASKING.format(number="E0810170"))
    assert values[F.APPLICANT_NAME] == "Ana Maria Lopez"
    assert F.FORMER_NAMES not in values


@pytest.mark.parametrize(
    ("number", "told"),
    [
        pytest.param("04071995", None, id="the birth in a row of boxes"),
        pytest.param("04071996", "04071996", id="other digits"),
    ],
)
def test_the_digits_of_a_birth_are_no_certification_number(number: str, told: str | None) -> None:
    page = f"Applicant name: Ana M Lopez\nDate of birth: 04/07/1995\nCertification number: {number}\n"
    assert read_values(page).get(F.CERTIFICATION_NUMBER) == told


def test_an_office_beside_a_level_is_no_name_around_it() -> None:
    page = (
        "Mercy Ridge Medical Center\nOffice of Emergency Medical Services          AEMT - A0810170\n"
        "Please verify the certification of Ana Lopez, born 04/07/1995.\n"
    )
    assert read_values(page)[F.LEVEL] == "AEMT"


def test_a_birth_is_told_by_one_letter() -> None:
    page = "Mercy Ridge Medical Center asks about Ana Lopez, b. 04-07-1995, EMT E0810170, whom we hired.\n"
    assert read_values(page)[F.DATE_OF_BIRTH] == "1995-04-07"


UNIT = """
STATEMENT OF CIVILIAN CERTIFICATION
1. NAME (Last, First)                    2. LEVEL
Lopez, Ana                               EMT
PART II - REQUESTING ORGANIZATION
12. ORGANIZATION                         13. ELEMENT
Tamarack Air Force Station               Fire Emergency Services Flight
14. DELIVERY ADDRESS                     15. CITY, STATE, ZIP
52 Apron Street                          Eastfield, ND 58205
"""


def test_the_organisation_that_a_form_asks_for_comes_before_its_element() -> None:
    assert read_values(UNIT)[F.REQUESTING_AGENCY] == "Tamarack Air Force Station"


@pytest.mark.parametrize("told", ["has a place in our next intake", "is to join our crew in October"])
def test_who_is_to_come_is_named_and_not_who_writes(told: str) -> None:
    page = (
        f"Good afternoon,\nAna Lopez {told} if the papers hold. We hear it from whoever gave them.\n"
        "Birthday: 04/07/1995\nRegards\nPhilip Ashby\nAdmissions, Tamarack Community College\n"
    )
    assert read_values(page)[F.APPLICANT_NAME] == "Ana Lopez"


def test_a_mailbox_has_a_parenthesis_read_before_its_sign() -> None:
    page = "Tamarack Credential Services\n52 Apron Street, Eastfield, ND 58205\nems(@tamarack.example.org\n"
    assert read_values(page)[F.RETURN_EMAIL] == "ems@tamarack.example.org"


@pytest.mark.parametrize(
    ("word", "fax"),
    [pytest.param("desk ", None, id="a desk's"), pytest.param("", "603-555-0153", id="no word")],
)
def test_a_number_under_the_caption_of_a_fax_may_be_called_otherwise(word: str, fax: str | None) -> None:
    page = f"Tamarack Board of Nursing\nName: Ana Lopez\ntelefax\n{word}603-555-0153\nthe sheet goes there\n"
    assert read_values(page).get(F.RETURN_FAX) == fax


HEADED = """
Tamarack Medical Center                            310 Congress Hill Road
                                                   Lewiston, ME 04240
                                                   Tel (207) 555-0160 Fax (207) 555-0168
Please complete Part B and fax both parts to the Credentials Desk.
PART A  To be completed by the employee
E0816162            06/20/1983          0535            857-555-0137
Certificate no.     Date of birth       Last 4 of SSN   Daytime phone
342 Oak Street, Waltham MA 02453                        Technician
Present address                                         Position
"""


def test_numbers_over_a_home_make_no_address_of_it() -> None:
    assert read_values(HEADED)[F.RETURN_ADDRESS] == "310 Congress Hill Road, Lewiston, ME 04240"


ITEMS = """
Tamarack EMS Bureau
1. State you are asking: Massachusetts           2. {asked}: 9/8/2026
3. Your full legal name: Ana Lopez
4. Born: 10/15/1993
5. Number: E0903136
I give the office leave to tell the Bureau everything its files show on my
license, including discipline, and to send the answer straight to the Bureau.


Applicant's signature (do not print)
"""


@pytest.mark.parametrize(
    ("asked", "signed"),
    [
        pytest.param("Date you sign", "2026-09-08", id="of signing"),
        pytest.param("Date", None, id="of anything"),
    ],
)
def test_the_day_of_signing_may_be_asked_far_from_the_signature(asked: str, signed: str | None) -> None:
    assert read_values(ITEMS.format(asked=asked)).get(F.SIGNED_ON) == signed


@pytest.mark.parametrize(
    ("level", "number"),
    [
        pytest.param("Paramedic", "P0810170", id="the level's letter"),
        pytest.param("EMT", "90810170", id="another level's"),
    ],
)
def test_a_letter_read_as_a_digit_is_told_by_the_level(level: str, number: str) -> None:
    page = draw_form(f"Applicant name: Ana Lopez\nLevel: {level}\nCertification number: 90810170\n")
    found = read_fields(Kind.VERIFICATION_REQUEST, page)[F.CERTIFICATION_NUMBER]
    assert found.value == number
    assert found.confidence < 0.9 or level == "EMT"


OWN_LETTER = """
340 Lincoln Way
Peabody, MA 01960
August 11, 2026

Massachusetts OEMS
{words} Please send a verification letter for
Ana Lopez, Paramedic, number P0831102
to the Alaska Department of Health,
{last}
"""


@pytest.mark.parametrize(
    ("words", "last", "address"),
    [
        pytest.param(
            "I am moving there with my certification.", "P.O. Box 110616, Juneau, AK 99811",
            "P.O. Box 110616, Juneau, AK 99811", id="hers",
        ),
        pytest.param("Our hire asks.", "as she asks", "340 Lincoln Way, Peabody, MA 01960", id="an office's"),
    ],
)  # fmt: skip
def test_the_head_of_a_holders_own_letter_is_her_home(words: str, last: str, address: str) -> None:
    assert read_values(OWN_LETTER.format(words=words, last=last))[F.RETURN_ADDRESS] == address


@pytest.mark.parametrize("choices", ["Jr / Sr / III", "Jr / Sr"])
def test_what_a_suffix_may_be_is_its_caption(choices: str) -> None:
    page = draw_form(f"""
Rogers              Kelly               A
Last name           First name          M.I.        {choices}
04/27/1990          E0812192
Date of birth       Certificate no.
""")
    assert read_fields(Kind.VERIFICATION_REQUEST, page)[F.APPLICANT_NAME].value == "Kelly A Rogers"


def test_a_part_of_a_name_may_be_asked_for_in_brackets() -> None:
    page = draw_form("""
Name (Last)                      Name (First, Middle)
Hunt                             Lorraine
Date of birth (mo/day/yr)        License number
7/21/1994                        E0889426
""")
    assert read_fields(Kind.VERIFICATION_REQUEST, page)[F.APPLICANT_NAME].value == "Lorraine Hunt"


@pytest.mark.parametrize(
    "parts", ["First MI Last", "First Last", "First Middle Initial Last", "(First) (Last)"]
)
def test_a_name_is_surely_read_beside_the_parts_in_which_it_is_asked(parts: str) -> None:
    page = draw_form(f"""
Tamarack Board of Health
Name {parts}   Ana M Lopez
Date of birth    10/15/1983
Certification number    E0810170
""")
    found = read_fields(Kind.VERIFICATION_REQUEST, page)[F.APPLICANT_NAME]
    assert found.value == "Ana M Lopez"
    assert found.confidence > UNSURE


def test_the_parts_of_a_name_stay_apart_in_columns_of_their_own() -> None:
    page = draw_form("""
Name (First)                     (Last)
Lorraine                         Hunt
Date of birth (mo/day/yr)        License number
7/21/1994                        E0889426
""")
    assert read_fields(Kind.VERIFICATION_REQUEST, page)[F.APPLICANT_NAME].value == "Lorraine Hunt"


@pytest.mark.parametrize(
    ("second", "name"),
    [
        pytest.param("nate", "Kelly A Rogers", id="each misreads the word"),
        pytest.param("naphe", None, id="both read it alike"),
    ],
)
def test_the_rest_of_a_caption_may_be_misread_by_each_reader(second: str, name: str | None) -> None:
    page = draw_form("""
Rogers              Kelly               A
Last naphe          First name          M.I.
04/27/1990          E0812192
Date of birth       Certificate no.
""")
    words = tuple(replace(w, second=second) if w.text == "naphe" else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words)).get(F.APPLICANT_NAME)
    assert (found.value if found else None) == name


#: Captions and what was written, in turn, each written line twice as tall as its caption and touching it.
IN_CELLS = "Birth date (month / day / year)\n09101976\nCertificate number\nE0860465\nIssuing state"
ON_LINES = "E0860465\nCertificate number\n09101976\nBirth date (month / day / year)\nMA\nIssuing state"
STEP = 50


@pytest.mark.parametrize(
    ("drawing", "tops"),
    [
        pytest.param(IN_CELLS, True, id="cells below their captions"),
        pytest.param(ON_LINES, False, id="lines over their captions"),
        pytest.param(ON_LINES, True, id="a grid with its captions under the answers"),
    ],
)
def test_the_cells_that_a_caption_stands_on_are_its_own(drawing: str, tops: bool) -> None:
    page = draw_form(drawing, line_step=STEP)
    written = {word.line: word.box for word in page.words if word.text[1:].isdigit()}
    up = STEP - 2 * HEIGHT if drawing is IN_CELLS else 0
    tall = {
        row: Box(box.x0, box.y0 - HEIGHT - up + 6, box.x1, box.y1 - up + 6) for row, box in written.items()
    }
    words = tuple(replace(w, box=tall[w.line]) if w.line in tall else w for w in page.words)
    feet = [Mark(MarkKind.RULE, Box(0, box.y1 + 1, 40 * CELL, box.y1 + 3)) for box in tall.values()]
    heads = [Mark(MarkKind.RULE, Box(0, box.y0 - 3, 40 * CELL, box.y0 - 1)) for box in tall.values() if tops]
    found = read_values(replace(page, words=words, marks=(*heads, *feet)))
    assert found[F.CERTIFICATION_NUMBER] == "E0860465"


#: Cells that have their captions at the lower right.
ENDED = """
DELMARVA OFFICE OF EMERGENCY CARE
P.O. Box 4410, Dover, DE 19904
Licensure Inquiry

Ana Maria Okoro                                               June 3, 1991
                      applicant: first, middle, last                           date of birth
88 Larkin Street                                  Salem, MA 01970
                               mailing address                         city, state, zip
5508                      575-555-0137                        {other}
          SSN (last four)                 telephone                              other names
"""


def ended_cells(other: str) -> PageReading:
    """The form with a line below each row of cells."""
    page = draw_form(ENDED.format(other=other))
    lines = (Box(0, row * LINE + HEIGHT + 2, 95 * CELL, row * LINE + HEIGHT + 5) for row in (5, 7, 9))
    return replace(page, marks=tuple(Mark(MarkKind.RULE, line, 0.5) for line in lines))


def test_captions_at_the_right_ends_of_their_cells_are_answered_from_the_left() -> None:
    found = read_values(ended_cells("Ana Reyes"))
    assert found[F.APPLICANT_NAME] == "Ana Maria Okoro"
    assert found[F.DATE_OF_BIRTH] == "1991-06-03"
    assert found[F.SSN_LAST4] == "5508"


def test_a_row_of_captions_with_an_empty_cell_is_not_counted_through() -> None:
    found = read_values(ended_cells(""))
    assert found[F.APPLICANT_NAME] == "Ana Maria Okoro"
    assert "575" not in str(found.get(F.FORMER_NAMES, ""))


#: A part for what is to be verified, which the applicant fills in before that of the state.
CREDENTIAL = """
Nevada Division of Public Health
PART 1 - IDENTIFICATION OF APPLICANT
LAST NAME              FIRST NAME           MIDDLE
Lopez                  Ana                  M.
DATE OF BIRTH          SSN - LAST FOUR ONLY
11-15-1987             8587
{heading}
ISSUING STATE          CERTIFICATE NO.      LEVEL
Massachusetts          E0785607             EMT
PART 3 - VERIFYING STATE (do not return to applicant)
Has any disciplinary action been taken or proposed?
"""


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        pytest.param("PART 2 - CREDENTIAL TO BE VERIFIED", "EMT", id="the applicant's"),
        pytest.param("PART 2 - TO BE COMPLETED BY THE LICENSING BOARD", None, id="the board's"),
    ],
)
def test_the_applicant_tells_which_credential_is_to_be_verified(heading: str, level: str | None) -> None:
    assert read_values(CREDENTIAL.format(heading=heading)).get(F.LEVEL) == level
