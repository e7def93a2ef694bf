"""Stories of name papers of offices far off: columns round a caption, two tongues, two cards, petitions."""

from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.kinds import EvidenceType, FieldName, Kind
from domain.pages import PageReading
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import CELL, draw_form, read_fields

F = FieldName

BETWEEN = """
RECORD OF A MARRIAGE
     First party                                   Second party
     Peter Barlow     Name on entering marriage    Maria T Souza
     Peter Barlow     Name from the marriage on    Maria T Barlow
     12/20/1988       Day of birth                 01/31/1967
     Boise            Where born                   Ponce
     Emil Barlow      Father                       Joseph Souza
Sealed and handed out on 04/02/2026
"""


def test_captions_between_two_columns_ask_both_parties() -> None:
    assert values_of(BETWEEN) == {
        F.EVIDENCE_TYPE: EvidenceType.MARRIAGE_CERTIFICATE,
        F.FORMER_NAME: "Maria T Souza",
        F.NEW_NAME: "Maria T Barlow",
        F.DATE_OF_BIRTH: "1967-01-31",
        F.ISSUED_ON: "2026-04-02",
    }


def test_the_left_column_is_read_as_well() -> None:
    turned = BETWEEN.replace("Maria T Barlow", "Maria T Souza").replace(
        "Peter Barlow     Name from", "Peter Souza      Name from"
    )
    found = values_of(turned)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Peter Barlow", "Peter Souza")
    assert found[F.DATE_OF_BIRTH] == "1988-12-20"


TONGUES = """
ACTA DE MATRIMONIO / RECORD OF MARRIAGE
Nombre de soltera / Name while single      Nombre que usara / Name to be used
Maria T Souza                              Maria T Hale
Fecha de nacimiento (dia/mes/ano)          Lugar de nacimiento
{born}                                 Ponce
Fecha del matrimonio / Date of marriage    Inscrito el / Entered on
07/02/2026                                 09/02/2026
Fecha de expedicion / Date issued
10/03/2026
"""


def test_a_paper_that_says_so_writes_the_day_first() -> None:
    found = values_of(TONGUES.format(born="05/04/1970"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Hale")
    assert (found[F.DATE_OF_BIRTH], found[F.ISSUED_ON]) == ("1970-04-05", "2026-03-10")


HEADED = """
CERTIFICATE OF CHANGE OF NAME
Name now borne
HALE                 MARIA T
Surname              Given names
Name given up
SOUZA                MARIA T
Surname              Given names
1970 April 05        2026 May 11
Born                 Certificate issued
"""


def test_headings_tell_which_name_the_parts_below_make() -> None:
    found = values_of(HEADED)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Hale")
    assert (found[F.DATE_OF_BIRTH], found[F.ISSUED_ON]) == ("1970-04-05", "2026-05-11")


STACKED = """
RETURN OF A MARRIAGE
First name             MARIA
Middle name            K
Last name today        SOUZA
Last name once wed     HALE
First name             JOHN
Last name today        HALE
Last name once wed     HALE
Certified copy issued  0 3  1 0  2 0 2 6
"""


def test_one_party_s_parts_stand_below_each_other() -> None:
    found = values_of(STACKED)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria K Souza", "Maria K Hale")
    assert found[F.ISSUED_ON] == "2026-03-10"


RESTORED = """
IN THE CIRCUIT COURT OF NORFOLK COUNTY
In re the marriage of: JOHN HALE
                                 Petitioner,
and MARIA T HALE
                                 Respondent.
JUDGMENT OF DISSOLUTION OF MARRIAGE
The parties were married on June 3, 2009, and the marriage is dissolved.
The Respondent's former name of Maria T Souza is given back.
Journalized March 4, 2026
"""


def test_the_former_name_that_a_divorce_gives_back_is_the_new_one() -> None:
    found = values_of(RESTORED)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Hale", "Maria T Souza")
    assert found[F.ISSUED_ON] == "2026-03-04"


def test_an_order_after_the_judgment_is_no_decree_of_divorce() -> None:
    found = values_of("""
SUPERIOR COURT
APPLICATION FOR RESTORATION OF FORMER NAME AFTER JUDGMENT, AND ORDER
A judgment of dissolution was entered on 02/27/2019
Name now used: Maria T Hale
Name to be restored: Maria T Souza
The application is granted.
Date: 02/23/2026
""")
    assert found[F.EVIDENCE_TYPE] == EvidenceType.COURT_ORDER
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Hale", "Maria T Souza")
    assert found[F.ISSUED_ON] == "2026-02-23"


CARD = """
STATE OF MERIDIA        DRIVER LICENSE
DL {number}
LN {family}
FN MARIA T
12 TOWER STREET
BOSTON, MA 02134
DOB 04/05/1970
ISS {issued}   EXP {expires}
"""
NEW = CARD.format(number="E8912119", family="HALE", issued="03/10/2026", expires="04/05/2031")
OLD = CARD.format(number="E8912119", family="SOUZA", issued="04/05/2022", expires="04/05/2027")


@pytest.mark.parametrize(
    "sheet", [NEW + "\n\n\n" + OLD, OLD + "\n\n\n" + NEW], ids=["new first", "old first"]
)
def test_of_two_cards_the_later_tells_the_new_name(sheet: str) -> None:
    found = values_of(sheet)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Hale")
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON]) == ("2026-03-10", "2031-04-05")


@pytest.mark.parametrize(
    ("note", "number"),
    [
        pytest.param("", None, id="the licence's own"),
        pytest.param("EMT cert no. E8912119", "E8912119", id="said to be the certification's"),
    ],
)
def test_a_licence_s_own_number_is_no_certification_s(note: str, number: str | None) -> None:
    assert values_of(f"{NEW}{note}\n").get(F.CERTIFICATION_NUMBER) == number


LETTER = """
To whom it may concern:
Please change my name in your records. My certification (EMT) is E9375147.
Name on the certification: Maria T Souza
My name now: Maria T Hale
A copy of my new driver's license comes with this letter. Thank you.
"""


def test_a_letter_that_speaks_of_a_licence_shows_none() -> None:
    assert F.EVIDENCE_TYPE not in values_of(LETTER)


def test_a_letter_over_a_copied_licence_tells_the_former_name() -> None:
    found = values_of(
        "Dear staff:\nYour system lists me as Maria T Souza (EMT E8912119).\nThank you,\n\n" + NEW
    )
    assert found[F.EVIDENCE_TYPE] == EvidenceType.DRIVERS_LICENSE
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Hale")


def test_an_office_s_notice_tells_both_names() -> None:
    found = values_of("""
SOCIAL SECURITY ADMINISTRATION
Date: 09/11/2026
Our files used to say:    Maria T Souza
Our files now say:        Maria T Hale
A card comes by 09/25/2026.
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Hale")
    assert F.DATE_OF_BIRTH not in found


def test_a_petition_is_given_on_no_day() -> None:
    found = values_of("""
PROBATE AND FAMILY COURT
PETITION TO CHANGE NAME OF ADULT
Present name: Maria T Souza
Name requested: Maria T Hale
Signed under the penalties of perjury.
Date: 03/10/2026
""")
    assert F.ISSUED_ON not in found


def test_headings_in_the_middle_of_their_columns_are_not_answered_by_the_next_column() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE

                                   Party A                      Party B
Name                   Ana May Ostrow                 Liesel Lee Thibodeau
Date of birth          03/22/1978                     08/06/1998
Surname after marriage Thibodeau                      Thibodeau
Date of marriage: September 5, 2026
""")
    assert found[F.FORMER_NAME] == "Ana May Ostrow"


#: A column of captions, some over two lines, in narrow print; the answers beside them are typed.
TYPED_COLUMNS = """
CERTIFIED COPY OF MARRIAGE RECORD
                                          PARTY A                           PARTY B
1   FULL NAME                             Maria Teresa Souza                Jose Fernando Pena Barlow
2   SURNAME AT BIRTH                      Souza                             Pena Barlow
3   SEX                                   F                                 M
4   DATE OF BIRTH                         Apr 30, 1992                      Jan 08, 1990
5   BIRTHPLACE                            Lowell, MA                        Provo, UT
6   RESIDENCE AT TIME OF                  Orono, ME                         Orono, ME
    MARRIAGE
7   NO. OF THIS MARRIAGE                  First                             First
8   FATHER / PARENT'S NAME                Emil Souza                        Luis Barlow
9   MOTHER / PARENT'S MAIDEN              Ida Stone                         Rosa Pena
    NAME
10  NAME TO BE USED AFTER                 {first:34}{second}
    MARRIAGE
DATE OF ISSUE OF THIS COPY November 05, 2025
"""
#: The column of the drawing in which the answers begin.
TYPED = 40


def _with_narrow_captions(drawing: str) -> PageReading:
    """A drawn form of whose captions letters and blanks are half as wide as those that are typed."""
    page = draw_form(drawing)
    words = []
    for word in page.words:
        box = word.box
        if box is not None and box.x1 < TYPED * CELL:
            box = Box(box.x0 // 2, box.y0, box.x1 // 2, box.y1)
        words.append(replace(word, box=box))
    return replace(page, words=tuple(words))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            "Maria Teresa Barlow",
            "Jose Fernando Pena Barlow",
            ("Maria Teresa Souza", "Maria Teresa Barlow", "1992-04-30"),
            id="the first",
        ),
        pytest.param(
            "Maria Teresa Souza",
            "Jose Fernando Souza",
            ("Jose Fernando Pena Barlow", "Jose Fernando Souza", "1990-01-08"),
            id="the second",
        ),
    ],
)
def test_a_mothers_maiden_name_is_nobody_s_name_of_before(
    first: str, second: str, expected: tuple[str, str, str]
) -> None:
    page = _with_narrow_captions(TYPED_COLUMNS.format(first=first, second=second))
    found = {field: e.value for field, e in read_fields(Kind.NAME_CHANGE_EVIDENCE, page).items()}
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


NUMBERED_LICENCE = """
MASSACHUSETTS      DRIVER'S LICENSE
4d NUMBER          4b EXP
S41720893          03/10/2031
1                  3 DOB
PARKER             03/10/1980
{number}                  4a ISS
JUN EMILY          06/24/2026
"""


@pytest.mark.parametrize(
    ("number", "name"),
    [pytest.param("2", "Jun Emily Parker", id="the given names'"), pytest.param("8", None, id="another's")],
)
def test_a_licence_s_numbers_may_stand_over_the_names(number: str, name: str | None) -> None:
    page = draw_form(NUMBERED_LICENCE.format(number=number))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page).get(FieldName.NEW_NAME)
    assert (found.value if found else None) == name
