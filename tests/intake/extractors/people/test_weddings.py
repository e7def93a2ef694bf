"""The day of a wedding, as sentences tell it."""

import pytest

from intake.extractors.people.weddings import tells_wedding


@pytest.mark.parametrize(
    "before",
    [
        "Ana Ruiz and Omar Haddad were married at Lynn on ",
        "the parties were lawfully married in the city of Salem ",
        "were joined in holy matrimony ",
        "This marriage was solemnized on the ",
        "Place and day of ceremony: Quincy, ",
    ],
)
def test_words_before_a_day_tell_it_as_a_weddings(before: str) -> None:
    assert tells_wedding(before)


@pytest.mark.parametrize(
    "before",
    [
        "were married at Lynn. Issued on ",
        "married to Omar Haddad, born on ",
        "were married on June 3, 2026, and the copy was made ",
        "certificate of marriage number 44, issued ",
    ],
)
def test_another_step_of_the_same_paper_is_no_wedding(before: str) -> None:
    assert not tells_wedding(before)
