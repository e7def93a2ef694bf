"""Stories of names whose parts stand in boxes of their own, between the boxes of other people."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.name_papers.test_name_change import values_of

F = FieldName

#: Captions at the top of boxes: a parent's name ends right above the other spouse's captions.
CAPTIONS_ABOVE = """
CERTIFIED COPY OF RECORD OF MARRIAGE
1a. FIRST NAME              1b. MIDDLE NAME                   1c. CURRENT LAST NAME
Peter                       Alan                              Barlow
1d. LAST NAME AT BIRTH      1e. {after:44}2. DATE OF BIRTH
                                {first:44}Mar 22, 1992
6. FATHER/PARENT NAME       7. {mother}
Emil R. Barlow              Ida Stone
8a. FIRST NAME              8b. MIDDLE NAME                   8c. CURRENT LAST NAME
Maria                       Teresa                            Souza
8d. LAST NAME AT BIRTH      8e. {after:44}9. DATE OF BIRTH
                                {second:44}Nov 2, 1994
13. FATHER/PARENT NAME      14. {mother}
Joao Souza                  Maria Pena
DATE ISSUED  OCT 03 2025
"""

WHOLE, SURNAME = "NAME TO BE USED AFTER MARRIAGE (Full)", "LAST NAME AFTER MARRIAGE"


@pytest.mark.parametrize("mother", ["MOTHER/PARENT MAIDEN NAME", "MOTHER'S NAME BEFORE FIRST MARRIAGE"])
@pytest.mark.parametrize(
    ("after", "first", "second", "expected"),
    [
        pytest.param(
            WHOLE,
            "Peter Alan Barlow",
            "Maria Teresa Souza-Barlow",
            ("Maria Teresa Souza", "Maria Teresa Souza-Barlow", "1994-11-02"),
            id="second",
        ),
        pytest.param(
            WHOLE,
            "Peter Alan Souza",
            "Maria Teresa Souza",
            ("Peter Alan Barlow", "Peter Alan Souza", "1992-03-22"),
            id="first",
        ),
        pytest.param(
            SURNAME,
            "Barlow",
            "Souza-Barlow",
            ("Maria Teresa Souza", "Maria Teresa Souza-Barlow", "1994-11-02"),
            id="second's surname",
        ),
        pytest.param(
            SURNAME,
            "Souza",
            "Souza",
            ("Peter Alan Barlow", "Peter Alan Souza", "1992-03-22"),
            id="first's surname",
        ),
    ],
)
def test_a_parent_s_name_above_the_captions_is_no_part_of_a_party_s(
    mother: str, after: str, first: str, second: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(CAPTIONS_ABOVE.format(mother=mother, after=after, first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


#: The same with captions at the foot of boxes: a parent's name begins right below the captions.
CAPTIONS_BELOW = """
CERTIFIED COPY OF RECORD OF MARRIAGE
Peter                       Alan                              Barlow
1a. FIRST NAME              1b. MIDDLE NAME                   1c. CURRENT LAST NAME

Peter Alan Barlow                                             Mar 22, 1992
1e. NAME TO BE USED AFTER MARRIAGE (Full)                     2. DATE OF BIRTH

Maria                       Teresa                            Souza
8a. FIRST NAME              8b. MIDDLE NAME                   8c. CURRENT LAST NAME

Maria Teresa Barlow                                           Nov 2, 1994
8e. NAME TO BE USED AFTER MARRIAGE (Full)                     9. DATE OF BIRTH

Joao Souza                                                    Maria Pena
13. FATHER/PARENT NAME                                        14. MOTHER/PARENT MAIDEN NAME
OCT 03 2025
DATE ISSUED
"""


def test_captions_below_their_boxes_are_all_answered_above() -> None:
    found = values_of(CAPTIONS_BELOW)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Teresa Souza", "Maria Teresa Barlow")


SIDE_BY_SIDE = """
CERTIFICATE OF MARRIAGE
GROOM                                                   BRIDE
1a. First     1b. Middle    1c. Last                    8a. First     8b. Middle    8c. Last
Peter         Alan          Barlow                      Maria         Teresa        Souza
1d. Name after marriage                                 8d. Name after marriage
{first:56}{second}
2. Date of birth                                        9. Date of birth
03/22/1992                                              11/02/1994
3. Father's name                                        10. Father's name
Emil R Barlow                                           Joao Souza
4. Mother's maiden name                                 11. Mother's maiden name
Ida Stone                                               Maria Pena
Date issued 07/30/2026
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            "Peter Alan Barlow",
            "Maria Teresa Barlow",
            ("Maria Teresa Souza", "Maria Teresa Barlow", "1994-11-02"),
            id="second",
        ),
        pytest.param(
            "Peter Alan Souza",
            "Maria Teresa Souza",
            ("Peter Alan Barlow", "Peter Alan Souza", "1992-03-22"),
            id="first",
        ),
    ],
)
def test_captions_of_two_parties_may_stand_in_one_row(
    first: str, second: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(SIDE_BY_SIDE.format(first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


NUMBERED = """
LICENSE AND CERTIFICATE OF MARRIAGE
{b}A FIRST NAME         {c}8 MIDDLE           {c}C. CURRENT LAST      ID LAST NAME AT BIRTH (IF DIFFERENT)
PETER                ALAN                BARLOW
2 DATE OF BIRTH (MM/DD/CCYY)           3. STATE/COUNTRY OF BIRTH
06/14/1990                             CA
6. ADDRESS              7. CITY              8 STATE/COUNTRY      9. ZIP CODE
912 ELM ST              SAN LUIS OBISPO      CA                   93401
12A FIRST NAME       126, MIDDLE         12C. CURRENT LAST     12D LAST NAME AT BIRTH (IF DIFFERENT)
MARIA                TERESA              SOUZA
13. DATE OF BIRTH (MM/DD/CCYY)         14 STATE/COUNTRY OF BIRTH
02/27/1993                             HI
6. ADDRESS              7. CITY              8 STATE/COUNTRY      9. ZIP CODE
77 PINE ST              SANTA ANA            CA                   92701
NAME OF PERSON LISTED IN 1A-1D TO BE USED AFTER MARRIAGE (If different)
29A. FIRST           29B. MIDDLE         29C. LAST

NAME OF PERSON LISTED IN 12A-12D TO BE USED AFTER MARRIAGE (If different)
30A. FIRST           {middle}         30C LAST
MARIA                SOUZA               BARLOW
DATE ISSUED          JUL 01 2026
"""


@pytest.mark.parametrize(("b", "c"), [("1", "1"), ("I", "I"), ("l", "1")], ids=["read", "misread", "mixed"])
@pytest.mark.parametrize("middle", ["30B. MIDDLE", "30B. MIDOLE", "30B. NIIODLE"])
def test_numbers_of_boxes_and_their_captions_may_be_misread(b: str, c: str, middle: str) -> None:
    found = values_of(NUMBERED.format(b=b, c=c, middle=middle))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Teresa Souza", "Maria Souza Barlow")
    assert found[F.DATE_OF_BIRTH] == "1993-02-27"


def test_towns_of_two_addresses_are_no_person_s_two_names() -> None:
    lines = NUMBERED.format(b="1", c="1", middle="30B. MIDDLE").strip().splitlines()
    left = [line for line in lines if not line.startswith(("1A", "12A", "PETER", "MARIA", "30A"))]
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(values_of("\n".join(left)))


#: The title of the new names stands upright beside the boxes, where nobody reads it.
SAME_AS = """
LICENSE AND CERTIFICATE OF MARRIAGE
1A. FIRST NAME                    1B. MIDDLE           1C. CURRENT LAST     1D. LAST NAME AT BIRTH
PETER                             ALAN                 BARLOW
2. DATE OF BIRTH (MM/DD/CCYY)     3. STATE OF BIRTH
06/14/1990                        CA
12A. FIRST NAME                   12B. MIDDLE          12C. CURRENT LAST    12D. LAST NAME AT BIRTH
MARIA                             TERESA               SOUZA
13. DATE OF BIRTH (MM/DD/CCYY)    14. STATE OF BIRTH
02/27/1993                        HI
30A. FIRST - MUST BE SAME AS 1A   30B. MIDDLE          30C. LAST
-                                 -                    -
31A. FIRST - MUST BE SAME AS 12A  31B. MIDDLE          31C. LAST
MARIA                             TERESA               BARLOW
DATE ISSUED JUL 01 2026
"""


def test_a_given_name_that_must_be_the_same_begins_a_new_name() -> None:
    found = values_of(SAME_AS)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Teresa Souza", "Maria Teresa Barlow")
    assert found[F.DATE_OF_BIRTH] == "1993-02-27"


#: Captions in the middle of lines, at whose beginning the parts were written.
LINES = """
ORDER THAT A NAME BE CHANGED
On July 10, 2026 the court heard this suit. The adult was born 07/14/1990.
THEREFORE the name is switched
FROM:   Maria                 T                     Souza
                 First                Middle                Last
TO:     {given:22}T                     Souza
                 First                Middle                Last
Presiding: Dara Hwang
"""


@pytest.mark.parametrize("given", ["Mario", "Ida"])
def test_parts_at_the_beginning_of_lines_have_their_captions_in_the_middle(given: str) -> None:
    found = values_of(LINES.format(given=given))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", f"{given} T Souza")


LETTERED = """
CERTIFICATE OF MARRIAGE
A1. FIRST NAME       MIDDLE               LAST (before this marriage)
Maria                T.                   Souza
A2. DATE OF BIRTH    AGE                  A3. BIRTHPLACE
07/08/1991           35                   Lynn, Mass.
A5. FULL NAME TO BE USED AFTER MARRIAGE, if different
{first}
A6. FATHER / PARENT                       A7. MOTHER / PARENT (maiden)
Rui Souza                                 Ana Reyes
B1. FIRST NAME       MIDDLE               LAST (before this marriage)
Peter                Alan                 Barlow
B2. DATE OF BIRTH    AGE                  B3. BIRTHPLACE
02/19/1989           37                   Salem, Mass.
B5. FULL NAME TO BE USED AFTER MARRIAGE, if different
{second}
12. WITNESS                               13. WITNESS
Gail Reyes                                Tom Barlow
Date issued: July 15, 2026
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            "Maria T. Barlow", "no change", ("Maria T Souza", "Maria T. Barlow", "1991-07-08"), id="the one"
        ),
        pytest.param(
            "no change",
            "Peter Alan Souza",
            ("Peter Alan Barlow", "Peter Alan Souza", "1989-02-19"),
            id="the other",
        ),
    ],
)
def test_a_partys_letter_may_go_before_the_number_of_a_box(
    first: str, second: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(LETTERED.format(first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected
