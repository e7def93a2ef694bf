"""Printed values and what they stand for: dates, numbers, addresses, names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kinds import Level
from intake.extractors.normalise.addresses import find_addresses, has_foreign_zip, starts_street, state_of
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.levels import find_levels
from intake.extractors.normalise.names import tidy_name
from intake.extractors.normalise.numbers import (
    find_emails,
    find_phones,
    find_ssn_last4,
    parse_certification_number,
    parse_ssn_last4,
)
from intake.extractors.normalise.organisations import (
    is_nameless_office,
    looks_like_organisation,
    split_organisations,
    tidy_organisation,
)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("03/04/1985", "1985-03-04", id="month first"),
        pytest.param("O3/O4/1985", "1985-03-04", id="letter O for zero"),
        pytest.param("25/12/1985", "1985-12-25", id="day first where no month fits"),
        pytest.param("1985-03-04", "1985-03-04", id="ISO"),
        pytest.param("4 Mar 1985", "1985-03-04", id="military"),
        pytest.param("March 4, 1985", "1985-03-04", id="long"),
        pytest.param("the 4th day of March 1985", "1985-03-04", id="in a decree"),
        pytest.param("fourth day of March, nineteen eighty-five", "1985-03-04", id="all in words"),
        pytest.param("03 04 1985", "1985-03-04", id="three groups of boxes"),
        pytest.param("03041985", "1985-03-04", id="eight boxes"),
        pytest.param("814/1985", "1985-08-14", id="lost slash, one reading"),
        pytest.param("111/1985", None, id="lost slash, two readings"),
        pytest.param("8128172", "1972-08-28", id="slashes read as ones"),
        pytest.param("9/13185", "1985-09-13", id="one slash read as one"),
        pytest.param("1111185", None, id="ones that may be parted in more than one way"),
        pytest.param("02/31/1985", None, id="no such day"),
        pytest.param("3/4/85", "1985-03-04", id="two-digit year"),
    ],
)
def test_reads_a_birth_date(printed: str, expected: str | None) -> None:
    assert parse_date(printed, birth=True, month_only=False) == expected


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2010, 12, 31)))
def test_every_long_date_comes_back(day: date) -> None:
    assert parse_date(f"{day:%B} {day.day}, {day:%Y}", birth=True) == day.isoformat()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("E0901234", "E0901234", id="as printed"),
        pytest.param("e 0901234", "E0901234", id="small letter and blank"),
        pytest.param("P-O9O1234", "P0901234", id="letter O for zero"),
        pytest.param("MA EMT # E0901234", "E0901234", id="with its label"),
        pytest.param("EC894412", "E0894412", id="a zero left open"),
        pytest.param("AC849C81", "A0849081", id="two zeros left open"),
        pytest.param("PC89441", None, id="too few digits for one"),
        pytest.param("PC8C9C41", None, id="three of seven"),
        pytest.param("My#isE0901234", "E0901234", id="glued to its word"),
        pytest.param("EMTP0901234", "P0901234", id="glued to its level"),
        pytest.param("thisE0901234", None, id="glued to any word"),
        pytest.param("0901234", "0901234", id="prefix not written"),
        pytest.param("555-0182", None, id="end of a telephone number"),
        pytest.param("02134", None, id="a ZIP code"),
        pytest.param("2007 - 2014", None, id="the years of a time"),
        pytest.param("2007-0145", "20070145", id="a year and what is none"),
        pytest.param("39 9793", None, id="the end of a Social Security number in boxes"),
        pytest.param("02 01 2000", None, id="a date in boxes"),
        pytest.param("Salem, A 01970", None, id="a state that lost a letter before its ZIP code"),
        pytest.param("Paramedic", None, id="a word"),
    ],
)
def test_reads_a_certification_number(printed: str, expected: str | None) -> None:
    assert parse_certification_number(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("987-65-4321", "4321", id="whole"),
        pytest.param("xxx-xx-4321", "4321", id="masked"),
        pytest.param("***-**-4321", "4321", id="stars"),
        pytest.param("987654321", "4321", id="nine boxes"),
        pytest.param("4321", None, id="four digits not asked for"),
    ],
)
def test_reads_the_end_of_a_social_security_number(printed: str, expected: str | None) -> None:
    assert parse_ssn_last4(printed) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Tel. 360-555-0160 Fax 360-55-0169", [], id="behind Fax"),
        pytest.param("Your reply may be faxed to 907-55-0141 or mailed", [], id="in a sentence"),
        pytest.param("Phone: 907-55-0141", [], id="behind a caption"),
        pytest.param("Phone 907-555-0140 SSN: 987-65-4321", ["4321"], id="behind its own word"),
        pytest.param("Phone xxx-xx-4321", ["4321"], id="masked"),
        pytest.param("Dover, DE 19901-1722", [], id="a long ZIP code"),
        pytest.param("SSN: ___-__-____ 1200 Elm Street", [], id="an empty line before a house"),
        pytest.param("SSN ____ 1990", [], id="an empty line before a year"),
        pytest.param("D.O.B.: 04/12/1987 ss#xxx-xx-.4321", ["4321"], id="a point behind its mask"),
        pytest.param("SS*#--x-x-4321 STATE: MA", ["4321"], id="its mask read as strokes"),
        pytest.param("Class--x-x-4321", [], id="a word that ends so"),
    ],
)
def test_other_numbers_of_nine_digits_or_so_are_no_social_security_number(
    text: str, found: list[str]
) -> None:
    assert [each.value for each in find_ssn_last4(text)] == found


def test_four_digits_suffice_where_four_are_asked() -> None:
    assert parse_ssn_last4("4321", four_asked=True) == "4321"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("write to desk@ems.example.org today", "desk@ems.example.org", id="in a sentence"),
        pytest.param(
            "Fax 717.555.0193.desk@ems.example.org", "desk@ems.example.org", id="glued to a telephone number"
        ),
        pytest.param(
            "Fax (717) 555-0193.ems.desk@ems.example.org",
            "ems.desk@ems.example.org",
            id="glued to the end of one",
        ),
        pytest.param(
            "ems .records@ems.example.org", "ems.records@ems.example.org", id="blank before a point"
        ),
        pytest.param("DESK@EMS. EXAMPLE . ORG", "desk@ems.example.org", id="capitals and blanks"),
        pytest.param("desk@ems.example. ORGANISE", "desk@ems.example", id="a sentence behind a mailbox"),
        pytest.param("desk@hospital,example", "desk@hospital.example", id="comma for point"),
        pytest.param("ems,desk@a.example.org", "ems.desk@a.example.org", id="comma for a point in the name"),
        pytest.param("Jane Roe,jroe@a.example.org", "jroe@a.example.org", id="a comma behind a name"),
        pytest.param(
            "Salem, MA 01970,ems@a.example.org", "ems@a.example.org", id="a comma behind a ZIP code"
        ),
        pytest.param("or e-mail.desk@ems.example.org", "desk@ems.example.org", id="glued to its caption"),
        pytest.param("email.desk@ems.example.org", "email.desk@ems.example.org", id="a mailbox' own name"),
        pytest.param("j.smith99@ems.example.org", "j.smith99@ems.example.org", id="digits of its own"),
    ],
)
def test_finds_an_email_address(printed: str, expected: str) -> None:
    assert [found.value for found in find_emails(printed)] == [expected]


def test_a_telephone_over_a_town_is_no_street() -> None:
    assert not find_addresses("(617) 555-0164\nFramingham, MA 01702")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("EMT - PARAMEDIC", [Level.PARAMEDIC], id="blanks round the hyphen"),
        pytest.param("EMT - Intermediate", [Level.AEMT], id="the level between"),
        pytest.param("Advanced EM'T certificate", [Level.AEMT], id="a stroke read as an apostrophe"),
        pytest.param("EMR - EMT - Paramedic", [Level.EMT, Level.PARAMEDIC], id="a list"),
        pytest.param("EMT - Paramedic - Nurse", [Level.EMT, Level.PARAMEDIC], id="a list's beginning"),
    ],
)
def test_finds_levels(printed: str, expected: list[Level]) -> None:
    assert [level for level, _, _ in find_levels(printed)] == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("desk@ems.example.org . phone 614-555-0140", ["desk@ems.example.org"], id="a caption"),
        pytest.param("desk@ems.example.org.Fax 614-555-0140", ["desk@ems.example.org"], id="no blanks"),
        pytest.param("desk@ems.example.org . Columbus, OH", ["desk@ems.example.org"], id="a town"),
        pytest.param("a@one.org . b@two.org", ["a@one.org", "b@two.org"], id="another mailbox"),
        pytest.param("desk@ems.state . or . us", ["desk@ems.state.or.us"], id="blanks within"),
        pytest.param("desk@phone.example.org", ["desk@phone.example.org"], id="a caption within"),
    ],
)
def test_a_mailbox_ends_before_what_a_bullet_parts_from_it(printed: str, expected: list[str]) -> None:
    assert [found.value for found in find_emails(printed)] == expected


def test_finds_telephone_numbers_in_every_dress() -> None:
    printed = "(814) 555-0199 or 814.555.0100 or +1 814 555-0123"
    assert [f.value for f in find_phones(printed)] == ["814-555-0199", "814-555-0100", "814-555-0123"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param(
            "41 Hollow Tree Road\nConcord, NH 03301", "41 Hollow Tree Road, Concord, NH 03301", id="two lines"
        ),
        pytest.param(
            "P.0. BoX 1360\nTrenton, NJ 08625", "P.O. Box 1360, Trenton, NJ 08625", id="box misread"
        ),
        pytest.param("P.O; Box 44, Omaha, NE 68104", "P.O. Box 44, Omaha, NE 68104", id="a point misread"),
        pytest.param(
            "PO Box 12, Augusta, Maine 04333", "PO Box 12, Augusta, Maine 04333", id="state in full"
        ),
        pytest.param(
            "9 Dock Road\nCONCORD, NEW HAMPSHIRE 03301",
            "9 Dock Road, Concord, New Hampshire 03301",
            id="state in full, in capitals",
        ),
        pytest.param(
            "(617) 555-0164\n12 Oak Street\nFramingham, MA 01702",
            "12 Oak Street, Framingham, MA 01702",
            id="a telephone above",
        ),
        pytest.param(
            "800 NE Hollow\nStreet, Suite 290, Derry, NH 03038",
            "800 NE Hollow Street, Suite 290, Derry, NH 03038",
            id="a street over a line's end",
        ),
        pytest.param(
            "55-16 Main Street\nFlushing, NY 11355", "55-16 Main Street, Flushing, NY 11355", id="two numbers"
        ),
        pytest.param(
            "9 Mill St • Room 4 • Derry NH 03038-1234",
            "9 Mill St, Room 4, Derry, NH 03038-1234",
            id="bullets",
        ),
        pytest.param(
            "7 Dock St, Warren, R102885", "7 Dock St, Warren, RI 02885", id="a lost blank before a ZIP"
        ),
        pytest.param(
            "12 Water Street\nHalifax, NS B3J\n2K9",
            "12 Water Street, Halifax, NS B3J 2K9",
            id="a postal code over two lines",
        ),
        pytest.param(
            "52 Apron Street Eastfield, ND 58205",
            "52 Apron Street, Eastfield, ND 58205",
            id="no comma before the city",
        ),
        pytest.param(
            "1 Mill Road, Lane City, TX 77453", "1 Mill Road, Lane City, TX 77453", id="a city like a street"
        ),
        pytest.param(
            "Compliance . 35 Depot Square .Portsmouth, NH 03801",
            "35 Depot Square, Portsmouth, NH 03801",
            id="bullets read as points",
        ),
        pytest.param(
            "Fire Protection District 4\nPersonnel Office, 611 Mill Lane, Yakima, WA 98901",
            "611 Mill Lane, Yakima, WA 98901",
            id="a numbered office before the street",
        ),
        pytest.param(
            "Northeast Region 250 Mill Street, Boston, MA 02108",
            "250 Mill Street, Boston, MA 02108",
            id="a house behind a region",
        ),
        pytest.param(
            "5 N . Main Street, Keene, NH 03431", "5 N . Main Street, Keene, NH 03431", id="a point"
        ),
        pytest.param(
            "25 Mountain Avenue\nCedar Lane Park, NJ 07079",
            "25 Mountain Avenue, Cedar Lane Park, NJ 07079",
            id="a street and a city like one",
        ),
        pytest.param(
            "80o Mill Street, Suite 4O5, Orono, ME 04473",
            "800 Mill Street, Suite 405, Orono, ME 04473",
            id="noughts read as letters",
        ),
        pytest.param(
            "80 Mill Street, Apt 3O, Orono, ME 04473",
            "80 Mill Street, Apt 3O, Orono, ME 04473",
            id="a flat's letter",
        ),
        pytest.param(
            "1402 Palm Estate, Suite 10, St. Croix, V.1. 00820",
            "1402 Palm Estate, Suite 10, St. Croix, V.I. 00820",
            id="a territory's letters with points, one read as a digit",
        ),
        pytest.param(
            "12 Reef Road, St. Croix, U.S. Virgin Islands 00820",
            "12 Reef Road, St. Croix, Virgin Islands 00820",
            id="a territory in full",
        ),
        pytest.param(
            "P.O. Box 50, Bldg. 12 Reef Court, Saipan, MP 96950",
            "P.O. Box 50, Bldg. 12 Reef Court, Saipan, MP 96950",
            id="a territory's letters before its ZIP code",
        ),
        pytest.param(
            "5 Elm St, Keene, N.H. 03431", "5 Elm St, Keene, N.H. 03431", id="a state's with points"
        ),
        pytest.param(
            "PSC 45, Box 19, FPO AP 96540", "PSC 45, Box 19, FPO, AP 96540", id="a fleet's post office"
        ),
        pytest.param(
            "Unit 2-38 Pond Terrace, Halifax NS B3S 1E1",
            "Unit 2-38 Pond Terrace, Halifax, NS B3S 1E1",
            id="a unit before its house",
        ),
        pytest.param(
            "Board of EMS\nHeron Place, Suite 220, 27 Oak Street, Keene, NH 03431",
            "Heron Place, Suite 220, 27 Oak Street, Keene, NH 03431",
            id="a house with a name",
        ),
        pytest.param(
            "Live at Heron Place, 27 Oak Street, Keene, NH 03431",
            "27 Oak Street, Keene, NH 03431",
            id="a name within a sentence",
        ),
    ],
)
def test_finds_an_address(printed: str, expected: str) -> None:
    assert [found.value for found in find_addresses(printed)] == [expected]


@pytest.mark.parametrize("behind", ["AS 02118", "MP 12345", "VI 60601"])
def test_a_territory_s_letters_before_another_s_zip_end_no_address(behind: str) -> None:
    assert not find_addresses(f"12 Mill Street, Same {behind}")


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("12 Reef Road, St. Croix, V.I. 00820", "VI"),
        ("12 Reef Road, Pago Pago, American Samoa 96799", "AS"),
        ("9 Hill St, Charleston, W.Va. 25301", "WV"),
    ],
)
def test_a_state_is_known_however_it_is_written(address: str, state: str) -> None:
    assert state_of(address) == state
    assert not has_foreign_zip(address)


def test_a_number_that_begins_like_a_state_is_no_zip() -> None:
    assert not find_addresses("12 Mill Street\nTraining Center ID MA20555")


@pytest.mark.parametrize("day", ["04 Jul 2006", "July 4, 2006"])
def test_a_day_is_no_street(day: str) -> None:
    assert not find_addresses(f"{day}\nDate of birth\nFramingham, MA 01702")
    assert not starts_street("04 Jul 2006")
    assert starts_street("12 May Street")


@pytest.mark.parametrize(
    ("printed", "last_first", "expected"),
    [
        pytest.param("SOUZA, MARIA T", False, "Maria T Souza", id="comma, capitals"),
        pytest.param("De la Cruz, Ana", False, "Ana De la Cruz", id="particles before a comma"),
        pytest.param("O'BRIEN MEGAN", True, "Megan O'Brien", id="asked last first"),
        pytest.param("Nguyễn Thị Hoa", False, "Nguyễn Thị Hoa", id="diacritics"),
        pytest.param("Smith-Hanson, Lee, Jr.", False, "Lee Smith-Hanson Jr.", id="suffix behind"),
        pytest.param("Colette St. croix", False, "Colette St. Croix", id="a small letter behind the saint"),
        pytest.param("Colette St, croix", False, "Colette St. Croix", id="a comma for the point"),
        pytest.param("12 Main St. lowell", False, None, id="a street"),
        pytest.param("Date of birth", False, None, id="a label"),
        pytest.param("Boston, MA", False, None, id="a place"),
        pytest.param("MPA OUT-OF-STATE", False, None, id="a small word between hyphens"),
        pytest.param("MarieW Souza", False, "Marie W Souza", id="an initial glued to the given name"),
        pytest.param("MarieC.Souza-Hale", False, "Marie C. Souza-Hale", id="an initial glued to both"),
        pytest.param("Marie RamoS", False, "Marie Ramos", id="a surname's last letter read as a capital"),
        pytest.param("MaryS Ramos", False, "Mary S Ramos", id="an initial that looks like one"),
        pytest.param("Marie LaFleur", False, "Marie LaFleur", id="a capital within a surname"),
        pytest.param("Palmer, Mass.", False, None, id="a town with its state in short"),
        pytest.param("Karen, Lopez", False, "Karen Lopez", id="a stray comma behind a given name"),
        pytest.param("Thomas, James", False, "James Thomas", id="surname first, either of both"),
        pytest.param("Karen, Lopez", True, "Lopez Karen", id="surname first, as asked"),
        pytest.param("Palmer, Massey", False, "Massey Palmer", id="surname first"),
        pytest.param("Sergeant, Mary Ellen", False, "Mary Ellen Sergeant", id="a surname like a rank"),
        pytest.param("Captain Mary Hale", False, "Mary Hale", id="a rank"),
        pytest.param("Michelle Branch", False, "Michelle Branch", id="a surname like an office's word"),
        pytest.param("G. Ostrow RN. Help", False, "G. Ostrow", id="up to the end of a sentence"),
        pytest.param("Dana R. Ostrow", False, "Dana R. Ostrow", id="an initial ends none"),
        pytest.param("Gail Ostrow, RN, CEN", False, "Gail Ostrow", id="letters lined up behind a trade's"),
        pytest.param("Ostrow, Gail, RN, BSN", False, "Gail Ostrow", id="the same, surname first"),
        pytest.param("Van Ness, Ana Cen", False, "Ana Cen Van Ness", id="such letters alone are a name"),
    ],
)
def test_tidies_a_name(printed: str, last_first: bool, expected: str | None) -> None:
    assert tidy_name(printed, last_first=last_first) == expected


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        pytest.param("Meridian offshore Medical Staffing", [(0, 4)], id="in the middle"),
        pytest.param("Harbor View Medical center", [(0, 4)], id="at the end"),
        pytest.param("Notify Mary Hale soon", [], id="no office"),
    ],
)
def test_an_office_keeps_a_capital_that_was_read_small(line: str, runs: list[tuple[int, int]]) -> None:
    assert split_organisations(line.split()) == runs
    assert not runs or tidy_organisation(line) == line.title()


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        pytest.param("Ellery Lake Vol. Fire Co., Inc.", [(0, 6)], id="a company behind a comma"),
        pytest.param("Ellery Lake Vol. Fire Co., Box 61", [(0, 5)], id="an address behind one"),
        pytest.param("Larkin Hosp. Assn. Training Center", [(0, 5)], id="shortened words"),
    ],
)
def test_an_office_keeps_what_is_shortened_in_its_name(line: str, runs: list[tuple[int, int]]) -> None:
    assert split_organisations(line.split()) == runs


@pytest.mark.parametrize(
    ("text", "office"),
    [("Michelle Branch", False), ("EMS Branch", True), ("Branch of Licensing", True)],
)
def test_a_surname_is_no_branch_of_an_office(text: str, office: bool) -> None:
    assert looks_like_organisation(text) is office


@pytest.mark.parametrize(
    ("printed", "tidy"),
    [
        ("CPR TRNG CTR", "CPR Trng Ctr"),
        ("LARKIN HSPTL TRNG CNTR", "Larkin Hsptl Trng Cntr"),
        ("NRTH SHORE SCHL OF NRSG", "Nrth Shore Schl of Nrsg"),
        ("NTL REGISTRY GRP", "Ntl Registry Grp"),
        ("NVHR", "NVHR"),
        ("NEVADA DSHS EMS SYSTEMS", "Nevada DSHS EMS Systems"),
    ],
)
def test_an_office_s_shortened_words_are_no_letters_of_its_name(printed: str, tidy: str) -> None:
    assert tidy_organisation(printed) == tidy


@pytest.mark.parametrize(
    ("printed", "first"),
    [("Tell Harbor Regional EMS Agency whatever you know", 1), ("Ask Harbor Regional EMS Agency for it", 1),
     ("First Call Ambulance Services", 0)],
)  # fmt: skip
def test_who_is_told_to_act_is_named_behind_the_order(printed: str, first: int) -> None:
    (run,) = split_organisations(printed.split())
    assert run[0] == first


@pytest.mark.parametrize(
    ("printed", "nameless"),
    [("Office of Emergency Medical Services", True), ("Alaska Office of Emergency Medical Services", False)],
)
def test_an_office_named_by_its_trade_alone_is_told(printed: str, nameless: bool) -> None:
    assert is_nameless_office(printed) is nameless


@pytest.mark.parametrize(
    ("line", "name"),
    [
        pytest.param(
            "The 118TH MEDICAL COMPANY (AREA SUPPORT) asks",
            "118th Medical Company (Area Support)",
            id="a unit",
        ),
        pytest.param("Mercy Medical Center (Medical Staff Services)", "Mercy Medical Center", id="a desk"),
        pytest.param(
            "Fire Protection District 4 asks", "Fire Protection District 4", id="a numbered district"
        ),
        pytest.param("Ohio Department of Health (ODH)", "Ohio Department of Health", id="an abbreviation"),
    ],
)
def test_what_stands_behind_a_name_belongs_to_it_or_not(line: str, name: str) -> None:
    words = line.split()
    first, last = split_organisations(words)[0]
    assert tidy_organisation(" ".join(words[first:last])) == name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Three Capitol Hill, Room 105, Lynn, RI 02908", "Three Capitol Hill, Room 105, Lynn, RI 02908"),
        ("One World Trade Center, New York, NY 10007", "One World Trade Center, New York, NY 10007"),
        ("ONE MEDICAL CENTER DR, LEBANON, NH 03756", "One Medical Center Dr, Lebanon, NH 03756"),
        ("Five Star Ambulance\n12 Main Street\nBoston, MA 02108", "12 Main Street, Boston, MA 02108"),
        ("Four Corners Health Center, 12 Main Street, Boston, MA 02108", "12 Main Street, Boston, MA 02108"),
        ("Three Rivers College\nPoplar Bluff, MO 63901", None),
        ("ONE CAPITOL MALL\nLITTLE ROCK, AR 72201", "One Capitol Mall, Little Rock, AR 72201"),
        ("One Gateway, Newark, NJ 07102", "One Gateway, Newark, NJ 07102"),
        ("One Wells Fargo Bldg, Denver, CO 80202", "One Wells Fargo Bldg, Denver, CO 80202"),
        ("Two Harbor Landing, Keene, NH 03431", "Two Harbor Landing, Keene, NH 03431"),
        ("one Capitol Hill, Providence, RI 02908", "one Capitol Hill, Providence, RI 02908"),
        ("One Main, Houston, TX 77002", "One Main, Houston, TX 77002"),
        ("One Commerce Square, 2005 Market Street\nPhiladelphia, PA 19103",
         "One Commerce Square, 2005 Market Street, Philadelphia, PA 19103"),
        ("Two Ash Street\nP.O. Box 5\nKeene, NH 03431", "Two Ash Street, P.O. Box 5, Keene, NH 03431"),
        ("Three Rivers Training Center\nP.O. Box 12\nLynn, PA 15201", "P.O. Box 12, Lynn, PA 15201"),
        ("Seven Oaks Medical Center, P.O. Box 110, Houston, TX 77001", "P.O. Box 110, Houston, TX 77001"),
        ("Five Points Fire Building\nRR 2 Box 14\nKeene, NH 03431", "RR 2 Box 14, Keene, NH 03431"),
        ("Six Hills Surgery Center\nOne Hospital Dr\nKeene, NH 03431", "One Hospital Dr, Keene, NH 03431"),
        ("Two Rivers Medical Center\nOne Hospital Way\nLynn, IL 61101", "One Hospital Way, Lynn, IL 61101"),
        ("Seven Hills Medical Center\nKeene, NH 03431", None),
        ("one of those who live in Boston, MA 02108", None),
    ],
)  # fmt: skip
def test_a_house_may_be_numbered_in_words(text: str, value: str | None) -> None:
    assert [found.value for found in find_addresses(text)] == ([value] if value else [])


@pytest.mark.parametrize(
    ("line", "street"),
    [
        pytest.param("One Capitol Mall", True, id="a house"),
        pytest.param("Two Rivers Ambulance", False, id="an office's name"),
        pytest.param("Dept. of Health and Human Services", False, id="a department, shortened"),
        pytest.param("Dept. 12", True, id="where mail goes within a house"),
        pytest.param("Two Rivers Medical Center", False, id="a hospital's"),
        pytest.param("Two Medical Center Drive", True, id="a street named after one"),
    ],
)
def test_a_line_that_begins_with_a_number_in_words_is_a_street_or_a_name(line: str, street: bool) -> None:
    assert starts_street(line) is street


@pytest.mark.parametrize(
    "named",
    [
        "Two Rivers Ambulance Company\n",
        "Class One Ambulance Company\n",
        "OFFICE OF EMS\nOne Signed Copy\n",
        "City of Keene Fire House, ",
        "EMS Board\nMary Towers, ",
    ],
)
def test_who_has_an_address_is_no_part_of_it(named: str) -> None:
    found = find_addresses(f"{named}12 Mill Road, Keene, NH 03431")
    assert [address.value for address in found] == ["12 Mill Road, Keene, NH 03431"]
