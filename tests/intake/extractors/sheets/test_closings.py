"""Lines that close a letter, and lines that only begin like one."""

import pytest

from intake.extractors.sheets.closings import CLOSINGS, begins_closing, is_closing


@pytest.mark.parametrize("words", CLOSINGS)
def test_each_closes_a_letter_however_it_is_written(words: str) -> None:
    for line in (f"{words.capitalize()},", words.upper(), f"  {words.title()}!"):
        assert is_closing(line)
        assert begins_closing(line)


@pytest.mark.parametrize(
    ("line", "begins", "closes"),
    [
        pytest.param("Thank you for your time,", True, True, id="with what for"),
        pytest.param("Thank youl", True, True, id="a comma read as a letter"),
        pytest.param("Very truly yours,", True, True, id="more of the same"),
        pytest.param("Sineerely,", False, True, id="a letter misread"),
        pytest.param("Sineerely", False, False, id="a letter misread, and no comma"),
        pytest.param("Rest,", False, False, id="too short to be told"),
        pytest.param("Best practices are on our page. Read them.", True, False, id="a sentence"),
        pytest.param("Thank goodness,", False, False, id="another thank"),
        pytest.param("> Thank you,", True, False, id="of a mail quoted"),
        pytest.param("Best Care Ambulance", True, False, id="a name that begins with best"),
        pytest.param("Thanks to all staff", True, False, id="thanks to others"),
        pytest.param("Best wishes to all,", True, True, id="best wishes"),
        pytest.param("Yoursville EMS", False, False, id="a name"),
    ],
)
def test_what_closes_and_what_only_begins_so(line: str, begins: bool, closes: bool) -> None:
    assert (begins_closing(line), is_closing(line)) == (begins, closes)
