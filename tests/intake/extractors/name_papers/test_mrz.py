"""Passports' zones (ICAO Doc 9303) and licences' bar codes (AAMVA)."""

import pytest

from intake.extractors.name_papers.mrz import ZoneFacts, check_digit, read_licence_code, read_zone

#: The specimen of ICAO Doc 9303 part 4 with another country and person.
FIRST = "P<USAREED<<DANIEL<RYAN<<<<<<<<<<<<<<<<<<<<<<"
SECOND = "5901531624USA8003122M3204119<<<<<<<<<<<<<<06"
READ = ZoneFacts("Daniel Ryan Reed", "1980-03-12", "", "2032-04-11", passport=True, whole=True)


@pytest.mark.parametrize(
    ("field", "digit"),
    [("520727", 3), ("AB2134<<<", 5), ("800312", 2), ("<<<<<<<<<<<<<<", 0)],
)
def test_check_digits_are_those_of_the_standard(field: str, digit: int) -> None:
    assert check_digit(field) == digit


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(FIRST, SECOND, READ, id="as printed"),
        pytest.param(FIRST.replace("<<<<", "<< <<"), SECOND, READ, id="blanks"),
        pytest.param(FIRST[2:], SECOND, READ, id="start cut off"),
        pytest.param(
            FIRST.replace("REED", "R0DZYK"),
            SECOND,
            ZoneFacts("Daniel Ryan Rodzyk", "1980-03-12", "", "2032-04-11", True, whole=True),
            id="zero for O, K kept",
        ),
        pytest.param(
            FIRST,
            SECOND.replace("8003122", "8003127"),
            ZoneFacts("Daniel Ryan Reed", "", "", "2032-04-11", True, failing=("birth date",), whole=True),
            id="birth date fails its check",
        ),
        pytest.param("Surname REED", "Given names DANIEL", None, id="no zone"),
    ],
)
def test_reads_a_passport_zone(first: str, second: str, expected: ZoneFacts | None) -> None:
    assert read_zone(["UNITED STATES OF AMERICA", first, second]) == expected


def test_reads_the_three_lines_of_a_passport_card() -> None:
    facts = read_zone(
        ["IPUSAC785732235<<<<<<<<<<<<<<<", "8303213F3412189USA<<<<<<<<<<<0", "0WUSU<<CHANTAL<F<<<<<<<<<<<<<<"]
    )
    assert facts == ZoneFacts("Chantal F Owusu", "1983-03-21", "", "2034-12-18", passport=True, whole=True)


CODE = (
    "@\n\x1e\rANSI 636000090002DL00410278ZV03190008DLDAQS12345678\nDCSVICTOR\nDDEN\nDACLUCIA\nDFNN\nDADNONE\n"
    "DBD08282025\nDBB04231961\nDBA04232031\nDBC2\n"
)


def test_reads_a_licence_bar_code() -> None:
    assert read_licence_code(CODE) == ZoneFacts("Lucia Victor", "1961-04-23", "2025-08-28", "2031-04-23")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            CODE.replace("04231961", "99991961"),
            ZoneFacts("Lucia Victor", "", "2025-08-28", "2031-04-23"),
            id="no such day",
        ),
        pytest.param(CODE.replace("DCSVICTOR\n", ""), None, id="no family name"),
        pytest.param("https://verify.example.org/c/123", None, id="another code"),
    ],
)
def test_takes_only_what_a_bar_code_says(text: str, expected: ZoneFacts | None) -> None:
    assert read_licence_code(text) == expected
