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


@pytest.mark.parametrize("form", [OWN_CAPTIONS, SHARED_CAPTIONS], ids=["captions of its own", "shared"])
@pytest.mark.parametrize("said", ["Same", "(same)", "Unchanged", "Ditto", "No change"])
def test_a_part_that_is_said_to_stay_is_the_other_column_s(form: str, said: str) -> None:
    found = values_of(form.format("Ana", said, "Maria", said, "Reyes", "Barlow"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana Maria Reyes", "Ana Maria Barlow")


def test_a_middle_name_that_neither_name_has_stays_none() -> None:
    found = values_of(SHARED_CAPTIONS.format("Ana", "Same", "", "Same", "Reyes", "Barlow"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana Reyes", "Ana Barlow")


def test_a_surname_like_such_a_word_is_a_name_where_it_is_the_old_one() -> None:
    found = values_of(SHARED_CAPTIONS.format("Ana", "Ana", "Maria", "Maria", "Ditto", "Barlow"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana Maria Ditto", "Ana Maria Barlow")
