"""Whether a row of an export and the record of its number are of one person."""

from datetime import date

import pytest

from domain.ids import CertificationNumber
from domain.records import CertificationRecord
from processing.matching.holders import compare_holders

NUMBER = CertificationNumber("E0901234")


def person(
    first: str = "John",
    last: str = "Smith",
    born: str = "1957-04-12",
    last4: str = "1234",
    *,
    suffix: str = "",
    email: str = "",
    former: tuple[str, ...] = (),
    pseudo: bool = False,
) -> CertificationRecord:
    return CertificationRecord(
        NUMBER, "EMT", first, "", last, suffix, "Current", None, None, former_names=former,
        date_of_birth=date.fromisoformat(born) if born else None, ssn_last4=last4, ssn_is_pseudo=pseudo,
        email=email,
    )  # fmt: skip


MARIA, SON = person("Maria", "Souza"), "1987-04-12"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param(person(), person(last4="9999"), id="last four mended"),
        pytest.param(person(last4=""), person(born="1961-09-30", last4=""), id="birth date mended"),
        pytest.param(person(suffix="Sr."), person(suffix="Jr."), id="suffix mended"),
        pytest.param(person("Katherine", "Nunez"), person("Catherine", "Núñez"), id="spelling"),
        pytest.param(MARIA, person("Maria", "Lopez"), id="marriage"),
        pytest.param(MARIA, person("Maria", "Souza-Lopez", "1960-01-01"), id="double name, birth date"),
        pytest.param(MARIA, person("Maria", "Lopez", "1959-06-13"), id="marriage, birth date mended"),
        pytest.param(
            person("Maria", "Souza", last4=""), person("Maria", "Lopez", "1957-12-04", last4=""),
            id="marriage, day and month exchanged",
        ),
        pytest.param(MARIA, person("Marvin", "Lopez"), id="whole name, birth date and last four stay"),
        pytest.param(
            person("Maria", "Souza", last4=""),
            person("Marvin", "Lopez", "1969-05-13", "", former=("Maria Souza",)),
            id="whole name and birth date, linked by the former name",
        ),
        pytest.param(
            person("Maria", "Lopez", former=("Maria Souza",)), person("Maria", "Souza", "1960-01-01"),
            id="the former name back",
        ),
    ],
)  # fmt: skip
def test_one_person(before: CertificationRecord, said: CertificationRecord) -> None:
    assert compare_holders(before, said).is_one_person


@pytest.mark.parametrize(
    ("before", "said", "differ"),
    [
        pytest.param(
            MARIA, person("Zelda", "Otherwise", "1990-01-01", "5555"), ("name", "date_of_birth", "ssn_last4"),
            id="number used again",
        ),
        pytest.param(MARIA, person("Zelda", "Otherwise", "", ""), ("name",), id="nothing but another name"),
        pytest.param(
            person(suffix="Sr.", last4=""), person(suffix="Jr.", born=SON, last4=""),
            ("name", "date_of_birth"), id="father and son",
        ),
        pytest.param(person(), person(born=SON, last4="9999"), ("date_of_birth", "ssn_last4"),
                     id="son of the same name"),
        pytest.param(person(last4=""), person(born=SON, last4=""), ("date_of_birth",),
                     id="son of the same name, no last four"),
        pytest.param(person(last4=""), person(suffix="Jr.", born="1969-05-13", last4=""), ("date_of_birth",),
                     id="a suffix and another birth date"),
        pytest.param(person("John"), person("Joan", last4="9999"), ("name", "ssn_last4"), id="twins"),
        pytest.param(
            person("Ana", last4="", email="us@x.example"), person("Zoe", last4="", email="us@x.example"),
            ("name",), id="twins with one email",
        ),
        pytest.param(
            person("Maria", "Souza", pseudo=True), person("Maria", "Lopez", "1969-05-13", pseudo=True),
            ("date_of_birth",), id="pseudo number is no proof",
        ),
    ],
)  # fmt: skip
def test_somebody_else(
    before: CertificationRecord, said: CertificationRecord, differ: tuple[str, ...]
) -> None:
    found = compare_holders(before, said)
    assert (found.is_one_person, found.differ) == (False, differ)


@pytest.mark.parametrize(
    ("said", "same_id", "one"),
    [
        pytest.param(person("Zelda", "Otherwise"), True, True, id="the id and birth date outweigh a name"),
        pytest.param(person("Zelda", "Otherwise", "1990-01-01", "5555"), True, False, id="not three fields"),
        pytest.param(person("Maria", "Souza"), False, True, id="new ids for everybody"),
        pytest.param(person("Maria", "Lopez", "1957-04-13", ""), False, False, id="another id and more"),
    ],
)  # fmt: skip
def test_ids_of_the_export(said: CertificationRecord, same_id: bool, one: bool) -> None:
    assert compare_holders(MARIA, said, same_id=same_id).is_one_person is one


def test_exchanged_names_are_said_whatever_agrees() -> None:
    found = compare_holders(person("Ana", "Reyes"), person("Reyes", "Ana"))
    assert (found.exchanged, found.is_one_person) == (True, False)


def test_a_name_without_a_first_one_is_held_against_the_surname() -> None:
    whole, bare = person("Ana", "Reyes"), person("", "Reyes")
    assert compare_holders(whole, bare).is_one_person
    assert not compare_holders(whole, person("", "Cole", "", "")).is_one_person
