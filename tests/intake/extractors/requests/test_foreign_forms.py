"""Requests drawn otherwise than most: lists of states, numbered boxes, other countries, letters."""

from dataclasses import replace

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def read_values(drawing: str) -> dict[FieldName, str | bool]:
    """What a request says, by field."""
    return {f: e.value for f, e in read_fields(Kind.VERIFICATION_REQUEST, draw_form(drawing)).items()}


LIST = """
MONTANA BOARD OF EMERGENCY CARE
Request for letters of standing

I, Ana M Lopez, born on 04/07/1995, was certified by these states and no others.

State             Grade         Certificate     Current?
Vermont           EMT-I         EMS-1955577     Y
Ohio              EMT-I         8850519         N
Massachusetts     EMT-P         P9726820        Y

Address letters to Montana Board of Emergency Care
415 Last Chance Row
Helena, MT 59620
Letters may be faxed: 406-555-0198
"""


def test_a_list_of_states_is_read_in_the_row_of_massachusetts() -> None:
    found = read_values(LIST)
    assert found[F.LEVEL] == "Paramedic"
    assert found[F.CERTIFICATION_NUMBER] == "P9726820"
    assert found[F.RETURN_FAX] == "406-555-0198"


NUMBERED = """
STATEMENT OF CIVILIAN EMERGENCY MEDICAL CERTIFICATION
PART I - SERVICE MEMBER
1. NAME (Last, First, Middle)        2. SSN (Last four)      3. DOB (YYYYMMDD)

Dunmore, Graham Everett              7811                    20030404
4. STATE CERTIFICATION NO.           5. LEVEL                6. TELEPHONE

E0810170                             EMT                     617-555-0139
PART II - REQUESTING ORGANIZATION
7. ORGANIZATION                      8. FACSIMILE

Fort Tallis Medical Activity         706-555-0172
9. DELIVERY ADDRESS                  10. CITY, STATE, ZIP

Building 4312, 9th Division Road     Fort Tallis, GA 31905
"""


def test_numbered_boxes_are_answered_below_their_captions() -> None:
    found = read_values(NUMBERED)
    assert found[F.APPLICANT_NAME] == "Graham Everett Dunmore"
    assert found[F.DATE_OF_BIRTH] == "2003-04-04"
    assert found[F.SSN_LAST4] == "7811"
    assert found[F.CERTIFICATION_NUMBER] == "E0810170"
    assert found[F.REQUESTING_AGENCY] == "Fort Tallis Medical Activity"
    assert found[F.RETURN_FAX] == "706-555-0172"


PLAIN_NUMBERS = """
THREE VALLEYS LOCAL EMS AGENCY
A. WHO YOU ARE
1 Last                 2 First              3 Mid.
Furtado                Bruno                A
4 Born (month, day, year)                   5 Soc. sec. no.
1967-07-15                                  922-78-6755
6 Certificate no.                           7 Good through
E9533834                                    2019-03-31
"""


def test_boxes_numbered_without_points_are_labels_too() -> None:
    found = read_values(PLAIN_NUMBERS)
    assert found[F.APPLICANT_NAME] == "Bruno A Furtado"
    assert found[F.DATE_OF_BIRTH] == "1967-07-15"
    assert found[F.CERTIFICATION_NUMBER] == "E9533834"


def test_a_first_name_is_found_where_its_label_was_misread() -> None:
    found = read_values(PLAIN_NUMBERS.replace("2 First", "2 Filsi"))
    assert found[F.APPLICANT_NAME] == "Bruno A Furtado"


PARENTHESES = """
Wyandotte Emergency Medical Services
STATE EMS VERIFICATION

Lopez               Ana                 B.
(last)              {first}             {middle}

04/07/1995          E0857940
(date of birth)     (certificate no.)
"""


@pytest.mark.parametrize(
    ("first", "middle", "second", "name"),
    [
        pytest.param("(first)", "(middle initial)", "(first)", "Ana B Lopez", id="as printed"),
        pytest.param("(hirst)", "(middle iital)", "(first)", "Ana B Lopez", id="misread by one reader"),
        pytest.param("(hirst)", "(middle iital)", "(Lust)", "Ana B Lopez", id="by both"),
    ],
)
def test_a_caption_in_small_letters_is_known_by_its_second_reader(
    first: str, middle: str, second: str, name: str
) -> None:
    page = draw_form(PARENTHESES.format(first=first, middle=middle))
    words = tuple(replace(w, second=second) if w.text == first else w for w in page.words)
    found = read_fields(Kind.VERIFICATION_REQUEST, replace(page, words=words))
    assert found[F.APPLICANT_NAME].value == name


CANADIAN = """
Atlantic Paramedic Regulatory Authority
Confirmation of registration

Surname                                  Desmarais
Given name(s)                            Claire W
Birthdate                                1997 10 05   year / month / day
Registration or certificate held there   E0866950

Part Two: regulator
The person is or was registered with us            Yes  No
Name and office of the person replying

1 Harbour Lane, Suite 202, Dartmouth, NS {code}, Canada     T (902) 555-0115     F (902) 555-0197
"""


@pytest.mark.parametrize(
    "code", [pytest.param("B3B 1X6", id="as printed"), pytest.param("838 IX6", id="as misread")]
)
def test_a_canadian_office_s_address_stands_at_the_foot(code: str) -> None:
    found = read_values(CANADIAN.replace("{code}", code))
    assert found[F.RETURN_ADDRESS] == "1 Harbour Lane, Suite 202, Dartmouth, NS B3B 1X6"
    assert found[F.RETURN_FAX] == "902-555-0197"
    assert found[F.DATE_OF_BIRTH] == "1997-10-05"
    assert F.LEVEL not in found  # "Paramedic" is of the office's name


LETTER = """
Ana M Lopez
12 Elm Street
Lowell, MA 01851
09/26/2026

Office of Emergency Medical Services
67 Forest Street
Marlborough, MA 01752

I moved away and started over with the Colorado Department of Public Health. My Massachusetts
certification is E9633838. I was born 09/26/1997. My social ends in 0381. When I took the class
my last name was Fleurimond.
Would you please send the proof to
Colorado Department of Public Health
4300 Cherrywood Drive South
Denver, CO 80246
their fax is (3 03) 555-0162
If something costs money call me at (774) 555-0198.
Thank you very much
Ana M Lopez
"""


def test_a_letter_tells_the_former_name_and_the_office_s_fax() -> None:
    found = read_values(LETTER)
    assert found[F.FORMER_NAMES] == "Fleurimond"
    assert found[F.RETURN_FAX] == "303-555-0162"
    assert found[F.SSN_LAST4] == "0381"


LETTERHEAD = """
State of Idaho Bureau of EMS                        2224 Old Prison Road
Personnel Licensing                                 Boise, ID 83712

4 October 2026
The holder of a certificate wants to be credentialed here; the permission is below.
Applicant's name           Ana M Lopez
Licensed as EMT-B          Formerly Souza
Applicant's signature                               Date
"""


def test_a_letterhead_in_two_columns_is_read_column_by_column() -> None:
    found = read_values(LETTERHEAD)
    assert found[F.RETURN_ADDRESS] == "2224 Old Prison Road, Boise, ID 83712"
    assert found[F.REQUESTING_AGENCY] == "State of Idaho Bureau of EMS"


def test_an_answer_close_behind_its_label_is_no_part_of_it() -> None:
    found = read_values(LETTERHEAD)
    assert (found[F.LEVEL], found[F.FORMER_NAMES]) == ("EMT", "Souza")


def test_a_form_with_an_empty_line_for_the_date_is_signed_on_no_day() -> None:
    assert F.SIGNED_ON not in read_values(LETTERHEAD)


#: Instructions in a narrow column at the left of a form.
ASIDE = """
                                   Form OS-A, page 1 of 1
2                                  Proof of an out-of-state certificate
Sign. An unsigned form             New Hampshire Department of Safety
comes back to you.
                                   Who are you?
Mail both pages to the             Maria T Souza
state where you are                name, as it stands on the certificate         before that
certified now.
                                   422 Pleasant Court                                Dorchester, MA 02124
                                   house number and street                           city, state, ZIP
That state fills in it
and sends all to us. We            What were you given?
take nothing from                  Paramedic   by Massachusetts, as P8891088
applicants.
                                   5915                             1973-01-15
                                   last four of SSN                 birthday

                                   Maria Souza                      2026-08-09
                                   your hand                        today is
"""


def test_instructions_in_a_column_aside_are_no_headings() -> None:
    """What stands beside them is asked of the applicant, who sends the form on; no answer goes that way."""
    found = read_values(ASIDE)
    assert (found[F.APPLICANT_NAME], found[F.LEVEL]) == ("Maria T Souza", "Paramedic")
    assert F.RETURN_ADDRESS not in found
    assert (found[F.SIGNATURE_PRESENT], found[F.SIGNED_ON]) == (True, "2026-08-09")


MARGIN = """
                                          Ashford County Fire District
3 September 2026                          Maria Souza
                                          b. Aug 12, 1988
Office of Emergency Medical Services      EMT-Basic  E0863065
Good day,
The clinician in the margin is on our list, and our insurer wants the state itself to say
that the credential shown is genuine and has no mark on it.
Ana Lopez, CPCS
Personnel Office
"""


def test_a_name_over_its_birth_shortened_to_one_letter_is_whom_a_letter_asks_of() -> None:
    assert read_values(MARGIN)[F.APPLICANT_NAME] == "Maria Souza"
