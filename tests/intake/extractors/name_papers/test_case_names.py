"""Stories of parties whom only the name of their case tells."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.name_papers.test_name_change import values_of

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
