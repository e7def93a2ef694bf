"""Stories of who changed a name on papers that no list of labels knows."""

import pytest

from domain.kinds import EvidenceType, FieldName, Kind
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
