"""Stories of name-change papers: which type, the old and the new name, which of the dates."""

from dataclasses import replace

import pytest

from domain.kinds import EvidenceType, FieldName, Kind
from domain.pages import PageReading
from tests.intake.extractors.name_papers.test_mrz import CODE
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def values_of(drawing: str, barcodes: tuple[str, ...] = ()) -> dict[FieldName, str | bool]:
    """What is read on a drawn name-change paper."""
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(drawing, barcodes=barcodes))
    return {field: e.value for field, e in found.items()}


DIVORCE = """
FILED 01/18/2026
IN THE DISTRICT COURT OF TAMARACK COUNTY
IN THE MATTER OF THE MARRIAGE OF
MARIA T SOUZA AND JOHN HALE
FINAL DECREE OF DISSOLUTION OF MARRIAGE
2. The marriage is dissolved.
7. CHANGE OF NAME. The name of MARIA T SOUZA is changed to MARIA T
PEREIRA, a name used before the marriage.
SIGNED AND ENTERED ON 03/25/2026.
Deirdre Kelly, District Judge presiding
"""


def test_a_divorce_tells_both_names_and_its_own_day() -> None:
    assert values_of(DIVORCE) == {
        F.EVIDENCE_TYPE: EvidenceType.DIVORCE_DECREE,
        F.FORMER_NAME: "Maria T Souza",
        F.NEW_NAME: "Maria T Pereira",
        F.ISSUED_ON: "2026-03-25",
    }


def test_a_divorce_silent_on_the_name_gives_none() -> None:
    lines = DIVORCE.split("\n")
    silent = "\n".join(line for line in lines if "CHANGE OF NAME" not in line and "PEREIRA" not in line)
    assert not {F.NEW_NAME, F.FORMER_NAME} & set(values_of(silent))


def test_the_day_of_filing_is_no_day_of_judgment() -> None:
    first_page = "\n".join(DIVORCE.strip().split("\n")[:6])
    assert F.ISSUED_ON not in values_of(first_page)


MARRIAGE = """
MARRIAGE RECORD ABSTRACT
FIRST SPOUSE                        SECOND SPOUSE
LEGAL NAME BEFORE MARRIAGE          LEGAL NAME BEFORE MARRIAGE
{first}                         {second}
LAST NAME AFTER MARRIAGE            LAST NAME AFTER MARRIAGE
{first_after}                           {second_after}
DATE OF BIRTH                       DATE OF BIRTH
Aug 3, 1967                         Nov 9, 1968

DATE OF MARRIAGE            DATE FILED             DATE ISSUED
Oct 14, 2024                Oct 18, 2024           Dec 1, 2024
"""


@pytest.mark.parametrize(
    ("first", "first_after", "second", "second_after", "expected"),
    [
        pytest.param(
            "Ana Lopez",
            "Hale",
            "Eve Hale",
            "Hale",
            ("Ana Lopez", "Ana Hale", "1967-08-03"),
            id="first changes",
        ),
        pytest.param(
            "Ana Lopez",
            "Lopez",
            "Eve Hale",
            "Lopez",
            ("Eve Hale", "Eve Lopez", "1968-11-09"),
            id="second changes",
        ),
    ],
)
def test_of_two_spouses_the_one_who_changes_is_meant(
    first: str, first_after: str, second: str, second_after: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(
        MARRIAGE.format(
            first=first, second=second, first_after=first_after.ljust(9), second_after=second_after
        )
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected
    assert found[F.ISSUED_ON] == "2024-12-01"


def test_an_attested_copy_is_dated_by_its_attestation() -> None:
    drawing = (
        "CERTIFICATE OF MARRIAGE\n1. Full name before marriage      Ana Lopez\n"
        "2. Name to be used after marriage    Ana Hale\n"
        "Date of marriage      April 10, 2024\nSolemnized by the Justice\n"
        "WITNESS my hand and the SEAL of said town on April 21, 2024."
    )
    assert values_of(drawing)[F.ISSUED_ON] == "2024-04-21"


LICENCE = """
MASSACHUSETTS DRIVER'S LICENSE
4d NUMBER         4a ISS
S38204119         {issued}
4b EXP            3 DOB
07/21/2029        10/27/1971
{one}CHANG-LOPEZ
{two}ANA KIM
8 59 CANAL CIRCLE, UNIT 3R
FRAMINGHAM, MA 01702
9 CLASS D 9a END NONE 12 REST NONE
"""


@pytest.mark.parametrize(
    ("one", "two"), [("1 ", "2 "), ("", "2 "), ("1 ", ""), ("", "")], ids=["both", "no 1", "no 2", "none"]
)
def test_a_licence_s_numbered_name_bears_lost_numbers(one: str, two: str) -> None:
    found = values_of(LICENCE.format(one=one, two=two, issued="07/21/2024"))
    assert found[F.EVIDENCE_TYPE] == EvidenceType.DRIVERS_LICENSE
    assert found[F.NEW_NAME] == "Ana Kim Chang-Lopez"
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON], found[F.DATE_OF_BIRTH]) == (
        "2024-07-21",
        "2029-07-21",
        "1971-10-27",
    )


def test_a_date_without_its_label_is_told_by_the_two_others() -> None:
    drawing = (
        LICENCE.format(one="1 ", two="2 ", issued="07/21/2024")
        .replace("4a ISS", "dy ig")
        .replace("4b EXP", "481 E.22")
    )
    found = values_of(drawing)
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON]) == ("2024-07-21", "2029-07-21")


def test_a_street_whose_number_is_misread_is_told_by_its_city() -> None:
    found = values_of("""
MASSACHUSETTS DRIVER'S LICENSE
Ad NUMBER         4a ISS
S38204119         7/21/2024
ShEXP             3
7/21/2029         10/27/1971
SOUZA
MARIA T
E S9 HARBOR LANE, UNIT 3R
QUINCY. MA 02169
9 CLASSD 9aEND MONE 12 REST B
""")
    assert found[F.NEW_NAME] == "Maria T Souza"


def test_a_licence_s_bar_code_fills_what_the_front_lost() -> None:
    found = values_of("DRIVER'S LICENSE\nVICTOR\n", barcodes=(CODE,))
    assert found[F.NEW_NAME] == "Lucia Victor"
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON], found[F.DATE_OF_BIRTH]) == (
        "2025-08-28",
        "2031-04-23",
        "1961-04-23",
    )


PASSPORT = """
PASSPORT   UNITED STATES OF AMERICA
P    USA    C01531624
PEÑA
DANIEL RYAN
12 MAR 1980
11 APR 2022
11 APR 2032
P<USAPENA<<DANIEL<RYAN<<<<<<<<<<<<<<<<<<<<<<
C015316249USA8003122M3204119<<<<<<<<<<<<<<06
"""


def test_a_passport_without_labels_is_read_by_its_zone() -> None:
    assert values_of(PASSPORT) == {
        F.EVIDENCE_TYPE: EvidenceType.PASSPORT, F.NEW_NAME: "Daniel Ryan Peña", F.ISSUED_ON: "2022-04-11",
        F.EXPIRES_ON: "2032-04-11", F.DATE_OF_BIRTH: "1980-03-12",
    }  # fmt: skip


def test_a_zones_name_is_spelled_with_the_hyphen_of_the_print() -> None:
    passport = PASSPORT.replace("PEÑA", "PEÑA-ORTIZ").replace(
        "PENA<<DANIEL<RYAN<<<<<<", "PENA<ORTIZ<<DANIEL<RYAN"
    )
    assert values_of(passport)[F.NEW_NAME] in ("Daniel Ryan Pena-Ortiz", "Daniel Ryan Peña-Ortiz")


@pytest.mark.parametrize(
    ("changed", "opening"),
    [
        pytest.param(
            "from Ana Lopez by order of the court", "the application having shown that", id="from before by"
        ),
        pytest.param(
            "by order of the court from Ana Lopez,", "upon an application in Boston,", id="by before from"
        ),
    ],
)
def test_a_certificate_of_naturalization_names_its_citizen(changed: str, opening: str) -> None:
    drawing = (
        "CERTIFICATE OF NATURALIZATION\nDate of birth      February 28, 1964\n"
        f"Name changed {changed} as part of the naturalization.\n"
        f"Be it known that {opening}\nAna Hale\n"
        "then residing in the United States took the oath of\n"
        "allegiance in a ceremony on\nAugust 6, 2023\nand is therefore admitted as a citizen."
    )
    found = values_of(drawing)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.ISSUED_ON]) == (
        "Ana Lopez",
        "Ana Hale",
        "2023-08-06",
    )


def test_a_letter_that_asks_for_the_change_is_no_evidence() -> None:
    drawing = (
        "September 9, 2026\nTo whom it may concern:\n"
        "Kindly correct my name in your records. My certification\n"
        "(Paramedic) is P0322588.\nName on the certification: Ana Lopez\nMy name now: Ana Hale\n"
        "A copy of the court's decree comes with this letter."
    )
    found = values_of(drawing)
    assert found == {F.FORMER_NAME: "Ana Lopez", F.NEW_NAME: "Ana Hale", F.CERTIFICATION_NUMBER: "P0322588"}


REGISTER = """
COPY OF AN ENTRY IN THE REGISTER OF MARRIAGES
         Name borne until the marriage   Born on        Name to be borne after it
Party A  Peter Robert Barlow             12/20/1988     Peter Robert Barlow
Party B  Maria T Souza                   01/31/1967     Maria T Barlow
Copy made 04/02/2026
"""


def test_a_table_with_a_row_for_each_party_tells_who_changes() -> None:
    assert values_of(REGISTER) == {
        F.EVIDENCE_TYPE: EvidenceType.MARRIAGE_CERTIFICATE,
        F.FORMER_NAME: "Maria T Souza",
        F.NEW_NAME: "Maria T Barlow",
        F.DATE_OF_BIRTH: "1967-01-31",
        F.ISSUED_ON: "2026-04-02",
    }


EXTRACT = """
EXTRACT OF THE MARRIAGE RECORD
Surname before the marriage       Souza          Hale
Forenames                         Maria T        John
Date of birth                     {born}     09.08.1999
Surname following the marriage    Hale           Hale
Date of issue    04.09.2026
"""


@pytest.mark.parametrize(
    ("born", "issued"),
    [
        pytest.param("21.07.1969", "2026-09-04", id="another date can only begin with the day"),
        pytest.param("07.06.1969", "2026-04-09", id="nothing tells that the day comes first"),
    ],
)
def test_dates_with_points_begin_with_the_day_where_one_of_them_must(born: str, issued: str) -> None:
    found = values_of(EXTRACT.format(born=born))
    assert found[F.FORMER_NAME] == "Maria T Souza"
    assert found[F.NEW_NAME] == "Maria T Hale"
    assert found[F.ISSUED_ON] == issued


@pytest.mark.parametrize(
    "sentence",
    [
        "the petitioner, Maria T Souza, shall be known and called by the name of Maria T Pereira,",
        "by a decree of May 4, 2026 the name of Maria T Souza was made Maria T Pereira,",
        "the name of Maria T Souza be and is hereby changed to Maria T Pereira,",
    ],
)
def test_a_decree_may_tell_the_change_in_many_words(sentence: str) -> None:
    found = values_of(
        f"PROBATE AND FAMILY COURT\nDECREE OF CHANGE OF NAME\nIt is adjudged that {sentence}\nand no other."
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")


def test_a_card_that_tells_the_office_a_new_name_is_no_evidence() -> None:
    notice = """
My name is not what it was
Give this card to the state EMS office.
I was certified as
Maria T Souza
Call me from now on
Maria T Pereira
Because of:  X marriage   divorce   court
"""
    assert values_of(notice) == {F.FORMER_NAME: "Maria T Souza", F.NEW_NAME: "Maria T Pereira"}


def test_nobody_is_given_a_licence_on_the_day_it_runs_out() -> None:
    """The label of the issue lost its column; of three days the order tells which is which."""
    found = values_of("""
DRIVER LICENSE
Last name    Souza
First name   Maria
Date of birth   Jul 14, 1967
Issue date
Jul 14, 2031
Feb 9, 2026
""")
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON]) == ("2026-02-09", "2031-07-14")


def test_a_clerk_may_tell_a_marriage_in_sentences() -> None:
    found = values_of("""
OFFICE OF THE CITY CLERK
I state that on August 3, 2026 Maria Elena Souza and
Dara W Yoon were joined in marriage, as our book shows, and that
the first named took the name Noemi Elena Souza.
Born: November 27, 1975 (the first named).
In witness of which I set my hand on August 20, 2026.
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Elena Souza", "Noemi Elena Souza")
    assert (found[F.ISSUED_ON], found[F.DATE_OF_BIRTH]) == ("2026-08-20", "1975-11-27")


def test_a_notice_of_intention_to_marry_is_issued_on_no_day_and_proves_nothing_surely() -> None:
    notice = """
The Commonwealth of Massachusetts
NOTICE OF INTENTION OF MARRIAGE
Filed with the Clerk of the Town of Sharon
PARTY A                                   PARTY B
1. Full name                              1. Full name
Maria T Souza                             John Hale
2. Surname to be used after marriage      2. Surname to be used after marriage
Hale                                      Hale
There is no legal impediment to the proposed marriage.
Subscribed and sworn to before me this 8th day of September 2026
Town Clerk
"""
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(notice))
    assert found[F.EVIDENCE_TYPE].value == EvidenceType.MARRIAGE_CERTIFICATE
    assert found[F.EVIDENCE_TYPE].confidence < 0.9
    assert F.ISSUED_ON not in found


def test_a_letter_that_says_that_a_decree_is_enclosed_is_none() -> None:
    letter = """
Maria T Pereira
July 20, 2026
Office of Emergency Medical Services
To whom it may concern:
My divorce became final this June and the court let me take back my name. I would
like my EMT certification changed from Maria T Souza to Maria T Pereira. A copy of
the decree of divorce is enclosed; the second page is about my name.
Sincerely,
"""
    assert not {F.EVIDENCE_TYPE, F.ISSUED_ON} & set(values_of(letter))


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        pytest.param("MARIA", "WALSH", id="given name first"),
        pytest.param("MARIA JOAN", "WALSH", id="two given names first"),
        pytest.param("WALSH", "MARIA", id="family name first"),
    ],
)
def test_common_names_tell_the_order_of_a_licence_that_numbers_none(upper: str, lower: str) -> None:
    found = values_of(f"""
STATE OF CASCADIA        DRIVER LICENSE
DL NO. 273642873
{upper}
{lower}
12 TOWER STREET
BOSTON, MA 02134
BORN 04/05/1970
ISSUED 03/10/2026   EXPIRES 04/05/2031
""")
    assert found[F.NEW_NAME] == ("Maria Joan Walsh" if "JOAN" in upper else "Maria Walsh")


def test_the_last_day_of_a_licence_is_not_its_issue_where_only_a_date_is_asked() -> None:
    """The heading of the expiry lost its first word, and that of the issue all of them."""
    found = values_of("""
MOBILE DRIVER LICENSE
Last name    Souza
First name   Maria
                     date
Feb 9, 2026          Jul 14, 2031
""")
    assert found.get(F.ISSUED_ON) != "2031-07-14"


CAPTIONED = """
CASCADIA NON-DRIVER IDENTIFICATION CARD
{caption}
MARIA T SOUZA
LIVES AL
495 Chandler Avenue, Lowell
DAY OF BIRTH          CARD NUMBER
October 12, 1972      N15588897
{first:22}THIS CARD GIVEN OUT
August 24, 2020       July 19, 2024
GOOD THROUGH
October 12, 2032
"""


def draw_captions(caption: str = "CARDHOLDER", first: str = "FIRST GIVEN OUT") -> PageReading:
    """The card, its captions in small print."""
    page = draw_form(CAPTIONED.format(caption=caption, first=first))
    small = {1, 3, 5, 7, 9}
    return replace(
        page,
        words=tuple(
            replace(w, box=replace(w.box, y0=w.box.y0 + 8)) if w.line in small else w for w in page.words
        ),
    )


@pytest.mark.parametrize("caption", ["CARDHOLDER", "CARDHOLOER"], ids=["read", "misread"])
def test_a_caption_under_a_name_in_capitals_is_no_part_of_it(caption: str) -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_captions(caption=caption))
    assert found[F.NEW_NAME].value == "Maria T Souza"


@pytest.mark.parametrize("first", ["FIRST GIVEN OUT", "HIRSI GIVEN OUT"], ids=["read", "misread"])
def test_of_two_days_of_issue_the_later_is_the_card_s(first: str) -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_captions(first=first))
    assert (found[F.ISSUED_ON].value, found[F.EXPIRES_ON].value) == ("2024-07-19", "2032-10-12")


@pytest.mark.parametrize("code", ["2", "", "2."], ids=["its own line", "lost", "with a point"])
def test_the_code_of_a_field_may_stand_on_a_line_of_its_own(code: str) -> None:
    found = values_of(f"""
STATE OF CASCADIA        DRIVER LICENSE
SOUZA-BARLOW             09/27/89
{code}
MARIA T
8
12 TOWER STREET
BOSTON MA 02134
3 DOB           4a ISS          4b EXP
09/27/1989      06/30/2026      09/27/2031
""")
    assert found[F.NEW_NAME] == "Maria T Souza-Barlow"
