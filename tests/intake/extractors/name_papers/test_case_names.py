"""Stories of parties whom only the name of their case tells."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

JUDGMENT = """
SUPERIOR COURT - FAMILY DIVISION
JUDGMENT OF DISSOLUTION OF MARRIAGE
Name of case                                      Docket number
{case}                   FA25-60194
The marriage is dissolved and each party is declared single. It is further ordered:
[X] The name of the {role} is restored to:
MARIA PEREIRA
(birth name or former name)
Date of judgment 04/14/2026
"""


@pytest.mark.parametrize(
    ("case", "role", "former"),
    [
        pytest.param("BARLOW, MARIA V. BARLOW, PETER J.", "plaintiff", "Maria Barlow", id="who complains"),
        pytest.param("BARLOW, PETER J. vs BARLOW, MARIA", "respondent", "Maria Barlow", id="who answers"),
        pytest.param(
            "Maria T. Barlow v. Peter Barlow", "plaintiff", "Maria T. Barlow", id="given names first"
        ),
        pytest.param("BARLOW V. BARLOW", "plaintiff", None, id="surnames alone"),
        pytest.param(
            "BARLOW, MARIA V. BARLOW, PETER J.          WWM -",
            "plaintiff",
            "Maria Barlow",
            id="capitals in the cell beside",
        ),
    ],
)
def test_a_name_given_back_is_of_the_side_told_of(case: str, role: str, former: str | None) -> None:
    found = values_of(JUDGMENT.format(case=case, role=role))
    assert (found.get(F.FORMER_NAME), found[F.NEW_NAME]) == (former, "Maria Pereira")


def test_a_name_of_before_that_nothing_gives_back_is_the_old_one() -> None:
    found = values_of("""
JUDGMENT OF DISSOLUTION OF MARRIAGE
[X] The name of the plaintiff is changed from that shown here:
MARIA PEREIRA
(birth name or former name)
New name: MARIA BARLOW
Date of judgment 04/14/2026
""")
    assert (found.get(F.FORMER_NAME), found[F.NEW_NAME]) == ("Maria Pereira", "Maria Barlow")


DECREE = """
SUPERIOR COURT
JUDGMENT OF DISSOLUTION OF MARRIAGE
{caption}
{said}
Entered March 3, 2026
"""
PARTIES = "In re the marriage of Anna Kelleher and Tom Kelleher"
CITED = "The court follows Rosa Baker v. Jim Baker as to support."
SURNAME = "The {role} may resume her former surname of Roe."
WHOLE = "The {role} may resume the use of her former name, Anna Roe."


@pytest.mark.parametrize(
    ("caption", "said", "role", "former", "new"),
    [
        pytest.param(PARTIES, f"{CITED}\n{SURNAME}", "Petitioner", None, None, id="cited"),
        pytest.param(
            PARTIES, f"The court follows as to support\nRosa Baker v. Jim Baker\nand others.\n{SURNAME}",
            "Petitioner", None, None, id="cited on a line of running text",
        ),
        pytest.param(
            "Anna Kelleher v. Tom Kelleher", f"The court follows BAKER, ROSA v. BAKER, JIM on it.\n{SURNAME}",
            "Plaintiff", "Anna Kelleher", "Anna Roe", id="cited surname first",
        ),
        pytest.param(
            "Anna Kelleher v. Tom Kelleher", f"BAKER, ROSA v. BAKER, JIM\n{SURNAME}",
            "Plaintiff", None, None, id="two cases",
        ),
        pytest.param(
            "Anna Kelleher v. Tom Kelleher", f"KELLEHER, ANNA T. vs KELLEHER, TOM\n{SURNAME}",
            "Plaintiff", "Anna Kelleher", "Anna Roe", id="one case twice",
        ),
        pytest.param(
            "Case name: Anna Kelleher v. Tom Kelleher, No. 12", SURNAME,
            "Plaintiff", "Anna Kelleher", "Anna Roe", id="behind its caption",
        ),
        pytest.param(
            "Anna Kelleher\nv.\nTom Kelleher", SURNAME,
            "Plaintiff", "Anna Kelleher", "Anna Roe", id="over three lines",
        ),
        pytest.param(
            "KELLEHER, ANNA v. KELLEHER, TOM", WHOLE, "Plaintiff", "Anna Kelleher", "Anna Roe",
            id="the side of the given name",
        ),
        pytest.param(
            "KELLEHER, ANNA v. KELLEHER, TOM", WHOLE, "Defendant", None, "Anna Roe",
            id="the side of another given name",
        ),
    ],
)  # fmt: skip
def test_only_the_paper_s_own_case_tells_its_parties(
    caption: str, said: str, role: str, former: str | None, new: str | None
) -> None:
    found = values_of(DECREE.format(caption=caption, said=said.format(role=role)))
    assert (found.get(F.FORMER_NAME), found.get(F.NEW_NAME)) == (former, new)


@pytest.mark.parametrize(
    ("case", "former"),
    [
        pytest.param("BARLOW, MARIA V. BARLOW, PETER J.", "Maria Barlow", id="the given name of its side"),
        pytest.param("BARLOW, PETER J. V. BARLOW, MARIA", None, id="another given name"),
    ],
)
def test_a_name_in_a_box_is_of_the_side_with_its_given_name(case: str, former: str | None) -> None:
    found = values_of(JUDGMENT.format(case=case, role="plaintiff"))
    assert found.get(F.FORMER_NAME) == former


ASKED = """
JUDGMENT OF DISSOLUTION OF MARRIAGE
Plaintiff (last, first, middle)           Defendant (last, first, middle)
   {one:39}{two}
Place of marriage                         Date of marriage
   Thompson                                  May 21, 2011
[X] The birth name or a former name is restored. Name restored to:
    MARIA ANN PEREIRA
Judgment entered on   April 9, 2026
"""


@pytest.mark.parametrize(
    ("one", "two", "former"),
    [
        pytest.param("Barlow, Maria Ann", "Barlow, Peter Luis", "Maria Ann Barlow", id="who complains"),
        pytest.param("Barlow, Peter Luis", "Barlow, Maria Ann", "Maria Ann Barlow", id="who answers"),
    ],
)
def test_a_name_given_back_is_of_the_party_of_that_given_name(one: str, two: str, former: str) -> None:
    found = values_of(ASKED.format(one=one, two=two))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == (former, "Maria Ann Pereira")


def test_of_parties_of_other_given_names_none_surely_had_the_name() -> None:
    paper = ASKED.format(one="Barlow, Peter Luis", two="Barlow, Ines Ann")
    former = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(paper)).get(F.FORMER_NAME)
    assert former is None or former.confidence < 0.9


PARTIES_IN_BOXES = """
CERTIFICATE OF DIVORCE ABSOLUTE
Plaintiff                           Defendant
  Maria Ann Barlow                    Peter Paul Barlow
Boston, MA                          Quincy, MA
The parties were married at Dorchester on August 17, 2013.
The {part} is allowed to resume the use of a former name, to wit:
               {new}
"""


@pytest.mark.parametrize(
    ("part", "new", "former"),
    [
        pytest.param("plaintiff", "Maria Ann Roe", "Maria Ann Barlow", id="who complains"),
        pytest.param("defendant", "Peter Paul Roe", "Peter Paul Barlow", id="who answers"),
    ],
)
def test_the_names_in_two_boxes_of_a_row_are_no_name_together(part: str, new: str, former: str) -> None:
    found = values_of(PARTIES_IN_BOXES.format(part=part, new=new))
    assert (found.get(F.FORMER_NAME), found.get(F.NEW_NAME)) == (former, new)
