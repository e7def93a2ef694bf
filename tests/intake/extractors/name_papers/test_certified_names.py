"""Stories of a certificate's sentence that names two people, with a box for a new surname below each."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

SENTENCE = """
The City of Cedar Falls
Certificate of Marriage Registration
{lead:26}{one:26}born Dec 19, 1994
at  Hudson, New York                       New surname     {new_one}
and                       {two:26}born Jul 02, 1992
at  Quincy, Massachusetts                  New surname     {new_two}
were married on  Jun 13, 2026       at  12 Elm Street, Kent
Certificate issued        Jun 16, 2026
Officiant                 Norma Barrera, Deputy City Clerk
"""


@pytest.mark.parametrize("lead", ["This is to certify that", "I hereby certify that", "Between"])
@pytest.mark.parametrize(
    ("surnames", "expected"),
    [
        pytest.param(("BARLOW", "BARLOW"), ("Ana Reyes", "Ana Barlow", "1994-12-19"), id="the first"),
        pytest.param(
            ("REYES", "REYES"), ("Tomas Peter Barlow", "Tomas Peter Reyes", "1992-07-02"), id="the second"
        ),
    ],
)
def test_a_surname_below_a_sentences_name_is_its_bearers(
    lead: str, surnames: tuple[str, str], expected: tuple[str, str, str]
) -> None:
    form = SENTENCE.format(
        lead=lead, one="ANA REYES", two="TOMAS PETER BARLOW", new_one=surnames[0], new_two=surnames[1]
    )
    found = values_of(form)
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


def test_where_both_take_another_surname_nothing_is_sure() -> None:
    form = SENTENCE.format(
        lead="This is to certify that",
        one="ANA REYES",
        two="TOMAS PETER BARLOW",
        new_one="REYES-BARLOW",
        new_two="REYES-BARLOW",
    )
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(form))
    personal = (F.FORMER_NAME, F.NEW_NAME, F.DATE_OF_BIRTH)
    assert all(found[field].confidence < 0.9 for field in personal if field in found)


def test_no_other_line_above_a_new_surname_names_who_takes_it() -> None:
    form = SENTENCE.format(
        lead="License issued by", one="Norma Barrera", two="TOMAS PETER BARLOW", new_one="BARLOW", new_two=""
    )
    assert values_of(form).get(F.FORMER_NAME) != "Norma Barrera"


def test_a_new_surname_below_both_is_nobodys() -> None:
    form = SENTENCE.format(
        lead="This is to certify that", one="ANA REYES", two="TOMAS PETER BARLOW", new_one="", new_two="REYES"
    )
    lines = [line for line in form.split("\n") if "Hudson" not in line]
    assert F.FORMER_NAME not in values_of("\n".join(lines))


@pytest.mark.parametrize("lead", ["I,", "We", "I"])
def test_who_certifies_takes_no_surname(lead: str) -> None:
    form = SENTENCE.format(
        lead="", one="ANA REYES", two="TOMAS PETER BARLOW", new_one="BARLOW", new_two="BARLOW"
    )
    certifies = (
        f"Certificate of Marriage Registration\n{lead:26}PAUL QUIMBY           residing at Kent certify that"
    )
    found = values_of(form.replace("Certificate of Marriage Registration", certifies))
    assert found.get(F.FORMER_NAME) != "Paul Quimby"
