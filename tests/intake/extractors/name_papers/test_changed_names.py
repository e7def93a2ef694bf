"""Stories of who changed a name on papers that no list of labels knows."""

from dataclasses import replace

import pytest

from domain.kinds import EvidenceType, FieldName, Kind
from intake.extractors.extract import read_fields as read_paper
from intake.extractors.name_papers.parties import UNTOLD
from intake.extractors.normalise.names import part_initial
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.signs import UNTOLD_NAMES, describe_evidence
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName


def values_of(drawing: str) -> dict[FieldName, str | bool]:
    """What is read on a drawn name-change paper."""
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(drawing))
    return {field: e.value for field, e in found.items()}


JUDGMENT = """
SUPERIOR COURT
PETITIONER: Dara Yoon
RESPONDENT: Maria T Souza
JUDGMENT OF DISSOLUTION
a. Date: July 7, 2026
b. Judicial officer (name): Deirdre Kelly
1. Judgment is entered.
2. The {role}'s former name is restored to (specify): {new}
3. Each party keeps the accounts now held.
Date: July 10, 2026
"""


@pytest.mark.parametrize(
    ("role", "new", "former"),
    [
        pytest.param("petitioner", "Dara Kim", "Dara Yoon", id="petitioner"),
        pytest.param("respondent", "Maria T Pereira", "Maria T Souza", id="respondent"),
        pytest.param("respondent", "Ines T Pereira", "Maria T Souza", id="given name changed too"),
    ],
)
def test_the_caption_tells_whose_name_an_item_restores(role: str, new: str, former: str) -> None:
    assert values_of(JUDGMENT.format(role=role, new=new)) == {
        F.EVIDENCE_TYPE: EvidenceType.DIVORCE_DECREE,
        F.FORMER_NAME: former,
        F.NEW_NAME: new,
        F.ISSUED_ON: "2026-07-10",
    }


PARTS = """
CERTIFICATE OF MARRIAGE
1A. First name      1B. Middle      1C. Current last    1D. Last name at birth
Maria               T               Souza
2. Date of birth
07/14/1967
1A. First name      1B. Middle      1C. Current last    1D. Last name at birth
Dara                W               Yoon
2. Date of birth
03/02/1966
New name(s), if any
7A. First           7B. Middle      7C. Last
Maria               T               Yoon
8A. First           8B. Middle      8C. Last
Dara                W               Yoon
Date issued 07/22/2026
"""


def test_names_in_boxes_for_their_parts_are_told_apart_by_the_heading() -> None:
    found = values_of(PARTS)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Yoon")
    assert (found[F.ISSUED_ON], found[F.DATE_OF_BIRTH]) == ("2026-07-22", "1967-07-14")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Called, when the suit began", "Called, since the decree", id="called"),
        pytest.param("Heretofore", "Hereafter", id="one word"),
        pytest.param("Name at birth", "Name to be read", id="unknown beside known"),
    ],
)
def test_words_of_time_tell_the_old_name_from_the_new(before: str, after: str) -> None:
    found = values_of(f"""
REGISTER OF DIVORCES
{before:40}Maria T Souza
{after:40}Maria T Pereira
Decree became absolute                  03 May 2026
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")
    assert found[F.ISSUED_ON] == "2026-05-03"


WEDDING = """
MARRIAGE CERTIFICATE
I did on June 22, 2026 join in wedlock Maria T Souza, born July 14, 1967, and
Dara W Yoon, born March 2, 1966, in the presence of Alden Ives.
{maria:44}{dara}
name of the first since the wedding         name of the second since the wedding
Given under my hand July 8, 2026.
"""


@pytest.mark.parametrize(
    ("maria", "dara", "expected"),
    [
        pytest.param(
            "Maria T Yoon", "Dara W Yoon", ("Maria T Souza", "Maria T Yoon", "1967-07-14"), id="first"
        ),
        pytest.param(
            "Maria T Souza", "Dara W Souza", ("Dara W Yoon", "Dara W Souza", "1966-03-02"), id="second"
        ),
    ],
)
def test_a_sentence_tells_who_was_married_under_which_name(
    maria: str, dara: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(WEDDING.format(maria=maria, dara=dara))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


def test_one_person_with_two_names_is_shown_but_never_as_sure() -> None:
    page = draw_form("""
ORDER OF THE FAMILY COURT
Petition heard. It is ordered and adjudged:
The clerk shall write Maria T Pereira wherever
the rolls have had Maria T Souza so far.
So ordered May 3, 2026. Deirdre Kelly, Justice
""")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert {found[F.FORMER_NAME].value, found[F.NEW_NAME].value} == {"Maria T Pereira", "Maria T Souza"}
    assert max(found[F.FORMER_NAME].confidence, found[F.NEW_NAME].confidence) < 0.9


ADULTS_NAME = """
In the Matter of the Name Change of
Maria T Souza
Order Granting Change of Name of an Adult
{finding}
Current full name                                                 Maria T Souza
Place of birth                                                    Lynn, Massachusetts
IT IS ORDERED that the name of Petitioner is changed to:
Maria T Pereira
First               Middle                    Last
Date: Sept. 10, 2026
"""


def test_the_caption_below_a_name_at_the_margin_is_no_part_of_it() -> None:
    found = values_of(
        ADULTS_NAME.format(finding="The Court finds that the change is in the interest of all.")
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")


def test_a_surname_that_begins_a_line_before_words_of_birth_is_no_caption() -> None:
    found = values_of("""
TRANSLATION OF A CERTIFICATE OF MARRIAGE
Full names before marriage, dates and places of birth and parents of both: PETER ALAN
BARLOW, born on September 14, 1986 in Salem, son of Tom Barlow. MARIA SOUZA, born on May 26, 1989
in Lynn, daughter of Ana Reyes.
Name that each came to use: He: no change. She: MARIA SOUZA BARLOW.
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Souza", "Maria Souza Barlow")


def test_a_sentence_read_unsurely_tells_the_names_all_the_same() -> None:
    """Of the two names that stand in no sentence and no box nobody knows which is the old one."""
    page = draw_form(ADULTS_NAME.format(finding="The Court finds that the change is in the interest of all."))
    blurred = replace(page, words=tuple(replace(w, confidence=0.7, second=None) for w in page.words))
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, (blurred,))
    told = [e for e in read_paper(paper) if e.field in (F.FORMER_NAME, F.NEW_NAME)]
    assert max(e.confidence for e in told) <= UNTOLD
    assert not any(UNTOLD_NAMES in signs for signs in describe_evidence(paper, told))


def test_a_certificate_of_marriage_runs_out_on_no_day() -> None:
    found = values_of(
        PARTS.replace("2. Date of birth\n07", "License expires\n10/01/2026\n2. Date of birth\n07")
    )
    assert F.EXPIRES_ON not in found


LICENCE = """
NEW ALBION REGISTRY OF MOTOR VEHICLES
DRIVER LICENSE RECORD
NAME      Maria T Pereira      DOB    07/14/1967
ISSUED    03/02/2026           EXP    07/14/2031
{line}
"""


@pytest.mark.parametrize(
    ("line", "former"),
    [
        pytest.param("HISTORY   Maria T Souza", "Maria T Souza", id="same given name, another surname"),
        pytest.param("PRIOR     Ines T Pereira", "Ines T Pereira", id="asked for as the one before"),
        pytest.param("SIGNED    Maria T Pereira", None, id="the same name again"),
        pytest.param("SIGNED    Maria T Perelra", None, id="the same name misread"),
        pytest.param("CLERK     Dara Yoon", None, id="somebody else's"),
    ],
)
def test_a_holder_s_paper_tells_the_name_before(line: str, former: str | None) -> None:
    found = values_of(LICENCE.format(line=line))
    assert found[F.NEW_NAME] == "Maria T Pereira"
    assert found.get(F.FORMER_NAME) == former


PASSPORT = """
AMENDMENTS AND ENDORSEMENTS
THE NAME OF THE BEARER HAS BEEN AMENDED TO READ
MARIA T PEREIRA
BY REASON OF MARRIAGE

PASSPORT
Surname            Date of birth
SOUZA              14 JUL 1967
Given names        Date of issue
MARIA T            02 MAR 2026
"""


def test_a_name_amended_on_a_passport_is_the_new_one() -> None:
    found = values_of(PASSPORT)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pereira")


TRANSLATED = """
CIVIL REGISTRY OF NATURAL PERSONS
CERTIFICATE OF WEDLOCK
Contracting parties. Daniel Reed, single, and Maria Souza, single.
Celebration. On May 2, 2026, before the justice of the peace.
The second party came to sign {new}.
What is above is true and I attest it. Praia, May 20, 2026.
I know both languages and this translation is faithful. Done on June 30, 2026.
"""


@pytest.mark.parametrize("new", ["Maria Reed", "Maria Souza Reed"])
def test_a_translated_certificate_tells_its_own_day_and_names(new: str) -> None:
    assert values_of(TRANSLATED.format(new=new)) == {
        F.EVIDENCE_TYPE: EvidenceType.MARRIAGE_CERTIFICATE,
        F.FORMER_NAME: "Maria Souza",
        F.NEW_NAME: new,
        F.ISSUED_ON: "2026-05-20",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "I, Lan Vo, know both tongues and have rendered the foregoing faithfully. Done on January 14, 2027.",
        "I, Lan Vo, am fluent in Portuguese and in English and certify that the above\n"
        "is a true translation of the document attached.\nIn witness whereof I sign this January 14, 2027.",
        "Translator's statement: complete and true. Given under my hand on January 14, 2027.",
        "Translated by Lan Vo, sworn to it.\nDate: 01/14/2027",
    ],
)
def test_the_day_of_a_translation_is_not_the_paper_s_own(statement: str) -> None:
    lines = TRANSLATED.format(new="Maria Reed").strip().splitlines()
    assert values_of("\n".join([*lines[:-1], statement]))[F.ISSUED_ON] == "2026-05-20"


def test_a_translator_who_speaks_first_takes_no_day_of_the_paper() -> None:
    first, *lines = TRANSLATED.format(new="Maria Reed").strip().splitlines()
    statement = "I, Lan Vo, have translated what follows. Done on January 14, 2027."
    assert values_of("\n".join([statement, "", first, *lines[:-1]]))[F.ISSUED_ON] == "2026-05-20"


def test_a_paper_with_the_day_of_its_translation_alone_tells_no_day_of_its_own() -> None:
    lines = TRANSLATED.format(new="Maria Reed").strip().splitlines()
    kept = [line for line in lines if not line.startswith(("Celebration", "What is above"))]
    assert F.ISSUED_ON not in values_of("\n".join(kept))


def test_a_birth_behind_a_name_and_its_status_is_that_person_s() -> None:
    born = TRANSLATED.replace("Reed, single, and", "Reed, single, born on the June 3, 1990, and").replace(
        "Souza, single.", "Souza, a single woman, born on\nthe April 19, 1982, child of Ana Souza."
    )
    assert values_of(born.format(new="Maria Reed"))[F.DATE_OF_BIRTH] == "1982-04-19"


ENTERED = """
PROBATE AND FAMILY COURT
ORDER ON PETITION FOR CHANGE OF NAME
IT IS ORDERED THAT MARIA SOUZA SHALL ANSWER TO THE NAME MARIA REED IN ALL AFFAIRS.
IT IS SO ORDERED THIS MAY 4, 2026.
Entered on the docket by Kendra Snow. Printed 05/06/2026.
"""


def test_a_name_in_capitals_ends_where_words_of_the_sentence_begin() -> None:
    found = values_of(ENTERED)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Souza", "Maria Reed")
    assert found[F.ISSUED_ON] == "2026-05-04"


GRANTED = """
10th Circuit - Probate Division
ORDER ON CHANGE OF NAME - ADULT
Case Name:      In re Maria T Souza
{caption}:   Maria T Souza
Date of birth:  4-24-1991
The Court enters this order:
Petition GRANTED. The petitioner shall from this date be known as:
Marie T Barlow-Souza
(first)   (middle)   (last)
SO ORDERED.
"""


@pytest.mark.parametrize("caption", ["Present name", "Current legal name", "Name before change"])
def test_a_label_tells_the_name_before_where_a_sentence_tells_only_the_new_one(caption: str) -> None:
    found = values_of(GRANTED.format(caption=caption))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Marie T Barlow-Souza")


#: Pixels from one row to the next where lines stand close.
CLOSE = 28

REGISTER = """
Copy of an entry in the register of marriages
kept by the clerk of Lowell
          Name borne until the marriage     Born on        Name to be borne after it
Party A   {first}                       04/18/1988     {first_after}
Party B   {second}                          06/14/1976     {second_after}
Clerk                                     Copy made 12/30/2024
"""


@pytest.mark.parametrize(
    ("first_after", "second_after", "former", "new", "born"),
    [
        pytest.param(
            "Maria T Hale", "John Hale", "Maria T Souza", "Maria T Hale", "1988-04-18", id="first row"
        ),
        pytest.param("Maria T Souza", "John Souza", "John Hale", "John Souza", "1976-06-14", id="second row"),
    ],
)
def test_rows_set_close_are_each_a_partys_own(
    first_after: str, second_after: str, former: str, new: str, born: str
) -> None:
    page = draw_form(
        REGISTER.format(
            first="Maria T Souza", second="John Hale", first_after=first_after, second_after=second_after
        ),
        line_step=CLOSE,
    )
    found = {f: e.value for f, e in read_fields(Kind.NAME_CHANGE_EVIDENCE, page).items()}
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == (former, new, born)


AT_LIBERTY = """
At Part 28 of the Supreme Court, held in
and for the County of Berkshire, on June 7, 2026.
{caption}
                    Plaintiff,
-against-                          MATRIMONIAL DECISION AND ORDER
John Hale,
                    Defendant.
ADJUDGED that the bonds between the plaintiff and the defendant are ended
ORDERED that Maria T Souza, the plaintiff, be at liberty to go back to a name
borne before these nuptials, to wit: MARIA T PENA and it is further
ORDERED that each keep what is in his or her possession.
"""


@pytest.mark.parametrize(
    "caption",
    [
        pytest.param("Maria T Souza,", id="whole in the caption"),
        pytest.param("T Souza,", id="cut in the caption"),
    ],
)
def test_a_name_to_go_back_to_is_of_the_party_told_of(caption: str) -> None:
    found = values_of(AT_LIBERTY.format(caption=caption))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Souza", "Maria T Pena")
    assert (found[F.EVIDENCE_TYPE], found[F.ISSUED_ON]) == (EvidenceType.DIVORCE_DECREE, "2026-06-07")


LETTER = """
STATE ARCHIVES AND VITAL EVENTS
{head}
Maria T Hale
179 Juniper Street
Your inquiry has been answered from the index of weddings. One entry fits:
John Hale to Maria T Souza, in the town of Granby, married on August 3, 2026.
This letter may be laid before any authority in place of a certificate of the marriage.
"""


@pytest.mark.parametrize(
    ("head", "issued"),
    [
        pytest.param("October 14, 2026", "2026-10-14", id="a day at its head"),
        pytest.param("July 1, 2026", "2026-08-03", id="a day before the wedding"),
        pytest.param("Reading Room, 220 Causeway Lane", "2026-08-03", id="none"),
    ],
)
def test_a_letter_out_of_a_register_is_dated_by_its_head(head: str, issued: str) -> None:
    assert values_of(LETTER.format(head=head))[F.ISSUED_ON] == issued


def test_whom_a_letter_is_sent_to_bears_the_new_name() -> None:
    found = values_of(
        LETTER.format(head="October 14, 2026")
        .replace("Souza", "Reyes")
        .replace("Hale\n179", "Hale-Pena\n179")
    )
    assert found[F.EVIDENCE_TYPE] == EvidenceType.MARRIAGE_CERTIFICATE
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T Reyes", "Maria T Hale-Pena")


@pytest.mark.parametrize("kept", ["Peter Alan Barlow", "Peter Alan Bariow"], ids=["read rightly", "misread"])
def test_who_kept_the_name_is_not_who_changed_it(kept: str) -> None:
    found = values_of(f"""
CERTIFICATE OF MARRIAGE
SPOUSE A                                          SPOUSE B
1A. LEGAL NAME: FIRST, MIDDLE, LAST, SUFFIX       9A. LEGAL NAME: FIRST, MIDDLE, LAST, SUFFIX
Peter Alan Barlow                                 Maria Souza
1B. NAME THIS PERSON WILL USE ONCE WED            9B. NAME THIS PERSON WILL USE ONCE WED
{kept}                                 Maria Barlow
2. BIRTH (MO/DAY/YR)                              10. BIRTH (MO/DAY/YR)
03/09/1991                                        07/05/1976
COPY MADE: 06/03/2025
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Souza", "Maria Barlow")


SIGNED_LICENCE = """
MASSACHUSETTS DRIVER'S LICENSE
4d NUMBER         9 CLASS
S90217744         D
4a ISS            4b EXP
10/28/2026        06/19/2031
3 DOB             5 DD
06/19/1991        1028202601
                  1 FITZPATRICK-SOUZA
                  2 MARIA
{signed:<18}8 47 STANDISH LN
                  KINGSTON, MA 02364
"""


@pytest.mark.parametrize(
    ("signed", "by_hand", "former"),
    [
        pytest.param("Maria F-Souza", False, None, id="the name cut short"),
        pytest.param("Maria Keller", True, None, id="a signature"),
        pytest.param("Maria Keller", False, "Maria Keller", id="another name in print"),
    ],
)
def test_a_licence_s_signature_is_no_former_name(signed: str, by_hand: bool, former: str | None) -> None:
    page = draw_form(SIGNED_LICENCE.format(signed=signed))
    written = tuple(replace(w, handwritten=by_hand and w.text in signed.split()) for w in page.words)
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, replace(page, words=written))
    assert found[F.NEW_NAME].value == "Maria Fitzpatrick-Souza"
    assert (found[F.FORMER_NAME].value if F.FORMER_NAME in found else None) == former


TWO_COLUMNS = """
CERTIFICATE OF MARRIAGE
1. Place of marriage     Cedar Falls           2. Date of marriage      June 20, 2026
                         PARTY A               PARTY B
3/11. Full name          Peter A. Barlow       Maria T. Souza
4/12. Surname after      {first:<22}{second}
marriage
5/13. Date of birth      Jan. 8, 1987          April 7, 1991
6/14. Age                39                    35
8/16. Residence          14 Oak St, Lynn       7 Birch Rd, Salem
19/21. Mother/parent     Ana Reyes             Diane Moreau
DATE ISSUED July 8, 2026
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param("Barlow", "Barlow", ["Maria T. Souza", "Maria T. Barlow", "1991-04-07"], id="party B"),
        pytest.param("Souza", "Souza", ["Peter A. Barlow", "Peter A. Souza", "1987-01-08"], id="party A"),
    ],
)
def test_a_captions_number_for_each_party_parts_nothing(first: str, second: str, expected: list[str]) -> None:
    found = values_of(TWO_COLUMNS.format(first=first, second=second))
    assert [found[f] for f in (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH) if f in found] == expected


@pytest.mark.parametrize(
    ("first", "second"), [("Souza-Barlow", "Souza-Barlow"), ("Barlow", "Souza")], ids=["both", "neither"]
)
def test_where_both_or_neither_change_the_surname_no_name_is_sure(first: str, second: str) -> None:
    page = draw_form(TWO_COLUMNS.format(first=first, second=second))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert all(found[f].confidence < 0.9 for f in (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH) if f in found)


RECORD = """
STATE OF KENT                  CERTIFIED COPY OF CIVIL MARRIAGE RECORD
                       APPLICANT A              APPLICANT B
Name before marriage   Maria T. Souza           Peter P. Barlow
Name after marriage    {hers}              {his}
{below}
Date of birth          04/08/1961               11/30/1960
Parent 1               Ana Souza                Tom Barlow
"""


def test_a_name_after_marriage_goes_on_in_the_row_of_surnames_below() -> None:
    below = "                       Barlow                   Barlow"
    found = values_of(RECORD.format(hers="Maria Teresa", his="Peter Paul", below=below))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T. Souza", "Maria Teresa Barlow")


@pytest.mark.parametrize(
    ("hers", "his", "below"),
    [
        ("Maria Teresa", "Peter P. Barlow", "                       Barlow"),
        ("Maria       ", "Peter", "                       Teresa Barlow            Paul Barlow"),
    ],
    ids=["one cell goes on to the other's surname", "all but the first names"],
)
def test_cells_of_a_row_go_on_in_the_row_below(hers: str, his: str, below: str) -> None:
    found = values_of(RECORD.format(hers=hers, his=his, below=below))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria T. Souza", "Maria Teresa Barlow")


@pytest.mark.parametrize(
    "below",
    [
        "Occupation             Medic                    Welder",
        "                       Ida Crane                Nora Pell",
        "                       Witness",
    ],
    ids=["a caption's row", "whole names", "one column alone"],
)
def test_what_is_no_row_of_surnames_is_no_part_of_the_name(below: str) -> None:
    found = values_of(RECORD.format(hers="Maria Barlow", his="Peter P. Barlow", below=below))
    assert found[F.NEW_NAME] == "Maria Barlow"


EXTRACT = """
CITY OF KENT - OFFICE OF THE CITY CLERK
CERTIFICATE FROM THE RECORDS OF MARRIAGES
Date of marriage April 4, 2026              Place Kent
PARTY A                                     PARTY B
Name Maria Teresa Souza                     Name Peter Barlow
{after} Barlow                       {after} Barlow
Birth date Apr. 8, 1961                     Birth date July 19, 1960
Parents John & Doris                        Parents Paul & Edith
"""


@pytest.mark.parametrize("after", ["Surname after", "Last name after"])
def test_a_record_filled_by_hand_asks_for_the_surname_after(after: str) -> None:
    found = values_of(EXTRACT.format(after=after))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Teresa Souza", "Maria Teresa Barlow")
    assert found[F.DATE_OF_BIRTH] == "1961-04-08"


def test_parents_are_no_party_s_two_names() -> None:
    lines = [line for line in EXTRACT.format(after="Surname after").split("\n") if "after" not in line]
    assert not any("Parents" in str(value) for value in values_of("\n".join(lines)).values())


PROBATE = """
STATE OF KENT                         PROBATE COURT
York, SS.                             Docket No. 2026-0417-NC
IN RE:                                MARIA SOUZA
                                      {part}
CERTIFICATE OF CHANGE OF NAME
On the petition filed May 28, 2026, public notice having been given in the York Weekly,
IT IS ORDERED that the name of the petitioner be and hereby is changed to
ANA LUISA PEREIRA
Dated: July 15, 2026
Hon. Wilma Satterlee, Judge of Probate
"""


@pytest.mark.parametrize(
    "part", ["Adult petitioner, born March 19, 1988", "Petitioner, born March 19, 1988", "Petitioner"]
)
def test_a_caption_tells_whose_petition_it_is_beside_the_birth(part: str) -> None:
    found = values_of(PROBATE.format(part=part))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria Souza", "Ana Luisa Pereira")


@pytest.mark.parametrize(
    ("head", "former"),
    [
        ("IN RE: MARIA SOUZA", "Maria Souza"),
        ("In the Matter of MARIA SOUZA", "Maria Souza"),
        ("IN RE: MARIA SOUZA, a minor", None),
    ],
)
def test_the_heading_tells_of_whom_a_paper_is(head: str, former: str | None) -> None:
    lines = PROBATE.format(part="").replace("IN RE:                                MARIA SOUZA", head)
    assert values_of(lines).get(F.FORMER_NAME) == former


def test_on_whom_a_paper_was_served_is_no_caption() -> None:
    found = values_of(PROBATE.format(part="served on petitioner, born in Kent"))
    assert found.get(F.FORMER_NAME) in (None, "Maria Souza")


@pytest.mark.parametrize(
    ("code", "scribble"),
    [
        pytest.param("8", "", id="alone"),
        pytest.param("8", "UXm", id="a signature beside the street"),
        pytest.param("8 ADDRESS", "", id="the street's caption between"),
        pytest.param("ADDRESS", "", id="the caption without its code"),
    ],
)
def test_a_licence_that_lost_its_codes_has_its_name_over_the_street(code: str, scribble: str) -> None:
    found = values_of(f"""
MASSACHUSETTS           DRIVER'S LICENSE
                  4d NUMBER         9 CLASS
                  S90217744         D
                  4a ISS            4b EXP
                  10/28/2026        06/19/2031
                  3 DOB
                  06/19/1991
                  SOUZA
                  MARIA
                  {code}
{scribble:<18}47 STANDISH LN KINGSTON MA 02364
                  15 SEX            16 HGT
""")
    assert found[F.NEW_NAME] == "Maria Souza"


BELOW_EACH = """
THE CITY OF CEDAR FALLS
Certificate of Marriage Registration
This is to certify that
                    {one}
     first, middle and premarriage surname
                    {new_one}
           new surname (if applicable)
who was born on   November 19, 1995
and
                {two}
     first, middle and premarriage surname
                    {new_two}
           new surname (if applicable)
who was born on   March 2, 1994
Certified this date at the City Clerk's Office,   June 29, 2026
"""


@pytest.mark.parametrize(
    ("new_one", "new_two", "expected"),
    [
        pytest.param(
            "Reyes-Barlow", "", ("Ana Reyes", "Ana Reyes-Barlow", "1995-11-19"), id="the shorter name's"
        ),
        pytest.param(
            "",
            "Reyes-Barlow",
            ("Tomas Peter Barlow", "Tomas Peter Reyes-Barlow", "1994-03-02"),
            id="the longer's",
        ),
    ],
)
def test_a_new_surname_is_of_who_stands_right_above_it_however_long_the_other_s_name(
    new_one: str, new_two: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(
        BELOW_EACH.format(one="Ana Reyes", two="Tomas Peter Barlow", new_one=new_one, new_two=new_two)
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


SPOUSES = """
Certificate of Marriage Registration
This is to certify that      Nathan Roy Whitlow
(name of Spouse 1 before marriage)
residing at   Ghent          born on               February 9, 1986
at            Hudson         new surname, if any   none
and
                             Lisa Sands
(name of Spouse 2 before marriage)
residing at   Kent           born on               {born}
at            Quincy         new surname, if any   Whitlow
were married on the          11th day of October in the year 2025
"""


@pytest.mark.parametrize(
    ("born", "expected"), [("June 15, 1988", "1988-06-15"), ("Jqn 15, 19", None)], ids=["read", "misread"]
)
def test_the_other_s_birth_is_not_told_for_one_misread(born: str, expected: str | None) -> None:
    found = values_of(SPOUSES.format(born=born))
    assert found[F.FORMER_NAME] == "Lisa Sands"
    assert found.get(F.DATE_OF_BIRTH) == expected


HEADED = """
COPY OF RECORD OF MARRIAGE
Date of marriage   May 30, 2026
          SPOUSE 1                                           SPOUSE 2
Name in full                              Name in full
   {one:39}{two}
Surname after marriage                    Surname after marriage
   {new_one:39}{new_two}
Date of birth                             Date of birth
   April 23, 1989                            September 14, 1987
Date of issue   June 22, 2026
"""


@pytest.mark.parametrize(
    ("new_one", "new_two", "expected"),
    [
        pytest.param("Barlow", "Barlow", ("Ana Reyes", "Ana Barlow", "1989-04-23"), id="the first"),
        pytest.param(
            "Reyes", "Reyes", ("Tomas Evan Barlow", "Tomas Evan Reyes", "1987-09-14"), id="the second"
        ),
    ],
)
def test_a_party_s_heading_asks_for_no_name_that_has_a_caption_of_its_own(
    new_one: str, new_two: str, expected: tuple[str, str, str]
) -> None:
    paper = HEADED.format(one="Ana Reyes", two="Tomas Evan Barlow", new_one=new_one, new_two=new_two)
    found = values_of(paper)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


@pytest.mark.parametrize(
    ("said", "former"),
    [
        pytest.param(
            "It is decreed that the name of said petitioner be changed, as prayed for, to\nINES PEREIRA",
            "Maria T Souza",
            id="as prayed for",
        ),
        pytest.param(
            "The name of the petitioner is hereby changed to\nMARIA PEREIRA", "Maria T Souza", id="hereby"
        ),
    ],
)
def test_a_decree_may_change_the_name_of_the_petitioner(said: str, former: str) -> None:
    paper = (
        "PROBATE AND FAMILY COURT\nDECREE OF CHANGE OF NAME\nIn re: Maria T Souza\nOn the petition of\n"
        f"MARIA T SOUZA\nof Quincy, filed June 3, 2026:\n{said}\nwhich shall be the legal name.\n"
        "Date: August 21, 2026"
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(paper))
    assert found[F.FORMER_NAME].value == former
    assert str(found[F.NEW_NAME].value).endswith("Pereira")
    assert found[F.NEW_NAME].confidence >= 0.9


def test_a_party_may_have_the_former_name_restored() -> None:
    found = read_fields(
        Kind.NAME_CHANGE_EVIDENCE,
        draw_form(
            "DISTRICT COURT\nMARIA SOUZA,\nPlaintiff,\nvs.\nTOMAS DEAN SOUZA,\nDefendant.\n"
            "DECREE OF DIVORCE\n"
            "It is ordered that Plaintiff shall have her former name restored, to wit: MARIA PEREIRA.\n"
            "DATED this 24th day of July, 2026."
        ),
    )
    assert (found[F.FORMER_NAME].value, found[F.NEW_NAME].value) == ("Maria Souza", "Maria Pereira")
    assert found[F.NEW_NAME].confidence >= 0.9


NOW_AND_AFTER = """
COPY OF RECORD OF MARRIAGE
PARTY A                                   PARTY B
Full name now                             Full name now
{one:42}{two}
Surname to be used after marriage         Surname to be used after marriage
{new_one:42}{new_two}
Surname at birth                          Surname at birth
Mac Neil                                  Torrey
Date of birth                             Date of birth
09/25/1995                                02/11/1993
Date of issue   July 29, 2026
"""


@pytest.mark.parametrize(
    ("new_one", "new_two", "expected"),
    [
        pytest.param("Torrey", "Torrey", ("Ana Mac Neil", "Ana Torrey"), id="its surname of two words"),
        pytest.param("Mac Neil", "Mac Neil", ("Tomas Asa Torrey", "Tomas Asa Mac Neil"), id="the other's"),
    ],
)
def test_a_surname_of_two_words_asked_apart_is_no_whole_name(
    new_one: str, new_two: str, expected: tuple[str, str]
) -> None:
    paper = NOW_AND_AFTER.format(one="Ana Mac Neil", two="Tomas Asa Torrey", new_one=new_one, new_two=new_two)
    found = values_of(paper)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == expected


def test_an_initial_written_out_is_no_new_name() -> None:
    found = values_of("""
CERTIFIED COPY OF CIVIL MARRIAGE RECORD
                       APPLICANT A             APPLICANT B
Name before marriage   Ana C. Reyes            Tomas P. Barlow
Name after marriage    Ana Carly Barlow        Tomas Peter Barlow
Date of birth          01/22/2008              11/30/2005
Date of issue: September 17, 2026
""")
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana C. Reyes", "Ana Carly Barlow")


@pytest.mark.parametrize("new", ["MarthaS.barlow", "Martha S. Barlow"], ids=["glued", "parted"])
def test_an_initial_that_a_hand_glued_to_its_neighbours_is_parted(new: str) -> None:
    page = draw_form(f"""
LICENSE AND CERTIFICATE OF MARRIAGE
PARTY A                                  PARTY B
MarthaS. Reyes                           Peter Adam Barlow
1a. Legal name (first, middle, last)     1b. Legal name (first, middle, last)
{new:<40} (no change)
7a. New name after marriage              7b. New name after marriage
""")
    words = tuple(replace(w, handwritten=w.text == new) for w in page.words)
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, replace(page, words=words))
    told = {f: e.value for f, e in found.items()}
    assert (told[F.FORMER_NAME], told[F.NEW_NAME]) == ("Martha S. Reyes", "Martha S. Barlow")


def test_a_full_stop_inside_an_address_or_a_word_parts_no_initial() -> None:
    assert part_initial("MarieC.souza") == "Marie C. souza"
    assert part_initial("Ana P.O. Box") == "Ana P.O. Box"
    assert part_initial("AnaS.de") == "AnaS.de"
