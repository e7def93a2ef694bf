"""Dates, card numbers and names as papers print them, and what must not be taken for one."""

import pytest

from intake.extractors.cpr.course import course_of
from intake.extractors.cpr.numbers import number_in_symbol
from intake.extractors.normalise.dates import find_dates, parse_date
from intake.extractors.normalise.names import tidy_name
from intake.extractors.normalise.numbers import parse_certificate_id


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("03/04/2025", "2025-03-04", id="month first"),
        pytest.param("3/29/2 026", "2026-03-29", id="a year's first digit off the others"),
        pytest.param("3/29/2 126", None, id="no year in two parts"),
        pytest.param("3/4/25", "2025-03-04", id="short year"),
        pytest.param("this 9th day of July, 20 26", "2026-07-09", id="a form's blank for half the year"),
        pytest.param("tis 9th day of fe July ,20 26", "2026-07-09", id="the same with strokes about"),
        pytest.param("July 20 26", "2026-07-20", id="a day before a short year"),
        pytest.param("Sept 1, 19 79", "1979-09-01", id="a year in two halves"),
        pytest.param("Dec 3, 20 15/2026", "2020-12-03", id="a short year before another number"),
        pytest.param("une 13, 2026", "2026-06-13", id="a month's first letter lost"),
        pytest.param("25/03/2026", "2026-03-25", id="day first where nothing else is a date"),
        pytest.param("25.03.2026", "2026-03-25", id="dots"),
        pytest.param("2026-03-25", "2026-03-25", id="iso"),
        pytest.param("19820314", "1982-03-14", id="eight digits, year first"),
        pytest.param("03141982", "1982-03-14", id="eight digits, month first"),
        pytest.param("1 0 / 1 6 / 1988", "1988-10-16", id="digits in boxes with slashes"),
        pytest.param("0813011967", "1967-08-30", id="slashes for ones behind a nought"),
        pytest.param("25-Mar-26", "2026-03-25", id="month named, dashes"),
        pytest.param("06 Oct 2025", "2025-10-06", id="military"),
        pytest.param("Born 06 Oct 1985", "1985-10-06", id="behind a word that begins like a digit"),
        pytest.param("Department of State 08 Mar 2036", "2036-03-08", id="behind another such word"),
        pytest.param("is 08-15-2026", "2026-08-15", id="behind a word of letters like digits"),
        pytest.param("renewal is August 2028", "2028-08", id="a month behind such a word"),
        pytest.param("l5 August 2028", "2028-08-15", id="a day read with a letter"),
        pytest.param("08-15-2026 seal", "2026-08-15", id="a word behind that looks like a month with a day"),
        pytest.param("desk 12, 2026 is day 12, 2026", None, id="words that look like months"),
        pytest.param("llth March 2026", "2026-03-11", id="a day read as letters"),
        pytest.param("Jul 1, 2023", "2023-07-01", id="short month"),
        pytest.param("Fel 8, 1995", "1995-02-08", id="short month with a letter misread"),
        pytest.param("Jui 8, 1995", None, id="a letter misread that leaves two months"),
        pytest.param("Apt 8, 1995", None, id="another word that looks like a month"),
        pytest.param("18 April 2026", "2026-04-18", id="the end of April is no day"),
        pytest.param("Apr18, 2026", "2026-04-18", id="a lost blank"),
        pytest.param("092325", "2025-09-23", id="six boxes"),
        pytest.param("01172 8", "2028-01-17", id="six boxes, parted anywhere"),
        pytest.param("082028", None, id="six boxes that may be a month"),
        pytest.param("Sept. 9, 2025", "2025-09-09", id="sept"),
        pytest.param("this 3rd day of March, 2026", "2026-03-03", id="ordinal day"),
        pytest.param(
            "this 4th day of September , 20 26 .", "2026-09-04", id="a century printed before the year"
        ),
        pytest.param("21st day of August, 20_26", "2026-08-21", id="the same over a line"),
        pytest.param("Sept 4, 20 26", "2026-09-04", id="the same behind month and day"),
        pytest.param("September , 20 26", None, id="a century is no day"),
        pytest.param("Sept 20, 26", "2026-09-20", id="a day is no century"),
        pytest.param("third day of March, two thousand twenty-six", "2026-03-03", id="all in words"),
        pytest.param("twenty-first day of June, two thousand and thirty", "2030-06-21", id="words with and"),
        pytest.param("O3/O4/2O25", "2025-03-04", id="letter O for zero"),
        pytest.param("08128/2025", "2025-08-28", id="a slash read as a one"),
        pytest.param("08127195", "1995-08-27", id="both slashes of a short year"),
        pytest.param("08121195", None, id="a year with a digit misread, or slashes"),
        pytest.param("01/10/19911", "1991-01-10", id="a stroke behind the year"),
        pytest.param("01/10/19912", None, id="another digit behind it"),
        pytest.param("Aug 292026", "2026-08-29", id="no blank before the year"),
        pytest.param("Aug 291526", None, id="no year behind the day"),
        pytest.param("9/2V2026", "2026-09-21", id="a one and a slash run together"),
        pytest.param("10/V26", "2026-10-01", id="the same on the first"),
        pytest.param("9/4V2026", None, id="the same on no day"),
        pytest.param("1V23/2026", "2026-11-23", id="the same behind the month"),
        pytest.param("OV2028", "2028-01", id="the same of a month alone"),
        pytest.param("v06/2026", None, id="a form's version"),
        pytest.param("9/2V26", "2026-09-21", id="the same before a short year"),
        pytest.param("Form 3/v12", None, id="a form's version"),
        pytest.param("10/V 26", None, id="a V that stands alone"),
        pytest.param("8/M/2026", "2026-08-11", id="two ones joined"),
        pytest.param("12/N/26", "2026-12-11", id="the same before a short year"),
        pytest.param("M/8/1987", None, id="a man's sex before a month and a year"),
        pytest.param("N/8/26", None, id="no before a month and a year"),
        pytest.param("M/F/2026", None, id="letters between slashes"),
        pytest.param("N/A/26", None, id="not applicable"),
        pytest.param("814/2025", "2025-08-14", id="a lost slash with one reading"),
        pytest.param("8131/2026", "2026-08-31", id="a one for the first slash"),
        pytest.param("8141/2026", None, id="no day of a month either way"),
        pytest.param("Aug: 3, 1982", "1982-08-03", id="a colon for the point behind a month"),
        pytest.param("Code: 3, 1982", None, id="a colon behind no month"),
        pytest.param("Aclg 24, 2026", "2026-08-24", id="a letter read as two"),
        pytest.param("Jeine 24, 2026", "2026-06-24", id="the same of a month of four letters"),
        pytest.param("Sepcl 24, 2026", None, id="the same of a month of more letters"),
        pytest.param("2026/10/02file no. 7", "2026-10-02", id="a word that runs into a day"),
        pytest.param("10/02/2026file no. 7", "2026-10-02", id="the same, month first"),
        pytest.param("2026/10/023 Mill", None, id="a digit that does"),
        pytest.param("Mcly 24, 2026", None, id="two letters that are no month's"),
        pytest.param("May, 20 79", "1979-05-20", id="a day and a short year, no half-printed year to come"),
        pytest.param("111/2025", None, id="a lost slash with two readings"),
        pytest.param("03/2028", "2028-03", id="month and year"),
        pytest.param("End of March 2028", "2028-03", id="month named and year"),
        pytest.param("11-2027", "2027-11", id="month and year, dash"),
        pytest.param("02/31/2025", None, id="no such day"),
        pytest.param("17 FEV/FEB 1969", "1969-02-17", id="a month in two tongues"),
        pytest.param("12 MAR / MARS 85", "1985-03-12", id="a month in two tongues, blanks"),
        pytest.param("14 de marzo de 2026", "2026-03-14", id="spanish"),
        pytest.param("3 août 2024", "2024-08-03", id="french"),
        pytest.param("0 3 1 0 2 0 2 6", "2026-03-10", id="eight boxes"),
        pytest.param("17-4540", None, id="a form's number"),
        pytest.param("(978) 555-0133", None, id="a telephone number"),
    ],
)
def test_reads_dates_as_printed(printed: str, expected: str | None) -> None:
    assert parse_date(printed) == expected


def test_the_end_of_a_form_s_number_is_no_month() -> None:
    assert find_dates("VDH-VR-MAR 07/2025", month_only=False) == []
    assert [d.value for d in find_dates("signed 15-MAR-2026", month_only=False)] == ["2026-03-15"]
    assert [d.value for d in find_dates("EXP-MAR 07 2027", month_only=False)] == ["2027-03-07"]


def test_six_digits_are_no_birth_date() -> None:
    """Two of eight may be lost, and what is left would be another day."""
    assert parse_date("120485", birth=True) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("265012345678", "265012345678", id="ecard code"),
        pytest.param("2650 1234 5678", "265012345678", id="in groups"),
        pytest.param("0540dd9d - 2993", "0540DD9D-2993", id="blanks round a dash"),
        pytest.param("00193377 -bff4", "00193377-BFF4", id="torn before its dash"),
        pytest.param("902|2224", "90212224", id="a stroke for a one"),
        pytest.param("KEl-2026-884", "KEI-2026-884", id="a small l among capitals"),
        pytest.param("GT142653-678", "GT142653-678", id="letters and dash"),
        pytest.param("#XFFBZ7W.", "XFFBZ7W", id="sign and full stop"),
        pytest.param("EC 8842910", "EC8842910", id="letters as a word of their own"),
        pytest.param("MA 265012345678", None, id="a state before it"),
        pytest.param("NE 12969", None, id="letters before few digits"),
        pytest.param("EMT 0816324", None, id="what one is licensed as"),
        pytest.param("TEL 6175550134", None, id="a telephone's"),
        pytest.param("SSN 123456789", None, id="a person's"),
        pytest.param("EXP 20260131", None, id="a day's caption"),
        pytest.param("BLS 202603", None, id="a month behind a course"),
        pytest.param("BLS 8842910", "BLS8842910", id="a course's letters"),
        pytest.param("BLS 265012345678", None, id="a course before an ecard code"),
        pytest.param("03-14-2026", None, id="a date"),
        pytest.param("HARBOR", None, id="a word"),
        pytest.param("Education - 1400", None, id="a word and a house behind a dash"),
    ],
)
def test_reads_a_cards_number(printed: str, expected: str | None) -> None:
    assert parse_certificate_id(printed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://ecards.example.org/verify/265012345678", "265012345678"),
        ("https://check.example.com/?c=123456789012345", "123456789012345"),
        ("964610970", "964610970"),
        ("https://ecards.example.org/check", None),
        ("WIFI:T:WPA;S:guest;P:guest;;", None),
    ],
)
def test_a_symbol_gives_only_what_looks_like_a_number(text: str, expected: str | None) -> None:
    assert number_in_symbol(text) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("PRIYA O'CONNOR-SHAH", "Priya O'Connor-Shah", id="capitals, apostrophe, hyphen"),
        pytest.param("Whitfield, Dana R.", "Dana R Whitfield", id="surname first"),
        pytest.param("Dana Whitfield Jr", "Dana Whitfield Jr.", id="suffix"),
        pytest.param("Dana Whitfield, NRP", "Dana Whitfield", id="trade letters"),
        pytest.param("Zoë Núñez", "Zoë Núñez", id="marks on letters"),
        pytest.param("Adult Compressions", None, id="a skill"),
        pytest.param("Ventilations BVM", None, id="another skill"),
        pytest.param("Multiple Choice", None, id="a kind of test"),
        pytest.param("Boston, MA", None, id="a town"),
        pytest.param("WHITFIELD, Dana J., SGT", "Dana J. Whitfield", id="a soldier's rank behind"),
        pytest.param("SSgt Dana Whitfield", "Dana Whitfield", id="a rank before"),
        pytest.param("Dana Whitfield, A1C (E-3)", "Dana Whitfield", id="a rank with a digit, and a grade"),
        pytest.param("Dana Whitfield, SPC/E-4", "Dana Whitfield", id="a rank and a grade"),
        pytest.param("Dana Whitfield Il", "Dana Whitfield II", id="the second with a stroke misread"),
        pytest.param("WHITFIELD Ill, Dana", "Dana Whitfield III", id="the third of a surname put first"),
        pytest.param("Dana Whitfield 11", None, id="a number behind"),
        pytest.param("Kim, Il Sung", "Il Sung Kim", id="a given name like a suffix"),
        pytest.param("Park Il Woo", "Park Il Woo", id="a middle name like a suffix"),
        pytest.param("Ana Maria Col", "Ana Maria Col", id="a surname like a rank"),
        pytest.param("Dana Whitfield, EMT2", "Dana Whitfield", id="trade letters with a digit"),
        pytest.param("Maj Britt Larsen", "Maj Britt Larsen", id="a given name like a rank"),
    ],
)
def test_names_are_people_only(printed: str, expected: str | None) -> None:
    assert tidy_name(printed) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("BLS Provider", "BLS"),
        ("Basic Life Support for Healthcare Providers", "BLS"),
        ("CPR/AED for the Professional Rescuer", "BLS"),
        ("Healthcare Provider CPR", "BLS"),
        ("Advanced Cardiovascular Life Support", "ACLS"),
        ("Advanced Life Support (ACLS)", "ACLS"),
        ("Pediatric Advanced Life Support", "PALS"),
        ("Heartsaver First Aid CPR AED", "Heartsaver"),
        ("CPR AED | All Ages", "CPR_AED"),
        ("Adult First Aid/CPR/AED", "CPR_AED"),
        ("Standard First Aid", "FirstAid"),
        ("Fire Safety and Evacuation", None),
    ],
)
def test_titles_name_their_course(title: str, expected: str | None) -> None:
    assert course_of(title) == expected
