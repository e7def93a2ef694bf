"""Stories of old and new names whose parts have a row each and a column for each name."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.name_papers.test_name_change import values_of

F = FieldName

OWN_CAPTIONS = """
PROBATE COURT
CERTIFICATE AND ORDER OF NAME CHANGE
       Present legal name                    Name hereafter
First        {:27}First       {}
Middle       {:27}Middle      {}
Last         {:27}Last        {}
Date of birth of petitioner:   April 26, 1996
So ordered: July 14, 2026
"""
SHARED_CAPTIONS = """
PROBATE COURT
ORDER OF NAME CHANGE
                     Current name          New name
First name           {:22}{}
Middle name          {:22}{}
Last name            {:22}{}
Date of birth of petitioner:   April 26, 1996
So ordered: July 14, 2026
"""
PARTS = ("Ana", "Eva", "Maria", "Maria", "Reyes", "Reyes")


@pytest.mark.parametrize("form", [OWN_CAPTIONS, SHARED_CAPTIONS], ids=["captions of its own", "shared"])
@pytest.mark.parametrize(
    ("parts", "names"),
    [
        pytest.param(PARTS, ("Ana Maria Reyes", "Eva Maria Reyes"), id="another given name"),
        pytest.param(
            ("Ana", "Ana", "M", "Reyes", "Reyes", "Barlow"),
            ("Ana M Reyes", "Ana Reyes Barlow"),
            id="a surname",
        ),
    ],
)
def test_each_column_is_a_name(form: str, parts: tuple[str, ...], names: tuple[str, str]) -> None:
    found = values_of(form.format(*parts))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == names


def test_columns_without_a_heading_for_both_names_are_two_people_s() -> None:
    paper = OWN_CAPTIONS.replace("Present legal name", "    Petitioner    ").replace(
        "Name hereafter", "Witness"
    )
    assert values_of(paper.format(*PARTS)).get(F.NEW_NAME) != "Eva Maria Reyes"
