"""Values too long for their column, which go on in the lines below under their own beginning."""

import pytest

from domain.kinds import FieldName, Kind
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.vocabulary import Ask
from tests.intake.extractors.written_forms import draw_form, read_fields

#: Pixels from one row to the next where a typed form has its lines close.
CLOSE = 30

MARRIAGE = """
                    CERTIFICATE OF MARRIAGE

PERSON A
CURRENT LEGAL NAME:   DANIEL REED           NAME AT BIRTH:     DANIEL REED
NAME AFTER MARRIAGE:  DANIEL REED           DATE OF BIRTH:     04/07/1983
TIMES WED BEFORE:     NONE                  RESIDENCE:         LOWELL

PERSON B
CURRENT LEGAL NAME:   MARISOL ANTONIA       NAME AT BIRTH:     MARISOL ANTONIA
                      QUINTERO                                 QUINTERO
NAME AFTER MARRIAGE:  MARISOL ANTONIA REED  DATE OF BIRTH:     12/18/1988
TIMES WED BEFORE:     NONE                  RESIDENCE:         LOWELL

DATE ISSUED: 08/01/2026
I HEREBY CERTIFY THAT THE ABOVE IS A CORRECT ABSTRACT OF THE RECORD
"""


def test_a_name_that_goes_on_below_is_read_whole() -> None:
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(MARRIAGE, line_step=CLOSE))
    assert found[FieldName.FORMER_NAME].value == "Marisol Antonia Quintero"
    assert found[FieldName.NEW_NAME].value == "Marisol Antonia Reed"
    assert found[FieldName.DATE_OF_BIRTH].value == "1988-12-18"


def test_a_label_close_behind_a_value_begins_its_column() -> None:
    """The name fills its column: one blank parts it from the label of the next."""
    tight = MARRIAGE.replace("ANTONIA REED  DATE", "ANTONIA REEDY DATE")
    found = read_fields(Kind.NAME_CHANGE_EVIDENCE, draw_form(tight, line_step=CLOSE))
    assert found[FieldName.NEW_NAME].value == "Marisol Antonia Reedy"
    assert found[FieldName.DATE_OF_BIRTH].value == "1988-12-18"


def answers_of(kind: Kind, drawing: str) -> dict[Ask, str]:
    paper = lay_out(kind, [draw_form(drawing, line_step=CLOSE)])
    return {a.label.ask: a.value for a in paper.pages[0].answers}


@pytest.mark.parametrize(
    ("below", "name"),
    [
        pytest.param("                QUINTERO REED", "Marisol Antonia Quintero Reed", id="two words more"),
        pytest.param("                FAX: 617-555-0100", "Marisol Antonia", id="a label"),
        pytest.param("RESIDENCE:      QUINTERO", "Marisol Antonia", id="the answer to the next label"),
        pytest.param("(LEGAL)         QUINTERO", "Marisol Antonia", id="words under the label"),
        pytest.param("             QUINTERO", "Marisol Antonia", id="another edge"),
        pytest.param("\n                QUINTERO", "Marisol Antonia", id="a line apart"),
        pytest.param("                IDA REED", "Marisol Antonia", id="a word that had room above"),
    ],
)
def test_only_what_had_no_room_above_goes_on(below: str, name: str) -> None:
    head = "APPLICANT NAME: MARISOL ANTONIA       DATE OF BIRTH:   12/18/1988"
    assert answers_of(Kind.VERIFICATION_REQUEST, f"{head}\n{below}")[Ask.NAME] == name


def test_values_listed_one_under_the_other_stay_apart() -> None:
    found = answers_of(
        Kind.VERIFICATION_REQUEST,
        """
FULL NAME:        MARISOL REED              DATE OF BIRTH:   12/18/1988
FORMER NAMES:     MARISOL QUINTERO          LEVEL:           PARAMEDIC
                  MARISOL IBANEZ
""",
    )
    assert found[Ask.FORMER_NAME] == "Marisol Quintero"


@pytest.mark.parametrize(
    "below", ["33 HAZEN DRIVE, CONCORD", "CONCORD, NH 03301", "603-555-0142", "EMS@BUREAU.EXAMPLE"]
)
def test_what_stands_under_an_office_is_no_part_of_its_name(below: str) -> None:
    head = "REQUESTING AGENCY:  BUREAU OF EMERGENCY SERVICES  FAX:  603-555-0142"
    found = answers_of(Kind.VERIFICATION_REQUEST, f"{head}\n                    {below}")
    assert found[Ask.AGENCY] == "BUREAU OF EMERGENCY SERVICES"


def test_an_office_and_its_address_go_on_below() -> None:
    found = read_fields(
        Kind.VERIFICATION_REQUEST,
        draw_form(
            """
                 VERIFICATION OF CERTIFICATION
APPLICANT NAME:      MARISOL ANTONIA          DATE OF BIRTH:     12/18/1988
                     QUINTERO
REQUESTING AGENCY:   NEW HAMPSHIRE BUREAU OF  RETURN ADDRESS:    33 HAZEN DRIVE,
                     EMERGENCY MEDICAL                           ROOM 114, CONCORD,
                     SERVICES                                    NH 03301
CERTIFICATE NO.:     E0334418                 FAX:               603-555-0142
""",
            line_step=CLOSE,
        ),
    )
    assert found[FieldName.APPLICANT_NAME].value == "Marisol Antonia Quintero"
    assert found[FieldName.REQUESTING_AGENCY].value == "New Hampshire Bureau of Emergency Medical Services"
    assert found[FieldName.RETURN_ADDRESS].value == "33 Hazen Drive, Room 114, Concord, NH 03301"


def test_a_school_and_who_taught_go_on_below() -> None:
    found = read_fields(
        Kind.CPR_CARD,
        draw_form(
            """
                 AMERICAN HEART ASSOCIATION
                       BLS PROVIDER
NAME:              MARISOL ANTONIA          ISSUE DATE:      03/14/2026
                   QUINTERO                 RENEW BY:        03/2028
TRAINING CENTER:   CEDAR SWAMP HEALTH       INSTRUCTOR:      BARTHOLOMEW JAMES
                   EDUCATION ALLIANCE                        FITZGERALD
CENTER ID:         MA20555                  ECARD CODE:      265012345678
THE ABOVE INDIVIDUAL HAS SUCCESSFULLY COMPLETED THE COGNITIVE AND SKILLS EVALUATIONS
OF THE BASIC LIFE SUPPORT COURSE IN ACCORDANCE WITH THE CURRICULUM OF THE ASSOCIATION
""",
            line_step=CLOSE,
        ),
    )
    assert found[FieldName.HOLDER_NAME].value == "Marisol Antonia Quintero"
    assert str(found[FieldName.TRAINING_CENTER].value).casefold() == "cedar swamp health education alliance"
    assert found[FieldName.INSTRUCTOR_NAME].value == "Bartholomew James Fitzgerald"
