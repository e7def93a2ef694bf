"""Stories of the days on papers of a change that are other steps' than the paper's own."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

COPY = """
Town of Cedar Falls             Office of the Town Clerk
CERTIFIED COPY OF RECORD OF MARRIAGE
{step}

1. Date of marriage             2. Place of marriage
June 20, 2026                   Cedar Falls

Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
"""


@pytest.mark.parametrize(
    ("step", "issued"),
    [
        pytest.param("Intention no. 58, filed June 3, 2026", "2026-06-20", id="intention"),
        pytest.param("License granted June 5, 2026", "2026-06-20", id="licence"),
        pytest.param("July 9, 2026", "2026-07-09", id="of the copy"),
    ],
)
def test_a_heading_is_not_answered_by_the_day_of_another_step(step: str, issued: str) -> None:
    assert values_of(COPY.format(step=step))[F.ISSUED_ON] == issued


def test_the_day_on_which_a_copy_is_dated_goes_before_the_wedding() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE REGISTRATION
Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
were married on    JUNE 27, 2026
License issued     06/11/2026            Registered 07/03/2026
Dated at Cedar Falls, N.Y., this 9th day of July, 2026
""")
    assert found[F.ISSUED_ON] == "2026-07-09"


@pytest.mark.parametrize(
    "agreement",
    [
        "the separation agreement of the parties dated March 18, 2026",
        "the agreement entered into by the parties, dated March 18, 2026",
        "the stipulation between the parties filed March 18, 2026",
    ],
)
def test_the_day_of_the_parties_agreement_is_not_the_judgments(agreement: str) -> None:
    found = values_of(f"""
JUDGMENT OF DIVORCE ABSOLUTE
Maria T Souza, Plaintiff
It is further ordered that {agreement}, be incorporated
in this judgment.
It is further ordered that the Plaintiff be allowed to resume her former name, to wit: MARIA T PEREIRA.
Entered this 6th day of May, 2026.
""")
    assert found[F.ISSUED_ON] == "2026-05-06"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("the order below is entered.", "this is a true copy of an order on file.", id="below"),
        pytest.param("this is a certified copy of an order.", "SO ORDERED", id="above"),
    ],
)
def test_of_two_days_called_no_more_the_one_under_a_clerk_s_words_on_a_copy_is_the_copy_s(
    first: str, second: str
) -> None:
    found = values_of(f"""
PROBATE COURT
ORDER ON PETITION FOR CHANGE OF NAME
{first}
March 12, 2026
Date
Present name: Maria T Souza
Changed to: Maria T Pereira
Date of birth: December 6, 1985
The petition is granted.
{second}
March 19, 2026
Date
""")
    assert found[F.ISSUED_ON] == ("2026-03-12" if "copy" in second else "2026-03-19")


@pytest.mark.parametrize(
    ("wedding", "told", "sure"),
    [
        pytest.param(
            "were married on    JUNE 27, 2026", "Dated at Cedar Falls, N.Y., this", False, id="both told"
        ),
        pytest.param(
            "License issued     06/11/2026", "Dated at Cedar Falls, N.Y., this", True, id="no wedding's"
        ),
        pytest.param("were married on    JUNE 27, 2026", "Copy issued:", False, id="called the copy's issue"),
        pytest.param("were married on    JUNE 27, 2026", "Date issued:", True, id="called the paper's issue"),
        pytest.param(
            "were united in marriage by me\nMay 30, 2026             Kent",
            "This is a true copy. Attest, dated this",
            False,
            id="wedding in a sentence",
        ),
        pytest.param(
            "I certify that I joined the persons named above in marriage on   May 23, 2026   at Kent",
            "Copy made",
            False,
            id="wedding of persons joined",
        ),
        pytest.param("License issued     06/11/2026", "Copy made", False, id="a copy's without a wedding's"),
    ],
)
def test_a_day_beside_the_wedding_s_is_sure_only_where_it_is_called_the_issue(
    wedding: str, told: str, sure: bool
) -> None:
    page = draw_form(f"""
CERTIFICATE OF MARRIAGE REGISTRATION
Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
{wedding}
{told} 9th day of July, 2026
""")
    issued = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)[F.ISSUED_ON]
    assert issued.value == "2026-07-09"
    assert (issued.confidence >= 0.9) is sure


FLORIDAN = """
STATE OF KENT                  MARRIAGE RECORD
1. NAME OF SPOUSE (First, Middle, Last)        1b. MAIDEN SURNAME (if any)     2. DATE OF BIRTH
PETER KEITH BARLOW                             {his}                           10/12/1994

5. NAME OF SPOUSE (First, Middle, Last)        5b. MAIDEN SURNAME (if any)     6. DATE OF BIRTH
MARIA T SOUZA                                  SOUZA                           04/08/1961

14. DATE LICENSE ISSUED        15. DATE LICENSE EFFECTIVE      16. EXPIRATION DATE
11/03/2025                     11/06/2025                      01/05/2026

18. DATE OF MARRIAGE           19. CITY OR TOWN OF MARRIAGE    20. OFFICIANT
11/15/2025                     KENT                            PASTOR L. AMY
"""


def test_the_day_from_which_a_licence_is_good_is_not_the_certificates() -> None:
    assert values_of(FLORIDAN.format(his="      "))[F.ISSUED_ON] == "2025-11-15"


def test_who_has_a_maiden_surname_changes_the_name_and_nothing_makes_that_sure() -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(FLORIDAN.format(his="      ")))
    assert found[F.FORMER_NAME].value == "Maria T Souza"
    assert found[F.FORMER_NAME].confidence < 0.9
    assert found[F.DATE_OF_BIRTH].value == "1961-04-08"


def test_of_two_maiden_surnames_none_tells_who_changes_the_name() -> None:
    assert F.FORMER_NAME not in values_of(FLORIDAN.format(his="BARLOW"))


LETTER = """
Social Security Administration
Important Information
Date: July 9, 2026
Your Social Security card with the name you asked us to show is attached.
"""
CARD = """
SOCIAL SECURITY
{number}
THIS NUMBER HAS BEEN ESTABLISHED FOR
MARIA T
PEREIRA
SIGNATURE
{day}
"""


@pytest.mark.parametrize("first", [LETTER, CARD], ids=["above the card", "below the card"])
def test_a_letter_about_a_card_has_a_day_of_its_own(first: str) -> None:
    both = (LETTER, CARD) if first is LETTER else (CARD, LETTER)
    sheet = "".join(both).format(number="021-00-6804", day="06/30/2026")
    issued = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(sheet))[F.ISSUED_ON]
    assert issued.value == "2026-06-30"
    assert issued.confidence >= 0.9


def test_a_letter_s_day_is_never_surely_that_of_a_card_without_one() -> None:
    sheet = f"{LETTER}{CARD}".format(number="021-00-6804", day="")
    issued = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(sheet)).get(F.ISSUED_ON)
    assert issued is None or issued.confidence < 0.9


RECORDED = """
Town of Dunmore Falls
CERTIFICATE OF MARRIAGE
PLACE OF MARRIAGE                      DATE OF MARRIAGE
Dunmore Falls                          June 27, 2026
FULL NAME BEFORE MARRIAGE              FULL NAME BEFORE MARRIAGE
Anthony Paul Castellano                Victoria K Holmes
SURNAME TO BE USED AFTER MARRIAGE      SURNAME TO BE USED AFTER MARRIAGE
Castellano                             Castellano
15 DATE CERTIFICATE RECORDED
July 1, 2026                           Vol. 14 Page 88
A TRUE COPY, ATTEST:
"""


def test_the_day_on_which_a_certificate_was_recorded_is_not_surely_that_of_its_issue() -> None:
    issued = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(RECORDED)).get(F.ISSUED_ON)
    assert issued is None or issued.value == "2026-06-27" or issued.confidence < 0.9


RECORD = """
Town of Cedar Falls             Office of the Town Clerk
COPY OF RECORD OF MARRIAGE
Date of marriage                Place of marriage
July 11, 2026                   Cedar Falls

Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
The intention of marriage of the above was entered on July 2, 2026 and a certificate issued {issued}.
"""


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        pytest.param("July 6, 2026", "2026-07-11", id="before the wedding"),
        pytest.param("July 20, 2026", "2026-07-20", id="after it"),
    ],
)
def test_what_was_issued_before_the_wedding_is_not_its_record(issued: str, day: str) -> None:
    assert values_of(RECORD.format(issued=issued))[F.ISSUED_ON] == day


DECREE = """
THE STATE OF NEW HAMPSHIRE          JUDICIAL BRANCH
FINAL DECREE ON PETITION FOR DIVORCE
Kara Hale may resume the use of the former name: Kara Whitcomb.
So Ordered:
April 6, 2026                    ........
Date                             Signature of Judge - Hon. Ann Penn
{heading}
April 1, 2026                    ........
Date                             Signature of {officer} - Leonard S. Greeley
"""


@pytest.mark.parametrize(
    ("heading", "officer"),
    [
        pytest.param("Recommended:", "Marital Master", id="both"),
        pytest.param("Recommended:", "Referee", id="the heading"),
        pytest.param("", "Marital Master", id="the officer"),
    ],
)
def test_the_day_of_a_recommendation_is_not_the_decrees(heading: str, officer: str) -> None:
    """Wherever it stands, though of days over signatures the last is a paper's own."""
    assert values_of(DECREE.format(heading=heading, officer=officer))[F.ISSUED_ON] == "2026-04-06"


SIGNED = """
THE STATE OF NEW HAMPSHIRE          JUDICIAL BRANCH
DECREE OF DIVORCE
Kara Hale may resume the use of the former name: Kara Whitcomb.
Date: 02/10/2026
{recommended}
{decided}
"""


@pytest.mark.parametrize(
    ("recommended", "decided"),
    [
        pytest.param("Recommended: Henry Roe, Marital Master   03/20/2026",
                     "Approved: Deirdre Kelly, Justice   Date: 03/25/2026", id="one row above"),
        pytest.param("Recommended by: Henry Roe, Marital Master",
                     "Date: 03/25/2026\nDeirdre Kelly, Justice", id="over the judge's day"),
        pytest.param("As recommended by the Referee.",
                     "Date: 03/25/2026   Deirdre Kelly, Justice", id="in a sentence"),
    ],
)  # fmt: skip
def test_the_judges_day_stays_beside_a_recommendation(recommended: str, decided: str) -> None:
    assert values_of(SIGNED.format(recommended=recommended, decided=decided))[F.ISSUED_ON] == "2026-03-25"


@pytest.mark.parametrize(
    ("label", "wedding"),
    [
        pytest.param("Date of marriage", "April 10, 2042", id="misread"),
        pytest.param("Date of marriage", "October 4, 2027", id="years behind"),
    ],
)
def test_a_wedding_long_after_the_record_was_issued_was_misread(label: str, wedding: str) -> None:
    found = values_of(f"""
CERTIFICATE OF MARRIAGE
Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
{label}: {wedding}
Date issued: May 1, 2024
""")
    assert found[F.ISSUED_ON] == "2024-05-01"


@pytest.mark.parametrize("words", ["Becomes absolute:", "To become absolute:", "Will become final on"])
def test_a_judgment_is_given_before_it_becomes_absolute(words: str) -> None:
    found = values_of(f"""
JUDGMENT OF DIVORCE NISI
VALERIE JORDAN, Plaintiff
The plaintiff may resume the use of her former name, to wit: VALERIE RENAUD
Entered: April 14, 2026
{words} July 14, 2026
""")
    assert found[F.ISSUED_ON] == "2026-04-14"


@pytest.mark.parametrize(
    "certified",
    [
        "I certify that I have reviewed the file and mailed a copy.",
        "A true copy of the order, so ordered by Judge Kelly, attest:",
    ],
)
def test_a_clerk_who_speaks_of_a_copy_is_no_judge(certified: str) -> None:
    found = values_of(f"""
PROBATE AND FAMILY COURT
DECREE AND ORDER ON PETITION FOR CHANGE OF NAME
It is ordered that the name of ANA LOPEZ be changed to ANA SOUZA.
Dated: 03/25/2026
Deirdre Kelly, Judge
{certified}
Dated: 04/15/2026
Rosa Field, Register
""")
    assert found[F.ISSUED_ON] == "2026-03-25"


def test_a_licence_of_before_is_not_the_record_however_long_it_was_good() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE
Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
Date of issue: 01/02/2020
Date of marriage: June 25, 2020
""")
    assert found[F.ISSUED_ON] == "2020-06-25"
