"""Stories of the day on which a court decided, beside a clerk's on a copy and those a judgment recites."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.name_papers.court_days import COPYS, OWN
from intake.extractors.name_papers.told_days import weigh_day
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

ORDER = """
STATE OF KENT                          PROBATE COURT
ORDER CHANGING THE NAME OF AN ADULT
In re: Maria T Souza                   Docket No. 26-PR-01877
The petition filed May 29, 2026 came before the Court on June 21, 2026. Notice was published
on June 12, 2026. The Register shall send an attested copy to the Commissioner of Health.
Present name      Maria T Souza
Date of birth     April 8, 1961
New name          Maria T Pereira
The Court ORDERS that the petitioner's name is changed as stated above.
{judge}
{clerk}
"""

JUDGES = {
    "signed at": "Signed at Cedar Falls on June 23, 2026\n          Hon. Wilma Satterlee, Probate Judge",
    "over the title": "June 23, 2026\n          Wilma Satterlee, Justice",
    "enter": "ENTER:                   June 23, 2026\n          J.S.C.",
    "teste": "WITNESS, Hon. Wilma Satterlee, First Justice of said Court, this 23rd day of June, 2026.",
    "dated this": "DATED this 23rd day of June, 2026.\n          Hon. Wilma Satterlee, Judge",
}
CLERKS = {
    "attest, dated": "A TRUE COPY\n                   ATTEST:    R Amy\n"
    "                   Register   dated 07/03/2026",
    "glued": "ATRUE COPY\nFILED\nJUN 23 2026        ATTEST:    R Amy\n"
    "PROBATE            Register   dated 07/03/2026",
    "certified at": "I certify this to be a true copy of the judgment on file. Certified at\n"
    "Kent this 3rd day of July, 2026.\nTemporary Assistant Clerk",
    "from the record": "CERTIFIED FROM THE RECORD\nthis 3rd day of July, 2026.\nProthonotary",
    "date under words": "I certify that the foregoing is a full, true and correct copy of the original.\n"
    "Dated: July 3, 2026      Norma Barrera, Clerk",
    "over a caption": "This is an attested copy of the order on file.\nJuly 3, 2026             T Bouchard\n"
    "Date                     Clerk of Court",
    "copy issued": "Certified copy issued July 3, 2026          Clerk",
    "furnished": "Copies furnished to the parties on July 3, 2026",
}


@pytest.mark.parametrize("clerk", CLERKS.values(), ids=CLERKS)
@pytest.mark.parametrize("judge", JUDGES.values(), ids=JUDGES)
def test_the_judges_day_goes_before_the_clerks(judge: str, clerk: str) -> None:
    assert values_of(ORDER.format(judge=judge, clerk=clerk))[F.ISSUED_ON] == "2026-06-23"


@pytest.mark.parametrize("clerk", CLERKS.values(), ids=CLERKS)
def test_without_a_judges_day_the_clerks_is_never_sure(clerk: str) -> None:
    issued = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(ORDER.format(judge="", clerk=clerk))).get(
        F.ISSUED_ON
    )
    assert issued is None or issued.confidence < 0.9


def test_a_heading_of_a_copy_is_over_the_courts_own_words() -> None:
    found = values_of(f"CERTIFIED COPY\n{ORDER.format(judge='Dated: June 23, 2026', clerk='').lstrip()}")
    assert found[F.ISSUED_ON] == "2026-06-23"


CAPTION = """
JD-FM-176                      D.N. HHB-FA25-6081194-S
MARIA T SOUZA,                 SUPERIOR COURT
    Plaintiff                  JUDICIAL DISTRICT OF KENT
V.                             {beside}
PETER BARLOW,
    Defendant                  {day}
JUDGMENT OF DISSOLUTION OF MARRIAGE
1. This action, by complaint dated November 3, 2025, came to this session and was heard on June 20, 2026.
2. The parties were married at Bristol on September 9, 2019.
4. It is ORDERED that the marriage is dissolved.
5. It is further ORDERED that the plaintiff shall hereafter be known as
MARIA T PEREIRA.
BY THE COURT
I certify this to be a true copy of the judgment on file. Certified at
Kent this 6th day of July, 2026.
Temporary Assistant Clerk
"""


@pytest.mark.parametrize(
    "beside", ["AT KENT", "RETURN DATE: NOVEMBER 18, 2025"], ids=["alone", "below the return date"]
)
def test_a_caption_s_day_beside_the_parties_is_the_judgments(beside: str) -> None:
    assert values_of(CAPTION.format(beside=beside, day="JUNE 24, 2026"))[F.ISSUED_ON] == "2026-06-24"


@pytest.mark.parametrize("day", ["Filed 10/14/2025", "Return date 10/14/2025"])
def test_a_caption_s_day_of_a_step_is_not(day: str) -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(CAPTION.format(beside="AT KENT", day=day))])
    assert (weigh_day(paper, "2025-10-14") or 0) < OWN
    assert weigh_day(paper, "2026-07-06") == COPYS


CERTIFICATE = """
COMMONWEALTH OF MASSACHUSETTS
PROBATE AND FAMILY COURT        Docket 26-1877
CERTIFICATE OF CHANGE OF NAME
Name before decree: Maria T Souza
Name after decree: Maria T Pereira
{said} the name of Maria T Souza was changed to
Maria T Pereira.
Witness my hand and the seal of said Court this 3rd day of July, 2026.
Register of Probate
"""


@pytest.mark.parametrize(
    "said",
    [
        "I certify that by a decree of this Court dated June 23, 2026,",
        "I, Joan Walsh, Register, certify that by a decree of June 23, 2026",
        "I hereby certify that on the 23rd day of June, 2026 this Court decreed that",
        "This is to certify that by order entered June 23, 2026,",
        "I certify this to be a true abstract of the judgment made on June 23, 2026, by which",
    ],
)
def test_a_clerk_certifies_on_which_day_the_court_decided(said: str) -> None:
    assert values_of(CERTIFICATE.format(said=said))[F.ISSUED_ON] == "2026-06-23"


def test_an_earlier_decision_that_waited_for_the_judgment_is_not_it() -> None:
    found = values_of("""
STATE OF RHODE ISLAND          FAMILY COURT
MARIA T SOUZA, Plaintiff
V.                             Filed 10/14/2025
PETER BARLOW, Defendant
FINAL JUDGMENT
The parties were married at Cranston on May 5, 2019. The decision pending entry of final
judgment having been made on March 3, 2026, and the time set by law having run, it is
ORDERED, ADJUDGED AND DECREED:
The Plaintiff may hereafter be known by her former name,
MARIA T PEREIRA.
ENTERED as a final judgment this 9th day of June, 2026.
A true copy, Attest: 07/21/2026 A. Sousa
""")
    assert found[F.ISSUED_ON] == "2026-06-09"


def test_a_clerk_s_and_a_judge_s_part_may_stand_side_by_side() -> None:
    found = values_of("""
PROBATE AND FAMILY COURT
DECREE CHANGING THE NAME OF AN ADULT
It is decreed that the name of MARIA T SOUZA be changed to MARIA T PEREIRA.
A TRUE COPY                    March 17, 2026
ATTEST:   F Daigle             Ellen P. Moynagh, Justice of the
REGISTER                       Probate and Family Court
""")
    assert found[F.ISSUED_ON] == "2026-03-17"


ENTRIES = {
    "in the register": "Submitted by: Norma Barrera, attorney          ENTERED IN REGISTER\n"
    "                                               JUN 26 2026\n"
    "                                               by KJM",
    "over the clerk": "ENTERED JUN 26 2026\nKENT COUNTY CLERK\n2:17 PM",
    "day below the word": "ENTERED\nJUN 26 2026\nCLERK OF COURTS",
    "with the time of day": "ENTERED\n2026 JUN 26 A 10:22\nKENT COUNTY CLERK",
    "with the time of noon": "ENTERED\n06/26/2026 12:05 PM\nKENT COUNTY CLERK",
    "over the court": "ENTERED\nJUN 26 2026\nKent Co. Circuit Court",
    "in the court's stamp": "ENTERED JUN 26 2026\nKENT COUNTY SUPERIOR COURT",
    "journalized": "JOURNALIZED June 26, 2026\nClerk of Courts, Kent County",
    "journalized by a court": "JOURNALIZED\nJUN 26 2026\nPROBATE COURT",
    "on the docket": "Entered on the docket June 26, 2026",
    "entered in the journal by": "ENTERED IN THE JOURNAL\nJun 26, 2026\nby T Bouchard, Deputy",
    "docketed": "DOCKETED: 06/26/2026\nT Bouchard, Register of Probate",
}
SIGNERS = {
    "signed": "Signed: June 23, 2026\n                              Wilma Satterlee, Circuit Court Judge",
    "dated": "Dated: June 23, 2026\n                              Hon. Wilma Satterlee, Judge of Probate",
    "over the judge": "June 23, 2026\nWilma Satterlee, Judge",
    "so ordered": "SO ORDERED this 23rd day of June, 2026.\n                         Wilma Satterlee, J.",
    "done": "DONE AND ORDERED in chambers at Kent on June 23, 2026.\nWilma Satterlee, Circuit Judge",
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
@pytest.mark.parametrize("signed", SIGNERS.values(), ids=SIGNERS)
def test_the_judges_day_goes_before_that_of_a_clerks_entry(signed: str, entry: str) -> None:
    assert values_of(ORDER.format(judge=signed, clerk=entry))[F.ISSUED_ON] == "2026-06-23"


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_without_a_judges_day_that_of_the_entry_stands(entry: str) -> None:
    assert values_of(ORDER.format(judge="", clerk=entry))[F.ISSUED_ON] == "2026-06-26"


@pytest.mark.parametrize("court", ["Kent Co. Circuit Court", "KENT PROBATE COURT"])
def test_the_judges_day_goes_before_a_stamp_over_all(court: str) -> None:
    judge = "Dated: June 23, 2026\nWilma Satterlee, Judge"
    order = ORDER.format(judge=judge, clerk="").lstrip()
    assert values_of(f"ENTERED\nJUN 26 2026\n{court}\n\n{order}")[F.ISSUED_ON] == "2026-06-23"


TERM = """
{term}
PRESENT: HON. WILMA SATTERLEE, J.S.C.
In the Matter of the Application of
     MARIA T SOUZA,                          ORDER FOR CHANGE OF NAME
                         Petitioner,         Index No. 904418-26
for Leave to Assume the Name of
     MARIA T PEREIRA.
Upon the petition of Maria T Souza, verified April 20, 2026, stating that petitioner was born on
April 8, 1961, it is
ORDERED, that petitioner be and hereby is authorized to assume the name MARIA T PEREIRA
in place of her present name on and after July 6, 2026; and it is further
ORDERED, that this order be entered within ten days in the office of the Clerk.
{entry}                          ENTER,
KENT COUNTY CLERK
                                             Wilma Satterlee, J.S.C.
"""
TERMS = {
    "special term": "At a Special Term of the Supreme Court of the State of New\nYork, held in and for"
    " the County of Kent, at the Courthouse,\n16 Eagle Street, Kent, New York, on the 9th day of June,\n2026",
    "IAS part": "At an IAS Part 12 of the Supreme Court, held in and for the County of Kent,\n"
    "at 16 Eagle Street, Kent, N.Y., on the 9th day of June, 2026",
    "a term": "At a Term of the County Court held in and for the County of Kent at\n"
    "16 Eagle Street, Kent, New York on June 9, 2026",
}


@pytest.mark.parametrize("term", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("entry", ["ENTERED JUN 15 2026", "FILED & ENTERED 06/15/2026", ""])
def test_the_day_of_the_term_at_which_an_order_was_made_goes_before_its_entry(term: str, entry: str) -> None:
    assert values_of(TERM.format(term=term, entry=entry))[F.ISSUED_ON] == "2026-06-09"


def test_a_term_at_which_a_petition_was_heard_is_not_that_of_the_order() -> None:
    heard = "The petition was heard at a special term of this Court held at Kent on June 9, 2026."
    found = values_of(ORDER.format(judge=f"{heard}\nDated: June 23, 2026\nWilma Satterlee, Judge", clerk=""))
    assert found[F.ISSUED_ON] == "2026-06-23"
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE, [draw_form(ORDER.format(judge=f"{heard}\nWilma Satterlee", clerk=""))]
    )
    assert (weigh_day(paper, "2026-06-09") or 0) < OWN


@pytest.mark.parametrize("said", ["This the 23rd day of June, 2026.", "This 23rd day of June, 2026"])
def test_a_line_of_this_day_over_the_judge_goes_before_a_filing_stamp(said: str) -> None:
    judge = f"{said}\n______________________\nWilma Satterlee, District Court Judge Presiding"
    order = ORDER.format(judge=judge, clerk="").lstrip()
    stamped = f"FILED\n2026 JUN 24 P 3:07\nKENT CO., C.S.C.\n\n{order}"
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(stamped))[F.ISSUED_ON]
    assert found.value == "2026-06-23"


def test_a_line_of_this_day_over_the_clerk_is_the_clerks() -> None:
    judge = "Dated: June 23, 2026\nWilma Satterlee, Judge\n"
    clerk = "This the 30th day of June, 2026.\nT Bouchard, Clerk of Superior Court"
    assert values_of(ORDER.format(judge=judge, clerk=clerk))[F.ISSUED_ON] == "2026-06-23"


@pytest.mark.parametrize("said", ["ENTERED this 23rd day of June, 2026.", "Entered: June 23, 2026"])
def test_what_a_judge_enters_is_the_judgment(said: str) -> None:
    judge = f"{said}\nWilma Satterlee, Judge"
    issued = read_fields(
        Kind.NAME_CHANGE_EVIDENCE,
        draw_form(ORDER.format(judge=judge, clerk="A TRUE COPY\nATTEST: July 3, 2026\nRegister")),
    )[F.ISSUED_ON]
    assert issued.value == "2026-06-23"


COPIED = """
STATE OF KENT                          PROBATE COURT
ORDER CHANGING NAME
In re: Ana Maria Souza                 Docket No. 26-PR-01877
{ordered} that the name of Ana Maria Souza be changed to Ana Maria Costa.
{signed}
"""
ASIDE = (
    "Certified copy issued on:              By the Court:\n"
    "April 20, 2026                         Joan Walsh, Judge\n"
)
HEADED = "ATTEST: A TRUE COPY                    SO ORDERED:\n"


@pytest.mark.parametrize(
    "signed",
    [
        f"{ASIDE}Tom Barlow, Clerk",
        f"{HEADED}{ASIDE}Tom Barlow, Clerk",
        ASIDE,
        f"{HEADED}April 20, 2026                         Joan Walsh, Judge\nTom Barlow, Clerk",
    ],
    ids=["over the clerk", "below a head of a copy", "over no title", "right below the head"],
)
def test_a_clerk_s_day_beside_a_judge_s_title_is_the_clerk_s(signed: str) -> None:
    signed = f"So ordered this 3rd day of March, 2026.\n\n{signed}"
    found = values_of(COPIED.format(ordered="It is hereby ordered", signed=signed))
    assert found[F.ISSUED_ON] == "2026-03-03"


def test_a_judge_s_day_beside_the_title_stays_the_judge_s() -> None:
    signed = "March 3, 2026                          Joan Walsh, Judge\n\nA TRUE COPY, ATTEST: April 20, 2026"
    found = values_of(COPIED.format(ordered="It is hereby ordered", signed=f"{signed}\nTom Barlow, Clerk"))
    assert found[F.ISSUED_ON] == "2026-03-03"


@pytest.mark.parametrize(
    ("ordered", "signed"),
    [
        (
            "Decreed March 3, 2026",
            "\nA true copy of the record. Witness, the Honorable Joan Walsh, Judge of said Court,\n"
            "this April 20, 2026\nTom Barlow, Register of Probate",
        ),
        (
            "It is hereby ordered",
            "So ordered this 3rd day of March, 2026.\nJoan Walsh, Judge\n"
            "I hereby certify this to be a true and correct copy of the order\nsigned April 20, 2026",
        ),
        (
            "It is hereby ordered",
            "So ordered this 3rd day of March, 2026.\nJoan Walsh, Judge\n"
            "I certify that this is a true copy of the original decree\nDated: April 20, 2026",
        ),
    ],
    ids=["teste", "signed", "dated"],
)
def test_a_judge_s_words_by_which_a_clerk_certifies_a_copy_date_the_copy(ordered: str, signed: str) -> None:
    assert values_of(COPIED.format(ordered=ordered, signed=signed))[F.ISSUED_ON] == "2026-03-03"


def test_a_judge_s_witness_clause_on_a_copy_dates_it_where_nothing_else_does() -> None:
    signed = "A true copy. Witness, the Honorable Joan Walsh, Judge of said Court, this April 20, 2026"
    found = values_of(COPIED.format(ordered="It is decreed", signed=f"{signed}\nTom Barlow, Register"))
    assert found[F.ISSUED_ON] == "2026-04-20"


@pytest.mark.parametrize("verb", ["entered", "dated", "signed"])
def test_a_certified_judgment_s_day_in_the_next_line_goes_before_that_of_the_seal(verb: str) -> None:
    signed = (
        f"I certify this to be a true copy of the judgment\n{verb} March 3, 2026.\n"
        "Witness my hand and the seal of said Court this 20th day of April, 2026.\nRegister of Probate"
    )
    found = values_of(COPIED.format(ordered="It is hereby ordered", signed=signed))
    assert found[F.ISSUED_ON] == "2026-03-03"


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        pytest.param(
            "Dated at Quincy, Kent this 3rd day of March, 2026.\n"
            "Kent Superior Court\nAPR 20 2026\nProbate Div.                    Hon. Joan Walsh\n"
            "                                Probate Judge",
            "2026-03-03",
            id="the court's stamp",
        ),
        pytest.param(
            "Dated this 3rd day of March, 2026.\nBy the Court:\n"
            "Filed in the District Court\nAPR 20 2026                     District Judge\n"
            "Lancaster Co.                   Hon. Joan Walsh",
            "2026-03-03",
            id="a stamp beside the judge's title",
        ),
        pytest.param(
            "It came before me on the 3rd day of March, 2026.\n"
            "By the Court\nAPR 20 2026\n                                Hon. Joan Walsh\n"
            "                                Probate Judge",
            "2026-04-20",
            id="the judge's own day",
        ),
    ],
)
def test_the_stamp_of_a_court_beside_a_judge_s_title_dates_no_order(signed: str, expected: str) -> None:
    found = values_of(COPIED.format(ordered="It is hereby ordered", signed=signed))
    assert found[F.ISSUED_ON] == expected


RECOMMENDED = """
STATE OF KENT                          FAMILY DIVISION
FINAL DECREE ON PETITION FOR DIVORCE
The name of Maria T Souza shall be changed to Maria T Pereira.
Recommended:
February 11, 2026
Date                                   Signature of Marital Master
                                       Bruce Delmar
{ordered}
February 18, 2026
Date                                   Signature of Judge
                                       Hon. Wilma Satterlee
Document sent to parties on February 20, 2026. A true copy, attest:
                                       Robin Pine, Clerk of Court

KJB-2071-FS (07/01/2019)               Page 1 of 1
"""


def test_a_judge_who_certifies_what_was_recommended_is_no_clerk() -> None:
    ordered = "So Ordered: I hereby certify that I have read the recommendation and agree with it."
    assert values_of(RECOMMENDED.format(ordered=ordered))[F.ISSUED_ON] == "2026-02-18"


def test_the_day_on_which_a_form_was_printed_is_none_of_the_court_s() -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(RECOMMENDED.format(ordered="So Ordered:"))])
    assert weigh_day(paper, "2019-07-01") is None
    assert weigh_day(paper, "2026-02-18") is not None
