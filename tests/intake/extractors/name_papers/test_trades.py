"""Stories of records of marriage that tell no new name, whose parties' trades tell whose paper it is."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

TABLE = """
PROBATE COURT OF KENT COUNTY
CERTIFIED ABSTRACT OF MARRIAGE
                       APPLICANT 1             APPLICANT 2
Name of applicant      Tomas Peter Barlow      Ana Reyes
Date of birth          March 3, 1986           April 8, 1988
Occupation             {one:24}{two}
Father's name          Andrew Barlow           Harold Reyes
License issued May 4, 2026. I certify that the above parties were joined in marriage on
May 16, 2026 at Kent by Rev. Paul Quimby
"""
COLUMNS = """
STATE OF KENT
RECORD OF MARRIAGE
1. Full name                            9. Full name
   Tomas Peter Barlow                      Ana Reyes
2. Date of birth                        10. Date of birth
   March 3, 1986                           April 8, 1988
3. Occupation                           11. Occupation
   {one:40}{two}
17. Date of marriage
   May 16, 2026
"""
BLOCKS = """
STATE OF KENT
RECORD OF MARRIAGE
PARTY A
Full name        Tomas Peter Barlow
Date of birth    March 3, 1986
Residence        Kent                    Occupation   {one}
PARTY B
Full name        Ana Reyes
Date of birth    April 8, 1988
Residence        Kent                    Occupation   {two}
Date of marriage     May 16, 2026
"""
FORMS = {"a table": TABLE, "two columns": COLUMNS, "two blocks": BLOCKS}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("trade", ["EMT", "E.M.T.", "AEMT", "Paramedic", "Emergency med. tech."])
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(0, ("Tomas Peter Barlow", "1986-03-03"), id="the first"),
        pytest.param(1, ("Ana Reyes", "1988-04-08"), id="the second"),
    ],
)
def test_the_one_of_the_trade_is_whose_paper_it_is(
    form: str, trade: str, at: int, expected: tuple[str, str]
) -> None:
    trades = ["Machinist", "Machinist"]
    trades[at] = trade
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(form.format(one=trades[0], two=trades[1])))
    assert (found[F.FORMER_NAME].value, found[F.DATE_OF_BIRTH].value) == expected
    assert max(found[F.FORMER_NAME].confidence, found[F.DATE_OF_BIRTH].confidence) < 0.9


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    "trades", [("Machinist", "Teacher"), ("EMT", "Paramedic"), ("EMT", "AEMT"), ("NRP", "A-EMT")]
)
def test_nothing_tells_whose_it_is_where_none_or_both_have_the_trade(
    form: str, trades: tuple[str, str]
) -> None:
    found = values_of(form.format(one=trades[0], two=trades[1]))
    assert F.FORMER_NAME not in found


def test_names_after_the_marriage_go_before_the_trades() -> None:
    form = TABLE.format(one="EMT", two="Teacher") + "Name of applicant 2 after marriage     Ana Barlow\n"
    found = values_of(form)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Ana Reyes", "Ana Barlow")


BOTH = """
STATE OF KENT
RECORD OF MARRIAGE
                            SPOUSE 1                SPOUSE 2
Name before marriage        Tomas Peter Barlow      Ana Reyes
Date of birth               March 3, 1986           April 8, 1988
Occupation                  {one:24}{two}
Name after marriage         Tomas Peter Reyes       Ana Barlow
Date of issue      May 20, 2026
"""


@pytest.mark.parametrize(
    ("trades", "expected"),
    [
        pytest.param(("EMT", "Teacher"), ("Tomas Peter Barlow", "Tomas Peter Reyes", "1986-03-03"), id="one"),
        pytest.param(("Teacher", "EMT"), ("Ana Reyes", "Ana Barlow", "1988-04-08"), id="the other"),
        pytest.param(("Teacher", "Carpenter"), None, id="neither"),
    ],
)
def test_of_two_names_that_change_the_one_of_the_trade_is_ours(
    trades: tuple[str, str], expected: tuple[str, str, str] | None
) -> None:
    page = draw_form(BOTH.format(one=trades[0], two=trades[1]))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    personal = [found[field] for field in (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH) if field in found]
    if expected:
        assert tuple(e.value for e in personal) == expected
    assert all((e.confidence >= 0.9) is bool(expected) for e in personal)


@pytest.mark.parametrize(
    "trade",
    [
        "Paramedic supply clerk",
        "EMT billing clerk",
        "Wife of a paramedic",
        "Dispatcher, no EMT",
        "Emergency med. sales",
    ],
)
def test_another_trade_beside_the_office_s_is_none_of_it(trade: str) -> None:
    for form in FORMS.values():
        assert F.FORMER_NAME not in values_of(form.format(one=trade, two="Machinist"))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(BOTH.format(one=trade, two="Teacher")))
    assert found[F.FORMER_NAME].confidence < 0.9


@pytest.mark.parametrize(
    "trade", ["Firefighter/EMT-P", "Retired paramedic", "Lead EMT (part time)", "EMT at Kent Hospital"]
)
def test_what_an_emt_does_besides_and_where_is_no_other_trade(trade: str) -> None:
    found = values_of(COLUMNS.format(one=trade, two="Teacher"))
    assert found[F.FORMER_NAME] == "Tomas Peter Barlow"


ANOTHERS = {
    "a father's": "Father's name               Andrew Barlow           Harold Reyes\n"
    "Father's occupation         EMT                     Baker",
    "a father's under his name": "Father's name               Andrew Barlow           Harold Reyes\n"
    "Occupation                  EMT                     Baker",
    "the officiant's": "Occupation of officiant     Paramedic",
    "the officiant's beside the name": "Officiant   Paul Quimby   Occupation   Paramedic",
    "a witness's": "Witness                     Paul Quimby\nOccupation                  Paramedic",
}


@pytest.mark.parametrize("line", ANOTHERS.values(), ids=ANOTHERS)
def test_the_trade_of_another_tells_nothing_of_the_couple(line: str) -> None:
    lines = BOTH.format(one="Machinist", two="Teacher").replace("Date of issue", f"{line}\nDate of issue")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(lines))
    assert found[F.FORMER_NAME].confidence < 0.9
    for form in FORMS.values():
        assert F.FORMER_NAME not in values_of(form.format(one="Machinist", two="Teacher") + line)


def test_a_father_s_trade_leaves_the_couple_s_own() -> None:
    line = ANOTHERS["a father's"]
    lines = BOTH.format(one="EMT", two="Teacher").replace("Date of issue", f"{line}\nDate of issue")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(lines))
    assert found[F.FORMER_NAME].value == "Tomas Peter Barlow"
    assert found[F.FORMER_NAME].confidence >= 0.9
