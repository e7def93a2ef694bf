"""The type of a name paper: by cues where they say enough, else by its words."""

import pytest

from domain.kinds import EvidenceType, Kind
from intake.extractors.name_papers.evidence_types import find_type
from intake.extractors.sheets.paper import lay_out
from tests.intake.extractors.written_forms import draw_form

CARD_LETTER = """
  Your card is below. Sign it in ink. Do not laminate.

  900-12-1234

  has been established for
  Ana Reyes

  Keep it in a safe place
"""
LICENCE = """
  DRIVER LICENSE

  Keep it in a safe place. Sign it in ink.

  Ana Reyes
  DOB 03/14/1990
"""
MATRIMONIAL = """
  Jon Hale, Plaintiff
  -against-                    MATRIMONIAL DECISION AND ORDER
  Ana Reyes, Defendant

  ADJUDGED that the bonds between the plaintiff and the defendant are ended
  ORDERED that Ana Reyes, the defendant, be at liberty to go back to a name
  borne before these nuptials, to wit: ANA PENA and it is further
  ORDERED that each keep what is in his or her possession.
"""
DECREE = """
  In the Matter of Ana Reyes and Jon Reyes
  FINAL DECREE ON PETITION FOR {what}

  Motor vehicles: each party keeps the car in the name of him or her
  Name change: the name of Ana Reyes shall be changed to Ana Pena
  So ordered by the court on the petition of both

  Clerk of Court
"""
NOTHING = """
  Thank you for your visit. The shop is open on weekdays.
"""


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        pytest.param(CARD_LETTER, EvidenceType.SOCIAL_SECURITY_CARD, id="no cue, words of such a card"),
        pytest.param(LICENCE, EvidenceType.DRIVERS_LICENSE, id="a cue against other words"),
        pytest.param(MATRIMONIAL, EvidenceType.DIVORCE_DECREE, id="a matrimonial order is no wedding"),
        pytest.param(DECREE.format(what="DIVORCE"), EvidenceType.DIVORCE_DECREE, id="a decree"),
        pytest.param(DECREE.format(what="CHANGE OF NAME"), EvidenceType.COURT_ORDER, id="on a name"),
        pytest.param(
            DECREE.format(what="CHANGE OF NAME AFTER DIVORCE"), EvidenceType.COURT_ORDER, id="one of after"
        ),
        pytest.param(NOTHING, None, id="words of no such paper"),
    ],
)
def test_the_type_is_told_by_cues_and_words(drawing: str, kind: EvidenceType | None) -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(drawing)])
    found, evidence = find_type(paper, None)
    assert found is kind
    assert [e.value for e in evidence] == ([kind.value] if kind else [])


CERTIFIED_RECORD = """
  STATE OF NEW HAMPSHIRE
  MARRIAGE
  Name prior to marriage    ANA REYES
  New name, if changed by this marriage    ANA PENA
  {certified}
  MA EMT E0824692 - please update my name
"""


@pytest.mark.parametrize(
    ("certified", "kind"),
    [
        pytest.param("I hereby certify that this is a true abstract of the record",
                     EvidenceType.MARRIAGE_CERTIFICATE, id="given out"),
        pytest.param("I was married in May and send what you need", None, id="a letter"),
        pytest.param("I certify that this is a true copy of the record of my marriage", None, id="a writer"),
    ],
)  # fmt: skip
def test_a_note_on_a_record_makes_it_no_request(certified: str, kind: EvidenceType | None) -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(CERTIFIED_RECORD.format(certified=certified))])
    assert find_type(paper, None)[0] is kind


ENDED_BEFORE = """
  RECORD OF MARRIAGE
  Name before marriage: ANA LOPEZ
  Spouse: OMAR HALE
  Solemnized by Rosa Field at Lynn, the bride and groom of full age
  Last marriage ended by
  Decree of dissolution, 2015
  Name after marriage: ANA HALE
  Date of marriage: June 25, 2020
"""


def test_how_a_marriage_of_before_ended_makes_a_record_no_decree() -> None:
    paper = lay_out(Kind.NAME_CHANGE_EVIDENCE, [draw_form(ENDED_BEFORE)])
    assert find_type(paper, None)[0] is EvidenceType.MARRIAGE_CERTIFICATE
