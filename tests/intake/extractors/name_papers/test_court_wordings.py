"""Stories of how courts, clerks and registries word a change of name, and of what stands beside it."""

from dataclasses import replace

import pytest

from domain.kinds import Channel, EvidenceType, FieldName, Kind
from intake.extractors.extract import extract_evidence
from intake.extractors.extract import read_fields as read_paper
from intake.extractors.name_papers.event_days import labelled_date
from intake.extractors.name_papers.parties import BY_PART
from intake.extractors.name_papers.security_cards import established_name
from intake.extractors.name_papers.told_days import told_date
from intake.extractors.sheets.confidence import weigh_reading
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.calibration import load_calibration
from intake.extractors.sureness.day_signs import COPY_DAY, DAY_BESIDE, RECITED_DAY
from intake.extractors.sureness.signs import describe_evidence
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

DIVORCE = """
JUDGMENT OF DIVORCE
Maria T Souza, Plaintiff
v.
Peter Barlow, Defendant
The marriage of the parties is dissolved from this day.
The {part} may resume the use of an earlier name{said} {new}.
Entered March 3, 2026
"""


@pytest.mark.parametrize(
    ("part", "said", "new", "former"),
    [
        pytest.param("Plaintiff", ", to wit:", "Maria T Pereira", "Maria T Souza", id="to wit"),
        pytest.param("Defendant", ", namely", "Peter Stone", "Peter Barlow", id="namely"),
        pytest.param("Plaintiff", ", being", "Maria T Pereira", "Maria T Souza", id="being"),
    ],
)
def test_a_former_name_may_follow_to_wit(part: str, said: str, new: str, former: str) -> None:
    paper = DIVORCE.format(part=part, said=said, new=new).replace("an earlier name", "the former name")
    found = values_of(paper)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == (former, new)


@pytest.mark.parametrize(
    ("who", "worth"), [("The Plaintiff", BY_PART), ("She", 0.85)], ids=["by the part", "by the given name"]
)
def test_who_bears_the_part_told_of_is_as_sure_as_the_sentence(who: str, worth: float) -> None:
    """The defendant of the line above is not who goes back to a name."""
    drawing = DIVORCE.replace("The {part}", "{part}").replace("an earlier", "the former")
    drawing = drawing.format(part=who, said=",", new="Maria T Pereira")
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(drawing)])
    (former,) = [e for e in read_paper(paper) if e.field is F.FORMER_NAME]
    assert former.value == "Maria T Souza"
    assert former.confidence == pytest.approx(worth * weigh_reading(paper.pages[0].sheet.row_tokens(1)[:3]))


def test_a_new_citizen_s_name_of_before_may_follow_a_colon() -> None:
    found = values_of("""
CERTIFICATE OF NATURALIZATION
Date of birth: January 5, 1974
It is shown that
MARIA T SOUZA
residing at: LYNN
took the oath in Boston on August 27, 2025
NAME CHANGED BY ORDER OF THE COURT FROM: MARIA T PEREIRA
AS PART OF THE OATH
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Pereira", "Maria T Souza")


def test_a_day_from_which_an_order_counts_is_not_its_own() -> None:
    found = values_of("""
PROBATE COURT
In the Matter of
MARIA T SOUZA
ORDER GRANTING LEAVE TO CHANGE NAME
ORDERED that MARIA T SOUZA is authorized to assume the name of MARIA T PEREIRA
ORDERED that upon compliance herewith, on and after the 13th day of May, 2026, the petitioner goes by the
name of MARIA T PEREIRA alone.
Dated: 03/03/2026        ENTER:
Judge of the Court
""")
    assert found[F.ISSUED_ON] == "2026-03-03"


def test_a_divorce_is_of_the_day_it_became_absolute_not_of_the_seal() -> None:
    found = values_of("""
CERTIFICATE OF              DOCKET NUMBER
DIVORCE ABSOLUTE            BA25D4615DR
Maria T Souza, Plaintiff
v.
Peter Barlow, Defendant
I, the register, certify that a judgment of divorce nisi was entered by the court on January 6, 2026,
and that no objection having been filed, said judgment became absolute on April 6, 2026.
I certify that Maria T Souza was allowed to resume the former name of Maria T Pereira.
IN WITNESS WHEREOF, I have set my hand and affixed the seal of said court, this 20th day of May, 2026.
Register of Probate
""")
    assert found[F.ISSUED_ON] == "2026-04-06"


def test_a_marriage_certificate_is_not_of_the_day_of_the_licence() -> None:
    found = values_of("""
LICENSE AND CERTIFICATE OF MARRIAGE
Name before marriage: Maria T Souza
Name after marriage: Maria T Barlow
25A. ISSUE DATE                 25B. LICENSE EXPIRES AFTER                 25C. LICENSE NUMBER
05/23/2026                      08/21/2026                                 M58518
A true copy. WITNESS my hand and seal on this 30th day of July, 2026.
""")
    assert found[F.ISSUED_ON] == "2026-07-30"


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        pytest.param("MARIA TERESA", "SOUZA", "Maria Teresa Souza", id="two given names"),
        pytest.param("MARIA", "SOUZA", "Maria Souza", id="one given name"),
        pytest.param("MARIA", "SOUZA - LOPEZ", "Maria Souza-Lopez", id="a hyphen set apart"),
    ],
)
def test_a_social_security_card_breaks_the_name_before_the_surname(
    given: str, family: str, name: str
) -> None:
    found = values_of(f"""
SOCIAL SECURITY
900-12-3456
THIS NUMBER HAS BEEN ESTABLISHED FOR
{given}
{family}
SIGNATURE            08/14/2024
""")
    assert found[F.NEW_NAME] == name


def test_a_social_security_card_s_number_may_stand_between_its_sentence_and_the_name() -> None:
    found = values_of("""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
900-12-3456
MARIA TERESA
SOUZA
Maria Souza
SIGNATURE
""")
    assert found[F.NEW_NAME] == "Maria Teresa Souza"
    assert F.FORMER_NAME not in found


def test_a_seal_over_the_name_on_a_social_security_card_is_no_line_of_it() -> None:
    found = values_of("""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
            SSA
        900-12-3456
        MARIA TERESA
        SOUZA
SIGNATURE            08/14/2024
""")
    assert found[F.NEW_NAME] == "Maria Teresa Souza"


def test_a_signature_under_the_name_on_a_social_security_card_is_no_suffix_of_it() -> None:
    page = draw_form("""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
900-12-3456
MARIA SOUZA
II
SIGNATURE            08/14/2024
""")
    signed = replace(page, words=tuple(replace(w, handwritten=w.text == "II") for w in page.words))
    names = [
        e.value
        for p in (page, signed)
        for e in extract_evidence(Kind.NAME_CHANGE_EVIDENCE, [p], channel=Channel.SCAN)
        if e.field is F.NEW_NAME
    ]
    assert names == ["Maria Souza II", "Maria Souza"]


@pytest.mark.parametrize("seal", ["SSA", "U.S.A."])
def test_a_seal_beside_the_name_on_a_social_security_card_is_no_line_of_it(seal: str) -> None:
    found = values_of(f"""
SOCIAL SECURITY
                    900-12-3456
U.S.            THIS NUMBER HAS BEEN ESTABLISHED FOR
{seal}
                           MARIA T
                           SOUZA
SIGNATURE            08/14/2024
""")
    assert found[F.NEW_NAME] == "Maria T Souza"


@pytest.mark.parametrize("seal", ["SSA", "U.S.A."])
def test_a_seal_over_the_number_of_a_social_security_card_is_no_line_of_the_name(seal: str) -> None:
    found = values_of(f"""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
                 {seal}
             900-12-3456
             MARIA TERESA
             SOUZA
SIGNATURE            08/14/2024
""")
    assert found[F.NEW_NAME] == "Maria Teresa Souza"


@pytest.mark.parametrize(
    ("given", "family", "name"),
    [
        pytest.param("MARIA", "SOUZA-BARLOW", "Maria Souza-Barlow", id="over the surname"),
        pytest.param("          MARIA", "          SOUZA", "Maria Souza", id="under the sentence"),
        pytest.param("MARIA", "                SOUZA", None, id="in no column with the surname"),
    ],
)
def test_a_short_given_name_may_end_before_the_sentence_of_a_social_security_card_begins(
    given: str, family: str, name: str | None
) -> None:
    found = values_of(f"""
            SOCIAL SECURITY
                - 2205
       THIS NUMBER HAS BEEN ESTABLISHED FOR
{given}
{family:34}08/14/2024
SIGNATURE
""")
    assert found.get(F.NEW_NAME) == name


def test_a_name_over_the_number_of_a_social_security_card_stands_though_nothing_is_under_it() -> None:
    found = values_of("""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
             MARIA TERESA
             SOUZA
             900-12-3456
SIGNATURE            08/14/2024
""")
    assert found[F.NEW_NAME] == "Maria Teresa Souza"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        pytest.param("MARIA\n900-12-3456\nSOUZA\nDE PEREIRA", "Maria Souza", id="given names over it"),
        pytest.param("ANA\n900-12-3456\nSOUZA\nDE PEREIRA", "Ana Souza", id="as few letters as a seal's"),
        pytest.param("MARIA ANN\n900-12-3456\nSOUZA\nJOHN HALE", "Maria Ann Souza", id="another name below"),
        pytest.param("IISA\n900-12-3456\nMARIA T\nSOUZA", "Maria T Souza", id="a seal's letters, misread"),
    ],
)
def test_a_line_over_a_card_s_number_is_of_the_name_unless_it_is_a_seal_s(lines: str, name: str) -> None:
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE, [draw_form(f"THIS NUMBER HAS BEEN ESTABLISHED FOR\n{lines}\nSIGNATURE")]
    )
    found = established_name(paper)
    assert found is not None
    assert found.value == name


@pytest.mark.parametrize("foot", ["CJX 27 (1/6/20)", "Form rev. 1/6/2020"])
def test_the_day_of_a_form_s_revision_is_nobody_s_birth(foot: str) -> None:
    found = values_of(f"""
PROBATE COURT
DECREE ON A CHANGE OF NAME
It is decreed that the name of Maria T Souza be changed to Maria T Pereira.
Date: March 3, 2040
{foot}
""")
    assert F.DATE_OF_BIRTH not in found


def test_a_parent_s_birth_name_is_not_a_party_s() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE
This certifies that Maria T Souza and Peter Barlow were married on 05/02/2026
10A. FULL BIRTH NAME OF FATHER               11A. FULL BIRTH NAME OF MOTHER
EMIL SOUZA                                   MARIA PEREIRA
Name after marriage: Maria T Barlow
Date issued 07/30/2026
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Barlow")


def test_a_state_s_name_may_be_a_surname() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE
PARTY A                                     PARTY B
FULL NAME                                   FULL NAME
MARIA T SOUZA                               PETER WASHINGTON
SURNAME TO BE USED AFTER MARRIAGE           SURNAME TO BE USED AFTER MARRIAGE
WASHINGTON                                  WASHINGTON
Date issued 07/30/2026
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Washington")


def test_cells_side_by_side_are_no_name_together() -> None:
    found = values_of("""
COURT OF PROBATE
DECREE FOR A CHANGE OF NAME
MATTER OF (Name of petitioner)      DATE OF DECREE
Maria Souza                         July 23, 2024
And it is ORDERED AND DECREED that the application be GRANTED, and the name of
PRESENT NAME                        is changed to: NEW NAME
Maria Souza                         Maria Pereira
Dated at Salem, this 23rd day of July, 2024.
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Souza", "Maria Pereira")


@pytest.mark.parametrize(
    ("first", "second", "names", "born"),
    [
        pytest.param(
            "Barlow", "Barlow", ("Maria T Souza", "Maria T Barlow"), "1967-01-31", id="the first changes"
        ),
        pytest.param(
            "Souza", "Souza", ("Peter Barlow", "Peter Souza"), "1988-12-20", id="the second changes"
        ),
        pytest.param(
            "SAME", "Souza", ("Peter Barlow", "Peter Souza"), "1988-12-20", id="the first keeps the same"
        ),
        pytest.param(
            "SOUZA BARLOW",
            "N/A",
            ("Maria T Souza", "Maria T Souza Barlow"),
            "1967-01-31",
            id="a surname of two words",
        ),
        pytest.param(
            "Maria T Barlow",
            "Peter Barlow",
            ("Maria T Souza", "Maria T Barlow"),
            "1967-01-31",
            id="whole names",
        ),
    ],
)
def test_a_surname_below_each_party_tells_who_changes(
    first: str, second: str, names: tuple[str, str], born: str
) -> None:
    found = values_of(f"""
Certificate of Marriage Registration
This is to certify that
Maria T Souza
residing at 12 Pine Street, Boston, MA 02115
born on 01/31/1967 at Ponce
New Surname: {first}
and
Peter Barlow
residing at 9 Elm Street, Boston, MA 02115
born on 12/20/1988 at Boise
New Surname: {second}
were married on 05/02/2026
Date issued 07/30/2026
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == (*names, born)


def test_where_both_parties_change_their_names_neither_is_sure() -> None:
    page = draw_form("""
Certificate of Marriage Registration
This Is To Certify That
                MARIA T SOUZA
residing at 12 Pine Street, Boston, MA 02115
born on 01/31/1967 at Ponce
New Surname: SOUZA-BARLOW
and
                PETER BARLOW
residing at 12 Pine Street, Boston, MA 02115
born on 12/20/1988 at Boise
New Surname: SOUZA-BARLOW
Were Married on 05/02/2026
CERTIFIED THIS DATE AT THE CITY CLERK'S OFFICE
Boston 07/30/2026
""")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert found[F.FORMER_NAME].value == "Maria T Souza"
    assert found[F.NEW_NAME].value == "Maria T Souza-Barlow"
    assert found[F.DATE_OF_BIRTH].value == "1967-01-31"
    assert max(found[f].confidence for f in (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH)) < 0.9


def test_where_both_parties_of_a_table_change_their_names_neither_is_sure() -> None:
    page = draw_form("""
CERTIFICATE OF MARRIAGE
PARTY A                                     PARTY B
FULL NAME                                   FULL NAME
MARIA T SOUZA                               PETER BARLOW
SURNAME TO BE USED AFTER MARRIAGE           SURNAME TO BE USED AFTER MARRIAGE
SOUZA-BARLOW                                SOUZA-BARLOW
Date issued 07/30/2026
""")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert max(found[f].confidence for f in (F.FORMER_NAME, F.NEW_NAME)) < 0.9


CITIZEN = """
CERTIFICATE OF NATURALIZATION
Date of birth: JANUARY 30, 1990                        Be it known that, pursuant to an application filed
Sex: FEMALE                                            at: BOSTON, MASSACHUSETTS
Country of former nationality: PERU                    {above}
I certify that the description is true and that the            {name}
photograph affixed hereto is a likeness of me.
                                                       {below}
(Complete and true signature of holder)                having complied in all respects with the laws
                                                       at: BOSTON, MASSACHUSETTS on: AUGUST 21, 2025
NAME CHANGED BY DECREE OF COURT FROM MARIA T SOUZA, AS PART OF THE
NATURALIZATION.
"""


def test_a_new_citizen_s_name_of_before_may_end_the_paper() -> None:
    found = values_of("""
CERTIFICATE OF NATURALIZATION
Be it known that
MARIA T SOUZA
residing at LYNN, having applied, is admitted as a citizen on AUGUST 21, 2025
Name changed by order of court from Maria Perez
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Perez", "Maria T Souza")


@pytest.mark.parametrize(
    ("before", "former"),
    [
        pytest.param("MARIA T PEREZ", "Maria T Perez", id="another surname"),
        pytest.param("THE SECRETARY", None, id="no name"),
        pytest.param("JOAO LOPES", None, id="nobody of her name"),
    ],
)
def test_a_line_alone_under_a_change_is_the_name_of_before(before: str, former: str | None) -> None:
    found = values_of(f"""
CERTIFICATE OF NATURALIZATION
Be it known that
MARIA T SOUZA
residing at LYNN, having applied, is admitted as a citizen on AUGUST 21, 2025
NAME CHANGED BY ORDER OF THE COURT AS PART OF THE NATURALIZATION
FROM {before}
""")
    assert (found.get(F.FORMER_NAME), found[F.NEW_NAME]) == (former, "Maria T Souza")


@pytest.mark.parametrize(
    "words",
    [
        "by order of the court, as part of the naturalization, from",
        "as part of the naturalization from",
        "by decree of the court as part of the naturalization, from\nU.S. ",
    ],
)
@pytest.mark.parametrize("behind", ["", " to the name shown above. Case 1:26-mc-00001."])
def test_several_things_may_be_said_of_a_change_before_the_name_of_before(words: str, behind: str) -> None:
    found = values_of(f"""
CERTIFICATE OF NATURALIZATION
Be it known that
MARIA T SOUZA
residing at LYNN, having applied, is admitted as a citizen on AUGUST 21, 2025
Name changed {words} JOANA DA COSTA{behind}
Form N-550                                                           Director of the Services
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Joana Da Costa", "Maria T Souza")


@pytest.mark.parametrize("words", ["NAME CHANGE GRANTED. PREVIOUS NAME:", "Name changed; former name:"])
def test_a_change_and_the_name_of_before_behind_it_is_the_old_one(words: str) -> None:
    found = values_of(f"""
CERTIFICATE OF NATURALIZATION
Be it known that
MARIA T SOUZA
residing at LYNN, having applied, is admitted as a citizen on AUGUST 21, 2025
{words} MARIA PEREZ
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Perez", "Maria T Souza")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        pytest.param("The Secretary having found that:", "of the city of LYNN", id="words above"),
        pytest.param("It is hereby certified that", "of the city of LYNN", id="other words above"),
        pytest.param("The Court having convened:", "residing at: LYNN", id="words below"),
        pytest.param("The Secretary having found that:", "residing at: LYNN", id="both"),
    ],
)
def test_a_citizen_s_name_stands_alone_in_its_column(above: str, below: str) -> None:
    found = values_of(CITIZEN.format(above=above, below=below, name="NATALIE T SOUZA"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Natalie T Souza")


RETURNED = """
The State of Texas
MARRIAGE LICENSE
You are hereby authorized to conduct the marriage ceremony of
                PETER ALAN BARLOW
                (Applicant One) Age 33
and
                MARIA T SOUZA
                (Applicant Two) Age 31
WITNESS my official signature and seal of office {office}, at 2:17 PM on the 2nd day of March, 2026
RETURN OF PERSON CONDUCTING CEREMONY
I conducted the marriage ceremony of the above-named parties at Lynn
Return filed and recorded: March 18, 2026     Mail to: 409 Elm St, San Marcos {code} 78666
"""


@pytest.mark.parametrize(
    ("office", "code"),
    [
        pytest.param("at San Marcos, Texas", "TX", id="at"),
        pytest.param("in the City of San Marcos", "TX", id="city of"),
        pytest.param("in Fort Worth, Texas", "TX", id="before a state"),
    ],
)
def test_a_place_is_nobody_s_name(office: str, code: str) -> None:
    found = values_of(RETURNED.format(office=office, code=code))
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(found)


def test_a_town_that_the_paper_places_in_a_state_is_nobody_s_name() -> None:
    found = values_of("""
CERTIFICATE OF MARRIAGE
The register of Fall River, Massachusetts has an entry.
Two persons were joined before me, as entered by Fall Brook and Fall River
Date issued 07/30/2026
""")
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(found)


def test_parts_of_the_new_name_stand_over_their_captions() -> None:
    found = values_of("""
ORDER CHANGING A NAME
Full legal name:      Maria T Van der Meer
Date of birth:        01/31/1967
It is ordered that the name of Maria T Van der Meer is changed to:
     Maria                 T                de Oliveira
     First               Middle                Last
SIGNED on 12/19/2025.
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Van der Meer", "Maria T de Oliveira")


CARD_BACK = """
Basic Life Support                                ASHI
Maria T Souza
has successfully completed the required knowledge and skill objectives


Lena Orlov                                        432490
Authorized Instructor (Print Name)                Registry No.
11/07/2024                                        11/07/2026
Class Completion Date                             Expiration Date
978-555-0167                                      17803
Training Center Phone No.                         Training Center I.D.
This card certifies the holder has shown the skill objectives to a
currently authorized ASHI Instructor of this program.
"""


def test_the_back_of_a_card_is_nobody_else_s_card() -> None:
    found = {e.field: e.value for e in read_fields(Kind.CPR_CARD, draw_form(CARD_BACK)).values()}
    assert (found[F.HOLDER_NAME], found[F.INSTRUCTOR_NAME]) == ("Maria T Souza", "Lena Orlov")
    assert (found[F.ISSUED_ON], found[F.EXPIRES_ON]) == ("2024-11-07", "2026-11-07")


def test_a_training_centre_s_number_is_not_the_card_s() -> None:
    found = read_fields(
        Kind.CPR_CARD,
        draw_form("""
HEALTHCARE PROVIDER
American Heart Association
Maria T Souza
has completed the skills evaluation of the BLS for Healthcare Providers Program
Issue Date 12/2024                    Renew By 12/2026
Training Center Name Pine Hill Rescue Academy
TC Info Lynn, MA   617-555-0157       TC ID# MA09225
"""),
    )
    assert F.CERTIFICATE_ID not in found


def test_a_row_for_each_name_under_captions_for_its_parts() -> None:
    found = values_of("""
DISTRICT COURT
ORDER CHANGING A NAME
The court orders that the change of name is approved:
                    First          Middle         Last
Current name:       Maria          T              Souza
New name:           Maria          T              Pereira
Dated: 02/26/2025
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")


def test_a_title_beside_a_party_in_the_caption_is_no_part_of_the_name() -> None:
    found = values_of("""
SUPERIOR COURT
Peter J Souza                              Case No. FC2022-075137
Petitioner/Party A
                                           DECREE OF DISSOLUTION OF MARRIAGE Without
Maria T Souza                              Children
Respondent/Party B
A. The marriage of the parties is dissolved.
B. Party B is restored to the name before marriage. The complete married name is Maria T Souza
and is legally restored to Maria T Pereira.
Date: December 11, 2022
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")


def test_a_saint_in_capitals_stays_in_the_name() -> None:
    found = values_of("""
COURT OF COMMON PLEAS
IN RE: CHANGE OF NAME OF MARIA T SOUZA
DECREE FOR CHANGE OF NAME
It is decreed that the name of the Petitioner be and is changed to MARIA T ST. CLAIR.
Dated March 3, 2026
""")
    assert found[F.NEW_NAME] == "Maria T St. Clair"


def test_an_instructor_s_number_behind_the_name_is_neither_s_of_the_card() -> None:
    found = read_fields(
        Kind.CPR_CARD,
        draw_form("""
HEALTHCARE PROVIDER
American Heart Association
Maria T Souza
has completed the skills evaluation of the BLS for Healthcare Providers Program
Issue Date 12/2024                    Renew By 12/2026
Training Center Name Pine Hill Rescue Academy
TC Info Lynn, MA 617-555-0157 TC ID# MA09225
Instructor Name Lena Orlov Inst. ID# 5315792731
"""),
    )
    assert F.CERTIFICATE_ID not in found
    assert found[F.INSTRUCTOR_NAME].value == "Lena Orlov"


RECITED = """
JUDGMENT OF DIVORCE
Maria T Souza, Plaintiff
v.
Peter Barlow, Defendant
2. Basis. The Court has {basis} on 04/28/2014 and lived apart from 07/20/2025.
The Plaintiff may resume the use of the former name, to wit: Maria T Pereira.
Ordered.          07/07/2026
"""


@pytest.mark.parametrize(
    "basis",
    [
        pytest.param("already entered findings. They wed", id="a wedding behind a word of judgments"),
        pytest.param("heard both. They married", id="a wedding"),
    ],
)
def test_a_judgment_is_not_of_a_day_that_it_recites(basis: str) -> None:
    assert values_of(RECITED.format(basis=basis))[F.ISSUED_ON] == "2026-07-07"


RESTORED = """
IN THE CIRCUIT COURT OF THE 4TH JUDICIAL CIRCUIT
                                         JUDGE: O. Villanueva
MARIA T SOUZA-BARLOW,
Petitioner/Wife,
and
PETER BARLOW,
Respondent/Husband.
FINAL JUDGMENT OF DISSOLUTION OF MARRIAGE
The parties are restored to the status of being single.
{said}
DONE AND ORDERED this 12th day of March, 2026.
"""


@pytest.mark.parametrize(
    "said",
    [
        "The Wife's former name of MARIA T SOUZA is restored to her, and she shall be known by it.",
        "The Wife's former naime of MARIA T SOUZA is restored to her, and she shall be known by it.",
        "The Petitioner's maiden name, to-wit: MARIA T SOUZA, is hereby restored to her.",
        "The Wife's maiden name of Maria T Souza shall be, and hereby is, restored to her.",
        "The Wife's former name is hereby restored to her, to wit: Maria T Souza.",
        "The Court restores to the Wife her former name of Maria T Souza.",
        "The name of MARIA T SOUZA-BARLOW is restored to MARIA T SOUZA.",
        "The Petitioner may resume the use of a former name: Maria T Souza",
        "Maria T Souza, the Wife's former name, is restored to her.",
        "The Wife shall hereafter use her former name, Maria T Souza.",
        "The Wife is granted the restoration of her former name, Maria T Souza.",
        "The Wife's prior name, Maria T Souza, be and the same hereby is restored.",
        "ORDERED that the Petitioner may resume the use of the prior surname Souza; and it is further",
        "ORDERED that the Petitioner is authorized to resume use of her maiden name, Souza.",
        "The Wife's maiden name of Souza is restored to her.",
        "The Wife's former name is restored to her: SOUZA",
        "The Wife may resume the use of a former name. Name to be used: Maria T Souza.",
    ],
)
def test_a_former_name_that_is_given_back_is_the_new_one(said: str) -> None:
    found = values_of(RESTORED.format(said=said))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza-Barlow", "Maria T Souza")


@pytest.mark.parametrize(
    "said",
    [
        "The Wife does not wish to resume a former name.",
        "Either party may resume the use of any former surname.",
        "The Wife may resume the use of a former name: None",
        "The Wife may resume the use of a former name. Name to be used: none.",
    ],
)
def test_what_gives_no_name_back_tells_none(said: str) -> None:
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(values_of(RESTORED.format(said=said)))


@pytest.mark.parametrize(
    "said",
    [
        "Resuming what she once was, Maria T Souza is what the rolls shall say.",
        "Maria T Souza, once hers, is given back: the rolls shall say so.",
        "The maiden style of Maria T Souza is restored to her on the rolls.",
    ],
)
def test_in_words_unknown_what_is_given_back_is_the_new_name_too(said: str) -> None:
    found = values_of(RESTORED.format(said=said))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza-Barlow", "Maria T Souza")


#: The page of a judgment that follows the one with its caption.
ORDERING_PAGE = """
IT IS THEREFORE ORDERED, ADJUDGED AND DECREED as follows:
1. The bonds of matrimony heretofore existing between the parties are hereby dissolved.
2. The Marital Settlement Agreement entered into between the parties is approved.
4. The Wife shall have leave to resume the use of her maiden name, to wit: MARIA TERESA
SOUZA.
5. This Court retains jurisdiction of the parties for the purpose of enforcing this Judgment.
                                                  ENTER: March 17, 2026
                                                                      2
"""


def test_given_names_before_a_lines_end_are_no_former_name() -> None:
    found = values_of(ORDERING_PAGE)
    assert (found[F.NEW_NAME], found.get(F.FORMER_NAME)) == ("Maria Teresa Souza", None)
    assert found[F.EVIDENCE_TYPE] == EvidenceType.DIVORCE_DECREE


def test_a_day_of_filing_is_no_answer_to_a_word_of_the_sentence_below_it() -> None:
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE,
        [
            draw_form("""
PROBATE AND FAMILY COURT
DECREE CHANGING THE NAME OF AN ADULT
To the petition that Maria T Souza of Lynn, in the
county of Essex, filed on August 1, 2025         : citation returned, no appearance
entered, records reviewed, and the cause shown being found good,
It is decreed that the petitioner's name be changed, and that the petitioner shall be known as
Maria T Pereira
Date: March 7, 2026
Justice of the Probate and Family Court
""")
        ],
    )
    issued = labelled_date(paper, F.ISSUED_ON, Ask.ISSUED, courts=True)
    assert issued is not None
    assert issued.value == "2026-03-07"


def test_a_file_mark_does_not_date_an_order() -> None:
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE,
        [
            draw_form("""
ORDER THAT AN ADULT'S NAME BE CHANGED
The name of Maria T Souza is changed to Maria T Pereira.
1V18/2OZ5
Month, day and year this was made
Seen as to form only: Joan Walsh, counsel.        Clerk's file mark: NOV 19 2025
""")
        ],
    )
    assert told_date(paper, courts=True) is None


@pytest.mark.parametrize("paper", ["Agreement", "Stipulation", "Petition"])
def test_the_day_of_a_paper_that_a_judgment_names_is_not_its_own(paper: str) -> None:
    found = values_of(f"""
FINAL JUDGMENT OF DISSOLUTION OF MARRIAGE
IN RE: MARIA T SOUZA, Petitioner
1. The parties have entered into a Marital Settlement
{paper} dated January 15, 2026, filed as Exhibit A and ratified.
2. The former name of MARIA T PEREIRA is restored to the Petitioner.
DONE AND ORDERED in Chambers, at Dover, on this 12th day of
March, 2026.
""")
    assert found[F.ISSUED_ON] == "2026-03-12"


def test_the_day_of_a_clerk_s_seal_on_a_copy_is_not_the_judgment_s() -> None:
    found = values_of("""
FINAL JUDGMENT OF DISSOLUTION OF MARRIAGE
IN RE: MARIA T SOUZA, Petitioner
1. The former name of MARIA T PEREIRA is restored to the Petitioner.
DONE AND ORDERED in Chambers, at Dover, this 12th day of
March, 2026.
I hereby certify that the foregoing is a true and correct copy of the
instrument filed in this office. Witness my hand and official seal
this 2nd day of May, 2026.
""")
    assert found[F.ISSUED_ON] == "2026-03-12"


TO_A_SURNAME = """
COURT OF COMMON PLEAS
MARIA T VAN DER MEER,
Plaintiff,
vs.
PETER STONE,
Defendant.
DECREE OF DIVORCE
The marriage of the parties is dissolved from this day.
The Plaintiff shall be restored to the surname {said}
Entered March 3, 2026
"""


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            "Van der Berg-Souza, and is to be\nknown as Maria T Van der Berg-Souza.", id="told whole"
        ),
        pytest.param("Van der Berg-Souza.", id="told alone"),
    ],
)
def test_a_surname_of_several_words_is_no_whole_name(said: str) -> None:
    found = values_of(TO_A_SURNAME.format(said=said))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Van Der Meer", "Maria T Van der Berg-Souza")


#: The first page of a judgment whose own day stands on the next.
RECITING_PAGE = """
STATE OF RHODE ISLAND        FAMILY COURT
MARIA T SOUZA, Plaintiff
V.
PETER BARLOW, Defendant
FINAL JUDGMENT
This cause came on to be heard before the Honorable Joan Walsh on January 14, 2026 on the
Plaintiff's Complaint for Divorce filed September 9, 2025. It is hereby
ORDERED, ADJUDGED AND DECREED:
1. That the bond of marriage entered into by the parties at Cedar Falls, Rhode Island on October 8,
2016 is dissolved on the ground of irreconcilable differences.
2. That the property settlement agreement dated January 9, 2026 is approved.
3. That the Plaintiff may resume the use of her maiden name, to wit: MARIA T PEREIRA.
{last}
"""


def test_no_day_that_a_judgment_recites_is_surely_its_own() -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(RECITING_PAGE.format(last="")))
    issued = found.get(F.ISSUED_ON)
    assert issued is None or (issued.confidence < 0.9 and issued.value != "2016-10-08")


def test_a_day_over_the_signature_is_in_no_sentence() -> None:
    paper = lay_out(
        Kind.NAME_CHANGE_EVIDENCE,
        [
            draw_form("""
DECREE CHANGING THE NAME OF AN ADULT
It is decreed that the name of the petitioner be changed from Maria T Souza to Maria T Pereira
which name shall be the petitioner's
legal name.
July 26, 2026
Justice of the Probate and Family Court
""")
        ],
    )
    found = read_paper(paper)
    signs = {e.field: s for e, s in zip(found, describe_evidence(paper, found), strict=True)}
    assert RECITED_DAY not in signs[F.ISSUED_ON]


@pytest.mark.parametrize(
    ("stamp", "beside"),
    [
        pytest.param("FILED July 24, 2026", True, id="before it"),
        pytest.param("Docketed August 1, 2026", True, id="after it"),
        pytest.param("FILED June 2, 2026", False, id="long before it"),
        pytest.param("FILED July 26, 2026", False, id="on it"),
        pytest.param("Term of July 2026", False, id="in its month"),
    ],
)
def test_a_judgments_day_is_not_sure_beside_another_of_its_week(stamp: str, beside: bool) -> None:
    drawing = f"""
{stamp}
DECREE CHANGING THE NAME OF AN ADULT
It is decreed that the name of the petitioner be changed from Maria T Souza to Maria T Pereira
which name shall be the petitioner's
legal name.
Dated: July 26, 2026
Justice of the Probate and Family Court
"""
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(drawing)])
    found = read_paper(paper)
    signs = {e.field: s for e, s in zip(found, describe_evidence(paper, found), strict=True)}
    assert (DAY_BESIDE in signs[F.ISSUED_ON]) is beside
    assert load_calibration().is_sure(signs[F.ISSUED_ON], 1.0) is not beside


@pytest.mark.parametrize(
    ("above", "copys"),
    [
        pytest.param("I certify that this is a true copy of the judgment on file.\n", True, id="a copy"),
        pytest.param("So decided by the Court.\n", False, id="the judgment"),
    ],
)
def test_the_day_on_which_a_copy_was_sealed_is_never_surely_the_judgments(above: str, copys: bool) -> None:
    sealed = f"{above}Witness my hand and the seal of said Court at Kent on July 9, 2026.\n"
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(RECITING_PAGE.format(last=sealed))])
    found = read_paper(paper)
    signs = {e.field: s for e, s in zip(found, describe_evidence(paper, found), strict=True)}
    assert (COPY_DAY in signs[F.ISSUED_ON]) is copys


def test_a_judgments_own_day_is_told_from_all_that_it_recites() -> None:
    found = values_of(RECITING_PAGE.format(last="ENTERED as the Judgment of this Court on April 22, 2026."))
    assert found[F.ISSUED_ON] == "2026-04-22"


LICENCE_AND_COPY = """
AFFIDAVIT, LICENSE AND CERTIFICATE OF MARRIAGE
Full name before marriage     Maria T Souza
Surname after marriage        Barlow
LICENSE
License issued 5/22/26 at Cedar Falls
CERTIFICATE
I certify that I solemnized the marriage of the above persons.
CERTIFIED TRANSCRIPT
This is a true copy of a record of marriage on file in the City of Cedar Falls, New York. Do not accept unless
the raised seal of the registrar is affixed.
                              FEE PAID $10
{stamp}
City Clerk and Registrar
"""


@pytest.mark.parametrize(
    ("stamp", "issued"),
    [
        pytest.param("                              JUN 9 2026", "2026-06-09", id="the copy's stamp"),
        pytest.param("", "2026-05-22", id="no other day"),
    ],
)
def test_the_clerks_day_on_a_copy_goes_before_that_of_the_licence(stamp: str, issued: str) -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(LICENCE_AND_COPY.format(stamp=stamp)))
    assert found[F.ISSUED_ON].value == issued
    assert found[F.ISSUED_ON].confidence < 0.9


#: An extract out of a register in running text, whose lines end where they are full.
IN_LINES = """
CIVIL REGISTRY OF NATURAL PERSONS
CERTIFICATE OF WEDLOCK
Contracting parties. Rosa T Figueroa, single, born on February 11, 1976, and {first}
{second} single, born on June 13, 1970, child of Wilfredo Ortega Ruiz and of Ines Ruiz Moreau.
The first party goes on signing as before. The second party came to sign Peter Alan Cutler.
What is above is true and I attest it. Governador Valadares, April 20, 2026.
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Peter Alan", "Barlow,", id="before the surname"),
        pytest.param("Peter Alan Barlow,", "who is", id="not in the name"),
    ],
)
def test_a_former_name_that_a_lines_end_breaks_is_whole(first: str, second: str) -> None:
    found = values_of(IN_LINES.format(first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Peter Alan Barlow", "Peter Alan Cutler")


@pytest.mark.parametrize(
    "last",
    [
        "Rosa Field, City Clerk\nMy commission expires March 3, 2029",
        "Rosa Field, City Clerk\nForm R-202 Rev. 9/22/2019",
    ],
)
def test_no_other_day_behind_an_attestation_is_the_clerks(last: str) -> None:
    found = values_of(f"""
CERTIFICATE OF MARRIAGE
Name before marriage: Maria T Souza
Name after marriage: Maria T Hale
Date of marriage: 10/05/2025
Given under my hand and the seal of said City of Cedar Falls, at the office of the City Clerk and
Registrar of Vital Records in the County of Kent.
{last}
""")
    assert found.get(F.ISSUED_ON) in (None, "2025-10-05")


@pytest.mark.parametrize("said", ["my number is E0812345", "I am an EMT in Massachusetts, number E0812345"])
def test_a_letter_about_a_change_tells_the_number_in_its_own_words(said: str) -> None:
    found = values_of(f"""
September 9, 2026
To whom it may concern:
Please change my name in your records from Ana Maria Souza to Ana Maria Lopez; {said}.
Sincerely,
Ana Maria Lopez
""")
    assert found[F.CERTIFICATION_NUMBER] == "E0812345"


@pytest.mark.parametrize("covered", ["XXX-XX-2205", "***-**-2205", "xxx xx 2205", "###-##-2205"])
def test_a_covered_number_is_no_line_of_the_name(covered: str) -> None:
    found = values_of(f"""
SOCIAL SECURITY
THIS NUMBER HAS BEEN ESTABLISHED FOR
{covered}
MARIA T
PEREIRA
SIGNATURE
06/30/2026
""")
    assert found[F.NEW_NAME] == "Maria T Pereira"


@pytest.mark.parametrize("caption", ["RESIDENTIAL ADDRESS", "Customer Number", "PHYSICAL LOCATION"])
def test_a_caption_below_a_cell_of_a_row_is_no_surname(caption: str) -> None:
    wide = " " * 70
    found = values_of(f"""
massachusetts         TEMPORARY DRIVER'S LICENSE
REGISTRY OF MOTOR VEHICLES
LAST NAME{wide}FIRST / MIDDLE
PEREIRA  {wide}MARIA TERESA
{caption}
436 WALNUT RD
LYNN MA 01902
DATE OF BIRTH
09/09/1997
ISSUED          EXPIRES
09/03/2026      11/02/2026
""")
    assert found[F.NEW_NAME] == "Maria Teresa Pereira"
    assert F.FORMER_NAME not in found


@pytest.mark.parametrize("done", ["had complied", "having complied", "has complied"])
def test_a_citizen_stands_between_what_was_found_and_what_they_did(done: str) -> None:
    found = values_of(f"""
CERTIFICATE OF NATURALIZATION
Date of birth: JANUARY 07, 1986          pursuant to an application filed at: LAWRENCE, MASSACHUSETTS
The Secretary having found that:
                                                   DEBORAH ANDRADE SILVA
{done} in all respects with the applicable provisions of the naturalization laws
""")
    assert found[F.NEW_NAME] == "Deborah Andrade Silva"


KNOWN_BY = """
COURT OF PROBATE
DECREE / CHANGE OF NAME (ADULT)
PETITIONER (present legal name, address)
{now}, 12 Elm Street, Kent
The court finds that the petitioner{before} lives in the district.
It is ordered that the petition is granted and that the petitioner shall from this date
be known by the name of
Maria T Pereira
Dated at Kent, this 17th day of June, 2026.
Hon. Wilma Satterlee, Judge
"""


@pytest.mark.parametrize(
    "before", ["", ", now known by the name of Maria T Souza,", ", also known by the name of Ana Barlow,"]
)
def test_the_name_by_which_a_petitioner_shall_be_known_is_the_new_one(before: str) -> None:
    found = read_fields(
        Kind.NAME_CHANGE_EVIDENCE, draw_form(KNOWN_BY.format(now="Maria T Souza", before=before))
    )
    assert (found[F.FORMER_NAME].value, found[F.NEW_NAME].value) == ("Maria T Souza", "Maria T Pereira")
    assert min(found[F.FORMER_NAME].confidence, found[F.NEW_NAME].confidence) >= 0.9


@pytest.mark.parametrize(
    "known", ["is known by the name of", "is at work known by the name", "was known by the name of"]
)
def test_a_name_by_which_a_petitioner_is_known_is_not_surely_the_new_one(known: str) -> None:
    finds = f"The court finds that the petitioner {known} Maria T Souza and lives in the district."
    form = KNOWN_BY.format(now="Maria T Souza", before="").split("\n")
    lines = [finds if "The court finds" in line else line for line in form]
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form("\n".join(lines)))
    assert (found[F.FORMER_NAME].value, found[F.NEW_NAME].value) == ("Maria T Souza", "Maria T Pereira")


def test_be_known_by_may_have_a_word_within() -> None:
    form = KNOWN_BY.format(now="Maria T Souza", before="").replace("be known by", "be legally known by")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(form))
    assert found[F.NEW_NAME].value == "Maria T Pereira"


CAPTIONED = """
DECREE OF CHANGE OF NAME
In re:  Ana 'T. Reyes, Petitioner
It is therefore ORDERED that the name of     Ana 'T. Reyes
                                             {caption}
be changed to      Ana 'T. Barlow      , which shall
                   (new name)
hereafter be the lawful name, and that an abstract of this decree be sent to the State Registrar
of Vital Statistics.
Dated:  July 15, 2026
"""


@pytest.mark.parametrize("caption", ["(present name)", "(name of petitioner, as now borne)"])
def test_a_form_s_captions_part_no_sentence_of_a_change(caption: str) -> None:
    found = values_of(CAPTIONED.format(caption=caption))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana T. Reyes", "Ana T. Barlow")


def test_a_registry_is_nobody_s_new_name() -> None:
    unread = CAPTIONED.format(caption="(present name)").replace("Ana 'T. Barlow", "A1a 7")
    assert values_of(unread).get(F.NEW_NAME) != "Vital Statistics"


@pytest.mark.parametrize(
    ("entered", "issued"),
    [
        pytest.param("Final date of this decree (clerk):  May 12, 2026", "2026-05-12", id="as final"),
        pytest.param("So ordered:  May 11, 2026", "2026-05-11", id="by the judge"),
    ],
)
def test_who_presided_at_a_hearing_does_not_make_its_day_the_decree_s(entered: str, issued: str) -> None:
    found = values_of(f"""
DECREE OF DIVORCE
Ana Reyes and Tom Reyes
1. Date of hearing      May 4, 2026      Presiding: Hon. Joan Walsh
2. The parties are granted a decree of divorce.
3. Petitioner may resume the former name of: Ana Barlow
{entered}
CERTIFIED COPY
Clerk of Court
""")
    assert found[F.ISSUED_ON] == issued
