"""Certificates that state a new surname for each of a couple behind both names."""

import pytest

from domain.kinds import FieldName, Kind
from tests.intake.extractors.name_papers.test_name_change import values_of
from tests.intake.extractors.written_forms import draw_form, read_fields

F = FieldName

REGISTERED = """
OFFICE OF THE CITY CLERK - MARRIAGE LICENSE BUREAU
Certificate of Marriage Registration
This Is To Certify That PETER ALAN BARLOW
residing at 41-15 46TH ST APT 6B, SUNNYSIDE, NY 11104
born on 02/25/1989 at KASSEL, GERMANY
and MARIA-LEE SOUZA
residing at 41-15 46TH ST APT 6B, SUNNYSIDE, NY 11104
born on 08/02/1991 at QUINCY, MASSACHUSETTS
New Surname {surnames}
Were Married on 11/22/2025 at OFFICE OF THE CITY CLERK, JAMAICA, NY
as shown by the duly registered license and certificate of marriage of said persons on file in this office.
Certified this date at The City Clerk's Office, Queens 12/09/2025
"""

SECOND = ("Maria-Lee Souza", "Maria-Lee Barlow", "1991-08-02")


@pytest.mark.parametrize(
    ("surnames", "expected"),
    [
        pytest.param("(Groom) BARLOW (Bride) BARLOW", SECOND, id="second"),
        pytest.param(
            "(Groom) SOUZA (Bride) SOUZA",
            ("Peter Alan Barlow", "Peter Alan Souza", "1989-02-25"),
            id="first",
        ),
        pytest.param(
            "(Spouse A) BARLOW     (Spouse B) SOUZA-BARLOW",
            ("Maria-Lee Souza", "Maria-Lee Souza-Barlow", "1991-08-02"),
            id="two surnames in one",
        ),
        pytest.param(
            "(Bride) SOUZA BARLOW (Groom) BARLOW",
            ("Maria-Lee Souza", "Maria-Lee Souza Barlow", "1991-08-02"),
            id="the second's first",
        ),
    ],
)
def test_whose_surname_is_another_has_changed_the_name(surnames: str, expected: tuple[str, str, str]) -> None:
    found = values_of(REGISTERED.format(surnames=surnames))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


@pytest.mark.parametrize(
    "surnames",
    [
        pytest.param("(Groom) BARLOW (Bride) SOUZA", id="both keep theirs"),
        pytest.param("(Groom) BARL0W (Bride) SOUZA", id="a letter is misread"),
        pytest.param("(Groom) BARLOVV (Bride) SOUZA", id="letters are misread"),
        pytest.param("(Groom) BARLOW-SOUZA (Bride) BARLOW-SOUZA", id="both change"),
        pytest.param("(Groom) (Bride)", id="none is stated"),
    ],
)
def test_where_not_just_one_surname_is_another_nothing_is_told(surnames: str) -> None:
    assert not {F.FORMER_NAME, F.NEW_NAME} & set(values_of(REGISTERED.format(surnames=surnames)))


@pytest.mark.parametrize(
    ("second", "surnames", "new"),
    [
        pytest.param("ANNA VAN DER MEER", "(Groom) BARLOW (Bride) BARLOW", "Anna Barlow", id="particles"),
        pytest.param("ANA DE SOUZA", "(Groom) BARLOW (Bride) BARLOW", "Ana Barlow", id="a particle"),
        pytest.param("ANA SOUZA-LIMA", "(Groom) BARLOW (Bride) SOUZA LIMA", None, id="a hyphen left out"),
        pytest.param("ANA ST. CROIX", "(Groom) BARLOW (Bride) SAINT CROIX", None, id="a saint written out"),
        pytest.param("ANA SOUZA JR", "(Groom) BARLOW (Bride) SOUZA", None, id="a suffix"),
    ],
)
def test_a_surname_is_more_than_its_last_word(second: str, surnames: str, new: str | None) -> None:
    paper = REGISTERED.replace("MARIA-LEE SOUZA", second).format(surnames=surnames)
    assert values_of(paper).get(F.NEW_NAME) == new


EACH_SAID = """
The City of Cedar Falls
Office of the City Clerk
CERTIFICATE OF MARRIAGE REGISTRATION
This Is To Certify That
Peter Alan Barlow
residing at 88 Oak Street, Cedar Falls, NY
born on 02/25/1989        at Kassel, Germany
and {first}
and
Maria-Lee Souza-Hale
residing at 14 Birch Road, Quincy, MA
born on 08/02/1991        at Quincy, MA, USA
and {second}
Were Married
on 11/22/2025             at Town Park, Cedar Falls, NY
DATE ISSUED: 12/09/2025
"""
TAKES, KEEPS = "taking the new surname {}", "retaining the surname {}"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            TAKES.format("Barlow"), TAKES.format("Barlow"),
            ("Maria-Lee Souza-Hale", "Maria-Lee Barlow", "1991-08-02"), id="the second takes the first's",
        ),
        pytest.param(
            TAKES.format("Souza-Hale"), KEEPS.format("Souza-Hale"),
            ("Peter Alan Barlow", "Peter Alan Souza-Hale", "1989-02-25"), id="the first the second's",
        ),
    ],
)  # fmt: skip
def test_who_is_said_to_take_another_surname_has_changed_the_name(
    first: str, second: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(EACH_SAID.format(first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected


def test_where_both_keep_their_surnames_no_name_is_sure() -> None:
    said = EACH_SAID.format(first=KEEPS.format("Barlow"), second=KEEPS.format("Souza-Hale"))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(said))
    assert F.FORMER_NAME not in found
    assert all(found[f].confidence < 0.9 for f in (F.NEW_NAME, F.DATE_OF_BIRTH) if f in found)


def test_one_sentence_may_say_of_both_what_they_take() -> None:
    found = values_of(
        "CERTIFICATE OF MARRIAGE\nIt is certified that\n"
        "Peter Alan Barlow, residing at Lynn, using the surname Barlow,\n"
        "and Maria-Lee Souza, who was born in Quincy, taking the surname Souza Barlow,\n"
        "were married by me on November 22, 2025.\nDate issued: 12/09/2025"
    )
    assert (found[F.FORMER_NAME], found[F.NEW_NAME]) == ("Maria-Lee Souza", "Maria-Lee Souza Barlow")


ASKED_OF_EACH = """
CERTIFICATE OF MARRIAGE REGISTRATION
This certifies that
Spouse A Maria Ana Souza          born 05/22/1982
surname at birth Souza            new surname, if any {one}
child of Harold Souza and Sophia Ann Perez
and
SpouseB Peter Alan Barlow         born 09/09/1979
surname at birth Barlow           new surname, if any {two}
child of Paul Barlow and Rose Keller
were married on June 6, 2026
Dated at Kent, July 2, 2026
"""


@pytest.mark.parametrize(
    ("one", "two", "names"),
    [
        pytest.param("Barlow", "none", ("Maria Ana Souza", "Maria Ana Barlow"), id="the one"),
        pytest.param("none", "Souza", ("Peter Alan Barlow", "Peter Alan Souza"), id="the other"),
    ],
)
def test_a_new_surname_is_asked_of_each_of_a_couple(one: str, two: str, names: tuple[str, str]) -> None:
    found = values_of(ASKED_OF_EACH.format(one=one, two=two))
    assert (found[FieldName.FORMER_NAME], found[FieldName.NEW_NAME]) == names


SAID = """
CERTIFICATE OF MARRIAGE REGISTRATION
This Is To Certify That
Peter Alan Barlow
residing at 88 Canal Street, Lynn, MA
{first}and
Maria Ana Souza
residing at 9 Elm Street, Boston, MA
{second}
Were Married on 05/09/2026
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("", "and taking the new surname Barlow", id="of the second alone"),
        pytest.param("", "retaining the surname Souza", id="the second keeps hers"),
        pytest.param("", "both using the surname Souza-Barlow", id="of both"),
    ],
)
def test_a_surname_said_of_one_of_two_is_never_surely_the_others(first: str, second: str) -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(SAID.format(first=first, second=second)))
    for field in (F.FORMER_NAME, F.NEW_NAME):
        assert field not in found or found[field].confidence < 0.9


LISTED = """
Certificate of Marriage
This is to certify that the undersigned did on the 15th day of August, 2026, join in lawful wedlock
PETER JAMES BARLOW
of Lynn, Massachusetts
and
MARIA TERESA SOUZA
of Lynn, Massachusetts
Names to be used after marriage (ch. 122)
Spouse 1:   {first}
Spouse 2:   {second}
Certified copy issued September 8, 2026
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            "Peter James Barlow",
            "Maria Teresa Barlow",
            ("Maria Teresa Souza", "Maria Teresa Barlow"),
            id="second",
        ),
        pytest.param(
            "Maria Teresa Souza",
            "Peter James Souza",
            ("Peter James Barlow", "Peter James Souza"),
            id="turned",
        ),
    ],
)
def test_whole_names_may_be_listed_for_after_the_marriage(
    first: str, second: str, expected: tuple[str, str]
) -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(LISTED.format(first=first, second=second)))
    assert (found[F.FORMER_NAME].value, found[F.NEW_NAME].value) == expected
    assert min(found[F.FORMER_NAME].confidence, found[F.NEW_NAME].confidence) >= 0.9


def test_where_both_are_listed_with_another_name_none_is_sure() -> None:
    page = draw_form(LISTED.format(first="Peter James Souza-Barlow", second="Maria Teresa Souza-Barlow"))
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, page)
    assert all(found[f].confidence < 0.9 for f in (F.FORMER_NAME, F.NEW_NAME) if f in found)


EACH_BEARS = """
CERTIFIED ABSTRACT OF A MARRIAGE RECORD
This certifies that Maria Teresa Souza      born on March 9, 1983 of Quincy, Mass.
and Peter James Barlow                      born on Oct. 30, 1981 of Jaffrey, N.H.
were united in marriage on the 11th day of July, 2026
Name each party shall bear after the marriage:
First party   {first}         Second party   {second}
Date of issue August 19, 2026
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            "Maria Teresa Barlow",
            "Peter James Barlow",
            ("Maria Teresa Souza", "Maria Teresa Barlow", "1983-03-09"),
            id="the first",
        ),
        pytest.param(
            "Maria Teresa Souza",
            "Peter James Souza",
            ("Peter James Barlow", "Peter James Souza", "1981-10-30"),
            id="the second",
        ),
    ],
)
def test_a_certificate_may_say_what_each_party_shall_bear(
    first: str, second: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(EACH_BEARS.format(first=first, second=second))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected
