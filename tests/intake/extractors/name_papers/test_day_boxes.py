"""Stories of extracts of marriage records in several languages, with days in boxes."""

import pytest

from domain.kinds import FieldName
from tests.intake.extractors.name_papers.test_name_change import values_of

F = FieldName

EXTRACT = """
1 Staat - État - State                2 Standesamt - Service de l'état civil - Civil registry office of
Bundesrepublik Deutschland            Trier
3 Auszug aus dem Eheregister Nr. - Extrait de l'acte de mariage n° - Extract from marriage record no.
                              E 412/2026
4 Tag und Ort der Eheschließung - Date et lieu du mariage - Date and place of the marriage
Jo 11       Mo 07       An 2026        Trier
                                      5 Ehegatte 1 - Spouse 1        6 Ehegatte 2 - Spouse 2
7    Name vor der Eheschließung
     Nom avant le mariage             Barlow                         Reyes
     Family name before the marriage

8    Vornamen
     Prénoms                          Tomas Emil                     Ana D
     Forenames

10   Tag und Ort der Geburt
     Date et lieu de naissance        02 11 1983 Trier               09 04 1986 Quincy MA
     Date and place of birth

11   Name des Vaters
     Nom du père                      Barlow, Dieter                 Reyes, Paulo
     Name of father

13   Name nach der Eheschließung
     Nom après le mariage             {one:31}{two}
     Family name after the marriage

15 Datum der Ausstellung - Date de délivrance, signature et sceau - Date of issue, signature and seal
Jo         Mo         An
{issued}
Issued under the Convention signed at Vienna on 8 September 1976
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        pytest.param("Barlow", "Barlow", ("Ana D Reyes", "Ana D Barlow", "1986-04-09"), id="the second"),
        pytest.param(
            "Reyes", "Reyes", ("Tomas Emil Barlow", "Tomas Emil Reyes", "1983-11-02"), id="the first"
        ),
    ],
)
def test_captions_of_several_languages_are_no_names_and_days_come_first(
    one: str, two: str, expected: tuple[str, str, str]
) -> None:
    found = values_of(EXTRACT.format(one=one, two=two, issued="18         07         2026"))
    assert (found[F.FORMER_NAME], found[F.NEW_NAME], found[F.DATE_OF_BIRTH]) == expected
    assert found[F.ISSUED_ON] == "2026-07-18"


def test_the_day_of_the_convention_is_never_the_extract_s() -> None:
    found = values_of(EXTRACT.format(one="Barlow", two="Barlow", issued=""))
    assert found.get(F.ISSUED_ON) != "1976-09-08"
